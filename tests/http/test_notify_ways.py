"""`statement notify`: what it does with the lines of StatementNotify, with servers in the test."""

import email.header
import hashlib
import hmac
import http.server
import json
import signal
import subprocess
import threading
import urllib.parse

import pytest

from newsroom import BUILD

PROGRAM = BUILD / "statement"
BASE = "https://www.example.org/statements/"
LINE = {"id": 7, "event": "published", "at": "2026-05-04T09:00:00Z", "newsroom": "example.org",
        "base": BASE, "name": "2026/night ferry", "identity": "urn:x",
        "url": BASE + "2026/night%20ferry", "title": "The night ferry “returns” – ünd more " * 2,
        "keys": ["lists:example.org", "statement:example.org:2026/night%20ferry"]}


class Peer(http.server.ThreadingHTTPServer):
    """A server that notes what it gets; `codes` are its next answers, then 200."""

    def __init__(self):
        self.requests, self.codes, self.pages = [], [], {}
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        code = self.server.codes.pop(0) if self.server.codes else 200
        self.server.requests.append((self.command, self.path, dict(self.headers), body.decode()))
        self.send_response(code)
        self.end_headers()
        self.wfile.write(self.server.pages.get(self.path, b""))

    do_GET = do_POST = do_PURGE = do_BAN = answer

    def log_message(self, *_):
        pass


@pytest.fixture(name="peer")
def fixture_peer():
    one = Peer()
    yield one
    one.shutdown()
    one.server_close()


def notify(*arguments, lines=(LINE,), env=None, before=None):
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return subprocess.run([PROGRAM, "notify", *arguments], input=text, text=True, check=False,
                          capture_output=True, env=env, preexec_fn=before)


def test_a_webhook_gets_the_line_signed(peer, tmp_path):
    (tmp_path / "secret").write_text("open sesame\n")
    done = notify("--secret", tmp_path / "secret", "webhook", peer.url + "/hook?a=b")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok\n", "")
    method, path, headers, body = peer.requests[0]
    assert (method, path, json.loads(body)) == ("POST", "/hook?a=b", LINE)
    assert headers["Content-Type"] == "application/json"
    assert headers["X-Hub-Signature-256"] == \
        "sha256=" + hmac.new(b"open sesame", body.encode(), hashlib.sha256).hexdigest()


def test_no_list_of_processes_shows_the_secret(tmp_path, peer):
    """curl is asked for nothing but its standard input."""
    (tmp_path / "curl").write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/args\n'
                                   f'cat >>{tmp_path}/config\nprintf "\\n200"\n')
    (tmp_path / "curl").chmod(0o755)
    (tmp_path / "headers").write_text('Fastly-Key: "s3cret"\n')
    done = notify("--headers", tmp_path / "headers", "webhook", peer.url,
                  env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert done.stdout == "ok\n"
    assert (tmp_path / "args").read_text() == "-q --config -\n"
    assert r'header = "Fastly-Key: \"s3cret\""' in (tmp_path / "config").read_text()


def test_what_fails_is_tried_again_and_given_up_in_the_end(peer):
    peer.codes = [503, 200, 500, 500]
    done = notify("--tries", "2", "webhook", peer.url, lines=[LINE, LINE | {"id": 8}])
    assert done.stdout == "ok\nok\n"
    assert [json.loads(request[3])["id"] for request in peer.requests] == [7, 7, 8, 8]
    assert "answered 503" in done.stderr
    assert done.stderr.endswith("statement: notify webhook: given up: published, number 8\n")


def test_a_cache_is_purged_address_by_address(peer):
    peer.codes = [404]
    done = notify("purge", peer.url)
    assert (done.stdout, done.stderr) == ("ok\n", "")
    assert {(method, headers["Host"]) for method, _, headers, _ in peer.requests} == {
        ("PURGE", "www.example.org")}
    page = "/statements/2026/night%20ferry"
    assert [path for _, path, _, _ in peer.requests] == [
        page, *(f"{page}.{end}" for end in ("xml", "rss", "atom", "json", "txt", "vcf", "ics")),
        *("/statements/" + end for end in ("", "feed", "feed.rss", "feed.atom", "feed.json",
                                           "sitemap.xml")),
        *("/statements/2026/" + end for end in ("", "feed", "feed.rss", "feed.atom", "feed.json",
                                                "sitemap.xml"))]


def test_both_addresses_of_what_was_renamed_are_purged(peer):
    notify("purge", peer.url, lines=[LINE | {"event": "renamed", "was": "old",
                                             "wasUrl": BASE + "old"}])
    assert {"/statements/2026/night%20ferry", "/statements/old", "/statements/old.rss"} <= {
        path for _, path, _, _ in peer.requests}


def test_a_cache_is_purged_by_keys(peer):
    notify("--keys", "xkey-purge", "--method", "BAN", "purge", peer.url + "/any")
    (method, path, headers, _), = peer.requests
    assert (method, path, headers["xkey-purge"]) == ("BAN", "/any", " ".join(LINE["keys"]))


def test_lists_alone_are_purged_where_no_statement_is_named(peer):
    line = {key: LINE[key] for key in ("id", "at", "newsroom", "base")}
    notify("purge", peer.url, lines=[line | {"event": "lists", "keys": LINE["keys"][:1]}])
    assert [path for _, path, _, _ in peer.requests] == [
        "/statements/" + end for end in ("", "feed", "feed.rss", "feed.atom", "feed.json",
                                         "sitemap.xml")]


def test_a_hub_is_pinged_for_each_feed(peer):
    assert notify("websub", peer.url + "/hub").stdout == "ok\n"
    assert [urllib.parse.parse_qs(body) for _, _, _, body in peer.requests] == [
        {"hub.mode": ["publish"], "hub.url": [BASE + feed], "hub.topic": [BASE + feed]}
        for feed in ("feed.rss", "feed.atom", "feed.json")]


def test_a_list_is_mailed_the_text_edition(peer, tmp_path):
    sendmail = tmp_path / "sendmail"
    sendmail.write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/args\ncat >{tmp_path}/message\n')
    sendmail.chmod(0o755)
    peer.pages["/statements/a.txt"] = "Wörter.\n".encode()
    line = LINE | {"name": "a", "url": f"{peer.url}/statements/a"}
    done = notify("--from", "press@example.org", "mail", "list@example.org", lines=[line],
                  env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert (done.stdout, done.stderr) == ("ok\n", "")
    head, _, body = (tmp_path / "message").read_text().partition("\n\n")
    message = email.message_from_string(head)
    assert (message["From"], message["To"]) == ("press@example.org", "list@example.org")
    assert max(map(len, head.splitlines())) <= 76
    subject = email.header.make_header(email.header.decode_header(message["Subject"]))
    assert str(subject) == LINE["title"]
    assert body == f"Wörter.\n\n\n{peer.url}/statements/a\n"
    assert (tmp_path / "args").read_text() == "-i -t\n"


def test_no_title_ends_the_header_of_a_mail(peer, tmp_path):
    """Also not in a reader of mail that takes what it has decoded for lines of the header."""
    sendmail = tmp_path / "sendmail"
    sendmail.write_text(f'#!/bin/sh\ncat >{tmp_path}/message\n')
    sendmail.chmod(0o755)
    line = LINE | {"name": "a", "url": f"{peer.url}/statements/a",
                   "title": "One\r\nBcc: all@example.org\r\n\r\nWords\u2028more"}
    notify("--from", "press@example.org", "mail", "list@example.org", lines=[line],
           env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    message = email.message_from_string((tmp_path / "message").read_text())
    assert message["Bcc"] is None
    subject = str(email.header.make_header(email.header.decode_header(message["Subject"])))
    assert len(subject.splitlines()) == 1 and "Bcc: all" in subject


def test_a_sendmail_that_reads_nothing_is_given_up_like_any_other(peer, tmp_path):
    sendmail = tmp_path / "sendmail"
    sendmail.write_text("#!/bin/sh\nexec 0<&-\nexit 1\n")
    sendmail.chmod(0o755)
    peer.pages["/statements/a.txt"] = b"More than a pipe holds.\n" * 10000
    line = LINE | {"name": "a", "url": f"{peer.url}/statements/a"}
    done = notify("--from", "a@example.org", "--tries", "1", "mail", "b@example.org", lines=[line],
                  env={"PATH": f"{tmp_path}:/usr/bin:/bin"})
    assert (done.returncode, done.stdout) == (0, "ok\n")
    assert "given up: published, number 7" in done.stderr


def ignore_sigchld():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)


def test_a_parent_that_ignores_sigchld_hides_neither_success_nor_failure(peer, tmp_path):
    """Whoever starts the command that way passes it on."""
    done = notify("--tries", "1", "webhook", peer.url, before=ignore_sigchld)
    assert (done.stdout, done.stderr) == ("ok\n", "")
    sendmail = tmp_path / "sendmail"
    sendmail.write_text("#!/bin/sh\ncat >/dev/null\nexit 1\n")
    sendmail.chmod(0o755)
    peer.pages["/statements/a.txt"] = b"Words.\n"
    line = LINE | {"name": "a", "url": f"{peer.url}/statements/a"}
    done = notify("--from", "a@example.org", "--tries", "1", "mail", "b@example.org", lines=[line],
                  env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, before=ignore_sigchld)
    assert "did not take a message" in done.stderr
    assert "given up: published, number 7" in done.stderr


@pytest.mark.parametrize("event", ["changed", "withdrawn", "deleted", "hidden", "lists"])
def test_nothing_is_mailed_of_other_events(peer, event):
    assert notify("--from", "a@example.org", "mail", "b@example.org", env={"PATH": "/nowhere"},
                  lines=[LINE | {"event": event}]).stdout == "ok\n"
    assert peer.requests == []


def test_search_engines_are_named_the_address(tmp_path):
    (tmp_path / "curl").write_text(f'#!/bin/sh\ncat >{tmp_path}/config\nprintf "\\n202"\n')
    (tmp_path / "curl").chmod(0o755)
    assert notify("indexnow", "0123abcd", env={"PATH": f"{tmp_path}:/usr/bin:/bin"}).stdout == "ok\n"
    config = (tmp_path / "config").read_text()
    assert 'url = "https://api.indexnow.org/indexnow"' in config
    assert r'{\"host\":\"www.example.org\",\"key\":\"0123abcd\",\"urlList\":[\"' in config


def test_only_the_events_that_are_wanted_are_passed_on(peer):
    lines = [LINE, LINE | {"event": "changed"}, LINE | {"event": "withdrawn"}]
    done = notify("--events", "published,withdrawn", "webhook", peer.url, lines=lines)
    assert done.stdout == "ok\n" * 3
    assert [json.loads(body)["event"] for *_, body in peer.requests] == ["published", "withdrawn"]


def test_a_base_stands_in_where_lines_have_none(peer):
    line = {key: LINE[key] for key in LINE if key not in ("base", "url")}
    assert "StatementBaseURL" in notify("purge", peer.url, lines=[line]).stderr
    assert peer.requests == []
    notify("--base", BASE.rstrip("/"), "purge", peer.url, lines=[line])
    assert peer.requests[0][1] == "/statements/2026/night%20ferry"


def test_lines_that_are_none_are_named_and_acknowledged(peer):
    done = subprocess.run([PROGRAM, "notify", "webhook", peer.url], input="nonsense\n{}\n",
                          text=True, check=False, capture_output=True)
    assert (done.stdout, done.stderr.count("not one that StatementNotify writes")) == ("ok\nok\n", 2)


@pytest.mark.parametrize("arguments", [[], ["webhook"], ["fax", "1"], ["mail", "a@example.org"],
                                       ["--tries", "0", "webhook", "http://localhost"],
                                       ["webhook", "a", "b"]])
def test_wrong_arguments_are_named(arguments):
    done = notify(*arguments)
    assert done.returncode == 2 and "Try: statement notify --help" in done.stderr
