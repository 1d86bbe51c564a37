"""Of a long document lists read the beginning, and show what they would show of all of it."""

import re

import pytest

from newsroom import NEWSROOM, statement

CONFIG = NEWSROOM.replace("StatementEngine On", "StatementEngine On\n    StatementValidate Warn")

MORE = "<p>The ferry keeps its times.</p>" * 2000  # sixty kilobytes
QUOTE = "<p><quote>Said by somebody else.</quote></p>"
HEAD = "<summary>In a few words.</summary>"
# name: head, body before and behind what makes it long, and what stands behind the body
SHAPES = {
    "first": ("", "<p>The first <em>own</em> words.</p>", "<p>The last.</p>", ""),
    "summary": (HEAD, QUOTE, "<p>Own words at the end.</p>", ""),
    "late": ("<subtitle>Not this one.</subtitle>", QUOTE, "<p>Own words at the end.</p>", ""),
    "section": ("", "<section><title>Part</title><p>In a section.</p>", "<p>End.</p></section>", ""),
    "notes": ("", "<p>With a note<noteref ref='n'/>.</p>", "", "<note id='n'><p>Small.</p></note>"),
    "hidden": ("", "<p>It quotes.</p>", "<statement src='draft'/>", ""),
    "reproduced": ("", "<p>It quotes.</p>", "<statement src='open'/>", ""),
    "two-heads": ("", "<p>Two heads.</p>", "", "<head><tag>seen-late</tag></head>"),
    "comment": ("", "<!-- </p> --><p>Behind <!-- </p> --> a comment.</p>", "", ""),
    "internal": ("", "<p scope='internal'>For us.</p><p>For all.</p>", "<p>End.</p>", ""),
    "inside": ("", "<list><item><p>An item.</p></item></list><p>Own words.</p>", "<p>End.</p>", ""),
    "none": ("", QUOTE, QUOTE, ""),
}


def text_of(name, folder, padding):
    head, before, behind, after = SHAPES[name]
    if name in ("late", "none"):
        padding = QUOTE * (len(padding) // len(QUOTE))
    text = statement(f"Title {name}", "2024-05-01T10:00:00Z", head, before + padding + behind,
                     attributes=f'id="{folder}-{name}"')
    return text.replace("</statement>", f"{after}</statement>") if name not in (
        "hidden", "reproduced") else text


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0109")
    server.newsroom.drop("draft.xml", statement("A draft", attributes='status="draft"'))
    server.newsroom.drop("open.xml", statement("Open"))
    for name in SHAPES:
        server.newsroom.drop(f"short/{name}.xml", text_of(name, "short", ""))
        server.newsroom.drop(f"long/{name}.xml", text_of(name, "long", MORE))


def entries(server, folder):
    """What the archive says of each, by name."""
    page = server.wait_for(f"/statements/{folder}/", 200).text
    found = re.findall(rf'<article.*?</article>|<li>(?:(?!</li>).)*?{folder}/.*?</li>', page, re.S)
    by_name = {}
    for entry in found:
        name = re.search(rf"{folder}/([a-z-]+)", entry)
        if name:
            by_name[name[1]] = entry.replace(f"{folder}/", "FOLDER/")
    return by_name


@pytest.mark.parametrize("name", SHAPES)
def test_entry_of_a_long_document_is_that_of_a_short_one(server, name):
    short, long = entries(server, "short"), entries(server, "long")
    assert "first" in short and "late" in short
    assert short.get(name) == long.get(name)
    assert ("hidden" in long) == ("hidden" in short)


def test_entries_show_what_was_meant(server):
    long = entries(server, "long")
    assert "The first own words." in long["first"]
    assert "Own words at the end." in long["late"]
    assert "Behind a comment." in long["comment"]
    assert "For all." in long["internal"] and "For us" not in long["internal"]
    assert "seen-late" in long["two-heads"]
