"""Both validators tell of everything that goes into an answer (RFC 9110 sections 8.8.2 and 8.8.3),
whether pages are kept, were lost, or are never kept; nothing else moves them."""

import datetime
import shutil
import time

import pytest

from newsroom import Folder, Server, statement, wait_until

SITE = """
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    AllowOverride FileInfo
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementIdentity news.example.org
    StatementBaseURL http://news.example.org/{name}/
</Directory>
"""
SETTINGS = {"titled": "StatementTitle Other", "marked": "StatementParam statement-marks none",
            "zoned": "StatementTimeZone Asia/Tokyo"}
CONFIG = "".join(SITE.format(name=name) for name in ("statements", "own", *SETTINGS))
KINDS = {"kept": "", "never kept": "StatementCacheSize 0"}
REFRESH = 1.05
PAGE, QUOTING, SPEAKING = "/statements/plain", "/statements/quoting", "/statements/speaking"
FEEDS = ("", "feed.rss", "feed.atom", "feed.json")
LISTS = tuple(f"/statements/{name}" for name in FEEDS)


def later(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds + 1)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def fill(server):
    server.newsroom = Folder(server.run / "statements")
    for name in ("statements", "own", *SETTINGS):
        folder = Folder(server.run / name)
        folder.drop("plain.xml", statement("Plain"))
        folder.drop("quoted.xml", statement("Quoted", body="<p>As it was first.</p>"))
        folder.drop("quoting.xml", statement(
            "Quoting", published="2024-05-04T20:00:00Z", body='<statement src="quoted"/>'))
        folder.drop("speaking.xml", statement("Speaking"))
        folder.drop("leading.xml", statement("Leading", head='<related href="led">Led</related>'))
        folder.drop("led.xml", statement("Led"))


def prepare(server):
    fill(server)


@pytest.fixture(name="one", params=KINDS, scope="module")
def fixture_one(request, mpm):
    """A server whose settings change."""
    server = Server(mpm, CONFIG + KINDS[request.param])
    server.is_kept = request.param == "kept"
    try:
        fill(server)
        server.start()
        for name in ("statements", "own", *SETTINGS):
            wait_until(lambda at=name: "Speaking" in server.get(f"/{at}/feed.rss").text)
        yield server
        assert not server.unexpected_lines()
    finally:
        server.stop()


def known(server, *addresses):
    """Each answer, once its date alone tells it from the one before (section 8.8.2.2)."""
    if server.is_kept:
        wait_until(lambda: all(
            server.get(address, {"If-Modified-Since": server.get(address).header(
                "Last-Modified")}).status == 304 for address in addresses))
    return {address: server.get(address) for address in addresses}


def date_of(answer):
    return time.mktime(time.strptime(answer.header("Last-Modified"), "%a, %d %b %Y %H:%M:%S GMT"))


def all_move(server, before):
    """Every answer has other validators than before, and neither of the old ones gives a 304."""
    for address, old in before.items():
        wait_until(lambda at=address, tag=old.header("ETag"): server.get(at).header("ETag") != tag,
                   9, f"another page at {address}")
    time.sleep(REFRESH)  # until then another child may not have looked
    for address, old in before.items():
        for name, value in (("If-Modified-Since", old.header("Last-Modified")),
                            ("If-None-Match", old.header("ETag"))):
            assert server.get(address, {name: value}).status == 200, (address, name)
    for address, old in before.items():
        new = server.get(address)
        assert new.header("ETag") != old.header("ETag"), address
        assert date_of(new) > date_of(old), address
        again = server.get(address, {"If-Modified-Since": old.header("Last-Modified")})
        assert again.status == 200, address
    return known(server, *before)


def test_what_documents_hold_moves_both(one):
    """The document, what it reproduces, what says it is its translation, whether what it leads to
    is there, and what is in a list."""
    before = known(one, PAGE, QUOTING, SPEAKING, "/statements/leading", *LISTS)
    one.newsroom.drop("plain.xml", statement("Plain", body="<p>Other words.</p>"))
    one.newsroom.drop("quoted.xml", statement("Quoted", body="<p>As it is now.</p>"))
    one.newsroom.drop("sprechend.xml", statement(
        "Sprechend", lang="de", head='<translation xml:lang="en" href="speaking"/>'))
    one.newsroom.drop("led.xml", statement("Led", attributes='id="led" status="draft"'))
    all_move(one, before)


def drop_newest(server, change):
    published, head = "2024-06-01T10:00:00Z", ""
    if change == "embargo":
        published = later(7)
    elif change == "expiry":
        head = f"<expires>{later(7)}</expires>"
    elif change == "withdrawal":
        head = f'<withdrawn when="{later(7)}">Wrong.</withdrawn>'
    server.newsroom.drop(f"{change}/newest.xml", statement(
        f"Newest of {change}", published=published, head=head))


def test_what_enters_or_leaves_a_list_moves_both(one):
    changes = ("deleted", "withdrawn", "expiry", "withdrawal", "embargo")
    for change in changes:
        one.newsroom.drop(f"{change}/oldest.xml", statement(f"Oldest of {change}"))
        drop_newest(one, change)
    for change in changes:
        word = "Oldest" if change == "embargo" else "Newest"
        wait_until(lambda at=change, text=word: text in one.get(f"/statements/{at}/feed.rss").text)
    before = {address: one.get(address) for address in (
        f"/statements/{change}/{name}" for change in changes for name in FEEDS)}
    one.newsroom.remove("deleted/newest.xml")
    one.newsroom.drop("withdrawn/newest.xml", statement(
        "Newest of withdrawn", head='<withdrawn when="2024-06-01T10:00:00Z">Wrong.</withdrawn>'))
    all_move(one, before)
    for change in changes:
        assert ("Newest" in one.get(f"/statements/{change}/").text) == (change == "embargo")


def design(server, file, old, new):
    path = server.run / "xslt" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return lambda: path.write_text(text)


def sheet_with(name):
    return "</xsl:stylesheet>", (f'<xsl:template match="p" priority="9"><p class="{name}"/>'
                                 "</xsl:template></xsl:stylesheet>")


@pytest.mark.parametrize("files", [
    {"statement-html.xsl": sheet_with("main"), "feed-rss.xsl": sheet_with("main")},
    {"common/blocks.xsl": sheet_with("imported")},
    {"l10n/en.xml": (">All statements<", ">All that was said<")}], ids=" ".join)
def test_every_file_of_the_design_moves_both_without_a_reload(one, files):
    addresses = [PAGE, QUOTING] + ["/statements/feed.rss"] * ("l10n/en.xml" not in files)
    before = known(one, *addresses)
    undo = [design(one, file, *change) for file, change in files.items()]
    wait_until(lambda: one.get(PAGE).header("ETag") != before[PAGE].header("ETag"),
               REFRESH + 0.3, "a new page within StatementRefresh")
    between = all_move(one, before)
    for write_back in undo:
        write_back()
    after = all_move(one, between)
    for address, answer in before.items():
        assert after[address].header("ETag") == answer.header("ETag"), "the same bytes again"


def test_a_setting_moves_both_and_so_does_its_end(one):
    before = known(one, *(f"/{name}/quoting" for name in SETTINGS))
    config = one.preamble() + one.config
    one.write_config(one.config + "\n" + "".join(
        f'<Directory "${{RUN}}/{name}">\n{line}\n</Directory>\n'
        for name, line in SETTINGS.items()))
    one.graceful()
    between = all_move(one, before)
    (one.run / "httpd.conf").write_text(config)
    one.graceful()
    after = all_move(one, between)
    for address, answer in before.items():
        assert after[address].header("ETag") == answer.header("ETag"), "the same bytes again"


def test_a_setting_in_the_folder_itself_moves_both(one):
    before = known(one, "/own/plain", "/own/", "/own/feed.rss")
    for title in ("Other Press Office", "Third Press Office"):
        (one.run / "own/.htaccess").write_text(f'StatementTitle "{title}"\n')
        before = all_move(one, before)


@pytest.mark.parametrize("one", ["kept"], indirect=True)
def test_without_the_kept_pages_no_date_goes_back(one):
    one.newsroom.drop("youngest.xml", statement("Youngest", published="2024-06-02T10:00:00Z"))
    wait_until(lambda: all("Youngest" in one.get(address).text for address in LISTS))
    before = known(one, QUOTING, *LISTS)
    one.end()
    shutil.rmtree(one.run / "state/pages")
    one.newsroom.drop("quoted.xml", statement("Quoted", body="<p>As it is then.</p>"))
    one.newsroom.drop("youngest.xml", statement(
        "Youngest", head='<withdrawn when="2024-06-01T10:00:00Z">Wrong.</withdrawn>'))
    one.start()
    wait_until(lambda: "Youngest" not in one.get("/statements/feed.rss").text)
    all_move(one, before)


@pytest.mark.parametrize("one", ["kept"], indirect=True)
def test_a_damaged_page_is_not_dated_back(one):
    before = known(one, QUOTING, *LISTS)
    one.end()
    for path in (one.run / "state/pages").glob("??/*"):
        path.write_bytes(path.read_bytes()[:50])
    one.newsroom.drop("quoted.xml", statement("Quoted", body="<p>As it is at last.</p>"))
    one.start()
    wait_until(lambda: "As it is at last" in one.get("/statements/feed.rss").text)
    all_move(one, before)


def test_another_node_gives_the_same_tags(server, mpm):
    """The same documents and settings, another state: what a reader got from one node the other
    knows again."""
    other = Server(mpm, SITE.format(name="statements").replace(
        "${RUN}/statements", str(server.newsroom.path)))
    addresses = (*LISTS, "/statements/feed", PAGE, f"{PAGE}.xml", f"{PAGE}.rss", f"{PAGE}.txt",
                 QUOTING, f"{QUOTING}.atom", "/statements/statement.css", "/statements/?page=1")
    try:
        other.start()
        for node in (server, other):
            wait_until(lambda of=node: all(
                f"{title}<" in of.get("/statements/feed.rss").text
                for title in ("Plain", "Quoting", "Led")), 10)
        for coding in ("identity", "gzip", "br"):
            for address in addresses:
                headers = {"Accept-Encoding": coding}
                one, two = (node.get(address, headers) for node in (server, other))
                assert (one.header("ETag"), one.body) == (two.header("ETag"), two.body), address
                headers["If-None-Match"] = one.header("ETag")
                assert other.get(address, headers).status == 304
        assert not other.unexpected_lines()
    finally:
        other.stop()
