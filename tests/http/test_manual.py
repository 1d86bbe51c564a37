"""The command's --help, and what is made of it: man pages, completion for bash and zsh."""

import re
import subprocess

import pytest

from newsroom import BUILD, ROOT

PROGRAM = BUILD / "statement"
SOURCES = ROOT / "mod_statement/command"
OPTION = re.compile(r'"(--?[a-z][a-z-]*)"')


def said(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=True).stdout


COMMANDS = re.findall(r"^  statement ([a-z]+)", said("--help"), re.MULTILINE)


def helped(name):
    """The options that the command's help has, and the words for their values."""
    return dict(re.findall(r"^  (--?[a-z-]+) ?([A-Z=…]*)", said(name, "--help"), re.MULTILINE))


def known(name):
    """The options that the command's sources name."""
    files = [path for path in SOURCES.glob(f"{name}*.c")
             if path.stem in (name, f"{name}_options")]
    text = "".join(path.read_text() for path in files)
    return set(OPTION.findall(text)) - {"--help", "--"}


@pytest.fixture(name="manual", scope="module")
def fixture_manual(tmp_path_factory):
    folder = tmp_path_factory.mktemp("manual")
    subprocess.run([ROOT / "conf/manual.sh", PROGRAM, folder], check=True)
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_each_option_that_the_command_takes(name):
    assert known(name) == set(helped(name))


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_into_eighty_columns(name):
    assert [line for line in said(name, "--help").splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_man_pages_have_each_option_and_no_fault(manual, name):
    page = manual / "man1" / f"statement-{name}.1"
    shown = subprocess.run(["man", "--warnings", "-l", page], capture_output=True, text=True,
                           check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin",
                                            "MANWIDTH": "80"})
    assert shown.stderr == ""
    for option in helped(name):
        assert re.search(rf"^ +{option}\b", shown.stdout, re.MULTILINE), option
    for heading in ("NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "SEE ALSO"):
        assert f"\n{heading}\n" in f"\n{shown.stdout}", heading


def test_the_first_page_names_each_command(manual):
    page = (manual / "man1/statement.1").read_text()
    for name in COMMANDS:
        assert f".B statement {name}" in page and f".BR statement\\-{name} (1)" in page


def completed(manual, *words):
    """What bash would offer in place of the last word."""
    line = " ".join(f"'{word}'" for word in words)
    script = (f". '{manual}/statement'; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; "
              '_statement; printf "%s\\n" "${COMPREPLY[@]}"')
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True,
                          check=True).stdout.split()


@pytest.mark.parametrize("name", COMMANDS)
def test_bash_completes_each_option(manual, name):
    assert set(completed(manual, "statement", name, "-")) == {*helped(name), "--help"}


def test_bash_completes_commands_and_values(manual):
    assert completed(manual, "statement", "") == [*COMMANDS, "--help", "--version"]
    assert completed(manual, "statement", "wi") == ["withdraw"]
    assert completed(manual, "statement", "check", "--format", "") == ["text", "json", "gnu",
                                                                       "sarif"]
    assert completed(manual, "statement", "render", "--to", "a") == ["atom"]
    assert completed(manual, "statement", "list", "") == []
    assert completed(manual, "statement", "state", "") == ["check", "export", "import"]
    assert completed(manual, "statement", "state", "e") == ["export"]
    assert completed(manual, "statement", "state", "export", "") == []
    assert completed(manual, "statement", "list", "--zone", "") == []


def test_zsh_completes_each_option(manual):
    text = (manual / "_statement").read_text()
    for name in COMMANDS:
        block = re.search(rf"^{name}\)\n(.*?)^    ;;", text, re.MULTILINE | re.DOTALL).group(1)
        assert set(re.findall(r"^        '(--?[a-z-]+)\[", block, re.MULTILINE)) == \
            {*helped(name), "--help"}
    assert re.findall(r"^    '([a-z]+):\S", text, re.MULTILINE) == COMMANDS
    assert "'1:command:(check export import)'" in text
