"""What happens to a newsroom while its server runs: files come, change, move and go."""

import os
import pathlib
import pwd
import re
import stat
import threading
import time

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM


def prepare(server):
    server.newsroom.drop("first.xml", statement("The first one", published="2023-01-01"))


def shows(server, words, *addresses):
    return all(words in server.get(address).text for address in addresses)


LISTS = ("/statements/", "/statements/feed.rss")


def test_a_dropped_file_shows_within_two_seconds_and_goes_within_three(server):
    server.newsroom.drop("fresh.xml", statement("Fresh from the desk"))
    assert "Fresh from the desk" in server.get("/statements/fresh").text
    wait_until(lambda: shows(server, "Fresh from the desk", *LISTS), 2, "the new one in the lists")
    server.newsroom.remove("fresh.xml")
    server.wait_for("/statements/fresh", 410, 3)
    for address in LISTS:
        assert "Fresh from the desk" not in server.get(address).text
    for tail in (".xml", ".html", ".rss", ".txt"):
        assert server.get(f"/statements/fresh{tail}").status == 410
    assert server.get("/statements/feed.rss").status == 200


def test_a_change_shows_within_two_seconds_with_new_validators(server):
    server.newsroom.drop("changing.xml", statement("Before", attributes='id="changing"'))
    wait_until(lambda: shows(server, "Before", "/statements/changing", *LISTS))
    old = {address: server.get(address) for address in ("/statements/changing", *LISTS)}
    server.newsroom.drop("changing.xml", statement("Afters", attributes='id="changing"'))
    wait_until(lambda: shows(server, "Afters", "/statements/changing", *LISTS), 2)
    for address, before in old.items():
        after = server.get(address, {"If-None-Match": before.header("ETag")})
        assert after.status == 200
        assert after.header("ETag") != before.header("ETag")
        assert "Before" not in after.text
    server.newsroom.remove("changing.xml")
    server.wait_for("/statements/changing", 410)


def test_touching_a_file_changes_no_validator(server):
    before = server.get("/statements/first")
    os.utime(server.newsroom.path / "first.xml", (1_700_000_000, 1_700_000_000))
    time.sleep(1.2)
    after = server.get("/statements/first")
    assert after.header("ETag") == before.header("ETag")
    assert after.header("Last-Modified") == before.header("Last-Modified")


def test_a_date_alone_never_hides_that_a_list_lost_its_newest_statement(server):
    server.newsroom.drop("newest.xml", statement("Here for a while", "2025-05-04T10:00:00Z"))
    wait_until(lambda: shows(server, "Here for a while", *LISTS))
    dates = {address: server.get(address).header("Last-Modified") for address in LISTS}
    server.newsroom.remove("newest.xml")
    wait_until(lambda: not shows(server, "Here for a while", *LISTS))
    for address, date in dates.items():
        answer = server.get(address, {"If-Modified-Since": date})
        assert answer.status == 200, address
        assert "Here for a while" not in answer.text


def test_a_date_alone_tells_a_page_from_its_next_version_a_second_later(server):
    page = server.get("/statements/first")
    assert server.get("/statements/first", {
        "If-Modified-Since": page.header("Last-Modified")}).status == 304
    server.newsroom.drop("twice.xml", statement("Version one"))
    wait_until(lambda: shows(server, "Version one", "/statements/twice"))
    early = server.get("/statements/twice")
    server.newsroom.drop("twice.xml", statement("Version two"))
    wait_until(lambda: shows(server, "Version two", "/statements/twice"))
    answer = server.get("/statements/twice", {
        "If-Modified-Since": early.header("Last-Modified")})
    assert answer.status == 200
    assert "Version two" in answer.text
    wait_until(lambda: shows(server, "Version two", *LISTS))
    server.newsroom.remove("twice.xml")
    server.wait_for("/statements/twice", 410)


def test_a_renamed_statement_that_is_a_draft_again_leads_nowhere(server):
    text = statement("Back to draft", attributes='id="back-to-draft"')
    server.newsroom.drop("public-name.xml", text)
    wait_until(lambda: shows(server, "Back to draft", *LISTS))
    (server.newsroom.path / "public-name.xml").rename(server.newsroom.path / "draft-name.xml")
    server.wait_for("/statements/public-name", 301)
    server.newsroom.drop("draft-name.xml", statement(
        "Back to draft", attributes='id="back-to-draft" status="draft"',
        head='<withdrawn when="2024-06-01T10:00:00Z">A slip.</withdrawn>'))
    server.wait_for("/statements/draft-name", 404)
    server.wait_for("/statements/public-name", 404)
    server.newsroom.remove("draft-name.xml")


def test_a_renamed_statement_moves_with_a_permanent_redirect(server):
    text = statement("On the move", attributes='id="on-the-move"')
    server.newsroom.drop("old-name.xml", text)
    wait_until(lambda: shows(server, "On the move", *LISTS))
    (server.newsroom.path / "old-name.xml").rename(server.newsroom.path / "new-name.xml")
    answer = server.wait_for("/statements/old-name", 301)
    assert answer.header("Location").endswith("/statements/new-name")
    for tail in (".html", ".rss", ".txt"):
        answer = server.get(f"/statements/old-name{tail}")
        assert answer.status == 301
        assert answer.header("Location").split("/statements/")[1].startswith("new-name")
    assert "On the move" in server.get("/statements/new-name").text
    assert server.get("/statements/feed.rss").text.count("On the move</title>") == 1
    server.newsroom.remove("new-name.xml")
    server.wait_for("/statements/new-name", 410)


def test_saving_by_remove_and_rename_never_loses_the_statement(server):
    server.newsroom.drop("saved.xml", statement("Saved again"))
    wait_until(lambda: shows(server, "Saved again", *LISTS))
    path, copy = server.newsroom.path / "saved.xml", server.newsroom.path / "saved.xml~"
    statuses = set()
    for _ in range(5):
        path.rename(copy)
        statuses.add(server.get("/statements/saved").status)
        time.sleep(0.1)
        statuses.add(server.get("/statements/saved").status)
        copy.rename(path)
        statuses.add(server.get("/statements/saved").status)
    assert statuses == {200}
    assert shows(server, "Saved again", *LISTS)
    server.newsroom.remove("saved.xml")
    server.wait_for("/statements/saved", 410)


def test_a_half_saved_file_keeps_its_last_good_page(server):
    good = statement("Good version")
    server.newsroom.drop("edited.xml", good)
    wait_until(lambda: shows(server, "Good version", *LISTS))
    broken = [good[:-40], good.replace("</p>", ""), "", good.replace("<body>", "<body><oops/>"),
              good.encode()[:-25] + b"\x08"]
    for content in broken:
        with server.expects("STM", "edited.xml"):
            server.newsroom.drop("edited.xml", content)
        for address in ("/statements/edited", "/statements/edited.rss", *LISTS):
            assert "Good version" in server.get(address).text
            assert "oops" not in server.get(address).text
    server.newsroom.drop("edited.xml", good.replace("Good version", "Better version"))
    wait_until(lambda: shows(server, "Better version", "/statements/edited", *LISTS), 2)
    server.newsroom.remove("edited.xml")
    server.wait_for("/statements/edited", 410)


def test_a_growing_upload_shows_only_when_it_is_whole(server):
    server.allow("STM0101", "STM0102")
    data = statement("Uploaded slowly", body="<p>word </p>" * 50).encode()
    path = server.newsroom.path / "upload.xml"
    for end in range(0, len(data), len(data) // 8):
        path.write_bytes(data[:end])
        assert server.get("/statements/upload").status == 404
        assert "Uploaded slowly" not in server.get("/statements/feed.rss").text
        time.sleep(0.1)
    path.write_bytes(data)
    assert "Uploaded slowly" in server.get("/statements/upload").text
    wait_until(lambda: shows(server, "Uploaded slowly", *LISTS), 2)
    server.newsroom.remove("upload.xml")
    server.wait_for("/statements/upload", 410)


def test_of_two_files_with_one_identity_one_shows_and_the_log_names_the_other(server):
    server.newsroom.drop("twin.xml", statement("Twin", attributes='id="twin"'))
    wait_until(lambda: shows(server, "Twin", *LISTS))
    with server.expects("STM", "twin (1).xml"):
        server.newsroom.drop("twin (1).xml", statement("Twin copy", attributes='id="twin"'))
    feed = server.get("/statements/feed.rss").text
    assert "Twin</title>" in feed and "Twin copy" not in feed
    server.newsroom.remove("twin (1).xml")
    server.newsroom.remove("twin.xml")
    server.wait_for("/statements/twin", 410)


def test_a_newsroom_whose_folder_vanishes_goes_on_as_it_was(server):
    path, away = server.newsroom.path, server.run / "away"
    before = {address: server.get(address).body for address in ("/statements/first", *LISTS)}
    try:
        with server.expects("STM0103", str(path)):
            path.rename(away)
        time.sleep(2.5)
        for address, body in before.items():
            answer = server.get(address)
            assert (answer.status, answer.body) == (200, body), address
    finally:
        away.rename(path)
    time.sleep(1.2)
    for address, body in before.items():
        assert server.get(address).body == body


def test_an_emptied_newsroom_has_an_empty_feed_and_no_410_for_it(server):
    text = (server.newsroom.path / "first.xml").read_text()
    server.newsroom.remove("first.xml")
    server.wait_for("/statements/first", 410)
    feed = server.get("/statements/feed.rss")
    assert feed.status == 200 and "</item>" not in feed.text
    server.newsroom.drop("first.xml", text)
    server.wait_for("/statements/first", 200)
    wait_until(lambda: shows(server, "The first one", *LISTS))


def test_the_state_directory_is_private_to_the_servers_user(server):

    state = (server.run / "state").stat()
    assert stat.S_IMODE(state.st_mode) == 0o700
    assert pwd.getpwuid(state.st_uid).pw_name == server.account


def test_a_graceful_restart_drops_no_request(server):
    failures, stop = [], threading.Event()

    def reader(address):
        while not stop.is_set():
            answer = server.get(address)
            if answer.status != 200 or "The first one" not in answer.text:
                failures.append((address, answer))
    threads = [threading.Thread(target=reader, args=(address,))
               for address in ("/statements/first", *LISTS)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        server.graceful()
        time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    server.newsroom.drop("after-graceful.xml", statement("After the restart"))
    wait_until(lambda: shows(server, "After the restart", *LISTS), 5)
    server.newsroom.remove("after-graceful.xml")
    server.wait_for("/statements/after-graceful", 410, 10)


def size_of(pid):
    """A process's own memory in KiB, its mappings, its open files."""
    folder = pathlib.Path("/proc", str(pid))
    memory = re.search(r"RssAnon:\s+(\d+)", (folder / "status").read_text())
    return (int(memory[1]), len((folder / "maps").read_text().splitlines()),
            len(os.listdir(folder / "fd")))


def test_many_graceful_restarts_leave_the_parent_as_large_as_it_was(own):
    """Children come from it, and have what it has."""
    own.newsroom.drop("first.xml", statement("The first one"))
    own.start()
    sizes = []
    for restart in range(10):
        own.wait_for("/statements/feed.rss", 200, 10)
        sizes.append(size_of(own.process.pid))
        before = own.log_since(0).count(b"resuming normal operations")
        own.graceful()
        wait_until(lambda seen=before: own.log_since(0).count(b"resuming normal operations") > seen,
                   10, f"restart {restart}")
    (memory, mappings, files), last = sizes[2], sizes[-1]
    # A sanitizer has memory and mappings of its own.
    assert own.sanitizer() or last[0] < memory + 1024
    assert own.sanitizer() or last[1] <= mappings + 3
    assert last[2] <= files


def test_a_restart_forgets_nothing_and_keeps_validators(server):
    server.newsroom.drop("gone.xml", statement("Gone before the restart"))
    wait_until(lambda: shows(server, "Gone before", *LISTS))
    server.newsroom.remove("gone.xml")
    server.wait_for("/statements/gone", 410)
    wait_until(lambda: "Gone before" not in server.get("/statements/feed.rss").text)
    before = {address: server.get(address) for address in ("/statements/first", *LISTS)}
    server.restart()
    server.wait_for("/statements/", 200, 10)
    assert server.get("/statements/gone").status == 410
    for address, answer in before.items():
        again = server.get(address)
        assert again.header("ETag") == answer.header("ETag"), address
        assert again.header("Last-Modified") == answer.header("Last-Modified"), address


def test_changed_words_show_without_a_restart_and_broken_ones_do_not(server):
    path = server.run / "xslt/l10n/en.xml"
    before = path.read_text()
    assert shows(server, ">All statements<", "/statements/first")
    path.write_text(before.replace(">All statements<", ">All that was said<"))
    wait_until(lambda: shows(server, ">All that was said<", "/statements/first"))
    with server.expects("STM0108", "l10n/en.xml"):
        path.write_text("<words>")
        time.sleep(1.2)
        # A child that had not looked in between still has the words of the start.
        page = server.get("/statements/first").text
        assert ">All that was said<" in page or ">All statements<" in page
    path.write_text(before)
    wait_until(lambda: shows(server, ">All statements<", "/statements/first"))
