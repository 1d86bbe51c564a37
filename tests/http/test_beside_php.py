"""A newsroom beside mod_php, which has libxml2 and libxslt in the same process and sets them up its way."""

import glob
import os
import re

import pytest

from newsroom import NEWSROOM, apxs, statement, wait_until

PHP = sorted(glob.glob(f"{apxs('LIBEXECDIR')}/libphp*.so"))
pytestmark = pytest.mark.skipif(not PHP, reason="mod_php is not installed")
# Debian's handlers (php8.2.conf), and a front controller as the systems in PHP come with.
CONFIG = f"""
LoadModule php_module "{PHP[-1] if PHP else ''}"
<FilesMatch ".+\\.ph(?:ar|p|tml)$">
    SetHandler application/x-httpd-php
</FilesMatch>
DirectoryIndex index.php index.html
<Directory "${{RUN}}/htdocs">
    Options +FollowSymLinks
    RewriteEngine On
    RewriteRule "^statements(/|$)" - [END]
    RewriteRule "^index\\.php$" - [L]
    RewriteCond "%{{REQUEST_FILENAME}}" !-f
    RewriteCond "%{{REQUEST_FILENAME}}" !-d
    RewriteRule . /index.php [L]
</Directory>
""" + NEWSROOM
SEALED = "Sealed words"
SCRIPTS = {
    "index.php": "<?php echo 'the front controller of ', $_SERVER['REQUEST_URI'];",
    # All that a script can set of libxml2 and libxslt, and does not take back.
    "xml.php": """<?php
libxml_use_internal_errors(true);
libxml_set_external_entity_loader(function () { return null; });
$sheet = new DOMDocument();
$sheet->loadXML('<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform"
    xmlns:php="http://php.net/xsl"><x:template match="/"><a><x:value-of
    select="php:function(\\'strrev\\', string(.))"/></a></x:template></x:stylesheet>');
$made = new XSLTProcessor();
$made->registerPHPFunctions();
$made->importStylesheet($sheet);
$document = new DOMDocument();
$document->loadXML('<a>ferry</a>');
echo $made->transformToXML($document);
$broken = new DOMDocument();
var_dump($broken->loadXML('<!DOCTYPE a SYSTEM "none.dtd"><a>&x;<b></a>', LIBXML_DTDLOAD));
""",
    "loud.php": "<?php ini_set('display_errors', '0'); ini_set('log_errors', '0');\n"
                "$broken = new DOMDocument(); $broken->loadXML('<a><b></a>'); echo 'loud';",
    "include.php": "<?php virtual('/statements/' . $_GET['name']);",
}


@pytest.fixture(scope="module")
def mpm():
    """Debian's mod_php runs under no other."""
    return "prefork"


def prepare(server):
    server.allow("STM0101", "STM0102", "STM0103", "Unable to include")
    for name, text in SCRIPTS.items():
        (server.run / "htdocs" / name).write_text(text)
    drop = server.newsroom.drop
    drop("ferry.xml", statement("The ferry is back"))
    drop("draft.xml", statement(SEALED, attributes='id="d" status="draft"'))
    drop("draft.xml.orig", statement(SEALED))
    drop("open.txt", "Open words")
    drop("index.php", "<?php echo 'an index that lies here';")
    drop("tool.php", "<?php echo 'made by ', strrev('loot'); // its source")


def has_xml(server):
    answer = server.get("/xml.php")
    return answer.status == 200 and "yrref" in answer.text


@pytest.mark.parametrize("tail, words", [
    ("", "The ferry is back"), ("ferry", "The ferry is back"), ("ferry.rss", "The ferry is back"),
    ("feed.atom", "The ferry is back"), ("?q=ferry", "The"), ("statement.css", "{")])
def test_the_newsroom_answers_and_not_the_front_controller(server, tail, words):
    answer = server.get_ready(f"/statements/{tail}")
    assert answer.status == 200 and words in answer.unmarked
    assert "front controller" not in answer.text and "lies here" not in answer.text


def test_the_front_controller_has_what_is_not_the_newsrooms(server):
    assert "the front controller of /about" in server.get("/about").text
    answer = server.get("/statements/nothing")
    assert answer.status == 404 and "front controller" not in answer.text
    assert server.get("/statements/draft").status == 404


def test_a_script_in_the_folder_is_run_and_never_shown(server):
    answer = server.get("/statements/tool.php")
    assert "its source" not in answer.text
    assert (answer.status, answer.text) == (200, "made by tool")


def test_a_script_includes_what_is_open_and_nothing_hidden(server):
    assert "Open words" in server.get("/include.php?name=open.txt").text
    for name in ("draft", "draft.xml", "draft.rss", "draft.xml.orig"):
        assert SEALED not in server.get(f"/include.php?name={name}").text


def test_what_a_script_sets_of_libxml2_and_libxslt_is_not_ours(server):
    """Children are few, so each of them has run scripts between our pages."""
    if not has_xml(server):
        pytest.skip("PHP's XML modules are not installed")
    pages = {tail: server.get_ready(f"/statements/{tail}").text for tail in ("ferry", "ferry.txt")}
    for number in range(12):
        assert has_xml(server)
        assert server.get("/loud.php").text == "loud"
        title = f"The ferry is back, part {number}"
        server.newsroom.drop("ferry.xml", statement(title, attributes='id="the-ferry-is-back"'))
        wait_until(lambda words=title: words in server.get("/statements/ferry").text)
    server.newsroom.drop("ferry.xml", statement("The ferry is back"))
    wait_until(lambda: "part" not in server.get("/statements/ferry").text)
    for tail, text in pages.items():
        assert plain(server.get_ready(f"/statements/{tail}").text) == plain(text)


def plain(text):
    """Without what tells of corrections."""
    return re.findall(r"The ferry is back|The text of [^<]*", text)[:2]


def test_a_broken_statement_is_named_with_line_and_column_after_a_script(server):
    assert server.get("/loud.php").text == "loud"
    with server.expects("STM0101", "broken.xml:4:", "closes nothing"):
        server.newsroom.drop("broken.xml",
                             statement(SEALED, attributes='id="b"').replace("</title>", "</titel>"))
    assert server.get("/loud.php").text == "loud"
    assert server.get("/statements/broken").status == 404
    assert os.listdir(server.run / "state")
