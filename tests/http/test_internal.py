"""What any `scope` marks is for nobody outside, however it is spelt, in every mode and output."""

import pytest

from newsroom import statement, wait_until

CONFIG = "".join(f"""
Alias "/{mode}" "${{RUN}}/{mode}"
<Directory "${{RUN}}/{mode}">
    Require all granted
    StatementEngine On
    StatementValidate {mode}
    StatementSource On
</Directory>
""" for mode in ("strict", "warn", "off"))
READY = ["/strict/", "/warn/", "/off/"]
SECRET = "Zanzibarquark"
SPELLINGS = ['scope="internal"', 'scope="Internal"', 'scope=" internal"', 'scope="INTERNAL"',
             'scope="internal "', 'scope="&#9;internal"', 'scope="intern"', 'scope="public"',
             'scope=""', 'scope="&#xFF49;nternal"', 'Scope="internal"', 'SCOPE="internal"']
TAILS = ["", ".html", ".rss", ".atom", ".json", ".txt", ".vcf", ".xml?source"]
LISTS = ["", "feed.rss", "feed.atom", "feed.json", "feed", "sitemap.xml"]


def marked(number, spelling):
    """A statement whose words, all but the last ones, are internal."""
    return statement(
        f"Number {number}",
        head=f"<contact {spelling}><name>{SECRET}</name><phone>+1 202 555 0143</phone></contact>"
             f"<tag {spelling}>{SECRET}</tag><issuer {spelling}>{SECRET}</issuer>"
             f"<points {spelling}><item>{SECRET}</item><item>{SECRET}</item></points>"
             f"<author {spelling}>{SECRET}</author><summary {spelling}>{SECRET}</summary>"
             "<contact><name>Open to all</name><phone>+1 202 555 0199</phone></contact>",
        body=f"<p {spelling}>{SECRET}</p><p>Public words.</p>"
             f"<section {spelling}><heading>{SECRET}</heading><p>{SECRET}</p></section>"
             f"<callout {spelling}><heading>{SECRET}</heading><p>{SECRET}</p></callout>"
             f"<table><row><cell>a</cell></row><remark {spelling}>{SECRET}</remark>"
             f"<source {spelling}>{SECRET}</source></table>"
             f"<list><item>a<list {spelling}><item>{SECRET}</item></list></item></list>"
             f"<p>More <em {spelling}>{SECRET}</em> words.</p>"
             f'<statement {spelling}><head><title>{SECRET}</title></head>'
             f"<body><p>{SECRET}</p></body></statement>",
        after=f"<note {spelling}><p>{SECRET}</p></note>")


def prepare(server):
    server.allow("STM0101", "STM0102")
    for number, spelling in enumerate(SPELLINGS):
        for mode in ("strict", "warn", "off"):
            folder = server.run / mode
            folder.mkdir(exist_ok=True)
            (folder / f"n{number}.xml").write_text(marked(number, spelling))
    for mode in ("strict", "warn", "off"):
        folder = server.run / mode
        (folder / "root.xml").write_text(statement(
            f"{SECRET} as a whole", attributes='id="{auto}" scope="Internal"'))
        (folder / "note.xml").write_text(statement(
            "With a note", head='<contact scope="internal"><name>x</name></contact>',
            after=f'<note scope="internal"><p>{SECRET}</p></note>'))


@pytest.mark.parametrize("mode", ["warn", "off"])
@pytest.mark.parametrize("number", range(len(SPELLINGS)), ids=SPELLINGS)
def test_any_scope_hides_in_every_output(server, mode, number):
    for tail in TAILS:
        answer = server.get(f"/{mode}/n{number}{tail}")
        assert answer.status == 200, tail
        assert "Open to all" in answer.text, tail
        assert SECRET not in answer.text and "0143" not in answer.text, tail
    assert SECRET not in server.get(f"/{mode}/n{number}.xml", {"Accept": "application/xml"}).text


@pytest.mark.parametrize("mode", ["strict", "warn", "off"])
def test_any_scope_hides_in_every_list_and_search(server, mode):
    wait_until(lambda: "With a note" in server.get(f"/{mode}/").text, what="the whole folder")
    for address in LISTS:
        assert SECRET not in server.get(f"/{mode}/{address}").text, address
    for name in ("q", "tag", "issuer"):
        for value in (SECRET, SECRET.lower()):
            for address in ("", "feed.rss", "feed.json"):
                answer = server.get(f"/{mode}/{address}?{name}={value}")
                assert f"/{mode}/n" not in answer.text and "With a note" not in answer.text
    assert f"{mode}/root" not in server.get(f"/{mode}/sitemap.xml").text


@pytest.mark.parametrize("mode", ["strict", "warn", "off"])
def test_a_statement_that_is_internal_itself_is_hidden(server, mode):
    for tail in TAILS:
        assert server.get(f"/{mode}/root{tail}").status == 404, tail


def test_a_misspelt_scope_is_not_published_where_rules_are_strict(server):
    for number, spelling in enumerate(SPELLINGS):
        answer = server.get(f"/strict/n{number}")
        assert answer.status == 404 and SECRET not in answer.text, spelling
