"""With StatementCacheSize 0, where each page is rendered, answers follow the folder and the clock."""

import datetime

import pytest

from newsroom import NEWSROOM, Server, statement, wait_until

TAKEN_BACK = '<withdrawn when="2024-06-01T10:00:00Z">It was wrong.</withdrawn>'


def later(seconds):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture(name="unkept", scope="module")
def unkept_server(mpm):
    server = Server(mpm, NEWSROOM + "StatementCacheSize 0\n")
    try:
        server.start()
        yield server
        assert not server.unexpected_lines()
    finally:
        server.stop()


def page(server, name):
    """The last of some answers, so that several children are asked."""
    answers = [server.get(f"/statements/{name}") for _ in range(6)]
    return answers[-1]


# What is said of a statement, what stands in its page before, what an editor does, and after.
ROWS = {
    "its own words": (
        {"a": statement("A", body="<p>First words.</p>")}, "First words",
        {"a": statement("A", body="<p>Second words.</p>")}, (200, "Second words")),
    "a translation, which names it": (
        {"b": statement("B", head="")}, "B",
        {"b-de": statement("B-DE", head='<translation href="b" xml:lang="en"/>', lang="de")},
        (200, "/statements/b-de")),
    "where a link leads that was hidden": (
        {"c": statement("C", body='<p>See <link href="c-2">the other one</link>.</p>'),
         "c-2": statement("C-2", attributes='id="c-2" status="draft"')}, "the other one",
        {"c-2": statement("C-2")}, (200, 'c-2">the other one')),
    "that it was taken back": (
        {"d": statement("D", body="<p>Wrong words.</p>")}, "Wrong words",
        {"d": statement("D", head=TAKEN_BACK, body="<p>Wrong words.</p>")}, (410, "It was wrong")),
    "what it reproduces": (
        {"e": statement("E", body='<statement src="e-2"/>'),
         "e-2": statement("E-2", body="<p>As it was.</p>")}, "As it was",
        {"e-2": statement("E-2", body="<p>As it is.</p>")}, (200, "As it is")),
    "that it is a draft again": (
        {"f": statement("F", body="<p>Too early.</p>")}, "Too early",
        {"f": statement("F", body="<p>Too early.</p>", attributes='id="f" status="draft"')},
        (404, "")),
}


@pytest.mark.parametrize("what", ROWS)
def test_what_is_known_of_a_statement_follows_the_folder(unkept, what):
    before, words, after, (status, new_words) = ROWS[what]
    name = next(iter(before))
    for file, text in reversed(before.items()):  # what others need comes first
        unkept.newsroom.drop(f"{file}.xml", text)
    wait_until(lambda: page(unkept, name).status == 200)
    assert words in page(unkept, name).text
    assert new_words == "" or new_words not in page(unkept, name).text
    for file, text in after.items():
        unkept.newsroom.drop(f"{file}.xml", text)
    wait_until(lambda: page(unkept, name).status == status and new_words in page(unkept, name).text,
               3, what)


def test_a_moment_that_comes_needs_no_change(unkept):
    unkept.newsroom.drop("due.xml", statement("Due", published=later(3)))
    unkept.newsroom.drop("over.xml", statement("Over", head=f"<expires>{later(3)}</expires>"))
    wait_until(lambda: "max-age" in (page(unkept, "over").header("Cache-Control") or ""))
    assert page(unkept, "due").status == 404
    wait_until(lambda: page(unkept, "due").status == 200, 4.5)
    assert page(unkept, "over").status == 200


def test_a_statement_that_goes_and_comes_back_is_known_anew(unkept):
    unkept.newsroom.drop("gone.xml", statement("Gone", body="<p>Here.</p>"))
    wait_until(lambda: "Gone" in unkept.get("/statements/feed.rss").text)
    assert page(unkept, "gone").status == 200
    (unkept.newsroom.path / "gone.xml").rename(unkept.newsroom.path / "new-name.xml")
    wait_until(lambda: page(unkept, "gone").status == 301, 6)
    assert page(unkept, "new-name").status == 200
    (unkept.newsroom.path / "new-name.xml").rename(unkept.newsroom.path / "gone.xml")
    wait_until(lambda: page(unkept, "gone").status == 200, 6)
