"""The reference of the vocabulary says what the schema and the rules say; needs no server."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as tree

import pytest

from newsroom import BUILD, ROOT

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMAS = [ROOT / "xslt" / name for name in ("statement.xsd", "newsroom.xsd")]
REFERENCE = (ROOT / "xslt" / "README.md").read_text()
EXAMPLES = re.findall(r"```xml ?(\w*)\n(.*?)```", REFERENCE, re.DOTALL)

HEAD = {"title": "<title>Title</title>",
        "issuer": '<issuer id="harbour">Harbour office</issuer>',
        "speaker": '<speaker id="master"><name>The master</name></speaker>',
        "published": "<published>2026-05-04T08:00Z</published>"}
NOTES = ('<glossary><entry id="hpa"><term>HPA</term><def>Pilots</def></entry></glossary>'
         '<note id="n1" kind="footnote"><p>Note.</p></note>')


def attributes_of(kind, types):
    """Its own, and those of the type that it adds to."""
    found = {attribute.get("name") or attribute.get("ref")
             for attribute in kind.iter(f"{XS}attribute")}
    for extension in kind.iter(f"{XS}extension"):
        if extension.get("base") in types:
            found |= attributes_of(types[extension.get("base")], types)
    return found


def attributes_in_schema():
    """Of each element of both schemas, whatever its type, all its attributes."""
    schemas = [tree.parse(path).getroot() for path in SCHEMAS]
    types = {kind.get("name"): kind for schema in schemas
             for kind in schema.iter(f"{XS}complexType")}
    found = {}
    for element in (element for schema in schemas for element in schema.iter(f"{XS}element")):
        kind = types.get(element.get("type"))
        names = set() if kind is None else attributes_of(kind, types)
        found.setdefault(element.get("name"), set()).update(names)
    return found


def attributes_in_reference():
    """Of each element in the first column of a table of five, what the third column names."""
    found = {}
    for line in REFERENCE.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 5:
            for name in re.findall(r"`([^`]+)`", cells[0]):
                found.setdefault(name, set()).update(re.findall(r"`([^`]+)`", cells[2]))
    return found


def document(place, example):
    if place in ("", "shared"):
        return example
    head = "".join(text for name, text in HEAD.items()
                   if place != "head" or not re.search(f"^<{name}\\b", example, re.MULTILINE))
    body = example if place == "body" else "<p>Words.</p>"
    notes = example if place == "notes" else NOTES
    return (f'<statement id="example" xml:lang="en"><head>{head}'
            f'{example if place == "head" else ""}</head><body>{body}</body>{notes}</statement>')


def check(folder, text):
    (folder / "example.xml").write_text(text)
    done = subprocess.run([BUILD / "statement", "check", "example.xml"], cwd=folder, text=True,
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def test_every_element_stands_in_the_reference_with_its_attributes():
    assert attributes_in_reference() == attributes_in_schema()


def test_an_xml_editor_shows_what_each_element_and_attribute_is_for():
    schemas = [tree.parse(path).getroot() for path in SCHEMAS]
    silent = [part.get("name") or part.get("ref") for schema in schemas
              for kind in ("element", "attribute") for part in schema.iter(f"{XS}{kind}")
              if not (part.findtext(f"{XS}annotation/{XS}documentation") or "").strip()]
    assert silent == []
    told = "".join(schemas[0].find(f"{XS}annotation").itertext())
    assert "words or blocks, never both beside each other" in told


@pytest.mark.parametrize("value", sorted({
    value.get("value") for path in SCHEMAS
    for value in tree.parse(path).getroot().iter(f"{XS}enumeration")}))
def test_every_value_that_the_schema_lists_is_named(value):
    assert re.search(rf'[`"]{value}[`"]', REFERENCE)


@pytest.mark.parametrize("place, example", [pair for pair in EXAMPLES
                                            if pair[0] not in ("sheet", "newsroom")])
def test_every_example_passes_the_check(tmp_path, place, example):
    (tmp_path / "night-ferry.xml").write_text(document("body", "<p>Words.</p>"))
    if place == "shared":
        (tmp_path / "newsroom.xml").write_text(dict(EXAMPLES)["newsroom"])
    assert check(tmp_path, document(place, example)) == (0, "")


def test_the_house_design_of_the_reference_changes_a_page(tmp_path):
    house = tmp_path / "xslt"
    shutil.copytree(ROOT / "xslt", house)
    (house / "statement-html.xsl").rename(house / "ours.xsl")
    example = next(example for place, example in EXAMPLES if place == "sheet")
    (house / "statement-html.xsl").write_text(
        example.replace("/usr/share/mod_statement/xslt/statement-html.xsl", "ours.xsl"))
    page = subprocess.run([BUILD / "statement", "render", "--stylesheets", house,
                           ROOT / "conf" / "statements" / "bac-de-nuit.xml"], text=True,
                          check=True, stdout=subprocess.PIPE).stdout
    assert "<p>Estuary Ferries</p>" in page


def test_every_word_is_in_every_language_and_some_stylesheet_uses_it():
    sheets = "".join(path.read_text() for path in (ROOT / "xslt").rglob("*.xsl"))
    used = set(re.findall(r"'([a-z-]+)'", sheets))
    english = None
    for path in [ROOT / "xslt" / "l10n" / "en.xml", *(ROOT / "xslt" / "l10n").glob("*.xml")]:
        keys = [word.get("key") for word in tree.parse(path).getroot().iter("word")]
        english = english or keys
        assert sorted(keys) == sorted(english), path.name
    assert set(english) - used - {"language"} == set()
    assert set(re.findall(r"f:word\('([a-z-]+)'", sheets)) - set(english) == set()


def test_every_list_and_reason_of_the_report_has_words():
    source = ROOT / "mod_statement"
    report = (source / "core/render/report.c").read_text()
    content = (source / "httpd/handlers/report_content.c").read_text()
    lists = set(re.findall(r'\{"(\w+)", STM_REPORT_', content)
                + re.findall(r', "(\w+)", STM_RECENT_', content))
    severities = set(re.findall(r'[?:] "(error|warning)"', report))
    reasons = set(re.findall(r'\{"(\w+)", \{"', report)
                  + re.findall(r'(?:return|[?:]) "(\w+)"', report)) - severities
    assert (len(lists), len(severities), len(reasons)) == (10, 2, 13)
    sheet = (ROOT / "xslt/common/report.xsl").read_text()
    assert lists == set(re.findall(r"section/@name\[. = '(\w+)'", sheet))
    assert severities == set(re.findall(r"problem/@severity\[. = '(\w+)'", sheet))
    assert reasons == set(re.findall(r"@reason(?:\[.)? = '(\w+)'", sheet))


def test_every_hook_parameter_and_function_is_named():
    common = ROOT / "xslt" / "common"
    functions = (ROOT / "mod_statement" / "core/xslt/functions.c").read_text()
    names = (re.findall(r'template name="(hook-[a-z-]+)"', (common / "hooks.xsl").read_text())
             + re.findall(r'xsl:param name="([a-z-]+)"', (common / "params.xsl").read_text())
             + [f"f:{entered or told}(" for entered, told in
                re.findall(r'\{"(\w+)", \d+, \w+, answer_|\)name, "(\w+)"\)', functions)])
    assert len(names) > 25
    assert [name for name in names if f"`{name}" not in REFERENCE] == []


def test_every_file_that_the_reference_links_is_there():
    for target in re.findall(r"\]\(([^)#\s]+)\)", REFERENCE):
        assert (ROOT / "xslt" / target).exists(), target


def test_every_section_that_the_reference_links_is_there():
    headings = {re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
                for line in REFERENCE.splitlines() if line.startswith("#")}
    assert {target for target in re.findall(r"\]\(#([^)]+)\)", REFERENCE)} <= headings
