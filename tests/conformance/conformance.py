#!/usr/bin/python3
"""Drops each not-well-formed document of the W3C's XML conformance suite into a newsroom.

Each must be refused with line and column, and none may become a page or end a process. Once they
are dropped as they are; once with their root renamed to `statement`, so that none is taken for
another program's file.

The suite also calls not-well-formed what only some processors can or must refuse: what names of
XML 1.0 forbade before its fifth edition, what stands in external entities (the module reads none),
what XML 1.1 or Namespaces forbid. Such a document may be well-formed XML 1.0, and is then left to
httpd like any other program's file. It is counted apart, and must not become a page either.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/http"))
import newsroom  # noqa: E402

STATEMENT = newsroom.BUILD / "statement"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
# The first start tag of a document in an encoding that extends ASCII, and its name.
START = re.compile(rb"<([^!?/\s<>][^/\s<>]*)")


def tests(suite):
    """Each test's element and file, in the order of the suite."""
    conf = suite / "package/xmlconf"
    whole = subprocess.run(["xmllint", "--noent", "--nonet", "xmlconf.xml"], cwd=conf, check=True,
                           stdout=subprocess.PIPE).stdout

    def below(element, base):
        for child in element:
            if child.tag == "TEST":
                yield child, base / child.get("URI")
            else:
                yield from below(child, conf / child.get(BASE, "") if child.get(BASE) else base)
    yield from below(ElementTree.fromstring(whole), conf)


def not_binding(test):
    """Why a processor of XML 1.0, fifth edition, that reads no external entity may accept it."""
    if "5" not in test.get("EDITION", "5").split():
        return "names before the fifth edition"
    if test.get("ENTITIES", "none") != "none":
        return "external entities"
    recommendation = test.get("RECOMMENDATION", "XML1.0")
    if recommendation.startswith("NS"):
        return "Namespaces"
    return "XML 1.1" if recommendation.startswith("XML1.1") else None


def renamed(data):
    """The document with its root called `statement`, if its tags can be found."""
    found = START.search(data)
    if found is None:
        return data
    before, rest = data[:found.start()], data[found.end():]
    content, closing, after = rest.rpartition(b"</" + found[1])
    return before + b"<statement" + (content + b"</statement" if closing else b"") + after


def errors_of(file):
    """What the command says of one file: its errors."""
    done = subprocess.run([STATEMENT, "check", "--format", "json", file], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 1, f"{file}: exit code {done.returncode}: {done.stderr[-300:]}"
    return [problem for problem in json.loads(done.stdout) if problem["severity"] == "error"]


def judge(name, test, errors, counts):
    """Counts one document; its fault as text, or None."""
    if errors and all(error["line"] > 0 and error["column"] > 0 for error in errors):
        counts["refused with line and column"] += 1
        return None
    reason = not_binding(test)
    if reason and [error["code"] for error in errors] == ["foreign"]:
        counts[f"well-formed XML 1.0, left to httpd ({reason})"] += 1
        return None
    return f"{name} ({test.get('ID')}): {errors}"


class Dropped:
    """A newsroom with the documents in it, and the test that each belongs to."""

    def __init__(self, folder):
        self.folder = newsroom.Folder(folder)
        self.tests = {}

    def drop(self, name, data, test):
        self.folder.drop(f"{name}.xml", data)
        self.tests[name] = test

    def check(self):
        """How many came to what, and what is wrong."""
        counts, faults = collections.Counter(), []
        for name, test in self.tests.items():
            fault = judge(name, test, errors_of(self.folder.path / f"{name}.xml"), counts)
            faults += [fault] if fault else []
        return counts, faults

    def ask(self, server, address):
        """The same of a server that has them: it publishes none and lives on."""
        faults = [f"{name}: its page is there" for name in self.tests
                  if server.get_ready(f"{address}/{name}", {"Accept": "text/html"}).status != 404]
        entries = server.get_ready(f"{address}/feed.atom").text.count("<entry")
        faults += [] if entries == 1 else [f"{address}/feed.atom has {entries} entries"]
        return faults


def drop_all(suite, folder):
    as_is, as_statements = Dropped(folder / "as-is"), Dropped(folder / "as-statements")
    missing = 0
    for number, (test, file) in enumerate(tests(suite)):
        if test.get("TYPE") != "not-wf":
            continue
        if not file.exists():
            missing += 1
            continue
        data = file.read_bytes()
        as_is.drop(f"n{number}", data, test)
        as_statements.drop(f"n{number}", renamed(data), test)
    return as_is, as_statements, missing


CONFIG = "".join(f"""
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
</Directory>
""" for name in ("as-is", "as-statements"))


def on_a_server(suite):
    faults = []
    server = newsroom.Server("event", CONFIG)
    try:
        as_is, as_statements, missing = drop_all(suite, server.run)
        for dropped in as_is, as_statements:
            dropped.folder.drop("ours.xml", newsroom.statement("Ours", attributes='id="ours"'))
        server.start()
        for dropped in as_is, as_statements:
            address = f"/{dropped.folder.path.name}"
            server.wait_for(f"{address}/ours", 200, 60)
            newsroom.wait_until(lambda: server.get(f"{address}/feed.atom").text.count("<entry") == 1,
                                60, "our statement in the feed")
            faults += dropped.ask(server, address)
            counts, found = dropped.check()
            faults += found
            print(f"{address}: {len(dropped.tests)} not-well-formed documents")
            for what, count in counts.most_common():
                print(f"  {count:5} {what}")
        faults += [line for line in server.log_lines() if newsroom.CHILD_DIED.search(line)]
    finally:
        server.stop()
    print(f"({missing} that the suite lists have no file in the package)")
    return faults, len(as_is.tests) + len(as_statements.tests)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suite", type=pathlib.Path, help="the folder of the suite (see suite.sh)")
    faults, count = on_a_server(parser.parse_args().suite)
    for fault in faults:
        print(fault)
    print(f"{count - len(faults)} passed, {len(faults)} failed")
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
