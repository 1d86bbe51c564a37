"""The snippets of all pages are what they say: httpd takes its lines, shells and parsers read theirs."""

import json
import pathlib
import re
import subprocess
import xml.etree.ElementTree as etree

import pytest

from newsroom import ROOT, Server

PAGES = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, text=True, check=False,
                       stdout=subprocess.PIPE).stdout.split()
PAGES = PAGES or [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("*/*.md"))]
MORE_MODULES = ("cache", "cache_disk", "proxy", "proxy_http")


def blocks(kind, but=()):
    """Each with the page that it is on, and its line there."""
    found = []
    for page in sorted(set(PAGES) - set(but)):
        text = (ROOT / page).read_text()
        for match in re.finditer(rf"^```{kind}\n(.*?)^```", text, re.M | re.S):
            line = text.count("\n", 0, match.start()) + 1
            found.append(pytest.param(match[1], id=f"{page}:{line}"))
    return found


@pytest.fixture(scope="module", name="one")
def fixture_one(mpm):
    """A server that only tests its configuration."""
    one = Server(mpm, "", MORE_MODULES)
    (one.run / "kept").mkdir()
    yield one
    one.stop()


@pytest.mark.parametrize("text", blocks("apache"))
def test_httpd_takes_the_lines(one, text):
    is_for_a_folder = re.match(r"(Rewrite(Cond|Rule))", text)
    text = re.sub(r"^Statement(StateDir|StylesheetDir) .*\n", "", text, flags=re.M)
    text = text.replace("${APACHE_LOG_DIR}", str(one.run))
    text = re.sub(r'(CacheRoot) "[^"]*"', rf'\1 "{one.run}/kept"', text)
    if is_for_a_folder:
        text = f'<Directory "{one.run}/newsroom">\n{text}</Directory>\n'
    code, said = one.configtest(text)
    assert code == 0, said


@pytest.mark.parametrize("text", blocks("sh"))
def test_a_shell_reads_the_commands(text):
    subprocess.run(["sh", "-n"], input=text, text=True, check=True)


@pytest.mark.parametrize("text", blocks("json"))
def test_json_is_json(text):
    json.loads(text)


# The walk of docs/editors.md has mistakes, and a test of its own.
@pytest.mark.parametrize("text", blocks("xml", but=("docs/editors.md",)))
def test_xml_is_well_formed(text):
    head = re.match(r"<\?xml.*?\?>\s*", text)
    body = text[head.end():] if head else text
    etree.fromstring(f'<all xmlns:xsl="a" xmlns:xi="b" xmlns:exsl="c">{body}</all>')


def test_each_command_that_a_page_names_is_there():
    known = {path.stem for path in pathlib.Path(ROOT / "mod_statement/command").glob("*.c")}
    for page in PAGES:
        text = (ROOT / page).read_text()
        for name in re.findall(r"^    (?:\$ )?(?:sudo )?statement ([a-z]+)", text, re.M):
            assert name in known, (page, name)
