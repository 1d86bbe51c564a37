#!/usr/bin/python3
"""Runs every test and guard, and ends with `N passed, N failed` over all of them.

The HTTP tests of two MPMs run side by side, each with its own private servers; what needs no
server runs once, beside the first, and what compares processor times alone at the end.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / os.environ.get("BUILD", "build")
SCALING = "tests/http/test_scaling.py"
UNIT_SUMMARY = re.compile(r"^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$", re.MULTILINE)


def run(command, **more):
    """Runs a command; its exit code and everything it printed."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", check=False, **more)
    return done.returncode, done.stdout


def unit_test(program):
    code, output = run([program])
    summary = UNIT_SUMMARY.search(output)
    if summary is None:
        return program.name, 0, 1, output or f"ended with {code} and said nothing\n"
    checks, failures, errors = map(int, summary.groups())
    failed = failures + errors
    if code != 0 and failed == 0:
        failed = 1
    return program.name, checks - failures - errors, failed, output


def pytest(name, tests, arguments):
    """One pytest process; counts come from its JUnit report."""
    with tempfile.TemporaryDirectory(prefix="mod_statement.") as folder:
        report = pathlib.Path(folder) / "report.xml"
        code, output = run(["/usr/bin/python3", "-m", "pytest", "-q", "--tb=short", "-p",
                            "no:cacheprovider", tests, f"--junitxml={report}", *arguments])
        if not report.exists():
            return name, 0, 1, output
        suite = ElementTree.parse(report).getroot().find("testsuite")
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    passed = int(suite.get("tests")) - failed - int(suite.get("skipped"))
    if code not in (0, 1) and failed == 0:
        failed = 1
    return name, max(passed, 0), failed, output


def guard(script):
    code, output = run([script])
    return script.name, int(code == 0), int(code != 0), output


def main():
    jobs = [(unit_test, program) for program in sorted(BUILD.glob("tests/unit/*/test_*"))
            if os.access(program, os.X_OK) and program.suffix == ""]
    jobs += [(pytest, "pytest, event MPM", "tests/http",
              ["--mpm=event", f"--ignore={SCALING}"]),
             # Memory that outlives its pool is gone at once here.
             (pytest, "pytest, prefork MPM", "tests/http",
              ["--mpm=prefork", "--server-only", "--max-mem-free=1"]),
             (pytest, "pytest, worker MPM", "tests/http",
              ["--mpm=worker", "--server-only", "-m", "smoke"]),
             (pytest, "pages in a browser", "tests/pages", [])]
    # What compares processor times shares the processors' caches with nobody.
    alone = [(pytest, "scaling", SCALING, [])]
    jobs += [(guard, script) for script in sorted((ROOT / "tests/guards").glob("check_*.sh"))]

    all_passed = all_failed = 0
    for together, few in ((jobs, 2), (alone, 1)):
        with concurrent.futures.ThreadPoolExecutor(max_workers=few) as pool:
            for future in [pool.submit(*job) for job in together]:
                name, passed, failed, output = future.result()
                print(f"{name}: {passed} passed, {failed} failed", flush=True)
                if failed:
                    print(output, flush=True)
                all_passed += passed
                all_failed += failed
    print(f"{all_passed} passed, {all_failed} failed")
    return 1 if all_failed or not all_passed else 0


if __name__ == "__main__":
    sys.exit(main())
