"""Tables with remarks and sources, signatures of bodies, languages of parts and of targets, lists
within items: in every output, and in a statement that another one reproduces. Needs no server."""

import pytest

from vocabulary_parts import FEEDS, content, document, linked_data, render, words, write

TABLE = """<table>
 <caption>Boats</caption>
 <row><cell rowspan="2"/><cell header="yes" colspan="2" numeric="yes">2025</cell>
  <cell header="yes">Pier</cell></row>
 <row><cell header="yes">May</cell><cell header="yes">June</cell><cell header="yes">Name</cell></row>
 <row><cell header="yes">Night</cell><cell>1</cell><cell>20</cell><cell>North</cell></row>
 <remark>Without <em>tugs</em>.</remark>
 <remark>Counted <quote>by hand</quote>.</remark>
 <source href="https://example.org/boats">Harbour office</source>
</table>"""
REPRODUCING = '<p>They say:</p><statement src="part"/>'


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_a_table_has_its_remarks_and_its_source_below_it(tmp_path, form):
    write(tmp_path, document(TABLE))
    found = content(tmp_path, form)
    below = found[found.index("</table>"):]
    assert "Without <em>tugs</em>.</p>" in below
    assert "Counted “by hand”.</p>" in below
    assert 'Source: <a href="https://example.org/boats">Harbour office</a></p>' in below


def test_plain_text_has_remarks_and_source_in_lines_below_the_rows(tmp_path):
    write(tmp_path, document(TABLE))
    assert ("Night | 1 | 20 | North\nWithout tugs.\nCounted “by hand”.\n"
            "Source: Harbour office <https://example.org/boats>\n") in render(tmp_path, "txt")


def test_linked_data_cite_the_source_of_a_table(tmp_path):
    write(tmp_path, document(TABLE))
    assert linked_data(tmp_path)["citation"] == [
        {"@type": "CreativeWork", "name": "Harbour office", "url": "https://example.org/boats"}]


def test_a_quotation_that_ends_with_a_table_closes_after_its_remarks(tmp_path):
    write(tmp_path, document(f"<blockquote><p>See:</p>{TABLE}</blockquote>"))
    assert "Counted ‘by hand’.”|Source:|" in words(content(tmp_path, "html"))
    assert "Counted ‘by hand’.”" in render(tmp_path, "txt")


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_a_table_of_a_reproduced_statement_keeps_its_remarks(tmp_path, form):
    write(tmp_path, document(TABLE))
    write(tmp_path, document(REPRODUCING, name="around"), "around")
    block = content(tmp_path, form, "around").split("<blockquote", 1)[1].split("</blockquote>")[0]
    assert "Without <em>tugs</em>." in block
    assert "Counted ‘by hand’.”" in block
    assert "Harbour office</a>" in block


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_a_numeric_header_of_the_first_row_means_its_columns(tmp_path, form):
    write(tmp_path, document(TABLE))
    found = content(tmp_path, form)
    for cell in ('class="numeric">2025<', 'class="numeric">May<', 'class="numeric">June<',
                 '<td class="numeric">1<', '<td class="numeric">20<', "<td>North<"):
        assert cell in found, cell
    assert found.count("numeric") == 5


def test_headers_of_the_first_row_that_span_columns_head_a_group_of_them(tmp_path):
    write(tmp_path, document(TABLE))
    page = content(tmp_path, "html")
    assert ('<colgroup></colgroup><colgroup span="2"></colgroup><colgroup></colgroup><thead>'
            in page)
    assert '<th scope="colgroup" colspan="2" class="numeric">2025</th><th scope="col">Pier</th>' in page
    assert page.index("Name</th></tr></thead>") < page.index('<tbody><tr><th scope="row">Night')


def test_a_table_without_spanning_headers_has_no_groups(tmp_path):
    write(tmp_path, document("<table><row><cell header='yes'>A</cell></row>"
                             "<row><cell colspan='2'>b</cell></row></table>"))
    assert "colgroup" not in content(tmp_path, "html")


def test_a_remark_of_a_contact_is_words(tmp_path):
    write(tmp_path, document(head='<contact><name>N</name><remark>Call <quote>us</quote>, see '
                             '<link href="https://example.org/p">here</link>.</remark></contact>'))
    assert ('<p class="p-note">Call “us”, see <a href="https://example.org/p">here</a>.</p>'
            in content(tmp_path, "html"))
    assert "Call “us”, see here <https://example.org/p>." in render(tmp_path, "txt")
    assert "NOTE:Call “us”\\, see here." in render(tmp_path, "vcf")


SIGNED = ("<p>We agree.</p><signatories><signatory><name>A. Tanner</name><role>Chair</role>"
          "</signatory><signatory><organization>Harbour Pilots</organization></signatory>"
          "</signatories>")


@pytest.mark.parametrize("lang, label", [("en", "Signed:"), ("de", "Gezeichnet:"), ("ja", "署名：")])
@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_a_body_signs_below_a_generated_word(tmp_path, form, lang, label):
    write(tmp_path, document(SIGNED, lang=lang))
    assert f"|{label}|A. Tanner" in words(content(tmp_path, form))
    assert "<li>Harbour Pilots</li>" in content(tmp_path, form)
    assert f"\n{label}\nA. Tanner" in render(tmp_path, "txt")
    assert "\nHarbour Pilots\n" in render(tmp_path, "txt")


LANGUAGES = ('<contact xml:lang="de"><name>Presse</name><hours>bis 17 Uhr</hours>'
             '<link href="https://example.org/p" hreflang="fr">auf Französisch</link></contact>'
             '<contact xml:lang="ar"><name>مكتب</name></contact>'
             '<attachment href="https://example.org/a.pdf" type="application/pdf" xml:lang="fr"'
             ' hreflang="ar-EG">Horaire</attachment>'
             '<related href="https://example.org/r" hreflang="de">Mehr</related>')
NOTE = '<note kind="editors" xml:lang="de"><p>Er sagte <quote>ja</quote>.</p></note>'
LINK = '<p>See <link href="https://example.org/l" hreflang="zh-Hant">there</link>.</p>'


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_parts_say_their_language_and_links_that_of_their_target(tmp_path, form):
    write(tmp_path, document(LINK, LANGUAGES, NOTE))
    found = content(tmp_path, form)
    for part in ['<a href="https://example.org/l" hreflang="zh-Hant">there</a>',
                 'class="contact h-card" lang="de" dir="ltr"><p><strong class="p-name">Presse<',
                 'class="contact h-card" lang="ar" dir="rtl"',
                 'href="https://example.org/p" hreflang="fr">auf Französisch</a>',
                 '<li lang="fr" dir="ltr"><a href="https://example.org/a.pdf" hreflang="ar-EG" '
                 'type="application/pdf">Horaire</a></li>']:
        assert part in found, part


def test_a_related_statement_says_its_language_on_the_page(tmp_path):
    write(tmp_path, document(head=LANGUAGES))
    assert '<a href="https://example.org/r" hreflang="de">Mehr</a>' in content(tmp_path, "html")


@pytest.mark.parametrize("form", ["html", *FEEDS, "txt"])
def test_a_note_has_the_marks_and_the_title_of_its_language(tmp_path, form):
    write(tmp_path, document("<p>She said <quote>yes</quote>.</p>", after=NOTE))
    found = render(tmp_path, "txt") if form == "txt" else words(content(tmp_path, form))
    assert "Er sagte „ja“." in found
    assert "She said “yes”." in found
    assert "Redaktion" in found


FOOTNOTE = '<note id="n" kind="footnote" xml:lang="ar"><p>x</p></note>'


@pytest.mark.parametrize("form", FEEDS)
def test_notes_in_a_feed_say_their_language(tmp_path, form):
    write(tmp_path, document('<p>a<noteref ref="n"/></p>', after=NOTE + FOOTNOTE))
    found = content(tmp_path, form)
    assert '<div lang="de" dir="ltr"><p><strong>' in found
    assert '<div lang="ar" dir="rtl"><p>[1] x</p></div>' in found


def test_notes_on_a_page_say_their_language(tmp_path):
    write(tmp_path, document('<p>a<noteref ref="n"/></p>', after=NOTE + FOOTNOTE))
    page = content(tmp_path, "html")
    assert '<section class="notes" lang="de" dir="ltr"><h2>' in page
    assert 'id="note-n" lang="ar" dir="rtl"><p>x</p>' in page


def test_cards_linked_data_and_enclosures_have_the_languages(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    write(tmp_path, document(head=LANGUAGES.replace("https://example.org/a.pdf", "a.pdf")))
    assert "\r\nLANG:de\r\n" in render(tmp_path, "vcf")
    assert linked_data(tmp_path)["associatedMedia"][0]["inLanguage"] == "ar-EG"
    assert 'hreflang="ar-EG"' in render(tmp_path, "atom").split("<content")[0]


LISTS = ("<list><item>Two <em>boats</em>:<list kind='number'><item>the first,</item><item>the second."
         "</item></list></item><item>More.</item></list>")


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_an_item_ends_with_a_list(tmp_path, form):
    write(tmp_path, document(LISTS))
    assert ("<ul><li>Two <em>boats</em>:<ol><li>the first,</li><li>the second.</li></ol></li>"
            "<li>More.</li></ul>") in content(tmp_path, form)


def test_the_list_of_an_item_is_set_in_under_its_words_in_plain_text(tmp_path):
    write(tmp_path, document(LISTS))
    assert ("- Two boats:\n  1. the first,\n  2. the second.\n- More.\n") in render(tmp_path, "txt")


def test_a_quotation_opens_with_the_words_of_an_item_and_closes_in_its_list(tmp_path):
    write(tmp_path, document("<blockquote><list><item>a<list><item>b</item></list></item></list>"
                             "</blockquote>"))
    assert "<li>“a<ul><li>b”</li></ul></li>" in content(tmp_path, "html")
