"""The table of refusals where no section says anything of AllowOverride, not even that for "/"."""

import pytest

import newsroom
import refusals


class Unset(newsroom.Server):
    def preamble(self):
        return super().preamble().replace("AllowOverride None\n", "")


@pytest.fixture(scope="module", name="server")
def server_without_overrides(mpm):
    one = Unset(mpm, refusals.CONFIG, refusals.MORE_MODULES)
    try:
        refusals.prepare(one)
        one.start()
        yield one
    finally:
        one.stop()


class TestEachWayToRefuse(refusals.Rules):
    pass
