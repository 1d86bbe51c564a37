"""Events: below the byline, in every output, and as a calendar file at NAME.ics (RFC 5545)."""

import html
import json
import re
import xml.etree.ElementTree as ET

import pytest

import newsroom
from newsroom import statement
from rendering import CONTENT, linked_data

CONFIG = newsroom.NEWSROOM.replace("</Dir", """StatementSource On
StatementBaseURL http://news.example.org/statements/
StatementTimeZone Europe/London
</Dir""")
READY = ["/statements/", "/statements/briefing"]
BASE = "http://news.example.org/statements/"

LONG = "Öffentliche Sitzung; mit Gästen, Presse und \\ — " * 4
EVENTS = ('<event id="briefing" when="2026-05-06T11:00+01:00" until="2026-05-06T12:30+01:00">'
          "<title>Press <quote>briefing</quote></title><place>Harbour office, Saltmouth</place>"
          '<link href="https://example.org/live">Live, on the web</link>'
          '<link href="https://example.org/register"/></event>'
          '<event id="open-days" when="2026-05-30" until="2026-05-31" cancelled="yes">'
          "<title>Open days</title></event>"
          '<event id="night" when="2026-12-31T22:00" until="2027-01-01T02:00Z"/>'
          '<event id="leap" when="2028-02-28"><place>Pier</place></event>'
          f'<event id="long" when="2026-12-31"><title>{LONG}</title></event>')


def prepare(server):
    drop = server.newsroom.drop
    drop("briefing.xml", statement("The ferry returns", head='<updated when="2024-05-05T10:00Z">a'
                                   '</updated><updated when="2024-05-06T10:00Z">b</updated>' + EVENTS,
                                   attributes='id="briefing" kind="Media advisory"'))
    drop("one.xml", statement("One", head='<event when="2026-05-06"/>', attributes='id="urn:x:one"'))
    drop("none.xml", statement("None", attributes='id="none"'))
    drop("around.xml", statement("Around", body='<p>See:</p><statement src="briefing"/>',
                                 attributes='id="around"'))
    drop("draft.xml", statement("Draft", head=EVENTS, attributes='id="draft" status="draft"'))
    drop("later.xml", statement("Later", "2999-01-01T10:00:00Z", head=EVENTS,
                                attributes='id="later"'))
    drop("gone.xml", statement("Gone", head=f'{EVENTS}<withdrawn when="2024-06-01T10:00Z">Wrong.'
                               "</withdrawn>", attributes='id="gone"'))


def calendar(server, name="briefing"):
    """The unfolded lines, and those of each event by name."""
    text = server.get(f"/statements/{name}.ics").body.decode()
    assert text.endswith("END:VCALENDAR\r\n") and text.count("\n") == text.count("\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    lines = text.replace("\r\n ", "").split("\r\n")
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0",
                         "PRODID:-//mod_statement//NONSGML mod_statement//EN"]
    events = []
    for line in lines[3:-2]:
        if line == "BEGIN:VEVENT":
            events.append({})
        elif line != "END:VEVENT":
            name, value = line.split(":", 1)
            assert name not in events[-1]
            events[-1][name] = value
    return events


def test_the_calendar_file_is_one(server):
    answer = server.get("/statements/briefing.ics")
    assert (answer.status, answer.type) == (200, "text/calendar")
    assert server.get("/statements/briefing.ics", method="HEAD").status == 200
    assert server.get("/statements/briefing.ics",
                      {"If-None-Match": answer.header("ETag")}).status == 304


def test_an_event_has_an_identity_a_revision_and_words(server):
    event = calendar(server)[0]
    identity = linked_data(server.get("/statements/briefing").text)["@id"]
    assert event == {
        "UID": f"{identity}#briefing", "DTSTAMP": "20240506T100000Z", "SEQUENCE": "2",
        "STATUS": "CONFIRMED", "DTSTART": "20260506T100000Z", "DTEND": "20260506T113000Z",
        "SUMMARY;LANGUAGE=en": "Press “briefing”",
        "LOCATION;LANGUAGE=en": "Harbour office\\, Saltmouth",
        "DESCRIPTION;LANGUAGE=en": "Live\\, on the web: https://example.org/live"
                                   "\\nhttps://example.org/register",
        "URL": f"{BASE}briefing"}


def test_days_end_with_the_day_after_them(server):
    _, days, night, leap, year = calendar(server)
    assert (days["DTSTART;VALUE=DATE"], days["DTEND;VALUE=DATE"]) == ("20260530", "20260601")
    assert days["STATUS"] == "CANCELLED"
    assert (leap["DTSTART;VALUE=DATE"], leap["DTEND;VALUE=DATE"]) == ("20280228", "20280229")
    assert (year["DTSTART;VALUE=DATE"], year["DTEND;VALUE=DATE"]) == ("20261231", "20270101")
    # In the newsroom's zone, which is universal time in winter; over the end of a year.
    assert (night["DTSTART"], night["DTEND"]) == ("20261231T220000Z", "20270101T020000Z")
    assert night["SUMMARY;LANGUAGE=en"] == "The ferry returns"


def test_long_words_are_escaped_and_folded(server):
    words = " ".join(LONG.split()).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert calendar(server)[4]["SUMMARY;LANGUAGE=en"] == words


def test_a_single_event_needs_no_name(server):
    event, = calendar(server, "one")
    assert event["UID"] == "urn:x:one#event" and event["SEQUENCE"] == "0"
    assert event["DTSTAMP"] == "20240504T100000Z"


@pytest.mark.parametrize("name", ["none", "around", "draft", "later", "nothing"])
def test_there_is_no_calendar_without_public_events(server, name):
    for _ in range(3):
        for method in ("GET", "HEAD"):
            assert server.get(f"/statements/{name}.ics", method=method).status == 404


def test_an_event_that_is_added_makes_the_address(server):
    server.newsroom.drop("grows.xml", statement("Grows", attributes='id="grows"'))
    server.wait_for("/statements/grows", 200)
    assert server.get("/statements/grows.ics").status == 404
    server.newsroom.drop("grows.xml", statement("Grows", head='<event when="2026-05-06"/>',
                                                attributes='id="grows"'))
    assert "UID:" in server.wait_for("/statements/grows.ics", 200).text
    server.newsroom.drop("grows.xml", statement("Grows", attributes='id="grows"'))
    server.wait_for("/statements/grows.ics", 404)
    server.newsroom.remove("grows.xml")


def test_a_withdrawn_statement_has_no_calendar_any_more(server):
    for _ in range(2):
        answer = server.get("/statements/gone.ics")
        assert answer.status == 410 and "VEVENT" not in answer.text
    assert "Open days" not in server.get("/statements/gone").text


def test_a_file_of_that_name_comes_first(server):
    server.newsroom.drop("one.ics", "a file\n")
    newsroom.wait_until(lambda: server.get("/statements/one.ics").text == "a file\n",
                        what="the file")
    server.newsroom.remove("one.ics")


def test_the_calendar_is_had_by_its_address_only(server):
    for name in ("briefing", "none"):
        answer = server.get(f"/statements/{name}", {"Accept": "text/calendar, text/html;q=0.5"})
        assert (answer.status, answer.type) == (200, "text/html")


def test_when_and_where_stand_below_the_byline(server):
    page = server.get("/statements/briefing").text
    head = page[page.index("<h1>"):page.index("</header>", page.index("<h1>"))]
    assert head.index('class="byline"') < head.index('class="event"')
    assert ("<p><strong>Press “briefing”</strong></p><p><strong>When:</strong> "
            '<bdi><time datetime="2026-05-06T10:00:00Z">May 6, 2026 at 11:00\u202fAM BST</time></bdi> – '
            '<bdi><time datetime="2026-05-06T11:30:00Z">12:30\u202fPM BST</time></bdi></p>'
            "<p><strong>Where:</strong> Harbour office, Saltmouth</p>"
            '<p><a href="https://example.org/live">Live, on the web</a></p>') in head
    assert ('<p><strong>Open days</strong> – <strong class="cancelled">Cancelled</strong></p>'
            '<p><strong>When:</strong> <bdi><time datetime="2026-05-30">May 30, 2026</time></bdi> – '
            '<bdi><time datetime="2026-05-31">May 31, 2026</time></bdi></p>') in head
    assert ('<link rel="alternate" type="text/calendar" href="/statements/briefing.ics" '
            'title="Dates as iCalendar">') in page
    assert '<a href="/statements/briefing.ics" type="text/calendar">Dates as iCalendar</a>' in page
    assert "text/calendar" not in server.get("/statements/none").text


def test_programs_are_told_of_events(server):
    data = linked_data(server.get("/statements/briefing").text)
    event, days = data["about"][:2]
    assert event == {"@type": "Event", "@id": f"{data['@id']}#briefing", "name": "Press “briefing”",
                     "startDate": "2026-05-06T10:00:00Z", "endDate": "2026-05-06T11:30:00Z",
                     "eventStatus": "https://schema.org/EventScheduled",
                     "location": {"@type": "Place", "name": "Harbour office, Saltmouth"},
                     "url": "https://example.org/live"}
    assert days["startDate"] == "2026-05-30" and days["eventStatus"].endswith("/EventCancelled")


def test_feeds_and_text_have_events(server):
    item = ET.fromstring(server.get("/statements/briefing.rss").text).find("channel/item")
    content = item.findtext(CONTENT)
    data = json.loads(server.get("/statements/briefing.json").text)["items"][0]
    atom = server.get("/statements/briefing.atom").text
    assert content == data["content_html"] and html.escape(content, quote=False) in atom
    assert "<strong>Where:</strong> Harbour office, Saltmouth" in content
    assert f'<link rel="related" type="text/calendar" href="{BASE}briefing.ics"/>' in atom
    text = server.get("/statements/briefing.txt").text
    assert ("\nPress “briefing”\nWhen: May 6, 2026 at 11:00\u202fAM BST – 12:30\u202fPM BST\n"
            "Where: Harbour office, Saltmouth\nLive, on the web <https://example.org/live>\n"
            "https://example.org/register\n\nOpen days – Cancelled\n") in text


def test_a_reproduced_statement_has_its_events_within_its_block(server):
    page = server.get("/statements/around").text
    block = page[page.index("<blockquote"):page.index("</blockquote>")]
    assert "Harbour office, Saltmouth" in block and "around.ics" not in page
    content = html.unescape(server.get("/statements/around.rss").text)
    assert content.index("<blockquote") < content.index("Harbour office") < content.index(
        "</blockquote>")
    assert "> Where: Harbour office, Saltmouth" in server.get("/statements/around.txt").text


def test_source_has_events_as_typed(server):
    source = server.get("/statements/briefing.xml?source").text
    assert '<event id="open-days" when="2026-05-30" until="2026-05-31" cancelled="yes">' in source


@pytest.mark.parametrize("words", ["saltmouth", "%22open+days%22", "2026-05-30", "%22May+31%22",
                                   "%2230+May+2026%22"])
def test_their_words_and_days_are_found(server, words):
    found = html.unescape(server.get(f"/statements/?q={words}").text)
    assert 'href="/statements/briefing"' in found


def test_a_link_of_an_event_to_what_is_hidden_is_gone(server):
    server.newsroom.drop("leads.xml", statement(
        "Leads", head='<event when="2026-05-06"><link href="later">Secret link</link></event>',
        attributes='id="leads"'))
    page = server.wait_for("/statements/leads", 200).text
    assert "Secret link" not in page and "When:" in page
    assert "Secret link" not in server.get("/statements/leads.ics").text
    assert "Secret link" not in server.get("/statements/leads.xml?source").text
    server.newsroom.remove("leads.xml")


def test_a_renamed_statement_leads_to_its_calendar(server):
    path = server.newsroom.drop("before.xml", statement(
        "Renamed", head='<event when="2026-05-06"/>', attributes='id="renamed"'))
    server.wait_for("/statements/before.ics", 200)
    newsroom.wait_until(lambda: "Renamed" in server.get("/statements/").text,
                        what="the statement in the archive")
    path.rename(path.with_name("after.xml"))
    answer = server.wait_for("/statements/before.ics", 301)
    assert answer.header("Location") == f"{BASE}after.ics"
    server.newsroom.remove("after.xml")


def test_times_are_set_apart_where_the_text_runs_from_right_to_left(server):
    server.newsroom.drop("hebrew.xml", statement(
        "H", lang="he", head='<event when="2026-02-12T14:00Z" until="2026-02-12T16:00Z"/>',
        attributes='id="hebrew"'))
    page = server.wait_for("/statements/hebrew", 200).text
    assert re.search(r"<bdi><time[^>]*>[^<]*14:00 GMT</time></bdi> – <bdi><time[^>]*>16:00 GMT<", page)
    assert "14:00 GMT\u2069 – \u206816:00 GMT\u2069" in server.get("/statements/hebrew.txt").text
    server.newsroom.remove("hebrew.xml")
