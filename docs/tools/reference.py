"""Reads conf/statement.conf, the reference of all directives, into sections."""

import re
from dataclasses import dataclass, field

SOURCE = "conf/statement.conf"


@dataclass
class Directive:
    """One directive as documented; text is in lines, examples are lines of configuration."""
    name: str
    fields: dict = field(default_factory=dict)
    text: list = field(default_factory=list)
    examples: list = field(default_factory=list)


@dataclass
class Section:
    """What stands below one "# === title": directives, or text and configuration."""
    title: str
    text: list = field(default_factory=list)
    config: list = field(default_factory=list)
    directives: list = field(default_factory=list)


def add_field(fields, name, line):
    """Adds a line of the form "Name: words", or one that continues it; the field it belongs to."""
    if entry := re.match(r"#   (\w+): +(.*)", line):
        fields[entry[1]] = entry[2]
        return entry[1]
    if name and (more := re.match(r"#    {10,}(\S.*)", line)):
        fields[name] += " " + more[1]
        return name
    return None


def add_line(section, directive, line):
    """Adds a line that is no field to what it is about."""
    if line.startswith("# ") or line == "#":
        (directive or section).text.append(line[2:])
    elif directive and line.startswith("#"):
        directive.examples.append(line[1:])
    elif not directive and line:
        section.config.append(line.removeprefix("#"))


def sections(text):
    """All sections; the first is the head of the file, without a title."""
    found, directive, name = [Section("")], None, None
    for line in text.splitlines():
        if title := re.match(r"# === (.*)", line):
            found.append(Section(title[1]))
            directive = name = None
        elif title := re.match(r"# (Statement[A-Za-z]+)$", line):
            directive, name = Directive(title[1]), None
            found[-1].directives.append(directive)
        else:
            name = add_field(directive.fields, name, line) if directive else None
            if not name:
                add_line(found[-1], directive, line)
    return found


def directives(text):
    """All directives by name."""
    return {one.name: one for section in sections(text) for one in section.directives}
