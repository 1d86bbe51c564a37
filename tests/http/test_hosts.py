"""A newsroom of a <Directory> section outside virtual hosts is watched for those that serve it."""

import contextlib
import sqlite3
import time

import pytest

from newsroom import Server, statement, wait_until

SECTION = """
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
</Directory>
"""
ALIAS = 'Alias "/statements" "${RUN}/newsroom"\n'
HOST = """
<VirtualHost *:${PORT}>
    ServerName %s
    %s
</VirtualHost>
"""
CONFIGS = {
    "an alias of a virtual host": SECTION + HOST % ("a.example.org", ALIAS),
    "an alias of the folder above": SECTION + HOST % ("a.example.org", 'Alias "/x" "${RUN}/"'),
    "an alias of a folder in it":
        SECTION + HOST % ("a.example.org", 'Alias "/x/" "${RUN}/newsroom/2026/"'),
    "an expression": SECTION + HOST % ("a.example.org",
                                       'AliasMatch "^/x/(.*)" "${RUN}/newsroom/$1"'),
    "an alias for all hosts": ALIAS + SECTION + HOST % ("a.example.org", ""),
    "an alias in a section": SECTION + HOST % (
        "a.example.org", '<Location "/x">\nAlias "${RUN}/newsroom"\n</Location>'),
    "relative": SECTION + HOST % ("a.example.org", 'Alias "/x" newsroom'),
}


def watched(server):
    """How many newsrooms have had a complete look."""
    path = server.run / "state/index-1.db"
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as index:
            return index.execute("SELECT sum(is_complete) FROM newsrooms").fetchone()[0] or 0
    except sqlite3.OperationalError:
        return 0


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_a_common_newsroom_is_watched_from_the_start_for_hosts_with_an_alias(mpm, config):
    one = Server(mpm, config)
    try:
        one.allow("STM0101")
        one.newsroom.drop("one.xml", "<statement>")
        with one.expects("STM0101", "one", seconds=10):
            one.start()
    finally:
        one.stop()


def test_a_common_newsroom_is_not_watched_for_hosts_that_do_not_serve_it(mpm):
    hosts = "".join(HOST % (f"{name}.example.org", alias)
                    for name, alias in (("a", ALIAS), ("b", 'Alias "/x" "${RUN}/newsroom2"')))
    one = Server(mpm, SECTION + hosts)
    try:
        one.newsroom.drop("one.xml", statement("One"))
        one.start()
        wait_until(lambda: watched(one), 10, "the first look")
        time.sleep(0.5)
        assert watched(one) == 1
    finally:
        one.stop()
