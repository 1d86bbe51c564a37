"""sitemap.xml: each visible statement once, in parts where there are many, and nothing else."""

import datetime
import email.utils
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from logins import login, write_users
from newsroom import NEWSROOM, ROOT, statement, wait_until
from rendering import compare

SAMPLES = ROOT / "conf/statements"
GRAMMAR = ROOT / "tests/schemas/sitemap.rng"
CONFIG = NEWSROOM + """
Alias "/samples" "${RUN}/samples"
Alias "/many" "${RUN}/many"
Alias "/empty" "${RUN}/empty"
Alias "/all" "${RUN}/newsroom"
<Directory "${RUN}/samples">
    Require all granted
    StatementEngine On
    StatementBaseURL "https://press.example.org/statements/"
</Directory>
<Directory "${RUN}/many">
    Require all granted
    StatementEngine On
</Directory>
<Directory "${RUN}/empty">
    Require all granted
    StatementEngine On
</Directory>
<Directory "${RUN}/newsroom/members">
    AuthType Basic
    AuthName "Members"
    AuthUserFile "${RUN}/users"
    Require user anna
</Directory>
<Location "/all/">
    StatementShow All
</Location>
"""
READY = ["/statements/", "/samples/", "/many/", "/empty/"]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
PART = 1000  # STM_SITEMAP_ADDRESSES
MANY = 2 * PART + 1

SHOWN = {
    "öffnung & mehr": statement("Öffnung", lang="de", published="2024-05-01"),
    "2024/one": statement("One", head='<translation href="eins" xml:lang="de"/>'
                          '<updated when="2024-06-01T12:00:00+02:00">Mended.</updated>'),
    "2024/eins": statement("Eins", lang="de"),
    "uno": statement("Uno", lang="es", head='<translation href="2024/one" xml:lang="en"/>'
                     '<translation href="hidden" xml:lang="fr"/>'
                     '<translation href="members/uno" xml:lang="pt"/>'),
}
HIDDEN = {
    "draft": statement("Draft", attributes='id="draft" status="draft"'),
    "hidden": statement("Hidden", lang="fr", published="2099-01-01"),
    "expired": statement("Expired", head="<expires>2024-06-01</expires>"),
    "taken": statement("Taken", head='<withdrawn when="2024-06-01T10:00:00Z">Wrong.</withdrawn>'),
    "broken": "<statement>",
}


def prepare(server):
    server.allow("STM0101", "STM0102", "AH01617", "AH01618")
    write_users(server)
    for name, text in {**SHOWN, **HIDDEN}.items():
        server.newsroom.drop(f"{name}.xml", text)
    server.newsroom.drop("members/uno.xml", statement("Membros", lang="pt"))
    (server.run / "empty").mkdir()
    (server.run / "many").mkdir()
    shutil.copytree(SAMPLES, server.run / "samples")
    start = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    for number in range(MANY):
        moment = start + datetime.timedelta(hours=number)
        (server.run / "many" / f"n{number}.xml").write_text(
            statement(f"N {number}", published=f"{moment:%Y-%m-%dT%H:%M:%SZ}"))


def faults(body):
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--relaxng", GRAMMAR, "-"], input=body,
                          capture_output=True, check=False)
    return done.stderr.decode() if done.returncode else ""


def read(answer):
    """What stands in a sitemap, by address."""
    assert answer.status == 200 and answer.type == "application/xml"
    assert faults(answer.body) == ""
    return {one.findtext(f"{SITEMAP}loc"): one for one in ElementTree.fromstring(answer.body)}


def names(answer, address="/statements/"):
    return [one.split(address)[1] for one in read(answer)]


@pytest.fixture(name="whole", scope="module")
def fixture_whole(server):
    """The sitemap once all statements are in it."""
    wait_until(lambda: len(read(server.get("/statements/sitemap.xml"))) == len(SHOWN) + 1, 10,
               "all statements in the sitemap")
    return server.get("/statements/sitemap.xml")


def test_it_lists_the_archive_and_each_visible_statement_at_its_canonical_address(server, whole):
    listed = names(whole)
    assert listed[0] == ""
    assert sorted(listed[1:]) == sorted(
        ["%C3%B6ffnung%20&%20mehr", "2024/one", "2024/eins", "uno"])
    for address in read(whole):
        assert address.startswith(f"http://news.example.org:{server.port}/statements/")
        page = server.get(address.split(str(server.port))[1])
        assert page.status == 200
        if not address.endswith("/"):
            assert f'<{address}>; rel="canonical"' in page.header("Link")


def test_it_says_when_each_statement_last_changed(whole):
    dates = {address.rsplit("/", 1)[1]: one.findtext(f"{SITEMAP}lastmod")
             for address, one in read(whole).items()}
    assert dates == {"": None, "one": "2024-06-01T10:00:00Z", "eins": "2024-05-04T10:00:00Z",
                     "uno": "2024-05-04T10:00:00Z",
                     "%C3%B6ffnung%20&%20mehr": "2024-05-01T00:00:00Z"}


def languages(answer, name):
    element = next(one for address, one in read(answer).items() if address.endswith(name))
    return {link.get("hreflang"): link.get("href").split("/statements/")[1]
            for link in element.findall(LINK)}


def test_it_names_each_visible_language_of_a_statement_and_its_own(whole):
    assert languages(whole, "2024/one") == {"en": "2024/one", "de": "2024/eins", "es": "uno"}
    assert languages(whole, "2024/eins") == {"en": "2024/one", "de": "2024/eins", "es": "uno"}
    assert languages(whole, "uno") == {"en": "2024/one", "es": "uno", "de": "2024/eins"}
    assert languages(whole, "mehr") == {}


def test_only_who_may_read_a_folder_gets_its_statements(server, whole):
    assert "members" not in whole.text and "private" in whole.header("Cache-Control")
    answer = server.get("/statements/sitemap.xml", login("anna"))
    assert "members/uno" in names(answer)
    assert languages(answer, "/uno") == {"en": "2024/one", "es": "uno", "de": "2024/eins",
                                         "pt": "members/uno"}
    assert "private" in answer.header("Cache-Control")
    assert server.get("/statements/sitemap.xml").body == whole.body


def test_a_preview_of_everything_adds_nothing(server, whole):
    server.wait_for("/all/", 200)
    answer = server.get("/all/sitemap.xml")
    assert sorted(names(answer, "/all/")) == sorted(names(whole))


def test_it_has_validators_and_a_head_without_a_body(server, whole):
    again = server.get("/statements/sitemap.xml", {"If-None-Match": whole.header("ETag")})
    assert again.status == 304 and again.body == b""
    assert whole.header("Last-Modified")
    head = server.get("/statements/sitemap.xml", method="HEAD")
    assert (head.status, head.body, head.header("Content-Length")) \
        == (200, b"", str(len(whole.body)))
    assert server.get("/statements/sitemap.xml", {"Accept": "text/html"}).body == whole.body


def test_it_changes_with_the_newsroom(server, whole):
    server.newsroom.drop("later.xml", statement("Later"))
    wait_until(lambda: "later" in names(server.get("/statements/sitemap.xml")), 5, "the new one")
    server.newsroom.remove("later.xml")
    server.wait_for("/statements/later", 410)
    answer = server.get("/statements/sitemap.xml")
    assert answer.body == whole.body
    before, after = (email.utils.parsedate_to_datetime(one.header("Last-Modified"))
                     for one in (whole, answer))
    assert after >= before


def test_an_embargoed_statement_comes_in_at_its_second_and_caches_know(server, whole):
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    moment = now + datetime.timedelta(seconds=6)
    server.newsroom.drop("soon.xml", statement("Soon", published=f"{moment:%Y-%m-%dT%H:%M:%SZ}"))

    def age():
        return int(server.get("/statements/sitemap.xml").header("Cache-Control")
                   .split("max-age=")[1].split(",")[0])
    wait_until(lambda: age() < 10, 4, "freshness that ends with the embargo")
    while True:
        answer = server.get("/statements/sitemap.xml")
        if datetime.datetime.now(datetime.timezone.utc) >= moment:
            break
        assert answer.body == whole.body
    wait_until(lambda: "soon" in names(server.get("/statements/sitemap.xml")), 5, "the statement")
    server.newsroom.remove("soon.xml")
    server.wait_for("/statements/soon", 410)


def test_an_empty_newsroom_has_a_valid_sitemap(server):
    assert names(server.get("/empty/sitemap.xml"), "/empty/") == [""]


def test_many_statements_come_in_parts_the_oldest_first(server):
    wait_until(lambda: server.get("/many/sitemap.xml?page=3").status == 200, 60, "all statements")
    index = names(server.get("/many/sitemap.xml"), "/many/")
    assert index == [f"sitemap.xml?page={part}" for part in (1, 2, 3)]
    parts = [names(server.get(f"/many/{part}"), "/many/") for part in index]
    assert [len(part) for part in parts] == [PART + 1, PART, 1]
    assert parts[0].pop(0) == ""
    assert sorted(sum(parts, [])) == sorted(f"n{number}" for number in range(MANY))
    assert parts[2] == [f"n{MANY - 1}"]
    for wrong in ("4", "99999999999"):
        assert server.get(f"/many/sitemap.xml?page={wrong}").status == 404
    before = server.get("/many/sitemap.xml?page=1")
    (server.run / "many/newest.xml").write_text(statement("Newest"))
    wait_until(lambda: "newest" in server.get("/many/sitemap.xml?page=3").text, 10, "the newest")
    assert server.get("/many/sitemap.xml?page=1").header("ETag") == before.header("ETag")


def test_the_samples_have_their_golden_sitemap(server):
    answer = server.get("/samples/sitemap.xml")
    assert read(answer)
    compare("sitemap.xml", answer.text)
