"""The engine comes before other modules that would like to answer for the same folder."""

import pytest

from newsroom import Folder, statement

CONFIG = "\n".join(f"""
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
    {rule}
</Directory>""" for name, rule in {
    "index": "DirectoryIndex index.html feed.rss ferry",
    "guardedindex": ("DirectoryIndex index.html\n"
                     "    <Files index.html>\n    Require all denied\n    </Files>"),
    "foreignindex": "DirectoryIndex /front.html",
    "noindex": "DirectoryIndex disabled",
    "fallback": "FallbackResource /front.html",
    "autoindex": "Options +Indexes\n    IndexOptions FancyIndexing",
    "multiviews": "Options +MultiViews +Indexes",
    "rewrite": ("Options +FollowSymLinks\n    RewriteEngine On\n"
                "    RewriteCond %{REQUEST_FILENAME} !-f\n"
                "    RewriteCond %{REQUEST_FILENAME} !-d\n"
                "    RewriteRule ^ /front.html [L]"),
    "controller": ("Options +FollowSymLinks\n    RewriteEngine On\n"
                   "    RewriteRule ^ /front.html [L]"),
    "override": "AllowOverride All",
    "sethandler": "AddHandler default-handler .xml",
    "negotiated": "Options +MultiViews\n    AddType application/xml .xml\n    MultiviewsMatch Any",
    "pathinfo": "AcceptPathInfo On",
    "caseless": "DirectorySlash Off",
}.items())
HTACCESS = """
RewriteEngine On
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule ^ /front.html [L]
"""
NAMES = ["index", "guardedindex", "foreignindex", "controller", "noindex", "fallback", "autoindex", "multiviews", "rewrite", "override",
         "sethandler", "negotiated", "pathinfo", "caseless"]
READY = [f"/{name}/" for name in NAMES]


def prepare(server):
    (server.run / "htdocs/front.html").write_text("the front controller")
    for name in NAMES:
        folder = Folder(server.run / name)
        folder.drop("ferry.xml", statement("The ferry is back"))
        folder.drop("index.html", "an index that lies here")
        folder.drop("sub/inside.xml", statement("Inside"))
        folder.drop("sub/index.html", "an index that lies here")
    Folder(server.run / "override").drop(".htaccess", HTACCESS)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tail, media_type, words", [
    ("", "text/html", "The ferry is back"),
    ("ferry", "text/html", "The ferry is back"),
    ("ferry.xml", "text/html", "The ferry is back"),
    ("ferry.html", "text/html", "The ferry is back"),
    ("ferry.rss", "application/rss+xml", "The ferry is back"),
    ("feed.rss", "application/rss+xml", "The ferry is back"),
    ("statement.css", "text/css", "{"),
    ("sub/", "text/html", "Inside"),
    ("sub/inside", "text/html", "Inside"),
    ("sub/feed.rss", "application/rss+xml", "Inside"),
])
def test_the_engine_answers_first(server, name, tail, media_type, words):
    answer = server.get(f"/{name}/{tail}")
    assert (answer.status, answer.type) == (200, media_type)
    assert words in answer.text
    assert "front controller" not in answer.text and "lies here" not in answer.text


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_with_a_tail_behind_it_is_not_found(server, name):
    answer = server.get(f"/{name}/ferry/foo")
    assert answer.status == 404 or "front controller" in answer.text
    assert "The ferry is back" not in answer.text
    assert "The ferry is back" not in server.get(f"/{name}/ferry.xml/foo").text
