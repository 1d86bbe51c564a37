#include "core/render/warm_up.h"

#include <apr_strings.h>

#include "core/catalog/index.h"
#include "core/i18n/language.h"
#include "core/search/snippet.h"

#define NAME "2026/sample"

void stm_warm_up_language(const char *tag, apr_pool_t *scratch_pool)
{
    static const char text[] = "One word after the other.";
    apr_pool_t *pool;

    apr_pool_create(&pool, scratch_pool);
    stm_language_fold(text, pool);
    stm_language_cut(text, tag, 10, pool);
    stm_language_wrap(text, tag, 10, "", "", pool);
    apr_pool_destroy(pool);
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
static apr_status_t make_edition(stm_document_t **document, const stm_scene_t *scene,
                                 const char *directory, stm_problems_t *problems, apr_pool_t *pool)
{
    static const stm_resolver_t resolver = {NULL, know_no_state, load_none, NULL};
    const char *path = apr_pstrcat(pool, directory, "/sample.xml", NULL);
    stm_view_t view = {scene->newsroom, &resolver, scene->base, NAME,
                       apr_time_now(),  NULL,      NULL,        NULL};
    apr_status_t status =
        stm_document_read(document, path, NAME, &stm_limits_default, problems, pool);

    return status ? status : stm_edition_make(*document, &view, problems, pool);
}

/* A list with all that one may have. */
static stm_document_t *make_list(const stm_scene_t *scene, const stm_document_t *edition,
                                 apr_pool_t *pool)
{
    static const char *const values[STM_FACET_KINDS] = {NULL, "samples", "2026", "en", "council"};
    static const stm_filter_t filter = {
        {NULL, "samples", "2026", "en", NULL}, "sample", STM_FOUND_BEST};
    const char snippet[] = {'a', ' ', STM_HIT_START, 'b', STM_HIT_END, 'c', '\0'};
    const stm_list_t list = {.newsroom = scene->newsroom,
                             .base = scene->base,
                             .folder = "2026/",
                             .self = scene->self,
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
    stm_list_previous(document, scene->self, 0);
    stm_list_gone(document, "urn:uuid:00000000-0000-0000-0000-000000000000", list.updated);
    return document;
}

apr_status_t stm_warm_up_render(const stm_stylesheet_t *sheet, const stm_scene_t *scene,
                                const char *directory, int is_list, apr_pool_t *scratch_pool)
{
    stm_document_t *edition, *list = NULL;
    stm_problems_t *problems;
    apr_status_t status;
    apr_pool_t *pool;
    stm_page_t page;

    apr_pool_create(&pool, scratch_pool);
    problems = stm_problems_create(pool);
    status = make_edition(&edition, scene, directory, problems, pool);
    if (!status && is_list) {
        /* A transform changes what it is given. */
        list = make_list(scene, edition, pool);
    }
    if (!status) {
        status = stm_render(&page, edition, sheet, scene, problems, pool);
    }
    if (!status && list) {
        status = stm_render(&page, list, sheet, scene, problems, pool);
    }
    apr_pool_destroy(pool);
    return status;
}
