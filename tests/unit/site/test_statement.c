#include <apr_strings.h>
#include <string.h>

#include "core/site/statement.h"
#include "unit/unit.h"

static stm_statement_t *extract(const char *text)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    const stm_problem_t *problem;

    stm_document_parse(&document, "a.xml", text, strlen(text), &stm_limits_default, problems, pool);
    problem = stm_problems_at(problems, 0);
    ck_assert_msg(problem == NULL, "%s", problem ? stm_problem_text(problem, pool) : "");
    return stm_statement_extract(document, stm_zone_utc(), pool);
}

static apr_time_t utc(int year, int month, int day, int hour)
{
    stm_civil_t civil = {year, month, day, hour, 0, 0, 0};

    return stm_zone_moment(stm_zone_utc(), &civil);
}

START_TEST(lists_get_what_the_head_says)
{
    stm_statement_t *statement = extract(
        "<statement id='x' xml:lang='en' kind='Press release' number='IP/1'><head>"
        "<title>\n  Water <em>for</em>\n all<noteref ref='n'/> </title><issuer>First <!-- --> body"
        "</issuer><issuer>Second</issuer><author>A. Author</author>"
        "<published> 2026-05-04T10:00+02:00 </published>"
        "<updated when='2026-05-06T10:00Z'>b</updated><updated when='2026-05-05T10:00Z'>a</updated>"
        "<expires>2027-01-01</expires><tag key='water'>Water</tag><tag> Éau </tag>"
        "</head><body/></statement>");

    ck_assert_str_eq(statement->id, "x");
    ck_assert_str_eq(statement->lang, "en");
    ck_assert_int_eq(statement->status, STM_STATUS_FINAL);
    ck_assert_str_eq(statement->kind, "Press release");
    ck_assert_str_eq(statement->number, "IP/1");
    ck_assert_str_eq(statement->title, "Water for all");
    ck_assert_str_eq(statement->published_text, "2026-05-04T10:00+02:00");
    ck_assert_int_eq(statement->published_at, utc(2026, 5, 4, 8));
    ck_assert_int_eq(statement->updated_at, utc(2026, 5, 6, 10));
    ck_assert_int_eq(statement->expires_at, utc(2027, 1, 1, 0));
    ck_assert_int_eq(statement->withdrawn_at, STM_NEVER);
    ck_assert_int_eq(statement->issuers->nelts, 2);
    ck_assert_str_eq(APR_ARRAY_IDX(statement->issuers, 0, const char *), "First body");
    ck_assert_str_eq(APR_ARRAY_IDX(statement->authors, 0, const char *), "A. Author");
    ck_assert_str_eq(APR_ARRAY_IDX(statement->tags, 0, stm_tag_t).key, "water");
    ck_assert_str_eq(APR_ARRAY_IDX(statement->tags, 1, stm_tag_t).key, "eau");
    ck_assert_str_eq(APR_ARRAY_IDX(statement->tags, 1, stm_tag_t).text, "Éau");
}
END_TEST

START_TEST(letters_of_windows_are_what_was_meant)
{
    stm_statement_t *statement = extract(
        "<statement kind='Captain\xC2\x92s word'><head><title>It\xC2\x92s</title>"
        "<tag>T\xC2\x92t</tag></head><body><p>\xC2\x93x\xC2\x81\xC2\x94</p></body></statement>");

    ck_assert_str_eq(statement->kind, "Captain\u2019s word");
    ck_assert_str_eq(statement->title, "It\u2019s");
    ck_assert_str_eq(APR_ARRAY_IDX(statement->tags, 0, stm_tag_t).text, "T\u2019t");
    ck_assert_ptr_nonnull(strstr(statement->text, "\u201Cx\u201D"));
}
END_TEST

START_TEST(a_title_carries_its_quotation_marks_and_space_moves_out_of_them)
{
    ck_assert_str_eq(extract("<statement xml:lang='en'><head><title>On<quote> a <quote>b</quote>"
                             " </quote>c</title></head></statement>")
                         ->title,
                     "On “a ‘b’\u202f” c");
    ck_assert_str_eq(
        extract("<statement xml:lang='ja'><head><title><quote>a<quote>b</quote></quote>"
                "</title></head></statement>")
            ->title,
        "「a『b』」");
    ck_assert_str_eq(extract("<statement xml:lang='de'><head><title><quote>Ja</quote></title>"
                             "</head></statement>")
                         ->title,
                     "„Ja“");
    ck_assert_str_eq(extract("<statement xml:lang='ja'><head><title>海岸\n    列車</title>"
                             "</head></statement>")
                         ->title,
                     "海岸列車");
}
END_TEST

START_TEST(what_is_unclear_stays_hidden)
{
    stm_statement_t *statement =
        extract("<statement status='Draft'><head><published>soon</published>"
                "<withdrawn when='yesterday'>x</withdrawn></head></statement>");

    ck_assert_int_eq(statement->status, STM_STATUS_DRAFT);
    ck_assert_int_eq(statement->published_at, STM_NEVER);
    ck_assert_int_eq(statement->withdrawn_at, 0);
    ck_assert_ptr_null(statement->title);
    ck_assert_ptr_null(extract("<statement/>")->summary);
}
END_TEST

START_TEST(a_summary_is_the_first_paragraph_in_the_issuers_own_voice)
{
    ck_assert_str_eq(
        extract("<statement xml:lang='en'><head><issuer id='i'>I</issuer>"
                "<speaker id='s'><name>S</name></speaker></head><body>"
                "<statement><body><p>theirs</p></body></statement>"
                "<blockquote><p>quoted</p></blockquote>"
                "<section by='s'><p>spoken</p></section>"
                "<p><quote>only a quotation</quote></p>"
                "<section by='i'><heading>H</heading><p>Ours, <quote>so</quote>.</p></section>"
                "<p>later</p></body></statement>")
            ->summary,
        "Ours, “so”.");
    ck_assert_str_eq(extract("<statement xml:lang='en'><head><summary>Short</summary></head><body>"
                             "<p>x</p></body></statement>")
                         ->summary,
                     "Short");
}
END_TEST

START_TEST(a_long_summary_is_cut_at_a_word)
{
    const char *words = "";
    const char *summary;

    for (int i = 0; i < 100; i++) {
        words = apr_pstrcat(pool, words, "water ", NULL);
    }
    summary = extract(apr_pstrcat(pool, "<statement xml:lang='en'><body><p>", words,
                                  "</p></body></statement>", NULL))
                  ->summary;
    ck_assert_int_le(strlen(summary), 302);
    ck_assert_ptr_nonnull(strstr(summary, "water…"));
}
END_TEST

START_TEST(search_finds_public_words_only_and_first_what_is_said)
{
    ck_assert_str_eq(
        extract(
            "<statement kind='Note' number='7'><head><title>T</title>"
            "<published>2026-05-04</published>"
            "<contact scope='internal'><phone>secret</phone></contact>"
            "<contact><name>Desk</name><phone>1</phone></contact></head>"
            "<body><p>un<em>broken</em> <quote>said</quote></p><p>b<br/>c</p>"
            "<list><item>i</item><item>j</item></list></body>"
            "<note scope=' Internal'><p>secret</p></note><note><p>public</p></note></statement>")
            ->text,
        "unbroken said\nb\nc\ni\nj\npublic\004\nDesk\n1\nNote\n7\n4 May 2026\nMay 4, 2026\n"
        "2026-05-04");
}
END_TEST

START_TEST(edges_know_what_they_lead_to_and_where_they_stand)
{
    stm_statement_t *statement =
        extract("<statement><head><image href='a.jpg' alt=''/><attachment href='a.pdf'>A"
                "</attachment><translation href='de' xml:lang='de'/>"
                "<contact scope='internal'><link href='secret'>x</link></contact></head>\n"
                "<body> <statement src='other'/><p><link href='b'>b</link></p></body></statement>");
    const stm_edge_t *edges = (const stm_edge_t *)statement->edges->elts;

    ck_assert_int_eq(statement->edges->nelts, 6);
    ck_assert_int_eq(edges[0].kind, STM_EDGE_SHOW);
    ck_assert_str_eq(edges[1].href, "a.pdf");
    ck_assert_int_eq(edges[2].kind, STM_EDGE_TRANSLATION);
    ck_assert_int_eq(edges[3].kind, STM_EDGE_INTERNAL);
    ck_assert_str_eq(edges[3].href, "secret");
    ck_assert_int_eq(edges[4].kind, STM_EDGE_SOURCE);
    ck_assert_str_eq(edges[4].href, "other");
    ck_assert_int_eq(edges[4].line, 2);
    ck_assert_int_eq(edges[4].column, 8);
    ck_assert_int_eq(edges[5].kind, STM_EDGE_LINK);
    ck_assert_str_eq(edges[5].href, "b");
}
END_TEST

START_TEST(an_identity_is_the_id_itself_or_a_name_based_uuid)
{
    const char *by_id, *by_name;

    ck_assert_str_eq(stm_statement_identity("https://example.org/1", "a", "example.org", pool),
                     "https://example.org/1");
    ck_assert_str_eq(stm_statement_identity("urn:x:1", "a", "example.org", pool), "urn:x:1");
    by_id = stm_statement_identity("water", "2026/a", "example.org", pool);
    by_name = stm_statement_identity(NULL, "water", "example.org", pool);
    /* uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "example.org"), "water") in Python */
    ck_assert_str_eq(by_id, "urn:uuid:d41a488d-9cb0-57ca-bcb9-da48943c90e2");
    ck_assert_str_eq(by_id, by_name);
    ck_assert_str_ne(by_id, stm_statement_identity("water", "2026/a", "example.com", pool));
}
END_TEST

/* It stands on each page of each list. */
START_TEST(a_title_of_a_megabyte_is_cut)
{
    char *words = apr_palloc(pool, 1000 * 1000 + 1);
    const char *title;

    for (int i = 0; i < 1000 * 1000; i += 5) {
        memcpy(words + i, "word ", 5);
    }
    words[1000 * 1000] = '\0';
    title = extract(apr_pstrcat(pool, "<statement xml:lang='en'><head><title>", words,
                                "</title></head></statement>", NULL))
                ->title;
    ck_assert_int_le(strlen(title), 1010);
    ck_assert_str_eq(title + strlen(title) - 7, "word…");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, a_title_of_a_megabyte_is_cut);
    tcase_add_test(all, lists_get_what_the_head_says);
    tcase_add_test(all, letters_of_windows_are_what_was_meant);
    tcase_add_test(all, a_title_carries_its_quotation_marks_and_space_moves_out_of_them);
    tcase_add_test(all, what_is_unclear_stays_hidden);
    tcase_add_test(all, a_summary_is_the_first_paragraph_in_the_issuers_own_voice);
    tcase_add_test(all, a_long_summary_is_cut_at_a_word);
    tcase_add_test(all, search_finds_public_words_only_and_first_what_is_said);
    tcase_add_test(all, edges_know_what_they_lead_to_and_where_they_stand);
    tcase_add_test(all, an_identity_is_the_id_itself_or_a_name_based_uuid);
}

UNIT_MAIN("stm_statement")
