"""Renderings come from few threads, and a child that has rendered rests after a while."""

import collections
import concurrent.futures
import os
import re
import time

from newsroom import NEWSROOM, statement

CONFIG = NEWSROOM
QUIET = 2.5  # seconds, after which memory is given back
RENDERED = re.compile(r"\[pid (\d+):tid (\d+)\].*STM0703: rendered (\S+) ")


def prepare(server):
    for number in range(30):
        server.newsroom.drop(f"s{number}.xml", statement(f"Number {number}"))


def ask_many(server, addresses):
    with concurrent.futures.ThreadPoolExecutor(len(addresses)) as pool:
        return list(pool.map(server.get, addresses))


def searches(count):
    """Pages that are never kept, so that each request has one rendered."""
    return [f"/statements/?q=number+{number}" for number in range(count)]


def threads_of(server, start):
    """The threads that have rendered lists since, by process."""
    threads = collections.defaultdict(set)
    for pid, thread, name in RENDERED.findall(server.log_since(start).decode("utf-8", "replace")):
        if name.startswith("/"):
            threads[pid].add(thread)
    return threads


def most_of(mpm):
    """So many threads of a child render."""
    return 1 if mpm == "prefork" else 2 * max(2, os.cpu_count())


def test_a_crowd_is_rendered_for_by_few_threads(server, mpm):
    server.wait_for("/statements/s29", 200)
    start = len(server.log_since(0))
    for _ in range(5):
        assert {answer.status for answer in ask_many(server, searches(40))} == {200}
    threads = threads_of(server, start)
    assert threads and all(len(of_one) <= most_of(mpm) for of_one in threads.values())


def test_a_crowd_is_refused_by_few_threads(server, mpm):
    """What is not there has a page, too."""
    start = len(server.log_since(0))
    for _ in range(5):
        answers = ask_many(server, [f"/statements/none-{number}" for number in range(40)])
        assert {answer.status for answer in answers} == {404}
    threads = threads_of(server, start)
    assert threads and all(len(of_one) <= most_of(mpm) for of_one in threads.values())


def test_a_child_that_has_rested_answers_as_before(server):
    addresses = searches(12) + ["/statements/s1", "/statements/s2.rss", "/statements/feed.atom"]
    before = [answer.body for answer in ask_many(server, addresses)]
    time.sleep(QUIET)
    assert [answer.body for answer in ask_many(server, addresses)] == before
    time.sleep(QUIET)
    assert [answer.body for answer in ask_many(server, addresses)] == before


def test_a_server_ends_in_peace_whether_it_has_just_rendered_or_rests(own):
    for pause in (0, 0.01, QUIET):
        own.newsroom.drop("a.xml", statement("The one"))
        own.start()
        own.wait_for("/statements/", 200, 10)
        ask_many(own, searches(12))
        time.sleep(pause)
        own.end()
    assert own.unexpected_lines() == []
