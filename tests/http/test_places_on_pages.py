"""Ids of parts, and links to them on the same page: in every output, and in a statement that another
one reproduces. All but the last need no server."""

import re

import pytest

from newsroom import NEWSROOM, statement
from vocabulary_parts import BASE, FEEDS, check, content, document, render, write

CONFIG = NEWSROOM + """
Alias "/drafts" "${RUN}/newsroom"
<Location "/drafts">
    StatementShow All
</Location>
"""
PARTS = ('<p>See <link href="#tickets">tickets</link>, <link href="#n">a note</link>, '
         '<link href="#eu">EU</link>, <link href="#said">words</link>.</p>'
         '<callout id="tickets"><heading>Tickets</heading><p>Buy one.</p></callout>'
         '<section id="größe"><heading>Size</heading><p>Back to <link href="#größe">size</link>. '
         '<quote id="said">Big</quote>.</p></section>'
         '<blockquote id="letter"><p>Dear.</p></blockquote>')
NOTES = ('<glossary><entry id="eu"><term>EU</term><def>Union</def></entry></glossary>'
         '<note id="n"><p>A note.</p></note>')


def ids(page):
    return re.findall(r' id="([^"]*)"', page)


def test_a_page_has_the_ids_as_they_are_typed_and_links_lead_to_them(tmp_path):
    write(tmp_path, document(PARTS, after=NOTES))
    page = content(tmp_path, "html")
    for part in ('<a href="#tickets">tickets</a>', '<a href="#note-n">a note</a>',
                 '<a href="#entry-eu">EU</a>', '<a href="#said">words</a>',
                 '<section class="callout" id="tickets"><h2>', '<section id="größe"><h2>',
                 '<a href="#gr%C3%B6%C3%9Fe">size</a>', '“<span id="said">Big</span>”',
                 '<blockquote id="letter">'):
        assert part in page, part


@pytest.mark.parametrize("form", FEEDS)
def test_in_a_feed_links_lead_to_the_page_and_nothing_has_an_id(tmp_path, form):
    write(tmp_path, document(PARTS, after=NOTES))
    found = content(tmp_path, form)
    assert ids(found) == []
    for target in ("tickets", "note-n", "entry-eu", "gr%C3%B6%C3%9Fe", "said"):
        assert f'<a href="{BASE}part#{target}">' in found, target


def test_plain_text_has_the_address_of_the_page_behind_the_words(tmp_path):
    write(tmp_path, document(PARTS, after=NOTES))
    assert f"See tickets <{BASE}part#tickets>" in render(tmp_path, "txt").replace("\n", " ")


def test_in_a_reproduced_statement_places_have_its_number_and_links_stay_in_it(tmp_path):
    write(tmp_path, document(PARTS, after=NOTES))
    write(tmp_path, document('<section id="tickets"><p>Ours, <link href="#tickets">here</link>.</p>'
                             '</section><statement src="part"/><statement src="part"/>',
                             name="around"), "around")
    page = content(tmp_path, "html", "around")
    assert len(ids(page)) == len(set(ids(page)))
    for part in ('<div id="tickets">', '<a href="#tickets">here</a>',
                 '<section class="callout" id="s1-tickets">', '<a href="#s1-tickets">tickets</a>',
                 '<section class="callout" id="s2-tickets">', '<a href="#s2-tickets">tickets</a>',
                 '<a href="#s2-note-n">a note</a>'):
        assert part in page, part
    for form in FEEDS:
        assert f'<a href="{BASE}around#s2-tickets">' in content(tmp_path, form, "around")


def test_every_link_to_a_place_leads_to_an_id_of_the_page(tmp_path):
    inner = f'<statement xml:lang="de"><body>{PARTS}</body>{NOTES}</statement>'
    write(tmp_path, document(PARTS + inner + f"<blockquote>{inner}</blockquote>", after=NOTES))
    page = content(tmp_path, "html")
    targets = re.findall(r'href="#([^"]*)"', page)
    assert len(targets) == 15
    assert {target.replace("%C3%B6%C3%9F", "öß") for target in targets} <= set(ids(page))
    assert check(tmp_path / "part.xml") == []


def test_check_of_a_folder_tells_once_of_a_place_that_is_not_there(tmp_path):
    write(tmp_path, document('<p><link href="#a">x</link> <link href="part#b">y</link> '
                             '<link href="other#c">z</link> <link href="other#d">z</link></p>'))
    write(tmp_path, document('<section id="c"><p>x</p></section>', name="other"), "other")
    told = [re.search(r"“#(.)”", line)[1] for line in check(tmp_path)
            if "has no place" in line]
    assert sorted(told) == ["a", "b", "d"]


@pytest.mark.parametrize("tail", ["", ".xml?source"])
@pytest.mark.parametrize("folder", ["statements", "drafts"])
def test_a_page_a_draft_that_is_shown_and_the_source_keep_their_links(server, folder, tail):
    status = ' status="draft"' if folder == "drafts" else ""
    server.newsroom.drop(f"in-{folder}.xml", statement(
        f"In {folder}", body=PARTS, after=NOTES, attributes='id="{auto}"' + status))
    server.wait_for(f"/{folder}/in-{folder}{tail}", 200)
    assert 'href="#tickets"' in server.get(f"/{folder}/in-{folder}{tail}").text
