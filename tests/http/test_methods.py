"""GET and HEAD are ours; any other method is another module's, or answered alike everywhere."""

import pytest

from newsroom import NEWSROOM, statement

CONFIG = NEWSROOM + """
DavLockDB "${RUN}/locks"
Alias "/edit" "${RUN}/newsroom"
<Location "/edit">
    StatementEngine Off
    Dav On
</Location>
<Directory "${RUN}/newsroom">
    Options +ExecCGI
    <Files "form">
        SetHandler cgi-script
    </Files>
</Directory>
"""
MORE_MODULES = ["cgi"]

NAMES = ["", "public", "public.xml", "public.rss", "public.html", "draft", "draft.xml", "draft.rss",
         "embargoed.xml", "broken.xml", "nothing", "nothing.xml", "nothing.rss", "sub/", "sub", "sub/none",
         "drafts", "drafts/", "empty",
         "feed.rss", "feed", "sitemap.xml", "statement.css", "picture.png", "foreign.xml", "copy.old",
         ".hidden", "newsroom.xml", "no/such/folder/", "public/below"]


def prepare(server):
    server.allow("STM0101", "STM0102", "AH00038", "AH00135")
    drop = server.newsroom.drop
    drop("public.xml", statement("Public"))
    drop("draft.xml", statement("Secret words", attributes='id="d" status="draft"'))
    drop("embargoed.xml", statement("Secret words too", "2099-01-01T00:00:00Z"))
    drop("broken.xml", "<statementstatus='draft'>Secret words")
    drop("copy.old", statement("Secret words"))
    drop("sub/one.xml", statement("In a folder"))
    drop("drafts/one.xml", statement("Secret words", attributes='id="e" status="draft"'))
    (server.newsroom.path / "empty").mkdir()
    drop("foreign.xml", "<catalogue/>")
    drop("picture.png", b"\x89PNG\r\n")
    drop("form", "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\ntaken: '; cat\n").chmod(0o755)


def kept(answer):
    """What of an answer says anything about the address."""
    return answer.status, answer.header("Allow"), answer.header("Content-Type"), [
        name for name, _ in answer.headers if name != "Date"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL", "LOCK"])
def test_all_names_answer_alike(server, method):
    answers = {name: server.get(f"/statements/{name}", method=method, body=b"x") for name in NAMES}
    for name, answer in answers.items():
        assert answer.status == 405, name
        allow = {word.strip() for word in answer.header("Allow").split(",")}
        assert allow - {"TRACE"} == {"GET", "HEAD", "OPTIONS"}, name
        assert "Secret words" not in answer.text
        assert kept(answer) == kept(answers["public"]), name


def test_options_says_what_there_is(server):
    answers = {name: server.get(f"/statements/{name}", method="OPTIONS") for name in NAMES}
    for name, answer in answers.items():
        assert answer.status == 200 and answer.body == b"", name
        assert kept(answer) == kept(answers["nothing"]), name
        allow = {word.strip() for word in answer.header("Allow").split(",")}
        assert allow - {"TRACE"} == {"GET", "HEAD", "OPTIONS"}, name


def test_head_is_as_get(server):
    for name in NAMES:
        one, other = (server.get(f"/statements/{name}", method=how) for how in ("GET", "HEAD"))
        assert one.status == other.status and other.body == b"", name


def test_another_module_gets_its_methods(server):
    assert server.get("/statements/form", method="POST", body=b"words").text == "taken: words"
    assert server.get("/edit/public.xml", method="PROPFIND", body=b"").status == 207


def test_a_method_that_nobody_knows_is_not_implemented(server):
    for name in NAMES:
        assert server.get(f"/statements/{name}", method="NONSENSE").status == 501, name
