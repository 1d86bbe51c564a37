"""Files in XML that name their own stylesheet: who gets the page, and what HTTP it is."""

import email.utils
import os
import re
import time

import pytest

from any_xml import BROWSER, PLAIN_BROWSER, PROGRAMS, RSS, SITEMAP, sheet, xml
from newsroom import Folder, varies_by, wait_until

CONFIG = """
AddType application/rss+xml .rss
AddType application/xml .xml .xsl
<Directory "${RUN}/htdocs">
    AllowOverride FileInfo AuthConfig
    StatementTransform On
</Directory>
<Directory "${RUN}/htdocs/address">
    StatementTransform Address
</Directory>
<Directory "${RUN}/htdocs/off">
    StatementTransform Off
</Directory>
<Directory "${RUN}/htdocs/refused">
    <Files "*.xml">
        Require all denied
    </Files>
    <Files "sheet.xsl">
        Require all denied
    </Files>
</Directory>
<Directory "${RUN}/htdocs/hidden">
    <Files "*.html">
        Require all denied
    </Files>
</Directory>
<Directory "${RUN}/htdocs/near">
    <Files "*.html">
        Require ip 127.0.0.1 ::1
    </Files>
</Directory>
"""
READY = ["/plain.txt"]
LIST = sheet('<h1>A list</h1><xsl:for-each select="list/item"><p><xsl:value-of select="."/></p>'
             "</xsl:for-each>")
PROSE = sheet('<h1>Feed</h1><p><xsl:value-of select="//*[local-name()=\'title\' or '
              'local-name()=\'loc\'][1]"/></p>')


def prepare(server):
    site = Folder(server.run / "htdocs")
    site.drop("plain.txt", "Text.\n")
    for folder in ("", "address/", "off/", "refused/"):
        site.drop(f"{folder}list.xml", xml())
        site.drop(f"{folder}list.xsl", LIST)
    site.drop("none.xml", "<list><item>No stylesheet</item></list>")
    site.drop("both.xml", xml())
    site.drop("both.html", "<p>A real file.</p>")
    for folder in ("hidden", "near"):
        for name in ("both", "alone"):
            site.drop(f"{folder}/{name}.xml", xml(href="/list.xsl"))
        site.drop(f"{folder}/both.html", "<p>Not for all.</p>")
    site.drop("news.rss", xml(RSS, "prose.xsl"))
    site.drop("sitemap.xml", xml(SITEMAP, "/prose.xsl"))
    site.drop("prose.xsl", PROSE)
    site.drop("broken.xml", xml(href="broken.xsl"))
    site.drop("broken.xsl", sheet("<xsl:frobnicate/>").replace("</html>", ""))
    site.drop("guarded.xml", xml(href="refused/sheet.xsl"))
    site.drop("refused/sheet.xsl", LIST)
    site.drop("htaccess/.htaccess", "StatementTransform Off\n")
    site.drop("htaccess/list.xml", xml(href="../list.xsl"))


def stored(server, path):
    return (server.run / "htdocs" / path).read_bytes()


def test_a_browser_gets_a_page(server):
    answer = server.get("/list.xml", BROWSER)
    assert answer.status == 200
    assert answer.header("Content-Type") == "text/html; charset=utf-8"
    assert "<p>One &amp; two</p>" in answer.text
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert answer.header("ETag").startswith('"')
    assert "max-age=60" in answer.header("Cache-Control")


@pytest.mark.parametrize("path", ["news.rss", "sitemap.xml", "list.xml"])
def test_a_browser_gets_a_page_over_plain_http_under_another_name(server, path):
    answer = server.get(f"/{path}", {**PLAIN_BROWSER, "Host": "intranet.example.org"})
    assert answer.type == "text/html"


@pytest.mark.parametrize("destination, is_page", [
    ("document", True), ("iframe", True), ("frame", True), ("embed", True), ("object", True),
    ("empty", False), ("xslt", False), ("image", False), ("script", False), ("nonsense", False)])
def test_sec_fetch_dest_decides_alone(server, destination, is_page):
    answer = server.get("/list.xml", {**BROWSER, "Sec-Fetch-Dest": destination})
    assert (answer.type == "text/html") == is_page
    if not is_page:
        assert answer.body == stored(server, "list.xml")


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("path", ["news.rss", "sitemap.xml"])
def test_programs_get_the_stored_bytes_of_feeds_and_sitemaps(server, name, path):
    answer = server.get(f"/{path}", PROGRAMS[name])
    assert answer.status == 200
    assert answer.body == stored(server, path)
    assert answer.type == {"news.rss": "application/rss+xml",
                           "sitemap.xml": "application/xml"}[path]


def test_other_documents_are_pages_for_whoever_prefers_html(server):
    prefers = {"Accept": "text/html, application/xml;q=0.5"}
    assert server.get("/list.xml", prefers).type == "text/html"
    for accept in ("application/xml, text/html;q=0.9", "text/html, application/xml", "*/*",
                   "text/*", "text/html;q=0.5, */*"):
        assert server.get("/list.xml", {"Accept": accept}).type == "application/xml", accept


@pytest.mark.parametrize("headers", [BROWSER, {}, PROGRAMS["Googlebot"]])
def test_every_answer_names_the_headers_that_decide(server, headers):
    names = varies_by(server.get("/news.rss", headers))
    assert {"sec-fetch-dest", "upgrade-insecure-requests", "accept"} <= set(names)


def test_page_and_xml_name_each_other(server):
    page = server.get("/list.xml", BROWSER)
    assert page.header("Link") == '</list.xml?source>; rel="alternate"; type="application/xml"'
    stored_xml = server.get("/list.xml")
    assert stored_xml.header("Link") == '</list.html>; rel="alternate"; type="text/html"'
    assert server.get("/news.rss").header("Link").startswith("</news.rss.html>;")
    assert server.get("/both.xml").header("Link").startswith("</both.xml.html>;")


@pytest.mark.parametrize("folder", ["hidden", "near"])
def test_the_xml_tells_of_no_file_that_somebody_may_not_see(server, folder):
    both, alone = (server.get(f"/{folder}/{name}.xml") for name in ("both", "alone"))
    assert both.header("Link") == f'</{folder}/both.html>; rel="alternate"; type="text/html"'
    assert alone.header("Link") == both.header("Link").replace("both", "alone")
    assert "AH01630" not in server.everything_said()


def test_the_address_of_the_page_is_always_the_page(server):
    for headers in ({}, BROWSER, PROGRAMS["curl"], {"Sec-Fetch-Dest": "empty"}):
        answer = server.get("/list.html", headers)
        assert answer.type == "text/html"
        assert "One &amp; two" in answer.text
        assert "accept" not in varies_by(answer)
    assert server.get("/news.rss.html").type == "text/html"
    assert server.get("/both.xml.html").type == "text/html"


def test_a_real_file_goes_before_the_page(server):
    assert server.get("/both.html").body == b"<p>A real file.</p>"


@pytest.mark.parametrize("path", ["none.html", "nothing.html", "off/list.html",
                                  "htaccess/list.html", "list.xml/list.html"])
def test_what_has_no_page_has_no_address_of_one(server, path):
    assert server.get(f"/{path}", BROWSER).status == 404


@pytest.mark.parametrize("path", ["list.xml?source", "list.xml?a=b&source", "list.html?source",
                                  "news.rss?source&x", "address/list.xml?source"])
def test_source_is_always_the_xml(server, path):
    answer = server.get(f"/{path}", BROWSER)
    assert answer.status == 200
    file = path.partition("?")[0].replace(".html", ".xml")
    assert answer.body == stored(server, file)
    assert answer.type in ("application/xml", "application/rss+xml")
    assert "accept" not in varies_by(answer)


def test_address_never_negotiates(server):
    for headers in (BROWSER, PLAIN_BROWSER, {}, PROGRAMS["curl"]):
        answer = server.get("/address/list.xml", headers)
        assert answer.body == stored(server, "address/list.xml")
        assert answer.header("Vary") is None
        assert answer.header("Link").startswith("</address/list.html>;")
        page = server.get("/address/list.html", headers)
        assert page.type == "text/html"
        assert page.header("Link").startswith("</address/list.xml>;")


@pytest.mark.parametrize("path", ["off/list.xml", "htaccess/list.xml", "none.xml"])
def test_other_files_are_as_if_there_were_no_module(server, path):
    answer = server.get(f"/{path}", BROWSER)
    assert answer.body == stored(server, path)
    assert answer.header("Vary") is None
    assert answer.header("Link") is None


def test_other_methods_are_left_alone(server):
    assert server.get("/list.xml", BROWSER, method="POST").status in (405, 200)
    answer = server.get("/list.xml", BROWSER, method="OPTIONS")
    assert answer.type != "text/html"


def test_the_page_is_refused_where_the_xml_is(server):
    server.allow("AH01630")
    for path in ("refused/list.xml", "refused/list.html", "refused/list.html?source"):
        assert server.get(f"/{path}", BROWSER).status == 403


def test_a_stylesheet_that_the_reader_may_not_read_makes_no_page(server):
    server.allow("AH01630", "STM0902")
    answer = server.get("/guarded.xml", BROWSER)
    assert answer.status == 200
    assert answer.body == stored(server, "guarded.xml")


def test_what_fails_is_the_xml_and_is_logged_once(server):
    server.allow("STM0902")
    offset = len(server.everything_said())
    for _ in range(5):
        answer = server.get("/broken.xml", BROWSER)
        assert answer.status == 200
        assert answer.type == "application/xml"
        assert answer.body == stored(server, "broken.xml")
    lines = [line for line in server.everything_said()[offset:].splitlines() if "STM0902" in line]
    assert len(lines) == 1
    assert "broken.xml" in lines[0] and re.search(r"broken\.xsl:\d+", lines[0])


# --- HTTP


def dated(server, path):
    """The page, once it has a date: when the second of the last edit is over."""
    def get():
        answer = server.get(path, BROWSER)
        return answer if answer.header("Last-Modified") else None
    return wait_until(get, what=f"a date of {path}")


def settle(server, *names):
    """Until each child has read the files after the second of their last edit."""
    last = max((server.run / "htdocs" / name).stat().st_ctime for name in names)
    wait_until(lambda: time.time() > int(last) + 2, what="the end of a second")


def test_a_page_has_a_date_once_the_second_of_its_last_edit_is_over(server):
    """Two edits within a second have one date."""
    Folder(server.run / "htdocs").drop("dated.xml", xml())
    edited = int((server.run / "htdocs/dated.xml").stat().st_ctime)
    answer = dated(server, "/dated.xml")
    of, sent = (email.utils.parsedate_to_datetime(answer.header(name)).timestamp()
                for name in ("Last-Modified", "Date"))
    assert of == edited
    assert sent > edited


def test_head_is_as_get_without_bytes(server):
    settle(server, "list.xml", "list.xsl")
    got = server.get("/list.xml", BROWSER)
    head = server.get("/list.xml", BROWSER, method="HEAD")
    assert head.status == 200 and not head.body
    for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Vary", "Link"):
        assert head.header(name) == got.header(name), name


def test_a_page_is_validated_by_its_own_tag_and_date(server):
    settle(server, "list.xml", "list.xsl")
    page = server.get("/list.xml", BROWSER)
    source = server.get("/list.xml")
    assert page.header("ETag") != source.header("ETag")
    assert server.get("/list.xml", {**BROWSER, "If-None-Match": page.header("ETag")}).status == 304
    assert server.get("/list.xml", {**BROWSER, "If-None-Match":
                                    source.header("ETag")}).status == 200
    assert server.get("/list.xml", {**BROWSER, "If-Match": '"other"'}).status == 412
    wait_until(lambda: server.get("/list.xml", {**BROWSER, "If-Modified-Since":
                                                page.header("Last-Modified")}).status == 304)


def test_a_page_comes_in_ranges_and_codings(server):
    whole = server.get("/list.xml", BROWSER)
    part = server.get("/list.xml", {**BROWSER, "Range": "bytes=0-9"})
    assert part.status == 206 and part.body == whole.body[:10]
    coded = server.get("/long.xml", {**BROWSER, "Accept-Encoding": "gzip"})
    assert coded.status == 404
    site = Folder(server.run / "htdocs")
    site.drop("long.xml", xml("<list>" + "<item>The same words</item>" * 500 + "</list>"))
    coded = server.get("/long.xml", {**BROWSER, "Accept-Encoding": "gzip"})
    assert coded.header("Content-Encoding") == "gzip"
    assert coded.header("ETag").endswith('-gzip"')
    assert "accept-encoding" in varies_by(coded)


@pytest.mark.parametrize("edited", ["doc.xml", "main.xsl", "part.xsl", "more.xml"])
def test_an_edit_of_all_that_goes_in_is_seen(server, edited):
    site = Folder(server.run / "htdocs")
    name = edited.partition(".")[0]
    site.drop(f"{name}/doc.xml", xml("<list><item>VERSION-1</item></list>", "main.xsl"))
    site.drop(f"{name}/main.xsl", sheet(
        '<xsl:call-template name="part"/><xsl:value-of select="list/item"/><i>VERSION-1</i>'
        "<b><xsl:value-of select=\"document('more.xml')/x\"/></b>",
        '<xsl:import href="part.xsl"/>'))
    site.drop(f"{name}/part.xsl", '<xsl:stylesheet version="1.0" xmlns:xsl='
              '"http://www.w3.org/1999/XSL/Transform"><xsl:template name="part"><u>VERSION-1</u>'
              "</xsl:template></xsl:stylesheet>")
    site.drop(f"{name}/more.xml", "<x>VERSION-1</x>")
    before = dated(server, f"/{name}/doc.xml")
    assert before.text.count("VERSION-1") == 4
    path = server.run / "htdocs" / name / edited
    # What is uploaded may be older than what it replaces.
    site.drop(f"{name}/{edited}", path.read_text().replace("VERSION-1", "VERSION-2"))
    os.utime(path, (time.time() - 86400,) * 2)
    conditions = [{"If-None-Match": before.header("ETag")},
                  {"If-Modified-Since": before.header("Last-Modified")}]

    for condition in conditions:
        def is_new(condition=condition):
            answer = server.get(f"/{name}/doc.xml", {**BROWSER, **condition})
            return answer.status == 200 and "VERSION-2" in answer.text
        wait_until(is_new, what=f"the edited page in spite of {condition}")


def test_an_edited_stylesheet_leaves_the_list_of_what_is_fetched_as_it_is(server):
    """A page in the store is two files: itself, and which stylesheets it needs."""
    def files():
        return {path: path.stat().st_ino for path in (server.run / "state/pages").glob("??/*")}

    site = Folder(server.run / "htdocs")
    site.drop("listed.xml", xml(href="listed.xsl"))
    site.drop("listed.xsl", sheet("<p>Before</p>"))
    others = files()
    wait_until(lambda: "Before" in server.get("/listed.xml", BROWSER).text, what="the page")
    first = {path: inode for path, inode in files().items() if path not in others}
    assert len(first) == 2
    site.drop("listed.xsl", sheet("<p>After</p>"))
    wait_until(lambda: "After" in server.get("/listed.xml", BROWSER).text, what="the edited page")
    now = files()
    assert {path: now[path] for path in first} == first
    assert len(now) == len(others) + 3
