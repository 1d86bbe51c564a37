"""`statement fix`: what has exactly one right mending."""

import html.entities
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

from newsroom import BUILD, ROOT

PROGRAM = BUILD / "statement"
NAMES = {chr(code): name for code, name in html.entities.codepoint2name.items() if code > 0x7F}
BEGINNING = ('<?xml version="1.0" encoding="UTF-8"?>\n<statement id="a" xml:lang="en"><head>'
             "<title>T</title><issuer>I</issuer><published>2026-05-04</published>{}</head>\n<body>\n")


def fix(*arguments, **more):
    return subprocess.run([PROGRAM, "fix", *arguments], capture_output=True, text=True, check=False,
                          errors="replace", stdin=subprocess.DEVNULL, **more)


def problems(*paths):
    done = subprocess.run([PROGRAM, "check", "--json", *paths], capture_output=True, text=True,
                          check=False)
    return [(problem["file"], problem["code"], problem["message"])
            for problem in json.loads(done.stdout)]


def document(body, head=""):
    return BEGINNING.format(head) + body + "\n</body></statement>\n"


def mended(tmp_path, body, head="", left=0):
    """What `fix` makes of the body; exactly so many problems are left."""
    path = tmp_path / "a.xml"
    path.write_text(document(body, head))
    done = fix("--write", path)
    assert len(done.stderr.splitlines()) == left, done.stderr
    assert done.returncode == (1 if left else 0)
    text = path.read_text()
    again = fix("--write", path)
    assert again.stdout == "" and again.returncode == done.returncode
    assert path.read_text() == text
    return text.removeprefix(BEGINNING.format(head)).removesuffix("\n</body></statement>\n")


def words_only(text, change):
    """Changes what stands between tags, outside of comments."""
    return re.sub(r"(?s)(<!--.*?-->|<[^>]*>)|([^<]+)",
                  lambda found: found[1] or change(found[2]), text)


def rename(text, names):
    for ours, theirs in names.items():
        text = re.sub(rf"<(/?){ours}(?=[\s>/])", rf"<\g<1>{theirs}", text)
    return text


def with_names(text):
    return words_only(text, lambda words: "".join(f"&{NAMES[sign]};" if sign in NAMES else sign
                                                  for sign in words))


def with_bare_ampersands(text):
    return text.replace("<p>", "<p>R&D & more. ")


def with_typed(opening, closing):
    def change(text):
        return re.sub(r"<quote>((?:(?!</?quote).)*)</quote>", rf"{opening}\1{closing}", text,
                      flags=re.S)
    return change


def with_html(text):
    text = re.sub(r'<list kind="number">((?:(?!</?list).)*)</list>', r"<ol>\1</ol>", text, flags=re.S)
    text = re.sub(r'<cell header="yes">((?:(?!</?cell).)*)</cell>', r"<th>\1</th>", text, flags=re.S)
    return rename(text, {"strong": "b", "em": "i", "link": "a", "list": "ul", "item": "li",
                         "row": "tr", "p": "P", "br": "BR"}).replace("</list>", "</ul>")


def with_everyday_dates(text):
    def change(date):
        year, month, day = date[1].split("-")
        months = "January February March April May June July August September October November December"
        return f"<published>{int(day)} {months.split()[int(month) - 1]} {year}</published>"
    text = re.sub(r"<published>(\d+-\d+-\d+)</published>", change, text)
    return re.sub(r"(<published>|when=\")(\d+-\d+-\d+)T([\d:]+)(Z|[+-][\d:]+)", r"\1\2 \3 \4", text)


def with_windows_bytes(text):
    return b"".join(sign.encode("cp1252", "ignore") or sign.encode() for sign in text)


def misread(text):
    def change(words):
        return "".join(sign.encode().decode("cp1252") if sign in "äöüßéè’“”–" else sign
                       for sign in words)
    return words_only(text, change)


def with_numbers_of_windows(text):
    return words_only(text, lambda words: "".join(
        f"&#{sign.encode('cp1252')[0]};" if sign in "–—’…€" else sign for sign in words))


WAYS = {"names of letters": with_names, "bare ampersands": with_bare_ampersands,
        "typed marks": with_typed("“", "”"), "straight marks": with_typed('"', '"'),
        "German marks": with_typed("„", "“"), "French marks": with_typed("« ", " »"),
        "elements": with_html, "dates": with_everyday_dates, "Windows' bytes": with_windows_bytes,
        "misread letters": misread, "Windows' numbers": with_numbers_of_windows}

ENDS_WITH_A_QUOTATION = {"bac-de-nuit.xml", "sifriya-nayedet.xml"}
OTHER_SPELLING = {"bare ampersands"}

# Where other encodings were as common, nobody knows what a byte means.
NOT_WESTERN = {"kaigan-ressha.xml", "mahattat-rasd.xml", "sifriya-nayedet.xml"}


def samples(tmp_path):
    """All but the one that is broken already."""
    shutil.copytree(ROOT / "conf/statements", tmp_path / "news")
    return sorted(path for path in (tmp_path / "news").rglob("*.xml")
                  if path.name != "broken-tram-works.xml")


def break_all(paths, way):
    """The files that are other than before."""
    broken = []
    for path in paths:
        text = WAYS[way](path.read_text())
        text = text if isinstance(text, bytes) else text.encode()
        if text != path.read_bytes():
            path.write_bytes(text)
            broken.append(path)
    return broken


@pytest.mark.parametrize("way", WAYS)
def test_samples_broken_in_one_way_have_no_new_problem(tmp_path, way):
    paths = samples(tmp_path)
    originals = {path: path.read_bytes() for path in paths}
    before = problems(*paths)
    broken = break_all(paths, way)
    assert len(broken) >= 3
    assert set(problems(*broken)) - set(before)
    done = fix("--write", *broken)
    new = set(problems(*broken)) - set(before)
    if way == "Windows' bytes":
        new = {problem for problem in new if os.path.basename(problem[0]) not in NOT_WESTERN}
    if "marks" in way:  # the end of a block quotation may be meant
        assert {os.path.basename(problem[0]) for problem in new} == ENDS_WITH_A_QUOTATION
        assert re.findall(r"/([^/]*):\d+:\d+: error: A typed quotation mark is at the end of",
                          done.stderr) == sorted(ENDS_WITH_A_QUOTATION)
        new = {problem for problem in new if "at the end of a quotation" not in problem[2]}
    assert not new, (new, done.stdout)
    texts = [path.read_bytes() for path in broken]
    again = fix("--write", *broken)
    assert again.stdout == "" and again.returncode == done.returncode
    assert [path.read_bytes() for path in broken] == texts
    assert any(path.read_bytes() == originals[path] for path in broken) or way in OTHER_SPELLING


def test_good_samples_stay_as_they_are(tmp_path):
    paths = samples(tmp_path)
    texts = [path.read_bytes() for path in paths]
    done = fix("--write", *paths)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path.read_bytes() for path in paths] == texts


@pytest.mark.parametrize("typed, meant", [
    ("<p>“One” and ‘two’.</p>", "<p><quote>One</quote> and <quote>two</quote>.</p>"),
    ("<p>„Eins ‚zwei‘ drei“</p>", "<p><quote>Eins <quote>zwei</quote> drei</quote></p>"),
    ("<p>« Un » et »zwei«</p>", "<p><quote>Un</quote> et <quote>zwei</quote></p>"),
    ("<p>« Un\u00A0» l’été</p>", "<p><quote>Un</quote> l’été</p>"),
    ("<p>その「電車」は</p>", "<p>その<quote>電車</quote>は</p>"),
    ("<p>&quot;One&#8221;</p>", "<p>&quot;One&#8221;</p>"),
    ("<p>&quot;One&quot; &#8220;two&#x201D;</p>",
     "<p><quote>One</quote> <quote>two</quote></p>"),
    ('<p>A "b" 6" pipe</p>', '<p>A <quote>b</quote> 6" pipe</p>'),
    ("<p><quote>“One”</quote> “<quote>two</quote>”</p>",
     "<p><quote>One</quote> <quote>two</quote></p>"),
    ('<p>"One "two" three"</p>', "<p><quote>One <quote>two</quote> three</quote></p>"),
    ("<blockquote><p>“All.”</p></blockquote>", "<blockquote><p>All.</p></blockquote>"),
    ("<p>“One <em>two</em>” <em>“three”</em></p>",
     "<p><quote>One <em>two</em></quote> <em><quote>three</quote></em></p>"),
])
def test_marks_that_pair_become_quotations(tmp_path, typed, meant):
    assert mended(tmp_path, typed, left=int("&" in meant)) == meant


@pytest.mark.parametrize("typed", [
    "<p>“One</p>", "<p>One”</p>", "<p>“One <em>two”</em></p>", '<p>"One " two"</p>',
    "<p>‘The dogs’ owner’ said</p>", "<p>“One</p><p>“Two”</p>", "<p>'One'</p>",
    "<p><quote>“One” said he</quote></p>", "<p><![CDATA[“One”]]></p>",
    "<p>a <![CDATA[b]]> “c”</p>",
])
def test_marks_that_may_mean_several_things_stay(tmp_path, typed):
    path = tmp_path / "a.xml"
    path.write_text(document(typed))
    done = fix("--write", path)
    assert done.returncode == 1 and re.search(r"a\.xml:4:\d+: ", done.stderr), done.stderr
    assert "“Two" in typed or path.read_text() == document(typed)


@pytest.mark.parametrize("typed, meant", [
    ("<p><b>a</b> <I>b</I> <u>c</u></p>", "<p><strong>a</strong> <em>b</em> <em>c</em></p>"),
    ("<p>a<br>b<BR/>c<br></br>d</p>", "<p>a<br/>b<br/>c<br></br>d</p>"),
    ('<p><a href="https://x.example/?a=1&b=2" target="_blank">c</a></p>',
     '<p><link href="https://x.example/?a=1&amp;b=2">c</link></p>'),
    ('<ul class="x">\n<li>a<ol><li>b</li></ol></li>\n</ul>',
     '<list>\n<item>a<list kind="number"><item>b</item></list></item>\n</list>'),
    ('<table border="1"><thead><tr><td>a</td></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
     None),
    ("<table><thead><tr><td>a</td></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
     '<table><row><cell header="yes">a</cell></row><row><cell>b</cell></row></table>'),
    ("<p>a</p>\n<h2>b</h2>\n<p>c</p>\n<h3>d</h3>\n<p>e</p>\n<h2>f</h2>\n<p>g</p>",
     "<p>a</p>\n<section><heading>b</heading>\n<p>c</p>\n<section><heading>d</heading>\n<p>e</p>\n"
     "</section></section><section><heading>f</heading>\n<p>g</p>\n</section>"),
    ("<p><font color='red'>a</font> <q>b “c” d</q></p>",
     "<p>a <quote>b <quote>c</quote> d</quote></p>"),
    ("<!-- <b>a</b> &nbsp; “x” --><p>a</p>", "<!-- <b>a</b> &nbsp; “x” --><p>a</p>"),
])
def test_elements_with_one_counterpart(tmp_path, typed, meant):
    if meant is None:
        assert "<row>" in mended(tmp_path, typed, left=1)
    elif meant.endswith("</section>"):
        path = tmp_path / "a.xml"
        path.write_text(document(typed))
        assert fix("--write", path).returncode == 0
        assert path.read_text() == document(meant).replace("\n</section>\n</body>",
                                                           "\n</section></body>")
        assert problems(path) == []
    else:
        assert mended(tmp_path, typed) == meant
        assert problems(tmp_path / "a.xml") == []


@pytest.mark.parametrize("typed", [
    "<div>a</div>", "<p><a>a</a></p>", "<p><a href='x' title='y'>a</a></p>", "<h1>a</h1><p>b</p>",
    "<p>a</p><h2>b</h2><p>c</p><section><p>d</p></section>", "<p>a<ul><li>b</li></ul></p>",
    "<p><img src='x.png'/></p>", "<p><b>a</p>", "<p>a &copy 2026 &unknown; b</p>",
])
def test_elements_that_an_editor_has_to_decide_on_stay(tmp_path, typed):
    path = tmp_path / "a.xml"
    path.write_text(document(typed))
    done = fix("--write", path)
    assert done.returncode == 1 and ":4:" in done.stderr
    assert done.stdout == "" and path.read_text() == document(typed)


@pytest.mark.parametrize("typed, meant", [
    ("4 May 2027", "2027-05-04"), ("4. Mai 2027", "2027-05-04"), ("04.05.2027", "2027-05-04"),
    ("2027-05-04 10:00 +02:00", "2027-05-04T10:00+02:00"), ("31/5/2027", "2027-05-31"),
    ("4/5/2027", None), ("04.05.27", None), ("2027-05-04 10:00", None),
    ("2027-05-04 10:00 CET", None), ("2027-13-04", None), ("soon", None), ("2027-05-04Z", None),
])
def test_dates_that_mean_one_day(tmp_path, typed, meant):
    head = f"<expires> {typed} </expires>"
    path = tmp_path / "a.xml"
    path.write_text(document("<p>a</p>", head))
    done = fix("--write", path)
    assert done.returncode == (0 if meant else 1)
    assert path.read_text() == document("<p>a</p>", head.replace(typed, meant or typed))


def test_the_newsrooms_zone_settles_a_time(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(document("<p>a</p>", "<expires>2027-05-04 10:00</expires>"))
    assert fix("--write", "--zone", "Europe/Berlin", path).returncode == 0
    assert "<expires>2027-05-04T10:00</expires>" in path.read_text()


@pytest.fixture(name="shared")
def make_shared():
    """A folder of the group games, and the program where another user can run it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        path = pathlib.Path(name)
        path.chmod(0o755)
        shutil.copy(PROGRAM, path)
        shutil.copytree(ROOT / "xslt", path / "xslt")
        (path / "room").mkdir()
        shutil.chown(path / "room", group="games")
        (path / "room").chmod(0o2775)
        yield path


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be two users")
@pytest.mark.parametrize("mode, is_written", [(0o664, True), (0o644, False)])
def test_what_a_group_may_write_is_mended_by_each_of_it(shared, mode, is_written):
    """It becomes that editor's, as where another program saves it; the group goes on writing it."""
    path = shared / "room/a.xml"
    path.write_text(document("<p>A <b>b</b>.</p>"))
    shutil.chown(path, "daemon", "games")
    path.chmod(mode)
    done = subprocess.run([shared / "statement", "fix", "--write", "--stylesheets",
                           shared / "xslt", path], user="nobody", group="games", extra_groups=[],
                          cwd=shared, capture_output=True, text=True, check=False)
    found = path.stat()
    assert ("<strong>" in path.read_text()) == is_written, done.stderr
    assert path.owner() == ("nobody" if is_written else "daemon")
    assert (path.group(), found.st_mode & 0o7777) == ("games", mode)
    assert is_written or "Ask its owner, or use sudo" in done.stderr
    assert os.listdir(shared / "room") == ["a.xml"]


def test_without_write_nothing_is_written(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(document("<p>“a”</p>"))
    done = fix(path)
    assert done.returncode == 1 and path.read_text() == document("<p>“a”</p>")
    assert done.stdout.startswith(f"--- {path}\n+++ {path}\n@@ -1,5 +1,5 @@\n")
    assert "\n-<p>“a”</p>\n+<p><quote>a</quote></p>\n" in done.stdout


def test_patch_applies_the_diff(tmp_path):
    path = tmp_path / "a.xml"
    lines = [f"<p>line {number} “a”</p>" if number % 9 == 4 else f"<p>line {number}</p>"
             for number in range(40)]
    path.write_bytes(document("\n".join(lines)).encode().rstrip(b"\n"))
    shown = fix(path)
    copy = tmp_path / "copy.xml"
    shutil.copy(path, copy)
    subprocess.run(["git", "apply", "--unsafe-paths", "-p0", "-"], cwd=tmp_path, check=True,
                   input=shown.stdout.replace(str(path), "copy.xml"), text=True)
    fix("--write", path)
    assert copy.read_bytes() == path.read_bytes() and b"<quote>" in path.read_bytes()


@pytest.mark.parametrize("change", [
    lambda text: text.replace(b"\n", b"\r\n"), lambda text: b"\xEF\xBB\xBF" + text,
    lambda text: text.rstrip(), lambda text: text.replace(b"\n", b"\r"),
], ids=["CR LF", "byte order mark", "no line feed at the end", "CR"])
def test_other_bytes_stay(tmp_path, change):
    path = tmp_path / "a.xml"
    path.write_bytes(change(document("<p>é “a”  <b \t>c</b></p>").encode()))
    assert fix("--write", path).returncode == 0
    assert path.read_bytes() == change(
        document("<p>é <quote>a</quote>  <strong \t>c</strong></p>").encode())


def test_encodings(tmp_path):
    text = document("<p>é &eacute; &ndash; <b>a</b></p>")
    latin = tmp_path / "latin.xml"
    latin.write_bytes(text.replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    assert fix("--write", latin).returncode == 0
    assert "<p>é &#233; &#8211; <strong>a</strong></p>" in latin.read_bytes().decode("latin-1")
    utf16 = tmp_path / "utf16.xml"
    utf16.write_bytes(text.replace("UTF-8", "UTF-16").encode("utf-16"))
    before = utf16.read_bytes()
    done = fix("--write", utf16)
    assert done.returncode == 1 and "utf16.xml:4:" in done.stderr
    assert utf16.read_bytes() == before


def test_other_xml_is_not_touched(tmp_path):
    path = tmp_path / "a.xml"
    for root in ("html", "newsroom"):
        text = f"<{root}><body><p><b>“a”</b> R&amp;D</p></body></{root}>"
        path.write_text(text)
        done = fix("--write", path)
        assert done.returncode == 1 and path.read_text() == text and done.stdout == ""


def test_elements_of_what_cannot_be_parsed_wait(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(document("<p a='1' a='2'><b>a</b> &eacute;</p>"))
    done = fix("--write", path)
    assert done.returncode == 1 and "a.xml:4:" in done.stderr
    assert "<b>a</b> é" in path.read_text()


def test_many_marks_in_one_paragraph_cost_one_walk(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(document("<p>" + "“é” &#233; " * 30000 + "</p>"))
    done = fix("--write", path, timeout=20)
    assert done.returncode == 0, done.stderr
    assert path.read_text().count("<quote>é</quote>") == 30000


def test_arguments(tmp_path):
    assert fix().returncode == 2 and fix("--wrong", "a.xml").returncode == 2
    assert fix("--zone", "No/Where", "a.xml").returncode == 2
    assert fix(tmp_path / "none.xml").returncode == 1 and fix(tmp_path).returncode == 1
    done = fix("--help")
    assert done.returncode == 0 and "--write" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
