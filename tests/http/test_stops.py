"""A stop waits for nobody's long document: httpd looks for its children after about one second, and
kills them after nine."""

import threading
import time

import pytest

from newsroom import NEWSROOM, PATIENCE, Server, statement, wait_until

LONG = "<p>The tide tables are <quote>long</quote> and <quote>quoted</quote>.</p>\n" * 120_000
SOON = 4  # seconds: two, and what a busy machine may need


@pytest.fixture(name="one")
def server_of_one_test(mpm):
    one = Server(mpm, "StatementMaxSize 64M\nStatementMaxWork 100000000\n" + NEWSROOM)
    try:
        one.newsroom.drop("first.xml", statement("First"))
        one.start()
        one.wait_for("/statements/", 200, 10)
        yield one
    finally:
        one.stop()


def drop_long(one, count):
    for number in range(count):
        one.newsroom.drop(f"long-{number}.xml", statement(f"Long {number}", body=LONG))


def time_to_stop(one):
    began = time.monotonic()
    one.tell_to_stop()
    one.process.wait(PATIENCE)
    one.process = None
    return time.monotonic() - began


def stops_soon(one):
    """Where it does not, the machine may be slow for any server: one with nothing to do tells."""
    took = time_to_stop(one)
    if took < SOON:
        return True
    one.newsroom.clear()
    one.start()
    one.get("/statements/")
    return took < SOON + 2 * time_to_stop(one)


def ask(one, path):
    try:
        one.get(path)
    except OSError:
        pass  # cut off by the stop


def test_in_the_midst_of_a_look_at_long_documents(one):
    drop_long(one, 3)
    time.sleep(0.4)
    assert stops_soon(one)
    assert "exit signal Segmentation" not in one.everything_said()


def test_in_the_midst_of_long_renderings(one):
    drop_long(one, 2)
    readers = [threading.Thread(target=ask, args=(one, f"/statements/long-{number}{tail}"))
               for number in range(2) for tail in ("", ".rss")]
    for reader in readers:
        reader.start()
    time.sleep(0.4)
    assert stops_soon(one)
    for reader in readers:
        reader.join()
    assert "exit signal Segmentation" not in one.everything_said()


def test_in_the_midst_of_thousands_of_files(one):
    for number in range(4000):
        (one.newsroom.path / f"file-{number}.xml").write_text(statement(f"File {number}"))
    time.sleep(0.05)
    assert stops_soon(one)


def test_what_was_cut_off_is_taken_in_after_the_next_start(one):
    for number in range(2000):
        (one.newsroom.path / f"file-{number}.xml").write_text(statement(f"File {number}"))
    time_to_stop(one)
    one.start()
    one.wait_for("/statements/", 200, 30)
    wait_until(lambda: "File 1999<" in one.get("/statements/feed.rss?q=1999").text, 30, "all of them")
