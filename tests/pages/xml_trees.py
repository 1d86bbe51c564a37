"""What the server makes of XML with a stylesheet, and what a browser makes of the same, as trees."""

import json
import subprocess

from newsroom import ROOT
from tools import CHROMIUM, MODULES

CONFIG = """
AddType application/xml .xml .xsl .xslt .rss .atom
<Directory "${RUN}/htdocs">
    StatementTransform On
</Directory>
"""


def with_plain_styles(lines):
    """Without what Chromium's serializer escapes in styles and scripts where a stylesheet makes
    XHTML by the method html: no style sheet may be written so."""
    plain, is_raw = [], False
    for line in lines:
        for entity, letter in (("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&")) if is_raw else ():
            line = line.replace(entity, letter)
        plain.append(line)
        is_raw = line.lstrip().startswith(("<style", "<script"))
    return plain


class Shown:
    """One document: the page, and the XML as the browser itself shows it."""

    def __init__(self, page, own, root):
        self.page, self.own = page["lines"], with_plain_styles(own["lines"])
        # Browsers without XSLT show the document's own elements; where they do not take an
        # instruction, nothing at all.
        self.is_page = page["root"] not in ("", root)
        self.is_transformed = own["root"] not in ("", root)


def roots(server, paths):
    """The root of each document, as it is stored."""
    found = {}
    for path in paths:
        text = server.get(f"{path}?source").text
        at = text.index("<")
        while text[at + 1] in "?!":
            end = {"?": "?>", "!": "-->" if text.startswith("<!--", at) else ">"}[text[at + 1]]
            if text.startswith("<!DOCTYPE", at) and "[" in text[at:text.index(">", at)]:
                end = "]>"
            at = text.index("<", text.index(end, at))
        found[path] = text[at + 1:].split(None, 1)[0].split(">")[0].rpartition(":")[2].rstrip("/")
    return found


def look(server, paths):
    """What a browser shows for each path, with the page and with ?source."""
    address = "http://127.0.0.1:{}{}{}".format
    asked = [address(server.port, path, query) for path in paths for query in ("", "?source")]
    done = subprocess.run(["node", ROOT / "tests/pages/trees.mjs", MODULES, CHROMIUM],
                          input="\n".join(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    names = roots(server, paths)
    return {path: Shown(seen[address(server.port, path, "")],
                        seen[address(server.port, path, "?source")], names[path])
            for path in paths}
