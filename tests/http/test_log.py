"""What the error log says of a document: which one, what is wrong with it, what became of it."""

from newsroom import Folder, statement, wait_until

CONFIG = "\n".join(f"""
Alias "/{name}" "${{RUN}}/{name}"
<Directory "${{RUN}}/{name}">
    Require all granted
    StatementEngine On
    {line}
</Directory>""" for name, line in {"strict": "", "warn": "StatementValidate Warn"}.items())
READY = ["/strict/", "/warn/"]

AT = ":10:18: error: "
WRONG = "<p>Words.</p><para>More words.</para>"


def prepare(server):
    for name in ("strict", "warn"):
        Folder(server.run / name).drop("sound.xml", statement("Sound"))


def test_a_document_that_was_never_good_is_not_published(server):
    with server.expects("STM0101", f": not published: {server.run}/strict/2026/new.xml{AT}",
                        "There is no <para> in statements. Write <p> instead."):
        Folder(server.run / "strict").drop("2026/new.xml", statement("New", body=WRONG))
    assert server.get("/strict/2026/new").status == 404


def test_one_that_breaks_later_goes_on_in_its_last_good_version(server):
    folder = Folder(server.run / "strict")
    folder.drop("later.xml", statement("Later"))
    wait_until(lambda: "Later" in server.get("/strict/").text, what="Later in the archive")
    with server.expects("STM0101", ": not published, its last good version is still served: "
                        f"{server.run}/strict/later.xml{AT}"):
        folder.drop("later.xml", statement("Later", body=WRONG))
    assert "The text of Later, in words." in server.get("/strict/later").text


def test_one_that_is_published_in_spite_of_its_errors_is_said_to_be(server):
    with server.expects("STM0101", f": published anyway: {server.run}/warn/new.xml{AT}"):
        Folder(server.run / "warn").drop("new.xml", statement("New", body=WRONG))
    assert "More words." in server.wait_for("/warn/new", 200).text


def test_equal_errors_are_one_line(server):
    with server.expects("STM0101", f": not published: {server.run}/strict/many.xml{AT}",
                        "The same occurs 20 times more"):
        Folder(server.run / "strict").drop("many.xml", statement(
            "Many", body="<p>Words.</p>" + "<para>More words.</para>\n" * 21))


def test_one_that_waits_for_another_is_not_published(server):
    with server.expects("STM0101", f": not published: {server.run}/strict/around.xml{AT}",
                        "There is no statement", "to reproduce"):
        Folder(server.run / "strict").drop("around.xml", statement(
            "Around", body='<p>Words.</p><statement src="missing"/>'))
    assert server.get("/strict/around").status == 404


def test_a_warning_says_once_why_a_statement_that_reproduces_a_draft_is_not_there(server):
    server.allow("STM0102")
    folder = Folder(server.run / "strict")
    folder.drop("not-yet.xml", statement("Not yet", attributes='id="{auto}" status="draft"'))
    folder.drop("quoting.xml", statement("Quoting it", body='<p>x</p><statement src="not-yet"/>'))
    def lines():
        return [line for line in server.log_since(0).decode().splitlines() if "STM0102" in line]
    wait_until(lines, 10, "the line")
    for number in range(3):
        folder.drop("other.xml", statement(f"Other {number}"))
        wait_until(lambda: f"Other {number}" in server.get("/strict/").text, 10, "the look")
    assert server.get("/strict/quoting").status == 404
    assert len(lines()) == 1 and ":warn]" in lines()[0]
    for words in ("not published", "quoting.xml:", "not-yet", "is a draft", "until that one"):
        assert words in lines()[0], words


def test_quotation_marks_in_the_log_are_ascii(server):
    folder = Folder(server.run / "strict")
    with server.expects("STM0101", "spaced.xml", 'by a space: "2026-05-04 10:00". Write'):
        folder.drop("spaced.xml", statement("Spaced", published="2026-05-04 10:00"))
    folder.remove("spaced.xml")


def test_a_name_that_another_takes_is_said_when_it_comes_and_when_it_goes(server):
    folder = Folder(server.run / "strict")
    folder.drop("2031.xml", statement("Year"))
    server.wait_for("/strict/2031", 200)
    with server.expects("STM0103", "2031.xml: error: The folder", "takes the statement's address"):
        (folder.path / "2031").mkdir()
    with server.expects("STM0103", "feed.rss.xml: error: The name", "own addresses"):
        folder.drop("feed.rss.xml", statement("Reserved"))
    folder.remove("feed.rss.xml")
    folder.remove("2031.xml")
