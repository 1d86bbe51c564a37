"""Backups of the state directory, and what comes back from them."""

import contextlib
import shutil
import sqlite3

from newsroom import statement, wait_until
from states import takes_in


def names_in_bare_copy(server):
    """What a backup program gets that copies history.db and not the log beside it."""
    copy = server.run / "copy.db"
    shutil.copyfile(server.run / "state/history.db", copy)
    with contextlib.closing(sqlite3.connect(copy)) as database, \
            contextlib.suppress(sqlite3.DatabaseError):
        return {name for name, in database.execute("SELECT name FROM names")}
    return set()


def test_the_file_of_the_history_soon_has_each_edit_without_its_log(own):
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    for number in range(3):
        takes_in(own, f"Edit {number}")
        wait_until(lambda number=number: f"edit-{number}" in names_in_bare_copy(own), 10,
                   "the edit in history.db alone")
