"""`statement new`: a statement to fill in."""

import datetime
import os
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from newsroom import BUILD, ROOT, statement

PROGRAM = BUILD / "statement"


def new(folder, *arguments, **more):
    return subprocess.run([PROGRAM, "new", *arguments], capture_output=True, text=True, cwd=folder,
                          check=False, stdin=subprocess.DEVNULL, **more)


def check(path):
    return subprocess.run([PROGRAM, "check", path], capture_output=True, text=True, check=False)


def read(path):
    return ElementTree.parse(path).getroot()


@pytest.mark.parametrize("title, name", [
    ("The night ferry returns", "the-night-ferry-returns"),
    ("Was heißt Größe?", "was-heisst-grosse"),
    ("R&D <up> 3 %", "r-d-up-3"),
    ("L'été à l’école", "lete-a-lecole"),
    ("Łódź, Žižkov & Đà Nẵng", "lodz-zizkov-da-nang"),
    ("海岸列車が再開", None), ("محطة رصد", None), ("Московское метро", "moskovskoe-metro"),
    ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
])
def test_a_title_alone_makes_a_valid_draft(tmp_path, title, name):
    done = new(tmp_path, title, "--issuer", "A & B <GmbH>", "--lang", "de")
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.iterdir()
    root = read(path)
    assert root.get("status") == "draft" and root.get("id") == path.stem
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "de"
    assert root.findtext("head/title") == title
    assert root.findtext("head/issuer") == "A & B <GmbH>"
    assert root.findtext("head/published") == datetime.date.today().isoformat()
    assert path.stem.isascii() and (name is None or path.stem == name)
    said = check(path)
    assert said.returncode == 0 and said.stderr == "", said.stderr


def test_it_is_public_once_its_status_is_gone(tmp_path):
    new(tmp_path, "One", "--issuer", "I", "--lang", "en", "-o", "a.xml")
    text = (tmp_path / "a.xml").read_text()
    assert text.count("status=") == 1, "what searches and replaces hits the attribute alone"
    (tmp_path / "a.xml").write_text(text.replace(' status="draft"', ""))
    assert check(tmp_path / "a.xml").returncode == 0


def test_an_xml_editor_is_told_where_the_schema_is(tmp_path):
    new(tmp_path, "One", "--issuer", "I")
    text = (tmp_path / "one.xml").read_text()
    schema = text.split('<?xml-model href="')[1].split('"')[0]
    assert schema == str((ROOT / "xslt/statement.xsd").resolve())


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "one.xml").write_text("mine")
    done = new(tmp_path, "One", "--issuer", "I")
    assert done.returncode == 1 and "one.xml" in done.stderr
    assert (tmp_path / "one.xml").read_text() == "mine"
    assert new(tmp_path, "One", "--issuer", "I", "-o", "no/such/folder.xml").returncode == 1


def test_standard_output_and_all_options(tmp_path):
    done = new(tmp_path, "One", "--issuer=I", "--lang=fr", "--date=2026-05-04T10:00+02:00",
               "--id=urn:x:1", "-o", "-")
    root = ElementTree.fromstring(done.stdout)
    assert root.get("id") == "urn:x:1"
    assert root.findtext("head/published") == "2026-05-04T10:00+02:00"
    assert not list(tmp_path.iterdir())


def test_the_file_is_named_by_the_title_whatever_its_id(tmp_path):
    assert new(tmp_path, "One", "--issuer", "I", "--id", "urn:x/1").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["one.xml"]
    assert new(tmp_path, "--issuer", "I", "--", "-40 °C").returncode == 0
    assert (tmp_path / "40-c.xml").exists()


@pytest.mark.parametrize("wrong", [["--date", "4 May 2026"], ["--lang", "de_CH"],
                                   ["--issuer", "\x07"], ["--issuer", b"\xff"]], ids=str)
def test_what_would_not_be_valid_is_said_and_not_written(tmp_path, wrong):
    done = new(tmp_path, "One", "--issuer", "I", *wrong)
    assert done.returncode == 1 and "error:" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("environment, lang", [
    ("de_CH.UTF-8", "de-CH"), ("C.UTF-8", "en"), ("POSIX", "en"), ("fr", "fr"), ("", "en"),
    ("sr_RS@latin", "sr-RS"),
])
def test_the_language_is_the_environments(tmp_path, environment, lang):
    done = new(tmp_path, "One", "--issuer", "I", "-o", "-",
               env={"PATH": os.environ["PATH"], "LC_ALL": environment,
                    **{key: value for key, value in os.environ.items() if "SAN" in key}})
    assert f'xml:lang="{lang}"' in done.stdout


def test_like_takes_what_lasts_and_leaves_what_was_the_older_ones(tmp_path):
    (tmp_path / "old.xml").write_text(statement(
        "Old", head='<expires>2027-01-01</expires>'
        '<tag>Ferries</tag><updated when="2026-01-02T00:00:00Z">x</updated>'
        '<translation href="alt" xml:lang="de"/><related href="x">X</related>'
        '<contact><name>Press</name><email>press@example.org</email></contact>'))
    done = new(tmp_path, "Naïve & new", "--like", "old.xml", "--date", "2026-06-01")
    assert done.returncode == 0, done.stderr
    path = tmp_path / "naive-new.xml"
    head = read(path).find("head")
    assert read(path).get("status") == "draft" and read(path).get("id") == "naive-new"
    assert head.findtext("title") == "Naïve & new"
    assert head.findtext("published") == "2026-06-01" and len(head.findall("published")) == 1
    assert head.findtext("tag") == "Ferries" and head.findtext("contact/name") == "Press"
    assert [name for name in ("expires", "updated", "translation", "related")
            if head.find(name) is not None] == []
    assert check(path).returncode == 0, check(path).stderr


@pytest.mark.parametrize("sample", sorted((ROOT / "conf/statements").glob("*.xml")),
                         ids=lambda path: path.stem)
def test_like_each_sample(tmp_path, sample):
    done = new(tmp_path, "New", "--like", str(sample))
    if check(sample).returncode:
        assert done.returncode == 1 and sample.name in done.stderr
        assert not list(tmp_path.iterdir())
    else:
        assert done.returncode == 0, done.stderr
        assert check(tmp_path / "new.xml").returncode == 0, check(tmp_path / "new.xml").stderr


def test_wrong_arguments_are_2(tmp_path):
    for wrong in ([], ["--issuer", "I"], ["One"], ["One", "Two", "--issuer", "I"], ["One", "--"],
                  ["One", "--colour", "red"], ["!!!", "--issuer", "I"]):
        done = new(tmp_path, *wrong)
        assert done.returncode == 2 and "statement new --help" in done.stderr, wrong
    assert not list(tmp_path.iterdir())


def test_like_what_is_no_statement_is_1(tmp_path):
    (tmp_path / "feed.xml").write_text("<rss/>")
    for path in ("feed.xml", "nowhere.xml"):
        done = new(tmp_path, "One", "--like", path)
        assert done.returncode == 1 and path in done.stderr
