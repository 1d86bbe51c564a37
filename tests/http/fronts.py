"""Caches in front of a server: mod_cache inside of it or in a server before it, Varnish, nginx, HAProxy,
Squid and Traffic Server as processes of their own.

The programs come from the packages that tests/caches.sh has unpacked, or from PATH.
"""

import http.client
import os
import shutil
import socket
import subprocess

from newsroom import ROOT, Answer, apxs, free_port, wait_until

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
# mod_cache in a server that has nothing else: with an origin that ends, what is inside of it ends, too.
PROXIED = """
    ProxyPass "/" "http://127.0.0.1:{origin}/" retry=0
    ProxyPreserveHost On
</VirtualHost>"""
TRAFFIC_RECORDS = """
CONFIG proxy.config.http.server_ports STRING {port}
CONFIG proxy.config.admin.user_id STRING {user}
CONFIG proxy.config.crash_log_helper STRING NULL
CONFIG proxy.config.body_factory.template_sets_dir STRING {folder}/etc/body_factory
CONFIG proxy.config.url_remap.pristine_host_hdr INT 1
CONFIG proxy.config.http.insert_response_via_str INT 2
"""
NGINX_AROUND = """
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
    {shown}
}}
"""
NGINX = NGINX_AROUND.replace("    {shown}\n", """    proxy_cache_path {folder}/cache keys_zone=pages:1m;
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
""")
VCL = """
vcl 4.1;
backend default {{ .host = "127.0.0.1"; .port = "{origin}"; }}
"""
# Pages vary by Accept-Encoding; without process-vary HAProxy keeps none.
HAPROXY = """
cache pages
    total-max-size 16
    max-object-size 1000000
    process-vary on
listen front
    mode http
    retries 0
    bind 127.0.0.1:{port}
    http-request cache-use pages
    http-response cache-store pages
    server origin 127.0.0.1:{origin}
"""
# All of its defaults but where things lie, and that it is nobody's proxy but the origin's. It keeps
# nothing on disk, so unlinkd is never started, only looked for.
SQUID = """
{user}
http_port 127.0.0.1:{port} accel vhost
cache_peer 127.0.0.1 parent {origin} 0 no-query no-digest originserver
http_access allow all
visible_hostname squid.example.org
dns_nameservers 127.0.0.1
pinger_enable off
netdb_filename none
pid_filename none
access_log none
cache_log {folder}/cache.log
coredump_dir {folder}
shutdown_lifetime 0 seconds
unlinkd_program /bin/true
mime_table {folder}/share/mime.conf
icon_directory {folder}/share/icons
error_directory {folder}
"""


def has_traffic_server():
    return (UNPACKED / "usr/bin/traffic_server").exists()


def program(name):
    places = [folder / name for folder in (UNPACKED / "usr/sbin", UNPACKED / "usr/bin")]
    found = next((str(place) for place in places if place.exists()), None) or shutil.which(name, path=(
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


def start_nginx(folder, origin, port=None, text=NGINX):
    folder.mkdir()
    front = Front(origin, port or free_port(), says_hit)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "conf").write_text(text.format(user=user, folder=folder, port=front.port,
                                             origin=origin.port))
    front.run([program("nginx"), "-p", folder, "-e", folder / "error.log", "-c", folder / "conf"],
              folder)
    return front


def unpacked_libraries():
    return UNPACKED / "usr/lib" / (os.uname().machine + "-linux-gnu")


def start_varnish(folder, origin, text=None):
    """With all of its defaults: its own ideas of grace, too; or with other rules in `text`."""
    folder.mkdir()
    front = Front(origin, free_port(), has_two_ids)
    (folder / "vcl").write_text(text or VCL.format(origin=origin.port))
    libraries = unpacked_libraries()
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


def start_haproxy(folder, origin, port=None, text=None):
    """With the rules in `text`, which listens on `port`, or with its cache alone."""
    folder.mkdir()
    front = Front(origin, port or free_port(), lambda answer: answer.header("Age") is not None)
    (folder / "conf").write_text("global\n    maxconn 50\ndefaults\n    timeout connect 5s\n"
                                 "    timeout client 30s\n    timeout server 30s\n" +
                                 (text or HAPROXY.format(port=front.port, origin=origin.port)))
    front.run([program("haproxy"), "-db", "-f", folder / "conf"], folder,
              {"LD_LIBRARY_PATH": str(unpacked_libraries())})
    return front


def start_squid(folder, origin):
    folder.mkdir()
    front = Front(origin, free_port(), says_hit)
    unpacked = UNPACKED / "usr/share/squid"
    # As another user it may not read below the folder of this repository.
    shutil.copytree(unpacked if unpacked.exists() else "/usr/share/squid", folder / "share",
                    ignore_dangling_symlinks=True)
    user = f"cache_effective_user {origin.account}" if os.getuid() == 0 else ""
    (folder / "conf").write_text(SQUID.format(user=user, folder=folder, port=front.port,
                                              origin=origin.port))
    if os.getuid() == 0:
        shutil.chown(folder, origin.account)
    of_debian_13 = UNPACKED / "usr/sbin/squid-gnutls"  # where squid is a link made by its installation
    found = of_debian_13 if of_debian_13.exists() else program("squid")
    front.run([found, "-N", "-n", f"port{front.port}", "-f", folder / "conf"], folder,
              {"LD_LIBRARY_PATH": str(unpacked_libraries())})
    return front


def says_served_from_memory_or_disk(answer):
    """Traffic Server's own letters for what its cache had: fresh, in memory or on disk."""
    return "[cH" in (answer.header("Via") or "") or "[cR" in (answer.header("Via") or "")


def start_traffic_server(folder, origin):
    """With all of its defaults but where things lie."""
    front = Front(origin, free_port(), says_served_from_memory_or_disk)
    shutil.copytree(UNPACKED / "etc/trafficserver", folder / "etc")
    usr = UNPACKED / "usr"
    # As another user it may not read below the folder of this repository.
    shutil.copytree(usr / "lib", folder / "lib")
    shutil.copy(usr / "bin/traffic_server", folder / "traffic_server")
    for name in ("cache", "log", "run"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    layout = {name: folder / "run" for name in ("localstatedir", "runtimedir")}
    layout |= {name: folder for name in ("prefix", "exec_prefix", "bindir", "sbindir", "includedir",
                                         "mandir", "infodir", "datadir")}
    layout |= {"libdir": folder / "lib/trafficserver", "sysconfdir": folder / "etc",
               "libexecdir": folder / "lib/trafficserver/modules", "logdir": folder / "log",
               "cachedir": folder / "cache"}
    (folder / "runroot.yml").write_text("".join(
        f"{name}: {path}\n" for name, path in layout.items()))
    (folder / "etc/records.config").write_text(TRAFFIC_RECORDS.format(
        port=front.port, user=origin.account, folder=folder))
    (folder / "etc/remap.config").write_text(f"map / http://127.0.0.1:{origin.port}/\n")
    (folder / "etc/storage.config").write_text(f"{folder}/cache 32M\n")
    libraries = folder / "lib" / (os.uname().machine + "-linux-gnu")
    front.run([folder / "traffic_server"], folder, {
        "TS_RUNROOT": str(folder / "runroot.yml"),
        "LD_LIBRARY_PATH": f"{folder}/lib/trafficserver:{libraries}"})
    return front
