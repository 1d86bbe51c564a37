"""A statement before it is public: for those with a login, and for those with a signed address."""

import grp
import os
import re
import shutil
import subprocess

from logins import login, write_users
from newsroom import BUILD, NEWSROOM, ROOT, statement, wait_until

CONFIG = NEWSROOM + """
<Directory "${RUN}/newsroom">
    StatementPreview On
</Directory>
<Location "/statements/closed">
    Require all denied
</Location>
Alias "/doors" "${RUN}/doors"
<Directory "${RUN}/doors">
    Require all granted
    StatementEngine On
    StatementPreview On
    <Files "shut.xml">
        Require all denied
    </Files>
</Directory>
Alias "/off" "${RUN}/off"
<Directory "${RUN}/off">
    Require all granted
    StatementEngine On
</Directory>
Alias "/editors" "${RUN}/editors"
<Directory "${RUN}/editors">
    StatementEngine On
    StatementShow All
    AuthType Basic
    AuthName "Editors"
    AuthUserFile "${RUN}/users"
    Require valid-user
</Directory>
"""
NEVER = "2099-01-01T00:00:00Z"
DRAFT = 'id="{auto}" status="draft"'
SECRET = "The secret words."


def prepare(server):
    write_users(server)
    server.allow("STM0102", "AH01630")
    (server.run / "editors").symlink_to(server.newsroom.path)
    (server.run / "off").mkdir()
    (server.run / "off/later.xml").write_text(statement("Later", published=NEVER))
    (server.run / "doors").mkdir()
    (server.run / "doors/own.png").write_bytes(b"bytes")
    (server.run / "doors/shut.xml").write_text(statement(
        "Shut", attributes=DRAFT, head='<image href="own.png" alt="x"/>'))
    folder = server.newsroom
    folder.drop("public.xml", statement("Public"))
    folder.drop("later.xml", statement(
        "Later", published=NEVER, body=f"<p>{SECRET}</p>",
        head='<image href="own.png" alt="A picture"/><attachment href="own.pdf">Ours</attachment>',
        after='<note scope="internal"><p><link href="inside.pdf">Ours alone</link></p></note>'))
    folder.drop("draft.xml", statement("In the making", attributes=DRAFT, body=f"<p>{SECRET}</p>"))
    folder.drop("other.xml", statement("The other title", attributes=DRAFT, head='<image '
                                       'href="other.png" alt="x"/>'))
    folder.drop("quoting.xml", statement("Quoting", attributes=DRAFT, body='<p>Said:</p>'
                                         '<statement src="other"/>'))
    folder.drop("closed.xml", statement("Closed", attributes=DRAFT))
    folder.drop("soon.xml", statement("Soon", attributes=DRAFT))
    for name in ("own.png", "own.pdf", "inside.pdf", "other.png"):
        folder.drop(name, b"bytes of " + name.encode())


def command(server, name, *options):
    return subprocess.run([BUILD / "statement", "preview", server.newsroom.path / f"{name}.xml",
                           "--state", server.run / "state", *options], text=True,
                          capture_output=True, check=True).stdout.strip()


def address(server, name, *options):
    return command(server, name, "--base", "/statements/", *options)


def token(server, name):
    return address(server, name).partition("preview=")[2]


def test_a_signed_address_opens_its_statement(server):
    for name in ("later", "draft"):
        assert server.get(f"/statements/{name}").status == 404
        answer = server.get(address(server, name))
        assert answer.status == 200 and SECRET in answer.text
        assert answer.header("Cache-Control") == "no-store, private"
        assert answer.header("Referrer-Policy") == "no-referrer"
        assert answer.header("X-Robots-Tag") == "noindex"
        assert '<aside class="preview"' in answer.text
    assert server.get(address(server, "draft").replace("draft?", "draft.rss?")).status == 200


def test_the_banner_says_why_and_until_when(server):
    later = server.get(address(server, "later")).text
    banner = re.search("<aside.*?</aside>", later, re.S)[0]
    assert "Embargoed until <time" in banner and "2099" in banner
    assert "Embargoed" not in later.replace(banner, "")
    assert "Draft." in server.get(address(server, "draft")).text
    assert 'class="card"' in banner and SECRET in banner


def test_it_opens_nothing_else(server):
    sign = token(server, "later")
    for path in ("draft", "draft.rss", "draft.xml", "other", "closed", "feed.rss", "", "sitemap.xml",
                 "other.png", "inside.pdf"):
        for query in (f"preview={sign}", f"preview={sign}&of=later", f"of=later&preview={sign}",
                      f"preview={sign}&of=draft", f"preview={sign}&of=../newsroom/later"):
            answer = server.get(f"/statements/{path}?{query}")
            if path in ("feed.rss", "", "sitemap.xml"):
                assert "/later" not in answer.text and SECRET not in answer.text, (path, query)
            else:
                assert answer.status in (403, 404), (path, query, answer)
    assert server.get(f"/off/later?preview={sign}").status == 404


def test_the_files_that_it_shows_open_with_it(server):
    page = server.get(address(server, "later")).text
    for name in ("own.png", "own.pdf"):
        assert server.get(f"/statements/{name}").status == 404
        signed = re.search(rf'"(/statements/{name}\?[^"]*)"', page)[1].replace("&amp;", "&")
        answer = server.get(signed)
        assert answer.status == 200 and answer.body == b"bytes of " + name.encode()
        assert answer.header("Cache-Control") == "no-store, private"
    assert "inside.pdf" not in page


def test_a_changed_token_opens_nothing(server):
    made, until, mac = token(server, "later").split(".")
    other = "A" if mac[0] != "A" else "B"
    tokens = (f"{made}.{int(until) + 1}.{mac}", f"{int(made) - 1}.{until}.{mac}",
              f"{made}.{until}.{other}{mac[1:]}", f"{made}.{until}.{mac}x", f"{made}.{until}.",
              f"0{made}.{until}.{mac}", f"{made}.{until}.{mac[:-1]}", "", ".", "..", "x" * 4000,
              "%00", f"{made}.{until}.{mac}%00", "%")
    for each in tokens:
        assert server.get(f"/statements/later?preview={each}").status in (400, 404), each
    assert server.get(f"/statements/later?preview={made}.{until}.{mac}").status == 200


def test_a_revoked_address_opens_nothing_any_more(server):
    signed = address(server, "draft")
    assert server.get(signed).status == 200
    command(server, "draft", "--revoke")
    assert server.get(signed).status == 404
    assert server.get(address(server, "later")).status == 200
    wait_until(lambda: server.get(address(server, "draft")).status == 200, what="a newer one")


def test_hidden_ones_that_it_reproduces_are_notices(server):
    page = server.get(address(server, "quoting"))
    assert page.status == 200 and "Said:" in page.text and "The other title" not in page.text
    assert 'class="notice"' in page.text


def test_rules_of_httpd_still_hold(server):
    assert server.get(address(server, "closed")).status == 403
    sign = command(server, "../doors/shut").partition("preview=")[2]
    assert server.get(f"/doors/shut?preview={sign}").status == 403
    assert server.get(f"/doors/own.png?preview={sign}&of=shut").status == 404


def test_after_publication_it_leads_to_the_page(server):
    signed = address(server, "soon")
    assert server.get(signed).status == 200
    server.newsroom.drop("soon.xml", statement("Soon"))
    server.wait_for("/statements/soon", 200)
    answer = server.wait_for(signed, 303)
    assert answer.header("Location").endswith("/statements/soon")
    assert "no-store" in answer.header("Cache-Control")


def test_after_withdrawal_it_opens_no_file_any_more(server):
    """Nobody else gets it then."""
    picture = '<image href="back.png" alt="x"/>'
    server.newsroom.drop("back.png", b"bytes")
    server.newsroom.drop("back.xml", statement("Back", head=picture, attributes=DRAFT))
    sign = token(server, "back")
    server.wait_for(f"/statements/back.png?preview={sign}&of=back", 200)
    server.newsroom.drop("back.xml", statement("Back", head=f"""{picture}
        <withdrawn when="2024-06-01T10:00:00Z">It was wrong.</withdrawn>"""))
    server.wait_for("/statements/back", 410)
    server.wait_for("/statements/back.png", 404)
    assert server.get(f"/statements/back.png?preview={sign}&of=back").status == 404


def test_no_line_of_ours_and_no_store_has_a_token(server):
    signed = address(server, "later")
    sign = signed.partition("preview=")[2]
    assert server.get(signed).status == 200 and server.get(f"/statements/?preview={sign}").body
    assert sign.encode() not in server.log_since(0)
    assert not [path for path in (server.run / "state/pages").rglob("*")
                if path.is_file() and SECRET.encode() in path.read_bytes()]


def test_editors_see_the_same_banner_behind_their_login(server):
    assert server.get("/editors/later").status == 401
    answer = server.wait_for("/editors/later", 200, headers=login("anna"))
    assert '<aside class="preview"' in answer.text and SECRET in answer.text
    assert answer.header("Cache-Control") == "no-store, private"
    assert answer.header("X-Robots-Tag") == "noindex"
    assert '<aside class="preview"' not in server.get("/editors/public", login("anna")).text


def test_the_command_says_what_is_wrong(server):
    for options in (["--for", "3 days"], ["--for", "32d"], ["--for", "0d"], ["--nonsense"]):
        done = subprocess.run([BUILD / "statement", "preview", server.newsroom.path / "later.xml",
                               *options], capture_output=True, check=False)
        assert done.returncode == 2 and done.stderr, options
    done = subprocess.run([BUILD / "statement", "preview", server.newsroom.path / "none.xml"],
                          capture_output=True, check=False)
    assert done.returncode == 1 and b"none.xml" in done.stderr


def test_its_help_fits_a_terminal():
    done = subprocess.run([BUILD / "statement", "preview", "--help"], text=True,
                          capture_output=True, check=True)
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_statement_is_called_by_its_name_in_the_newsroom(server):
    (server.newsroom.path / "2026").mkdir()
    server.newsroom.drop("2026/spring.xml", statement("Spring", attributes=DRAFT))

    def said(*arguments, folder):
        return subprocess.run([BUILD / "statement", "preview", *arguments, "--state",
                               server.run / "state", "--base", "/statements"], text=True,
                              cwd=folder, capture_output=True, check=False)
    here, there = server.newsroom.path, ("--newsroom", server.newsroom.path)
    for arguments, folder in ((("2026/spring",), here), (("2026/spring", *there), "/"),
                              (("2026/spring.xml", *there), "/"),
                              ((here / "2026/spring.xml", *there), "/")):
        path = said(*arguments, folder=folder).stdout.strip()
        assert path.startswith("/statements/2026/spring?preview=")
        server.wait_for(path, 200)
    for arguments, words in ((("2026/none", *there), "none.xml"), (("spring",), "spring.xml"),
                             (("../doors/shut", *there), "is not in")):
        done = said(*arguments, folder=here)
        assert done.returncode > 0 and words in done.stderr


def test_where_the_configuration_has_no_previews_none_is_printed(tmp_path):
    """It also says where the state is, and the address of the newsroom."""
    folder, state = tmp_path / "room/2026", tmp_path / "state"
    folder.mkdir(parents=True)
    (folder / "spring.xml").write_text(statement("Spring"))
    config = tmp_path / "httpd.conf"

    def said(section, *arguments):
        config.write_text(f"StatementStateDir {state}\nServerName news.example.org\n"
                          f'<Directory "{tmp_path}/room">\n{section}\n</Directory>\n'
                          '<Location "/news">\nStatementPreview On\n</Location>\n')
        return subprocess.run([BUILD / "statement", "preview", *arguments, "--config", config],
                              text=True, capture_output=True, check=False)
    base = "StatementBaseURL https://www.example.org/statements/"
    for section, words in (("StatementEngine On", "no StatementPreview On"),
                           (f"StatementEngine On\n{base}", "no StatementPreview On"),
                           ("StatementPreview On", "no StatementEngine On")):
        done = said(section, folder / "spring.xml")
        assert done.returncode == 1 and words in done.stderr and not done.stdout, section
    assert not state.exists()
    state.mkdir()
    done = said(f"StatementEngine On\n{base}\nStatementPreview On", folder / "spring.xml")
    assert done.stdout.startswith("https://www.example.org/statements/2026/spring?preview=")
    assert (state / "preview/key").exists()
    done = said("StatementEngine On", folder / "spring.xml", "--base", "https://x.example/news/2026")
    assert done.stdout.startswith("https://x.example/news/2026/spring?preview="), done.stderr


def follow(server, command, **user):
    """What docs/editors.md says, with the server of the test in the place of the system's."""
    group = "games" if os.getuid() == 0 else grp.getgrgid(os.getgid()).gr_name
    for old, new in (("/srv/www/statements", server.newsroom.path), ("/etc", server.run),
                     ("/var/lib/apache2/statement", server.run / "state"),
                     ("http://localhost", ""), ("-g editors", f"-g {group}"),
                     ("-o root", "-o root" if os.getuid() == 0 else "")):
        command = command.replace(old, str(new))
    if command.startswith("statement") and "--key" not in command:
        command += f" --state '{server.run}/state'"
    return subprocess.run(["sh", "-c", command], cwd=server.newsroom.path, text=True,
                          capture_output=True, check=False, env={"PATH": f"{server.run}:/usr/bin"},
                          **user)


def test_editors_sign_with_a_copy_of_the_key_as_the_page_says(server):
    """No user but root, the server's and the group's can; nothing in the state directory opens."""
    page = (ROOT / "docs/editors.md").read_text().partition("## Shown before")[2]
    _, sign, revoke, make, install, remove = re.findall(r"^    \$ (?:sudo )?(.*)", page, re.M)[:6]
    name = "the-night-ferry-returns-on-friday"
    shutil.copy(BUILD / "statement", server.run)  # other users may not read the repository
    server.newsroom.drop(f"{name}.xml", statement("Ferry", attributes=DRAFT))
    assert follow(server, make).returncode == follow(server, install).returncode == 0
    root = os.getuid() == 0
    done = follow(server, sign, **({"user": "nobody", "group": "games"} if root else {}))
    assert done.stdout.startswith(f"/statements/{name}?preview="), done.stderr
    server.wait_for(done.stdout.strip(), 200)
    if root:
        other = follow(server, sign, user="nobody", group="nogroup")
        assert other.returncode == 1 and "Permission denied" in other.stderr
        bare = follow(server, sign.replace("--key /etc/statement-preview.key",
                                           "--state /var/lib/apache2/statement"),
                      user="nobody", group="games")
        assert bare.returncode == 1 and "--key" in bare.stderr
    test_the_key_is_for_the_server_alone(server)
    assert follow(server, revoke).returncode == 0
    assert server.get(done.stdout.strip()).status == 404
    assert follow(server, remove).returncode == 0
    (server.run / "statement-preview.key").chmod(0o644)
    assert "all users" in follow(server, sign).stderr


def test_the_key_is_for_the_server_alone(server):
    address(server, "later")
    key = server.run / "state/preview/key"
    assert key.stat().st_mode & 0o777 == 0o600 and key.stat().st_size == 32
    assert key.stat().st_uid == (server.run / "state").stat().st_uid
    assert key.parent.stat().st_mode & 0o777 == 0o700


def render(folder, *options):
    return subprocess.run([BUILD / "statement", "render", folder / "own.xml", *options],
                          capture_output=True, check=True).stdout


def test_a_preview_without_a_server_has_its_style_and_pictures(tmp_path):
    (tmp_path / "own.png").write_bytes(b"\x89PNG picture")
    (tmp_path / "own.xml").write_text(statement(
        "Own", published=NEVER, head='<image href="own.png" alt="A picture"/>'))
    page = render(tmp_path, "--preview").decode()
    assert '<aside class="preview"' in page and "2099" in page
    assert "<style>" in page and "--paper:" in page and 'rel="stylesheet"' not in page
    assert page.count('src="data:image/png;base64,iVBORyBwaWN0dXJl"') == 2
    plain = render(tmp_path, "--all", "--to", "html")
    assert b'rel="stylesheet"' in plain and b'class="preview"' not in plain
    assert b"data:" not in plain
