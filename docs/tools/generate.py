"""Writes the pages of docs/ that are made from other sources; with --check it only says which of
them are not as these sources are now."""

import pathlib
import sys

sys.dont_write_bytecode = True

import log_tags  # noqa: E402
import manual  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = {"docs/messages.md": log_tags.page, "docs/mod_statement.md": manual.page}


def is_current(name, text):
    path = ROOT / name
    return path.exists() and path.read_text() == text


def main(is_check):
    status = 0
    for name, make in PAGES.items():
        try:
            text = make()
        except log_tags.Fault as fault:
            print(fault)
            status = 1
            continue
        if not is_check:
            (ROOT / name).write_text(text)
        elif not is_current(name, text):
            print(f"{name} is not as its sources are: run `make docs` and commit it")
            status = 1
    return status


sys.exit(main(sys.argv[1:] == ["--check"]))
