"""A proxy in front: what a request says of its host gets into no cache, and the server's administrator
hears that links need an address of their own."""

import pytest

from fronts import start_nginx
from newsroom import statement, wait_until

CONFIG = """
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementIdentity news.example.org
</Directory>
Alias "/statements" "${RUN}/newsroom"
Alias "/a%20b" "${RUN}/newsroom"
Alias "/public" "${RUN}/newsroom"
<Location "/public">
    StatementBaseURL https://www.example.org/press/
</Location>
<VirtualHost *:${PORT}>
    ServerName news.example.org
</VirtualHost>
<VirtualHost *:${PORT}>
    ServerName other.example.org
</VirtualHost>
"""
FOREIGN = "evil.example.net"
HERE, PUBLIC = "/statements/", "https://www.example.org/press/"


def prepare(server):
    server.newsroom.drop("2026/old-name.xml", statement("Moved"))
    server.newsroom.drop("an einem Ort/é.xml", statement("Elsewhere"))


@pytest.fixture(scope="module", name="moved")
def rename(server):
    """Two addresses that lead on for good: a new name, and one in another form."""
    wait_until(lambda: "Moved" in server.get("/statements/feed.rss").text)
    path = server.newsroom.path
    (path / "2026/old-name.xml").rename(path / "2026/new-name.xml")
    for place in ("statements", "public"):
        server.wait_for(f"/{place}/2026/old-name", 301)
    return server


@pytest.mark.parametrize("host", ["news.example.org", FOREIGN, f"{FOREIGN}:81", "[::1]"])
@pytest.mark.parametrize("address, target", [
    ("/statements", HERE), ("/statements?page=2", f"{HERE}?page=2"),
    ("/statements/2026", f"{HERE}2026/"), ("//statements//2026", f"{HERE}2026/"),
    ("/statements/an%20einem%20Ort", f"{HERE}an%20einem%20Ort/"),
    ("/statements/2026/old-name", f"{HERE}2026/new-name"),
    ("/statements/2026/old-name.xml?a=b", f"{HERE}2026/new-name.xml?a=b"),
    ("/statements/2026/old-name.rss", f"{HERE}2026/new-name.rss"),
    ("/public", PUBLIC), ("/public?page=2", f"{PUBLIC}?page=2"), ("/public/2026", f"{PUBLIC}2026/"),
    ("/public/2026/old-name", f"{PUBLIC}2026/new-name"),
])
def test_no_redirect_is_made_from_the_host_of_a_request(moved, host, address, target):
    answer = moved.get(address, {"Host": host})
    assert (answer.status, answer.header("Location")) == (301, target)
    assert FOREIGN not in str(answer.headers)


def test_a_foreign_host_redirects_nobody_behind_a_cache(moved):
    """nginx's own key does not have the host in it."""
    front = start_nginx(moved.run / "nginx", moved)
    try:
        for address in ("/public", "/statements", "/statements/2026", "/statements/2026/old-name"):
            for host in (FOREIGN, FOREIGN, "news.example.org"):
                answer = front.get(address, {"Host": host})
                assert answer.status == 301 and FOREIGN not in answer.header("Location")
                assert FOREIGN not in answer.text or host == FOREIGN
    finally:
        front.stop()


@pytest.mark.parametrize("header", [
    {"X-Forwarded-For": "192.0.2.1"}, {"Forwarded": "for=192.0.2.1"}, {"Via": "1.1 proxy"},
    {"X-Forwarded-Host": "www.example.org"}, {"X-Forwarded-Proto": "https"}])
def test_a_proxy_without_a_configured_address_is_told_of_once(own, header):
    own.write_config(CONFIG)
    own.start()
    own.wait_for("/statements/", 200)
    for _ in range(20):
        own.get("/public/", header)
    assert "StatementBaseURL" not in own.everything_said()
    for _ in range(20):
        own.get("/statements/", header)
        own.get("/statements/feed.rss", header)
    found = [line for line in own.everything_said().splitlines() if "StatementBaseURL" in line]
    assert len(found) == 1 and "STM0260" in found[0] and next(iter(header)) in found[0]
    for _ in range(5):
        own.get("/statements/", {"Host": "other.example.org", **header})
    assert own.everything_said().count("STM0260") == 2, "another server"
