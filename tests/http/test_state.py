"""The state directory while servers and children start, end and overlap."""

import signal
import time

import pytest

from newsroom import NEWSROOM, Server, statement, wait_until

LONG = "<p>" + "word <em>and</em> word " * 20 + "</p>"


@pytest.fixture(name="own")
def own_server(mpm):
    """A server of the test's own."""
    one = Server(mpm, "StatementMaxSize 64M\n" + NEWSROOM)
    try:
        yield one
    finally:
        one.stop()


def is_log_empty(state, name):
    """Nothing is left in the write-ahead log: the database was closed in peace."""
    log = state / f"{name}-wal"
    return not log.exists() or log.stat().st_size == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGUSR1])
def test_a_child_ends_only_after_its_look_has_ended(own, how):
    for number in range(100):
        own.newsroom.drop(f"long-{number}.xml", statement(f"Long {number}", body=LONG * 100))
    own.start()
    wait_until(lambda: (own.run / "state/history.db-wal").exists(), what="a look that has begun")
    time.sleep(0.2)
    own.allow("AH03093")  # of httpd: a connection kept alive while its child ends
    own.process.send_signal(how)
    if how != signal.SIGTERM:
        own.wait_for("/statements/", 200, 60)
    own.end()
    for name in ("history.db", "index-1.db"):
        assert is_log_empty(own.run / "state", name)
    assert not own.unexpected_lines()
