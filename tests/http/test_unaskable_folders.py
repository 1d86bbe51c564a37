"""A rule in an .htaccess file that no look-up can ask about closes addresses, and says so."""

import pytest

from newsroom import Server, statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    AllowOverride All
</Directory>
"""
MORE_MODULES = ["setenvif"]
RULE = """SetEnvIf Request_URI "secret\\.xml$" hidden
<RequireAll>
Require all granted
Require not env hidden
</RequireAll>
"""
FORMS = ("", ".html", ".rss", ".atom", ".json", ".txt")


def lines_with(server, words):
    lines = server.log_since(0).decode("utf-8", "replace").splitlines()
    return [line for line in lines if words in line]


def test_one_line_names_the_directive_and_the_remedy(server):
    server.newsroom.drop("open.xml", statement("Open"))
    wait_until(lambda: "Open" in server.get("/statements/").text, 10, "the first look")
    server.allow("STM0345", "AH01630")
    server.newsroom.drop("sub/.htaccess", RULE)
    server.newsroom.drop("sub/secret.xml", statement("Secret"))
    wait_until(lambda: server.get("/statements/open").status == 403, 10, "closed addresses")
    for _ in range(30):
        server.get("/statements/")
    lines = lines_with(server, "STM0345")
    assert len(lines) == 1 and ":warn]" in lines[0]
    for words in ("sub/.htaccess:4: Require not env hidden", "NAME.xml", "Require expr",
                  "%{REQUEST_URI}"):
        assert words in lines[0], words
    assert server.get("/statements/open.xml").status == 200
    assert server.get("/statements/sub/secret.xml").status == 403


def test_a_folder_that_no_look_has_seen_is_as_closed(own_slow):
    own_slow.newsroom.drop("new/.htaccess", RULE)
    own_slow.newsroom.drop("new/secret.xml", statement("Secret"))
    for form in FORMS:
        answer = own_slow.get(f"/statements/new/secret{form}")
        assert answer.status in (403, 404, 503), (form, answer)
    assert own_slow.get("/statements/new/secret.xml").status in (403, 503)


def test_without_a_catalog_such_a_folder_is_as_closed(own_blind):
    for form in FORMS:
        answer = own_blind.get(f"/statements/sub/secret{form}")
        assert answer.status in (403, 404, 503), (form, answer)


def test_one_file_that_closes_two_newsrooms_is_named_for_each(own_two):
    own_two.allow("STM0345", "AH01630")
    for name in ("one", "two"):
        wait_until(lambda path=f"/{name}/open": own_two.get(path).status == 403, 10,
                   "closed addresses")
        own_two.get(f"/{name}/")
    lines = lines_with(own_two, "STM0345")
    assert len(lines) == 2, lines
    for name in ("one", "two"):
        assert sum(f"/newsroom/{name} " in line for line in lines) == 1, lines


@pytest.fixture(name="own_two")
def fixture_own_two(mpm):
    """Two newsrooms below one .htaccess file."""
    one = Server(mpm, "\n".join(CONFIG.replace("/statements", f"/{name}").replace(
        "/newsroom", f"/newsroom/{name}") for name in ("one", "two")) + """
<Directory "${RUN}/newsroom">
    AllowOverride All
</Directory>
""", MORE_MODULES)
    one.newsroom.drop(".htaccess", RULE)
    for name in ("one", "two"):
        one.newsroom.drop(f"{name}/open.xml", statement("Open"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(name="own_slow")
def fixture_own_slow(mpm, tmp_path):
    """A server whose intake has looked once and will not again."""
    from test_exposure import DEAF
    one = Server(mpm, CONFIG.replace("StatementEngine On",
                                     "StatementEngine On\n    StatementRefresh 1h"),
                 MORE_MODULES)
    one.preload(tmp_path, DEAF)
    one.newsroom.drop("open.xml", statement("Open"))
    one.newsroom.drop(".htaccess", "# nothing")
    try:
        one.start()
        one.wait_for("/statements/", 200, 10)
        yield one
    finally:
        one.stop()


@pytest.fixture(name="own_blind")
def fixture_own_blind(mpm, tmp_path):
    """A server that cannot open what it knows."""
    from test_exposure import BLIND
    one = Server(mpm, CONFIG, MORE_MODULES)
    one.preload(tmp_path, BLIND)
    one.newsroom.drop("sub/.htaccess", RULE)
    one.newsroom.drop("sub/secret.xml", statement("Secret"))
    try:
        one.start()
        yield one
    finally:
        one.stop()
