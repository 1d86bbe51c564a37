"""How much a page may hold: what is at a bound is rendered, what is past it is refused, unread."""

import subprocess

import pytest

from newsroom import BUILD, Folder, statement, wait_until

# What the schema refuses can be at a bound, too: 256 attributes, and 64 sources, as fewer issuers
# than that are allowed.
CONFIG = """
Alias "/warn" "${RUN}/warn"
<Directory "${RUN}/warn">
    Require all granted
    StatementEngine On
    StatementValidate Warn
</Directory>
"""
READY = ["/warn/"]
PARTS = {
    "tag": (50, "head", lambda i: f"<tag>t{i}</tag>"),
    "issuer": (50, "head", lambda i: f"<issuer>Body {i}</issuer>"),
    "contact": (200, "head", lambda i: f"<contact><name>Person {i}</name></contact>"),
    "note": (500, "after", lambda i: f'<note id="n{i}"><p>Note {i}</p></note>'),
    "entry": (500, "after", lambda i: f'<glossary><entry id="e{i}"><term>T{i}</term>'
                                      f"<def>d</def></entry></glossary>"),
}
USES = {"note": '<p>x<noteref ref="n{i}"/></p>', "entry": '<p><abbr ref="e{i}">T{i}</abbr></p>'}
ATTRIBUTES = " ".join(f'a{i}="x"' for i in range(256))
NAMESPACES = "".join(f'<p xmlns:n{i}="u">a</p>' for i in range(256))
MOST_BYTES = 4 * 1024 * 1024
LEAF_BYTES = 74000


def without_issuer(text):
    return text.replace("<issuer>Example Press Office</issuer>", "")


def at_part(part, more=0, first=0, **given):
    """A statement with as many of a part as it may have."""
    most, where, make = PARTS[part]
    parts = "".join(make(i) for i in range(first, most + more))
    body = "<p>Words.</p>" + "".join(USES.get(part, "").replace("{i}", str(i))
                                     for i in range(first, most))
    text = statement(f"At {part}", body=body, **{where: parts}, **given)
    return without_issuer(text) if part == "issuer" else text


def sources(*names):
    return "<p>Words.</p>" + "".join(f'\n<statement src="{name}"/>' for name in names)


def padded(text, size):
    """The same as a file of so many bytes."""
    assert len(text.encode()) <= size
    return text + "\n" * (size - len(text.encode()))


def leaf(name):
    """One of 56, with what they may hold together."""
    words = "".join(f"<p>{'Words of it. ' * 100}</p>" for _ in range(LEAF_BYTES // 1320))
    text = without_issuer(statement(
        name, body=words, head="<contact><name>x</name></contact>" * 2,
        after="".join(PARTS["note"][2](i) + PARTS["entry"][2](i) for i in range(4))))
    return padded(text, LEAF_BYTES)


def chain(folder, bytes_in_all):
    """d1 … d8, each reproducing the next; together so many bytes."""
    left = bytes_in_all
    for i in range(8, 0, -1):
        text = without_issuer(statement(f"D{i}", body=sources(*[f"d{i + 1}"] * (i < 8))))
        text = padded(text, left) if i == 1 else text
        left -= len(text.encode())
        folder.drop(f"d{i}.xml", text)


def everything():
    """At all bounds at once: 8 in one another and 56 beside them."""
    head = ("".join(PARTS["tag"][2](i) for i in range(50))
            + "".join(PARTS["issuer"][2](i) for i in range(50))
            + "".join(PARTS["contact"][2](i) for i in range(200 - 56 * 2)))
    after = "".join(PARTS["note"][2](i) + PARTS["entry"][2](i) for i in range(500 - 56 * 4))
    body = sources("d1", *["leaf"] * 56).replace("<p>", f"<p {ATTRIBUTES}>", 1) + NAMESPACES
    return without_issuer(statement("Everything", head=head, body=body, after=after))


def fill(folder):
    for part in PARTS:
        folder.drop(f"at-{part}.xml", at_part(part))
    folder.drop("at-attributes.xml", statement("Attributes", body=f"<p {ATTRIBUTES}>Words.</p>"))
    folder.drop("at-namespaces.xml", statement("Namespaces", body=NAMESPACES))
    folder.drop("leaf.xml", leaf("Leaf"))
    folder.drop("small.xml", without_issuer(statement("Small")))
    chain(folder, MOST_BYTES - 56 * LEAF_BYTES)
    folder.drop("at-depth.xml", statement("Depth", body=sources("d1")))
    folder.drop("at-sources.xml", statement("Sources", body=sources(*["small"] * 64)))
    folder.drop("at-bytes.xml", statement("Bytes", body=sources("d1", *["leaf"] * 56)))
    folder.drop("everything.xml", everything())


def prepare(server):
    server.allow("STM0101")
    fill(Folder(server.run / "warn"))


def patient(server, path):
    """The answer to `path` that is not for want of time."""
    return wait_until(lambda: [answer for answer in [server.get(path)] if answer.status != 503],
                      100, f"an answer for {path}")[0]


@pytest.mark.parametrize("name", [*(f"at-{part}" for part in PARTS), "at-attributes",
                                  "at-namespaces", "at-depth", "at-sources", "at-bytes",
                                  "everything"])
def test_what_is_at_a_bound_is_rendered(server, name):
    answer = patient(server, f"/warn/{name}")
    assert answer.status == 200
    assert answer.text.count("</html>") == 1


@pytest.mark.parametrize("ending", ["rss", "json", "vcf"])
def test_what_is_at_all_of_them_is_rendered_in_other_formats(server, ending):
    answer = patient(server, f"/warn/everything.{ending}")
    assert answer.status == 200
    assert ending == "vcf" or "Note 275" in answer.text


def test_what_is_at_all_of_them_holds_all_of_it(server):
    text = patient(server, "/warn/everything").text
    assert text.count('<blockquote class="statement"') == 64
    assert text.count("Note ") == 500 and text.count("Person ") == 88
    assert "Body 49" in text and "t49" in text


# With one more, what is said of it.
PAST = {
    **{f"past-{part}": (lambda part=part: at_part(part, more=1),
                        f"More than {PARTS[part][0]} ") for part in PARTS},
    "past-attributes": (lambda: statement("A", body=f'<p {ATTRIBUTES} b="x">x</p>'),
                        "More than 256 attributes stand in one tag"),
    "past-depth": (lambda: statement("B", body=sources("at-depth")), "more than 8 deep"),
    "past-sources": (lambda: statement("C", body=sources(*["small"] * 65)), "ore than 64 statements"),
    "past-bytes": (lambda: statement("D", body=sources(*["leaf"] * 64)),
                   "more than 4 MiB together"),
    **{f"past-sum-{part}": (lambda part=part: statement(
        f"Sum {part}", body=sources(f"at-{part}"), **{PARTS[part][1]: PARTS[part][2](0)}),
        f"the page holds more than {PARTS[part][0]} ") for part in PARTS},
}


def test_what_is_past_a_bound_is_refused_unread(server):
    folder = Folder(server.run / "warn")
    for name, (make, _) in PAST.items():
        folder.drop(f"{name}.xml", make())

    def unsaid():
        lines = server.log_since(0).decode().splitlines()
        return [name for name, (_, words) in PAST.items()
                if not any("STM0101: not published: " in line and f"/{name}.xml:" in line
                           and words in line for line in lines)]
    wait_until(lambda: not unsaid(), 100, "a line for each")
    for name in PAST:
        assert server.get(f"/warn/{name}").status == 404
    done = subprocess.run([BUILD / "statement", "check", folder.path], text=True,
                          capture_output=True, check=False, timeout=100)
    for name, (_, words) in PAST.items():
        # Two reproduce what only a newsroom with StatementValidate Warn shows.
        assert name in ("past-depth", "past-bytes") or [
            line for line in done.stderr.splitlines()
            if f"/{name}.xml:" in line and words in line], name
        folder.remove(f"{name}.xml")
