"""What goes with a statement that is taken back or deleted."""

from newsroom import NEWSROOM, statement

CONFIG = NEWSROOM.replace("StatementEngine On", "StatementEngine On\n    StatementSource On")
SECRET = "Zanzibarquark"


def prepare(server):
    kit = '<attachment href="/statements/{}.zip">Kit</attachment>'
    for name in ("taken", "deleted", "later"):
        server.newsroom.drop(f"{name}.zip", "a kit")
    server.newsroom.drop("taken.xml", statement("Taken", body=f"<p>{SECRET}</p>", head=(
        kit.format("taken") + '<withdrawn when="2024-06-01T10:00:00Z">It was wrong.</withdrawn>')))
    server.newsroom.drop("deleted.xml", statement("Deleted", head=kit.format("deleted")))
    server.newsroom.drop("later.xml", statement("Later", head=(
        kit.format("later") + f'<withdrawn when="2099-06-01T10:00:00Z">{SECRET}</withdrawn>')))


def test_neither_source_nor_files_of_a_withdrawn_statement_are_given(server):
    for address in ("/statements/taken.xml?source", "/statements/taken.xml"):
        for accept in ("*/*", "application/xml"):
            answer = server.get(address, {"Accept": accept})
            assert answer.status == 410, (address, accept)
            assert SECRET not in answer.text
    for method in ("GET", "HEAD"):
        assert server.get("/statements/taken.zip", method=method).status == 404


def test_a_withdrawal_still_to_come_is_not_in_the_source(server):
    answer = server.get("/statements/later.xml?source")
    assert answer.status == 200 and "Later" in answer.text
    assert SECRET not in answer.text and "2099" not in answer.text
    assert server.get("/statements/later.zip").status == 200


def test_the_files_of_a_deleted_statement_go_with_it(server):
    assert server.get("/statements/deleted.zip").status == 200
    server.newsroom.remove("deleted.xml")
    for tail in ("", ".xml", ".xml?source"):
        server.wait_for(f"/statements/deleted{tail}", 410)
    server.wait_for("/statements/deleted.zip", 404)
