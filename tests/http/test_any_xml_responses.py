"""XML that programs and proxied servers answer with, and where its stylesheets come from."""


import concurrent.futures
import socket
import threading

import pytest

from any_xml import BROWSER, PLAIN_BROWSER, PROGRAMS, RSS, sheet, xml
from newsroom import Folder, apxs, varies_by, wait_until

CONFIG = """
LoadModule proxy_module "${MODULES}/mod_proxy.so"
LoadModule proxy_http_module "${MODULES}/mod_proxy_http.so"
<IfModule mpm_prefork_module>
    LoadModule cgi_module "${MODULES}/mod_cgi.so"
</IfModule>
<IfModule !mpm_prefork_module>
    LoadModule cgid_module "${MODULES}/mod_cgid.so"
    ScriptSock "${RUN}/cgisock"
</IfModule>
LoadModule include_module "${MODULES}/mod_include.so"
AddType application/xml .xml .xsl
UseCanonicalName Off
<VirtualHost *:${PORT}>
    ServerName news.example.org
    ServerAlias alias.example.org *.wild.example.org
    <Directory "${RUN}/htdocs">
        StatementTransform On
        StatementBaseURL https://base.example.org/
        AllowOverride FileInfo
    </Directory>
    <Directory "${RUN}/htdocs/cgi">
        Options +ExecCGI
        AddHandler cgi-script .cgi
    </Directory>
    <Directory "${RUN}/htdocs/backend">
        StatementTransform Off
    </Directory>
    <Location "/proxied/">
        StatementTransform On
    </Location>
    <Location "/addressed/">
        StatementTransform Address
    </Location>
    ProxyPass "/short/" "http://127.0.0.1:${SHORT}/"
    ProxyPass "/dead/" "http://127.0.0.1:1/"
    <Location "/dead/">
        StatementTransform On
    </Location>
    ProxyPass "/proxied/" "http://127.0.0.1:${PORT}/backend/"
    ProxyPass "/addressed/" "http://127.0.0.1:${PORT}/backend/"
    Alias "/backend/" "${RUN}/htdocs/cgi/"
    <Location "/backend/">
        StatementTransform Off
    </Location>
    <Directory "${RUN}/htdocs/ssi">
        Options +Includes
        AddOutputFilter INCLUDES .xml
    </Directory>
    <Location "/unseen">
        Require all granted
    </Location>
    RewriteEngine On
    RewriteRule "^/unseen" "-" [F,NS]
    <Files "private.xsl">
        Require expr "%{HTTP_COOKIE} == 'reader=one'"
    </Files>
</VirtualHost>
"""
READY = ["/plain.txt"]

# Answers what the query says, and writes down what it was asked with.
PROGRAM = """#!/bin/sh
printf '%s|%s|%s|%s|%s|%s|%s|%s\\n' "$REQUEST_METHOD" "$HTTP_IF_NONE_MATCH" \\
    "$HTTP_IF_MODIFIED_SINCE" "$HTTP_RANGE" "$HTTP_ACCEPT_ENCODING" "$QUERY_STRING" \\
    "$REQUEST_URI" "$HTTP_SEC_FETCH_DEST" >> "RUN/asked"
[ "$REQUEST_METHOD" = GET ] || cat > /dev/null
cat "RUN/answers/$QUERY_STRING"
"""
# Sends its end once somebody has its beginning.
SLOW = """#!/bin/sh
printf 'Content-Type: application/xml\\r\\n\\r\\n'
printf '<?xml-stylesheet type="text/xsl" href="/list.xsl"?><list><item>first</item>'
while [ ! -e "RUN/newsroom/go" ]; do sleep 0.05; done
printf '<item>last</item></list>'
"""
HEAD = ("Content-Type: application/xml\r\nETag: \"backend\"\r\n"
        "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r\nAccept-Ranges: bytes\r\n"
        "Digest: SHA-256=abc\r\nSet-Cookie: visited=yes\r\n")
LIST = sheet('<h1>A list</h1><p><xsl:value-of select="list/item"/></p>')
THROUGH = ["cgi", "proxied"]


def break_off(listening):
    """Answers each request with a stylesheet and a length that it does not come to."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/xsl\r\nContent-Length: 99999\r\n\r\n"
    while True:
        connection = listening.accept()[0]
        with connection:
            connection.recv(65536)
            connection.sendall((head + LIST).encode())


def prepare(server):
    run = server.run
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=break_off, args=(listening,), daemon=True).start()
    (run / "httpd.conf").write_text(f'Define MODULES "{apxs("LIBEXECDIR")}"\n'
                                    f"Define SHORT {listening.getsockname()[1]}\n"
                                    + (run / "httpd.conf").read_text())
    site = Folder(run / "htdocs")
    site.drop("plain.txt", "Text.\n")
    site.drop("list.xsl", LIST)
    program = site.drop("cgi/run.cgi", PROGRAM.replace("RUN", str(run)))
    program.chmod(0o755)
    (run / "asked").write_text("")
    (run / "asked").chmod(0o666)
    answers = Folder(run / "answers")
    body = xml(href="/list.xsl")
    answers.drop("list", f"{HEAD}\r\n{body}")
    answers.drop("feed", f"{HEAD}\r\n{xml(RSS, '/list.xsl')}")
    answers.drop("attachment", f"{HEAD}Content-Disposition: attachment; filename=a.xml\r\n\r\n{body}")
    answers.drop("kept", f"{HEAD}Cache-Control: no-transform\r\n\r\n{body}")
    answers.drop("missing", f"Status: 404 Not Found\r\n{HEAD}\r\n{body}")
    answers.drop("page", "Content-Type: text/html\r\nETag: \"html\"\r\n\r\n<p>HTML</p>")
    answers.drop("none", f"{HEAD}\r\n<list><item>None</item></list>")
    answers.drop("fresh", f"{HEAD}Cache-Control: max-age=300\r\n\r\n{body}")
    answers.drop("broken", f"{HEAD}\r\n{xml('<list><item>', '/list.xsl')}")
    answers.drop("large", f"{HEAD}\r\n{xml('<list><item>' + 'x' * 9000000 + '</item></list>', '/list.xsl')}")
    answers.drop("sheet", f"Content-Type: text/xsl\r\n\r\n{LIST.replace('A list', 'Generated')}")
    answers.drop("moved", "Location: /plain.txt\r\n\r\n")
    answers.drop("generated", f"{HEAD}\r\n{xml(href='/cgi/run.cgi?sheet')}")
    site.drop("ssi/list.xml", xml('<list><item><!--#echo var="QUERY_STRING" --></item></list>',
                                  "/list.xsl"))
    site.drop("private.xsl", LIST)
    site.drop("unseen.xsl", LIST)
    site.drop("unseen.xml", xml())
    site.drop("hidden.xml", xml(href="/unseen.xsl"))
    slow = site.drop("cgi/slow.cgi", SLOW.replace("RUN", str(run)))
    slow.chmod(0o755)
    site.drop("private.xml", xml(href="/private.xsl"))


def asked(server):
    """What the program was asked with last."""
    names = ("method", "if_none_match", "if_modified_since", "range", "accept_encoding", "query",
             "uri", "destination")
    return dict(zip(names, (server.run / "asked").read_text().splitlines()[-1].split("|")))


def body_of(server, name):
    return (server.run / "answers" / name).read_bytes().partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("place", THROUGH)
def test_a_browser_gets_a_page_of_a_response(server, place):
    answer = server.get(f"/{place}/run.cgi?list", BROWSER)
    assert answer.status == 200
    assert answer.header("Content-Type") == "text/html; charset=utf-8"
    assert "<p>One &amp; two</p>" in answer.text
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert answer.header("ETag") not in ('"backend"', None)
    assert answer.header("Digest") is None
    assert answer.header("Content-Length") == str(len(answer.body))
    assert answer.header("Set-Cookie") == "visited=yes"
    assert "private" in answer.header("Cache-Control")
    assert answer.header("Link") == (f'</{place}/run.cgi?list&source>; rel="alternate"; '
                                     'type="application/xml"')
    assert {"sec-fetch-dest", "upgrade-insecure-requests", "accept"} <= set(varies_by(answer))
    assert server.get(f"/{place}/run.cgi?list", PLAIN_BROWSER).type == "text/html"


@pytest.mark.parametrize("place", THROUGH)
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_get_the_bytes_of_a_response(server, place, name):
    answer = server.get(f"/{place}/run.cgi?feed", PROGRAMS[name])
    assert answer.body == body_of(server, "feed")
    assert answer.type == "application/xml"
    assert answer.header("ETag") == '"backend"'
    assert {"sec-fetch-dest", "upgrade-insecure-requests", "accept"} <= set(varies_by(answer))


@pytest.mark.parametrize("place", THROUGH)
def test_the_program_sees_no_condition_for_a_page(server, place):
    page = server.get(f"/{place}/run.cgi?list", BROWSER)
    answer = server.get(f"/{place}/run.cgi?list", {
        **BROWSER, "If-None-Match": page.header("ETag"), "Accept-Encoding": "gzip",
        "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT", "Range": "bytes=0-3"})
    assert answer.status == 304
    seen = asked(server)
    assert [seen[name] for name in ("if_none_match", "if_modified_since", "range",
                                    "accept_encoding")] == [""] * 4


@pytest.mark.parametrize("place", THROUGH)
def test_the_program_sees_the_conditions_of_programs(server, place):
    server.get(f"/{place}/run.cgi?list", {"If-None-Match": '"other"', "Range": "bytes=0-3"})
    seen = asked(server)
    assert seen["if_none_match"] == '"other"' and seen["range"] == "bytes=0-3"


@pytest.mark.parametrize("place", THROUGH)
def test_head_of_a_response_is_asked_for_by_get(server, place):
    got = server.get(f"/{place}/run.cgi?list", BROWSER)
    head = server.get(f"/{place}/run.cgi?list", BROWSER, method="HEAD")
    assert head.status == 200 and not head.body
    assert asked(server)["method"] == "GET"
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.header(name) == got.header(name), name
    plain = server.get(f"/{place}/run.cgi?none", BROWSER, method="HEAD")
    assert plain.status == 200 and not plain.body and plain.type == "application/xml"


@pytest.mark.parametrize("path, status", [
    ("/dead/list.xml", 503), ("/cgi/absent.cgi", 404), ("/cgi/run.cgi?moved", 200)])
def test_head_has_no_body_where_another_answers_in_the_end(server, path, status):
    server.allow("AH00957", "AH01114", "AH00128", "AH02811", "AH01264", "AH01259")
    headers = "".join(f"{name}: {value}\r\n" for name, value in BROWSER.items())
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall(f"HEAD {path} HTTP/1.1\r\nHost: news.example.org\r\n"
                           f"Connection: close\r\n{headers}\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert answer.endswith(b"\r\n\r\n") and answer.count(b"\r\n\r\n") == 1, answer


def test_an_internal_redirect_has_the_conditions_of_its_client(server):
    tag = server.get("/cgi/run.cgi?moved").header("ETag")
    assert tag and server.get("/cgi/run.cgi?moved", {**BROWSER, "If-None-Match": tag}).status == 304


@pytest.mark.parametrize("place", THROUGH)
def test_a_page_of_a_response_comes_in_ranges(server, place):
    whole = server.get(f"/{place}/run.cgi?list", BROWSER)
    part = server.get(f"/{place}/run.cgi?list", {**BROWSER, "Range": "bytes=2-5"})
    assert part.status == 206 and part.body == whole.body[2:6]
    failed = server.get(f"/{place}/run.cgi?list", {**BROWSER, "If-Match": '"other"'})
    assert failed.status == 412


@pytest.mark.parametrize("place", THROUGH)
@pytest.mark.parametrize("name, status", [("attachment", 200), ("kept", 200), ("missing", 404),
                                          ("page", 200), ("none", 200)])
def test_other_responses_are_left_alone(server, place, name, status):
    for headers in (BROWSER, {}):
        answer = server.get(f"/{place}/run.cgi?{name}", headers)
        assert answer.status == status
        assert answer.body == body_of(server, name)
        assert answer.header("ETag") in ('"backend"', '"html"')
        assert "sec-fetch-dest" not in varies_by(answer)


@pytest.mark.parametrize("place", THROUGH)
def test_other_methods_are_left_alone(server, place):
    answer = server.get(f"/{place}/run.cgi?list", BROWSER, method="POST", body=b"x")
    assert answer.body == body_of(server, "list")


@pytest.mark.parametrize("place", THROUGH)
@pytest.mark.parametrize("name", ["broken", "large"])
def test_what_cannot_be_rendered_goes_on_as_it_is(server, place, name):
    server.allow("STM0902")
    answer = server.get(f"/{place}/run.cgi?{name}", {**BROWSER, "Accept-Encoding": "identity"})
    assert answer.status == 200
    assert answer.type == "application/xml"
    assert answer.body == body_of(server, name)
    assert answer.header("ETag") == '"backend"'


def test_a_program_says_how_fresh_its_page_is(server):
    assert "max-age=300" in server.get("/cgi/run.cgi?fresh", BROWSER).header("Cache-Control")


@pytest.mark.parametrize("place", THROUGH)
def test_source_is_the_xml_and_nobody_behind_sees_it(server, place):
    for query in ("list&source", "source&list"):
        answer = server.get(f"/{place}/run.cgi?{query}", BROWSER)
        assert answer.body == body_of(server, "list")
        seen = asked(server)
        assert seen["query"] == "list" and "source" not in seen["uri"]
    assert answer.header("Link").startswith(f"</{place}/run.cgi?list>;")


def test_address_leaves_responses_alone(server):
    for headers in (BROWSER, {}):
        answer = server.get("/addressed/run.cgi?list", headers)
        assert answer.body == body_of(server, "list")
        assert answer.header("Vary") is None


@pytest.mark.parametrize("path", ["/cgi/run.cgi?list", "/proxied/run.cgi?list", "/edited.xml"])
def test_an_edited_stylesheet_is_seen_whatever_the_client_has(server, path):
    site = Folder(server.run / "htdocs")
    site.drop("edited.xml", xml(href="/list.xsl"))
    before = server.get(path, BROWSER)
    assert "A list" in before.text
    site.drop("list.xsl", LIST.replace("A list", "An edited list"))
    conditions = {"If-Modified-Since": before.header("Last-Modified")
                  or "Mon, 01 Jan 2024 00:00:00 GMT"}
    try:
        wait_until(lambda: "An edited list" in server.get(path, {**BROWSER, **conditions}).text,
                   what="the page by the edited stylesheet")
    finally:
        site.drop("list.xsl", LIST)
        wait_until(lambda: "<h1>A list" in server.get(path, BROWSER).text)


def test_a_stylesheet_may_be_made_by_a_program(server):
    assert "Generated" in server.get("/cgi/run.cgi?generated", BROWSER).text
    # That program was asked as by a program, not by a browser.
    assert asked(server)["destination"] == ""


def test_a_stylesheet_that_breaks_off_renders_nothing(server):
    server.allow("STM0902", "AH01110", "AH02609", "AH01111")
    Folder(server.run / "htdocs").drop("broken-off.xml", xml(href="/short/list.xsl"))
    for _ in range(2):
        assert server.get("/broken-off.xml", BROWSER).type == "application/xml"
    server.expects("STM0902", "/short/list.xsl answers 502")


@pytest.mark.parametrize("origin, is_own", [
    ("https://news.example.org", True), ("http://news.example.org:8443", True),
    ("https://alias.example.org", True), ("https://one.wild.example.org", True),
    ("https://base.example.org", True), ("//news.example.org", True),
    ("https://evil.example.net", False), ("http://127.0.0.1", False),
    ("https://news.example.org.evil.net", False), ("http://user@news.example.org", False),
    ("ftp://news.example.org", False), ("file://", False)])
def test_a_stylesheet_is_this_virtual_hosts(server, origin, is_own):
    server.allow("STM0902")
    name = "".join(letter if letter.isalnum() else "-" for letter in origin)
    site = Folder(server.run / "htdocs")
    site.drop(f"{name}.xml", xml(href=f"{origin}/list.xsl"))
    # Whoever names a host in a request does not make it ours.
    host = origin.partition("//")[2]
    for headers in (BROWSER, {**BROWSER, "Host": host or "news.example.org"}):
        if headers.get("Host") == "user@news.example.org":
            continue
        assert (server.get(f"/{name}.xml", headers).type == "text/html") == is_own


def test_includes_come_before_the_stylesheet(server):
    assert "<p>with-words</p>" in server.get("/ssi/list.xml?with-words", BROWSER).text


def test_a_page_is_for_those_who_may_read_its_stylesheet(server):
    server.allow("AH01630", "STM0902")
    mine = server.get("/private.xml", {**BROWSER, "Cookie": "reader=one"})
    assert mine.type == "text/html"
    assert server.get("/private.xml", BROWSER).type == "application/xml"
    assert server.get("/private.xml", {**BROWSER, "Cookie": "reader=two"}).type == "application/xml"


def test_a_rule_that_spares_sub_requests_holds_for_stylesheets(server):
    server.allow("STM0902")
    assert server.get("/unseen.xsl").status == 403
    assert server.get("/hidden.xml", BROWSER).type == "application/xml"
    assert server.get("/unseen.html", BROWSER).status == 403


def test_programs_need_not_wait_for_the_end_of_a_response(server):
    (server.run / "newsroom/go").unlink(missing_ok=True)
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall(b"GET /cgi/slow.cgi HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        got = b""
        while b"first" not in got:
            some = connection.recv(4096)
            assert some, got
            got += some
        assert b"last" not in got
        (server.run / "newsroom/go").touch()
        while b"last" not in got:
            some = connection.recv(4096)
            assert some, got
            got += some
    assert "<p>first</p>" in server.get("/cgi/slow.cgi", BROWSER).text


def test_a_crowd_has_a_page_rendered_once(server):
    Folder(server.run / "htdocs").drop("crowd.xml", xml(href="/list.xsl"))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.get("/crowd.xml", BROWSER), range(16)))
    assert {answer.body for answer in answers} == {answers[0].body}
    assert {answer.type for answer in answers} == {"text/html"}
