"""While files, the database, threads or watches fail, readers get what is right or nothing; once they
work again, all edits are there without a restart. `make faults` tries each single call."""

import pytest

import faults
from newsroom import NEWSROOM, Server, wait_until

# Which fails, and whether an administrator has to be told: what only readers meet is over with it.
ROWS = [("malloc", False), ("open", False), ("read", False), ("write-full", True), ("map", False),
        ("step-error", True), ("thread", False)]


@pytest.fixture(name="failing", scope="module")
def failing_server(mpm, endings, tmp_path_factory):
    server = Server(mpm, NEWSROOM)
    try:
        control = faults.Faults(server, tmp_path_factory.mktemp("faults"))
        edits = faults.Edits(server)
        server.start()
        server.wait_for("/statements/stays", 200)
        wait_until(lambda: "Title stays" in server.get("/statements/feed.rss").text)
        yield control, edits
    finally:
        endings.begin(server)


@pytest.mark.parametrize("kind, is_told", ROWS, ids=[row[0] for row in ROWS])
def test_all_is_there_after_a_fault_and_nothing_wrong_before(failing, kind, is_told):
    control, edits = failing
    faults.try_fault(control, edits, kind, is_told=is_told)
