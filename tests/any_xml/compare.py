"""Shows the documents that corpus.sh has brought in Chromium, as pages and as XML that it transforms
itself, and compares the trees.

    tests/any_xml/compare.py FOLDER      (make corpus DIR=FOLDER BROWSER=1)

Digests of the trees that a browser showed are in corpus.trees, one a line, so that a browser which no
longer transforms is not needed; UPDATE_GOLDEN=1 writes them.
"""

import hashlib
import os
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "http"), str(HERE.parent / "pages")]

from newsroom import Server
from xml_trees import CONFIG, look

LIST, TREES = HERE / "corpus.txt", HERE / "corpus.trees"
CATALOG = ('<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">{}</catalog>')


def documents(folder):
    """By repository: its documents, and the files that any of them needs. Those that could not be
    had are left out, and returned beside."""
    found, missing = {}, []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            repository, _, document, *needed = [re.split("[=<]", field)[0] for field in line.split()]
            if not all((folder / repository / name).exists() for name in [document, *needed]):
                missing.append(f"{repository} {document}")
                continue
            names, files = found.setdefault(repository, ([], set()))
            names.append(document)
            files.update([document, *needed])
    return found, missing


def prepare(server, folder, files):
    entries = ""
    for name in files:
        target = server.run / "htdocs" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / name, target)
        if name.endswith((".dtd", ".ent")):
            entries += f'<system systemId="{os.path.basename(name)}" uri="{target}"/>'
    (server.run / "catalog.xml").write_text(CATALOG.format(entries), encoding="utf-8")


def show(repository, folder, names, files):
    server = Server("event", CONFIG + 'StatementXMLCatalog "${RUN}/catalog.xml"\n')
    prepare(server, folder / repository, files)
    server.start()
    try:
        return look(server, [f"/{name}" for name in names])
    finally:
        server.process.terminate()
        server.process.wait()
        shutil.rmtree(server.run)


def digest(lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def judge(one, golden):
    """What is known of one document: a word, and the digest to be kept."""
    page = digest(one.page) if one.is_page else "-"
    if one.is_transformed:
        return ("equal" if one.page == one.own else "differs"), digest(one.own)
    return ("as before" if page == golden else "not transformed"), golden or "-"


def main(folder):
    known = dict(reversed(line.split(" ", 1)) for line in
                 (TREES.read_text(encoding="utf-8").splitlines() if TREES.exists() else ()))
    found, missing = documents(folder)
    kept, bad = [f"{known[key]} {key}" for key in missing if key in known], 0
    for key in missing:
        print(f"{'missing':16} {key}", flush=True)
    for repository, (names, files) in found.items():
        shown = show(repository, folder, names, files)
        for name in names:
            one, key = shown[f"/{name}"], f"{repository} {name}"
            word, tree = judge(one, known.get(key))
            bad += word not in ("equal", "as before")
            kept.append(f"{tree} {key}")
            print(f"{word:16} {len(one.page):6} lines  {key}", flush=True)
            if word == "differs":
                pairs = [pair for pair in zip(one.page, one.own) if pair[0] != pair[1]]
                print(f"    page:    {pairs[0][0] if pairs else len(one.page)}\n"
                      f"    browser: {pairs[0][1] if pairs else len(one.own)}")
    if os.environ.get("UPDATE_GOLDEN"):
        TREES.write_text("\n".join(kept) + "\n", encoding="utf-8")
    seen = sum(len(names) for names, _ in found.values())
    print(f"{seen - bad} of {seen} are what a browser shows, {len(missing)} could not be had")
    return bad + len(missing) != 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
