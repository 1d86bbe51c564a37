"""How long caches may keep an answer: RFC 9111 sections 4.2 and 5.2, RFC 5861, and what mod_expires
and mod_headers make of it."""

import datetime
import email.utils
import re
import time

import pytest

from newsroom import Server, apxs, statement, wait_until

EXPIRES = f'LoadModule expires_module "{apxs("LIBEXECDIR")}/mod_expires.so"'
PLACE = """
Alias "/{name}" "${{RUN}}/newsroom"
<Location "/{name}">
    StatementBaseURL http://news.example.org/{name}/
    {directives}
</Location>
"""
PLACES = {
    "plain": "", "long": "StatementMaxAge 1h", "none": "StatementMaxAge 0s",
    "stale": "StatementMaxAge 10s\n    StatementStale 30s 1d",
    "revalidate": "StatementStale 2min",
    "error": "StatementStale 0s 1d",
    "private": "StatementAudience Private\n    StatementStale 30s 1d",
    "all": "StatementShow All",
    "expires": 'ExpiresActive On\n    ExpiresDefault "access plus 5 minutes"',
    "typed": 'ExpiresActive On\n    ExpiresByType text/css "access plus 5 minutes"',
    "capped": 'StatementMaxAge 100s\n    ExpiresActive On\n'
              '    ExpiresDefault "access plus 1 month"',
    "shorter": 'StatementMaxAge 100s\n    ExpiresActive On\n'
               '    ExpiresDefault "access plus 10 seconds"',
    "headers": 'Header set Cache-Control "max-age=7"',
    "edited": 'Header edit Cache-Control "max-age=[0-9]+" "max-age=8"',
    "always": 'Header always set Cache-Control "max-age=9"',
    "merged": 'Header merge Cache-Control "no-transform"',
    "both": 'ExpiresActive On\n    ExpiresDefault "access plus 5 minutes"\n'
            '    Header set Cache-Control "max-age=7"',
    "login": 'AuthType Basic\n    AuthName "Desk"\n    AuthUserFile "${RUN}/users"\n'
             '    Require valid-user',
}
CONFIG = EXPIRES + """
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    StatementTitle "Example Press Office"
</Directory>
""" + "".join(PLACE.format(name=name, directives=directives) for name, directives in PLACES.items())
READY = [f"/{name}/" for name in PLACES if name != "login"]
LOGIN = {"Authorization": "Basic ZGVzazpzZWNyZXQ="}  # desk:secret
PAGES = ("", "open", "open.xml", "open.rss", "feed.rss", "feed.json", "feed", "gone.txt",
         "statement.css")


def prepare(server):
    server.newsroom.drop("open.xml", statement("Open to all"))
    server.newsroom.drop("gone.xml", statement(
        "Taken back", head='<withdrawn when="2024-06-01T10:00:00Z">Wrong.</withdrawn>'))
    server.newsroom.drop("draft.xml", statement("Secret", attributes='id="d" status="draft"'))
    server.newsroom.drop("old-name.xml", statement("Moved"))
    (server.run / "users").write_text("desk:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n")  # secret


def control(answer):
    """Cache-Control as a dictionary; a directive that comes twice is an error."""
    found = {}
    for part in (answer.header("Cache-Control") or "").split(","):
        name, _, value = part.strip().partition("=")
        assert name and name not in found, answer.header("Cache-Control")
        found[name] = int(value) if value.isdigit() else value
    return found


def expires_in(answer):
    date, expires = (email.utils.parsedate_to_datetime(answer.header(name))
                     for name in ("Date", "Expires"))
    return (expires - date).total_seconds()


@pytest.mark.parametrize("section, place, expected", [
    ("RFC 9111 5.2.2.1 and 5.2.2.9", "plain",
     {"max-age": 60, "public": "", "must-revalidate": ""}),
    ("RFC 9111 5.2.2.1", "long", {"max-age": 3600, "public": "", "must-revalidate": ""}),
    ("RFC 9111 5.2.2.1", "none", {"max-age": 0, "public": "", "must-revalidate": ""}),
    ("RFC 5861 3 and 4", "stale", {"max-age": 10, "public": "", "stale-while-revalidate": 30,
                                    "stale-if-error": 86400}),
    ("RFC 5861 3", "revalidate", {"max-age": 60, "public": "", "stale-while-revalidate": 120}),
    ("RFC 9111 5.2.2.7", "private", {"max-age": 60, "private": ""}),
    ("RFC 5861 4", "error", {"max-age": 60, "public": "", "stale-if-error": 86400}),
    ("RFC 9111 5.3", "expires", {"max-age": 300, "public": "", "must-revalidate": ""}),
    ("RFC 9111 5.3", "capped", {"max-age": 100, "public": "", "must-revalidate": ""}),
    ("RFC 9111 5.3", "shorter", {"max-age": 10, "public": "", "must-revalidate": ""}),
    ("RFC 9111 5.3", "typed", {"max-age": 60, "public": "", "must-revalidate": ""}),
    ("RFC 9111 5.2.2.1", "headers", {"max-age": 7}),
    ("RFC 9111 5.2.2.1", "edited", {"max-age": 8, "public": "", "must-revalidate": ""}),
    ("RFC 9111 5.2.2.6", "merged",
     {"max-age": 60, "public": "", "must-revalidate": "", "no-transform": ""}),
    ("RFC 9111 5.2.2.1", "both", {"max-age": 7}),
])
@pytest.mark.parametrize("address", [page for page in PAGES if page != "statement.css"])
def test_caches_are_told_what_the_administrator_wants(server, section, place, address,
                                                      expected):
    answer = server.get(f"/{place}/{address}")
    assert answer.status == (410 if address.startswith("gone") else 200)
    if answer.status == 410 and place == "shorter":
        expected = {**expected, "max-age": 100}
    if answer.status == 410 and place == "expires":
        expected = {**expected, "max-age": 60}  # mod_expires has no say on what is an error
    assert control(answer) == expected, section
    if place not in ("headers", "edited", "both"):
        assert expires_in(answer) == expected["max-age"]
    if answer.status == 200:
        again = server.get(f"/{place}/{address}", {"If-None-Match": answer.header("ETag")})
        assert again.status == 304 and control(again) == expected


def test_a_type_of_its_own_has_the_span_of_its_own(server):
    assert control(server.get("/typed/statement.css"))["max-age"] == 300
    assert control(server.get("/typed/open"))["max-age"] == 60


def test_varnish_is_told_in_the_word_that_it_knows(server):
    """It takes no notice of must-revalidate, and allows itself ten seconds where nothing is said."""
    told = {place: control(server.get(f"/{place}/open", {"X-Varnish": "1"}))
            for place in ("plain", "stale", "error", "private")}
    assert told["plain"] == {"max-age": 60, "public": "", "must-revalidate": "",
                             "stale-while-revalidate": 0}
    assert told["stale"]["stale-while-revalidate"] == 30
    assert told["error"]["stale-while-revalidate"] == 0
    assert "stale-while-revalidate" not in told["private"]


def test_what_is_always_set_is_set_on_refusals_too(server):
    for address, status in (("open", 200), ("gone", 410), ("never", 404), ("draft", 404)):
        answer = server.get(f"/always/{address}")
        assert answer.status == status and "max-age=9" in answer.header("Cache-Control")


def test_what_needs_a_login_is_private(server):
    assert server.get("/login/open").status == 401
    for address in PAGES:
        answer = server.get(f"/login/{address}", LOGIN)
        assert control(answer) == {"max-age": 60, "private": "", "must-revalidate": ""}, \
            address


def test_a_preview_is_stored_by_nobody(server):
    for address in ("", "open", "draft", "gone", "feed.rss"):
        answer = server.get(f"/all/{address}")
        assert control(answer) == {"no-store": "", "private": ""}, address
        assert answer.header("Expires") is None


def test_what_is_not_there_is_kept_by_nobody_and_says_no_more_than_that(server):
    # RFC 9111 section 4.2.2: a 404 without a word on freshness may be kept for long.
    answers = [server.get(f"/plain/{name}") for name in
               ("draft", "never", "draft.rss", "never.rss", "draft.xml", "never.xml",
                ".hidden", "nowhere/", "?page=99", "feed.pdf")]
    for answer in answers:
        assert answer.status == 404 and control(answer) == {"no-cache": ""}
        assert answer.header("Expires") is None and answer.header("ETag") is None
        assert [name for name, _ in answer.headers] == [name for name, _ in answers[0].headers]


def test_what_was_moved_or_deleted_is_fresh_as_long_as_a_page(server):
    path = server.newsroom.path
    server.newsroom.drop("short-lived.xml", statement("Short-lived"))
    wait_until(lambda: "Short-lived" in server.get("/plain/feed.rss").text)
    server.newsroom.remove("short-lived.xml")
    (path / "old-name.xml").rename(path / "new-name.xml")
    for name, status in (("short-lived", 410), ("old-name", 301), ("old-name.xml", 301)):
        answer = server.wait_for(f"/plain/{name}", status)
        assert control(answer) == {"max-age": 60, "public": "", "must-revalidate": ""}
        assert control(server.get(f"/private/{name}")) == {"max-age": 60, "private": ""}
        assert control(server.get(f"/all/{name}")) == {"no-store": "", "private": ""}


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def written(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def spans(answer):
    """The seconds that a cache may show the answer, stale or not."""
    words = control(answer)
    stale = max(words.get("stale-while-revalidate", 0), words.get("stale-if-error", 0))
    return words["max-age"] + stale


def test_an_attachment_is_no_fresher_than_the_statement_that_shows_it(server):
    """Caches keep what says nothing of itself for as long as they like (RFC 9111 section 4.2.2)."""
    moment = now().replace(microsecond=0) + datetime.timedelta(seconds=5)
    for name in ("plan", "other"):
        server.newsroom.drop(f"{name}.pdf", b"%PDF-1.4")
    server.newsroom.drop("showing.xml", statement("Showing", head=(
        '<attachment href="plan.pdf" type="application/pdf">Plan</attachment>'
        f'<withdrawn when="{written(moment)}">Wrong.</withdrawn>')))
    wait_until(lambda: "Showing" in server.get("/plain/feed.rss").text)
    answer = server.get("/plain/plan.pdf")
    assert answer.status == 200 and control(answer)["max-age"] <= 5
    assert now() + datetime.timedelta(seconds=spans(answer)) < moment
    again = server.get("/plain/plan.pdf", {"If-None-Match": answer.header("ETag")})
    assert again.status == 304 and "max-age" in control(again)
    assert "private" in control(server.get("/private/plan.pdf"))
    assert server.get("/plain/other.pdf").header("Cache-Control") is None
    server.wait_for("/plain/plan.pdf", 404, 8)
    server.newsroom.remove("showing.xml")
    server.wait_for("/plain/showing", 410)


KINDS = {
    "embargo": lambda moment: {"published": moment},
    "expiry": lambda moment: {"head": f"<expires>{moment}</expires>"},
    "withdrawal": lambda moment: {"head": f'<withdrawn when="{moment}">Wrong.</withdrawn>'},
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_is_fresh_past_the_next_change_that_is_known(server, kind):
    """Looks at pages and lists for the last seconds before the change: as if it were there."""
    moment = now().replace(microsecond=0) + datetime.timedelta(seconds=6)
    server.newsroom.drop("soon.xml", statement("Soon", **KINDS[kind](written(moment))))
    server.newsroom.drop("naming.xml", statement("Naming", head=(
        '<related href="soon">The other</related>')))
    for address in ("", "naming"):
        wait_until(lambda at=address: control(server.get(f"/plain/{at}"))["max-age"] < 10, 3,
                   "the change is known")
    assert control(server.get("/plain/open"))["max-age"] == 60, "shows nothing of the other"
    seen = set()
    while now() < moment - datetime.timedelta(milliseconds=100):
        for place in ("plain", "stale", "expires", "long"):
            for address in ("", "naming", "feed.rss", "feed.atom", "feed.json"):
                asked = now()
                answer = server.get(f"/{place}/{address}")
                date = email.utils.parsedate_to_datetime(answer.header("Date"))
                if date >= moment:
                    break
                # A cache counts from when it has the answer, or from a second before that.
                assert asked + datetime.timedelta(seconds=spans(answer)) < moment, (place, address)
                assert date + datetime.timedelta(seconds=spans(answer)) < moment
                assert expires_in(answer) == control(answer)["max-age"]
                assert "must-revalidate" in control(answer), (place, address)
                seen.add(control(answer)["max-age"])
        time.sleep(0.1)
    assert 0 in seen and max(seen) > 0
    wait_until(lambda: control(server.get("/plain/"))["max-age"] == 60, 3, "the change is over")
    server.newsroom.remove("soon.xml")
    server.wait_for("/plain/soon", 410)


def test_the_404_of_an_embargoed_statement_is_that_of_any_other(server):
    moment = now().replace(microsecond=0) + datetime.timedelta(seconds=4)
    server.newsroom.drop("next.xml", statement("Next", published=written(moment)))
    while now() < moment - datetime.timedelta(milliseconds=100):
        hidden, never = (server.get(f"/stale/{name}") for name in ("next", "none"))
        assert hidden.status == never.status == 404
        assert control(hidden) == control(never) == {"no-cache": ""}
        time.sleep(0.2)
    server.wait_for("/stale/next", 200, 2)
    server.newsroom.remove("next.xml")


@pytest.mark.parametrize("value", ["", "often", "10s 10s 10s", "-1s", "10s forever", "2000d",
                                   "10 weeks"])
def test_a_wrong_span_stops_the_start_with_an_example(server, value):
    code, words = server.configtest(f"""
<Location "/statements">
    StatementStale {value}
</Location>
""")
    assert code != 0 and "StatementStale" in words
    assert "for example: StatementStale" in words or "takes" in words


def test_a_list_that_is_not_known_yet_is_kept_by_nobody(mpm):
    """Before the first complete look: 503, with a moment to ask again."""
    one = Server(mpm, CONFIG)
    try:
        for number in range(300):
            one.newsroom.drop(f"n{number}.xml", statement(f"Number {number}"))
        one.start()
        answer = one.get("/plain/feed.rss")
        if answer.status == 503:
            assert re.fullmatch("[0-9]+", answer.header("Retry-After"))
            assert control(answer) == {"no-store": ""}
        one.wait_for("/plain/feed.rss", 200, 20)
    finally:
        one.stop()
