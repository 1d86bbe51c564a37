"""What is empty: absent in every output, or in effect all the same, or hidden in every mode."""

import html
import json
import re
import subprocess

import pytest

from newsroom import statement
from rendering import COMMAND, OPTIONS, ROOT, linked_data, rendered

CONFIG = "".join(f"""
Alias "/{mode}" "${{RUN}}/{mode}"
<Directory "${{RUN}}/{mode}">
    Require all granted
    StatementEngine On
    StatementValidate {mode}
</Directory>
""" for mode in ("strict", "warn", "off"))
READY = ["/strict/", "/warn/", "/off/"]

# What decides whether and when, with nothing in it.
DECIDING = {
    "published": statement("No moment", published=None, head="<published/>"),
    "published-blank": statement("Blank moment", published=None,
                                 head="<published> &#160; </published>"),
    "expires": statement("No end", head="<expires/>"),
    "updated-when": statement("No correction", head='<updated when="">Why</updated>'),
    "withdrawn-when": statement("No withdrawal", head='<withdrawn when=" ">Why</withdrawn>'),
    "status": statement("No status", attributes='id="{auto}" status=""'),
    "status-blank": statement("Blank status", attributes='id="{auto}" status=" "'),
    "src": statement("No source", body='<p>Text.</p><statement src=""/>'),
    "src-blank": statement("Blank source", body='<p>Text.</p><statement src="&#9;"/>'),
    "time-when": statement("No time", body='<p>On <time when="">Monday</time>.</p>'),
    "inner": statement("Inner", body="<statement><head><published/></head><body><p>Words.</p>"
                                     "</body></statement>"),
}


def prepare(server):
    server.allow("STM0101", "STM0102")
    for mode in ("strict", "warn", "off"):
        folder = server.run / mode
        folder.mkdir(exist_ok=True)
        (folder / "seen.xml").write_text(statement("Seen by all"))
        for name, text in DECIDING.items():
            (folder / f"{name}.xml").write_text(text)


@pytest.mark.parametrize("mode", ["strict", "warn", "off"])
@pytest.mark.parametrize("name", DECIDING)
def test_what_decides_and_is_empty_hides_in_every_mode(server, mode, name):
    assert server.get(f"/{mode}/seen").status == 200
    expected = (404, 410) if name == "withdrawn-when" else (404,)
    for tail in ["", ".rss", ".txt", ".json"]:
        assert server.get(f"/{mode}/{name}{tail}").status in expected


@pytest.mark.parametrize("mode", ["strict", "warn", "off"])
def test_lists_hold_nothing_that_nobody_has_decided(server, mode):
    for path in ["", "feed.rss", "feed.atom", "feed.json"]:
        text = server.get(f"/{mode}/{path}").text
        assert "Seen by all" in text
        for title in ["No ", "Blank ", "Inner"]:
            assert f">{title}" not in text and f'"{title}' not in text


@pytest.mark.parametrize("name", DECIDING)
def test_check_calls_it_an_error(tmp_path, name):
    path = tmp_path / f"{name}.xml"
    path.write_text(DECIDING[name])
    done = subprocess.run([COMMAND, "check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "error:" in done.stderr + done.stdout


@pytest.fixture(name="shown")
def fixture_shown(tmp_path):
    def shown(text, format_name):
        path = tmp_path / "shown.xml"
        path.write_text(text, encoding="utf-8")
        return rendered(path, format_name)
    return shown


EVERYTHING = """<statement id="x" xml:lang="en" kind="" number=" "><head><title>Title</title>
 <issuer id="us" short="">Issuer</issuer><speaker id="m"><name/><role>Mayor</role></speaker>
 <published>2026-10-27</published>
 <place> </place><subtitle/><summary><em> </em></summary>
 <image href="https://example.org/a.png" alt="" credit=""/>
 <contact><name/><email/><phone> </phone></contact>
 <contact><name>Ann</name><role/><organization/><email/><phone/><hours/><remark> </remark></contact>
 <attachment href="https://example.org/a.pdf" type="">File</attachment></head>
 <body><p/><p>First <quote/>words <em/>here<strong> </strong>and there.</p>
 <p>&#160;&#x3000;</p>
 <section><heading/><p/></section>
 <section by="us"><p/></section>
 <section><heading> </heading><p>Second.</p></section>
 <speech who="m"><speaker/><p>Third.</p></speech>
 <speech><speaker>Nobody</speaker><p/></speech>
 <blockquote><p/><p>Quoted.</p><attribution/></blockquote>
 <blockquote><p> </p><attribution/></blockquote>
 <list><item/><item>Item</item></list>
 <table><caption/><row><cell header="yes">A</cell><cell/></row></table>
 <figure><image href="https://example.org/b.png" alt=""/><caption/><credit/></figure>
 <statement><head><title>Inner</title><source/><leadin/><ending/><issuer>Other</issuer></head>
  <body><p>Fourth.</p></body><note kind="editors"><p/></note></statement>
 </body>
 <glossary><title/><entry id="e"><term>EU</term><def/></entry></glossary>
 <note kind="editors"><title/><p/></note><note kind="about"><p>Fifth.</p></note></statement>"""


def visible(page, format_name):
    """What a reader sees of a page or feed."""
    if format_name == "json":
        item = json.loads(page)["items"][0]
        page = item["content_html"] + item["summary"]
    elif format_name in ("rss", "atom"):
        page = html.unescape(re.search(r"<(content)\b[^>]*>(.*)</\1", page, re.S).group(2)
                             if format_name == "atom" else
                             re.search(r"<content:encoded>(.*)</content:encoded>", page,
                                       re.S).group(1))
    elif format_name == "html":
        page = page[page.index("<article"):page.index("</article>")]
    return page


@pytest.mark.parametrize("format_name", ["html", "rss", "atom", "json", "txt"])
def test_empty_elements_are_absent(shown, format_name):
    page = visible(shown(EVERYTHING, format_name), format_name)
    for word in ["First words here and there.", "Second.", "Third.", "Quoted.", "Item", "Fourth.",
                 "Fifth.", "Ann", "Mayor:", "About Issuer", "End of Other Statement"]:
        assert word in re.sub(r"\s+", " ", page), word
    for garbage in ["Picture", "mailto:", "tel:", "Notes to editors", "Abbreviations", "EU",
                    "Nobody", "Issuer:", "“”", "— <", "Ann, ", "“<", "“\n", "No. ", ": </strong>"]:
        assert garbage not in page, garbage
    assert not re.search(r"<(p|h\d|em|strong|a|q|figcaption|caption|small|blockquote|section|dt|dd|"
                         r"div|span|bdi)\b[^>]*>\s*</\1>", page)
    assert not re.search(r"^[ >]*[,–—]", page.replace("– Ends –", ""), re.M)


def test_cells_and_items_keep_their_places(shown):
    page = shown(EVERYTHING, "html")
    assert re.search("<li>(</li>)?<li>Item</li>", page)
    assert page.count("<td></td>") == 1
    assert "\n-\n- Item\n" in shown(EVERYTHING, "txt")


def test_empty_fields_are_no_properties_of_cards_and_metadata(shown):
    cards = shown(EVERYTHING, "vcf")
    assert cards.count("BEGIN:VCARD") == 1
    for name in ["EMAIL", "TEL", "TITLE", "NOTE"]:
        assert name not in cards
    data = linked_data(shown(EVERYTHING, "html"))
    assert data["description"].startswith("First")
    for name in ["dateline", "alternativeHeadline", "creditText", "encodingFormat"]:
        assert name not in str(data)


@pytest.mark.parametrize("head, words, others", [
    ('<updated when="2026-05-05T10:00Z"/>', "Updated", [":</strong>", "at 12:00 CEST:"]),
    ('<withdrawn when="2026-05-06T10:00Z"/>', "withdrawn", []),
])
def test_what_takes_back_or_corrects_keeps_its_effect_without_a_reason(shown, head, words, others):
    text = statement("Title", head=head)
    for format_name in ["html", "txt"]:
        page = shown(text, format_name)
        assert words in page
        for other in others:
            assert other not in page
    if "withdrawn" in head:
        assert "The text of" not in shown(text, "html")


def test_a_reference_to_a_note_without_words_leaves_no_number(shown):
    text = statement("Title", body='<p>a<noteref ref="e"/> b<noteref ref="f"/></p>',
                     after='<note id="e" kind="footnote"><p/></note>'
                           '<note id="f" kind="footnote"><p>Foot.</p></note>')
    for format_name in ["html", "txt", "json"]:
        page = shown(text, format_name)
        assert "[1]" in page
        assert "[2]" not in page and "[]" not in page


def test_a_link_without_words_shows_its_address_in_every_output(shown):
    text = statement("Title", body='<p>See <link href="https://example.org/x"/>.</p>')
    assert ">https://example.org/x<" in re.sub("</?bdi>", "", shown(text, "html"))
    assert "See https://example.org/x." in shown(text, "txt")


TURNS = ('<speech><speaker>Question</speaker><p>Why?</p></speech>'
         '<speech who="m"><p>Because <quote>we</quote> said so.</p><p>More.</p></speech>')


@pytest.mark.parametrize("head, body, expected", [
    ("<summary>In short.</summary>", "<p>Own.</p>", "In short."),
    ("<summary> </summary>", "<p/><p>Own.</p>", "Own."),
    ("<subtitle>Under.</subtitle>", "<p>(ENDS)</p><p>Own.</p>", "Own."),
    ("<subtitle>Under.</subtitle>", TURNS + "<p>(ENDS)</p>", "Under."),
    ("", TURNS + "<p>(ENDS)</p>", "M. Ayor: Because “we” said so."),
    ("", "<section><heading>H</heading>" + TURNS + "</section><p>###</p>",
     "M. Ayor: Because “we” said so."),
    ("", TURNS + "<p>Own.</p>", "Own."),
    ("", TURNS + "<p>-30-</p><p>– Ende –</p><p>* * *</p>", "M. Ayor: Because “we” said so."),
    ("", '<speech who="us"><p/></speech><speech who="us"><list><item>x</item></list><p>Ja.</p>'
         "</speech>", "Example Press Office: Ja."),
    ("<subtitle>Under.</subtitle>", "<blockquote><p>Theirs.</p></blockquote><section by='m'>"
     "<p>His.</p></section><statement><head><title>B</title></head><body><p>B’s.</p></body>"
     "</statement>", "Under."),
])
def test_teaser_is_summary_own_paragraph_subtitle_or_first_turn(shown, tmp_path, head, body,
                                                               expected):
    text = statement("Title", head=f'{head}<speaker id="m"><name>M. Ayor</name><role>Mayor</role>'
                     "</speaker>", body=body).replace("<issuer>", '<issuer id="us">')
    item = json.loads(shown(text, "json"))["items"][0]
    assert item["summary"] == expected
    assert f'<meta name="description" content="{expected}">' in shown(text, "html")
    assert f"<description>{expected}</description>" in shown(text, "rss")
    assert f">{expected}</summary>" in shown(text, "atom")
    archive = subprocess.run([COMMAND, "render", tmp_path, "--to", "html", *OPTIONS], cwd=ROOT,
                             capture_output=True, text=True, check=True).stdout
    assert f'<p class="teaser">{expected}</p>' in archive
