"""Rendered pages that all processes share: when they are rendered, kept, used again and not used."""

import concurrent.futures
import gzip
import http.client
import subprocess
import time

from newsroom import statement, varies_by
from pages import CONFIG, LOGIN, LONG, READY, prepare, rendered, settle, shown, slots

__all__ = ["CONFIG", "READY", "prepare"]  # what the server fixture asks for


def test_a_page_is_rendered_once_for_all_processes_and_addresses(server):
    settle(server, "/statements/s1", "/statements/", "/statements/feed.rss")
    before = rendered(server)
    for _ in range(20):
        for address in ("/statements/s1", "/statements/s1.html", "/statements/s1.xml",
                        "/statements/", "/statements/feed.rss"):
            assert server.get(address).status == 200
    assert rendered(server) == before


def test_unknown_parameters_and_odd_page_numbers_fill_nothing(server):
    settle(server, "/statements/s1", "/statements/", "/statements/feed.rss")
    before, kept = rendered(server), len(slots(server))
    for number in range(20):
        for address in (f"/statements/s1?x={number}", f"/statements/?utm_source={number}",
                        f"/statements/?page=0{number % 2}&x={number}", f"/statements/?page=-{number}",
                        f"/statements/feed.rss?{number}", "/statements/?page=1", "/statements/?q="):
            assert server.get(address).status == 200, address
    assert (rendered(server), len(slots(server))) == (before, kept)


def test_what_is_searched_for_or_found_by_nothing_is_not_kept(server):
    settle(server, "/statements/")
    kept = len(slots(server))
    for number in range(5):
        assert server.get(f"/statements/?q=word{number}").status == 200
        assert server.get(f"/statements/?tag=none{number}").status == 404
        assert server.get(f"/statements/feed.rss?tag=none{number}").status == 200
        assert server.get(f"/statements/?page={number + 100}").status == 404
    assert len(slots(server)) == kept


def test_addresses_that_strangers_make_up_are_bounded_in_each_child(server):
    kept = len(slots(server))
    one = http.client.HTTPConnection("127.0.0.1", server.port)  # one child answers all of it
    for number in range(99):
        one.request("GET", "/statements/s2", headers={"Host": f"host{number}.example.net"})
        answer = one.getresponse()
        assert answer.status == 200 and answer.read()
    one.close()
    assert 0 < len(slots(server)) - kept <= 48


def test_compressed_forms_equal_the_plain_one(server):
    for address in ("/statements/s1", "/statements/s1.xml", "/statements/", "/statements/feed.rss"):
        settle(server, address)
        plain = server.get(address)
        coded = server.get(address, {"Accept-Encoding": "gzip"})
        assert coded.header("Content-Encoding") == "gzip"
        assert gzip.decompress(coded.body) == plain.body and len(coded.body) < len(plain.body)
        assert coded.header("ETag") == plain.header("ETag")[:-1] + '-gzip"'
        for answer in (plain, coded):
            assert "accept-encoding" in varies_by(answer)
            assert answer.header("Last-Modified") == plain.header("Last-Modified")
        again = server.get(address, {"Accept-Encoding": "gzip",
                                     "If-None-Match": coded.header("ETag")})
        assert again.status == 304 and again.header("ETag") == coded.header("ETag")
        again = server.get(address, {"Accept-Encoding": "gzip",
                                     "If-None-Match": plain.header("ETag")})
        assert again.status == 200, "the plain form is not what would be sent"
        part = server.get(address, {"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
        assert part.status == 206 and part.body == coded.body[:10]


def test_brotli_equals_the_plain_form(server):
    plain = server.get("/statements/s1")
    coded = server.get("/statements/s1", {"Accept-Encoding": "br, gzip"})
    assert coded.header("Content-Encoding") == "br"
    back = subprocess.run(["brotli", "-dc"], input=coded.body, stdout=subprocess.PIPE, check=True)
    assert back.stdout == plain.body


def test_a_client_that_takes_nothing_coded_gets_the_plain_form(server):
    for sent in ("identity", "gzip;q=0", "deflate", "*;q=0", "br;q=0, gzip;q=0"):
        answer = server.get("/statements/s1", {"Accept-Encoding": sent})
        assert answer.status == 200 and answer.header("Content-Encoding") is None


def test_what_a_login_shows_is_never_sent_to_others(server):
    for _ in range(8):
        inside = server.get("/two/", LOGIN)
        assert "For some only" in inside.text and "private" in inside.header("Cache-Control")
        assert "For some only" in server.get("/two/feed.rss", LOGIN).text
        assert server.get("/two/secret/inner", LOGIN).status == 200
        for address in ("/two/", "/two/feed.rss", "/two/feed.json"):
            assert "For some only" not in server.get(address).text
        assert server.get("/two/secret/inner").status == 401
        assert server.get("/two/secret/inner.xml").status == 401


def test_previews_are_not_kept(server):
    server.newsroom.drop("draft.xml", statement("Not yet", attributes='id="d" status="draft"'))
    server.wait_for("/drafts/draft", 200)
    kept = len(slots(server))
    for address in ("/drafts/draft", "/drafts/", "/drafts/s1", "/drafts/feed.rss"):
        answer = server.get(address)
        assert answer.status == 200 and "no-store" in answer.header("Cache-Control")
    assert len(slots(server)) == kept
    assert server.get("/statements/draft").status == 404
    assert "Not yet" not in server.get("/statements/").text


def test_settings_are_part_of_what_is_asked_for(server):
    text = statement("In both")
    server.newsroom.drop("both.xml", text)
    (server.run / "two/both.xml").write_text(text)
    for _ in range(4):
        assert "Second Press Office" not in shown(server, "In both", "/statements/both").text
        assert "Second Press Office" in shown(server, "In both", "/two/both").text
    shown(server, "In both", "/statements/")


def test_a_crowd_gets_one_rendering(server):
    server.newsroom.drop("crowd.xml", statement("Crowded", body=LONG))
    shown(server, "Crowded", "/statements/")
    time.sleep(0.1)
    with concurrent.futures.ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(lambda _: server.get("/statements/crowd.txt"), range(400)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert rendered(server, "crowd as txt") == 1


def test_a_thousand_at_once_on_a_page_that_was_just_edited_get_one_rendering(server):
    for form, name in (("html", "hot"), ("txt", "hot.txt")):
        server.newsroom.drop("hot.xml", statement(f"Old {form}", attributes='id="hot"'))
        shown(server, f"Old {form}", "/statements/")
        settle(server, f"/statements/{name}")
        before = rendered(server, f"hot as {form}")
        server.newsroom.drop("hot.xml", statement(f"New {form}", body=LONG * 50,
                                                  attributes='id="hot"'))
        with concurrent.futures.ThreadPoolExecutor(1000) as pool:
            answers = list(pool.map(lambda _, at=name: server.get(f"/statements/{at}"),
                                    range(1000)))
        assert {answer.status for answer in answers} == {200}
        assert all(f"New {form}" in answer.text for answer in answers)
        shown(server, f"New {form}", "/statements/")
        time.sleep(0.5)  # what the intake renders ahead
        assert rendered(server, f"hot as {form}") - before == 1
