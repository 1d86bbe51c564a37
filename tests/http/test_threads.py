"""Renderings come from few threads, and a child that has rendered rests after a while."""

import collections
import concurrent.futures
import os
import pathlib
import re
import time

from newsroom import NEWSROOM, statement, wait_until

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
    """What is not there has a page, too, which is made for the first of them."""
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


def children_of(server):
    pid = server.process.pid
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def threads_in(server):
    return [len(os.listdir(f"/proc/{child}/task")) for child in children_of(server)]


def test_a_child_that_has_rested_has_only_the_threads_it_needs(own, mpm):
    """Those that the MPM has for requests, the watchdog's, and the one that gives memory back."""
    most = {"prefork": 1}.get(mpm, 10) + 2 + bool(own.sanitizer())
    prepare(own)
    own.start()
    own.wait_for("/statements/s29", 200)
    ask_many(own, searches(40))
    wait_until(lambda: max(threads_in(own)) <= most, what="the end of those that rendered")


def test_a_server_ends_in_peace_whether_it_has_just_rendered_or_rests(own):
    for pause in (0, 0.01, QUIET):
        own.newsroom.drop("a.xml", statement("The one"))
        own.start()
        own.wait_for("/statements/", 200, 10)
        ask_many(own, searches(12))
        time.sleep(pause)
        own.end()
    assert own.unexpected_lines() == []
