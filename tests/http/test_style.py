"""statement.css: coded as pages are, and kept for a year under the fingerprint of its very bytes."""

import gzip
import re

import pytest

from newsroom import NEWSROOM, apxs, statement, wait_until

CONFIG = f'LoadModule expires_module "{apxs("LIBEXECDIR")}/mod_expires.so"' + NEWSROOM + """
Alias "/expires" "${RUN}/newsroom"
<Location "/expires">
    ExpiresActive On
    ExpiresDefault "access plus 5 minutes"
</Location>
Alias "/login" "${RUN}/newsroom"
<Location "/login">
    StatementAudience Private
</Location>
"""
YEAR, SHORT = "max-age=31536000", "max-age=60"


def prepare(server):
    server.newsroom.drop("open.xml", statement("Open to all"))


def named(server, place="statements", address="open"):
    found = re.search('href="([^"]*statement[.]css[^"]*)"', server.get(f"/{place}/{address}").text)
    return re.sub("https?://[^/]+", "", found[1])


@pytest.mark.parametrize("address", ["open", "", "feed", "?q=words", "nowhere"])
def test_pages_name_it_with_its_fingerprint(server, address):
    page = server.get(f"/statements/{address}", {"Accept": "text/html"}).text
    found = re.search('href="([^"]*statement[.]css[^"]*)"', page)
    assert re.fullmatch(r"/statements/statement[.]css[?]v=[0-9a-f]{8,}", found[1])


@pytest.mark.parametrize("place", ["statements", "expires"])
def test_a_year_is_given_for_the_very_bytes_alone(server, place):
    address = named(server, place)
    answer = server.get(address)
    assert (answer.status, answer.type) == (200, "text/css")
    assert answer.body == (server.run / "xslt/statement.css").read_bytes()
    assert answer.header("Cache-Control") == f"{YEAR}, public, immutable"
    again = server.get(address, {"If-None-Match": answer.header("ETag")})
    assert (again.status, again.header("Cache-Control")) == (304, f"{YEAR}, public, immutable")
    short = SHORT if place == "statements" else "max-age=300"
    for other in ("", "?v=", "?v=0123456789abcdef", "?", f"?{address.split('?')[1]}0",
                  f"?{address.split('?')[1]}&a=b", f"?a=b&{address.split('?')[1]}",
                  f"?{address.split('?')[1][:-1]}", f"?{address.split('?')[1].upper()}"):
        answer = server.get(f"/{place}/statement.css{other}")
        assert answer.status == 200
        assert short in answer.header("Cache-Control") and "immutable" not in answer.header(
            "Cache-Control"), other


def test_what_is_private_stays_so(server):
    assert server.get(named(server, "login")).header(
        "Cache-Control") == f"{YEAR}, private, immutable"


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_it_is_sent_coded(server, coding):
    plain = server.get("/statements/statement.css")
    answer = server.get("/statements/statement.css", {"Accept-Encoding": coding})
    assert answer.header("Content-Encoding") == coding
    assert len(answer.body) < len(plain.body) / 2
    assert answer.header("Content-Length") == str(len(answer.body))
    assert answer.header("ETag") == plain.header("ETag")[:-1] + f'-{coding}"'
    assert plain.header("Vary") == answer.header("Vary") == "Accept-Encoding"
    for tag, status in ((answer.header("ETag"), 304), (plain.header("ETag"), 200)):
        assert server.get("/statements/statement.css", {
            "Accept-Encoding": coding, "If-None-Match": tag}).status == status
    if coding == "gzip":
        assert gzip.decompress(answer.body) == plain.body


def renamed(server, address, old):
    """The name that a page gives the style once it is not `old`; None until then."""
    name = named(server, address=address)
    return name if name != old else None


def is_short(server, name, content):
    answer = server.get(name)
    return answer.body == content and SHORT in answer.header("Cache-Control")


# Two children may look at the file up to a second apart, so that one still names the old style, and
# gives its bytes under its name, when the other already has the new one.
def test_an_edited_style_has_another_address_on_every_page(server):
    path = server.run / "xslt/statement.css"
    before = {address: named(server, address=address) for address in ("open", "", "?q=words")}
    old = path.read_bytes()
    path.write_bytes(old + b"p { color: red }\n")
    try:
        for address, name in before.items():
            new = wait_until(lambda at=address, was=name: renamed(server, at, was), 5)
            answer = server.get(new)
            assert answer.body == path.read_bytes() and YEAR in answer.header("Cache-Control")
            # Under the old name there are soon not those bytes any more.
            wait_until(lambda was=name: is_short(server, was, path.read_bytes()), 5)
    finally:
        path.write_bytes(old)
    for address, name in before.items():
        wait_until(lambda at=address, was=name: named(server, address=at) == was, 5)
