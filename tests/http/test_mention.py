"""Lists where documents differ in access: what nobody may read is neither shown, counted nor led to."""

import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pytest

from logins import login, write_users
from newsroom import statement, wait_until

SECTION = """
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementFeedItems 3
    {rules}
</Directory>
"""
CLOSED = '<Files "closed*">\n Require all denied\n</Files>\n'
MEMBERS = ('AuthType Basic\nAuthName "Members"\nAuthUserFile "${RUN}/users"\n'
           '<Files "closed*">\n Require user anna\n</Files>\n')
CONFIG = "".join(SECTION.format(name=name, rules=rules) for name, rules in (
    ("shut", CLOSED), ("members", MEMBERS), ("full", CLOSED)))
READY = ["/shut/", "/members/", "/full/"]
OPEN = [f"open{number:02}" for number in range(20, 0, -1)]
COUNTS = re.compile(r'class="count"|Statements found: \d|Page \d+ of|[?&;]page=|&amp;page=')


def fill(folder):
    """Open and closed ones in turn, the newest closed; topics by who has them."""
    folder.mkdir()
    for number in range(1, 21):
        topics = "<tag>Common</tag>" + ("<tag>Old</tag>" if number == 2 else "")
        topics += "<tag key='seen'>Seen</tag>" if number == 20 else ""
        (folder / f"open{number:02}.xml").write_text(statement(
            f"Open {number}", f"2024-01-{number:02}", topics, "<p>Words of all.</p>"))
        topics = "<tag>Common</tag>" if number < 19 else "<tag>Quiet</tag>"
        topics += "<tag>Old</tag>" if number == 3 else ""
        topics += "<tag key='seen'>Unseen</tag>" if number == 2 else ""
        (folder / f"closed{number:02}.xml").write_text(statement(
            f"Secret {number}", f"2024-01-{number:02}T12:00:00Z", topics,
            "<p>Words of all and hushed.</p>", lang="fr" if number == 20 else "en"))
    for name in ("open-gone", "closed-gone"):
        (folder / f"{name}.xml").write_text(statement(
            f"Gone {name}", "2023-01-01", '<withdrawn when="2023-06-01T10:00:00Z">No.</withdrawn>'
            if "closed" in name else "", attributes=f'id="{name}"'))


def prepare(server):
    write_users(server)
    fill(server.run / "shut")
    fill(server.run / "members")
    (server.run / "full").mkdir()
    (server.run / "full/open.xml").write_text(statement("Open", "2020-01-01", "<tag>Far</tag>"))
    for number in range(510):
        (server.run / f"full/closed{number}.xml").write_text(statement(f"Secret {number}"))


def entries(text):
    return re.findall(r'<h2[^>]*><a href="/[a-z]+/([^"]*)"', text)


def next_of(text):
    found = re.search(r'<a rel="next[^"]*" href="([^"]*)"', text)
    return found and found[1].replace("&amp;", "&")


def leaf_through(server, address, headers=None):
    found = []
    while address and len(found) < 100:
        answer = server.get(address, headers)
        assert answer.status == 200, address
        assert not COUNTS.search(answer.text), address
        page = entries(answer.text)
        assert page or not found
        found += page
        address = next_of(answer.text)
    return found


def test_pages_go_on_behind_what_was_seen(server):
    assert leaf_through(server, "/shut/") == OPEN + ["open-gone"]
    assert leaf_through(server, "/shut/?tag=common") == OPEN
    assert leaf_through(server, "/shut/?year=2024&tag=common") == OPEN
    assert leaf_through(server, "/shut/?q=words") == OPEN + ["open-gone"]
    second = server.get(next_of(server.get("/shut/?tag=common").text)).text
    assert 'href="/shut/?tag=common"' in second.split('class="pages"')[1]


def test_a_cursor_tells_of_nothing_that_was_not_seen(server):
    address = next_of(server.get("/shut/").text)
    values = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)
    assert list(values) == ["before"]
    assert "secret" not in values["before"][0] and "closed" not in values["before"][0]
    # Whatever stands there, a page begins with what may be seen.
    moment = values["before"][0].split("-")[0]
    for before in (f"{moment}-", f"{moment}-zzz", f"{int(moment) + 10**12}-", "9" * 18 + "-"):
        assert set(entries(server.get(f"/shut/?before={before}").text)) <= set(OPEN)
    assert server.get("/shut/?before=0-").status == 404
    assert entries(server.get("/shut/?before=nonsense").text) == OPEN[:3]
    assert server.get("/shut/?page=2").status == 404


def test_nothing_closed_is_named_or_counted_anywhere(server):
    for address in ("/shut/", "/shut/?q=words", "/shut/?q=hushed", "/shut/?tag=common",
                    "/shut/feed", "/shut/feed.rss", "/shut/feed.atom", "/shut/feed.json",
                    "/shut/feed.rss?q=words", "/shut/feed.rss?archive=2024", "/shut/sitemap.xml",
                    "/shut/feed.atom?tag=common", "/shut/sitemap.xml?page=1"):
        for headers in ({}, {"Accept": "text/html"}):
            answer = server.get(address, headers)
            assert answer.status == 200, address
            for words in ("Secret", "secret-", "closed", "Quiet", "Unseen"):
                assert words not in answer.text, (address, words)
            assert not COUNTS.search(answer.text), address
    assert entries(server.get("/shut/?q=hushed").text) == []


def test_a_label_is_offered_where_an_entry_with_it_may_be_seen(server):
    text = server.get("/shut/").text
    offered = re.findall(r"<bdi>([^<]*)</bdi></a>", text)
    assert "Seen" in offered and "Unseen" not in offered
    # That the newest with it is closed would be told by its absence.
    assert "Old" in offered and "Quiet" not in offered and "French" not in offered
    assert entries(server.get("/shut/?tag=old").text) == ["open02"]


def test_a_value_that_only_closed_ones_have_is_none(server):
    assert server.get("/shut/?tag=quiet").status == 404
    assert server.get("/shut/?lang=fr").status == 404
    feed = server.get("/shut/feed.rss?tag=quiet")
    assert feed.status == 200 and "<item" not in feed.text and "Quiet" not in feed.text


def test_a_feed_tells_of_no_others(server):
    feed = json.loads(server.get("/shut/feed.json").body)
    assert [item["url"].rsplit("/", 1)[1] for item in feed["items"]] == OPEN[:3]
    for extension in ("rss", "atom"):
        text = server.get(f"/shut/feed.{extension}").text
        assert "complete" not in text


def test_a_feed_says_what_is_gone_of_what_was_seen(server):
    def drop(name, more=""):
        (server.run / f"shut/{name}.xml").write_text(statement(
            name.title(), "2022-01-01", more, attributes=f'id="https://id.example.org/{name}"'))

    def gone():
        return re.findall(r'deleted-entry[^>]* ref="([^"]*)"', server.get("/shut/feed.atom").text)
    names = ["open-taken", *(f"closed-taken{number}" for number in range(5))]
    for name in names:
        drop(name)
    wait_until(lambda: "open-taken" in server.get("/shut/sitemap.xml").text, 5, "all are public")
    for day, name in enumerate(names, 1):
        drop(name, f'<withdrawn when="2022-06-{day:02}T10:00:00Z">No.</withdrawn>')
    # More than a feed tells of have gone later, and are nothing to this reader.
    wait_until(gone, 5, "what is gone")
    assert gone() == ["https://id.example.org/open-taken"]
    for name in names:
        (server.run / f"shut/{name}.xml").unlink()


def test_a_feed_leads_back_through_what_may_be_seen(server):
    address, found, addresses = "/shut/feed.json", [], []
    while address and len(addresses) < 60:
        feed = json.loads(server.get(address).body)
        assert feed["items"], address
        found += [item["url"].rsplit("/", 1)[1] for item in feed["items"]]
        addresses.append(address)
        address = "/shut/" + feed["next_url"].rsplit("/", 1)[1] if "next_url" in feed else None
    assert list(dict.fromkeys(found)) == OPEN + ["open-gone"]
    # What stands in a skip is how many were seen.
    skips = [int(skip) for one in addresses for skip in re.findall(r"skip=(\d+)", one)]
    assert all(skip < len(OPEN) for skip in skips)
    assert server.get("/shut/feed.json?archive=2024&skip=20").status == 404


def test_a_sitemap_has_what_may_be_seen(server):
    root = ElementTree.fromstring(server.get("/shut/sitemap.xml").body)
    found = [element.text.rsplit("/", 1)[1] for element in root.iter() if
             element.tag.endswith("}loc")]
    assert found == ["", *OPEN, "open-gone"]
    assert server.get("/shut/sitemap.xml?page=2").status == 404


@pytest.mark.parametrize("address", ["/members/", "/members/feed.rss", "/members/sitemap.xml",
                                     "/members/?tag=common", "/members/feed.atom?tag=common"])
def test_each_reader_sees_his_own_list_whoever_asked_before(server, address):
    def names(headers):
        answer = server.get(address, headers)
        assert answer.status == 200
        return "closed20" in answer.text or "closed18" in answer.text, answer.body
    for _ in range(3):
        for headers, sees in ((login("anna"), True), ({}, False), (login("bert"), False)):
            assert names(headers)[0] == sees, headers
    assert "Quiet" in server.get("/members/", login("anna")).text
    assert "private" in server.get(address, login("anna")).header("Cache-Control")
    assert server.get("/members/?tag=quiet", login("anna")).status == 200
    assert server.get("/members/?tag=quiet").status == 404


def test_members_leaf_through_all(server):
    found = leaf_through(server, "/members/", login("anna"))
    assert len(found) == 41 and found[:2] == ["closed20", "open20"]
    assert leaf_through(server, "/members/") == OPEN + ["open-gone"]


def test_where_all_readers_see_the_same_it_is_public_and_made_once(server):
    for address in ("/shut/", "/shut/feed.rss", "/shut/sitemap.xml", "/shut/?tag=common"):
        assert server.get(address).status == 200
        rendered = (server.run / "error.log").read_text().count(f"STM0703: rendered {address.split('?')[0]} ")
        for _ in range(5):
            assert "private" not in (server.get(address).header("Cache-Control") or "")
        assert (server.run / "error.log").read_text().count(
            f"STM0703: rendered {address.split('?')[0]} ") == rendered, address


def test_a_change_shows_at_once(server):
    path = server.run / "shut/open21.xml"
    path.write_text(statement("Open 21", "2024-01-21"))
    wait_until(lambda: entries(server.get("/shut/").text)[0] == "open21", 5, "a new one")
    path.unlink()
    wait_until(lambda: entries(server.get("/shut/").text)[0] == "open20", 10, "its end")


def test_so_many_are_asked_about_and_no_more(server):
    answer = server.get("/full/")
    assert answer.status == 200 and entries(answer.text) == []
    assert "Far" not in answer.text and not COUNTS.search(answer.text)
    assert entries(server.get("/full/?tag=far").text) == ["open"]
