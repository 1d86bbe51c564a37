"""The same newsroom beside each module that people load with it, set up as they set it up.

One virtual host to a module, all in one process; each shows the same folder and has to answer alike
(`WAYS`). What a module does besides follows below. Other files ask more of some:

    negotiation, autoindex, front controllers    test_neighbours, test_front_controllers
    what changes or compresses bytes             test_filters, test_inclusion
    mod_cache, mod_proxy                         test_caches, test_origin_down, test_proxies
    mod_dav                                      test_methods, test_saves
    mod_php, mod_http2                           test_beside_php, test_beside_http2
"""

import base64
import functools
import gzip
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import time
import urllib.parse

import pytest

from newsroom import Folder, apxs, statement, wait_until

FOLDER = apxs("LIBEXECDIR")
HTTPDS_OWN = ["setenvif", "env", "expires", "speling", "userdir", "vhost_alias", "include",
              "substitute", "brotli", "cache", "cache_disk", "proxy", "proxy_http", "ssl", "md", "unique_id", "remoteip", "reqtimeout",
              "ratelimit", "status", "usertrack", "log_forensic"]
# Debian 13's has another name than those before it.
EVASIVE = "evasive" if os.path.exists(f"{FOLDER}/mod_evasive.so") else "evasive20"
OTHERS = ["security2", EVASIVE, "qos", "auth_openidc", "auth_mellon"]


@functools.lru_cache(maxsize=None)
def is_there(name):
    """Whether httpd can load it: Debian 12's mod_qos lacks a library, for one."""
    words = [f'LoadModule {one}_module "{FOLDER}/mod_{one}.so"'
             for one in ("mpm_event", "authz_core", "authn_core", "unique_id", name)]
    options = [part for line in words for part in ("-C", line)]
    return os.path.exists(f"{FOLDER}/mod_{name}.so") and (
        name in HTTPDS_OWN or subprocess.run(
            [f"{apxs('SBINDIR')}/{apxs('PROGNAME')}", *options, "-C", "ErrorLog /dev/null", "-t",
             "-f", "/dev/null"], check=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL).returncode == 0)


def needs(name):
    return pytest.mark.skipif(not is_there(name), reason=f"httpd cannot load mod_{name}")


MORE_MODULES = [name for name in HTTPDS_OWN + OTHERS if is_there(name)]
TYPES = "text/html text/plain text/css application/rss+xml application/atom+xml application/json"
KEY = "a secret of thirty-two bytes and more, known to both of them"
CORE_RULES = "/usr/share/modsecurity-crs/owasp-crs.load"
OPENID = f"""
    OIDCProviderIssuer https://login.example.org
    OIDCProviderAuthorizationEndpoint https://login.example.org/authorize
    OIDCClientID newsroom
    OIDCClientSecret "{KEY}"
    OIDCResponseType id_token
    OIDCResponseMode form_post
    OIDCIDTokenSignedResponseAlg HS256
    OIDCSessionType client-cookie
    OIDCCryptoPassphrase "{KEY}"
    OIDCRedirectURI http://NAME.example.org/statements/login-return
    <Location "/statements/login-return">
        AuthType openid-connect
        Require valid-user
    </Location>"""
MELLON = """
    MellonEndpointPath /mellon
    MellonSPPrivateKeyFile "${RUN}/mellon/key.pem"
    MellonSPCertFile "${RUN}/mellon/certificate.pem"
    MellonIdPMetadataFile "${RUN}/mellon/provider.xml" """

# name: (module, in the host, in the newsroom's <Directory>).
WAYS = {
    "bare": (None, "", ""),
    "dav": ("dav", "", "Dav On\n<LimitExcept GET HEAD>\nRequire env is_editor\n</LimitExcept>"),
    "rewrite": ("rewrite", """
        RewriteEngine On
        RewriteRule "^/statements(/|$)" - [END]
        RewriteCond "%{DOCUMENT_ROOT}%{REQUEST_URI}" !-f
        RewriteCond "%{DOCUMENT_ROOT}%{REQUEST_URI}" !-d
        RewriteRule ^ /front.html [L]""", ""),
    "fallback": ("dir", "", "FallbackResource /front.html"),
    "negotiation": ("negotiation", "", "Options +MultiViews\nMultiviewsMatch Any"),
    "autoindex": ("autoindex", "", "Options +Indexes\nIndexOptions FancyIndexing"),
    "speling": ("speling", '<Location "/">\nCheckSpelling On\n</Location>', ""),
    "case": ("speling", '<Location "/">\nCheckSpelling On\nCheckCaseOnly On\n</Location>',
             ""),
    "include": ("include", "", "Options +Includes\nSetOutputFilter INCLUDES\nXBitHack Full"),
    "substitute": ("substitute", "", 'AddOutputFilterByType SUBSTITUTE text/html\n'
                   'Substitute "s/tide/flood/n"'),
    "brotli": ("brotli", "", f"AddOutputFilterByType BROTLI_COMPRESS;DEFLATE {TYPES}"),
    "deflate": ("deflate", "", f"AddOutputFilterByType DEFLATE {TYPES}"),
    "cache": ("cache_disk", 'CacheEnable disk /\nCacheRoot "${RUN}/cache"', ""),
    "late": ("cache_disk", 'CacheEnable disk /\nCacheRoot "${RUN}/late"\nCacheQuickHandler Off',
             ""),
    "proxy": ("proxy_http", "ProxyPass /statements !\nProxyPass / http://127.0.0.1:1/", ""),
    "behind": ("proxy_http", "ProxyPass /statements http://127.0.0.1:${PORT}/statements", ""),
    "md": ("md", "", ""),
    "remoteip": ("remoteip", "RemoteIPHeader X-Forwarded-For\nRemoteIPInternalProxy 127.0.0.1", ""),
    "ratelimit": ("ratelimit", "", "SetOutputFilter RATE_LIMIT\nSetEnv rate-limit 40000"),
    "usertrack": ("usertrack", "CookieTracking On\nCookieName visitor", ""),
    "expires": ("expires", "", 'ExpiresActive On\nExpiresDefault "access plus 1 month"'),
    "forensic": ("log_forensic", 'ForensicLog "${RUN}/forensic.log"', ""),
    "security2": ("security2", 'SecRuleEngine On\nSecRule ARGS:q "@contains union select" '
                  '"id:1001,phase:2,deny,status:403,nolog"', ""),
    "crs": ("security2", f'SecRuleEngine On\nInclude "{CORE_RULES}"', ""),
    "evasive": (EVASIVE, "", ""),
    "qos": ("qos", "QS_LocRequestLimitMatch ^/statements 100", ""),
    "openidc": ("auth_openidc", OPENID.replace("NAME", "openidc"),
                "OIDCUnAuthAction pass\nAuthType openid-connect\nRequire all granted"),
    "mellon": ("auth_mellon", "", MELLON + "\nAuthType Mellon\nMellonEnable info"),
}
if not os.path.exists(CORE_RULES):
    del WAYS["crs"]
# Each refuses one statement to whoever is not logged in, and no other.
LOGINS = {
    "closed-openidc": ("auth_openidc", OPENID.replace("NAME", "closed-openidc"), """
        AuthType openid-connect
        OIDCUnAuthAction pass
        Require all granted""", """
        OIDCUnAuthAction auth
        Require claim role:editor"""),
    "closed-mellon": ("auth_mellon", "", MELLON, """
        AuthType Mellon
        MellonEnable auth
        Require valid-user"""),
}
# What holds for all hosts, of which some modules know no other.
SETTINGS = {
    "security2": """
SecRequestBodyAccess On
SecResponseBodyAccess On
SecResponseBodyMimeType text/html text/plain text/css application/json application/rss+xml
SecResponseBodyLimit 524288
SecResponseBodyLimitAction ProcessPartial
SecTmpDir "${RUN}/scratch"
SecDataDir "${RUN}/scratch"
""",
    EVASIVE: """
<IfDirective DOSEnabled>
    DOSEnabled true
</IfDirective>
DOSPageCount 20
DOSPageInterval 60
DOSSiteCount 25
DOSSiteInterval 60
DOSBlockingPeriod 60
DOSWhitelist 127.0.0.1
DOSLogDir "${RUN}/evasive"
""",
    "qos": "QS_SrvRequestRate 120 4000\nQS_SrvMaxConnPerIP 60\n",
    "md": """
MDStoreDir "${RUN}/md"
MDRenewMode manual
MDCertificateAgreement accepted
MDomain md.example.org
""",
}


def host(name, module, server, folder):
    return "" if module and not is_there(module) else f"""
<VirtualHost *:${{PORT}}>
    ServerName {name}.example.org
    {server}
    <Directory "${{RUN}}/newsroom">
        {folder}
    </Directory>
</VirtualHost>
"""


def login_host(name, module, server, folder, rule):
    return host(name, module, server, f'{folder}\n<Files "merger.xml">\n{rule}\n</Files>')


CONFIG = """
SetEnvIf X-Editor yes is_editor
DavLockDB "${RUN}/scratch/locks"
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementIdentity news.example.org
    StatementBaseURL http://news.example.org/statements/
</Directory>
<Directory "${RUN}/homes">
    Require all granted
</Directory>
<DirectoryMatch "^${RUN}/homes/[^/]+/public/press(/|$)">
    StatementEngine On
</DirectoryMatch>
<VirtualHost *:${PORT}>
    ServerName homes.example.org
    UserDir "${RUN}/homes/*/public"
</VirtualHost>
<VirtualHost *:${PORT}>
    ServerName mass.example.org
    ServerAlias *.mass.example.org
    UseCanonicalName Off
    VirtualDocumentRoot "${RUN}/homes/%1/public"
</VirtualHost>
""" + "".join(words for name, words in SETTINGS.items() if is_there(name)) + "".join(
    host(name, *way) for name, way in WAYS.items()) + "".join(
    login_host(name, *way) for name, way in LOGINS.items())
READY = ["/statements/ferry", "/statements/"]

SEALED = "Sealed words"
# Statements that nobody may see, and files that are none.
HIDDEN = {"plan-draft.xml": statement(SEALED, attributes='id="d" status="draft"'),
          "plan-embargo.xml": statement(f"{SEALED} for later", "2099-01-01T10:00:00Z"),
          "plan-broken.xml": statement(SEALED, attributes='id="b"').replace("</title>", "</titel>"),
          "plan-copy.xml.orig": statement(SEALED)}
NAMES = [name.split(".")[0] for name in HIDDEN]
LISTS = {"": "text/html", "feed.rss": "application/rss+xml", "feed.atom": "application/atom+xml",
         "feed.json": "application/feed+json",
         "?q=ferry": "text/html", "feed.rss?q=ferry": "application/rss+xml",
         "?year=2024": "text/html", "sitemap.xml": "application/xml"}
PAGES = {"ferry": "text/html", "ferry.xml": "text/html", "ferry.html": "text/html",
         "ferry.rss": "application/rss+xml", "ferry.atom": "application/atom+xml",
         "ferry.json": "application/feed+json", "ferry.txt": "text/plain"}
BROWSER = {"User-Agent": "Mozilla/5.0", "Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}


def make_mellon(folder):
    folder.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650",
                    "-subj", "/CN=news.example.org", "-keyout", folder / "key.pem",
                    "-out", folder / "certificate.pem"], check=True, stderr=subprocess.DEVNULL)
    lines = (folder / "certificate.pem").read_text().splitlines()
    (folder / "provider.xml").write_text(f"""<?xml version="1.0"?>
<EntityDescriptor entityID="https://login.example.org/saml" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">
  <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>
      <X509Certificate>{"".join(lines[1:-1])}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
    <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://login.example.org/saml/in"/>
  </IDPSSODescriptor>
</EntityDescriptor>
""")


def prepare(server):
    # What is refused, a broken statement, mod_ssl without anything to do, a provider without TLS, a
    # reader whom mod_evasive blocks.
    server.allow("AH01630", "AH01631", "client denied", "STM0101", "STM0102", "AH01882", "AH01873",
                 'SHOULD be "https"', "Blacklisting address 127.0.0.2:")
    for name in ("cache", "late", "evasive", "scratch"):
        (server.run / name).mkdir()
        (server.run / name).chmod(0o777)
    if is_there("auth_mellon"):
        make_mellon(server.run / "mellon")
    server.newsroom.path.chmod(0o777)
    (server.run / "htdocs/front.html").write_text("the front controller")
    (server.run / "htdocs/colophon.html").write_text("who made this")
    drop = server.newsroom.drop
    drop("ferry.xml", statement("The ferry is back", body="<p>The tide turns.</p>" * 50))
    drop("merger.xml", statement("The merger"))
    drop("gone.xml", statement("Gone", head='<withdrawn when="2024-06-01T10:00:00Z">It was wrong.'
                                            "</withdrawn>"))
    for name, text in HIDDEN.items():
        drop(name, text)
    for person in ("anna", "bert"):
        home = Folder(server.run / f"homes/{person}/public/press")
        home.drop("one.xml", statement(f"The words of {person}"))
        home.drop("two.xml", statement(SEALED, attributes='id="s" status="draft"'))


def get(server, way, tail, headers=None, method="GET", body=None):
    """As a reader who comes again where a page is not ready yet."""
    return server.get_ready(f"/statements/{tail}", {**BROWSER, "Host": f"{way}.example.org",
                                                    **(headers or {})}, method, body)


def plain(answer):
    coded = answer.header("Content-Encoding") == "gzip"
    return gzip.decompress(answer.body).decode() if coded else answer.text


each_way = pytest.mark.parametrize(
    "way", [pytest.param(name, marks=[needs(way[0])] if way[0] else []) for name, way in WAYS.items()])


@each_way
def test_pages_and_lists_are_what_they_are_alone(server, way):
    for tail, media_type in {**PAGES, **LISTS}.items():
        answer = get(server, way, tail, {"Accept-Encoding": "gzip"})
        assert (answer.status, answer.type) == (200, media_type), (tail, answer)
        assert "ferry" in plain(answer), tail
    for tail in ("ferry", "feed.rss", ""):
        assert "ferry" in get(server, way, tail).text
        head = get(server, way, tail, method="HEAD")
        assert (head.status, head.body) == (200, b""), tail


@each_way
def test_what_a_reader_has_is_not_sent_again(server, way):
    for tail in ("ferry", "ferry.rss", "feed.atom", ""):
        first = get(server, way, tail)
        tag, moment = first.header("ETag"), first.header("Last-Modified")
        if way == "include" or (way == "substitute" and first.type == "text/html"):
            # What these make of a page can be any other thing each time.
            assert get(server, way, tail, {"If-None-Match": "*"}).status in (200, 304)
            continue
        assert tag and moment
        again = get(server, way, tail, {"If-None-Match": tag})
        assert again.status == 304, (tail, tag, again)
        assert get(server, way, tail, {"If-None-Match": '"other"'}).status == 200, tail


@each_way
def test_what_is_not_there_or_withdrawn_is_said_in_our_words(server, way):
    answer = get(server, way, "nothing")
    assert (answer.status, answer.type) == (404, "text/html")
    assert "/statements/" in answer.text
    for tail in ("gone", "gone.xml", "gone.rss"):
        answer = get(server, way, tail)
        assert answer.status == 410, (tail, answer)
    assert "It was wrong." in get(server, way, "gone").text


@each_way
def test_nothing_of_what_is_hidden_gets_out(server, way):
    """Neither its words nor its name, also to who nearly knows it."""
    for name in NAMES:
        for tail in ("", ".xml", ".rss", ".xml.orig", ".xml?source"):
            answer = get(server, way, name + tail)
            assert answer.status == 404 and SEALED not in answer.text, (name, tail, answer)
    for near in ("plan", "plan-draf", "plan-draf.xml", "PLAN-DRAFT.XML", "plan-draft.xlm",
                 "plan-emargo.xml", "plan-copy.xml"):
        answer = get(server, way, near, {"Accept": "image/png"})
        shown = f"{answer.text} {answer.headers}".replace(near, "")
        assert not any(name in shown for name in NAMES) and SEALED not in shown, (near, answer)
    for tail in LISTS:
        assert "plan-" not in get(server, way, tail).text, tail


@needs("speling")
def test_speling_still_corrects_what_is_httpds_own(server):
    answer = server.get("/coloph0n.html", {"Host": "speling.example.org"})
    assert answer.status == 301 and answer.header("Location").endswith("/colophon.html")


@needs("dav")
def test_a_statement_that_comes_by_dav_is_public_when_it_says_so(server):
    editor = {"X-Editor": "yes", "Content-Type": "application/xml"}
    draft = statement(SEALED, attributes='id="by-dav" status="draft"')
    public = statement("Came by DAV", attributes='id="by-dav"')
    assert get(server, "dav", "by-dav.xml", method="PUT", body=draft.encode()).status == 403
    assert get(server, "dav", "by-dav.xml", editor, "PUT", body=draft.encode()).status == 201
    assert get(server, "dav", "by-dav").status == 404
    assert get(server, "dav", "", {"Depth": "1"}, method="PROPFIND").status == 403
    assert get(server, "dav", "by-dav.xml", editor, "PUT", body=public.encode()).status == 204
    wait_until(lambda: "Came by DAV" in get(server, "dav", "by-dav").text)
    wait_until(lambda: "Came by DAV" in get(server, "bare", "feed.rss").text)
    assert get(server, "dav", "by-dav.xml", editor, "DELETE").status == 204
    assert wait_until(lambda: get(server, "bare", "by-dav").status == 410)
    wait_until(lambda: "Came by DAV" not in get(server, "bare", "feed.rss").text)


@needs("security2")
def test_what_modsecurity_refuses_is_refused_there_alone(server):
    for tail in ("?q=union+select", "feed.rss?q=union+select"):
        assert get(server, "security2", tail).status == 403
        assert get(server, "bare", tail).status == 200
        assert get(server, "security2", tail).status == 403


def crowd(server, address, count, path):
    """Statuses of requests on one connection, so all to one child, from an address of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30,
                                            source_address=(address, 0))
    statuses = []
    for _ in range(count):
        connection.request("GET", path, headers={"Host": "evasive.example.org"})
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
        if answer.getheader("Connection") == "close":
            connection.close()
    connection.close()
    return statuses


@needs(EVASIVE)
def test_evasive_counts_what_a_reader_asks_for_and_not_what_we_ask_httpd(server):
    """A list asks httpd about each entry where rules differ; nobody is blocked for that."""
    assert 403 in crowd(server, "127.0.0.2", 30, "/statements/ferry")
    assert get(server, "evasive", "ferry").status == 200
    assert set(crowd(server, "127.0.0.3", 15, "/statements/feed.rss")) == {200}


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def id_token(nonce, role):
    now = int(time.time())
    claims = {"iss": "https://login.example.org", "aud": "newsroom", "sub": "anna", "nonce": nonce,
              "iat": now, "exp": now + 600, "role": role}
    signed = ".".join(encoded(json.dumps(part).encode())
                      for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    digest = hmac.new(KEY.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{encoded(digest)}"


def cookies(answer):
    return "; ".join(value.split(";")[0] for name, value in answer.headers
                     if name.lower() == "set-cookie")


def log_in(server, way, role):
    """The Cookie header of who has been to the provider and come back."""
    sent = get(server, way, "merger")
    assert sent.status == 302, sent
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(sent.header("Location")).query)
    form = urllib.parse.urlencode({"state": query["state"][0],
                                   "id_token": id_token(query["nonce"][0], role)})
    back = get(server, way, "login-return", {"Cookie": cookies(sent),
                                             "Content-Type": "application/x-www-form-urlencoded"},
               "POST", body=form.encode())
    assert back.status == 302 and "/statements/merger" in back.header("Location"), back
    return {"Cookie": cookies(back)}


@pytest.mark.parametrize("way", [pytest.param(way, marks=needs(module))
                                 for way, (module, *_) in LOGINS.items()])
def test_what_a_login_of_elsewhere_guards_is_in_no_list_of_others(server, way):
    for tail in ("merger", "merger.xml", "merger.rss", "merger.txt"):
        answer = get(server, way, tail)
        assert answer.status in (302, 303, 401, 403), (tail, answer)
        assert "The merger" not in answer.text
    for tail in LISTS:
        answer = get(server, way, tail)
        assert answer.status == 200 and "ferry" in answer.text
        assert "merger" not in answer.text, tail
        assert cookies(answer) == "", "of a question that we asked httpd"
        assert "public" not in (answer.header("Cache-Control") or ""), tail


@needs("auth_openidc")
def test_who_has_logged_in_elsewhere_sees_it_in_lists_too_and_nobody_else(server):
    editor, reader = (log_in(server, "closed-openidc", role) for role in ("editor", "reader"))
    for _ in range(2):
        assert "The merger" in get(server, "closed-openidc", "merger", editor).text
        assert "The merger" in get(server, "closed-openidc", "feed.rss", editor).text
        for headers in (reader, {}):
            answer = get(server, "closed-openidc", "merger", headers)
            assert answer.status in (302, 401, 403) and "The merger" not in answer.text
            assert "merger" not in get(server, "closed-openidc", "feed.rss", headers).text
            assert "merger" not in get(server, "closed-openidc", "", headers).text


@needs("md")
def test_a_certificate_authority_still_finds_its_challenge(server):
    folder = server.run / "md/challenges/md.example.org"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "acme-http-01.txt").write_text("token.of-the-authority")
    for path in (server.run / "md/challenges", folder, folder / "acme-http-01.txt"):
        path.chmod(0o755)
    answer = server.get("/.well-known/acme-challenge/token", {"Host": "md.example.org"})
    assert (answer.status, answer.text) == (200, "token.of-the-authority")


@pytest.mark.parametrize("person", ["anna", "bert"])
@pytest.mark.parametrize("module, address, path", [
    pytest.param("userdir", "homes.example.org", "/~{}/press/", marks=needs("userdir")),
    pytest.param("vhost_alias", "{}.mass.example.org", "/press/", marks=needs("vhost_alias"))])
def test_each_has_a_newsroom_where_one_line_names_the_folders_of_all(server, person, module,
                                                                    address, path):
    headers = {"Host": address.format(person)}
    root = path.format(person)
    other = {"anna": "bert", "bert": "anna"}[person]
    server.wait_for(root, 200, headers=headers)
    wait_until(lambda: f"The words of {person}" in server.get(root, headers).text)
    for tail in ("", "one", "feed.rss", "one.txt", "sitemap.xml"):
        answer = server.get(root + tail, headers)
        assert answer.status == 200
        assert other not in answer.text and SEALED not in answer.text
    assert f"http://{headers['Host']}{root}one" in server.get(root + "feed.rss", headers).text
    assert server.get(root + "two", headers).status == 404, module
