"""What root does at a start and at a graceful restart in a folder that the server's user owns."""

import errno
import os
import shutil

import pytest

from newsroom import AS_ROOT, statement, wait_until
from states import facts, restart

pytestmark = AS_ROOT


@pytest.fixture(name="victim")
def folder_of_roots(own):
    """Where everybody may look and root alone may write; names are those of a state directory."""
    folder = own.run / "victim"
    (folder / "ab").mkdir(parents=True)
    for name in ("key", "history.db", "used", "ab/key", "index-1.db", "changes", "writer.lock"):
        (folder / name).write_text("secret")
    return folder


@pytest.fixture(name="used")
def server_that_was_used(own):
    own.allow("STM", "AH")
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    own.get("/statements/one")
    return own


def replace(path, account, make):
    """What the server's user may do: puts something else in a place of its own. A server that runs
    may write there meanwhile."""
    def is_done():
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
            path.parent.mkdir(exist_ok=True)
            shutil.chown(path.parent, account, account)
            make(path)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOENT):
                raise
            return False
        return True
    wait_until(is_done, 5, f"{path} in its place")


HOW = pytest.mark.parametrize("how", ["start", "graceful"])
NAMES = ("newsrooms", "pages", "pages/ab", "history.db", "history.db-wal", "index-1.db", "changes",
         "writer.lock", "index.current", "mod_statement.txt")


@HOW
@pytest.mark.parametrize("name", NAMES)
def test_root_follows_no_link_in_the_state_directory(used, victim, name, how):
    path = used.run / "state" / name
    target = victim / path.name if (victim / path.name).is_file() else victim
    before = facts(victim)
    restart(used, how, lambda: replace(path, used.account, lambda at: at.symlink_to(target)))
    used.end()
    assert facts(victim) == before


@HOW
@pytest.mark.parametrize("name", ["history.db", "changes", "newsrooms/0123"])
def test_root_gives_away_no_file_that_was_moved_into_the_state_directory(used, name, how):
    """A folder of the server's user may hold files of root's, which rename() moves."""
    secret = used.run / "state" / name
    other = used.run / "roots"

    def move(at):
        other.write_text("secret")
        other.chmod(0o600)
        other.rename(at)
    restart(used, how, lambda: replace(secret, used.account, move))
    used.end()
    left = [each for each in (secret, *secret.parent.iterdir())
            if each.is_file() and each.read_bytes() == b"secret"]
    assert all(each.stat().st_uid == 0 for each in left)


@HOW
@pytest.mark.parametrize("name", ["history.db", "newsrooms/0123"])
def test_root_gives_away_no_file_with_another_name_elsewhere(used, victim, name, how):
    path = used.run / "state" / name
    before = facts(victim)
    restart(used, how, lambda: replace(path, used.account,
                                       lambda at: os.link(victim / "key", at)))
    used.end()
    assert facts(victim) == before


@HOW
def test_root_takes_no_link_in_a_folder_of_the_users_for_the_state_directory(own, victim, how):
    """The folder above may be the server's user's, who exchanges the whole directory."""
    above = own.run / "above"
    above.mkdir()
    shutil.chown(above, own.account, own.account)
    own.write_config(own.config + f'StatementStateDir "{above}/state"\n')
    own.allow("STM", "AH")
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    shutil.rmtree(victim)
    victim.mkdir()
    before = facts(victim)
    if how == "start":
        own.end()
        replace(above / "state", own.account, lambda at: at.symlink_to(victim))
        assert own.refuses_to_start()
    else:
        with own.expects("STM0309", str(above / "state"), "link"):
            restart(own, how, lambda: replace(above / "state", own.account,
                                              lambda at: at.symlink_to(victim)))
        assert own.get("/statements/one").status == 200
    own.end()
    assert facts(victim) == before


def test_root_follows_a_link_that_only_root_can_make(own):
    """An administrator may have the state on another disk."""
    (own.run / "disk").mkdir()
    (own.run / "state").symlink_to("disk")
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    assert (own.run / "disk" / "history.db").exists()
    assert (own.run / "disk").stat().st_mode & 0o777 == 0o700


def test_a_copy_that_root_restored_is_given_to_the_servers_user(used):
    used.newsroom.drop("two.xml", statement("Two"))
    used.wait_for("/statements/two", 200, 10)
    wait_until(lambda: "Two" in used.get("/statements/feed.rss").text, 10, "the edit")
    used.end()
    state = used.run / "state"
    state.rename(used.run / "backup")
    shutil.copytree(used.run / "backup", state)
    used.newsroom.remove("two.xml")
    used.start()
    assert "Two" in used.wait_for("/statements/feed.rss", 200, 10).text
    used.wait_for("/statements/two", 410, 15)
    assert {path.owner() for path in (state, *state.rglob("*"))} == {used.account}
