"""RSS, Atom and JSON Feed: valid whatever statements hold, and all three with the same words."""

import datetime
import html
import html.parser
import json
import re
import shutil
import xml.etree.ElementTree as ElementTree

import feedparser
import pytest

from feed_rules import (ATOM, CONTENT, CREATOR, FORMATS, atom_faults, json_errors, relaxng_errors,
                        rss_faults)
from newsroom import NEWSROOM, ROOT, statement, varies_by, wait_until

SAMPLES = ROOT / "conf/statements"
CONFIG = NEWSROOM + """
Alias "/empty" "${RUN}/empty"
Alias "/samples" "${RUN}/samples"
<Directory "${RUN}/empty">
    Require all granted
    StatementEngine On
    StatementTitle "Press <b>Office</b> & Co."
</Directory>
<Directory "${RUN}/samples">
    Require all granted
    StatementEngine On
    StatementTitle "Samples"
</Directory>
"""
READY = ["/statements/", "/empty/", "/samples/"]
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# A title as it is typed, and as a reader must show it.
HARD_TITLE = 'R&amp;D: &lt;beta&gt; isn\'t "&amp;amp;" \\ C:\\temp\\u0041'
SHOWN_TITLE = 'R&D: <beta> isn\'t "&amp;" \\ C:\\temp\\u0041'
HARD_TEXT = ("\u2028line\u2029 \x7f &#9;tab \\n \\\" &lt;/script&gt; ]]&gt; "
             "&lt;b&gt; 👩\u200d👩\u200d👧 𝒳 e\u0301 \ufeff \U0010fffd")
TYPED = 'Write <img src=x onerror="alert(1)"> & &lt;b&gt; <!-- so --> <script>x</script>'
STATEMENTS = {
    "hard": statement(HARD_TITLE, attributes='id="hard" kind="&quot;Kind&quot; &amp; \\"',
                      body=f"<p>{HARD_TEXT}</p><p>Second <quote>words</quote>.</p>",
                      head='<tag key="r&amp;d">R&amp;D \\ "x"</tag><author>A. "B" \\C</author>'),
    "marked": statement('Words in <em>bold</em> and\n <quote>marks</quote><noteref ref="n"/>',
                        attributes='id="marked"',
                        after='<note id="n"><p>A note.</p></note>'),
    "corrected": statement("Corrected", published="2024-05-01T10:00:00+02:00", head=(
        '<updated when="2024-05-03T12:00:00+02:00">The date was wrong.</updated>'
        '<translation href="berichtigt" xml:lang="de"/><related href="hard">The hard one</related>'
        '<summary>In short: <quote>mended</quote>.</summary>')),
    "berichtigt": statement("Berichtigt", lang="de", published="2024-05-01"),
    "files": statement("With files", attributes='id="https://id.example.org/files"', head=(
        '<attachment href="papers/a%20b.txt" type="text/plain">The paper &amp; more</attachment>'
        '<attachment href="papers/second.txt"/>'
        '<attachment href="https://elsewhere.example.org/x.pdf" type="application/pdf">X'
        "</attachment>"
        '<image href="papers/p.svg" alt="A &quot;picture&quot;">A caption</image>'),
        body='<p><link href="papers/a%20b.txt">Here</link>, <link href="hard">there</link>.</p>'
             '<blockquote cite="corrected"><p>Quoted.</p></blockquote>'
             '<figure><image href="papers/p.svg" alt=""/></figure>'),
    "typed": statement(html.escape(TYPED), attributes='id="typed"',
                       body=f"<p>{html.escape(TYPED)}</p>"),
    "2024/joint": statement("Joint", published="2024-01-15T00:30:00+01:00", head=(
        '<issuer href="https://second.example.org/">Second &amp; Co.</issuer>')),
    "taken": statement("Taken back", published="2024-02-01T10:00:00Z",
                       head='<withdrawn when="2024-06-01T10:00:00Z">Wrong.</withdrawn>'),
    "none": statement("None", attributes='id="none" status="draft"'),
}
SHOWN = sorted(set(STATEMENTS) - {"taken", "none"})


def prepare(server):
    server.allow("STM0101", "STM0102")
    for name, text in STATEMENTS.items():
        server.newsroom.drop(f"{name}.xml", text)
    server.newsroom.drop("papers/a b.txt", "ten bytes\n")
    server.newsroom.drop("papers/second.txt", "seven\n\n")
    server.newsroom.drop("papers/p.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    (server.run / "empty").mkdir()
    shutil.copytree(SAMPLES, server.run / "samples")


@pytest.fixture(name="feed", scope="module")
def fixture_feed(server):
    """The bytes of the newsroom's feed in a format, once all statements are in it."""
    wait_until(lambda: len(json.loads(server.get("/statements/feed.json").body)["items"])
               == len(SHOWN), 10, "all statements in the feed")
    return lambda extension: server.get(f"/statements/feed.{extension}").body


def atom_of(body):
    return ElementTree.fromstring(body)


def by_name(elements, address):
    """Elements or items by the statement's name in their address."""
    return {address(element).split("/statements/")[1]: element for element in elements}


def entries(feed):
    return by_name(atom_of(feed("atom")).findall(f"{ATOM}entry"), lambda entry: entry.find(
        f"{ATOM}link[@rel='alternate']").get("href"))


def items(feed):
    return by_name(json.loads(feed("json"))["items"], lambda item: item["url"])


def rss_items(feed):
    return by_name(ElementTree.fromstring(feed("rss")).findall("channel/item"),
                   lambda item: item.findtext("link"))


def pages(extension):
    """The addresses of all feeds in one format."""
    return [f"/statements/feed.{extension}", f"/statements/2024/feed.{extension}",
            f"/samples/feed.{extension}", f"/empty/feed.{extension}"] + \
        [f"/statements/{name}.{extension}" for name in SHOWN]


def test_atom_keeps_to_rfc_4287(server, feed):
    assert feed("atom")
    for address in [*pages("atom"), "/statements/taken.atom"]:
        body = server.get(address).body
        assert relaxng_errors(body) == "", address
        assert atom_faults(body) == [], address


def test_json_feed_keeps_to_its_specification(server, feed):
    assert feed("json")
    for address in [*pages("json"), "/statements/taken.json"]:
        assert json_errors(server.get(address).body) == [], address


def test_rss_keeps_to_the_profile(server, feed):
    assert feed("rss")
    for address in [*pages("rss"), "/statements/taken.rss"]:
        assert rss_faults(server.get(address).body) == [], address


@pytest.mark.parametrize("wrong, right", [
    (b"<updated>[^<]*</updated>", b""), (b"<id>[^<]*</id>", b"<id>hard</id>"),
    (b'title type="text"', b'title type="html"'), (b"Z</published>", b"+01:00</published>"),
    (b"<author>.*?</author>", b""), (b'href="https?:', b'href="'), (b"<name>[^<]*<", b"<name><"),
    (b'rel="alternate"', b'rel="other"'), (rb"<(/?)content\b", rb"<\1contents"),
    (b"term=", b"name=")])
def test_the_atom_grammar_notices(feed, wrong, right):
    broken, count = re.subn(wrong, right, feed("atom"), count=0, flags=re.S)
    assert count and relaxng_errors(broken), wrong


@pytest.mark.parametrize("wrong, right", [
    (b"version/1.1", b"version/1"), (b'"id": "urn:uuid:', b'"id": "'), (b'"title"', b'"_title"'),
    (b'Z",\n"language"', b'",\n"language"'), (b'"size_in_bytes": ', b'"size_in_bytes": -'),
    (b'"authors": \\[.*?\\]', b'"authors": []')])
def test_the_json_schema_notices(feed, wrong, right):
    broken, count = re.subn(wrong, right, feed("json"))
    assert count and json_errors(broken), wrong


@pytest.mark.parametrize("wrong, right", [
    (b' isPermaLink="false"', b""), (b" GMT</pubDate>", b" +0000</pubDate>"),
    (b"Sat, ", b"Sun, "), (rb"<(/?)dc:creator>", rb"<\1author>"),
    (b'rel="self"', b'rel="alternate"'), (b"<category>[^<]*<", b"<category><")])
def test_the_rss_profile_notices(feed, wrong, right):
    broken, count = re.subn(wrong, right, feed("rss"))
    assert count and rss_faults(broken), wrong


# --- what the feeds say

def test_all_feeds_hold_the_same_statements_identities_and_text(feed):
    atom, rss, by_json = entries(feed), rss_items(feed), items(feed)
    assert set(atom) == set(rss) == set(by_json) == set(SHOWN)
    for name, item in by_json.items():
        assert item["id"] == atom[name].findtext(f"{ATOM}id") == rss[name].findtext("guid")
        assert item["content_html"] == atom[name].findtext(f"{ATOM}content") \
            == rss[name].findtext(CONTENT)
        assert item["title"] == atom[name].findtext(f"{ATOM}title") == rss[name].findtext("title")
        assert item["language"] == atom[name].get(LANGUAGE) == rss[name].get(LANGUAGE)
        assert [author["name"] for author in item["authors"]] \
            == [author.text for author in atom[name].iterfind(f"{ATOM}author/{ATOM}name")] \
            == [creator.text for creator in rss[name].findall(CREATOR)]
        assert item.get("summary") == atom[name].findtext(f"{ATOM}summary") \
            == html.unescape(rss[name].findtext("description"))


class Tags(html.parser.HTMLParser):
    """What a reader that takes text for HTML makes of it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.words += data


def test_words_typed_like_markup_are_words_for_who_takes_a_description_for_html(server, feed):
    empty = ElementTree.fromstring(server.get("/empty/feed.rss").body).find("channel")
    alone = ElementTree.fromstring(server.get("/statements/typed.rss").body).find("channel")
    for item in (rss_items(feed)["typed"], alone.find("item")):
        shown = Tags(item.findtext("description"))
        assert (shown.tags, shown.words) == ([], TYPED)
        assert item.findtext("title") == TYPED
        shown = Tags(item.findtext(CONTENT))
        assert set(shown.tags) == {"div", "p"} and TYPED in shown.words
    shown = Tags(empty.findtext("description"))
    assert shown.tags == [] and empty.findtext("title") in shown.words
    assert empty.findtext("title") == "Press <b>Office</b> & Co."


def test_characters_that_mean_something_elsewhere_arrive_as_they_were_written(feed):
    item, entry = items(feed)["hard"], entries(feed)["hard"]
    assert item["title"] == SHOWN_TITLE
    assert item["tags"] == ['"Kind" & \\', 'R&D \\ "x"']
    assert item["authors"][1]["name"] == 'A. "B" \\C'
    assert [category.attrib for category in entry.findall(f"{ATOM}category")] == [
        {"term": '"Kind" & \\', "label": '"Kind" & \\'},
        {"term": "r&d", "label": 'R&D \\ "x"'}]
    content = ElementTree.fromstring(item["content_html"])
    words = "".join(content.find("p").itertext())
    # Separators of lines and paragraphs are white space.
    assert words.startswith("line ")
    for part in ["\x7f", "\\n \\\" </script> ]]> <b>",
                 "👩\u200d👩\u200d👧", "𝒳 e\u0301", "\ufeff", "\U0010fffd"]:
        assert part in words
    assert set(re.findall(rb"[\x00-\x1f]", feed("json"))) == {b"\n"}


def test_titles_are_words_without_markup_and_references(feed):
    assert items(feed)["marked"]["title"] == "Words in bold and “marks”"


def test_a_correction_moves_updated_and_nothing_else(feed):
    entry, item = entries(feed)["corrected"], items(feed)["corrected"]
    assert entry.findtext(f"{ATOM}published") == item["date_published"] == "2024-05-01T08:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == item["date_modified"] == "2024-05-03T10:00:00Z"
    assert rss_items(feed)["corrected"].findtext(f"{ATOM}updated") == item["date_modified"]
    assert rss_items(feed)["corrected"].findtext("pubDate") == "Wed, 01 May 2024 08:00:00 GMT"
    assert item["title"] == "Corrected"
    assert item["summary"] == "In short: “mended”."
    other = items(feed)["hard"]
    assert "date_modified" not in other
    assert entries(feed)["hard"].findtext(f"{ATOM}updated") == other["date_published"]


def test_translations_and_related_statements_are_links(feed):
    links = [link.attrib for link in entries(feed)["corrected"].findall(f"{ATOM}link")
             if link.get("rel") == "related"]
    assert [(link["href"].rsplit("/")[-1], link.get("hreflang"), link["title"]) for link in links] \
        == [("berichtigt", "de", "Deutsch"), ("hard", None, "The hard one")]


def test_files_of_the_folder_are_enclosures_with_length_and_type(server, feed):
    """The first picture before all others; RSS 2.0, with room for one, has the first download."""
    base = items(feed)["files"]["url"][:-len("files")]
    attachments = items(feed)["files"]["attachments"]
    assert attachments == [
        {"url": f"{base}papers/p.svg", "mime_type": "image/svg+xml", "size_in_bytes": 41,
         "title": "A caption"},
        {"url": f"{base}papers/a%20b.txt", "mime_type": "text/plain", "size_in_bytes": 10,
         "title": "The paper & more"},
        {"url": f"{base}papers/second.txt", "mime_type": "text/plain", "size_in_bytes": 7}]
    enclosures = entries(feed)["files"].findall(f"{ATOM}link[@rel='enclosure']")
    assert [(link.get("href"), link.get("type"), int(link.get("length"))) for link in enclosures] \
        == [(one["url"], one["mime_type"], one["size_in_bytes"]) for one in attachments]
    assert rss_items(feed)["files"].find("enclosure").get("url") == attachments[1]["url"]
    for one in attachments:
        path = one["url"][one["url"].index("/statements/"):]
        assert len(server.get(path).body) == one["size_in_bytes"]
    assert items(feed)["files"]["image"] == f"{base}papers/p.svg"


def test_a_picture_is_the_enclosure_where_nothing_else_is_to_be_downloaded(server, feed):
    """RSS 2.0 has room for one enclosure."""
    server.newsroom.drop("pictured.xml", statement(
        "Pictured", head='<image href="papers/p.svg" alt=""/>', published="2023-01-01"))
    try:
        wait_until(lambda: "pictured" in rss_items(feed), 10, "the statement in the feed")
        enclosure = rss_items(feed)["pictured"].find("enclosure")
        assert enclosure.get("url").endswith("/statements/papers/p.svg")
        assert (enclosure.get("type"), enclosure.get("length")) == ("image/svg+xml", "41")
    finally:
        server.newsroom.remove("pictured.xml")
        wait_until(lambda: "pictured" not in rss_items(feed), 10, "the feed without it")


def test_issuers_are_authors_with_their_addresses(feed):
    authors = entries(feed)["2024/joint"].findall(f"{ATOM}author")
    assert [author.findtext(f"{ATOM}uri") for author in authors] \
        == [None, "https://second.example.org/"]
    assert items(feed)["2024/joint"]["authors"] == [
        {"name": "Example Press Office"},
        {"name": "Second & Co.", "url": "https://second.example.org/"}]


@pytest.mark.parametrize("extension", FORMATS)
def test_no_relative_address_is_left(server, feed, extension):
    for address in pages(extension):
        body = server.get(address).body
        if extension == "json":
            contents = [item["content_html"] for item in json.loads(body)["items"]]
        else:
            contents = [element.text for element in ElementTree.fromstring(body).iter()
                        if element.tag in (CONTENT, f"{ATOM}content")]
        assert contents or address.startswith("/empty/")
        for content in contents:
            for element in ElementTree.fromstring(content).iter():
                assert "id" not in element.attrib and "srcset" not in element.attrib
                for name in ("href", "src", "cite"):
                    assert re.match(r"(https?://|mailto:|tel:|$)", element.get(name, "")), address


def test_a_withdrawn_statement_says_so_in_each_format(server, feed):
    assert "taken" not in items(feed)
    for extension in FORMATS:
        answer = server.get(f"/statements/taken.{extension}")
        assert answer.status == 410
        assert "Wrong." in answer.text and "The text of" not in answer.text
    assert "2024-06-01T10:00:00Z</updated>" in server.get("/statements/taken.atom").text


def test_a_draft_is_in_no_format(server, feed):
    assert "none" not in items(feed)
    for extension in FORMATS:
        assert server.get(f"/statements/none.{extension}").status == 404


def test_an_empty_newsroom_has_feeds_that_stay_the_same(server):
    for extension in FORMATS:
        answer = server.get(f"/empty/feed.{extension}")
        assert answer.status == 200
        assert server.get(f"/empty/feed.{extension}").body == answer.body
    assert json.loads(server.get("/empty/feed.json").body)["items"] == []
    updated = atom_of(server.get("/empty/feed.atom").body).findtext(f"{ATOM}updated")
    began = datetime.datetime.fromisoformat(updated.replace("Z", "+00:00"))
    age = datetime.datetime.now(datetime.timezone.utc) - began
    assert datetime.timedelta(0) <= age < datetime.timedelta(hours=1)


# --- addresses

@pytest.mark.parametrize("address, extension", [
    (f"/statements/{place}.{extension}", extension)
    for place in ("feed", "hard", "2024/joint", "2024/feed") for extension in FORMATS])
def test_each_format_answers_at_its_address_whatever_is_accepted(server, feed, address, extension):
    assert feed(extension)
    for accept in (None, "text/html", "image/png", *FORMATS.values()):
        answer = server.get(address, {"Accept": accept} if accept else {})
        assert (answer.status, answer.type) == (200, FORMATS[extension])
        assert "accept" not in varies_by(answer)
        charset = "" if extension == "json" else "; charset=utf-8"
        assert answer.header("Content-Type") == FORMATS[extension] + charset


@pytest.mark.parametrize("accept, media_type", [
    (None, None), ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ("application/atom+xml", FORMATS["atom"]), ("application/feed+json", FORMATS["json"]),
    ("application/feed+json, application/atom+xml;q=0.9", FORMATS["json"]),
    ("application/atom+xml, application/rss+xml;q=0.5, */*;q=0.1", FORMATS["atom"]),
    ("application/atom+xml, application/rss+xml, application/feed+json", FORMATS["rss"])])
@pytest.mark.parametrize("address, default", [("/statements/feed", FORMATS["rss"]),
                                              ("/statements/hard.xml", "text/html")])
def test_accept_chooses_where_an_address_leaves_it_open(server, address, default, accept,
                                                        media_type):
    answer = server.get(address, {"Accept": accept} if accept else {})
    assert (answer.status, answer.type) == (200, media_type or default)
    assert "accept" in answer.header("Vary").lower()


@pytest.mark.parametrize("extension", FORMATS)
def test_a_feed_names_its_own_address_and_its_page(server, extension):
    def own(address, headers=None):
        body = server.get(address, headers).body
        if extension == "json":
            feed = json.loads(body)
            return feed["feed_url"], feed["home_page_url"]
        root = ElementTree.fromstring(body)
        link = next(element for element in root.iter(f"{ATOM}link") if element.get("rel") == "self")
        page = root.findtext("channel/link") if extension == "rss" else \
            root.find(f"{ATOM}link[@rel='alternate']").get("href")
        return link.get("href"), page
    base = f"http://news.example.org:{server.port}/statements/"
    assert own(f"/statements/feed.{extension}") == (f"{base}feed.{extension}", base)
    assert own(f"/statements/2024/feed.{extension}") \
        == (f"{base}2024/feed.{extension}", f"{base}2024/")
    assert own(f"/statements/hard.{extension}") == (f"{base}hard.{extension}", base)
    assert own("/statements/feed", {"Accept": FORMATS[extension]}) \
        == (f"{base}feed.{extension}", base)


def test_identities_do_not_depend_on_the_request(server, feed):
    def ids(headers):
        atom = [element.text for element in
                atom_of(server.get("/statements/feed.atom", headers).body).iter(f"{ATOM}id")]
        json_feed = json.loads(server.get("/statements/feed.json", headers).body)
        return atom, [item["id"] for item in json_feed["items"]]
    first = ids({"Host": "news.example.org"})
    assert first == ids({"Host": "other.example.net:8443"})
    assert first[0][1:] == first[1]
    assert "https://id.example.org/files" in first[1]


def test_feeds_of_different_things_have_different_identities(server, feed):
    addresses = ["/statements/feed.atom", "/statements/2024/feed.atom", "/statements/hard.atom",
                 "/statements/files.atom"]
    ids = [atom_of(server.get(address).body).findtext(f"{ATOM}id") for address in addresses]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}"
                            r"-[0-9a-f]{12}", one) for one in ids), "a UUID has no fragment"
    assert not set(ids) & {item["id"] for item in items(feed).values()}


@pytest.mark.parametrize("page, folder", [
    ("/statements/", "/statements/"), ("/statements/hard", "/statements/"),
    ("/statements/2024/", "/statements/2024/"), ("/statements/2024/joint", "/statements/")])
def test_pages_name_all_feeds_for_readers_to_find(server, page, folder):
    links = re.findall(r'<link rel="alternate" type="(application/[^"]+)" href="([^"]+)"'
                       r' title="([^"]+)"', server.get(page).text)
    assert [(media_type, href) for media_type, href, _ in links] \
        == [(media_type, f"{folder}feed.{extension}") for extension, media_type in FORMATS.items()]
    assert len({title for _, _, title in links}) == 3
    for media_type, href, _ in links:
        assert server.get(href).type == media_type


def test_feedparser_reads_atom_without_complaint(server, feed):
    for address, count in (("/statements/feed.atom", len(SHOWN)), ("/statements/hard.atom", 1),
                           ("/empty/feed.atom", 0), ("/samples/feed.atom", None)):
        parsed = feedparser.parse(server.get(address).body)
        assert not parsed.bozo, (address, parsed.get("bozo_exception"))
        assert parsed.version == "atom10"
        assert count is None or len(parsed.entries) == count
    parsed = feedparser.parse(feed("atom"))
    for entry in parsed.entries:
        name = entry.link.split("/statements/")[1]
        assert entry.id == items(feed)[name]["id"]
        assert entry.title_detail.type == "text/plain" and entry.content[0].type == "text/html"
        assert entry.title_detail.language == items(feed)[name]["language"]
    hard = next(entry for entry in parsed.entries if entry.link.endswith("/hard"))
    assert hard.title == SHOWN_TITLE


# --- the page for people

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def home(feed):
    return json.loads(feed("json"))["home_page_url"]


def test_a_browser_gets_a_page_that_shows_how_to_subscribe(server, feed):
    newest = json.loads(feed("json"))["items"][0]
    base = home(feed)
    answer = server.get("/statements/feed", BROWSER)
    assert (answer.status, answer.type) == (200, "text/html")
    for extension, media_type in FORMATS.items():
        address = f"{base}feed.{extension}"
        assert f'href="{address}" type="{media_type}" dir="ltr">{address}</a>' in answer.text
    assert '<h1>Subscribe to ' in answer.text and newest["title"] in answer.text
    assert f'rel="canonical" href="{base}feed"' in answer.text
    assert '<form' not in answer.text and 'class="pages"' not in answer.text


def test_the_page_of_a_filtered_feed_leads_to_that_feed(server, feed):
    base = home(feed)
    answer = server.get("/statements/feed?lang=de&x=1", BROWSER)
    assert f">{base}feed.rss?lang=de</a>" in answer.text
    assert "Berichtigt" in answer.text and "Corrected" not in answer.text


def test_each_page_leads_to_the_way_to_subscribe(server, feed):
    assert feed("json")
    for address in ("/statements/", "/statements/hard", "/empty/"):
        folder = address[:address.index("/", 1) + 1]
        assert f'<a href="{folder}feed">' in server.get(address).text


def test_the_page_of_a_feed_leads_back_to_all_statements(server, feed):
    footer = server.get("/statements/feed", BROWSER).text.split('<footer class="foot">')[1]
    assert feed("json") and '<a href="/statements/">' in footer and "/statements/feed" not in footer


def test_the_feed_of_a_folder_has_a_title_of_its_own(server, feed):
    assert feed("json")
    for extension in FORMATS:
        parsed = server.get(f"/statements/2024/feed.{extension}").text
        assert "Example Press Office · 2024" in parsed
    filtered = json.loads(server.get("/statements/2024/feed.json?lang=en").body)["title"]
    assert filtered == "Example Press Office · 2024: English"
