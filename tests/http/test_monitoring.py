"""Prometheus reads the status as shipped files say: measurements, alert rules, the Grafana board."""

import json
import re
import subprocess
import urllib.parse
import urllib.request

import pytest

from fronts import free_port, program
from newsroom import NEWSROOM, PATIENCE, ROOT, statement, wait_until

RULES = ROOT / "conf/monitoring/prometheus-rules.yml"
BOARD = json.loads((ROOT / "conf/monitoring/grafana-board.json").read_text())
SHIPPED = (ROOT / "conf/statement.conf").read_text()

CONFIG = NEWSROOM + SHIPPED
MORE_MODULES = ("status",)


def prepare(server):
    server.newsroom.drop("one.xml", statement("One"))
    server.newsroom.drop("later.xml", statement("Later", published="2099-05-04T10:00:00Z"))


class Prometheus:
    """Debian's Prometheus, which asks `origin` twice a second."""

    def __init__(self, folder, origin):
        self.port = free_port()
        (folder / "prometheus.yml").write_text(f"""
global: {{evaluation_interval: 100ms}}
rule_files: ["{RULES}"]
scrape_configs:
  - job_name: newsrooms
    metrics_path: /statement-status
    scrape_interval: 500ms
    scrape_timeout: 500ms
    static_configs: [{{targets: ["127.0.0.1:{origin.port}"]}}]
""")
        self.process = subprocess.Popen(
            [program("prometheus"), f"--config.file={folder}/prometheus.yml",
             f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL, stderr=(folder / "said").open("w"))

    def api(self, path, **query):
        address = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return json.load(answer)["data"]
        except OSError:
            return None

    def query(self, words):
        found = self.api("query", query=words)
        return found and found["result"]

    def end(self):
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(name="prometheus", scope="module")
def fixture_prometheus(server, tmp_path_factory):
    one = Prometheus(tmp_path_factory.mktemp("prometheus"), server)
    try:
        wait_until(lambda: (found := one.query("up")) and found[0]["value"][1] == "1",
                   3 * PATIENCE, "a scrape")
        yield one
    finally:
        one.end()


def test_prometheus_reads_what_the_status_says(server, prometheus):
    for _ in range(3):
        server.get("/statements/one")

    def counted():
        body = server.get("/statement-status?format=json").body
        return sum(sample["value"] for sample in json.loads(body)["statement_requests_total"])

    def read():
        found = prometheus.query("sum(statement_requests_total)")
        return found and int(found[0]["value"][1])
    assert counted() >= 3
    wait_until(lambda: read() == counted(), what="the same number")
    info = prometheus.api("metadata", metric="statement_requests_total") or prometheus.api(
        "metadata", metric="statement_requests")
    assert info and list(info.values())[0][0]["type"] == "counter"


def test_every_alert_rule_is_evaluated_and_none_fires_for_a_healthy_server(prometheus):
    rules = wait_until(lambda: (found := prometheus.api("rules")) and all(
        rule["health"] == "ok" for rule in found["groups"][0]["rules"]) and found["groups"][0][
            "rules"], what="all rules evaluated")
    assert len(rules) == RULES.read_text().count("- alert:")
    assert [rule["name"] for rule in rules if rule["state"] != "inactive"] == []


def expressions():
    return [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]


@pytest.mark.parametrize("expression", expressions())
def test_each_panel_of_the_board_asks_for_what_there_is(server, prometheus, expression):
    server.get("/statements/one")
    asked = expression.replace("$newsroom", ".*")
    names = set(re.findall(r"statement_\w+", asked))
    shown = server.get("/statement-status").body.decode()
    assert names and all(f"# TYPE {name} " in shown for name in names)
    wait_until(lambda: prometheus.query(asked), what=f"a result of {asked}")


def test_promtool_accepts_rules_and_measurements(server):
    for arguments, text in ((["check", "rules", RULES], None),
                            (["check", "metrics"], server.get("/statement-status").body)):
        done = subprocess.run([program("promtool"), *arguments], input=text, check=False,
                              timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
        assert text is None or done.stdout == b""


def test_the_shipped_configuration_opens_the_status_to_local_requests_alone(server):
    assert "Require local" in SHIPPED
    for path in ("/statement-status", "/statement-health"):
        assert server.get(path).status == 200
        assert server.get(path, headers={"X-Forwarded-For": "192.0.2.1"}).status == 403


def test_with_it_lists_of_a_site_that_is_a_newsroom_are_still_counted(own):
    """Its rules are for other addresses: nobody has to be asked about each statement."""
    site = CONFIG.replace('Alias "/statements" "${RUN}/newsroom"',
                          'DocumentRoot "${RUN}/newsroom"')
    own.write_config(site)
    for number in range(25):
        own.newsroom.drop(f"s{number}.xml", statement(f"S {number}"))
    own.start()
    own.wait_for("/", 200)
    wait_until(lambda: b"?page=2" in own.get("/").body, what="numbered pages")
    assert own.get("/statement-status").status == 200
