#include "unit/edition.h"

static const struct {
    const char *written, *edition, *reason;
} spaces[] = {
    {"<p> a\n  b </p>", "<p>a b</p>", "edges go, the rest is collapsed"},
    {"<p>a <em> b </em> c</p>", "<p>a <em>b</em> c</p>", "once, outside"},
    {"<p>a<em> b </em>c</p>", "<p>a <em>b</em> c</p>", "moved out on both sides"},
    {"<p>a<em>b</em>c</p>", "<p>a<em>b</em>c</p>", "none is made"},
    {"<p><em> a</em></p>", "<p><em>a</em></p>", "an edge of both"},
    {"<p><em>a </em></p>", "<p><em>a</em></p>", "an edge of both"},
    {"<p><em>a </em><strong> b</strong></p>", "<p><em>a</em> <strong>b</strong></p>",
     "between two inline elements"},
    {"<p>a<em><strong> b</strong></em></p>", "<p>a <em><strong>b</strong></em></p>", "out of both"},
    {"<p><em><strong>a </strong></em>b</p>", "<p><em><strong>a</strong></em> b</p>", "out of both"},
    {"<p><em>a <strong>b</strong></em></p>", "<p><em>a <strong>b</strong></em></p>",
     "stays in what holds both words"},
    {"<p>a<em> </em>b</p>", "<p>a b</p>", "an empty element is no word"},
    {"<p>a <em/> b</p>", "<p>a b</p>", "one space around it"},
    {"<p>a <noteref ref='n'/> b</p>", "<p>a <noteref ref=\"n\"/> b</p>", "a note's number is one"},
    {"<p>a<noteref ref='n'/>\n</p>", "<p>a<noteref ref=\"n\"/></p>", "edge after it"},
    {"<p>a <br/> b</p>", "<p>a<br/>b</p>", "none around a line's end"},
    {"<p>a <quote>\n b\n </quote>, c</p>", "<p>a <quote>b</quote> , c</p>",
     "what was typed inside is one outside"},
    {"<p>a\xC2\xA0 b</p>", "<p>a\xC2\xA0 b</p>", "a no-break space is a letter"},
    {"<p>a<!-- x --> b</p>", "<p>a b</p>", "comments go"},
    {"<p>a <!-- x --> b</p>", "<p>a b</p>", "once around a comment"},
    {"<p>a<?x y?>b</p>", "<p>ab</p>", "instructions go"},
    {"<p><![CDATA[ a < b ]]></p>", "<p>a &lt; b</p>", "CDATA is text"},
    {"<p>\xE6\x97\xA5\n  \xE6\x9C\xAC</p>", "<p>\xE6\x97\xA5\xE6\x9C\xAC</p>",
     "a line break between Han letters"},
    {"<p>\xE6\x97\xA5 \xE6\x9C\xAC</p>", "<p>\xE6\x97\xA5 \xE6\x9C\xAC</p>",
     "a space between them is meant"},
    {"<p>\xE6\x97\xA5\n<em>\n\xE6\x9C\xAC</em></p>", "<p>\xE6\x97\xA5<em>\xE6\x9C\xAC</em></p>",
     "across an element"},
    {"<p>\xE6\x97\xA5\nA</p>", "<p>\xE6\x97\xA5 A</p>", "a Latin letter on one side"},
    {"<p>\xE3\x80\x82\n\xE6\x97\xA5</p>", "<p>\xE3\x80\x82\xE6\x97\xA5</p>", "after a full stop"},
    {"<p>\xE0\xB8\x81\n\xE0\xB8\x81</p>", "<p>\xE0\xB8\x81\xE0\xB8\x81</p>", "Thai"},
    {"<p>\xED\x95\x9C\n\xEA\xB5\xAD</p>", "<p>\xED\x95\x9C \xEA\xB5\xAD</p>",
     "Korean writes spaces"},
    {"<list> <item> a\n<em> b</em> </item>\n</list>", "<list><item>a <em>b</em></item></list>",
     "an item of words"},
    {"<list><item>\n<p>a</p>\n<p>b</p>\n</item></list>",
     "<list><item><p>a</p><p>b</p></item></list>", "an item of blocks"},
    {"<list><item> a\n<em>b</em> :\n<list> <item>c</item></list> </item></list>",
     "<list><item><p m:words=\"yes\">a <em>b</em> :</p><list><item>c</item></list></item></list>",
     "words before a list become a paragraph"},
    {"<list><item> <em/> <list><item>c</item></list></item></list>",
     "<list><item><list><item>c</item></list></item></list>", "no words before a list"},
    {"<list><item><p>a</p><list><item>c</item></list></item></list>",
     "<list><item><p>a</p><list><item>c</item></list></item></list>", "blocks before a list"},
    {"<table>\n<row>\n<cell> a </cell> <cell>\n<p> b</p>\n</cell></row></table>",
     "<table><row><cell>a</cell><cell><p>b</p></cell></row></table>", "cells of either kind"},
    {"<speech who='x'> <speaker> Q </speaker> <p>a</p></speech>",
     "<speech who=\"x\"><speaker>Q</speaker><p>a</p></speech>", "a speaker's name"},
    {"<blockquote> <p>a</p> <attribution> b </attribution> </blockquote>",
     "<blockquote><p>a</p><attribution>b</attribution></blockquote>", "attribution"},
    {"<p>a <link href='https://example.net/'> </link> b</p>",
     "<p>a <link href=\"https://example.net/\"/> b</p>", "a link without words is shown"},
};

START_TEST(test_white_space_is_settled)
{
    ck_assert_msg(strcmp(body_of(spaces[_i].written, "2026/a"), spaces[_i].edition) == 0, "%s: %s",
                  spaces[_i].reason, body_of(spaces[_i].written, "2026/a"));
}
END_TEST

static const struct {
    const char *written, *edition, *reason;
} tables[] = {
    {"<row><cell header='yes' numeric='yes'>a</cell><cell>b</cell></row><row><cell>c</cell><cell>d"
     "</cell></row>",
     "<row><cell header=\"yes\" numeric=\"yes\" m:numeric=\"yes\">a</cell><cell>b</cell></row><row>"
     "<cell m:numeric=\"yes\">c</cell><cell>d</cell></row>",
     "a header of the first row means its column"},
    {"<row><cell>a</cell></row><row><cell header='yes' numeric='yes'>b</cell></row><row><cell>c"
     "</cell></row>",
     "<row><cell>a</cell></row><row><cell header=\"yes\" numeric=\"yes\" m:numeric=\"yes\">b</cell>"
     "</row><row><cell>c</cell></row>",
     "one of another row means itself"},
    {"<row><cell numeric='yes'>a</cell></row><row><cell>b</cell></row>",
     "<row><cell numeric=\"yes\" m:numeric=\"yes\">a</cell></row><row><cell>b</cell></row>",
     "what is no header means itself"},
    {"<row><cell rowspan='2'>a</cell><cell header='yes' numeric='yes'>b</cell></row><row><cell>c"
     "</cell></row>",
     "<row><cell rowspan=\"2\">a</cell><cell header=\"yes\" numeric=\"yes\" m:numeric=\"yes\">b"
     "</cell></row><row><cell m:numeric=\"yes\">c</cell></row>",
     "a cell from above takes the first column"},
    {"<row><cell header='yes' numeric='yes' colspan='2'>a</cell><cell>b</cell></row><row><cell>c"
     "</cell><cell>d</cell><cell>e</cell></row>",
     "<row><cell header=\"yes\" numeric=\"yes\" colspan=\"2\" m:numeric=\"yes\">a</cell><cell>b"
     "</cell></row><row><cell m:numeric=\"yes\">c</cell><cell m:numeric=\"yes\">d</cell><cell>e"
     "</cell></row>",
     "one that spans columns means all of them"},
    {"<row><cell header='yes' numeric='yes' colspan='5000'>a</cell></row><row><cell>b</cell></row>",
     "<row><cell header=\"yes\" numeric=\"yes\" colspan=\"5000\" m:numeric=\"yes\">a</cell></row>"
     "<row><cell m:numeric=\"yes\">b</cell></row>",
     "more columns than a table has"},
};

#define HERE BASE "2026/a"

static const struct {
    const char *written, *edition, *reason;
} places[] = {
    {"<section id='b'><p><link href='#b'>x</link></p></section>",
     "<section id=\"b\" m:id=\"b\"><p><link href=\"" HERE
     "#b\" m:place=\"b\">x</link></p></section>",
     "as it is typed"},
    {"<p><quote id='\xC3\xA4'>x</quote><link href='#%C3%A4'>y</link></p>",
     "<p><quote id=\"\xC3\xA4\" m:id=\"\xC3\xA4\">x</quote><link href=\"" HERE
     "#%C3%A4\" m:place=\"\xC3\xA4\">y</link></p>",
     "letters beyond ASCII"},
    {"<p><link href='#b'>x</link></p>", "<p><link href=\"" HERE "#b\">x</link></p>",
     "a place that is not there"},
    {"<section id='b'><p>x</p></section><statement><body><callout id='b'><p><link "
     "href='#b'>y</link>"
     "</p></callout></body></statement>",
     "<section id=\"b\" m:id=\"b\"><p>x</p></section><statement><body><callout id=\"b\" "
     "m:id=\"s1-b\"><p><link href=\"" HERE "#s1-b\" m:place=\"b\">y</link></p></callout></body>"
     "</statement>",
     "in its own statement first"},
    {"<section "
     "id='b'><p>x</p></section><statement><body><p>z</p></body></statement><statement><body>"
     "<p><link href='#b'>y</link></p></body></statement>",
     "<section id=\"b\" m:id=\"b\"><p>x</p></section><statement><body><p>z</p></body></statement>"
     "<statement><body><p><link href=\"" HERE "#b\" m:place=\"b\">y</link></p></body></statement>",
     "then outwards"},
    {"<statement><body><statement><body><p><quote id='b'>x</quote></p></body></statement></body>"
     "</statement><p><link href='#b'>y</link></p>",
     "<statement><body><statement><body><p><quote id=\"b\" m:id=\"s1-s1-b\">x</quote></p></body>"
     "</statement></body></statement><p><link href=\"" HERE "#b\">y</link></p>",
     "never inwards"},
    {"<section id='note-b'><p>x</p></section>", "<section id=\"note-b\"><p>x</p></section>",
     "an id that pages make is not printed"},
    {"<section id='b'><p>x</p></section><section id='b'><p>y</p></section>",
     "<section id=\"b\" m:id=\"b\"><p>x</p></section><section id=\"b\"><p>y</p></section>",
     "the first counts"},
};

START_TEST(test_links_lead_to_places_of_the_assembled_page)
{
    ck_assert_msg(strcmp(body_of(places[_i].written, "2026/a"), places[_i].edition) == 0, "%s: %s",
                  places[_i].reason, body_of(places[_i].written, "2026/a"));
}
END_TEST

START_TEST(test_cells_of_numeric_columns_are_marked)
{
    const char *written = apr_pstrcat(pool, "<table>", tables[_i].written, "</table>", NULL);
    const char *edition = apr_pstrcat(pool, "<table>", tables[_i].edition, "</table>", NULL);

    ck_assert_msg(strcmp(body_of(written, "2026/a"), edition) == 0, "%s: %s", tables[_i].reason,
                  body_of(written, "2026/a"));
}
END_TEST

/* What an edition writes is settled: making it again changes nothing. */
START_TEST(test_white_space_once_settled_stays)
{
    ck_assert_str_eq(body_of(spaces[_i].edition, "2026/a"), spaces[_i].edition);
}
END_TEST

START_TEST(test_an_editors_format_changes_no_word)
{
    const char *plain = "<section><heading>One two</heading><p>She said <quote>yes, <em>of "
                        "course</em></quote> and <link href=\"b\">went</link>.</p><list>"
                        "<item>a b</item><item><p>c</p></item></list></section>";
    const char *formatted =
        "\n  <section>\n    <heading>One\n      two</heading>\n    <p>\n      She said "
        "<quote>yes,\n"
        "        <em>of\n        course</em>\n      </quote> and\n      <link\n "
        "href=\"b\">went</link>."
        "\n    </p>\n    <list>\n      <item>\n        a\n        b\n      </item>\n      <item>\n"
        "        <p>c</p>\n      </item>\n    </list>\n  </section>\n";

    ck_assert_str_eq(body_of(plain, "a"), body_of(formatted, "a"));
}
END_TEST

START_TEST(test_letters_of_windows_become_what_was_meant)
{
    static const struct {
        const char *written, *edition, *reason;
    } rows[] = {
        {"<p>it\xC2\x92s</p>", "<p>it\u2019s</p>", "an apostrophe"},
        {"<p>\xC2\x93<em>a\xC2\x94</em>\xC2\x85</p>", "<p>\u201C<em>a\u201D</em>\u2026</p>",
         "several, in several elements"},
        {"<p><![CDATA[a \xC2\x96 b]]></p>", "<p>a \u2013 b</p>", "in a CDATA section"},
        {"<p>a&#x92;b</p>", "<p>a\u2019b</p>", "by its number"},
        {"<p>a\xC2\x81 b</p>", "<p>a b</p>", "one that is no letter goes"},
        {"<p>\u00ABa\u00BB</p>", "<p>\u00ABa\u00BB</p>", "beside them begin real ones"},
        {"<figure><image href='https://example.net/a.png' alt='it\xC2\x92s'/></figure>",
         "<figure><image href=\"https://example.net/a.png\" alt=\"it\u2019s\"/></figure>",
         "in an attribute"},
    };
    size_t index;

    for (index = 0; index < sizeof(rows) / sizeof(*rows); index++) {
        ck_assert_msg(strcmp(body_of(rows[index].written, "a"), rows[index].edition) == 0, "%s: %s",
                      rows[index].reason, body_of(rows[index].written, "a"));
    }
}
END_TEST

START_TEST(test_internal_notes_and_the_body_of_a_withdrawn_statement_go)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    ck_assert_int_eq(make(&document,
                          "<statement><head><title>T</title></head><body/>"
                          "<note scope='internal'><p>secret</p></note><note><p>b</p></note>"
                          "</statement>",
                          "a", problems),
                     APR_SUCCESS);
    ck_assert_ptr_null(strstr(text_of(xmlDocGetRootElement(document->xml)), "secret"));
    ck_assert_ptr_nonnull(strstr(text_of(xmlDocGetRootElement(document->xml)), "<note><p>b"));
    ck_assert_int_eq(
        make(&document,
             "<statement><head><title>T</title><withdrawn when='2026-05-04T10:00:00Z'>r"
             "</withdrawn></head><body><p>body</p></body><note><p>n</p></note>"
             "</statement>",
             "a", problems),
        APR_SUCCESS);
    ck_assert_ptr_null(xmlDocGetRootElement(document->xml)->children->next);
}
END_TEST

static const char *meta(const stm_document_t *document, const char *name)
{
    xmlChar *value =
        xmlGetNsProp(xmlDocGetRootElement(document->xml), BAD_CAST name, BAD_CAST STM_META_NS);
    const char *copy = value == NULL ? NULL : apr_pstrdup(pool, (char *)value);

    xmlFree(value);
    return copy;
}

START_TEST(test_root_says_what_lists_and_feeds_need)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    ck_assert_int_eq(
        make(&document,
             "<?x y?><!-- c --><statement id='tag:example.org,2026:1' xmlns:x='" STM_META_NS "' "
             "x:address='forged' x:notice='withdrawn'><head><title>T</title>"
             "<published>2026-05-01T12:00:00+02:00</published>"
             "<updated when='2026-05-02T00:00:00Z'>u</updated><expires>2026-05-03</expires></head>"
             "<body/></statement>",
             "2026/\xC3\xA4 b", problems),
        APR_SUCCESS);
    ck_assert_str_eq(meta(document, "address"), BASE "2026/%C3%A4%20b");
    ck_assert_str_eq(meta(document, "name"), "2026/\xC3\xA4 b");
    ck_assert_str_eq(meta(document, "identity"), "tag:example.org,2026:1");
    ck_assert_str_eq(meta(document, "published"), "2026-05-01T10:00:00Z");
    ck_assert_str_eq(meta(document, "updated"), "2026-05-02T00:00:00Z");
    ck_assert_str_eq(meta(document, "expired"), "yes");
    ck_assert_ptr_null(meta(document, "notice"));
    ck_assert_ptr_eq(document->xml->children, xmlDocGetRootElement(document->xml));
}
END_TEST

START_TEST(test_root_says_when_it_is_still_to_come)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    ck_assert_int_eq(make(&document,
                          "<statement><head><published>2026-05-04T12:00:01+02:00</published></head>"
                          "<body/></statement>",
                          "a", problems),
                     APR_SUCCESS);
    ck_assert_str_eq(meta(document, "embargoed"), "2026-05-04T12:00:01+02:00");
    ck_assert_int_eq(make(&document,
                          "<statement><head><published>2026-05-04T12:00:00+02:00</published></head>"
                          "<body/></statement>",
                          "a", problems),
                     APR_SUCCESS);
    ck_assert_ptr_null(meta(document, "embargoed"));
}
END_TEST

START_TEST(test_src_puts_the_statement_in_with_its_own_folder_and_language)
{
    const char *edition = body_of("<statement src='2026/in.xml'/>", "a");

    ck_assert_ptr_nonnull(strstr(edition, "m:address=\"" BASE "2026/in\""));
    ck_assert_ptr_nonnull(strstr(edition, "xml:lang=\"fr\""));
    ck_assert_ptr_nonnull(strstr(edition, "id=\"in\""));
    ck_assert_ptr_nonnull(strstr(edition, "<link href=\"" BASE "2026/f.pdf\">"));
    ck_assert_ptr_nonnull(strstr(edition, "<link href=\"" BASE "c%20d.pdf\">pdf</link>"));
    ck_assert_ptr_nonnull(strstr(edition, "<link href=\"" BASE "b#n\">"));
    ck_assert_ptr_nonnull(strstr(edition, "<title>Titre</title>"));
    ck_assert_ptr_null(strstr(edition, "phone"));
    ck_assert_ptr_null(strstr(edition, "src="));
}
END_TEST

START_TEST(test_src_may_stand_twice)
{
    const char *edition = body_of("<statement src='b'/><p>x</p><statement src='b.xml'/>", "a");
    const char *first = strstr(edition, "m:address=\"" BASE "b\"");

    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(strstr(first + 1, "m:address=\"" BASE "b\""));
}
END_TEST

START_TEST(test_src_of_a_withdrawn_statement_leaves_a_notice)
{
    const char *edition = body_of("<statement src='taken-back'/>", "a");

    ck_assert_ptr_nonnull(strstr(edition, "m:notice=\"withdrawn\""));
    ck_assert_ptr_nonnull(strstr(edition, "m:when=\"2026-05-02T08:00:00+02:00\""));
    ck_assert_ptr_nonnull(
        strstr(edition, "<head><title>Titre</title><issuer>Ville</issuer></head></statement>"));
    edition = body_of("<statement src='gone'/>", "a");
    ck_assert_ptr_nonnull(strstr(edition, "m:notice=\"withdrawn\""));
    ck_assert_ptr_null(strstr(edition, "m:when"));
}
END_TEST

START_TEST(test_src_that_cannot_be_put_in_is_refused)
{
    static const struct {
        const char *body, *code;
        apr_status_t status;
    } rows[] = {
        {"<statement src='no-such'/>", "source-missing", STM_EINVALID},
        {"<statement src='https://example.net/x'/>", "source-missing", STM_EINVALID},
        {"<statement src='../above'/>", "source-missing", STM_EINVALID},
        {"<statement src='a'/>", "source-loop", STM_EINVALID},
        {"<statement src='ring'/>", "source-loop", STM_EINVALID},
        {"<statement src='self'/>", "source-loop", STM_EINVALID},
        {"<statement src='hidden'/>", NULL, APR_ENOENT},
        {"<section><p>x</p><statement src='holds-hidden'/></section>", NULL, APR_ENOENT},
        {"<statement src='many'/><statement src='many'/><statement src='many'/>"
         "<statement src='many'/><statement src='many'/><statement src='many'/>"
         "<statement src='many'/><statement src='many'/>",
         "source-limit", STM_ELIMIT},
    };
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    const char *xml = apr_pstrcat(pool, "<statement><head><title>T</title></head>\n<body>",
                                  rows[_i].body, "</body></statement>", NULL);
    const stm_problem_t *problem;

    ck_assert_int_eq(make(&document, xml, "a", problems), rows[_i].status);
    problem = stm_problems_at(problems, 0);
    if (rows[_i].code == NULL) {
        ck_assert_ptr_null(problem);
    }
    else {
        ck_assert_str_eq(problem->code, rows[_i].code);
    }
}
END_TEST

START_TEST(test_problem_of_src_says_where)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    make(&document, "<statement><head/><body>\n  <statement src='no-such'/></body></statement>",
         "a", problems);
    ck_assert_str_eq(stm_problems_at(problems, 0)->file, "a.xml");
    ck_assert_int_eq(stm_problems_at(problems, 0)->line, 2);
    ck_assert_int_eq(stm_problems_at(problems, 0)->column, 3);
}
END_TEST

/* What the head names itself comes first, and once; what is hidden, withdrawn, of no known
 * language or the statement itself is left out. */
START_TEST(test_a_translation_is_shown_on_both_pages)
{
    ck_assert_str_eq(head_of("", "a"), "<translation href=\"" BASE "2026/in\" xml:lang=\"de\"/>"
                                       "<translation href=\"" BASE "b\" xml:lang=\"fr\"/>");
    ck_assert_str_eq(head_of("<translation href='2026/in.xml' xml:lang='de-AT'/>", "a"),
                     "<translation href=\"" BASE "2026/in\" xml:lang=\"de-AT\"/>"
                     "<translation href=\"" BASE "b\" xml:lang=\"fr\"/>");
    ck_assert_str_eq(head_of("", "2026/in"), "");
    ck_assert_str_eq(
        head_of("<title>T</title><withdrawn when='2026-01-01T00:00:00Z'>w</withdrawn>", "a"),
        "<title>T</title><withdrawn when=\"2026-01-01T00:00:00Z\">w</withdrawn>");
}
END_TEST

static int count_in(const char *text, const char *word)
{
    int count = 0;

    while ((text = strstr(text, word)) != NULL) {
        text += strlen(word);
        count++;
    }
    return count;
}

START_TEST(test_the_first_of_each_kind_is_marked)
{
    static const char xml[] =
        "<statement xml:lang='en'><head><title>T <abbr ref='e'>E</abbr></title>"
        "<speaker id='s'><name>S</name></speaker></head><body>"
        "<section><heading>H <abbr ref='e'>E</abbr></heading>"
        "<p>1<noteref ref='n'/> <abbr ref='e'>E</abbr> <noteref ref='o'/></p></section>"
        "<p>2<noteref ref='n'/> <abbr ref='e'>E</abbr></p>"
        "<speech who='s'><speaker>X</speaker><p>a</p></speech>"
        "<speech who='s'><p>b</p></speech><speech who='s'><p>c</p></speech>"
        "</body></statement>";
    stm_document_t *document;
    const char *text;

    ck_assert_int_eq(make(&document, xml, "a", stm_problems_create(pool)), APR_SUCCESS);
    text = text_of(xmlDocGetRootElement(document->xml));
    ck_assert_int_eq(count_in(text, "m:first"), 4);
    ck_assert_ptr_nonnull(strstr(text, "1<noteref ref=\"n\" m:first=\"yes\"/> "
                                       "<abbr ref=\"e\" m:first=\"yes\">E</abbr> "
                                       "<noteref ref=\"o\" m:first=\"yes\"/>"));
    ck_assert_ptr_nonnull(strstr(text, "<speech who=\"s\" m:first=\"yes\"><p>b</p>"));
}
END_TEST

static void add_tests(TCase *all)
{
    int space_count = sizeof(spaces) / sizeof(*spaces);

    tcase_add_loop_test(all, test_white_space_is_settled, 0, space_count);
    tcase_add_loop_test(all, test_white_space_once_settled_stays, 0, space_count);
    tcase_add_loop_test(all, test_links_lead_to_places_of_the_assembled_page, 0,
                        (int)(sizeof(places) / sizeof(*places)));
    tcase_add_loop_test(all, test_cells_of_numeric_columns_are_marked, 0,
                        (int)(sizeof(tables) / sizeof(*tables)));
    tcase_add_test(all, test_an_editors_format_changes_no_word);
    tcase_add_test(all, test_letters_of_windows_become_what_was_meant);
    tcase_add_test(all, test_internal_notes_and_the_body_of_a_withdrawn_statement_go);
    tcase_add_test(all, test_root_says_what_lists_and_feeds_need);
    tcase_add_test(all, test_root_says_when_it_is_still_to_come);
    tcase_add_test(all, test_src_puts_the_statement_in_with_its_own_folder_and_language);
    tcase_add_test(all, test_src_may_stand_twice);
    tcase_add_test(all, test_src_of_a_withdrawn_statement_leaves_a_notice);
    tcase_add_loop_test(all, test_src_that_cannot_be_put_in_is_refused, 0, 9);
    tcase_add_test(all, test_problem_of_src_says_where);
    tcase_add_test(all, test_a_translation_is_shown_on_both_pages);
    tcase_add_test(all, test_the_first_of_each_kind_is_marked);
}

UNIT_MAIN("stm_edition")
