"""The example of a house design: it imports our pages and goes on working when they change."""

import re
import xml.etree.ElementTree as ET

import pytest

from newsroom import ROOT, statement

XSL = "{http://www.w3.org/1999/XSL/Transform}"
EXAMPLE = (ROOT / "conf" / "house" / "house.xsl").read_text(encoding="utf-8")
INSTALLED = "/usr/share/mod_statement/xslt/"
CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Press office"
    StatementFormat html "${RUN}/house/house.xsl"
</Directory>
"""


def prepare(server):
    (server.run / "house").mkdir()
    assert INSTALLED in EXAMPLE
    (server.run / "house" / "house.xsl").write_text(
        EXAMPLE.replace(INSTALLED, f"{server.run}/xslt/"), encoding="utf-8")
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
