"""Rules that refuse a statement while nothing else in the configuration tells documents apart.

Elsewhere one such rule has every document looked up, which hides that another was not noticed. Here
each has a virtual host of its own, and the main server has none.
"""

import os
import socket

import pytest

from newsroom import Folder, statement, wait_until

DENY = "\nRequire all denied\n"
REWRITE = "RewriteEngine On\n"
FORBID = 'RewriteRule "^" "-" [F]'
SECRET, INSIDE = "secret", "closed/inside"


def case(host="", folder="", after="", name=SECRET, htaccess=None):
    return {"host": host, "folder": folder, "after": after, "name": name, "htaccess": htaccess}


def directory(path):
    return case(after=f'<Directory "{path}">{DENY}</Directory>', name=INSIDE)


def location_match(regex, name=SECRET):
    return case(f'<LocationMatch "{regex}">{DENY}</LocationMatch>', name=name)


def condition(text):
    return case(f'<If "{text}">{DENY}</If>')


CASES = {
    # Branches beside names with a dot at their beginning.
    "location-branch": location_match(r"/secret\.xml$|/\.git"),
    "location-branch-behind": location_match(r"/\.git|/secret\.xml$"),
    "location-branch-hidden-first": location_match(r"^\.ht|/secret\.xml$"),
    "location-branch-escaped": location_match(r"(\)|/secret)(/\.git|\.xml$)"),
    "location-parenthesis": location_match(r"(?:\)x|)(/\.git|/secret\.xml$)"),
    "location-comment": location_match(r"(?#\()(/\.git|/secret\.xml$)"),
    "location-quoted": location_match(r"\Q)\E{0}(/\.git|/secret\.xml$)"),
    "location-tilde": case(rf'<Location ~ "/\.git|/secret\.xml$">{DENY}</Location>'),
    "directory-branch": case(after=rf'<DirectoryMatch "/\.git|/closed(/|$)">{DENY}'
                             "</DirectoryMatch>", name=INSIDE),
    "directory-tilde": case(after=rf'<Directory ~ "/closed|/\.git">{DENY}</Directory>',
                            name=INSIDE),
    "files-branch": case(folder=rf'<FilesMatch "^\.ht|^secret">{DENY}</FilesMatch>'),
    "redirect-branch": case(r'RedirectMatch 404 "/\.git|/secret"'),
    "rewrite-branch": case(REWRITE + r'RewriteRule "/\.git|/secret" "-" [F]'),
    # As httpd cleans paths.
    "slashes": directory("${RUN}//slashes/closed"),
    "dot": directory("${RUN}/./dot/closed/"),
    "dots": directory("${RUN}/x/../dots/closed/"),
    "wild-dots": directory("${RUN}/x/../wild-dots//clo*"),
    "slashes-root": case(after=f'<Directory "${{RUN}}//slashes-root/">\n<Files "secret.xml">{DENY}'
                         "</Files>\n</Directory>"),
    "files-dot": case(folder=f'<Files "./secret.xml">{DENY}</Files>'),
    "files-dots": case(folder=f'<Files "x/../secret.xml">{DENY}</Files>'),
    "files-wild-dot": case(folder=f'<Files "./s?cret.*">{DENY}</Files>'),
    "redirect-slashes": case('Redirect 403 "//news/secret.xml"'),
    "redirect-slashes-inside": case('Redirect 403 "/news///closed//inside.xml"', name=INSIDE),
    "alias-slashes": case('Alias "//news//secret.xml" "${RUN}/nobody/none.xml"'),
    # What a sub-request has otherwise than the request.
    "the-request": case(REWRITE + 'RewriteCond "%{THE_REQUEST}" '
                        rf'"^[A-Z]+ /news/secret\.xml HTTP/"{chr(10)}{FORBID}'),
    "the-request-folder": case(folder=REWRITE + 'RewriteCond "%{THE_REQUEST}" '
                               rf'"^[A-Z]+ /news/secret\.xml HTTP/1"{chr(10)}{FORBID}'),
    "the-request-if": condition("%{THE_REQUEST} =~ m#/secret[.]xml HTTP#"),
    "protocol": condition("%{SERVER_PROTOCOL} =~ m#^HTTP/# && %{REQUEST_URI} =~ /secret/"),
    "protocol-rewrite": case(REWRITE + 'RewriteCond "%{SERVER_PROTOCOL}" "^HTTP/1"\n'
                             'RewriteRule "secret" "-" [F]'),
    "port": condition("%{SERVER_PORT} == '${OTHER}' && %{REQUEST_URI} =~ /secret/"),
    "port-rewrite": case(REWRITE + 'RewriteCond "%{SERVER_PORT}" "^${OTHER}$"\n'
                         'RewriteRule "secret" "-" [F]'),
    "host": condition("%{HTTP_HOST} == 'host.example.org' && %{REQUEST_URI} =~ /secret/"),
    "host-function": condition("req('Host') == 'host-function.example.org' && "
                               "%{REQUEST_URI} =~ /secret/"),
    "host-rewrite": case(REWRITE + 'RewriteCond "%{HTTP_HOST}" "^host-rewrite.example.org$"\n'
                         'RewriteRule "secret" "-" [F]'),
    # .htaccess files as httpd expands them.
    "macro": case(htaccess="Use Hide secret.xml\n"),
    "macro-inside": case(htaccess="<IfModule mod_macro.c>\nUse Hide secret.xml\n</IfModule>\n"),
    "defined": case(htaccess='Require expr "${ALL_BUT_SECRET}"\n'),
    "defined-if": case(htaccess=f'<If "${{IS_SECRET}}">{DENY}</If>\n'),
    "defined-files": case(htaccess=f'<Files "${{NAME}}">{DENY}</Files>\n'),
    "defined-redirect": case(htaccess='Redirect 403 "${ADDRESS}"\n'),
    # Links: the folder follows them, something else does not.
    "links": case(folder="Options +FollowSymLinks", htaccess="Options -FollowSymLinks\n"),
    "links-owner": case(folder="Options +FollowSymLinks",
                        htaccess="Options SymLinksIfOwnerMatch\n"),
    "links-none": case(folder="Options +FollowSymLinks", htaccess="Options None\n"),
    # Of the main request, whatever is looked up.
    "early": case('RequestHeader set X-Address "expr=%{REQUEST_URI}" early\n'
                  f'<If "%{{HTTP:X-Address}} =~ /secret/">{DENY}</If>'),
    "early-variable": case('RequestHeader set X-Address "expr=%{REQUEST_URI}" early\n'
                           f'<If "req(\'X-Address\') =~ /secret/">{DENY}</If>'),
    "early-agent": case('RequestHeader set User-Agent "expr=%{REQUEST_URI}" early\n'
                        f'<If "%{{HTTP_USER_AGENT}} =~ /secret/">{DENY}</If>'),
    "late": case(f'<If "-z %{{HTTP:X-Late}} && %{{REQUEST_URI}} =~ /secret/">{DENY}</If>',
                 "RequestHeader set X-Late yes"),
    "late-word": case(f'<If "-z %{{HTTP:X-Late}} && %{{REQUEST_URI}} =~ /secret/">{DENY}</If>',
                      'RequestHeader set X-Late "not early bird"'),
    # These do not keep a look-up from asking.
    "askable-early": case("RequestHeader unset Proxy early\nRequestHeader set X-Kind press early\n"
                          f"<If \"%{{HTTP:X-Kind}} == 'press' && %{{REQUEST_URI}} =~ /secret/\">"
                          f"{DENY}</If>"),
    "askable-other": case("RequestHeader set X-Other yes\nSetEnvIf Request_URI secret refused\n"
                          f"<If \"%{{HTTP_REFERER}} != 'refused' && %{{REQUEST_URI}} =~ /secret/\">"
                          f"{DENY}</If>"),
    "response-early": case('Header set X-Address "expr=%{REQUEST_URI}" early\n'
                           f'<If "resp(\'X-Address\') =~ /secret/">{DENY}</If>'),
    "variable-chain": case("SetEnvIf Request_URI secret first\n"
                           "SetEnvIfExpr \"reqenv('first') =~ /./\" second\n"
                           f'<If "-n reqenv(\'second\')">{DENY}</If>'),
}
# No look-up can ask about these: lists show nothing.
UNASKABLE = {"early", "early-variable", "early-agent", "late", "late-word",
             "response-early", "variable-chain"}
HOSTS = ["host", "host-function", "host-rewrite"]
SPELLINGS = ["{}:8", "{}.", "upper"]
MORE_MODULES = ["macro", "setenvif"]
MAIN = """
<Macro Hide $name>
<Files "$name">
Require all denied
</Files>
</Macro>
Define ALL_BUT_SECRET "%{REQUEST_URI} !~ m#/secret[.]xml$#"
Define IS_SECRET "%{REQUEST_URI} =~ m#/secret[.]xml$#"
Define NAME secret.xml
Define ADDRESS /news/secret.xml
"""
HOST = """
<VirtualHost *:*>
    ServerName {way}.example.org
    DocumentRoot "${{RUN}}/htdocs"
    {host}
    Alias "/news" "${{RUN}}/{way}"
    <Directory "${{RUN}}/{way}">
        Require all granted
        AllowOverride {override}
        StatementEngine On
        StatementBaseURL http://{way}.example.org/news/
        {folder}
    </Directory>
    {after}
</VirtualHost>
"""
CONFIG = MAIN + "".join(
    HOST.format(way=way, host=one["host"], folder=one["folder"], after=one["after"],
                override="All" if one["htaccess"] else "None")
    for way, one in CASES.items())
READY = []
TAILS = ["", ".html", ".rss", ".atom", ".json", ".txt"]
LISTS = ["", "feed.rss", "feed.atom", "feed.json", "?year=2024", "?tag=Ferry", "?q=words",
         "sitemap.xml", "open"]
WAY = pytest.mark.parametrize("way", CASES)


def prepare(server):
    server.allow("STM0340", "AH01630", "AH00032", "AH00037", "AH01797", "AH00529", "AH00670")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server.other = probe.getsockname()[1]
    server.write_config(f"Define OTHER {server.other}\nListen 127.0.0.1:${{OTHER}}\n" + CONFIG)
    away = Folder(server.run / "away").drop("away.txt", words(SECRET))
    for way, one in CASES.items():
        folder = Folder(server.run / way)
        folder.drop("open.xml", statement(
            "Open to all", head='<tag>Ferry</tag><related href="secret"/>'
            '<related href="closed/inside"/>'))
        for name in (SECRET, INSIDE):
            folder.drop(f"{name}.xml", words(name))
        if one["htaccess"]:
            folder.drop(".htaccess", one["htaccess"])
        if way.startswith("links"):
            (folder.path / "secret.xml").unlink()
            (folder.path / "secret.xml").symlink_to(away)
    if os.getuid() == 0:
        os.chown(away, 12345, 12345)


def words(name):
    return statement(f"Words of {name.replace('/', '-')}", published="2024-04-04",
                     head="<tag>Ferry</tag>")


def ask(server, way, path):
    port = server.port
    server.port = server.other if way.startswith("port") else port
    try:
        host = f"{way}.example.org" + ("" if way in HOSTS else f":{server.port}")
        return server.get(path, {"Host": host})
    finally:
        server.port = port


def shows(text, name):
    return f"Words of {name.replace('/', '-')}" in text or f"/news/{name}" in text


@WAY
def test_it_is_refused_at_each_of_its_addresses(server, way):
    name = CASES[way]["name"]
    assert ask(server, way, f"/news/{name}.xml").status in (403, 404)
    for tail in TAILS:
        answer = ask(server, way, f"/news/{name}{tail}")
        assert answer.status in (403, 404), tail
        assert not shows(answer.text, name), tail


@WAY
def test_nothing_else_shows_it(server, way):
    wait_until(lambda: ask(server, way, "/news/").status == 200, 10, "a first look")
    for address in LISTS:
        answer = ask(server, way, f"/news/{address}")
        is_closed = way in UNASKABLE and address == "open"
        assert answer.status in ((403,) if is_closed else (200, 404)), address
        assert not shows(answer.text, CASES[way]["name"]), address
        if address in ("", "feed.rss", "open") and way not in UNASKABLE:
            assert "Open to all" in answer.text, address


@pytest.mark.parametrize("way", HOSTS)
@pytest.mark.parametrize("other", SPELLINGS)
def test_what_another_spelling_of_the_host_sees_is_not_kept_for_this_one(server, way, other):
    name = f"{way}.example.org"
    spelling = name.upper() if other == "upper" else other.format(name)
    wait_until(lambda: ask(server, way, "/news/").status == 200, 10, "a first look")
    index = SPELLINGS.index(other)
    Folder(server.run / way).drop(f"new-{index}.xml", statement(f"New {index}"))
    for address in LISTS:
        server.get(f"/news/{address}", {"Host": spelling})
        assert not shows(ask(server, way, f"/news/{address}").text, SECRET), address


@pytest.mark.parametrize("way", ["protocol", "protocol-rewrite", "the-request", "the-request-if"])
def test_what_hangs_on_the_protocol_is_kept_for_nobody_else(server, way):
    wait_until(lambda: ask(server, way, "/news/").status == 200, 10, "a first look")
    for address in ("", "open", "feed.rss"):
        answer = ask(server, way, f"/news/{address}")
        assert "private" in answer.header("Cache-Control"), address
