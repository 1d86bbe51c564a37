"""The release that the vocabulary was made for: every word of it comes out, in order."""

import re
import xml.etree.ElementTree as ET

import pytest

from rendering import ROOT, SAMPLES, render, text_of

SEED = (ROOT / "tests" / "golden" / "seed.txt").read_text(encoding="utf-8")
NAME = "2017-ilacp-immigration"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# Words that ran together when the release was copied.
ACCIDENTS = [("EnforcementQuestions", "Enforcement Questions"), ("theUnited", "the United"),
             ("Police:Federal", "Police: Federal")]


def words(text):
    return re.findall(r"[\w()/]+(?:[’'-][\w]+)*", text)


def seed_words():
    text = SEED
    for wrong, right in ACCIDENTS:
        assert wrong in text
        text = text.replace(wrong, right)
    return words(text)


def first_missing(expected, found):
    """The first word of `expected` that is not in `found` after the ones before it."""
    position = 0
    for index, word in enumerate(expected):
        try:
            position = found.index(word, position) + 1
        except ValueError:
            return " ".join(expected[max(0, index - 5):index + 1])
    return None


def page(format_name):
    code, text, problems = render(SAMPLES / f"{NAME}.xml", format_name)
    assert (code, problems) == (0, "")
    return text


def test_every_word_is_on_the_page_in_order():
    body = page("html").split("<body", 1)[1]
    assert first_missing(seed_words(), words(text_of(body))) is None


def test_every_word_is_in_the_plain_text_in_order():
    assert first_missing(seed_words(), words(page("txt"))) is None


def test_every_word_is_in_the_feed_item():
    """A feed has the title in its own element and contacts at the end of the content."""
    item = ET.fromstring(page("rss")).find("channel/item")
    title, content = item.findtext("title"), text_of(item.findtext(CONTENT))
    expected = seed_words()
    start = expected.index("Statement")
    masthead, rest = expected[:start], expected[start:]
    assert first_missing(rest, words(title + " " + content)) is None
    assert first_missing(masthead[:2], words(item.findtext("category"))) is None
    assert first_missing(masthead[2:], words(content)) is None


@pytest.mark.parametrize("format_name", ["html", "txt"])
def test_marks_are_those_of_the_release(format_name):
    """With the mark that its copying lost before the second paragraph of the quotation."""
    visible = page(format_name).split("<body", 1)[-1]
    text = " ".join(text_of(visible).replace("\n> ", "\n").split())
    for passage in [
        "the “Statement on Immigration-Related Executive Orders” from",
        "iacpblog “On January 27th,",
        "‘Protecting the Nation From Foreign Terrorist Entry into the United States.’ While",
        "procedures. “There have also been recent reports",
        "entity. “However, the IACP has,",
        "community leaders, and citizens.” End of IACP Statement",
    ]:
        assert passage in text
    assert text.count("“") == 4
    assert text.count("”") == 2


def test_a_lost_word_is_noticed():
    expected = seed_words()
    assert first_missing(expected, expected) is None
    assert first_missing(expected, expected[:100] + expected[101:]) is not None
    assert first_missing(["a", "b"], ["b", "a"]) == "a b"
