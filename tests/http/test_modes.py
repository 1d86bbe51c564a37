"""What empty, doubtful and wrong things do (xslt/README.md), in Strict, Warn and Off: what is public,
what pages and feeds show of it, and what the log says."""

import html
import json
import os
import re
import urllib.parse

import pytest

from newsroom import statement, wait_until

MODES = ("strict", "warn", "off")
CONFIG = "".join(f"""
Alias "/{mode}" "${{RUN}}/{mode}"
<Directory "${{RUN}}/{mode}">
    Require all granted
    StatementEngine On
    StatementValidate {mode}
</Directory>
""" for mode in MODES)
READY = [f"/{mode}/" for mode in MODES]

ALL, NONE, LAX = set(MODES), set(), {"warn", "off"}
EMPTY_HEAD = ("<subtitle/><place> </place><summary/><contact><name>Press desk</name><role/><email/>"
              "<phone/><link href='https://example.org/'/></contact>")
EMPTY_BODY = ("<p/><p>Said <quote/> and done.</p><section><heading/><p>Under no heading.</p></section>"
              "<figure><image href='p.png' alt='A picture'/><caption/><credit/></figure>"
              "<table><row><cell>left</cell><cell/><cell>right</cell></row></table>"
              "<list><item>first</item><item/></list>")

# Each rule: the statement, the modes in which it is public, the words of an error or a warning,
# words that page, feed and text hold, and words that none of them holds.
RULES = {
    "empty-words": (statement("Empty words", head=EMPTY_HEAD, body=EMPTY_BODY), ALL, "is empty",
                    ["Said and done.", "Under no heading.", "left", "right", "Press desk"],
                    ["“", "mailto:", "tel:", "Picture:", "Photo:", "  –"]),
    "no-reason": (statement("No reason", head='<updated when="2024-05-05T10:00:00Z"/>'), ALL,
                  "does not say the reason", ["The text of No reason"], []),
    "taken-back": (statement("Taken back", head='<withdrawn when="2024-05-05T10:00:00Z"/>'), NONE,
                   "does not say the reason", [], []),
    "no-published": (statement("No published", published=None, head="<published/>"), NONE, "", [],
                     []),
    "no-expires": (statement("No expires", head="<expires/>"), NONE, "", [], []),
    "no-status": (statement("No status", attributes='id="no-status" status=""'), NONE, "", [], []),
    "no-source": (statement("No source", body='<p>x</p><statement src=""/>'), NONE, "", [], []),
    "scope": (statement("Scope", head='<contact scope="staff"><name>Secret name</name></contact>',
                        after='<note scope=""><p>Secret note</p></note>'), LAX, "scope",
              ["The text of Scope"], ["Secret"]),
    "phone": (statement("Phone", head="<contact><name>Desk</name><phone>0800 PRESSE</phone>"
                                      "<email>press at example.org</email></contact>"), ALL,
              "", ["0800 PRESSE", "press at example.org"], ["tel:", "mailto:"]),
    "numbers": (statement("10<sup>3</sup> t CO<sub>2</sub>", attributes='id="numbers"',
                          body="<p>4<sup>th</sup> of 2<sup>k</sup>, 10<sup>1.5</sup>.</p>"), ALL,
                None, ["10³ t CO₂"], ["103 t"]),
    "letters": (statement("One\u2028two\u202E three\u00AD", attributes='id="letters"'), ALL, "",
                ["One two three"], []),
    "unknown": (statement("Unknown", body="<p>Words.</p><para>Other words.</para>"), LAX,
                "There is no", ["Words.", "Other words."], []),
    "no-id": (statement("No id", attributes=""), ALL, "has no id", ["The text of No id"], []),
    "bound": (statement("Bound", head="".join(f"<tag>t{i}</tag>" for i in range(51))), NONE,
              "More than 50 tags", [], []),
    "copied": (statement("Copied", attributes=""), ALL, "has no id", ["The text of Copied"], []),
    "copied (1)": (statement("Copied", attributes=""), NONE, "taken for a copy", [], []),
    "same": (statement("Same", attributes='id="same"'), ALL, None, ["The text of Same"], []),
    "other": (statement("Other", attributes='id="same"'), NONE, "already has the id", [], []),
    "missing": (statement("Missing", body='<p>x</p><statement src="nobody"/>'), NONE,
                "There is no statement", [], []),
    "dead": (statement("Dead", head='<attachment href="gone.pdf">A file</attachment>'), ALL,
             "There is no file", ["The text of Dead"], []),
}
# What is not checked is not said; what hides in every mode, and what only a folder shows, is.
SAID_UNCHECKED = {"bound", "copied (1)", "other", "missing", "dead"}
SPELLINGS = ["kit.pdf", "/{mode}/kit.pdf", "//127.0.0.1/{mode}/kit.pdf",
             "http://127.0.0.1:{port}/{mode}/./x/../kit%2Epdf"]


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103")
    for mode in MODES:
        folder = server.run / mode
        folder.mkdir(exist_ok=True)
        for i, (name, (text, *_)) in enumerate(RULES.items()):
            path = folder / f"{name}.xml"
            path.write_text(text)
            os.utime(path, (1777000000 + i, 1777000000 + i))
        (folder / "p.png").write_bytes(b"")
        (folder / "kit.pdf").write_bytes(b"secret")


@pytest.fixture(scope="module", name="feeds")
def fixture_feeds(server):
    """The names of what each feed holds."""
    return {mode: {urllib.parse.unquote(item["url"].rsplit("/", 1)[1]) for item in
                   json.loads(server.get(f"/{mode}/feed.json").text)["items"]} for mode in MODES}


def words_of(markup):
    markup = re.sub(r"(?s)<(script|style|head)\b.*?</\1>|<!--.*?-->", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def squeezed(text):
    return re.sub(r"\s+([.,;])", r"\1", " ".join(text.split()))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", RULES)
def test_who_is_public_is_the_same_in_every_output(server, feeds, name, mode):
    _, public, _, present, absent = RULES[name]
    address = f"/{mode}/{urllib.parse.quote(name)}"
    page = server.get(address)
    assert (page.status == 200) == (mode in public), page
    for tail in (".rss", ".txt", ".json", ".xml"):
        assert server.get(address + tail).status == page.status, tail
    assert (name in feeds[mode]) == (mode in public)
    if mode not in public:
        return
    article = re.search(r'(?s)<article class="statement".*?</article>', page.text)[0]
    item = json.loads(server.get(address + ".json").text)["items"][0]
    title = re.search(r"(?s)<title>(.*?)</title>", page.text)[1]
    outputs = {"page": f"{title} {article}", "json": item["title"] + " " + item["content_html"],
               "text": server.get(address + ".txt").text}
    for output, markup in outputs.items():
        words = squeezed(words_of(markup) if output != "text" else markup)
        for one in present:
            assert one in words, (output, words)
        for one in absent:
            assert one not in words and (":" not in one or f'"{one}' not in markup), (output, one)


@pytest.mark.parametrize("mode", MODES)
def test_the_log_says_what_is_checked(server, mode):
    def lines(name):
        return [line for line in server.log_since(0).decode("utf-8", "replace").splitlines()
                if re.search(rf"STM010[12]: .*/{mode}/{re.escape(name)}\.xml:", line)]

    for name, (_, public, said, *_) in RULES.items():
        if said is None:
            assert not lines(name), lines(name)
        elif mode == "off" and name not in SAID_UNCHECKED:
            assert not lines(name), lines(name)
        else:
            wait_until(lambda name=name, said=said: [line for line in lines(name) if said in line],
                       what=f"{said} of {name}")
            if mode not in public and name != "taken-back":
                assert any("not published" in line for line in lines(name)), lines(name)


@pytest.mark.parametrize("mode", MODES)
def test_a_file_is_as_hidden_as_who_names_it_however_it_is_spelt(server, mode):
    folder = server.run / mode
    for spelling in SPELLINGS:
        href = spelling.format(mode=mode, port=server.port)
        (folder / "names.xml").write_text(statement(
            "Names", attributes='id="names" status="draft"',
            head=f'<attachment href="{href}">The kit</attachment>'))
        server.wait_for(f"/{mode}/kit.pdf", 404)
    (folder / "names.xml").unlink()
