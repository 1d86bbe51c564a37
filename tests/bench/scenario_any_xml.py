"""XML that names its own stylesheet: from the store, and rendered for each request."""

from checks import same_bodies
from load import CONNECTIONS, load
from peers import ANY_XML, SIZES, Peers, Site
from rounds import interleave, middle, ratios
from scenario_pages import SLOW_CONNECTIONS
from servers import Httpd

MIB = 1024 * 1024
INSTRUCTION = '<?xml-stylesheet type="text/xsl" href="/page.xsl"?>'
STORED = ["any XML", "statement NAME.xml"]
COLD = ["any XML, cache off", "nginx xslt"]
SHEETS = 100
RENDERS = 10000


def compare(bench, report, peers, kinds, size, pages):
    competitors = peers.all(f"page-{size}", kinds)
    same_bodies(competitors, pages[f"page-{size}"])
    results = interleave(bench.rounds, {
        kind: bench.run(*competitor, connections=SLOW_CONNECTIONS[size])
        for kind, competitor in competitors.items()})
    report.loads(results)
    return ratios(*(results[kind] for kind in kinds))


def cost(bench, server, path, connections):
    """A function that says what processor time, in seconds, one page takes of all processes."""
    def turn():
        before = server.cpu_seconds()
        done = load(server, path, bench.seconds, connections=connections)
        return (server.cpu_seconds() - before) / done.requests
    return turn


def compare_costs(bench, peers, kinds, size):
    competitors = peers.all(f"page-{size}", kinds)
    costs = interleave(bench.rounds, {
        kind: cost(bench, *competitor, SLOW_CONNECTIONS[size])
        for kind, competitor in competitors.items()})
    return [theirs / ours for ours, theirs in zip(*(costs[kind] for kind in kinds))]


def run_any_xml(bench, report):
    """The same documents and the same stylesheet as a statement's, and as nginx's filter has."""
    report.title("XML that names its own stylesheet")
    site = Site(bench.folder("site"))
    pages = site.add_sizes(INSTRUCTION)
    with Peers(bench.folder(), site) as peers:
        stored = compare(bench, report, peers, STORED, "4k", pages)
        report.claim("any XML 4k : statement", stored, least=0.97)
        for size in SIZES:
            report.claim(f"any XML {size}, cache off : nginx xslt",
                         compare(bench, report, peers, COLD, size, pages), least=1.0)
            report.note(f"processor time for a page {size}, nginx xslt : any XML, cache off: "
                        f"{middle(compare_costs(bench, peers, COLD, size)):.2f}")
    run_sheets(bench, report)


def run_sheets(bench, report):
    """Memory while many stylesheets are in use."""
    site = Site(bench.folder("site"))
    sheet = (site.path / "page.xsl").read_text(encoding="utf-8")
    paths = site.path / "paths"
    paths.write_text("".join(f"/statements/{number}.xml\n" for number in range(SHEETS)))
    for number in range(SHEETS):
        (site.path / f"newsroom/{number}.xsl").write_text(
            sheet.replace("<main>", f'<main id="sheet-{number}">'), encoding="utf-8")
        site.add_document(str(number), f'<?xml-stylesheet type="text/xsl" href="{number}.xsl"?>')
    server = Httpd(bench.folder(), "sheets", ANY_XML + "StatementCacheSize 0\n",
                   site.path).start()
    try:
        sizes = []
        for _ in range(2):
            asked = 0
            while asked < RENDERS:
                asked += load(server, seconds=2, connections=CONNECTIONS, paths=paths).requests
            sizes.append(server.pss() / MIB)
    finally:
        server.stop()
    report.note(f"{SHEETS} stylesheets: {sizes[0]:.1f} MiB after {RENDERS} renders, "
                f"{sizes[1]:.1f} MiB after as many more")
    report.claim(f"memory with {SHEETS} stylesheets, later : before", [sizes[1] / sizes[0]],
                 most=1.1)
