"""`statement check` as people and scripts use it; needs no server."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATEMENT = ROOT / os.environ.get("BUILD", "build") / "statement"

GOOD = """<statement xml:lang="en" id="good">
  <head><title>T</title><issuer>I</issuer><published>2026-05-04</published></head>
  <body><p>x</p></body>
</statement>
"""


def with_id(name, text=GOOD):
    return text.replace('id="good"', f'id="{name}"')


WITHOUT_ID = GOOD.replace(' id="good"', "")
BROKEN = GOOD.replace("<p>x</p>", "<p>R&D</p>")
FOREIGN = "<catalogue><book/></catalogue>\n"


def statement(*arguments, **more):
    return subprocess.run([STATEMENT, *arguments], capture_output=True, text=True, check=False,
                          timeout=60, **more)


def check(*arguments, **more):
    return statement("check", *arguments, **more)


def lines(folder, done):
    return done.stderr.replace(f"{folder}/", "").splitlines()


def test_a_good_statement_is_passed_in_silence(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD)
    done = check(tmp_path / "a.xml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_problems_are_printed_as_compilers_print_them(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN)
    done = check("a.xml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ("a.xml:3:13: error: The sign & may not be typed as it is. "
                           "Write &amp; instead.\n")


def test_a_warning_alone_is_no_failure(tmp_path):
    (tmp_path / "a.xml").write_text(WITHOUT_ID)
    done = check(tmp_path / "a.xml")
    assert done.returncode == 0
    assert ":1:1: warning: The statement has no id" in done.stderr


def test_json_holds_every_field(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN)
    done = check("--json", "a.xml", cwd=tmp_path)
    assert done.returncode == 1
    assert json.loads(done.stdout) == [{
        "severity": "error", "code": "bare-ampersand", "file": "a.xml", "line": 3, "column": 13,
        "message": "The sign & may not be typed as it is", "remedy": "Write &amp; instead."}]


def test_equal_problems_are_one_line_but_all_are_in_json(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD.replace("<p>x</p>", "<p>x <b>y</b></p>\n" * 48))
    told = check("a.xml", cwd=tmp_path).stderr.splitlines()
    assert len(told) == 1 and "The same occurs 47 times more, in lines " in told[0]
    problems = json.loads(check("--json", "a.xml", cwd=tmp_path).stdout)
    assert len(problems) == 48 and not any("The same" in problem["remedy"] for problem in problems)


def test_json_of_nothing_wrong_is_an_empty_list(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD)
    done = check("--json", tmp_path)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_folders_are_checked_with_their_subfolders(tmp_path):
    (tmp_path / "2026" / "may").mkdir(parents=True)
    (tmp_path / "2026" / "may" / "b.xml").write_text(BROKEN)
    (tmp_path / "a.xml").write_text(GOOD)
    done = check(tmp_path)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in lines(tmp_path, done)] == ["2026/may/b.xml"]


def test_in_a_folder_companions_are_passed_over_and_foreign_files_named(tmp_path):
    (tmp_path / "2026").mkdir()
    for name in (".a.xml", "a.xml~", "#a.xml#", "~$a.xml", "a.xml.bak", "2026/a.xml.tmp",
                 "a.txt"):
        (tmp_path / name).write_text(BROKEN)
    (tmp_path / "books.xml").write_text(FOREIGN)
    done = check(tmp_path)
    assert done.returncode == 0
    assert lines(tmp_path, done) == [
        "books.xml: warning: The file is no statement; the server hands it to everybody as it is. "
        "If it is to be one, write <statement> and </statement> around everything."]


def test_a_statement_cannot_be_called_newsroom_xml(tmp_path):
    (tmp_path / "newsroom.xml").write_text(GOOD)
    done = check(tmp_path)
    assert done.returncode == 1
    assert lines(tmp_path, done) == [
        "newsroom.xml:1:1: error: The outermost element of newsroom.xml is <statement>. Give the "
        "statement's file another name: newsroom.xml is for what all statements share."]


PRESS = {
    "NITF": "<nitf><body/></nitf>",
    "NewsML 1": "<NewsML/>",
    "NewsML-G2": '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>',
    "ninjs": "<ninjs/>",
    "DocBook": '<article xmlns="http://docbook.org/ns/docbook" version="5.0"/>',
    "XHTML": '<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
}


@pytest.mark.parametrize("name", PRESS)
def test_a_release_in_another_format_is_named(tmp_path, name):
    (tmp_path / "a.xml").write_text(f'<?xml version="1.0"?>\n<!-- Ours -->\n{PRESS[name]}\n')
    assert lines(tmp_path, check(tmp_path)) == [
        f"a.xml:1:1: warning: The file is {name}, no statement; the server hands it to everybody "
        "as it is. Write its words as a statement, or move the file out of the newsroom."]
    assert f"error: The file is {name}, no statement." in check(tmp_path / "a.xml").stderr


def test_a_feed_and_a_sitemap_are_no_release(tmp_path):
    (tmp_path / "a.xml").write_text('<rss version="2.0"/>')
    assert "The file is no statement" in check(tmp_path).stderr


def test_a_named_file_that_is_no_statement_is_said(tmp_path):
    (tmp_path / "books.xml").write_text(FOREIGN)
    done = check(tmp_path / "books.xml")
    assert done.returncode == 1
    assert "its outermost element is not <statement>" in done.stderr


def test_names_that_shadow_one_another_are_errors(tmp_path):
    for name in ("feed.xml", "a.xml", "a.rss.xml", "2026.xml", "sitemap.xml"):
        (tmp_path / name).write_text(with_id(name))
    (tmp_path / "2026").mkdir()
    done = check(tmp_path)
    assert done.returncode == 1
    assert lines(tmp_path, done) == [
        "2026.xml: error: The folder “2026” beside it takes the statement's address. "
        "Give the file another name.",
        "a.rss.xml: error: “a.rss.xml” and “a.xml” would have the same address. "
        "Give the file another name.",
        "feed.xml: error: The name “feed.xml” is kept for the newsroom's own addresses. "
        "Give the file another name.",
        "sitemap.xml: error: The name “sitemap.xml” is kept for the newsroom's own addresses. "
        "Give the file another name.",
    ]


def test_a_file_without_an_ending_beside_a_statement_shadows_it(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD)
    (tmp_path / "a").write_text("x")
    assert "The file “a” beside it" in check(tmp_path).stderr


def test_a_loop_of_links_ends(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD)
    (tmp_path / "again").symlink_to(tmp_path)
    assert check(tmp_path).returncode == 0


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.xml")
    done = check(tmp_path)
    assert done.returncode == 1
    assert "cannot be read" in done.stderr


def test_a_path_that_is_not_there_is_a_problem(tmp_path):
    done = check(tmp_path / "none.xml")
    assert done.returncode == 1
    assert "none.xml: error: It cannot be read" in done.stderr


def test_a_time_without_a_zone_takes_the_one_that_is_given(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD.replace("2026-05-04", "2026-05-04T10:00"))
    assert "The time has no zone" in check(tmp_path).stderr
    assert check("--zone", "Europe/Berlin", tmp_path).returncode == 0
    assert check("--zone=Europe/Berlin", tmp_path).returncode == 0


def test_wrong_arguments_are_2():
    for arguments in ([], ["--json"], ["--jsn", "a.xml"], ["--zone", "Nowhere/Town", "a.xml"]):
        done = check(*arguments)
        assert done.returncode == 2, arguments
        assert "Try: statement check --help" in done.stderr
    for arguments, words in (([], "missing"), (["chek"], "Did you mean “check”?"),
                             (["serve"], "no command “serve”\nTry")):
        done = statement(*arguments)
        assert done.returncode == 2 and words in done.stderr, arguments


def test_help_names_every_command_and_option():
    done = statement("--help")
    assert done.returncode == 0
    for word in ("check", "render", "Exit status"):
        assert word in done.stdout
    for word in ("--json", "--zone", "--stylesheets"):
        assert word in check("--help").stdout


def test_stylesheets_are_found_beside_the_program_or_where_told(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD)
    done = check("--stylesheets", tmp_path, tmp_path / "a.xml")
    assert done.returncode == 1
    assert "The rules for statements cannot be loaded" in done.stderr
    (tmp_path / "bin").mkdir()
    shutil.copy(STATEMENT, tmp_path / "bin")
    shutil.copytree(ROOT / "xslt", tmp_path / "xslt")
    moved = subprocess.run([tmp_path / "bin" / "statement", "check", tmp_path / "a.xml"],
                           capture_output=True, text=True, check=False, timeout=60)
    assert (moved.returncode, moved.stderr) == (0, "")


def test_the_samples_are_good_but_for_the_broken_one():
    done = check(ROOT / "conf" / "statements")
    assert done.returncode == 1
    assert {line.split(":")[0].rsplit("/", 1)[1] for line in done.stderr.splitlines()} == {
        "broken-tram-works.xml"}


def test_words_that_no_page_can_hold_are_refused(tmp_path):
    (tmp_path / "a.xml").write_text(GOOD)
    for option, words in (("--title", "a\x01b"), ("--title", b"Z\xfcrich"), ("--base", "\x1f"),
                          ("--identity", b"\xff"), ("--param", "color=\x02")):
        done = statement("render", tmp_path / "a.xml", "--to", "rss", option, words)
        assert (done.returncode, done.stdout) == (2, ""), (option, words)
        assert f"{option} wants text in UTF-8 without control characters" in done.stderr


def reproducing(*names):
    sources = "".join(f'\n<statement src="{name}"/>' for name in names)
    return GOOD.replace("<body>", f"<body>{sources}")


def test_a_folder_is_checked_with_what_its_statements_reproduce(tmp_path):
    for i in range(9):
        (tmp_path / f"chain{i}.xml").write_text(with_id(i, reproducing(f"chain{i + 1}")))
    (tmp_path / "chain9.xml").write_text(GOOD)
    (tmp_path / "ring.xml").write_text(with_id("ring", reproducing("ring2")))
    (tmp_path / "ring2.xml").write_text(with_id("ring2", reproducing("ring")))
    (tmp_path / "lost.xml").write_text(with_id("lost", reproducing("chain9", "nobody")))
    (tmp_path / "many.xml").write_text(with_id("many", reproducing(*["chain9"] * 50)))
    assert lines(tmp_path, check(tmp_path)) == [
        "chain0.xml:4:1: error: Statements reproduced by src stand in one another more than 8 "
        "deep. Link to some of the statements that it reproduces instead.",
        "lost.xml:5:1: error: There is no statement “nobody” to reproduce. Correct the name, or "
        "put the file into the folder.",
        "many.xml:53:1: error: With the statements reproduced by src, the page holds more than 50 "
        "issuers. Link to some of the statements that it reproduces instead.",
        "ring.xml:4:1: error: Reproducing “ring2” leads in a circle. Take one of the statements "
        "out of the ring, or quote it by hand.",
        "ring2.xml:4:1: error: Reproducing “ring” leads in a circle. Take one of the statements "
        "out of the ring, or quote it by hand."]


def test_a_file_alone_may_reproduce_what_is_elsewhere(tmp_path):
    (tmp_path / "a.xml").write_text(reproducing("nobody", "../above"))
    assert check(tmp_path / "a.xml").returncode == 0


def test_statements_that_name_each_other_many_times_are_read_once(tmp_path):
    for i in range(30):
        (tmp_path / f"n{i}.xml").write_text(with_id(i, reproducing(*[f"n{i + 1}"] * 8)))
    (tmp_path / "n30.xml").write_text(GOOD)
    assert "more than 8 deep" in check(tmp_path).stderr
    done = statement("render", "--root", tmp_path, tmp_path / "n0.xml")
    assert done.returncode == 1


def aged(path, text, seconds):
    path.write_text(text)
    os.utime(path, (1777000000 + seconds, 1777000000 + seconds))


def test_of_two_files_with_one_id_the_older_counts_and_both_are_named(tmp_path):
    aged(tmp_path / "young.xml", GOOD, 20)
    aged(tmp_path / "zero.xml", GOOD, 10)
    done = check(tmp_path)
    assert done.returncode == 1
    assert [line.split(" Give")[0] for line in lines(tmp_path, done)] == [
        "young.xml:1: error: zero.xml already has the id of this statement, and counts: it was "
        "public first, or its file is older."]


def test_a_copy_is_told_from_what_it_repeats(tmp_path):
    aged(tmp_path / "a.xml", WITHOUT_ID, 10)
    aged(tmp_path / "b.xml", WITHOUT_ID, 20)
    done = check(tmp_path)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in lines(tmp_path, done) if ": error: " in line] == ["b.xml"]
    assert "repeats a.xml" in done.stderr


def test_nothing_is_left_of_a_look_at_a_folder(tmp_path):
    newsroom, elsewhere = tmp_path / "newsroom", tmp_path / "elsewhere"
    newsroom.mkdir()
    elsewhere.mkdir()
    (newsroom / "a.xml").write_text(GOOD)
    done = check(newsroom, cwd=elsewhere, env={**os.environ, "TMPDIR": str(elsewhere)})
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(elsewhere.iterdir()) and [path.name for path in newsroom.iterdir()] == ["a.xml"]
