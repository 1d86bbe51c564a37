"""What is damaged or out of place in the state directory when a server starts."""

import os
import shutil

import pytest

from newsroom import wait_until
from states import DAMAGES, check, count_lines, index_of, takes_in


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_made_anew_and_nothing_is_lost(filled, damage):
    filled.allow("STM0108", "STM0402", "STM0103")
    filled.end()
    DAMAGES[damage](index_of(filled))
    filled.start()
    filled.wait_for("/statements/", 200, 15)
    check(filled)
    takes_in(filled, "After the damage")
    check(filled)


@pytest.mark.parametrize("damage", ["header", "middle", "end"])
def test_what_can_be_read_of_a_damaged_history_is_saved_and_the_file_kept_aside(filled, damage):
    filled.allow("STM0108", "STM0402", "STM0103")
    filled.end()
    path = filled.run / "state/history.db"
    DAMAGES[damage](path)
    before = path.read_bytes()
    filled.start()
    if damage == "header":
        wait_until(lambda: "The broken one" in filled.get("/statements/feed.rss").text, 5, "bytes")
        check(filled)
        assert count_lines(filled, "STM0108", "damaged", "statements were saved", "backup") == 1
        aside = list((filled.run / "state").glob("history.db.damaged-*Z"))
        assert [one.read_bytes() for one in aside] == [before]
    filled.wait_for("/statements/kept", 200, 10)
    takes_in(filled, "After the damage")
    filled.wait_for("/statements/", 200)


def give_to_the_servers_user(path):
    if os.geteuid() == 0:
        shutil.chown(path, "www-data", "www-data")


@pytest.mark.parametrize("name", ["history.db", "history.db-journal", "history.db-wal", "index",
                                  "index-journal", "index.current", "index.current.new", "changes",
                                  "failures", "writer.lock", "pages/used", "newsrooms/pipe"])
def test_a_pipe_in_place_of_a_file_of_the_state_keeps_nobody_waiting(filled, name):
    filled.allow("STM0103", "STM0108", "STM0401", "STM0402", "STM0305", "STM0403")
    state = filled.run / "state"
    path = state / name.replace("index", index_of(filled).name) if name in (
        "index", "index-journal") else state / name
    filled.end()
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    give_to_the_servers_user(path)
    filled.start()
    filled.wait_for("/statements/kept", 200, 15)
    for address in ("/statements/", "/statements/feed.rss", "/statements/kept", "/statements/new"):
        assert filled.get(address).status in (200, 404, 503), address
    if name.startswith("index"):
        check(filled)
    if name.startswith(("history", "index")):
        takes_in(filled, "Beside a pipe", 15)
