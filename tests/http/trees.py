"""Pages as trees: what a browser makes of the bytes, line by line, whoever wrote them.

White space between elements goes, the rest is one space (but in pre), attributes are in order, and
the meta element that a serializer puts in is left out.
"""

import html.parser
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import unquote

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}
SPACES = re.compile(r"[ \t\r\n]+")


def is_declared_type(name, attributes):
    return name == "meta" and any(key == "http-equiv" and (value or "").lower() == "content-type"
                                  for key, value in attributes)


class Page(html.parser.HTMLParser):
    """The lines of an HTML page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines, self.depth, self.text, self.preformatted = [], 0, "", 0

    def add(self, line):
        self.lines.append("  " * self.depth + line)

    def end_text(self):
        text = self.text if self.preformatted else SPACES.sub(" ", self.text).strip()
        if text:
            self.add(repr(text))
        self.text = ""

    def handle_starttag(self, tag, attrs):
        if is_declared_type(tag, attrs):
            return
        self.end_text()
        words = "".join(f" {key}={unquote(value or '')!r}" for key, value in sorted(attrs)
                        if not key.startswith("xmlns"))
        self.add(f"<{tag}{words}>")
        self.depth += tag not in VOID
        self.preformatted += tag == "pre"

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.end_text()
            self.depth -= 1
            self.preformatted -= tag == "pre"

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.end_text()
        self.add(f"<!--{data}-->")


def of_html(text):
    page = Page()
    page.feed(text)
    page.close()
    page.end_text()
    return page.lines


def of_element(element, depth=0):
    words = "".join(f" {key}={unquote(value)!r}" for key, value in sorted(element.attrib.items()))
    lines = ["  " * depth + f"<{element.tag}{words}>"]
    texts = [element.text or ""]
    for child in element:
        if is_declared_type(child.tag.rpartition("}")[2], child.attrib.items()):
            texts[-1] += child.tail or ""
            continue
        texts.append(child)
        texts.append(child.tail or "")
    for part in texts:
        if not isinstance(part, str):
            lines += of_element(part, depth + 1)
        elif SPACES.sub(" ", part).strip():
            lines.append("  " * (depth + 1) + repr(SPACES.sub(" ", part).strip()))
    return lines


def of_page(text):
    """HTML by its first element, any other XML, or plain text."""
    beginning = re.sub(r"^\s*(<\?[^>]*>|<!DOCTYPE[^>]*>|\s)*", "", text)
    if re.match(r"<html\b", beginning) and not text.startswith("<?xml"):
        return of_html(text)
    return of_element(ElementTree.fromstring(text)) if beginning.startswith("<") else \
        text.splitlines()
