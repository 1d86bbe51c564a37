"""The version stands in one header; whoever names it takes it from there."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATEMENT = ROOT / os.environ.get("BUILD", "build") / "statement"
HEADER = ROOT / "mod_statement/core/base/version.h"
VERSION = re.search(r'STM_VERSION "([^"]+)"', HEADER.read_text()).group(1)

CONFIG = """
ServerTokens Full
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
</Directory>
"""


def test_the_command_prints_it():
    done = subprocess.run([STATEMENT, "--version"], capture_output=True, text=True, check=False,
                          timeout=60)
    assert done.returncode == 0
    assert done.stdout.startswith(f"statement {VERSION} (libxml2 ")


def test_the_changelog_begins_with_it():
    first = re.search(r"^## \[([0-9][^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first.group(1) == VERSION


def test_httpd_names_it_among_its_components(server):
    assert f"mod_statement/{VERSION}" in server.get("/statements/").header("Server")


def test_the_log_names_it_at_the_start(server):
    log = server.log_since(0).decode("utf-8", "replace")
    line = next(line for line in log.splitlines() if "STM0315" in line)
    assert f"mod_statement {VERSION} (" in line
    assert f"{server.run}/state" in line
