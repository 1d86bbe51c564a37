"""What feeds, cards, pages and plain text hold besides their words."""

import html
import re
import xml.etree.ElementTree as ET

import pytest

from rendering import CONTENT, SAMPLES, names, render, rendered

CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
SHOWN = [name for name in names()
         if not name.startswith(("broken-", "draft-")) and not name.endswith("trial-report")]


def item_of(name):
    code, feed, words = render(SAMPLES / f"{name}.xml", "rss")
    assert (code, words) == (0, "")
    return ET.fromstring(feed).find("channel/item")


def page_of(name):
    code, page, words = render(SAMPLES / f"{name}.xml", "html")
    assert (code, words) == (0, "")
    return page


@pytest.fixture(name="shown")
def fixture_shown(tmp_path):
    def shown(text, format_name):
        path = tmp_path / "shown.xml"
        path.write_text(text, encoding="utf-8")
        return rendered(path, format_name)
    return shown


def with_head(head, body="<p>Text.</p>", lang="en", after=""):
    return (f'<statement id="shown" xml:lang="{lang}"><head><title>Title</title>'
            f"<issuer id='us'>Press office</issuer><published>2026-01-01</published>{head}</head>"
            f"<body>{body}</body>{after}</statement>")


@pytest.mark.parametrize("name", SHOWN)
def test_feed_item_is_complete(name):
    item = item_of(name)
    for element in ["title", "link", "guid", "pubDate", "description", CREATOR, CONTENT]:
        assert item.findtext(element), element
    assert item.find("guid").get("isPermaLink") == "false"
    assert len(item.findtext("description")) <= 300
    assert item.findtext("pubDate").endswith(" GMT")


@pytest.mark.parametrize("name", SHOWN)
def test_feed_content_is_wellformed_with_absolute_addresses(name):
    content = ET.fromstring(item_of(name).findtext(CONTENT))
    for element in content.iter():
        for attribute in ["href", "src", "cite"]:
            address = element.get(attribute, "https:")
            assert re.match(r"(https?|mailto|tel):", address), address
        assert "id" not in element.attrib


@pytest.mark.parametrize("name", SHOWN)
def test_page_has_no_script_and_no_double_id(name):
    page = page_of(name)
    assert "<script" not in page.replace('<script type="application/ld+json">', "")
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'href="#([^"]*)"', page):
        assert target in ids


@pytest.mark.parametrize("name", SHOWN)
def test_page_names_its_address_and_its_feed(name):
    page = page_of(name)
    assert f'<link rel="canonical" href="https://press.example.org/statements/{name}">' in page
    assert 'type="application/rss+xml" href="/statements/feed.rss"' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("name", SHOWN)
def test_headings_leave_no_level_out(name):
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page_of(name))]
    assert levels[0] == 1
    for before, after in zip(levels, levels[1:]):
        assert after <= before + 1


@pytest.mark.parametrize("name", SHOWN)
def test_cards_are_folded_at_75_octets_and_end_lines_with_crlf(name):
    code, cards, words = render(SAMPLES / f"{name}.xml", "vcf")
    assert (code, words) == (0, "")
    assert cards.replace("\r\n", "").count("\n") == 0
    assert cards.endswith("END:VCARD\r\n")
    for line in cards.split("\r\n"):
        assert len(line.encode()) <= 75


def test_long_card_values_are_folded_and_come_back_whole(shown):
    remark = ("😀" * 40 + " שורה ארוכה מאוד; עם פסיקים, ועם תווים — " * 8
              + "plain words, and more of them " * 8)
    cards = shown(with_head(f"<contact><name>N</name><remark>{remark}</remark></contact>"), "vcf")
    assert max(len(line.encode()) for line in cards.split("\r\n")) <= 75
    unfolded = cards.replace("\r\n ", "")
    expected = " ".join(remark.split()).replace(",", "\\,").replace(";", "\\;")
    assert f"NOTE:{expected}\r\n" in unfolded


def test_internal_contacts_and_notes_are_in_no_output(shown):
    text = with_head('<contact scope="internal"><name>Hidden</name></contact>'
                     "<contact><name>Open</name></contact>",
                     after='<note scope="internal"><p>Hidden</p></note>')
    for format_name in ["html", "rss", "txt", "vcf"]:
        page = shown(text, format_name)
        assert "Open" in page
        assert "Hidden" not in page


def test_contact_before_the_title_stands_above_it(shown):
    contact = "<contact><name>Somebody</name></contact>"
    after = shown(with_head(contact), "html")
    assert after.index("<h1") < after.index("Somebody")
    before = shown(with_head("").replace("<head>", f"<head>{contact}"), "html")
    assert before.index("Somebody") < before.index("<h1")
    assert before.count("Somebody") == 1


def test_telephone_number_is_dialled_without_its_trunk_prefix(shown):
    page = shown(with_head("<contact><name>N</name><phone>+49 (0) 30 23125-017</phone></contact>"),
                 "html")
    assert 'href="tel:+493023125017"' in page


def test_notes_are_numbered_in_the_order_of_their_references(shown):
    body = ('<p>a<noteref ref="second"/></p><statement><head><title>In</title></head><body>'
            '<p>b<noteref ref="inner"/></p></body><note id="inner" kind="footnote"><p>Inner.</p>'
            '</note></statement><p>c<noteref ref="first"/><noteref ref="second"/></p>')
    after = ('<note id="first" kind="footnote"><p>First.</p></note>'
             '<note id="second" kind="footnote"><p>Second.</p></note>')
    feed = html.unescape(shown(with_head("", body, after=after), "rss"))
    assert re.sub("<[^>]*>", "", feed).replace("“b”", "b").count("[1]") == 3
    for words in ["a[1]", "[2]", "c[3][1]", "[1] Second.", "[2] Inner.", "[3] First."]:
        assert words in feed
    # Each at the end of its own statement.
    assert feed.index("[2] Inner.") < feed.index("</blockquote>") < feed.index("[1] Second.")
    assert feed.index("[1] Second.") < feed.index("[3] First.")


def test_ids_are_made_from_the_path(shown):
    inner = ('<statement><head><title>In</title></head><body><p>b<noteref ref="n"/></p></body>'
             '<note id="n" kind="footnote"><p>N.</p></note></statement>')
    page = shown(with_head("", inner + inner), "html")
    for part in ['id="s1"', 'id="s2"', 'id="s1-note-n"', 'id="s2-note-n"', 'href="#s2-note-n"']:
        assert part in page


def test_only_the_first_use_of_an_abbreviation_is_expanded(shown):
    page = shown(with_head("", '<p><abbr ref="e">EU</abbr> and <abbr ref="e">EU</abbr></p>',
                           after='<glossary><entry id="e"><term>EU</term><def>European Union</def>'
                           "</entry></glossary>"), "html")
    assert '<a href="#entry-e"><abbr title="European Union">EU</abbr></a> and EU' in page


@pytest.mark.parametrize("body, expected", [
    ("<p>Text.</p>", "<p>Oslo, <time"),
    ("<list><item>Text.</item></list>", '<p class="dateline">Oslo, <time'),
])
def test_dateline_runs_in_or_is_a_line_of_its_own(shown, body, expected):
    assert expected in shown(with_head("<place>Oslo</place>", body), "html")


def test_line_of_others_stands_for_more_than_three_issuers():
    _, archive, _ = render(SAMPLES, "html")
    assert "Estuary Ferries Authority, Harbour Tramway Company and 2 others" in archive
    for issuer in ["Estuary Ferries", "Harbour Tramway", "County Bus", "Passengers’ Council"]:
        assert issuer in page_of("open-timetables")


def test_text_is_at_most_72_columns_wide():
    for name in ["2017-ilacp-immigration", "trinkwasser-talaue", "2026/tide-gauges"]:
        _, text, _ = render(SAMPLES / f"{name}.xml", "txt")
        assert max(len(line) for line in text.split("\n")) <= 72


def test_generated_words_are_in_the_language_around_a_reproduced_statement(shown):
    inner = ('<statement xml:lang="de"><head><title>Innen</title><issuer short="ZWT">Verband'
             "</issuer><published>2026-01-01</published></head><body><p>Ja.</p></body></statement>")
    page = shown(with_head("", inner), "html")
    assert re.search(r'<p class="ending" lang="en" dir="ltr">End of ZWT Statement</p>', page)
    assert re.search(r'<span class="leadin" lang="en" dir="ltr">Posted on <time[^>]*>January 1, '
                     r"2026</time></span>", page)
