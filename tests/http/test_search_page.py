"""What a search page says of what it found: order, languages, and what may have been meant."""

import re
import urllib.parse

import newsroom

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Office"
    StatementFeedItems 2
</Directory>
Alias "/guarded" "${RUN}/guarded"
<Directory "${RUN}/guarded">
    Require all granted
    StatementEngine On
    <Files "secret*">
        Require all denied
    </Files>
</Directory>
"""
READY = ["/statements/", "/guarded/"]


def prepare(server):
    drop = server.newsroom.drop
    drop("harbour.xml", newsroom.statement("Harbour opens", "2024-01-05", "",
                                           "<p>The harbour opens; harbour walls stand.</p>"))
    drop("walk.xml", newsroom.statement("Walks", "2026-01-05", "",
                                        "<p>A walk along the harbour in spring.</p>"))
    drop("trip.xml", newsroom.statement("Trips", "2025-01-05", "",
                                        "<p>Trips from the harbour.</p>", lang="en-GB"))
    drop("brücke.xml", newsroom.statement("Bau", "2025-02-05", "",
                                          "<p>Die Brücke ist fertig.</p>", lang="de-AT",
                                          attributes='id="bruecke"'))
    drop("draft.xml", newsroom.statement("Plan", "2026-02-01", "", "<p>Quietplan of zebras.</p>",
                                         attributes='id="draft" status="draft"'))
    folder = server.run / "guarded"
    folder.mkdir()
    (folder / "secret.xml").write_text(newsroom.statement(
        "Secret", "2024-01-01", "", "<p>The quietplan of minutes.</p>"))
    (folder / "open.xml").write_text(newsroom.statement(
        "Open", "2024-01-02", "", "<p>A public timetable.</p>"))


def page(server, query, folder="/statements/"):
    answer = server.get(f"{folder}?{query}")
    assert answer.status == 200, answer
    return answer.text


def titles(text):
    return re.findall(r'<h2[^>]*><a href="/statements/([^"]*)"', text)


def meant(text):
    """The words that are offered, and where they lead."""
    found = re.search(r'<p class="meant">Did you mean: <a href="([^"]*)"[^>]*><bdi>([^<]*)', text)
    return (found[2], found[1].replace("&amp;", "&")) if found else None


def test_the_best_come_first_and_the_newest_where_that_is_chosen(server):
    best = page(server, "q=harbour")
    assert titles(best)[0] == "harbour"
    assert "Best matches first" in best
    href = re.search(r'<p class="order">.*?<a href="([^"]*)" rel="nofollow">Newest first', best,
                     re.S)[1]
    assert href == "/statements/?q=harbour&amp;order=newest"
    newest = page(server, "q=harbour&order=newest")
    assert titles(newest) == ["walk", "trip"]
    assert re.search(r'Newest first · <a href="/statements/\?q=harbour"', newest)


def test_the_order_is_remembered(server):
    text = page(server, "q=harbour&order=newest")
    assert 'href="/statements/?q=harbour&amp;order=newest&amp;page=2"' in text
    assert '<input type="hidden" name="order" value="newest"' in text
    assert 'lang=en&amp;q=harbour&amp;order=newest"' in text
    second = page(server, "q=harbour&order=newest&page=2")
    assert titles(second) == ["harbour"]
    assert 'rel="prev nofollow" href="/statements/?q=harbour&amp;order=newest"' in second or \
        'href="/statements/?q=harbour&amp;order=newest"' in second


def test_other_orders_are_the_usual_one_and_lists_have_none(server):
    for query in ("q=harbour&order=best", "q=harbour&order=x%22", "order=newest&order=x&q=harbour"):
        assert page(server, query).count('class="order"') == 1
    assert 'class="order"' not in page(server, "order=newest")
    assert "order=" not in page(server, "order=newest")
    assert titles(page(server, "q=harbour&order=best"))[0] == "harbour"


def test_feeds_of_searches_are_newest_first(server):
    for query in ("q=harbour", "q=harbour&order=best"):
        feed = server.get(f"/statements/feed.rss?{query}").text
        assert re.findall(r"<item\b.*?<title[^>]*>([^<]*)", feed, re.S) == ["Walks", "Trips"]
        assert "order=" not in feed


def test_a_language_counts_what_its_link_finds(server):
    for query in ("", "q=harbour"):
        found = re.findall(r'<li><a href="(/statements/\?[^"]*lang=[^"]*)"[^>]*><bdi>([^<]*)</bdi>'
                           r'</a> <span class="count">(\d+)', page(server, query))
        assert found, query
        for href, _, count in found:
            assert f"Statements found: {count}<" in server.get(href.replace("&amp;", "&")).text
    languages = {words: int(count) for _, words, count in re.findall(
        r'<li><a href="(/statements/\?lang=[^"]*)"[^>]*><bdi>([^<]*)</bdi></a> '
        r'<span class="count">(\d+)', page(server, ""))}
    assert languages["English"] == 3 and languages["British English"] == 1
    assert languages["Austrian German"] == 1 and "German" not in languages
    assert "Statements found: 1<" in page(server, "lang=de")


def test_what_may_have_been_meant_finds_something(server):
    for typed, words in (("harbuor", "harbour"), ("hrabour", "harbour"), ("harbor+wals", None),
                         ("harrbour", "harbour"), ("spring+harbuor", "spring harbour"),
                         ("Brucken", None), ("bruckke", "Brücke"), ("xyzzy", None)):
        text = page(server, f"q={typed}")
        offered = meant(text)
        if words is None:
            continue
        assert offered and offered[0] == words, (typed, offered)
        assert "Statements found: 0" not in server.get(offered[1]).text
    assert meant(page(server, "q=xyzzy")) is None


def test_what_may_have_been_meant_is_within_the_filters(server):
    assert meant(page(server, "q=harbuor&year=2026"))[1] == "/statements/?year=2026&q=harbour"
    assert meant(page(server, "q=bruckke&year=2026")) is None


def test_nothing_hidden_is_offered(server):
    for typed in ("quietpln", "zebars", "quietplans"):
        assert meant(page(server, f"q={typed}")) is None
    assert meant(page(server, "q=quietpaln", "/guarded/")) is None
    assert "quietplan" not in page(server, "q=quietpaln", "/guarded/")
    assert meant(page(server, "q=timetabel", "/guarded/"))[0] == "timetable"


def test_a_long_or_odd_search_is_answered(server):
    for typed in ("a" * 4000, "harbuor " * 400, "\"'’-, " * 50, "3 100 " * 60, "K 200 " * 60,
                  "ł" * 300, "\003de\003x", "=recal", "x\004y", "ﷺ" * 100):
        answer = server.get("/statements/?q=" + urllib.parse.quote(typed))
        assert answer.status == 200, typed[:20]
