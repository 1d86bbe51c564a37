"""One file, one statement, many spellings of its address: all are hidden and shown alike."""

import re

import pytest

from newsroom import NEWSROOM, statement, wait_until

CONFIG = NEWSROOM.replace("StatementEngine On", "StatementEngine On\n    StatementSource On") + """
Alias "/second" "${RUN}/newsroom"
Alias "/other" "${RUN}/other"
<Directory "${RUN}/other">
    Require all granted
</Directory>
Alias "/press" "${RUN}/press"
<Directory "${RUN}/press">
    Require all granted
    StatementEngine On
    StatementSource On
    StatementBaseURL "https://press.example.com/news/"
</Directory>
<VirtualHost *:${PORT}>
    ServerName news.example.org
    ServerAlias www.news.example.org *.wild.example.org
</VirtualHost>
<VirtualHost *:${PORT}>
    ServerName elsewhere-here.example.org
</VirtualHost>
"""
READY = ["/statements/", "/press/"]
SECRET = "Zanzibarquark"

# Spellings of {0} in the folder 2026 of the newsroom at /statements/, from a document there.
OWN = [
    "{0}", "./{0}", "../2026/{0}", "x/../{0}", "../../statements/2026/{0}",
    "../../../statements/2026/{0}",
    "/statements/2026/{0}", "/statements/./2026/x/../{0}", "/statements//2026/{0}",
    "/statements/2026%2F{0}", "/st%61tements/2026/{0}", "/x/%2e%2e/statements/2026/{0}",
    "//news.example.org/statements/2026/{0}", "//NEWS.example.org:8080/statements/2026/{0}",
    "http://news.example.org/statements/2026/{0}", "https://news.example.org/statements/2026/{0}",
    "HTTPS://News.Example.Org:443/statements/2026/{0}",
    "http://user@news.example.org:81/statements/2026/{0}",
    "http://news.example.org./statements/2026/{0}", "http://news%2Eexample.org/statements/2026/{0}",
    "https://www.news.example.org/statements/2026/{0}",
    "https://any.wild.example.org/statements/2026/{0}",
    "http://elsewhere-here.example.org/statements/2026/{0}",
    "http://127.0.0.1/statements/2026/{0}", "http://[::1]:80/statements/2026/{0}",
    "/second/2026/{0}", "https://news.example.org/second/2026/{0}", "../../second/2026/{0}",
]
# The same for the newsroom at /press/ that proxies show elsewhere.
PUBLIC = [
    "{0}", "/press/2026/{0}", "/news/2026/{0}", "https://press.example.com/news/2026/{0}",
    "http://press.example.com/news/2026/{0}", "//press.example.com:8443/news/2026/{0}",
    "https://news.example.org/press/2026/{0}", "../../news/2026/{0}",
]
FOREIGN = ["https://elsewhere.example/statements/2026/{0}", "/other/2026/{0}",
           "https://news.example.org/other/2026/{0}", "//elsewhere.example/press/2026/{0}",
           "ftp-x/{0}", "../{0}"]
SPELT = [("statements", spelling) for spelling in OWN] + [("press", spelling) for spelling in PUBLIC]
ENDS = ["", "?x=1", "#part"]
ELEMENTS = {
    "attachment": ('<attachment href="{}" type="application/zip">Kit</attachment>', ""),
    "image": ('<image href="{}" alt="Kit"/>', ""),
    "related": ('<related href="{}">Kit</related>', ""),
    "translation": ('<translation href="{}" xml:lang="de"/>', ""),
    "contact": ('<contact><name>Desk</name><link href="{}">Kit</link></contact>', ""),
    "issuer": ('<issuer href="{}">Kit</issuer>', ""),
    "link": ("", '<p>See <link href="{}">the kit</link>.</p>'),
    "quote": ("", '<p><quote cite="{}">the kit</quote> x</p>'),
    "blockquote": ("", '<blockquote cite="{}"><p>the kit</p></blockquote>'),
    "figure": ("", '<figure><image href="{}" alt="Kit"/></figure>'),
    "reproduced": ("", '<statement><head><title>T</title><source href="{}">Kit</source></head>'
                       "<body><p>x</p></body></statement>"),
}
TAILS = ["", ".xml", ".rss", ".atom", ".json", ".txt", ".vcf", ".xml?source"]


def spelt(spelling, name, number=0):
    return spelling.format(name) + ENDS[number % len(ENDS)]


def naming(title, addresses, **more):
    """A statement that names each address in one of the elements, all of them in turn."""
    head = body = ""
    for number, (_, address) in enumerate(addresses):
        parts = list(ELEMENTS.values())[number % len(ELEMENTS)]
        head += parts[0].format(address)
        body += parts[1].format(address)
    return statement(title, head=head, body="<p>Public words.</p>" + body, **more)


def all_of(room):
    return [(number, spelling) for number, (where, spelling) in enumerate(SPELT) if where == room]


def prepare(server):
    server.allow("STM0101", "STM0102")
    for room in ("statements", "press"):
        folder = server.run / ("newsroom" if room == "statements" else room)
        (folder / "2026").mkdir(parents=True)

        def drop(name, text, folder=folder):
            (folder / f"2026/{name}").write_text(text)
        for number, spelling in all_of(room):
            drop(f"kit{number}.zip", "a secret kit")
            element = list(ELEMENTS)[number % len(ELEMENTS)]
            parts = ELEMENTS[element]
            href = spelt(spelling, f"kit{number}.zip", number)
            drop(f"draft{number}.xml", statement(
                f"Draft {number} {element}", head=parts[0].format(href),
                body="<p>Text.</p>" + parts[1].format(href),
                attributes='id="{auto}" status="draft"'))
        for number, spelling in enumerate(FOREIGN):
            drop(f"free{number}.zip", "a free kit")
            drop(f"far{number}.xml", statement(
                f"Far {number}", head='<attachment href="' + spelling.format(f"free{number}.zip")
                + '">Kit</attachment>', attributes='id="{auto}" status="draft"'))
        drop("inner.zip", "a secret kit")
        drop("inner.xml", statement("Inner", after=(
            '<note scope="internal"><p><link href="inner.zip">Kit</link></p></note>')))
        drop("hidden.xml", statement(f"{SECRET}", attributes='id="hidden" status="draft"'))
        for element, parts in ELEMENTS.items():
            for number, (_, spelling) in enumerate(all_of(room)):
                href = spelt(spelling, ("hidden", "hidden.xml", "hidden.rss")[number % 3], number)
                drop(f"{element}-{number}.xml", statement(
                    f"Naming {element} {number}", head=parts[0].format(href),
                    body="<p>Public words.</p>" + parts[1].format(href)))
    (server.run / "other/2026").mkdir(parents=True)
    for number in range(len(FOREIGN)):
        (server.run / f"other/2026/free{number}.zip").write_text("another kit")


@pytest.fixture(name="known", scope="module")
def fixture_known(server):
    for room in ("statements", "press"):
        wait_until(lambda at=f"/{room}/2026/link-0": server.get(at).status == 200, 20, room)
        wait_until(lambda at=f"/{room}/feed.rss": server.get(at).status == 200, 20, room)


@pytest.mark.parametrize("number", range(len(SPELT)), ids=[f"{a} {b}" for a, b in SPELT])
def test_a_file_that_a_draft_names_is_hidden_however_it_is_spelt(server, known, number):
    room = SPELT[number][0]
    server.wait_for(f"/{room}/2026/kit{number}.zip", 404)
    assert server.get(f"/{room}/2026/kit{number}.zip", method="HEAD").status == 404
    assert server.get(f"/{room}/2026/kit{number}.zip", method="POST", body=b"x").status == 405


@pytest.mark.parametrize("room", ["statements", "press"])
@pytest.mark.parametrize("number", range(len(FOREIGN)), ids=FOREIGN)
def test_a_file_of_the_same_name_elsewhere_hides_nothing(server, known, room, number):
    assert server.get(f"/{room}/2026/free{number}.zip").status == 200


def test_a_file_that_only_internal_words_name_is_hidden(server, known):
    for room in ("statements", "press"):
        assert server.get(f"/{room}/2026/inner").status == 200
        server.wait_for(f"/{room}/2026/inner.zip", 404)


@pytest.mark.parametrize("room", ["statements", "press"])
@pytest.mark.parametrize("element", ELEMENTS)
def test_a_link_to_a_draft_is_lost_however_it_is_spelt(server, known, room, element):
    for number, (_, spelling) in enumerate(all_of(room)):
        for tail in TAILS:
            address = f"/{room}/2026/{element}-{number}{tail}"
            answer = server.get(address)
            assert answer.status == 200, address
            assert "Public words" in answer.text or tail == ".vcf", address
            assert "hidden" not in re.sub(r"\.hidden|hidden=|\[hidden\]|visually-hidden", "",
                                          answer.text), (address, spelling)


@pytest.mark.parametrize("room", ["statements", "press"])
def test_no_list_gives_the_address_of_a_draft(server, known, room):
    for address in ("feed.rss", "feed.atom", "feed.json", "feed", "sitemap.xml", "2026/feed.rss"):
        text = server.get(f"/{room}/{address}").text
        assert "2026/hidden" not in text and "/hidden" not in text, address


def test_the_link_comes_with_the_statement_it_leads_to(server, known):
    spellings = [s for s in OWN if s.startswith(("/", "http", ".."))]
    server.newsroom.drop("2026/coming.xml", statement("Coming", attributes=(
        'id="coming" status="draft"')))
    for number, spelling in enumerate(spellings):
        server.newsroom.drop(f"2026/later-{number}.xml", statement(f"Later {number}", body=(
            f'<p>See <link href="{spelling.format("coming")}">it</link>.</p>')))
    last = f"/statements/2026/later-{len(spellings) - 1}"
    server.wait_for(last, 200)
    for number, spelling in enumerate(spellings):
        assert "coming" not in server.get(f"/statements/2026/later-{number}").text, spelling
    server.newsroom.drop("2026/coming.xml", statement("Coming"))
    server.wait_for("/statements/2026/coming", 200)
    for number, spelling in enumerate(spellings):
        at = f"/statements/2026/later-{number}"
        wait_until(lambda at=at: "/2026/coming" in server.get(at).text, 3, f"{spelling} at {at}")


@pytest.mark.parametrize("spelling", [s for s in OWN if "second" not in s])
def test_an_attachment_has_its_length_however_it_is_spelt(server, known, spelling):
    number = OWN.index(spelling)
    (server.run / "newsroom/2026/open.zip").write_text("ten bytes.")
    href = spelt(spelling, "open.zip", number)
    server.newsroom.drop(f"2026/open-{number}.xml", statement(
        f"Open {number}", head=f'<attachment href="{href}">Kit</attachment>'))
    text = server.wait_for(f"/statements/2026/open-{number}.rss", 200).text
    assert re.search(r'<enclosure url="[^"]+" length="10" type="application/zip"/>', text), text


def test_translations_by_any_spelling_are_one_group(server, known):
    names = {"de": "https://news.example.org/statements/2026/group-en",
             "fr": "/statements/2026/group-en.xml", "es": "../../statements/2026/group-en"}
    for lang, href in names.items():
        server.newsroom.drop(f"2026/group-{lang}.xml", statement(
            f"Group {lang}", lang=lang, head=f'<translation href="{href}" xml:lang="en"/>'))
    server.newsroom.drop("2026/group-en.xml", statement("Group en"))

    def offers():
        return set(re.findall(r'hreflang="(..)"', server.get("/statements/2026/group-en").text))
    wait_until(lambda: offers() >= {"de", "fr", "es"}, 5, "all translations on one page")
    wait_until(lambda: server.get("/statements/sitemap.xml").text.count('hreflang="fr"') >= 2, 5,
               "the group in the sitemap")
