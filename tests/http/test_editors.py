"""What docs/editors.md says holds: its walk, its settings, its hook."""

import json
import os
import re
import subprocess
import threading

import pytest

from newsroom import BUILD, NEWSROOM, ROOT, wait_until

CONFIG = NEWSROOM
PAGE = (ROOT / "docs/editors.md").read_text()
FILE = "the-night-ferry-returns-on-friday.xml"
BROKEN = ('<?xml version="1.0" encoding="UTF-8"?>\n<statement id="a" xml:lang="en">\n<head>'
          "<titel>A</titel></head><body><p>a</p></body></statement>\n")
GOOD = BROKEN.replace("<titel>A</titel>", "<title>A</title><issuer>I</issuer>"
                      "<published>2026-05-04</published>")


def section(title):
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)[1]


def blocks(kind, text):
    return re.findall(rf"```{kind}\n(.*?)```", text, re.S)


def commands(text):
    """Each with what the page shows below it."""
    return re.findall(r"^    \$ (.*)\n((?:    (?!\$ ).*\n)*)", text, re.M)


@pytest.fixture(name="shell")
def make_shell(server, tmp_path):
    """Runs a command of the page in the newsroom of a server."""
    environment = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}

    def adapt(command):
        return (command.replace("/srv/www/statements", str(server.newsroom.path))
                .replace("http://localhost/", f"http://127.0.0.1:{server.port}/")
                .replace("/tmp/preview.html", f"{tmp_path}/preview.html"))

    def run(command, start=subprocess.run, **more):
        return start(["sh", "-c", adapt(command)], cwd=server.newsroom.path, env=environment,
                     text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    return run


def type_words(server):
    path = server.newsroom.path / FILE
    words = blocks("xml", section("From nothing to public"))[0].strip()
    text = re.sub("<p>.*</p>", lambda _: words, path.read_text(), flags=re.S)
    assert text != path.read_text()
    path.write_text(text)


def watch(shell, command, server):
    """What `check --watch` says after the words are typed."""
    watching = shell(f"exec {command}", start=subprocess.Popen)
    deadline = threading.Timer(30, watching.kill)
    deadline.start()
    try:
        assert watching.stdout.readline().startswith("--- ")
        assert watching.stdout.readline() == "No errors.\n"
        type_words(server)
        assert watching.stdout.readline().startswith("--- ")
        return watching.stdout.readline().strip()
    finally:
        deadline.cancel()
        watching.kill()
        watching.communicate()


def test_the_walk_leads_to_a_public_page(server, shell, tmp_path):
    walk = section("From nothing to public")
    server.allow("STM0101", "STM0102")  # the draft is broken for a while
    done = []
    for command, shown in commands(walk):
        if "--watch" in command:
            said = watch(shell, command, server)
            assert f"    {said}\n" in walk, said
        elif command.startswith("curl"):
            wait_until(lambda command=command: "every two hours</strong>" in shell(command).stdout,
                       10, "the page")
        else:
            answer = shell(command)
            is_shown_only = command.startswith("statement fix ") and "--write" not in command
            assert answer.returncode == int(is_shown_only), answer.stdout
            if shown:
                assert answer.stdout == re.sub("^    ", "", shown, flags=re.M), answer.stdout
        done.append(command.split()[1])
    assert {"new", "check", "fix", "render"} <= set(done)
    assert "every two hours" in (tmp_path / "preview.html").read_text()
    wait_until(lambda: FILE.removesuffix(".xml") in server.get("/statements/feed.rss").text, 10,
               "the feed")
    assert "public" in shell("statement list .").stdout


def test_the_task_of_visual_studio_code_reads_the_messages(server, shell):
    settings, tasks = map(json.loads, blocks("json", section("Visual Studio Code")))
    for association in settings["xml.fileAssociations"]:
        schema = association["systemId"].removeprefix("/usr/share/mod_statement/")
        assert schema != association["systemId"] and (ROOT / schema).exists()
    server.allow("STM0101", "STM0102")
    server.newsroom.clear()
    server.newsroom.drop("broken.xml", BROKEN)
    task = tasks["tasks"][0]
    pattern = task["problemMatcher"]["pattern"]
    found = [re.search(pattern["regexp"], line)
             for line in shell(task["command"]).stdout.splitlines()]
    assert found and all(found)
    assert {os.path.normpath(match[pattern["file"]]) for match in found} == {"broken.xml"}
    assert any(match[pattern["severity"]] == "error" and "titel" in match[pattern["message"]] and
               match[pattern["line"]] == "3" for match in found)


def test_the_attribute_that_oxygen_writes_is_accepted(shell, server):
    text = GOOD.replace("<statement ", '<statement xmlns:xsi="http://www.w3.org/2001/XMLSchema-'
                        'instance" xsi:noNamespaceSchemaLocation="/x/statement.xsd" ')
    server.newsroom.drop("a.xml", text)
    assert "xsi:noNamespaceSchemaLocation" in section("oXygen")
    assert shell("statement check a.xml").stdout == ""
    wait_until(lambda: server.get("/statements/a").status == 200, 10, "the page")
    assert "noNamespaceSchemaLocation" not in server.get("/statements/a").text


def commit(shell, folder):
    return shell(f"cd {folder} && git add -A && git -c user.name=a -c user.email=a@example.org "
                 "commit -qm x")


def test_the_hook_checks_what_is_committed(shell, tmp_path):
    folder = tmp_path / "work"
    news = folder / "statements"
    news.mkdir(parents=True)
    assert shell(f"git init -q {folder}").returncode == 0
    hook = folder / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(blocks("sh", section("Before a commit"))[0])
    hook.chmod(0o755)
    (news / "größe one.xml").write_text(BROKEN)
    (news / "good.xml").write_text(GOOD.replace('id="a"', 'id="b"'))
    refused = commit(shell, folder)
    assert refused.returncode != 0 and "statements/größe one.xml:3:" in refused.stdout
    (news / "größe one.xml").write_text(GOOD)
    assert commit(shell, folder).returncode == 0
    (news / "good.xml").unlink()
    assert commit(shell, folder).returncode == 0


def test_the_line_for_continuous_integration_fails_on_errors_alone(shell, tmp_path):
    news = tmp_path / "statements"
    news.mkdir()
    lines = [re.sub(r"^(- run|script): ", "", block.strip())
             for block in blocks("yaml", section("Continuous integration"))]
    assert len(lines) == 2
    for line in lines:
        (news / "a.xml").write_text(GOOD)
        assert shell(f"cd {tmp_path} && {line}").returncode == 0
        (news / "a.xml").write_text(BROKEN)
        assert shell(f"cd {tmp_path} && {line}").returncode == 1
