"""Key points and callouts: in every output, in a statement that another one reproduces, in search,
and away where their statement is. The first ones need no server."""

import json

import pytest

from newsroom import NEWSROOM, statement, wait_until
from vocabulary_parts import FEEDS, content, document, linked_data, render, words, write

CONFIG = NEWSROOM

POINTS = ("<subtitle>Below</subtitle><points><item>The ferry <em>sails</em>.</item>"
          "<item>She said <quote>yes</quote>.</item></points>")
CALLOUT = ("<section><heading>What changes</heading><callout><heading>What to do</heading>"
           "<p>Buy a ticket.</p><list><item>By day.</item></list></callout><p>After it.</p></section>")
LABELS = {"en": "Key points", "de": "Das Wichtigste in Kürze", "fr": "L’essentiel",
          "es": "Puntos clave", "it": "Punti chiave", "nl": "Kernpunten",
          "pl": "Najważniejsze punkty", "pt": "Pontos principais", "ar": "أبرز النقاط",
          "he": "עיקרי הדברים", "ja": "要点", "zh": "要点", "zh-Hant": "重點"}


def test_key_points_are_a_list_under_a_heading_between_subtitle_and_byline(tmp_path):
    write(tmp_path, document(head=POINTS))
    page = content(tmp_path, "html")
    assert ('<section class="points"><h2>Key points</h2><ul><li>The ferry <em>sails</em>.</li>'
            "<li>She said “yes”.</li></ul></section>") in page
    assert (page.index('class="subtitle"') < page.index('class="points"')
            < page.index('class="byline"'))


@pytest.mark.parametrize("form", FEEDS)
def test_key_points_are_a_list_under_words_in_a_feed(tmp_path, form):
    write(tmp_path, document(head=POINTS))
    found = content(tmp_path, form)
    assert ("<div><p><strong>Key points</strong></p><ul><li>The ferry <em>sails</em>.</li>"
            "<li>She said “yes”.</li></ul></div>") in found
    assert found.index("Below") < found.index("Key points") < found.index("Words.")


def test_key_points_are_lines_in_plain_text(tmp_path):
    write(tmp_path, document(head=POINTS))
    assert ("\nBelow\n\nKey points\n- The ferry sails.\n- She said “yes”.\n\nOffice of part\n"
            in render(tmp_path, "txt"))


def test_key_points_are_the_abstract_of_linked_data_and_never_the_teaser(tmp_path):
    write(tmp_path, document(head=POINTS))
    data = linked_data(tmp_path)
    assert data["abstract"] == ["The ferry sails.", "She said “yes”."]
    assert data["description"] == "Words."
    write(tmp_path, document("<p><quote>Another's.</quote></p>", POINTS))
    assert linked_data(tmp_path)["description"] == "Below"
    assert json.loads(render(tmp_path, "json"))["items"][0]["summary"] == "Below"


@pytest.mark.parametrize("lang", LABELS)
def test_the_words_above_key_points_are_in_their_language(tmp_path, lang):
    write(tmp_path, document(head=POINTS, lang=lang))
    assert f"<h2>{LABELS[lang]}</h2>" in content(tmp_path, "html")
    write(tmp_path, document(head=POINTS.replace("<points>", f'<points xml:lang="{lang}">')))
    direction = "rtl" if lang in ("ar", "he") else "ltr"
    assert (f'<section class="points" lang="{lang}" dir="{direction}"><h2>{LABELS[lang]}</h2>'
            in content(tmp_path, "html"))
    assert f"\n{LABELS[lang]}\n" in render(tmp_path, "txt")


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_key_points_of_a_reproduced_statement_stand_in_its_block_without_its_marks(tmp_path, form):
    write(tmp_path, document("<p>Theirs.</p>", POINTS))
    write(tmp_path, document('<statement src="part"/>', name="around"), "around")
    block = content(tmp_path, form, "around").split("<blockquote", 1)[1].split("</blockquote>")[0]
    assert "|Below|Key points|The ferry|sails|.|She said “yes”.|" in words("<blockquote" + block)
    assert "<p>“Theirs.”</p>" in block


def test_key_points_of_a_reproduced_statement_are_set_in_in_plain_text(tmp_path):
    write(tmp_path, document("<p>Theirs.</p>", POINTS))
    write(tmp_path, document('<statement src="part"/>', name="around"), "around")
    assert ("> Below\n\n> Key points\n> - The ferry sails.\n> - She said “yes”.\n\n> Office of part"
            in render(tmp_path, "txt", "around"))


def test_the_heading_of_key_points_is_one_level_below_the_title_around(tmp_path):
    write(tmp_path, document("<p>Theirs.</p>", POINTS))
    write(tmp_path, document('<statement src="part"/>', name="around"), "around")
    page = content(tmp_path, "html", "around")
    assert "<h3>Key points</h3>" in page
    assert "Title of part</a></h2>" in page


def test_a_callout_is_a_part_with_a_heading_one_level_down(tmp_path):
    write(tmp_path, document(CALLOUT))
    assert ("<section><h2>What changes</h2>"
            '<section class="callout"><h3>What to do</h3><p>Buy a ticket.</p><ul><li>By day.</li>'
            "</ul></section><p>After it.</p></section>") in content(tmp_path, "html")


@pytest.mark.parametrize("form", FEEDS)
def test_a_callout_is_a_div_with_its_heading_in_a_feed(tmp_path, form):
    write(tmp_path, document(CALLOUT))
    assert ("<div><h3>What to do</h3><p>Buy a ticket.</p><ul><li>By day.</li></ul></div>"
            "<p>After it.</p>") in content(tmp_path, form)


def test_a_callout_stands_between_blank_lines_in_plain_text(tmp_path):
    write(tmp_path, document(CALLOUT))
    assert ("\nWhat changes\n\nWhat to do\n\nBuy a ticket.\n\n- By day.\n\nAfter it.\n"
            in render(tmp_path, "txt"))


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_the_paragraphs_of_a_callout_have_the_marks_of_the_quotation_around_it(tmp_path, form):
    write(tmp_path, document(f"<blockquote><p>First.</p>{CALLOUT}</blockquote>"))
    found = words(content(tmp_path, form))
    assert "“First.|What changes|" in found
    assert "|What to do|“Buy a ticket.|By day.|“After it.”" in found


@pytest.mark.parametrize("form", ["html", *FEEDS])
def test_a_callout_says_its_language(tmp_path, form):
    write(tmp_path, document('<callout xml:lang="ar"><heading>ماذا تفعل</heading><p>x</p></callout>'))
    assert ' lang="ar" dir="rtl"><h2>ماذا تفعل</h2>' in content(tmp_path, form)


def test_search_finds_the_words_of_points_callouts_and_remarks(server):
    table = ("<table><row><cell>1</cell></row><remark>Marmoset</remark><source>Ocelot</source>"
             "</table>")
    server.newsroom.drop("zoo.xml", statement(
        "Zoo", head="<points><item>Aardvark</item><item>Wombat</item></points>",
        body="<callout><heading>Quokka</heading><p>Numbat</p></callout>" + table))
    for word in ("aardvark", "wombat", "quokka", "numbat", "marmoset", "ocelot"):
        wait_until(lambda word=word: "/statements/zoo" in server.get(f"/statements/?q={word}").text,
                   5, f"a statement found by {word}")


def test_points_and_callouts_are_in_every_format_and_the_source_and_go_with_their_statement(server):
    head = "<points><item>Alpha</item><item>Beta</item></points>"
    body = "<callout><heading>Gamma</heading><p>Delta</p></callout>"
    name = "greek"
    server.newsroom.drop(f"{name}.xml", statement("Greek", head=head, body=body))
    for address in ("", ".rss", ".atom", ".json", ".txt", ".xml?source"):
        server.wait_for(f"/statements/{name}{address}", 200)
        text = server.get(f"/statements/{name}{address}").text
        assert [word for word in ("Alpha", "Beta", "Gamma", "Delta") if word not in text] == []
    taken_back = '<withdrawn when="2024-06-01T10:00:00Z">Why</withdrawn>'
    server.newsroom.drop(f"{name}.xml", statement("Greek", head=head + taken_back, body=body))
    server.wait_for(f"/statements/{name}", 410)
    for address in ("", ".rss", ".atom", ".json", ".txt", ".xml?source"):
        text = server.get(f"/statements/{name}{address}").text
        assert [word for word in ("Alpha", "Beta", "Gamma", "Delta") if word in text] == []


@pytest.mark.parametrize("attributes, published", [(' status="draft"', "2024-05-04T10:00:00Z"),
                                                   ("", "2999-01-01T10:00:00Z")])
def test_points_and_callouts_of_a_hidden_statement_are_nowhere(server, attributes, published):
    name = "hidden-draft" if attributes else "hidden-embargo"
    server.newsroom.drop(f"{name}.xml", statement(
        name, published, head="<points><item>Zyxomma</item><item>Beta</item></points>",
        body="<callout><heading>Zyxomma</heading><p>Zyxomma</p></callout>",
        attributes='id="{auto}"' + attributes))
    server.newsroom.drop("seen.xml", statement(f"Seen after {name}"))
    wait_until(lambda: f"Seen after {name}" in server.get("/statements/").text, 5, "a scan")
    for address in ("", ".rss", ".atom", ".json", ".txt", ".xml?source"):
        answer = server.get(f"/statements/{name}{address}")
        assert answer.status == 404 and "Zyxomma" not in answer.text
    for address in ("", "feed.rss", "feed.atom", "feed.json", "?q=zyxomma"):
        page = server.get(f"/statements/{address}").text
        assert "Zyxomma" not in page and f"/statements/{name}" not in page
