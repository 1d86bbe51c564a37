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
LISTS = ["", "feed.rss", "feed.atom", "feed.json", "feed", "?q={word}", "feed.rss?q={word}",
         "?tag=soon%20tag", "?lang=cy", "?year={year}"]
SECOND = datetime.timedelta(seconds=1)
# A machine that has much else to do may be late once, but not each time.
ATTEMPTS = 4


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


def wait_for_moment(moment):
    time.sleep(max(0.0, (moment - now()).total_seconds()))


def word_of(number):
    return WORD + "abcd"[number]


def words_of(name, number, moment):
    """What tells at each address that the statement is public. What a cache had of a list before
    another attempt is of another address."""
    title = f"{word_of(number)} title"
    pages = {f"{name}{tail}": title
             for tail in ("", ".xml", ".html", ".rss", ".atom", ".json", ".txt")}
    lists = {each.format(word=word_of(number), year=moment.year): title for each in LISTS}
    lists["sitemap.xml"] = f"/{name}<"
    if number:
        lists = {f"{at}{'&' if '?' in at else '?'}n={number}": it for at, it in lists.items()}
    # What a reader searched for stands in the search box, so the word alone says nothing.
    return {**pages, f"{name}.xml?source": title, f"{name}.pdf": "%PDF", **lists}


def is_there(reader, address, word):
    answer = reader.get(f"/statements/{address}")
    return answer.status == 200 and word in answer.unmarked


def is_secret(reader, name, address, word):
    answer = reader.get(f"/statements/{address}")
    if address.startswith(f"{name}.") or address == name:
        return answer.status == 404
    # A value that only this statement has is none so far.
    is_of_value = address.startswith(("?tag=", "?lang=", "?year="))
    return answer.status in ((200, 404) if is_of_value else (200,)) and word not in answer.unmarked


def look_before(reader, name, words, moment):
    """Whether every address was asked in vain until the moment."""
    rounds = 0
    while now() < moment - datetime.timedelta(seconds=0.4):
        for address, word in words.items():
            assert is_secret(reader, name, address, word) or now() >= moment, address
        rounds += now() < moment
    return rounds > 0


def late(asked_for, moment, is_done):
    """Which addresses were not as they should be when asked a second after the moment."""
    wait_for_moment(moment)
    open_ones, late_ones = set(asked_for), set()
    while open_ones:
        for address in sorted(open_ones):
            asked = now()
            if is_done(address):
                open_ones.discard(address)
            elif asked >= moment + SECOND:
                late_ones.add(address)
        assert now() < moment + 40 * SECOND, open_ones
    return late_ones


def in_time(attempt):
    """Tries with the moment ever further away until nothing was late, or there was no more time."""
    for number in range(ATTEMPTS):
        missed = attempt(number, now() + 3 * 2**number * SECOND)
        if not missed:
            return
    raise AssertionError(f"{ATTEMPTS} times not within a second: {missed}")


@pytest.mark.parametrize("front", ["none", *PORTS])
def test_a_statement_due_in_three_seconds_is_nowhere_before_and_everywhere_within_one(
        server, front):
    reader = Front(server, PORTS[front], says_hit) if front in PORTS else server

    def attempt(number, moment):
        name = f"soon-{front.lower()}-{number}"
        server.newsroom.drop(f"{name}.pdf", b"%PDF-1.4 of the statement to come")
        server.newsroom.drop(f"{name}.xml", statement(
            f"{word_of(number)} title", published=stamp(moment), lang="cy", attributes=f'id="{name}"',
            head=f'<tag>Soon tag</tag><attachment href="{name}.pdf" type="application/pdf">Plan'
                 '</attachment>'))
        # What a cache gets before the statement is known is good for a minute.
        wait_until(lambda: now() >= moment or
                   server.get(f"/statements/{name}.pdf").status == 404 and
                   "max-age=60," not in server.get("/statements/").header("Cache-Control"),
                   what="the moment is known")
        words = words_of(name, number, moment)
        missed = set() if look_before(reader, name, words, moment) else {"before"}
        missed |= late(words, moment, lambda at: is_there(reader, at, words[at]))
        server.newsroom.remove(f"{name}.xml")
        server.wait_for(f"/statements/{name}", 410)
        return missed
    in_time(attempt)


def test_a_statement_that_expires_leaves_all_lists_within_a_second_and_keeps_its_page(server):
    lists = ["/statements/", "/statements/feed.rss", "/statements/feed.atom",
             "/statements/feed.json", "/statements/?q=Vanishing"]

    def attempt(number, moment):
        title = f"Vanishing title {number}"
        server.newsroom.drop(f"leaving-{number}.xml", statement(
            title, head=f"<expires>{stamp(moment + SECOND)}</expires>"))
        for address in lists:
            wait_until(lambda at=address: title in server.get(at).unmarked or
                       now() >= moment + SECOND, what=address)
        missed = {"before"} if now() >= moment + SECOND else set()
        missed |= late(lists, moment + SECOND, lambda at: title not in server.get(at).unmarked)
        assert title in server.get(f"/statements/leaving-{number}").text
        return missed
    in_time(attempt)
