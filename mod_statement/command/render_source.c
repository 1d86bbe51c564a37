#include "command/render_source.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/i18n/language.h"
#include "core/site/expansion.h"
#include "core/site/statement.h"

typedef struct entry_t {
    const char *name;
    apr_time_t published_at, updated_at;
    stm_document_t *edition;
} entry_t;

static stm_view_t view_of(const render_source_t *source, const char *name)
{
    stm_view_t view = {
        source->newsroom, source->resolver, source->base, name, source->moment, NULL, NULL, NULL};

    return view;
}

apr_status_t render_source_statement(stm_document_t **document, const render_source_t *source,
                                     const char *name, const char *file)
{
    const stm_newsroom_t *newsroom = source->newsroom;
    stm_rules_t rules = {newsroom->set_zone, source->moment};
    stm_view_t view = view_of(source, name);
    const char *path = apr_pstrcat(source->pool, newsroom->root, "/", name, ".xml", NULL);
    apr_status_t status =
        stm_document_read(document, path, file, &newsroom->limits, source->problems, source->pool);

    if (status == APR_SUCCESS) {
        status =
            stm_expansion_make(*document, source->newsroom_file, newsroom, name, source->problems);
    }
    if (status == APR_SUCCESS) {
        status =
            stm_schema_check(source->schema, *document, &rules, source->problems, source->pool);
    }
    if (status == APR_SUCCESS) {
        status = stm_edition_make(*document, &view, source->problems, source->pool);
    }
    return status;
}

/* What a list needs of @a name; NULL where it belongs into none. */
static const stm_statement_t *find_listed(stm_document_t **document, const render_source_t *source,
                                          const char *name)
{
    const stm_resolver_t *resolver = source->resolver;
    const stm_statement_t *statement;

    if (resolver->state(resolver->baton, name, source->moment, source->pool) !=
            STM_REFERENCE_VISIBLE ||
        resolver->load(resolver->baton, document, name, source->pool) != APR_SUCCESS) {
        return NULL;
    }
    statement = stm_statement_extract(*document, source->newsroom->zone, source->pool);
    return statement->expires_at > source->moment ? statement : NULL;
}

/* Keeps @a name's edition where it belongs into a list. */
static void add_entry(apr_array_header_t *entries, const render_source_t *source, const char *name)
{
    stm_view_t view = view_of(source, name);
    stm_document_t *document;
    const stm_statement_t *statement = find_listed(&document, source, name);
    entry_t entry;

    if (statement == NULL ||
        stm_edition_make(document, &view, source->problems, source->pool) != APR_SUCCESS) {
        return;
    }
    entry.name = name;
    entry.published_at = statement->published_at;
    entry.updated_at = statement->updated_at;
    entry.edition = document;
    APR_ARRAY_PUSH(entries, entry_t) = entry;
}

static int newest_first(const void *left, const void *right)
{
    const entry_t *a = left, *b = right;

    if (a->published_at != b->published_at) {
        return a->published_at > b->published_at ? -1 : 1;
    }
    return strcmp(a->name, b->name);
}

static apr_time_t newest_change(const apr_array_header_t *entries)
{
    apr_time_t newest = 0;
    int i;

    for (i = 0; i < entries->nelts; i++) {
        const entry_t *entry = &APR_ARRAY_IDX(entries, i, const entry_t);

        if (entry->published_at != STM_NEVER && entry->published_at > newest) {
            newest = entry->published_at;
        }
        if (entry->updated_at > newest) {
            newest = entry->updated_at;
        }
    }
    return newest;
}

apr_status_t render_source_list(stm_document_t **document, const render_source_t *source,
                                const char *folder, const char *self, stm_extent_t extent)
{
    stm_list_t list = {.newsroom = source->newsroom,
                       .base = source->base,
                       .folder = folder,
                       .self = self,
                       .page = 1,
                       .pages = 1};
    apr_array_header_t *names, *entries = apr_array_make(source->pool, 32, sizeof(entry_t));
    apr_status_t status = stm_edition_folder_names(&names, source->newsroom, folder, source->pool);
    int i;

    for (i = 0; status == APR_SUCCESS && i < names->nelts; i++) {
        add_entry(entries, source, APR_ARRAY_IDX(names, i, const char *));
    }
    if (status != APR_SUCCESS) {
        return status;
    }
    qsort(entries->elts, (size_t)entries->nelts, sizeof(entry_t), newest_first);
    list.total = entries->nelts;
    list.updated = newest_change(entries);
    *document = stm_list_create(&list, source->pool);
    for (i = 0; i < entries->nelts && status == APR_SUCCESS; i++) {
        status = stm_list_add(*document, APR_ARRAY_IDX(entries, i, const entry_t).edition, extent);
    }
    return status;
}

const char *render_source_language(const render_source_t *source)
{
    apr_array_header_t *names, *tags = apr_array_make(source->pool, 32, sizeof(const char *));
    const char *shared;

    if (stm_edition_folder_names(&names, source->newsroom, "", source->pool) != APR_SUCCESS) {
        return "en";
    }
    for (int i = 0; i < names->nelts; i++) {
        stm_document_t *document;
        const stm_statement_t *statement =
            find_listed(&document, source, APR_ARRAY_IDX(names, i, const char *));

        if (statement != NULL && statement->lang != NULL) {
            APR_ARRAY_PUSH(tags, const char *) = statement->lang;
        }
    }
    shared = stm_language_shared(tags, source->pool);
    return shared != NULL ? shared : "en";
}
