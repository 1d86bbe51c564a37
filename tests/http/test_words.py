"""The same release in every output: no word is missing, none is added, and none is said by another.

`releases` has twenty releases and derives what each output says of them from their XML.
"""

import html
import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import feedparser
import pytest

import releases
from feed_rules import (ATOM, CONTENT, CREATOR, UUID, atom_faults, json_errors, relaxng_errors,
                        rss_faults)
from newsroom import NEWSROOM, ROOT
from releases import NAMES, WORD

CONFIG = NEWSROOM + """
<Directory "${RUN}/newsroom">
    StatementFeedItems 50
</Directory>
"""
VOID = {"br", "img", "meta", "link", "input", "hr"}
FEEDS = ("rss", "atom", "json")


def prepare(server):
    releases.drop(server.newsroom)


class Node:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, dict(attributes), parent
        self.children = []

    def around(self):
        """The element and all that it stands in."""
        node = self
        while node is not None:
            yield node
            node = node.parent

    def first(self, tag, **attributes):
        return next(node for node in self.all() if node.tag == tag and all(
            node.attributes.get(name) == value for name, value in attributes.items()))

    def all(self):
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.all()

    def texts(self):
        """What is read aloud: text and the words for pictures, each with the element that has it."""
        if self.attributes.get("alt"):
            yield self.attributes["alt"], self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.texts()
            else:
                yield child, self

    def words(self):
        return [(word, node) for text, node in self.texts() for word in WORD.findall(text)]


class Tree(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.top = self.here = Node("", [], None)
        self.feed(text)
        self.close()
        assert self.here is self.top, f"{self.here.tag} is never closed"

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.here.children.append(Node(tag, attrs, self.here))

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.here.tag == tag
            self.here = self.here.parent

    def handle_data(self, data):
        self.here.children.append(data)


def bare(said):
    return [word for word, _ in said]


def blocks_of(name, words):
    """The block of each reproduced statement: the innermost block quotation around its title."""
    document = releases.Document(name)
    place = dict(reversed(words))
    blocks = {}
    for statement, path in document.owners.items():
        title = statement.find("head/title")
        if path and title is not None:
            word = WORD.search(releases.text_of(title)).group()
            blocks[path] = next(node for node in place[word].around() if node.tag == "blockquote")
    return blocks


def check_speakers(name, words, expected):
    """Each word stands in the block of whoever says it, and in none of those whom he reproduces."""
    blocks = blocks_of(name, words)
    for (word, node), (_, owner) in zip(words, expected):
        around = list(node.around())
        inside = [path for path, block in blocks.items() if block in around]
        deepest = max(inside, key=len, default=())
        # A name that is meant from within may be an outer one's.
        assert deepest[:len(owner)] == owner, f"{word} of {owner} stands in {deepest}"
        if word in OWN[name]:
            assert deepest == owner, f"{word} of {owner} stands in {deepest}"


def own_words(name):
    """Words that nobody but their statement says, not even as a name."""
    document = releases.Document(name)
    names = set()
    for element in document.root.iter():
        if element.tag in ("issuer", "speaker"):
            names.update(WORD.findall(releases.text_of(element) + (element.get("short") or "")))
    return set(WORD.findall(ElementTree.tostring(document.root, encoding="unicode"))) - names


OWN = {name: own_words(name) for name in NAMES}


def generated_words():
    """All words that outputs put around a statement, in all languages, and the kind of its pictures."""
    words = {"PNG"}
    for path in (ROOT / "xslt/l10n").glob("*.xml"):
        for word in ElementTree.parse(path).iter("word"):
            words.update(re.findall(r"\w+", re.sub(r"\{\w+\}", " ", word.text or "")))
    return words


GENERATED = generated_words()


def check_nothing_added(text, dates=()):
    """Beside its own words a text has generated ones, numbers, dates and addresses."""
    for date in sorted(dates, key=len, reverse=True):
        text = text.replace(date, " ")
    left = re.sub(r"https?://[^\s<>]+|\S+@\S+|<[^>]*>", " ", WORD.sub(" ", text))
    added = [word for word in re.findall(r"[^\W\d_]+", left) if word not in GENERATED]
    assert added == []


def dates_of(server, name):
    """The dates that a page has in words."""
    tree = Tree(server.get(f"/statements/{name}").text).top
    return ["".join(text for text, _ in node.texts()) for node in tree.all() if node.tag == "time"]


@pytest.fixture(scope="module", name="items")
def fixture_items(server):
    """What each feed says of each release: title, description, content, creators."""
    items = {}
    for item in ElementTree.fromstring(server.get("/statements/feed.rss").body).iter("item"):
        items["rss", item.findtext("link").rsplit("/", 1)[-1]] = (
            item.findtext("title"), html.unescape(item.findtext("description")),
            item.findtext(CONTENT), [node.text for node in item.findall(CREATOR)])
    for entry in ElementTree.fromstring(server.get("/statements/feed.atom").body).iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link[@rel='alternate']").get("href")
        items["atom", link.rsplit("/", 1)[-1]] = (
            entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary"),
            entry.findtext(f"{ATOM}content"),
            [node.text for node in entry.findall(f"{ATOM}author/{ATOM}name")])
    for item in json.loads(server.get("/statements/feed.json").body)["items"]:
        items["json", item["url"].rsplit("/", 1)[-1]] = (
            item["title"], item["summary"], item["content_html"],
            [author["name"] for author in item["authors"]])
    return items


@pytest.mark.parametrize("name", NAMES)
def test_page_has_the_words_of_the_release(server, name):
    article = Tree(server.get(f"/statements/{name}").text).top.first("article")
    words, expected = article.words(), releases.page(name)
    assert [word for word, _ in words] == bare(expected)
    check_speakers(name, words, expected)
    check_nothing_added(" ".join(text for text, node in article.texts() if not any(
        around.tag == "time" for around in node.around())))


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("name", NAMES)
def test_feed_item_has_the_words_of_the_release(items, feed, name):
    title, description, content, creators = items[feed, name]
    document = releases.Document(name)
    tree = Tree(content).top
    words, expected = tree.words(), releases.feed(name)
    assert [word for word, _ in words] == bare(expected)
    check_speakers(name, words, expected)
    check_nothing_added(" ".join(text for text, node in tree.texts() if not any(
        around.tag == "time" for around in node.around())))
    assert WORD.findall(title) == WORD.findall(releases.text_of(document.root.find("head/title")))
    assert WORD.findall(description) == bare(releases.teaser(name))
    assert creators == [releases.text_of(element)
                        for element in releases.children(document.root, "issuer", "author")]


@pytest.mark.parametrize("name", ["feed", *NAMES])
def test_each_feed_keeps_the_rules(server, name):
    rss, atom, data = (server.get(f"/statements/{name}.{feed}").body for feed in FEEDS)
    assert rss_faults(rss) == []
    assert (relaxng_errors(atom), atom_faults(atom), json_errors(data)) == ("", [], [])
    assert not feedparser.parse(rss).bozo and not feedparser.parse(atom).bozo


def test_the_feed_of_a_filter_is_another(server):
    ids = {ElementTree.fromstring(server.get(f"/statements/feed.atom{query}").body).findtext(
        f"{ATOM}id") for query in ("", "?tag=k", "?year=2024", "?lang=de")}
    assert len(ids) == 4 and all(UUID.fullmatch(one) for one in ids)


@pytest.mark.parametrize("name", NAMES)
def test_text_has_the_words_of_the_release(server, name):
    text = server.get(f"/statements/{name}.txt").text
    expected = releases.text(name)
    assert WORD.findall(text) == bare(expected)
    depths = [(word, line[:len(line) - len(line.lstrip("> "))].count(">"))
              for line in text.splitlines() for word in WORD.findall(line)]
    document = releases.Document(name)
    quoted = {word: sum(1 for holder in document.root.iter("blockquote")
                        for found in WORD.findall(releases.text_of(holder)) if found == word)
              for word in OWN[name]}
    for (word, depth), (_, owner) in zip(depths, expected):
        if word in OWN[name]:
            assert depth == len(owner) + quoted[word], word
    moments = {re.sub(r"\s+", " ", date) for date in dates_of(server, name)}
    line = re.sub(r"\s+", " ", re.sub(r"\n(?:> )*", " ", re.sub(r"[\u2066-\u2069]", "", text)))
    check_nothing_added(line, moments)


@pytest.mark.parametrize("name", NAMES)
def test_vcard_has_the_contacts_of_the_release_alone(server, name):
    answer = server.get(f"/statements/{name}.vcf")
    assert WORD.findall(answer.text.replace("\r\n ", "")) == bare(releases.vcard(name))



@pytest.mark.parametrize("name", NAMES)
def test_metadata_has_the_words_of_the_release(server, name):
    text = server.get(f"/statements/{name}").text
    document = releases.Document(name)
    root = document.root
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text).group(1))

    def words(*tags):
        return [word for element in releases.children(root, *tags)
                for word in WORD.findall(releases.text_of(element))]
    expected = {
        "headline": words("title"), "alternativeHeadline": words("subtitle"),
        "description": bare(releases.teaser(name)), "author": words("issuer", "author"),
        "about": words("tag", "event"), "associatedMedia": words("attachment"),
        "abstract": words("points"), "correction": words("updated"), "dateline": words("place"),
        "image": [word for image in releases.children(root, "image") for word in
                  WORD.findall(f"{image.get('alt')} {image.get('credit')} {image.get('rights')}")],
        "copyrightNotice": words("rights"), "editor": words("responsible"),
        **{tag: [word for one in document.within(root, tag)
                 for word in WORD.findall(releases.text_of(one))] for tag in ("video", "audio")}}
    for member, its in expected.items():
        assert WORD.findall(json.dumps(data.get(member, ""))) == its, member

    def cited(element):
        """What is said of a reproduced statement, or of the source of a table."""
        parts = [element] if element.tag == "source" else [
            *releases.children(element, "title"), *releases.children(element, "issuer", "author")]
        return [word for part in parts for word in WORD.findall(releases.text_of(part))]
    order = [element for element in root.iter() if document.owners.get(element)
             or (element.tag == "source" and document.parents[element].tag == "table")]
    assert [WORD.findall(json.dumps(thing)) for thing in data.get("citation", [])] == [
        cited(element) for element in order]
    rest = {key: value for key, value in data.items() if key not in (*expected, "citation")}
    assert WORD.findall(json.dumps(rest)) == []
    head = Tree(text).top.first("head")
    assert [WORD.findall(node.attributes["content"]) for node in head.all()
            if node.attributes.get("name") == "description"] == [expected["description"]]


@pytest.mark.parametrize("name", NAMES)
def test_archive_has_title_teaser_and_issuers(server, name):
    tree = Tree(server.get("/statements/").text).top
    entry = next(node for node in tree.all() if node.tag == "article" and any(
        link.attributes.get("href") == f"/statements/{name}" for link in node.all()))
    root = releases.Document(name).root
    issuers = releases.children(root, "issuer")
    shown = issuers if len(issuers) <= 3 else issuers[:2]
    expected = WORD.findall(f"{root.get('kind')} {root.get('number')}")
    for element in (*releases.children(root, "title"), *releases.children(root, "summary"), *shown,
                    *releases.children(root, "tag")):
        expected += WORD.findall(releases.text_of(element))
    words = [word for word, _ in entry.words()]
    if not releases.children(root, "summary"):
        teased = bare(releases.teaser(name))
        words = [word for word in words if word not in teased]
    assert words == expected


@pytest.mark.parametrize("name", NAMES)
def test_search_finds_each_word_and_shows_no_other_release(server, name):
    said = bare(releases.page(name))
    searched = bare(releases.searched(name))
    prefix = f"w{NAMES.index(name):02d}x"
    for word in searched[::7]:
        if not word.startswith(prefix):
            continue  # of a release that this one reproduces
        tree = Tree(server.get(f"/statements/?q={word}").text).top
        entries = [node for node in tree.all() if node.tag == "article"]
        hits = {node.first("h2").first("a").attributes["href"].rsplit("/", 1)[-1]
                for node in entries}
        assert name in hits and hits <= {name, "source"}, word
        for entry in entries:
            teaser = next((node for node in entry.all()
                           if node.attributes.get("class") == "teaser"), None)
            shown = [found for found, _ in teaser.words()] if teaser else []
            assert set(shown) <= OWN[name] | set(said) | set(bare(releases.page("source")))


@pytest.mark.parametrize("name", [name for name in NAMES if releases.internal(name)])
def test_nothing_says_what_is_internal(server, items, name):
    secret = set(bare(releases.internal(name)))
    everything = [server.get(f"/statements/{name}{ending}").text
                  for ending in ("", ".txt", ".vcf", ".rss", ".atom", ".json")]
    everything += [str(items[feed, name]) for feed in FEEDS]
    assert not secret & set(WORD.findall(" ".join(everything)))
    for word in sorted(secret)[::5]:
        answer = server.get(f"/statements/?q={word}").text
        assert f'href="/statements/{name}"' not in answer
