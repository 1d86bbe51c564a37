#include <apr_strings.h>
#include <libxml/tree.h>
#include <string.h>

#include "core/schema/validate.h"
#include "core/site/expansion.h"
#include "unit/unit.h"

static const stm_newsroom_t newsroom = {.root = "/nowhere",
                                        .limits = {2 * 1024 * 1024, 100, 100 * 1000 * 1000}};
static stm_problems_t *problems;
static const char *digest;

#define SHARED(inside) "<newsroom xml:lang='en'>" inside "</newsroom>"
#define STATEMENT(head, body, after)                                                               \
    "<statement id='x' xml:lang='de-CH'><head><title>T</title><issuer>I</issuer>"                  \
    "<published>2026-05-04</published>" head "</head><body><p>" body "</p></body>" after           \
    "</statement>"

static stm_newsroom_file_t *file_of(const char *text)
{
    stm_newsroom_file_t *file;

    ck_assert_int_eq(stm_newsroom_file_parse(&file, text, strlen(text), &newsroom,
                                             stm_problems_create(pool), pool),
                     APR_SUCCESS);
    return file;
}

static const char *text_of(const stm_document_t *document)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    const char *text;

    xmlNodeDump(buffer, document->xml, xmlDocGetRootElement(document->xml), 0, 0);
    text = apr_pstrdup(pool, (const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static const char *expand_as(const char *shared, const char *name, const char *text, int is_strict)
{
    const stm_newsroom_file_t *file = shared ? file_of(shared) : NULL;
    stm_document_t *document;

    problems = stm_problems_create(pool);
    ck_assert_int_eq(stm_document_parse(&document, "a.xml", text, strlen(text), &newsroom.limits,
                                        problems, pool),
                     APR_SUCCESS);
    ck_assert_int_eq(
        stm_expansion_make(document, file, &newsroom, name, is_strict ? problems : NULL),
        stm_problems_at(problems, 0) ? STM_EINVALID : APR_SUCCESS);
    digest = document->shared_digest;
    return text_of(document);
}

static const char *expand(const char *shared, const char *text)
{
    return expand_as(shared, "a", text, 1);
}

static const char *first_problem(void)
{
    const stm_problem_t *problem = stm_problems_at(problems, 0);

    return problem ? stm_problem_text(problem, pool) : "";
}

#define CONTACTS                                                                                   \
    SHARED("<contact id='p'><name>English</name></contact>"                                        \
           "<contact id='p' xml:lang='de'><name>Deutsch</name></contact>"                          \
           "<contact id='p' xml:lang='de' from='2026-01-01'><name>Neu</name></contact>"            \
           "<contact id='p' xml:lang='de' from='2027-01-01'><name>Morgen</name></contact>")

START_TEST(language_comes_first_and_then_the_latest_day)
{
    const char *text = expand(CONTACTS, STATEMENT("<contact ref='p'/>", "x", ""));

    ck_assert_str_eq(first_problem(), "");
    ck_assert_ptr_nonnull(strstr(text, "<contact xml:lang=\"de\"><name>Neu</name></contact>"));
    ck_assert_ptr_null(strstr(text, "Morgen"));
    ck_assert_ptr_nonnull(digest);
}
END_TEST

START_TEST(what_begins_later_is_not_given)
{
    expand(SHARED("<contact id='p' from='2027-01-01'><name>N</name></contact>"),
           STATEMENT("<contact ref='p'/>", "x", ""));
    ck_assert_str_eq(
        first_problem(),
        "a.xml:1:109: error: newsroom.xml has <contact id=\"p\"> only from a later day "
        "than this statement's. Write one there without from, for what was published "
        "before.");
}
END_TEST

START_TEST(the_nearest_name_is_named)
{
    expand(CONTACTS, STATEMENT("<contact ref='q'/>", "x", ""));
    ck_assert_ptr_nonnull(strstr(first_problem(), "newsroom.xml has no <contact id=\"q\">"));
    expand(SHARED("<contact id='press'/>"), STATEMENT("<contact ref='pres'/>", "x", ""));
    ck_assert_ptr_nonnull(strstr(first_problem(), "Did you mean ref=\"press\"?"));
    expand(SHARED("<tag key='ferries'>F</tag>"), STATEMENT("<tag key='feries'/>", "x", ""));
    ck_assert_ptr_nonnull(strstr(first_problem(), "Did you mean key=\"ferries\"?"));
    expand(SHARED("<entry id='harbour'><term>T</term><def>D</def></entry>"),
           STATEMENT("", "<abbr ref='harbor'>H</abbr>", ""));
    ck_assert_ptr_nonnull(
        strstr(first_problem(), "Did you mean ref=\"harbour\", which newsroom.xml"));
}
END_TEST

START_TEST(without_the_file_only_references_are_wrong)
{
    const char *text = expand(NULL, STATEMENT("", "<abbr ref='hpa'>H</abbr>", ""));

    ck_assert_str_eq(first_problem(), "");
    ck_assert_ptr_null(digest);
    ck_assert_ptr_nonnull(strstr(text, "<abbr ref=\"hpa\">"));
    expand(NULL, STATEMENT("<issuer ref='efa'/>", "x", ""));
    ck_assert_ptr_nonnull(strstr(first_problem(), "there is none that is in order"));
}
END_TEST

START_TEST(nothing_else_may_stand_beside_ref)
{
    expand(CONTACTS, STATEMENT("<contact ref='p'><name>N</name></contact>", "x", ""));
    ck_assert_ptr_nonnull(strstr(first_problem(), "<contact> with ref may not hold anything"));
    expand(CONTACTS, STATEMENT("<contact ref='p' by='x'/>", "x", ""));
    ck_assert_ptr_nonnull(strstr(first_problem(), "<contact> with ref may not have another"));
}
END_TEST

START_TEST(what_was_accepted_before_does_without_what_is_gone)
{
    const char *text =
        expand_as(SHARED(""), "a", STATEMENT("<contact ref='p'/><tag key='k'/>", "x", ""), 0);

    ck_assert_ptr_null(strstr(text, "<contact"));
    ck_assert_ptr_null(strstr(text, "<tag"));
    ck_assert_ptr_nonnull(digest);
}
END_TEST

START_TEST(pointers_bring_voices_and_entries_once)
{
    const char *text = expand(
        SHARED("<issuer id='efa'>Ferries</issuer>"
               "<entry id='a'><term>A</term><def>see <abbr ref='b'>B</abbr></def></entry>"
               "<entry id='b'><term>B</term><def>Bee</def></entry><entry id='c'/>"),
        STATEMENT("", "<abbr ref='a'>A</abbr><abbr ref='a'>A</abbr><quote who='efa'>q</quote>",
                  ""));

    ck_assert_str_eq(first_problem(), "");
    ck_assert_ptr_nonnull(
        strstr(text, "<speaker id=\"efa\"><name>Ferries</name></speaker></head>"));
    ck_assert_ptr_nonnull(strstr(text, "</body><glossary><entry id=\"a\">"));
    ck_assert_ptr_nonnull(strstr(text, "<entry id=\"b\"><term>B</term><def>Bee</def></entry>"
                                       "</glossary></statement>"));
    ck_assert_ptr_null(strstr(strstr(text, "<entry id=\"a\">") + 1, "<entry id=\"a\">"));
}
END_TEST

START_TEST(what_the_statement_has_itself_comes_first)
{
    const char *text = expand(
        SHARED("<entry id='a'><term>A</term><def>Theirs</def></entry>"),
        STATEMENT("", "<abbr ref='a'>A</abbr>",
                  "<glossary><entry id='a'><term>A</term><def>Own</def></entry></glossary>"));

    ck_assert_ptr_null(strstr(text, "Theirs"));
    ck_assert_ptr_null(digest);
}
END_TEST

START_TEST(what_is_internal_is_left_out_or_marked)
{
    const char *text =
        expand(SHARED("<contact id='p' scope='internal'><name>N</name></contact>"
                      "<speaker id='s' scope='internal'><name>S</name></speaker>"
                      "<tag key='t' scope='x'>Tag</tag>"),
               STATEMENT("<contact ref='p'/><speaker ref='s'/><tag key='t'/>", "x", ""));

    ck_assert_str_eq(first_problem(), "");
    ck_assert_ptr_nonnull(
        strstr(text, "<contact scope=\"internal\" xml:lang=\"en\"><name>N</name></contact>"));
    ck_assert_ptr_null(strstr(text, "<speaker"));
    ck_assert_ptr_null(strstr(text, "<tag"));
    expand(SHARED("<speaker id='s' scope='internal'><name>S</name></speaker>"),
           STATEMENT("", "<quote who='s'>q</quote>", ""));
    ck_assert_ptr_nonnull(strstr(first_problem(), "who=\"s\" points to what is internal"));
}
END_TEST

START_TEST(addresses_lead_from_where_the_statement_is)
{
    const char *text = expand_as(
        SHARED("<note id='n'><p><link href='a.html'>A</link><link href='/b'>B</link>"
               "<link href='https://c.example/'>C</link><link href='#d'>D</link></p></note>"),
        "2026/05/x", STATEMENT("", "x", "<note ref='n'/>"), 1);

    ck_assert_ptr_nonnull(strstr(text, "href=\"../../a.html\""));
    ck_assert_ptr_nonnull(strstr(text, "href=\"/b\""));
    ck_assert_ptr_nonnull(strstr(text, "href=\"https://c.example/\""));
    ck_assert_ptr_nonnull(strstr(text, "href=\"#d\""));
}
END_TEST

START_TEST(a_statement_gets_no_more_than_a_document_may_have)
{
    char *words = apr_palloc(pool, 100 * 1024 + 1), *refs = apr_pstrdup(pool, "");
    const char *shared;

    memset(words, 'w', 100 * 1024);
    words[100 * 1024] = '\0';
    for (int i = 0; i < 30; i++) {
        refs = apr_pstrcat(pool, refs, "<contact ref='p'/>", NULL);
    }
    shared = apr_pstrcat(pool, "<newsroom><contact id='p'><name>", words,
                         "</name></contact></newsroom>", NULL);
    expand(shared,
           apr_pstrcat(pool, "<statement><head>", refs, "</head><body/></statement>", NULL));
    ck_assert_ptr_nonnull(
        strstr(first_problem(), "newsroom.xml gives this statement more than 2097152 bytes"));
    ck_assert_int_eq(stm_problems_count(problems, STM_SEVERITY_ERROR), 1);
}
END_TEST

/* What the rules say of newsroom.xml itself. */
static const char *check(const char *text)
{
    stm_problems_t *ignored = stm_problems_create(pool);
    const stm_rules_t rules = {NULL, 0};
    const stm_schema_t *schema;
    stm_newsroom_file_t *file;

    problems = stm_problems_create(pool);
    ck_assert_int_eq(stm_schema_load(&schema, SOURCE_DIR "/xslt", ignored, pool), APR_SUCCESS);
    if (stm_newsroom_file_parse(&file, text, strlen(text), &newsroom, problems, pool) ==
        APR_SUCCESS) {
        stm_schema_check_newsroom(schema, stm_newsroom_file_document(file), &rules, problems, pool);
    }
    return first_problem();
}

START_TEST(the_rules_for_the_file_itself)
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        {CONTACTS, ""},
        {"<newsroom/>", ""},
        {"<statement/>", "newsroom.xml:1:1: error: The outermost element of newsroom.xml is "
                         "<statement>. Give the statement's file another name"},
        {"<newsroom><contakt id='p'/></newsroom>", "Did you mean <contact>?"},
        {"<newsroom><contact><name>N</name></contact></newsroom>", "has no id"},
        {"<newsroom><tag>N</tag></newsroom>", "has no key"},
        {"<newsroom><contact ref='p'/></newsroom>", "may not have ref"},
        {SHARED("<tag key='a'>A</tag><tag key='a' xml:lang='en'>A</tag>"), "occurs twice"},
        {SHARED("<ending>A</ending><ending>B</ending>"), "<ending> occurs twice"},
        {SHARED("<issuer id='a'>A</issuer><entry id='a'><term>A</term><def>A</def></entry>"),
         "is that of a <issuer>, too"},
        {SHARED("<tag key='a' from='soon'>A</tag>"), "from=\"soon\" is no day"},
        {SHARED("<contact id='p' by='efa'><name>N</name></contact>"), "points to no <issuer>"},
        {SHARED("<note id='n'><p>x<noteref ref='m'/></p></note>"), "<noteref> may not stand"},
        {SHARED("<note id='n'><statement src='x'/></note>"), "<statement> may not stand"},
        {SHARED("<speaker id='s'/>"), "<speaker> lacks a <name>"},
        {SHARED("<issuer id='s'> </issuer>"), "<issuer> is empty"},
        {SHARED("<policy href='x.html' kind='pets'>P</policy>"), "is not a value of <policy>"},
        {"<newsroom><contact id='p'>", "error"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        const char *said = check(rows[i].text);

        ck_assert_msg(*rows[i].said ? strstr(said, rows[i].said) != NULL : *said == '\0', "%s: %s",
                      rows[i].text, said);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, language_comes_first_and_then_the_latest_day);
    tcase_add_test(all, what_begins_later_is_not_given);
    tcase_add_test(all, the_nearest_name_is_named);
    tcase_add_test(all, without_the_file_only_references_are_wrong);
    tcase_add_test(all, nothing_else_may_stand_beside_ref);
    tcase_add_test(all, what_was_accepted_before_does_without_what_is_gone);
    tcase_add_test(all, pointers_bring_voices_and_entries_once);
    tcase_add_test(all, what_the_statement_has_itself_comes_first);
    tcase_add_test(all, what_is_internal_is_left_out_or_marked);
    tcase_add_test(all, addresses_lead_from_where_the_statement_is);
    tcase_add_test(all, a_statement_gets_no_more_than_a_document_may_have);
    tcase_add_test(all, the_rules_for_the_file_itself);
}

UNIT_MAIN("stm_expansion")
