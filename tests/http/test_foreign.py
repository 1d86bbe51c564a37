"""Whose an XML file in a newsroom is: httpd serves what is plainly somebody else's, and nothing that
may be a statement with a slip in it."""

import json
import subprocess

import pytest

from newsroom import BUILD, NEWSROOM, statement, wait_until

CONFIG = NEWSROOM + "StatementMaxSize 64k\n"
DRAFT = statement("A new draft", attributes='id="draft" status="draft"',
                  head='<contact scope="internal"><name>Secret words</name></contact>')

FULLWIDTH = "\uff53\uff54\uff41\uff54\uff45\uff4d\uff45\uff4e\uff54"
HIDDEN = {
    "no-space": DRAFT.replace("<statement xml", "<statementxml"),
    "space-before": DRAFT.replace("<statement ", "< statement "),
    "ideographic-space": DRAFT.replace("<statement ", "<statement\u3000"),
    "fullwidth-less-than": DRAFT.replace("<statement ", "\uff1cstatement "),
    "mark-after-the-name": DRAFT.replace("<statement ", "<statement\ufeff "),
    "mark-in-both-names": DRAFT.replace("statement", "statement\ufeff"),
    "text-before": DRAFT.replace("<statement ", "Dear all,\n<statement "),
    "letters-before": DRAFT.replace("<?xml", "x<?xml"),
    "plural": DRAFT.replace("statement", "statements"),
    "capitals": DRAFT.replace("statement", "STATEMENT"),
    "misspelt": DRAFT.replace("statement", "statment"),
    "longer": DRAFT.replace("statement", "statement-draft"),
    "fullwidth": DRAFT.replace("statement", FULLWIDTH),
    "two-cyrillic-letters": DRAFT.replace("statement", "st\u0430t\u0435ment"),
    "prefix": DRAFT.replace("<statement ", '<p:statement xmlns:p="urn:x" ').replace(
        "</statement", "</p:statement"),
    "namespace": DRAFT.replace("<statement ", '<statement xmlns="urn:x" '),
    "doctype": DRAFT.replace("<statement ", "<!DOCTYPE statement>\n<statement "),
    "cut-short": "<catalogue><entry>Secret words",
    "not-closed": "<catalogue><entry>Secret words</catalogue>",
    "second-root": "<catalogue>Secret words</catalogue><statement/>",
    "no-root": "<!-- Secret words -->",
    "utf-16": DRAFT.replace("<statement ", "< statement ").replace("utf-8", "utf-16").encode(
        "utf-16"),
    "utf-16-statement": DRAFT.replace("utf-8", "utf-16").replace("head>", "haed>").encode("utf-16"),
    "utf-16-without-mark": DRAFT.replace("statement", "statements").replace(
        "utf-8", "utf-16").encode("utf-16-le"),
    "utf-32": DRAFT.replace("utf-8", "utf-32").encode("utf-32"),
}

FOREIGN = {
    "plain": '<?xml version="1.0"?><catalogue>Our words</catalogue>',
    "doctype": '<!DOCTYPE c [<!ENTITY a "b">]><c>&a; Our words</c>',
    "external": '<!DOCTYPE c SYSTEM "http://127.0.0.1:1/c.dtd" [<!ENTITY a SYSTEM "/etc/passwd">'
                "]><c>&a;&b; Our words</c>",
    "parameter": '<!DOCTYPE c [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]><c>Our words</c>',
    "utf-16": '<?xml version="1.0" encoding="utf-16"?><c>Our words</c>'.encode("utf-16"),
    "latin": '<?xml version="1.0" encoding="iso-8859-1"?><c>Grüße, Our words</c>'.encode("latin-1"),
    "element": "<element>Our words</element>",
    "quotes": "<c><statement>Our words</statement></c>",
    "comment": "<!-- <statement> --><c>Our words</c>",
    "deep": "<c>" * 400 + "Our words" + "</c>" * 400,
    "large": "<c>" + "Our words " * 20000 + "</c>",
}

NITF = '<?xml version="1.0"?><nitf><head><title>T</title></head><body/></nitf>'

# Well-formed, where a parser expands nothing.
LAUGHS = "<!DOCTYPE c [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {two} '{('&' + one + ';') * 10}'>" for one, two in zip("abcdefghij", "bcdefghijk")
) + "]><c a='&k;'>&k;</c>"


def prepare(server):
    server.allow("STM0101", "STM0102")
    for name, content in HIDDEN.items():
        server.newsroom.drop(f"hidden-{name}.xml", content)
    for name, content in FOREIGN.items():
        server.newsroom.drop(f"foreign-{name}.xml", content)
    server.newsroom.drop("hidden-large.xml", "<statement\u3000>" + "Secret words " * 20000)
    server.newsroom.drop("hidden-large-misspelt.xml", "<statements>" + "Secret words " * 20000)


def no_secret(answer):
    return all("Secret words".encode(code) not in answer.body
               for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"))


@pytest.mark.parametrize("name", [*HIDDEN, "large", "large-misspelt"])
def test_what_may_be_a_statement_with_a_slip_is_hidden(server, name):
    for tail in (".xml", "", ".html", ".rss", ".xml?source"):
        answer = server.get(f"/statements/hidden-{name}{tail}")
        assert answer.status == 404, tail
        assert no_secret(answer)
    answer = server.get(f"/statements/hidden-{name}.xml", method="POST", body=b"")
    assert answer.status != 200 and no_secret(answer)


@pytest.mark.parametrize("name", [*HIDDEN, "large", "large-misspelt"])
def test_it_is_reported(server, name):
    wait_until(lambda: any(f"hidden-{name}.xml" in line and "STM0101" in line
                           for line in server.log_since(0).decode().splitlines()), what="its line")


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_plainly_another_document_is_left_to_httpd(server, name):
    for _ in range(3):
        answer = server.get(f"/statements/foreign-{name}.xml")
        assert answer.status == 200
        content = FOREIGN[name]
        assert answer.body == (content.encode() if isinstance(content, str) else content)
        assert server.get(f"/statements/foreign-{name}").status == 404
    lines = [line for line in server.log_since(0).decode().splitlines()
             if f"/foreign-{name}.xml: " in line and "[statement:debug]" not in line]
    assert all("STM0102: left to httpd" in line and "is no statement" in line for line in lines)
    assert len(lines) == 1


def test_a_release_in_another_format_is_named_in_the_log(server):
    with server.expects("STM0102", "left to httpd", "/release.xml:1:1: warning: "
                        "The file is NITF, no statement"):
        server.newsroom.drop("release.xml", NITF)
    assert server.get("/statements/release.xml").status == 200


def test_a_foreign_file_that_becomes_a_draft_is_hidden_at_once(server):
    server.newsroom.drop("turns.xml", "<catalogue/>")
    assert server.get("/statements/turns.xml").status == 200
    for content in HIDDEN.values():
        server.newsroom.drop("turns.xml", content)
        assert server.get("/statements/turns.xml").status == 404
        server.newsroom.drop("turns.xml", "<catalogue/>")
        assert server.get("/statements/turns.xml").status == 200


def test_entities_are_not_expanded(server):
    server.newsroom.drop("laughs.xml", LAUGHS)
    answer = server.get("/statements/laughs.xml")
    assert answer.status == 404 or answer.body == LAUGHS.encode()
    server.newsroom.remove("laughs.xml")


@pytest.mark.parametrize("name", ["copy.txt", "copy.html", "copy.old", "copy.svg", "copy"])
@pytest.mark.parametrize("kind", ["no-space", "space-before", "ideographic-space", "capitals",
                                  "fullwidth-less-than", "mark-after-the-name", "plural", "prefix",
                                  "utf-16", "utf-16-without-mark", "utf-16-statement", "utf-32"])
def test_its_copy_under_another_name_is_hidden(server, name, kind):
    path = server.newsroom.drop(name, HIDDEN[kind])
    answer = server.get(f"/statements/{name}")
    assert answer.status == 404 and no_secret(answer)
    path.unlink()


def test_the_command_says_the_same(server):
    done = subprocess.run([BUILD / "statement", "check", "--json", server.newsroom.path],
                          stdout=subprocess.PIPE, check=False)
    assert done.returncode == 1
    found = {}
    for problem in json.loads(done.stdout):
        name = problem["file"].rsplit("/", 1)[-1]
        found.setdefault(name, set()).add((problem["severity"], problem["code"]))
    for name in FOREIGN:
        if name != "large":  # the command has the limits that hold where nothing is set
            assert found.get(f"foreign-{name}.xml") == {("warning", "foreign")}, name
    for name in HIDDEN:
        kinds = found.get(f"hidden-{name}.xml")
        assert kinds and "error" in {severity for severity, _ in kinds}, name
