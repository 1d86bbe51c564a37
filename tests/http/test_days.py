"""The day, the clock and the year that readers see: in a newsroom without a zone those that the
document was written with, in one with a zone that zone's; moments for programs stay exact."""

import json
import re

import pytest

from newsroom import NEWSROOM, Folder, statement, wait_until

LONDON = """
Alias "/london" "${RUN}/london"
<Directory "${RUN}/london">
    Require all granted
    StatementEngine On
    StatementTimeZone Europe/London
</Directory>
"""
SHOWN = """
Alias "/desk" "${RUN}/desk"
<Directory "${RUN}/desk">
    Require all granted
    StatementEngine On
    StatementShow All
</Directory>
"""
HOUSE = """
Alias "/house" "${RUN}/house"
<Directory "${RUN}/house">
    Require all granted
    StatementEngine On
    StatementLanguage en-GB
</Directory>
"""
CONFIG = NEWSROOM + LONDON + SHOWN + HOUSE
# New Year's Eve in New York is New Year's Day in London.
EVE = "2024-12-31T23:30:00-05:00"
INSTANT = "2025-01-01T04:30:00Z"
HEAD = ("<place>New York</place>"
        '<updated when="2025-02-04T10:00:00+01:00">A word was wrong.</updated>')


def prepare(server):
    for name in ("newsroom", "london"):
        folder = Folder(server.run / name)
        folder.drop("eve.xml", statement("The eve", published=EVE, head=HEAD, lang="en-GB"))
        folder.drop("day.xml", statement("A day", published="2024-03-01", lang="en-GB"))
        folder.drop("back.xml", statement(
            "Taken back", published=EVE, lang="en-GB",
            head='<withdrawn when="2025-01-31T22:00:00-05:00">It was wrong.</withdrawn>'))
        folder.drop("around.xml", statement(
            "Around", published="2025-03-01T00:30:00+01:00", lang="en-GB",
            body='<p>Before.</p><statement src="back"/>'))
    Folder(server.run / "desk").drop("later.xml", statement(
        "Later", published="2096-01-01T00:30:00+05:30", lang="en-GB"))
    for lang in ("en", "en-US", "de", "ar-Latn"):
        Folder(server.run / "house").drop(f"x-{lang.lower()}.xml",
                                          statement(f"In {lang}", lang=lang))


@pytest.fixture(scope="module", autouse=True)
def listed(server):
    for name in ("statements", "london"):
        wait_until(lambda name=name: "The eve" in server.get(f"/{name}/").text)


def dates(page):
    return re.findall(r"<time[^>]*>([^<]*)</time>", page)


@pytest.mark.parametrize("name, day, moment, clock, year, other", [
    ("statements", "31 December 2024", "31 December 2024 at 23:30 UTC-5",
     "4 February 2025 at 10:00 UTC+1", "2024", "2025"),
    ("london", "1 January 2025", "1 January 2025 at 04:30 GMT",
     "4 February 2025 at 09:00 GMT", "2025", "2024")])
def test_every_output_has_the_same_day(server, name, day, moment, clock, year, other):
    page = server.get(f"/{name}/eve").text
    assert set(dates(page)) == {day, moment, clock}
    assert f'datetime="{INSTANT}"' in page
    text = server.get(f"/{name}/eve.txt").text
    assert day in text and clock in text
    for address in ("eve.rss", "eve.atom", "eve.json", "feed.rss", "feed.atom", "feed.json"):
        feed = server.get(f"/{name}/{address}").text
        assert day in feed and clock in feed, address
    for address in ("", "?q=eve", f"?year={year}", "?lang=en-GB", f"?year={year}&q=eve"):
        assert day in dates(server.get(f"/{name}/{address}").text), address
    assert day not in dates(server.get(f"/{name}/?year={other}").text)
    assert "The eve" not in server.get(f"/{name}/feed.rss?year={other}").text
    assert "The eve" in server.get(f"/{name}/feed.rss?year={year}").text


def test_moments_for_programs_stay_exact(server):
    page = server.get("/statements/eve").text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    assert INSTANT in json.dumps(json.loads(data))
    assert f"<published>{INSTANT}</published>" in server.get("/statements/eve.atom").text
    assert "Wed, 01 Jan 2025 04:30:00 GMT" in server.get("/statements/eve.rss").text
    assert "2025-02-04T09:00:00Z" in server.get("/statements/sitemap.xml").text


def test_a_day_stays_that_day(server):
    for name in ("statements", "london"):
        assert dates(server.get(f"/{name}/day").text) == ["1 March 2024"]
        assert "A day" in server.get(f"/{name}/?year=2024").text


@pytest.mark.parametrize("name, published, withdrawn", [
    ("statements", "31 December 2024", "31 January 2025"),
    ("london", "1 January 2025", "1 February 2025")])
def test_what_was_taken_back_has_its_days(server, name, published, withdrawn):
    gone = server.get(f"/{name}/back")
    assert gone.status == 410
    assert withdrawn in gone.text and (published in gone.text or "published" not in gone.text)
    assert withdrawn in server.get(f"/{name}/around").text
    assert withdrawn in server.get(f"/{name}/around.txt").text


def test_an_embargo_is_told_as_it_was_written(server):
    page = wait_until(lambda: "Later" in server.get("/desk/").text and server.get("/desk/later"))
    assert "Embargoed until 1 January 2096 at 00:30 UTC+5:30" in re.sub("<.*?>", "", page.text)
    assert "Embargoed until 1 January 2096 at 00:30 UTC+5:30" in server.get("/desk/later.txt").text


def test_a_list_has_the_dates_of_its_region(server):
    page = wait_until(lambda: (text := server.get("/house/").text).count("<article") == 4 and text)
    assert sorted(dates(page)) == ["4 May 2024", "4 May 2024", "4. Mai 2024", "May 4, 2024"]
    assert dates(server.get("/house/x-en").text)[0].startswith("May 4, 2024 at 10:00")


def test_latin_text_has_no_arabic_around_it(server):
    folder = Folder(server.run / "newsroom")
    for lang in ("ar-Latn", "he-Latn", "ja-Latn", "zh-Latn"):
        name = lang.lower()
        folder.drop(f"{name}.xml", statement(
            f"Latin {lang}", lang=lang, head="<contact><name>Salma</name></contact>",
            body="<p>Marhaban, <quote>ahlan</quote>.</p>"))
        page = wait_until(lambda name=name: (got := server.get(f"/statements/{name}")).status == 200
                          and got.text)
        assert f'<html lang="{lang}"' in page and 'dir="rtl"' not in page, lang
        text = server.get(f"/statements/{name}.txt").text
        assert "“ahlan”" in text and "May 4, 2024" in text and "Contact" in text
        assert text.isascii() or not re.search("[\u0590-\u06ff\u3040-\u9fff]", text), text
