#include "unit/unit.h"

#include <apr_strings.h>
#include <string.h>

#include "core/catalog/index.h"
#include "core/render/page.h"
#include "core/search/snippet.h"

#define SHEETS SOURCE_DIR "/xslt"
#define HERE   SOURCE_DIR "/tests/unit/render"
#define NAME   "2026/sample"

static stm_newsroom_t newsroom;
static stm_render_context_t context;

static void make_scene(const stm_format_t *format)
{
    memset(&newsroom, 0, sizeof(newsroom));
    newsroom.root = "/nowhere";
    newsroom.title = "News";
    newsroom.identity = "example.org";
    newsroom.lang = "en";
    newsroom.zone = stm_zone_utc();
    newsroom.limits = stm_limits_default;
    memset(&context, 0, sizeof(context));
    context.newsroom = &newsroom;
    context.format = format;
    context.base = context.self = context.style = "http://localhost/";
    ck_assert_int_eq(stm_ui_words_load(&context.words, SHEETS, stm_problems_create(pool), pool),
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

static stm_reference_t know_no_state(void *baton, const char *name, apr_time_t moment,
                                     apr_pool_t *scratch_pool)
{
    (void)baton;
    (void)name;
    (void)moment;
    (void)scratch_pool;
    return STM_REFERENCE_MISSING;
}

static apr_status_t load_none(void *baton, stm_document_t **document, const char *name,
                              apr_pool_t *result_pool)
{
    (void)baton;
    (void)document;
    (void)name;
    (void)result_pool;
    return APR_ENOENT;
}

/* The public form of the sample. */
static apr_status_t make_edition(stm_document_t **document, stm_problems_t *problems)
{
    static const stm_resolver_t resolver = {NULL, know_no_state, load_none, NULL};
    stm_view_t view = {context.newsroom, &resolver, context.base, NAME,
                       apr_time_now(),   NULL,      NULL,         NULL};
    apr_status_t status =
        stm_document_read(document, HERE "/sample.xml", NAME, &stm_limits_default, problems, pool);

    return status ? status : stm_edition_make(*document, &view, problems, pool);
}

/* A list with all that one may have. */
static stm_document_t *make_list(const stm_document_t *edition)
{
    static const char *const values[STM_FACET_KINDS] = {NULL, "samples", "2026", "en", "council"};
    static const stm_filter_t filter = {
        {NULL, "samples", "2026", "en", NULL}, "sample", STM_FOUND_BEST};
    const char snippet[] = {'a', ' ', STM_HIT_START, 'b', STM_HIT_END, 'c', '\0'};
    const stm_list_t list = {.newsroom = context.newsroom,
                             .base = context.base,
                             .folder = "2026/",
                             .self = context.self,
                             .page = 2,
                             .pages = 3,
                             .total = 2,
                             .updated = apr_time_from_sec(1777888800)};
    apr_array_header_t *facets = apr_array_make(pool, 8, sizeof(stm_facet_t));
    stm_document_t *document = stm_list_create(&list, pool);
    int kind;

    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        APR_ARRAY_PUSH(facets, stm_facet_t) =
            (stm_facet_t){(stm_facet_kind_t)kind, values[kind], values[kind], 2, NULL};
        APR_ARRAY_PUSH(facets, stm_facet_t) =
            (stm_facet_t){(stm_facet_kind_t)kind, "de", "de", 1, NULL};
    }
    stm_list_filter(document, &list, &filter, facets);
    stm_list_add(document, edition, STM_EXTENT_WHOLE);
    stm_list_hits(document, snippet, snippet);
    stm_list_previous(document, context.self, 0);
    stm_list_gone(document, "urn:uuid:00000000-0000-0000-0000-000000000000", list.updated);
    return document;
}

static apr_status_t render(const stm_stylesheet_t *sheet, int is_list)
{
    stm_document_t *edition, *list = NULL;
    stm_problems_t *problems = stm_problems_create(pool);
    apr_status_t status;
    stm_page_t page;

    status = make_edition(&edition, problems);
    if (!status && is_list) {
        /* A transform changes what it is given. */
        list = make_list(edition);
    }
    if (!status) {
        status = stm_render(&page, edition, sheet, &context, problems, pool);
    }
    if (!status && list) {
        status = stm_render(&page, list, sheet, &context, problems, pool);
    }
    return status;
}

START_TEST(test_every_stylesheet_takes_the_sample_and_a_list_of_it)
{
    const apr_array_header_t *formats = stm_format_builtin(pool);
    int i;

    for (i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        make_scene(format);
        ck_assert_msg(!render(load(SHEETS, format->statement_sheet), format->list_sheet != NULL),
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
    xmlDoc *sample = xmlReadFile(HERE "/sample.xml", NULL, XML_PARSE_NONET);

    ck_assert_ptr_nonnull(schema);
    ck_assert_ptr_nonnull(sample);
    compare(schema->children, sample);
    xmlFreeDoc(schema);
    xmlFreeDoc(sample);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_every_stylesheet_takes_the_sample_and_a_list_of_it);
    tcase_add_test(all, test_the_sample_has_every_element_of_the_vocabulary);
}

UNIT_MAIN("sample")
