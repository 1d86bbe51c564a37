#include "unit/unit.h"

#include <apr_strings.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/render/warm_up.h"
#include "unit/folder.h"

#define SHEETS SOURCE_DIR "/xslt"

static stm_newsroom_t newsroom;
static stm_scene_t scene;

static void make_scene(const stm_format_t *format)
{
    memset(&newsroom, 0, sizeof(newsroom));
    newsroom.root = "/nowhere";
    newsroom.title = "News";
    newsroom.identity = "example.org";
    newsroom.lang = "en";
    newsroom.zone = stm_zone_utc();
    newsroom.limits = stm_limits_default;
    memset(&scene, 0, sizeof(scene));
    scene.newsroom = &newsroom;
    scene.format = format;
    scene.base = scene.self = scene.style = "http://localhost/";
    ck_assert_int_eq(stm_ui_words_load(&scene.words, SHEETS, stm_problems_create(pool), pool),
                     APR_SUCCESS);
}

static const stm_stylesheet_t *load(const char *folder, const char *name)
{
    apr_array_header_t *roots = apr_array_make(pool, 1, sizeof(const char *));
    stm_problems_t *problems = stm_problems_create(pool);
    const char *path = apr_pstrcat(pool, folder, "/", name, NULL);
    const stm_stylesheet_t *sheet = NULL;

    APR_ARRAY_PUSH(roots, const char *) = folder;
    ck_assert_msg(stm_stylesheet_load(&sheet, path, roots, problems, pool) == APR_SUCCESS, "%s",
                  stm_problems_json(problems, pool));
    return sheet;
}

START_TEST(test_every_stylesheet_takes_the_sample_and_a_list_of_it)
{
    const apr_array_header_t *formats = stm_format_builtin(pool);
    int i;

    for (i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        make_scene(format);
        ck_assert_msg(!stm_warm_up_render(load(SHEETS, format->statement_sheet), &scene, SHEETS,
                                          format->list_sheet != NULL, pool),
                      "%s", format->name);
    }
}
END_TEST

static int is_in(const xmlNode *node, const char *name)
{
    for (; node != NULL; node = node->next) {
        if (node->type == XML_ELEMENT_NODE &&
            (strcmp((const char *)node->name, name) == 0 || is_in(node->children, name))) {
            return 1;
        }
    }
    return 0;
}

static void compare(const xmlNode *schema, const xmlDoc *sample)
{
    for (; schema != NULL; schema = schema->next) {
        xmlChar *name =
            schema->type == XML_ELEMENT_NODE && strcmp((const char *)schema->name, "element") == 0
                ? xmlGetNoNsProp((xmlNode *)schema, BAD_CAST "name")
                : NULL;
        /* Of a statement that is withdrawn next to nothing is left. */
        if (name != NULL && strcmp((const char *)name, "withdrawn") != 0) {
            ck_assert_msg(is_in(sample->children, (const char *)name), "%s", (const char *)name);
        }
        xmlFree(name);
        if (schema->type == XML_ELEMENT_NODE) {
            compare(schema->children, sample);
        }
    }
}

START_TEST(test_the_sample_has_every_element_of_the_vocabulary)
{
    xmlDoc *schema = xmlReadFile(SHEETS "/statement.xsd", NULL, XML_PARSE_NONET);
    xmlDoc *sample = xmlReadFile(SHEETS "/sample.xml", NULL, XML_PARSE_NONET);

    ck_assert_ptr_nonnull(schema);
    ck_assert_ptr_nonnull(sample);
    compare(schema->children, sample);
    xmlFreeDoc(schema);
    xmlFreeDoc(sample);
}
END_TEST

START_TEST(test_nothing_comes_of_a_sample_that_is_missing_or_refused)
{
    const stm_format_t *html = stm_format_by_name(stm_format_builtin(pool), "html");
    const char *folder = folder_create();
    FILE *file = fopen(apr_pstrcat(pool, folder, "/stops.xsl", NULL), "w");

    fputs("<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
          "<xsl:template match='/'><xsl:message terminate='yes'>No</xsl:message></xsl:template>"
          "</xsl:stylesheet>",
          file);
    fclose(file);
    make_scene(html);
    ck_assert_int_eq(stm_warm_up_render(load(folder, "stops.xsl"), &scene, SHEETS, 1, pool),
                     STM_ESTYLESHEET);
    ck_assert(APR_STATUS_IS_ENOENT(
        stm_warm_up_render(load(folder, "stops.xsl"), &scene, folder, 1, pool)));
}
END_TEST

START_TEST(test_any_language_may_be_asked_for)
{
    static const char *const tags[] = {"en", "de", "zh-hant", "ar", "tlh", ""};
    size_t i;

    for (i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        stm_warm_up_language(tags[i], pool);
    }
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_every_stylesheet_takes_the_sample_and_a_list_of_it);
    tcase_add_test(all, test_the_sample_has_every_element_of_the_vocabulary);
    tcase_add_test(all, test_nothing_comes_of_a_sample_that_is_missing_or_refused);
    tcase_add_test(all, test_any_language_may_be_asked_for);
}

UNIT_MAIN("stm_sample")
