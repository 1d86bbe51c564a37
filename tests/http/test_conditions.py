"""Conditions and ranges of a request, each form with the section of RFC 9110 that settles it.

`{tag}` stands for the page's entity tag without its marks, `{date}` for its Last-Modified.
"""

import http.client
import os
import re
import socket
import time

import pytest

from newsroom import apxs, statement, wait_until

MODULES = apxs("LIBEXECDIR")
# The host name tells the way in which tags change on their way.
WAYS = {f"{module}-{setting}".lower(): (module, setting) for module in ("Deflate", "Brotli")
        for setting in ("AddSuffix", "NoChange", "Remove")}
CODINGS = {"Deflate": ("gzip", "-gzip"), "Brotli": ("br", "-br")}
FILTERS = {"Deflate": "DEFLATE", "Brotli": "BROTLI_COMPRESS"}
CONFIG = f"""
LimitRequestFieldSize 20000
LoadModule brotli_module "{MODULES}/mod_brotli.so"
Alias "/statements" "${{RUN}}/newsroom"
<Directory "${{RUN}}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
</Directory>
<Directory "${{RUN}}/compressed">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
</Directory>
<VirtualHost *:${{PORT}}>
    ServerName news.example.org
</VirtualHost>
""" + "".join(f"""
<VirtualHost *:${{PORT}}>
    ServerName {name}.example.org
    Alias "/statements" "${{RUN}}/compressed"
    {module}AlterETag {setting}
    SetOutputFilter {FILTERS[module]}
    Header set X-Way "{name}"
</VirtualHost>
""" for name, (module, setting) in WAYS.items())
LONG = "<p>" + "Many words about the ferry and its way. " * 60 + "</p>"
PAGE = "/statements/ferry"
DAYS = {"Mon": "Monday", "Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Fri": "Friday",
        "Sat": "Saturday", "Sun": "Sunday"}


def prepare(server):
    old = time.time() - 1000
    for folder in ("newsroom", "compressed"):
        path = server.run / folder
        path.mkdir(exist_ok=True)
        (path / "ferry.xml").write_text(statement("The ferry is back", body=LONG))
        os.utime(path / "ferry.xml", (old, old))


@pytest.fixture(scope="module")
def page(server):
    """The page, once a date alone tells it from the one before, and once all are known."""
    for way in WAYS:
        server.wait_for("/statements/", 200, headers={"Host": f"{way}.example.org"})
    answer = server.get(PAGE)
    wait_until(lambda: server.get(PAGE, {
        "If-Modified-Since": answer.header("Last-Modified")}).status == 304)
    return answer


def shifted(date, seconds, form="%a, %d %b %Y %H:%M:%S GMT"):
    moment = time.strptime(date, "%a, %d %b %Y %H:%M:%S GMT")
    return time.strftime(form, time.gmtime(int(time.mktime(moment) - time.timezone) + seconds))


def rfc850(date):
    """Sunday, 06-Nov-94 08:49:37 GMT"""
    day, rest = date.split(", ")
    number, month, year, clock, zone = rest.split()
    return f"{DAYS[day]}, {number}-{month}-{year[2:]} {clock} {zone}"


def asctime(date):
    """Sun Nov  6 08:49:37 1994"""
    day, rest = date.split(", ")
    number, month, year, clock, _ = rest.split()
    return f"{day} {month} {int(number):2} {clock} {year}"


def filled(value, page):
    tag, date = page.header("ETag").strip('"'), page.header("Last-Modified")
    return value.format(tag=tag, date=date, before=shifted(date, -1), after=shifted(date, 1),
                        rfc850=rfc850(date), asctime=asctime(date),
                        short=re.sub(r" \d\d(\d\d) ", r" \1 ", date),
                        american=date.replace("GMT", "EST"), offset=date.replace("GMT", "+0000"))


@pytest.mark.parametrize("path, condition, status", [
    (PAGE, "If-None-Match: *", 304),
    (f"{PAGE}.txt", "If-None-Match: other", 200)])
def test_a_short_answer_does_not_wait_for_the_next_request(server, page, path, condition, status):
    server.wait_for(path, 200)
    request = f"GET {path} HTTP/1.1\r\nHost: news.example.org\r\n{condition}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(f"{request}GET /the/beginn".encode())
        assert connection.recv(1000).startswith(f"HTTP/1.1 {status} ".encode())


MATCH, NONE_MATCH, RANGE = "If-Match", "If-None-Match", "If-Range"
SINCE, UNMODIFIED = "If-Modified-Since", "If-Unmodified-Since"
FUTURE, ANCIENT = "Tue, 25 Nov 2081 04:00:00 GMT", "Wed, 01 Jan 1800 00:00:00 GMT"
OTHERS = 'W/"another, one", ' * 430


@pytest.mark.parametrize("section, conditions, status", [
    ("13.1.1", {MATCH: '"{tag}"'}, 200),
    ("13.1.1", {MATCH: "*"}, 200),
    ("13.1.1 one of a list", {MATCH: '"other", "{tag}"'}, 200),
    ("13.1.1 another", {MATCH: '"other"'}, 412),
    ("13.1.1 strong comparison", {MATCH: 'W/"{tag}"'}, 412),
    ("8.8.3 no tag", {MATCH: "{tag}"}, 412),
    ("13.1.4", {UNMODIFIED: "{date}"}, 200),
    ("13.1.4 changed since", {UNMODIFIED: "{before}"}, 412),
    ("13.1.4 no date", {UNMODIFIED: "nonsense"}, 200),
    ("13.2.2 If-Match decides", {MATCH: '"{tag}"', UNMODIFIED: "{before}"}, 200),
    ("13.1.2", {NONE_MATCH: '"{tag}"'}, 304),
    ("13.1.2 weak comparison", {NONE_MATCH: 'W/"{tag}"'}, 304),
    ("13.1.2 anything", {NONE_MATCH: "*"}, 304),
    ("13.1.2 a star in a list", {NONE_MATCH: '*, "other"'}, 200),
    ("13.1.2 another", {NONE_MATCH: '"other"'}, 200),
    ("13.1.2 one of a list", {NONE_MATCH: '"other", W/"third","{tag}"'}, 304),
    ("5.6.1 empty members", {NONE_MATCH: ',, "{tag}" ,'}, 304),
    ("8.8.3 a comma inside", {NONE_MATCH: '"a,b", "{tag}"'}, 304),
    ("8.8.3 ours inside of one", {NONE_MATCH: '"a, {tag}"'}, 200),
    ("8.8.3 a backslash is a letter", {NONE_MATCH: '"a\\", "{tag}"'}, 304),
    ("8.8.3 no tag", {NONE_MATCH: "{tag}"}, 200),
    ("8.8.3 half a tag", {NONE_MATCH: '"{tag}'}, 200),
    ("13.1.2 empty", {NONE_MATCH: ""}, 200),
    ("13.1.2 eight kilobytes", {NONE_MATCH: OTHERS + '"{tag}"'}, 304),
    ("13.1.2 eight kilobytes of others", {NONE_MATCH: OTHERS + '"other"'}, 200),
    ("13.1.2 compressed", {NONE_MATCH: '"{tag}-gzip"'}, 304),
    ("13.1.2 compressed otherwise", {NONE_MATCH: 'W/"{tag}-br"'}, 304),
    ("13.1.3", {SINCE: "{date}"}, 304),
    ("13.1.3 the reader's clock", {SINCE: "{after}"}, 304),
    ("13.1.3 the future", {SINCE: FUTURE}, 304),
    ("13.1.3 changed since", {SINCE: "{before}"}, 200),
    ("13.1.3 ancient", {SINCE: ANCIENT}, 200),
    ("13.1.3 nonsense", {SINCE: "yesterday"}, 200),
    ("13.1.3 a number", {SINCE: "0"}, 200),
    ("5.6.7 the form of RFC 850", {SINCE: "{rfc850}"}, 304),
    ("5.6.7 the form of asctime", {SINCE: "{asctime}"}, 304),
    ("5.6.7 a year of two digits", {SINCE: "{short}"}, 200),
    ("5.6.7 another zone", {SINCE: "{american}"}, 200),
    ("5.6.7 an offset", {SINCE: "{offset}"}, 200),
    ("13.2.2 a tag decides over a date", {NONE_MATCH: '"other"', SINCE: "{date}"}, 200),
    ("13.2.2 the other way round", {NONE_MATCH: '"{tag}"', SINCE: ANCIENT}, 304),
    ("13.2.2 If-Match comes first", {MATCH: '"other"', NONE_MATCH: '"{tag}"'}, 412),
    ("13.2.2 then If-None-Match", {MATCH: "*", NONE_MATCH: '"{tag}"'}, 304),
    ("13.2.2 a range comes last", {NONE_MATCH: '"{tag}"', "Range": "bytes=0-0"}, 304),
])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_condition_gets_the_status_of_its_section(server, page, method, section, conditions,
                                                    status):
    headers = {name: filled(value, page) for name, value in conditions.items()}
    answer = server.get(PAGE, headers, method=method)
    assert answer.status == status, section
    if method == "HEAD" or status == 304:
        assert answer.body == b""
    elif status == 200:
        assert answer.body == page.body


@pytest.mark.parametrize("lines, status", [
    (['"other"', '"{tag}"'], 304), (['"{tag}"', 'W/"other"'], 304), (['"other"', '"third"'], 200),
    (["*", '"other"'], 200)])
def test_several_header_lines_are_one_list(server, page, lines, status):
    # RFC 9110 section 5.3
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest("GET", PAGE, skip_host=True)
    connection.putheader("Host", f"news.example.org:{server.port}")
    for line in lines:
        connection.putheader("If-None-Match", filled(line, page))
    connection.endheaders()
    assert connection.getresponse().status == status
    connection.close()


# RFC 9110 section 15.4.5: of what a 200 would have only that may be missing which describes the
# bytes that are not sent; section 6.6.1 and RFC 9111 section 5.3: these go on with the clock.
KEPT = ("ETag", "Last-Modified", "Vary", "Cache-Control", "Content-Location", "Link")
OF_BYTES = ("content-length", "content-type", "content-encoding", "accept-ranges")
MOVING = ("date", "expires")


@pytest.mark.parametrize("address", [
    "/statements/", "/statements/?page=1", "/statements/feed", "/statements/feed.rss",
    "/statements/feed.atom", "/statements/feed.json", "/statements/sitemap.xml", PAGE,
    f"{PAGE}.xml", f"{PAGE}.html", f"{PAGE}.rss", f"{PAGE}.atom", f"{PAGE}.json", f"{PAGE}.txt",
    f"{PAGE}.vcf", "/statements/statement.css"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("more", [{}, {"Accept-Encoding": "gzip"}, {"Accept": "*/*"}])
def test_a_304_has_the_headers_of_its_page(server, page, address, method, more):
    whole = server.get(address, more)
    again = server.get(address, {**more, "If-None-Match": whole.header("ETag")}, method=method)
    assert (whole.status, again.status) == (200, 304)
    assert page.status == 200 and again.body == b""
    for moving in MOVING:
        assert again.header(moving) is not None
    left_out = MOVING + OF_BYTES
    assert [header for header in again.headers if header[0].lower() not in MOVING] == \
        [header for header in whole.headers if header[0].lower() not in left_out]


@pytest.mark.parametrize("section, headers, status, expected", [
    ("14.2 the first byte", {"Range": "bytes=0-0"}, 206, slice(0, 1)),
    ("14.2 a middle", {"Range": "bytes=10-19"}, 206, slice(10, 20)),
    ("14.1.2 a suffix", {"Range": "bytes=-7"}, 206, slice(-7, None)),
    ("14.1.2 from there on", {"Range": "bytes=100-"}, 206, slice(100, None)),
    ("14.1.2 past the end", {"Range": "bytes=100-99999999"}, 206, slice(100, None)),
    ("14.1.2 a suffix longer than all", {"Range": "bytes=-99999999"}, 206, slice(None)),
    ("14.2 another unit", {"Range": "lines=0-1"}, 200, slice(None)),
    ("14.2 nonsense", {"Range": "bytes=b-a"}, 200, slice(None)),
    ("15.5.17 nothing there", {"Range": "bytes=99999999-"}, 416, None),
    ("13.1.5 its tag", {"Range": "bytes=1-5", RANGE: '"{tag}"'}, 206, slice(1, 6)),
    ("13.1.5 another", {"Range": "bytes=1-5", RANGE: '"other"'}, 200, slice(None)),
    ("13.1.5 weak", {"Range": "bytes=1-5", RANGE: 'W/"{tag}"'}, 200, slice(None)),
    ("13.1.5 no tag", {"Range": "bytes=1-5", RANGE: "{tag}"}, 200, slice(None)),
    ("13.1.5 compressed", {"Range": "bytes=1-5", RANGE: '"{tag}-gzip"'}, 200, slice(None)),
    ("13.1.5 another date", {"Range": "bytes=1-5", RANGE: "{before}"}, 200, slice(None)),
    ("13.1.5 a later date", {"Range": "bytes=1-5", RANGE: "{after}"}, 200, slice(None)),
    ("5.6.7 another zone", {"Range": "bytes=1-5", RANGE: "{american}"}, 200, slice(None)),
    ("13.1.5 without a range", {RANGE: '"other"'}, 200, slice(None)),
    ("13.1.1 parts of the same", {"Range": "bytes=1-5", MATCH: '"{tag}"'}, 206, slice(1, 6)),
    ("13.1.1 parts of another", {"Range": "bytes=1-5", MATCH: '"{tag}-gzip"'}, 412, None),
])
def test_a_range_gets_its_bytes(server, page, section, headers, status, expected):
    answer = server.get(PAGE, {name: filled(value, page) for name, value in headers.items()})
    assert answer.status == status, section
    if expected is not None:
        assert answer.body == page.body[expected]
        assert answer.header("ETag") == page.header("ETag")


def test_a_thousand_ranges_are_one_page(server, page):
    # RFC 9110 section 14.2 allows to ignore what wastes the server's time, and to join parts.
    for form in ("{0}-{0}", "{0}-"):
        ranges = ",".join(form.format(start) for start in range(0, 2000, 2))
        answer = server.get(PAGE, {"Range": f"bytes={ranges}"})
        assert answer.status in (200, 206) and answer.body == page.body


def test_several_ranges_come_in_parts(server, page):
    answer = server.get(PAGE, {"Range": "bytes=0-1,10-12"})
    assert answer.status == 206 and answer.type == "multipart/byteranges"
    assert page.body[10:13] in answer.body


def test_head_ignores_a_range(server, page):
    # RFC 9110 section 14.2: a range has a meaning for GET alone.
    answer = server.get(PAGE, {"Range": "bytes=0-0"}, method="HEAD")
    assert answer.status in (200, 206) and answer.body == b""
    assert answer.header("ETag") == page.header("ETag")


@pytest.mark.parametrize("way", WAYS)
def test_a_compressed_page_is_recognised_when_its_tag_comes_back(server, page, way):
    module, setting = WAYS[way]
    coding, suffix = CODINGS[module]
    headers = {"Host": f"{way}.example.org", "Accept-Encoding": coding}
    whole = server.get(PAGE, headers)
    tag = whole.header("ETag")
    assert page.status == whole.status == 200
    assert whole.header("Content-Encoding") == coding and len(whole.body) < len(page.body)
    assert "Accept-Encoding" in whole.header("Vary")
    if setting == "Remove":
        assert tag is None
        # RFC 9110 section 8.8.2.2: within the second of a change its date says too little.
        wait_until(lambda: server.get(PAGE, {
            **headers, "If-Modified-Since": whole.header("Last-Modified")}).status == 304, 3)
        again = server.get(PAGE, {**headers, "If-Modified-Since": whole.header("Last-Modified")})
    else:
        assert tag.endswith('-gzip"' if suffix == "-gzip" else '-br"') == (setting == "AddSuffix")
        again = server.get(PAGE, {**headers, "If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    for name in (*KEPT, "X-Way"):
        assert again.header(name) == whole.header(name), name


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", ['"{tag}"', 'W/"{tag}"', '"other", "{tag}"', '"{tag}-gzip"',
                                  'W/"{tag}-br"', '"{tag}-zstd", "other"'])
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_a_304_carries_the_tag_that_matched(server, page, way, form, coding):
    host = {"Host": f"{way}.example.org"}
    plain = server.get(PAGE, {**host, "Accept-Encoding": "identity"})
    sent = form.format(tag=plain.header("ETag").strip('"')) if plain.header("ETag") else None
    assert page.status == 200 and sent
    again = server.get(PAGE, {**host, "Accept-Encoding": coding, "If-None-Match": sent})
    assert again.status == 304
    matched = next(tag for tag in re.findall(r'"[^"]+"', sent) if "other" not in tag)
    assert again.header("ETag") in (matched, None)
    assert again.header("ETag") or WAYS[way][1] == "Remove"


@pytest.mark.parametrize("way", [way for way in WAYS if WAYS[way][1] == "AddSuffix"])
def test_a_range_of_plain_bytes_is_not_cut_from_compressed_ones(server, page, way):
    # RFC 9110 section 13.1.5: the tag of what would be sent decides.
    coding, _ = CODINGS[WAYS[way][0]]
    host = {"Host": f"{way}.example.org"}
    plain = server.get(PAGE, host)
    assert page.status == 200
    answer = server.get(PAGE, {**host, "Accept-Encoding": coding, "Range": "bytes=0-9",
                               "If-Range": plain.header("ETag")})
    assert answer.status == 200
    part = server.get(PAGE, {**host, "Range": "bytes=0-9", "If-Range": plain.header("ETag")})
    assert (part.status, part.body) == (206, plain.body[:10])


def test_two_edits_in_one_second_move_both_validators(server, page):
    # RFC 9110 section 8.8.2.2; a client that gets one of them only believes in neither.
    seen = []
    for words in ("first", "other", "third"):
        server.newsroom.drop("edited.xml", statement("Edited", body=f"<p>The {words} words.</p>"))
        answer = wait_until(lambda text=words: (
            lambda got: got if f"The {text} words" in got.text else None)(
                server.get("/statements/edited")))
        for old in seen:
            assert old.header("ETag") != answer.header("ETag")
            again = server.get("/statements/edited", {"If-None-Match": old.header("ETag")})
            assert again.status == 200
            again = server.get("/statements/edited", {
                "If-Modified-Since": old.header("Last-Modified")})
            assert again.status == 200 and f"The {words} words" in again.text
        seen.append(answer)
    assert page.status == 200
    wait_until(lambda: "edited" in server.get("/statements/feed.rss").text)
    server.newsroom.remove("edited.xml")
    server.wait_for("/statements/edited", 410)


def test_the_same_bytes_keep_their_tag_after_touch_and_graceful_restart(server, page):
    # A client that knows the bytes does not store new validators.
    os.utime(server.newsroom.path / "ferry.xml")
    time.sleep(1.2)
    for _ in range(2):
        answer = server.wait_for(PAGE, 200)
        assert answer.header("ETag") == page.header("ETag")
        assert answer.header("Last-Modified") == page.header("Last-Modified")
        server.graceful()
        time.sleep(1)
