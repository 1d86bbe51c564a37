"""What a reader sees of an address that has nothing to show, and what it tells."""

import pytest

from newsroom import statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
Alias "/own" "${RUN}/own"
Alias "/closed" "${RUN}/closed"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Büro für Häfen"
</Directory>
<Directory "${RUN}/own">
    Require all granted
    StatementEngine On
    ErrorDocument 404 "Our own words."
</Directory>
<Directory "${RUN}/closed">
    Require all granted
    StatementEngine On
</Directory>
"""
READY = ["/statements/", "/own/"]


def prepare(server):
    server.allow("STM0103")
    (server.run / "own").mkdir()
    (server.run / "closed").mkdir(mode=0o311)
    server.newsroom.drop("first.xml", statement("First"))
    server.newsroom.drop("taken.xml", statement("Taken"))
    server.newsroom.drop("draft.xml", statement("Draft", attributes='id="d" status="draft"'))
    server.newsroom.drop("later.xml", statement("Later", published="2099-01-01"))


@pytest.mark.parametrize("address", ["/statements/no-such", "/statements/no-such.xml",
                                     "/statements/no-such.rss", "/statements/2026/x",
                                     "/statements/?page=99"])
def test_what_is_not_there_says_what_to_do_next(server, address):
    answer = server.get(address)
    assert (answer.status, answer.type) == (404, "text/html")
    assert "<h1>There is nothing at this address</h1>" in answer.text
    assert '<a href="/statements/">All statements</a>' in answer.text
    assert 'role="search"' in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    assert "canonical" not in answer.text


def test_it_is_in_the_language_and_the_letters_of_the_newsroom(server):
    answer = server.get("/statements/no-such")
    assert answer.header("Content-Type") == "text/html; charset=utf-8"
    assert answer.header("Content-Language") == "en"
    assert "Büro für Häfen" in answer.text


@pytest.mark.parametrize("hidden", ["draft", "draft.xml", "draft.rss", "later", "later.txt"])
def test_hidden_statement_looks_as_if_it_were_not_there(server, hidden):
    ours, other = server.get(f"/statements/{hidden}"), server.get("/statements/no-such")
    assert (ours.status, ours.body) == (other.status, other.body)
    without_date = [[pair for pair in answer.headers if pair[0] != "Date"]
                    for answer in (ours, other)]
    assert without_date[0] == without_date[1]


def test_it_is_stored_by_nobody(server):
    answer = server.get("/statements/no-such")
    assert answer.header("Cache-Control") == "no-cache"
    assert answer.header("ETag") is answer.header("Last-Modified") is None


def test_an_error_document_of_the_administrator_goes_first(server):
    answer = server.get("/own/no-such")
    assert (answer.status, answer.text) == (404, "Our own words.")


def test_deleted_statement_says_so_and_leads_on(server):
    server.allow("STM0104", "STM0105")
    server.newsroom.remove("taken.xml")
    answer = server.wait_for("/statements/taken", 410, 20)
    assert "<h1>This statement is no longer available</h1>" in answer.text
    assert '<a href="/statements/">All statements</a>' in answer.text


def test_folder_that_was_never_read_asks_for_patience(server):
    answer = server.get("/closed/")
    assert (answer.status, answer.header("Retry-After")) == (503, "1")
    assert "<h1>These pages are not ready yet</h1>" in answer.text
    assert '<div class="next"><p>Please try again in a few seconds.</p></div>' in answer.text
    assert 'role="search"' not in answer.text


def renderings(server, start):
    """How many pages for what is not there were made since, by any child."""
    lines = server.log_since(start).decode("utf-8", "replace").splitlines()
    return sum("STM0703: rendered /statements/none" in line for line in lines)


def children_of(server):
    pid = server.process.pid
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return len(file.read().split())


def test_its_page_is_made_once_for_all_addresses_and_methods(server):
    start = len(server.log_since(0))
    for number in range(150):
        server.get(f"/statements/none-{number}", method="HEAD" if number % 2 else "GET")
    assert renderings(server, start) <= children_of(server)


def test_head_says_what_get_says(server):
    got, head = (server.get("/statements/none", method=method) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (404, b"")
    assert [pair for pair in head.headers if pair[0] != "Date"] == \
           [pair for pair in got.headers if pair[0] != "Date"]


@pytest.mark.parametrize("asked", ["nowhere-xq7", "nowhere-xq7.rss", "xq7/nowhere", "?page=99&xq7",
                                   "%3Cxq7%3E", "nowhere?q=xq7"])
def test_nothing_of_what_was_asked_for_stands_in_it(server, asked):
    """It is the same page for whoever comes after."""
    answer = server.get(f"/statements/{asked}")
    assert answer.status == 404
    assert "xq7" not in answer.text
    assert answer.body == server.get("/statements/none").body


def test_it_changes_with_words_and_stylesheet(server):
    words, page = server.run / "xslt/l10n/en.xml", "/statements/none"
    before = words.read_text()
    sheet = server.run / "xslt/html/error.xsl"
    sheet_before = sheet.read_text()
    server.get(page)
    words.write_text(before.replace(">All statements<", ">All that was said<"))
    wait_until(lambda: ">All that was said<" in server.get(page).text, what="the new words")
    words.write_text(before)
    sheet.write_text(sheet_before.replace('class="next"', 'class="next other"'))
    wait_until(lambda: 'class="next other"' in server.get(page).text, what="the new design")
    sheet.write_text(sheet_before)
    wait_until(lambda: "next other" not in server.get(page).text and
               ">All statements<" in server.get(page).text, what="the former ones")
