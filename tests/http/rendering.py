"""What the command renders of the samples, and how it is compared with the files in tests/golden.

The clock is fixed and the addresses are made up, so that a page differs only when the samples, the
stylesheets or the core do. `UPDATE_GOLDEN=1` writes what is rendered instead of comparing; read the
difference before you commit it.
"""

import difflib
import html
import json
import os
import pathlib
import re
import subprocess
import xml.etree.ElementTree as ET

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SAMPLES = ROOT / "conf" / "statements"
COMMAND = ROOT / os.environ.get("BUILD", "build") / "statement"
OPTIONS = ["--base", "https://press.example.org/statements/", "--title", "Sample newsroom",
           "--zone", "Europe/Berlin", "--now", "2026-11-01T12:00:00Z"]
FORMATS = ["html", "rss", "atom", "json", "txt", "vcf"]
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"


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


def rendered(path, format_name, *more):
    """The page of a statement without errors."""
    done = subprocess.run([COMMAND, "render", path, "--to", format_name, *OPTIONS, *more], cwd=ROOT,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def content_of(page, format_name):
    """The HTML of a page's article, or of a feed's only item."""
    if format_name == "rss":
        return ET.fromstring(page).find(f"channel/item/{CONTENT}").text
    if format_name == "atom":
        return ET.fromstring(page).find(f"{ATOM}entry/{ATOM}content").text
    if format_name == "json":
        return json.loads(page)["items"][0]["content_html"]
    return page[page.index("<article"):page.index("</article>")]


def linked_data(page):
    """The page's JSON-LD, as a browser takes it out."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script', page, re.S)
    return json.loads(data)


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


def text_of(markup):
    """What a reader sees: elements out, a space where a block ends."""
    return html.unescape(re.sub(r"<[^>]+>", lambda tag: "" if re.match(
        r"</?(a|abbr|bdi|em|small|span|strong|sub|sup|time)\b", tag.group()) else " ", markup))
