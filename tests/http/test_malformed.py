"""Documents that are not well-formed: refused with line and column, never a page, never fatal.

Each breaks one rule of XML 1.0 in the place that its row names, as an editor's or a program's slip
would; `make conformance` does the same with the W3C's suite.
"""

import json
import os
import pathlib
import subprocess

import pytest

from newsroom import NEWSROOM, statement, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATEMENT = ROOT / os.environ.get("BUILD", "build") / "statement"
CONFIG = NEWSROOM

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
HEAD = b"""<statement id="x" xml:lang="en">
  <head><title>Words</title><issuer>Office</issuer><published>2024-05-04</published></head>
  <body>
"""
END = b"\n  </body>\n</statement>\n"


def body(content):
    """With the text in question on line 5."""
    return DECLARATION + HEAD + content + END


# Name, bytes, line and column of the first error.
FAULTS = [
    ("a-tag-that-does-not-end", body(b"<p>Words"), 5, 1),
    ("tags-that-cross", body(b"<p><em>Words</p></em>"), 5, 4),
    ("an-end-tag-alone", body(b"<p>Words</p></em>"), 5, 13),
    ("an-ampersand-alone", body(b"<p>Fish & chips</p>"), 5, 9),
    ("an-unknown-entity", body(b"<p>Fish&nbsp;chips</p>"), 5, 8),
    ("a-reference-to-no-character", body(b"<p>Bell &#7; rings</p>"), 5, 9),
    ("a-reference-beyond-unicode", body(b"<p>Far &#x110000; out</p>"), 5, 8),
    ("a-control-character", body(b"<p>Bell \x07 rings</p>"), 5, 9),
    ("a-lone-surrogate", body(b"<p>Half \xed\xa0\x80 a letter</p>"), 5, 9),
    ("an-overlong-letter", body(b"<p>Long \xc0\xaf slash</p>"), 5, 9),
    ("an-attribute-twice", body(b'<p id="a" id="b">Words</p>'), 5, 11),
    ("an-attribute-without-marks", body(b"<p id=a>Words</p>"), 5, 7),
    ("an-attribute-without-a-value", body(b"<p id>Words</p>"), 5, 4),
    ("a-tag-in-an-attribute", body(b'<p id="<b>">Words</p>'), 5, 8),
    ("two-hyphens-in-a-comment", body(b"<!-- one -- two --><p>Words</p>"), 5, 10),
    ("a-comment-that-does-not-end", body(b"<!-- one <p>Words</p>"), 5, 1),
    ("an-end-of-cdata-in-text", body(b"<p>Words ]]> words</p>"), 5, 10),
    ("a-declaration-inside", body(b'<?xml version="1.0"?><p>Words</p>'), 5, 1),
    ("a-space-before-the-declaration", b" " + body(b"<p>Words</p>"), 1, 2),
    ("a-name-that-begins-with-a-digit", body(b"<p><1>Words</1></p>"), 5, 4),
    ("an-undeclared-prefix", body(b"<p><x:em>Words</x:em></p>"), 5, 4),
    ("two-roots", body(b"<p>Words</p>") + b"<statement/>\n", 8, 1),
    ("words-behind-the-root", body(b"<p>Words</p>") + b"more\n", 8, 1),
    ("nothing", b"", 1, 1),
    ("the-declaration-alone", DECLARATION, 1, 1),
    ("a-wrong-encoding", body(b"<p>Words</p>").replace(b"utf-8", b"utf-16"), 1, 1),
    ("a-doctype-that-grows",
     b'<!DOCTYPE statement [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n'
     + HEAD + b"<p>&b;</p>" + END, 1, 1),
    ("somebody-elses-root", b"<page>\n<p>Words\n</page>\n", 2, 1),
]
NAMES = [fault[0] for fault in FAULTS]


def prepare(server):
    server.allow("STM0101")
    for name, data, _, _ in FAULTS:
        server.newsroom.drop(f"{name}.xml", data)
    server.newsroom.drop("ours.xml", statement("Ours", attributes='id="ours"'))


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_it_is_refused_where_the_fault_is(tmp_path, fault):
    name, data, line, column = fault
    (tmp_path / f"{name}.xml").write_bytes(data)
    done = subprocess.run([STATEMENT, "check", "--format", "json", tmp_path / f"{name}.xml"],
                          check=False, stdout=subprocess.PIPE)
    assert done.returncode == 1
    first = json.loads(done.stdout)[0]
    assert (first["severity"], first["line"], first["column"]) == ("error", line, column), first


def test_none_becomes_a_page_or_is_served_as_a_file(server):
    for name in NAMES:
        assert server.get(f"/statements/{name}").status == 404, name
        assert server.get(f"/statements/{name}.xml").status == 404, name
        assert server.get(f"/statements/{name}.rss").status == 404, name


def test_lists_have_what_is_well_formed(server):
    wait_until(lambda: server.get("/statements/feed.atom").text.count("<entry") == 1,
               what="one entry in the feed")


def test_the_log_names_each_with_its_place(server):
    log = (server.run / "error.log").read_text(errors="replace")
    for name, _, line, column in FAULTS:
        assert f"/{name}.xml:{line}:{column}: " in log, name
