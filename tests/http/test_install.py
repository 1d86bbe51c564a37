"""What an administrator sees of an installation: files, an upgrade, configtest."""

import os
import shutil
import subprocess

import pytest

import installation
from newsroom import BUILD, NEWSROOM, ROOT, Server, statement, wait_until

CONF = "etc/apache2/mods-available/statement.conf"


class Machine:
    """A system to install to, by the scripts that make runs."""

    def __init__(self, root):
        self.root = root
        (root / "etc/apache2/mods-available").mkdir(parents=True)

    def run(self, script, root=None, **more):
        return installation.run(script, root or self.root, **more)

    def files(self):
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*")
                      if path.is_file())


@pytest.fixture(name="machine")
def fixture_machine(tmp_path):
    return Machine(tmp_path)


def test_make_help_needs_no_package_and_cuts_no_line():
    done = subprocess.run(
        ["make", "-C", ROOT, "--no-print-directory", "help", "APXS=/none", "PKG_CONFIG=/none"],
        env={**os.environ, "MAKEFLAGS": ""}, check=True, text=True, capture_output=True)
    assert done.stderr == ""
    assert "make test          run every test (ALL=1: all of them under event and prefork)\n" in (
        done.stdout)


def make_install(tmp_path):
    """What make says in a tree without sources, on a system where its own first line brings apxs."""
    apxs = tmp_path / "apxs"
    for name, text in {
            "tests/packages.sh": f"""printf '#!/bin/sh\\necho "$2"\\n' >{apxs}; chmod 755 {apxs}""",
            "conf/install.sh": 'echo "$modules $conf $BUILD"'}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = subprocess.run(
        ["make", "-C", tmp_path, "install", f"APXS={apxs}", "PKG_CONFIG=true", "CC=true",
         "AR=mkdir -p build/install; true"],
        env={**os.environ, "MAKEFLAGS": ""}, check=True, text=True, stdout=subprocess.PIPE)
    return done.stdout


def test_make_install_asks_apxs_once_the_packages_are_there(tmp_path):
    assert "LIBEXECDIR SYSCONFDIR build/install\n" in make_install(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can build in the tree of another")
def test_make_install_by_root_leaves_the_build_to_the_owner_of_the_sources(tmp_path):
    os.chown(tmp_path, 65534, 65534)
    make_install(tmp_path)
    for path in (tmp_path / "build", tmp_path / "build/install"):
        assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_uninstall_without_apxs_says_what_to_install(machine):
    code, said = machine.run("uninstall.sh", modules="")
    assert code != 0 and "apt-get install apache2-dev" in said


def test_install_says_what_it_puts_where(machine):
    code, said = machine.run("install.sh")
    assert code == 0
    for path in (CONF, "etc/apache2/mods-available/statement.load", "usr/bin/statement",
                 "usr/lib/apache2/modules/mod_statement.so", "usr/share/man/man1/statement.1",
                 "usr/share/man/man1/statement-export.1", "usr/share/man/man1/statement-withdraw.1",
                 "usr/share/bash-completion/completions/statement",
                 "usr/share/zsh/vendor-completions/_statement"):
        assert f"installed /{path}\n" in said
        assert (machine.root / path).is_file()
    assert (machine.root / "usr/share/mod_statement/xslt/statement.xsd").is_file()
    load = (machine.root / "etc/apache2/mods-available/statement.load").read_text()
    assert load == "LoadModule statement_module /usr/lib/apache2/modules/mod_statement.so\n"
    assert "/var/lib/apache2/statement" in said


def test_a_relative_destination_is_below_the_sources_as_make_has_it(machine):
    name = f"install-test-{os.getpid()}"
    try:
        code, _ = machine.run("install.sh", root=name, conf="/nowhere")
        assert code == 0
        assert (ROOT / name / "usr/share/mod_statement/xslt/statement.xsd").is_file()
        assert not (ROOT / "xslt" / name).exists()
    finally:
        shutil.rmtree(ROOT / name, ignore_errors=True)
        shutil.rmtree(ROOT / "xslt" / name, ignore_errors=True)


def test_a_file_that_cannot_be_put_there_is_a_failure_and_leaves_the_stylesheets(machine, tmp_path):
    machine.run("install.sh")
    full = tmp_path / "full-disk"
    full.write_text('#!/bin/sh\ncase "$*" in *l10n/de.xml*) exit 1 ;; esac\nexec install "$@"\n')
    full.chmod(0o755)
    code, said = machine.run("install.sh", install=str(full))
    assert code != 0
    assert "installed /usr/share/mod_statement/xslt" not in said
    assert (machine.root / "usr/share/mod_statement/xslt/l10n/de.xml").is_file()


def test_an_edited_configuration_survives_every_install(machine):
    machine.run("install.sh")
    mine = "StatementStateDir /srv/state\n"
    (machine.root / CONF).write_text(mine)
    for _ in range(2):
        code, said = machine.run("install.sh")
        assert code == 0
        assert (machine.root / CONF).read_text() == mine
        assert f"kept      /{CONF}, which has been edited" in said
        assert "#StatementEngine" in (machine.root / f"{CONF}.new").read_text()


def test_one_that_nobody_knows_the_origin_of_counts_as_edited(machine):
    (machine.root / CONF).write_text("# of a version that left no copy\n")
    machine.run("install.sh")
    assert (machine.root / CONF).read_text() == "# of a version that left no copy\n"


def test_an_untouched_configuration_is_brought_up_to_date(machine):
    machine.run("install.sh")
    for path in (CONF, "usr/share/mod_statement/conf/statement.conf"):
        (machine.root / path).write_text("# an earlier version's\n")
    code, said = machine.run("install.sh")
    assert code == 0
    assert f"installed /{CONF}" in said
    assert (machine.root / CONF).read_text() == (ROOT / "conf/statement.conf").read_text()


def test_without_debians_folders_the_line_to_write_is_said(machine):
    code, said = machine.run("install.sh", conf="/etc/httpd")
    assert code == 0
    assert "left out  statement.load and statement.conf" in said
    assert "    LoadModule statement_module /usr/lib/apache2/modules/mod_statement.so" in said


def test_uninstall_leaves_nothing_but_what_is_the_administrators(machine):
    machine.run("install.sh")
    (machine.root / "var/lib/apache2/statement").mkdir(parents=True)
    (machine.root / "var/lib/apache2/statement/history.db").write_text("history")
    mark_of_a2dismod = machine.root / "var/lib/apache2/module/disabled_by_admin/statement"
    mark_of_a2dismod.parent.mkdir(parents=True)
    mark_of_a2dismod.touch()
    code, said = machine.run("uninstall.sh")
    assert code == 0
    assert machine.files() == ["var/lib/apache2/statement/history.db"]
    assert "left      /var/lib/apache2/statement" in said
    assert "<IfModule mod_statement.c>" in said


def record_package(machine, status, *files):
    dpkg = machine.root / "var/lib/dpkg"
    (dpkg / "info").mkdir(parents=True)
    (dpkg / "status").write_text(
        f"Package: libapache2-mod-statement\nStatus: {status}\nVersion: 0.9.0-1\n"
        "Architecture: all\nMaintainer: M <m@example.org>\nDescription: D\n")
    (dpkg / "info/libapache2-mod-statement.list").write_text("".join(f"{file}\n" for file in files))


def test_uninstall_refuses_to_remove_a_package(machine):
    machine.run("install.sh")
    record_package(machine, "install ok installed", "/usr/lib/apache2/modules/mod_statement.so")
    before = machine.files()
    code, said = machine.run("uninstall.sh")
    assert code == 1 and "apt-get remove libapache2-mod-statement" in said
    assert machine.files() == before


def test_uninstall_leaves_the_configuration_of_a_package_that_was_removed(machine):
    """dpkg takes a missing file of that kind for one that the administrator does not want."""
    machine.run("install.sh")
    record_package(machine, "deinstall ok config-files", f"/{CONF}",
                   "/etc/apache2/mods-available/statement.load")
    code, said = machine.run("uninstall.sh")
    assert code == 0
    assert [name for name in machine.files() if name.startswith("etc/")] == [
        CONF, "etc/apache2/mods-available/statement.load"]
    assert f"left      /{CONF}, which belongs to a package" in said


def test_uninstall_leaves_an_edited_configuration_and_refuses_while_it_is_enabled(machine):
    machine.run("install.sh")
    (machine.root / CONF).write_text("# mine\n")
    enabled = machine.root / "etc/apache2/mods-enabled/statement.load"
    enabled.parent.mkdir()
    enabled.write_text("LoadModule")
    before = machine.files()
    code, said = machine.run("uninstall.sh")
    assert code == 1
    assert "a2dismod statement" in said
    assert machine.files() == before
    enabled.unlink()
    code, said = machine.run("uninstall.sh")
    assert code == 0
    assert machine.files() == [CONF]
    assert f"left      /{CONF}, which has been edited" in said


def test_configtest_names_a_stylesheet_that_is_missing_once_with_its_line(own):
    line = 'StatementFormat memo "/nowhere/memo.xsl"\n'
    code, said = own.configtest(NEWSROOM + line + line)
    assert code == 0
    assert said.count("STM0347") == 1
    assert "/nowhere/memo.xsl" in said
    assert "tried.conf, line " in said


def test_configtest_names_a_folder_of_stylesheets_that_holds_none(own):
    code, said = own.configtest(NEWSROOM + f'StatementStylesheetDir "{own.run}"\n')
    assert code == 0
    assert "STM0348" in said


@pytest.mark.parametrize("folder, tag", [("/nowhere/at/all", "STM0304"), ("/etc", "STM0311")])
def test_configtest_says_what_the_start_would_say_of_the_state_directory(own, folder, tag):
    # Also where all newsrooms are in .htaccess files.
    code, said = own.configtest(f'StatementStateDir "{folder}"\n')
    assert code == 0
    assert tag in said
    assert folder in said


def test_configtest_of_what_works_says_nothing_and_makes_nothing(own):
    state = own.run / "state-to-come"
    code, said = own.configtest(NEWSROOM + f'StatementStateDir "{state}"\n')
    assert code == 0
    assert "STM" not in said
    assert not state.exists()


@pytest.mark.parametrize("line", [
    "StatementTitle The press office", "StatementParam marks none at all",
    "StatementFormat memo /srv/my sheets/memo.xsl", "StatementStateDir /srv/my state",
    "StatementStylesheetDir /srv/my sheets"])
def test_a_wrong_number_of_arguments_says_where_quotation_marks_go(own, line):
    code, said = own.configtest(f"{NEWSROOM}{line}\n")
    assert code != 0
    assert "in quotation marks" in said


def test_a_module_replaced_under_a_running_server_is_named_at_the_next_restart(mpm):
    one = Server(mpm, NEWSROOM)
    try:
        copy = one.run / "mod_statement.so"
        shutil.copy2(BUILD / "mod_statement.so", copy)
        one.preamble, preamble = lambda: preamble().replace(f"{BUILD}/mod_statement.so",
                                                            str(copy)), one.preamble
        one.write_config(one.config)
        one.newsroom.drop("one.xml", statement("One"))
        one.start()
        one.wait_for("/statements/one", 200, 15)
        assert "STM0346" not in one.everything_said()
        # As an installer does: a new file under the name.
        shutil.copy(BUILD / "mod_statement.so", one.run / "new.so")
        os.rename(one.run / "new.so", copy)
        one.allow("AH")
        with one.expects("STM0346", "stop httpd and start it", seconds=15):
            one.graceful()
        wait_until(lambda: one.get("/statements/one").status == 200, 15, "an answer afterwards")
    finally:
        one.stop()
