"""Links to hosts in any letters and to IPv6 addresses lead there from every output."""

import html
import re

import pytest

import newsroom

CONFIG = newsroom.NEWSROOM
READY = ["/statements/", "/statements/links"]
LINKS = {"https://bücher.example/straße?ä=[1]":
         "https://xn--bcher-kva.example/stra%C3%9Fe?%C3%A4=%5B1%5D",
         "http://[2001:db8::1]:8080/a[1]": "http://[2001:db8::1]:8080/a%5B1%5D",
         "//例え.テスト/x": "http://xn--r8jz45g.xn--zckzah/x",
         "mailto:presse@bücher.example": "mailto:presse@xn--bcher-kva.example"}


def prepare(server):
    links = "".join(f'<link href="{href}">words {number}</link> '
                    for number, href in enumerate(LINKS))
    server.newsroom.drop("links.xml", newsroom.statement(
        "Links", body=f"<p>{links}</p>", attributes='id="links"'))


@pytest.mark.parametrize("path", ["links", "feed.rss", "feed.atom", "feed.json"])
def test_a_link_names_its_host(server, path):
    text = html.unescape(server.get("/statements/" + path).text).replace('\\"', '"')
    text = text.replace("\\u003c", "<")
    found = dict(re.findall(r'<a [^>]*href="([^"]*)"[^>]*>words (\d)<', text))
    assert [address.replace("https://xn--r8", "http://xn--r8") for address in found] == [
        *LINKS.values()]


def test_text_names_its_host(server):
    text = server.get("/statements/links.txt").text
    for address in LINKS.values():
        assert address.removeprefix("mailto:").removeprefix("http:") in text


def test_an_address_without_a_host_is_an_error(server):
    for number, href in enumerate(["https:example.org", "http:/example.org/x", "https://",
                                   "https:///x", "HTTP:x"]):
        with server.expects("STM0101", "names no host"):
            server.newsroom.drop(f"wrong{number}.xml", newsroom.statement(
                "Wrong", body=f'<p><link href="{href}">x</link></p>'))
            server.wait_for(f"/statements/wrong{number}", 404)
