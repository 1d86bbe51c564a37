"""Films, sound and galleries: links and figures in every output, files as hidden as the statement."""

import html
import json
import re
import xml.etree.ElementTree as ET

import newsroom
from newsroom import statement
from pictures import png
from rendering import ATOM, CONTENT, linked_data

CONFIG = newsroom.NEWSROOM.replace("</Dir", "StatementSource On\nStatementBaseURL http://news.example.org/statements/\n</Dir")
READY = ["/statements/", "/statements/crossing"]
BASE = "http://news.example.org/statements/"

HEAD = ('<video href="film.mp4" poster="poster.png" alt="The ferry" transcript="film.txt">'
        "The ferry, 90 seconds</video>"
        '<audio href="sound.mp3">R. Quayle</audio>'
        '<audio href="https://example.org/far" type="audio/ogg">Far away</audio>')
BODY = ('<p>Words.</p><figure><video href="clip.webm">A clip</video><caption>Half way</caption>'
        "<credit>N. N.</credit></figure>"
        "<gallery><caption>The crossing</caption>"
        '<figure><image href="one.png" alt="One" rights="Free"/><caption>First</caption></figure>'
        '<figure><image href="two.png" alt="Two"/></figure></gallery>'
        '<gallery><figure><image href="one.png" alt="Once more"/></figure></gallery>')
FILES = ["film.mp4", "poster.png", "film.txt", "sound.mp3", "clip.webm", "one.png", "two.png"]


def fill(folder, place=""):
    for name in FILES:
        folder.drop(place + name, png(90, 60) if name.endswith(".png") else "x" * 2_100_000)


def prepare(server):
    fill(server.newsroom)
    server.newsroom.drop("crossing.xml", statement("Crossing", head=HEAD, body=BODY,
                                                   attributes='id="crossing"'))
    server.newsroom.drop("around.xml", statement(
        "Around", body='<p>See:</p><statement src="crossing"/>', attributes='id="around"'))
    fill(server.newsroom, "draft/")
    fill(server.newsroom, "later/")
    server.newsroom.drop("draft/hidden.xml", statement(
        "Hidden", head=HEAD, body=BODY, attributes='id="hidden" status="draft"'))
    server.newsroom.drop("later/embargoed.xml", statement(
        "Later", "2999-01-01T10:00:00Z", head=HEAD, body=BODY, attributes='id="later"'))


def page(server, name="crossing"):
    return server.get(f"/statements/{name}").text


def test_a_film_is_a_link_with_poster_kind_size_and_transcript(server):
    shown = page(server)
    assert ('<a href="/statements/film.mp4" type="video/mp4"><img src="/statements/poster.png" '
            'alt="The ferry" width="90" height="60"><br><span>The ferry, 90 seconds</span></a>'
            '<p class="facts">Video, MP4, 2.1\xa0MB · <a href="/statements/film.txt">Transcript</a></p>'
            ) in shown
    assert '<h2>Video and audio</h2>' in shown
    assert '<span>R. Quayle</span></a><p class="facts">Audio, MP3, 2.1\xa0MB</p>' in shown
    assert '<a href="https://example.org/far" type="audio/ogg">' in shown
    for player in ("<video", "<audio", "<iframe", "<embed", "<object", "autoplay"):
        assert player not in shown


def test_figures_hold_films_and_galleries_hold_figures(server):
    shown = page(server)
    assert ('<figure><div class="media"><a href="/statements/clip.webm" type="video/webm"><span>A clip'
            "</span></a>") in shown
    assert "<figcaption>Half way<br><small>N. N.</small></figcaption>" in shown
    assert '<figure class="gallery"><figcaption>The crossing</figcaption><figure><img' in shown
    assert "<figcaption>First<br><small>Free</small></figcaption>" in shown
    assert '<div class="gallery"><figure><img src="/statements/one.png" alt="Once more"' in shown


def test_programs_are_told_of_films_and_sound(server):
    data = linked_data(page(server))
    film, clip = data["video"]
    assert film == {"@type": "VideoObject", "name": "The ferry, 90 seconds",
                    "contentUrl": f"{BASE}film.mp4", "encodingFormat": "video/mp4",
                    "contentSize": "2100000", "thumbnailUrl": f"{BASE}poster.png",
                    "uploadDate": "2024-05-04T10:00:00Z", "accessibilityFeature": ["transcript"]}
    assert clip["contentUrl"] == f"{BASE}clip.webm"
    assert [sound["@type"] for sound in data["audio"]] == ["AudioObject", "AudioObject"]
    around = linked_data(page(server, "around"))
    assert "video" not in around and "audio" not in around


def feeds(server, name):
    """The HTML of the item in all three formats, which is one."""
    item = ET.fromstring(server.get(f"/statements/{name}.rss").text).find("channel/item")
    entry = ET.fromstring(server.get(f"/statements/{name}.atom").text).find(f"{ATOM}entry")
    data = json.loads(server.get(f"/statements/{name}.json").text)["items"][0]
    content = item.findtext(CONTENT)
    assert entry.findtext(f"{ATOM}content") == content == data["content_html"]
    return item, entry, data, content


def test_feeds_link_films_and_have_their_files_as_enclosures(server):
    item, entry, data, content = feeds(server, "crossing")
    assert f'<a href="{BASE}film.mp4" type="video/mp4"><img src="{BASE}poster.png"' in content
    assert f'<a href="{BASE}film.txt">Transcript</a>' in content
    assert "<figcaption>The crossing</figcaption><figure>" in content
    assert [link.get("href") for link in entry.iter(f"{ATOM}link")
            if link.get("rel") == "enclosure"] == [f"{BASE}film.mp4", f"{BASE}sound.mp3"]
    assert [file["mime_type"] for file in data["attachments"]] == ["video/mp4", "audio/mpeg"]
    assert item.find("enclosure").attrib == {"url": f"{BASE}film.mp4", "length": "2100000",
                                             "type": "video/mp4"}


def test_text_names_films_with_their_addresses(server):
    text = re.sub(r"\n  ", " ", server.get("/statements/crossing.txt").text)
    assert f"A clip <{BASE}clip.webm> (Video, WEBM, 2.1\xa0MB) Half way N. N." in " ".join(
        text.split("\n"))
    assert "\nThe crossing\n\n[One] First\nFree\n\n[Two]\n" in text
    assert (f"Video and audio\nThe ferry, 90 seconds <{BASE}film.mp4> (Video, MP4, 2.1\xa0MB) "
            f"Transcript <{BASE}film.txt>\n") in text


def test_a_reproduced_statement_has_its_films_within_its_block(server):
    shown = page(server, "around")
    block = shown[shown.index("<blockquote"):shown.index("</blockquote>")]
    assert "The ferry, 90 seconds" in block and "The crossing" in block and "<h3>Video" in block
    content = feeds(server, "around")[3]
    block = content[content.index("<blockquote"):content.index("</blockquote>")]
    assert "The ferry, 90 seconds" in block and "The crossing" in block
    assert "> Video and audio" in server.get("/statements/around.txt").text


def test_source_has_them_as_typed(server):
    source = server.get("/statements/crossing.xml?source").text
    assert '<video href="film.mp4" poster="poster.png"' in source and "<gallery>" in source


def test_their_titles_and_captions_are_found(server):
    for words in ("90+seconds", "Quayle", "%22half+way%22", "crossing"):
        assert "/statements/crossing" in html.unescape(server.get(f"/statements/?q={words}").text), words


def test_their_files_are_as_hidden_as_the_statement(server):
    for name in FILES:
        assert server.get(f"/statements/{name}").status == 200, name
        for place in ("draft", "later"):
            assert server.get(f"/statements/{place}/{name}").status == 404, (place, name)


def test_what_a_film_names_that_is_hidden_is_not_named(server):
    server.newsroom.drop("names.xml", statement(
        "Names", head='<video href="https://example.org/v" transcript="draft/hidden">V</video>'
        '<audio href="later/embargoed">Gone</audio>', attributes='id="names"'))
    shown = server.wait_for("/statements/names", 200).text
    assert ">V</span>" in shown and "Transcript" not in shown and "Gone" not in shown
    source = server.get("/statements/names.xml?source").text
    assert "draft/hidden" not in source and "embargoed" not in source
    server.newsroom.remove("names.xml")


def test_a_broken_statement_hides_what_it_names(server):
    server.newsroom.drop("broken/poster", "x")
    server.newsroom.drop("broken/transcript", "x")
    server.allow("broken/a.xml")
    server.newsroom.drop("broken/a.xml",
                         '<statement><head><video poster="poster" transcript="transcript"><head>')
    server.wait_for("/statements/broken/poster", 404)
    assert server.get("/statements/broken/transcript").status == 404


def test_a_missing_poster_is_told(server):
    with server.expects("lacks.xml", "gone.png"):
        server.newsroom.drop("lacks.xml", statement(
            "Lacks", head='<video href="film.mp4" poster="gone.png" alt="x">V</video>',
            attributes='id="lacks"'))
