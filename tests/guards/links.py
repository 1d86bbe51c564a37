"""Says which links in Markdown pages lead to a file or a section that is not there. Other sites are
not asked."""

import functools
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


@functools.cache
def prose(path):
    """A page without its blocks of code, in which nothing is a heading or a link."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.M | re.S)
    return re.sub(r"^    .*$", "", text, flags=re.M)


@functools.cache
def anchors(path):
    """The names under which a page's sections are reached, as GitHub makes them."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", prose(path), re.M):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w -]", "", words.lower()).strip().replace(" ", "-")
        copies = sum(1 for other in found if re.fullmatch(rf"{re.escape(name)}(-\d+)?", other))
        found.add(f"{name}-{copies}" if copies else name)
    return found


def links(path):
    text = re.sub(r"`[^`]*`", "", prose(path))
    return re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)


def fault(page, link):
    """What is wrong with a link of a page; None: nothing, or it leads to another site."""
    if re.match(r"[a-z]+:", link):
        return None
    name, _, fragment = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return "is not there"
    if fragment and fragment not in anchors(target):
        return "has no such section"
    return None


def main():
    listed = subprocess.run(["git", "ls-files", "--cached", "*.md"], cwd=ROOT, text=True, check=True,
                            capture_output=True).stdout
    faults = [f"{page}: {link} {said}" for page in listed.splitlines()
              for link in links(ROOT / page) if (said := fault(ROOT / page, link))]
    print("\n".join(faults), end="\n" if faults else "")
    return bool(faults)


sys.exit(main())
