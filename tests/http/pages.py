"""Newsrooms whose pages are counted, and what tests of them share.

Each rendering writes a line with the tag STM0703 to the log, so that they can be counted.
"""

import re
import time

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM + """
Alias "/two" "${RUN}/two"
<Directory "${RUN}/two">
    Require all granted
    StatementEngine On
    StatementTitle "Second Press Office"
</Directory>
Alias "/drafts" "${RUN}/newsroom"
<Location "/drafts">
    StatementShow All
</Location>
<Directory "${RUN}/two/secret">
    AuthType Basic
    AuthUserFile "${RUN}/users"
    AuthName "Press"
    Require valid-user
</Directory>
"""
READY = ["/statements/", "/two/"]
LOGIN = {"Authorization": "Basic c2FsbHk6c2VjcmV0"}  # sally:secret
LONG = "<p>Many words that are said again. </p>" * 40


def prepare(server):
    for number in range(5):
        server.newsroom.drop(f"s{number}.xml", statement(f"Number {number}", body=LONG,
                                                         published=f"2024-05-0{number + 1}"))
    (server.run / "two/secret").mkdir(parents=True)
    (server.run / "two/open.xml").write_text(statement("Open to all"))
    (server.run / "two/secret/inner.xml").write_text(statement("For some only"))
    (server.run / "users").write_text("sally:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")


def rendered(server, words=""):
    """How many renderings the log tells of, of those that contain `words`: "NAME as FORMAT"."""
    lines = re.findall(r"STM0703: rendered (.+)", server.log_since(0).decode("utf-8", "replace"))
    return sum(words in line for line in lines)


def slots(server):
    return [path for path in (server.run / "state/pages").glob("??/*") if len(path.name) == 38]


def settle(server, *addresses):
    """Asks until nothing is rendered any more, whichever process answers, nor ahead: for that the
    writer wakes ten times a second, and does a little each time."""
    def is_settled():
        before = rendered(server)
        for address in addresses * 4:
            server.get(address)
        time.sleep(0.5)
        return rendered(server) == before
    wait_until(is_settled, 10, "pages that are not rendered again")


def shown(server, words, address):
    return wait_until(lambda: words in (answer := server.get(address)).text and answer, 5,
                      f"{words!r} at {address}")
