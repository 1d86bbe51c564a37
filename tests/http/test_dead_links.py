"""What leads nowhere is a warning: in `statement check FOLDER`, and in the log, once."""

import re
import subprocess
import time

from newsroom import BUILD, Folder, statement, wait_until

NOTES = '<note id="n1"><p>A note.</p></note>'
WITH_NOTE = '<p>Words<noteref ref="n1"/>.</p>'
HEAD = """
<image href="no.jpg" alt=""/>
<attachment href="gone.pdf">A file</attachment>
<attachment href="there.pdf">A file</attachment>
<translation href="english" xml:lang="fr"/>
<translation href="french" xml:lang="fr-CA"/>
<translation href="nobody" xml:lang="es"/>
<related href="nothing">A statement</related>
<related href="later">A statement</related>
<related href="https://example.org/nothing">A page</related>"""
LINKS = ["noted#note-n1", "noted#note-n2", "#s1", "#s2", "#s1-note-n1", "#s1-note-n9",
         "later#s1", "feed.rss", "feed", "2026/feed.atom", "english.html", "english.rss", "2026/",
         "2026/inner", "2026/outer", "/elsewhere/x", "../above", "mailto:press@example.org",
         "2026", "sitemap.xml", "noted.xml#entry-x", "#content", "?tag=x"]
BODY = ("<p>Words.\n" + "\n".join(f'<link href="{link}">a</link>' for link in LINKS)
        + '\n</p><statement src="noted"/>')
FOUND = {"There is no file “no.jpg” in this newsroom", "There is no file “gone.pdf” in this newsroom",
         "“english” is said to be in the language fr, and is in en",
         'href="nobody" leads to nothing in this newsroom',
         'href="nothing" leads to nothing in this newsroom',
         'href="2026/outer" leads to nothing in this newsroom',
         *(f"The page has no place “#{part}”"
           for part in ("note-n2", "s2", "s1-note-n9", "entry-x"))}


def fill(folder):
    folder.drop("english.xml", statement("English"))
    folder.drop("french.xml", statement("French", lang="fr"))
    folder.drop("noted.xml", statement("Noted", body=WITH_NOTE, after=NOTES))
    folder.drop("later.xml", statement("Later", published="2099-01-01"))
    folder.drop("2026/inner.xml", statement("Inner"))
    folder.drop("there.pdf", "x")
    folder.drop("around.xml", statement("Around", head=HEAD, body=BODY))


def prepare(server):
    fill(server.newsroom)


def plain(text):
    """As it was before httpd wrote it to its log."""
    return re.sub(r"(?:\\x[0-9a-f]{2})+",
                  lambda found: bytes.fromhex(found[0].replace("\\x", "")).decode(), text)


def lines_of(server, name):
    return [line for line in plain(server.log_since(0).decode()).splitlines()
            if f"/{name}.xml:" in line and "STM0102: published anyway: " in line]


def checked(folder):
    done = subprocess.run([BUILD / "statement", "check", folder], capture_output=True, text=True,
                          check=False, timeout=100)
    assert done.stdout == ""
    return done


def test_check_warns_of_each_and_of_nothing_else(server):
    done = checked(server.newsroom.path)
    assert done.returncode == 0
    lines = [re.fullmatch(r".*/around\.xml:(\d+):\d+: warning: (.*?)\. [A-Z].*", line)
             for line in done.stderr.splitlines()]
    assert {line[2] for line in lines} == FOUND and len(lines) == len(FOUND)
    text = (server.newsroom.path / "around.xml").read_text().splitlines()
    for line in lines:
        place = re.search(r"[“\"]#?([^”\"]+)[”\"]", line[2])[1]
        assert place in text[int(line[1]) - 1], line[0]


def test_the_log_says_the_same_once(server):
    wait_until(lambda: len(lines_of(server, "around")) >= len(FOUND), what="the warnings")
    time.sleep(2.5)
    for words in FOUND:
        words = words.replace("“", '"').replace("”", '"')  # as the log quotes
        assert len([line for line in lines_of(server, "around") if words in line]) == 1, words


def test_only_what_names_a_changed_one_is_looked_at_again(server):
    folder = server.newsroom
    with server.expects("STM0102", "here.xml", "leads to nothing"):
        folder.drop("here.xml", statement("Here", body='<p><link href="soon">a</link></p>'))
    with server.expects("STM0111", "here.xml"):
        folder.drop("soon.xml", statement("Soon", body=WITH_NOTE, after=NOTES))
    with server.expects("STM0102", "here.xml", "has no place"):
        folder.drop("here.xml", statement("Here", body='<p><link href="soon#note-n2">a</link></p>'))
    with server.expects("STM0111", "here.xml"):
        folder.drop("soon.xml", statement("Soon", body=WITH_NOTE.replace("n1", "n2"),
                                          after=NOTES.replace("n1", "n2")))
    with server.expects("STM0102", "here.xml", "has no place"):
        folder.drop("soon.xml", statement("Soon"))
    with server.expects("STM0102", "here.xml", "leads to nothing", seconds=10):
        folder.remove("soon.xml")


def test_a_translation_follows_its_target_s_language(server):
    folder = server.newsroom
    with server.expects("STM0102", "said.xml", "is in it"):
        folder.drop("told.xml", statement("Told", lang="it"))
        folder.drop("said.xml", statement("Said",
                                          head='<translation href="told" xml:lang="pt"/>'))
    with server.expects("STM0111", "said.xml"):
        folder.drop("told.xml", statement("Told", lang="pt-BR"))


def test_what_is_in_the_document_s_own_language_is_called_no_translation(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("british.xml", statement("British", lang="en-GB"))
    folder.drop("german.xml", statement("German", lang="de"))
    folder.drop("around.xml", statement("Around", head="\n".join(
        f'<translation href="{name}" xml:lang="fr"/>'
        for name in ("british", "german", "around", "#content"))))
    told = dict(re.findall(r"warning: “(.*?)” is said to be .*?\. ([A-Z].*)", checked(tmp_path).stderr))
    assert set(told) == {"british", "german", "around", "#content"}
    assert 'Write xml:lang="de", or correct href.' in told.pop("german")
    for advice in told.values():
        assert "xml:lang" not in advice and "no translation" in advice and "correct href" in advice
    assert "same language" in told["british"] and "itself" in told["around"]


def test_a_draft_is_told_of_its_links_too(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("draft.xml", statement("Draft", attributes='id="d" status="draft"',
                                       head='<attachment href="gone.pdf">A file</attachment>',
                                       body='<p>x</p><statement src="nobody"/>'))
    done = checked(tmp_path)
    assert done.returncode == 1
    assert "There is no file “gone.pdf”" in done.stderr
    assert "There is no statement “nobody” to reproduce" in done.stderr


def test_many_links_into_large_pages_are_not_read_without_end(tmp_path):
    folder = Folder(tmp_path)
    folder.drop("large.xml", statement("Large", body="<p>Words of it.</p>" * 10000))
    folder.drop("around.xml", statement("Around", body="<p>" + "".join(
        f'<link href="large#note-{i}">a</link>\n' for i in range(5000)) + "</p>"))
    assert checked(tmp_path).stderr.count("has no place") == 50
