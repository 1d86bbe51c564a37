"""`statement export`: a static copy of a newsroom, with the server's own bytes."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.parse

import pytest

from newsroom import BUILD, NEWSROOM, ROOT, statement, wait_until

PROGRAM = BUILD / "statement"
BASE = "http://news.example.org/statements/"
CONFIG = """
<VirtualHost 192.0.2.1:80>
    ServerName other.example.org
    ServerAlias www.example.org
</VirtualHost>
""" + NEWSROOM.replace("StatementEngine On", f"""StatementEngine On
    StatementBaseURL {BASE}
    StatementFeedItems 3
    StatementParam statement-marks none""") + """
Alias "/copy" "${RUN}/copy"
<Directory "${RUN}/copy">
    Require all granted
    AllowOverride FileInfo
</Directory>
"""
FORMATS = ["html", "rss", "atom", "json", "txt", "vcf", "ics"]
EVENT = '<event id="day" when="2026-06-02T10:00:00Z"><title>Open day</title></event>'
PICTURE = '<image href="../media/port.svg" alt="The port"/>'

# Ten of one second are more than a document of a feed holds: it goes on in another.
MANY = {f"many-{number:02}": statement(f"Many {number:02}",
                                       published=f"2023-03-{max(number, 10):02}T10:00:00Z")
        for number in range(25)}
PUBLIC = {
    "first": statement("The first", published="2024-01-01", head="<tag>Ports</tag>"),
    "2026/event": statement("An event", published="2026-01-02", head=EVENT + PICTURE),
    "with-file": statement("A file", published="2026-01-03",
                           body='<p>See <link href="media/paper.pdf">it</link>.</p>'),
    "around": statement("Around", published="2026-01-04",
                        body='<statement src="first"/>'),
    "deutsch": statement("Erklärung", published="2026-01-05", lang="de",
                         head='<translation href="first" xml:lang="en"/>'),
    "by-another-name": statement(
        "By another name", published="2026-01-09", body="".join(
            f'<p><link href="http://{host}/statements/draft">it</link></p>'
            for host in ("www.example.org", "news.example.org", "127.0.0.1", "example.com"))),
    "expired": statement("Expired", published="2024-02-01", head="<expires>2024-03-01</expires>"),
    "a b&c": statement("Signs in the name", published="2024-04-01"),
    **MANY,
}
HIDDEN = {
    "draft": statement("A draft", attributes='id="{auto}" status="draft"',
                       body='<p><link href="media/secret.pdf">it</link></p>'),
    "later": statement("Later", published="2999-01-01",
                       body='<p><link href="media/secret.pdf">it</link></p>'),
    "around-later": statement("Around later", published="2026-01-01",
                              body='<statement src="later"/>'),
    "broken": "<statement><head>",
    "back": statement("Back", published="2026-01-06", head='<withdrawn when="2026-02-01T00:00:00Z">'
                                                           "Wrong</withdrawn>"),
}
READY = ["/statements/", "/statements/around", "/statements/many-24"]


def prepare(server):
    server.allow("STM0101")
    folder = server.newsroom
    for name, text in {**PUBLIC, **HIDDEN}.items():
        folder.drop(f"{name}.xml", text)
    folder.drop("former.xml", statement("Renamed", published="2026-01-07"))
    folder.drop("gone.xml", statement("Gone", published="2026-01-08"))
    for name in ("port.svg", "paper.pdf", "secret.pdf", "unnamed.pdf"):
        folder.drop(f"media/{name}", f"<svg>{name}</svg>")


def export(*arguments):
    return subprocess.run([PROGRAM, "export", *map(str, arguments)], capture_output=True,
                          text=True, check=False)


def exported(server, out, *more):
    """What was done, once the server has seen its folder as it is."""
    done = None

    def is_seen():
        nonlocal done
        done = export("--config", server.run / "httpd.conf", "--json", *more, server.newsroom.path,
                      out)
        return "since the server last looked" not in done.stderr
    wait_until(is_seen, what="the server's look")
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def files_of(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(name="changed", scope="module")
def fixture_changed(server):
    """The newsroom after a statement was renamed and another deleted, as the server knows it."""
    path = server.newsroom.path
    server.wait_for("/statements/former", 200)
    (path / "former.xml").rename(path / "2026" / "renamed.xml")
    (path / "gone.xml").unlink()
    server.wait_for("/statements/former", 301)
    server.wait_for("/statements/gone", 410)
    return server


@pytest.fixture(name="copy", scope="module")
def fixture_copy(changed, tmp_path_factory):
    out = tmp_path_factory.mktemp("copy") / "out"
    exported(changed, out)
    return out


def address_of(name):
    return "/statements/" + urllib.parse.quote(name)


def test_statements_are_the_servers_bytes_in_each_format(changed, copy):
    for name in [*PUBLIC, "2026/renamed"]:
        for extension in FORMATS:
            answer = changed.get_ready(f"{address_of(name)}.{extension}")
            path = copy / f"{name}.{extension}"
            assert path.exists() == (answer.status == 200), f"{name}.{extension} {answer.status}"
            if path.exists():
                assert path.read_bytes() == answer.body, f"{name}.{extension}"
        assert (copy / f"{name}.html").read_bytes() == changed.get(address_of(name)).body


def test_feeds_and_sitemap_are_the_servers_bytes(changed, copy):
    for folder in ("", "2026/"):
        for extension in ("rss", "atom", "json", "html"):
            answer = changed.get_ready(f"/statements/{folder}feed.{extension}")
            assert (copy / f"{folder}feed.{extension}").read_bytes() == answer.body
    assert (copy / "sitemap.xml").read_bytes() == changed.get_ready("/statements/sitemap.xml").body


def test_archive_documents_of_feeds_are_the_servers_bytes(changed, copy):
    """Each leads to the one before it, to the first statement."""
    for extension in ("rss", "atom"):
        address, seen = f"/statements/feed.{extension}", []
        while True:
            answer = changed.get_ready(address)
            earlier = re.search(r'rel="prev-archive"[^>]*href="([^"]*)"|'
                                r'href="([^"]*)"[^>]*rel="prev-archive"', answer.text)
            if seen:
                name = seen[-1].replace("&amp;", "&").replace("archive=", "")
                name = name.replace("&skip=", "-skip-")
                assert (copy / f"archive/{name}.{extension}").read_bytes() == answer.body, address
            if not earlier:
                break
            found = urllib.parse.urlsplit((earlier[1] or earlier[2]).replace("&amp;", "&"))
            assert found.query not in seen
            seen.append(found.query)
            address = f"{found.path}?{found.query}"
        assert any("skip" in query for query in seen) and len(seen) > 2


def test_the_archive_is_pages_without_search_and_filters(copy):
    """Every link of it within the copy leads to a file."""
    pages = [copy / "index.html", *(copy / "page").iterdir()]
    total = len(PUBLIC) + 1 - 1  # renamed, and not what has expired
    assert len(pages) == -(-total // 3)
    text = (copy / "page/2.html").read_text()
    assert 'href="/statements/page/3.html"' in text and 'href="/statements/"' in text
    for page in pages:
        text = page.read_text()
        assert "<form" not in text and "tag=" not in text
        for link in re.findall(r'href="/statements/([^"#]*)"', text):
            name = urllib.parse.unquote(link.replace("&amp;", "&")).split("?")[0]
            target = copy / name
            assert target.is_dir() or target.is_file() or (copy / f"{name}.html").is_file(), link


def test_what_is_hidden_is_not_there(copy):
    here = files_of(copy)
    for name in [*HIDDEN, "former", "gone"]:
        assert not [path for path in here if path.startswith(f"{name}.")], name
    assert {"media/port.svg", "media/paper.pdf", "statement.css"} <= here
    assert not here & {"media/secret.pdf", "media/unnamed.pdf", "first.xml"}
    for path in copy.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"A draft" not in content and b"Around later" not in content, path


def test_a_second_run_writes_what_has_changed_alone(changed, tmp_path):
    out = tmp_path / "out"
    exported(changed, out)
    before = {path: os.stat(out / path).st_ino for path in files_of(out)}
    assert exported(changed, out)["written"] == 0
    assert {path: os.stat(out / path).st_ino for path in files_of(out)
            if path != ".statement-export"} == {
                path: inode for path, inode in before.items() if path != ".statement-export"}
    text = PUBLIC["many-03"].replace("in words", "in other words")
    try:
        changed.newsroom.drop("many-03.xml", text)
        changed.wait_for("/statements/many-03.txt", 200)
        done = exported(changed, out)
        others = {path for path, inode in before.items()
                  if (out / path).exists() and os.stat(out / path).st_ino != inode}
        assert b"in other words" in (out / "many-03.html").read_bytes()
        assert all(path.startswith(("many-03.", "feed.", "archive/", "page/", ".statement"))
                   for path in others), others
        assert 0 < done["written"] < 20
    finally:
        changed.newsroom.drop("many-03.xml", PUBLIC["many-03"])


def test_what_changes_by_itself_is_made_again(changed, tmp_path):
    """The file is as it was, and so is what the server's records have of it."""
    for span in (3, 10, 40):
        end = int(time.time()) + span
        text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))
        changed.newsroom.drop("ends.xml", statement("Ends", published="2026-01-10",
                                                    head=f"<expires>{text}</expires>"))
        changed.wait_for("/statements/ends", 200)
        wait_until(lambda: "/ends<" in changed.get("/statements/feed.rss").text or
                   time.time() > end, what="the statement in the feed")
        exported(changed, tmp_path / "out")
        if time.time() < end:
            break
    assert ">Ends<" in (tmp_path / "out/index.html").read_text()
    before = (tmp_path / "out/ends.html").read_bytes()
    wait_until(lambda: changed.get("/statements/ends").body != before, what="the end")
    done = exported(changed, tmp_path / "out")
    assert done["written"] > 1
    assert (tmp_path / "out/ends.html").read_bytes() == changed.get("/statements/ends").body
    assert ">Ends<" not in (tmp_path / "out/index.html").read_text()
    changed.newsroom.remove("ends.xml")
    changed.wait_for("/statements/ends", 410)


def test_what_is_no_longer_public_goes_and_all_else_stays(tmp_path):
    newsroom, out = tmp_path / "newsroom", tmp_path / "out"
    (newsroom / "2026").mkdir(parents=True)
    (newsroom / "one.xml").write_text(statement("One"))
    (newsroom / "2026/two.xml").write_text(statement("Two"))
    arguments = ["--base-url", BASE, newsroom, out]
    assert export(*arguments).returncode == 0
    (out / "CNAME").write_text("mine")
    (out / "2026/mine.html").write_text("mine")
    (newsroom / "2026/two.xml").unlink()
    done = export(*arguments)
    assert done.returncode == 0, done.stderr
    assert not list((out / "2026").glob("two.*"))
    assert (out / "CNAME").read_text() == (out / "2026/mine.html").read_text() == "mine"
    (out / "one.txt").unlink()
    assert export(*arguments).returncode == 0
    assert (out / "one.txt").exists(), "a file that somebody has deleted is written again"


def test_what_somebody_has_changed_in_the_copy_is_written_again(tmp_path):
    """Also where it is as long as before. A new date alone changes nothing."""
    newsroom, out = tmp_path / "newsroom", tmp_path / "out"
    newsroom.mkdir()
    (newsroom / "one.xml").write_text(statement("One"))
    (newsroom / "two.xml").write_text(statement("Two"))
    arguments = ["--json", "--base-url", BASE, newsroom, out]
    assert export(*arguments).returncode == 0
    before = {name: (out / name).read_bytes() for name in ("one.txt", "one.html", "feed.rss")}
    for name, text in before.items():
        (out / name).write_bytes(b"x" * len(text))
    for name in ("two.txt", "index.html"):
        os.utime(out / name, (1, 1))
    done = json.loads(export(*arguments).stdout)
    assert (done["written"], done["deleted"]) == (3, 0)
    assert {name: (out / name).read_bytes() for name in before} == before
    assert json.loads(export(*arguments).stdout)["written"] == 0
    text = (out / "two.txt").read_bytes()
    (out / "two.txt").write_bytes(b"x" * len(text))
    (newsroom / "two.xml").unlink()
    done = json.loads(export(*arguments).stdout)
    assert (out / "two.txt").exists() and not (out / "two.html").exists()
    assert "kept" in str(done["problems"])


def test_a_list_without_dates_or_other_fields_is_read(tmp_path):
    """As an earlier version wrote it, and as nobody writes it."""
    newsroom, out = tmp_path / "newsroom", tmp_path / "out"
    newsroom.mkdir()
    (newsroom / "one.xml").write_text(statement("One"))
    arguments = ["--json", "--base-url", BASE, newsroom, out]
    assert export(*arguments).returncode == 0
    listed = out / ".statement-export"
    lines = listed.read_text().splitlines(keepends=True)
    for fields in (4, 2, 1):
        listed.write_text("".join("\t".join(line.rstrip("\n").split("\t")[:fields]) + "\n"
                                  if line.startswith("F") else line for line in lines))
        done = export(*arguments)
        assert done.returncode == (fields == 1), done.stderr
        assert fields != 4 or json.loads(done.stdout)["written"] == 0
        assert fields != 1 or "was not written by this version" in done.stderr
        assert (out / "one.html").exists()


def test_a_statement_does_not_take_the_place_of_a_file_of_others(tmp_path):
    newsroom, out = tmp_path / "newsroom", tmp_path / "out"
    newsroom.mkdir()
    (newsroom / "index.xml").write_text(statement("Named as the archive"))
    arguments = ["--base-url", BASE, newsroom, out]
    done = export(*arguments)
    assert done.returncode == 1 and "index.html" in done.stderr
    assert "Named as the archive" in (out / "index.html").read_text()
    assert "<ol" in (out / "index.html").read_text(), "it is the archive"
    (newsroom / "mine.xml").write_text(statement("Mine"))
    (out / "mine.txt").write_text("not an export's")
    assert export(*arguments).returncode == 1
    assert (out / "mine.txt").read_text() == "not an export's"


def test_what_has_become_a_link_leads_to_nothing_that_is_changed(tmp_path):
    newsroom, out, other = (tmp_path / name for name in ("newsroom", "out", "other"))
    (newsroom / "2026").mkdir(parents=True)
    other.mkdir()
    (newsroom / "2026/one.xml").write_text(statement("One"))
    arguments = ["--base-url", BASE, newsroom, out]
    assert export(*arguments).returncode == 0
    (out / "2026").rename(tmp_path / "former")
    (out / "2026").symlink_to(other)
    (other / "one.txt").write_text("mine")
    assert export(*arguments).returncode == 1
    assert files_of(other) == {"one.txt"} and (other / "one.txt").read_text() == "mine"
    (other / "one.txt").write_bytes((tmp_path / "former/one.txt").read_bytes())
    (newsroom / "2026/one.xml").unlink()
    export(*arguments)
    assert files_of(other) == {"one.txt"}
    (out / ".statement-export.new").unlink(missing_ok=True)
    (out / ".statement-export.new").symlink_to(other / "new.txt")
    assert export(*arguments).returncode == 1 and files_of(other) == {"one.txt"}


def test_no_name_of_a_statement_is_a_directive(tmp_path):
    newsroom, out = tmp_path / "newsroom", tmp_path / "out"
    newsroom.mkdir()
    (newsroom / "a\nAddHandler cgi-script .txt\n#.xml").write_text(statement(
        "One", head='<withdrawn when="2024-06-01T00:00:00Z">It was early.</withdrawn>'))
    done = export("--htaccess", "--base-url", BASE, newsroom, out)
    assert "leaves it out" in done.stderr
    assert "AddHandler" not in (out / ".htaccess").read_text()


@pytest.mark.parametrize("name, words", [
    ("newsroom/public", "is in the newsroom"), (".", "has the newsroom in it"),
    ("other", "is not empty"),
])
def test_places_that_are_refused(tmp_path, name, words):
    (tmp_path / "newsroom").mkdir()
    (tmp_path / "newsroom/one.xml").write_text(statement("One"))
    (tmp_path / "other").mkdir()
    (tmp_path / "other/thing").write_text("mine")
    done = export("--base-url", BASE, tmp_path / "newsroom", tmp_path / name)
    assert done.returncode in (1, 2) and words in done.stderr
    assert sorted(files_of(tmp_path)) == ["newsroom/one.xml", "other/thing"]


@pytest.mark.parametrize("rule, words", [
    ("Require valid-user", "valid-user"),
    ('<Files "one.xml">\nRequire all denied\n</Files>', "denied"),
    ("StatementEngine Off", "no StatementEngine On"),
])
def test_a_configuration_that_closes_the_folder_is_refused(tmp_path, rule, words):
    newsroom = tmp_path / "newsroom"
    newsroom.mkdir()
    (newsroom / "one.xml").write_text(statement("One"))
    config = tmp_path / "httpd.conf"
    config.write_text(f'Define ROOM "{newsroom}"\nServerName news.example.org\n'
                      '<Directory "${ROOM}">\nRequire all granted\nStatementEngine On\n'
                      f"{rule}\n</Directory>\n")
    arguments = ["--config", config, "--state=", "--base-url", BASE, newsroom, tmp_path / "out"]
    done = export(*arguments)
    assert done.returncode == 1 and words in done.stderr, done.stderr
    assert not (tmp_path / "out").exists()
    if "Engine" not in rule:
        assert export("--ignore-access", *arguments).returncode == 0


def test_the_configuration_is_read_as_httpd_reads_it(tmp_path):
    """Includes, continued lines, definitions, and of the virtual hosts the one of the address."""
    newsroom, sites = tmp_path / "newsroom", tmp_path / "sites"
    newsroom.mkdir()
    sites.mkdir()
    (newsroom / "one.xml").write_text(statement("One", published="2026-05-04"))
    (newsroom / ".htaccess").write_text('StatementTitle "Of the folder"\n')
    (sites / "a.conf").write_text(
        '<VirtualHost *:80>\nServerName other.example.org\n'
        '<Directory "${ROOM}">\nStatementTitle "Of another host"\n</Directory>\n</VirtualHost>\n'
        '<VirtualHost *:80>\nServerName news.example.org:80\n<Directory "${ROOM}/">\n'
        "Require all granted\n    statementengine \\\n        On\nStatementIdentity \\\n"
        "kept.example.org\nAllowOverride FileInfo\n</Directory>\n</VirtualHost>\n")
    config = tmp_path / "httpd.conf"
    config.write_text(f'Define ROOM "{newsroom}"\nServerRoot {tmp_path}\nServerName main.example\n'
                      "<IfDefine UNKNOWN>\nStatementTitle No\n</IfDefine>\n<IfModule !x>\n"
                      "StatementTitle No\n</IfModule>\nInclude sites/*.conf\n"
                      "IncludeOptional missing.conf\n"
                      "<Directory />\nRequire all denied\nStatementLanguage de-CH\n</Directory>\n")
    done = export("--config", config, "--state=", "--base-url", BASE, newsroom, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    feed = (tmp_path / "out/feed.atom").read_text()
    assert ">Of the folder</title>" in feed and 'xml:lang="de-CH"' in feed
    plain = tmp_path / "plain"
    export("--title", "Of the folder", "--identity", "kept.example.org", "--lang", "de-CH",
           "--base-url", BASE, newsroom, plain)
    assert (plain / "feed.atom").read_text() == feed
    (newsroom / ".htaccess").write_text("Require user admin\n")
    done = export("--config", config, "--state=", "--base-url", BASE, newsroom, tmp_path / "out")
    assert done.returncode == 1 and "Require user admin" in done.stderr


def test_records_of_another_newsroom_are_refused(server, tmp_path):
    done = export("--config", server.run / "httpd.conf", "--identity", "unknown.example.org",
                  server.newsroom.path, tmp_path / "out")
    assert done.returncode == 1 and "unknown.example.org" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_run_that_was_ended_is_finished_by_the_next(tmp_path, number):
    """What it wrote is known to be the copy's, also where it is no longer wanted."""
    (tmp_path / "scans").mkdir()
    newsroom, out = tmp_path / "newsroom", tmp_path / "out"
    newsroom.mkdir()
    for index in range(40):
        (newsroom / f"s{index:02}.xml").write_text(statement(f"Number {index}"))
    arguments = [PROGRAM, "export", "--base-url", BASE, newsroom, out]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          env={**os.environ, "TMPDIR": str(tmp_path / "scans")}) as process:
        wait_until(lambda: len(list(out.glob("*.rss"))) > 3, what="some files")
        process.send_signal(number)
    assert number == signal.SIGKILL or not list((tmp_path / "scans").iterdir())
    written = files_of(out)
    for path in newsroom.glob("*.xml"):
        if path.stem != "s00":
            path.unlink()
    done = export(*arguments[2:])
    assert done.returncode == 0, done.stderr
    assert {path.split(".")[0] for path in files_of(out)} & {
        path.split(".")[0] for path in written if path.startswith("s")} <= {"s00", "sitemap"}
    assert (out / "s00.html").exists()


def test_former_names_lead_on_and_what_is_gone_is_gone_on_another_server(changed):
    out = changed.run / "copy"
    base = f"http://127.0.0.1:{changed.port}/copy/"
    exported(changed, out, "--htaccess", "--base-url", base)
    for extension in ("", ".rss", ".txt"):
        moved = changed.get(f"/copy/former{extension}")
        assert moved.status == 301
        assert moved.header("Location") == f"{base}2026/renamed{extension}"
        assert changed.get(f"/copy/gone{extension}").status == 410
        assert changed.get(f"/copy/back{extension}").status == 410
    assert changed.get("/copy/gone-else").status == 404
    page = changed.get("/copy/a%20b%26c")
    assert page.status == 200 and page.body == (out / "a b&c.html").read_bytes()
    assert page.type == "text/html"
    assert changed.get("/copy/2026/event").body == (out / "2026/event.html").read_bytes()
    assert changed.get("/copy/feed").body == (out / "feed.html").read_bytes()
    assert changed.get("/copy/").body == (out / "index.html").read_bytes()
    documents = [path.name for path in (out / "archive").glob("*.atom")]
    assert any("skip" in name for name in documents)
    for name in documents:
        query = "archive=" + name[:-len(".atom")].replace("-skip-", "&skip=")
        answer = changed.get(f"/copy/feed.atom?{query}")
        assert answer.body == (out / "archive" / name).read_bytes(), query
        assert answer.type == "application/atom+xml"


def test_the_samples_are_exported_without_a_configuration(tmp_path):
    done = export("--base-url", BASE, ROOT / "conf/statements", tmp_path / "out")
    assert done.returncode == 0 and not done.stderr
    assert re.fullmatch(r"\d+ statements, \d+ files: \d+ written, 0 as they were, 0 deleted\n",
                        done.stdout)
    done = export("--base-url", BASE, ROOT / "conf/statements", tmp_path / "out")
    assert ": 0 written," in done.stdout


# Whoever may write in the newsroom puts a link in the place of a file that has just been looked at.
SWAP = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
char *realpath(const char *path, char *room)
{
    char *found = ((char *(*)(const char *, char *))dlsym(RTLD_NEXT, "realpath"))(path, room);
    if (strstr(path, "/kit.pdf")) {
        unlink(path);
        symlink(getenv("SECRET"), path);
    }
    return found;
}
"""


def test_a_link_put_in_a_files_place_meanwhile_is_not_followed(tmp_path):
    newsroom, secret = tmp_path / "newsroom", tmp_path / "secret"
    newsroom.mkdir()
    (tmp_path / "swap.c").write_text(SWAP)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", tmp_path / "swap.so", tmp_path / "swap.c",
                    "-ldl"], check=True)
    (newsroom / "one.xml").write_text(
        statement("One", head='<attachment href="kit.pdf">The kit</attachment>'))
    (newsroom / "kit.pdf").write_text("The kit.")
    secret.write_text("What only root may read.")
    done = subprocess.run(
        [PROGRAM, "export", "--base-url", BASE, newsroom, tmp_path / "out"], capture_output=True,
        text=True, check=False,
        env={**os.environ, "LD_PRELOAD": str(tmp_path / "swap.so"), "SECRET": str(secret),
             "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"})
    assert (newsroom / "kit.pdf").is_symlink(), "realpath() was not called"
    copy = tmp_path / "out/kit.pdf"
    assert not copy.exists() or copy.read_text() == "The kit."
    assert (tmp_path / "out/one.html").exists(), done.stderr
