"""The page of log tags: level and words of each from the code, meaning, cause and remedy from
docs/log-tags.txt."""

import pathlib
import re
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = "docs/log-tags.txt"
LEVELS = {"EMERG": "emergency", "ALERT": "alert", "CRIT": "critical", "ERR": "error",
          "WARNING": "warning", "NOTICE": "notice", "INFO": "info", "DEBUG": "debug"}
TAG = re.compile(r'"(STM\d{4})')
ALWAYS = ("Meaning", "Cause", "Remedy")
FROM_CODE = ("Level", "Words")
HEAD = """\
# Messages of the error log

<!-- Made by `make docs` from the code and from docs/log-tags.txt. -->

Each line that mod_statement writes to the error log begins with a tag: STM and four digits. A tag
stands for one place in the code and keeps its meaning from version to version. Lines of the levels
info and debug appear with `LogLevel statement:info` and `LogLevel statement:debug`.
"""


class Fault(Exception):
    """What is wrong with the sources of the page."""


def strings(text):
    """The text of adjacent literals in the beginning of C code; macros among them are …"""
    said, rest = "", text
    while part := re.match(r'\s*(?:"((?:[^"\\]|\\.)*)"|([A-Z][A-Z_0-9]+)(?=[\s,]))', rest):
        literal, macro = part.groups()
        said = said + literal if macro is None else said.removesuffix("%") + f"\0{macro}\0"
        rest = rest[part.end():]
    return said


def expanded(said, code):
    """With macros that the same file defines as text in their places."""
    for macro in re.findall(r"\0(\w+)\0", said):
        defined = re.search(rf"^#define {macro}\s((?:.*\\\n)*.*)", code, re.M)
        words = strings(defined[1].replace("\\\n", "")) if defined else ""
        said = said.replace(f"\0{macro}\0", words or "…")
    return said


def plain(said):
    """Without the conversions of printf: … stands for what differs."""
    said = re.sub(r"%[-0-9.*]*(?:ll|l|z)?[a-z]", "…", said).replace("%%", "%")
    return re.sub(r"…(?:…|\.…)+", "…", said.replace('\\"', '"'))


def level(before):
    """That of a call whose code up to its text is this; None where only running tells."""
    call = before[max((match.end() for match in re.finditer(r"\bap_log_\w+\(", before)), default=0):]
    found = re.fullmatch(r"\s*APLOG_MARK,\s*APLOG_(\w+),[^;{}]*", call)
    return LEVELS[found[1]] if found else None


def coded():
    """Level and words of each tag in the code; None: they are put together while it runs."""
    found = {}
    for path in sorted((ROOT / "mod_statement").rglob("*.[ch]")):
        code = path.read_text()
        for match in TAG.finditer(code):
            said = plain(expanded(strings(code[match.start():]), code)).split(": ", 1)[-1]
            is_worded = re.search("[A-Za-z]{4}", said.replace("newsroom", ""))
            found[match[1]] = {"Level": level(code[:match.start()]),
                               "Words": said if is_worded else None}
    return found


def told(text):
    """The fields of each tag of docs/log-tags.txt."""
    found, fields, field = {}, None, None
    for number, line in enumerate(text.splitlines(), 1):
        if re.fullmatch(r"STM\d{4}", line):
            if line in found:
                raise Fault(f"{SOURCE}:{number}: {line} is there twice")
            fields = found.setdefault(line, {})
        elif entry := re.match(r"  (\w+): +(\S.*)", line):
            field = entry[1]
            if fields is None or field in fields or field not in ALWAYS + FROM_CODE:
                raise Fault(f"{SOURCE}:{number}: {field} is no field here")
            fields[field] = entry[2]
        elif fields and (more := re.match(r" {11}(\S.*)", line)):
            fields[field] += " " + more[1]
        elif line and not line.startswith("#"):
            raise Fault(f"{SOURCE}:{number}: this is neither a tag nor a field")
    return found


def strangers(code):
    """Where a page or a rule names a tag that is not there."""
    named = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "conf").rglob("*.*")]
    for path in named:
        if path.suffix in (".md", ".yml", ".conf", ".json"):
            for tag in sorted(set(re.findall(r"STM\d{4}", path.read_text())) - set(code)):
                yield f"{path.relative_to(ROOT)}: {tag} is in no line of the code"


def faults(code, words):
    yield from strangers(code)
    for tag in sorted(set(code) - set(words)):
        yield f"{SOURCE}: {tag} is missing: say its meaning, cause and remedy, then run `make docs`"
    for tag in sorted(set(words) - set(code)):
        yield f"{SOURCE}: {tag} is in no line of the code"
    for tag in sorted(set(words) & set(code)):
        yield from (f"{SOURCE}: {tag} has no {field}" for field in ALWAYS
                    if field not in words[tag])
        for field in FROM_CODE:
            if code[tag][field] is None and field not in words[tag]:
                yield f"{SOURCE}: {tag} needs its {field}: the code puts it together"
            if code[tag][field] is not None and field in words[tag]:
                yield f"{SOURCE}: {tag} has its {field} from the code; take it out here"
    if list(words) != sorted(words):
        yield f"{SOURCE}: the tags are not in the order of their numbers"


def linked(text):
    """A tag that is named leads to its section, a page of docs/ to itself; sections are no HTML."""
    text = re.sub(r"<(?=[A-Z])(?=[^`]*(?:`[^`]*`[^`]*)*$)", r"\\<", text)
    text = re.sub(r"STM\d{4}", lambda tag: f"[{tag[0]}](#{tag[0].lower()})", text)
    return re.sub(r"docs/([a-z-]+\.md)", r"[\1](\1)", text)


def folded(text):
    return textwrap.fill(text, 104, subsequent_indent="  ", break_long_words=False,
                         break_on_hyphens=False)


def section(tag, fields):
    lines = [f"\n## {tag}\n", f"`{fields['Words']}`\n", f"- **Level:** {fields['Level']}"]
    lines += [folded(f"- **{field}:** {linked(fields[field])}") for field in ALWAYS]
    return "\n".join(lines) + "\n"


def page():
    """The whole text of docs/messages.md."""
    code, words = coded(), told((ROOT / SOURCE).read_text())
    if found := list(faults(code, words)):
        raise Fault("\n".join(found))
    known = {tag: {**{field: value for field, value in code[tag].items() if value}, **words[tag]}
             for tag in words}
    return HEAD + "".join(section(tag, fields) for tag, fields in known.items())
