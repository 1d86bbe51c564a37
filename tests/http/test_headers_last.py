"""What the access log says of an answer's headers is there when the last byte has gone, whatever has
become of the page by then."""

import socket

import pytest

import newsroom
from newsroom import NEWSROOM, statement, wait_until

CONFIG = "StatementCacheSize 2G\nStatementMaxSize 64M\nStatementMaxWork 100000000\n" + NEWSROOM + """
SendBufferSize 8192
LogFormat "%>s %{ETag}o %{Content-Language}o %{Link}o %U" said
CustomLog "${RUN}/access.log" said
<IfModule !mpm_prefork_module>
    StartServers 1
    ServerLimit 1
    MinSpareThreads 1
    MaxSpareThreads 8
    MaxRequestWorkers 8
</IfModule>
"""
# More than what waits to be unmapped at most, so that it is unmapped at once.
LONG = ("<p>" + "The tide tables are long. " * 2000 + "</p>\n") * 360
PAGE = "/statements/long"


def prepare(server):
    server.newsroom.drop("long.xml", statement("First version", body=LONG, attributes='id="long"'))


def begin_to_read(server):
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    one.settimeout(20)
    one.connect(("127.0.0.1", server.port))
    one.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: news.example.org:{server.port}\r\n"
                "Connection: close\r\n\r\n".encode())
    assert one.recv(15) == b"HTTP/1.1 200 OK"
    return one


@pytest.mark.skipif(newsroom.BUILD.name != "build", reason="to compress it takes minutes there")
def test_a_page_that_is_replaced_while_it_is_sent_leaves_its_headers_to_the_log(server):
    tag = server.wait_for(PAGE, 200, 30).header("ETag")
    assert server.get(PAGE).header("ETag") == tag  # from what the child keeps
    reader = begin_to_read(server)
    server.newsroom.drop("long.xml", statement("Second version", body=LONG,
                                               attributes='id="long"'))
    wait_until(lambda: server.get(PAGE, method="HEAD").header("ETag") != tag, 20, "the new page")
    server.get(PAGE, method="HEAD")
    line = f"200 {tag} en ".replace('"', '\\"')
    log = server.run / "access.log"
    before = log.read_text().count(line)
    while reader.recv(1 << 20):
        pass
    reader.close()
    wait_until(lambda: log.read_text().count(line) > before, 5, "its line in the access log")
