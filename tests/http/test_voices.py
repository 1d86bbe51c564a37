"""Who said what: all that a reproduced statement says stands in its own block, in every output."""

import html
import json
import re
import xml.etree.ElementTree as ET

import pytest

from rendering import ATOM, content_of, rendered

# C stands in B, B in A. Each word ends with the letter of the statement whose it is.
PART_WORDS = ["title", "subtitle", "bodyword", "term", "meaning", "editorsnote", "aboutnote",
              "plainnote", "footnote", "orphannote", "person", "remark", "file"]


def part(who, body="", before=""):
    return f"""<statement xml:lang="en" id="{who}">
 <head><title>title{who}</title><issuer short="Short{who}">Issuer {who}</issuer>
  <published>2026-01-01</published><subtitle>subtitle{who}</subtitle>
  <contact><name>person{who}</name><email>press@{who}.example.org</email>
   <remark>remark{who}</remark></contact>
  <attachment href="https://example.org/{who}.pdf" type="application/pdf">file{who}</attachment>
 </head>
 <body>{before}<p>bodyword{who}<noteref ref="f"/> <abbr ref="e">term{who}</abbr></p>{body}</body>
 <glossary><entry id="e"><term>term{who}</term><def>meaning{who}</def></entry></glossary>
 <note kind="editors"><p>editorsnote{who}</p></note>
 <note kind="about"><p>aboutnote{who}</p></note>
 <note><p>plainnote{who}</p></note>
 <note kind="footnote" id="f"><p>footnote{who}</p></note>
 <note kind="footnote"><p>orphannote{who}</p></note>
 <note scope="internal"><p>hidden{who}</p></note>
</statement>"""


NESTED = part("A", part("B", part("C")) + "<p>bodyword lastA</p>")


@pytest.fixture(name="shown")
def fixture_shown(tmp_path):
    def shown(format_name, text=NESTED):
        path = tmp_path / "shown.xml"
        path.write_text(text, encoding="utf-8")
        return rendered(path, format_name)
    return shown


def blocks_of(content):
    """The words outside of all blockquotes, those in one, those in two, and so on."""
    depth, words = 0, {}
    for token in re.split(r"(<[^>]*>)", content):
        if token.startswith("<blockquote"):
            depth += 1
        elif token == "</blockquote>":
            depth -= 1
        elif not token.startswith("<"):
            words[depth] = words.get(depth, "") + html.unescape(token) + "\n"
    return words


def text_blocks_of(text):
    words = {}
    for line in text.split("\n"):
        depth = len(re.match(r"(> ?)*", line).group().replace(" ", ""))
        words[depth] = words.get(depth, "") + line + "\n"
    return words


@pytest.mark.parametrize("format_name", ["html", "rss", "atom", "json", "txt"])
def test_all_words_of_a_reproduced_statement_stand_in_its_block_and_nowhere_else(shown,
                                                                                 format_name):
    page = shown(format_name)
    blocks = (text_blocks_of(page) if format_name == "txt"
              else blocks_of(content_of(page, format_name)))
    assert sorted(blocks) == [0, 1, 2]
    for depth, who in enumerate("ABC"):
        wanted = [*(word + who for word in PART_WORDS), f"press@{who}.example.org"]
        if format_name != "html" and depth == 0:
            # A feed's item has the title beside it.
            wanted.remove("titleA")
        for word in wanted:
            there = [level for level, words in blocks.items() if word in words]
            assert there == [depth], word
    assert "hidden" not in page


@pytest.mark.parametrize("format_name", ["rss", "atom", "json"])
def test_footnotes_are_numbered_through_the_item_and_follow_their_statement(shown, format_name):
    blocks = blocks_of(content_of(shown(format_name), format_name))
    for depth, who in enumerate("ABC"):
        assert f"bodyword{who}[{depth + 1}]" in re.sub(r"\s", "", blocks[depth])
        assert f"[{depth + 1}]footnote{who}" in re.sub(r"\s", "", blocks[depth])


def test_end_line_closes_the_block_after_notes_contacts_and_files(shown):
    content = content_of(shown("rss"), "rss")
    for who in "BC":
        end = content.index(f"End of Short{who} Statement")
        for word in ["orphannote", "remark", "file", "editorsnote"]:
            assert content.index(word + who) < end
    assert re.search(r"End of ShortB Statement</p>\s*</blockquote>", content)


def test_enclosures_and_cards_are_the_outer_statements_own(shown, tmp_path):
    for who in "AB":
        (tmp_path / f"{who}.pdf").write_bytes(b"%PDF")
    text = NESTED.replace("https://example.org/", "")
    item = ET.fromstring(shown("rss", text)).find("channel/item")
    assert [file.get("url")[-5:] for file in item.iter("enclosure")] == ["A.pdf"]
    entry = ET.fromstring(shown("atom", text)).find(f"{ATOM}entry")
    assert [link.get("href")[-5:] for link in entry.iter(f"{ATOM}link")
            if link.get("rel") == "enclosure"] == ["A.pdf"]
    files = json.loads(shown("json", text))["items"][0]["attachments"]
    assert [file["url"][-5:] for file in files] == ["A.pdf"]
    cards = shown("vcf", text)
    assert cards.count("BEGIN:VCARD") == 1
    assert "FN:personA" in cards


def test_a_bare_part_has_no_heading_without_words(shown):
    text = part("A", "<statement><head><title>Bare</title></head><body><p>Only.</p></body>"
                "</statement>")
    content = content_of(shown("rss", text), "rss")
    block = content[content.index("<blockquote"):content.index("</blockquote>")]
    for word in ["Notes", "Contact", "Downloads", "<ul"]:
        assert word not in block


def test_feed_item_opens_with_correction_number_subtitle_and_dateline_in_this_order(shown):
    text = ("""<statement id="x" xml:lang="en" kind="Press release" number="IP/26/123"><head>
 <title>Title</title><issuer>Issuer</issuer><published>2026-01-01</published><place>Oslo</place>
 <subtitle>Under<noteref ref="n"/> it</subtitle>
 <updated when="2026-01-02T10:00Z">A figure was wrong.</updated>
 <contact><name>Person</name></contact></head>
 <body><p>Text.</p><signatories><signatory><name>Signed</name></signatory></signatories></body>
 <note id="n" kind="footnote"><p>Foot.</p></note></statement>""")
    for format_name in ["rss", "atom", "json"]:
        content = content_of(shown(format_name, text), format_name)
        words = ["A figure was wrong.", "IP/26/123", "Under[1] it", "Oslo, ", "Text.", "Signed",
                 "[1] Foot.", "Person"]
        places = [content.index(word) for word in words]
        assert places == sorted(places)
        assert "Press release" not in content
