"""docs/administrators.md and docs/designers.md are followed word by word, but for the folders of the
system and the commands that change its packages."""

import os
import re
import subprocess

import pytest

import walk
from newsroom import BUILD, ROOT

ETC = "/etc/apache2"
CONFIG = f"""
Include "${{RUN}}{ETC}/mods-available/statement.conf"
IncludeOptional "${{RUN}}{ETC}/conf-enabled/*.conf"
"""
READY = ["/statement-status"]
LEFT_OUT = ("apt-get", "make", "a2enmod", "groupadd", "chgrp")


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0106", "AH01617", "AH01618")
    for name in ("mods-available", "conf-available", "conf-enabled"):
        (server.run / f"{ETC[1:]}/{name}").mkdir(parents=True)
    conf = (ROOT / "conf/statement.conf").read_text().replace(f"{ETC}/", f"{server.run}{ETC}/")
    (server.run / f"{ETC[1:]}/mods-available/statement.conf").write_text(conf)
    for name in ("srv/www", "tmp"):
        (server.run / name).mkdir(parents=True)


class Walked(walk.System):
    """The page's system in the folder of a server."""

    def __init__(self, server):
        self.server = server
        self.places = {ETC: f"{server.run}{ETC}", "/srv/www": f"{server.run}/srv/www",
                       "/usr/share/mod_statement/xslt": f"{server.run}/xslt",
                       "/var/log/apache2/error.log": f"{server.run}/error.log",
                       "/var/backups": f"{server.run}/tmp",
                       "statement state export": f"statement state export --state {server.run}/state",
                       "/tmp/xslt": f"{server.run}/tmp/xslt",
                       "/tmp/page": f"{server.run}/tmp/page",
                       "http://localhost/": f"http://127.0.0.1:{server.port}/"}
        self.environment = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}",
                            "LC_ALL": "C.UTF-8"}

    def here(self, text):
        return re.sub("|".join(map(re.escape, self.places)), lambda place: self.places[place[0]], text)

    def as_shown(self, text):
        for place, here in self.places.items():
            text = text.replace(here, place)
        return text

    def read(self, name):
        return super().read(self.here(name))

    def write(self, name, text):
        super().write(self.here(name), self.here(text))

    def enable(self, *names):
        for name in names:
            link = self.server.run / f"{ETC[1:]}/conf-enabled/{name}.conf"
            link.symlink_to(self.here(f"{ETC}/conf-available/{name}.conf"))

    def disable(self, *names):
        for name in names:
            (self.server.run / f"{ETC[1:]}/conf-enabled/{name}.conf").unlink()

    def login(self, path, name, password):
        said = subprocess.run(["openssl", "passwd", "-apr1", password], text=True, check=True,
                              stdout=subprocess.PIPE).stdout
        super().write(self.here(path), f"{name}:{said}")

    def run(self, command):
        words = command.removeprefix("sudo ").split()
        if words[0] in LEFT_OUT:
            return 0, ""
        if words[0] == "a2enconf":
            return 0, self.enable(*words[1:]) or ""
        if words[0] == "a2disconf":
            return 0, self.disable(*words[1:]) or ""
        if words[0] == "systemctl":
            return 0, self.server.graceful() or ""
        if words[0] == "htpasswd":
            return 0, self.login(*words[2:]) or ""
        if words[:2] == ["apachectl", "configtest"]:
            return self.server.configtest(self.server.config)
        done = subprocess.run(["sh", "-c", self.here(command.replace("sudo ", ""))], text=True,
                              check=False, env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, self.as_shown(done.stdout)


@pytest.mark.parametrize("name, most", [("administrators", 30), ("designers", 20)])
def test_the_page_is_followed_word_by_word(server, name, most):
    """One after the other: a design is for the newsroom that is there by then."""
    page = walk.part((ROOT / f"docs/{name}.md").read_text(), {
        "administrators": "before:Take it away"}.get(name, "before:"))
    assert len(walk.follow(page, Walked(server))) >= most
