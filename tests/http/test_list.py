"""`statement list`: which statements are public, and when."""

import json
import os
import pty
import subprocess

import pytest

from newsroom import BUILD, statement

PROGRAM = BUILD / "statement"
DAY = {"before": "2026-03-01", "between": "2026-06-15", "after": "2026-12-15"}


def listed(folder, *arguments, **more):
    return subprocess.run([PROGRAM, "list", folder, *arguments], capture_output=True, text=True,
                          check=False, **more)


def states(folder, *arguments):
    done = listed(folder, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return {entry["name"]: entry["state"] for entry in json.loads(done.stdout)}


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    """One statement of each kind."""
    def write(name, *arguments, **more):
        path = tmp_path / f"{name}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(statement(*arguments, **more))

    write("plain", "Plain", published="2026-05-01")
    write("2026/ends", "Ends", published="2026-05-02",
          head="<expires>2026-07-01</expires>")
    write("corrected", "Corrected", published="2026-05-03",
          head='<updated when="2026-05-04T00:00:00Z">A word</updated>')
    write("back", "Back", published="2026-05-04",
          head='<withdrawn when="2026-07-02T00:00:00Z">Wrong</withdrawn>')
    write("around", "Around", published="2026-05-05",
          body='<statement src="later"/>')
    write("later", "Later", published="2026-09-01")
    write("twice", "Twice", published="2026-05-06", attributes='id="plain"')
    write("about-a-draft", "About a draft", published="2026-05-08",
          body='<statement src="draft"/>')
    write("draft", "Draft", published="2026-05-07", attributes='id="{auto}" status="draft"')
    (tmp_path / "broken.xml").write_text("<statement>")
    (tmp_path / "rss.xml").write_text("<rss/>")
    (tmp_path / "plain.xml.orig").write_text("<statement>")
    return tmp_path


@pytest.mark.parametrize("when, seen, withdrawn, expired, later", [
    ("before", "embargoed", "embargoed", "embargoed", "embargoed"),
    ("between", "public", "public", "public", "embargoed"),
    ("after", "public", "withdrawn", "expired", "public"),
])
def test_each_statement_has_the_state_of_the_moment(folder, when, seen, withdrawn, expired, later):
    assert states(folder, "--at", DAY[when]) == {
        "plain": seen, "corrected": seen, "back": withdrawn, "2026/ends": expired,
        "later": later, "around": later, "draft": "draft", "broken": "invalid",
        "twice": "duplicate", "about-a-draft": "waiting"}


def test_without_a_moment_it_is_now(folder):
    assert states(folder)["plain"] == "public"
    (folder / "far.xml").write_text(statement("Far", published="2999-01-01"))
    assert states(folder)["far"] == "embargoed"


def test_a_moment_counts_to_the_second_and_in_the_zone(folder):
    assert states(folder, "--at", "2026-04-30T23:59:59Z")["plain"] == "embargoed"
    assert states(folder, "--at", "2026-05-01T00:00:00Z")["plain"] == "public"
    assert states(folder, "--zone", "Europe/Berlin", "--at", "2026-04-30T23:59:59")["plain"] \
        == "embargoed"
    assert states(folder, "--zone", "Europe/Berlin", "--at", "2026-05-01")["plain"] == "public"


def test_text_is_a_line_for_each_the_newest_first(folder):
    done = listed(folder, "--at", DAY["between"])
    assert done.returncode == 0 and done.stderr == "" and "\033" not in done.stdout
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["STATE", "FROM", "(UTC)", "UNTIL", "NAME"]
    assert "public      2026-05-02 00:00  2026-07-01 00:00  2026/ends" in lines
    assert "draft       2026-05-07 00:00  -                 draft" in lines
    dated = [line[12:28] for line in lines if line[12] != "-"]
    assert dated == sorted(dated, reverse=True) and len(lines) == 10


def test_json_has_the_moments(folder):
    found = {entry["name"]: entry for entry in json.loads(listed(folder, "--json").stdout)}
    assert found["back"]["withdrawn"] == "2026-07-02T00:00:00Z"
    assert found["around"]["published"] == "2026-05-05T00:00:00Z"
    assert found["around"]["from"] == "2026-09-01T00:00:00Z"
    assert found["draft"]["from"] is None and found["draft"]["title"] == "Draft"


def test_no_statements_are_an_empty_list(tmp_path):
    assert json.loads(listed(tmp_path, "--json").stdout) == []
    assert listed(tmp_path).stdout == ""


def test_on_a_terminal_it_has_colours_and_a_sum(folder):
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}

    def shown(**environment):
        ours, theirs = pty.openpty()
        with subprocess.Popen([PROGRAM, "list", folder, "--at", DAY["between"]], stdout=theirs,
                              env={**plain, **environment}) as running:
            os.close(theirs)
            text = b""
            while True:
                try:
                    text += os.read(ours, 65536)
                except OSError:
                    break
            assert running.wait() == 0
        os.close(ours)
        return text.decode()

    assert "\033[32mpublic" in shown() and shown().endswith("4 of 10 public.\r\n")
    assert "\033" not in shown(NO_COLOR="1")


def test_a_name_cannot_command_the_terminal(tmp_path):
    (tmp_path / "a\033[31mb\nc.xml").write_text(statement("One"))
    (line,) = listed(tmp_path).stdout.splitlines()[1:]
    assert "\033" not in line and line.endswith("a [31mb c")


def test_a_folder_that_cannot_be_read_is_1(tmp_path):
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        done = listed(path)
        assert done.returncode == 1 and str(path) in done.stderr and done.stdout == ""


def test_what_cannot_be_written_is_1(folder):
    with open("/dev/full", "w", encoding="ascii") as full:
        done = subprocess.run([PROGRAM, "list", folder], stdout=full, stderr=subprocess.PIPE,
                              text=True, check=False)
    assert done.returncode == 1 and "standard output" in done.stderr


def test_wrong_arguments_are_2(tmp_path):
    for wrong in ([], [tmp_path, tmp_path], [tmp_path, "--at"], [tmp_path, "--at", "4 May"],
                  [tmp_path, "--at", "2026-05-04T10:00"], [tmp_path, "--zone", "Nowhere/Land"],
                  [tmp_path, "--colour"]):
        done = subprocess.run([PROGRAM, "list", *wrong], capture_output=True, text=True,
                              check=False)
        assert done.returncode == 2 and "statement list --help" in done.stderr, wrong
