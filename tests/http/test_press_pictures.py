"""Pictures for the press, and the lines below a text: rights, responsibility, use of programs."""

import html
import json
import re
import xml.etree.ElementTree as ET

import pytest

from pictures import png
from rendering import ATOM, linked_data, rendered

RIGHTS = "{http://purl.org/dc/elements/1.1/}rights"
BASE = "https://press.example.org/statements/"


@pytest.fixture(name="shown")
def fixture_shown(tmp_path):
    for name, width, height in [("first.png", 300, 200), ("second.png", 60, 90),
                                ("third.png", 30, 20)]:
        (tmp_path / name).write_bytes(png(width, height))
    (tmp_path / "times.pdf").write_bytes(b"%PDF-" + b"x" * 2_449_995)

    def shown(head, format_name, body="<p>Text.</p>", lang="en"):
        path = tmp_path / "shown.xml"
        path.write_text(f'<statement id="shown" xml:lang="{lang}"><head><title>Title</title>'
                        f"<issuer>Office</issuer><published>2026-01-01</published>{head}</head>"
                        f"<body>{body}</body></statement>", encoding="utf-8")
        return rendered(path, format_name)
    return shown


PICTURES = ('<attachment href="times.pdf">Times</attachment>'
            '<image href="first.png" alt="First">The first</image>'
            '<image href="second.png" alt="Second" credit="N. N." rights="Free">The second</image>'
            '<image href="third.png" alt="Third"/>')
IMPRINT = ('<rights href="https://example.org/by">CC BY <em>4.0</em></rights>'
           '<responsible href="mailto:chair@example.org">A. Tanner</responsible>')


def test_the_first_picture_is_the_statements_and_the_others_are_for_the_press(shown):
    page = shown(PICTURES, "html")
    above, below = page.split('<section class="pictures">')
    assert 'alt="First"' in above and "second.png" not in re.sub("<script.*?</script>", "", above)
    assert "<h2>Press pictures</h2>" in below and "first.png" not in below
    assert ('<a href="/statements/second.png" type="image/png">The second</a> '
            '<span class="facts">(PNG, 1\xa0kB, 60 × 90 pixels)</span><br><small>Picture: N. N.</small>'
            "<br><small>Free</small>") in below
    # What a link says is not said a second time by the picture beside it.
    assert 'alt="" loading="lazy" width="30" height="20"><p><a href="/statements/third.png" ' in below
    assert ">Third</a>" in below


def test_the_first_picture_is_the_share_card(shown):
    page = shown(PICTURES, "html")
    assert re.findall('og:image" content="([^"]*)"', page) == [f"{BASE}first.png"]
    images = linked_data(page)["image"]
    assert [image["url"] for image in images] == [
        f"{BASE}first.png", f"{BASE}second.png", f"{BASE}third.png"]
    assert images[1]["copyrightNotice"] == "Free" and images[1]["creditText"] == "N. N."


def test_the_first_picture_is_the_first_enclosure(shown):
    order = ["first.png", "times.pdf", "second.png", "third.png"]
    entry = ET.fromstring(shown(PICTURES, "atom")).find(f"{ATOM}entry")
    assert [link.get("href") for link in entry.iter(f"{ATOM}link")
            if link.get("rel") == "enclosure"] == [BASE + name for name in order]
    item = json.loads(shown(PICTURES, "json"))["items"][0]
    assert [file["url"] for file in item["attachments"]] == [BASE + name for name in order]
    assert item["image"] == f"{BASE}first.png"
    feed = ET.fromstring(shown(PICTURES.split("</attachment>")[1], "rss"))
    assert [part.get("url") for part in feed.iter("enclosure")] == [f"{BASE}first.png"]


def test_feeds_and_text_name_the_press_pictures_with_their_size(shown):
    feed = html.unescape(shown(PICTURES, "rss"))
    assert f'<a href="{BASE}second.png" type="image/png">The second</a>' in feed
    assert "(PNG, 1\xa0kB, 60 × 90 pixels)" in feed and f'<img src="{BASE}second.png"' not in feed
    text = shown(PICTURES, "txt").replace("\n  ", " ")
    assert f"Press pictures\nThe second <{BASE}second.png> (PNG, 1\xa0kB, 60 × 90" in text
    assert f"Third <{BASE}third.png> (PNG" in text


@pytest.mark.parametrize("lang, words", [
    ("en", "(PDF, 2.5\xa0MB)"), ("de", "(PDF, 2,5\xa0MB)"), ("fr", "(PDF, 2,5\xa0Mo)"),
    ("ar", "(PDF، 2,5\xa0ميغابايت)")])
def test_sizes_are_written_as_the_language_does(shown, lang, words):
    head = ('<image href="first.png" alt="First"/>'
            '<image href="times.pdf" alt="Not one" type="image/pdf"/>')
    assert words in shown(head, "txt", lang=lang).replace("\n  ", " ")


def test_a_reproduced_statement_has_its_pictures_and_its_imprint_within_its_block(shown):
    inner = ('<statement xml:lang="de"><head><title>Innen</title>'
             f"{PICTURES}{IMPRINT}<ai use='generated'/></head><body><p>Ja.</p></body></statement>")
    page = shown("", "html", body=inner)
    block = page[page.index("<blockquote"):page.index("</blockquote>")]
    for words in ('alt="First"', "<h3>Pressebilder</h3>", "Rechte: ", "von künstlicher Intelligenz",
                  "Verantwortlich für den Inhalt: "):
        assert words in block
    assert linked_data(page).get("license") is None
    feed = html.unescape(shown("", "rss", body=inner))
    block = feed[feed.index("<blockquote"):feed.index("</blockquote>")]
    assert 'alt="First"' in block and "Pressebilder" in block and "Rechte: " in block
    text = shown("", "txt", body=inner)
    assert "> Pressebilder\n> The second <" in text
    assert "> Rechte: CC BY 4.0 <https://example.org/by>" in text


def test_the_imprint_stands_below_the_text(shown):
    page = shown(f'{IMPRINT}<ai use="translated"/>', "html")
    below = page[page.index("– Ends –"):]
    assert ('Responsible for content: <a href="mailto:chair@example.org">A. Tanner</a>') in below
    assert ('Rights: <a href="https://example.org/by" rel="license">CC BY <em>4.0</em></a>') in below
    assert "This text was translated by AI." in below
    data = linked_data(page)
    assert data["license"] == "https://example.org/by" and data["copyrightNotice"] == "CC BY 4.0"
    assert data["editor"] == {"@type": "Person", "name": "A. Tanner", "email": "chair@example.org"}
    assert data["digitalSourceType"].endswith("/CompositeWithTrainedAlgorithmicMediaDigitalSource")


def test_feeds_have_rights_in_their_own_elements(shown):
    feed = ET.fromstring(shown(IMPRINT, "rss"))
    assert feed.findtext("channel/copyright") == "CC BY 4.0 https://example.org/by"
    assert feed.findtext(f"channel/item/{RIGHTS}") == "CC BY 4.0 https://example.org/by"
    entry = ET.fromstring(shown(IMPRINT, "atom")).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}rights") == "CC BY 4.0"
    assert [link.get("href") for link in entry.iter(f"{ATOM}link")
            if link.get("rel") == "license"] == ["https://example.org/by"]
    content = json.loads(shown(IMPRINT, "json"))["items"][0]["content_html"]
    assert "Responsible for content: " in content and 'rel="license"' in content


@pytest.mark.parametrize("ai, words, source", [
    ('<ai use="none"/>', "This text was written without the use of AI.", None),
    ('<ai use="assisted"/>', "with the help of AI", "CompositeWithTrained"),
    ('<ai use="generated"/>', "This text was generated by AI.", "/Trained"),
    ('<ai use="generated">The <em>headline</em> only.</ai>', "The <em>headline</em> only.",
     "/Trained"),
    ("<ai>A program checked the spelling.</ai>", "A program checked the spelling.", None)])
def test_what_programs_did_is_said_in_words(shown, ai, words, source):
    page = shown(ai, "html")
    assert f'<p class="imprint">{words}' in page or words in page
    assert page.count('class="imprint"') == 1
    assert (source or "") in linked_data(page).get("digitalSourceType", "")
    assert ("digitalSourceType" in linked_data(page)) == (source is not None)
