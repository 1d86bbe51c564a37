"""What docs/addresses.md says of front controllers and slash rules around a newsroom."""

import re

import pytest

from newsroom import ROOT, statement

PAGE = (ROOT / "docs/addresses.md").read_text().partition("## Beside rewrite rules")[2]
EXCLUSION, TAKES_SLASH, ADDS_SLASH = re.findall(r"```apache\n(.*?)```", PAGE, re.DOTALL)

NEWSROOM = """
<Directory "${RUN}/htdocs">
    AllowOverride All
    Options +FollowSymLinks
</Directory>
<Directory "${RUN}/htdocs/statements">
    StatementEngine On
</Directory>
"""
# As frameworks have it for the server's configuration, and for a .htaccess file.
CONTROLLER = """
RewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI} !-f
RewriteCond %{DOCUMENT_ROOT}%{REQUEST_URI} !-d
RewriteRule ^ /front.html [L]
"""
HTACCESS_CONTROLLERS = [
    "RewriteRule ^front\\.html$ - [L]\nRewriteCond %{REQUEST_FILENAME} !-f\n"
    "RewriteCond %{REQUEST_FILENAME} !-d\nRewriteRule . /front.html [L]\n",
    "RewriteRule ^front\\.html$ - [L]\nRewriteRule . /front.html [L]\n",
    "FallbackResource /front.html\n"]
ADDRESSES = ["", "one", "one.rss", "one.xml", "feed.rss", "feed", "sitemap.xml", "statement.css",
             "sub/", "sub/inside"]


@pytest.fixture(name="start")
def fixture_start(own):
    def start(server="", htaccess="", ready="/statements/"):
        (own.run / "htdocs/statements/sub").mkdir(parents=True)
        (own.run / "htdocs/front.html").write_text("the front controller")
        (own.run / "htdocs/.htaccess").write_text(f"RewriteEngine On\n{htaccess}")
        for name in ("one", "sub/inside"):
            (own.run / f"htdocs/statements/{name}.xml").write_text(statement(name))
        own.write_config(f"{NEWSROOM}RewriteEngine On\n{server}")
        own.start()
        own.wait_for(ready, 200)
        return own
    return start


def answers(server):
    """What each address is answered with: its own page, the front controller's, or a redirect."""
    found = {}
    for address in ADDRESSES:
        answer = server.get(f"/statements/{address}")
        location = answer.header("Location")
        found[address] = (location.partition(f":{server.port}")[2] if location
                          else "front" if "front controller" in answer.text else answer.status)
    return found


OWN = {address: 200 for address in ADDRESSES}


def test_a_front_controller_of_the_server_takes_pages_without_the_exclusion(start):
    found = answers(start(server=CONTROLLER))
    assert found["one"] == found["feed.rss"] == found["sub/inside"] == "front"
    assert found[""] == found["sub/"] == found["one.xml"] == 200


def test_the_shown_exclusion_leaves_the_newsroom_its_addresses(start):
    server = start(server=EXCLUSION + CONTROLLER)
    assert answers(server) == OWN
    assert server.get("/statements/nothing").status == 404
    assert "front controller" in server.get("/elsewhere").text


@pytest.mark.parametrize("htaccess", HTACCESS_CONTROLLERS)
def test_one_in_a_htaccess_file_needs_none(start, htaccess):
    server = start(htaccess=htaccess)
    assert answers(server) == OWN
    assert "front controller" in server.get("/elsewhere").text


@pytest.mark.parametrize("rule", [TAKES_SLASH, ADDS_SLASH])
def test_the_shown_slash_rules_leave_the_newsroom_alone(start, rule):
    assert answers(start(htaccess=rule)) == OWN


def test_without_its_condition_a_rule_that_takes_slashes_away_takes_feeds_along(start):
    found = answers(start(htaccess=TAKES_SLASH.splitlines()[1] + "\n", ready="/statements/one"))
    assert found["feed.rss"] == found["statement.css"] == found[""] == "/statements"
    assert found["sub/"] == "/statements/sub"
    assert found["one"] == found["one.rss"] == 200


def test_without_its_condition_a_rule_that_adds_slashes_leads_pages_to_their_files(start):
    found = answers(start(htaccess=ADDS_SLASH.splitlines()[1] + "\n"))
    assert found["one"] == found["one.rss"] == "/statements/one.xml/"
    assert found["sub/inside"] == "/statements/sub/inside.xml/"
    assert found["feed.rss"] == found[""] == 200
