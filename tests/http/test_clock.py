"""A server's clock that is set back, or ahead and back: nothing that was public goes away."""

import datetime
import email.utils
import time

import pytest

from clocks import Clock
from newsroom import statement, wait_until

LISTS = ("/statements/", "/statements/feed.rss", "/statements/feed.atom", "/statements/?q=Tomorrow")
HOUR = 3600


def in_seconds(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(name="clock")
def clock_of_own(own):
    return Clock(own, own.run)


def takes_in(server, title, published):
    server.newsroom.drop(f"{title.lower().replace(' ', '-')}.xml",
                         statement(title, published=published))
    wait_until(lambda: title in server.get("/statements/feed.rss").text, 4, title)


def test_a_clock_set_back_hides_nothing_that_was_public_and_stops_no_work(own, clock):
    clock.set(2 * HOUR)
    own.newsroom.drop("tomorrow.xml", statement("Tomorrow at ten", published=in_seconds(HOUR)))
    own.newsroom.drop("later.xml", statement("Later on", published=in_seconds(3 * HOUR)))
    own.start()
    own.wait_for("/statements/", 200)
    assert "Tomorrow" in own.get("/statements/tomorrow").text
    for step in ("while it runs", "after a restart"):
        clock.set(0)
        if step == "after a restart":
            own.restart()
        time.sleep(1.5)
        answer = own.get("/statements/tomorrow")
        assert answer.status == 200 and "Tomorrow at ten" in answer.text, step
        date, changed = (email.utils.parsedate_to_datetime(answer.header(name))
                         for name in ("Date", "Last-Modified"))
        assert changed <= date, step
        for address in LISTS:
            text = own.get(address).unmarked
            assert "Tomorrow at ten" in text and "Later on" not in text, (address, step)
        assert own.get("/statements/later").status == 404
        takes_in(own, f"New {step}", in_seconds(-HOUR))
        own.newsroom.remove(f"new-{step.replace(' ', '-')}.xml")
        own.wait_for(f"/statements/new-{step.replace(' ', '-')}", 410, 6)


def test_a_clock_set_ahead_and_back_brings_no_embargo_forward_and_delays_none(own, clock):
    clock.set(0)
    own.newsroom.drop("old.xml", statement("The old one"))
    own.start()
    own.wait_for("/statements/", 200)
    clock.set(2 * HOUR)
    time.sleep(1.5)
    clock.set(0)
    own.newsroom.drop("soon.xml", statement("Soon here", published=in_seconds(4)))
    time.sleep(1)
    assert own.get("/statements/soon").status == 404
    assert "Soon here" not in own.get("/statements/feed.rss").text
    wait_until(lambda: own.get("/statements/soon").status == 200 and
               "Soon here" in own.get("/statements/feed.rss").text, 6)
