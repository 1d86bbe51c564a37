"""The example of a house design: it imports our pages and goes on working when they change."""

import re
import xml.etree.ElementTree as ET

import pytest

from house import EXAMPLE, INSTALLED
from newsroom import ROOT, statement, wait_until

XSL = "{http://www.w3.org/1999/XSL/Transform}"
CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Press office"
    StatementFormat html "${RUN}/house/house.xsl"
</Directory>
Alias "/broken" "${RUN}/broken"
<Directory "${RUN}/broken">
    Require all granted
    StatementEngine On
    StatementFormat html "${RUN}/house/broken.xsl"
    StatementFormat atom "${RUN}/house/broken.xsl"
    StatementFormat own "${RUN}/house/broken.xsl" type=application/x-own
</Directory>
Alias "/stops" "${RUN}/stops"
<Directory "${RUN}/stops">
    Require all granted
    StatementEngine On
    StatementFormat html "${RUN}/house/stops.xsl"
</Directory>
Alias "/edited" "${RUN}/edited"
<Directory "${RUN}/edited">
    Require all granted
    StatementEngine On
    StatementFormat html "${RUN}/house/edited.xsl"
</Directory>
"""
# What each kind of client asks for, at the addresses that choose by it, and the fate of the format
# that it prefers: a browser never gets a feed in place of a page, nor a reader another feed.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORMATS = {"/broken/": BROWSER, "/broken/?q=first": BROWSER, "/broken/first": BROWSER,
           "/broken/first.xml": BROWSER, "/broken/feed": BROWSER,
           "/broken/first.xml?": "application/atom+xml", "/broken/feed?": "application/atom+xml",
           "/broken/first.xml?a": "application/x-own", "/broken/first.own": BROWSER,
           "/stops/": BROWSER, "/stops/first": BROWSER, "/stops/first.xml": BROWSER,
           "/stops/feed": BROWSER}
FAILS = "<xsl:value-of select='(('/>"
SHEET = ("<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
         "<xsl:output method='html'/><xsl:template match='/'>{}</xsl:template></xsl:stylesheet>")


def prepare(server):
    (server.run / "house").mkdir()
    assert INSTALLED in EXAMPLE
    (server.run / "house" / "house.xsl").write_text(
        EXAMPLE.replace(INSTALLED, f"{server.run}/xslt/"), encoding="utf-8")
    for name, content in (("broken", FAILS), ("edited", "<p>The good one</p>"),
                          ("stops", "<xsl:message terminate='yes'>Stop</xsl:message>")):
        (server.run / "house" / f"{name}.xsl").write_text(SHEET.format(content))
        (server.run / name).mkdir()
        (server.run / name / "first.xml").write_text(statement("First"))
    server.allow("STM0106", "STM0109", "STM0107", "STM0108")
    server.newsroom.drop("first.xml", statement("First", body=(
        "<blockquote><p>Words.</p><attribution>A passenger</attribution></blockquote>")))


@pytest.mark.parametrize("address", ["/statements/first", "/statements/", "/statements/?q=none",
                                     "/statements/feed"])
def test_every_page_has_its_header_its_footer_and_its_colours(server, address):
    answer = server.get(address, headers={"Accept": "text/html"})
    assert (answer.status, answer.type) == (200, "text/html")
    assert "--accent: #8a1538" in re.search("<head>(.*)</head>", answer.text, re.S).group(1)
    assert answer.text.count('<p class="house">') == 1
    footer = re.search('<footer class="foot">(.*?)</footer>', answer.text, re.S).group(1)
    assert "1 Pier Road" in footer
    assert ">All statements</a>" in footer
    assert answer.text.count('class="foot"') == 1


def test_only_the_element_that_it_changes_is_another(server):
    page = server.get("/statements/first").text
    assert '<p class="attribution" style="font-variant-caps: small-caps">A passenger</p>' in page
    assert "<blockquote><p>“Words.”</p>" in page


def test_feed_stays_what_it_is(server):
    feed = server.get("/statements/feed.rss").text
    assert "— A passenger" in feed
    assert "Pier Road" not in feed


def test_example_uses_nothing_but_what_the_reference_names():
    reference = (ROOT / "xslt" / "README.md").read_text(encoding="utf-8")
    elements = set(re.findall(r'element name="([a-z]+)"',
                              (ROOT / "xslt" / "statement.xsd").read_text(encoding="utf-8")))
    style = (ROOT / "xslt" / "statement.css").read_text(encoding="utf-8")
    root = ET.fromstring(EXAMPLE)
    for template in root.iter(f"{XSL}template"):
        if template.get("name"):
            assert f"`{template.get('name')}`" in reference
        else:
            assert template.get("match") in elements
            assert template.get("mode") is None
    assert list(root.iter(f"{XSL}call-template")) == []
    for apply in root.iter(f"{XSL}apply-templates"):
        assert apply.attrib == {}
    for function in re.findall(r"\bf:[a-z]+\(", EXAMPLE):
        assert f"`{function}" in reference
    for parameter in re.findall(r"\$([a-z-]+)", EXAMPLE):
        assert f"`{parameter}`" in reference
    for name in re.findall(r"--([a-z]+): ", EXAMPLE):
        assert re.search(rf"^  --{name}: ", style, re.M)


@pytest.mark.parametrize("address", FORMATS)
def test_a_format_whose_stylesheet_fails_stays_the_one_that_was_asked_for(server, address):
    server.wait_for(f"/{address.split('/')[1]}/feed.rss", 200, 10)
    answer = server.get(address, headers={"Accept": FORMATS[address]})
    assert (answer.status, answer.type) == (500, "text/html")
    assert "<rss" not in answer.text


@pytest.mark.parametrize("address", ["/broken/first.xml", "/broken/feed"])
def test_other_formats_go_on_beside_it(server, address):
    server.wait_for("/broken/feed.rss", 200, 10)
    answer = server.get(address, headers={"Accept": "application/rss+xml"})
    assert (answer.status, answer.type) == (200, "application/rss+xml")


@pytest.mark.parametrize("how", ["is not well-formed", "does not compile"])
def test_a_format_whose_stylesheet_breaks_goes_on_as_it_was(server, how):
    path = server.run / "house" / "edited.xsl"
    good = path.read_text()
    broken = good[:-4] if how == "is not well-formed" else SHEET.format(FAILS)
    pages = ("/edited/", "/edited/first", "/edited/first.xml", "/edited/feed")

    def answers():
        return [server.get(page, headers={"Accept": BROWSER}) for page in pages * 8]

    def is_good(answer):
        return (answer.status, answer.type) == (200, "text/html") and "The good one" in answer.text
    wait_until(lambda: all(map(is_good, answers())), 10)
    start = len(server.log_since(0))
    path.write_text(broken)
    wait_until(lambda: all(map(is_good, answers())) and
               b"edited.xsl" in server.log_since(start), 10)
    path.write_text(good)
    assert all(map(is_good, answers()))
