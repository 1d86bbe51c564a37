"""`statement withdraw`: takes a statement back, in its own file."""

import pathlib
import re
import stat
import subprocess

import pytest

from newsroom import BUILD, NEWSROOM, ROOT, mount, statement, unmount, wait_until

PROGRAM = BUILD / "statement"
CONFIG = NEWSROOM
WHEN = "2026-03-01T09:00:00Z"
ELEMENT = '<withdrawn when="2026-03-01T09:00:00Z">It was wrong.</withdrawn>'
EARLIER = "2024-01-01T00:00:00Z"


def withdraw(path, *arguments, reason="It was wrong.", **more):
    return subprocess.run([PROGRAM, "withdraw", path, "--reason", reason, *arguments],
                          capture_output=True, text=True, check=False, **more)


def checked(path):
    return subprocess.run([PROGRAM, "check", path], capture_output=True, text=True, check=False)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_readers_are_told_that_it_is_withdrawn_and_why(server):
    server.newsroom.drop("a.xml", statement("The matter", published=EARLIER))
    server.wait_for("/statements/a", 200)
    done = withdraw(server.newsroom.path / "a.xml", reason="A & B: <wrong>")
    assert done.returncode == 0, done.stderr
    server.wait_for("/statements/a", 410)
    page = server.get("/statements/a")
    assert "A &amp; B: &lt;wrong&gt;" in page.text and "The text of" not in page.text


def test_what_is_broken_is_withdrawn_by_the_records_of_the_server(server):
    server.newsroom.drop("b.xml", statement("The past", published=EARLIER))
    wait_until(lambda: "The past" in server.get("/statements/").text)
    with server.expects("STM0101", "b.xml"):
        server.newsroom.drop("b.xml", "<statement>half")
    assert server.get("/statements/b").status == 200
    done = withdraw(server.newsroom.path / "b.xml", "--state", server.run / "state",
                    "--identity", "news.example.org")
    assert done.returncode == 0, done.stderr
    server.wait_for("/statements/b", 410)
    assert "It was wrong." in server.get("/statements/b").text
    assert (server.newsroom.path / "b.xml.orig").read_text() == "<statement>half"
    assert server.get("/statements/b.xml.orig").status == 404


@pytest.mark.parametrize("sample", sorted((ROOT / "conf/statements").glob("**/*.xml")),
                         ids=lambda path: path.stem)
def test_nothing_else_of_a_sample_changes(tmp_path, sample):
    path = tmp_path / "a.xml"
    path.write_bytes(sample.read_bytes())
    if checked(path).returncode or b"<withdrawn" in path.read_bytes():
        assert withdraw(path).returncode == 1 and path.read_bytes() == sample.read_bytes()
        return
    done = withdraw(path, "--at", WHEN)
    assert done.returncode == 0, done.stderr
    after = path.read_bytes()
    line = re.search(rb"[ \t]*" + ELEMENT.encode() + rb"\r?\n?", after).group()
    assert after.replace(line, b"", 1) == sample.read_bytes()
    assert checked(path).returncode == 0 and names(tmp_path) == ["a.xml"]


@pytest.mark.parametrize("encoding, mark, declared", [
    ("utf-8", b"", "utf-8"), ("utf-8", b"\xef\xbb\xbf", "utf-8"),
    ("utf-16-le", b"\xff\xfe", "utf-16"), ("utf-16-be", b"\xfe\xff", "utf-16"),
    ("windows-1252", b"", "windows-1252"), ("iso-8859-1", b"", "iso-8859-1"),
])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_stay(tmp_path, encoding, mark, declared, end):
    path = tmp_path / "a.xml"
    text = statement("Größe und Maß", attributes='id="a"').replace(
        'encoding="utf-8"', f'encoding="{declared}"').replace("\n", end)
    text = text.replace("<head>", f"<head><!-- </head> ß -->{end}  <?x </head>?>")
    path.write_bytes(mark + text.encode(encoding))
    done = withdraw(path, "--at", WHEN, reason="Falsch – “nein” 𝄞 ß")
    assert done.returncode == 0, done.stderr
    bytes_after = path.read_bytes()
    assert bytes_after.startswith(mark)
    after = bytes_after[len(mark):].decode(encoding)
    start = after.index("<withdrawn")
    until = after.index("</withdrawn>") + len("</withdrawn>")
    line = "    " + after[start:until] + end
    assert line in after and after.replace(line, "") == text
    assert after[until:].startswith(end + "  </head>")
    assert checked(path).returncode == 0


def test_one_line_stays_one_line(tmp_path):
    path = tmp_path / "a.xml"
    text = re.sub(r">\s+<", "><", statement("One", attributes='id="a"'))
    path.write_text(text)
    assert withdraw(path, "--at", WHEN).returncode == 0
    assert path.read_text() == text.replace("</head>", ELEMENT + "</head>")


def test_a_broken_file_is_replaced_by_a_short_one_from_a_good_version(tmp_path):
    path, good = tmp_path / "a.xml", tmp_path / "good.txt"
    broken = b"<statement>\xff half"
    path.write_bytes(broken)
    path.chmod(0o604)
    good.write_text(statement("What it said", head="<tag>Topic</tag>"
                              "<contact><name>Press</name></contact>"))
    done = withdraw(path, "--at", WHEN, "--from", good)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.xml.orig").read_bytes() == broken
    text = path.read_text()
    assert 'id="what-it-said"' in text and "What it said" in text and "It was wrong." in text
    assert "Topic" not in text and "Press<" not in text and "The text of" not in text
    assert checked(path).returncode == 0 and stat.S_IMODE(path.stat().st_mode) == 0o604
    assert names(tmp_path) == ["a.xml", "a.xml.orig", "good.txt"]


def test_an_older_original_is_never_overwritten(tmp_path):
    path, good = tmp_path / "a.xml", tmp_path / "good.txt"
    path.write_text("<statement>")
    good.write_text(statement("Good"))
    (tmp_path / "a.xml.orig").write_text("older")
    done = withdraw(path, "--from", good)
    assert done.returncode == 1 and "a.xml.orig" in done.stderr
    assert path.read_text() == "<statement>" and (tmp_path / "a.xml.orig").read_text() == "older"
    assert names(tmp_path) == ["a.xml", "a.xml.orig", "good.txt"]


def test_without_a_good_version_nothing_changes(tmp_path):
    path = tmp_path / "a.xml"
    for text in ("<statement>", statement("One").replace("<published>", "<publisched>")):
        path.write_text(text)
        for more in ([], ["--state", tmp_path / "none", "--identity", "localhost"]):
            done = withdraw(path, *more)
            assert done.returncode == 1 and "--from FILE" in done.stderr
            assert "a.xml:" in done.stderr
            assert path.read_text() == text and names(tmp_path) == ["a.xml"]


def test_nothing_is_lost_on_a_full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount(disk, "256k")
    try:
        path = disk / "a.xml"
        path.write_text(statement("One", body=f"<p>{'word ' * 20000}</p>"))
        before = path.read_bytes()
        with open(disk / "rest", "wb", buffering=0) as rest:
            try:
                while True:
                    rest.write(b"x" * 4096)
            except OSError:
                pass
        done = withdraw(path)
        assert done.returncode == 1 and "No space left" in done.stderr
        assert path.read_bytes() == before and names(disk) == ["a.xml", "rest"]
    finally:
        unmount(disk)


def test_what_is_withdrawn_stays_as_it_is(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(statement("One"))
    assert withdraw(path).returncode == 0
    once = path.read_bytes()
    done = withdraw(path)
    assert done.returncode == 1 and "already" in done.stderr and path.read_bytes() == once


@pytest.mark.parametrize("at, zone, written", [
    ("2026-05-04T10:00+02:00", None, "2026-05-04T08:00:00Z"),
    ("2026-05-04T10:00", "Europe/Berlin", "2026-05-04T08:00:00Z"),
    ("2026-05-04", "Europe/Berlin", "2026-05-03T22:00:00Z"),
    ("2999-01-01T00:00:00Z", None, "2999-01-01T00:00:00Z"),
])
def test_the_moment_is_written_with_its_zone(tmp_path, at, zone, written):
    path = tmp_path / "a.xml"
    path.write_text(statement("One"))
    done = withdraw(path, "--at", at, *(["--zone", zone] if zone else []))
    assert done.returncode == 0, done.stderr
    assert f'<withdrawn when="{written}">' in path.read_text()


def test_wrong_arguments_are_2_and_change_nothing(tmp_path):
    path = tmp_path / "a.xml"
    text = statement("One")
    path.write_text(text)
    for wrong in ([], [path], [path, "--reason"], [path, "--reason", " "],
                  [path, "--reason", "\x07"], [path, path, "--reason", "x"],
                  [path, "--reason", "x", "--at", "2026-05-04T10:00"],
                  [path, "--reason", "x", "--zone", "Nowhere"],
                  [path, "--reason", "x", "--root", pathlib.Path("/usr")]):
        done = subprocess.run([PROGRAM, "withdraw", *wrong], capture_output=True, text=True,
                              check=False)
        assert done.returncode == 2 and "statement withdraw --help" in done.stderr, wrong
    assert path.read_text() == text
    assert withdraw(tmp_path / "nowhere").returncode == 1
