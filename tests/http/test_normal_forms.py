"""A name means the same however its accents are stored: as one character each (Unicode's NFC, what
people type) or as two (NFD, what macOS calls files)."""

import json
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree
from html import unescape
from urllib.parse import quote

import pytest

from newsroom import BUILD, NEWSROOM, statement, wait_until

CONFIG = NEWSROOM + f"""
<Files "{unicodedata.normalize("NFD", "für-Süd.xml")}">
    Require all denied
</Files>
<Location "/statements/{unicodedata.normalize("NFC", "für-Nord.xml")}">
    Require all denied
</Location>
<Location "/statements/{unicodedata.normalize("NFD", "für-West.xml")}">
    Require all denied
</Location>
<Directory "${{RUN}}/newsroom/{unicodedata.normalize("NFD", "für-Ost")}">
    Require all denied
</Directory>
"""


def nfc(text):
    return unicodedata.normalize("NFC", text)


def nfd(text):
    return unicodedata.normalize("NFD", text)


MIXED = "Ge" + nfc("mü") + nfd("tü")  # in neither form
# Files as they lie on the disk.
STORED = {"decomposed": nfd("Erklärung"), "composed": nfc("Überblick"), "mixed": MIXED,
          "folder": nfd("Bücher") + "/" + nfc("Tür"), "inner": nfc("Räume") + "/" + nfd("Küche"),
          "korean": nfd("성명")}
TAILS = {"": "text/html", ".xml": "text/html", ".html": "text/html", ".rss": "application/rss+xml",
         ".txt": "text/plain", ".vcf": "text/vcard"}
TWINS = [nfc("Käse"), nfd("Käse")]
PDF = nfd("Maße-größer") + ".pdf"
PNG = nfd("Tür") + ".png"
CLOSED = ["für-Süd", "für-Nord", "für-West", "für-Ost/inner"]
SECRET = nfd("Geheimnis-für-später")
CONTACT = "<contact><name>N</name><email>n@example.org</email></contact>"


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103", "AH01630")
    drop = server.newsroom.drop
    for key, name in STORED.items():
        drop(f"{name}.xml", statement(f"Stored {key}", head=CONTACT, attributes=f'id="{key}"'))
    for name in CLOSED:
        drop(f"{nfd(name)}.xml", statement("Closed to all", attributes='id="{auto}"'.replace(
            "{auto}", name.replace("/", "-"))))
    for number, name in enumerate(TWINS):
        drop(f"{name}.xml", statement(f"Twin {number}", attributes=f'id="twin-{number}"'))
    drop(PDF, b"%PDF-1.4 the file")
    drop(PNG, b"the picture")
    drop(f"{SECRET}.pdf", b"the secret")
    drop(f"{SECRET}.xml", statement("Hidden", attributes='id="hidden" status="draft"',
                                    head=f'<attachment href="{nfc(SECRET)}.pdf">S</attachment>'))
    drop("de.xml", statement("Deutsch", lang="de", attributes='id="de"', head=(
        f'<translation href="{nfc("Erklärung")}" xml:lang="en"/>')))
    drop("names.xml", statement("Names", attributes='id="names"', head=(
        f'<attachment href="{nfc(PDF)}" type="application/pdf">File</attachment>'
        f'<image href="{nfc(PNG)}" alt="Picture"/>'
        f'<related href="{nfc("Erklärung")}.xml">R</related>'
        f'<related href="{nfc(SECRET)}">Hidden</related>'), body=(
        f'<p><link href="{nfd("Überblick")}">L</link> <link href="{nfc("Küche")}">no</link> '
        f'<link href="{nfd("Räume/Küche")}">K</link> <link href="{nfc(SECRET)}.xml">S</link></p>'
        f'<statement src="{nfc("Erklärung")}"/>')))


def address(name):
    return "/statements/" + quote(name)


@pytest.mark.parametrize("form", [nfc, nfd, str])
@pytest.mark.parametrize("key", STORED)
def test_each_form_of_a_name_leads_to_the_statement(server, key, form):
    for tail, media_type in TAILS.items():
        answer = server.get(address(form(STORED[key])) + tail)
        assert (answer.status, answer.type) == (200, media_type), tail
        if tail != ".vcf":
            assert f"Stored {key}" in answer.text


@pytest.mark.parametrize("form", [nfc, nfd])
def test_each_form_of_a_folder_leads_to_its_lists(server, form):
    folder = address(form("Bücher"))
    assert "Stored folder" in server.get(folder + "/").text
    assert "Stored folder" in server.get(folder + "/feed.rss").text
    answer = server.get(folder)
    assert (answer.status, answer.header("Location").rsplit("/", 2)[1]) == (301, quote(nfc("Bücher")))


@pytest.mark.parametrize("key", STORED)
def test_all_outputs_print_the_composed_form(server, key):
    name = STORED[key]
    page = server.get(address(name))
    own = f"http://news.example.org:{server.port}{address(nfc(name))}"
    assert re.findall(r'<link rel="canonical" href="([^"]*)"', page.text) == [own]
    assert f"<{own}>; rel=\"canonical\"" in page.header("Link")
    ld = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text).group(1)
    assert json.loads(ld)["url"] == own
    for path in ("/statements/", f"/statements/?q={key}"):
        text = re.sub("</?mark>", "", unescape(server.get(path).text))
        assert re.findall(rf'href="([^"]*)">Stored {key}<', text) == [address(nfc(name))]
    feed = ElementTree.fromstring(server.get("/statements/feed.rss").body)
    links = {item.findtext("title"): item.findtext("link") for item in feed.iter("item")}
    assert links[f"Stored {key}"] == own
    assert f"<loc>{own}</loc>" in server.get("/statements/sitemap.xml").text
    assert own in server.get(address(name) + ".txt").text


def test_references_lead_to_files_in_the_other_form(server):
    page = server.get("/statements/names").text
    hrefs = re.findall(r'(?:href|src)="([^"]*)"', page)
    for name in (PDF, PNG, STORED["decomposed"], STORED["composed"], STORED["inner"]):
        assert address(nfc(name)) in hrefs, name
        assert address(nfd(name)) not in hrefs or nfc(name) == nfd(name)
    assert "The text of Stored decomposed, in words." in page
    item = ElementTree.fromstring(server.get("/statements/names.rss").body).find("channel/item")
    enclosure = item.find("enclosure")
    assert enclosure.get("length") == str(len(b"%PDF-1.4 the file"))
    assert enclosure.get("url").endswith(address(nfc(PDF)))


@pytest.mark.parametrize("form", [nfc, nfd])
@pytest.mark.parametrize("name, body", [(PDF, b"%PDF-1.4 the file"), (PNG, b"the picture")])
def test_each_form_of_a_file_is_sent(server, name, body, form):
    answer = server.get(address(form(name)))
    assert (answer.status, answer.body) == (200, body)


def test_a_translation_joins_both_sides(server):
    for path, other in ((address(STORED["decomposed"]), "/statements/de"),
                        ("/statements/de", address(nfc(STORED["decomposed"])))):
        text = server.get(path).text
        assert re.search(rf'<p class="translations">.*?href="{re.escape(other)}"', text), path


@pytest.mark.parametrize("form", [nfc, nfd])
def test_what_is_hidden_is_hidden_in_each_form(server, form):
    for tail in (*TAILS, ".pdf", ".xml?source"):
        assert server.get(address(form(SECRET)) + tail).status == 404, tail
    text = server.get("/statements/names").text
    assert quote(nfc(SECRET)) not in text and quote(nfd(SECRET)) not in text


@pytest.mark.parametrize("form", [nfc, nfd])
@pytest.mark.parametrize("name", CLOSED)
def test_a_rule_holds_for_each_form_of_the_address(server, name, form):
    for tail in ("", ".html", ".rss", ".txt", ".vcf"):
        assert server.get(address(form(name)) + tail).status == 403, tail
    for path in ("/statements/", "/statements/feed.rss", "/statements/?q=closed"):
        assert "Closed to all" not in server.get(path).text
    if "Ost" in name:
        for tail in ("/", "/feed.rss"):
            assert server.get(address(form("für-Ost")) + tail).status in (403, 404)


def test_of_two_names_alike_each_has_its_own_bytes(server):
    for number, name in enumerate(TWINS):
        page = server.get(address(name)).text
        assert f"Twin {number}" in page
        own = f"http://news.example.org:{server.port}{address(name)}"
        assert re.findall(r'<link rel="canonical" href="([^"]*)"', page) == [own]
    found = re.findall(r'href="([^"]*)">(Twin \d)<', unescape(server.get("/statements/").text))
    assert sorted(found) == sorted((address(name), f"Twin {number}")
                                   for number, name in enumerate(TWINS))


def test_a_name_that_could_be_either_is_none(server):
    one, other = nfc("Ä") + nfd("ö"), nfd("Äö")
    for number, name in enumerate((other, nfc("Äö"))):
        server.newsroom.drop(f"{name}.xml", statement(f"Either {number}"))
    server.wait_for(address(other), 200)
    server.wait_for(address(nfc("Äö")), 200)
    wait_until(lambda: {"Either 0", "Either 1"} <= set(
        re.findall("Either [01]", server.get("/statements/").text)), 20, "both in the archive")
    assert server.get(address(one)).status == 404
    for name in (other, nfc("Äö")):
        server.newsroom.remove(f"{name}.xml")


def test_log_and_check_tell_of_names_alike(server):
    assert "with its accents stored in another way" in server.everything_said()
    done = subprocess.run([BUILD / "statement", "check", server.newsroom.path], check=False,
                          capture_output=True, text=True)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if "accents" in line]
    assert len(lines) == 1 and nfc("Käse.xml") in nfc(lines[0])


def test_a_deleted_statement_is_gone_in_each_form(server):
    name = nfd("Später gelöscht")
    server.newsroom.drop(f"{name}.xml", statement("Deleted later"))
    server.wait_for(address(nfc(name)), 200)
    wait_until(lambda: "Deleted later" in server.get("/statements/").text, 10)
    server.newsroom.remove(f"{name}.xml")
    for form in (nfc, nfd):
        server.wait_for(address(form(name)), 410, 15)


def test_one_that_is_respelt_and_broken_at_once_goes_on_as_it_was(server):
    folder, name, other = server.newsroom, nfc("Schön"), nfc("Gewöhnlich")
    for one in (name, other):
        folder.drop(f"{one}.xml", statement(f"About {one}", attributes=f'id="{one}"'))
    wait_until(lambda: all(f"About {one}" in server.get("/statements/feed.rss").text
                           for one in (name, other)), what="both in the feed")
    (folder.path / f"{name}.xml").rename(folder.path / f"{nfd(name)}.xml")
    folder.drop(f"{nfd(name)}.xml", statement("Half of it")[:150])
    assert server.get(address(name)).status == 200
    folder.remove(f"{other}.xml")
    server.wait_for(address(other), 410)  # what was missed with it counts as deleted by then
    for form in (nfc, nfd):
        answer = server.get(address(form(name)))
        assert answer.status == 200 and f"About {name}" in answer.text
    assert f"About {name}" in server.get("/statements/feed.rss").text


def test_names_that_are_nowhere_are_not_found(server):
    for name in ("Nirgendwö", "Bücher/Nirgendwö", "Nirgendwö/Tür", "../Erklärung", "ä" * 60, "\u0301"):
        for form in (nfc, nfd):
            assert server.get(address(form(name))).status == 404
