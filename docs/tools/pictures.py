"""Draws the pictures of docs/editors.md anew: its walk, in a terminal and on pages.

Usage: /usr/bin/python3 docs/tools/pictures.py          writes docs/images (needs chromium)
       /usr/bin/python3 docs/tools/pictures.py FOLDER   draws --help and an example of each command
                                                        there, on light and dark ground, to be looked at

`make build` comes first. The tests read the same walk from the page.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/http"))

import terminal  # noqa: E402
from newsroom import BUILD, NEWSROOM, Server, wait_until  # noqa: E402

IMAGES = ROOT / "docs/images"
PAGE = (ROOT / "docs/editors.md").read_text()
FILE = "the-night-ferry-returns-on-friday.xml"
NAME = FILE.removesuffix(".xml")
REPORT = """
<Location "/statements/report">
    SetHandler statement-report
    Require local
</Location>
"""
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"


class Walk:
    """The newsroom of the page, and its terminal."""

    def __init__(self, server):
        self.server, self.folder = server, server.newsroom.path
        self.environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        self.environment.update(PATH=f"{BUILD}:{os.environ['PATH']}", LC_ALL="C.UTF-8",
                                HOME=str(server.run))
        self.commands = re.findall(r"^    \$ (.*)$", PAGE, re.M)

    def command(self, *words):
        """The one of the page with these words."""
        return next(one for one in self.commands if all(word in one for word in words))

    def run(self, command):
        shown = terminal.run(command, self.folder, self.environment)
        return f"$ {command}\n{shown}".replace(str(self.folder), "/srv/www/statements")

    def type_words(self):
        words = re.search(r"```xml\n(.*?)```", PAGE, re.S)[1].strip()
        path = self.folder / FILE
        path.write_text(re.sub("<p>.*</p>", lambda _: words, path.read_text(), flags=re.S))

    def watch(self):
        """What `check --watch` shows of that."""
        command = self.command("--watch")
        session = terminal.Session(f"exec {command}", self.folder, self.environment)
        session.read(b"No problems")
        self.type_words()
        session.read(b"&#160;").read(b"1 error", 2)
        return f"$ {command}\n" + re.sub(r"--- [\d:]+", "--- 10:00:00", session.end())


def photograph(address, path, high=700, wide=900):
    subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    f"--window-size={wide},{high}", f"--screenshot={path}", address],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def draw_walk(walk):
    shown = walk.run(walk.command("statement new"))
    (IMAGES / "editors-check.svg").write_text(terminal.svg(shown + walk.watch()))
    (IMAGES / "editors-fix.svg").write_text(
        terminal.svg(walk.run(walk.command("statement fix the"))))
    walk.run(walk.command("fix --write"))
    preview = walk.server.run / "preview.html"
    walk.run(walk.command("--preview").replace("/tmp/preview.html", str(preview)))
    photograph(f"file://{preview}", IMAGES / "editors-preview.png")
    walk.run(walk.command("sed -i"))
    walk.server.wait_for(f"/statements/{NAME}", 200)
    photograph(f"http://127.0.0.1:{walk.server.port}/statements/{NAME}", IMAGES / "editors-page.png",
               high=500)


def draw_report(walk):
    for path in sorted((ROOT / "conf/statements").glob("*.xml")):
        shutil.copy(path, walk.folder)
    address = f"http://127.0.0.1:{walk.server.port}/statements/report"
    wait_until(lambda: "tram" in walk.server.get("/statements/report").text, what="the report")
    photograph(address, IMAGES / "editors-report.png")


def examples(walk):
    """A command for each name of a picture."""
    page = walk.folder / FILE
    yield "help", "statement --help"
    for name in re.findall(r"^  statement ([a-z]+)", walk.run("statement --help"), re.M):
        yield f"help-{name}", f"statement {name} --help"
    yield "new", walk.command("statement new")
    walk.type_words()
    yield "check", f"statement check {FILE}"
    yield "check-folder", "statement check ."
    yield "fix", f"statement fix {FILE}"
    walk.run(f"statement fix --write {FILE}")
    yield "list", "statement list ."
    yield "render", f"statement render {FILE} --to txt"
    page.write_text(page.read_text().replace(' status="draft"', ""))
    yield "withdraw", f'statement withdraw {NAME} --reason "The ferry is late."'
    yield "wrong-option", "statement check --colour"
    yield "wrong-command", "statement chek ."
    yield "no-file", "statement check nowhere.xml"


def draw_all(walk, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "conf/statements").glob("*.xml")):
        shutil.copy(path, walk.folder)
    for name, command in examples(walk):
        shown = walk.run(command)
        for scheme in ("light", "dark"):
            (folder / f"{name}-{scheme}.svg").write_text(terminal.svg(shown, scheme))


def main():
    server = Server("event", NEWSROOM + REPORT)
    try:
        server.start()
        walk = Walk(server)
        if len(sys.argv) > 1:
            draw_all(walk, pathlib.Path(sys.argv[1]))
        else:
            draw_walk(walk)
            draw_report(walk)
    finally:
        server.stop()


main()
