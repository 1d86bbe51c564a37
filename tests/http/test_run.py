"""What `make run` starts: it says where it answers, and leaves nothing behind."""

import contextlib
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile

import pytest

from newsroom import BUILD, ROOT, Folder, statement, wait_until

pytestmark = pytest.mark.skipif(BUILD != ROOT / "build", reason="serves what `make` has built")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    def __init__(self, temporary, **variables):
        self.temporary = temporary
        self.process = subprocess.Popen(
            [ROOT / "conf/run-newsroom.sh"], cwd="/", text=True, start_new_session=True,
            env={**os.environ, "TMPDIR": str(temporary), **variables},
            # A shell that runs this in the background may have told it to ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.lines = []

    def read_until(self, words):
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return "".join(self.lines)
        raise AssertionError(f"ended without {words!r}: {''.join(self.lines)}")

    def interrupt(self):
        """Ctrl-C reaches every process of the terminal's group."""
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.wait(20) == 130
        wait_until(lambda: not list(self.temporary.iterdir()), 5, "the temporary folder gone")
        wait_until(lambda: not self.still_running(), 5, "every process gone")

    def still_running(self):
        """Processes of the group, or with its folder among their words, that have not ended;
        whoever ended may wait to be collected."""
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, _, group = path.read_text().rpartition(")")[2].split()[:3]
                words = (path.parent / "cmdline").read_bytes().decode("utf-8", "replace")
                if state != "Z" and (group == str(self.process.pid)
                                     or str(self.temporary) in words):
                    found.append(path)
        return found


def fetch(address):
    done = subprocess.run(
        ["/usr/bin/python3", "-c", "import sys, urllib.request as u; o = u.build_opener("
         "u.ProxyHandler({})); sys.stdout.buffer.write(o.open(sys.argv[1]).read())", address],
        check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


@pytest.fixture
def temporary():
    # Not one of pytest's: each run of pytest closes those for other users, the server's among them.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mod_statement."))
    folder.chmod(0o755)
    yield folder
    folder.rmdir()


def test_the_printed_addresses_answer_and_ctrl_c_leaves_nothing(mpm, temporary):
    run = Run(temporary, PORT=str(free_port()), MPM=mpm)
    try:
        said = run.read_until("Ctrl-C")
        addresses = re.findall(r"http://\S+", said)
        assert len(addresses) == 4
        for address in addresses:
            assert len(fetch(address)) > 500, address
    finally:
        run.interrupt()


def test_a_folder_of_ones_own_is_served_from_where_it_lies(mpm, temporary, tmp_path):
    site = Folder(tmp_path / "my statements")
    site.drop("mine.xml", statement("My own statement"))
    run = Run(temporary, PORT=str(free_port()), MPM=mpm, SITE=str(site.path))
    try:
        said = run.read_until("Ctrl-C")
        feed = re.search(r"http://\S+feed\.rss", said)[0]
        assert "My own statement" in fetch(feed)
        site.drop("second.xml", statement("A second of my own"))
        wait_until(lambda: "A second of my own" in fetch(feed), 3, "the new file in the feed")
    finally:
        run.interrupt()


def test_ctrl_c_leaves_nothing_though_somebody_still_looks_into_the_folder(mpm, temporary, tmp_path):
    site = Folder(tmp_path / "statements")
    site.drop("mine.xml", statement("My own statement"))
    run = Run(temporary, PORT=str(free_port()), MPM=mpm, SITE=str(site.path))
    visitor = None
    try:
        run.read_until("Ctrl-C")
        served = next(temporary.glob("*/site"), site.path)
        visitor = subprocess.Popen(["sleep", "60"], cwd=served)
    finally:
        run.interrupt()
        if visitor:
            visitor.kill()
            visitor.wait()
    assert (site.path / "mine.xml").exists()


def run_and_fail(temporary, **variables):
    run = Run(temporary, **variables)
    said, _ = run.process.communicate(timeout=20)
    assert run.process.returncode == 1
    assert not list(temporary.iterdir())
    return said.strip()


def test_a_port_in_use_is_said_in_one_line_with_the_way_out(temporary):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run_and_fail(temporary, PORT=str(port))
    assert said == f"make run: port {port} is in use; choose another: make run PORT={port + 1}"


@pytest.mark.parametrize("variable", ["PORT=99999", "MPM=threads", "SITE=/nowhere"])
def test_make_says_it_in_one_line_before_it_builds(variable):
    done = subprocess.run(["make", "-C", ROOT, "--no-print-directory", "run", variable], text=True,
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 2
    assert re.fullmatch(rf"Makefile:\d+: \*\*\* make run: {variable} is not .*\.  Stop\.\n",
                        done.stdout)


@pytest.mark.parametrize("variables, words", [
    ({"PORT": "http"}, "PORT=http is no port number"),
    ({"PORT": "0"}, "PORT=0 is not from 1 to 65535"),
    ({"PORT": "65536"}, "PORT=65536 is not from 1 to 65535"),
    ({"MPM": "threads"}, "MPM=threads is not one of event, worker, prefork"),
    ({"SITE": "/nowhere"}, "SITE=/nowhere is not a folder")])
def test_a_wrong_variable_is_said_in_one_line(temporary, variables, words):
    said = run_and_fail(temporary, **{"PORT": str(free_port()), **variables})
    assert words in said and "\n" not in said
