"""A private httpd per test module, folders of statements, and requests without any magic.

The configuration of a module stands at its top as httpd's own text; `${RUN}` (a temporary folder)
and `${PORT}` are defined for it. Nothing here touches the system's configuration, and everything
that was started or written is gone at the end.
"""

import concurrent.futures
import contextlib
import functools
import getpass
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("BUILD", "build")

PREAMBLE = """
Define RUN "{run}"
Define PORT {port}
ServerRoot "${{RUN}}"
ServerName news.example.org
Listen 127.0.0.1:${{PORT}}
PidFile "${{RUN}}/httpd.pid"
ErrorLog "${{RUN}}/error.log"
LogLevel warn statement:debug
GracefulShutdownTimeout 5
MaxMemFree {max_mem_free}
{user}
LoadModule mpm_{mpm}_module "{modules}/mod_mpm_{mpm}.so"
{load}
LoadModule statement_module "{build}/mod_statement.so"
<IfModule !mpm_prefork_module>
    StartServers 2
    ThreadsPerChild 8
    MinSpareThreads 8
    MaxSpareThreads 24
    MaxRequestWorkers 64
</IfModule>
TypesConfig "{types}"
StatementStateDir "${{RUN}}/state"
StatementStylesheetDir "${{RUN}}/xslt"
DocumentRoot "${{RUN}}/htdocs"
<Directory "/">
    AllowOverride None
    Require all denied
</Directory>
<Directory "${{RUN}}/htdocs">
    Require all granted
</Directory>
"""
MODULES = ("authz_core", "authz_host", "authz_user", "authn_core", "authn_file", "auth_basic",
           "mime", "alias", "dir", "autoindex", "negotiation", "rewrite", "deflate", "filter",
           "headers", "dav", "dav_fs")

# The newsroom that most modules need: one folder under one address.
NEWSROOM = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
</Directory>
"""

# Library, what a build with it has in it, what else has to come first, environment. Only what was
# compiled for ThreadSanitizer is watched, and of what orders accesses only calls of libraries are
# seen, with atomics.c those of APR, too. AddressSanitizer sees into APR's pools with an APR that was
# built to have each allocation from malloc.
SANITIZERS = (
    ("libasan.so", b"__asan_init", list(BUILD.glob("apr-debug/libapr-1.so.0")),
     {"ASAN_OPTIONS": "detect_leaks=0"}),
    ("libtsan.so", b"__tsan_init", [BUILD / "tests/http/atomics.so"],
     {"TSAN_OPTIONS": "ignore_noninstrumented_modules=1 report_thread_leaks=0"}),
)

# Seconds until what is to come is given up. It comes at once on an idle machine; one with much else to
# do may take long for anything, so nothing is given up sooner, whatever a test says.
PATIENCE = 60
GIVEN_PORTS = set()
LISTENS = "0A"  # as /proc/net/tcp writes the state

# httpd's default, unless an option of the run says otherwise.
MAX_MEM_FREE = 2048

LINE = re.compile(r"^\[[^\]]+\] \[(?P<module>[^\]:]*):(?P<level>[a-z0-9]+)\] ")
BAD_LEVELS = {"warn", "error", "crit", "alert", "emerg"}
CHILD_DIED = re.compile(r"AH0005[0-2]:")


@functools.lru_cache(maxsize=None)
def apxs(name):
    answer = subprocess.run([os.environ.get("APXS", "apxs"), "-q", name], check=True, text=True,
                            stdout=subprocess.PIPE)
    return answer.stdout.strip()


def wait_until(condition, seconds=PATIENCE, what="the condition"):
    """Asks until `condition()` is true and returns its value; fails past the deadline, which is never
    sooner than PATIENCE."""
    seconds = max(seconds, PATIENCE)
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not hold within {seconds} s"
        time.sleep(0.02)


AS_ROOT = pytest.mark.skipif(os.getuid() != 0, reason="mounts and owners need root")


def free_port():
    """A port that nobody listens on, and another one each time."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        if port not in GIVEN_PORTS:
            GIVEN_PORTS.add(port)
            return port


def mount(folder, size="16m"):
    """A disk in memory, there until unmount()."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder],
                   check=True)
    return folder


def unmount(folder):
    subprocess.run(["umount", "-l", folder], check=True)


def statement(title="A statement", published="2024-05-04T10:00:00Z", head="", body=None,
              lang="en", attributes='id="{auto}"', after=""):
    """A valid statement as text. `attributes` go on the root; its id is made from the title."""
    auto = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "x"
    date = f"<published>{published}</published>" if published else ""
    body = f"<p>The text of {title}, in words.</p>" if body is None else body
    return (f'<?xml version="1.0" encoding="utf-8"?>\n'
            f'<statement xml:lang="{lang}" {attributes.replace("{auto}", auto)}>\n'
            f"  <head>\n    <title>{title}</title>\n    <issuer>Example Press Office</issuer>\n"
            f"    {date}\n    {head}\n  </head>\n  <body>\n    {body}\n  </body>\n{after}"
            f"</statement>\n")


class Answer:
    """One response as it came over the wire."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.getheaders()
        self.body = response.read()

    def __repr__(self):
        return f"<{self.status} {self.headers} {self.body[:200]!r}>"

    def header(self, name):
        """All values of a header joined by a comma, or None."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def type(self):
        """The media type without parameters."""
        return (self.header("Content-Type") or "").split(";")[0].strip()

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def unmarked(self):
        """The text without the marks at what was searched for."""
        return re.sub("</?mark>", "", self.text)


def varies_by(answer):
    """The names in the Vary header, in small letters."""
    return [name.strip() for name in (answer.header("Vary") or "").lower().split(",")]


class Folder:
    """A folder of statements on disk."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.path.mkdir(parents=True, exist_ok=True)

    def drop(self, name, content):
        """Puts a file there in one step, as a careful uploader does."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        partial = target.parent / f".upload.{os.getpid()}"
        partial.write_bytes(data)
        partial.rename(target)
        return target

    def remove(self, name):
        (self.path / name).unlink()

    def clear(self):
        for entry in self.path.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()


class Endings:
    """Servers that stop while the next test begins: httpd takes most of a second for it."""

    def __init__(self):
        self.pool = concurrent.futures.ThreadPoolExecutor()
        self.begun = []

    def begin(self, server):
        self.begun.append(self.pool.submit(server.stop))

    def wait(self):
        """Fails if one of them did not stop."""
        for each in self.begun:
            each.result()


class Server:
    """One httpd with its own folder, port and log."""

    def __init__(self, mpm, config, more_modules=()):
        os.umask(0o022)
        self.mpm = mpm
        self.run = pathlib.Path(tempfile.mkdtemp(prefix="mod_statement."))
        self.run.chmod(0o755)
        self.port = free_port()
        (self.run / "htdocs").mkdir()
        # A copy, because the servers' user may not read below the folder of this repository.
        shutil.copytree(ROOT / "xslt", self.run / "xslt")
        self.newsroom = Folder(self.run / "newsroom")
        self.httpd = f"{apxs('SBINDIR')}/{apxs('PROGNAME')}"
        self.account = "www-data" if os.getuid() == 0 else getpass.getuser()
        self.config = config
        self.modules = MODULES + tuple(more_modules)
        self.write_config(config)
        self.process = None
        self.log_offset = 0
        self.allowed = set()

    # --- configuration and life

    def preamble(self):
        modules = apxs("LIBEXECDIR")
        user = f"User {self.account}\nGroup {self.account}" if os.getuid() == 0 else ""
        types = "/etc/mime.types" if os.path.exists("/etc/mime.types") else os.devnull
        load = "\n".join(f'LoadModule {name}_module "{modules}/mod_{name}.so"'
                         for name in self.modules)
        return PREAMBLE.format(run=self.run, port=self.port, user=user, mpm=self.mpm, load=load,
                               modules=modules, build=BUILD, types=types,
                               max_mem_free=MAX_MEM_FREE)

    def write_config(self, config):
        (self.run / "httpd.conf").write_text(self.preamble() + config)

    def configtest(self, config):
        """Exit code and words of `httpd -t` for another configuration."""
        path = self.run / "tried.conf"
        path.write_text(self.preamble() + config, errors="surrogateescape")
        done = subprocess.run([self.httpd, "-t", "-f", path], errors="replace", check=False,
                              env={**os.environ, **self.sanitizer()},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def start(self):
        self.launch()
        wait_until(self.is_up, 30, "httpd's first answer")

    def refuses_to_start(self):
        """Whether it ends at once with an error."""
        self.launch()
        code = self.process.wait(PATIENCE)
        self.process = None
        return code != 0

    def launch(self):
        environment = {**os.environ, **self.sanitizer()}
        with open(self.run / "stderr", "ab") as output:
            self.process = subprocess.Popen(
                [self.httpd, "-DFOREGROUND", "-f", self.run / "httpd.conf"], env=environment,
                stdout=output, stderr=output, start_new_session=True)

    def sanitizer(self):
        """A build with a sanitizer needs its library before all others."""
        module = (BUILD / "mod_statement.so").read_bytes()
        for library, mark, others, options in SANITIZERS:
            if mark in module:
                path = subprocess.run(["gcc", f"-print-file-name={library}"], check=True, text=True,
                                      stdout=subprocess.PIPE).stdout.strip()
                names = [os.path.realpath(path), *others]
                return {"LD_PRELOAD": ":".join(map(str, names)), **options}
        return {}

    def preload(self, folder, source):
        """Has each start load a library made of this C, which stands in for the system's calls."""
        (folder / "shim.c").write_text(source)
        library = folder / "shim.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", library, folder / "shim.c", "-ldl"],
                       check=True)
        before = self.sanitizer()
        names = filter(None, (before.get("LD_PRELOAD"), str(library)))
        environment = {**before, "LD_PRELOAD": ":".join(names)}
        self.sanitizer = lambda: environment

    def is_up(self):
        assert self.process.poll() is None, f"httpd ended: {self.everything_said()}"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def everything_said(self):
        files = (self.run / "stderr", self.run / "error.log")
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    def graceful(self):
        self.process.send_signal(signal.SIGUSR1)

    def restart(self):
        """Stops and starts again with the same state directory."""
        self.end()
        self.start()

    def has_connections(self):
        """Whether httpd holds a connection of this server's port."""
        local = f":{self.port:04X}"
        for name in ("tcp", "tcp6"):
            for line in pathlib.Path("/proc/net", name).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[1].endswith(local) and fields[3] != LISTENS and fields[9] != "0":
                    return True
        return False

    def tell_to_stop(self, how=signal.SIGTERM):
        """The event MPM, told to stop, looks at connections that its workers are just freeing, and
        now and then falls over one (close_worker_sockets): those that have ended shall be gone."""
        until = time.monotonic() + 0.5
        while self.has_connections() and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.05)
        self.process.send_signal(how)

    def end(self):
        if self.process is None:
            return
        self.tell_to_stop()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            raise AssertionError(f"httpd did not stop within {PATIENCE} s") from None
        finally:
            self.process = None

    def stop(self):
        try:
            self.end()
        finally:
            shutil.rmtree(self.run, ignore_errors=True)

    # --- requests

    def get(self, path, headers=None, method="GET", body=None, timeout=PATIENCE):
        """Sends `path` exactly as it stands here and only the headers given (and Host)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers = dict(headers or {})
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", headers.pop("Host", f"news.example.org:{self.port}"))
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def wait_for(self, path, status, seconds=PATIENCE, **more):
        """Asks until `path` answers with `status`."""
        answer = None

        def answers():
            nonlocal answer
            answer = self.get(path, **more)
            return answer.status == status
        try:
            wait_until(answers, seconds, f"{status} for {path}")
        except AssertionError as late:
            raise AssertionError(f"{late}; last answer {answer}") from None
        return answer

    def get_ready(self, path, *more, seconds=20.0):
        """As a reader who comes again where a child says that it is not ready yet."""
        answer = None

        def is_ready():
            nonlocal answer
            answer = self.get(path, *more)
            return answer.status != 503
        wait_until(is_ready, seconds, f"an answer but 503 for {path}")
        return answer

    # --- the error log

    def log_since(self, offset):
        """The log's bytes from `offset` on; httpd listens before it opens the log."""
        path = self.run / "error.log"
        return path.read_bytes()[offset:] if path.exists() else b""

    def log_lines(self):
        data = self.log_since(self.log_offset)
        end = data.rfind(b"\n") + 1
        self.log_offset += end
        return data[:end].decode("utf-8", "replace").splitlines()

    def allow(self, *tags):
        """Lines with these words may stand in the error log from now on."""
        self.allowed.update(tags)

    @contextlib.contextmanager
    def expects(self, *words, seconds=PATIENCE):
        """What happens inside writes a line with all `words` to the error log."""
        start = len(self.log_since(0))
        self.allowed.add(words[0])
        yield

        def found():
            lines = self.log_since(start).decode("utf-8", "replace").splitlines()
            return any(all(word in line for word in words) for line in lines)
        wait_until(found, seconds, f"a line with {words} in the error log")

    def unexpected_lines(self):
        """What stands in the log since the last call and was neither expected nor harmless."""
        found = []
        for line in self.log_lines():
            match = LINE.match(line)
            is_bad = match is None or match["level"] in BAD_LEVELS or CHILD_DIED.search(line)
            if is_bad and not any(tag in line for tag in self.allowed):
                found.append(line)
        return found
