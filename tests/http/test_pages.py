"""Rendered pages that all processes share: when they are rendered, kept, used again and not used.

Each rendering writes a line with the tag STM0703 to the log, so that they can be counted.
"""

import concurrent.futures
import contextlib
import gzip
import http.client
import os
import re
import shutil
import subprocess
import time
from email.utils import parsedate_to_datetime

import pytest

from newsroom import NEWSROOM, Server, statement, varies_by, wait_until

CONFIG = NEWSROOM + """
Alias "/two" "${RUN}/two"
<Directory "${RUN}/two">
    Require all granted
    StatementEngine On
    StatementTitle "Second Press Office"
</Directory>
Alias "/drafts" "${RUN}/newsroom"
<Location "/drafts">
    StatementShow All
</Location>
<Directory "${RUN}/two/secret">
    AuthType Basic
    AuthUserFile "${RUN}/users"
    AuthName "Press"
    Require valid-user
</Directory>
"""
READY = ["/statements/", "/two/"]
LOGIN = {"Authorization": "Basic c2FsbHk6c2VjcmV0"}  # sally:secret
LONG = "<p>Many words that are said again. </p>" * 40


def prepare(server):
    for number in range(5):
        server.newsroom.drop(f"s{number}.xml", statement(f"Number {number}", body=LONG,
                                                         published=f"2024-05-0{number + 1}"))
    (server.run / "two/secret").mkdir(parents=True)
    (server.run / "two/open.xml").write_text(statement("Open to all"))
    (server.run / "two/secret/inner.xml").write_text(statement("For some only"))
    (server.run / "users").write_text("sally:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")


def rendered(server, words=""):
    """How many renderings the log tells of, of those that contain `words`: "NAME as FORMAT"."""
    lines = re.findall(r"STM0703: rendered (.+)", server.log_since(0).decode("utf-8", "replace"))
    return sum(words in line for line in lines)


def slots(server):
    return [path for path in (server.run / "state/pages").glob("??/*") if len(path.name) == 38]


def settle(server, *addresses):
    """Asks until nothing is rendered any more, whichever process answers."""
    def is_settled():
        before = rendered(server)
        for address in addresses * 4:
            server.get(address)
        return rendered(server) == before
    wait_until(is_settled, 10, "pages that are not rendered again")


def shown(server, words, address):
    return wait_until(lambda: words in (answer := server.get(address)).text and answer, 5,
                      f"{words!r} at {address}")


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
        assert server.get(f"/statements/?tag=none{number}").status == 200
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


def ahead(server, name, format_name="html"):
    line = f"STM0703: rendered {name} as {format_name} ahead"
    return server.log_since(0).decode("utf-8", "replace").count(line)


def test_what_has_changed_is_rendered_before_anybody_asks(server):
    """The first reader of a new statement, and of the lists it is in, gets a page that is there."""
    # Each child has to know the newsroom's address: any of them may be the one that takes in.
    for _ in range(60):
        for address in ("/statements/", "/statements/feed.rss", "/statements/s1"):
            server.get(address)
    server.newsroom.drop("early.xml", statement("Early", attributes='id="early"'))
    wait_until(lambda: ahead(server, "early"), 10, "the page rendered ahead")
    for what, format_name in (("/statements/", "html"), ("/statements/", "rss")):
        wait_until(lambda: ahead(server, what, format_name), 10, f"the list as {format_name}")
    time.sleep(0.3)
    before = rendered(server)
    assert "Early" in server.get("/statements/early").text
    assert "Early" in server.get("/statements/").text
    assert "Early" in server.get("/statements/feed.rss").text
    assert rendered(server) == before
    assert not ahead(server, "early", "rss"), "nobody has asked for it in this format"
    server.get("/statements/early.rss")
    server.newsroom.drop("early.xml", statement("Early, again", attributes='id="early"'))
    wait_until(lambda: ahead(server, "early", "rss"), 10, "the format that was asked for")
    assert "Early, again" in server.get("/statements/early.rss").text
    server.newsroom.remove("early.xml")
    server.wait_for("/statements/early", 410)


def test_an_edit_gives_other_bytes_and_both_validators_move(server):
    server.newsroom.drop("edit.xml", statement("Before the edit", attributes='id="edit"'))
    old = shown(server, "Before the edit", "/statements/edit")
    server.newsroom.drop("edit.xml", statement("After the edit", attributes='id="edit"'))
    assert "After the edit" in server.get("/statements/edit").text
    shown(server, "After the edit", "/statements/")
    time.sleep(1.1)
    new = server.get("/statements/edit")
    assert new.header("ETag") != old.header("ETag")
    assert new.header("Last-Modified") != old.header("Last-Modified")
    server.newsroom.remove("edit.xml")
    server.wait_for("/statements/edit", 410)


def test_two_edits_in_one_second_move_both_validators_twice(server):
    def edit(title):
        server.newsroom.drop("twice.xml", statement(title, attributes='id="twice"'))
        return shown(server, title, "/statements/twice")
    for _ in range(5):
        time.sleep(1.02 - time.time() % 1)
        tags = [edit(title).header("ETag") for title in ("First words", "Second words")]
        if time.time() % 1 < 0.9:
            break
    time.sleep(2)
    dates = [server.get("/statements/twice").header("Last-Modified")]
    server.newsroom.drop("twice.xml", statement("Third words", attributes='id="twice"'))
    shown(server, "Third words", "/statements/twice")
    time.sleep(1.1)
    dates.append(server.get("/statements/twice").header("Last-Modified"))
    assert tags[0] != tags[1] and dates[0] != dates[1]
    server.newsroom.remove("twice.xml")
    server.wait_for("/statements/twice", 410)


def test_a_touch_keeps_tag_and_moment(server):
    before = server.get("/statements/s3")
    (server.newsroom.path / "s3.xml").touch()
    after = server.get("/statements/s3")
    settle(server, "/statements/s3")
    again = server.get("/statements/s3")
    for name in ("ETag", "Last-Modified"):
        assert before.header(name) == after.header(name) == again.header(name)


def test_what_comes_out_the_same_is_not_rendered_again(server):
    """A document written anew as it was, and one whose list has changed in what does not show."""
    server.newsroom.drop("same.xml", statement("Same", attributes='id="same"'))
    shown(server, "Same", "/statements/")
    settle(server, "/statements/same", "/statements/")
    before = rendered(server, "same as html")
    server.newsroom.drop("same.xml", statement("Same", attributes='id="same"'))
    settle(server, "/statements/same")
    time.sleep(1)
    settle(server, "/statements/same", "/statements/")
    assert rendered(server, "same as html") == before
    server.newsroom.remove("same.xml")
    server.wait_for("/statements/same", 410)


def test_an_edited_page_is_rendered_once_though_readers_come_before_the_intake(server):
    server.newsroom.drop("crowd.xml", statement("Before", attributes='id="crowd"'))
    shown(server, "Before", "/statements/")
    for turn in range(3):
        settle(server, "/statements/crowd")
        before = rendered(server, "crowd as html")
        server.newsroom.drop("crowd.xml", statement(f"After {turn}", attributes='id="crowd"'))
        with concurrent.futures.ThreadPoolExecutor(24) as readers:
            answers = list(readers.map(lambda _: server.get("/statements/crowd"), range(120)))
        assert all(f"After {turn}" in answer.text for answer in answers)
        shown(server, f"After {turn}", "/statements/")
        settle(server, "/statements/crowd")
        assert rendered(server, "crowd as html") == before + 1
    server.newsroom.remove("crowd.xml")
    server.wait_for("/statements/crowd", 410)


def test_bytes_that_come_back_have_their_tag_again_and_a_later_moment(server):
    first, other = statement("Back again"), statement("In between", attributes='id="back-again"')
    server.newsroom.drop("back.xml", first)
    old = shown(server, "Back again", "/statements/back")
    time.sleep(1.1)
    server.newsroom.drop("back.xml", other)
    shown(server, "In between", "/statements/back")
    time.sleep(1.1)
    server.newsroom.drop("back.xml", first)
    shown(server, "Back again", "/statements/back")
    time.sleep(1.1)
    new = server.get("/statements/back")
    assert new.header("ETag") == old.header("ETag")
    assert new.header("Last-Modified") != old.header("Last-Modified")
    server.newsroom.remove("back.xml")
    server.wait_for("/statements/back", 410)


@pytest.mark.parametrize("file, word", [("statement-html.xsl", "entry"),
                                        ("common/blocks.xsl", "included")])
def test_an_edited_stylesheet_shows_within_refresh_without_a_reload(server, file, word):
    settle(server, "/statements/s1")
    old = server.get("/statements/s1")
    path = server.run / "xslt" / file
    before = path.read_text()
    # Every page of a statement has paragraphs and a root element.
    after = before.replace("<xsl:template match=\"p\"", "<xsl:template match=\"p-none\"", 1)
    if file == "statement-html.xsl":
        after = before.replace("</xsl:stylesheet>", '<xsl:template match="p" priority="9"><p '
                               f'class="{word}"><xsl:apply-templates/></p></xsl:template>'
                               "</xsl:stylesheet>")
    assert after != before
    try:
        path.write_text(after)
        time.sleep(1.1)
        for _ in range(12):
            new = server.get("/statements/s1")
            assert new.header("ETag") != old.header("ETag")
    finally:
        path.write_text(before)
    time.sleep(1.1)
    settle(server, "/statements/s1")
    assert server.get("/statements/s1").header("ETag") == old.header("ETag")


def test_the_date_of_a_page_that_is_again_what_it_was_is_the_same_from_all_children(server):
    """One child alone has seen the page in between; the others still have what it was."""
    for _ in range(80):
        old = server.get("/statements/s2")
    path = server.run / "xslt/statement-html.xsl"
    before = path.read_text()
    try:
        path.write_text(before.replace("</xsl:stylesheet>", (
            '<xsl:template match="p" priority="9"><p class="between"/></xsl:template>'
            "</xsl:stylesheet>")))
        time.sleep(1.1)
        assert server.get("/statements/s2").header("ETag") != old.header("ETag")
    finally:
        path.write_text(before)
    time.sleep(1.1)
    answers = [server.get("/statements/s2") for _ in range(80)]
    assert {answer.header("ETag") for answer in answers} == {old.header("ETag")}
    moments = {answer.header("Last-Modified") for answer in answers}
    assert len(moments) == 1 and moments != {old.header("Last-Modified")}


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
        for tag in (plain.header("ETag"), coded.header("ETag")):
            again = server.get(address, {"Accept-Encoding": "gzip", "If-None-Match": tag})
            assert again.status == 304 and again.header("ETag") == tag
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


def test_an_embargo_ends_at_its_moment_though_pages_are_kept(server):
    at = time.time() + 3
    when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + "Z"
    server.newsroom.drop("later.xml", statement("Under embargo", published=when))
    wait_until(lambda: "max-age=60" not in server.get("/statements/").header("Cache-Control"))
    settle(server, "/statements/", "/statements/feed.rss")
    assert "Under embargo" not in server.get("/statements/").text
    assert server.get("/statements/later").status == 404
    time.sleep(max(0, int(at) + 0.1 - time.time()))
    for _ in range(8):
        for address in ("/statements/later", "/statements/", "/statements/feed.rss"):
            assert "Under embargo" in server.get(address).text
    server.newsroom.remove("later.xml")
    server.wait_for("/statements/later", 410)


def test_settings_are_part_of_what_is_asked_for(server):
    text = statement("In both")
    server.newsroom.drop("both.xml", text)
    (server.run / "two/both.xml").write_text(text)
    for _ in range(4):
        assert "Second Press Office" not in shown(server, "In both", "/statements/both").text
        assert "Second Press Office" in shown(server, "In both", "/two/both").text
    shown(server, "In both", "/statements/")


def replace(path, data):
    beside = path.with_name("x" + path.name[1:-1])
    beside.write_bytes(data)
    shutil.copystat(path, beside)
    os.chown(beside, path.stat().st_uid, path.stat().st_gid)
    beside.rename(path)


def test_damaged_files_are_rendered_anew(server):
    settle(server, "/statements/s1", "/statements/")
    before = {address: server.get(address) for address in ("/statements/s1", "/statements/")}
    for damage in (lambda data: data[:50], lambda data: b"", lambda data: b"\0" * len(data),
                   lambda data: data[:-1] + b"?"):
        server.end()
        for path in slots(server):
            replace(path, damage(path.read_bytes()))
        server.start()
        for address, answer in before.items():
            again = server.wait_for(address, 200, 10)
            assert (again.body, again.header("ETag")) == (answer.body, answer.header("ETag"))


def test_pages_are_warm_after_a_restart(server):
    addresses = ("/statements/s1", "/statements/s1.rss", "/statements/", "/statements/feed.rss")
    settle(server, *addresses)
    before = {address: server.get(address) for address in addresses}
    server.restart()
    count = rendered(server)
    for address, answer in before.items():
        again = server.get(address)
        assert again.body == answer.body
        for name in ("ETag", "Last-Modified"):
            assert again.header(name) == answer.header(name)
    assert rendered(server) == count


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


@pytest.fixture(name="small")
def fixture_small(request, mpm):
    """A server of its own, with the lines that the test asks for."""
    one = Server(mpm, NEWSROOM + request.param)
    try:
        for number in range(40):
            one.newsroom.drop(f"s{number}.xml", statement(f"Number {number}", body=LONG))
        yield one
    finally:
        one.stop()


def ask_all(server):
    """All bodies, by address."""
    return {address: server.get(address).body
            for number in range(40) for extension in ("", ".rss", ".atom", ".json", ".txt")
            for address in [f"/statements/s{number}{extension}"]}


def used(server):
    """The bytes of all pages in blocks; one may be taken away while they are counted."""
    total = 0
    for path in slots(server):
        with contextlib.suppress(FileNotFoundError):
            total += -(-path.stat().st_size // 4096) * 4096
    return total


@pytest.mark.parametrize("small", ["StatementCacheSize 1M"], indirect=True)
def test_the_bytes_of_all_pages_are_bounded(small):
    small.start()
    small.wait_for("/statements/", 200, 10)
    for _ in range(3):
        assert all(ask_all(small).values())
    assert 0 < used(small) <= 1024 * 1024 * 17 // 16
    wait_until(lambda: used(small) <= 1024 * 1024, 3, "trimming")


@pytest.mark.parametrize("small", ["StatementCacheSize 0"], indirect=True)
def test_without_a_store_each_page_is_rendered(small):
    small.start()
    small.wait_for("/statements/", 200, 10)
    before = rendered(small)
    for _ in range(5):
        assert small.get("/statements/s1").status == 200
    assert rendered(small) == before + 5
    assert not slots(small)


@pytest.mark.parametrize("small", [""], indirect=True)
def test_a_store_that_cannot_be_written_is_reported_once_and_pages_are_sent(small):
    (small.run / "state").mkdir(mode=0o700)
    shutil.chown(small.run / "state", small.account)
    (small.run / "state/pages").write_text("in the way")
    small.start()
    small.wait_for("/statements/", 200, 10)
    assert all(ask_all(small).values())
    assert small.everything_said().count("STM0701") in range(1, 10)


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small file system")
@pytest.mark.parametrize("small", [""], indirect=True)
def test_on_a_full_disk_pages_are_rendered_and_sent(small):
    pages = small.run / "state/pages"
    pages.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=0777", "none", pages],
                      check=False, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        shutil.chown(small.run / "state", small.account)
        small.start()
        small.wait_for("/statements/", 200, 10)
        first, second = ask_all(small), ask_all(small)
        assert first == second and all(first.values())
        assert small.everything_said().count("STM0701") in range(1, 10)
    finally:
        small.end()
        subprocess.run(["umount", "-l", pages], check=True)


def test_a_picture_that_changes_renews_the_pages_and_feeds_that_say_its_size(server):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="40"/>'
    server.newsroom.drop("seen/chart.svg", svg.format(100))
    server.newsroom.drop("seen/pictured.xml", statement(
        "Pictured", head='<image href="chart.svg" alt="A chart"/>',
        body='<p>Words.</p><figure><image href="plan.svg" alt="A plan"/></figure>'))
    addresses = ("/statements/seen/pictured", "/statements/seen/feed.json")
    wait_until(lambda: "Pictured" in server.get(addresses[1]).text, 5, "the statement")

    def with_words(address, words, is_there=True):
        """The first answer with (without) them: each child may look a second later."""
        def find():
            answer = server.get(address)
            return answer if (words in answer.text) == is_there else None
        return wait_until(find, 3, words)

    pages = {address: server.get(address) for address in addresses}
    assert 'width="100"' in pages[addresses[0]].text and 'width="7"' not in pages[addresses[0]].text
    time.sleep(1)  # for another Last-Modified
    server.newsroom.drop("seen/chart.svg", svg.format(20000))
    for address, size in zip(addresses, ('width="20000"', '"size_in_bytes": 67')):
        before, after = pages[address], with_words(address, size)
        assert after.header("ETag") != before.header("ETag")
        old, new = (parsedate_to_datetime(one.header("Last-Modified")) for one in (before, after))
        assert new > old
        pages[address] = after
    server.newsroom.drop("seen/plan.svg", svg.format(7))
    with_words(addresses[0], 'width="7"')
    server.newsroom.remove("seen/plan.svg")
    assert with_words(addresses[0], 'width="7"', False).body == pages[addresses[0]].body
    settle(server, addresses[0])
    time.sleep(1.2)  # for what a child had not looked at yet
    settle(server, addresses[0])
    counts = []
    for _ in range(2):
        time.sleep(1.2)
        for _ in range(10):
            assert server.get(addresses[0]).body == pages[addresses[0]].body
        counts.append(rendered(server, "seen/pictured as html"))
    assert counts[0] == counts[1]
    server.newsroom.remove("seen/pictured.xml")
    server.wait_for(addresses[0], 410)
