"""A file is not public before it is known who names it, and a page's pictures come with the page."""

import time

import pytest

from newsroom import NEWSROOM, Server, statement

KIT = '<attachment href="{}" type="application/zip">Kit</attachment>'
SITE = ["style.css", "script.js", "font.woff2"]

# A system that tells of no changes, so that the intake looks once an hour.
DEAF = """
#include <errno.h>
int inotify_init1(int flags)
{
    errno = EMFILE;
    return -1;
}
"""
SLOW = NEWSROOM.replace("StatementEngine On", "StatementEngine On\n    StatementRefresh 1h")


def draft(title, href):
    return statement(title, head=KIT.format(href), attributes='id="{auto}" status="draft"')


@pytest.fixture(name="slow")
def fixture_slow(mpm, tmp_path):
    """A server whose intake has looked once and will not again."""
    one = Server(mpm, SLOW)
    one.preload(tmp_path, DEAF)
    one.allow("STM0105", "STM0101", "STM0102")
    one.newsroom.drop("old.zip", "an old kit")
    one.newsroom.drop("named.zip", "a named kit")
    one.newsroom.drop("known.zip", "a known kit")
    one.newsroom.drop("named.xml", statement("Named", head=KIT.format("named.zip")))
    one.newsroom.drop("secret.xml", draft("Secret", "known.zip"))
    try:
        one.start()
        one.wait_for("/statements/", 200, 10)
        yield one
    finally:
        one.stop()


def test_a_file_that_came_with_its_draft_is_hidden_before_any_look(slow):
    assert slow.get("/statements/old.zip").status == 200
    assert slow.get("/statements/known.zip").status == 404
    slow.newsroom.drop("kit.zip", "a secret kit")
    assert slow.get("/statements/kit.zip").status == 200
    slow.newsroom.drop("draft.xml", draft("A draft", "/statements/kit.zip"))
    for method in ("GET", "HEAD"):
        assert slow.get("/statements/kit.zip", method=method).status == 404, method
    assert slow.get("/statements/kit.zip", method="POST", body=b"x").status == 405
    slow.newsroom.drop("torn.zip", "a secret kit")
    slow.newsroom.drop("torn.xml", draft("Torn", "torn.zip")[:-30])
    answer = slow.get("/statements/torn.zip")
    assert answer.status == 503 and answer.header("Retry-After")
    for name in SITE:
        slow.newsroom.drop(name, "of the site")
        assert slow.get(f"/statements/{name}").status == 200, name


def test_pictures_come_with_a_page_that_no_look_has_seen(slow):
    slow.newsroom.drop("new.png", "a picture")
    slow.newsroom.drop("new.xml", statement("New", head='<image href="new.png" alt="x"/>'))
    assert slow.get("/statements/new").status == 200
    assert slow.get("/statements/new.png").status == 200
    # A draft that is published.
    slow.newsroom.drop("secret.xml", statement("Secret", head=KIT.format("known.zip")))
    assert slow.get("/statements/secret").status == 200
    assert slow.get("/statements/known.zip").status == 200


def test_a_file_goes_with_its_statement_before_any_look(slow):
    assert slow.get("/statements/named.zip").status == 200
    slow.newsroom.drop("named.xml", draft("Named", "named.zip"))
    assert slow.get("/statements/named.zip").status in (404, 503)
    # A broken one is served as it last was, and so is what it shows.
    slow.newsroom.drop("named.xml", "<statement>")
    assert slow.get("/statements/named.zip").status == 200


def test_kits_and_drafts_that_come_together_are_never_seen(own):
    own.allow("STM0101", "STM0102")
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 10)
    for number in range(40):
        # The draft first: the file alone would be public.
        own.newsroom.drop(f"d{number}.xml", draft(f"Draft {number}", f"k{number}.zip"))
        own.newsroom.drop(f"k{number}.zip", "a secret kit")
        until = time.monotonic() + 0.15
        while time.monotonic() < until:
            assert own.get(f"/statements/k{number}.zip").status in (404, 503)
        own.wait_for(f"/statements/k{number}.zip", 404)


def test_files_are_hidden_with_drafts_that_are_torn_or_spell_them_otherwise(own):
    own.allow("STM0101", "STM0102")
    own.newsroom.drop("torn.xml", draft("Torn", "torn.zip")[:-30])
    own.newsroom.drop("wide.xml", draft("Wide", "wide.zip")[:-30].encode("utf-16"))
    own.newsroom.drop("typed.xml", "<statement><attachment href = ‘typed.zip’>&nbsp;</attachment>")
    own.newsroom.drop("accents.xml", draft("Accents", "Erkl\u00e4rung.zip"))
    own.newsroom.drop("Erkla\u0308rung.zip", "a secret kit")
    own.newsroom.drop("nobody.zip", "a kit")
    for name in ("torn", "wide", "typed"):
        own.newsroom.drop(f"{name}.zip", "a secret kit")
    own.start()
    own.wait_for("/statements/", 200, 10)
    for name in ("torn", "wide", "typed"):
        assert own.get(f"/statements/{name}.zip").status == 404, name
    # A name whose accents stand apart, as macOS writes it.
    assert own.get("/statements/Erkla%CC%88rung.zip").status == 404
    assert own.get("/statements/nobody.zip").status == 200


@pytest.fixture(name="blind")
def fixture_blind(mpm, tmp_path):
    """A server that cannot open what it knows."""
    one = Server(mpm, NEWSROOM)
    one.preload(tmp_path, BLIND)
    one.allow("STM0")
    one.newsroom.drop("open.xml", statement(
        "Open", head='<image href="img/open.png" alt="x"/>' + KIT.format("/statements/open.zip")))
    for name in ("img/open.png", "open.zip", "secret.zip", "unnamed.zip", *SITE):
        one.newsroom.drop(name, "bytes")
    one.newsroom.drop("secret.xml", draft("Secret", "secret.zip"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


# The index cannot be made.
BLIND = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>
static int is_state(const char *path)
{
    return strstr(path, "/state/index") || strstr(path, "/state/history");
}
int open(const char *path, int flags, ...)
{
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, int);
    va_end(rest);
    if (is_state(path)) {
        errno = EIO;
        return -1;
    }
    return next(path, flags, mode);
}
int open64(const char *path, int flags, ...)
{
    int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open64");
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, int);
    va_end(rest);
    if (is_state(path)) {
        errno = EIO;
        return -1;
    }
    return next(path, flags, mode);
}
"""


def test_without_a_state_only_what_a_page_shows_is_public(blind):
    assert blind.get("/statements/open").status == 200
    assert blind.get("/statements/").status == 503
    for name in ("img/open.png", "open.zip", *SITE):
        assert blind.get(f"/statements/{name}").status == 200, name
    for name in ("secret.zip", "unnamed.zip"):
        for method in ("GET", "HEAD"):
            answer = blind.get(f"/statements/{name}", method=method)
            assert answer.status == 503 and answer.header("Retry-After"), (name, method)
        assert blind.get(f"/statements/{name}", method="POST", body=b"x").status == 405
