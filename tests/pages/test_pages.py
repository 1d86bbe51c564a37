"""Every kind of page by the Nu HTML checker, and in a browser: axe-core's rules in the light and the
dark scheme and on a narrow screen, what it asks the network for, whether anything moves, and whether
all of it fits on paper.

One server, one run of the checker and one browser serve all tests. `make test` installs what is
needed below build/pages.
"""

import json
import re
import shutil
import subprocess

import pytest

import newsroom
import releases
from house import EXAMPLE, INSTALLED
from newsroom import ROOT, statement
from tools import CHROMIUM, MODULES, SAMPLES

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
Alias "/empty" "${RUN}/empty"
Alias "/all" "${RUN}/all"
Alias "/long" "${RUN}/long"
Alias "/house" "${RUN}/newsroom"
Alias "/releases" "${RUN}/releases"
<Directory "${RUN}">
    Require all granted
    StatementTitle "Sample newsroom"
    StatementTimeZone Europe/Berlin
</Directory>
<Directory "${RUN}/newsroom">
    StatementEngine On
</Directory>
<Directory "${RUN}/empty">
    StatementEngine On
</Directory>
<Directory "${RUN}/all">
    StatementEngine On
    StatementShow All
</Directory>
<Directory "${RUN}/long">
    StatementEngine On
    StatementFeedItems 3
</Directory>
<Directory "${RUN}/releases">
    StatementEngine On
    StatementFeedItems 50
</Directory>
<Location "/house">
    StatementFormat html "${RUN}/house/house.xsl"
</Location>
"""

# What samples have too little of: long words and addresses, wide tables, deep quotations, every
# element, markup in odd places.
HARD = statement(
    "Everything at once: <em>em</em>, <quote>a <quote>b</quote></quote> &amp; &lt;/script&gt;",
    head='<subtitle>A sub<sub>title</sub></subtitle><speaker id="s"><name>A. Speaker</name>'
         '<role>Director</role></speaker><author>An author</author><place>Saltmouth</place>'
         '<updated when="2024-06-01T10:00:00Z">A <em>word</em>.</updated>'
         '<expires>2024-12-01</expires><tag key="x&amp;y">Tag &lt;/script&gt;</tag><tag>Other</tag>'
         '<contact><name>N</name><role>R</role><email>a@example.org</email><phone>+44 1 (0) 2</phone>'
         '<link href="https://example.org/press">Press</link><hours>9 to 5</hours></contact>'
         '<image href="missing.png" alt="A picture" credit="Us">Caption</image>'
         '<image href="missing-too.png" alt="" credit="Us" rights="Free"/>'
         '<image href="missing-three.png" alt="Third"><!-- no caption --></image>'
         '<video href="film.mp4" poster="no-poster.png" alt="" transcript="part-1">Film</video>'
         '<audio href="https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.mp3"/>'
         '<event id="one" when="2024-06-01T10:00:00Z" until="2024-06-01T11:00:00Z" cancelled="yes">'
         '<title>An <em>event</em></title><place>Saltmouth</place>'
         '<link href="https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"/></event>'
         '<event id="two" when="2024-06-01" until="2024-06-30"/>'
         '<rights href="https://example.org/by"/><ai>Some <link href="part-1">help</link>.</ai>'
         '<responsible>Somebody</responsible>'
         '<attachment href="a.pdf" type="application/pdf">A file</attachment>'
         '<related rel="replaces" href="part-1" hreflang="de">What was before</related>'
         '<points xml:lang="he"><item>שלום</item><item>A <em>b</em> <quote>c</quote></item></points>',
    body='<p>Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft '
         '<link href="https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">'
         'https://example.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</link>'
         '<noteref ref="n"/><abbr ref="e">ABC</abbr> <abbr ref="e">ABC</abbr> x<sup>2</sup> '
         '<time when="2024-05-04">today</time><br/><span xml:lang="he">שלום</span></p>'
         '<table><caption>Wide</caption><row>' + '<cell header="yes">Heading</cell>' * 12 + '</row>'
         '<row>' + '<cell>12345678</cell>' * 12 + '</row></table>'
         '<p><link href="#stay">Stay</link>, <link href="#said" hreflang="en">said</link></p>'
         '<callout id="stay"><heading>What to do</heading><p>Stay.</p><list><item>In <em>words</em>'
         '<list><item>and a list</item></list></item></list></callout>'
         '<table><caption>Boats</caption><row><cell rowspan="2"/><cell header="yes" colspan="2" '
         'numeric="yes">2025</cell><cell header="yes" colspan="2">2026</cell></row><row>'
         '<cell header="yes">A</cell><cell header="yes">B</cell><cell header="yes">A</cell>'
         '<cell header="yes">B</cell></row><row><cell header="yes">x</cell><cell>1</cell>'
         '<cell>2</cell><cell>3</cell><cell numeric="yes">4</cell></row><remark>Remark</remark>'
         '<source href="https://example.org/boats">Office</source></table>'
         '<section id="part"><p>Neither named nor voiced.</p></section><section by="s"><p>Voice. <quote id="said">Yes</quote></p><blockquote id="letter" cite="https://example.org/"><p>a</p><list>'
         '<item>b</item><item><p>c</p><list kind="number" start="3"><item>d</item></list></item>'
         '</list><statement xml:lang="de"><head><title>Inner</title><points><item>p</item><item>q</item></points><issuer href="https://example.org'
         '/i">I</issuer></head><body><section><heading>H</heading><p>x <quote xml:lang="fr">y</quote>'
         '</p><statement><head><title>Innermost</title></head><body><section><heading>Deep</heading>'
         '<section><heading>Deeper</heading><section><heading>Deepest</heading><p>z</p></section>'
         '</section></section></body></statement></section></body><note id="m" kind="footnote">'
         '<p>n</p></note></statement><attribution>Who</attribution></blockquote></section>'
         '<speech who="s"><p>said</p></speech><figure><image href="https://example.org/p.png" alt=""/>'
         '<caption>C</caption></figure><figure><video href="film.mp4"/><caption>C</caption></figure>'
         '<gallery><caption>D</caption><figure><image href="missing.png" alt="D"/></figure>'
         '<figure><audio href="a.mp3">E</audio><credit>F</credit></figure></gallery>'
         '<gallery><figure><image href="missing.png" alt="G" rights="Free"/></figure></gallery>'
         '<signatories><signatory><name>N</name><role>R</role>'
         '</signatory><signatory><organization>O</organization></signatory></signatories>',
    after='<glossary><entry id="e"><term>ABC</term><def>A B C</def></entry></glossary>'
          '<note id="n" kind="footnote"><p>Note</p></note><note kind="editors" xml:lang="ar"><p>Note</p></note>')

PAGES = [f"/statements/{path.relative_to(SAMPLES).with_suffix('')}"
         for path in sorted(SAMPLES.rglob("*.xml"))
         if path.stem not in ("broken-tram-works", "draft-winter-timetable", "centenary-2099")]
PAGES += ["/statements/", "/statements/2026/", "/statements/?q=harbour", "/statements/?q=xyzzy",
          "/statements/?tag=ferries&lang=en", "/statements/?year=2026", "/statements/feed",
          "/empty/", "/empty/feed", "/all/", "/all/draft-winter-timetable", "/all/centenary-2099",
          "/long/", "/long/?page=2", "/long/everything", "/statements/no-such", "/house/",
          "/house/bac-de-nuit"]
# These look like the others, but have all that releases can have, in many orders.
RELEASES = ["/releases/", *(f"/releases/{name}" for name in releases.NAMES)]
PAGES += RELEASES
VIEWS = ["light", "dark", "narrow"]
VIEWED = [(path, view) for path in PAGES for view in VIEWS if path not in RELEASES or view == "narrow"]


def prepare(server):
    for name in ("newsroom", "all"):
        shutil.copytree(SAMPLES, server.run / name, dirs_exist_ok=True)
    for name in ("empty", "long", "house"):
        (server.run / name).mkdir()
    (server.run / "house" / "house.xsl").write_text(
        EXAMPLE.replace(INSTALLED, f"{server.run}/xslt/"), encoding="utf-8")
    releases.drop(newsroom.Folder(server.run / "releases"))
    for number in range(7):
        (server.run / "long" / f"part-{number}.xml").write_text(
            statement(f"Part {number}", head="<tag>Parts</tag>"), encoding="utf-8")
    (server.run / "long" / "everything.xml").write_text(HARD, encoding="utf-8")


@pytest.fixture(scope="module", name="server")
def fixture_server():
    one = newsroom.Server("event", CONFIG)
    try:
        prepare(one)
        one.start()
        for folder in ("statements", "empty", "all", "long", "releases"):
            one.wait_for(f"/{folder}/", 200, 20)
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module", name="files")
def fixture_files(server, tmp_path_factory):
    """Each page's bytes as a file."""
    folder = tmp_path_factory.mktemp("pages")
    files = {}
    for number, path in enumerate(PAGES):
        answer = server.get(path, headers={"Accept": "text/html"})
        assert answer.status == {"no-such": 404, "gauge-trial-report": 410}.get(
            path.rsplit("/", 1)[-1], 200), f"{path}: {answer}"
        assert answer.type == "text/html", f"{path}: {answer.type}"
        files[path] = folder / f"{number}.html"
        files[path].write_bytes(answer.body)
    return files


@pytest.fixture(scope="module", name="complaints")
def fixture_complaints(files):
    """What the Nu HTML checker says of each page."""
    done = subprocess.run(["java", "-jar", MODULES / "vnu-jar/build/dist/vnu.jar", "--format",
                           "json", "--exit-zero-always", *files.values()], check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    complaints = {path: [] for path in files}
    by_file = {str(file): path for path, file in files.items()}
    for message in json.loads(done.stderr)["messages"]:
        path = by_file[message["url"].removeprefix("file:")]
        if path in RELEASES and message["message"].startswith("This document appears to be written"):
            continue  # its invented words are of no language
        complaints[path].append(f"{message['message']} {message.get('extract', '')}")
    return complaints


@pytest.fixture(scope="module", name="seen")
def fixture_seen(server, files):
    """What a browser sees of each page."""
    base = f"http://127.0.0.1:{server.port}"
    done = subprocess.run(["node", ROOT / "tests/pages/browser.mjs", MODULES, CHROMIUM],
                          input="\n".join(base + path + " narrow" * (path in RELEASES)
                                          for path in files), check=False,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {address.removeprefix(base): result
            for address, result in json.loads(done.stdout).items()}


@pytest.mark.parametrize("path", PAGES)
def test_nu_html_checker_finds_nothing(complaints, path):
    assert complaints[path] == []


@pytest.mark.parametrize("path, view", VIEWED)
def test_axe_finds_nothing(seen, path, view):
    assert seen[path]["views"][view]["violations"] == []


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_the_narrowest_screen(seen, path):
    assert not seen[path]["views"]["narrow"]["sideways"]


@pytest.mark.parametrize("path, view", VIEWED)
def test_short_words_in_tables_stay_whole(seen, path, view):
    assert seen[path]["views"][view]["divided"] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_on_paper(seen, path):
    assert seen[path]["cut"] == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_while_a_page_comes(seen, path):
    assert seen[path]["shift"] == 0


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/long/everything"])
def test_page_asks_for_nothing_but_itself_its_style_and_its_pictures(seen, server, path):
    base = f"http://127.0.0.1:{server.port}"
    for address in seen[path]["requests"]:
        assert address.startswith(base)
        assert re.search(r"/statement\.css\?v=[0-9a-f]+$|/images/[\w-]+\.svg$|/favicon\.ico$|/door\.png$", address) or \
            address == base + path


def test_seeds_release_is_a_small_page_without_a_script(files):
    page = files["/statements/2017-ilacp-immigration"].read_text(encoding="utf-8")
    assert len(page.encode()) < 30_000
    assert re.findall(r"<script(?! type=\"application/ld\+json\")", page) == []
    assert "style=" not in page
