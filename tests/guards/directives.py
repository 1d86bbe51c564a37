"""Compares conf/statement.conf, the reference for administrators, with the code: the names of the
directives, where each is allowed, and its default."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "docs/tools"))

import reference  # noqa: E402

CONFIG = ROOT / "mod_statement/httpd/config"
FIELDS = ("Description", "Syntax", "Default", "Context", "Override")

# Where the flags of http_config.h allow a directive. Those of ours that are allowed in the server's
# configuration alone refuse virtual hosts themselves.
WHERE = {
    "OR_FILEINFO": ("server config, virtual host, directory, .htaccess", "FileInfo"),
    "RSRC_CONF|ACCESS_CONF": ("server config, virtual host, directory", None),
    "RSRC_CONF": ("server config", None),
}
GLOBAL_SETTERS = {"set_cache_size", "set_path", "set_notify"}

# Of version 0.9.0; every later directive says since when it is there.
FIRST = {f"Statement{name}" for name in (
    "Audience", "BaseURL", "CacheSize", "Engine", "FeedItems", "Format", "Identity", "Language", "MaxAge",
    "MaxDepth", "MaxSize", "MaxWork", "Param", "Refresh", "Show", "Source", "Stale", "StateDir",
    "StylesheetDir", "TimeZone", "Title", "Validate")}

UNITS = {"": 1, "s": 1, "min": 60, "h": 3600, "d": 86400, "K": 1024, "M": 1024 ** 2, "G": 1024 ** 3}


def read(path):
    return (ROOT / path).read_text()


def documented(text):
    """The fields of each directive, by name."""
    return {name: one.fields for name, one in reference.directives(text).items()}


def coded(text):
    """The flags and the setter of each directive, by name; macros of this file are replaced."""
    macros = dict(re.findall(r"^#define (\w+) +\(?((?:OR_|RSRC_|ACCESS_)[A-Z_ |]+)\)?$", text,
                             re.MULTILINE))
    entries = re.findall(r'AP_INIT_\w+\(\s*"(\w+)",\s*(\w+),\s*(.*?),\s*([A-Z_| ()]+),\s*"', text,
                         re.DOTALL)
    return {name: (macros.get(flags, flags).replace(" ", ""), setter)
            for name, setter, _, flags in entries}


def defaults():
    """The default of each directive that has one in the code, as written there."""
    settings = read("mod_statement/httpd/config/settings.c")
    limits = re.search(r"stm_limits_default = \{(.*)\};",
                       read("mod_statement/core/xml/document.c")).group(1).split(",")
    members = dict(re.findall(r"DEFAULT\((\w+), (.*)\);", settings))
    members.update(zip(("max_bytes", "max_depth", "max_work"), limits))
    members["max_age"] = re.search(r"settled->max_age = (.*);", settings).group(1)
    members["cache_bytes"] = re.search(r"cache_bytes = (.*);", settings).group(1)
    names = {"engine": "Engine", "feed_items": "FeedItems", "show": "Show", "validate": "Validate",
             "source": "Source", "transform": "Transform", "max_age": "MaxAge", "audience": "Audience", "refresh": "Refresh",
             "max_bytes": "MaxSize", "max_depth": "MaxDepth", "max_work": "MaxWork",
             "cache_bytes": "CacheSize", "cache_keys": "CacheKeys",
             "no_vary_search": "NoVarySearch"}
    return {f"Statement{names[member]}": value for member, value in members.items()}


def amount(words):
    """`2M`, `60s`, `2 * 1024 * 1024` or `apr_time_from_sec(60)` as a number; None: a word."""
    words = re.sub(r"apr_time_from_sec\((\d+)\)", r"\1", words.strip())
    if number := re.fullmatch(r"(\d+)([a-zA-Z]*)", words):
        return int(number.group(1)) * UNITS[number.group(2)]
    if re.fullmatch(r"[\d *]+", words):
        product = 1
        for factor in words.split("*"):
            product *= int(factor)
        return product
    return None


def is_same(written, code):
    """Whether a default as documented is the one of the code."""
    if amount(code) is not None:
        return amount(written) == amount(code)
    return code.strip().rsplit("_", 1)[-1] == written.upper()


def complaints():
    names = coded(read("mod_statement/httpd/config/directives.c"))
    words = documented(read("conf/statement.conf"))
    if not names or set(names) != set(words):
        yield f"in one of code and conf/statement.conf only: {sorted(set(names) ^ set(words))}"
    if invented := set(re.findall(r"\bStatement[A-Z]\w*", read("conf/statement.conf"))) - set(names):
        yield f"conf/statement.conf: {sorted(invented)} are no directives"
    settled = defaults()
    for name in sorted(set(names) & set(words)):
        fields, (flags, setter) = words[name], names[name]
        context, override = WHERE[flags]
        for field in FIELDS[:4]:
            if field not in fields:
                yield f"{name}: no {field}"
        if name not in FIRST and "Compatibility" not in fields:
            yield f"{name}: no Compatibility, as in `Versions after 0.9.0`"
        if (fields.get("Context"), fields.get("Override")) != (context, override):
            yield f"{name}: the code allows it in {context} (override {override})"
        if (flags == "RSRC_CONF") != (setter in GLOBAL_SETTERS):
            yield f"{name}: does {setter} refuse virtual hosts?"
        if not fields.get("Syntax", "").startswith(name + " "):
            yield f"{name}: its syntax does not begin with it"
        default = fields.get("Default", "").removeprefix(name + " ")
        if name in settled and not is_same(default, settled[name]):
            yield f"{name}: the default is {settled[name]} in the code, {default} here"
    if unknown := set(settled) - set(names):
        yield f"a default for {sorted(unknown)}, which are no directives"


FOUND = list(complaints())
for complaint in FOUND:
    print(complaint)
sys.exit(bool(FOUND))
