"""The steps in which Fedora's spec and Alpine's APKBUILD put files in place leave out nothing that
`make install` puts there. Debian's packages are built: test_packages."""

import re
import shutil
import subprocess

import pytest

import installation
from newsroom import BUILD, ROOT

SPEC = (ROOT / "packaging/rpm/mod_statement.spec").read_text()
MACROS = {"_bindir": "/usr/bin", "_mandir": "/usr/share/man", "_datadir": "/usr/share",
          "_sharedstatedir": "/var/lib", "_httpd_moddir": "/usr/lib64/httpd/modules",
          "_httpd_confdir": "/etc/httpd/conf.d", "_httpd_modconfdir": "/etc/httpd/conf.modules.d"}
ALPINE = f"""
set -e
srcdir=$1 pkgdir=$2
. {ROOT}/packaging/alpine/APKBUILD
cd "$builddir"
check
package
"""


@pytest.fixture(name="tree", scope="module")
def fixture_tree(tmp_path_factory):
    """The sources, built: as rpmbuild and abuild have them before they put files in place."""
    version = re.search("^Version: *(.*)$", SPEC, re.M)[1]
    tree = tmp_path_factory.mktemp("tree") / f"mod_statement-{version}"
    for name in ("conf", "xslt"):
        shutil.copytree(ROOT / name, tree / name)
    (tree / "build").mkdir()
    for name in ("mod_statement.so", "statement"):
        shutil.copy(BUILD / name, tree / "build" / name)
    subprocess.run([ROOT / "conf/manual.sh", "build/statement", "build/manual"], cwd=tree, check=True)
    return tree


def stems(root):
    """What is installed, without the folders in which systems differ."""
    return {re.sub(r"^(?:.*/)?(?=mod_statement/|man1/|[^/]+$)", "", str(path.relative_to(root)))
            for path in root.rglob("*") if path.is_file()}


@pytest.fixture(name="wanted", scope="module")
def fixture_wanted(tmp_path_factory):
    root = tmp_path_factory.mktemp("wanted")
    (root / "etc/apache2/mods-available").mkdir(parents=True)
    code, said = installation.run("install.sh", root)
    assert code == 0, said
    shutil.rmtree(root / "usr/share/mod_statement/conf")
    return stems(root) - {"statement.load"}


def expanded(text, root):
    text = text.replace("%{buildroot}", str(root))
    return re.sub(r"%\{(\w+)\}", lambda macro: MACROS[macro[1]], text)


def section(name):
    return re.search(rf"^%{name}\n(.*?)(?=^%[a-z]+( |$))", SPEC, re.M | re.S)[1]


def run(script, cwd, *arguments):
    done = subprocess.run(["sh", "-e", "-c", script, "sh", *arguments], cwd=cwd, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def test_the_spec_puts_all_in_place_and_lists_it(tree, wanted, tmp_path):
    root = tmp_path / "root"
    run(expanded(section("install"), root), tree)
    assert stems(root) == wanted | {"10-statement.conf"}
    run(section("check"), tree)
    conf = (root / "etc/httpd/conf.d/statement.conf").read_text()
    assert "/var/lib/httpd/statement" in conf and "apache2" not in conf
    listed = [re.sub(r"^%config\(\w+\) ", "", line)
              for line in SPEC[SPEC.index("\n%files"):].splitlines()
              if re.match(r"%config|%\{_", line)]
    for entry in listed:
        for path in root.glob(expanded(entry, "").lstrip("/")):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert stems(root) == set()


def test_the_apkbuild_puts_all_in_place(tree, wanted, tmp_path):
    root = tmp_path / "root"
    run(ALPINE, tree, str(tree.parent), str(root))
    left_out = {"_statement"}  # zsh's completion
    assert stems(root) == wanted - left_out
