"""Whatever an editor's tool does to a file: readers get whole good versions, and the last one stands."""

import time

import pytest

from newsroom import NEWSROOM, wait_until
from savers import EXPECTED, SAVERS, config, try_tool
from saving import number_of, version, wrong

CONFIG = NEWSROOM + config()
SAVES = {"by-hand": 12}  # each way once
# Seconds for which a text that is being written over another one is surely told from it.
QUIET = 0.9


def prepare(server):
    server.allow(*EXPECTED)


@pytest.mark.parametrize("room", SAVERS)
def test_readers_get_whole_versions_while_a_tool_saves(server, room):
    if not SAVERS[room].is_there():
        pytest.skip(f"{SAVERS[room].tool} is not installed")
    audience, faults = try_tool(server, room, SAVES.get(room, 6), 1)
    assert faults == []
    assert audience.total("answers") and audience.seen()


def shows(server, number):
    return all(number_of(server.get(f"/statements/{path}").text) == number
               for path in ("mixed", "feed.rss"))


def test_half_of_a_text_written_over_another_one_is_shown_to_nobody(server):
    old, new = version("mixed", 1).encode(), version("mixed", 2).encode()
    assert len(old) == len(new)
    server.newsroom.drop("mixed.xml", old)
    wait_until(lambda: shows(server, 1), what="the first text")
    judged = set()
    with open(server.newsroom.path / "mixed.xml", "r+b") as file:
        for at in range(0, len(new), len(new) // 10 + 1):
            file.write(new[at:at + len(new) // 10 + 1])
            file.flush()
            written = time.monotonic()
            for path in ("mixed", "mixed.txt", "feed.rss"):
                text = server.get(f"/statements/{path}").text
                if time.monotonic() - written < QUIET:
                    assert wrong(text, 2) is None, path
                    judged.add(path)
    assert "mixed" in judged
    wait_until(lambda: shows(server, 2), what="the second text")
