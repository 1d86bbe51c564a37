"""The origin server ends, and its caches answer alone: RFC 9111 section 4.2.4 lets them go on with
what they have unless they were told not to."""

import time

import pytest

from fronts import (CACHE_DISK, CACHE_DISK_HOST, CACHE_SHARED, CACHE_SHARED_HOST, PROXIED, Front,
                    free_port, has_traffic_server, says_hit, start_haproxy, start_nginx, start_squid,
                    start_traffic_server, start_varnish)
from newsroom import Server, statement, wait_until

CONFIG = """
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
    StatementMaxAge 4s
</Directory>
Alias "/statements" "${RUN}/newsroom"
Alias "/relaxed" "${RUN}/newsroom"
<Location "/relaxed">
    StatementStale 0s 1h
</Location>
"""
CACHES = {"disk": (CACHE_DISK, CACHE_DISK_HOST), "socache": (CACHE_SHARED, CACHE_SHARED_HOST)}
SPAN = 4
KNOWN = "Withdrawn as announced"
PAGES = ("open", "known", "", "feed.rss", "feed.atom", "feed.json")


def start_proxy(mpm, origin, cache):
    """mod_cache in a server of its own; each CacheQuickHandler is a cache."""
    module, host = CACHES[cache]
    proxy = Server(mpm, module, ("proxy", "proxy_http"))
    ports = {quick: free_port() for quick in ("On", "Off")}
    host = host.replace("\n</VirtualHost>", PROXIED)
    proxy.write_config(proxy.config + "".join(
        host.format(quick=quick, port=port, origin=origin.port) for quick, port in ports.items()))
    for quick in ports:
        (proxy.run / f"disk-{quick}").mkdir()
        (proxy.run / f"disk-{quick}").chmod(0o777)
    proxy.start()
    return proxy, {f"mod_cache_{cache} {quick}": Front(origin, port, says_hit)
                   for quick, port in ports.items()}


@pytest.fixture(scope="module", name="origin")
def start_origin(mpm):
    one = Server(mpm, CONFIG)
    one.newsroom.drop("open.xml", statement("Open to all"))
    try:
        one.start()
        one.wait_for("/statements/", 200)
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="module", name="fronts")
def start_fronts(mpm, origin):
    found, proxies = {}, []
    try:
        for cache in CACHES:
            proxy, caches = start_proxy(mpm, origin, cache)
            proxies.append(proxy)
            found |= caches
        found["nginx"] = start_nginx(origin.run / "nginx", origin)
        found["varnish"] = start_varnish(origin.run / "varnish", origin)
        found["haproxy"] = start_haproxy(origin.run / "haproxy", origin)
        found["squid"] = start_squid(origin.run / "squid", origin)
        if has_traffic_server():
            found["traffic server"] = start_traffic_server(origin.run / "traffic", origin)
        yield found
    finally:
        for front in found.values():
            front.stop()
        for proxy in proxies:
            proxy.stop()


def fill(front, address):
    """Has the cache keep the page, and see that it does."""
    def hit():
        answer = front.get(address)
        return answer if front.is_hit(answer) else None
    return wait_until(hit, 10, f"{address} is kept")


def test_nothing_is_shown_past_its_freshness_where_the_origin_is_down(origin, fronts):
    moment = time.time() + 120
    origin.newsroom.drop("known.xml", statement(KNOWN, head=(
        f'<withdrawn when="{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))}">No.'
        '</withdrawn>')))
    wait_until(lambda: KNOWN in origin.get("/statements/feed.rss").text)
    wait_until(lambda: KNOWN in origin.get("/relaxed/feed.rss").text)
    for front in fronts.values():
        for place in ("statements", "relaxed"):
            for page in PAGES:
                fill(front, f"/{place}/{page}")
    origin.end()
    try:
        time.sleep(SPAN + 1.5)
        for name, front in fronts.items():
            for page in PAGES:
                answer = front.get(f"/statements/{page}")
                assert answer.status >= 500, (name, page, answer.headers)
            # A change is known: there is no allowance, whatever StatementStale says.
            for page in ("known", "", "feed.rss"):
                answer = front.get(f"/relaxed/{page}")
                assert answer.status >= 500, (name, page, answer.headers)
        allowed = {name for name, front in fronts.items()
                   if front.get("/relaxed/open").status == 200}
        assert {"nginx", "mod_cache_disk Off"} <= allowed, "what StatementStale allows"
    finally:
        origin.start()
        origin.wait_for("/statements/", 200)
