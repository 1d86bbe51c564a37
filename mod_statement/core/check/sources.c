#include "core/check/sources.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/table.h"
#include "core/edition/make.h"
#include "core/site/newsroom.h"
#include "core/site/statement.h"
#include "core/xml/plain.h"

/* A chain of more is too deep for a page whatever comes behind it; the stack is not endless. */
#define MAX_CHAIN 500

typedef enum { STATE_OPEN = 0, STATE_THERE, STATE_MISSING, STATE_CIRCLE } state_t;

typedef struct page_t {
    state_t state; /* OPEN: those that it reproduces are being weighed */
    stm_weight_t weight;
    apr_off_t bytes;
} page_t;

/* A `src` in a document. */
typedef struct source_t {
    const char *src, *name; /* name NULL: it leads out of the folder, and nobody knows where to */
    int line, column;
} source_t;

struct stm_check_sources_t {
    const char *root;
    const stm_zone_t *zone;
    apr_time_t moment;
    apr_hash_t *pages; /* page_t by name */
    apr_pool_t *pool;
};

stm_check_sources_t *stm_check_sources_make(const char *root, const stm_zone_t *zone,
                                            apr_time_t moment, apr_pool_t *result_pool)
{
    stm_check_sources_t *made = apr_pcalloc(result_pool, sizeof(*made));

    made->root = root;
    made->zone = zone;
    made->moment = moment;
    made->pages = stm_table_make(result_pool);
    made->pool = result_pool;
    return made;
}

static void find_sources(apr_array_header_t *found, const xmlNode *element, const char *name)
{
    const char *src = stm_plain_is(element, "statement")
                          ? stm_plain_attribute(element, "src", found->pool)
                          : NULL;

    if (src != NULL) {
        source_t *source = &APR_ARRAY_PUSH(found, source_t);

        source->src = src;
        source->name = stm_edition_name(src, name, found->pool);
        stm_document_position(element, &source->line, &source->column);
    }
    for (const xmlNode *child = element->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && !stm_plain_is_internal(child)) {
            find_sources(found, child, name);
        }
    }
}

/* None where the statement is withdrawn: a notice stands in its place. */
static apr_array_header_t *sources_of(const stm_check_sources_t *sources,
                                      const stm_document_t *document, const char *name,
                                      apr_pool_t *pool)
{
    apr_array_header_t *found = apr_array_make(pool, 4, sizeof(source_t));

    if (stm_statement_outline(document, sources->zone, pool)->withdrawn_at > sources->moment) {
        find_sources(found, xmlDocGetRootElement(document->xml), name);
    }
    return found;
}

static const page_t *page_of(stm_check_sources_t *sources, const char *name, int chain);

/* How it stands with that one, whose weight is added where it is there. */
static state_t add_source(stm_weight_t *weight, stm_check_sources_t *sources,
                          const source_t *source, int chain)
{
    static const page_t beyond = {.state = STATE_THERE, .weight = {.depth = STM_BOUND_DEPTH}};
    const page_t *page;

    if (source->name == NULL) {
        return STATE_MISSING;
    }
    page = page_of(sources, source->name, chain + 1);
    page = page ? page : &beyond;
    if (page->state == STATE_THERE) {
        stm_bounds_add(weight, &page->weight, page->bytes);
    }
    return page->state;
}

static void read_page(page_t *page, stm_check_sources_t *sources, const char *name, int chain,
                      apr_pool_t *pool)
{
    const char *path = apr_pstrcat(pool, sources->root, "/", name, ".xml", NULL);
    const apr_array_header_t *inside;
    stm_document_t *document;
    state_t state = STATE_THERE;

    if (stm_document_read(&document, path, name, &stm_limits_default, stm_problems_create(pool),
                          pool) != APR_SUCCESS) {
        page->state = STATE_MISSING;
        return;
    }
    if (stm_statement_outline(document, sources->zone, pool)->withdrawn_at > sources->moment) {
        inside = sources_of(sources, document, name, pool);
        page->weight = document->weight;
        page->bytes = (apr_off_t)document->size;
        stm_document_drop(document);
        for (int i = 0; i < inside->nelts; i++) {
            state_t of_source =
                add_source(&page->weight, sources, &APR_ARRAY_IDX(inside, i, source_t), chain);

            state = of_source == STATE_OPEN || of_source == STATE_CIRCLE ? STATE_CIRCLE : state;
        }
    }
    page->state = state;
}

/* NULL: the chain is longer than any page has it. */
static const page_t *page_of(stm_check_sources_t *sources, const char *name, int chain)
{
    page_t *page = apr_hash_get(sources->pages, name, APR_HASH_KEY_STRING);
    apr_pool_t *pool;

    if (page == NULL && chain < MAX_CHAIN) {
        page = apr_pcalloc(sources->pool, sizeof(*page));
        apr_hash_set(sources->pages, apr_pstrdup(sources->pool, name), APR_HASH_KEY_STRING, page);
        apr_pool_create(&pool, sources->pool);
        read_page(page, sources, name, chain, pool);
        apr_pool_destroy(pool);
    }
    return page;
}

static void refuse(const source_t *source, const stm_document_t *document, const char *code,
                   const char *remedy, const char *message, stm_problems_t *problems)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, code, document->name, source->line,
                     source->column, remedy, "%s", message);
}

static void report_state(state_t state, const source_t *source, const stm_document_t *document,
                         stm_problems_t *problems, apr_pool_t *pool)
{
    if (state == STATE_OPEN || state == STATE_CIRCLE) {
        refuse(source, document, "source-loop",
               "Take one of the statements out of the ring, or quote it by hand.",
               apr_psprintf(pool, "Reproducing “%s” leads in a circle", source->src), problems);
    }
}

void stm_check_sources(stm_check_sources_t *sources, const stm_document_t *document,
                       const char *name, stm_problems_t *problems, apr_pool_t *scratch_pool)
{
    const apr_array_header_t *all = sources_of(sources, document, name, scratch_pool);
    page_t self = {.state = STATE_OPEN}, *known;
    stm_weight_t weight = document->weight;
    const char *fault = NULL, *remedy;

    if (all->nelts == 0) {
        return;
    }
    /* What leads back here is a circle. */
    known = apr_hash_get(sources->pages, name, APR_HASH_KEY_STRING);
    apr_hash_set(sources->pages, name, APR_HASH_KEY_STRING, &self);
    for (int i = 0; i < all->nelts && fault == NULL; i++) {
        const source_t *source = &APR_ARRAY_IDX(all, i, source_t);

        report_state(add_source(&weight, sources, source, 0), source, document, problems,
                     scratch_pool);
        fault = stm_bounds_fault(&weight, &remedy, scratch_pool);
        if (fault != NULL) {
            refuse(source, document, "source-limit", remedy, fault, problems);
        }
    }
    apr_hash_set(sources->pages, name, APR_HASH_KEY_STRING, known);
}
