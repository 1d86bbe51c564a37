"""A file that a draft names with a slip is as hidden as the draft."""

import pytest

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM
SLIPS = {
    "img src": '<p><img src="{0}"/></p>',
    "a href": '<p><a href="{0}">x</a></p>',
    "image src": '<figure><image src="{0}" alt="x"/></figure>',
    "capitals": '<p><link HREF="{0}">x</link></p>',
    "xlink": '<p><link xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{0}">x</link></p>',
    "a letter too many": '<p><link hreff="{0}">x</link></p>',
    "url": '<p><link url="{0}">x</link></p>',
    "srcset": '<p><image srcset="{0} 2x" href="x.png" alt="x"/></p>',
    "poster": '<p><media poster="{0}"/></p>',
    "data": '<object data="{0}"/>',
    "not well-formed": '<p><img src="{0}"></p>',
    "torn": '<p><link url="{0}"',
}


def prepare(server):
    server.allow("STM0101", "STM0102")
    for number, slip in enumerate(SLIPS.values()):
        server.newsroom.drop(f"kit{number}.zip", "a secret kit")
        server.newsroom.drop(f"draft{number}.xml", statement(
            f"Draft {number}", body="<p>x</p>" + slip.format(f"kit{number}.zip"),
            attributes='id="{auto}" status="draft"'))
    server.newsroom.drop("free.zip", "a free kit")
    server.newsroom.drop("last.xml", statement("The last"))


@pytest.mark.parametrize("number", range(len(SLIPS)), ids=list(SLIPS))
def test_a_file_that_a_draft_names_with_a_slip_is_hidden(server, number):
    wait_until(lambda: server.get("/statements/last").status == 200 and
               "The last" in server.get("/statements/").text, 10, "the first look")
    for _ in range(2):
        assert server.get(f"/statements/kit{number}.zip").status == 404
    assert server.get("/statements/free.zip").status == 200
