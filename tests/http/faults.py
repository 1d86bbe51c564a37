"""A server whose system's calls fail when a test says so (tests/faults/shim.c)."""

import mmap
import struct

from newsroom import CHILD_DIED, ROOT, statement, wait_until

# As fault_kind_t has them.
KINDS = ["none", "malloc", "open", "read", "read-short", "write", "write-short", "write-full", "sync",
         "rename", "map", "stat", "thread", "inotify", "step-full", "step-error", "step-memory"]
CONTROL = struct.Struct("5i256s1024s1024s")
# Where readers need not get a page: never a wrong one, and never a 404 for what is public.
NO_PAGE = (500, 503)
# httpd itself refuses a folder that it cannot look at (AH00036), before any module is asked.
NO_PAGE_WITHOUT_STAT = (403, *NO_PAGE)


class Faults:
    """The control that all processes of a server share; to be made before it starts."""

    def __init__(self, server, folder):
        self.server = server
        self.file = folder / "control"
        self.file.write_bytes(CONTROL.pack(0, 0, 0, 0, 0, b"mod_statement.so",
                                           str(server.run / "state").encode(),
                                           str(server.newsroom.path).encode()))
        self.file.chmod(0o666)
        with open(self.file, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 0)
        server.preload(folder, f'#include "{ROOT}/tests/faults/shim.c"\n')
        before = server.sanitizer()
        server.sanitizer = lambda: {**before, "STATEMENT_FAULTS": str(self.file)}

    def arm(self, kind, at=1, lasting=True):
        """From now on the call number `at` of that kind fails, and all later ones."""
        self.map[:4] = struct.pack("i", 0)
        self.map[4:20] = struct.pack("4i", at, int(lasting), 0, 0)
        self.map[:4] = struct.pack("i", KINDS.index(kind))

    def disarm(self):
        """Nothing fails any more. How many calls did."""
        self.map[:4] = struct.pack("i", 0)
        return struct.unpack("i", self.map[16:20])[0]


class Edits:
    """A newsroom in which one statement stays, and others come, change and go."""

    def __init__(self, server):
        self.server = server
        self.serial = 0
        self.drop("stays")
        self.drop("changes", "version 0")

    def drop(self, name, words="words"):
        self.server.newsroom.drop(f"{name}.xml", statement(
            f"Title {name}", attributes=f'id="{name}"', body=f"<p>The text has {words}.</p>"))

    def edit(self):
        self.serial += 1
        self.drop("changes", f"version {self.serial}")
        self.drop(f"new-{self.serial}")
        if self.serial > 1:
            self.server.newsroom.remove(f"new-{self.serial - 1}.xml")

    def read(self, no_page=NO_PAGE):
        """What readers get while something fails is right, or nothing."""
        for address, words in (("/statements/stays", "The text has words."),
                               ("/statements/feed.rss", "Title stays"),
                               (f"/statements/?q=stays&tries={self.serial}", "Title stays"),
                               ("/statements/changes", "The text has version")):
            answer = self.server.get(address)
            assert answer.status in (200, *no_page), (address, answer)
            assert answer.status != 200 or words in answer.unmarked, (address, answer)

    def wait_for_all(self):
        """All that was edited is there, and what went is gone, without a restart."""
        def is_there():
            feed = self.server.get("/statements/feed.rss")
            return (feed.status == 200 and f"version {self.serial}." in feed.text
                    and feed.text.count("Title new-") in (1, 2) and f"new-{self.serial}<" in feed.text)
        wait_until(is_there, 60, f"edit {self.serial} in the feed")
        assert f"version {self.serial}." in self.server.wait_for("/statements/changes", 200).text
        assert self.server.get("/statements/stays").status == 200
        if self.serial > 1:
            self.server.wait_for(f"/statements/new-{self.serial - 1}", 410)


def lines_since(server, offset):
    return server.log_since(offset).decode("utf-8", "replace").splitlines()


def complaints(lines):
    return [line for line in lines if "STM" in line and (":warn]" in line or ":error]" in line)]


def try_fault(faults, edits, kind, at=1, lasting=True, is_told=False):
    """One round. How many calls failed, and the lines of the log that say so, which are waited for
    where somebody has to be told."""
    server = edits.server
    before = len(server.log_since(0))
    faults.arm(kind, at, lasting)
    edits.edit()
    for _ in range(3):
        edits.read(NO_PAGE_WITHOUT_STAT if kind == "stat" else NO_PAGE)
    if is_told:
        wait_until(lambda: complaints(lines_since(server, before)), 60, "a line in the log")
    failed = faults.disarm()
    edits.wait_for_all()
    lines = lines_since(server, before)
    died = [line for line in lines if CHILD_DIED.search(line)]
    assert not died, died
    return failed, complaints(lines)
