"""Documents made to be expensive, in one newsroom, while another one's editor changes a line.

Each shape is of the size that a file may have. How long its intake takes shows in how late the
other newsroom's edit is seen; minutes they were where something grew with a square.
"""

import pytest

from newsroom import Folder, statement, wait_until
from shapes import BOUNDED, CHECKED

CONFIG = """
Alias "/busy" "${RUN}/busy"
Alias "/quiet" "${RUN}/quiet"
<Directory "${RUN}/busy">
    Require all granted
    StatementEngine On
</Directory>
<Directory "${RUN}/quiet">
    Require all granted
    StatementEngine On
</Directory>
"""
READY = ["/busy/", "/quiet/"]

WANTED = ("single marks without a partner", "single marks with one partner",
          "letters that Windows means", "quotations that go on", "names that stand twice",
          "names with one hash", "corrections", "one long value", "numbers of characters",
          "comments", "links", "prefixes", "attributes", "tags", "entries", "namespaces")
SHAPES = {shape[0]: shape[1:3] for shape in CHECKED + BOUNDED}


def folder(server, name):
    return Folder(server.run / name)


def prepare(server):
    for name in "busy", "quiet":
        folder(server, name).drop("first.xml", statement(f"The first of {name}"))


@pytest.mark.parametrize("shape", WANTED)
def test_an_edit_does_not_wait_for_what_another_newsroom_brings(server, shape):
    n, make = SHAPES[shape]
    word = shape.replace(" ", "-")
    text = make(n).replace('id="x"', f'id="{word}"', 1)
    server.allow("STM0101", "STM0109")
    for copy in range(2):
        folder(server, "busy").drop(f"{word}-{copy}.xml", text)
    folder(server, "quiet").drop("edit.xml", statement(f"Beside {shape}", attributes='id="edit"'))
    wait_until(lambda: f"Beside {shape}" in server.get("/quiet/feed.rss").text, 30,
               "the other newsroom's edit in its feed")
    for copy in range(2):
        folder(server, "busy").remove(f"{word}-{copy}.xml")


def reproducing(name, *sources):
    body = "".join(f'<statement src="{source}"/>' for source in sources) + "<p>Words.</p>"
    return statement(f"Link {name}", attributes=f'id="{name}"', body=body)


ADDRESSES = ("/busy/", "/busy/feed.rss", "/busy/sitemap.xml")


def test_one_source_too_many_at_the_end_of_a_chain_hides_its_first_everywhere(server):
    server.allow("STM0101")
    busy = folder(server, "busy")
    for i in range(8):
        busy.drop(f"chain{i}.xml", reproducing(f"chain{i}", f"chain{i + 1}"))
    busy.drop("chain8.xml", reproducing("chain8"))
    wait_until(lambda: all("chain0" in server.get(address).text for address in ADDRESSES), 10)
    assert server.get("/busy/chain0").status == 200
    busy.drop("chain9.xml", reproducing("chain9"))
    busy.drop("chain8.xml", reproducing("chain8", "chain9"))
    wait_until(lambda: server.get("/busy/chain0").status == 404, 10)
    for address in ADDRESSES:
        answer = server.get(address)
        assert answer.status == 200
        assert "chain0" not in answer.text and "chain1" in answer.text
    assert "more than 8 deep" in server.everything_said()
    busy.drop("chain8.xml", reproducing("chain8"))
    wait_until(lambda: server.get("/busy/chain0").status == 200, 10)
