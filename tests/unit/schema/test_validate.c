#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>

#include "core/schema/validate.h"
#include "unit/unit.h"

static const stm_schema_t *schema;
static stm_rules_t rules;

static void load(void)
{
    stm_problems_t *problems = stm_problems_create(pool);

    ck_assert_int_eq(stm_schema_load(&schema, SOURCE_DIR "/xslt", problems, pool), APR_SUCCESS);
    memset(&rules, 0, sizeof(rules));
    rules.moment = apr_time_from_sec(1780272000); /* 2026-06-01 */
}

static stm_problems_t *check_bytes(const char *bytes, apr_size_t size)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;
    apr_status_t status =
        stm_document_parse(&document, NULL, bytes, size, &stm_limits_default, problems, pool);

    if (status == APR_SUCCESS) {
        status = stm_schema_check(schema, document, &rules, problems, pool);
        ck_assert_int_eq(status, stm_problems_count(problems, STM_SEVERITY_ERROR) > 0
                                     ? STM_EINVALID
                                     : APR_SUCCESS);
    }
    return problems;
}

/* All problems, one a line, or "none". */
static const char *words(const stm_problems_t *problems)
{
    const char *all = "";
    const stm_problem_t *problem;

    for (int i = 0; (problem = stm_problems_at(problems, i)) != NULL; i++) {
        all = apr_pstrcat(pool, all, stm_problem_text(problem, pool), "\n", NULL);
    }
    return *all ? all : "none\n";
}

static const char *check(const char *text)
{
    return words(check_bytes(text, strlen(text)));
}

#define HEAD            "<statement xml:lang='en' id='x'><head><title>T</title><issuer id='i'>I</issuer>"
#define PUBLISHED       "<published>2026-05-04</published>"
#define WITH_HEAD(part) HEAD PUBLISHED part "</head><body><p>x</p></body></statement>"
#define WITH_BODY(part) HEAD PUBLISHED "</head><body>" part "</body></statement>"

typedef struct frame_t {
    const char *kind, *before, *after;
} frame_t;

static const frame_t frames[] = {
    {"file", "", ""},
    {"head", HEAD PUBLISHED "\n", "</head><body><p>x</p></body></statement>\n"},
    {"date", HEAD "\n", "</head><body><p>x</p></body></statement>\n"},
    {"body", HEAD PUBLISHED "</head><body>\n", "</body></statement>\n"},
};

/* \xHH is a byte, \\ a backslash. */
static apr_size_t unescape(char *text)
{
    char *to = text;

    for (const char *at = text; *at != '\0';) {
        if (at[0] == '\\' && at[1] == 'x') {
            *to++ = (char)strtol(apr_pstrndup(pool, at + 2, 2), NULL, 16);
            at += 4;
        }
        else {
            at += at[0] == '\\' && at[1] == '\\';
            *to++ = *at++;
        }
    }
    *to = '\0';
    return (apr_size_t)(to - text);
}

static const char *answer_to(const char *title, const char *lines)
{
    const frame_t *frame = NULL;
    char *bytes;
    apr_size_t size, before, after;

    for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
        frame = strncmp(title, frames[i].kind, 4) == 0 ? &frames[i] : frame;
    }
    ck_assert_msg(frame != NULL, "no such kind of case: %s", title);
    bytes = apr_pstrdup(pool, lines);
    size = unescape(bytes);
    before = strlen(frame->before);
    after = strlen(frame->after);
    {
        char *whole = apr_palloc(pool, before + size + after);

        memcpy(whole, frame->before, before);
        memcpy(whole + before, bytes, size);
        memcpy(whole + before + size, frame->after, after);
        return words(check_bytes(whole, before + size + after));
    }
}

static char *read_cases(const char *name)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *text;
    apr_size_t size;

    ck_assert_int_eq(apr_file_open(&file, apr_pstrcat(pool, SOURCE_DIR "/tests/unit/", name, NULL),
                                   APR_READ, 0, pool),
                     APR_SUCCESS);
    apr_file_info_get(&info, APR_FINFO_SIZE, file);
    size = (apr_size_t)info.size;
    text = apr_pcalloc(pool, size + 1);
    ck_assert_int_eq(apr_file_read_full(file, text, size, NULL), APR_SUCCESS);
    apr_file_close(file);
    return text;
}

static int check_cases(const char *file)
{
    char *at = strstr(read_cases(file), "\n== ");
    int count = 0;

    load();
    while (at != NULL) {
        char *title = at + 4, *lines = strchr(title, '\n') + 1,
             *answer = strstr(lines - 1, "\n--\n");
        char *next = strstr(answer, "\n== ");
        const char *expected, *got;

        lines[-1] = '\0';
        expected =
            next ? apr_pstrmemdup(pool, answer + 4, (apr_size_t)(next - answer - 4)) : answer + 4;
        got = answer_to(title, answer < lines
                                   ? ""
                                   : apr_pstrmemdup(pool, lines, (apr_size_t)(answer + 1 - lines)));
        ck_assert_msg(strcmp(got, expected) == 0, "%s\nexpected:\n%sgot:\n%s", title, expected,
                      got);
        count++;
        at = next;
    }
    return count;
}

START_TEST(every_typical_mistake_gets_its_message)
{
    ck_assert_int_ge(check_cases("mistakes.txt"), 100);
}
END_TEST

START_TEST(an_element_out_of_place_is_told_where_to_go)
{
    ck_assert_int_ge(check_cases("mistakes-elements.txt"), 30);
}
END_TEST

START_TEST(a_date_in_another_form_is_told_as_it_must_be_typed)
{
    ck_assert_int_ge(check_cases("mistakes-dates.txt"), 30);
}
END_TEST

START_TEST(a_tag_that_names_no_language_is_told_the_right_one)
{
    ck_assert_int_ge(check_cases("mistakes-languages.txt"), 15);
}
END_TEST

START_TEST(what_is_typed_by_hand_is_told_its_element)
{
    ck_assert_int_ge(check_cases("mistakes-typed.txt"), 15);
}
END_TEST

START_TEST(what_media_and_events_lack_is_said)
{
    ck_assert_int_ge(check_cases("mistakes-media.txt"), 7);
}
END_TEST

START_TEST(what_only_looks_like_a_mistake_is_let_pass)
{
    ck_assert_int_ge(check_cases("near-misses.txt"), 8);
}
END_TEST

START_TEST(a_time_without_a_zone_takes_the_newsrooms_where_it_has_one)
{
    const char *text = HEAD "<published>2026-05-04T10:00</published></head><body><p>x</p></body>"
                            "</statement>";

    load();
    ck_assert_ptr_nonnull(strstr(check(text), "The time has no zone"));
    rules.zone = stm_zone_utc();
    ck_assert_str_eq(check(text), "none\n");
}
END_TEST

START_TEST(without_a_moment_nothing_lies_in_the_future)
{
    const char *text = WITH_HEAD("<updated when='2999-01-01T00:00Z'>x</updated>");

    load();
    ck_assert_ptr_nonnull(strstr(check(text), "is in the future"));
    rules.moment = 0;
    ck_assert_str_eq(check(text), "none\n");
}
END_TEST

START_TEST(a_correction_on_the_day_of_publication_is_in_order_in_every_zone)
{
    load();
    ck_assert_str_eq(check(WITH_HEAD("<updated when='2026-05-04T00:30+14:00'>x</updated>")),
                     "none\n");
}
END_TEST

START_TEST(where_an_editor_finds_the_schema_is_of_no_concern)
{
    load();
    ck_assert_str_eq(
        check("<statement xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
              "xsi:noNamespaceSchemaLocation='http://127.0.0.1:1/none.xsd' xml:lang='en' id='x' "
              "status='draft'><head><title>T</title><issuer>I</issuer></head><body><p>x</p></body>"
              "</statement>"),
        "none\n");
}
END_TEST

START_TEST(a_type_cannot_be_changed_by_the_document)
{
    load();
    ck_assert_str_ne(
        check("<statement xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xml:lang='en' "
              "id='x' status='draft'><head><title>T</title><issuer>I</issuer></head><body>"
              "<p xsi:nil='true'/></body></statement>"),
        "none\n");
}
END_TEST

START_TEST(every_element_of_the_vocabulary_has_its_place)
{
    load();
    ck_assert_str_eq(
        check("<statement id='https://example.org/1' xml:lang='en' status='final' kind='Press "
              "release' number='IP/1'><head><title>T <em>x</em></title><subtitle>S</subtitle>"
              "<issuer id='i' short='I' href='https://example.org/'>Issuer</issuer>"
              "<speaker id='s'><name>N</name><role>R</role></speaker>"
              "<published>2026-05-04T10:00Z</published>"
              "<updated when='2026-05-05T10:00Z'>A <em>date</em></updated>"
              "<withdrawn when='2026-05-06T10:00Z'>Reason</withdrawn><expires>2027-01-01</expires>"
              "<place>Talaue</place><summary>S</summary><tag key='water'>Water</tag>"
              "<author>A</author><source href='https://example.org/s'>S</source>"
              "<leadin>L</leadin><ending>E</ending>"
              "<contact by='i' scope='internal'><name>N</name><role>R</role><organization>O"
              "</organization><email>a@example.org</email><phone>112</phone>"
              "<link href='https://example.org/'>L</link><hours>9-5</hours><remark>R</remark>"
              "</contact><image href='a.jpg' type='image/jpeg' alt='' credit='C'>T</image>"
              "<attachment href='a.pdf' type='application/pdf'>A</attachment>"
              "<translation href='de' xml:lang='de'/><related href='b' rel='see'>B</related></head>"
              "<body><p xml:lang='en'>x <quote who='s' cite='https://example.org/' xml:lang='fr'>q"
              "</quote> <em>e</em><strong>s</strong><link href='mailto:a@example.org'>l</link>"
              "<sub>2</sub><sup>3</sup><br/><span xml:lang='de'>d</span>"
              "<time when='2026-05-04'>today</time><abbr ref='eu'>EU</abbr><noteref ref='n'/></p>"
              "<section by='s' xml:lang='en'><heading>H</heading><p>x</p></section>"
              "<speech who='s'><p>x</p></speech><speech><speaker>Q</speaker><p>x</p></speech>"
              "<blockquote cite='https://example.org/'><p>x</p><attribution>A</attribution>"
              "</blockquote><p>a <quote continues='yes'>b</quote></p><p><quote>c</quote></p>"
              "<statement id='other' xml:lang='de'><head><title>T</title><published>2020-01-01"
              "</published></head><body><p>x</p></body><note><p>x</p></note></statement>"
              "<statement src='other'/>"
              "<list kind='number' start='3'><item>x <em>y</em></item><item><p>x</p></item></list>"
              "<figure><image href='a.jpg' alt='A'/><caption>C</caption><credit>C</credit></figure>"
              "<table><caption>C</caption><row><cell header='yes' colspan='2' rowspan='1'>x</cell>"
              "<cell><p>x</p></cell></row></table>"
              "<signatories><signatory><name>N</name><role>R</role><organization>O</organization>"
              "</signatory></signatories></body>"
              "<glossary><title>G</title><entry id='eu'><term>EU</term><def>U</def></entry>"
              "</glossary><note id='n' kind='footnote'><title>N</title><p>x</p></note>"
              "<note kind='about' by='i'><p>x</p></note>"
              "<note kind='editors' scope='internal'><p>x</p></note></statement>"),
        "none\n");
}
END_TEST

START_TEST(a_missing_schema_is_said)
{
    stm_problems_t *problems = stm_problems_create(pool);

    ck_assert_int_eq(stm_schema_load(&schema, "/nowhere", problems, pool), STM_ESTYLESHEET);
    ck_assert_str_eq(words(problems),
                     "/nowhere/statement.xsd: error: The rules for statements cannot be loaded. "
                     "Check that the program is installed completely.\n");
}
END_TEST

START_TEST(a_file_full_of_mistakes_is_reported_within_bounds)
{
    const char *const mistakes[] = {"<x/>", "<em>", "‘ ", "<p>\xC2\x92</p>",
                                    "<p><quote>“</quote></p>"};

    load();
    for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
        apr_size_t length = strlen(mistakes[i]), count = 1000000 / length;
        char *many = apr_palloc(pool, count * length + 1);
        stm_problems_t *problems;

        for (apr_size_t j = 0; j < count; j++) {
            memcpy(many + j * length, mistakes[i], length);
        }
        many[count * length] = '\0';
        many = apr_pstrcat(pool, HEAD PUBLISHED "</head><body>", many, "</body></statement>", NULL);
        problems = check_bytes(many, strlen(many));
        ck_assert_int_gt(stm_problems_count(problems, STM_SEVERITY_WARNING), 0);
        ck_assert_int_le(stm_problems_count(problems, STM_SEVERITY_WARNING), 200);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, every_typical_mistake_gets_its_message);
    tcase_add_test(all, an_element_out_of_place_is_told_where_to_go);
    tcase_add_test(all, a_date_in_another_form_is_told_as_it_must_be_typed);
    tcase_add_test(all, a_tag_that_names_no_language_is_told_the_right_one);
    tcase_add_test(all, what_is_typed_by_hand_is_told_its_element);
    tcase_add_test(all, what_media_and_events_lack_is_said);
    tcase_add_test(all, what_only_looks_like_a_mistake_is_let_pass);
    tcase_add_test(all, a_time_without_a_zone_takes_the_newsrooms_where_it_has_one);
    tcase_add_test(all, without_a_moment_nothing_lies_in_the_future);
    tcase_add_test(all, a_correction_on_the_day_of_publication_is_in_order_in_every_zone);
    tcase_add_test(all, where_an_editor_finds_the_schema_is_of_no_concern);
    tcase_add_test(all, a_type_cannot_be_changed_by_the_document);
    tcase_add_test(all, every_element_of_the_vocabulary_has_its_place);
    tcase_add_test(all, a_missing_schema_is_said);
    tcase_add_test(all, a_file_full_of_mistakes_is_reported_within_bounds);
}

UNIT_MAIN("stm_schema")
