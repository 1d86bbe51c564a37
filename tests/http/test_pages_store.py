"""The store of rendered pages: its bounds, damage in it, and what it outlives."""

import contextlib
import os
import shutil
import subprocess

import pytest

from newsroom import NEWSROOM, Server, statement, wait_until
from pages import CONFIG, LONG, READY, prepare, rendered, settle, slots

__all__ = ["CONFIG", "READY", "prepare"]  # what the server fixture asks for


def replace(path, data):
    beside = path.with_name("x" + path.name[1:-1])
    beside.write_bytes(data)
    shutil.copystat(path, beside)
    os.chown(beside, path.stat().st_uid, path.stat().st_gid)
    beside.rename(path)


def test_damaged_files_are_rendered_anew(server):
    settle(server, "/statements/s1", "/statements/")
    before = {address: server.get(address) for address in ("/statements/s1", "/statements/")}
    for damage in (lambda data: data[:50], lambda data: b"", lambda data: b"\0" * len(data),
                   lambda data: data[:-1] + b"?"):
        server.end()
        for path in slots(server):
            replace(path, damage(path.read_bytes()))
        server.start()
        for address, answer in before.items():
            again = server.wait_for(address, 200, 10)
            assert (again.body, again.header("ETag")) == (answer.body, answer.header("ETag"))


def test_pages_are_warm_after_a_restart(server):
    addresses = ("/statements/s1", "/statements/s1.rss", "/statements/", "/statements/feed.rss")
    settle(server, *addresses)
    before = {address: server.get(address) for address in addresses}
    server.restart()
    count = rendered(server)
    for address, answer in before.items():
        again = server.get(address)
        assert again.body == answer.body
        for name in ("ETag", "Last-Modified"):
            assert again.header(name) == answer.header(name)
    assert rendered(server) == count


@pytest.fixture(name="small")
def fixture_small(request, mpm):
    """A server of its own, with the lines that the test asks for."""
    one = Server(mpm, NEWSROOM + request.param)
    try:
        for number in range(40):
            one.newsroom.drop(f"s{number}.xml", statement(f"Number {number}", body=LONG))
        yield one
    finally:
        one.stop()


def ask_all(server):
    """All bodies, by address."""
    return {address: server.get(address).body
            for number in range(40) for extension in ("", ".rss", ".atom", ".json", ".txt")
            for address in [f"/statements/s{number}{extension}"]}


def used(server):
    """The bytes of all pages in blocks; one may be taken away while they are counted."""
    total = 0
    for path in slots(server):
        with contextlib.suppress(FileNotFoundError):
            total += -(-path.stat().st_size // 4096) * 4096
    return total


@pytest.mark.parametrize("small", ["StatementCacheSize 1M"], indirect=True)
def test_the_bytes_of_all_pages_are_bounded(small):
    small.start()
    small.wait_for("/statements/", 200, 10)
    for _ in range(3):
        assert all(ask_all(small).values())
    assert 0 < used(small) <= 1024 * 1024 * 17 // 16
    wait_until(lambda: used(small) <= 1024 * 1024, 3, "trimming")


@pytest.mark.parametrize("small", ["StatementCacheSize 0"], indirect=True)
def test_without_a_store_each_page_is_rendered(small):
    small.start()
    small.wait_for("/statements/", 200, 10)
    before = rendered(small)
    for _ in range(5):
        assert small.get("/statements/s1").status == 200
    assert rendered(small) == before + 5
    assert not slots(small)


def put_aside_pages(server):
    """A state directory that is the server's own, without its pages."""
    server.start()
    server.wait_for("/statements/", 200, 10)
    server.end()
    shutil.rmtree(server.run / "state/pages")


@pytest.mark.parametrize("small", [""], indirect=True)
def test_a_store_that_cannot_be_written_is_reported_once_and_pages_are_sent(small):
    put_aside_pages(small)
    (small.run / "state/pages").write_text("in the way")
    small.start()
    small.wait_for("/statements/", 200, 10)
    assert all(ask_all(small).values())
    assert small.everything_said().count("STM0701") == 1


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a small file system")
@pytest.mark.parametrize("small", [""], indirect=True)
def test_on_a_full_disk_pages_are_rendered_and_sent(small):
    pages = small.run / "state/pages"
    put_aside_pages(small)
    pages.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=0777", "none", pages],
                      check=False, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        small.start()
        small.wait_for("/statements/", 200, 10)
        first, second = ask_all(small), ask_all(small)
        assert first == second and all(first.values())
        assert small.everything_said().count("STM0701") == 1
    finally:
        small.end()
        subprocess.run(["umount", "-l", pages], check=True)
