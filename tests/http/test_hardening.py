"""The capabilities that packaging/systemd/statement.conf leaves to httpd are enough for it."""

import os
import re

import pytest

from newsroom import ROOT, Server, statement

DROP_IN = (ROOT / "packaging/systemd/statement.conf").read_text()
KEPT = " ".join(re.findall(r"^CapabilityBoundingSet=(.*)$", DROP_IN, re.M)).split()
CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
</Directory>
"""


@pytest.fixture(name="confined")
def start_confined(mpm, tmp_path):
    one = Server(mpm, CONFIG)
    kept = ",".join(f"+{name.removeprefix('CAP_').lower()}" for name in KEPT)
    wrapper = tmp_path / "httpd"
    wrapper.write_text("#!/bin/sh\n"
                       f"exec setpriv --no-new-privs --bounding-set=-all,{kept} {one.httpd} \"$@\"\n")
    wrapper.chmod(0o755)
    one.httpd = str(wrapper)
    one.newsroom.drop("one.xml", statement("Confined"))
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give up capabilities")
def test_httpd_needs_no_capability_that_the_drop_in_takes_away(confined):
    assert len(KEPT) > 3
    status = open(f"/proc/{confined.process.pid}/status", encoding="ascii").read()
    assert int(re.search(r"CapBnd:\s*(\w+)", status)[1], 16).bit_count() == len(KEPT)
    confined.wait_for("/statements/one", 200)
    confined.wait_for("/statements/", 200)
    confined.graceful()
    confined.newsroom.drop("two.xml", statement("Confined as well"))
    confined.wait_for("/statements/two", 200)
    assert (confined.run / "state/history.db").stat().st_uid != 0
