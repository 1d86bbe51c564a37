"""Pages on paper and in readers' views: printed by a browser and read back from the PDF, looked at by
Mozilla's Readability, at the width of a desk and of a phone.

One server, one browser and one PDF per page serve all tests.
"""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

import newsroom
from newsroom import ROOT, statement
from pictures import png
from tools import CHROMIUM, MODULES, SAMPLES

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
Alias "/one" "${RUN}/one"
<Directory "${RUN}">
    Require all granted
    StatementTitle "Sample newsroom"
    StatementTimeZone Europe/Berlin
</Directory>
<Directory "${RUN}/newsroom">
    StatementEngine On
</Directory>
<Directory "${RUN}/one">
    StatementEngine On
</Directory>
"""
LONG = "https://data.example.org/stations/{}/measurements?from=2026-01-01&amp;to=2026-12-31"
HEADS = ("<row><cell/><cell header='yes' colspan='2'>Measured</cell></row>"
         "<row><cell header='yes'>Station</cell><cell header='yes'>Level</cell>"
         "<cell header='yes'>Series</cell></row>")
ROWS = "".join(f"<row><cell header='yes'>Pier {number}</cell><cell>{number} metres</cell><cell>"
               f"<link href='{LONG.format(number)}'>all of {number}</link></cell></row>"
               for number in range(90))
# A line of each list says which level it has.
LISTS = ("<list><item>1</item><item><p>1</p><p>1</p><list><item>2</item><item><p>2</p>"
         "<list kind='number'><item>3</item><item>3</item></list></item></list></item><item>1</item>"
         "<item><list><item>2</item></list><p>1</p></item><item>1</item></list>")
INNER = ("<statement xml:lang='en'><head><title>What others say</title><issuer>Others</issuer>"
         "<contact><name>Inna Inner</name><email>inna@inner.example</email></contact>"
         "<attachment href='https://inner.example/report.pdf'>Their report</attachment></head><body>"
         "<p>Their text is long enough to be told from a heading or a line of links.</p></body>"
         "</statement>")
PAPER = statement("On paper", head=(
    "<image href='tall.png' alt='A tower'>The tower</image>"
    "<contact><name>Nora Outer</name><email>nora@example.org</email><phone>+44 20 7946 0000</phone>"
    "<link href='https://example.org/press'>example.org/press</link><remark>By day</remark></contact>"
    "<attachment href='https://example.org/report.pdf'>Our report</attachment>"
    "<attachment href='https://example.org/data.csv'>https://example.org/data.csv</attachment>"),
    body="<p>Words <link href='https://example.org/said'>said before</link>, "
         "<link href='https://example.org/plain'>https://example.org/plain</link>, "
         "<link href='https://www.example.org/'>www.example.org</link>, "
         "<link href='https://bücher.example/ä'>https://bücher.example/ä</link>, "
         "<link href='http://example.org/%C3%BC'>example.org/ü</link>, "
         "<link href='https://example.org/Case'>example.org/case</link>.</p>"
         f"{LISTS}<figure><image href='small.png' alt='A door'/></figure>"
         f"<figure><image href='wide.png' alt='A roof'/></figure>{INNER}"
         "<p>Last words, which are a paragraph of their own and as long as any.</p>",
    after="<note kind='editors'><p>Only for editors: a note.</p></note>")
TABLE = statement("A long table", body=f"<p>See the table.</p><table>{HEADS}{ROWS}</table>")
HIDDEN = ("broken-tram-works", "draft-winter-timetable", "centenary-2099", "gauge-trial-report")
SHOWN = {f"/statements/{path.relative_to(SAMPLES).with_suffix('')}": path
         for path in sorted(SAMPLES.rglob("*.xml")) if path.stem not in HIDDEN}
PAGES = [*SHOWN, "/statements/", "/statements/feed", "/statements/no-such",
         "/statements/2026/gauge-trial-report", "/one/", "/one/?tag=Only", "/one/paper",
         "/one/table"]


def prepare(server):
    shutil.copytree(SAMPLES, server.run / "newsroom", dirs_exist_ok=True)
    one = newsroom.Folder(server.run / "one")
    for name, size in (("tall", (800, 2400)), ("small", (30, 40)), ("wide", (2400, 800))):
        one.drop(f"{name}.png", png(*size))
    one.drop("paper.xml", PAPER)
    one.drop("table.xml", TABLE)


@pytest.fixture(scope="module", name="server")
def fixture_server():
    one = newsroom.Server("event", CONFIG)
    try:
        prepare(one)
        one.start()
        for folder in ("statements", "one"):
            one.wait_for(f"/{folder}/", 200, 20)
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module", name="seen")
def fixture_seen(server, tmp_path_factory):
    """What becomes of each page; its text on paper as a list of pages."""
    base, folder = f"http://127.0.0.1:{server.port}", tmp_path_factory.mktemp("paper")
    done = subprocess.run(["node", ROOT / "tests/pages/paper.mjs", MODULES, CHROMIUM, folder],
                          input="\n".join(base + path for path in PAGES), check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    seen = {address.removeprefix(base): result
            for address, result in json.loads(done.stdout).items()}
    for number, path in enumerate(PAGES):
        text = subprocess.run(["pdftotext", "-layout", folder / f"{number}.pdf", "-"], check=True,
                              capture_output=True, text=True).stdout
        seen[path]["paper"] = text.split("\f")[:-1]
    return seen


def squeezed(text):
    return re.sub(r"\s+", "", text)


def test_a_printed_table_has_its_head_on_each_page(seen):
    pages = [page for page in seen["/one/table"]["paper"] if "Pier" in page]
    assert len(pages) > 2
    for page in pages:
        assert re.search(r"Measured\s+Station\s+Level\s+Series\s+Pier", page), page


def test_no_address_is_printed_in_a_table(seen):
    text = squeezed("".join(seen["/one/table"]["paper"]))
    assert "allof7" in text
    assert "data.example.org" not in text


@pytest.mark.parametrize("words", ["example.org/plain", "www.example.org", "bücher.example",
                                   "example.org/ü", "example.org/press", "example.org/data.csv"])
def test_a_link_whose_words_are_its_address_is_printed_once(seen, words):
    text = squeezed("".join(seen["/one/paper"]["paper"]))
    assert text.count(words) == 1
    assert "xn--" not in text and "%C3" not in text


@pytest.mark.parametrize("printed", ["saidbefore<https://example.org/said>",
                                     "example.org/case<https://example.org/Case>",
                                     "Ourreport<https://example.org/report.pdf>",
                                     "Theirreport<https://inner.example/report.pdf>"])
def test_the_address_of_other_links_is_printed_after_them(seen, printed):
    assert printed in squeezed("".join(seen["/one/paper"]["paper"]))


def test_text_has_a_link_whose_words_are_its_address_once_as_well(server):
    text = squeezed(server.get("/one/paper.txt").text)
    for words in ("example.org/plain", "www.example.org", "bücher.example/ä", "example.org/ü"):
        assert text.count(words) == 1
    assert "xn--" not in text and "%C3" not in text
    assert "saidbefore<https://example.org/said>" in text


def plain(element):
    return "".join(element.itertext())


def kept_words(path):
    """What a reader's view must not lose: words of contacts, files and notes."""
    root = ElementTree.parse(path).getroot()
    for contact in root.iter("contact"):
        if contact.get("scope") is None:
            yield from (plain(part) for part in contact)
    yield from (plain(file) for file in root.iter("attachment"))
    for note in [*root.iter("note"), *root.iter("entry")]:
        if note.get("scope") is None:
            yield from (part.text or "" for part in note.iter())


@pytest.mark.parametrize("path", SHOWN)
def test_a_readers_view_keeps_contacts_files_and_notes(seen, path):
    text = squeezed(seen[path]["reader"])
    for words in kept_words(SHOWN[path]):
        assert squeezed(words) in text


def test_a_readers_view_keeps_those_of_both_speakers(seen):
    text = squeezed(seen["/one/paper"]["reader"])
    for words in ("NoraOuter", "nora@example.org", "+44207946", "Ourreport", "Onlyforeditors",
                  "InnaInner", "inna@inner.example", "Theirreport", "Byday", "Lastwords"):
        assert words in text


@pytest.mark.parametrize("path", PAGES)
def test_no_landmark_is_empty(seen, path):
    assert seen[path]["hollow"] == []


@pytest.mark.parametrize("path", PAGES)
def test_lists_without_bullets_keep_their_role(seen, path):
    assert seen[path]["mute"] == []


def test_lines_of_nested_lists_are_equally_far_apart(seen):
    steps = max(seen["/one/paper"]["steps"], key=len)
    assert len(steps) == 10
    assert max(steps) - min(steps) <= 1, steps


def test_a_contact_has_room_above_it(seen):
    assert all(room is None or room >= 16 for room in seen["/one/paper"]["room"])


@pytest.mark.parametrize("view, height", [("desk", 720), ("phone", 740)])
def test_pictures_fit_the_window_in_their_own_shape(seen, view, height):
    images = seen["/one/paper"]["images"][view]
    assert len(images) == 3
    for image in images:
        assert image["height"] <= height
        assert image["width"] <= image["column"] + 1
        assert image["width"] / image["height"] == pytest.approx(image["natural"], rel=0.02)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_when_pictures_come_late(seen, path):
    assert seen[path]["shift"] == 0
