"""Caches in front of a server: mod_cache inside of it, Varnish and nginx as processes of their own.

The programs come from the packages that tests/caches.sh has unpacked, or from PATH.
"""

import http.client
import os
import shutil
import socket
import subprocess

from newsroom import ROOT, Answer, apxs, wait_until

UNPACKED = ROOT / "build/caches"
MODULES = apxs("LIBEXECDIR")
HOST = "news.example.org"

CACHE_DISK = f"""
LoadModule cache_module "{MODULES}/mod_cache.so"
LoadModule cache_disk_module "{MODULES}/mod_cache_disk.so"
"""
CACHE_SHARED = f"""
LoadModule cache_module "{MODULES}/mod_cache.so"
LoadModule socache_shmcb_module "{MODULES}/mod_socache_shmcb.so"
LoadModule cache_socache_module "{MODULES}/mod_cache_socache.so"
CacheSocache "shmcb:${{RUN}}/shared(2000000)"
CacheSocacheMaxSize 200000
"""
CACHE_DISK_HOST = """
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
    ServerName news.example.org
    CacheQuickHandler {quick}
    CacheRoot "${{RUN}}/disk-{quick}"
    CacheEnable disk /
    CacheHeader On
</VirtualHost>
"""
# All hosts share one memory, so each address is another name's.
CACHE_SHARED_HOST = """
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
    ServerName news.example.org
    CacheQuickHandler {quick}
    CacheKeyBaseURL http://{quick}.example.org/
    CacheEnable socache /
    CacheHeader On
</VirtualHost>
"""
NGINX = """
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_temp_path {folder}/proxy;
    proxy_cache_path {folder}/cache keys_zone=pages:1m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{origin};
            proxy_set_header Host $http_host;
            proxy_cache pages;
            proxy_cache_revalidate on;
            add_header X-Cache $upstream_cache_status always;
        }}
    }}
}}
"""
VCL = """
vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{origin}"; }}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name):
    unpacked = UNPACKED / "usr/sbin" / name
    found = str(unpacked) if unpacked.exists() else shutil.which(name, path=(
        os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"))
    assert found, f"no {name}: run tests/caches.sh {UNPACKED}, or install {name}"
    return found


class Front:
    """A cache that listens on a port, in front of (or inside of) the server `origin`."""

    def __init__(self, origin, port, is_hit):
        self.origin = origin
        self.port = port
        self.is_hit = is_hit
        self.process = None

    def get(self, path, headers=None, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": HOST, **(headers or {})}.items():
                connection.putheader(name, value)
            connection.endheaders()
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def run(self, command, folder, environment=None):
        with open(folder / "said", "wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder,
                                            env={**os.environ, **(environment or {})})
        wait_until(lambda: self.is_up(folder), 30, f"{command[0]} listens")

    def is_up(self, folder):
        assert self.process.poll() is None, (folder / "said").read_text(errors="replace")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)


def says_hit(answer):
    return (answer.header("X-Cache") or "").startswith("HIT")


def has_two_ids(answer):
    return len((answer.header("X-Varnish") or "").split()) == 2


def start_nginx(folder, origin):
    folder.mkdir()
    front = Front(origin, free_port(), says_hit)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "conf").write_text(NGINX.format(user=user, folder=folder, port=front.port,
                                              origin=origin.port))
    front.run([program("nginx"), "-p", folder, "-e", folder / "error.log", "-c", folder / "conf"],
              folder)
    return front


def start_varnish(folder, origin):
    """With all of its defaults: its own ideas of grace, too."""
    folder.mkdir()
    front = Front(origin, free_port(), has_two_ids)
    (folder / "vcl").write_text(VCL.format(origin=origin.port))
    libraries = UNPACKED / "usr/lib" / (os.uname().machine + "-linux-gnu")
    command = [program("varnishd"), "-F", "-j", "none", "-n", folder / "work",
               "-T", "127.0.0.1:0", "-a", f"127.0.0.1:{front.port}", "-f", folder / "vcl",
               "-s", "malloc,16m"]
    environment = {}
    if UNPACKED.exists():
        command += ["-p", f"vmod_path={libraries}/varnish/vmods",
                    "-p", f"vcl_path={UNPACKED}/usr/share/varnish/vcl"]
        environment["LD_LIBRARY_PATH"] = str(libraries)
    front.run(command, folder, environment)
    return front
