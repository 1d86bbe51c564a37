"""A page that is sent as it last was shows nothing that the disk says is hidden by now."""

import contextlib
import fcntl
import os
import struct

from newsroom import NEWSROOM, statement, wait_until
from states import nothing_written

CONFIG = NEWSROOM
OFD_SETLK = 37
SECRET = "Words that are taken back."


def prepare(server):
    server.newsroom.drop("one.xml", statement("One", body=f"<p>{SECRET}</p>"))


@contextlib.contextmanager
def everything_rendered_elsewhere(server):
    """As if other processes rendered every page, and did not come to an end."""
    file = os.open(server.run / "state/pages/turns", os.O_RDWR | os.O_CREAT)
    fcntl.fcntl(file, OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
    try:
        yield
    finally:
        os.close(file)


def test_nothing_that_is_hidden_on_disk_is_sent_as_it_was(server):
    paths = ("one", "one.rss", "feed.rss")
    log = server.log_since

    def are_stored():
        start = len(log(0))
        assert all(SECRET in server.get(f"/statements/{path}").text for path in paths)
        return b"STM0703" not in log(start)
    server.wait_for("/statements/one", 200)
    wait_until(lambda: SECRET in server.get("/statements/feed.rss").text, what="the feed")
    wait_until(are_stored, what="pages in the store")
    server.allow("STM0103", "STM0402")
    with nothing_written(server), everything_rendered_elsewhere(server):
        with server.expects("STM0103"):
            server.newsroom.drop("one.xml", statement("One", body=f"<p>{SECRET}</p>",
                                                      attributes='id="one" status="draft"'))
        for path in paths:
            answer = server.get(f"/statements/{path}")
            assert SECRET not in answer.text, path
            assert answer.status in (404, 503), path
    server.wait_for("/statements/one", 404)
