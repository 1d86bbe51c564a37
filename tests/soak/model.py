"""What each statement may be answered with, whatever else goes on.

A change is noted before its file is touched. For SETTLE seconds after it, the old answer and the
new one are both right; a request during which something changed is not judged at all.
"""

import dataclasses
import re
import threading
import time

from newsroom import statement

SETTLE = 5
ZIPF = 1.1
SEALED = re.compile(rb"sealed\d+")
MENTION = re.compile(rb"Matter (\d+) of")
# What is right once a change has settled. 503 is no answer about a statement, and is counted apart.
RIGHT = {"draft": {404}, "public": {200, 304}, "withdrawn": {410}, "renamed": {301, 410}}


@dataclasses.dataclass
class Statement:
    number: int
    room: str
    name: str
    state: str
    edits: int = 0
    changed: float = 0.0
    is_seen: bool = False

    def path(self):
        return f"/{self.room}/{self.name}"

    def words(self):
        """Stand in its text alone, and tell of which edit it is."""
        return f"sealed{self.number}" if self.state == "draft" else \
            f"open{self.number}edit{self.edits}z"

    def text(self):
        day = f"2024-{1 + self.number // 28 % 12:02d}-{1 + self.number % 28:02d}"
        attributes = f'id="{self.room}-{self.number}"'
        head = f"<tag>topic {self.number % 7}</tag>"
        if self.state == "draft":
            attributes += ' status="draft"'
        if self.state == "withdrawn":
            head += '<withdrawn when="2025-01-01T10:00:00Z">It was wrong.</withdrawn>'
        body = "".join(f"<p>The harbour of {word} is <quote>open again</quote> on each day.</p>"
                       for word in ("Saltmouth", "Talaue", "Ribera")) + f"<p>{self.words()}</p>"
        title = f"Matter {self.number} of {self.room}"
        if self.state == "draft":
            title += f" sealed{self.number}"
        return statement(title, f"{day}T10:00:00Z", head, body, attributes=attributes)


class Model:
    """All statements, those of old names included."""

    def __init__(self, rooms, count):
        self.lock = threading.Lock()
        self.all = []
        self.faults = []
        for number in range(count):
            self.add(rooms[number % len(rooms)], "public")

    def add(self, room, state, number=None, name=None, edits=0):
        number = len(self.all) if number is None else number
        one = Statement(number, room, name or f"matter-{number}", state, edits, time.monotonic())
        with self.lock:
            self.all.append(one)
        return one

    def change(self, one, **values):
        """Before the file is changed, and once more after it."""
        with self.lock:
            for key, value in values.items():
                setattr(one, key, value)
            one.changed = time.monotonic()
            one.is_seen = one.is_seen and one.state == "public"

    def having(self, *states, room=None):
        return [one for one in self.all if one.state in states and room in (None, one.room)]

    def popular(self, chance):
        """One of those that are public: few of them are asked for most."""
        public = self.having("public")
        return public[min(int(chance.paretovariate(ZIPF)) - 1, len(public) - 1)]

    def fault(self, seconds):
        """Connections that end without an answer from now on, for as long, are our own doing."""
        self.faults.append((time.monotonic(), time.monotonic() + seconds))

    def was_disturbed(self, began):
        now = time.monotonic()
        return any(began <= end and now >= start for start, end in self.faults)

    def look(self, one):
        with self.lock:
            return dataclasses.replace(one)

    def wrong_page(self, before, one, answer, began, is_html):
        """Words for what is wrong with an answer about a statement, asked for after `before`."""
        after = self.look(one)
        if after.changed != before.changed or answer.status == 503:
            return None
        is_settled = began > before.changed + SETTLE
        if answer.status == 200 and before.state == "public":
            one.is_seen = True
        if before.state == "draft" and answer.status == 200:
            return "a draft was shown"
        if before.is_seen and answer.status not in RIGHT["public"]:
            return f"a published statement was {answer.status}"
        if is_settled and answer.status not in RIGHT[before.state]:
            return f"{before.state}, settled, and {answer.status}"
        if is_settled and is_html and answer.status == 200:
            if before.words().encode() not in answer.plain():
                return "an old edit was shown"
        return None

    def wrong_list(self, answer, began, is_never_empty):
        """The same for a feed, archive, search or sitemap."""
        if answer.status != 200:
            return None
        body = answer.plain()
        if SEALED.search(body):
            return "a list shows a draft"
        if is_never_empty and not MENTION.search(body) and b"<item>" not in body:
            return "a list is empty"
        hidden = {one.number for one in self.having("withdrawn") if began > one.changed + SETTLE}
        if hidden.intersection(map(int, MENTION.findall(body))):
            return "a list shows what was withdrawn"
        return None
