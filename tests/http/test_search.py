"""Search and filters, on the archive and the feeds."""

import re

import newsroom

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementTimeZone Europe/Berlin
    StatementFeedItems 2
</Directory>
Alias "/guarded" "${RUN}/guarded"
<Directory "${RUN}/guarded">
    Require all granted
    StatementEngine On
    <Files "guarded*">
        Require all denied
    </Files>
</Directory>
<Directory "${RUN}/guarded/board">
    Require all denied
</Directory>
"""
READY = ["/statements/", "/statements/tram", "/guarded/"]
TAGS = '<tag key="tram">{}</tag>'


def prepare(server):
    drop = server.newsroom.drop
    drop("tram.xml", newsroom.statement(
        "Trams run again", "2026-01-05", TAGS.format("Trams"),
        "<p>From Monday on, trams of line 9 run to the harbour again.</p>"))
    drop("bahn.xml", newsroom.statement(
        "Die Bahn fährt", "2025-12-31T23:30:00Z", TAGS.format("Straßenbahn"),
        "<p>Über Köln &amp; Bonn &lt;b&gt; fährt die Straßenbahn.</p>", lang="de"))
    drop("lieche.xml", newsroom.statement(
        "海岸列車", "2024-03-01", "", "<p>海岸列車の運行を再開しました。</p>", lang="ja"))
    for number in range(3):
        drop(f"port{number}.xml", newsroom.statement(
            f"Port news {number}", f"2024-02-0{number + 1}",
            "<tag>Port &amp; ships</tag>", f"<p>Ship number {number} has come.</p>"))
    drop("draft.xml", newsroom.statement(
        "Draft", "2026-02-01", "<tag>Quietplan</tag>", "<p>Quietplan of trams.</p>",
        attributes='id="draft" status="draft"'))
    drop("later.xml", newsroom.statement(
        "Later", "2999-01-01", "<tag>Quietplan</tag>", "<p>Quietplan of trams.</p>"))
    drop("gone.xml", newsroom.statement(
        "Gone", "2024-01-01", '<expires>2024-02-01</expires><tag>Quietplan</tag>',
        "<p>Quietplan of trams.</p>"))
    folder = server.run / "guarded"
    (folder / "board").mkdir(parents=True)
    for name in ("guarded", "board/minutes"):
        (folder / f"{name}.xml").write_text(newsroom.statement(
            name.title(), "2024-01-01", "<tag>Quietplan</tag>", "<p>Quietplan of minutes.</p>"))
    (folder / "tram.xml").write_text(newsroom.statement("Tram", "2026-01-05"))


def page(server, query):
    answer = server.get(f"/statements/?{query}")
    assert answer.status == 200, answer
    return answer.text


def titles(server, query):
    return re.findall(r'<h2[^>]*><a href="/statements/([^"]*)"', page(server, query))


def facets(server, query):
    """What stands beside each link, by the link's words."""
    found = re.findall(r'<bdi>([^<]*)</bdi></a> <span class="count">(\d+)', page(server, query))
    return {words: int(count) for words, count in found}


def test_filters_choose_and_join(server):
    assert titles(server, "tag=tram") == ["tram", "bahn"]
    assert titles(server, "tag=tram&lang=de") == ["bahn"]
    assert titles(server, "year=2024") == ["lieche", "port2"]
    assert titles(server, "issuer=example+press+office&lang=ja") == ["lieche"]
    assert titles(server, "tag=PORT+%26+ships&year=2024&page=2") == ["port0"]


def test_the_year_is_that_of_the_newsroom(server):
    assert titles(server, "year=2026") == ["tram", "bahn"]
    assert server.get("/statements/?year=2025").status == 404


def test_search_folds_and_finds_words_of_languages_without_spaces(server):
    assert titles(server, "q=koln+BONN") == ["bahn"]
    assert titles(server, "q=strassen") == ["bahn"]
    assert titles(server, "q=%E5%88%97%E8%BB%8A") == ["lieche"]
    assert titles(server, 'q="line+9"') == ["tram"]
    assert titles(server, 'q="9+line"') == []


def test_hits_are_marked_and_markup_in_words_stays_words(server):
    text = page(server, "q=koln")
    assert "<mark>Köln</mark> &amp; Bonn &lt;b&gt;" in text
    assert "fährt die Straßenbahn.</p>" in text
    assert '<input type="search" id="search" name="q" value="koln"' in text


def test_whatever_is_typed_is_a_page(server):
    for typed in ("%22", "%27", "*", "a*b*", "AND", "NOT+x", "(", "%00", "%FF%FE", "%zz",
                  "%3Cscript%3Ealert(1)%3C/script%3E", "x" * 5000, "%22+OR+1=1--", "title:x",
                  "%F0%9F%9A%8B", "%EF%BF%BF", "&&&", "^x", "{}", "NEAR(a+b,+2)"):
        for address in ("/statements/?q=", "/statements/feed.rss?q=", "/statements/?tag=",
                        "/statements/?year=", "/statements/?lang=", "/statements/?issuer="):
            answer = server.get(address + typed)
            # What is no value is none; of a value that no statement has there is no page.
            is_unknown = address.startswith("/statements/?") and "?q=" not in address
            assert answer.status in ((200, 404) if is_unknown else (200,)), (address, typed)
            assert "<script" not in answer.text


def test_an_empty_result_says_what_to_do_next(server):
    text = page(server, "q=nothinglikethis")
    assert "Nothing was found. Check the spelling" in text
    assert "Statements found: 0" in text
    assert '<a href="/statements/">All statements</a>' in text


def test_nothing_hidden_is_found_or_counted(server):
    assert titles(server, "q=quietplan") == []
    assert titles(server, "tag=quietplan") == []
    assert "Quietplan" not in page(server, "")
    assert "2999" not in page(server, "")
    assert "Statements found: 0" in page(server, "q=quietplan")
    assert "<item" not in server.get("/statements/feed.rss?q=quietplan").text


def test_nothing_that_is_refused_is_found_or_offered(server):
    for query in ("q=quietplan", "q=minutes", ""):
        answer = server.get(f"/guarded/?{query}")
        assert answer.status == 200
        assert "Guarded<" not in answer.text and "Minutes<" not in answer.text
        assert "Quietplan" not in answer.text and "Statements found" not in answer.text
    assert server.get("/guarded/?tag=quietplan").status == 404
    assert "<item" not in server.get("/guarded/feed.rss?q=quietplan").text


def test_counts_are_what_the_links_lead_to(server):
    text = page(server, "year=2026&tag=tram")
    links = re.findall(r'<li><a href="([^"]*)"(?: aria[^>]*)?><bdi>[^<]*</bdi></a> '
                       r'<span class="count">(\d+)', text)
    assert len(links) >= 4
    for href, count in links:
        if "aria-current" in text.split(f'href="{href}"')[1][:20]:
            continue
        answer = server.get(href.replace("&amp;", "&"))
        assert f"Statements found: {count}" in answer.text, href


def test_all_values_are_offered_with_their_counts(server):
    found = facets(server, "")
    assert found == {"Port &amp; ships": 3, "Trams": 2, "2026": 2, "2024": 4,
                     "English": 4, "German": 1, "Japanese": 1}


def test_page_links_keep_the_filter(server):
    text = page(server, "page=1&x=y&tag=port%20%26%20ships")
    assert 'href="/statements/?tag=port%20%26%20ships&amp;page=2"' in text
    assert '/statements/?tag=port%20%26%20ships"' in text.split("</head>")[0]
    second = page(server, "tag=port%20%26%20ships&page=2")
    assert 'rel="prev" href="/statements/?tag=port%20%26%20ships"' in second
    assert server.get("/statements/?tag=tram&page=2").status == 404


def test_a_filtered_feed_has_its_own_name_and_address(server):
    feed = server.get("/statements/feed.rss?tag=tram&lang=de&utm=x").text
    assert "<title>Example Press Office: Straßenbahn, German</title>" in feed
    assert re.search(r'rel="self"[^>]*href="[^"]*/feed.rss\?tag=tram&amp;lang=de"', feed)
    assert "<link>http://news.example.org" in feed and "/statements/?tag=tram&amp;lang=de" in feed
    assert feed.count("<item") == 1
    atom = server.get("/statements/feed.atom?tag=tram").text
    assert "<title type=\"text\">Example Press Office: Trams</title>" in atom
    assert re.search(r"<id>urn:uuid:[-0-9a-f]{36}</id>", atom)
    feed = server.get("/statements/feed.json?tag=tram").text
    assert '"Example Press Office: Trams"' in feed and "feed.json?tag=tram" in feed
    for extension in ("rss", "atom", "json"):
        assert f'href="/statements/feed.{extension}?tag=tram"' in page(server, "tag=tram")


def test_a_change_shows_in_search_at_once(server):
    server.newsroom.drop("fresh.xml", newsroom.statement("Fresh", "2024-01-02", "", "<p>Kiwi.</p>"))
    newsroom.wait_until(lambda: titles(server, "q=kiwi") == ["fresh"], what="a new statement")
    server.newsroom.drop("fresh.xml", newsroom.statement("Fresh", "2024-01-02", "", "<p>Plum.</p>"))
    newsroom.wait_until(lambda: titles(server, "q=plum") == ["fresh"], what="a changed one")
    assert titles(server, "q=kiwi") == []


def test_a_hit_in_the_title_alone_shows_what_the_statement_says(server):
    text = page(server, "q=again")
    assert "to the harbour <mark>again</mark>" in text
    assert "Trams run <mark>again</mark></a></h2>" in text
    text = page(server, "q=news")
    assert text.count("Ship number") == 2 and text.count("<mark>") == 2
    assert "Port <mark>news</mark> 2</a></h2>" in text
