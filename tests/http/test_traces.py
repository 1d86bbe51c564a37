"""What comes, changes and goes unseen leaves no trace in what readers get."""

import time

import pytest

from newsroom import Folder, statement, wait_until

ROOMS = ("open", "ruled", "labeled")
CONFIG = """
StatementRefresh 100ms
""" + "".join(f"""
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
    {"" if name == "open" else "<Files closed*>"}
    {"" if name == "open" else "Require all denied"}
    {"" if name == "open" else "</Files>"}
</Directory>
""" for name in ROOMS)
READY = [f"/{name}/" for name in ROOMS]
LISTS = ("", "?q=words", "?q=unheard", "?q=worrds", "?tag=energy", "?year=2024", "?lang=de",
         "?issuer=example%20press%20office", "feed.rss?tag=energy", "feed.atom?lang=fr",
         "feed.json?tag=unheard", "sitemap.xml", "en", "en.atom", "unheard")
PASSING = ("date", "expires", "keep-alive")


def prepare(server):
    for name in ROOMS:
        folder = Folder(server.run / name)
        folder.drop("en.xml", statement("One", head='<tag key="energy">Energy</tag>'
                                        '<translation href="de" xml:lang="de"/>'))
        folder.drop("de.xml", statement("Eins", published="2024-03-01T10:00:00Z", lang="de"))
        folder.drop("closed-base.xml", statement("Base", published="2020-01-01T10:00:00Z",
                                                 attributes='id="base" status="draft"'))


def headers(answer):
    return [(key, value) for key, value in answer.headers if key.lower() not in PASSING]


def answers(server, room, lists=LISTS, head=headers):
    found = {}
    for tail in lists:
        answer = server.get_ready(f"/{room}/{tail}")
        found[tail] = answer.status, head(answer), answer.text
    return found


def hidden(number, attributes="", published="2024-06-01T10:00:00Z", lang="fr"):
    return statement(f"Unheard {number}", published, '<tag key="energy">Unheard</tag>'
                     '<tag>Unheard</tag><translation href="en" xml:lang="en"/>',
                     "<p>Unheard words.</p>", lang, f'id="unheard{number}" {attributes}')


UNSEEN = {
    "draft": lambda number: hidden(number, 'status="draft"'),
    "embargoed": lambda number: hidden(number, published="2099-01-01T10:00:00Z"),
    "refused": lambda number: hidden(number).replace("<p>Unheard", "<p><b>Un</b>heard"),
    "torn": lambda number: hidden(number)[:-30],
}


def second_passes():
    """Dates in headers are whole seconds."""
    end = int(time.time()) + 1.01
    wait_until(lambda: time.time() > end, what="the next second")


@pytest.mark.parametrize("kind", UNSEEN)
def test_no_header_and_no_word_tells_of_what_nobody_may_see(server, kind):
    folder = Folder(server.run / "open")
    answers(server, "open")
    before = answers(server, "open")
    second_passes()
    server.allow("not published", "STM0101", "unheard")
    for number in range(2):
        folder.drop("unheard.xml", UNSEEN[kind](number))
        folder.drop("unheard2.xml", UNSEEN[kind](number + 2))
        wait_until(lambda: server.get("/open/unheard.xml").status == 404)
        time.sleep(0.5)
        assert answers(server, "open") == before
    folder.remove("unheard.xml")
    folder.remove("unheard2.xml")
    time.sleep(0.5)
    assert answers(server, "open") == before


def test_no_date_tells_when_a_closed_statement_changed(server):
    # What is not kept there is as new as the request.
    lists = [tail for tail in LISTS if "q=" not in tail and tail != "feed.json?tag=unheard"
             and tail != "feed.atom?lang=fr"]
    folder = Folder(server.run / "ruled")
    answers(server, "ruled", lists)
    before = answers(server, "ruled", lists)
    second_passes()
    for number in range(2):
        folder.drop("closed-unheard.xml", hidden(number))
        time.sleep(0.5)
        assert answers(server, "ruled", lists) == before
        assert server.get("/ruled/closed-unheard").status == 403


def test_no_label_goes_because_a_newer_statement_with_it_is_closed(server):
    server.allow("AH01630")

    def bodies():
        return answers(server, "labeled", head=lambda answer: None)

    before = bodies()
    Folder(server.run / "labeled").drop("closed-de.xml", hidden(1, lang="de"))
    wait_until(lambda: server.get("/labeled/closed-de").status == 403)
    time.sleep(0.5)
    assert bodies() == before
