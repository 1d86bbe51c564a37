"""What all statements share: newsroom.xml, used by reference."""

import json
import os
import re
import subprocess
import time

import pytest

from newsroom import BUILD, Folder, NEWSROOM, ROOT, statement, wait_until
from rendering import linked_data

CONFIG = NEWSROOM.replace("StatementEngine On", "StatementEngine On\n    StatementSource On")

SHARED = """<newsroom xml:lang="en">
  <issuer id="efa" short="EFA">Estuary Ferries Authority</issuer>
  <speaker id="master"><name>Ada Ray</name><role>Harbour Master</role></speaker>
  <contact id="press"><name>Press office</name><email>press@example.org</email>
    <link href="press.html">For the press</link></contact>
  <contact id="press" xml:lang="fr"><name>Service de presse</name></contact>
  <contact id="press" from="2025-01-01"><name>New press office</name></contact>
  <contact id="desk" scope="internal"><name>Zanzibarquark</name></contact>
  <note id="about" kind="about" by="efa"><title>About us</title><p>Nine ferries.</p></note>
  <entry id="hpa"><term>HPA</term><def>Harbour Pilots Association</def></entry>
  <entry id="unused"><term>UUU</term><def>Never used</def></entry>
  <tag key="ferries">Ferries</tag>
  <tag key="ferries" xml:lang="fr">Bacs</tag>
  <tag key="bridges">Bridges</tag>
  <ending>Estuary Ferries, Saltmouth</ending>
  <rights href="https://example.org/licence">CC BY 4.0</rights>
  <policy kind="corrections" href="https://example.org/corrections">Corrections</policy>
</newsroom>
"""
USES = ('<contact ref="press"/><contact ref="desk"/><tag key="ferries"/>'
        '<speaker ref="master"/><issuer ref="efa"/>')
BODY = ('<p>The <abbr ref="hpa">HPA</abbr> is glad.</p>'
        '<section by="master"><p>So am I.</p></section>')


def using(title="Uses it", **more):
    return statement(title, **{"head": USES, "body": BODY, "after": '<note ref="about"/>\n', **more})


def prepare(server):
    folder = server.newsroom
    folder.drop("newsroom.xml", SHARED)
    folder.drop("uses-it.xml", using())
    folder.drop("2026/below.xml", using("Below"))
    folder.drop("plain.xml", statement("Plain"))
    folder.drop("francais.xml", using("Français", lang="fr", head='<contact ref="press"/>'
                                      '<tag key="ferries"/>', body="<p>Oui.</p>", after=""))
    folder.drop("later.xml", using("Later", published="2025-06-01", head='<contact ref="press"/>',
                                   body="<p>Words.</p>", after=""))
    folder.drop("around.xml", statement(
        "Around", body='<p>They say:</p><statement src="uses-it"/>'
                       '<statement><head><title>Theirs</title></head><body><p>Hm.</p></body>'
                       '</statement>'))


def change(server, before, after):
    text = (server.newsroom.path / "newsroom.xml").read_text()
    server.newsroom.drop("newsroom.xml", text.replace(before, after))


@pytest.fixture(autouse=True)
def restored(server):
    yield
    server.newsroom.drop("newsroom.xml", SHARED)
    wait_until(lambda: "Nine ferries." in server.get("/statements/uses-it").text
               and ">Press office<" in server.get("/statements/uses-it").text)


def test_page_feeds_and_text_have_what_the_statement_uses(server):
    page = server.get("/statements/uses-it").text
    for words in (">Press office<", "Estuary Ferries Authority", "Nine ferries.", "About us",
                  "Harbour Pilots Association", ">Ferries<", "Ada Ray"):
        assert words in page
    assert "Never used" not in page
    for ending in (".rss", ".atom", ".json", ".txt"):
        words = server.get_ready(f"/statements/uses-it{ending}").text
        assert "Press office" in words and "Nine ferries." in words, ending
    assert "FN:Press office" in server.get_ready("/statements/uses-it.vcf").text


@pytest.mark.parametrize("name", ["newsroom", "newsroom.xml", "newsroom.html", "newsroom.rss",
                                  "newsroom.txt", "newsroom.xml?source", ".newsroom",
                                  "newsroom.xml.xml", "newsroom%2Exml", "NEWSROOM.xml"])
def test_it_is_served_under_no_name(server, name):
    for accept in ("text/html", "application/xml"):
        answer = server.get(f"/statements/{name}", {"Accept": accept})
        assert answer.status == 404
        assert "Nine ferries" not in answer.text


def test_what_is_internal_there_is_internal_everywhere(server):
    for path in ["", "feed.rss", "feed.atom", "feed.json", "uses-it", "uses-it.rss", "uses-it.atom",
                 "uses-it.json", "uses-it.txt", "uses-it.vcf", "uses-it.xml?source", "around",
                 "2026/below", "?q=Zanzibarquark"]:
        answer = server.get(f"/statements/{path}")
        assert "Zanzibarquark</" not in answer.text and "Zanzibarquark " not in answer.text, path
    assert "Uses it" not in server.get("/statements/?q=Zanzibarquark").text


def test_the_source_is_printed_with_what_it_uses(server):
    source = server.get("/statements/uses-it.xml?source").text
    assert not re.search(r'<(issuer|speaker|contact|note)[^>]* ref=', source)
    assert "<name>Press office</name>" in source and "Nine ferries." in source
    assert ">Ferries</tag>" in source and "Zanzibarquark" not in source


def test_language_and_date_choose_among_those_of_one_name(server):
    assert "Service de presse" in server.get("/statements/francais").text
    assert ">Bacs<" in server.get("/statements/francais").text
    assert "New press office" in server.get("/statements/later").text
    assert "New press office" not in server.get("/statements/uses-it").text


def test_relative_addresses_lead_from_the_root_folder(server):
    for name in ("uses-it", "2026/below"):
        assert 'href="/statements/press.html"' in server.get(f"/statements/{name}").text


def test_a_statement_reproduced_by_name_brings_what_it_uses(server):
    page = server.get("/statements/around").text
    assert "Nine ferries." in page and ">Press office<" in page


def test_the_end_line_stands_below_own_statements_only(server):
    for ending in ("", ".rss", ".txt"):
        words = server.get(f"/statements/around{ending}").text
        assert words.count("Estuary Ferries, Saltmouth") == 1, ending
    page = server.get("/statements/around").text
    assert 'class="ending">Estuary Ferries, Saltmouth' in page
    assert "Estuary Ferries, Saltmouth" in server.get("/statements/plain").text


def test_rights_and_policies_are_said_of_each_statement(server):
    page = server.get("/statements/plain").text
    data = linked_data(page)
    assert data["publisher"]["correctionsPolicy"] == "https://example.org/corrections"
    assert "CC BY 4.0" in page
    assert "https://example.org/licence" in json.dumps(data)


def test_a_topic_that_only_newsroom_xml_names_has_an_archive_without_entries(server):
    answer = server.get("/statements/?tag=bridges")
    assert answer.status == 200 and 'content="noindex"' in answer.text
    assert server.get("/statements/?tag=tunnels").status == 404


def test_a_change_renews_pages_and_dates_no_entry(server):
    before = server.get("/statements/feed.atom").text
    page = server.get("/statements/uses-it")
    plain = server.get("/statements/plain")
    time.sleep(1.1)
    change(server, "Nine ferries", "Ten ferries")
    wait_until(lambda: "Ten ferries" in server.get("/statements/uses-it").text)
    wait_until(lambda: "Ten ferries" in server.get("/statements/around").text)
    wait_until(lambda: "Ten ferries" in server.get("/statements/feed.atom").text)
    after = server.get("/statements/feed.atom").text
    entry = re.compile(r"<entry\b.*?</entry>", re.DOTALL)
    dates = [re.findall(r"<(?:updated|published)>[^<]*", "".join(entry.findall(feed)))
             for feed in (before, after)]
    assert dates[0] == dates[1] and dates[0]
    renewed = server.get("/statements/uses-it")
    assert renewed.header("ETag") != page.header("ETag")
    assert renewed.header("Last-Modified") != page.header("Last-Modified")
    assert server.get("/statements/plain").header("ETag") == plain.header("ETag")
    assert "Uses it" in server.get("/statements/?q=%22Ten+ferries%22").text


def test_a_broken_one_leaves_the_last_good_one_in_force(server):
    with server.expects("STM0103", "newsroom.xml:1:"):
        server.newsroom.drop("newsroom.xml", "<newsroom><issuer id='efa'>X")
    server.newsroom.drop("uses-it.xml", using(body=f"{BODY}<p>Once more.</p>"))
    wait_until(lambda: "Once more." in server.get("/statements/uses-it").text)
    page = server.get("/statements/uses-it")
    assert page.status == 200 and "Nine ferries." in page.text
    server.newsroom.drop("uses-it.xml", using())


def test_a_missing_name_hides_only_new_statements_and_is_said(server):
    folder = server.newsroom
    with server.expects("STM0101", "contact", 'Did you mean ref="press"?'):
        folder.drop("new.xml", statement("New", head='<contact ref="pres"/>'))
    assert server.get("/statements/new").status == 404
    with server.expects("STM0101", "newsroom.xml has no <note"):
        change(server, '<note id="about"', '<note id="about-us"')
    page = server.get("/statements/uses-it")
    assert page.status == 200 and ">Press office<" in page.text
    folder.remove("new.xml")


def test_what_becomes_internal_leaves_pages_whose_files_are_broken(server):
    folder = server.newsroom
    with server.expects("STM0101", "uses-it.xml"):
        folder.drop("uses-it.xml", using().replace("</head>", ""))
    change(server, '<note id="about" kind="about"', '<note id="about" kind="about" scope="internal"')
    wait_until(lambda: "Nine ferries" not in server.get("/statements/uses-it").text)
    assert server.get("/statements/uses-it").status == 200
    folder.drop("uses-it.xml", using())


def test_a_file_that_only_drafts_get_by_reference_is_hidden(server):
    folder = server.newsroom
    change(server, "</newsroom>", '<note id="plan"><p><link href="plan.pdf">Plan</link></p></note>'
                                  "</newsroom>")
    folder.drop("draft.xml", statement("Draft", published="", attributes='id="d" status="draft"',
                                       after='<note ref="plan"/>'))
    folder.drop("plan.pdf", "%PDF-1.4")
    wait_until(lambda: server.get("/statements/plan.pdf").status == 404)
    time.sleep(1.5)
    assert server.get("/statements/plan.pdf").status == 404
    folder.drop("open.xml", statement("Open", after='<note ref="plan"/>'))
    wait_until(lambda: server.get("/statements/plan.pdf").status == 200)
    for name in ("open.xml", "draft.xml", "plan.pdf"):
        folder.remove(name)


def test_a_thousand_pages_are_renewed_within_two_seconds(own):
    folder = own.newsroom
    folder.drop("newsroom.xml", SHARED)
    for number in range(1000):
        folder.drop(f"n{number}.xml", using(f"Number {number}"))
    own.start()
    own.wait_for("/statements/", 200, seconds=60)
    names = ("n0", "n500", "n999")
    for name in names:
        own.wait_for(f"/statements/{name}", 200)
    folder.drop("newsroom.xml", SHARED.replace("Nine", "Ten"))
    for name in names:
        wait_until(lambda name=name: "Ten ferries" in own.get(f"/statements/{name}").text)


# --- the command

def check(folder, *arguments):
    done = subprocess.run([BUILD / "statement", "check", *arguments], cwd=folder, text=True,
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def test_check_of_a_file_finds_it_in_the_folders_around(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("newsroom.xml", SHARED)
    folder.drop("2026/a.xml", using())
    assert check(tmp_path, "2026/a.xml") == (0, "")
    assert check(tmp_path / "2026", "a.xml") == (0, "")
    assert check(tmp_path, "newsroom.xml") == (0, "")
    folder.drop("2026/b.xml", using().replace('ref="press"', 'ref="pres"'))
    status, said = check(tmp_path, "2026/b.xml")
    assert status == 1 and 'Did you mean ref="press"?' in said and "2026/b.xml:" in said


def test_check_of_a_folder_finds_it_and_says_what_is_wrong_with_it(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("site/newsroom.xml", SHARED)
    folder.drop("site/press.html", "For the press")
    folder.drop("site/a.xml", using())
    assert check(tmp_path, "site") == (0, "")
    folder.drop("site/newsroom.xml", SHARED.replace('<contact id="desk"', "<contact"))
    status, said = check(tmp_path, "site")
    assert status == 1
    assert "site/newsroom.xml:8:3: error: <contact> in newsroom.xml has no id." in said


@pytest.mark.parametrize("path", [".", "2026", "2026/newsroom.xml"])
def test_one_in_a_folder_inside_is_said_to_be_unused(tmp_path, path):
    folder = Folder(tmp_path)
    shared = "<newsroom><contact id=\"a\"><name>A</name></contact></newsroom>"
    folder.drop("newsroom.xml", shared)
    folder.drop("2026/a.xml", statement("A"))
    assert check(tmp_path, path.replace("/newsroom.xml", "/a.xml")) == (0, "")
    folder.drop("2026/newsroom.xml", shared)
    status, said = check(tmp_path, path)
    assert status == 0 and said.count("warning: ") == 1, said
    assert "newsroom.xml" in said and "2026" in said and "is not used" in said
    assert check(tmp_path, "newsroom.xml") == (0, "")


def test_without_one_only_statements_that_refer_to_it_are_invalid(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("a.xml", using())
    folder.drop("b.xml", statement("Plain"))
    status, said = check(tmp_path, ".")
    assert status == 1 and "b.xml" not in said
    assert 'ref="press" means newsroom.xml, and there is none that is in order' in said


def test_render_has_what_the_statement_uses(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("newsroom.xml", SHARED)
    folder.drop("2026/a.xml", using())
    done = subprocess.run([BUILD / "statement", "render", "2026/a.xml", "--to", "txt"],
                          cwd=tmp_path, text=True, check=True, stdout=subprocess.PIPE)
    assert "Press office" in done.stdout and "Nine ferries." in done.stdout
    assert "Zanzibarquark" not in done.stdout


def test_render_of_one_folder_leads_to_where_newsroom_xml_is(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("newsroom.xml", SHARED.replace("https://example.org/licence", "licence.html"))
    folder.drop("2026/a.xml", using())
    done = subprocess.run([BUILD / "statement", "render", "a.xml", "--base",
                           "https://example.org/news/2026/"], cwd=tmp_path / "2026", text=True,
                          check=True, stdout=subprocess.PIPE)
    assert 'href="/news/press.html"' in done.stdout
    assert 'href="/news/licence.html"' in done.stdout


def test_new_takes_references_over_from_an_older_statement(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("newsroom.xml", SHARED)
    folder.drop("a.xml", using())
    subprocess.run([BUILD / "statement", "new", "Another", "--like", "a.xml"], cwd=tmp_path,
                   check=True, stdin=subprocess.DEVNULL)
    assert '<contact ref="press"/>' in (tmp_path / "another.xml").read_text()
    assert check(tmp_path, "another.xml")[0] == 0


def test_an_xml_editor_can_complete_it(tmp_path):
    (tmp_path / "newsroom.xml").write_text(SHARED)
    schema = os.fspath(ROOT / "xslt/newsroom.xsd")
    subprocess.run(["xmllint", "--nonet", "--noout", "--schema", schema,
                    tmp_path / "newsroom.xml"], check=True, stderr=subprocess.DEVNULL)
