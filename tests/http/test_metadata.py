"""What a page says to programs: search engines, link previews, readers of feeds and cards."""

import html
import re
import subprocess

import pytest

from rendering import COMMAND, OPTIONS, SAMPLES, linked_data, render, rendered

BASE = "https://press.example.org/statements/"


def page_of(name, *more):
    code, page, words = render(SAMPLES / f"{name}.xml", "html", *more)
    assert (code, words) == (0, "")
    return page


def metas(page):
    """Each meta element's name or property with its content."""
    return [(name, html.unescape(content)) for name, content in
            re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page)]


@pytest.fixture(name="shown")
def fixture_shown(tmp_path):
    def shown(head, body="<p>Text.</p>", attributes="", title="Title", published="2026-01-01",
              format_name="html"):
        path = tmp_path / "shown.xml"
        path.write_text(
            f'<statement id="shown" xml:lang="en" {attributes}><head><title>{title}</title>'
            f"<issuer>Press office</issuer><published>{published}</published>{head}</head>"
            f"<body>{body}</body></statement>", encoding="utf-8")
        return rendered(path, format_name)
    return shown


def test_seeds_release_is_a_news_article_that_cites_what_it_reproduces():
    data = linked_data(page_of("2017-ilacp-immigration"))
    assert data.pop("description").startswith("Questions about the relationship")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", data.pop("@id"))
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": BASE + "2017-ilacp-immigration",
        "headline":
            "Statement on Immigrants, Federal Immigration Laws and Local Law Enforcement",
        "inLanguage": "en-US",
        "datePublished": "2017-02-01",
        "publisher": {"@type": "Organization", "name": "Sample newsroom", "url": BASE},
        "author": [{"@type": "Organization", "name": "Illinois Association of Chiefs of Police"}],
        "about": [{"@type": "Thing", "name": "Immigration"},
                  {"@type": "Thing", "name": "Policing"}],
        "citation": [{
            "@type": "CreativeWork",
            "name": "IACP Statement on Immigration-Related Executive Orders",
            "datePublished": "2017-01-30",
            "author": [
                {"@type": "Organization", "name": "International Association of Chiefs of Police"},
                {"@type": "Person", "name": "iacpblog"}],
        }],
    }


def test_everything_that_a_head_can_hold_is_said(shown):
    data = linked_data(shown(
        '<subtitle>Sub <quote>title</quote></subtitle><place>Oslo</place><author>A. Writer</author>'
        '<expires>2026-12-31T00:00:00Z</expires><updated when="2026-01-02T10:00:00+01:00">A '
        '<em>word</em>.</updated><image href="https://example.org/p.png" alt="A pier" credit="Us"/>'
        '<attachment href="https://example.org/a.pdf" type="application/pdf">A file</attachment>'
        '<translation href="https://example.org/de" xml:lang="de"/><summary>In <em>short</em>.'
        '</summary>', published="2026-01-01T12:00:00+01:00"))
    expected = {
        "alternativeHeadline": "Sub “title”",
        "description": "In short.",
        "datePublished": "2026-01-01T11:00:00Z",
        "dateModified": "2026-01-02T09:00:00Z",
        "expires": "2026-12-31T00:00:00Z",
        "dateline": "Oslo",
        "author": [{"@type": "Organization", "name": "Press office"},
                   {"@type": "Person", "name": "A. Writer"}],
        "image": [{"@type": "ImageObject", "url": "https://example.org/p.png",
                   "description": "A pier", "creditText": "Us"}],
        "associatedMedia": [{"@type": "MediaObject", "contentUrl": "https://example.org/a.pdf",
                             "name": "A file", "encodingFormat": "application/pdf"}],
        "workTranslation": [{"@type": "NewsArticle", "inLanguage": "de",
                             "url": "https://example.org/de"}],
        "correction": [{"@type": "CorrectionComment", "datePublished": "2026-01-02T09:00:00Z",
                        "text": "A word."}],
    }
    assert {name: data.get(name) for name in expected} == expected


def test_no_title_ends_the_data_early(shown):
    page = shown("<tag>&lt;!-- &lt;script> &amp;amp; \\u003c</tag>",
                 title='&lt;/script>&lt;b> "it" \\ &amp;lt;')
    data = linked_data(page)
    assert data["headline"] == '</script><b> "it" \\ &lt;'
    assert data["about"][0]["name"] == "<!-- <script> &amp; \\u003c"
    assert page.count("</script") == 1


def test_link_previews_have_title_words_and_picture():
    found = metas(page_of("bac-de-nuit"))
    for expected in [
        ("og:type", "article"),
        ("og:title", "Le bac de nuit reprend ses traversées le 3 avril"),
        ("og:url", BASE + "bac-de-nuit"),
        ("og:site_name", "Sample newsroom"),
        ("og:image", BASE + "images/bac-de-nuit.svg"),
        ("og:image:alt", "Un bac éclairé traverse l’estuaire sous la lune"),
        ("article:published_time", "2026-03-27T08:00:00Z"),
        ("article:tag", "Bacs et passages d’eau"),
        ("twitter:card", "summary_large_image"),
    ]:
        assert expected in found
    assert dict(found)["og:description"] == dict(found)["description"]
    assert dict(found)["description"].startswith("Après six mois de travaux")


@pytest.mark.parametrize("name, card, locale", [
    ("2017-ilacp-immigration", "summary", "en_US"),
    ("kaigan-ressha", "summary", None),
])
def test_preview_has_a_small_card_without_a_picture_and_a_locale_with_a_country(name, card, locale):
    found = dict(metas(page_of(name)))
    assert found["twitter:card"] == card
    assert found.get("og:locale") == locale


def test_archive_is_a_website():
    _, page, _ = render(SAMPLES, "html")
    found = dict(metas(page))
    assert found["og:type"] == "website"
    assert found["description"] == "Statements of Sample newsroom"
    assert found["og:url"] == BASE


@pytest.mark.parametrize("name", ["draft-winter-timetable", "centenary-2099"])
def test_what_is_not_public_is_for_no_search_engine(name):
    assert ("robots", "noindex") in metas(page_of(name, "--all"))


def test_what_is_public_is_for_all():
    assert "robots" not in dict(metas(page_of("bac-de-nuit")))


def test_withdrawn_statement_is_no_article():
    page = page_of("2026/gauge-trial-report")
    assert "ld+json" not in page
    assert "og:description" not in page
    assert "text/plain" not in page


ONE_SIDED = ['<link rel="alternate" hreflang="{own}" href="{base}{name}">',
             '<link rel="alternate" hreflang="{other}" href="{base}{target}">']


@pytest.mark.parametrize("writes", ["one", "other", "both"])
def test_both_pages_name_each_other_whichever_says_so(tmp_path, writes):
    names = {"one": ("en", "other", "fr"), "other": ("fr", "one", "en")}
    for name, (own, target, lang) in names.items():
        link = f'<translation href="{target}" xml:lang="{lang}"/>' if writes in (name, "both") else ""
        (tmp_path / f"{name}.xml").write_text(
            f'<statement id="{name}" xml:lang="{own}"><head><title>T</title><issuer>I</issuer>'
            f"<published>2026-01-01</published>{link}</head><body><p>x</p></body></statement>")
    for name, (own, target, other) in names.items():
        page = subprocess.run([COMMAND, "render", tmp_path / f"{name}.xml", *OPTIONS], check=True,
                              capture_output=True, text=True).stdout
        for line in ONE_SIDED:
            assert page.count(line.format(base=BASE, name=name, own=own, other=other,
                                          target=target)) == 1
        assert page.count('class="translations"') == 1
        text = subprocess.run([COMMAND, "render", tmp_path / f"{name}.xml", "--to", "txt",
                               *OPTIONS], check=True, capture_output=True, text=True).stdout
        assert f"<{BASE}{target}>" in text


def test_page_leads_to_its_other_forms():
    page = page_of("bac-de-nuit")
    for extension, media_type in [("txt", "text/plain"), ("vcf", "text/vcard")]:
        address = f"/statements/bac-de-nuit.{extension}"
        assert f'<link rel="alternate" type="{media_type}" href="{address}"' in page
        assert f'<a href="{address}" type="{media_type}">' in page


def test_page_without_contacts_has_no_card(shown):
    assert "shown.txt" in shown("")
    assert "shown.vcf" not in shown("")


def test_topics_lead_to_what_else_there_is(shown):
    page = shown('<tag key="open-data">Open data</tag><tag>Ferries &amp; piers</tag>')
    assert '<a href="/statements/?tag=open-data">Open data</a>' in page
    assert '<a href="/statements/?tag=ferries%20%26%20piers">Ferries &amp; piers</a>' in page


def test_text_names_topics_and_related_statements(shown):
    text = shown('<tag>Piers</tag><related rel="replaces" href="https://example.org/a">What was '
                 "before</related>", format_name="txt")
    assert "\nTopics: Piers\n" in text
    assert "\nReplaces: What was before <https://example.org/a>\n" in text


def test_room_is_kept_for_a_picture_of_the_newsroom():
    assert re.search(r'<img src="[^"]+/bac-de-nuit.svg" alt="[^"]+" width="1200" height="500">',
                     page_of("bac-de-nuit"))


def test_contacts_are_cards_of_a_page():
    page = page_of("open-timetables")
    assert page.count('class="contact h-card"') == 2
    for part in ["p-name", "p-org", "u-email", "p-tel"]:
        assert f'class="{part}"' in page
