"""Which folder becomes the state directory, and what is left alone."""

import shutil
import subprocess

import pytest

from newsroom import AS_ROOT, BUILD, ROOT, Folder, statement, wait_until
from states import count_lines, facts, restart


def put(folder, *names):
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("An administrator's")
        (folder / name).chmod(0o644)
    return folder


IN_USE = {
    "a folder with keys": ("ssl/site.key", "site.crt"),
    "one file": ("notes",),
    "a hidden file": (".htpasswd",),
    "names that could be ours": ("pages/one.html",),
    "a database of somebody else's": ("history.db", "notes"),
}


@pytest.mark.parametrize("names", IN_USE.values(), ids=IN_USE)
def test_a_folder_in_use_is_refused_and_left_as_it_is(own, names):
    state = put(own.run / "state", *names)
    before = facts(state)
    own.allow("STM0310", "STM0311", "AH00020", "AH00014")
    with own.expects("STM0311", str(state), "StatementStateDir to an empty folder"):
        assert own.refuses_to_start()
    assert facts(state) == before


def test_a_folder_in_use_at_a_graceful_restart_is_left_alone_and_the_site_goes_on(own):
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    in_use = put(own.run / "in-use", "notes")
    if own.account == "www-data":
        shutil.chown(in_use, own.account, own.account)
    before = facts(in_use)
    own.write_config(own.config + f'StatementStateDir "{in_use}"\n')
    own.allow("AH")
    own.allow("STM0311")
    with own.expects("STM0312", str(in_use), "goes on with"):
        restart(own, "graceful", lambda: None)
    own.newsroom.drop("two.xml", statement("Two"))
    wait_until(lambda: "Two" in own.get("/statements/feed.rss").text, 15, "the edit")
    own.end()
    assert facts(in_use) == before


def test_a_state_directory_with_a_folder_in_use_in_its_place_is_not_written_to(own):
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    state = own.run / "state"
    own.allow("AH", "STM0406", "STM0401", "STM0402", "STM0701", "STM0702", "STM0306")
    with own.expects("STM0311", str(state)):
        state.rename(own.run / "away")
        put(state, "notes")
        if own.account == "www-data":
            shutil.chown(state, own.account, own.account)
        before = facts(state)
        restart(own, "graceful", lambda: None)
    assert own.get("/statements/one").status == 200
    assert own.get("/statements/feed.rss").status == 503
    own.end()
    assert [fact for fact in facts(state) if "notes" in fact[0]] == before[1:]


@AS_ROOT
def test_an_empty_folder_is_taken(own):
    state = own.run / "state"
    (state / "lost+found").mkdir(parents=True, mode=0o700)
    before = facts(state / "lost+found")
    own.start()
    wait_until((state / "history.db").exists, 10, "the history")
    assert facts(state / "lost+found") == before
    assert (state.stat().st_mode & 0o777, state.owner()) == (0o700, own.account)


@AS_ROOT
def test_newsroom_that_cannot_be_noted_is_logged_once(own):
    Folder(own.run / "sites/one").drop("a.xml", statement("A"))
    own.write_config(own.config + '''
        Alias "/sites" "${RUN}/sites"
        <Directory "${RUN}/sites">
            Require all granted
        </Directory>
        <Location "/sites/one">
            StatementEngine On
        </Location>''')
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    notes = own.run / "state/newsrooms"
    notes.chmod(0o500)
    with own.expects("STM0306", "/sites/one"):
        for _ in range(20):
            assert own.get("/sites/one/").status == 503
    assert count_lines(own, "STM0306") == 1
    notes.chmod(0o700)


def test_all_in_the_state_directory_is_for_the_servers_user_alone(own):
    state = own.run / "state"
    own.newsroom.drop("one.xml", statement("One"))
    for _ in range(2):
        own.start()
        own.wait_for("/statements/", 200, 15)
        wait_until(lambda: own.get("/statements/one").status == 200)
        wait_until(lambda: list(state.glob("pages/*/*")), 5, "a page that is kept")
        files = [path for path in state.rglob("*") if path.is_file()]
        assert {"history.db", "history.db-wal", "changes", "used", "mod_statement.txt"} <= {
            path.name for path in files}
        wait_until(lambda: all(path.stat().st_mode & 0o777 == 0o600 for path in state.rglob("*")
                               if path.is_file()), 5, "files that only their owner reads")
        assert {path.stat().st_mode & 0o777
                for path in (state, *state.rglob("*")) if path.is_dir()} == {0o700}
        own.end()
        # As earlier versions have made them.
        for path in state.glob("*.db*"):
            path.chmod(0o644)


@pytest.mark.parametrize("more", [(), ("notes",)])
def test_a_state_directory_of_an_earlier_version_is_taken(own, more):
    state = own.run / "state"
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    own.wait_for("/statements/", 200, 15)
    own.end()
    (state / "mod_statement.txt").unlink()
    for name in more:
        (state / name).write_text("An administrator's")
    own.start()
    own.wait_for("/statements/", 200, 15)
    wait_until((state / "mod_statement.txt").exists, 5, "the mark")
    assert not own.unexpected_lines()


@AS_ROOT
def test_files_of_others_in_the_state_directory_are_not_touched(own):
    state = own.run / "state"
    own.start()
    wait_until((state / "mod_statement.txt").exists, 10, "the mark")
    own.end()
    put(state / "backup", "history.db")
    put(state, "notes")
    before = [facts(state / "backup"), facts(state / "notes")]
    for path in (state, state / "history.db", state / "mod_statement.txt"):
        shutil.chown(path, "daemon", "daemon")
    shutil.chown(state / "notes", "daemon", "daemon")
    before = [facts(state / "backup"), facts(state / "notes")]
    own.start()
    wait_until(lambda: (state / "history.db").owner() == own.account, 5, "the new owner")
    own.end()
    assert [facts(state / "backup"), facts(state / "notes")] == before


@AS_ROOT
def test_a_state_directory_of_others_that_others_may_write_is_refused(own):
    state = put(own.run / "state", "mod_statement.txt", "history.db")
    state.chmod(0o777)
    before = facts(state)
    own.allow("STM0310", "STM0311", "AH00020", "AH00014")
    with own.expects("STM0310", str(state), "chmod 700"):
        assert own.refuses_to_start()
    assert facts(state) == before


# --- The default, set when it is built

PLAIN = pytest.mark.skipif(BUILD.name != "build", reason="is linked as a plain build")


@pytest.fixture(name="fresh")
def default_directory(own):
    """A server without StatementStateDir, whose module was built with this folder for it."""
    fresh = own.run / "var/apache2/statement"
    fresh.parents[1].mkdir()
    build = own.run / "build"
    shutil.copytree(BUILD / "mod_statement", build / "mod_statement")
    shutil.copy2(BUILD / "libstatement_core.a", build)
    (build / "mod_statement/httpd/runtime/state_dir.o").unlink()
    subprocess.run(["make", "-s", f"BUILD={build}", f"STATE_DIR={fresh}",
                    build / "mod_statement.so"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    conf = (own.run / "httpd.conf").read_text().replace(f'"{BUILD}/', f'"{build}/')
    lines = [line for line in conf.splitlines() if not line.startswith("StatementStateDir")]
    (own.run / "httpd.conf").write_text("\n".join(lines) + "\n")
    own.newsroom.drop("one.xml", statement("One"))
    return fresh


@PLAIN
def test_the_default_directory_and_the_one_above_are_made(own, fresh):
    own.start()
    own.wait_for("/statements/", 200, 15)
    assert (fresh / "history.db").exists()
    assert fresh.stat().st_mode & 0o777 == 0o700
    assert fresh.parent.stat().st_mode & 0o777 == 0o755
    assert not own.unexpected_lines()


@PLAIN
def test_the_default_of_earlier_versions_is_used_while_only_it_has_a_history(own, fresh):
    earlier = own.run / "statement-state"
    own.start()
    own.wait_for("/statements/", 200, 15)
    own.end()
    fresh.rename(earlier)
    with own.expects("STM0308", str(earlier), str(fresh)):
        own.start()
    own.wait_for("/statements/", 200, 15)
    own.end()
    assert not fresh.exists()
    shutil.copytree(earlier, fresh)
    own.start()
    own.wait_for("/statements/", 200, 15)
    assert count_lines(own, "STM0308") == 1


@pytest.mark.parametrize("options, wanted", [
    ((), "/var/lib/apache2/statement"),
    (("prefix=/usr",), "/var/lib/apache2/statement"),
    (("prefix=/opt/httpd",), "statement-state"),
    (("prefix=/opt/httpd", "statedir=/opt/state"), "/opt/state"),
])
def test_make_install_sets_the_default_by_its_prefix(options, wanted):
    said = subprocess.run(["make", "-n", "install", *options], cwd=ROOT, check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    assert f"STATE_DIR={wanted} " in said
