"""A module that nobody knows and that takes part in look-ups may refuse anything to anybody."""

import pytest

from newsroom import NEWSROOM, statement

# Nothing is known of it; it hooks fixups.
MORE_MODULES = ["cern_meta"]
CONFIG = NEWSROOM


def prepare(server):
    for number in range(30):
        server.newsroom.drop(f"s{number}.xml", statement(f"Statement {number}"))


@pytest.mark.parametrize("address", ["", "feed.rss", "feed.atom", "s1", "s1.xml", "sitemap.xml"])
def test_answers_are_private_and_complete(server, address):
    answer = server.wait_for(f"/statements/{address}", 200)
    assert "private" in answer.header("Cache-Control")
    assert "Statement 1" in answer.text or "/statements/s1<" in answer.text
