"""Who is compared: the same documents through the same stylesheet, in many ways."""

import pathlib
import shutil
import subprocess

import documents
from servers import ROOT, UNPACKED, Httpd, Nginx

HERE = pathlib.Path(__file__).resolve().parent
# Bytes of the document behind each page.
SIZES = {"4k": 4096, "20k": 20480, "1m": 1024 * 1024}

FOLDER = """
Alias "/statements" "${SITE}/newsroom"
<Directory "${SITE}/newsroom">
    Require all granted
"""
STATEMENT = """
LoadModule statement_module "${BUILD}/mod_statement.so"
StatementStateDir "${RUN}/state"
StatementStylesheetDir "${SITE}/xslt"
""" + FOLDER + """
    StatementEngine On
    StatementTitle "Bench"
    StatementBaseURL "http://bench.example.org/statements/"
    StatementFormat html "${SITE}/page.xsl"
</Directory>
"""
# Documents that name the stylesheet themselves, for StatementTransform alone.
ANY_XML = """
LoadModule statement_module "${BUILD}/mod_statement.so"
StatementStateDir "${RUN}/state"
StatementStylesheetDir "${SITE}/xslt"
AddType application/xml .xml .xsl
Alias "/page.xsl" "${SITE}/page.xsl"
<Directory "${SITE}">
    Require all granted
</Directory>
""" + FOLDER + """
    StatementTransform On
</Directory>
"""
YARDSTICK = """
LoadModule yardstick_module "${BUILD}/tests/bench/mod_yardstick.so"
""" + FOLDER + """
    SetHandler yardstick
    YardstickPages "${SITE}/pages"
</Directory>
"""
BARE = """
LoadModule bare_xslt_module "${BUILD}/tests/bench/mod_bare_xslt.so"
""" + FOLDER + """
    SetHandler bare-xslt
    BareStylesheet "${SITE}/page.xsl"
</Directory>
"""
STATIC = """
Alias "/statements" "${SITE}/pages"
<Directory "${SITE}/pages">
    Require all granted
</Directory>
"""
SENDFILE = "EnableSendfile On\nEnableMMAP Off\n" + STATIC
CGI = """
<IfModule mpm_prefork_module>
    LoadModule cgi_module "${MODULES}/mod_cgi.so"
</IfModule>
<IfModule !mpm_prefork_module>
    LoadModule cgid_module "${MODULES}/mod_cgid.so"
    ScriptSock "${RUN}/cgid.sock"
</IfModule>
LoadModule env_module "${MODULES}/mod_env.so"
SetEnv BENCH_DOCUMENTS "${SITE}/newsroom"
SetEnv BENCH_STYLESHEET "${SITE}/page.xsl"
ScriptAlias "/statements" "${SITE}/programs/page.cgi"
<Directory "${SITE}/programs">
    Require all granted
</Directory>
"""
PHP = """
LoadModule php_module "${UNPACKED}/usr/lib/apache2/modules/mod_php.so"
LoadModule env_module "${MODULES}/mod_env.so"
PHPINIDir "${SITE}/php.ini"
SetEnv BENCH_DOCUMENTS "${SITE}/newsroom"
SetEnv BENCH_STYLESHEET "${SITE}/page.xsl"
Alias "/statements" "${SITE}/programs/page.php"
<Directory "${SITE}/programs">
    Require all granted
    SetHandler application/x-httpd-php
</Directory>
"""
PHP_CACHE = PHP + """
LoadModule cache_module "${MODULES}/mod_cache.so"
LoadModule cache_disk_module "${MODULES}/mod_cache_disk.so"
CacheEnable disk "/"
CacheRoot "${RUN}/cache"
CacheMaxFileSize 4000000
"""
PHP_INI = """
extension_dir = "{extensions}"
zend_extension = opcache.so
extension = dom.so
extension = xsl.so
"""

NGINX_STATIC = """
    server {
        listen 127.0.0.1:@PORT@;
        location /statements/ { alias @SITE@/pages/; }
    }
"""
NGINX_XSLT = """
    server {
        listen @LISTEN@;
        location /statements/ {
            alias @SITE@/newsroom/;
            xslt_stylesheet @SITE@/page.xsl;
        }
    }
"""
NGINX_CACHE = NGINX_XSLT.replace("@LISTEN@", "unix:@RUN@/xslt.sock") + """
    proxy_cache_path @RUN@/cache keys_zone=pages:10m;
    server {
        listen 127.0.0.1:@PORT@;
        location / {
            proxy_pass http://unix:@RUN@/xslt.sock;
            proxy_cache pages;
            proxy_cache_valid 200 10m;
        }
    }
"""


class Site:
    """What the peers serve: newsroom/NAME.xml, and pages/NAME.html as xsltproc makes them."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder)
        (self.path / "newsroom").mkdir(parents=True)
        (self.path / "pages").mkdir()
        (self.path / "programs").mkdir()
        for name in ("page.php", "page.cgi"):
            shutil.copy(HERE / name, self.path / "programs")
        shutil.copy(HERE / "page.xsl", self.path)
        # A copy, because the servers' user may not read below the folder of this repository.
        shutil.copytree(ROOT / "xslt", self.path / "xslt")
        (self.path / "php.ini").write_text(
            PHP_INI.format(extensions=(UNPACKED / "usr/lib/php/current").resolve()))

    def add(self, name, content):
        """A document, and its page; returns the page's bytes."""
        document = self.path / "newsroom" / f"{name}.xml"
        document.write_text(content, encoding="utf-8")
        page = self.path / "pages" / f"{name}.html"
        subprocess.run(["xsltproc", "--nonet", "--output", page, self.path / "page.xsl", document],
                       check=True)
        return page.read_bytes()

    def add_document(self, name, instruction):
        """A document of 4k alone; `instruction` goes before its root element."""
        (self.path / "newsroom" / f"{name}.xml").write_text(
            documents.document(0, SIZES["4k"], code="en").replace(
                "<statement", instruction + "<statement", 1), encoding="utf-8")

    def add_sizes(self, instruction=""):
        """The documents of SIZES, `page-4k` and so on; name to bytes of the page. `instruction` goes
        before the root element."""
        return {f"page-{size}": self.add(f"page-{size}",
                                         documents.document(number, length, code="en").replace(
                                             "<statement", instruction + "<statement", 1))
                for number, (size, length) in enumerate(SIZES.items())}


class Peers:
    """Makes and starts them when they are wanted, and stops all at the end."""

    # name: maker of the server, path of a page
    KINDS = {
        "statement NAME.xml": ("statement", "/statements/{}.xml"),
        "statement NAME": ("statement", "/statements/{}"),
        "yardstick": ("yardstick", "/statements/{}.xml"),
        "httpd static": ("httpd static", "/statements/{}.html"),
        "httpd sendfile": ("httpd sendfile", "/statements/{}.html"),
        "nginx static": ("nginx static", "/statements/{}.html"),
        "nginx xslt": ("nginx xslt", "/statements/{}.xml"),
        "nginx xslt + cache": ("nginx xslt + cache", "/statements/{}.xml"),
        "statement, cache off": ("statement, cache off", "/statements/{}.xml"),
        "any XML": ("any XML", "/statements/{}.xml"),
        "any XML, cache off": ("any XML, cache off", "/statements/{}.xml"),
        "bare render": ("bare render", "/statements/{}.xml"),
        "mod_php": ("mod_php", "/statements/{}.xml"),
        "mod_php + mod_cache": ("mod_php + mod_cache", "/statements/{}.xml"),
        "CGI xsltproc": ("CGI xsltproc", "/statements/{}.xml"),
    }
    HTTPDS = {
        "statement": STATEMENT,
        "statement, cache off": STATEMENT + "StatementCacheSize 0\n",
        "any XML": ANY_XML,
        "any XML, cache off": ANY_XML + "StatementCacheSize 0\n",
        "yardstick": YARDSTICK,
        "bare render": BARE,
        "httpd static": STATIC,
        "httpd sendfile": SENDFILE,
        "CGI xsltproc": CGI,
        "mod_php": PHP,
        "mod_php + mod_cache": PHP_CACHE,
    }
    NGINXES = {
        "nginx static": NGINX_STATIC,
        "nginx xslt": NGINX_XSLT.replace("@LISTEN@", "127.0.0.1:@PORT@"),
        "nginx xslt + cache": NGINX_CACHE,
    }

    def __init__(self, folder, site):
        self.folder = folder
        self.site = site
        self.servers = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.servers.values():
            server.stop()

    def _make(self, name):
        if name in self.NGINXES:
            server = Nginx(self.folder, name, self.NGINXES[name], self.site.path)
        else:
            # Debian's mod_php is made for processes, not for threads.
            mpm = "prefork" if "php" in name else "event"
            server = Httpd(self.folder, name, self.HTTPDS[name], self.site.path, mpm=mpm)
        server.own("cache")
        return server.start()

    def get(self, kind, page):
        """The running server of `kind`, and the path of `page` there."""
        name, path = self.KINDS[kind]
        if name not in self.servers:
            self.servers[name] = self._make(name)
        path = path.format(page)
        self.servers[name].wait_for(path)
        return self.servers[name], path

    def all(self, page, kinds=None):
        return {kind: self.get(kind, page) for kind in kinds or self.KINDS}
