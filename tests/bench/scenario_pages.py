"""Pages from the store, answers of 304, and pages that are rendered for each request."""

from checks import entity_tag, same_bodies
from load import CONNECTIONS
from peers import SIZES, Peers, Site
from rounds import interleave, middle, p99, ratios

FAST = ["statement NAME.xml", "yardstick", "statement NAME", "httpd sendfile", "httpd static"]
SLOW = ["nginx xslt", "nginx xslt + cache", "nginx static", "mod_php + mod_cache", "mod_php",
        "CGI xsltproc"]
# Who takes many milliseconds for a large page answers nobody within a turn when 32 wait at once.
SLOW_CONNECTIONS = {"4k": CONNECTIONS, "20k": CONNECTIONS, "1m": 4}
# How often those that are close to each other are started anew.
STARTS = 3
COLD = ["statement, cache off", "bare render"]


def run_page(bench, report, size):
    """Every peer with one page."""
    page = f"page-{size}"
    report.title(f"A page from a document of {size}")
    site = Site(bench.folder("site"))
    wanted = site.add_sizes()[page]
    results = run_fast(bench, site, page, wanted)
    with Peers(bench.folder(), site) as peers:
        # The page from the store runs again beside the slow ones: a ratio is of one round.
        competitors = peers.all(page, [FAST[0], *SLOW])
        same_bodies(competitors, wanted)
        slow = interleave(bench.rounds, {
            kind: bench.run(*competitor, connections=SLOW_CONNECTIONS[size])
            for kind, competitor in competitors.items()})
    report.note(f"{len(FAST + SLOW)} ways to the same {len(wanted)} bytes")
    report.loads({**results, **{kind: slow[kind] for kind in SLOW}})
    claim_page(report, size, results, slow)


def run_fast(bench, site, page, wanted):
    """Those that are close to each other. Where its memory happens to lie makes a server some
    percent faster or slower for as long as it runs, so that each is started a few times."""
    results = {kind: [] for kind in FAST}
    for _ in range(STARTS):
        with Peers(bench.folder(), site) as peers:
            competitors = peers.all(page, FAST)
            same_bodies(competitors, wanted)
            runs = {kind: bench.run(*competitors[kind]) for kind in FAST}
            for kind, loads in interleave(bench.rounds, runs).items():
                results[kind] += loads
    return results


def claim_page(report, size, results, slow):
    mine = results["statement NAME.xml"]
    report.claim(f"page {size}, NAME.xml : yardstick", ratios(mine, results["yardstick"]),
                 least=0.97)
    report.claim(f"page {size}, NAME : yardstick",
                 ratios(results["statement NAME"], results["yardstick"]), least=0.93)
    against = slow["statement NAME.xml"]
    if size == "4k":
        report.claim("page 4k : httpd static, sendfile", ratios(mine, results["httpd sendfile"]),
                     least=1.1)
        beside, most = (ratios(one, results["httpd static"])
                        for one in (mine, results["yardstick"]))
        report.note(f"{middle(beside):.3g} times httpd static, whose files are mapped for each "
                    f"request; the yardstick, {middle(most):.3g} times")
        report.claim("page 4k beside httpd static : yardstick beside it",
                     [own / its for own, its in zip(beside, most)], least=0.93)
        report.claim("page 4k : nginx xslt", ratios(against, slow["nginx xslt"]), least=2.5)
        report.claim("p99 of page 4k : httpd static", ratios(mine, results["httpd static"], p99),
                     most=1.0)
    if size == "20k":
        report.claim("page 20k : nginx xslt", ratios(against, slow["nginx xslt"]), least=5)


def run_not_modified(bench, report):
    kinds = ["statement NAME.xml", "httpd static", "httpd sendfile", "yardstick", "statement NAME"]
    report.title("304 for a page from a document of 4k")
    with Peers(bench.folder(), Site(bench.folder("site"))) as peers:
        peers.site.add_sizes()
        competitors = peers.all("page-4k", kinds)
        runs = {kind: bench.run(server, path, headers={"If-None-Match": entity_tag(server, path)})
                for kind, (server, path) in competitors.items()}
        results = interleave(2 * bench.rounds, runs)
    report.loads(results)
    mine = results["statement NAME.xml"]
    report.claim("304 : httpd static's 304", ratios(mine, results["httpd static"]), least=1.0)
    report.claim("304 : httpd sendfile's 304", ratios(mine, results["httpd sendfile"]), least=1.0)


def run_cold(bench, report):
    """Rendered for each request, beside the least that rendering costs."""
    report.title("Pages rendered for each request")
    with Peers(bench.folder(), Site(bench.folder("site"))) as peers:
        pages = peers.site.add_sizes()
        for size in SIZES:
            report.note(f"document of {size}")
            page = f"page-{size}"
            competitors = peers.all(page, COLD)
            same_bodies(competitors, pages[page])
            results = interleave(bench.rounds,
                                 {kind: bench.run(*competitors[kind],
                                                  connections=SLOW_CONNECTIONS[size])
                                  for kind in COLD})
            report.loads(results)
            report.claim(f"cache off {size} : bare render",
                         ratios(*(results[kind] for kind in COLD)), least=0.9)
