"""Documents made to be expensive: those that the scaling tests double, and some more."""

import documents
from shapes import BOUNDED, CHECKED, RENDERED, document, numbered

SHELF = 40            # dense documents that a search goes through
DENSE = 1_900_000     # bytes, just below StatementMaxSize
SHEETS = {
    "ends.xsl": '<xsl:message terminate="yes">It ends.</xsl:message>',
    "endless.xsl": '<xsl:for-each select="//node()">' * 6 + '<xsl:value-of select="count(//node())"/>'
                   + '</xsl:for-each>' * 6,
}


def sheet(name):
    """A stylesheet that fails."""
    return ('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
            f'<xsl:template match="/">{SHEETS[name]}</xsl:template></xsl:stylesheet>')


def sources(name, count):
    return document("".join(f'<statement src="{name}"/>' for _ in range(count)))


def more():
    """Name and text of what the scaling tests don't have in one file."""
    yield "footnotes", document(
        "".join(f'<p>a<noteref ref="n{i}"/></p>' for i in range(2500)),
        after="".join(f'<note kind="footnote" id="n{i}"><p>x</p></note>' for i in range(2500)))
    yield "tags and issuers", document(
        head="".join(f"<tag>t{i}</tag><issuer>i{i}</issuer>" for i in range(2000)))
    yield "attributes of 264 KB", document(f"<p {numbered(33000)}>b</p>")
    yield "half a megabyte", document("<p>" + "The tide turns. " * 30000 + "</p>")
    yield "eight sources", sources("half-a-megabyte", 8)
    for i in range(10):
        yield f"chain {i}", sources(f"chain-{i + 1}", 1)
    yield "chain 10", document()
    for i in range(4):
        yield f"product {i}", sources(f"product-{i + 1}", 20)
    yield "product 4", document()


def write(folder):
    """Puts each document there, with an id of its own, and returns their paths."""
    folder.mkdir()
    shapes = [(name, make(n)) for name, n, make, *_ in CHECKED + BOUNDED]
    shapes += [(f"{name} to render", make(n)) for name, _, n, make in RENDERED]
    paths = []
    for name, text in [*shapes, *more()]:
        word = name.replace(" ", "-")
        path = folder / f"{word}.xml"
        path.write_text(text.replace('id="x"', f'id="hostile-{word}"', 1), encoding="utf-8")
        paths.append(path)
    return paths


def fill_shelf(newsroom):
    for number in range(SHELF):
        newsroom.drop(f"shelf-{number}.xml", documents.document(number, DENSE, code="en"))
