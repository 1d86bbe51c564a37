"""Every sample in every format, compared with the files in tests/golden.

The clock is fixed and the addresses are made up, so that a page differs only when the samples, the
stylesheets or the core do. `UPDATE_GOLDEN=1` writes what is rendered instead of comparing; read the
difference before you commit it.
"""

import difflib
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SAMPLES = ROOT / "conf" / "statements"
COMMAND = ROOT / os.environ.get("BUILD", "build") / "statement"
OPTIONS = ["--base", "https://press.example.org/statements/", "--title", "Sample newsroom",
           "--zone", "Europe/Berlin", "--now", "2026-11-01T12:00:00Z"]
FORMATS = ["html", "rss", "atom", "json", "txt", "vcf"]


def names():
    return sorted(str(path.relative_to(SAMPLES).with_suffix("")) for path in SAMPLES.rglob("*.xml"))


def render(path, format_name, *more):
    """What the command answers: its exit status, the page, and what it says, with paths from the
    project's root."""
    place = {} if path.is_dir() else {"--root": str(SAMPLES)}
    arguments = [part for option in place.items() for part in option]
    done = subprocess.run([COMMAND, "render", path.relative_to(ROOT), "--to", format_name,
                           *arguments, *OPTIONS, *more], cwd=ROOT, capture_output=True, check=False,
                          env={"LC_ALL": "C", "TZ": "Asia/Kolkata", "PATH": "/usr/bin:/bin",
                               **{name: value for name, value in os.environ.items()
                                  if name.endswith("SAN_OPTIONS")}})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def compare(name, text):
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="")
        return
    if not golden.exists():
        pytest.fail(f"tests/golden/{name} is missing: UPDATE_GOLDEN=1 writes it")
    with open(golden, encoding="utf-8", newline="") as file:
        expected = file.read()
    if text != expected:
        pytest.fail("\n".join(difflib.unified_diff(expected.splitlines(), text.splitlines(),
                                                   f"tests/golden/{name}", "rendered",
                                                   lineterm="")), pytrace=False)


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("name", [name for name in names() if not name.startswith("broken-")])
def test_sample_renders_as_its_golden_file(name, format_name):
    code, page, words = render(SAMPLES / f"{name}.xml", format_name)
    assert code == 0, words
    compare(f"{name}.{format_name}", page)


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
    expected |= {f"{name}.problems" for name in names()}
    expected |= {"archive.html", "feed.rss", "feed.atom", "feed.json", "2026/archive.html", "seed.txt",
                 "sitemap.xml", "feed-2026-02.rss", "feed-2026-02.atom", "feed-2026-02.json"}
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
