"""The tools with which editors bring files to a server: each saves versions of one statement.

A saver has a folder of its own, which is the newsroom's. `save()` returns when the tool has done its
work; `spoil()` leaves what the tool leaves where it is cut off, or what its user did wrong.
"""

import contextlib
import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import time
import unicodedata
import xml.etree.ElementTree as ElementTree

from newsroom import wait_until
from saving import Audience, number_of, spoilt, version

SFTP_SERVER = next((path for path in ("/usr/lib/openssh/sftp-server",
                                      "/usr/libexec/openssh/sftp-server",
                                      "/usr/lib/ssh/sftp-server") if os.path.exists(path)), None)
NAME = "ferry"
SLOWLY = 0.004  # seconds between two pieces of what is written by hand
PAUSE = 0.03    # at most, between two saves
SPOILT_EVERY = 5


class Saver:
    """One tool, between a folder of the editor's and the newsroom's folder."""

    tool = None      # the program that has to be there
    page = NAME      # the statement's address

    def __init__(self, server, room, count):
        self.server, self.room, self.count = server, room, count
        self.folder = server.run / room
        self.mine = server.run / f"{room}-of-the-editor"
        self.home = server.run / f"{room}-home"
        for path in (self.folder, self.mine, self.home):
            path.mkdir()
        self.folder.chmod(0o777)
        self.chance = random.Random(room)
        self.environment = {key: value for key, value in os.environ.items()
                            if not key.startswith("GIT_")}
        self.environment.update(HOME=str(self.home), LC_ALL="C.UTF-8", GIT_CONFIG_NOSYSTEM="1")

    @property
    def target(self):
        return self.folder / f"{NAME}.xml"

    @classmethod
    def is_there(cls):
        return cls.tool is None or shutil.which(cls.tool) is not None

    def start(self):
        """What comes before the first save."""

    def save(self, number):
        raise NotImplementedError

    def spoil(self, number):
        """Before the save of that number."""

    def stop(self):
        pass

    def run(self, *command, check=True):
        return subprocess.run([str(part) for part in command], cwd=self.mine, check=check,
                              env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).returncode

    def write(self, text):
        path = self.mine / f"{NAME}.xml"
        path.write_text(text)
        return path


class Rsync(Saver):
    """Into a file beside the target, and with --inplace into the target itself."""

    tool = "rsync"
    WAYS = ([], ["--inplace"], ["--inplace", "--no-whole-file"], ["-t"], ["-t", "--delay-updates"],
            ["-t", "--inplace", "--no-whole-file"], ["--append-verify"], ["-t", "--partial"])

    def save(self, number):
        source = self.write(version(NAME, number))
        self.run("rsync", "--ignore-times", *self.WAYS[number % len(self.WAYS)], source,
                 self.target)
        if self.target.read_bytes() != source.read_bytes():  # --append-verify of what is shorter
            self.run("rsync", "--ignore-times", source, self.target)

    def spoil(self, number):
        """Its connection breaks, and the part that came stays under the name."""
        source = self.write(spoilt(NAME, number))
        process = subprocess.Popen(
            ["rsync", "--ignore-times", "--partial", "--inplace", "--bwlimit=40", str(source),
             str(self.target)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.chance.uniform(0.02, 0.2))
        process.terminate()
        process.wait()


class Sftp(Saver):
    """OpenSSH's, without a network between its two ends."""

    tool = "sftp"

    @classmethod
    def is_there(cls):
        return super().is_there() and SFTP_SERVER is not None

    def batch(self, *lines, options=(), check=True):
        batch = self.mine / "batch"
        batch.write_text("".join(f"{line}\n" for line in lines))
        self.run("sftp", "-q", *options, "-b", batch, "-D", SFTP_SERVER, check=check)

    def save(self, number):
        source = self.write(version(NAME, number))
        part = self.folder / f"{NAME}.xml.filepart"
        if number % 3:
            self.batch(f"put {'-p ' if number % 3 == 1 else ''}{source} {self.target}")
        else:
            self.batch(f"put {source} {part}", f"rename {part} {self.target}")

    def spoil(self, number):
        """Its connection breaks in the midst of the upload."""
        source = self.write(spoilt(NAME, number))
        process = subprocess.Popen(
            ["sftp", "-q", "-l", "400", "-B", "2048", "-R", "1", "-b", "-", "-D", SFTP_SERVER],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=self.environment, start_new_session=True)
        process.stdin.write(f"put {source} {self.target}\n".encode())
        process.stdin.flush()
        time.sleep(self.chance.uniform(0.02, 0.2))
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


class Git(Saver):
    """The newsroom is a work tree, and the versions are commits."""

    tool = "git"

    def commits(self):
        """All of them for git fast-import, each with a tag."""
        stream = []
        for number in range(1, self.count + 1):
            data = version(NAME, number).encode()
            stream += [f"commit refs/heads/main\nmark :{number}\n".encode(),
                       f"committer Editor <editor@example.org> {1700000000 + number} +0000\n"
                       f"data 4\nsave\nM 100644 inline {NAME}.xml\ndata {len(data)}\n".encode(),
                       data, f"\nreset refs/tags/v{number}\nfrom :{number}\n\n".encode()]
        return b"".join(stream)

    def make(self, folder):
        self.run("git", "init", "-q", folder)
        subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], input=self.commits(),
                       check=True, env=self.environment)


class Checkout(Git):
    """git checkout of one commit after another, with a look back now and then."""

    def start(self):
        self.make(self.folder)

    def save(self, number):
        self.run("git", "-C", self.folder, "checkout", "-q", "-f", f"v{number}")

    def spoil(self, number):
        """A change by hand, which the next checkout throws away."""
        self.target.write_text(spoilt(NAME, number))


class Pull(Git):
    """git pull from a repository of the editor's."""

    def start(self):
        self.make(self.mine / "origin")
        self.run("git", "init", "-q", "-b", "main", self.folder)

    def save(self, number):
        self.run("git", "-C", self.folder, "pull", "-q", "--ff-only", "--no-tags",
                 self.mine / "origin", f"v{number}")


class Dav(Saver):
    """mod_dav of the same httpd, at another address of the folder."""

    def put(self, body, cut=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.putrequest("PUT", f"/edit-{self.room}/{NAME}.xml")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        with contextlib.closing(connection):
            connection.send(body[:cut])
            if cut is None:
                answer = connection.getresponse()
                assert answer.status in (201, 204), (answer.status, answer.read())
            else:
                connection.sock.shutdown(socket.SHUT_RDWR)

    def start(self):
        for folder in (self.folder, self.home):  # its locks are there
            if os.getuid() == 0:
                shutil.chown(folder, self.server.account)

    def save(self, number):
        self.put(version(NAME, number).encode())

    def spoil(self, number):
        body = spoilt(NAME, number).encode()
        self.put(body, self.chance.randrange(1, len(body)))


class Syncthing(Saver):
    """Two of them, which know nobody else."""

    tool = "syncthing"

    def start(self):
        self.processes, self.ports = [], []
        homes = [self.home / "editor", self.home / "server"]
        ids = [self.generate(home) for home in homes]
        for home, folder in zip(homes, (self.mine, self.folder)):
            self.ports.append((free_port(), free_port()))
            (folder / ".stfolder").mkdir()
        for i, home in enumerate(homes):
            self.configure(home, ids, i, (self.mine, self.folder)[i])
        for home in homes:
            self.processes.append(subprocess.Popen(
                ["syncthing", f"--home={home}", "--no-browser", "--no-restart"],
                env={**self.environment, "STNODEFAULTFOLDER": "1", "STNOUPGRADE": "1"},
                stdout=(home / "log").open("wb"), stderr=subprocess.STDOUT))

    def generate(self, home):
        self.run("syncthing", "generate", f"--home={home}")
        text = (home / "config.xml").read_text()
        return re.search(r'<device id="([A-Z0-9-]+)"', text)[1]

    def configure(self, home, ids, which, folder):
        """Of what it generated only the key of its API stays."""
        tree = ElementTree.parse(home / "config.xml")
        self.key = "saves"
        listen, api = self.ports[which]
        devices = "".join(
            f'<device id="{one}" name="{i}"><address>{"dynamic" if i == which else "tcp://127.0.0.1:"}'
            f'{"" if i == which else self.ports[i][0]}</address></device>'
            for i, one in enumerate(ids))
        members = "".join(f'<device id="{one}"/>' for one in ids)
        (home / "config.xml").write_text(
            f'<configuration version="{tree.getroot().get("version")}">'
            f'<folder id="news" path="{folder}" type="sendreceive" rescanIntervalS="3600" '
            f'fsWatcherEnabled="false">{members}<pullerDelayS>0</pullerDelayS></folder>{devices}'
            f'<gui enabled="true" tls="false"><address>127.0.0.1:{api}</address>'
            f'<apikey>{self.key}</apikey></gui>'
            f'<options><listenAddress>tcp://127.0.0.1:{listen}</listenAddress>'
            '<globalAnnounceEnabled>false</globalAnnounceEnabled>'
            '<localAnnounceEnabled>false</localAnnounceEnabled><relaysEnabled>false</relaysEnabled>'
            '<natEnabled>false</natEnabled><urAccepted>-1</urAccepted>'
            '<reconnectionIntervalS>1</reconnectionIntervalS>'
            '<autoUpgradeIntervalH>0</autoUpgradeIntervalH><startBrowser>false</startBrowser>'
            '<crashReportingEnabled>false</crashReportingEnabled></options></configuration>')

    def ask(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.ports[0][1], timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, headers={"X-API-Key": self.key})
            return connection.getresponse().status

    def scan(self):
        with contextlib.suppress(OSError):
            return self.ask("POST", f"/rest/db/scan?folder=news&sub={NAME}.xml") == 200
        return False

    def save(self, number):
        data = version(NAME, number)
        source = self.write(data)
        wait_until(self.scan, what="a scan by Syncthing")
        wait_until(lambda: self.target.exists() and
                   self.target.read_bytes() == source.read_bytes(), 60, "Syncthing's copy")

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)


class ByHand(Saver):
    """What editors' programs do to a file in the newsroom itself."""

    page = unicodedata.normalize("NFC", "früh")

    def __init__(self, server, room, count):
        super().__init__(server, room, count)
        self.path = self.folder / f"{self.page}.xml"
        self.ways = [self.in_place, self.truncating, self.renaming, self.removing, self.bom,
                     self.utf_16, self.windows_1252, self.tomorrow, self.yesterday,
                     self.twice_in_a_tick, self.other_normal_form]

    @property
    def target(self):
        return self.path

    def pieces(self, file, data):
        size = self.chance.randrange(500, 8000)
        for at in range(0, len(data), size):
            file.write(data[at:at + size])
            file.flush()
            time.sleep(self.chance.uniform(0, SLOWLY))

    def in_place(self, data):
        """Over what stands there and is known, and only then cut to its length."""
        number = number_of(data.decode())
        if number % SPOILT_EVERY:
            wait_until(lambda: number_of(self.server.get(f"/{self.room}/feed.rss").text) ==
                       number - 1, what="the save before")
        with open(self.path, "r+b") as file:
            self.pieces(file, data)
            file.truncate()

    def truncating(self, data):
        with open(self.path, "wb") as file:
            self.pieces(file, data)

    def renaming(self, data):
        part = self.folder / ".new"
        part.write_bytes(data)
        part.replace(self.path)

    def removing(self, data):
        self.path.unlink()
        time.sleep(self.chance.uniform(0, SLOWLY))
        self.truncating(data)

    def bom(self, data):
        self.renaming(b"\xef\xbb\xbf" + data)

    def utf_16(self, data):
        text = data.decode().replace('encoding="utf-8"', 'encoding="utf-16"')
        self.truncating(text.encode("utf-16"))

    def windows_1252(self, data):
        text = data.decode().replace('encoding="utf-8"', 'encoding="windows-1252"')
        self.truncating(text.encode("windows-1252"))

    def dated(self, data, seconds):
        part = self.folder / ".new"
        part.write_bytes(data)
        moment = time.time() + seconds
        os.utime(part, (moment, moment))
        part.replace(self.path)

    def tomorrow(self, data):
        self.dated(data, 86400)

    def yesterday(self, data):
        self.dated(data, -86400)

    def twice_in_a_tick(self, data):
        """The same size, inode and time: first what is spoilt, at once after it the version."""
        info = os.stat(self.path)
        other = data.replace(b"<title>", b"<titel>")
        for text in (other, data):
            with open(self.path, "wb") as file:
                file.write(text)
            os.utime(self.path, ns=(info.st_atime_ns, info.st_mtime_ns))

    def other_normal_form(self, data):
        form = "NFD" if self.path.name == unicodedata.normalize("NFC", self.path.name) else "NFC"
        other = self.path.with_name(unicodedata.normalize(form, self.path.name))
        self.path.rename(other)
        self.path = other
        self.renaming(data)

    def save(self, number):
        data = version("frueh", number).encode()
        if self.path.exists():
            self.ways[number % len(self.ways)](data)
        else:
            self.renaming(data)

    def spoil(self, number):
        """The half of a save."""
        data = version("frueh", number).encode()
        with open(self.path, "wb") as file:
            file.write(data[:self.chance.randrange(len(data) - 20)])


def save_all(saver, audience):
    for number in range(1, saver.count + 1):
        if number > 1 and number % SPOILT_EVERY == 0:
            saver.spoil(number)
            time.sleep(saver.chance.uniform(0, PAUSE))
        audience.newest = number
        saver.save(number)
        if number == 1:
            wait_until(lambda: audience.shows(1), 60, "the first save")
            audience.start()
        time.sleep(saver.chance.uniform(0, PAUSE))
    wait_until(lambda: audience.shows(saver.count), 30, "the last save")


def try_tool(server, room, count, readers):
    """Has it save so often. The audience, and what was wrong."""
    saver = SAVERS[room](server, room, count)
    audience = Audience(server, room, saver.page, readers)
    faults = []
    try:
        saver.start()
        save_all(saver, audience)
    except (AssertionError, OSError, subprocess.SubprocessError) as error:
        faults.append(f"save {audience.newest}: {error!r}")
    finally:
        audience.stop()
        saver.stop()
    return audience, faults + audience.faults()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SAVERS = {"rsync": Rsync, "sftp": Sftp, "git-checkout": Checkout, "git-pull": Pull, "dav": Dav,
          "syncthing": Syncthing, "by-hand": ByHand}


# What is logged of broken files, and what mod_dav says of half an upload.
EXPECTED = ("STM0101", "STM0102", "STM0103", "An error occurred while reading the request")


def config():
    """A newsroom for each of them."""
    return 'DavLockDB "${RUN}/dav-home/locks"\n' + "".join(f"""
Alias "/{room}" "${{RUN}}/{room}"
Alias "/edit-{room}" "${{RUN}}/{room}"
<Directory "${{RUN}}/{room}">
    Require all granted
    StatementEngine On
</Directory>
<Location "/edit-{room}">
    StatementEngine Off
    Dav On
</Location>
""" for room in SAVERS)
