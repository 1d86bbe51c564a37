"""A statement with a moment to come is nowhere before it and everywhere right after; one with an
end leaves the lists at it. Nothing but the clock does that: no edit, no restart, no request; and a
cache inside of the server that is asked all the while changes nothing about it."""

import datetime
import time

import pytest

from fronts import CACHE_DISK, CACHE_DISK_HOST, Front, free_port, says_hit
from newsroom import NEWSROOM, statement, wait_until

PORTS = {"On": free_port(), "Off": free_port()}
# Freshness of a minute: only that it ends with what is known to come keeps the caches right.
CONFIG = NEWSROOM.replace("StatementEngine On", """StatementEngine On
    StatementSource On
    StatementMaxAge 60s
""") + CACHE_DISK + "".join(CACHE_DISK_HOST.format(quick=quick, port=port)
                            for quick, port in PORTS.items())
WORD = "Quagmirefree"
LISTS = ["", "feed.rss", "feed.atom", "feed.json", "feed", f"?q={WORD}", f"feed.rss?q={WORD}",
         "?tag=soon%20tag", "?lang=cy", "?year=2026"]


def prepare(server):
    server.newsroom.drop("old.xml", statement("An old one"))
    for quick in PORTS:
        folder = server.run / f"disk-{quick}"
        folder.mkdir()
        folder.chmod(0o777)


def stamp(moment):
    return moment.isoformat().replace("+00:00", "Z")


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def words_of(name):
    """What tells at each address that the statement is public."""
    pages = {f"{name}{tail}": f"{WORD} title"
             for tail in ("", ".xml", ".html", ".rss", ".atom", ".json", ".txt")}
    # What a reader searched for stands in the search box, so the word alone says nothing.
    return {**pages, f"{name}.xml?source": f"{WORD} title", f"{name}.pdf": "%PDF",
            "sitemap.xml": f"/{name}<", **dict.fromkeys(LISTS, f"{WORD} title")}


def is_there(reader, address, word):
    answer = reader.get(f"/statements/{address}")
    return answer.status == 200 and word in answer.unmarked


def is_secret(reader, name, address, word):
    answer = reader.get(f"/statements/{address}")
    if address.startswith(f"{name}.") or address == name:
        return answer.status == 404
    # A value that only this statement has is none so far.
    is_of_value = address.startswith("?") and not address.startswith("?q=")
    return answer.status in ((200, 404) if is_of_value else (200,)) and word not in answer.unmarked


@pytest.mark.parametrize("front", ["none", *PORTS])
def test_a_statement_due_in_three_seconds_is_nowhere_before_and_everywhere_within_one(
        server, front):
    reader = Front(server, PORTS[front], says_hit) if front in PORTS else server
    name = f"soon-{front.lower()}"
    moment = now() + datetime.timedelta(seconds=3)
    server.newsroom.drop(f"{name}.pdf", b"%PDF-1.4 of the statement to come")
    server.newsroom.drop(f"{name}.xml", statement(
        f"{WORD} title", published=stamp(moment), lang="cy", attributes=f'id="{name}"',
        head=f'<tag>Soon tag</tag><attachment href="{name}.pdf" type="application/pdf">Plan'
             '</attachment>'))
    server.wait_for(f"/statements/{name}.pdf", 404, 2)
    # What a cache gets before the statement is known is good for a minute.
    wait_until(lambda: "max-age=60," not in server.get("/statements/").header("Cache-Control"), 2,
               "the moment is known")
    words = words_of(name)
    while now() < moment - datetime.timedelta(seconds=0.4):
        for address, word in words.items():
            assert is_secret(reader, name, address, word) or now() >= moment, address
    time.sleep(max(0.0, (moment - now()).total_seconds()))
    missing = dict(words)
    while missing:
        assert now() < moment + datetime.timedelta(seconds=1), f"not within a second: {missing}"
        missing = {at: word for at, word in missing.items() if not is_there(reader, at, word)}
    server.newsroom.remove(f"{name}.xml")
    server.wait_for(f"/statements/{name}", 410)


def test_a_statement_that_expires_leaves_all_lists_within_a_second_and_keeps_its_page(server):
    lists = ["/statements/", "/statements/feed.rss", "/statements/feed.atom",
             "/statements/feed.json", "/statements/?q=Vanishing"]
    moment = now() + datetime.timedelta(seconds=4)
    server.newsroom.drop("leaving.xml", statement(
        "Vanishing title", head=f"<expires>{stamp(moment)}</expires>"))
    for address in lists:
        wait_until(lambda at=address: "Vanishing title" in server.get(at).unmarked, 3, address)
    time.sleep(max(0.0, (moment - now()).total_seconds()))
    staying = set(lists)
    while staying:
        assert now() < moment + datetime.timedelta(seconds=1), f"not within a second: {staying}"
        staying = {at for at in staying if "Vanishing title" in server.get(at).unmarked}
    assert "Vanishing title" in server.get("/statements/leaving").text
