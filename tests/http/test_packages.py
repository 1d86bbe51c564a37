"""What Debian's packages hold. They are built without optimization, which changes no file's name."""

import hashlib
import os
import re
import shutil
import subprocess

import pytest

import installation
from newsroom import ROOT

# Where there is apt, tests/packages.sh has installed what builds and checks packages.
on_debian = pytest.mark.skipif(not (shutil.which("apt-get") and shutil.which("dpkg-query")),
                               reason="builds Debian's packages")
CONFFILES = ["/etc/apache2/mods-available/statement.conf",
             "/etc/apache2/mods-available/statement.load"]


def build(folder, umask, **environment):
    done = subprocess.run([ROOT / "packaging/deb.sh", folder], text=True, check=False, umask=umask,
                          env={**os.environ, "DEB_CFLAGS_APPEND": "-O0", "DEB_CPPFLAGS_SET": "",
                               "DEB_BUILD_OPTIONS": "noautodbgsym", "MAKEFLAGS": "",
                               **environment},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    return {path.name.split("_")[0]: path for path in folder.glob("*.deb")}


@pytest.fixture(name="packages", scope="module")
def fixture_packages(tmp_path_factory):
    return build(tmp_path_factory.mktemp("deb"), 0o022)


@pytest.fixture(name="unpacked", scope="module")
def fixture_unpacked(packages, tmp_path_factory):
    """Each package's folder, with its control files below DEBIAN."""
    root = tmp_path_factory.mktemp("unpacked")
    for name, path in packages.items():
        subprocess.run(["dpkg-deb", "--raw-extract", path, root / name], check=True)
    return root


def installed_by_make(root):
    """Bytes by path of what `make install` puts there, but for the copies that it compares with."""
    (root / "etc/apache2/mods-available").mkdir(parents=True)
    code, said = installation.run("install.sh", root)
    assert code == 0, said
    shutil.rmtree(root / "usr/share/mod_statement/conf")
    return contents(root)


def contents(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*")
            if path.is_file()}


def is_built(path):
    return path.endswith((".so", "bin/statement"))


def is_debians(path):
    return path.startswith(("DEBIAN/", "usr/share/doc/", "usr/share/man/", "usr/share/lintian/"))


@on_debian
def test_packages_hold_what_make_install_puts_there(unpacked, tmp_path):
    wanted = installed_by_make(tmp_path)
    module = contents(unpacked / "libapache2-mod-statement")
    command = contents(unpacked / "statement")
    pages = {path for path in wanted if path.startswith("usr/share/man/")}
    assert {f"{path}.gz" for path in pages} == \
        {path for path in command if path.startswith("usr/share/man/")}
    wanted = {path: data for path, data in wanted.items() if path not in pages}
    found = {path: data for path, data in {**module, **command}.items() if not is_debians(path)}
    assert sorted(found) == sorted(wanted)
    for path, data in wanted.items():
        assert is_built(path) or found[path] == data, path
    assert all(is_debians(path) or path.startswith(("etc/apache2/", "usr/lib/apache2/"))
               for path in module)


@on_debian
def test_the_configuration_is_dpkgs_to_keep_where_it_has_been_edited(unpacked):
    control = unpacked / "libapache2-mod-statement/DEBIAN"
    assert sorted((control / "conffiles").read_text().split()) == CONFFILES
    assert not (unpacked / "statement/DEBIAN/conffiles").exists()


@on_debian
def test_what_is_built_knows_where_the_package_puts_the_rest(unpacked):
    module = (unpacked / "libapache2-mod-statement/usr/lib/apache2/modules/mod_statement.so")
    command = unpacked / "statement/usr/bin/statement"
    assert b"\0/usr/share/mod_statement/xslt\0" in module.read_bytes()
    assert b"\0/var/lib/apache2/statement\0" in module.read_bytes()
    assert b"\0/usr/share/mod_statement/xslt\0" in command.read_bytes()
    # A load file that apxs would find under another name is of no use.
    load = (unpacked / "libapache2-mod-statement" / CONFFILES[1][1:]).read_text()
    assert load == "LoadModule statement_module /usr/lib/apache2/modules/mod_statement.so\n"


@on_debian
def test_everything_is_roots_and_nobody_elses_to_write(packages):
    for path in packages.values():
        listed = subprocess.run(["dpkg-deb", "--contents", path], check=True, text=True,
                                stdout=subprocess.PIPE).stdout.splitlines()
        assert listed
        for line in listed:
            assert re.match(r"(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) root/root ", line), line


@on_debian
def test_purging_deletes_the_state_and_removing_does_not(unpacked, tmp_path):
    script = (unpacked / "libapache2-mod-statement/DEBIAN/postrm").read_text()
    history = tmp_path / "var/lib/apache2/statement/history.db"
    history.parent.mkdir(parents=True)
    history.write_text("history")
    assert script.count("/var/lib/apache2") == 2
    mine = script.replace("/var/lib/apache2", f"{tmp_path}/var/lib/apache2")
    for action, is_kept in [("remove", True), ("upgrade", True), ("purge", False)]:
        # Without httpd's helper: it would act on this machine's server.
        done = subprocess.run(["sh", "-s", action], check=True, text=True,
                              input=mine.replace("/usr/share/apache2/", "/nowhere/"))
        assert done.returncode == 0
        assert history.exists() == is_kept, action
    assert not (tmp_path / "var/lib/apache2").exists()


@on_debian
@pytest.mark.skipif(not os.environ.get("ALL"), reason="builds once more: make test ALL=1")
def test_two_builds_give_the_same_bytes(packages, tmp_path):
    again = build(tmp_path / "elsewhere", 0o027, TZ="Pacific/Auckland", LC_ALL="C.UTF-8")
    assert sorted(again) == ["libapache2-mod-statement", "statement"]
    for name, path in again.items():
        assert path.name == packages[name].name
        assert hashlib.sha256(path.read_bytes()).digest() == \
            hashlib.sha256(packages[name].read_bytes()).digest(), name


@on_debian
def test_lintian_finds_nothing(packages):
    folder = packages["statement"].parent
    done = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning",
                           *folder.glob("*.changes")], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def test_a_build_needs_what_make_installs_for_one():
    control = (ROOT / "packaging/debian/control").read_text()
    needed = re.search(r"Build-Depends:\n((?: .*\n)*)", control).group(1)
    script = (ROOT / "tests/packages.sh").read_text()
    installed = set(re.search(r'^build="(.*)"$', script, re.MULTILINE).group(1).split())
    assert {word.strip(" ,") for word in needed.splitlines()} == \
        installed - {"gcc", "libc6-dev", "make"} | {"debhelper-compat (= 13)", "dh-apache2"}


def test_the_packages_have_the_modules_version():
    header = (ROOT / "mod_statement/core/base/version.h").read_text()
    version = re.search(r'^#define STM_VERSION "(.*)"$', header, re.MULTILINE).group(1)
    newest = (ROOT / "packaging/debian/changelog").read_text().splitlines()[0]
    assert newest.startswith(f"mod-statement ({version}-")
