"""What another page includes from a newsroom is guarded as what a reader asks for."""

import pytest

from newsroom import NEWSROOM, statement

MORE_MODULES = ["include"]
CONFIG = NEWSROOM + """
<Directory "${RUN}/htdocs">
    Options +Includes
    AddOutputFilter INCLUDES .shtml
</Directory>
"""


def prepare(server):
    server.allow("STM0101", "STM0102", "AH01374", "unable to include")
    drop = server.newsroom.drop
    drop("draft.xml", statement("Secret words", attributes='id="d" status="draft"'))
    drop("slip.xml", "<statementstatus='draft'>Secret words")
    drop("copy.old", statement("Secret words"))
    drop("@eaDir/thumb.txt", "Secret words")
    drop(".git/config.txt", "Secret words")
    drop("open.txt", "Open words")


@pytest.mark.parametrize("name, is_open", [
    ("open.txt", True), ("draft.xml", False), ("slip.xml", False), ("copy.old", False),
    ("@eaDir/thumb.txt", False), (".git/config.txt", False)])
def test_an_included_file(server, name, is_open):
    (server.run / "htdocs" / "page.shtml").write_text(
        f'<!--#include virtual="/statements/{name}" -->')
    text = server.get("/page.shtml").text
    assert "Secret words" not in text
    assert ("Open words" in text) == is_open
