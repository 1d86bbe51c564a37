"""What the README says holds: its example passes, its mistakes get the words it shows."""

import re
import subprocess

from newsroom import BUILD, ROOT

README = (ROOT / "README.md").read_text()
EXAMPLE = re.search(r"```xml\n(.*?)```", README, re.DOTALL)[1]


def check(folder, text):
    (folder / "ferry-returns.xml").write_text(text)
    done = subprocess.run([BUILD / "statement", "check", "ferry-returns.xml"], cwd=folder, text=True,
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def test_the_example_passes_the_check(tmp_path):
    assert check(tmp_path, EXAMPLE) == (0, "")


def test_the_mistakes_get_the_words_that_the_readme_shows(tmp_path):
    shown = re.search(r"    \$ statement check ferry-returns\.xml\n((?:    .*\n)+)", README)[1]
    text = (EXAMPLE.replace("<title>The", "<titel>The").replace("Friday</title>", "Friday</titel>")
            .replace("2026-05-04T10:00:00+01:00", "2026-05-04 10:00")
            .replace("<quote>We", "<quote>“We").replace("answer</quote>", "answer”</quote>"))
    assert text != EXAMPLE
    code, said = check(tmp_path, text)
    assert code == 1
    assert " ".join(said.split()) == " ".join(shown.split())


def test_every_file_that_the_readme_names_is_there():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        path, _, fragment = target.partition("#")
        assert (ROOT / path).exists(), target
        headings = re.findall(r"^#+ (.*)$", (ROOT / path).read_text(), re.M) if fragment else []
        assert not fragment or fragment in [heading.lower().replace(" ", "-")
                                            for heading in headings], target


def test_every_make_target_that_the_readme_names_is_there():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"make ([a-z-]+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
