#include "unit/unit.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/edition/make.h"
#include "core/schema/validate.h"

/* 2026-05-04T10:00:00Z */
#define NOW (APR_TIME_C(1777888800) * APR_USEC_PER_SEC)

#define STATEMENT(attributes, head, body)                                                          \
    "<statement id='i' xml:lang='en'" attributes "><head><title>T</title><issuer>I</issuer>" head  \
    "</head><body>" body "</body></statement>"
#define PUBLISHED "<published>2026-05-01</published>"

static stm_newsroom_t newsroom;
static const stm_schema_t *schema;

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(apr_pstrcat(pool, newsroom.root, "/", name, NULL), "w");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void setup_folder(void)
{
    memset(&newsroom, 0, sizeof(newsroom));
    newsroom.root = mkdtemp(apr_pstrdup(pool, "/tmp/stm-folder-XXXXXX"));
    newsroom.zone = stm_zone_utc();
    newsroom.validate = STM_VALIDATE_STRICT;
    newsroom.show = STM_SHOW_PUBLISHED;
    newsroom.limits = stm_limits_default;
    ck_assert_int_eq(stm_schema_load(&schema, SOURCE_DIR "/xslt", stm_problems_create(pool), pool),
                     APR_SUCCESS);
    mkdir(apr_pstrcat(pool, newsroom.root, "/2026", NULL), 0700);
    write_file("good.xml", STATEMENT("", PUBLISHED, "<p>a</p>"));
    write_file("2026/good.xml", STATEMENT("", PUBLISHED, "<p>a</p>"));
    write_file("draft.xml", STATEMENT(" status='draft'", PUBLISHED, "<p>a</p>"));
    write_file("this-second.xml",
               STATEMENT("", "<published>2026-05-04T10:00:00Z</published>", "<p>a</p>"));
    write_file("next-second.xml",
               STATEMENT("", "<published>2026-05-04T10:00:01Z</published>", "<p>a</p>"));
    write_file("undated.xml", STATEMENT("", "", "<p>a</p>"));
    write_file("invalid.xml", STATEMENT("", PUBLISHED, "text outside"));
    write_file("cut.xml", "<statement><head>");
    write_file("other.xml", "<page/>");
    write_file("withdrawn.xml",
               STATEMENT("", PUBLISHED "<withdrawn when='2026-05-02T00:00:00Z'>w</withdrawn>",
                         "<p>a</p>"));
    write_file("with-good.xml", STATEMENT("", PUBLISHED, "<statement src='2026/good'/>"));
    write_file("with-withdrawn.xml", STATEMENT("", PUBLISHED, "<statement src='withdrawn'/>"));
    write_file("2026/with-draft.xml", STATEMENT("", PUBLISHED, "<statement src='../draft.xml'/>"));
    write_file("with-with-draft.xml",
               STATEMENT("", PUBLISHED, "<statement src='2026/with-draft'/>"));
    write_file("with-missing.xml", STATEMENT("", PUBLISHED, "<statement src='missing'/>"));
    write_file("ring.xml", STATEMENT("", PUBLISHED, "<statement src='ring'/>"));
    write_file(".hidden.xml", STATEMENT("", PUBLISHED, "<p>a</p>"));
    write_file("good.xml.bak", STATEMENT("", PUBLISHED, "<p>a</p>"));
    write_file("newsroom.xml", STATEMENT("", PUBLISHED, "<p>a</p>"));
}

static void remove_folder(void)
{
    ck_assert_int_eq(system(apr_psprintf(pool, "rm -rf -- '%s'", newsroom.root)), 0);
}

static stm_reference_t state(const char *name)
{
    const stm_resolver_t *resolver =
        stm_edition_folder_resolver(&newsroom, schema, STM_REACH_FOLDER, pool);

    return resolver->state(resolver->baton, name, NOW, pool);
}

static const struct {
    const char *name;
    stm_reference_t published, all;
} rows[] = {
    {"good", STM_REFERENCE_VISIBLE, STM_REFERENCE_VISIBLE},
    {"2026/good", STM_REFERENCE_VISIBLE, STM_REFERENCE_VISIBLE},
    {"draft", STM_REFERENCE_HIDDEN, STM_REFERENCE_VISIBLE},
    {"this-second", STM_REFERENCE_VISIBLE, STM_REFERENCE_VISIBLE},
    {"next-second", STM_REFERENCE_HIDDEN, STM_REFERENCE_VISIBLE},
    {"undated", STM_REFERENCE_HIDDEN, STM_REFERENCE_HIDDEN},
    {"invalid", STM_REFERENCE_HIDDEN, STM_REFERENCE_HIDDEN},
    {"cut", STM_REFERENCE_HIDDEN, STM_REFERENCE_HIDDEN},
    {"other", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"no-such", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"good/x", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"withdrawn", STM_REFERENCE_WITHDRAWN, STM_REFERENCE_WITHDRAWN},
    {"with-good", STM_REFERENCE_VISIBLE, STM_REFERENCE_VISIBLE},
    {"with-withdrawn", STM_REFERENCE_VISIBLE, STM_REFERENCE_VISIBLE},
    {"2026/with-draft", STM_REFERENCE_HIDDEN, STM_REFERENCE_VISIBLE},
    {"with-with-draft", STM_REFERENCE_HIDDEN, STM_REFERENCE_VISIBLE},
    {"with-missing", STM_REFERENCE_HIDDEN, STM_REFERENCE_HIDDEN},
    {"ring", STM_REFERENCE_HIDDEN, STM_REFERENCE_HIDDEN},
    {".hidden", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"newsroom", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"2026/../good", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"../good", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
    {"/good", STM_REFERENCE_MISSING, STM_REFERENCE_MISSING},
};

START_TEST(test_what_is_not_public_is_hidden)
{
    ck_assert_msg(state(rows[_i].name) == rows[_i].published, "%s: %d", rows[_i].name,
                  state(rows[_i].name));
}
END_TEST

START_TEST(test_a_newsroom_that_shows_all_hides_only_what_is_broken)
{
    newsroom.show = STM_SHOW_ALL;
    ck_assert_msg(state(rows[_i].name) == rows[_i].all, "%s: %d", rows[_i].name,
                  state(rows[_i].name));
}
END_TEST

START_TEST(test_rules_count_only_where_they_are_strict)
{
    newsroom.validate = STM_VALIDATE_WARN;
    ck_assert_int_eq(state("invalid"), STM_REFERENCE_VISIBLE);
    ck_assert_int_eq(state("cut"), STM_REFERENCE_HIDDEN);
}
END_TEST

static int compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* "name=lang " of each that says it is a translation of @a name. */
static const char *translations_of(const char *name, stm_reach_t reach)
{
    const stm_resolver_t *resolver = stm_edition_folder_resolver(&newsroom, schema, reach, pool);
    apr_array_header_t *translations;
    const char *text = "";
    int i;

    if (resolver->translations == NULL) {
        return "unknown";
    }
    ck_assert_int_eq(resolver->translations(resolver->baton, &translations, name, pool),
                     APR_SUCCESS);
    for (i = 0; i < translations->nelts; i++) {
        const stm_translation_t *one = &APR_ARRAY_IDX(translations, i, const stm_translation_t);

        text = apr_pstrcat(pool, text, one->name, "=", one->lang, " ", NULL);
    }
    return text;
}

START_TEST(test_a_folder_tells_which_statement_translates_which)
{
    write_file("z.xml",
               STATEMENT("", PUBLISHED "<translation href='good.xml' xml:lang='de'/>", ""));
    write_file("2026/y.xml",
               STATEMENT("",
                         PUBLISHED "<translation href='../good' xml:lang='de'/>"
                                   "<translation href='https://example.com/' xml:lang='fr'/>",
                         "<p>a <link href='../draft'>d</link></p>"));
    ck_assert_str_eq(translations_of("good", STM_REACH_FOLDER), "2026/y=en z=en ");
    ck_assert_str_eq(translations_of("draft", STM_REACH_FOLDER), "");
    ck_assert_str_eq(translations_of("good", STM_REACH_NAMED), "unknown");
}
END_TEST

START_TEST(test_names_of_a_folder_leave_companions_out)
{
    apr_array_header_t *names;

    ck_assert_int_eq(stm_edition_folder_names(&names, &newsroom, "2026/", pool), APR_SUCCESS);
    qsort(names->elts, (size_t)names->nelts, sizeof(const char *), compare);
    ck_assert_int_eq(names->nelts, 2);
    ck_assert_str_eq(APR_ARRAY_IDX(names, 0, const char *), "2026/good");
    ck_assert_str_eq(APR_ARRAY_IDX(names, 1, const char *), "2026/with-draft");
    ck_assert_int_eq(stm_edition_folder_names(&names, &newsroom, "", pool), APR_SUCCESS);
    ck_assert_int_eq(names->nelts, 16);
    ck_assert(APR_STATUS_IS_ENOENT(stm_edition_folder_names(&names, &newsroom, "no-such/", pool)));
}
END_TEST

/* "text=length:type " of each file that the head names, in order. */
static const char *files_of(const char *head)
{
    const char *xml =
        apr_pstrcat(pool, "<statement><head>", head, "</head><body/></statement>", NULL);
    stm_view_t view = {&newsroom,
                       stm_edition_folder_resolver(&newsroom, schema, STM_REACH_FOLDER, pool),
                       "https://example.org/",
                       "2026/a",
                       NOW,
                       NULL,
                       NULL,
                       NULL};
    stm_document_t *document;
    const char *files = "";
    xmlNode *node;

    newsroom.identity = "example.org";
    ck_assert_int_eq(stm_document_parse(&document, "a.xml", xml, strlen(xml), &stm_limits_default,
                                        stm_problems_create(pool), pool),
                     APR_SUCCESS);
    ck_assert_int_eq(stm_edition_make(document, &view, stm_problems_create(pool), pool),
                     APR_SUCCESS);
    for (node = xmlDocGetRootElement(document->xml)->children->children; node; node = node->next) {
        xmlChar *length = xmlGetNsProp(node, BAD_CAST "length", BAD_CAST STM_META_NS);
        xmlChar *type = xmlGetNoNsProp(node, BAD_CAST "type");

        files = apr_pstrcat(pool, files, (char *)node->children->content, "=",
                            length ? (char *)length : "", ":", type ? (char *)type : "", " ", NULL);
        xmlFree(length);
        xmlFree(type);
    }
    return files;
}

START_TEST(test_files_of_the_newsroom_have_their_length_and_type)
{
    write_file("four.txt", "four");
    write_file("four.JPG", "four");
    write_file("four", "four");
    ck_assert_str_eq(files_of("<attachment href='no-such.pdf'>missing</attachment>"
                              "<attachment href='../../good.xml.bak'>above</attachment>"
                              "<attachment href='../.hidden.xml'>hidden</attachment>"
                              "<attachment href='https://example.com/four.txt'>foreign</attachment>"
                              "<attachment href='../four.txt'>text</attachment>"
                              "<attachment href='../four.txt' type='text/csv'>given</attachment>"
                              "<attachment href='../four'>unknown</attachment>"
                              "<image href='../four.JPG' alt=''>picture</image>"),
                     "missing=: above=: hidden=: foreign=: text=4:text/plain given=4:text/csv "
                     "unknown=4: picture=4:image/jpeg ");
}
END_TEST

static void add_tests(TCase *all)
{
    int count = sizeof(rows) / sizeof(*rows);

    tcase_add_checked_fixture(all, setup_folder, remove_folder);
    tcase_add_loop_test(all, test_what_is_not_public_is_hidden, 0, count);
    tcase_add_loop_test(all, test_a_newsroom_that_shows_all_hides_only_what_is_broken, 0, count);
    tcase_add_test(all, test_rules_count_only_where_they_are_strict);
    tcase_add_test(all, test_files_of_the_newsroom_have_their_length_and_type);
    tcase_add_test(all, test_a_folder_tells_which_statement_translates_which);
    tcase_add_test(all, test_names_of_a_folder_leave_companions_out);
}

UNIT_MAIN("stm_edition_folder")
