"""What docs/proxies.md says of proxies and caches in front works as it stands there, but for ports and
folders."""

import re
import time

import pytest

from fronts import (CACHE_DISK, NGINX_AROUND, Front, free_port, has_two_ids, start_haproxy,
                    start_nginx, start_varnish)
from newsroom import ROOT, Server, statement, wait_until

PAGE = (ROOT / "docs/proxies.md").read_text()


def snippets(kind):
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


ORIGIN, PROXY = snippets("apache")
[NGINX], [VCL], [HAPROXY] = snippets("nginx"), snippets("vcl"), snippets("haproxy")
CONFIG = ORIGIN.replace("/srv/www/statements", "${RUN}/newsroom").replace(
    "StatementEngine On", "StatementEngine On\n    StatementMaxAge 3s")
PUBLIC = "https://www.example.org/statements/"


def prepare(server):
    server.newsroom.drop("open.xml", statement("Open to all"))
    server.newsroom.drop("2026/other.xml", statement("The other"))


def as_shown(text, origin, **more):
    for old, new in {":8080": f":{origin.port}", '"8080"': f'"{origin.port}"', **more}.items():
        text = text.replace(old, str(new))
    return text


def start_shown_nginx(folder, origin):
    port = free_port()
    shown = as_shown(NGINX, origin, **{"listen 80": f"listen 127.0.0.1:{port}",
                                       "/var/cache/nginx-statements": folder / "cache"})
    return start_nginx(folder, origin, port, NGINX_AROUND.replace("{shown}", shown.replace(
        "{", "{{").replace("}", "}}")))


def start_shown_varnish(folder, origin):
    return start_varnish(folder, origin, as_shown(VCL, origin))


def start_shown_haproxy(folder, origin):
    port = free_port()
    return start_haproxy(folder, origin, port,
                         as_shown(HAPROXY, origin, **{"bind :80": f"bind 127.0.0.1:{port}"}))


def start_shown_proxy(mpm, origin):
    proxy = Server(mpm, CACHE_DISK, ("proxy", "proxy_http"))
    port = free_port()
    shown = as_shown(PROXY, origin, **{"*:80>": f"127.0.0.1:{port}>",
                                       "/var/cache/apache2/mod_cache_disk": "${RUN}/kept"})
    proxy.write_config(proxy.config + f"Listen 127.0.0.1:{port}\n{shown}")
    (proxy.run / "kept").mkdir()
    (proxy.run / "kept").chmod(0o777)
    proxy.start()
    return proxy, Front(origin, port, lambda answer: answer.header("Age") is not None)


@pytest.fixture(scope="module", name="fronts")
def start_fronts(mpm, server):
    found, proxy = {}, None
    try:
        found["nginx"] = start_shown_nginx(server.run / "nginx", server)
        found["varnish"] = start_shown_varnish(server.run / "varnish", server)
        found["haproxy"] = start_shown_haproxy(server.run / "haproxy", server)
        proxy, found["mod_cache"] = start_shown_proxy(mpm, server)
        yield found
    finally:
        for front in found.values():
            front.stop()
        if proxy:
            proxy.stop()


def test_links_lead_to_the_public_address_whatever_the_proxy_asks_for(server, fronts):
    for name, front in {"none": server, **fronts}.items():
        for host in ("www.example.org", "127.0.0.1", "evil.example.net"):
            feed = front.get("/statements/feed.rss", {"Host": host})
            assert feed.status == 200, name
            links = re.findall("<link>(.*?)</link>", feed.text)
            assert links and all(link.startswith(PUBLIC) for link in links), name
            for address, target in (("/statements", PUBLIC), ("/statements/2026", f"{PUBLIC}2026/")):
                answer = front.get(address, {"Host": host})
                assert (answer.status, answer.header("Location")) == (301, target), name


def test_each_form_is_what_it_says_and_feeds_are_open_to_scripts(server, fronts):
    for name, front in {"none": server, **fronts}.items():
        for address, is_open in (("", 0), ("open", 0), ("open.txt", 0), ("open.json", 1),
                                 ("feed.rss", 1), ("feed.atom", 1), ("feed", 1),
                                 ("2026/feed.json", 1), ("statement.css", 0)):
            answer = front.get(f"/statements/{address}")
            assert answer.header("X-Content-Type-Options") == "nosniff", (name, address)
            allowed = answer.header("Access-Control-Allow-Origin")
            assert allowed == ("*" if is_open else None), (name, address)
        assert front.get("/statements/nowhere").header("X-Content-Type-Options") == "nosniff"


def is_kept(name, answer):
    return name == "nginx" or answer.header("Age") not in (None, "0") or has_two_ids(answer)


def test_pages_are_kept_in_each_form(fronts):
    for name, front in fronts.items():
        for accept in ("text/html", "application/rss+xml", "text/html"):
            address = "open.xml"
            if name == "haproxy":  # it keeps nothing that varies by Accept, and passes that on
                assert front.get(f"/statements/{address}", {"Accept": accept}).type == accept
                address = "open" if accept == "text/html" else "open.rss"

            def kept(of=front, to=f"/statements/{address}", accepted=accept, by=name):
                answer = of.get(to, {"Accept": accepted, "Accept-Encoding": "gzip"})
                return answer if is_kept(by, answer) else None
            assert wait_until(kept, 5, name).type == accept, name


def test_varnish_forgets_at_once_what_it_is_told_to(server, fronts):
    front = fronts["varnish"]
    server.newsroom.drop("edited.xml", statement("Before", attributes='id="edited"'))
    server.wait_for("/statements/edited", 200)
    wait_until(lambda: has_two_ids(front.get("/statements/edited")), 5)
    server.newsroom.drop("edited.xml", statement("After", attributes='id="edited"'))
    wait_until(lambda: "After" in server.get("/statements/edited").text)
    assert front.get("/statements/edited", method="PURGE").status == 200
    assert "After" in front.get("/statements/edited").text


def test_nothing_old_is_shown_while_the_server_is_down(server, fronts):
    for front in fronts.values():
        assert front.get("/statements/open").status == 200
        assert front.get("/statements/feed.rss").status == 200
    server.end()
    try:
        time.sleep(4)
        for name, front in fronts.items():
            assert front.get("/statements/open").status >= 500, name
            assert front.get("/statements/feed.rss").status >= 500, name
    finally:
        server.start()
        server.wait_for("/statements/", 200)
