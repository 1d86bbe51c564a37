"""What doubles: a document twice as large takes at most two and a half times the work.

Each shape is one way to make a document large. The command checks (or renders) a smaller and a
larger one, as often as it takes for the smaller to cost 100 ms of processor time; the best of nine
counts, so that a busy machine does not matter. Where a bound ends the growth, its message is
looked for instead. Needs no server.
"""

import os
import pathlib
import subprocess

import pytest

from shapes import BOUNDED, CHECKED, RENDERED, document

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATEMENT = ROOT / os.environ.get("BUILD", "build") / "statement"

LEAST_SECONDS = 0.1
ROUNDS = 9
ATTEMPTS = 8
MOST_RATIO = 2.5

# Memory that goes back to the system after each large document, and not after a small one, would
# make a step where there is none.
KEEPING = {**os.environ, "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
           "MALLOC_MMAP_THRESHOLD_": str(1 << 30)}
SURE_RATIO = 2.2


def seconds(*arguments):
    """The processor time of one run of the command, and what it said."""
    process = subprocess.Popen([STATEMENT, *arguments], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, env=KEEPING)
    said = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    assert process.returncode in (0, 1), said
    return usage.ru_utime + usage.ru_stime, said


def files(folder, make, n):
    smaller, larger = folder / "smaller.xml", folder / "larger.xml"
    for path, size in (smaller, n), (larger, 2 * n):
        path.write_text(make(size), encoding="utf-8")
        assert path.stat().st_size <= 2 * 1024 * 1024, "StatementMaxSize would be all that is seen"
    return smaller, larger


def ratio(run):
    """How much more the larger one takes, by the best of nine runs of each. Two are enough where
    they leave no doubt."""
    smaller = larger = float("inf")
    for done in range(ROUNDS):
        smaller = min(smaller, run(0))
        larger = min(larger, run(1))
        if done > 0 and larger / smaller < SURE_RATIO:
            break
    return larger / smaller, smaller


def measure(run):
    """Runs it as often as it takes: the command's own start is a part of each time."""
    times = int(LEAST_SECONDS / min(run(0, 1) for _ in range(3))) + 1
    return ratio(lambda which: run(which, times))


def assert_linear(run):
    """What grows faster does so each time; a neighbour on the machine comes and goes."""
    found, least = measure(run)
    for _ in range(ATTEMPTS - 1):
        if found > MOST_RATIO:
            found, least = min((found, least), measure(run))
    assert found <= MOST_RATIO, f"{found:.2f} times the work, from {least:.3f} s"


def named(shapes):
    return {"argvalues": [shape[1:] for shape in shapes], "ids": [shape[0] for shape in shapes]}


@pytest.mark.parametrize("n, make", **named(CHECKED))
def test_twice_the_document_is_twice_the_check(tmp_path, n, make):
    paths = files(tmp_path, make, n)
    assert_linear(lambda which, times: seconds("check", *[paths[which]] * times)[0])


@pytest.mark.parametrize("n, make, message", **named(BOUNDED))
def test_a_bound_ends_the_growth(tmp_path, n, make, message):
    for path in files(tmp_path, make, n):
        spent, said = seconds("check", path)
        assert message in said
        assert spent < 1, f"{spent:.3f} s until it was refused"


@pytest.mark.parametrize("form, n, make", **named(RENDERED))
def test_twice_the_document_is_twice_the_page(tmp_path, form, n, make):
    paths = files(tmp_path, make, n)
    assert_linear(lambda which, times: sum(seconds("render", "--to", form, paths[which])[0]
                                           for _ in range(times)))


def chain(folder, n):
    """n statements, each reproducing the next one; named so that each is read after its source."""
    folder.mkdir()
    for i in range(n):
        source = f'<statement src="n{i + 1}"/>' if i + 1 < n else ""
        (folder / f"n{i}.xml").write_text(document(source + "<p>x</p>", own=f"x{i}"))
    return folder


def test_twice_the_chain_is_twice_the_check(tmp_path):
    folders = chain(tmp_path / "smaller", 1500), chain(tmp_path / "larger", 3000)
    assert "more than 8 deep" in seconds("check", folders[0])[1]
    assert_linear(lambda which, times: sum(seconds("check", folders[which])[0]
                                           for _ in range(times)))


@pytest.mark.parametrize("levels", [5, 10])
def test_products_of_sources_are_bounded(tmp_path, levels):
    for i in range(levels):
        (tmp_path / f"n{i}.xml").write_text(
            document(f'<statement src="n{i + 1}"/>' * 40, own=f"x{i}"))
    (tmp_path / f"n{levels}.xml").write_text(document())
    spent, said = seconds("check", tmp_path)
    assert "than 64 statements are reproduced by src" in said
    assert spent < 1, f"{spent:.3f} s until it was refused"
