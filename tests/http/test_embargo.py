"""A statement with a moment to come is nowhere before it and everywhere right after; one with an
end leaves the lists at it. Nothing but the clock does that: no edit, no restart, no request."""

import datetime
import time

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM.replace('StatementEngine On', 'StatementEngine On\n    StatementSource On')
WORD = "Quagmirefree"
PAGES = [f"/statements/soon{tail}"
         for tail in ("", ".xml", ".html", ".rss", ".atom", ".json", ".txt", ".xml?source")]
LISTS = ["/statements/", "/statements/feed.rss", "/statements/feed.atom", "/statements/feed.json",
         "/statements/feed", f"/statements/?q={WORD}", f"/statements/feed.rss?q={WORD}",
         "/statements/?tag=soon%20tag", "/statements/?lang=cy"]
MAP = "/statements/sitemap.xml"
FILE = "/statements/soon.pdf"


def prepare(server):
    server.newsroom.drop("old.xml", statement("An old one"))


def stamp(moment):
    return moment.isoformat().replace("+00:00", "Z")


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def gives_itself_away(server, address):
    answer = server.get(address)
    if address in PAGES or address == FILE:
        return answer.status != 404
    if address == MAP:
        return answer.status != 200 or "/soon<" in answer.text
    # What a reader searched for stands in the search box.
    return answer.status != 200 or f"{WORD} title" in answer.text


def is_there(server, address):
    answer = server.get(address)
    word = {FILE: "%PDF", MAP: "/soon<"}.get(address, f"{WORD} title")
    if address.endswith("?source") or address.endswith(".xml?source"):
        word = WORD
    return answer.status == 200 and word in answer.text


def test_a_statement_due_in_three_seconds_is_nowhere_before_and_everywhere_within_one(server):
    everywhere = [*PAGES, *LISTS, MAP, FILE]
    moment = now() + datetime.timedelta(seconds=3)
    server.newsroom.drop("soon.pdf", b"%PDF-1.4 of the statement to come")
    server.newsroom.drop("soon.xml", statement(
        f"{WORD} title", published=stamp(moment), lang="cy",
        head='<tag>Soon tag</tag><attachment href="soon.pdf" type="application/pdf">Plan'
             '</attachment>'))
    known = now() + datetime.timedelta(seconds=2)
    while now() < moment - datetime.timedelta(seconds=0.4):
        # A file that no known statement names is like any other.
        for address in everywhere if now() > known else [*PAGES, *LISTS, MAP]:
            is_early = now() < moment
            assert not (gives_itself_away(server, address) and is_early), address
    time.sleep(max(0.0, (moment - now()).total_seconds()))
    missing = set(everywhere)
    while missing:
        assert now() < moment + datetime.timedelta(seconds=1), f"not within a second: {missing}"
        missing = {address for address in missing if not is_there(server, address)}


def test_a_statement_that_expires_leaves_all_lists_within_a_second_and_keeps_its_page(server):
    lists = ["/statements/", "/statements/feed.rss", "/statements/feed.atom",
             "/statements/feed.json", "/statements/?q=Vanishing"]
    moment = now() + datetime.timedelta(seconds=4)
    server.newsroom.drop("leaving.xml", statement(
        "Vanishing title", head=f"<expires>{stamp(moment)}</expires>"))
    for address in lists:
        wait_until(lambda at=address: "Vanishing title" in server.get(at).text, 3, address)
    time.sleep(max(0.0, (moment - now()).total_seconds()))
    staying = set(lists)
    while staying:
        assert now() < moment + datetime.timedelta(seconds=1), f"not within a second: {staying}"
        staying = {at for at in staying if "Vanishing title" in server.get(at).text}
    assert "Vanishing title" in server.get("/statements/leaving").text
