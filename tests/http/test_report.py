"""The editors' report: what is not public and why, whom it is told to, and in which words."""

import collections
import json
import re
import subprocess
import time

import feedparser

import mistakes
from feed_rules import atom_faults
from logins import login, write_users
from newsroom import BUILD, NEWSROOM, Server, statement, wait_until

CONFIG = NEWSROOM + """
<Location "/statements/report">
    SetHandler statement-report
    AuthType Basic
    AuthName "Report"
    AuthUserFile "${RUN}/users"
    Require valid-user
</Location>
<Location "/statements/local">
    SetHandler statement-report
    Require local
</Location>
<Location "/elsewhere/report">
    SetHandler statement-report
</Location>
"""
NEVER = "2099-01-01T00:00:00Z"
PAST = "2024-05-01T00:00:00Z"


def prepare(server):
    write_users(server)
    server.allow("STM0101", "STM0102", "STM0103")
    folder = server.newsroom
    folder.drop("good.xml", statement("Good"))
    folder.drop("draft.xml", statement("In the making", attributes='id="draft" status="draft"'))
    folder.drop("later.xml", statement("Later", published=NEVER))
    folder.drop("expiring.xml", statement("Expiring", head=f"<expires>{NEVER}</expires>"))
    folder.drop("withdrawn.xml", statement(
        "Withdrawn", head=f'<withdrawn when="{PAST}">It was wrong.</withdrawn>',
        published="2024-04-01"))
    folder.drop("broken.xml", statement("Broken <b>title</b>"))
    folder.drop("remark.xml", statement("Remark", body='<p><link href="nobody">x</link></p>'))
    folder.drop("foreign.xml", "<catalogue><book/></catalogue>")
    folder.drop("first.xml", statement("First", attributes='id="one"'))
    folder.drop("second-of-them.xml", statement("Second", attributes='id="one"'))
    folder.drop("ring.xml", statement("Ring", body='<statement src="ring"/>'))
    folder.drop("waiting.xml", statement("Waiting", body='<p>x</p><statement src="draft"/>'))
    folder.drop("many.xml", statement("Many", head="<tag>x</tag>" * 101))


def report(server, query="format=json", **more):
    return server.get(f"/statements/report?{query}", login("anna"), **more)


def as_json(server, query="format=json"):
    answer = report(server, query)
    assert answer.status == 200, answer
    return json.loads(answer.body)


def documents(server, name):
    return {one["file"]: one for one in as_json(server)["lists"][name]["documents"]}


def test_each_document_that_is_not_public_is_named_with_the_reason(server):
    found = {name: {file: one.get("reason") for file, one in documents(server, name).items()}
             for name in ("refused", "foreign", "drafts", "embargoed", "gone")}
    assert found == {
        "refused": {"broken.xml": "invalid", "second-of-them.xml": "duplicate", "ring.xml": "loop",
                    "waiting.xml": "waiting", "many.xml": "bound"},
        "foreign": {"foreign.xml": "foreign"},
        "drafts": {"draft.xml": "draft"},
        "embargoed": {"later.xml": "embargoed"},
        "gone": {"withdrawn.xml": "withdrawn"}}


def test_each_list_reason_and_problem_is_named_in_words(server):
    page = report(server, "").text
    headings = dict(re.findall(r'<section id="(\w+)">\s*<h2>(.*?) <span', page))
    assert headings["refused"] == "Not public, because something is wrong"
    assert headings["drafts"] == "Drafts" and "gone" in headings
    assert [name for name, words in headings.items() if name == words] == []
    assert "Another statement has the same id" in page and "It reproduces itself" in page
    refused = page[page.index('id="refused"'):page.index('id="foreign"')]
    assert refused.count('<p class="facts">') == refused.count('<p class="document">') == 5
    assert "It has errors" in refused
    assert "<b>Error</b>" in page and "<b>error</b>" not in page


def test_a_problem_has_its_place_its_line_and_its_remedy(server):
    problem = documents(server, "refused")["broken.xml"]["problems"][0]
    assert problem["code"] == "html-element" and problem["line"] == 4 and problem["column"] > 1
    assert problem["remedy"]
    page = report(server, "").text
    assert "&lt;title&gt;Broken &lt;b&gt;title&lt;/b&gt;&lt;/title&gt;\n" in page
    mark = re.search(r"<pre[^>]*>( +)&lt;title&gt;Broken .*\n( +)\^", page)
    assert len(mark[2]) - len(mark[1]) == len("<title>Broken ")


def test_what_comes_next_has_the_time_left(server):
    page = report(server, "").text
    later = page[page.index("later.xml"):]
    assert "Embargoed until" in later and re.search(r"\(in [\d,]+ days\)", later)
    assert documents(server, "ending")["expiring.xml"]["expires"] == NEVER


def test_remarks_about_what_is_public_are_told(server):
    wait_until(lambda: "remark.xml" in documents(server, "warned"), what="the remark")
    assert documents(server, "warned")["remark.xml"]["problems"][0]["code"] == "link-missing"


def test_it_tells_since_when_which_version_is_shown(server):
    server.newsroom.drop("kept.xml", statement("Kept"))
    wait_until(lambda: "kept.xml" in documents(server, "published"), what="it as published")
    with server.expects("STM0101", "kept.xml"):
        server.newsroom.drop("kept.xml", statement("Kept", body="<para/>"))
    kept = wait_until(lambda: documents(server, "kept"), what="the broken one")["kept.xml"]
    assert kept["kept"].startswith(time.strftime("%Y-%m-%d", time.gmtime()))
    assert kept["address"].endswith("/statements/kept") and kept["problems"]
    assert "The version of" in report(server, "").text


def test_what_was_published_changed_and_taken_back_last_is_listed(server):
    server.newsroom.drop("new.xml", statement("New"))
    server.wait_for("/statements/new", 200)
    wait_until(lambda: "new.xml" in documents(server, "published"), what="it as published")
    server.newsroom.drop("new.xml", statement("New", body="<p>Other words.</p>"))
    wait_until(lambda: list(documents(server, "changed")) == ["new.xml"], what="it as changed")
    server.newsroom.remove("new.xml")
    wait_until(lambda: "new.xml" in documents(server, "gone"), what="it as gone")
    assert documents(server, "gone")["new.xml"]["reason"] == "deleted"


def test_nobody_gets_it_without_leave(server):
    assert server.get("/statements/report").status == 401
    assert server.get("/statements/report", method="HEAD").status == 401
    assert server.get("/elsewhere/report").status == 404
    assert b"broken.xml" in server.get("/statements/local?format=json").body


def test_a_request_through_a_proxy_is_never_local(server):
    for name in ("Forwarded", "X-Forwarded-For", "Via", "forwarded", "X-Real-IP"):
        answer = server.get("/statements/local", {name: "127.0.0.1"})
        assert answer.status == 403 and b"broken" not in answer.body, name
        assert server.get("/statements/report", {name: "x", **login("anna")}).status == 200
    assert b"STM0361" in server.log_since(0)


def test_nobody_keeps_it(server):
    for query in ("", "format=json", "format=atom"):
        answer = report(server, query)
        assert answer.header("Cache-Control") == "no-store, private"
        assert answer.header("X-Robots-Tag") == "noindex"
    assert not [path for path in (server.run / "state/pages").rglob("*")
                if path.is_file() and b"broken.xml" in path.read_bytes()]


def test_it_refreshes_only_where_its_reader_wants_that(server):
    assert 'http-equiv="refresh"' not in report(server, "").text
    assert '<meta http-equiv="refresh" content="30">' in report(server, "refresh=30").text
    assert 'content="5"' in report(server, "refresh=1").text


def test_its_feed_has_an_entry_for_each_fault(server):
    answer = report(server, "format=atom")
    assert answer.type == "application/atom+xml" and not atom_faults(answer.body)
    feed = feedparser.parse(answer.body)
    names = {entry.id.rpartition("#")[2]: entry for entry in feed.entries}
    assert {"broken.xml", "ring.xml"} <= set(names) and "draft.xml" not in names
    assert "<strong>" in names["broken.xml"].content[0].value


def test_an_unknown_list_or_format_is_not_there(server):
    assert report(server, "list=nonsense").status == 404
    assert report(server, "format=nonsense").status == 404


def test_a_long_list_has_pages(own):
    own.allow("STM0101")
    own.write_config(own.config + CONFIG.replace(NEWSROOM, ""))
    for i in range(120):
        own.newsroom.drop(f"broken-{i:03}.xml", statement(f"Broken {i}", body="<para/>"))
    write_users(own)
    own.start()
    own.wait_for("/statements/", 200)
    page = report(own, "").text
    assert page.count("<code") == 10 and "110 more" in page and "(120)" in page
    names = []
    for number in (1, 2, 3):
        part = report(own, f"list=refused&page={number}").text
        names += re.findall(r"<code[^>]*>(broken-\d+\.xml)", part)
        assert f"Page {number} of 3" in part
    assert names == [f"broken-{i:03}.xml" for i in range(120)]
    assert "<code" not in report(own, "list=refused&page=999").text


def test_a_htaccess_file_may_open_it(own):
    own.write_config(own.config + '<Directory "${RUN}/newsroom">\nAllowOverride FileInfo AuthConfig'
                     "\n</Directory>")
    own.newsroom.drop("draft.xml", statement("Draft", attributes='status="draft"'))
    own.newsroom.drop(".htaccess", '<Files "report">\nSetHandler statement-report\nAuthType Basic\n'
                      f'AuthName "R"\nAuthUserFile "{own.run}/users"\nRequire valid-user\n</Files>\n')
    write_users(own)
    own.start()
    own.wait_for("/statements/report", 200, headers=login("anna"))
    assert "draft.xml" in report(own, "").text
    assert own.get("/statements/report").status == 401


def test_the_page_is_in_the_language_of_the_newsroom(mpm, endings):
    one = Server(mpm, CONFIG + '<Directory "${RUN}/newsroom">\nStatementLanguage LANG\n</Directory>')
    config, words = one.config, {}
    try:
        prepare(one)
        for tag in ("ar", "de", "en", "es", "fr", "he", "it", "ja", "nl", "pl", "pt", "zh",
                    "zh-Hant"):
            one.write_config(config.replace("LANG", tag))
            one.start()
            page = one.wait_for("/statements/report", 200, headers=login("anna")).text
            words[tag] = re.search("<h1>(.*?)</h1>", page)[1]
            assert f'<html lang="{tag}"' in page
            one.end()
    finally:
        endings.begin(one)
    assert len(set(words.values())) >= 10 and words["de"] == "Bericht", words


def checked(server):
    done = subprocess.run([BUILD / "statement", "check", "--json", server.newsroom.path], text=True,
                          capture_output=True, check=False, timeout=100)
    root = f"{server.newsroom.path}/"
    return sorted((one["file"].removeprefix(root), one["code"], one["line"], one["column"])
                  for one in json.loads(done.stdout))


def reported(server):
    whole = as_json(server)
    found = [(one["file"], one["code"], one["line"], one["column"]) for one in whole["problems"]]
    for name in ("refused", "kept", "foreign", "drafts", "embargoed", "warned"):
        page = pages = 1
        while page <= pages:
            part = as_json(server, f"format=json&list={name}&page={page}")
            pages, page = part["pages"], page + 1
            found += [(one["file"], one["code"], one["line"], one["column"])
                      for document in part["lists"][name]["documents"]
                      for one in document["problems"]]
    return sorted(found)


def test_it_names_what_check_names(own):
    own.allow("STM0101", "STM0102", "STM0103")
    own.write_config(own.config + CONFIG.replace(NEWSROOM, ""))
    write_users(own)
    mistakes.fill(own.newsroom)
    own.start()
    own.wait_for("/statements/", 200)
    said = checked(own)
    assert len({code for _, code, _, _ in said}) >= 40
    try:
        wait_until(lambda: reported(own) == said, 60, "the same problems")
    except AssertionError:
        mine = reported(own)
        more, less = (collections.Counter(a) - collections.Counter(b) for a, b in
                      ((mine, said), (said, mine)))
        raise AssertionError(f"only in the report: {more}, only in check: {less}") from None
