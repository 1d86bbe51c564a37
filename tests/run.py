#!/usr/bin/python3
"""Runs every test and guard, and ends with `N passed, N failed` over all of them.

The HTTP tests mostly wait: for a second to pass, for a server to stop. So their files are dealt
out to three times as many pytest processes as there are processors, what took longest the last time
first. What depends on processes and threads runs under event and prefork, what does not under
event alone (tests/http/mpms.py), with `--all` everything under both. What compares processor times
runs alone at the end.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / os.environ.get("BUILD", "build")
sys.path.insert(0, str(ROOT / "tests/http"))
import mpms  # noqa: E402

SCALING = "tests/http/test_scaling.py"
BROWSER = "tests/pages"
UNIT_SUMMARY = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.MULTILINE)
LANES = 2 * (os.cpu_count() or 1)

# Seconds of each file under each MPM in the last run: they only say what begins first, and what
# shares a process. A first run knows of the longest ones.
TIMES = BUILD / "tests/seconds.json"
FIRST_RUN = {"test_state.py": 90, "test_folder.py": 70, "test_root.py": 50,
             "test_slow_pages.py": 50, "test_validators.py": 45, "test_pages_changes.py": 40,
             "test_packages.py": 90, "test_life.py": 35, "test_unkept_pages.py": 30,
             "test_state_dir.py": 30, BROWSER: 60}
UNKNOWN = 4
# Files share a process up to this, so that its start does not count.
BATCH_SECONDS = 12

EVENT, PREFORK, WORKER = "pytest, event MPM", "pytest, prefork MPM", "pytest, worker MPM"
# Memory that outlives its pool is gone at once where allocators keep none of it. What runs once
# runs that way.
KEEPING_NOTHING = "--max-mem-free=1"
ONCE = [EVENT, "--mpm=event", KEEPING_NOTHING]
TWICE = [[EVENT, "--mpm=event"], [PREFORK, "--mpm=prefork", "--server-only", KEEPING_NOTHING]]


class Result:
    """What one process did: the part it belongs to, counts, its words, seconds of its tests."""

    def __init__(self, part, passed, failed, output, cases=()):
        self.part = part
        self.passed = passed
        self.failed = failed
        self.output = output
        self.cases = cases


def run(command):
    """Runs a command; its exit code and everything it printed."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", check=False)
    return done.returncode, done.stdout


def unit_test(program, *arguments):
    code, output = run([program, *arguments])
    summary = UNIT_SUMMARY.search(output)
    if summary is None:
        return Result(program.name, 0, 1, output or f"ended with {code} and said nothing\n")
    checks, failures, errors = map(int, summary.groups())
    failed = failures + errors
    if code != 0 and failed == 0:
        failed = 1
    return Result(program.name, checks - failures - errors, failed, output)


def guard(script):
    code, output = run([script])
    return Result(script.name, int(code == 0), int(code != 0), output)


def file_of(name):
    """The file of a module, or of a class in one."""
    module = re.match(r"[a-z0-9_.]+(?=\.[A-Z]|$)", name)
    return module[0].replace(".", "/") + ".py" if module else name


def pytest(part, files, *arguments):
    """One pytest process; counts come from its JUnit report."""
    with tempfile.TemporaryDirectory(prefix="mod_statement.") as folder:
        report = pathlib.Path(folder) / "report.xml"
        code, output = run(["/usr/bin/python3", "-m", "pytest", "-q", "--tb=short", "-p",
                            "no:cacheprovider", *files, f"--junitxml={report}", *arguments])
        if not report.exists():
            return Result(part, 0, 1, output)
        suite = ElementTree.parse(report).getroot().find("testsuite")
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    passed = int(suite.get("tests")) - failed - int(suite.get("skipped"))
    # 5: of these files none has a test for these arguments.
    if code not in (0, 1, 5) and failed == 0:
        failed = 1
    cases = [(float(case.get("time")), file_of(case.get("classname")), case.get("name"))
             for case in suite.iter("testcase")]
    return Result(part, max(passed, 0), failed, output, cases)


def last_times():
    try:
        return json.loads(TIMES.read_text())
    except (OSError, ValueError):
        return {}


def batches(files, part, times):
    """Files that share a process, each with how long they take together."""
    def seconds(file):
        name = file.removeprefix("tests/http/")
        return times.get(f"{part} {file}", FIRST_RUN.get(name, UNKNOWN))
    found, batch, filled = [], [], 0
    for file in sorted(files, key=seconds, reverse=True):
        if batch and filled + seconds(file) > BATCH_SECONDS:
            found.append((filled, batch))
            batch, filled = [], 0
        batch.append(file)
        filled += seconds(file)
    return [*found, (filled, batch)]


def pytest_jobs(everything):
    """Seconds, part, files and arguments of each pytest process."""
    times = last_times()
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests/http").glob("test_*.py"))
    files.remove(SCALING)
    runs_once = [] if everything else [f"tests/http/{name}" for name in mpms.ONCE]
    runs_twice = [file for file in files if file not in runs_once]
    jobs = []
    for which, (part, *arguments) in zip((runs_once, runs_twice, runs_twice), (ONCE, *TWICE)):
        jobs += [(seconds, part, batch, arguments)
                 for seconds, batch in batches(which, part, times) if batch]
    smoke = [file for file in files if "mark.smoke" in (ROOT / file).read_text(encoding="utf-8")]
    jobs += [(times.get(f"{BROWSER} {BROWSER}", FIRST_RUN[BROWSER]), "pages in a browser",
              [BROWSER], []),
             (UNKNOWN, WORKER, smoke, ["--mpm=worker", "--server-only", "-m", "smoke"])]
    return sorted(jobs, key=lambda job: job[0], reverse=True)


def together(everything):
    jobs = [(pytest, part, files, *arguments)
            for _, part, files, arguments in pytest_jobs(everything)]
    jobs += [(unit_test, program) for program in sorted(BUILD.glob("tests/unit/*/test_*"))
             if os.access(program, os.X_OK) and program.suffix == ""]
    jobs += [(unit_test, program, ROOT / "tests/fuzz/corpus" / program.name.removeprefix("replay_"))
             for program in sorted(BUILD.glob("tests/fuzz/replay_*"))
             if os.access(program, os.X_OK) and program.suffix == ""]
    jobs.append((unit_test, BUILD / "tests/faults/faults", "--stride=60"))
    return jobs + [(guard, script) for script in sorted((ROOT / "tests/guards").glob("check_*.sh"))]


def results(everything):
    """What each process comes to; says of each part how it ended when its last process has."""
    # What compares processor times shares the processors' caches with nobody.
    alone = [(pytest, "scaling", [SCALING])]
    for jobs, lanes in ((together(everything), LANES), (alone, 1)):
        left = collections.Counter(getattr(job[1], "name", job[1]) for job in jobs)
        counts = collections.defaultdict(lambda: [0, 0])
        with concurrent.futures.ThreadPoolExecutor(max_workers=lanes) as pool:
            for future in concurrent.futures.as_completed([pool.submit(*job) for job in jobs]):
                result = future.result()
                part = counts[result.part]
                part[0] += result.passed
                part[1] += result.failed
                left[result.part] -= 1
                if result.failed:
                    print(result.output, flush=True)
                if not left[result.part]:
                    print(f"{result.part}: {part[0]} passed, {part[1]} failed", flush=True)
                yield result


def remember(done):
    """Keeps for the next run how long each file took."""
    times = collections.Counter()
    for result in done:
        for seconds, file, _ in result.cases:
            times[f"{result.part} {file}"] += seconds
            if file.startswith(BROWSER):
                times[f"{BROWSER} {BROWSER}"] += seconds
    TIMES.parent.mkdir(parents=True, exist_ok=True)
    TIMES.write_text(json.dumps({**last_times(), **times}, indent=1, sort_keys=True))


def print_slowest(done, count=10):
    cases = [(seconds, f"{file}::{name} ({result.part})")
             for result in done for seconds, file, name in result.cases]
    print(f"The {count} slowest tests:")
    for seconds, name in sorted(cases, reverse=True)[:count]:
        print(f"{seconds:7.1f} s  {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="all HTTP tests under event and prefork")
    done = list(results(parser.parse_args().all))
    remember(done)
    print_slowest(done)
    all_passed = sum(result.passed for result in done)
    all_failed = sum(result.failed for result in done)
    print(f"{all_passed} passed, {all_failed} failed")
    return 1 if all_failed or not all_passed else 0


if __name__ == "__main__":
    sys.exit(main())
