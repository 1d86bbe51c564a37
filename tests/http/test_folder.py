"""What a newsroom's folder may be and become: unmounted, swapped, looped, large, moved about in."""

import os
import re
import shutil
import threading
import time

import pytest

from newsroom import AS_ROOT, Folder, Server, mount, statement, unmount, wait_until

LISTS = ("/statements/", "/statements/feed.rss", "/statements/feed.atom", "/statements/feed.json")


def feed(server):
    return server.get("/statements/feed.rss").text


def shows(server, title, seconds=5):
    wait_until(lambda: title in feed(server), seconds, f"{title} in the feed")


def identities(text):
    return sorted(re.findall("<guid[^>]*>([^<]*)</guid>", text))


def has_pages(server, count):
    """Exactly so many, of twenty entries each."""
    statuses = [server.get(f"/statements/?page={number}").status for number in (count, count + 1)]
    return statuses == [200, 404]


@AS_ROOT
def test_a_folder_that_is_unmounted_is_served_on_until_it_is_there_again(own):
    root = mount(own.newsroom.path)
    try:
        for name in ("a", "b", "sub/c"):
            own.newsroom.drop(f"{name}.xml", statement(f"Mounted {name}"))
        own.start()
        own.wait_for("/statements/", 200)
        before = {at: own.get(at).body for at in (*LISTS, "/statements/a", "/statements/sub/c")}
        aside = mount(own.run / "aside")
        for each in ("a.xml", "b.xml"):
            (aside / each).write_bytes((root / each).read_bytes())
        with own.expects("STM0103", str(root)):
            unmount(root)
        time.sleep(3)
        for address, body in before.items():
            answer = own.get(address)
            assert (answer.status, answer.body) == (200, body), address
        own.restart()
        for address, body in before.items():
            answer = own.get(address)
            assert (answer.status, answer.body) == (200, body), address
        mount(root)
        for each in ("a.xml", "b.xml"):
            (root / each).write_bytes((aside / each).read_bytes())
        unmount(aside)
        shows(own, "Mounted a")
        # A folder that is not there keeps its statements, and so does an empty one, where the
        # system gives the new mount another number than the old one had.
        own.newsroom.drop("sub/d.xml", statement("Mounted sub/d"))
        own.wait_for("/statements/sub/c", 410, 10)
        assert own.get("/statements/a").status == 200
        own.newsroom.drop("later.xml", statement("Mounted again"))
        shows(own, "Mounted again")
    finally:
        own.end()
        if os.path.ismount(root):
            unmount(root)


@AS_ROOT
def test_a_subfolder_that_is_removed_is_deleted_and_one_that_is_unmounted_is_not(own):
    own.allow("STM0101", "STM0102", "STM0103", "STM0104")
    mounted = own.newsroom.path / "mounted"
    mount(mounted)
    is_mounted = True
    try:
        own.newsroom.drop("a.xml", statement("In the root"))
        own.newsroom.drop("sub/b.xml", statement("In a subfolder"))
        own.newsroom.drop("sub/inner/c.xml", statement("In an inner folder"))
        own.newsroom.drop("mounted/d.xml", statement("On another disk"))
        own.start()
        shows(own, "On another disk", 20)
        shutil.rmtree(own.newsroom.path / "sub")
        unmount(mounted)
        is_mounted = False
        mounted.rmdir()
        time.sleep(5)
        assert own.get("/statements/sub/b").status == 200
        own.wait_for("/statements/sub/b", 410, 90)
        own.wait_for("/statements/sub/inner/c", 410)
        wait_until(lambda: "In a subfolder" not in feed(own), what="the feed without it")
        assert own.get("/statements/mounted/d").status == 200
        assert "On another disk" in feed(own) and "In the root" in feed(own)
    finally:
        if is_mounted:
            unmount(mounted)


def test_a_folder_swapped_by_a_link_is_an_ordinary_change(own):
    for version, names in (("one", "ab"), ("two", "bc")):
        folder = Folder(own.run / version)
        for name in names:
            folder.drop(f"{name}.xml", statement(f"The {name}", attributes=f'id="{name}"',
                                                 body=f"<p>Of version {version}.</p>"))
    own.newsroom.path.rmdir()
    own.newsroom.path.symlink_to(own.run / "one")
    own.start()
    shows(own, "The a")
    known = identities(feed(own))
    (own.run / "next").symlink_to(own.run / "two")
    (own.run / "next").rename(own.newsroom.path)
    shows(own, "The c")
    own.wait_for("/statements/a", 410, 5)
    assert "Of version two" in own.get("/statements/b").text
    wait_until(lambda: "Of version two" in feed(own) and "The a" not in feed(own))
    assert len(set(known) & set(identities(feed(own)))) == 1


def test_a_folder_linked_in_twice_and_into_itself_is_there_once(own):
    own.newsroom.drop("real/one.xml", statement("Only once"))
    root = own.newsroom.path
    (root / "alias").symlink_to("real")
    (root / "real/up").symlink_to("..")
    (root / "real/self").symlink_to(".")
    (root / "nowhere").symlink_to("no-such")
    (root / "round").symlink_to("round")
    outside = Folder(own.run / "outside")
    outside.drop("two.xml", statement("From outside"))
    (root / "more").symlink_to(outside.path)
    (root / "above").symlink_to(own.run)
    (root / "disk").symlink_to("/")
    Folder(own.run / "beside").drop("other.xml", statement("Beside"))
    own.start()
    shows(own, "From outside")
    assert feed(own).count("<title>Only once</title>") == 1
    assert feed(own).count("</item>") == 2
    outside.drop("three.xml", statement("Later from outside"))
    shows(own, "Later from outside", 3)
    own.newsroom.drop("real/four.xml", statement("Later within"))
    shows(own, "Later within", 3)
    assert feed(own).count("</item>") == 4


def test_thousands_of_subfolders_are_watched(own):
    for number in range(3000):
        own.newsroom.drop(f"{number // 50}/{number}/s.xml", statement(f"Number {number}"))
    own.start()
    own.wait_for("/statements/", 200, 60)
    assert has_pages(own, 150)
    for place in ("7/360", "59/2999", "new/and/deep"):
        own.newsroom.drop(f"{place}/t.xml", statement(f"Fresh in {place}", published="2024-06-01"))
        shows(own, f"Fresh in {place}", 3)
    assert own.get("/statements/7/").text.count("Number 3") >= 1
    own.newsroom.remove("7/360/s.xml")
    own.wait_for("/statements/7/360/s", 410, 4)


def test_a_statement_moved_into_a_folder_and_out_of_it_keeps_its_identity(own):
    own.newsroom.drop("moving.xml", statement("On the move"))
    own.start()
    shows(own, "On the move")
    known = identities(feed(own))
    (own.newsroom.path / "2026").mkdir()
    (own.newsroom.path / "moving.xml").rename(own.newsroom.path / "2026/moving.xml")
    answer = own.wait_for("/statements/moving", 301, 5)
    assert answer.header("Location").endswith("/statements/2026/moving")
    wait_until(lambda: "/2026/moving" in feed(own))
    assert identities(feed(own)) == known
    (own.newsroom.path / "2026/moving.xml").rename(own.newsroom.path / "moving.xml")
    answer = own.wait_for("/statements/2026/moving", 301, 5)
    assert answer.header("Location").endswith("/statements/moving")
    wait_until(lambda: "/2026/moving" not in feed(own))
    assert identities(feed(own)) == known
    (own.newsroom.path / "2026").rename(own.newsroom.path / "archive")
    assert own.get("/statements/moving").status == 200


def test_before_the_first_complete_look_lists_ask_for_patience_and_pages_are_there(own):
    for number in range(4000):
        own.newsroom.drop(f"n{number}.xml", statement(f"Number {number}"))
    own.start()
    for address in (*LISTS, "/statements/feed", "/statements/?q=Number"):
        answer = own.get(address)
        assert answer.status == 503, address
        assert int(answer.header("Retry-After")) > 0
        assert answer.header("Cache-Control") == "no-store"
    for number in (0, 1999, 3999):
        assert f"Number {number}" in own.get(f"/statements/n{number}").text
    own.wait_for("/statements/feed.rss", 200, 60)
    assert has_pages(own, 200)


def test_a_burst_is_taken_in_while_readers_are_served(own):
    own.newsroom.drop("first.xml", statement("The first one", published="2024-12-01"))
    own.start()
    own.wait_for("/statements/", 200)
    texts = [statement(f"Burst {number}") for number in range(3000)]
    failures, is_over = [], threading.Event()

    def read():
        while not is_over.is_set():
            for address in (*LISTS, "/statements/first"):
                answer = own.get(address)
                if answer.status != 200 or b"The first one" not in answer.body:
                    failures.append((address, answer))
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number, text in enumerate(texts):
            own.newsroom.drop(f"burst-{number}.xml", text)
        wait_until(lambda: has_pages(own, 151), 60, "all of the burst")
    finally:
        is_over.set()
        reader.join()
    assert not failures


DEAF = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
/* A network file system: its kind, and no word of what others write there. */
int inotify_add_watch(int fd, const char *path, unsigned mask)
{
    int (*next)(int, const char *, unsigned) = dlsym(RTLD_NEXT, "inotify_add_watch");
    return next(fd, path, strstr(path, "/newsroom") ? IN_UNMOUNT | IN_IGNORED : mask);
}
static int pretend(const char *path, struct statfs *found, const char *real)
{
    int (*next)(const char *, struct statfs *) = dlsym(RTLD_NEXT, real);
    int code = next(path, found);
    if (strstr(path, "/newsroom")) found->f_type = 0x6969;
    return code;
}
int statfs(const char *path, struct statfs *found) { return pretend(path, found, "statfs"); }
int statfs64(const char *path, struct statfs64 *found)
{
    return pretend(path, (struct statfs *)found, "statfs64");
}
"""


def test_a_network_file_system_without_events_works_by_the_look_alone(own, tmp_path):
    own.preload(tmp_path, DEAF)
    own.newsroom.drop("old.xml", statement("The old one"))
    own.start()
    shows(own, "The old one")
    own.newsroom.drop("sub/new.xml", statement("The new one"))
    shows(own, "The new one", 3)
    own.newsroom.drop("old.xml", statement("The old one, mended", attributes='id="the-old-one"'))
    shows(own, "The old one, mended", 3)
    own.newsroom.remove("sub/new.xml")
    own.wait_for("/statements/sub/new", 410, 5)
    assert "The new one" not in feed(own)


OVERRIDE = """
Alias /press/ "${RUN}/press/"
<Directory "${RUN}/press">
    AllowOverride FileInfo
    Require all granted
</Directory>
"""


@pytest.fixture(name="press")
def press_server(mpm):
    one = Server(mpm, OVERRIDE)
    one.press = Folder(one.run / "press")
    one.press.drop(".htaccess", "StatementEngine On\n")
    one.press.drop("one.xml", statement("The first one"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


def test_a_newsroom_of_an_htaccess_file_is_taken_in_at_its_first_request_and_watched(press):
    def in_feed(title):
        return title in press.get("/press/feed.rss").text
    answer = press.get("/press/feed.rss")
    assert answer.status == 200 or int(answer.header("Retry-After")) > 0
    wait_until(lambda: in_feed("The first one"), 4)
    press.press.drop("two.xml", statement("The second one"))
    time.sleep(2)
    assert in_feed("The second one")  # no request woke it
    press.press.drop("sub/three.xml", statement("The third one"))
    wait_until(lambda: in_feed("The third one"), 3)
    press.press.remove("two.xml")
    press.wait_for("/press/two", 410, 5)
    press.restart()
    assert in_feed("The third one")  # at once, from what is known
    press.press.drop("four.xml", statement("The fourth one"))
    wait_until(lambda: in_feed("The fourth one"), 4)
    assert press.get("/press/two").status == 410
