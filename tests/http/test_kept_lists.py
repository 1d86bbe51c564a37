"""Archives and feeds whose statements name files and pages elsewhere are kept and sent coded as all
others, whatever .htaccess files may say."""

import pytest

import newsroom
from newsroom import NEWSROOM, Server, statement, wait_until

OUTSIDE = ('<attachment href="near.pdf" type="application/pdf">Near</attachment>'
           '<attachment href="../far.pdf" type="application/pdf">Far</attachment>'
           '<attachment href="https://files.example.net/a.pdf" type="application/pdf">A</attachment>'
           '<related href="../elsewhere">Elsewhere</related><related href="two">The two</related>')
LONG = "<p>" + "Many words about the ferry and its way. " * 60 + "</p>"


@pytest.fixture(name="made")
def make(request, mpm, monkeypatch):
    """A server whose folders are under this AllowOverride; None: the line is not there."""
    override, has_own_line = request.param
    line = f"AllowOverride {override}" if override else ""
    monkeypatch.setattr(newsroom, "PREAMBLE",
                        newsroom.PREAMBLE.replace("AllowOverride None", line))
    one = Server(mpm, NEWSROOM.replace("StatementEngine On", "") if has_own_line else NEWSROOM)
    one.newsroom.drop("one.xml", statement("The one", head=OUTSIDE, body=LONG))
    one.newsroom.drop("two.xml", statement("The two", body=LONG))
    one.newsroom.drop("near.pdf", b"%PDF-1.4")
    if has_own_line:
        one.newsroom.drop(".htaccess", "StatementEngine On\n")
    try:
        one.start()
        wait_until(lambda: "The one" in one.get("/statements/feed.rss").text, 10)
        yield one
    finally:
        one.stop()


@pytest.mark.parametrize("made", [("None", False), (None, False), ("All", False),
                                  ("FileInfo", True)], indirect=True)
def test_a_list_that_names_what_lies_elsewhere_is_kept(made):
    for address in ("", "feed.rss", "feed.atom", "feed.json"):
        def coded(at=address):
            answer = made.get(f"/statements/{at}", {"Accept-Encoding": "gzip"})
            return answer if answer.header("Content-Encoding") == "gzip" else None
        first = wait_until(coded, 5, f"{address} is coded")
        rendered = made.everything_said().count(f"rendered /statements/{address} as")
        for _ in range(8):
            assert coded().body == first.body
        assert made.everything_said().count(f"rendered /statements/{address} as") == rendered
        assert "public" in first.header("Cache-Control")
