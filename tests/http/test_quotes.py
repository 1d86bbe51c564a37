"""Quotation marks in every output: which, how deep, where they open and where they close."""

import html
import re

import pytest

from rendering import rendered, text_of

HEAD = ('<head><title>{title}</title><issuer>Press office</issuer>'
        '<published>2026-01-01</published></head>')


def statement(body, lang="en", title="Title", notes=""):
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<statement id="quotes" xml:lang="{lang}">'
            f'{HEAD.format(title=title)}<body>{body}</body>{notes}</statement>')


def nested(body, head="<head><title>Inner</title></head>", lang=""):
    return f'<statement{lang}>{head}<body>{body}</body></statement>'


@pytest.fixture(name="shown")
def fixture_shown(tmp_path):
    def shown(document, format_name="html", *more):
        path = tmp_path / "quotes.xml"
        path.write_text(document, encoding="utf-8")
        return rendered(path, format_name, *more)
    return shown


def article(page):
    """The blocks of the body, one a line, as a reader sees them."""
    body = re.search(r'<div class="text">(.*)</div><footer class="more">', page, re.S).group(1)
    body = re.sub(r'<p class="ends">[^<]*</p>', "", body)
    lines = re.sub(r"</?(p|li|td|th|h\d|caption|figcaption|blockquote|div|ul|ol)\b[^>]*>", "\n",
                   body)
    return [line.strip() for line in text_of(lines).split("\n") if line.strip()]


RULES = [
    ("a quote in running text", "<p>She said <quote>yes</quote>.</p>", ["She said “yes”."]),
    ("levels alternate", "<p><quote>a <quote>b <quote>c <quote>d</quote> c</quote> b</quote> a"
     "</quote></p>", ["“a ‘b “c ‘d’ c” b’ a”"]),
    ("marks that meet are kept apart", "<p><quote>a <quote>b</quote></quote></p>",
     ["“a ‘b’\u202f”"]),
    ("marks that do not meet are not", "<p><quote>a <quote>b</quote>.</quote></p>", ["“a ‘b’.”"]),
    ("each paragraph opens, only the last closes",
     "<blockquote><p>a</p><p>b</p><p>c</p></blockquote>", ["“a", "“b", "“c”"]),
    ("paragraphs of a section open too",
     "<blockquote><p>a</p><section><heading>h</heading><p>b</p></section></blockquote>",
     ["“a", "h", "“b”"]),
    ("a speech in a quotation is part of it",
     "<blockquote><speech><speaker>Q</speaker><p>a</p></speech><speech><speaker>A</speaker>"
     "<p>b</p></speech></blockquote>", ["“a", "“b”"]),
    ("a speech alone has no marks",
     "<speech><speaker>Q</speaker><p>a <quote>b</quote></p></speech>", ["a “b”"]),
    ("items get none, the last text closes",
     "<blockquote><p>a</p><list><item>b</item><item>c</item></list></blockquote>",
     ["“a", "b", "c”"]),
    ("a quotation that is a list opens in its first item",
     "<blockquote><list><item>a</item><item>b</item></list></blockquote>", ["“a", "b”"]),
    ("paragraphs in an item get none",
     "<blockquote><p>a</p><list><item><p>b</p><p>c</p></item></list><p>d</p></blockquote>",
     ["“a", "b", "c", "“d”"]),
    ("cells and captions get none",
     "<blockquote><p>a</p><table><caption>t</caption><row><cell>b</cell><cell>c</cell></row>"
     "</table></blockquote>", ["“a", "t", "b", "c”"]),
    ("an attribution stands outside",
     "<blockquote><p>a</p><attribution>who in <quote>where</quote></attribution></blockquote>",
     ["“a”", "— who in “where”"]),
    ("a quotation in a quotation repeats all open marks",
     "<blockquote><p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p></blockquote>",
     ["“a", "“‘b", "“‘c’", "“d”"]),
    ("both close after the last text",
     "<blockquote><p>a</p><blockquote><p>b <quote>c</quote></p></blockquote></blockquote>",
     ["“a", "“‘b “c”\u202f’\u202f”"]),
    ("a quote goes on in the next paragraph",
     '<p><quote continues="yes">a <quote>b</quote></quote></p><p><quote>c</quote>, he said.</p>',
     ["“a ‘b’", "“c”, he said."]),
    ("emphasis at the end does not hide that marks meet",
     "<p><quote>a <em><quote>b</quote></em></quote></p>", ["“a ‘b’\u202f”"]),
    ("a reproduced statement is quoted like a block quotation",
     nested("<p>a</p><p>b <quote>c</quote></p>"),
     ["Inner", "“a", "“b ‘c’\u202f”", "End of statement"]),
    ("its title stands outside of the marks",
     nested("<p>a</p>", "<head><title>In <quote>ner</quote></title></head>"),
     ["In “ner”", "“a”", "End of statement"]),
    ("statements in statements count through",
     nested("<p>a</p>" + nested("<p>b <quote>c</quote></p><p>d</p>")),
     ["Inner", "“a", "Inner", "“‘b “c”", "“‘d’\u202f”", "End of statement", "End of statement"]),
]


@pytest.mark.parametrize("body, expected", [pytest.param(*rule[1:], id=rule[0]) for rule in RULES])
def test_marks_stand_where_they_belong(shown, body, expected):
    lines = [line for line in article(shown(statement(body))) if line not in ("Q:", "A:")]
    assert lines == expected


# By CLDR 42, four levels deep; a space here is the no-break space that a mark brings.
FAMILIES = [
    ("ar", "”a ’b ”c ’d‘ c“ b‘ a“"),
    ("bg", "„a ‚b „c ‚d‘ c“ b‘ a“"),
    ("cs", "„a ‚b „c ‚d‘ c“ b‘ a“"),
    ("de", "„a ‚b „c ‚d‘ c“ b‘ a“"),
    ("de-CH", "«a ‹b «c ‹d› c» b› a»"),
    ("el", "«a “b «c “d” c» b” a»"),
    ("en-GB", "“a ‘b “c ‘d’ c” b’ a”"),
    ("es", "«a “b «c “d” c» b” a»"),
    ("fi", "”a ’b ”c ’d’ c” b’ a”"),
    ("fr", "« a « b « c « d » c » b » a »"),
    ("fr-CA", "« a “b « c “d” c » b” a »"),
    ("fr-CH", "« a ‹ b « c ‹ d › c » b › a »"),
    ("he", "”a ’b ”c ’d’ c” b’ a”"),
    ("hu", "„a »b „c »d« c” b« a”"),
    ("it", "«a “b «c “d” c» b” a»"),
    ("ja", "「a 『b 「c 『d』 c」 b』 a」"),
    ("nb", "«a ‘b «c ‘d’ c» b’ a»"),
    ("nl", "“a ‘b “c ‘d’ c” b’ a”"),
    ("pl", "„a «b „c «d» c” b» a”"),
    ("pt", "“a ‘b “c ‘d’ c” b’ a”"),
    ("pt-PT", "«a “b «c “d” c» b” a»"),
    ("ru", "«a „b «c „d“ c» b“ a»"),
    ("sv", "”a ’b ”c ’d’ c” b’ a”"),
    ("uk", "«a „b «c „d“ c» b“ a»"),
    ("zh", "“a ‘b “c ‘d’ c” b’ a”"),
    ("zh-Hant-HK", "「a 『b 「c 『d』 c」 b』 a」"),
    ("xx", "“a ‘b “c ‘d’ c” b’ a”"),
]


@pytest.mark.parametrize("lang, expected", FAMILIES, ids=[family[0] for family in FAMILIES])
def test_language_decides_the_family(shown, lang, expected):
    body = ("<p><quote>a <quote>b <quote>c <quote>d</quote> c</quote> b</quote> a</quote></p>")
    (line,) = article(shown(statement(body, lang)))
    assert re.sub("[\u00a0\u202f]", " ", line) == expected


SPACE, NARROW = "\u00a0", "\u202f"
HEBREW = "שלום"

TYPOGRAPHY = [
    ("German, three deep, all end together", "de",
     "<p>Er sagt: <quote>Sie sagt: <quote>Es heißt <quote>jetzt</quote></quote></quote></p>",
     [f"Er sagt: „Sie sagt: ‚Es heißt „jetzt“{NARROW}‘{NARROW}“"]),
    ("French, three paragraphs, beside a question mark and a semicolon", "fr",
     "<blockquote><p>Un.</p><p>Est-ce bien <quote>l’avant</quote> ?</p><p>Oui ; puis "
     "<quote>non</quote></p></blockquote>",
     [f"«{SPACE}Un.", f"«{SPACE}Est-ce bien «{SPACE}l’avant{SPACE}» ?",
      f"«{SPACE}Oui ; puis «{SPACE}non{SPACE}»{SPACE}»"]),
    ("Swiss French marks bring a narrow space", "fr-CH", "<p><quote>Oui</quote></p>",
     [f"«{NARROW}Oui{NARROW}»"]),
    ("Hebrew in English", "en",
     f'<p>She wrote <quote xml:lang="he">{HEBREW} (2026)</quote>, he says.</p>',
     [f"She wrote “{HEBREW} (2026)”, he says."]),
    ("English in Hebrew", "he", f'<p>{HEBREW} <quote xml:lang="en">Take 1 (a@example.org)</quote>.</p>',
     [f"{HEBREW} ”Take 1 (a@example.org)”."]),
    ("Arabic that ends in a Latin name and a full stop", "ar",
     '<p>قال: <quote>نعتمد <span xml:lang="en">OpenAir API</span>.</quote></p>',
     ["قال: ”نعتمد OpenAir API.“"]),
    ("Japanese has no space from a line break", "ja",
     "<p>社長は<quote>市場で\n  <quote>待て</quote>\n  とは言わない</quote>と話した。</p>",
     ["社長は「市場で『待て』とは言わない」と話した。"]),
    ("Chinese in Hong Kong", "zh-Hant-HK", "<p>他說<quote>她說<quote>好</quote></quote>。</p>",
     ["他說「她說『好』」。"]),
    ("Chinese in China", "zh-CN", "<p>他说<quote>她说<quote>好</quote></quote>。</p>",
     [f"他说“她说‘好’{NARROW}”。"]),
    ("apostrophes and inches are none", "en",
     "<p>It’s 6' 2\" tall, said <quote>the ’90s man’s friend</quote>.</p>",
     ["It’s 6' 2\" tall, said “the ’90s man’s friend”."]),
    ("speech with a dash has no other mark", "es", "<p>—Ya voy —dijo ella.</p>",
     ["—Ya voy —dijo ella."]),
    ("a quotation of a list, a table and a note", "en",
     '<blockquote><p>a</p><list><item>b</item></list><table><row><cell>c</cell><cell>d'
     '<noteref ref="n"/></cell></row></table></blockquote>', ["“a", "b", "c", "d”[1]"]),
    ("typed marks in a passage with markup count no level", "en",
     "<p><quote>a “b” <quote>c</quote> d</quote></p>", ["“a “b” ‘c’ d”"]),
    ("a quotation goes on behind a statement in it", "en",
     "<blockquote><p>a</p>" + nested("<p>b</p>") + "<p>c</p></blockquote>",
     ["“a", "Inner", "“‘b’", "End of statement", "“c”"]),
]


@pytest.mark.parametrize("lang, body, expected",
                         [pytest.param(*row[1:], id=row[0]) for row in TYPOGRAPHY])
def test_passage_is_set_as_its_language_wants_it(shown, lang, body, expected):
    page = shown(statement(body, lang, notes='<note id="n" kind="footnote"><p>Note.</p></note>'))
    assert article(page)[:len(expected)] == expected


@pytest.mark.parametrize("lang, inner, direction", [("en", "he", "rtl"), ("he", "en", "ltr")])
def test_foreign_words_are_isolated_between_marks_that_are_not(shown, lang, inner, direction):
    page = shown(statement(f'<p>a <quote xml:lang="{inner}">b</quote></p>', lang))
    assert re.search(f'[“”]<span lang="{inner}" dir="{direction}">b</span>”', page)


def test_feed_title_carries_no_control_characters(shown):
    title = f'On <span xml:lang="he">{HEBREW}</span> <quote xml:lang="he">{HEBREW}</quote>'
    page = shown(statement("<p>a</p>", title=title), "rss")
    assert f"<title>On {HEBREW} “{HEBREW}”</title>" in page


def test_family_is_that_of_the_text_around_a_quotation(shown):
    body = '<p>Es heißt <quote xml:lang="en">safe <quote>now</quote>!</quote></p>'
    assert article(shown(statement(body, "de"))) == ["Es heißt „safe ‚now‘!“"]


def test_reproduced_statement_has_outer_marks_of_its_surroundings(shown):
    body = nested("<p>a <quote>b</quote></p>", lang=' xml:lang="de"')
    assert article(shown(statement(body)))[1] == "“a ‚b‘\u202f”"


def test_section_in_another_language_changes_the_family(shown):
    body = '<section xml:lang="de"><p><quote>a</quote></p></section><p><quote>b</quote></p>'
    assert article(shown(statement(body))) == ["„a“", "“b”"]


def test_parameter_drops_marks_and_level_of_reproduced_statements(shown):
    page = shown(statement(nested("<p>a</p><p><quote>b</quote></p>")), "html",
                 "--param", "statement-marks=none")
    assert article(page) == ["Inner", "a", "“b”", "End of statement"]


def test_notes_see_nothing_of_the_quotation_around_them(shown):
    inner = ('<statement><head><title>Inner</title></head><body><p>a<noteref ref="n"/></p></body>'
             '<note id="n" kind="footnote"><p>n <quote>q</quote></p></note></statement>')
    lines = article(shown(statement(inner)))
    assert lines[1] == "“a”[1]"
    assert "n “q”" in lines


@pytest.mark.parametrize("format_name", ["rss", "txt"])
def test_feed_and_text_have_the_same_marks(shown, format_name):
    page = shown(statement("<blockquote><p>a <quote>b</quote></p><p>c</p></blockquote>"),
                 format_name)
    text = html.unescape(html.unescape(page))
    assert "“a ‘b’" in text
    assert "“c”" in text


def test_feed_title_has_marks_and_no_note(shown):
    page = shown(statement("<p>a</p>", title='On <quote>b</quote><noteref ref="n"/>',
                           notes='<note id="n"><p>x</p></note>'), "rss")
    assert "<title>On “b”</title>" in page
