"""Options and fixtures: one server per test module, under the MPM that was asked for."""

import pytest

import newsroom
import states

# Failed assertions in there say what they compared, too.
pytest.register_assert_rewrite("refusals")


def pytest_addoption(parser):
    parser.addoption("--mpm", default="event", help="event, worker or prefork")
    parser.addoption("--server-only", action="store_true", help="leave out tests without a server")
    parser.addoption("--max-mem-free", default=2048, type=int,
                     help="kilobytes that a pool's allocator keeps; 1 shows what outlives its pool")


def pytest_configure(config):
    newsroom.MAX_MEM_FREE = config.getoption("--max-mem-free")
    config.addinivalue_line("markers", "smoke: enough to see that an MPM works at all")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--server-only"):
        without = [item for item in items if "mpm" not in item.fixturenames]
        items[:] = [item for item in items if "mpm" in item.fixturenames]
        config.hook.pytest_deselected(items=without)


@pytest.fixture(scope="session")
def mpm(request):
    return request.config.getoption("--mpm")


@pytest.fixture(scope="session")
def endings():
    """Where a test leaves its server to stop; one that does not fails the last test."""
    all_of_them = newsroom.Endings()
    yield all_of_them
    all_of_them.wait()


@pytest.fixture(scope="module")
def server(request, mpm, endings):
    """A running httpd with the module's CONFIG. The module's `prepare(server)` fills the folders
    before it starts; MORE_MODULES are loaded, too; the addresses in READY answer before the first
    test."""
    one = newsroom.Server(mpm, getattr(request.module, "CONFIG", newsroom.NEWSROOM),
                          getattr(request.module, "MORE_MODULES", ()))
    try:
        getattr(request.module, "prepare", lambda _: None)(one)
        one.start()
        for path in getattr(request.module, "READY", ["/statements/"]):
            one.wait_for(path, 200)
        yield one
    except (AssertionError, OSError) as error:
        raise AssertionError(f"{error!r}\n{one.everything_said()}") from None
    finally:
        endings.begin(one)


@pytest.fixture(name="own")
def own_server(mpm, endings):
    """A server of one test's own, which starts it."""
    one = newsroom.Server(mpm, "StatementMaxSize 64M\n" + newsroom.NEWSROOM)
    try:
        yield one
    finally:
        endings.begin(one)


@pytest.fixture(name="filled")
def filled_server(own):
    """A server of one test's own, with a history that is more than its folder (see states)."""
    states.fill(own)
    own.start()
    states.change(own)
    return own


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Shows the end of the server's log beside a failure."""
    outcome = yield
    report = outcome.get_result()
    one = getattr(item, "funcargs", {}).get("server")
    if report.failed and one is not None:
        report.sections.append(("end of the error log", one.everything_said()[-3000:]))


@pytest.fixture(autouse=True)
def the_error_log_holds_nothing_unexpected(request):
    """Fails a test during which an unexpected line appeared in the error log."""
    yield
    if "server" in request.fixturenames:
        lines = request.getfixturevalue("server").unexpected_lines()
        if lines:
            pytest.fail("unexpected in the error log:\n" + "\n".join(lines[:5]), pytrace=False)
