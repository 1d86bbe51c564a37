"""No list is ever short: it is what a complete look has found, or 503."""

import re
import shutil
import threading
import time

import pytest

from newsroom import statement, wait_until

COUNT = 60
BODY = "<p>" + "word <em>and</em> word " * 40 + "</p>"
# A request asks for a handle of the catalog more than once: what happens in between takes a while.
SLOW = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
int apr_reslist_acquire(void *list, void **resource)
{
    int (*next)(void *, void **) = dlsym(RTLD_NEXT, "apr_reslist_acquire");
    usleep(30000);
    return next(list, resource);
}
"""
PATHS = {
    "/statements/feed.rss": (r"<item[ >]", 20),
    "/statements/feed.json": (r'"content_html"', 20),
    "/statements/?q=word": (r"<article|<li[^>]*class=.entry", None),
    "/statements/": (r"<article", None),
    "/statements/sitemap.xml": (r"<url>", None),
}


class Readers:
    """Ask all the time, and keep what they got that was not whole."""

    def __init__(self, server):
        self.server, self.stops, self.faults = server, threading.Event(), []
        self.whole = {path: self.count(path, server.wait_for(path, 200, 20).text)
                      for path in PATHS}
        self.answers = {200: 0, 503: 0}
        self.threads = [threading.Thread(target=self.ask, args=(path,)) for path in PATHS]

    @staticmethod
    def count(path, text):
        return len(re.findall(PATHS[path][0], text))

    def ask(self, path):
        while not self.stops.is_set():
            answer = self.server.get(path)
            self.answers[answer.status] = self.answers.get(answer.status, 0) + 1
            if answer.status == 503 and not answer.header("Retry-After"):
                self.faults.append((path, "no Retry-After"))
            if answer.status not in (200, 503):
                self.faults.append((path, answer))
            if answer.status == 200 and self.count(path, answer.text) != self.whole[path]:
                self.faults.append((path, self.count(path, answer.text), self.whole[path]))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stops.set()
        for thread in self.threads:
            thread.join()


def empty_all(state):
    for each in state.iterdir():
        shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink(missing_ok=True)


def remove_index(state):
    for each in state.glob("index*"):
        each.unlink(missing_ok=True)


@pytest.fixture(name="filled")
def filled_server(own, tmp_path):
    own.allow("STM")
    own.preload(tmp_path, SLOW)
    for number in range(COUNT):
        own.newsroom.drop(f"s-{number}.xml", statement(f"Number {number}", body=BODY))
    own.newsroom.drop("broken.xml", statement("Broken", published="2024-05-05T10:00:00Z"))
    own.start()
    own.wait_for("/statements/", 200, 20)
    # From now on only the history has its last good version.
    own.newsroom.drop("broken.xml", "<statement>")
    wait_until(lambda: "STM0101" in own.everything_said(), 10, "word of the broken one")
    return own


@pytest.mark.parametrize("lose", [empty_all, remove_index])
def test_lists_are_whole_or_503_while_the_state_is_made_anew(filled, lose):
    pointer = filled.run / "state/index.current"
    with Readers(filled) as readers:
        for _ in range(6):
            before = pointer.stat().st_mtime_ns
            lose(pointer.parent)
            wait_until(lambda at=before: pointer.exists() and pointer.stat().st_mtime_ns != at, 10,
                       "a new index")
            filled.wait_for("/statements/feed.rss", 200, 20)
            time.sleep(0.3)
    assert not readers.faults
    assert readers.answers[200]
