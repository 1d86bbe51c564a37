"""Whatever refuses NAME.xml refuses each address of it, and keeps it out of all that others show.

One virtual host and one newsroom for each way to refuse and each AllowOverride. "secret" is refused
in all of them, "closed/inside" where the way is for a folder; "open" names both as related, shows
"secret" as its translation, and is for everybody.
"""

import base64
import hashlib
import os

import pytest

from newsroom import Folder, statement, wait_until

IF = '<If "%{REQUEST_URI} =~ m#/secret[.]xml$#">\nRequire all denied\n</If>'
REWRITE = "RewriteEngine On\n"
FILES = '<Files "secret.xml">\nRequire all denied\n</Files>'
# name: (in the virtual host, in <Directory>, whether "closed/" is refused instead of "secret")
WAYS = {
    "files": ("", FILES, False),
    "location": ('<Location "/news/secret.xml">\nRequire all denied\n</Location>', "", False),
    "if": (IF, "", False),
    "if-directory": ("", IF, False),
    "if-file": ("", '<If "%{REQUEST_FILENAME} =~ m#secret[.]xml$#">\nRequire all denied\n</If>',
                False),
    "else": ('<If "%{REQUEST_URI} !~ m#/secret[.]xml$#">\nServerSignature Off\n</If>\n<Else>\n'
             'Require all denied\n</Else>', "", False),
    "if-folder": ('<If "%{REQUEST_URI} =~ m#^/news/closed/#">\nRequire all denied\n</If>', "",
                  True),
    "rewrite": (REWRITE + 'RewriteRule "^/news/secret\\.xml$" "-" [F]', "", False),
    "rewrite-directory": ("", REWRITE + 'RewriteRule "^secret\\.xml$" "-" [F]', False),
    "rewrite-folder": (REWRITE + 'RewriteRule "^/news/closed/" "-" [F]', "", True),
    "rewrite-404": (REWRITE + 'RewriteRule "^/news/secret\\.xml$" "-" [R=404]', "", False),
    "rewrite-away": (REWRITE + 'RewriteRule "^/news/secret\\.xml$" "/login" [R=302]', "", False),
    "rewrite-other": (REWRITE + 'RewriteRule "^/news/secret\\.xml$" "/other.txt" [PT]', "", False),
    "redirect": ('Redirect 302 "/news/secret.xml" "https://example.org/login"', "", False),
    "redirect-gone": ('RedirectMatch 410 "^/news/sec.*\\.xml$"', "", False),
    "expr": ("", 'Require expr "%{REQUEST_URI} !~ m#/secret[.]xml$#"', False),
    "expr-folder": ("", 'Require expr "%{REQUEST_URI} !~ m#^/news/closed/#"', True),
    "alias": ("", "Require quiet", False),
    "moved": ('Alias "/news/secret.xml" "${RUN}/nobody/secret.xml"', "", False),
    "proxy": ('ProxyPass "/news/secret.xml" "http://127.0.0.1:1/secret.xml"', "", False),
    "directory": ('<Directory "{root}/closed">\nRequire all denied\n</Directory>', "", True),
    "directory-match": ('<DirectoryMatch "/secret\\.xml$">\nRequire all denied\n</DirectoryMatch>',
                        "", False),
    "login": ('<Location "/news/secret.xml">\nAuthType Basic\nAuthName "x"\n'
              'AuthUserFile "${RUN}/users"\nRequire user anna\n</Location>', "", False),
    "links": ("", "Options -FollowSymLinks", False),
    "owners": ("", "Options -FollowSymLinks +SymLinksIfOwnerMatch", False),
    "env": ('SetEnvIf Request_URI "/secret\\.xml$" hidden',
            "<RequireAll>\nRequire all granted\nRequire not env hidden\n</RequireAll>", False),
    "deny-env": ('SetEnvIf Request_URI "/secret\\.xml$" hidden',
                 "Require all granted\nOrder Allow,Deny\nAllow from all\nDeny from env=hidden",
                 False),
    "the-request": (REWRITE + 'RewriteCond "%{THE_REQUEST}" "secret\\.xml"\n'
                    'RewriteRule "^" "-" [F]', "", False),
    "main-only": (REWRITE + 'RewriteRule "^/news/secret\\.xml$" "-" [F,NS]', "", False),
}
# In the root's own .htaccess file, or the folder's.
HTACCESS = {
    "htaccess-files": (FILES, False),
    "htaccess-if": (IF, False),
    "htaccess-rewrite": (REWRITE + 'RewriteRule "^secret\\.xml$" "-" [F]', False),
    "htaccess-expr": ('Require expr "%{REQUEST_URI} !~ m#/secret[.]xml$#"', False),
    "htaccess-folder": ("Require all denied", True),
    "htaccess-broken": ("Nonsense On", True),
}
UNASKABLE = {"env", "deny-env"}
OVERRIDES = {"none": "AllowOverride None", "all": "AllowOverride All", "unset": ""}
CASES = [(way, override) for way in WAYS for override in OVERRIDES] + \
        [(way, "all") for way in HTACCESS]
TAILS = ["", ".html", ".rss", ".atom", ".json", ".txt", ".vcf"]
LISTS = ["", "feed.rss", "feed.atom", "feed.json", "feed", "?year=2024", "?tag=Ferry", "?q=words",
         "?q=secret", "sitemap.xml", "?page=2", "feed.rss?year=2024", "feed.rss?tag=Ferry"]
MORE_MODULES = ["proxy", "proxy_http", "setenvif", "access_compat"]
MAIN = """
<AuthzProviderAlias expr quiet "%{REQUEST_URI} !~ m#/secret[.]xml$#">
</AuthzProviderAlias>
"""
READY = []


def name_of(case):
    return "-".join(case)


def is_for_folder(way):
    return WAYS[way][2] if way in WAYS else HTACCESS[way][1]


def host_of(case):
    way, override = case
    host, directory, _ = WAYS.get(way, ("", "", False))
    is_narrowing = "Require" in directory and "<If" not in directory and "<Files" not in directory
    # The server's own section for "/" has AllowOverride None; a newsroom elsewhere does not.
    root = "${RUN}/" + name_of(case)
    return f"""
<VirtualHost *:${{PORT}}>
    ServerName {name_of(case)}.example.org
    DocumentRoot "${{RUN}}/htdocs"
    {host.replace("{root}", root)}
    Alias "/news" "{root}"
    <Directory "{root}">
        {"" if is_narrowing else "Require all granted"}
        {OVERRIDES[override]}
        StatementEngine On
        StatementFeedItems 50
        {directory}
    </Directory>
</VirtualHost>
"""


CONFIG = MAIN + "".join(host_of(case) for case in CASES)


def host(case):
    return {"Host": f"{name_of(case)}.example.org"}


def fill(folder):
    folder.drop("open.xml", statement(
        "Open to all", head='<tag>Ferry</tag><related href="secret"/>'
        '<related href="closed/inside"/><translation href="secret" xml:lang="de"/>'))
    for name in ("secret", "closed/inside"):
        folder.drop(f"{name}.xml", statement(
            f"Words of {name.replace('/', '-')}", published="2024-04-04",
            attributes=f'id="{name.replace("/", "-")}"',
            head="<tag>Hush</tag><tag>Ferry</tag><contact><name>Quiet Person</name>"
            "<email>q@example.org</email></contact>"))


def prepare(server):
    server.allow("STM0340", "AH00957", "AH01114", "AH01630", "AH00037", "AH00032", "AH01144",
                 "AH01797", "AH00526", "AH10508", "not allowed", "Invalid command", "AH00529",
                 "AH01617", "AH01618", "AH00670")
    digest = base64.b64encode(hashlib.sha1(b"secret").digest()).decode()
    (server.run / "users").write_text(f"anna:{{SHA}}{digest}\n")
    (server.run / "htdocs/other.txt").write_text("something else")
    Folder(server.run / "nobody").drop("secret.xml", "<other/>")
    for case in CASES:
        folder = Folder(server.run / name_of(case))
        fill(folder)
        if case[0] in HTACCESS:
            rules, is_closed = HTACCESS[case[0]]
            folder.drop("closed/.htaccess" if is_closed else ".htaccess", rules + "\n")
        if case[0] in ("links", "owners"):
            target = Folder(server.run / f"away-{name_of(case)}").drop(
                "away.txt", (folder.path / "secret.xml").read_text())
            (folder.path / "secret.xml").unlink()
            (folder.path / "secret.xml").symlink_to(target)
            if case[0] == "owners":
                if os.getuid() == 0:
                    os.chown(target, 12345, 12345)


def refused(case):
    return "closed/inside" if is_for_folder(case[0]) else "secret"


def shows_nothing(case, text):
    name = refused(case)
    return f"Words of {name.replace('/', '-')}" not in text and f"/news/{name}" not in text


CASE = pytest.mark.parametrize("case", CASES, ids=name_of)


class Rules:
    """What each of them has to hold; a class of tests inherits it, and its module has a server."""

    @CASE
    def test_the_document_itself_is_refused(self, server, case):
        answer = server.get(f"/news/{refused(case)}.xml", host(case))
        assert answer.status >= 300 or "something else" in answer.text
        assert shows_nothing(case, answer.text)

    @CASE
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_each_address_of_it_is_refused(self, server, case, method):
        for tail in TAILS:
            answer = server.get_ready(f"/news/{refused(case)}{tail}", host(case), method)
            assert answer.status in (401, 403, 404, 410, 500), tail
            assert shows_nothing(case, answer.text), tail

    @CASE
    def test_no_list_feed_search_count_or_sitemap_shows_it(self, server, case):
        expected = () if case[0] in UNASKABLE else ("Open to all",)
        wait_until(lambda: server.get("/news/feed.rss", host(case)).status == 200, 10,
                   "a first look")
        for address in LISTS:
            answer = server.get_ready(f"/news/{address}", host(case))
            assert answer.status in (200, 404), address
            assert shows_nothing(case, answer.text), address
            assert "Quiet Person" not in answer.text or "/news/" in answer.text
            if address in ("", "feed.rss", "feed.atom", "feed.json"):
                for words in expected:
                    assert words in answer.text, address

    @CASE
    def test_no_page_of_another_names_it(self, server, case):
        for tail in TAILS[:-1]:
            answer = server.get_ready(f"/news/open{tail}", host(case))
            assert answer.status == (403 if case[0] in UNASKABLE else 200), tail
            assert shows_nothing(case, answer.text), tail
            assert f"news/{refused(case)}" not in (answer.header("Link") or "")

    @CASE
    def test_what_is_not_refused_is_there(self, server, case):
        other = "secret" if is_for_folder(case[0]) else "closed/inside"
        if case[0] in UNASKABLE:
            for name in ("open", other):
                assert server.get(f"/news/{name}.xml", host(case)).status == 200
            return
        assert server.get(f"/news/{other}", host(case)).status == 200
        for address in ("", "feed.rss", "?q=words", "sitemap.xml"):
            answer = server.get_ready(f"/news/{address}", host(case))
            assert f"news/{other}" in answer.text, address
