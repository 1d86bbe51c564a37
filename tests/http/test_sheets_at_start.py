"""Stylesheets at the start: root transforms none, and compiles only what nobody else can write."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest

from newsroom import AS_ROOT, NEWSROOM, statement, wait_until

# Each level calls the next one twice: without a bound it would take years.
SLOW = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="html"/>
<xsl:template match="/"><p><xsl:call-template name="twice"/></p></xsl:template>
<xsl:template name="twice">
<xsl:param name="left" select="60"/>
<xsl:if test="$left &gt; 0">
<xsl:call-template name="twice"><xsl:with-param name="left" select="$left - 1"/></xsl:call-template>
<xsl:call-template name="twice"><xsl:with-param name="left" select="$left - 1"/></xsl:call-template>
</xsl:if>
</xsl:template>
</xsl:stylesheet>
"""
QUICK = SLOW.replace('"60"', '"0"')
# As many as one configuration may well have.
FORMATS = "".join(f'StatementFormat f{number} "${{RUN}}/house/{number}.xsl"\n'
                  for number in range(6))


def write_sheets(server, text):
    folder = server.run / "house"
    folder.mkdir(exist_ok=True)
    for number in range(6):
        (folder / f"{number}.xsl").write_text(text)
    server.write_config(NEWSROOM.replace("StatementEngine On\n", "StatementEngine On\n" + FORMATS))


def parents_time(server):
    """Processor time in seconds of the process that is root."""
    fields = open(f"/proc/{server.process.pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start_and_restart(server, text):
    """The parent's time for a start and a graceful restart."""
    write_sheets(server, text)
    server.start()
    server.wait_for("/statements/", 200, 15)
    count = server.everything_said().count("resuming normal operations")
    server.graceful()
    wait_until(lambda: server.everything_said().count("resuming normal operations") > count, 15,
               "the new configuration")
    server.wait_for("/statements/a.rss", 200)
    spent = parents_time(server)
    server.allow("AH03093")
    server.end()
    return spent


def test_the_parent_spends_no_time_on_a_stylesheet_that_never_ends(own):
    own.newsroom.drop("a.xml", statement("The one"))
    quick = min(start_and_restart(own, QUICK) for _ in range(2))
    slow = min(start_and_restart(own, SLOW) for _ in range(2))
    assert slow < 2 * quick


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGUSR1])
def test_a_child_with_stylesheets_that_never_end_serves_and_ends(own, how):
    own.newsroom.drop("a.xml", statement("The one"))
    write_sheets(own, SLOW)
    own.start()
    own.wait_for("/statements/a.rss", 200, 15)
    own.allow("AH03093")
    own.tell_to_stop(how)
    if how == signal.SIGUSR1:
        time.sleep(0.3)
        own.wait_for("/statements/a.rss", 200, 15)
    own.end()
    assert not own.unexpected_lines()


def own_memory(pid):
    """What a process shares with no other, in KiB."""
    text = pathlib.Path("/proc", pid, "smaps_rollup").read_text()
    return int(re.search(r"Private_Dirty:\s+(\d+)", text)[1])


def test_children_share_the_compiled_stylesheets_with_the_parent(own):
    """Each use writes into them, and a use of all of them takes 4.5 MiB."""
    if own.sanitizer():
        pytest.skip("a sanitizer has memory of its own")
    own.newsroom.drop("a.xml", statement("The one"))
    own.start()
    own.wait_for("/statements/a", 200, 15)
    own.wait_for("/statements/a.rss", 200, 15)
    pid = own.process.pid
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    # What they might do of their own accord, they would have done by then.
    for _ in range(5):
        time.sleep(0.1)
        assert min(map(own_memory, children)) < 4096


def compiled_by_children(server, start=0):
    said = server.log_since(start).decode("utf-8", "replace")
    return set(re.findall(r"STM0704: compiled .*/([^/\n]+)\n", said))


def compiled_by_children_at_best(server, starts=5):
    """Root gives it a second: with much else to do that is not enough for each start."""
    found = None
    for _ in range(starts):
        start = len(server.log_since(0))
        server.start()
        server.wait_for("/statements/a.f0", 200, 15)
        found = compiled_by_children(server, start)
        if not found:
            break
        server.end()
    return found


def give_file(server):
    shutil.chown(server.run / "house/0.xsl", server.account)


def give_folder(server):
    shutil.chown(server.run / "house", server.account)


def open_to_all(server):
    (server.run / "house/0.xsl").chmod(0o666)


def link_into_a_users_folder(server):
    """The folder, of root's own, is in one whose owner can exchange it."""
    (server.run / "editors").mkdir()
    (server.run / "house").rename(server.run / "editors/real")
    shutil.chown(server.run / "editors", server.account)
    (server.run / "house").symlink_to(server.run / "editors/real")


def link_of_a_users(server):
    """Root's own folder by way of a link that a user has made."""
    (server.run / "house").rename(server.run / "real")
    (server.run / "house").symlink_to(server.run / "real")
    subprocess.run(["chown", "-h", server.account, server.run / "house"], check=True)


def blow_up(server):
    path = server.run / "house/0.xsl"
    path.write_text(QUICK.replace("</xsl:stylesheet>", "<!--" + " " * 600000 + "--></xsl:stylesheet>"))


@AS_ROOT
@pytest.mark.parametrize("change", [give_file, give_folder, open_to_all, blow_up,
                                    link_into_a_users_folder, link_of_a_users])
def test_root_leaves_to_children_what_others_may_write_and_what_is_large(own, change):
    own.newsroom.drop("a.xml", statement("The one"))
    write_sheets(own, QUICK)
    change(own)
    own.start()
    own.wait_for("/statements/a.f0", 200, 15)
    assert "0.xsl" in compiled_by_children(own)
    own.wait_for("/statements/a.rss", 200, 15)
    assert not [name for name in compiled_by_children(own) if name.startswith("statement-")]


@AS_ROOT
def test_root_compiles_for_all_children_what_only_root_may_write(own):
    own.newsroom.drop("a.xml", statement("The one"))
    write_sheets(own, QUICK)
    assert not compiled_by_children_at_best(own)


@AS_ROOT
def test_root_compiles_by_way_of_links_of_its_own(own):
    own.newsroom.drop("a.xml", statement("The one"))
    write_sheets(own, QUICK)
    (own.run / "house").rename(own.run / "real")
    (own.run / "house").symlink_to("../" + own.run.name + "/./real")
    assert not compiled_by_children_at_best(own)
