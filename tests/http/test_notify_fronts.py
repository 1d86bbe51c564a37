"""Varnish in front, told by `statement notify` what to remove: pages that it would keep for an hour
are new at once."""

import json
import re
import subprocess

import pytest

from fronts import has_two_ids, start_varnish, unpacked_libraries
from newsroom import BUILD, NEWSROOM, ROOT, statement, wait_until
from notices import Notices

BASE = "http://www.example.org/statements/"
CONFIG = 'StatementNotify "|${RUN}/notify/program"\n' + NEWSROOM.replace(
    "StatementEngine On\n",
    f"StatementEngine On\nStatementBaseURL {BASE}\nStatementMaxAge 1h\nStatementCacheKeys xkey\n")
AROUND = """vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{port}"; }}
acl editors {{ "127.0.0.1"; }}
"""


def prepare(server):
    server.notices = Notices(server)
    server.newsroom.drop("2026/a.xml", statement("Before", attributes='id="a"',
                                                 head="<tag>Ferries</tag>"))


def shown(page):
    [text] = re.findall(r"```vcl\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    return text


def start(server, name, text):
    return start_varnish(server.run / name, server, text)


def get(front, path):
    """As a reader does, who knows the public address."""
    return front.get(path, {"Host": "www.example.org"})


def pass_on(line, *arguments):
    done = subprocess.run([BUILD / "statement", "notify", *arguments], text=True, check=True,
                          input=json.dumps(line) + "\n", capture_output=True)
    assert (done.stdout, done.stderr) == ("ok\n", "")


def change(server, front, title, paths):
    """Once the front has them, the statement gets another title; the line that tells of it."""
    for path in paths:
        wait_until(lambda: has_two_ids(get(front, path)), what=f"a kept {path}")
    server.notices.forget()
    server.newsroom.drop("2026/a.xml", statement(title, attributes='id="a"',
                                                 head="<tag>Ferries</tag>"))
    server.notices.wait_for("changed", "2026/a")
    for path in paths:
        assert title not in get(front, path).text
    return server.notices.lines()[-1]


@pytest.mark.skipif(not (unpacked_libraries() / "varnish/vmods/libvmod_xkey.so").exists(),
                    reason="this release has no module xkey")
def test_varnish_removes_by_keys_what_it_kept(server):
    front = start(server, "varnish-keys", AROUND.format(port=server.port) + shown("docs/notify.md"))
    paths = ["/statements/2026/a", "/statements/2026/a.txt", "/statements/", "/statements/feed.atom",
             "/statements/2026/", "/statements/?tag=ferries"]
    try:
        line = change(server, front, "By keys", paths)
        assert get(front, paths[0]).header("xkey") is None
        pass_on(line, "--keys", "xkey-purge", "purge", f"http://127.0.0.1:{front.port}/")
        for path in paths:
            assert "By keys" in get(front, path).text, path
    finally:
        front.stop()


def test_varnish_removes_each_address_that_it_kept(server):
    text = shown("docs/proxies.md").replace('"8080"', f'"{server.port}"')
    front = start(server, "varnish-addresses", text)
    paths = ["/statements/2026/a", "/statements/2026/a.txt", "/statements/", "/statements/feed.atom",
             "/statements/2026/", "/statements/2026/feed.rss"]
    try:
        line = change(server, front, "By addresses", paths)
        pass_on(line, "purge", f"http://127.0.0.1:{front.port}")
        for path in paths:
            assert "By addresses" in get(front, path).text, path
    finally:
        front.stop()
