"""Twenty releases that between them have all that a release can have, and what each output says of them.

A release is a template in which each "_" stands for two words of its own ("w07x0123q"), so that each
word of an output has one place in one document. `page`, `feed`, `text`, `vcard` and so on derive the
words that an output has, in order, from the document's XML by the rules of the vocabulary alone; each
function returns a list of (word, owner), the owner being the path of the statement whose word it is:
() for the release itself, (0,) for the first statement that it reproduces, (0, 1) for the second one
in that.
"""

import re
import xml.etree.ElementTree as ElementTree

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
WORD = re.compile(r"w\d\dx\d{4}q")

FIELDS = ("<name>_</name><role>_</role><organization>_</organization><email>press@example.org</email>"
          "<phone>+44 20 7946 0000</phone><link href='https://example.org/press'>_</link>"
          "<hours>_</hours><remark>_</remark>")
CONTACT = f"<contact>{FIELDS}</contact>"
SECRET = ("<contact scope='internal'><name>_</name><phone>+44 20 7946 0999</phone></contact>"
          "<attachment href='{name}.pdf' type='application/pdf'>_</attachment>")
GLOSSARY = ("<glossary><title>_</title><entry id='e1'><term>_</term><def>_ <em>_</em></def></entry>"
            "<entry id='e2'><term>_</term><def>_</def></entry></glossary>")
NOTES = (f"{GLOSSARY}<note kind='editors'><p>_</p><p>_</p></note><note kind='about'><p>_</p></note>"
         "<note id='n1' kind='footnote'><p>_</p><p>_</p></note>"
         "<note id='n2' kind='footnote'><list><item>_</item></list></note>"
         "<note id='n3'><title>_</title><p>_</p></note>"
         "<note scope='internal'><title>_</title><p>_</p></note>")
REFERRED = ("<p>_<noteref ref='n1'/> _ <abbr ref='e1'>_</abbr> _ <abbr ref='e1'>_</abbr>"
            "<noteref ref='n2'/><noteref ref='n3'/></p>")
QUOTED = "<p>_ <quote>_ <quote>_</quote></quote> _</p>"


def inner(body, head="", after="", lang=None, attributes=""):
    """Another body's statement, reproduced."""
    lang = f" xml:lang='{lang}'" if lang else ""
    return (f"<statement{lang} {attributes}><head><title>_ <quote>_</quote></title><issuer>_</issuer>"
            f"{head}</head><body>{body}</body>{after}</statement>")


POINTS = "<points><item>_ <em>_</em></item><item>_ <quote>_</quote></item></points>"
CALLOUT = "<callout><heading>_</heading><p>_</p><list><item>_</item></list></callout>"
MEDIA = ("<image href='door.png' alt='_' credit='_' rights='_'>_</image>"
         "<image href='door.png' alt='_' credit='_' rights='_'/>"
         "<video href='https://example.org/film.mp4' transcript='https://example.org/film.txt'>_</video>"
         "<audio href='https://example.org/sound.mp3'>_ _</audio>")
EVENTS = ("<event id='v1' when='2024-06-01' until='2024-06-02'><title>_ <quote>_</quote></title>"
          "<place>_</place><link href='https://example.org/live'/></event>"
          "<event id='v2' when='2024-06-03T10:00:00Z' cancelled='yes'><title>_</title></event>")
IMPRINT = ("<rights href='https://example.org/licence'>_ <em>_</em></rights>"
           "<responsible>_</responsible><ai use='assisted'>_ <em>_</em></ai>")
WHOLE = (f"<subtitle>_</subtitle>{POINTS}<published>2024-03-02</published><author>_</author>"
         "<place>_</place><source href='https://example.org/source'>_</source>"
         f"<updated when='2024-03-03T10:00:00Z'>_</updated>{CONTACT}"
         "<attachment href='https://example.org/theirs.pdf' type='application/pdf'>_</attachment>"
         f"{MEDIA}{EVENTS}{IMPRINT}")
TABLE = ("<table><caption>_</caption><row><cell/><cell header='yes'>_</cell><cell header='yes'>_</cell>"
         "</row><row><cell header='yes'>_</cell><cell><p>_</p><p>_</p></cell><cell><list><item>_</item>"
         "<item>_</item></list></cell></row><row><cell header='yes'>_</cell><cell/>"
         "<cell>_ <link href='https://example.org/data'>_</link></cell></row><remark>_ <em>_</em>"
         "</remark><remark>_</remark><source href='https://example.org/figures'>_</source></table>")
FIGURES = ("<figure><image href='door.png' alt='_'/><caption>_ <em>_</em></caption><credit>_</credit>"
           "</figure><figure><image href='door.png' alt='_' credit='_'>_</image></figure>"
           "<figure><image href='door.png' alt=''/><caption>_</caption></figure>"
           "<figure><video href='https://example.org/film.mp4'>_</video><caption>_</caption></figure>"
           "<gallery><caption>_</caption><figure><image href='door.png' alt='_' rights='_'/></figure>"
           "<figure><audio href='https://example.org/sound.mp3'>_</audio><credit>_</credit></figure>"
           "</gallery>")
LISTS = ("<list><item>_</item><item><p>_</p><list kind='number' start='4'><item>_ <strong>_</strong>"
         "</item><item>_</item></list><p>_</p></item><item><blockquote><p>_</p></blockquote></item>"
         "<item>_ <em>_</em><list><item>_</item><item>_<list kind='number'><item>_</item></list></item>"
         "</list></item></list>")
SPEECHES = ("<speech who='s1'><p>_</p><p>_</p></speech><speech><speaker>_</speaker><p>_</p></speech>"
            "<speech who='s1'><p>_ <quote>_</quote></p><list><item>_</item></list></speech>"
            "<speech who='s2'><blockquote><p>_</p><attribution>_</attribution></blockquote></speech>")
SPEAKERS = ("<speaker id='s1'><name>_</name><role>_</role></speaker>"
            "<speaker id='s2'><name>_</name></speaker>")

# Name, language, head after issuer and date, body, what follows it.
TEMPLATES = [
    ("plain", "en", f"<subtitle>_ <em>_</em></subtitle>{POINTS}<summary>_ _</summary><place>_</place>",
     f"<p>_ <strong>_</strong> _</p>{CALLOUT}<p>_</p>", ""),
    ("reproduces", "en", CONTACT, f"<p>_</p>{inner(QUOTED + REFERRED, WHOLE, NOTES)}<p>_</p>{REFERRED}",
     NOTES),
    ("nested", "en-US", "<summary>_</summary>" + CONTACT,
     REFERRED + inner(REFERRED + inner(REFERRED + inner("<p>_</p>" + REFERRED, CONTACT, NOTES),
                                       WHOLE, NOTES) + "<p>_</p>", CONTACT, NOTES) + "<p>_</p>", NOTES),
    ("contacts", "en", SECRET + CONTACT + "<contact><name>_</name><email>a@example.org</email></contact>"
     "<contact><role>_</role><organization>_</organization><phone>_</phone></contact>",
     f"<p>_</p>{inner('<p>_</p>', SECRET + CONTACT)}", "<note scope='internal'><p>_</p></note>"),
    ("files", "en", f"{MEDIA}{EVENTS}{IMPRINT}"
     "<attachment href='files.pdf' type='application/pdf'>_</attachment>"
     "<attachment href='https://example.org/more.pdf'>_ _</attachment>", "<p>_</p>", ""),
    ("figures", "en-GB", "", f"<p>_</p>{FIGURES}{TABLE}<p>_</p>", ""),
    ("transcript", "en", SPEAKERS, SPEECHES, ""),
    ("corrected", "en", "<updated when='2024-05-05T10:00:00Z'>_ <em>_</em></updated>"
     "<updated when='2024-05-06T10:00:00Z'>_</updated>", "<p>_</p>", ""),
    ("deutsch", "de", WHOLE.replace("<published>2024-03-02</published>", "").replace(
        "2024-03-03", "2024-05-05"), QUOTED + inner(QUOTED, WHOLE, NOTES, "fr") + QUOTED, NOTES),
    ("francais", "fr", "<place>_</place>", REFERRED + inner(QUOTED, "", NOTES, "de"), NOTES),
    ("arabi", "ar", "<place>_</place>" + CONTACT, QUOTED + LISTS + inner(QUOTED, WHOLE, NOTES, "he")
     + REFERRED, NOTES),
    ("ivrit", "he", SPEAKERS + CONTACT, SPEECHES + TABLE, ""),
    ("nihongo", "ja", "<subtitle>_</subtitle>" + CONTACT, QUOTED + inner(QUOTED, WHOLE, NOTES, "zh")
     + REFERRED + TABLE, NOTES),
    ("joint", "en", "<issuer id='i2' short='_'>_</issuer><issuer>_</issuer><issuer>_</issuer>"
     "<author>_</author><author>_</author>",
     "<p>_</p><section by='i2'><p>_</p></section><section><heading>_</heading><p>_</p><section>"
     "<heading>_</heading><p>_</p></section></section><signatories><signatory><name>_</name>"
     "<role>_</role><organization>_</organization></signatory><signatory><name>_</name></signatory>"
     "<signatory><organization>_</organization></signatory></signatories>",
     "<note kind='about' by='i2'><p>_</p></note>"),
    ("quotes", "en", "", "<p>_</p><blockquote cite='https://example.org/law'><p>_ <quote>_</quote></p>"
     f"<section><heading>_</heading><p>_</p></section>{CALLOUT}<list><item>_</item></list>"
     "<blockquote><p>_</p>"
     "<attribution>_</attribution></blockquote><attribution>_</attribution></blockquote>"
     "<p>_ <quote continues='yes'>_</quote></p><p><quote>_</quote></p>", ""),
    ("lists", "en", "", "<p>_</p>" + LISTS + "<p>_<br/>_</p>", ""),
    ("formulas", "en", "", "<p>10<sup>_</sup> _<sub>_</sub> <time when='2024-05-04'>_</time> "
     "<span xml:lang='de'>_</span> <link href='https://example.org/a'>_ <em>_</em></link></p>", ""),
    ("source", "en", "<summary>_</summary>", "<p>_</p><statement src='plain'/><p>_</p>", ""),
    ("lead", "en", "<tag key='k'>_</tag><tag>_</tag><related href='plain' rel='follows'>_</related>",
     inner("<p>_</p>", "<leadin>_</leadin><ending>_ <em>_</em></ending><published>2024-01-01</published>"
           "<author>_</author>", attributes="kind='_' number='_'")
     + inner("<p>_</p>", "<issuer>_</issuer>") + "<p>_</p>", ""),
    ("voices", "en", SPEAKERS, "<section by='s1'><p>_</p></section><p>_</p><section><p>_</p>" + SPEECHES
     + "</section>" + inner(SPEECHES, SPEAKERS), ""),
]
NAMES = [name for name, *_ in TEMPLATES]


def write(number):
    """The release as XML: kind and number, title, one issuer more than its template has."""
    name, lang, head, body, after = TEMPLATES[number]
    count = 0

    def fresh(_):
        nonlocal count
        count += 2
        return f"w{number:02d}x{count:04d}q w{number:02d}x{count + 1:04d}q"
    day = 4 + number % 20
    return re.sub("_", fresh, (
        f"<statement xml:lang='{lang}' id='release-{name}' kind='_' number='_'><head><title>_ <em>_</em>"
        f"</title><issuer id='i1' short='_'>_</issuer><published>2024-04-{day:02d}T10:00:00Z</published>"
        f"{head.replace('{name}', name)}</head><body>{body}</body>{after}</statement>"))


RELEASES = {name: write(number) for number, name in enumerate(NAMES)}
DOOR = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU"
        b"\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82")


def drop(folder):
    """Puts all of them into a folder, with the files that they name."""
    for name in ("files", "contacts"):
        folder.drop(f"{name}.pdf", b"%PDF-1.4\n")
    folder.drop("door.png", DOOR)
    for name, content in RELEASES.items():
        folder.drop(f"{name}.xml", content)


class Said(list):
    """Words with their owners, in order."""

    def add(self, text, owner):
        self.extend((word, owner) for word in WORD.findall(text or ""))


class Document:
    """A release, with the statements that it reproduces put in."""

    def __init__(self, name):
        self.root = ElementTree.fromstring(RELEASES[name])
        self.owners = {}
        for holder in list(self.root.iter("body")):
            for index, child in enumerate(list(holder)):
                if child.tag == "statement" and child.get("src"):
                    holder[index] = ElementTree.fromstring(RELEASES[child.get("src")])
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.number(self.root, ())

    def number(self, statement, path):
        self.owners[statement] = path
        for index, child in enumerate(self.within(statement, "statement")):
            self.number(child, (*path, index))

    def within(self, statement, tag):
        """Elements of the statement itself, and not of those in it."""
        found = []

        def walk(element):
            for child in element:
                if child.tag == tag:
                    found.append(child)
                if child.tag != "statement":
                    walk(child)
        walk(statement)
        return found

    def statement_of(self, element):
        while element.tag != "statement":
            element = self.parents[element]
        return element

    def named(self, statement, reference):
        """The issuer or speaker that a reference means: here, then outwards."""
        while statement is not None:
            for element in statement.find("head"):
                if element.tag in ("issuer", "speaker") and element.get("id") == reference:
                    return element
            around = self.parents.get(statement)
            statement = None if around is None else self.statement_of(around)
        raise KeyError(reference)


def text_of(element):
    return "".join(element.itertext())


def public(elements):
    return [element for element in elements if element.get("scope") is None]


def children(statement, *tags):
    return [child for child in statement.find("head") if child.tag in tags]


class Output:
    """What the outputs that have all of a release have in common."""

    def __init__(self, name):
        self.document = Document(name)
        self.said = Said()
        self.root = self.document.root

    def add(self, statement, text):
        self.said.add(text, self.document.owners[statement])

    def add_name(self, statement, reference, is_full=False):
        element = self.document.named(statement, reference)
        name = text_of(element) if element.tag == "issuer" else element.findtext("name")
        self.add(self.document.statement_of(element), name)
        if is_full:
            self.add(self.document.statement_of(element), element.findtext("role"))

    def place(self, statement):
        for place in children(statement, "place"):
            self.add(statement, text_of(place))

    def body(self, statement):
        body = statement.find("body")
        self.place(statement)
        for child in body:
            self.block(statement, child)

    def block(self, statement, element):
        if element.tag == "statement":
            self.reproduced(element)
            return
        if element.tag == "section" and element.get("by") and element.find("heading") is None:
            self.add_name(statement, element.get("by"))
        if element.tag == "speech" and element.get("who") and element.find("speaker") is None:
            turns = [speech for speech in self.document.within(statement, "speech")
                     if speech.get("who") == element.get("who")]
            self.add_name(statement, element.get("who"), element is turns[0])
        if element.tag == "figure":
            self.figure(statement, element)
            return
        self.add(statement, element.text)
        for child in element:
            self.block(statement, child)
            self.add(statement, child.tail)

    def figure(self, statement, figure):
        image, caption, credit = (figure.find(tag) for tag in ("image", "caption", "credit"))
        if image is None:
            for part in figure:
                self.add(statement, text_of(part))
            return
        self.add(statement, image.get("alt"))
        self.add(statement, text_of(image if caption is None else caption))
        self.add(statement, image.get("credit") if credit is None else text_of(credit))
        self.add(statement, image.get("rights"))

    def picture(self, statement):
        """Of the head's pictures the first; the others follow what there is to download."""
        for image in children(statement, "image")[:1]:
            self.add(statement, f"{image.get('alt')} {text_of(image)} {image.get('credit')} "
                                f"{image.get('rights')}")

    def below(self, statement):
        """Films and sound, the pictures for the press, and the lines below a text."""
        self.each(statement, "video", "audio")
        for image in children(statement, "image")[1:]:
            self.add(statement, f"{image.get('alt')} {image.get('credit')} {image.get('rights')}")
        for tag in ("responsible", "rights", "ai"):
            self.each(statement, tag)

    def notes(self, statement):
        notes = [note for note in public(statement) if note.tag in ("glossary", "note")]
        for note in notes:
            if note.get("kind") == "footnote":
                continue
            if note.get("kind") == "about" and note.find("title") is None:
                by = note.get("by")
                if by:
                    self.add_name(statement, by)
                else:
                    self.add(statement, text_of(children(statement, "issuer")[0]))
            self.add(statement, text_of(note))
        for note in notes:
            if note.get("kind") == "footnote":
                self.add(statement, text_of(note))

    def contacts(self, statement):
        for contact in public(children(statement, "contact")):
            for tags in (("name",), ("role",), ("organization",), ("phone", "email", "link"),
                         ("hours", "remark")):
                for part in contact:
                    if part.tag in tags:
                        self.add(statement, text_of(part))

    def attachments(self, statement):
        for file in children(statement, "attachment"):
            self.add(statement, text_of(file))

    def each(self, statement, *tags):
        for element in children(statement, *tags):
            self.add(statement, text_of(element))

    def reproduced(self, statement):
        """A block: head, body, all that belongs to it, end line."""
        self.each(statement, "title")
        self.each(statement, "subtitle")
        self.each(statement, "points")
        self.add(statement, f"{statement.get('kind')} {statement.get('number')}")
        self.each(statement, "issuer")
        self.each(statement, "leadin" if children(statement, "leadin") else "author")
        self.each(statement, "source")
        self.each(statement, "event")
        self.picture(statement)
        self.each(statement, "updated")
        self.body(statement)
        self.notes(statement)
        self.contacts(statement)
        self.attachments(statement)
        self.below(statement)
        issuers = children(statement, "issuer")
        if children(statement, "ending"):
            self.each(statement, "ending")
        elif len(issuers) == 1:
            self.add(statement, issuers[0].get("short") or text_of(issuers[0]))


def page(name):
    """A statement's page, from its head to its topics."""
    output = Output(name)
    root = output.root
    output.add(root, f"{root.get('kind')} {root.get('number')}")
    output.each(root, "title")
    output.each(root, "subtitle")
    output.each(root, "points")
    output.each(root, "issuer")
    output.each(root, "author")
    output.each(root, "event")
    output.picture(root)
    output.each(root, "updated")
    output.body(root)
    output.notes(root)
    output.contacts(root)
    output.attachments(root)
    output.below(root)
    output.each(root, "related")
    output.each(root, "tag")
    return output.said


text = page


def feed(name):
    """The content of a feed's item."""
    output = Output(name)
    root = output.root
    output.each(root, "updated")
    output.add(root, root.get("number"))
    output.each(root, "subtitle")
    output.each(root, "points")
    output.each(root, "event")
    output.picture(root)
    output.body(root)
    output.notes(root)
    output.contacts(root)
    output.attachments(root)
    output.below(root)
    return output.said


def vcard(name):
    """The public contacts of the release itself; a link is an address there."""
    output = Output(name)
    for contact in public(children(output.root, "contact")):
        parts = {part.tag: text_of(part) for part in contact}
        lines = [parts.get("name") or parts.get("role"), parts.get("organization"),
                 parts.get("role"), parts.get("phone"), parts.get("hours"), parts.get("remark")]
        for line in lines:
            output.add(output.root, line)
    return output.said


def teaser(name):
    """Summary, else the first paragraph in the issuer's own voice, else subtitle, else a speech."""
    output = Output(name)
    root, owner = output.root, ()
    parents = output.document.parents
    summary = children(root, "summary")
    if summary:
        output.said.add(text_of(summary[0]), owner)
        return output.said

    def is_own(paragraph):
        while paragraph is not root.find("body"):
            paragraph = parents[paragraph]
            if paragraph.tag in ("blockquote", "statement", "speech", "cell", "item", "figure",
                                 "callout"):
                return False
            by = paragraph.get("by") if paragraph.tag == "section" else None
            if by and output.document.named(root, by).tag == "speaker":
                return False
        return True
    own = [paragraph for paragraph in root.find("body").iter("p") if is_own(paragraph)]
    if own:
        output.said.add(text_of(own[0]), owner)
    elif children(root, "subtitle"):
        output.each(root, "subtitle")
    else:
        speech = next(root.find("body").iter("speech"))
        output.add_name(root, speech.get("who"))
        output.said.add(text_of(speech.find("p")), owner)
    return output.said


def searched(name):
    """What a search looks at: the words of elements, and kind and number of the release itself."""
    words = {word for element in Document(name).root.iter() for text in (element.text, element.tail)
             for word in WORD.findall(text or "")}
    root = Document(name).root
    words |= set(WORD.findall(f"{root.get('kind')} {root.get('number')}"))
    return Said((word, owner) for word, owner in page(name) if word in words)


def internal(name):
    """What is for nobody outside."""
    said = Said()
    for element in Document(name).root.iter():
        if element.get("scope") is not None:
            said.add(text_of(element), ())
    return said
