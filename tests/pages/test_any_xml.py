"""The pages of documents as they are met with (tests/any_xml), beside what a browser makes of them.

Chromium shows each twice: as the page that the server sends, and as XML that it transforms itself, as
long as it can. The trees are in tests/golden/any-xml as NAME.shown; UPDATE_GOLDEN=1 writes them from
what the browser has transformed.
"""

import os
import shutil

import pytest

from newsroom import ROOT, Server
from xml_trees import CONFIG, look

SAMPLES = ROOT / "tests/any_xml"
NAMES = sorted(path.stem for path in SAMPLES.glob("*.xml"))


@pytest.fixture(name="shown", scope="module")
def fixture_shown():
    server = Server("event", CONFIG)
    for path in SAMPLES.glob("*.x*"):
        shutil.copy(path, server.run / "htdocs")
    server.start()
    try:
        yield look(server, [f"/{name}.xml" for name in NAMES])
    finally:
        server.stop()


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_the_tree_that_a_browser_shows(shown, name):
    one = shown[f"/{name}.xml"]
    golden = ROOT / f"tests/golden/any-xml/{name}.shown"
    assert one.is_page
    if one.is_transformed:
        assert one.page == one.own
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text("\n".join(one.own if one.is_transformed else one.page) + "\n",
                          encoding="utf-8")
    assert "\n".join(one.page) + "\n" == golden.read_text(encoding="utf-8")
