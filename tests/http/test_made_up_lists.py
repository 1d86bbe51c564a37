"""There is no end of filters, pages and folders that strangers make up: a list of nothing is refused
without the catalog, and what comes to have something is there at once all the same."""

import datetime
import itertools

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM + "LogLevel statement:debug\n"
SHARED = '<newsroom xml:lang="en"><tag key="{key}">Named</tag></newsroom>'
NUMBERS = itertools.count()


def prepare(server):
    server.newsroom.drop("one.xml", statement("One", head="<tag>Known</tag>"))
    server.newsroom.drop("two.xml", statement("Two", head="<tag>Known</tag>", lang="cy"))
    server.newsroom.drop("draft.xml", statement("Draft", head="<tag>Plans</tag>",
                                                attributes='id="{auto}" status="draft"'))
    server.newsroom.drop("shut/draft.xml", statement("Shut", attributes='id="{auto}" status="draft"'))
    server.newsroom.drop("2026/below.xml", statement("Below", published="2026-05-04"))
    server.newsroom.drop("bare/readme.txt", "No statement.")


def looks(server, start):
    """How often the page of a list was looked for and not found, which begins each rendering."""
    return server.log_since(start).count(b": no stored page can be sent: there is none")


def is_known(server, *addresses):
    """Whether these addresses are refused and none of them costs a look. An edit, and another
    child, have each address looked at once more; before the first scan all are answered with 503."""
    start = len(server.log_since(0))
    answers = [server.get(address.format(next(NUMBERS))).status for address in addresses]
    return answers == [404] * len(answers) and looks(server, start) == 0


def refuse_quickly(server, *addresses):
    wait_until(lambda: is_known(server, *addresses), what=f"{addresses} refused without a look")


def test_made_up_filters_pages_and_folders_are_refused_without_a_look(server):
    refuse_quickly(server, "/statements/?tag=none{}", "/statements/?issuer=Nobody+{}",
                   "/statements/?lang=xx-{:05}", "/statements/?page={}9",
                   "/statements/?tag=known&page={}9", "/statements/?tag=known&year=18{:02}",
                   "/statements/?tag=none{}&q=text", "/statements/none{}/",
                   "/statements/none{}/feed.rss", "/statements/2026/?tag=none{}",
                   "/statements/sitemap.xml?page={}9")


def test_what_is_hidden_is_refused_like_what_is_made_up(server):
    refuse_quickly(server, "/statements/?tag=plans&x={}", "/statements/shut/?x={}",
                   "/statements/shut?x={}", "/statements/bare/?x={}", "/statements/bare?x={}",
                   "/statements/shut/feed.rss?x={}")


def test_what_there_is_is_found_beside_it(server):
    refuse_quickly(server, "/statements/?tag=none{}")
    for address in ("?tag=known", "?tag=KNOWN&page=1", "?lang=cy", "?lang=en", "?year=2026",
                    "?issuer=example+press+office", "2026/", "2026/?year=2026", "2026/feed.rss",
                    "?tag=known&year=2026", "2026/?tag=known", "?q=nothingatall", "?page=1"):
        assert server.get("/statements/" + address).status == 200, address
    assert server.get("/statements/2026").status == 301
    assert server.get("/statements/feed.rss?tag=none").status == 200


def test_a_value_is_found_once_a_statement_has_it_and_after_it_has_gone(server):
    refuse_quickly(server, "/statements/?tag=fresh&x={}", "/statements/new/?x={}")
    server.newsroom.drop("new/fresh.xml", statement("Fresh", head="<tag>Fresh</tag>"))
    server.wait_for("/statements/?tag=fresh", 200)
    assert server.get("/statements/new/").status == 200
    server.newsroom.remove("new/fresh.xml")
    server.wait_for("/statements/new/", 404)
    refuse_quickly(server, "/statements/?tag=none{}", "/statements/new/?x={}")
    answer = server.get("/statements/?tag=fresh")
    assert answer.status == 200 and "new/fresh" not in answer.text and "noindex" in answer.text
    assert server.get("/statements/new/feed.rss").status == 200


def test_a_value_is_found_from_the_moment_of_its_statement_on(server):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=4)
    server.newsroom.drop("soon.xml", statement("Soon", head="<tag>Soonest</tag>",
                                               published=moment.isoformat(timespec="seconds")))
    refuse_quickly(server, "/statements/?tag=none{}")
    server.wait_for("/statements/?tag=soonest", 200)
    assert datetime.datetime.now(datetime.timezone.utc) >= moment.replace(microsecond=0)


def test_a_topic_is_found_once_the_newsroom_names_it(server):
    refuse_quickly(server, "/statements/?tag=named&x={}")
    server.newsroom.drop("newsroom.xml", SHARED.format(key="named"))
    server.wait_for("/statements/?tag=named", 200)
    refuse_quickly(server, "/statements/?tag=none{}")
    assert server.get("/statements/?tag=named&x=1").status == 200
    assert server.get("/statements/?tag=named&page=2").status == 404


def test_a_page_is_found_once_there_is_enough_for_it(server):
    refuse_quickly(server, "/statements/?tag=many&page=2&x={}", "/statements/?page=2&x={}")
    for number in range(25):
        server.newsroom.drop(f"many-{number}.xml",
                             statement(f"Many {number}", head="<tag>Many</tag>"))
    server.wait_for("/statements/?tag=many&page=2", 200)
    server.wait_for("/statements/?page=2", 200)
    refuse_quickly(server, "/statements/?tag=many&page=3&x={}")
