"""Servers to measure: each with a folder, a port and processes of its own.

Nothing here touches the system's configuration or its services: every program is started from a
configuration in a temporary folder, and is gone at the end.
"""

import contextlib
import getpass
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")
sys.path.insert(0, str(ROOT / "tests/http"))

from newsroom import Answer, apxs, wait_until  # noqa: E402

HOST = "bench.example.org"
ACCOUNT = "www-data" if os.getuid() == 0 else getpass.getuser()
UNPACKED = BUILD / "bench/peers"  # what tests/bench/peers.sh has put there

HTTPD = """
Define RUN "{run}"
Define SITE "{site}"
ServerRoot "${{RUN}}"
ServerName {host}
Listen 127.0.0.1:{port}
PidFile "${{RUN}}/httpd.pid"
ErrorLog "${{RUN}}/error.log"
LogLevel warn
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
{user}
LoadModule mpm_{mpm}_module "{modules}/mod_mpm_{mpm}.so"
<IfModule !mpm_prefork_module>
    ServerLimit {processes}
    StartServers {processes}
    ThreadsPerChild {threads}
    MaxRequestWorkers {workers}
    MinSpareThreads 1
    MaxSpareThreads {workers}
</IfModule>
<IfModule mpm_prefork_module>
    ServerLimit {workers}
    StartServers {workers}
    MaxRequestWorkers {workers}
    MinSpareServers 1
    MaxSpareServers {workers}
</IfModule>
LoadModule authz_core_module "{modules}/mod_authz_core.so"
LoadModule alias_module "{modules}/mod_alias.so"
LoadModule mime_module "{modules}/mod_mime.so"
LoadModule dir_module "{modules}/mod_dir.so"
Define MODULES "{modules}"
Define BUILD "{build}"
Define UNPACKED "{unpacked}"
TypesConfig "{types}"
DocumentRoot "${{RUN}}/empty"
# As the httpd of every distribution has it.
<Directory "/">
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
"""

NGINX = """
load_module {unpacked}/usr/lib/nginx/modules/ngx_http_xslt_filter_module.so;
daemon off;
{user}
worker_processes 2;
pid {run}/nginx.pid;
error_log {run}/error.log warn;
events {{
    worker_connections 1024;
}}
http {{
    types {{
        text/html html;
        text/xml xml;
    }}
    access_log off;
    charset utf-8;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 60;
    keepalive_requests 1000000000;
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
{config}
}}
"""


def _parents():
    """The parent of each process."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                fields = pathlib.Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
                parents[int(entry)] = int(fields[1])
            except (FileNotFoundError, ProcessLookupError):
                pass
    return parents


class Server:
    """A program in the foreground with its children. `core` keeps all of them on one processor."""

    def __init__(self, folder, name, core=None):
        self.name = name
        self.run = pathlib.Path(folder) / name.replace(" ", "-")
        self.run.mkdir()
        (self.run / "empty").mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.core = core
        self.process = None

    def own(self, name):
        """A folder that the server's children may write in."""
        path = self.run / name
        path.mkdir(exist_ok=True)
        if os.getuid() == 0:
            shutil.chown(path, ACCOUNT)
        return path

    def command(self):
        raise NotImplementedError

    def start(self):
        command = [str(word) for word in self.command()]
        if self.core is not None:
            command = ["taskset", "-c", str(self.core), *command]
        with open(self.run / "stderr", "ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output,
                                            start_new_session=True)
        wait_until(self.is_up, 30, f"the first answer of {self.name}")
        return self

    def is_up(self):
        assert self.process.poll() is None, f"{self.name} ended: {self.everything_said()}"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None

    def everything_said(self):
        files = (self.run / "stderr", self.run / "error.log")
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={"Host": HOST, **(headers or {})})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def wait_for(self, path, seconds=60.0, status=200):
        wait_until(lambda: self.get(path).status == status, seconds,
                   f"{status} for {path} of {self.name}")

    # --- what it costs

    def pids(self):
        """The started process and all that come from it."""
        parents = _parents()
        family = {self.process.pid}
        while True:
            more = {pid for pid, parent in parents.items() if parent in family} - family
            if not more:
                return sorted(family)
            family |= more

    def pss(self):
        """Bytes of memory of all processes, a shared page counted in parts."""
        total = 0
        for pid in self.pids():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                total += _pss_of(pid)
        return total

    def mapped(self, folder):
        """Bytes of memory of the files in that folder that any process maps, each counted once.
        Their PSS would be too small: it is rounded down to whole KiB for each file and process, of
        which 20 that share a file of 16 KiB have none. Right only while nobody else maps them."""
        sizes = {}
        for pid in self.pids():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                for path, size in _mapped_in(pid, str(folder)):
                    sizes[path] = max(size, sizes.get(path, 0))
        return sum(sizes.values())

    def cpu_seconds(self):
        """Processor time of all processes that live now, with that of their ended threads."""
        return sum(_cpu_of(pid) for pid in self.pids())


def _cpu_of(pid):
    # The processor time clock of another process, named as clock_getcpuclockid(3) does.
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0


def _pss_of(pid):
    for line in pathlib.Path("/proc", str(pid), "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _mapped_in(pid, folder):
    """The files in that folder, and how much of each is there."""
    path = ""
    for line in pathlib.Path("/proc", str(pid), "smaps").read_text(errors="replace").splitlines():
        if line[0] in "0123456789abcdef":
            path = line[line.find(folder):] if folder in line else ""
        elif path and line.startswith("Rss:"):
            yield path, int(line.split()[1]) * 1024


class Httpd(Server):
    """An httpd with the modules that all of them have, and `config`."""

    def __init__(self, folder, name, config, site, mpm="event", processes=2, threads=64,
                 workers=None, core=None):
        super().__init__(folder, name, core)
        modules = apxs("LIBEXECDIR")
        user = f"User {ACCOUNT}\nGroup {ACCOUNT}" if os.getuid() == 0 else ""
        types = "/etc/mime.types" if os.path.exists("/etc/mime.types") else os.devnull
        self.binary = f"{apxs('SBINDIR')}/{apxs('PROGNAME')}"
        self.config = HTTPD.format(
            run=self.run, site=site, host=HOST, port=self.port, user=user, mpm=mpm, build=BUILD,
            modules=modules, types=types, unpacked=UNPACKED, processes=processes, threads=threads,
            workers=workers or (32 if mpm == "prefork" else processes * threads)) + config
        self.configure("")

    def configure(self, more):
        """Adds to the configuration that the next start reads."""
        (self.run / "httpd.conf").write_text(self.config + more)

    def command(self):
        return [self.binary, "-DFOREGROUND", "-f", self.run / "httpd.conf"]


class Nginx(Server):
    """An nginx; in `config` the words @PORT@, @RUN@ and @SITE@ are replaced."""

    def __init__(self, folder, name, config, site):
        super().__init__(folder, name)
        for word, value in (("@PORT@", self.port), ("@RUN@", self.run), ("@SITE@", site)):
            config = config.replace(word, str(value))
        user = f"user {ACCOUNT};" if os.getuid() == 0 else ""
        (self.run / "nginx.conf").write_text(
            NGINX.format(run=self.run, user=user, config=config, unpacked=UNPACKED))

    def command(self):
        return [UNPACKED / "usr/sbin/nginx", "-p", self.run, "-e", self.run / "error.log", "-c",
                self.run / "nginx.conf"]


