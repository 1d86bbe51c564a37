"""What monitoring systems see: counters equal to the access log, a page, health, mod_status."""

import collections
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import subprocess
import time

import pytest

from newsroom import (AS_ROOT, NEWSROOM, PATIENCE, ROOT, Server, mount, statement, unmount,
                      wait_until)
from states import writer_of

MORE_MODULES = ("status",)
CONFIG = NEWSROOM + """
ExtendedStatus On
LogLevel authz_core:crit
LogFormat "%m %>s %B %U \\"%{STATEMENT_NAME}e\\" \\"%{STATEMENT_FORMAT}e\\" \\"%{STATEMENT_CACHE}e\\" \\"%{STATEMENT_RENDER_MS}e\\"" reads
CustomLog "${RUN}/access.log" reads
<Location "/statement-status">
    SetHandler statement-status
    Require local
</Location>
<Location "/statement-health">
    SetHandler statement-health
    Require local
</Location>
<Location "/server-status">
    SetHandler server-status
    Require local
</Location>
ErrorDocument 403 /refused.html
<Files "secret.xml">
    Require all denied
</Files>
"""

HIDDEN = ("draft-of-the-merger", "embargoed-merger", "broken-merger", "secret")


def prepare(server):
    (server.run / "htdocs/refused.html").write_text("<p>Refused, in the words of the house.</p>")
    server.newsroom.drop("one.xml", statement("One"))
    server.newsroom.drop("two.xml", statement("Two"))
    server.newsroom.drop("draft-of-the-merger.xml",
                         statement("Draft of the merger", attributes='id="{auto}" status="draft"'))
    server.newsroom.drop("embargoed-merger.xml",
                         statement("Embargoed merger", published="2099-05-04T10:00:00Z"))
    server.newsroom.drop("secret.xml", statement("Secret"))
    server.newsroom.drop("file.bin", "a file")


LINE = re.compile(r'(\S+) (\d+) (\d+) (\S+) "([^"]*)" "([^"]*)" "([^"]*)" "([^"]*)"')
KINDS = ((r"/statements/([^/]+/)*$", "archive"), (r".*/feed(\.\w+)?$", "feed"),
         (r".*/sitemap\.xml$", "sitemap"), (r".*/statement\.css$", "style"),
         (r".*/file\.bin$", "file"), (r"/statements$", "other"), (r"/statements/.+", "statement"))
OUTCOMES = {304: "not_modified", 401: "refused", 403: "refused", 404: "not_found", 410: "gone",
            503: "unavailable"}
GROUPS = {2: "ok", 3: "redirect", 4: "bad_request", 5: "error"}


def access_lines(server):
    text = (server.run / "access.log").read_text()
    lines = [LINE.fullmatch(line).groups() for line in text.splitlines()]
    return [line for line in lines if line[3].startswith("/statements") and line[0] != "POST"]


def counted_in_log(server):
    requests, pages, count = collections.Counter(), collections.Counter(), 0
    for _, status, size, path, _, _, cache, _ in access_lines(server):
        kind = next(kind for pattern, kind in KINDS if re.fullmatch(pattern, path))
        requests[kind, OUTCOMES.get(int(status), GROUPS[int(status) // 100])] += 1
        pages[cache] += cache != "-"
        count += int(size)
    return requests, +pages, count


def measured(server, path="/statement-status?format=json"):
    answer = server.get(path)
    assert answer.status == 200
    return json.loads(answer.body)


def counted_in_status(server):
    found = measured(server)
    requests = collections.Counter()
    for sample in found["statement_requests_total"]:
        requests[sample["kind"], sample["outcome"]] += sample["value"]
    pages = collections.Counter()
    for sample in found["statement_pages_total"]:
        pages[sample["source"]] += sample["value"]
    return +requests, +pages, sum(sample["value"]
                                  for sample in found["statement_response_bytes_total"])


def ask_for_everything(server):
    etag = server.get("/statements/one").header("ETag")
    for _ in range(3):
        for path in ("/statements/one", "/statements/two.rss", "/statements/one.xml",
                     "/statements/", "/statements/feed.atom", "/statements/feed",
                     "/statements/sitemap.xml", "/statements/?tag=nonsense", "/statements/?q=one",
                     "/statements/statement.css", "/statements/file.bin", "/statements",
                     "/statements/nothing", *(f"/statements/{name}" for name in HIDDEN)):
            server.get(path)
    server.get("/statements/one", headers={"If-None-Match": etag})
    server.get("/statements/one", headers={"If-Match": '"another"'})
    server.get("/statements/two", method="HEAD")


def test_every_counter_is_what_the_access_log_says(server):
    ask_for_everything(server)
    wait_until(lambda: counted_in_log(server) == counted_in_status(server),
               what=f"the same in log and status: {counted_in_log(server)} "
                    f"{counted_in_status(server)}")
    requests, pages, size = counted_in_status(server)
    for one in (("statement", "ok"), ("statement", "not_modified"), ("statement", "not_found"),
                ("statement", "refused"), ("statement", "bad_request"), ("archive", "ok"),
                ("archive", "not_found"), ("feed", "ok"), ("sitemap", "ok"), ("style", "ok"),
                ("file", "ok"), ("other", "redirect")):
        assert requests[one], one
    assert pages["memory"] and pages["render"]
    assert size


def test_counters_go_on_through_a_graceful_restart(server):
    server.get("/statements/one")
    before = counted_in_status(server)
    server.graceful()
    wait_until(lambda: counted_in_log(server) == counted_in_status(server), 2 * PATIENCE)
    after = counted_in_status(server)
    assert before[0]["statement", "ok"] and after[0]["statement", "ok"] >= before[0][
        "statement", "ok"]
    assert after[2] >= before[2]


def test_nothing_is_lost_with_many_readers_and_graceful_restarts(server):
    paths = ["/statements/one", "/statements/two.rss", "/statements/", "/statements/feed.atom",
             "/statements/nothing", "/statements/secret", "/statements/?q=one"]
    before = sum(counted_in_status(server)[0].values())
    server.allow("AH")

    def read(number):
        with contextlib.suppress(OSError, http.client.HTTPException):
            server.get(paths[number % len(paths)])
    with concurrent.futures.ThreadPoolExecutor(8) as readers:
        for number in range(600):
            readers.submit(read, number)
            if number in (200, 400):
                server.graceful()
    wait_until(lambda: counted_in_log(server) == counted_in_status(server), 2 * PATIENCE,
               "the same in log and status")
    assert sum(counted_in_status(server)[0].values()) >= before + 500


def test_hidden_statements_are_counted_and_never_named(server):
    ask_for_everything(server)
    for form in ("openmetrics", "text", "json", "html"):
        body = server.get(f"/statement-status?format={form}").body.decode()
        assert "statement_requests" in body or form == "html"
        for name in HIDDEN:
            assert name not in body
    for line in access_lines(server):
        assert line[4] not in HIDDEN


def test_documents_are_counted_by_state(server):
    def states():
        return {sample["state"]: sample["value"]
                for sample in measured(server)["statement_documents"]}
    server.newsroom.drop("broken-merger.xml", "<statement>")
    server.allow("STM0101")
    wait_until(lambda: states() == {"published": 3, "draft": 1, "embargoed": 1, "refused": 1,
                                    "withdrawn": 0, "expired": 0, "deleted": 0},
               what=f"the states, {states()}")
    found = measured(server)
    assert found["statement_next_change_timestamp_seconds"][0]["value"] > 4_000_000_000
    assert found["statement_first_look_complete"][0]["value"] == 1


def test_openmetrics_and_text_differ_in_what_their_formats_ask_for(server):
    accept = {"Accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"}
    answer = server.get("/statement-status", headers=accept)
    assert answer.header("Content-Type") == (
        "application/openmetrics-text; version=1.0.0; charset=utf-8")
    text = answer.body.decode()
    assert text.endswith("# EOF\n")
    assert "# TYPE statement_requests counter\n" in text
    assert "# UNIT statement_render_seconds seconds\n" in text
    plain = server.get("/statement-status")
    assert plain.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
    assert "# TYPE statement_requests_total counter\n" in plain.body.decode()
    assert "# EOF" not in plain.body.decode()
    assert plain.header("Cache-Control") == "no-store"


def test_the_page_is_made_by_a_stylesheet(server):
    ask_for_everything(server)
    answer = server.get("/statement-status", headers={"Accept": "text/html"})
    assert answer.header("Content-Type").startswith("text/html")
    body = answer.body.decode()
    assert body.startswith("<!DOCTYPE html")
    assert "Documents by state: published" in body
    assert str(server.run / "newsroom") in body


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
                                    "X-Forwarded-Proto", "x-real-ip", "True-Client-IP", "Via"])
@pytest.mark.parametrize("path", ["/statement-status", "/statement-health"])
def test_a_request_through_a_proxy_is_not_local(server, path, header):
    value = {"Forwarded": "for=192.0.2.1", "Via": "1.1 front"}.get(header, "192.0.2.1")
    assert server.get(path, headers={header: value}).status == 403
    assert server.get(path).status == 200


def test_health_is_one_line_for_each_condition(server):
    answer = wait_until(lambda: (a := server.get("/statement-health")).status == 200 and a)
    assert answer.body.decode() == ("first look complete: yes\nwriter alive: yes\n"
                                    "state writable: yes\ndisk space left: yes\n")
    assert answer.header("Cache-Control") == "no-store"


def test_health_says_that_the_state_cannot_be_written(own):
    own.write_config(CONFIG)
    own.newsroom.drop("one.xml", statement("One"))
    own.start()
    wait_until(lambda: own.get("/statement-health").status == 200, what="health")
    own.allow("STM")
    with own.expects("STM0406"):
        os.rename(own.run / "state", own.run / "away")
    answer = wait_until(lambda: (a := own.get("/statement-health")).status == 503 and a,
                        what="trouble")
    assert "state writable: no" in answer.body.decode()
    os.rename(own.run / "away", own.run / "state")
    wait_until(lambda: own.get("/statement-health").status == 200, what="health again")
    found = measured(own)
    assert found["statement_last_error_timestamp_seconds"][0]["tag"] == "STM0406"
    assert {s["level"]: s["value"] for s in found["statement_log_lines_total"]}["error"] >= 1


@AS_ROOT
def test_health_says_that_the_disk_is_nearly_full(own):
    mount(own.run / "state", "48m")
    try:
        own.write_config(CONFIG)
        own.start()
        answer = wait_until(lambda: (a := own.get("/statement-health")).body.startswith(
            b"first look complete: yes") and a, what="the first look")
        assert answer.status == 503
        assert answer.body.decode().endswith("state writable: yes\ndisk space left: no\n")
        found = measured(own)["statement_disk_free_bytes"][0]["value"]
        assert 16 * 1024 ** 2 < found < 64 * 1024 ** 2
    finally:
        own.end()
        unmount(own.run / "state")


def test_health_says_that_no_process_writes(own, mpm):
    if mpm != "event":
        pytest.skip("a child that is stopped may hold what others need to accept connections")
    own.write_config(CONFIG)
    own.start()
    wait_until(lambda: own.get("/statement-health").status == 200, what="health")
    writer = writer_of(own)
    os.kill(writer, signal.SIGSTOP)
    try:
        def is_noticed():
            with contextlib.suppress(OSError):
                answer = own.get("/statement-health", timeout=2)
                return answer.status == 503 and "writer alive: no\n" in answer.body.decode()
        wait_until(is_noticed, 3 * PATIENCE, "a writer that shows nothing")
    finally:
        os.kill(writer, signal.SIGCONT)
    wait_until(lambda: own.get("/statement-health").status == 200, what="health again")


def test_a_server_beside_the_one_that_writes_is_healthy(filled, mpm):
    config = CONFIG.replace("${RUN}/newsroom", str(filled.newsroom.path))
    second = Server(mpm, f'StatementStateDir "{filled.run}/state"\n{config}')
    try:
        second.allow("STM0407")
        second.start()
        wait_until(lambda: second.get("/statement-health").status == 200, what="health")
        assert measured(second)["statement_writer_alive"][0]["value"] == 1
    finally:
        second.stop()


def test_mod_status_has_our_lines(server):
    ask_for_everything(server)
    lines = dict(line.split(": ", 1)
                 for line in server.get("/server-status?auto").body.decode().splitlines()
                 if ": " in line)
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", lines["StatementVersion"])
    requests = sum(counted_in_status(server)[0].values())
    assert int(lines["StatementRequests"]) == requests
    assert lines["StatementWriterAlive"] == "1"
    page = server.get("/server-status").body.decode()
    assert f"mod_statement {lines['StatementVersion']}</h2>" in page
    assert f"Requests: {requests}" in page


def test_access_logs_name_statement_format_and_source(server):
    server.newsroom.drop("fresh.xml", statement("Fresh"))
    server.wait_for("/statements/fresh.txt", 200)
    server.get("/statements/fresh.txt")
    server.get("/statements/fresh.xml", headers={"Accept": "application/rss+xml"})
    lines = wait_until(lambda: (found := [line for line in access_lines(server)
                                          if line[4] == "fresh"]) and len(found) >= 3 and found)
    assert {line[5] for line in lines} == {"txt", "rss"}
    rendered = [line for line in lines if line[6] == "render"]
    assert rendered and all(float(line[7]) > 0 for line in rendered)

    def is_from_memory():
        server.get("/statements/fresh.txt")
        return [line for line in access_lines(server) if line[4] == "fresh" and line[6] == "memory"]
    assert {line[7] for line in wait_until(is_from_memory)} == {"-"}


def test_the_shown_one_liners_count_reads_per_statement_and_day(own):
    page = (ROOT / "docs/monitoring.md").read_text()
    log_format = re.search(r"^LogFormat .* statements$", page, re.MULTILINE)[0]
    own.write_config(NEWSROOM + log_format + '\nCustomLog "${RUN}/access.log" statements\n')
    own.newsroom.drop("one.xml", statement("One"))
    own.newsroom.drop("2026/spring.xml", statement("Spring"))
    shown = re.findall(r"```sh\n(.*)\n```", page)
    assert len(shown) == 2
    own.start()
    for path in ("one", "2026/spring"):
        own.wait_for(f"/statements/{path}", 200)
    # A line is written after its response has been sent.
    wait_until(lambda: len(reads(own.run, shown[0])) == 2)
    (own.run / "access.log").write_text("")
    days = {time.strftime("%d/%b/%Y", time.gmtime())}
    for path in ("one", "one.rss", "one?from=feed", "2026/spring", "", "feed.rss", "sitemap.xml",
                 "2026/", "nothing", "statement.css"):
        own.get(f"/statements/{path}", headers={"User-Agent": "a [reader]"})
    days.add(time.strftime("%d/%b/%Y", time.gmtime()))
    for line in shown:
        counts = collections.Counter()

        def are_all_counted():
            counts.clear()
            for count, day, name in reads(own.run, line):
                assert day in days
                counts[name] += int(count)
            return counts == {"2026/spring": 1, "one": 3}
        wait_until(are_all_counted, what=line)


def reads(folder, line):
    done = subprocess.run(line, shell=True, cwd=folder, check=True, text=True,
                          stdout=subprocess.PIPE)
    return [row.split() for row in done.stdout.splitlines()]


def test_more_newsrooms_than_have_a_row_share_one(own):
    names = [f"room{number}" for number in range(70)]
    own.write_config(CONFIG + "".join(f"""
Alias "/statements/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
</Directory>
""" for name in names).replace("/statements/room", "/room"))
    for name in names:
        (own.run / name).mkdir()
        (own.run / name / "one.xml").write_text(statement("One"))
    own.start()
    for name in names:
        own.wait_for(f"/{name}/one", 200)

    def by_newsroom():
        found = collections.Counter()
        for sample in measured(own)["statement_requests_total"]:
            found[sample["newsroom"]] += sample["value"]
        return found
    wait_until(lambda: sum(by_newsroom().values()) >= len(names))
    found = by_newsroom()
    assert len(found) == 65
    assert found["others"] >= 6


# Takes for ever.
ENDLESS = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><xsl:variable name="x">%s</xsl:variable></xsl:template></xsl:stylesheet>
""" % ('<xsl:for-each select="//p">' * 9 + "never" + "</xsl:for-each>" * 9)


def test_what_a_killed_child_had_in_use_is_not_counted(own):
    own.write_config(CONFIG.partition("<Files")[0] + "StatementMaxWork 2000000000\n"
                     'StatementFormat endless "${RUN}/endless.xsl" ext=endless type=text/html\n')
    (own.run / "endless.xsl").write_text(ENDLESS)
    own.newsroom.drop("one.xml", statement("One", body="<p>Words.</p>" * 50))
    own.start()
    own.wait_for("/statements/one", 200)
    own.allow("AH", "STM")

    def busy():
        return measured(own)["statement_workers_in_use"][0]["value"]
    assert own.get("/statements/one.endless").status == 503
    wait_until(busy, what="a worker that goes on")
    pid = own.process.pid
    for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)

    def is_idle():
        with contextlib.suppress(OSError):
            return busy() == 0
    wait_until(is_idle, what="nothing in use")
