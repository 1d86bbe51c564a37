"""Names in either form of accents, made-up cursors, and logins by digest: nothing hidden shows."""

import hashlib
import unicodedata
import urllib.error
import urllib.parse
import urllib.request

import pytest

from newsroom import Folder, statement, wait_until

CONFIG = """
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
</Directory>
<Directory "${RUN}/newsroom/closed">
    Require ip 10.9.8.7
</Directory>
Alias "/press" "${RUN}/press"
<Directory "${RUN}/press">
    AuthType Digest
    AuthName "press"
    AuthUserFile "${RUN}/digests"
    Require valid-user
    StatementEngine On
</Directory>
"""
MORE_MODULES = ["auth_digest"]
KIT = '<attachment href="{}" type="application/zip">Kit</attachment>'
# As the file is called, and what the draft calls it.
DRAFTS = {"Erkl\u00e4rung": ("Anlage-a\u0308.zip", "Anlage-\u00e4.zip"),
          "Entwu\u0308rfe": ("K\u00f3pie.zip", "Ko\u0301pie.zip")}


def prepare(server):
    server.allow("AH01630", "AH01790")
    digest = hashlib.md5(b"ann:press:secret").hexdigest()
    (server.run / "digests").write_text(f"ann:press:{digest}\n")
    for number in range(30):
        server.newsroom.drop(f"a{number:02}.xml", statement(f"Open {number}"))
    server.newsroom.drop("closed/inside.xml", statement("Inside words"))
    for name, (kit, named) in DRAFTS.items():
        server.newsroom.drop(kit, "a secret kit")
        server.newsroom.drop(f"{name}.xml", statement(
            "Secret", head=KIT.format(named), attributes=f'id="{len(kit)}" status="draft"'))
    Folder(server.run / "press").drop("one.xml", statement("Press words"))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_draft_and_its_files_are_hidden_in_either_form(server, form):
    wait_until(lambda: "Open" in server.get("/statements/").text, 15, "the first look")
    names = [f"{name}{end}" for name in DRAFTS for end in ("", ".xml", ".rss", ".txt")]
    for name in names + [kit for kit, _ in DRAFTS.values()]:
        path = urllib.parse.quote(unicodedata.normalize(form, name))
        assert server.get(f"/statements/{path}").status == 404, name


FORGED = ["", "x", "9" * 400, "-1", "%00", "%ff%fe", ".", "closed/inside",
          "2024-05-04T10:00:00Z~closed/inside", "99999999999999999999_a", "A" * 7000]


@pytest.mark.parametrize("cursor", FORGED, ids=range(len(FORGED)))
def test_a_made_up_cursor_shows_nothing_closed(server, cursor):
    wait_until(lambda: "Open" in server.get("/statements/").text, 15, "the first look")
    for path in ("", "feed.rss", "feed.json"):
        answer = server.get(f"/statements/{path}?after={cursor}")
        assert answer.status in (200, 404)
        assert "Inside words" not in answer.text and "closed/" not in answer.text


def test_answers_behind_a_digest_are_private_and_for_who_may(server):
    passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, f"http://127.0.0.1:{server.port}/", "ann", "secret")
    for path in ("", "one", "one.rss", "one.xml", "feed.rss", "feed.json", "sitemap.xml"):
        def ask(address=f"http://127.0.0.1:{server.port}/press/{path}"):
            opener = urllib.request.build_opener(urllib.request.HTTPDigestAuthHandler(passwords))
            try:
                return opener.open(address)
            except urllib.error.HTTPError as error:
                assert error.code == 503
                return None
        answer = wait_until(ask, 15, path)
        assert "private" in answer.headers["Cache-Control"]
        assert server.get(f"/press/{path}").status == 401
