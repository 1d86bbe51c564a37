"""A wrong value stops the configuration test with what it got, what it wants and an example."""

import pytest

from newsroom import NEWSROOM, ROOT, Server, statement

CONFIG = NEWSROOM + """
<Directory "${RUN}/newsroom">
    AllowOverride FileInfo
</Directory>
"""


def prepare(server):
    server.newsroom.drop("one.xml", statement("One"))


def directory(line):
    return f'<Directory "${{RUN}}/newsroom">\n    {line}\n</Directory>\n'


GOOD = [
    directory('StatementEngine On'), directory('StatementEngine off'),
    directory('StatementTitle "Presse & Öffentlichkeit"'),
    directory('StatementBaseURL https://www.example.org/news/'),
    directory('StatementIdentity example.org'), directory('StatementTimeZone Europe/Berlin'),
    directory('StatementLanguage de-CH'), directory('StatementParam color blue'), directory('StatementFeedItems 50'),
    directory('StatementShow All'), directory('StatementValidate Warn'),
    directory('StatementMaxAge 5min'), directory('StatementRefresh 2s'),
    directory('StatementMaxSize 1M'), directory('StatementMaxDepth 50'),
    '<Location "/statements">\n    StatementEngine On\n</Location>\n',
    'StatementEngine On\n', 'StatementTitle "For all"\n',
]


@pytest.mark.parametrize("config", GOOD)
def test_a_good_line_passes(server, config):
    code, words = server.configtest(NEWSROOM + config)
    assert code == 0, words
    assert "Syntax OK" in words


BAD = [
    (directory('StatementEngine Perhaps'), ["StatementEngine", "Perhaps", "On"]),
    (directory('StatementTimeZone Mars/Olympus'), ["Mars/Olympus", "Europe/"]),
    (directory('StatementTimeZone ../../etc/passwd'), ["../../etc/passwd", "Europe/"]),
    (directory('StatementLanguage german language'), ["StatementLanguage"]),
    (directory('StatementLanguage de_CH'), ["de_CH", "de-CH"]),
    (directory('StatementLanguage ""'), ["StatementLanguage"]),
    (directory('StatementLanguage deutsch'), ["deutsch", "StatementLanguage de"]),
    (directory('StatementLanguage xx'), ["xx", "a language that is known"]),
    (directory('StatementFeedItems many'), ["many", "20"]),
    (directory('StatementFeedItems 0'), ["StatementFeedItems", "0"]),
    (directory('StatementFeedItems -3'), ["-3"]),
    (directory('StatementFeedItems 99999999999999999999'), ["99999999999999999999"]),
    (directory('StatementShow Some'), ["Some", "Published", "All"]),
    (directory('StatementValidate Lax'), ["Lax", "Strict", "Warn", "Off"]),
    (directory('StatementMaxAge soon'), ["soon", "60s"]),
    (directory('StatementRefresh never'), ["never", "1s"]),
    (directory('StatementMaxSize big'), ["big", "StatementMaxSize"]),
    (directory('StatementMaxDepth 0'), ["StatementMaxDepth"]),
    (directory('StatementBaseURL statements'), ["statements", "https://"]),
    (directory('StatementBaseURL ftp://example.org/'), ["ftp://example.org/", "https://"]),
    (directory('StatementParam color'), ["StatementParam"]),
    (directory('StatementEngin On'), ["StatementEngin"]),
    (directory('StatementTitle "Tab\there"'), ["StatementTitle", "UTF-8"]),
    (directory('StatementTitle "Z\udcfcrich"'), ["StatementTitle", "UTF-8"]),
    (directory('StatementParam color "\udcff"'), ["StatementParam", "UTF-8"]),
    (directory('StatementIdentity \udcff.example'), ["StatementIdentity"]),
]


@pytest.mark.parametrize("config, words", BAD, ids=[config.split("\n")[1].strip()
                                                    for config, _ in BAD])
def test_a_wrong_line_stops_the_configuration_test_and_says_what_it_wants(server, config, words):
    code, said = server.configtest(NEWSROOM + config)
    assert code != 0
    for word in words:
        assert word in said, said
    assert "tried.conf" in said


def test_a_wrong_line_in_an_htaccess_file_is_an_error_of_that_folder_only(server):
    with server.expects("sub/.htaccess", "Perhaps"):
        server.newsroom.drop("sub/.htaccess", "StatementEngine Perhaps\n")
        server.newsroom.drop("sub/one.xml", statement("Sub one"))
        server.get("/statements/sub/one")
    assert server.get("/statements/one").status == 200


def test_a_state_directory_that_cannot_be_made_is_an_error_at_start(server):
    one = Server(server.mpm, NEWSROOM + "StatementStateDir /proc/statement\n")
    try:
        with one.expects("STM0304", "/proc/statement", "set StatementStateDir to"):
            assert one.refuses_to_start()
    finally:
        one.stop()


def test_the_reference_configuration_holds_good_lines_only(server):
    reference = (ROOT / "conf/statement.conf").read_text()
    lines = [line[1:] for line in reference.splitlines() if line.startswith("#Statement")]
    assert len(lines) > 15
    code, words = server.configtest("\n".join(lines))
    assert code == 0, words
