"""What `statement check` prints for people, for editors and for CI."""

import json
import os
import pty
import re
import subprocess

import pytest

from newsroom import BUILD, statement, wait_until

PROGRAM = BUILD / "statement"
BROKEN = statement("A & B").replace("A &amp; B", "A & B")


def check(*arguments, **more):
    return subprocess.run([PROGRAM, "check", *arguments], capture_output=True, text=True,
                          check=False, **more)


def on_terminal(*arguments, columns=80, text=None, **environment):
    """What a terminal of so many columns shows."""
    ours, theirs = pty.openpty()
    subprocess.run(["stty", "-F", os.ttyname(theirs), "cols", str(columns), "rows", "24"],
                   check=True)
    with subprocess.Popen([PROGRAM, "check", *arguments], stdout=theirs, stderr=theirs,
                          stdin=subprocess.PIPE, env={**os.environ, **environment}) as process:
        os.close(theirs)
        process.stdin.write((text or "").encode())
        process.stdin.close()
        said = b""
        try:
            while block := os.read(ours, 65536):
                said += block
        except OSError:  # the other side is closed
            pass
        process.wait()
    os.close(ours)
    return said.decode().replace("\r\n", "\n")


def without_colours(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_standard_input_is_checked_under_the_name_that_is_given(tmp_path):
    done = check("--name", "2026/a.xml", "-", input=BROKEN, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("2026/a.xml:")
    assert check("-", input=statement("Good"), cwd=tmp_path).returncode == 0
    assert check("-", input=BROKEN, cwd=tmp_path).stderr.startswith("standard input:")


def test_what_standard_input_reproduces_is_looked_for_beside_its_name(tmp_path):
    loop = statement("Loop", body='<statement src="a"/>')
    done = check("--name", str(tmp_path / "a.xml"), "-", input=loop)
    assert done.returncode == 1
    assert "circle" in done.stderr


def test_standard_input_that_is_no_statement_or_too_large_is_said(tmp_path):
    assert "not <statement>" in check("-", input="<feed/>", cwd=tmp_path).stderr
    assert check("-", input="<statement>" + "x" * 3_000_000, cwd=tmp_path).returncode == 1


def test_standard_input_goes_with_no_other_path_and_no_watch(tmp_path):
    for wrong in (["-", "a.xml"], ["--watch", "-"], ["--name", "a.xml", str(tmp_path)],
                  ["--format", "xml", "-"],
                  ["--watch", "--json", str(tmp_path)]):
        done = check(*wrong, input="")
        assert done.returncode == 2, wrong
        assert "--help" in done.stderr


def test_gnu_names_every_problem_on_a_line_of_its_own(tmp_path):
    (tmp_path / "a.xml").write_text(statement("A", body="<p>x</p>" + "<para>x</para>\n" * 9))
    done = check("--format", "gnu", str(tmp_path / "a.xml"))
    lines = done.stdout.splitlines()
    assert done.returncode == 1 and done.stderr == ""
    assert len([line for line in lines if "<para>" in line]) == 9
    assert all(re.match(r"[^:]+:\d+:\d+: (error|warning): .", line) for line in lines)


def test_sarif_holds_what_json_holds(tmp_path):
    (tmp_path / "ä b.xml").write_text(BROKEN)
    (tmp_path / "c.xml").write_text(statement("C", body="<para>“x”</para>"))
    found = json.loads(check("--json", str(tmp_path)).stdout)
    log = json.loads(check("--format=sarif", str(tmp_path)).stdout)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert log["version"] == "2.1.0" and run["columnKind"] == "unicodeCodePoints"
    assert len(found) == len(run["results"]) > 1
    assert len(set(rules)) == len(rules)
    for problem, result in zip(found, run["results"]):
        place = result["locations"][0]["physicalLocation"]
        assert result["ruleId"] == problem["code"] and problem["code"] in rules
        assert result["level"] == problem["severity"]
        assert problem["message"] in result["message"]["text"]
        assert place["region"].get("startLine", 0) == problem["line"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] in {
        f"{tmp_path}/%C3%A4%20b.xml", f"{tmp_path}/c.xml"}


def test_sarif_of_nothing_wrong_is_a_run_without_results(tmp_path):
    (tmp_path / "a.xml").write_text(statement("Good"))
    (run,) = json.loads(check("--format", "sarif", str(tmp_path)).stdout)["runs"]
    assert run["results"] == [] and run["tool"]["driver"]["rules"] == []


def test_a_terminal_shows_the_line_a_mark_and_a_summary(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN)
    said = on_terminal(str(tmp_path / "a.xml"))
    lines = without_colours(said).splitlines()
    shown = next(index for index, line in enumerate(lines) if "A & B" in line)
    assert "\x1b[1;31merror:" in said
    assert lines[shown + 1].index("^") == lines[shown].index("&")
    assert lines[-1] == "2 errors, 0 warnings."


def test_the_line_of_standard_input_is_its_own_not_that_of_the_saved_file(tmp_path):
    (tmp_path / "a.xml").write_text(statement("Saved"))
    said = without_colours(on_terminal("--name", str(tmp_path / "a.xml"), "-", text=BROKEN))
    assert "A & B" in said and "Saved" not in said


def test_the_mark_counts_columns_not_bytes(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN.replace("A & B", "東京 é & B"))
    lines = without_colours(on_terminal(str(tmp_path / "a.xml"))).splitlines()
    shown = next(index for index, line in enumerate(lines) if "東京" in line)
    before = lines[shown][:lines[shown].index("&")]
    assert lines[shown + 1].index("^") == len(before) + 2


def test_a_long_line_is_cut_around_its_problem(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN.replace("A & B", "word " * 100 + "& more " + "word " * 100))
    lines = without_colours(on_terminal(str(tmp_path / "a.xml"), columns=60)).splitlines()
    shown = next(index for index, line in enumerate(lines) if "& more" in line)
    assert len(lines[shown]) <= 60
    assert lines[shown + 1].index("^") == lines[shown].index("&")


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}], ids=["colours", "plain"])
def test_a_message_is_folded_between_words(tmp_path, environment):
    (tmp_path / "a b.xml").write_text(BROKEN)
    said = without_colours(on_terminal(str(tmp_path / "a b.xml"), columns=60, **environment))
    assert all(len(line) <= 60 for line in said.splitlines() if "a b.xml" not in line)
    assert f"{tmp_path}/a b.xml:" in said
    piped = check(str(tmp_path / "a b.xml")).stderr
    for line in piped.splitlines():
        assert line in said.replace("\n", " "), line


def test_help_fits_into_eighty_columns():
    def said(*name):
        return subprocess.run([PROGRAM, *name, "--help"], stdout=subprocess.PIPE, text=True,
                              check=True).stdout
    names = re.findall(r"^  statement (\w+)", said(), re.M)
    assert len(names) > 6
    for name in ([], *([name] for name in names)):
        assert [line for line in said(*name).splitlines() if len(line) > 80] == [], name


def test_no_terminal_command_of_a_file_reaches_the_terminal(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN.replace("A & B", "\x9b31m\u202e & B"))
    said = on_terminal(str(tmp_path / "a.xml"))
    assert "\x9b" not in said and "\u202e" not in said


def test_no_color_is_heeded_and_a_pipe_gets_lines_alone(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN)
    assert "\x1b" not in on_terminal(str(tmp_path / "a.xml"), NO_COLOR="1")
    piped = check(str(tmp_path / "a.xml")).stderr
    assert "\x1b" not in piped and "^" not in piped and "2 errors" not in piped


def test_nothing_wrong_is_said_on_a_terminal_alone(tmp_path):
    (tmp_path / "a.xml").write_text(statement("Good"))
    assert on_terminal(str(tmp_path)) == "No problems.\n"
    assert check(str(tmp_path)).stderr == ""


def test_watch_follows_no_link_below_what_was_named(tmp_path):
    (tmp_path / "a.xml").write_text(BROKEN)
    for name in ("up", "again"):
        (tmp_path / name).symlink_to(tmp_path)
    said = tmp_path.parent / "said"
    with open(said, "wb") as output, subprocess.Popen(
            [PROGRAM, "check", "--watch", str(tmp_path / "a.xml"), str(tmp_path)],
            stderr=output) as process:
        try:
            wait_until(lambda: "error:" in said.read_text(), 20, "the first check")
            (tmp_path / "a.xml").write_text(statement("Good now"))
            wait_until(lambda: said.read_text().count("---") > 1, 20, "the second check")
        finally:
            process.terminate()


def test_watch_checks_again_after_each_save(tmp_path):
    page = tmp_path / "news/a.xml"
    page.parent.mkdir()
    page.write_text(BROKEN)
    said = tmp_path / "said"
    with open(said, "wb") as output, subprocess.Popen(
            [PROGRAM, "check", "--watch", str(tmp_path / "news")], stderr=output) as process:
        try:
            wait_until(lambda: "error:" in said.read_text(), 20, "the first check")
            page.write_text(statement("Good now"))
            wait_until(lambda: "No errors." in said.read_text(), 20, "the second check")
            (page.parent / "b.xml").write_text(BROKEN)
            wait_until(lambda: "b.xml:" in said.read_text(), 20, "the third check")
        finally:
            process.terminate()
