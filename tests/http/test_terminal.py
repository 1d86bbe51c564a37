"""What commands print on a terminal: no file's name and no words in it are commands for that."""

import os
import pty
import re
import subprocess

import pytest

from newsroom import BUILD, statement

EVIL = "\x1b]0;owned\x07 \u009b2J \u202e \u2067 end"
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
TURNS = re.compile("[\u2028-\u202e\u2066-\u2069]")

# The command and what its name is for: nothing, a file, or a folder with it.
COMMANDS = {
    "check a file": ["check", "FOLDER/FILE"],
    "check a folder": ["check", "FOLDER"],
    "check, as gcc": ["check", "--format", "gnu", "FOLDER"],
    "check, as JSON": ["check", "--format", "json", "FOLDER"],
    "check what is not there": ["check", "FOLDER/none.xml"],
    "list": ["list", "FOLDER"],
    "list as JSON": ["list", "--json", "FOLDER"],
    "list what is not there": ["list", "FOLDER/none"],
    "fix": ["fix", "FOLDER/FILE"],
    "render what is not there": ["render", "FOLDER/none.xml"],
    "export": ["export", "FOLDER", "OUT", "--base-url", "https://example.org/"],
    "export into what is not empty": ["export", "FOLDER", "FOLDER", "--base-url",
                                      "https://example.org/"],
    "state of what is none": ["state", "check", "--state", "FOLDER"],
    "new": ["new", "A title", "--issuer", "Somebody", "--output", "FOLDER/new.xml"],
    "withdraw": ["withdraw", "FOLDER/FILE", "--reason", "Wrong."],
    "an option that nobody knows": ["list", "--FOLDER"],
}


def on_terminal(arguments):
    ours, theirs = pty.openpty()
    process = subprocess.Popen([BUILD / "statement", *arguments], stdin=subprocess.DEVNULL,
                               stdout=theirs, stderr=theirs, env={**os.environ, "NO_COLOR": "1"})
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    process.wait()
    return said.replace(b"\r\x1b[K", b"").decode(errors="replace")


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_nothing_is_a_command_for_the_terminal(tmp_path, words):
    folder, name = tmp_path / f"room{EVIL}", f"one{EVIL}.xml"
    folder.mkdir()
    (folder / name).write_text(statement("One", attributes="", body=f"<p>{EVIL} <b>x</b></p>"))
    (folder / "two.xml").write_text(statement("Two", body="<p>\u009b2J \u202e “a”</p>"))
    names = {"FOLDER": str(folder), "FILE": name, "OUT": str(tmp_path / f"out{EVIL}")}
    said = on_terminal([re.sub("FOLDER|FILE|OUT", lambda match: names[match[0]], word)
                        for word in words])
    assert said and not CONTROLS.search(said), ascii(said)
    assert said[0] in "[{" or not TURNS.search(said), ascii(said)  # JSON is for programs
