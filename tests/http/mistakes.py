"""A newsroom of two hundred mistakes: those of single documents as the unit tests have them, and
those that only a whole folder shows."""

import os
import pathlib
import re

from newsroom import statement

UNIT = pathlib.Path(__file__).resolve().parents[1] / "unit"
SINGLE = 130
HEAD = ('<statement xml:lang="en" id="{name}"><head><title>{name}</title><issuer>I</issuer>{date}'
        "\n{lines}\n</head><body><p>Words.</p></body></statement>\n")
BODY = ('<statement xml:lang="en" id="{name}"><head><title>{name}</title><issuer>I</issuer>'
        "<published>2026-05-04</published></head><body>\n{lines}\n</body></statement>\n")
FORMS = {"head": HEAD.replace("{date}", "<published>2026-05-04</published>"),
         "date": HEAD.replace("{date}", ""), "body": BODY, "file": "{lines}"}


def cases():
    """Kind and lines of each case in the unit tests' lists."""
    for path in sorted(UNIT.glob("mistakes*.txt")):
        for part in re.split(r"^== ", path.read_text(), flags=re.M)[1:]:
            title, rest = part.split("\n", 1)
            lines = rest.split("\n--\n", 1)[0] if not rest.startswith("--\n") else ""
            yield title.split(":")[0], lines


def content_of(name, kind, lines):
    text = FORMS[kind].replace("{name}", name).replace("{lines}", lines)
    text = text.replace('id="x"', f'id="{name}"')
    return re.sub(rb"\\x([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), text.encode())


def singles():
    """Of all lists evenly, as many as are wanted."""
    found = list(cases())
    step = len(found) / SINGLE
    for i in range(SINGLE):
        name = f"single-{i:03}"
        yield f"{name}.xml", content_of(name, *found[int(i * step)])


def reproducing(title, *names, **more):
    return statement(title, body="<p>Words.</p>" + "".join(f'\n<statement src="{name}"/>'
                                                           for name in names), **more)


def ids():
    for i in range(6):
        yield f"same-{i}.xml", statement(f"One of {i}", attributes=f'id="same-{i // 2}"')
    for i in range(3):
        text = statement("Copied", attributes=f'kind="{"K" * (i + 1)}"')
        yield f"original-{i}.xml", text.replace("Copied", f"Copied {i}")
        yield f"copy of original-{i}.xml", text.replace("Copied", f"Copied {i}")


def names():
    for name in ("feed", "feed.rss", "sub/feed", "sitemap", "plain.rss", "taken", "folder", "kit"):
        yield f"{name}.xml", statement(f"Named {name}")
    for name in ("plain.xml", "folder/inner.xml", "twice.xml", "twice.XML"):
        yield name, statement(f"In {name}")
    for name in ("taken", "kit.vcf", "kit.txt"):
        yield name, "words"


def sources():
    for i in range(10):
        yield f"chain-{i}.xml", reproducing(f"Chain {i}", f"chain-{i + 1}")
    yield "chain-10.xml", statement("Chain 10")
    for i in range(4):
        yield f"ring-{i}.xml", reproducing(f"Ring {i}", f"ring-{(i + 1) % 4}")
    for i, name in enumerate(("nobody", "../above", "sub/nobody", "chain-10.html", "feed.rss")):
        yield f"lost-{i}.xml", reproducing(f"Lost {i}", name)
    yield "draft.xml", reproducing("Draft", "nobody", attributes='id="draft" status="draft"')
    yield "later.xml", statement("Later", published="2099-01-01")
    yield "broken.xml", statement("Broken", body="<para/>")
    for name in ("draft", "later", "broken"):
        yield f"of-{name}.xml", reproducing(f"Of {name}", name)


def bounds():
    parts = {"tag": 50, "issuer": 50, "contact": 200}
    for part, most in parts.items():
        inner = "<name>x</name>" if part == "contact" else ""
        few = [f"<{part}>{inner or f'x{i}'}</{part}>" for i in range(most // 2 + 1)]
        yield f"half-{part}.xml", statement(f"Half {part}", head="".join(few))
        yield f"past-{part}.xml", statement(f"Past {part}", head="".join(few * 2))
        yield f"sum-{part}.xml", reproducing(f"Sum {part}", *[f"half-{part}"] * 2)
    notes = "".join(f'<note id="n{i}"><p>x</p></note>' for i in range(260))
    yield "half-note.xml", statement("Half note", after=notes)
    yield "sum-note.xml", reproducing("Sum note", "half-note", "half-note")
    entries = "".join(f'<entry id="e{i}"><term>t</term><def>d</def></entry>' for i in range(260))
    yield "half-entry.xml", statement("Half entry", after=f"<glossary>{entries}</glossary>")
    yield "sum-entry.xml", reproducing("Sum entry", "half-entry", "half-entry")
    yield "many.xml", reproducing("Many", *["of-heavy"] * 65)
    yield "heavy.xml", statement("Heavy", body=f"<p>{'Words of it. ' * 800}</p>\n" * 150)
    yield "of-heavy.xml", reproducing("Of heavy", *["heavy"] * 3)
    attributes = " ".join(f'a{i}="x"' for i in range(257))
    yield "attributes.xml", statement("Attributes", body=f"<p {attributes}>x</p>")


def links():
    heads = {"picture": '<image href="no.jpg" alt=""/>',
             "attachment": '<attachment href="no.pdf">A file</attachment>',
             "related": '<related href="nobody">x</related>',
             "translation": '<translation href="nobody" xml:lang="fr"/>',
             "language": '<translation href="chain-10" xml:lang="fr"/>',
             "not-yet": '<related href="later">x</related>'}
    for name, head in heads.items():
        yield f"link-{name}.xml", statement(f"Link {name}", head=head)
    for i, href in enumerate(("nobody", "sub/nobody.pdf", "#s1", "chain-10#note-x", "later#s1")):
        yield f"link-{i}.xml", statement(f"Link {i}", body=f'<p><link href="{href}">x</link></p>')


def others():
    yield "nitf.xml", "<nitf><body/></nitf>"
    yield "books.xml", "<catalogue><book/></catalogue>"
    yield "html.xml", "<html><body><p>Words.</p></body></html>"
    yield "svg.XML", '<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "half.xml", "<catalogue><book>"
    yield "empty.xml", ""


def fill(folder):
    """The names of the documents."""
    made = []
    groups = (singles(), ids(), names(), sources(), bounds(), links(), others())
    for name, content in (each for group in groups for each in group):
        path = folder.drop(name, content)
        os.utime(path, (1777000000 + len(made), 1777000000 + len(made)))
        made.append(name)
    assert len(set(made)) == len(made)
    return [name for name in made if name.lower().endswith(".xml")]
