"""<Files> sections in the .htaccess files of subfolders: nothing of a look-up outlives it.

`MaxMemFree 1` has httpd give memory back at once, so that what is kept of a finished look-up is
seen.
"""

import os

import pytest

from newsroom import statement, wait_until

CONFIG = """
MaxMemFree 1
Alias "/statements" "${RUN}/newsroom"
<Directory "${RUN}/newsroom">
    Require all granted
    StatementEngine On
    AllowOverride All
</Directory>
"""
ADDRESSES = ["/statements/", "/statements/feed.rss", "/statements/feed.atom",
             "/statements/feed.json", "/statements/?q=words", "/statements/sitemap.xml",
             "/statements/?year=2024"]
FILES = '<Files "{}">\nRequire all denied\n</Files>\n'


def prepare(server):
    server.newsroom.drop("open.xml", statement("Open to all"))
    for folder in ("one", "two", "three"):
        server.newsroom.drop(f"{folder}/secret.xml", statement(f"Secret words {folder}"))
        server.newsroom.drop(f"{folder}/plain.xml", statement(f"Plain words {folder}"))
        server.newsroom.drop(f"{folder}/a.pdf", "%PDF")
    server.newsroom.drop("one/.htaccess", FILES.format("a.pdf"))
    server.newsroom.drop("two/.htaccess", FILES.format("a.pdf"))
    server.newsroom.drop("three/.htaccess", FILES.format("secret.xml"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_lists_stand_sections_for_files_in_two_folders(server, address):
    for _ in range(20):
        assert server.get(address).status == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_lists_leave_out_what_a_folder_closes_by_name(server, address):
    def is_complete():
        text = server.get(address).text
        return "lain words three" in text or "three/plain" in text
    wait_until(is_complete, what="the open statement of the folder")
    text = server.get(address).text
    assert "words three" not in text.replace("Plain words three", "").replace("text of Plain", "")
    assert "three/secret" not in text


@pytest.mark.parametrize("make", [lambda path: os.mkfifo(path, 0o666), os.mkdir,
                                  lambda path: os.symlink("/dev/zero", path)])
def test_what_is_no_file_closes_its_folder_and_keeps_nobody_waiting(server, make):
    path = server.newsroom.drop("pipe/secret.xml", statement("Piped words")).parent / ".htaccess"
    wait_until(lambda: "Piped words" in server.get("/statements/feed.rss").text)
    make(path)
    try:
        wait_until(lambda: "Piped words" not in server.get("/statements/feed.rss").text)
        for address in ADDRESSES + ["/statements/open"]:
            answer = server.get(address)
            assert answer.status == 200 and "Piped words" not in answer.text
    finally:
        (os.rmdir if path.is_dir() else os.unlink)(path)
