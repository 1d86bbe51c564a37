"""What the command makes of a statement in each format, for tests of parts of the vocabulary; and
of one that reproduces it by src."""

import html
import re
import subprocess

import rendering
from rendering import COMMAND

BASE = "https://press.example.org/statements/"
FEEDS = ["rss", "atom", "json"]


def document(body="<p>Words.</p>", head="", after="", lang="en", name="part"):
    return (f'<statement id="{name}" xml:lang="{lang}"><head><title>Title of {name}</title>'
            f'<issuer id="{name}-office">Office of {name}</issuer>'
            f"<published>2026-05-04T08:00Z</published>{head}</head><body>{body}</body>{after}"
            f"</statement>")


def write(folder, text, name="part"):
    (folder / f"{name}.xml").write_text(text, encoding="utf-8")


def render(folder, form, name="part"):
    return rendering.rendered(folder / f"{name}.xml", form)


def check(path):
    """The problems that the command finds in a file or a folder, a line each."""
    done = subprocess.run([COMMAND, "check", path], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode().splitlines()


def content(folder, form, name="part"):
    """The HTML of a page's article, or of a feed's only item."""
    return rendering.content_of(render(folder, form, name), form)


def linked_data(folder, name="part"):
    return rendering.linked_data(render(folder, "html", name))


def words(markup):
    """What a reader sees, white space collapsed, with a bar where an element begins or ends."""
    return re.sub(r"[\s|]*\|[\s|]*", "|", html.unescape(re.sub(r"<[^>]*>", "|", markup))).strip("|")
