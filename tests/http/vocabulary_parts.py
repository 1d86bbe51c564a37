"""What the command makes of a statement in each format, for tests of parts of the vocabulary; and
of one that reproduces it by src."""

import html
import json
import re
import subprocess
import xml.etree.ElementTree as ET

from rendering import COMMAND, OPTIONS

BASE = "https://press.example.org/statements/"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["rss", "atom", "json"]


def document(body="<p>Words.</p>", head="", after="", lang="en", name="part"):
    return (f'<statement id="{name}" xml:lang="{lang}"><head><title>Title of {name}</title>'
            f'<issuer id="{name}-office">Office of {name}</issuer>'
            f"<published>2026-05-04T08:00Z</published>{head}</head><body>{body}</body>{after}"
            f"</statement>")


def write(folder, text, name="part"):
    (folder / f"{name}.xml").write_text(text, encoding="utf-8")


def render(folder, form, name="part"):
    done = subprocess.run([COMMAND, "render", f"{name}.xml", "--to", form, *OPTIONS], cwd=folder,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def check(path):
    """The problems that the command finds in a file or a folder, a line each."""
    done = subprocess.run([COMMAND, "check", path], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode().splitlines()


def article(page):
    """What a page says of its statement."""
    return page[page.index("<article"):page.index("</article>")]


def content(folder, form, name="part"):
    """The HTML of a page's article, or of a feed's only item."""
    page = render(folder, form, name)
    if form == "rss":
        return ET.fromstring(page).find(f"channel/item/{CONTENT}").text
    if form == "atom":
        return ET.fromstring(page).find(f"{ATOM}entry/{ATOM}content").text
    if form == "json":
        return json.loads(page)["items"][0]["content_html"]
    return article(page)


def linked_data(folder, name="part"):
    """The page's JSON-LD."""
    page = render(folder, "html", name)
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def words(markup):
    """What a reader sees, white space collapsed, with a bar where an element begins or ends."""
    return re.sub(r"[\s|]*\|[\s|]*", "|", html.unescape(re.sub(r"<[^>]*>", "|", markup))).strip("|")
