"""Figures are the same in every output: what is raised or lowered changes no number."""

import html
import re

import newsroom

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementTimeZone Europe/Berlin
</Directory>
"""
READY = ["/statements/", "/statements/figures"]
TITLE = "10<sup>3</sup> t of CO<sub>2</sub> on the 4<sup>th</sup>, 2<sup>k</sup> and 10<sup>1.5</sup>"
PLAIN = "10³ t of CO₂ on the 4th, 2^k and 10^1.5"
BODY = "10<sup>15</sup> cells with Ca<sup>2+</sup> at 10<sup>−6</sup> m, x<sub>2,i</sub>."
WORDS = "10¹⁵ cells with Ca²⁺ at 10⁻⁶ m, x_(2,i)."


def prepare(server):
    server.newsroom.drop("figures.xml", newsroom.statement(
        TITLE, "2026-01-05", "", f"<p>{BODY}</p>", attributes='id="figures"'))


def shown(server, path):
    return html.unescape(server.get(path).unmarked)


def test_titles_and_descriptions_change_no_number(server):
    page = shown(server, "/statements/figures")
    assert f"<title>{PLAIN}" in page
    assert f'"headline":"{PLAIN}"' in page and f'"description":"{WORDS}"' in page
    assert f'<meta property="og:title" content="{PLAIN}"' in page
    assert "10<sup>15</sup> cells" in page
    assert PLAIN in shown(server, "/statements/")


def test_feeds_change_no_number(server):
    for form in ("rss", "atom", "json"):
        feed = shown(server, f"/statements/feed.{form}")
        assert PLAIN in feed and WORDS in feed, form
        assert re.search(r"10\S{1,6}sup\S{1,6}15\S", feed) or "10<sup>15<" in feed, form


def test_text_changes_no_number(server):
    text = shown(server, "/statements/figures.txt")
    assert PLAIN in text and WORDS in text


def test_snippets_change_no_number_and_are_found_by_plain_digits(server):
    for words in ("10¹⁵", "1015", "Ca2+", "CO₂", "co2"):
        assert PLAIN in shown(server, f"/statements/?q={newsroom_quote(words)}"), words
    assert "¹⁵" in shown(server, "/statements/?q=cells")


def newsroom_quote(words):
    return "".join(f"%{byte:02X}" for byte in words.encode())
