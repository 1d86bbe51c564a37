"""Two files that are one statement: which one is shown, and what becomes of the other."""

import os
import subprocess
import time

import pytest

from newsroom import BUILD, NEWSROOM, Folder, statement, wait_until
from states import nothing_written, takes_in

CONFIG = NEWSROOM


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103")
    times = {"older.xml": 1000000000, "newer.xml": 1100000000, "Copy of it.xml": 1100000000,
             "it.xml": 1000000000, "it (1).xml": 1200000000}
    for name, moment in times.items():
        text = statement("One id") if "er" in name else statement("No id", attributes="")
        os.utime(server.newsroom.drop(name, text), (moment, moment))


def test_at_one_first_look_the_older_file_is_shown(server):
    wait_until(lambda: "No id" in server.get("/statements/").text, what="the first look")
    wait_until(lambda: server.get("/statements/Copy%20of%20it").status == 404, what="the copy's 404")
    for name, status in {"older": 200, "newer": 404, "it": 200, "Copy%20of%20it": 404,
                         "it%20(1)": 404}.items():
        assert server.get(f"/statements/{name}").status == status, name
    feed = server.get("/statements/feed.rss").text
    assert feed.count("<item") == 2
    log = server.log_since(0).decode()
    assert "it (1).xml" in log and "taken for a copy" in log
    assert "already has the id" in log


def test_a_copy_is_shown_once_the_other_is_gone(server):
    drop = server.newsroom.drop
    drop("release.xml", statement("Release", attributes=""))
    server.wait_for("/statements/release", 200)
    wait_until(lambda: "Release" in server.get("/statements/feed.rss").text, what="the first")
    drop("release - Copy.xml", statement("Release", attributes="", body="<p>New words.</p>"))
    server.wait_for("/statements/release%20-%20Copy", 404)
    assert "New words" not in server.get("/statements/feed.rss").text
    server.newsroom.remove("release.xml")
    server.wait_for("/statements/release%20-%20Copy", 200, 10)
    server.wait_for("/statements/release", 410, 10)
    # What is public now stays so.
    drop("release.xml", statement("Release", attributes="", body="<p>New words.</p>"))
    server.wait_for("/statements/release", 200)
    wait_until(lambda: "release.xml" in server.log_since(0).decode() or
               server.get("/statements/feed.rss").text.count("New words") > 1, what="the return")
    assert server.get("/statements/release%20-%20Copy").status == 200


def held_back(folder):
    done = subprocess.run([BUILD / "statement", "check", folder], capture_output=True, text=True,
                          check=False, timeout=100)
    return sorted(line[len(str(folder)) + 1:].split(":")[0] for line in done.stderr.splitlines()
                  if "taken for a copy" in line or "already has the id" in line)


SECOND = 10**9
NIGHT = 1700000000 * SECOND
# What is held back, of files by their dates in nanoseconds: as `cp -r` leaves them, whatever comes
# first, and as they were saved.
ALIKE = {
    "copied before": ({"night-ferry (copy)": NIGHT + 1000, "night-ferry": NIGHT + 9000},
                      ["night-ferry (copy)"]),
    "in front of the name": ({"Kopie von fares": NIGHT, "fares": NIGHT + SECOND // 2},
                             ["Kopie von fares"]),
    "as a second ends": ({"fares - Copy": NIGHT - 1000, "fares": NIGHT + 1000}, ["fares - Copy"]),
    "a third": ({"Copy of it": NIGHT, "it (1)": NIGHT + 1000, "it": NIGHT + 2000},
                ["Copy of it", "it (1)"]),
    "by their words alone": ({"first-of-all": NIGHT, "other": NIGHT + 1000}, ["first-of-all"]),
    "in another folder": ({"2025/a": NIGHT, "2024/a": NIGHT + 1000}, ["2025/a"]),
    "saved later": ({"fares - Copy": NIGHT, "fares": NIGHT + 60 * SECOND}, ["fares"]),
}


@pytest.mark.parametrize("case", ALIKE)
def test_files_copied_at_once_are_told_apart_by_their_names(tmp_path, case):
    dates, held = ALIKE[case]
    for name, moment in dates.items():
        os.utime(Folder(tmp_path).drop(f"{name}.xml", statement("It", attributes="")),
                 ns=(moment, moment))
    assert held_back(tmp_path) == [f"{name}.xml" for name in held]


@pytest.mark.parametrize("case", {
    "a-longer-name": ({"a-longer-name": NIGHT + 1000, "short": NIGHT + 9000}, "a-longer-name"),
    "b": ({"b": NIGHT, "a": NIGHT + 1000}, "b"),
    "short": ({"a-longer-name": NIGHT - SECOND, "short": NIGHT + 1000}, "short"),
}.values(), ids=lambda case: case[1])
def test_of_two_with_one_id_the_date_is_read_in_whole_seconds(tmp_path, case):
    for name, moment in case[0].items():
        os.utime(Folder(tmp_path).drop(f"{name}.xml", statement("It")), ns=(moment, moment))
    assert held_back(tmp_path) == [f"{case[1]}.xml"]


def test_what_is_public_stays_so_beside_a_shorter_name_of_its_second(server):
    drop = server.newsroom.drop
    drop("notice - Copy.xml", statement("Notice", attributes=""))
    server.wait_for("/statements/notice%20-%20Copy", 200)
    wait_until(lambda: "Notice" in server.get("/statements/feed.rss").text, what="the first")
    with server.expects("STM0101", "notice.xml", "taken for a copy"):
        moment = (server.newsroom.path / "notice - Copy.xml").stat().st_mtime_ns
        os.utime(drop("notice.xml", statement("Notice", attributes="")), ns=(moment, moment))
    assert server.get("/statements/notice%20-%20Copy").status == 200
    assert server.get("/statements/notice").status == 404


NEW = "Words that are nobody's yet."


def test_no_double_shows_before_the_intake_has_looked_at_it(server):
    """Not when it comes, and not when it is edited, however long the intake takes."""
    drop = server.newsroom.drop
    drop("kept.xml", statement("Kept"))
    drop("minutes.xml", statement("Minutes", attributes=""))
    drop("of-its-own.xml", statement("Of its own"))
    for title in ("Kept", "Minutes", "Of its own"):
        wait_until(lambda it=title: it in server.get("/statements/feed.rss").text, what=title)
    with server.expects("STM0101", "held.xml"):
        drop("held.xml", statement("Kept"))
    server.allow("STM0402")
    doubles = {"twice": "Kept", "held": "Kept", "minutes - Copy": "Minutes", "of-its-own": "Kept"}
    with nothing_written(server):
        for name, title in doubles.items():
            drop(f"{name}.xml", statement(title, attributes="" if title == "Minutes" else
                                          'id="{auto}"', body=f"<p>{NEW}</p>"))
            for tail in ("", ".xml", ".txt", ".json"):
                answer = server.get(f"/statements/{name.replace(' ', '%20')}{tail}")
                assert answer.status == (200 if name == "of-its-own" else 404), name
                assert NEW not in answer.text, name
        # What is new and nobody's double is shown at once, and so is an edit.
        drop("new.xml", statement("New", body=f"<p>{NEW}</p>"))
        drop("minutes.xml", statement("Minutes", attributes="", body=f"<p>{NEW}</p>"))
        (server.newsroom.path / "kept.xml").rename(server.newsroom.path / "renamed.xml")
        assert NEW in server.get("/statements/new").text
        assert NEW in server.get("/statements/minutes").text
        assert "Kept" in server.get("/statements/renamed").text


def shown(server, names):
    return {name for name in names if server.get(f"/statements/{name}").status == 200}


def test_of_two_new_files_with_one_id_only_the_older_shows_before_the_intake(server):
    """They come together; each of them alone would be a new statement. One that is no statement's
    rival (a draft, a broken one, another id, one in another folder) takes nothing from it."""
    drop = server.newsroom.drop
    dates = {"a-later": 60, "older": 0, "short": 60, "a-longer-name": 0, "draft-of-it": 0, "it": 60,
             "broken-one": 0, "whole": 60, "2031/apart": 0, "together": 60}
    ids = {"a-later": "one", "older": "one", "short": "two", "a-longer-name": "two",
           "draft-of-it": "three", "it": "three", "broken-one": "four", "whole": "four",
           "2031/apart": "five", "together": "five"}
    hidden = {"a-later", "short", "draft-of-it", "broken-one", "together"}
    takes_in(server, "Something else")
    server.allow("STM0101")
    server.allow("STM0402")
    now = int(time.time()) - 600
    with nothing_written(server):
        for name, age in dates.items():
            more = ' status="draft"' if name == "draft-of-it" else ""
            path = drop(f"{name}.xml", statement(f"Of {name}", attributes=f'id="{ids[name]}"{more}',
                                                 body="<q>x</q>" if name == "broken-one" else None))
            os.utime(path, (now + age, now + age))
        assert shown(server, dates) == set(dates) - hidden
    wait_until(lambda: "Of 2031/apart" in server.get("/statements/feed.rss").text and
               shown(server, dates) == set(dates) - hidden, what="the same from the intake")


def test_a_second_file_of_one_id_is_held_back_whatever_case_its_ending_has(server):
    drop = server.newsroom.drop
    takes_in(server, "Something more")
    server.allow("STM0101")
    server.allow("STM0402")
    now = int(time.time()) - 600
    with nothing_written(server):
        for name, age in {"first-of-all.XML": 0, "next-of-all.XML": 60}.items():
            path = drop(name, statement(f"Of {name}", attributes='id="capital"'))
            os.utime(path, (now + age, now + age))
        assert shown(server, ["first-of-all", "next-of-all"]) == {"first-of-all"}
    wait_until(lambda: "Of first-of-all" in server.get("/statements/feed.rss").text,
               what="the intake")
    with nothing_written(server):
        drop("third-of-all.xml", statement("Of the third", attributes='id="capital"'))
        assert shown(server, ["first-of-all", "third-of-all"]) == {"first-of-all"}
