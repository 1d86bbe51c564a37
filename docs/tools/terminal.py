"""Runs a command in a terminal of 80 columns, and draws what it shows there as SVG."""

import fcntl
import html
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import unicodedata

COLUMNS = 80
WIDTH, HEIGHT, MARGIN = 8.4, 19, 14
CONTROL = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])")
# Of the sixteen colours of a terminal those that commands use, on light and on dark ground.
COLOURS = {31: ("red", "#b3261e", "#ff8a80"), 32: ("green", "#1a6b2f", "#8bd49c"),
           33: ("yellow", "#7a5900", "#e6c26a"), 34: ("blue", "#1f4e9e", "#9cc2ff"),
           35: ("magenta", "#8a2a83", "#e6a3e0"), 36: ("cyan", "#00626b", "#7fd6e0")}
FACES = {1: "bold", 2: "faint", 4: "underlined"}
LIGHT, DARK = ("#ffffff", "#1f1f1f", "#6a6a6a"), ("#1c1c1c", "#e6e6e6", "#a0a0a0")


class Session:
    """A command in a terminal, as long as it runs."""

    def __init__(self, command, folder, environment):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        self.process = subprocess.Popen(
            ["sh", "-c", command], cwd=folder, stdin=slave, stdout=slave, stderr=slave,
            env={**environment, "TERM": "xterm-256color"}, start_new_session=True)
        os.close(slave)
        self.shown = b""

    def read(self, until=None, seconds=20):
        """All of it, or up to where `until` has come."""
        deadline = time.monotonic() + seconds
        while until is None or until not in self.shown:
            if not select.select([self.master], [], [], max(0, deadline - time.monotonic()))[0]:
                break
            try:
                data = os.read(self.master, 65536)
            except OSError:
                break
            if not data:
                break
            self.shown += data
        return self

    def end(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.master)
        return self.shown.decode()


def run(command, folder, environment):
    session = Session(command, folder, environment).read()
    session.process.wait()
    return session.end()


def width(letter):
    return 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "FW" else 1


def cells(text):
    """Lines of (letter, classes), as a terminal folds them."""
    lines, faces, at = [[]], set(), 0
    while at < len(text):
        control = CONTROL.match(text, at)
        if control:
            if control[2] == "m":
                faces = faces_after(faces, control[1])
            at = control.end()
            continue
        letter, at = text[at], at + 1
        if letter == "\n":
            lines.append([])
        elif letter != "\r":
            if sum(width(one) for one, _ in lines[-1]) + width(letter) > COLUMNS:
                lines.append([])
            lines[-1].append((letter, frozenset(faces)))
    return lines[:-1] if not lines[-1] else lines


def faces_after(faces, numbers):
    faces = set(faces)
    for number in map(int, filter(None, numbers.split(";"))):
        if number in COLOURS:
            faces -= {name for name, _, _ in COLOURS.values()}
            faces.add(COLOURS[number][0])
        elif number in FACES:
            faces.add(FACES[number])
    return faces if re.search("[1-9]", numbers) else set()


def runs(line):
    """(column, text, classes) of what stands in one face."""
    found, column = [], 0
    for letter, faces in line:
        if found and found[-1][2] == faces:
            found[-1][1].append(letter)
        else:
            found.append((column, [letter], faces))
        column += width(letter)
    return [(at, "".join(letters), faces) for at, letters, faces in found]


def rules(ground, colour, faint, which):
    found = [f".ground{{fill:{ground}}}text{{fill:{colour}}}.faint{{fill:{faint}}}"]
    found += [f".{names[0]}{{fill:{names[which]}}}" for names in COLOURS.values()]
    return "".join(found)


def svg(text, scheme=None):
    """A picture of a text with a terminal's colours; without a scheme it follows its reader's."""
    light, dark = rules(*LIGHT, 1), rules(*DARK, 2)
    style = {"light": light, "dark": dark}.get(
        scheme, light + "@media(prefers-color-scheme:dark){" + dark + "}")
    lines = cells(text)
    wide, high = COLUMNS * WIDTH + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN
    drawn = []
    for row, line in enumerate(lines):
        for column, words, faces in runs(line):
            if words.strip():
                drawn.append(
                    f'<text x="{MARGIN + column * WIDTH:.1f}" y="{MARGIN + row * HEIGHT + 14}"'
                    f' class="{" ".join(sorted(faces))}" textLength="{sum(map(width, words)) * WIDTH:.1f}"'
                    f' xml:space="preserve">{html.escape(words, quote=False)}</text>'
                    .replace(' class=""', ""))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high}" '
            f'viewBox="0 0 {wide:.0f} {high}" role="img" font-family="ui-monospace, '
            f"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\"><style>{style}"
            ".bold{font-weight:bold}.underlined{text-decoration:underline}text{white-space:pre}"
            '</style><rect class="ground" width="100%" height="100%" rx="6"/>\n'
            + "\n".join(drawn) + "\n</svg>\n")
