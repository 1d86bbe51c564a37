#!/usr/bin/python3
"""Finds includes and calls that go against the table of check_layers.sh, and circles of calls."""

import pathlib
import re
import subprocess
import sys

SOURCES = pathlib.Path("mod_statement")
INCLUDE = re.compile(r'^#\s*include "([^"]+)"', re.MULTILINE)
# The module's own record: httpd's logging and configuration macros name it everywhere.
MODULE_RECORD = "statement_module"


def table(text):
    """{folder: the folders it uses}"""
    lines = (line.split(":") for line in text.strip().splitlines())
    return {folder.strip(): uses.split() for folder, uses in lines}


def reachable(uses, folder):
    """All that the folder may use; "core" stands for all folders of the core."""
    found, waiting = {folder}, [folder]
    while waiting:
        for used in uses[waiting.pop()]:
            names = [used] if used in uses else [name for name in uses
                                                 if name.startswith(used + "/")]
            waiting += [name for name in names if name not in found]
            found.update(names)
    return found


def folder_of(unit):
    """"core/xml" of core/xml/document, "command" of command/check."""
    return unit if unit == "command" else str(pathlib.PurePath(unit).parent)


def included(unit_file):
    text = unit_file.read_text(encoding="utf-8")
    return [str(pathlib.PurePath(name).with_suffix("")) for name in INCLUDE.findall(text)]


def symbols(build):
    """What each unit defines and what it needs, of the objects of the last build."""
    defined, needed = {}, {}
    for source in sorted(SOURCES.rglob("*.c")):
        unit = str(source.relative_to(SOURCES).with_suffix(""))
        compiled = pathlib.Path(build, source).with_suffix(".o")
        if not compiled.exists():
            sys.exit(f"{compiled}: not there; build first")
        listing = subprocess.run(["nm", compiled], capture_output=True, text=True,
                                 check=True).stdout
        for line in listing.splitlines():
            kind, name = line.split()[-2:]
            if name == MODULE_RECORD:
                continue
            if kind == "U":
                needed.setdefault(unit, set()).add(name)
            elif kind.isupper():
                defined[name] = unit
    return defined, needed


def calls(build):
    """{unit: {unit that it calls: [names]}}"""
    defined, needed = symbols(build)
    found = {}
    for unit, names in needed.items():
        for name in sorted(names):
            if defined.get(name, unit) != unit:
                found.setdefault(unit, {}).setdefault(defined[name], []).append(name)
    return found


def circles(graph):
    """Tarjan's strongly connected components of more than one unit."""
    index, low, stack, found = {}, {}, [], []

    def visit(unit):
        index[unit] = low[unit] = len(index)
        stack.append(unit)
        for called in graph.get(unit, {}):
            if called not in index:
                visit(called)
                low[unit] = min(low[unit], low[called])
            elif called in stack:
                low[unit] = min(low[unit], index[called])
        if low[unit] == index[unit]:
            at = stack.index(unit)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for unit in sorted(graph):
        if unit not in index:
            visit(unit)
    return found


def against_the_table(uses, graph):
    allowed = {folder: reachable(uses, folder) for folder in uses}
    for source in sorted(SOURCES.rglob("*.[ch]")):
        unit = str(source.relative_to(SOURCES).with_suffix(""))
        for name in included(source):
            if folder_of(name) not in allowed[folder_of(unit)]:
                yield f"{source} includes {name}.h"
    for unit, called in sorted(graph.items()):
        for other, names in sorted(called.items()):
            if folder_of(other) not in allowed[folder_of(unit)]:
                yield f"{unit} calls {other}: {' '.join(names)}"


def without_recursions(graph, recursions):
    """Takes the named calls back out of the graph; complains of those that are gone."""
    for pair in recursions.strip().splitlines():
        caller, callee = pair.split()
        if not graph.get(caller, {}).pop(callee, None):
            yield f"{caller} does not call {callee} any more: drop its line"


def in_circles(graph):
    """Complains of each circle."""
    for circle in circles(graph):
        yield "a circle: " + " ".join(circle)
        for unit in circle:
            for other, names in sorted(graph[unit].items()):
                if other in circle:
                    yield f"    {unit} calls {other}: {' '.join(names)}"


def main():
    folders, recursions, build = sys.argv[1:]
    uses, graph = table(folders), calls(build)
    complaints = list(against_the_table(uses, graph))
    complaints += without_recursions(graph, recursions)
    complaints += in_circles(graph)
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
