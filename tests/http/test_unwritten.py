"""While the state directory cannot be written, what an editor hides is hidden in lists, too."""

import contextlib
import subprocess

import pytest

from newsroom import AS_ROOT, mount, statement, unmount, wait_until

LISTS = ("", "feed.rss", "feed.atom", "feed.json", "sitemap.xml", "?q=words")
HIDDEN = {"draft": 404, "later": 404, "back": 410}
EMBARGO = "2099-01-01T10:00:00Z"


@pytest.fixture(name="disk")
def fixture_disk(own):
    """A small disk of the test's own, full of statements that all lists show."""
    state = own.run / "state"
    for name in ("kept", "edited", *HIDDEN):
        own.newsroom.drop(f"{name}.xml", statement(f"The {name} one", body="<p>Many words.</p>",
                                                   head=f"<tag>about {name}</tag><tag>all</tag>"))
    try:
        mount(state, "6m")
        own.start()
        wait_until(lambda: shown(own) == {"kept", "edited", *HIDDEN}, 20, "the lists")
        own.allow("STM0401", "STM0402", "STM0103", "STM0108", "STM0306", "STM0307", "STM0701")
        yield state
    finally:
        own.end()
        unmount(state)


def shown(server):
    """Which statements any list names."""
    text = "".join(server.wait_for(f"/statements/{path}", 200, 20).text for path in LISTS)
    return {name for name in ("kept", "edited", *HIDDEN)
            if f"The {name} one" in text or f"/statements/{name}<" in text}


def hide(server):
    drop = server.newsroom.drop
    drop("draft.xml", statement("The draft one", body="<p>Many words.</p>").replace(
        "<statement ", '<statement status="draft" ', 1))
    drop("later.xml", statement("The later one", EMBARGO, body="<p>Many words.</p>"))
    drop("back.xml", statement("The back one", body="<p>Many words.</p>",
                               head='<withdrawn when="2024-06-01T10:00:00Z">No.</withdrawn>'))
    drop("edited.xml", statement("The edited one", body="<p>Many more words.</p>"))
    for name, status in HIDDEN.items():
        server.wait_for(f"/statements/{name}", status, 10)


def labels(server):
    """What the archive offers to filter by."""
    text = server.wait_for("/statements/", 200, 20).text
    return {name for name in ("kept", "edited", *HIDDEN) if f"about {name}" in text}


def is_complaint(server, tag):
    return tag.encode() in server.log_since(0)


@AS_ROOT
def test_on_a_full_disk_lists_show_nothing_that_is_hidden(own, disk):
    with contextlib.suppress(OSError), open(disk / "ballast", "wb") as ballast:
        while True:
            ballast.write(b"x" * 4096)
            ballast.flush()
    for number in range(12):
        own.newsroom.drop(f"more-{number}.xml", statement(
            f"More {number}", body=f"<p>{'many words here ' * 3000}</p>"))
    wait_until(lambda: is_complaint(own, "STM0402"), 10, "word of the full disk")
    hide(own)
    wait_until(lambda: shown(own) == {"kept", "edited"}, 10, "lists without what is hidden")
    assert labels(own) == {"kept", "edited"}
    (disk / "ballast").unlink()
    wait_until(lambda: is_complaint(own, "STM0405"), 20, "word of room")
    assert shown(own) == {"kept", "edited"}
    own.newsroom.drop("draft.xml", statement("The draft one", body="<p>Many words.</p>"))
    wait_until(lambda: shown(own) == {"kept", "edited", "draft"}, 10, "what is public again")


@AS_ROOT
def test_a_state_directory_that_cannot_be_written_hides_what_is_hidden(own, disk):
    own.end()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    own.start()
    hide(own)
    wait_until(lambda: shown(own) == {"kept", "edited"}, 10, "lists without what is hidden")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    wait_until(lambda: is_complaint(own, "STM0405"), 20, "word of the recovery")
    assert shown(own) == {"kept", "edited"}


@AS_ROOT
def test_what_only_a_lost_history_has_is_503_and_no_list_is_short(own, disk):
    own.newsroom.drop("kept.xml", "<statement>")
    own.allow("STM0101")
    wait_until(lambda: is_complaint(own, "STM0101"), 10, "word of the broken one")
    assert own.wait_for("/statements/kept", 200, 10)
    own.end()
    for each in disk.glob("history.db*"):
        each.unlink()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    own.start()
    wait_until(lambda: is_complaint(own, "STM0401"), 10, "word of the missing history")
    for path in ("kept", "", "feed.rss", "feed.atom", "feed.json"):
        answer = own.get(f"/statements/{path}")
        assert answer.status == 503 and answer.header("Retry-After"), path
    assert own.get("/statements/edited").status == 200
