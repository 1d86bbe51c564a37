"""Memory: PSS of all processes of a server, each measured while no other server runs."""

import time

from load import CONNECTIONS, load
from newsrooms import ARCHIVE, Newsroom
from peers import FOLDER, Peers, Site
from servers import Httpd

MIB = 1024 * 1024
FEW, MANY = 8, 24
PAGES = 1000
BARE = FOLDER + "</Directory>\n"
ROUNDS = 3  # at least so often each page is asked for
QUIET = 5  # seconds in which no more memory was given back; a busy machine gets to it later
LONGEST = 60


def run_peers(bench, report):
    """Each peer alone, after a moment of load."""
    report.title("Memory of each server alone, after a moment of load (PSS of all processes)")
    rows = []
    site = Site(bench.folder("site"))
    site.add_sizes()
    for kind in Peers.KINDS:
        with Peers(bench.folder(), site) as peers:
            server, path = peers.get(kind, "page-4k")
            load(server, path, 1)
            rows.append([kind, f"{server.pss() / MIB:.1f}", str(len(server.pids()))])
    report.figures(["", "MiB", "processes"], rows)


def fill(server, readers):
    """Every page, and the lists; enough readers at once that each process has its part."""
    paths = server.run / "paths"
    paths.write_text("".join(f"{server.path(number)}\n" for number in range(server.count))
                     + f"{ARCHIVE}\n{ARCHIVE}feed.rss\n{ARCHIVE}feed.atom\n{ARCHIVE}?q=water\n")
    asked = 0
    while asked < ROUNDS * server.count:
        asked += load(server, seconds=3, connections=readers, paths=paths).requests


def settled(server):
    """PSS once httpd and the module have given back after their load what they do."""
    least, since, end = server.pss(), time.monotonic(), time.monotonic() + LONGEST
    while time.monotonic() < min(since + QUIET, end):
        time.sleep(0.5)
        found = server.pss()
        if found < least:
            least, since = found, time.monotonic()
    return least


def grown(bench, name, workers, mpm):
    """PSS of our server and of one that only serves the same files, and of our mapped pages, each a
    moment after its load; and of both servers before that."""
    ours = Newsroom(bench.folder(), name, PAGES, mpm=mpm, workers=workers).start_ready()
    try:
        fresh = settled(ours)
        fill(ours, workers or CONNECTIONS)
        total = settled(ours)
        mapped = ours.mapped(ours.run / "state" / "pages")
    finally:
        ours.stop()
    bare = Httpd(ours.run.parent, f"bare {name}", BARE, ours.run, mpm=mpm, workers=workers).start()
    try:
        bare_fresh = settled(bare)
        load(bare, ours.path(0) + ".xml", 3, connections=workers or CONNECTIONS)
        return (total, settled(bare), mapped), (fresh, bare_fresh)
    finally:
        bare.stop()


def further(few, many, bare_few, bare_many):
    """What one more child takes beyond one of bare httpd, in MiB."""
    return ((many - few) - (bare_many - bare_few)) / (MANY - FEW) / MIB


def run_memory(bench, report):
    run_peers(bench, report)
    report.title(f"Memory over bare httpd, {PAGES:,} pages asked for")
    event, _ = grown(bench, "event", None, "event")
    few, few_fresh = grown(bench, "few", FEW, "prefork")
    many, many_fresh = grown(bench, "many", MANY, "prefork")
    rows = {"event, two processes": event, f"prefork, {FEW} processes": few,
            f"prefork, {MANY} processes": many}
    report.figures(["MiB", "this module", "bare httpd", "mapped pages"],
                   [[name, *(f"{figure / MIB:.1f}" for figure in figures)]
                    for name, figures in rows.items()])
    total, bare, mapped = event
    report.claim("memory over bare httpd and mapped pages", [(total - bare - mapped) / MIB],
                 most=40, unit=" MiB")
    report.claim("memory of a further prefork child, over bare httpd's",
                 [further(few[0] - few[2], many[0] - many[2], few[1], many[1])], most=1, unit=" MiB")
    report.claim("the same before any request",
                 [further(few_fresh[0], many_fresh[0], few_fresh[1], many_fresh[1])], most=1,
                 unit=" MiB")
