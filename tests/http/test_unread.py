"""What a document names is hidden with it, also where the document is too large to be read."""

import os

import pytest

from newsroom import AS_ROOT, statement, wait_until

KIT = '<attachment href="{}" type="application/zip">Kit</attachment>'
LONG = "<!-- " + "long " * 600_000 + "-->\n"


def has_listed(server, title="The last"):
    server.newsroom.drop("last.xml", statement(title))
    wait_until(lambda: title in server.get("/statements/").text, 10, "the look")


def large(name, before="", after=LONG, attributes='id="{auto}" status="draft"'):
    text = statement("Large", head=KIT.format(name), attributes=attributes)
    return text.replace("<body>", before + "<body>").replace("</body>", after + "</body>")


LARGE = {
    "at its beginning": large("kit0.zip"),
    "at its end": large("x.zip", after=LONG + KIT.format("kit1.zip")),
    "as UTF-16": large("kit2.zip").encode("utf-16"),
    "by a character reference": large("kit3&#46;zip"),
    "with spaces": large("my kit4.zip"),
    "in its DOCTYPE": '<!DOCTYPE statement [<!ENTITY k "kit5.zip">]>\n' + large("&k;"),
    "by srcset": large("x.zip", before='<p><img srcset="a.png 1x,kit6.zip 2x"/></p>'),
}
NAMES = [f"kit{number}.zip" for number in range(len(LARGE))]
NAMES[4] = "my kit4.zip"


@pytest.mark.parametrize("number", range(len(LARGE)), ids=list(LARGE))
def test_a_file_that_a_document_beyond_the_limit_names_is_hidden(server, number):
    server.allow("STM0101", "STM0102")
    kit = NAMES[number]
    server.newsroom.drop(kit, "a secret kit")
    os.utime(server.newsroom.path / kit, (1e9, 1e9))
    server.newsroom.drop("large.xml", list(LARGE.values())[number])
    server.newsroom.drop("free.zip", "a free kit")
    has_listed(server, f"Number {number}")
    for method in ("GET", "HEAD"):
        assert server.get(f"/statements/{kit.replace(' ', '%20')}", method=method).status == 404
    server.wait_for("/statements/free.zip", 200)


def test_a_large_document_of_somebody_elses_hides_nothing(server):
    server.newsroom.drop("other.xml", "<other>" + KIT.format("theirs.zip") + LONG + "</other>")
    server.newsroom.drop("theirs.zip", "a kit")
    has_listed(server)
    server.wait_for("/statements/theirs.zip", 200)


def test_what_may_name_any_file_closes_those_that_no_page_shows(server):
    server.allow("STM0101", "STM0102")
    names = "".join(KIT.format(f"f{number}.zip") for number in range(12_000))
    for name in ("some.zip", "shown.zip", "house.css"):
        server.newsroom.drop(name, "a file")
    server.newsroom.drop("shown.xml", statement("Shown", head=KIT.format("shown.zip")))
    server.newsroom.drop("names.xml", large("x.zip", before=names))
    has_listed(server)
    answer = server.get("/statements/some.zip")
    assert answer.status == 503 and answer.header("Retry-After")
    for name in ("shown.zip", "house.css"):
        assert server.get(f"/statements/{name}").status == 200, name
    server.newsroom.remove("names.xml")
    server.wait_for("/statements/some.zip", 200, 20)


def next_version(name):
    return statement("The next", head=KIT.format(name), attributes='id="a"')


BROKEN = {"too large": lambda name: large(name, attributes='id="a"'),
          "torn": lambda name: next_version(name)[:-9],
          "with a fault": lambda name: next_version(name).replace("<body>", "<bodi/><body>")}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_file_of_a_version_that_is_not_shown_is_hidden(server, fault):
    server.allow("STM0101", "STM0102")
    good = statement(f"Without {fault}", head=KIT.format("old.zip"), attributes='id="a"')
    server.newsroom.drop("old.zip", "the old kit")
    server.newsroom.drop("a.xml", good)
    wait_until(lambda: f"Without {fault}" in server.get("/statements/").text, 10, "the look")
    server.newsroom.drop("next.zip", "the next kit")
    server.newsroom.drop("a.xml", BROKEN[fault]("next.zip"))
    has_listed(server, f"After {fault}")
    assert server.get("/statements/a").status == 200
    assert server.get("/statements/old.zip").status == 200
    assert server.get("/statements/next.zip").status == 404
    server.newsroom.drop("a.xml", next_version("next.zip"))
    server.wait_for("/statements/next.zip", 200, 10)


@AS_ROOT
def test_a_statement_that_cannot_be_read_is_named_with_what_follows(server):
    server.allow("STM0101", "STM0102")
    has_listed(server)
    server.newsroom.drop("named.png", "a picture")
    server.newsroom.drop("named.xml", statement(
        "Named", head='<image href="named.png" alt="x"/>'))
    server.newsroom.drop("kit.zip", "a kit")
    locked = server.newsroom.drop(".locked", statement("Locked", head=KIT.format("kit.zip")))
    locked.chmod(0)
    with server.expects("STM0101", "locked.xml", "Permission denied", "chmod", "503"):
        locked.rename(server.newsroom.path / "locked.xml")
    for number in range(2):
        has_listed(server, f"Round {number}")
        assert server.get("/statements/kit.zip").status == 503
    assert server.get("/statements/named.png").status == 200
    (server.newsroom.path / "locked.xml").chmod(0o644)
    server.wait_for("/statements/kit.zip", 200, 10)
