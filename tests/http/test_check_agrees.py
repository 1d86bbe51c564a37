"""`statement check FOLDER` says of two hundred mistakes what the server says at its first look."""

import collections
import json
import re
import subprocess
import urllib.parse

import mistakes
from newsroom import BUILD, wait_until

FILES = []
# They are said, and readers get the statement all the same.
OF_NAMES = {"reserved-name", "shadowed-name"}
WAITING = {"source-hidden", "source-embargoed"}


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103")
    FILES.extend(mistakes.fill(server.newsroom))


def check(server, *options):
    return subprocess.run([BUILD / "statement", "check", *options, server.newsroom.path], text=True,
                          capture_output=True, check=False, timeout=100)


def checked(server):
    """By file, the lines without its path."""
    found = collections.defaultdict(list)
    for line in check(server).stderr.splitlines():
        name, rest = re.fullmatch(rf"{server.newsroom.path}/(.*?\.xml):(.*)", line, re.I).groups()
        found[name].append(in_ascii(rest))
    return found


def in_ascii(text):
    """With the marks that the log has in place of typographic ones."""
    return re.sub("[\u2018\u2019]", "'", re.sub("[\u201c\u201d]", '"', text)).replace("\u2026", "...")


def plain(text):
    """As it was before httpd wrote it to its log."""
    text = re.sub(r"(?:\\x[0-9a-f]{2})+",
                  lambda found: bytes.fromhex(found[0].replace("\\x", "")).decode(), text)
    return text.replace("\\\\", "\\")


def logged(server):
    root = server.newsroom.path
    found = collections.defaultdict(list)
    for line in server.log_since(0).decode().splitlines():
        line = plain(line).replace(f"newsroom {root}: ", f"newsroom: {root}/")
        said = re.search(rf"STM010[123]: ([a-z, ]+): {root}/(.*?\.xml):(.*)", line, re.I)
        if said:
            found[said[2]].append(said[3])
    return found


def test_they_are_two_hundred(server):
    assert len(FILES) >= 200 and server.get("/statements/").status in (200, 503)


def test_the_log_says_what_check_says(server):
    told = {name: sorted(lines) for name, lines in checked(server).items()}
    # The log names the first ten faults of a document.
    told = {name: lines for name, lines in told.items() if len(lines) <= 10}
    assert len(told) >= 170

    def last_said(log, name):
        # Where the look takes long, what is found to be a copy may have been something else before.
        may_turn = name.startswith(("copy of ", "same-"))
        lines = log.get(name, [])
        return sorted(lines[-len(told.get(name, [])):] if may_turn else lines)

    def differing():
        log = logged(server)
        return [name for name in {*told, *log} if name in told or name not in FILES
                if last_said(log, name) != told.get(name, [])]
    try:
        wait_until(lambda: not differing(), 20, "the same in both")
    except AssertionError:
        log = logged(server)
        raise AssertionError("\n".join(f"{name}: check {told.get(name)}, log {log.get(name)}"
                                       for name in differing()[:10])) from None
    assert "shadowed-name" in check(server, "--json").stdout


def is_waiting(path):
    text = path.read_bytes()
    return b'status="draft"' in text or b"2099-" in text


def patient(server, path):
    """The answer to `path` that is not for want of time."""
    return wait_until(lambda: [answer for answer in [server.get(path)] if answer.status != 503],
                      30, f"an answer for {path}")[0]


def test_readers_get_what_check_passes_and_nothing_else(server):
    problems = collections.defaultdict(list)
    for problem in json.loads(check(server, "--json").stdout):
        problems[problem["file"].removeprefix(f"{server.newsroom.path}/")].append(problem)
    wait_until(lambda: logged(server), 20, "the first look")
    server.wait_for("/statements/", 200)
    for name in FILES:
        hides = any((one["severity"] == "error" and one["code"] not in OF_NAMES)
                    or one["code"] in WAITING or "is hidden" in one["message"]
                    for one in problems[name])
        answer = patient(server, "/statements/" + urllib.parse.quote(name))
        is_public = answer.status in (200, 410) or (answer.status == 301 and name == "svg.XML")
        assert is_public == (not hides and not is_waiting(server.newsroom.path / name)), (
            name, answer.status, problems[name])
