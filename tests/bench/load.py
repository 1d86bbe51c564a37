"""Load by wrk, and what it measured."""

import dataclasses
import json
import pathlib
import subprocess

from servers import HOST

HERE = pathlib.Path(__file__).resolve().parent
CONNECTIONS = 32
LONGEST_TURN = 30  # seconds
# What a browser sends; the same for everyone.
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Unmeasured(Exception):
    """Something could not be measured, or an answer was not the one that was wanted."""


@dataclasses.dataclass
class Load:
    """One run of wrk: times in microseconds."""
    requests: int
    seconds: float
    bytes: int
    failed: int
    p50: float
    p90: float
    p99: float
    longest: float

    @property
    def rate(self):
        return self.requests / self.seconds


def load(server, path="/", seconds=1, connections=CONNECTIONS, headers=None, paths=None):
    """Asks `server` for `path` as often as it answers, or for what the file `paths` lists. Where
    not one answer came within `seconds`, it gets more time."""
    script = HERE / ("report.lua" if paths is None else "paths.lua")
    command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s",
               "--timeout", "30s", "-s", script, "-H", f"Host: {HOST}", "-H", f"Accept: {ACCEPT}"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    command += [server.url(path), "--", *([paths] if paths else [])]
    done = subprocess.run([str(word) for word in command], text=True, check=False, cwd=HERE,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if done.returncode or not lines:
        raise Unmeasured(f"wrk on {server.name}{path}: {done.stdout}")
    result = Load(**json.loads(lines[0][len("RESULT "):]))
    if not result.requests and seconds < LONGEST_TURN:
        return load(server, path, 4 * seconds, connections, headers, paths)
    if result.failed or not result.requests:
        raise Unmeasured(f"{server.name}{path}: {result}\n{server.everything_said()[-2000:]}")
    return result
