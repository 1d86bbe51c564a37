"""Ways to make a document large: each has n for a smaller one, and what makes one of n parts."""

HEAD = "<title>T</title><issuer>I</issuer><published>2026-05-04</published>"


def document(body="<p>x</p>", head="", after="", root="", own="x"):
    return (f'<statement xml:lang="en" id="{own}"{root}><head>{HEAD}{head}</head>'
            f"<body>{body}</body>{after}</statement>")


def declared(root, n, element="p"):
    """A DOCTYPE that gives an element n attributes."""
    attributes = "".join(f'<!ATTLIST {element} a{i} CDATA "x">' for i in range(n))
    return f"<!DOCTYPE {root} [{attributes}]>"


def paragraph(words):
    return document(f"<p>{words}</p>")


def spoken(n):
    """Two rows of the same names, the second backwards: each repeats one further to the front."""
    names = [f'<speaker id="s{i}"><name>N</name></speaker>' for i in range(n)]
    return document(head="".join(names + names[::-1]))


def colliding(n):
    """Names that APR's own hash function takes for one another, whatever its seed is."""
    names = ("".join("bA" if i >> bit & 1 else "ab" for bit in range(15)) for i in range(n))
    return document(head="".join(f'<speaker id="{name}"><name>N</name></speaker>'
                                 for name in names))


def nested(element, depth, words="x"):
    return f"<{element}>" * depth + words + f"</{element}>" * depth


def numbered(n):
    return " ".join(f"a{i}=''" for i in range(n))


def prefixes(n, depth=90):
    """As many prefixes as may be declared, and elements far inside that have none of them."""
    declared = " ".join(f'xmlns:n{i}="u"' for i in range(200))
    return document(f"<section {declared}>" + nested("section", depth, "<p/>" * n) + "</section>")


# A name, n for the smaller one, and what makes a document of n parts.
CHECKED = [
    ("single marks without a partner", 60000, lambda n: paragraph("\u201a " * n)),
    ("single marks with one partner", 60000, lambda n: paragraph("\u201aa " * n + "x\u2019")),
    ("double marks", 60000, lambda n: paragraph("\u201ca\u201d " * n)),
    ("quotations", 30000, lambda n: paragraph("<quote>a</quote> " * n)),
    ("quotations with marks", 30000, lambda n: paragraph('"<quote>"a"</quote>" ' * n)),
    ("quotations that go on", 15000,
     lambda n: document("<p>" + "<quote continues='yes'>a</quote>" * n + "</p><p>" +
                        "<em>a</em>" * n + "<quote>b</quote></p>")),
    ("letters that Windows means", 200000, lambda n: paragraph("a\u0085" * n)),
    ("one value with such letters", 200000,
     lambda n: document(root=' number="' + "a\u0085" * n + '"')),
    ("names that stand twice", 10000, spoken),
    ("names with one hash", 2500, colliding),
    ("references", 20000, lambda n: document(
        '<p>a<noteref ref="n"/></p>' * n, after='<note id="n"><p>x</p></note>')),
    ("a second title", 40000, lambda n: document(head="<title>T</title>" * n)),
    ("corrections", 1250,
     lambda n: document(head='<updated when="2026-05-05T10:00Z">a</updated>' * n)),
    ("links to places", 15000, lambda n: document("".join(
        f'<section id="a{i}"><p><link href="#a{n - i}">x</link></p></section>' for i in range(n)))),
    ("words before lists", 20000,
     lambda n: document(f'<list>{"<item>a<list><item>b</item></list></item>" * n}</list>')),
    ("line breaks", 400000, lambda n: paragraph("\n" * n + "a\u201c")),
    ("one long word", 500000, lambda n: paragraph("a" * n)),
    ("one long value", 400000, lambda n: document(f'<p><link href="{"a" * n}">x</link></p>')),
    ("a long date", 400000, lambda n: document().replace("2026-05-04", "2026-05-04." + "0" * n)),
    ("numbers of characters", 80000, lambda n: paragraph("&#65;" * n)),
    ("comments", 60000, lambda n: paragraph("a<!--b-->" * n + "\u201c")),
    ("elements in a row", 60000, lambda n: paragraph("a<em>b</em>" * n)),
    ("elements in one another", 120, lambda n: document(f'<p>{nested("em", 90)}</p>' * n)),
    ("sections in one another", 120, lambda n: document(nested("section", 90, "<p>a</p>") * n)),
    ("links", 30000, lambda n: paragraph('<link href="a">b</link> ' * n)),
    ("pictures", 7500,
     lambda n: document('<figure><image href="a.png" alt=""/></figure>' * n)),
    ("a wide table", 30000, lambda n: document(f'<table><row>{"<cell>a</cell>" * n}</row></table>')),
    ("words outside paragraphs", 60000, lambda n: document("a<br/>" * n)),
    ("a second heading", 40000,
     lambda n: document(f'<section>{"<heading>a</heading>" * n}<p>a</p></section>')),
    ("unknown elements", 10000, lambda n: document("<paragraf/>" * n)),
    ("unknown attributes", 40000, lambda n: document('<p klass="a">b</p>' * n)),
    ("prefixes", 60000, prefixes),
    ("white space in spaces", 60000, lambda n: paragraph("a <em> b </em> " * n)),
    ("inline elements without words", 30000,
     lambda n: paragraph("<link href='a'><em/></link> " * n)),
    # Not well-formed.
    ("tags that stay open", 200000, lambda n: document("<p>" * n)),
    ("tags that stay open, and one that closes", 90000,
     lambda n: "<statement>" + "<p><em>" * n + "</p>" * n),
    ("letters of HTML", 90000, lambda n: paragraph("&uuml;" * n)),
    ("values without marks", 150000, lambda n: document(f'<p {"a=b " * n}>b</p>')),
    ("control characters", 300000, lambda n: paragraph("\x0b" * n)),
]

# The same, what the larger one is told about.
BOUNDED = [
    ("attributes", 40000, lambda n: document(f"<p {numbered(n)}>b</p>"),
     "More than 256 attributes stand in one tag"),
    ("tags", 20000, lambda n: document(head="".join(f"<tag>t{i}</tag>" for i in range(n))),
     "More than 50 tags stand in one statement"),
    ("issuers", 20000, lambda n: document(head="".join(f"<issuer>i{i}</issuer>" for i in range(n))),
     "More than 50 issuers stand in one statement"),
    ("contacts", 20000, lambda n: document(head="<contact><name>a</name></contact>" * n),
     "More than 200 contacts stand in one statement"),
    ("notes", 20000, lambda n: document(after="<note><p>a</p></note>" * n),
     "More than 500 notes stand in one statement"),
    ("entries", 10000, lambda n: document(after="<glossary>" + "".join(
        f'<entry id="e{i}"><term>a</term><def>b</def></entry>' for i in range(n)) + "</glossary>"),
     "More than 500 glossary entries stand in one statement"),
    ("namespaces", 20000, lambda n: document("".join(
        f'<p xmlns:n{i}="u">a</p>' for i in range(n))),
     "More than 256 xmlns attributes stand in one statement"),
    ("sources", 40000, lambda n: document('<statement src="x"/>' * n),
     "More than 64 statements are reproduced by src"),
    ("attributes from a DOCTYPE", 2500, lambda n: declared("statement", n) + document("<p/>" * n),
     "A statement may not have a <!DOCTYPE> line"),
    ("attributes of its root from a DOCTYPE", 25000,
     lambda n: declared("statement", n, "statement") + document(),
     "A statement may not have a <!DOCTYPE> line"),
    ("values in a DOCTYPE", 120000,
     lambda n: "<!DOCTYPE statement [<!ATTLIST p a (" + "|".join(
         f"x{i}" for i in range(n)) + ") 'x1'>]>" + document(),
     "A statement may not have a <!DOCTYPE> line"),
    ("another's attributes from a DOCTYPE", 2500,
     lambda n: declared("c", n) + "<c>" + "<p/>" * n + "</c><c>",
     "A line that begins with <! does not belong here"),
    ("levels", 100000, lambda n: document(nested("em", n)),
     "Elements stand in one another more than 100 levels deep"),
]

# A format beside them: what the statement command makes of it.
RENDERED = [
    ("paragraphs", "html", 4000, lambda n: document("<p>a</p>\n" * n)),
    ("comments between words", "html", 20000, lambda n: paragraph("a<!--b-->" * n)),
    ("quotations", "html", 1500, lambda n: paragraph("a <quote>b</quote> " * n)),
    ("links to statements", "html", 2000,
     lambda n: paragraph("".join(f'<link href="a{i}">b</link> ' for i in range(n)))),
    ("steps above the root in one address", "html", 20000,
     lambda n: paragraph(f'<link href="{"../" * n}a">b</link>')),
    ("footnotes", "html", 250, lambda n: document(
        "".join(f'<p>a<noteref ref="n{i}"/></p>' for i in range(n)),
        after="".join(f'<note kind="footnote" id="n{i}"><p>x</p></note>' for i in range(n)))),
    ("references to one note", "html", 3000, lambda n: document(
        '<p>a<noteref ref="n"/></p>' * n, after='<note kind="footnote" id="n"><p>x</p></note>')),
    ("references to one note in quotations", "txt", 3000, lambda n: document(
        '<p><quote>a<noteref ref="n"/></quote></p>' * n,
        after='<note kind="footnote" id="n"><p>x</p></note>')),
    ("links to places", "html", 1500, lambda n: document("".join(
        f'<section id="a{i}"><p><link href="#a{n - 1 - i}">x</link></p></section>'
        for i in range(n)))),
    ("one id in many statements", "html", 250, lambda n: document(
        '<statement xml:lang="en"><body><section id="a"><p><link href="#a">x</link></p></section>'
        '</body></statement>' * n)),
    ("words before lists", "html", 1500,
     lambda n: document(f'<list>{"<item>a<list><item>b</item></list></item>" * n}</list>')),
    ("numeric columns", "html", 1500, lambda n: document(
        '<table><row><cell header="yes" numeric="yes">a</cell></row>'
        + "<row><cell>1</cell></row>" * n + "</table>")),
    ("uses of one abbreviation", "html", 4000, lambda n: document(
        '<p>a <abbr ref="n">B</abbr></p>' * n,
        after='<glossary><entry id="n"><term>B</term><def>x</def></entry></glossary>')),
    ("turns of one speaker", "json", 3000, lambda n: document(
        '<speech who="s"><p>a</p></speech>' * n,
        head='<speaker id="s"><name>N</name><role>r</role></speaker>')),
    ("translations", "html", 4000, lambda n: document(head="".join(
        f'<translation href="https://a.example/{i}" xml:lang="de-x-a{i}"/>' for i in range(n)))),
    ("one long word", "txt", 200000, lambda n: paragraph("a" * n)),
]
