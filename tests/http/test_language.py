"""The newsroom's own language: StatementLanguage, else that of all its visible statements, else
English."""

import datetime
import html.parser
import re
import xml.etree.ElementTree

import pytest

from newsroom import ROOT, Folder, statement, wait_until

PLACES = ("german", "arabic", "swiss", "mixed", "set", "empty", "moving", "soon", "closed", "login")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def section(name):
    more = {"set": "StatementLanguage fr", "login": "AuthType Basic\nAuthName x\n"
            'AuthUserFile "${RUN}/users"\n<RequireAll>\nRequire valid-user\n</RequireAll>',
            "closed": '<Files "geheim.xml">\nRequire all denied\n</Files>'}.get(name, "")
    return f"""
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    {"" if name == "login" else "Require all granted"}
    StatementEngine On
    StatementTitle "1234"
    {more}
</Directory>
"""


CONFIG = "".join(section(name) for name in PLACES)
READY = [f"/{name}/" for name in PLACES if name not in ("empty", "login")]
LOGIN = {"Authorization": "Basic cmVhZGVyOnNlY3JldA=="}  # reader:secret

GERMAN = dict(body="<p>Das Wasser ist wieder klar.</p>", head='<tag key="w">Wasser</tag>'
              "<summary>Es ist klar.</summary><contact><name>Anna Berg</name>"
              "<email>berg@example.org</email></contact>")
ARABIC = dict(body="<p>الماء صاف من جديد.</p>", head='<tag key="w">ماء</tag><summary>صاف.</summary>')


def prepare(server):
    folders = {name: Folder(server.run / name) for name in PLACES}
    (server.run / "users").write_text("reader:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")
    for name in ("german", "closed", "login", "set", "moving", "soon"):
        folders[name].drop("wasser.xml", statement("Wasser", lang="de", **GERMAN))
    folders["german"].drop("2024/strom.xml", statement("Strom", lang="de", **GERMAN))
    folders["german"].drop("weg.xml", statement(
        "Weg", lang="de", head='<withdrawn when="2024-06-01T10:00:00Z">Es war falsch.</withdrawn>'))
    folders["german"].drop("draft.xml", statement("A draft", attributes='id="d" status="draft"'))
    folders["german"].drop("later.xml", statement("Later", published="2099-01-01T00:00:00Z"))
    folders["arabic"].drop("ma.xml", statement("ماء", lang="ar", attributes='id="ma"', **ARABIC))
    folders["swiss"].drop("a.xml", statement("Eins", lang="de-CH", **GERMAN))
    folders["swiss"].drop("b.xml", statement("Zwei", lang="de-AT", **GERMAN))
    folders["mixed"].drop("a.xml", statement("Eins", lang="de", **GERMAN))
    folders["mixed"].drop("b.xml", statement("One"))
    folders["closed"].drop("geheim.xml", statement("Geheim", lang="de", **GERMAN))


class Words(html.parser.HTMLParser):
    """What a page says to people, its attributes' words too; the language of each element."""

    def __init__(self):
        super().__init__()
        self.said, self.is_style = [], False

    def handle_starttag(self, tag, attrs):
        self.is_style = tag in ("style", "script")
        self.said += [value for name, value in attrs
                      if name in ("title", "alt", "aria-label", "placeholder", "content", "value")]

    def handle_data(self, data):
        if not self.is_style:
            self.said.append(data)


def words_of(answer):
    if "html" in answer.type:
        words = Words()
        words.feed(answer.text)
        return "\n".join(filter(None, words.said))
    if "json" in answer.type:
        return "\n".join(re.findall(r': "((?:[^"\\]|\\.)*)"', answer.text))
    root = xml.etree.ElementTree.fromstring(answer.text)
    return "\n".join(text for node in root.iter() for text in [node.text or "", *node.attrib.values()])


def vocabulary(lang):
    root = xml.etree.ElementTree.parse(ROOT / "xslt" / "l10n" / f"{lang}.xml").getroot()
    return [word.text or "" for word in root.iter("word")]


def english_words(lang):
    """What is in English alone of the words that we generate."""
    others = " ".join(vocabulary(lang))
    pieces = {piece.strip(" :,.") for word in vocabulary("en") for piece in re.split(r"\{\w+\}", word)}
    return [piece for piece in pieces if len(piece) > 3 and piece not in others]


def language_of(server, name, path="", **more):
    answer = server.get(f"/{name}/{path}", **more)
    return re.search(r'<html lang="([^"]*)" dir="(\w+)"', answer.text).groups()


@pytest.mark.parametrize("name, lang, direction", [("german", "de", "ltr"), ("arabic", "ar", "rtl")])
@pytest.mark.parametrize("path, status", [
    ("", 200), ("?tag=w", 200), ("?q=x", 200), ("?q=klar", 200), ("?year=2024", 200),
    ("nothing", 404), ("?tag=none", 404), ("nowhere/", 404), ("nowhere/nothing", 404),
    ("feed.rss", 200), ("feed.atom", 200), ("feed.json", 200), ("feed.rss?tag=w", 200),
    ("feed.rss?tag=none", 200),
    ("sitemap.xml", 200)])
def test_a_newsroom_in_one_language_speaks_it_everywhere(server, name, lang, direction, path, status):
    answer = server.get(f"/{name}/{path}", headers={"Accept": "text/html"})
    assert answer.status == status
    said = re.sub(r"\S*[/@]\S*", "", words_of(answer))  # addresses are the same in all
    assert not [word for word in english_words(lang) if re.search(rf"\b{re.escape(word)}\b", said)]
    if "html" in answer.type:
        assert f'<html lang="{lang}" dir="{direction}">' in answer.text
        assert answer.header("Content-Language") == lang
        assert 'lang="en"' not in answer.text


def test_the_page_that_shows_how_to_subscribe_speaks_it_too(server):
    assert language_of(server, "german", "feed", headers={"Accept": "text/html"}) == ("de", "ltr")


@pytest.mark.parametrize("name, lang", [
    ("german", "de"), ("arabic", "ar"), ("swiss", "de"), ("mixed", "en"), ("set", "fr"),
    ("empty", "en")])
def test_channels_and_pages_say_the_one_language_of_all_statements(server, name, lang):
    wait_until(lambda: server.get(f"/{name}/").status == 200)
    assert language_of(server, name)[0] == lang
    assert language_of(server, name, "nothing")[0] == lang
    assert f"<language>{lang}</language>" in server.get(f"/{name}/feed.rss").text
    atom = xml.etree.ElementTree.fromstring(server.get(f"/{name}/feed.atom").text)
    assert atom.get(LANG) == lang
    assert f'"language": "{lang}"' in server.get(f"/{name}/feed.json").text.split('"items"')[0]


def test_a_folders_archive_speaks_the_newsrooms_language(server):
    assert language_of(server, "german", "2024/") == ("de", "ltr")


def test_a_gone_statements_page_has_the_newsrooms_name_without_a_language_of_its_own(server):
    page = server.get("/german/weg")
    assert page.status == 410
    assert 'lang="en"' not in page.text


def test_the_language_follows_what_is_visible(server):
    folder = Folder(server.run / "moving")

    def all_are(lang):
        return (language_of(server, "moving")[0], language_of(server, "moving", "nothing")[0],
                'lang="en"' in server.get("/moving/wasser").text) == (lang, lang, lang == "en")
    assert all_are("de")
    folder.drop("draft.xml", statement("Draft", attributes='id="d" status="draft"'))
    folder.drop("second.xml", statement("Zweite", lang="de", **GERMAN))
    wait_until(lambda: server.get("/moving/second").status == 200 and
               "Zweite" in server.get("/moving/").text)
    assert all_are("de")
    folder.drop("english.xml", statement("English"))
    wait_until(lambda: all_are("en"))
    folder.remove("english.xml")
    wait_until(lambda: all_are("de"), 10)


def test_an_embargo_that_ends_changes_the_language_by_itself(server):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=6)
    folder = Folder(server.run / "soon")
    folder.drop("soon.xml", statement("Soon", published=moment.isoformat(timespec="seconds")))
    wait_until(lambda: "max-age=0" not in server.get("/soon/wasser").header("Cache-Control") and
               int(re.search(r"max-age=(\d+)", server.get("/soon/wasser").header("Cache-Control"))[1])
               <= 6)
    assert language_of(server, "soon")[0] == "de"
    assert 'lang="en"' not in server.get("/soon/wasser").text
    wait_until(lambda: "Soon" in server.get("/soon/").text, 10)
    assert language_of(server, "soon")[0] == "en"
    assert language_of(server, "soon", "nothing")[0] == "en"
    assert 'lang="en"' in server.get("/soon/wasser").text


def test_a_language_says_nothing_of_what_some_may_not_see(server):
    """Where documents differ in access, nobody is told what language hidden ones are in."""
    assert language_of(server, "closed")[0] == "en"
    assert language_of(server, "closed", "nothing")[0] == "en"


def test_behind_one_login_for_all_the_language_is_that_of_the_statements(server):
    assert server.get("/login/").status == 401
    server.wait_for("/login/", 200, headers=LOGIN)
    assert language_of(server, "login", headers=LOGIN)[0] == "de"
    assert language_of(server, "login", "nothing", headers=LOGIN)[0] == "de"
