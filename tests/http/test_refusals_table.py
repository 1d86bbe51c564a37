"""Each way to refuse a statement, with each AllowOverride (see refusals)."""

from refusals import CASE, CONFIG, MORE_MODULES, READY, Rules, host, prepare

__all__ = ["CONFIG", "MORE_MODULES", "READY", "prepare"]  # what the server fixture asks for


class TestEachWayToRefuse(Rules):
    pass


@CASE
def test_a_look_up_writes_no_line_about_a_denied_client(server, case):
    before = len(server.log_since(0))
    for address in ("", "feed.rss", "?q=words", "sitemap.xml", "open"):
        server.get(f"/news/{address}", host(case))
    written = server.log_since(before).decode("utf-8", "replace")
    assert "denied" not in written and "AH01630" not in written and "AH00037" not in written


def test_the_start_names_a_rule_that_no_look_up_can_ask_about(server):
    lines = [line.lower() for line in server.log_since(0).decode().splitlines()
             if "STM0340" in line]
    assert any("deny from env=hidden" in line for line in lines)
    assert any("require not env hidden" in line and "require expr" in line for line in lines)
    assert all("env" in line for line in lines)
