"""Commands that replace a file: `statement fix --write` and `statement withdraw`."""

import os
import resource
import stat
import struct
import subprocess

import pytest

from newsroom import BUILD, statement

PROGRAM = BUILD / "statement"
COMMANDS = {
    "fix": (["fix", "--write"], "link.xml", "<quote>"),
    "withdraw": (["withdraw", "--reason", "It was wrong."], "link", "<withdrawn"),
}

EACH_COMMAND = pytest.mark.parametrize(
    "arguments", [command[0] for command in COMMANDS.values()], ids=COMMANDS)


def run(arguments, path, **more):
    return subprocess.run([PROGRAM, *arguments, path], capture_output=True, text=True,
                          check=False, stdin=subprocess.DEVNULL, **more)


def write(path, words="word"):
    path.write_text(statement("One", body=f"<p>“a” {words}</p>", attributes='id="a"'))


@pytest.mark.parametrize("arguments, name, written", COMMANDS.values(), ids=COMMANDS)
def test_mode_owner_and_link_stay(tmp_path, arguments, name, written):
    path, link = tmp_path / "real.xml", tmp_path / "link.xml"
    write(path)
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 1234, 4321)
    before = path.stat()
    link.symlink_to(path)
    done = run(arguments, tmp_path / name)
    assert done.returncode == 0, done.stderr
    after = path.stat()
    assert (after.st_uid, after.st_gid, after.st_mode) == \
        (before.st_uid, before.st_gid, before.st_mode) and stat.S_IMODE(after.st_mode) == 0o640
    assert after.st_ino != before.st_ino and link.is_symlink()
    assert written in path.read_text()
    assert sorted(tmp_path.iterdir()) == [link, path]


def attributes(path):
    """Those that the system lets be seen, without what it gives each file itself."""
    return {name: os.getxattr(path, name) for name in os.listxattr(path)
            if not name.startswith("security.")}


def access_list(*entries):
    """A list as Linux keeps it: version 2, then tag, rights and number of each (acl(5))."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@EACH_COMMAND
def test_access_control_list_and_attributes_stay(tmp_path, arguments):
    path = tmp_path / "a.xml"
    write(path)
    everyone, group = 0xFFFFFFFF, 4242
    listed = access_list((0x01, 6, everyone), (0x04, 4, everyone), (0x08, 6, group),
                         (0x10, 6, everyone), (0x20, 0, everyone))
    try:
        os.setxattr(path, "user.editor", b"checked by two")
        os.setxattr(path, "system.posix_acl_access", listed)
    except OSError as error:
        pytest.skip(f"this file system has no such attributes: {error}")
    before = attributes(path)
    assert run(arguments, path).returncode == 0
    assert attributes(path) == before and set(before) == {"user.editor", "system.posix_acl_access"}


@EACH_COMMAND
def test_a_folder_gives_no_access_that_the_file_did_not_have(tmp_path, arguments):
    path = tmp_path / "a.xml"
    write(path)
    path.chmod(0o664)
    everyone, user = 0xFFFFFFFF, 4242
    try:
        os.setxattr(tmp_path, "system.posix_acl_default", access_list(
            (0x01, 7, everyone), (0x02, 7, user), (0x04, 5, everyone), (0x10, 7, everyone),
            (0x20, 0, everyone)))
    except OSError as error:
        pytest.skip(f"this file system has no access control lists: {error}")
    assert run(arguments, path).returncode == 0
    assert attributes(path) == {} and stat.S_IMODE(path.stat().st_mode) == 0o664


@EACH_COMMAND
def test_nothing_is_lost_where_files_may_not_be_so_large(tmp_path, arguments):
    path = tmp_path / "a.xml"
    write(path, "word " * 4000)
    before = path.read_bytes()
    done = run(arguments, path, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY)))
    assert done.returncode == 1 and "statement: " in done.stderr
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@EACH_COMMAND
@pytest.mark.parametrize("start, reason", [
    ("<statement>", "The file is larger than the 2097152 bytes"),
    ("<html>", "its outermost element is not <statement>"),
    (None, "Is a directory"),
])
def test_what_cannot_be_read_is_said(tmp_path, arguments, start, reason):
    path = tmp_path / "a.xml"
    if start is None:
        path.mkdir()
    else:
        path.write_text(start + "word " * 500000)
    done = run(arguments, path)
    assert done.returncode == 1 and str(path) in done.stderr and reason in done.stderr
