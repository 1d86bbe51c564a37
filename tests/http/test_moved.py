"""A statement that moves into a folder its readers do not get into is gone for them."""

from newsroom import statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementRefresh 100ms
</Directory>
<Directory "${RUN}/newsroom/closed">
    Require all denied
</Directory>
"""


def prepare(server):
    server.allow("AH01630")
    server.newsroom.drop("here.xml", statement("Moves"))
    server.newsroom.drop("near.xml", statement("Moves nearby"))


def move(server, old, new):
    text = (server.newsroom.path / f"{old}.xml").read_text()
    server.wait_for(f"/statements/{old}", 200)
    server.newsroom.drop(f"{new}.xml", text)
    server.newsroom.remove(f"{old}.xml")


def test_a_redirect_does_not_tell_a_closed_folders_name(server):
    move(server, "here", "closed/there")
    wait_until(lambda: server.get("/statements/here").status != 200, 10, "the old name to go")
    for tail in ("", ".xml", ".rss", ".html"):
        answer = server.wait_for(f"/statements/here{tail}", 410)
        assert answer.header("Location") is None and "there" not in answer.text


def test_a_redirect_tells_the_name_in_an_open_folder(server):
    move(server, "near", "open/there")
    answer = server.wait_for("/statements/near", 301, 10)
    assert answer.header("Location").endswith("/statements/open/there")
