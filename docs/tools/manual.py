"""The module's page in the form of httpd's manual, from conf/statement.conf."""

import pathlib
import re

import reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORD = "mod_statement/httpd/start/mod_statement.c"
FIELDS = ("Description", "Syntax", "Default", "Context", "Override", "Status", "Module",
          "Compatibility")
SUMMARY = """\
The module turns a folder of press statements in XML into a newsroom: a page for each statement, an
archive with search, feeds in RSS, Atom and JSON, plain text, vCards and calendars. Stylesheets (XSLT 1.0)
make all of them; a house replaces or extends those that come with the module. A statement appears at
the second in which its embargo ends, and disappears when it expires or is withdrawn.

Nothing needs to be set but one line, in the configuration or in a `.htaccess` file
(`AllowOverride FileInfo`):

```apache
<Directory "/srv/www/statements">
    StatementEngine On
</Directory>
```

*directory* in a context stands for `<Directory>`, `<Location>`, `<Files>` and the like. The text below is
that of [conf/statement.conf](../conf/statement.conf), which an installation puts into
`mods-available`. See also: [README](../README.md),
[tutorial](administrators.md), [troubleshooting](troubleshooting.md), [messages of the error log](messages.md),
[proxies](proxies.md), [monitoring](monitoring.md), [upgrades](upgrades.md), [hardening](hardening.md),
[state](state.md).
"""


def version():
    text = (ROOT / "mod_statement/core/base/version.h").read_text()
    return re.search(r'#define STM_VERSION "(.*)"', text)[1]


def identifier():
    return re.search(r"AP_DECLARE_MODULE\((\w+)\)", (ROOT / RECORD).read_text())[1] + "_module"


def table(rows):
    """A table of two columns, whose head is its first row."""
    (first, value), *rest = [(name, words.replace("|", "\\|")) for name, words in rows]
    return "\n".join([f"| {first} | {value} |", "| --- | --- |",
                      *(f"| {name} | {words} |" for name, words in rest)]) + "\n"


def anchor(title):
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def marked(lines, names):
    """Paragraphs: sections of httpd's configuration as code, names of directives as links."""
    text = "\n".join(lines).strip()
    text = re.sub(r"(?<!`)(<[A-Z]\w+[^>]*>)", r"`\1`", text)
    parts = re.split(r"(`[^`]*`)", text)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"\bStatement[A-Z]\w*", lambda word: f"[{word[0]}](#{word[0].lower()})"
                          if word[0] in names else word[0], parts[i])
    return "".join(parts) + "\n"


def code(lines):
    return "```apache\n" + "\n".join(lines) + "\n```\n"


def rows(directive):
    fields = {"Status": "External", "Module": "mod_statement",
              "Compatibility": "All versions of mod_statement", **directive.fields}
    for name in FIELDS:
        if name in fields:
            is_code = name == "Syntax" or fields[name].startswith(directive.name)
            yield name, f"`{fields[name]}`" if is_code else fields[name]


def entry(directive, names):
    parts = [f"### {directive.name}\n", table(rows(directive))]
    if directive.text and "".join(directive.text).strip():
        parts.append(marked(directive.text, names - {directive.name}))
    if directive.examples:
        parts.append(code(directive.examples))
    return "\n".join(parts)


def described(section, names):
    parts = [f"## {section.title}\n"]
    if "".join(section.text).strip():
        parts.append(marked(section.text, names))
    if section.config:
        parts.append(code(section.config))
    return "\n".join(parts + [entry(directive, names) for directive in section.directives])


def contents(sections):
    """What the page has, section by section."""
    for section in sections:
        listed = ", ".join(f"[{one.name}](#{one.name.lower()})" for one in section.directives)
        yield (f"- [{section.title}](#{anchor(section.title)})" +
               (f": {listed}" if listed else "") + "\n")


def page():
    """The whole text of docs/mod_statement.md."""
    sections = reference.sections((ROOT / reference.SOURCE).read_text())[1:]
    names = {one.name for section in sections for one in section.directives}
    head = [("Description", "Serves a folder of press statements in XML as pages, archives and feeds"),
            ("Status", "External"), ("Module Identifier", identifier()),
            ("Source File", f"[mod_statement.c](../{RECORD})"),
            ("Compatibility", f"mod_statement {version()} on Apache httpd 2.4")]
    return "\n".join(["# Apache Module mod_statement\n",
                      f"<!-- Made by `make docs` from {reference.SOURCE}. -->\n", table(head),
                      "## Summary\n", SUMMARY, "".join(contents(sections)),
                      *(described(section, names) for section in sections)])
