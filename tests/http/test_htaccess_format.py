"""StatementFormat in a .htaccess file: an editor's own stylesheet, below the folder of that file."""

import pytest

from newsroom import Folder, statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
Alias "/engine" "${RUN}/engine"
<Directory "${RUN}/newsroom">
    Require all granted
    AllowOverride FileInfo
    StatementEngine On
    StatementTitle "Example Press Office"
</Directory>
<Directory "${RUN}/engine">
    Require all granted
    AllowOverride FileInfo
    Options FollowSymLinks
</Directory>
"""
SHEET = """<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  {more}
  <xsl:output method="html" encoding="utf-8"/>
  <xsl:template match="/"><p>{words}: <xsl:value-of select="//title"/></p></xsl:template>
</xsl:stylesheet>
"""
TEXT = SHEET.replace('"html"', '"text"').replace("<p>", "").replace("</p>", "")


def sheet(words, more=""):
    return SHEET.format(words=words, more=more)


def prepare(server):
    for folder in (server.newsroom, Folder(server.run / "engine")):
        folder.drop("one.xml", statement("The one"))
        folder.drop("2026/two.xml", statement("The two"))
        folder.drop("house/own.xsl", sheet("Own"))
        folder.drop("house/words.xsl", TEXT.format(words="Plain", more=""))
        folder.drop(".htaccess", """
            StatementFormat html house/own.xsl
            StatementFormat words house/words.xsl ext=wds type=text/x-words
        """)
    with open(server.run / "engine/.htaccess", "a", encoding="utf-8") as file:
        file.write("StatementEngine On\n")
    server.newsroom.drop("2026/house/deep.xsl", sheet("Deep"))
    server.newsroom.drop("2026/.htaccess", "StatementFormat html house/deep.xsl\n")


@pytest.mark.parametrize("place", ["statements", "engine"])
def test_an_editors_stylesheet_makes_the_pages(server, place):
    server.wait_for(f"/{place}/feed.rss", 200)
    page = server.get(f"/{place}/one")
    assert (page.status, page.type, page.text.strip()) == (200, "text/html", "<p>Own: The one</p>")
    words = server.get(f"/{place}/one.wds")
    assert (words.status, words.type, words.text) == (200, "text/x-words", "Plain: The one")
    assert server.get(f"/{place}/one.rss").type == "application/rss+xml"
    assert server.get(f"/{place}/one.xml", {"Accept": "text/x-words"}).text == "Plain: The one"
    assert server.get(f"/{place}/", {"Accept": "text/html"}).status == 200


def test_a_folder_inside_may_have_its_own(server):
    assert "Deep: The two" in server.get("/statements/2026/two").text
    assert "Own: The two" in server.get("/engine/2026/two").text
    assert "Plain: The two" in server.get("/statements/2026/two.wds").text
    assert "Own: The one" in server.get("/statements/one").text


def test_an_edited_stylesheet_shows(server):
    server.newsroom.drop("house/own.xsl", sheet("Edited"))
    wait_until(lambda: "Edited: The one" in server.get("/statements/one").text)
    server.newsroom.drop("house/own.xsl", sheet("Own"))
    wait_until(lambda: "Own: The one" in server.get("/statements/one").text)


@pytest.mark.parametrize("path", ["/etc/passwd", "../xslt/statement-html.xsl", "house/../../x.xsl",
                                  "..", "{run}/newsroom/house/own.xsl"])
def test_a_stylesheet_elsewhere_is_refused_by_name(server, path):
    """As any wrong line in a .htaccess file: by httpd, for its folder, with a word in the log."""
    folder = Folder(server.newsroom.path / "refused")
    folder.drop("a.xml", statement("Refused"))
    with server.expects("a stylesheet below the folder of this file"):
        folder.drop(".htaccess", f"StatementFormat html {path.format(run=server.run)}\n")
        assert server.get("/statements/refused/a").status == 500
    (folder.path / ".htaccess").unlink()
    wait_until(lambda: server.get("/statements/refused/a").status == 200)
    assert server.get("/statements/one").status == 200


@pytest.mark.parametrize("how", ["link", "folder", "import", "entity", "document"])
def test_nothing_leads_out_of_the_folder(server, how):
    outside = server.run / "outside"
    outside.mkdir(exist_ok=True)
    # In one step: the link of an earlier case leads here, and the newsroom looks at it.
    Folder(outside).drop("secret.xsl", sheet("Secret"))
    Folder(outside).drop("secret.xml", "<secret>Secret</secret>")
    folder = Folder(server.newsroom.path / "leaving" / how)
    folder.drop("a.xml", statement(f"Leaving by {how}"))
    path = "own.xsl"
    if how == "link":
        (folder.path / path).symlink_to(outside / "secret.xsl")
    elif how == "folder":
        (folder.path / "house").symlink_to(outside)
        path = "house/secret.xsl"
    elif how == "import":
        folder.drop(path, sheet("Own", f'<xsl:import href="{outside}/secret.xsl"/>'))
    elif how == "entity":
        folder.drop(path, '<!DOCTYPE x [<!ENTITY s SYSTEM "/etc/passwd">]>' + sheet(
            "&s;").split("?>")[1])
    else:
        folder.drop(path, sheet(f"<xsl:value-of select=\"document('{outside}/secret.xml')\"/>"))
    server.allow("STM0106", "STM0107", "STM0601", "STM0602")
    folder.drop(".htaccess", f"StatementFormat html {path}\n")
    answer = server.get(f"/statements/leaving/{how}/a")
    assert "Secret" not in answer.text and "root:" not in answer.text
    assert answer.status == (200 if how == "document" else 500) or answer.status == 500
    assert server.get("/statements/one").status == 200
    (folder.path / ".htaccess").unlink()
    wait_until(lambda: server.get(f"/statements/leaving/{how}/a").status == 200)


def test_imports_that_double_stop_nobody(server):
    """One file that is imported twice by the next, sixty times over, would never be compiled."""
    folder = Folder(server.newsroom.path / "doubling")
    for number in range(60):
        folder.drop(f"{number}.xsl", sheet("Own", 2 * f'<xsl:import href="{number + 1}.xsl"/>'))
    folder.drop("60.xsl", sheet("Own"))
    folder.drop("a.xml", statement("Doubling"))
    server.allow("STM0106", "STM0107", "STM0601", "STM0602")
    with server.expects("Too many files are imported"):
        folder.drop(".htaccess", "StatementFormat html 0.xsl\n")
        assert server.get("/statements/doubling/a").status == 500
    assert server.get("/statements/one").status == 200


@pytest.mark.parametrize("value", ["text", "text/", "/html", "text/html\\r\\nX:y", "text/html\x7f",
                                   "text/h\u00e9ml", "text/html/x", "text/html;x"])
def test_what_is_no_media_type_is_refused(server, value):
    code, words = server.configtest(f'<Directory "/">\nStatementFormat x a.xsl "type={value}"\n'
                                    "</Directory>\n")
    assert code != 0 and "type=MEDIA-TYPE" in words
