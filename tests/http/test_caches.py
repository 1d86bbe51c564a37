"""With a cache in front nobody gets a wrong answer beyond the freshness that was declared."""

import datetime
import os
import time

import pytest

from fronts import (CACHE_DISK, CACHE_DISK_HOST, CACHE_SHARED, CACHE_SHARED_HOST, Front,
                    free_port, says_hit, start_haproxy, start_nginx, start_squid, start_varnish)
from newsroom import Server, statement, varies_by, wait_until

SITE = """
<Directory "${FOLDER}">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementIdentity news.example.org
    StatementMaxAge 2s
</Directory>
Alias "/statements" "${FOLDER}"
Alias "/relaxed" "${FOLDER}"
<Location "/statements">
    StatementBaseURL http://news.example.org/statements/
</Location>
<Location "/relaxed">
    StatementBaseURL http://news.example.org/relaxed/
    StatementStale 20s 1h
</Location>
<VirtualHost *:${PORT}>
    ServerName news.example.org
</VirtualHost>
"""
CONFIG = 'Define FOLDER "${RUN}/newsroom"' + SITE + CACHE_DISK
MAX_AGE, REFRESH = 2, 1
HTML, RSS = "text/html", "application/rss+xml"
LISTS = ("", "feed.rss", "feed.atom", "feed.json", "feed", "?q=known", "?year=2024")


def add_hosts(server, host):
    """A port with a cache of its own for either CacheQuickHandler."""
    server.cached = {quick: free_port() for quick in ("On", "Off")}
    server.write_config(server.config + "".join(
        host.format(quick=quick, port=port) for quick, port in server.cached.items()))


def prepare(server):
    add_hosts(server, CACHE_DISK_HOST)
    server.newsroom.drop("open.xml", statement("Open to all"))
    server.newsroom.drop("gone.xml", statement(
        "Taken back", head='<withdrawn when="2024-06-01T10:00:00Z">Wrong.</withdrawn>'))
    for quick in ("On", "Off"):
        folder = server.run / f"disk-{quick}"
        folder.mkdir()
        folder.chmod(0o777)


@pytest.fixture(scope="module")
def shared(server, mpm):
    """A server of its own, because pages are asked for again in another way where mod_cache_socache
    is loaded."""
    one = Server(mpm, f'Define FOLDER "{server.newsroom.path}"' + SITE + CACHE_SHARED)
    add_hosts(one, CACHE_SHARED_HOST)
    try:
        one.start()
        one.wait_for("/statements/", 200)
        yield one
        assert not one.unexpected_lines()
    finally:
        one.stop()


@pytest.fixture(scope="module")
def fronts(server, shared):
    found = {f"mod_cache_disk {quick}": Front(server, port, says_hit)
             for quick, port in server.cached.items()}
    found |= {f"mod_cache_socache {quick}": Front(shared, port, says_hit)
              for quick, port in shared.cached.items()}
    try:
        found["nginx"] = start_nginx(server.run / "nginx", server)
        found["varnish"] = start_varnish(server.run / "varnish", server)
        found["haproxy"] = start_haproxy(server.run / "haproxy", server)
        found["squid"] = start_squid(server.run / "squid", server)
        yield found
    finally:
        for front in found.values():
            front.stop()


def bare_tag(answer):
    """Varnish keeps what is packed, and weakens the tag where it unpacks it for a reader."""
    return (answer.header("ETag") or "").replace('-gzip"', '"').removeprefix("W/")


def test_pages_come_out_of_the_cache_as_they_went_in(fronts):
    """Or else nothing below says anything."""
    for name, front in fronts.items():
        kept = ("", "open", "open.rss", "feed.rss")
        for address in kept if name == "haproxy" else (*kept, "gone"):  # it keeps what is 200 alone
            def hit(at=f"/statements/{address}", of=front):
                answer = of.get(at)
                return answer if of.is_hit(answer) else None
            answer = wait_until(hit, 5, f"{name} keeps {address}")
            origin = front.origin.get(f"/statements/{address}", {"Host": "news.example.org"})
            assert (answer.status, answer.body) == (origin.status, origin.body)
            assert bare_tag(answer) == bare_tag(origin), name
            for header in ("Last-Modified", "Vary", "Content-Type", "Content-Language",
                           "Content-Location", "Link"):
                assert answer.header(header) == origin.header(header), (name, header)


def test_each_reader_gets_the_form_it_asked_for(server, fronts):
    assert server.get("/statements/open.xml").status == 200
    for name, front in fronts.items():
        for address in ("/statements/feed", "/statements/open.xml"):
            for media_type in (HTML, RSS, HTML, RSS):
                answer = front.get(address, {"Accept": media_type})
                assert (answer.status, answer.type) == (200, media_type), name
                assert "accept" in varies_by(answer), name
        for media_type in (RSS, HTML):
            answer = front.get("/statements/", {"Accept": media_type})
            assert answer.type == HTML and "accept" not in varies_by(answer), name


def test_a_404_is_kept_by_none(server, fronts):
    for front in fronts.values():
        for _ in range(3):
            assert front.get("/statements/late").status == 404
    server.newsroom.drop("late.xml", statement("Late"))
    server.wait_for("/statements/late", 200)
    for name, front in fronts.items():
        assert front.get("/statements/late").status == 200, name
    wait_until(lambda: "Late" in server.get("/statements/").text)
    server.newsroom.remove("late.xml")
    server.wait_for("/statements/late", 410)


def test_a_cached_page_is_asked_for_again_by_its_tag(server, fronts):
    """What has not changed is fresh again after a 304, and still whole."""
    old = time.time() - 100  # a file that is just new has a weak tag
    os.utime(server.newsroom.drop("kept.pdf", b"%PDF-1.4 Kept"), (old, old))
    server.newsroom.drop("keeping.xml", statement("Keeping", head=(
        '<attachment href="kept.pdf" type="application/pdf">It</attachment>')))
    for front in fronts.values():
        wait_until(lambda of=front: "Keeping" in of.origin.get("/statements/feed.rss").text)
    whole = server.get("/statements/open", {"Host": "news.example.org"})
    for front in fronts.values():
        assert front.get("/statements/open").body == whole.body
        assert front.get("/statements/kept.pdf").body == b"%PDF-1.4 Kept"
    time.sleep(MAX_AGE + 1)
    for name, front in fronts.items():
        for _ in range(3):
            assert front.get("/statements/kept.pdf").body == b"%PDF-1.4 Kept", name
        for _ in range(2):
            answer = front.get("/statements/open")
            assert (answer.status, answer.body) == (200, whole.body), name
            again = front.get("/statements/open", {"If-None-Match": answer.header("ETag")})
            # Squid's own 304 has no tag.
            tags = ("", bare_tag(whole)) if name == "squid" else (bare_tag(whole),)
            assert again.status == 304 and bare_tag(again) in tags, name
            assert front.get("/statements/open", {"Range": "bytes=0-9"}).body in (
                whole.body[:10], whole.body), name


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def written(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def soon(seconds):
    return now().replace(microsecond=0) + datetime.timedelta(seconds=seconds + 1)


def watch(fronts, addresses, until, judge):
    """Asks every cache for every address again and again; `judge(answer, asked, got)` returns what
    is wrong with an answer, if anything is."""
    while now() < until:
        for name, front in fronts.items():
            for address in addresses:
                asked = now()
                answer = front.get(address)
                wrong = judge(answer, asked, now())
                assert not wrong, (name, address, wrong, asked.isoformat(), answer.headers)


def is_shown_from(title, moment):
    """Nowhere before, everywhere within one second after."""
    def judge(answer, asked, got):
        is_shown = answer.status == 200 and title in answer.text
        if is_shown and got < moment:
            return "shown before its moment"
        if not is_shown and asked >= moment + datetime.timedelta(seconds=1):
            return "not shown after its moment"
        return None
    return judge


def is_shown_until(title, moment, seconds=1):
    def judge(answer, asked, got):
        is_shown = answer.status == 200 and title in answer.text
        if not is_shown and got < moment:
            return "not shown before its moment"
        if is_shown and asked >= moment + datetime.timedelta(seconds=seconds):
            return "shown after its moment"
        return None
    return judge


def everywhere(name, lists=LISTS):
    return [f"/{place}/{address}" for place in ("statements", "relaxed")
            for address in (name, f"{name}.xml", f"{name}.rss", *lists)]


def with_sitemap(server, addresses):
    found = server.get("/statements/sitemap.xml").status == 200
    return addresses + (["/statements/sitemap.xml"] if found else [])


def test_an_embargo_is_lifted_at_its_second_behind_every_cache(server, fronts):
    moment = soon(5)
    server.newsroom.drop("embargoed.xml", statement(
        "Embargoed", attributes='id="e"', published=written(moment),
        body="<p>It was known before.</p>"))
    addresses = with_sitemap(server, everywhere("embargoed", LISTS[:-1]))
    feed = {name: front.get("/statements/feed.rss") for name, front in fronts.items()}
    title = "mbargoed"  # the sitemap has the name only
    watch(fronts, addresses, moment + datetime.timedelta(seconds=2), is_shown_from(title, moment))
    for name, front in fronts.items():
        again = front.get("/statements/feed.rss", {
            "If-None-Match": feed[name].header("ETag"),
            "If-Modified-Since": feed[name].header("Last-Modified")})
        assert again.status == 200 and title in again.text, name
    server.newsroom.remove("embargoed.xml")
    server.wait_for("/statements/embargoed", 410)


def shows(front, address, title, moment):
    while now() < moment:
        if title in front.get(address).text:
            return True
        time.sleep(0.02)
    return False


def announce(server, fronts, end):
    """Drops a statement that ends, and has every cache keep every list with it before that moment,
    which is later the slower the machine is. Returns its name and the moment."""
    for span in (4, 8, 16, 32, 64):
        moment, name = soon(span), f"ending-{span}"
        server.newsroom.drop(f"plan-{span}.pdf", b"%PDF-1.4 Ending")
        server.newsroom.drop(f"{name}.xml", statement(
            name, body="<p>It was known before.</p>", head=(
                f'<attachment href="plan-{span}.pdf" type="application/pdf">The plan</attachment>'
                + end.format(written(moment)))))
        if all(shows(front, f"/{place}/{address}", name, moment) for front in fronts.values()
               for address in LISTS for place in ("statements", "relaxed")):
            return name, span, moment
    raise AssertionError("every moment came too early for this machine")


@pytest.mark.parametrize("end, pages", [
    ('<withdrawn when="{}">Wrong.</withdrawn>', ("{0}", "{0}.xml", "{0}.rss", "plan-{1}.pdf")),
    ("<expires>{}</expires>", ())])
def test_a_withdrawal_and_an_expiry_come_at_their_second_behind_every_cache(
        server, fronts, end, pages):
    name, span, moment = announce(server, fronts, end)
    addresses = [f"/{place}/{address.format(name, span)}" for place in ("statements", "relaxed")
                 for address in (*pages, *LISTS)]
    watch(fronts, addresses, moment + datetime.timedelta(seconds=1.5),
          is_shown_until("nding", moment))
    for file in server.newsroom.path.glob("ending-*.xml"):
        server.newsroom.remove(file.name)
        server.wait_for(f"/statements/{file.stem}", 410)


def test_a_change_that_nobody_knew_of_shows_when_freshness_ends(server, fronts):
    """A cache may count in whole seconds, and a look at the folder may be REFRESH old; what is gone
    has to be missed by two."""
    looks = {"edit": REFRESH, "withdrawal": REFRESH, "deletion": 2 * REFRESH + 1}

    def drop(change, word, head=""):
        server.newsroom.drop(f"{change}.xml", statement(
            f"{word} the {change}", attributes=f'id="{change}"', head=head))
    for change in looks:
        drop(change, "Before")
    pages = [f"/statements/{change}{form}" for change in looks for form in ("", ".xml", ".rss")]
    lists = [f"/statements/{name}" for name in ("", "feed.rss", "feed.atom", "feed.json", "feed")]
    for front in fronts.values():
        for address in lists:
            wait_until(lambda at=address, of=front: all(
                f"Before the {change}" in of.get(at).text for change in looks), 8)
        for address in pages:
            assert "Before" in front.get(address).text
    drop("edit", "After")
    drop("withdrawal", "Before", '<withdrawn when="2024-06-01T10:00:00Z">No.</withdrawn>')
    server.newsroom.remove("deletion.xml")
    changed = now()
    ends = {change: changed + datetime.timedelta(seconds=span + MAX_AGE + 1)
            for change, span in looks.items()}

    def judge(answer, asked, _):
        shown = answer.text if answer.status == 200 else ""
        late = [change for change, end in ends.items()
                if asked >= end and f"Before the {change}" in shown]
        return f"still without the {late[0]}" if late else None
    watch(fronts, pages + lists, max(ends.values()) + datetime.timedelta(seconds=1), judge)
    for name, front in fronts.items():
        assert "After the edit" in front.get("/statements/edit").text, name
        assert front.get("/statements/withdrawal").status == 410, name
        assert front.get("/statements/deletion").status == 410, name
