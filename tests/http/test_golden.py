"""Every sample in every format, compared with the files in tests/golden (see rendering)."""

import subprocess

import pytest

from rendering import COMMAND, FORMATS, GOLDEN, ROOT, SAMPLES, compare, names, render


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", [name for name in names() if not name.startswith("broken-")])
def test_sample_renders_as_its_golden_file(name, format_name):
    code, page, words = render(SAMPLES / f"{name}.xml", format_name)
    assert code == 0, words
    compare(f"{name}.{format_name}", page)


# Of a sample without events there is no calendar file.
CALENDARS = [name for name in names()
             if not name.startswith("broken-") and "<event" in (SAMPLES / f"{name}.xml").read_text()]


@pytest.mark.parametrize("name", CALENDARS)
def test_events_render_as_their_golden_file(name):
    code, page, words = render(SAMPLES / f"{name}.xml", "ics")
    assert (code, words) == (0, "")
    compare(f"{name}.ics", page)


def test_a_statement_without_events_has_no_calendar():
    code, page, words = render(SAMPLES / "2017-ilacp-immigration.xml", "ics")
    assert (code, page) == (1, "")
    assert "The statement has no <event>" in words


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("broken-")])
def test_broken_sample_is_refused_with_its_message(name):
    code, page, words = render(SAMPLES / f"{name}.xml", "html")
    assert code == 1
    assert page == ""
    compare(f"{name}.problems", words)


@pytest.mark.parametrize("name, folder, format_name", [
    ("archive.html", "", "html"),
    ("feed.rss", "", "rss"),
    ("feed.atom", "", "atom"),
    ("feed.json", "", "json"),
    ("2026/archive.html", "2026", "html"),
])
def test_list_renders_as_its_golden_file(name, folder, format_name):
    code, page, words = render(SAMPLES / folder, format_name,
                               *(["--root", str(SAMPLES)] if folder else []))
    assert (code, words) == (0, "")
    compare(name, page)


@pytest.mark.parametrize("format_name", ["html", "rss", "atom", "json"])
def test_lists_name_nothing_that_is_not_public(format_name):
    code, page, words = render(SAMPLES, format_name)
    assert (code, words) == (0, "")
    for hidden in ["centenary-2099", "2099", "draft-winter-timetable", "broken-tram-works",
                   "gauge-trial-report"]:
        assert hidden not in page


@pytest.mark.parametrize("format_name", ["html", "rss", "atom", "json"])
def test_lists_show_everything_where_told_to(format_name):
    code, page, words = render(SAMPLES, format_name, "--all")
    assert (code, words) == (0, "")
    assert "centenary-2099" in page
    assert "draft-winter-timetable" in page


def test_two_processes_render_the_same_bytes():
    pages = {render(SAMPLES / "2017-ilacp-immigration.xml", "html") for _ in range(3)}
    assert len(pages) == 1


def test_no_golden_file_is_without_its_sample():
    expected = {f"{name}.{format_name}" for name in names() for format_name in FORMATS}
    expected |= {f"{name}.problems" for name in names()} | {f"{name}.ics" for name in CALENDARS}
    expected |= {"archive.html", "feed.rss", "feed.atom", "feed.json", "2026/archive.html", "seed.txt",
                 "sitemap.xml", "feed-2026-02.rss", "feed-2026-02.atom", "feed-2026-02.json"}
    expected |= {f"any-xml/{path.stem}.{kind}" for path in (ROOT / "tests/any_xml").glob("*.xml")
                 for kind in ("tree", "shown")}
    found = {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*") if path.is_file()}
    assert found - expected == set()


@pytest.mark.parametrize("arguments, words", [
    ([], "render needs a file"),
    (["a.xml", "b.xml"], "one file or folder"),
    (["no-such.xml"], "cannot be read"),
    (["README.md"], "does not end with .xml"),
    (["conf/statements/bac-de-nuit.xml", "--to", "docx"], "no format"),
    (["conf/statements/bac-de-nuit.xml", "--zone", "Mars/Base"], "no time zone"),
    (["conf/statements/bac-de-nuit.xml", "--now", "soon"], "--now wants"),
    (["conf/statements/bac-de-nuit.xml", "--param", "x"], "NAME=VALUE"),
    (["conf/statements/bac-de-nuit.xml", "--root", "tests"], "does not lie in"),
    (["conf/statements", "--to", "vcf"], "a folder has no page"),
    (["--wrong"], "does not know"),
])
def test_wrong_arguments_are_explained(arguments, words):
    done = subprocess.run([COMMAND, "render", *arguments], cwd=ROOT, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 2
    assert words in done.stderr


def test_output_goes_to_a_file(tmp_path):
    page = tmp_path / "page.txt"
    done = subprocess.run([COMMAND, "render", "conf/statements/bac-de-nuit.xml", "--to", "txt",
                           "-o", page], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")
    assert "bac" in page.read_text(encoding="utf-8")
