#!/usr/bin/python3
"""Writes into xslt/statement.xsd and xslt/newsroom.xsd what xslt/README.md, the reference of the
vocabulary, says of each element and attribute, so that XML editors show it. With --check it changes
nothing, and ends with 1 where something lacks its entry or a schema says something else."""

import pathlib
import re
import sys
from xml.sax.saxutils import escape

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Each schema with the section that has its attributes.
SCHEMAS = {ROOT / "xslt" / "statement.xsd": "Attributes",
           ROOT / "xslt" / "newsroom.xsd": "Attributes in newsroom.xml"}
REFERENCE = ROOT / "xslt" / "README.md"

# Where an element means another thing than elsewhere: the section of the reference, by the type
# that it stands in.
SECTIONS = {"head": "Head", "contact": "Contacts", "event": "Events",
            "newsroom": "What all statements share"}
RULES = "What the schema cannot say"


def plain(markdown):
    """The words without marks of Markdown."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\s+", " ", text.replace("`", "")).strip()


def sentence(text):
    text = text[:1].upper() + text[1:]
    return text if not text or text.endswith((".", "!", "?")) else text + "."


def count(text):
    """How often, without signs."""
    text = re.sub(r"\b0–(?!\d)", "any number", text)
    return re.sub(r"\b1–(?!\d)", "1 or more", text).replace("–", " to ")


def rows():
    """Of each row of a table its section and its cells."""
    section = ""
    for line in REFERENCE.read_text().splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ")
        elif line.startswith("| `"):
            yield section, [cell.strip() for cell in line.strip("|").split("|")]


def names(cell):
    return re.findall(r"`([^`]+)`", cell)


def elements():
    """By name: section to documentation."""
    found = {}
    for section, cells in rows():
        if len(cells) == 5:
            holds, often, meaning = plain(cells[1]), count(plain(cells[3])), plain(cells[4])
            if not meaning:
                sys.exit(f"{REFERENCE}: {cells[0]} has no meaning")
            for name in names(cells[0]):
                found.setdefault(name, {})[section] = (
                    f"{sentence(meaning)} Holds: {holds}. How often: {often}.")
    return found


def attributes(section_of_schema):
    """By name and element."""
    found = {}
    for section, cells in rows():
        if len(cells) == 4 and section == section_of_schema:
            for name in names(cells[0]):
                for element in names(cells[1]):
                    found[name, element] = f"{sentence(plain(cells[3]))} Value: {plain(cells[2])}."
    return found


def rules():
    """The section about what the schema cannot say, a line for each paragraph and point."""
    text = REFERENCE.read_text().split(f"## {RULES}\n", 1)[1].split("\n## ", 1)[0]
    return [plain(part) for part in re.split(r"\n(?=- )|\n\n", text) if part.strip()]


def annotation(indent, text):
    return (f"{indent}<xs:annotation>\n"
            f"{indent}  <xs:documentation>{escape(text)}</xs:documentation>\n"
            f"{indent}</xs:annotation>\n")


def bare(schema):
    """The schema without what this program writes."""
    schema = re.sub(r"(<xs:(element|attribute)\b[^>]*[^>/])>\s*<xs:annotation>.*?</xs:annotation>"
                    r"\s*</xs:\2>", r"\1/>", schema, flags=re.DOTALL)
    return re.sub(r"\n  <xs:annotation>\n.*?\n  </xs:annotation>(?=\n  <xs:import)", "", schema,
                  count=1, flags=re.DOTALL)


def holders(schema):
    """Which elements have each type."""
    found = {}
    for name, kind in re.findall(r'<xs:element name="(\w+)" type="([\w:]+)"', schema):
        found.setdefault(kind, set()).add(name)
    return found


class Writer:
    """Goes through the schema line by line."""

    def __init__(self, schema, section):
        self.elements, self.holders = elements(), holders(schema)
        self.attributes = attributes(section)
        self.used, self.lacking, self.kind = set(), [], ""

    def element(self, name):
        entries = self.elements.get(name)
        if not entries:
            self.lacking.append(f"element {name}")
            return ""
        self.used.add(name)
        section = SECTIONS.get(self.kind)
        rest = [text for of, text in entries.items() if of not in SECTIONS.values()]
        return entries.get(section) or (rest or list(entries.values()))[-1]

    def attribute(self, name):
        texts = []
        for holder in sorted(self.holders[self.kind]):
            text = self.attributes.get((name, holder))
            if text is None:
                self.lacking.append(f"attribute {name} of {holder}")
            elif text not in texts:
                texts.append(text)
            self.used.add((name, holder))
        return " ".join(texts)

    def line(self, line):
        kind = re.match(r'  <xs:complexType name="(\w+)"', line)
        self.kind = kind[1] if kind else self.kind
        part = re.match(r'( *)<xs:(element|attribute) (?:name|ref)="([\w:]+)"[^>]*/>$', line)
        if not part:
            return line + "\n"
        if line.startswith("  <xs:element"):
            self.kind = ""
        text = getattr(self, part[2])(part[3])
        return (line[:-2] + ">\n" + annotation(part[1] + "  ", text)
                + f"{part[1]}</xs:{part[2]}>\n")


def annotated(schema, section):
    """The schema with documentation, and what was looked for and not found, or not looked for."""
    writer = Writer(schema, section)
    text = "".join(writer.line(line) for line in schema.splitlines())
    unknown = set(writer.attributes) - writer.used
    head = "".join(f"    <xs:documentation>{escape(rule)}</xs:documentation>\n"
                   for rule in rules())
    if section == "Attributes":
        text = text.replace("\n  <xs:import", f"\n  <xs:annotation>\n{head}  </xs:annotation>"
                            "\n  <xs:import", 1)
    return text, writer.lacking, unknown, writer.used


def main():
    is_complete, used = True, set()
    for path, section in SCHEMAS.items():
        written = path.read_text()
        text, lacking, unknown, found = annotated(bare(written), section)
        used |= found
        for part in lacking:
            print(f"{REFERENCE}: no entry for the {part}")
        for entry in sorted(map(str, unknown)):
            print(f"{REFERENCE}: an entry for {entry}, which {path.name} does not have")
        is_complete &= not lacking and not unknown
        if "--check" not in sys.argv:
            path.write_text(text)
        elif text != written:
            print(f"{path}: its documentation is not that of {REFERENCE.name}; run {sys.argv[0]}")
            is_complete = False
    for name in sorted(set(elements()) - used):
        print(f"{REFERENCE}: an entry for {name}, which no schema has")
        is_complete = False
    return 0 if is_complete else 1


if __name__ == "__main__":
    sys.exit(main())
