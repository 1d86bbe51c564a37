"""Those who change what is served: an editor, one who means no good, and mere bad luck."""

import contextlib
import os
import shutil
import signal
import time

from figures import LATE, MIB, family
from model import SETTLE
from person import ROOMS, Person

FULL = 5    # seconds that the disk is full
SET = 5     # seconds between two settings of the clock
HOUR = 3600


class Editor(Person):
    """Changes something every one to two seconds."""

    def turn(self):
        kinds = (self.edit, self.save_half, self.draft, self.publish, self.withdraw, self.rename)
        with self.soak.editing:
            self.chance.choices(kinds, (55, 12, 9, 9, 6, 9))[0]()
        self.pause(self.chance.uniform(1, 2))

    def save(self, one):
        self.soak.folder(one.room).drop(f"{one.name}.xml", one.text())
        self.model.change(one)

    def public(self):
        return self.chance.choice(self.model.having("public"))

    def edit(self):
        """Its appearance is waited for, in the page and in a feed."""
        one = self.public()
        self.model.change(one, edits=one.edits + 1)
        self.save(one)
        saved, topic = time.monotonic(), one.number % 7
        self.await_words(one.path(), one.words(), saved)
        if one in self.in_feed(topic):
            self.await_words(f"/a/feed.json?tag=topic+{topic}", one.words(), saved)
        self.figures.note("edits")

    def in_feed(self, topic):
        """The newest of a topic in newsroom a: all that its feed surely holds."""
        ours = [one for one in self.model.having("public", room="a") if one.number % 7 == topic]
        return sorted(ours, key=lambda one: (one.number // 28 % 12, one.number % 28))[-15:]

    def await_words(self, path, words, saved):
        while True:
            asked = time.monotonic()
            answer = self.ask("edited", path)
            is_there = answer and answer.status == 200 and words.encode() in answer.body
            if is_there or asked - saved > 10 * LATE or self.pause(0.1):
                self.figures.edit(path, asked - saved)
                return

    def save_half(self):
        """What stood there goes on, until the rest has come."""
        one = self.public()
        path = self.soak.folder(one.room).path / f"{one.name}.xml"
        text = one.text()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text[:self.chance.randrange(len(text) - 20)])
            file.flush()
            self.pause(self.chance.uniform(0, 4))
        path.write_text(text, encoding="utf-8")
        self.figures.note("saved by halves")

    def draft(self):
        one = self.model.add(self.chance.choice(ROOMS), "draft")
        self.save(one)
        self.figures.note("drafts")

    def publish(self):
        drafts = self.model.having("draft")
        if len(drafts) > 5:
            one = self.chance.choice(drafts)
            self.model.change(one, state="public")
            self.save(one)
            self.figures.note("published")

    def withdraw(self):
        one = self.public()
        self.model.change(one, state="withdrawn")
        self.save(one)
        self.figures.note("withdrawn")

    def rename(self):
        one = self.public()
        folder = self.soak.folder(one.room).path
        self.model.change(one, state="renamed")
        new = self.model.add(one.room, "public", one.number, f"{one.name}-r", one.edits)
        (folder / f"{one.name}.xml").rename(folder / f"{new.name}.xml")
        self.model.change(one)
        self.figures.note("renamed")


class Enemy(Person):
    """Drops documents that cost as much as can be, and takes them away again."""

    def turn(self):
        source = self.chance.choice(self.soak.hostile)
        folder = self.soak.folder("b").path
        target = folder / source.name
        if target.exists() and self.chance.random() < 0.3:
            target.unlink()
        else:
            partial = folder / ".upload.enemy"
            shutil.copyfile(source, partial)
            partial.rename(target)
            self.figures.note("hostile documents")
        self.pause(self.chance.uniform(1, 5))


class Trouble(Person):
    """What happens now and then: a graceful restart, logs that are rotated, a folder that is away, a
    full disk, a clock that is set, a child that dies."""

    def __init__(self, soak):
        super().__init__(soak)
        self.left = []  # each comes before one comes again

    def turn(self):
        if self.pause(self.chance.uniform(0.5, 1.5) * self.soak.trouble_seconds):
            return
        if not self.left:
            self.left = [self.graceful, self.rotate, self.take_away, self.set_clock, self.kill]
            self.left += [self.fill_disk] if self.soak.disk else []
            self.chance.shuffle(self.left)
        self.left.pop()()

    def rotate(self):
        """As logrotate does."""
        log = self.soak.server.run / "access.log"
        log.rename(log.with_name(f"access.log.{time.monotonic():.0f}"))
        self.soak.server.graceful()
        self.figures.note("logs rotated")

    def fill_disk(self):
        """The editor rests: what he did is taken in before, and nothing can be meanwhile."""
        filler = self.soak.disk / "filler"
        with self.soak.editing:
            self.pause(SETTLE)
            with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
                while True:
                    file.write(bytes(MIB))
            self.pause(FULL)
            filler.unlink()
            self.pause(SETTLE)
        self.figures.note("full disk")

    def set_clock(self):
        """Ahead, back behind what it was, and right again; what waits for a time of day ends."""
        for seconds in (HOUR, -HOUR, 0):
            self.model.fault(2)
            self.soak.servers_clock.set(seconds)
            self.pause(SET)
        self.figures.note("clock set")

    def graceful(self):
        self.soak.server.graceful()
        self.figures.note("graceful restarts")

    def take_away(self):
        folder = self.soak.folder("a").path
        with self.soak.editing:
            folder.rename(folder.with_name("away"))
            self.pause(3)
            folder.with_name("away").rename(folder)
        self.figures.note("folder away")

    def kill(self):
        children = family(self.soak.server.process.pid)[1:]
        if children:
            self.model.fault(2)
            os.kill(self.chance.choice(children), signal.SIGKILL)
            self.figures.note("children killed")
