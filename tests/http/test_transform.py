"""`statement transform`: any XML by its own stylesheet, and nothing but files below one folder.

tests/any_xml has documents as they are met with: a bill, a repository's records, feeds, sitemaps, an
article, bookmarks. What a browser makes of their pages is in tests/golden/any-xml, as trees;
UPDATE_GOLDEN=1 rewrites them.
"""

import os
import subprocess

import pytest

import trees
from newsroom import BUILD, ROOT

PROGRAM = BUILD / "statement"
SAMPLES = ROOT / "tests/any_xml"
GOLDEN = ROOT / "tests/golden/any-xml"
SHEET = ('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{}'
         '<xsl:template match="/">{}</xsl:template></xsl:stylesheet>')


def transform(*arguments, **more):
    return subprocess.run([PROGRAM, "transform", *arguments], capture_output=True, text=True,
                          check=False, stdin=subprocess.DEVNULL, **more)


def document(href="a.xsl", content="text"):
    return f'<?xml-stylesheet type="text/xsl" href="{href}"?><a>{content}</a>'


@pytest.fixture(name="site")
def fixture_site(tmp_path):
    """A site's root with a stylesheet, and a secret beside it."""
    root = tmp_path / "site"
    (root / "feeds").mkdir(parents=True)
    (tmp_path / "secret.xml").write_text("<a>secret</a>")
    (root / "a.xsl").write_text(SHEET.format("", "<html><xsl:value-of select='a'/></html>"))
    (root / "feeds/a.xml").write_text(document("/a.xsl"))
    return root


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.xml")))
def test_a_document_becomes_the_tree_that_browsers_made(name):
    done = transform(SAMPLES / f"{name}.xml")
    assert (done.returncode, done.stderr) == (0, "")
    tree = "\n".join(trees.of_page(done.stdout)) + "\n"
    golden = GOLDEN / f"{name}.tree"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(tree)
    assert tree == golden.read_text()


def test_a_number_of_a_page_is_the_same_each_time():
    pages = {transform(SAMPLES / "article.xml").stdout for _ in range(3)}
    assert len(pages) == 1


def test_the_root_is_that_of_urls(site):
    done = transform("--root", site, site / "feeds/a.xml")
    assert (done.returncode, done.stdout) == (0, "<html>text</html>\n")
    done = transform(site / "feeds/a.xml")
    assert done.returncode == 1
    assert "The stylesheet http://localhost/a.xsl cannot be read: No such file" in done.stderr


@pytest.mark.parametrize("href", ["https://www.example.org/a.xsl", "HTTP://WWW.example.org/a.xsl",
                                  "//www.example.org/a.xsl?v=2", "../a.xsl", "/a.xsl#x"])
def test_the_sites_own_address_leads_to_its_files(site, href):
    (site / "feeds/a.xml").write_text(document(href))
    done = transform("--root", site, "--base", "http://www.example.org", site / "feeds/a.xml")
    assert (done.returncode, done.stdout) == (0, "<html>text</html>\n")


@pytest.mark.parametrize("href", ["https://other.example.org/a.xsl",
                                  "http://www.example.org:81/a.xsl",
                                  "http://www.example.org@other.example.org/a.xsl",
                                  "file:///a.xsl", "/a.xsl/", "/feeds", "data:text/xsl,a"])
def test_other_addresses_lead_nowhere(site, href):
    (site / "feeds/a.xml").write_text(document(href))
    done = transform("--root", site, "--base", "http://www.example.org", site / "feeds/a.xml")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("href", ["../secret.xml", "/../secret.xml", "%2e%2e/secret.xml",
                                  "..%2Fsecret.xml", "link.xml", "folder/secret.xml"])
def test_nothing_outside_the_root_is_read(site, href):
    (site / "link.xml").symlink_to("../secret.xml")
    (site / "folder").symlink_to("..")
    (site / "a.xsl").write_text(SHEET.format(
        "", f"<html>[<xsl:value-of select=\"document('{href}')\"/>]</html>"))
    done = transform("--root", site, site / "feeds/a.xml")
    assert (done.returncode, done.stdout) == (0, "<html>[]</html>\n")
    assert "cannot be read as XML" in done.stderr


def test_a_pipe_holds_nobody(site):
    os.mkfifo(site / "a.fifo")
    (site / "feeds/a.xml").write_text(document("/a.fifo"))
    assert transform("--root", site, site / "feeds/a.xml", timeout=20).returncode == 1
    assert transform(site / "a.fifo", timeout=20).returncode == 1


def test_the_page_is_written_to_a_file(site, tmp_path):
    page = tmp_path / "page.html"
    assert transform("--root", site, "-o", page, site / "feeds/a.xml").returncode == 0
    assert page.read_text() == "<html>text</html>\n"
    assert transform("--root", site, "-o", tmp_path / "no/page", site / "feeds/a.xml").returncode == 1


def test_a_failure_leaves_the_page_that_is_there(site, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("before")
    (site / "a.xsl").write_text("<xsl:stylesheet")
    assert transform("--root", site, "-o", page, site / "feeds/a.xml").returncode == 1
    assert page.read_text() == "before"


def test_what_is_wrong_is_said_with_its_line(site):
    (site / "a.xsl").write_text(SHEET.format("\n<xsl:template match='b'>\n<xsl:value-of "
                                             "select='c:d'/></xsl:template>", "<o/>\n"
                                             "<xsl:apply-templates select='nothing()'/>"))
    done = transform("--root", site, site / "feeds/a.xml")
    assert done.returncode == 1
    assert "http://localhost/a.xsl:4: error: " in done.stderr
    (site / "feeds/a.xml").write_text("<a>\n<b></a>")
    done = transform("--root", site, site / "feeds/a.xml")
    assert done.returncode == 1
    assert f"{site}/feeds/a.xml:2" in done.stderr


def test_a_document_without_a_stylesheet_is_told_how_to_name_one(site):
    (site / "feeds/a.xml").write_text("<a/>")
    done = transform(site / "feeds/a.xml")
    assert done.returncode == 1
    assert "It names no XSLT stylesheet. Write <?xml-stylesheet" in done.stderr


@pytest.mark.parametrize("arguments", [[], ["a.xml", "b.xml"], ["--what", "a.xml"],
                                       ["--base", "www.example.org", "feeds/a.xml"],
                                       ["--root", "nowhere", "feeds/a.xml"],
                                       ["--root", "feeds", "a.xsl"], ["nowhere.xml"],
                                       ["--catalog", "nowhere", "feeds/a.xml"]])
def test_wrong_arguments_are_refused(site, arguments):
    done = transform(*arguments, cwd=site)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Try: statement transform --help" in done.stderr


def test_a_catalogue_has_the_dtd(site):
    (site / "feeds/a.xml").write_text('<!DOCTYPE a PUBLIC "-//X//A//EN" "http://x.example/a.dtd">' +
                                      document("/a.xsl", "[&word;]"))
    (site.parent / "a.dtd").write_text('<!-- & --><!ENTITY % more SYSTEM "more.ent">%more;')
    (site.parent / "more.ent").write_text('<?xml encoding="UTF-8"?><!ENTITY word "wörd">')
    catalog = site.parent / "catalog.xml"
    catalog.write_text('<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
                       '<public publicId="-//X//A//EN" uri="a.dtd"/></catalog>')
    done = transform("--root", site, "--catalog", catalog, site / "feeds/a.xml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "<html>[wörd]</html>\n", "")


def test_a_stylesheet_reads_entities_that_use_later_ones(site):
    (site / "a.xsl").write_text('<!DOCTYPE x [<!ENTITY % more SYSTEM "more.ent">%more;'
                                "<!ENTITY later \"'late'\">]>" +
                                SHEET.format("", "<html><xsl:value-of select=\"&early;\"/></html>"))
    (site / "more.ent").write_text("<!ENTITY early 'concat(&later;, &#34;&#38;amp;&#34;)'>")
    catalog = site / "catalog.xml"
    catalog.write_text('<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
                       '<system systemId="more.ent" uri="more.ent"/></catalog>')
    done = transform("--root", site, "--catalog", catalog, site / "feeds/a.xml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "<html>late&amp;</html>\n", "")
