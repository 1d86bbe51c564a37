"""Who needs what another request is finding out waits for it, and not for ever."""

import concurrent.futures
import time

import pytest

from newsroom import NEWSROOM, Server, statement, wait_until

CONFIG = NEWSROOM.replace("Require all granted", "Require all granted\n    AllowOverride All")

# Each opening of such a file is counted in a file beside it, and takes a while.
SLOW = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
static void wait_for(const char *path)
{
    const char *end = strstr(path, "/slow/.htaccess");
    char counter[4096];
    FILE *file;
    if (end && !end[15]) {
        snprintf(counter, sizeof(counter), "%.*s/../opened", (int)(end - path), path);
        file = fopen(counter, "a");
        fputc('x', file);
        fclose(file);
        usleep(1000 * SLEEP);
    }
}
#define OPEN(name)                                                                                 \\
int name(const char *path, int flags, ...)                                                         \\
{                                                                                                  \\
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);                                 \\
    va_list rest;                                                                                  \\
    va_start(rest, flags);                                                                         \\
    mode_t mode = va_arg(rest, int);                                                               \\
    va_end(rest);                                                                                  \\
    wait_for(path);                                                                                \\
    return next(path, flags, mode);                                                                \\
}
OPEN(open)
OPEN(open64)
"""


@pytest.fixture(name="slow")
def fixture_slow(mpm, tmp_path):
    """Starts a server on which an .htaccess file takes so many milliseconds to open."""
    servers = []

    def start(msec):
        one = Server(mpm, CONFIG)
        servers.append(one)
        one.preload(tmp_path, SLOW.replace("SLEEP", str(msec)))
        (one.run / "opened").touch()
        (one.run / "opened").chmod(0o666)
        one.newsroom.drop("one.xml", statement("One"))
        one.newsroom.drop("slow/two.xml", statement("Two"))
        one.newsroom.drop("slow/.htaccess", "# nothing")
        one.start()
        wait_until(lambda: "Two" in one.get("/statements/").text, 20, "the list")
        return one
    yield start
    for one in servers:
        one.stop()


def ask(server, path):
    began = time.monotonic()
    return server.get(path), time.monotonic() - began


def crowd(server, seconds):
    """What many readers get for so long."""
    def read(_):
        answers, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            answers.append(ask(server, "/statements/"))
        return answers
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        return sum(pool.map(read, range(12)), [])


THREADED = "a child of prefork has one request at a time"


def test_one_request_reads_changed_rules_for_all(slow, mpm):
    if mpm == "prefork":
        pytest.skip(THREADED)
    server = slow(400)
    before = (server.run / "opened").stat().st_size
    # The catalog's mark is raised: nobody may go on with what was known.
    server.newsroom.drop("slow/.htaccess", "# something else")
    server.newsroom.drop("slow/three.xml", statement("Three"))
    answers = crowd(server, 3)
    assert {answer.status for answer, _ in answers} == {200}
    assert "Three" in answers[-1][0].text
    # Two children, each of which may look once more.
    assert (server.run / "opened").stat().st_size - before <= 6


def test_who_waits_in_vain_for_rules_is_told_to_come_again(slow, mpm):
    if mpm == "prefork":
        pytest.skip(THREADED)
    server = slow(4500)
    server.newsroom.drop("slow/.htaccess", "# something else")
    server.newsroom.drop("slow/three.xml", statement("Three"))
    answers = crowd(server, 3)
    late = [one for one in answers if one[0].status != 200]
    assert late
    for answer, _ in late:
        assert answer.status == 503 and answer.header("Retry-After") == "1"
    # But for those who look, one in each child, nobody has waited for longer than the limit.
    assert len([one for one in answers if one[1] > 3.5]) <= 4
