"""Strangers make up any number of names: for one that nothing has, disk and catalog are asked as little
as can be, and httpd's rules hold for it as for all others."""

import itertools

from newsroom import NEWSROOM, Server, statement, wait_until

PLAIN = NEWSROOM + """
<Directory "/">
    AllowOverride None
    Options FollowSymLinks
</Directory>
"""
CONFIG = PLAIN + """
LogLevel authz_core:crit
<Files "made-up-closed.xml">
    Require all denied
</Files>
"""
NUMBERS = itertools.count()
# Each question about such a name, and each step of a query, is one letter more in a file beside the
# newsroom.
COUNTING = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static void count(const char *counter)
{
    int file = open(counter, O_WRONLY | O_APPEND);
    if (file >= 0) {
        write(file, "x", 1);
        close(file);
    }
}
#define STAT(name)                                                                                 \\
int name(const char *path, struct stat *found)                                                     \\
{                                                                                                  \\
    int (*next)(const char *, struct stat *) = dlsym(RTLD_NEXT, #name);                            \\
    if (strstr(path, "/made-up-")) {                                                               \\
        count("COUNTER/names");                                                                    \\
    }                                                                                              \\
    return next(path, found);                                                                      \\
}
STAT(stat)
STAT(lstat)
int sqlite3_step(void *query)
{
    int (*next)(void *) = dlsym(RTLD_NEXT, "sqlite3_step");
    count("COUNTER/steps");
    return next(query);
}
"""


def asked(counter, server, address):
    """How much more a request has made of it; for another address each time."""
    before = counter.stat().st_size
    assert server.get("/statements/" + address.format(next(NUMBERS))).status == 404
    return counter.stat().st_size - before


def test_disk_and_catalog_are_asked_little_for_what_is_not_there(mpm, tmp_path):
    server = Server(mpm, PLAIN)
    names, steps = server.run / "names", server.run / "steps"
    for counter in (names, steps):
        counter.touch()
        counter.chmod(0o666)
    server.preload(tmp_path, COUNTING.replace("COUNTER", str(server.run)))
    try:
        server.newsroom.drop("one.xml", statement("One"))
        server.newsroom.drop("draft.xml", statement("D", attributes='id="draft" status="draft"'))
        server.start()
        server.wait_for("/statements/one", 200)
        # Once as it is, once with .xml in each of its eight spellings, once as a link.
        assert asked(names, server, "made-up-{}") <= 11
        # In a folder that has not changed lately, ".xml" alone; in none, the folder beside it.
        for address, most in (("made-up-{}", 3), ("made-up-{}.rss", 5), ("made-up-{}/x", 5)):
            wait_until(lambda at=address, most=most: asked(names, server, at) <= most,
                       what=f"few questions about {address}")
        for address in ("made-up-{}", "made-up-{}.rss", "made-up-{}/x", "draft", "one.ics"):
            wait_until(lambda at=address: asked(steps, server, at) == 0,
                       what=f"no query for {address}")
        server.newsroom.drop("made-up-late.XML", statement("Late"))
        assert server.get("/statements/made-up-late").status == 200
    finally:
        server.stop()


def test_a_made_up_name_is_found_once_it_has_a_file_and_after_that_has_gone(server):
    server.newsroom.drop("one.xml", statement("One"))
    server.wait_for("/statements/one", 200)
    for _ in range(20):
        assert server.get(f"/statements/made-up-{next(NUMBERS)}").status == 404
    for name in ("made-up-then.xml", "made-up-later/x.xml", "made-up-loud.XML"):
        address = "/statements/" + name[:-4]
        for _ in range(3):
            assert server.get(address).status == server.get(address + ".rss").status == 404
        server.newsroom.drop(name, statement(name))
        assert server.get(address).status == server.get(address + ".rss").status == 200
        wait_until(lambda at=name: at in server.get("/statements/").text, what="a look")
        server.newsroom.remove(name)
    for name in ("made-up-then", "made-up-loud"):
        server.wait_for("/statements/" + name, 410)
        assert server.get(f"/statements/{name}.rss").status == 410


def test_rules_for_what_is_not_there_hold(server):
    server.newsroom.drop("one.xml", statement("One"))
    server.wait_for("/statements/one", 200)
    for name in ("made-up-closed", "made-up-closed.xml"):
        assert server.get("/statements/" + name).status == 403, name
    assert server.get("/statements/made-up-open").status == 404


def test_a_link_that_leads_nowhere_is_judged_by_httpd(server):
    link = server.newsroom.path / "made-up-link.xml"
    link.symlink_to(server.run / "nowhere.xml")
    server.newsroom.drop("one.xml", statement("One"))
    server.wait_for("/statements/one", 200)
    server.allow("AH00037")
    assert server.get("/statements/made-up-link.xml").status == 403
