"""Strangers make up any number of names: for one that nothing has, the disk is asked as little as can
be, and httpd's rules hold for it as for all others."""

from newsroom import NEWSROOM, Server, statement

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
# Each question about such a name is one letter more in a file beside the newsroom.
COUNTING = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
static void count(const char *path)
{
    if (strstr(path, "/made-up-")) {
        int file = open("COUNTER", O_WRONLY | O_APPEND);
        if (file >= 0) {
            write(file, "x", 1);
            close(file);
        }
    }
}
#define STAT(name)                                                                                 \\
int name(const char *path, struct stat *found)                                                     \\
{                                                                                                  \\
    int (*next)(const char *, struct stat *) = dlsym(RTLD_NEXT, #name);                            \\
    count(path);                                                                                   \\
    return next(path, found);                                                                      \\
}
STAT(stat)
STAT(lstat)
"""


def test_a_made_up_name_is_looked_for_once(mpm, tmp_path):
    server = Server(mpm, PLAIN)
    counter = server.run / "asked"
    counter.touch()
    counter.chmod(0o666)
    server.preload(tmp_path, COUNTING.replace("COUNTER", str(counter)))
    try:
        server.newsroom.drop("one.xml", statement("One"))
        server.start()
        server.wait_for("/statements/one", 200)
        before = counter.stat().st_size
        assert server.get("/statements/made-up-1").status == 404
        # Once as it is, once with .xml in each of its eight spellings, once as a link.
        assert 9 <= counter.stat().st_size - before <= 11
    finally:
        server.stop()


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
