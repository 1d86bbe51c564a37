/*
 * The other statements of a newsroom, read from its folder whenever one is asked for.
 */
#include "core/edition/make.h"

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/table.h"
#include "core/schema/validate.h"
#include "core/site/expansion.h"
#include "core/site/spelling.h"
#include "core/site/statement.h"
#include "core/xml/file_name.h"

/* newsroom.xml, which is read with the first document. */
typedef struct sharing_t {
    int is_read;
    const stm_newsroom_file_t *file; /* NULL: none */
} sharing_t;

typedef struct folder_t {
    const stm_newsroom_t *newsroom;
    const stm_schema_t *schema;
    sharing_t *sharing;
    apr_hash_t *states;       /* stm_reference_t * by name, while one name is asked for */
    apr_hash_t *translations; /* joined_t * by name; NULL: not read yet */
    apr_pool_t *pool;
} folder_t;

/* NULL for a name that could lead out of the folder or to a file that is never served. */
static const char *path_of(const folder_t *folder, const char *name, apr_pool_t *pool)
{
    const char *step = name;

    for (;;) {
        apr_size_t length = strcspn(step, "/");
        const char *copy = apr_pstrmemdup(pool, step, length);

        if (step[length] == '\0') {
            copy = apr_pstrcat(pool, copy, ".xml", NULL);
        }
        if (length == 0 || stm_newsroom_is_companion(copy)) {
            return NULL;
        }
        if (step[length] == '\0') {
            return stm_newsroom_path(folder->newsroom, name, pool);
        }
        step += length + 1;
    }
}

static const stm_newsroom_file_t *newsroom_file_of(const folder_t *folder)
{
    if (!folder->sharing->is_read) {
        folder->sharing->is_read = 1;
        folder->sharing->file = stm_edition_newsroom_file(
            folder->newsroom, folder->schema, stm_problems_create(folder->pool), folder->pool);
    }
    return folder->sharing->file;
}

/* @a problems as stm_expansion_make has it. */
static apr_status_t read_name(const folder_t *folder, stm_document_t **document, const char *name,
                              stm_problems_t *problems, apr_pool_t *pool)
{
    const char *path = path_of(folder, name, pool);
    apr_status_t status;

    if (path == NULL) {
        return APR_ENOENT;
    }
    if (!stm_spelling_is_plain(name)) {
        name = stm_spelling_find(folder->newsroom->root, name, ".xml", pool);
        if (name == NULL) {
            return APR_ENOENT;
        }
        path = stm_newsroom_path(folder->newsroom, name, pool);
    }
    status = stm_document_read(document, path, apr_pstrcat(pool, name, ".xml", NULL),
                               &folder->newsroom->limits, stm_problems_create(pool), pool);
    return status ? status
                  : stm_expansion_make(*document, newsroom_file_of(folder), folder->newsroom, name,
                                       problems);
}

static int is_valid(const folder_t *folder, const stm_document_t *document, apr_time_t moment,
                    apr_pool_t *pool)
{
    stm_rules_t rules = {folder->newsroom->set_zone, moment};

    return folder->schema == NULL || folder->newsroom->validate != STM_VALIDATE_STRICT ||
           stm_schema_check(folder->schema, document, &rules, stm_problems_create(pool), pool) ==
               APR_SUCCESS;
}

static stm_reference_t state_at(const folder_t *folder, const char *name, apr_time_t moment,
                                apr_pool_t *pool);

/* A statement is hidden for as long as one that it reproduces is hidden, missing or itself. */
static int has_hidden_source(const folder_t *folder, const stm_statement_t *statement,
                             const char *name, apr_time_t moment, apr_pool_t *pool)
{
    int i;

    for (i = 0; i < statement->edges->nelts; i++) {
        const stm_edge_t *edge = &APR_ARRAY_IDX(statement->edges, i, const stm_edge_t);
        const char *source;

        if (edge->kind != STM_EDGE_SOURCE) {
            continue;
        }
        source = stm_edition_name(edge->href, name, pool);
        if (source == NULL || state_at(folder, source, moment, pool) <= STM_REFERENCE_HIDDEN) {
            return 1;
        }
    }
    return 0;
}

static stm_reference_t read_state(const folder_t *folder, const char *name, apr_time_t moment,
                                  apr_pool_t *pool)
{
    stm_document_t *document;
    const stm_statement_t *statement;
    int is_strict = folder->schema != NULL && folder->newsroom->validate == STM_VALIDATE_STRICT;
    apr_status_t status =
        read_name(folder, &document, name, is_strict ? stm_problems_create(pool) : NULL, pool);

    if (APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status) || status == STM_EFOREIGN) {
        return STM_REFERENCE_MISSING;
    }
    if (status != APR_SUCCESS || !is_valid(folder, document, moment, pool)) {
        return STM_REFERENCE_HIDDEN;
    }
    statement = stm_statement_extract(document, folder->newsroom->zone, pool);
    if (folder->newsroom->show != STM_SHOW_ALL &&
        (statement->status == STM_STATUS_DRAFT || statement->published_at > moment)) {
        return STM_REFERENCE_HIDDEN;
    }
    if (statement->withdrawn_at <= moment) {
        return STM_REFERENCE_WITHDRAWN;
    }
    return has_hidden_source(folder, statement, name, moment, pool) ? STM_REFERENCE_HIDDEN
                                                                    : STM_REFERENCE_VISIBLE;
}

/* Each file is read once, and no more of them than one page may hold; one that leads back to itself
 * is hidden. */
static stm_reference_t state_at(const folder_t *folder, const char *name, apr_time_t moment,
                                apr_pool_t *pool)
{
    stm_reference_t *state = apr_hash_get(folder->states, name, APR_HASH_KEY_STRING);

    if (state == NULL) {
        if (apr_hash_count(folder->states) > STM_BOUND_SOURCES) {
            return STM_REFERENCE_HIDDEN;
        }
        state = apr_palloc(pool, sizeof(*state));
        *state = STM_REFERENCE_HIDDEN;
        apr_hash_set(folder->states, name, APR_HASH_KEY_STRING, state);
        *state = read_state(folder, name, moment, pool);
    }
    return *state;
}

static stm_reference_t folder_state(void *baton, const char *name, apr_time_t moment,
                                    apr_pool_t *scratch_pool)
{
    folder_t *folder = baton;
    stm_reference_t state;
    apr_pool_t *pool;

    apr_pool_create(&pool, scratch_pool);
    folder->states = stm_table_make(pool);
    state = state_at(folder, name, moment, pool);
    apr_pool_destroy(pool);
    return state;
}

static apr_status_t folder_load(void *baton, stm_document_t **document, const char *name,
                                apr_pool_t *result_pool)
{
    return read_name(baton, document, name, NULL, result_pool);
}

/* What a statement's own file says, and what others say of it. */
typedef struct joined_t {
    const char *lang;
    apr_array_header_t *names; /* const char *: those that name it, and those that it names */
} joined_t;

static joined_t *joined_of(const folder_t *folder, const char *name)
{
    joined_t *joined = apr_hash_get(folder->translations, name, APR_HASH_KEY_STRING);

    if (joined == NULL) {
        joined = apr_palloc(folder->pool, sizeof(*joined));
        joined->lang = NULL;
        joined->names = apr_array_make(folder->pool, 2, sizeof(const char *));
        apr_hash_set(folder->translations, name, APR_HASH_KEY_STRING, joined);
    }
    return joined;
}

/* Keeps what the statement @a name says it is a translation of. */
static void note_translations(const folder_t *folder, const char *name, apr_pool_t *pool)
{
    const stm_statement_t *statement;
    stm_document_t *document;
    joined_t *joined;
    int i;

    if (read_name(folder, &document, name, NULL, pool) != APR_SUCCESS) {
        return;
    }
    statement = stm_statement_extract(document, folder->newsroom->zone, pool);
    joined = joined_of(folder, name);
    joined->lang = statement->lang ? apr_pstrdup(folder->pool, statement->lang) : NULL;
    for (i = 0; i < statement->edges->nelts; i++) {
        const stm_edge_t *edge = &APR_ARRAY_IDX(statement->edges, i, const stm_edge_t);
        const char *target = edge->kind == STM_EDGE_TRANSLATION
                                 ? stm_edition_name(edge->href, name, folder->pool)
                                 : NULL;

        if (target != NULL) {
            APR_ARRAY_PUSH(joined_of(folder, target)->names, const char *) = name;
            APR_ARRAY_PUSH(joined->names, const char *) = target;
        }
    }
}

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static apr_status_t read_translations(folder_t *folder)
{
    apr_array_header_t *names;
    apr_pool_t *pool;
    apr_status_t status = stm_edition_folder_names(&names, folder->newsroom, "", folder->pool);
    int i;

    if (status != APR_SUCCESS) {
        return status;
    }
    folder->translations = stm_table_make(folder->pool);
    qsort(names->elts, (size_t)names->nelts, sizeof(const char *), by_name);
    apr_pool_create(&pool, folder->pool);
    for (i = 0; i < names->nelts; i++) {
        note_translations(folder, APR_ARRAY_IDX(names, i, const char *), pool);
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
    return APR_SUCCESS;
}

static apr_status_t folder_translations(void *baton, apr_array_header_t **translations,
                                        const char *name, apr_pool_t *result_pool)
{
    folder_t *folder = baton;
    apr_status_t status = folder->translations == NULL ? read_translations(folder) : APR_SUCCESS;
    const joined_t *joined;

    if (status != APR_SUCCESS) {
        return status;
    }
    joined = joined_of(folder, apr_pstrdup(folder->pool, name));
    *translations = apr_array_make(result_pool, joined->names->nelts, sizeof(stm_translation_t));
    for (int i = 0; i < joined->names->nelts; i++) {
        stm_translation_t *one = apr_array_push(*translations);

        one->name = APR_ARRAY_IDX(joined->names, i, const char *);
        one->lang = joined_of(folder, one->name)->lang;
    }
    return APR_SUCCESS;
}

const stm_newsroom_file_t *stm_edition_newsroom_file(const stm_newsroom_t *newsroom,
                                                     const struct stm_schema_t *schema,
                                                     stm_problems_t *problems,
                                                     apr_pool_t *result_pool)
{
    const stm_rules_t rules = {newsroom->set_zone, 0};
    stm_newsroom_file_t *file;
    const char *bytes;
    apr_size_t size;

    if (newsroom->root == NULL ||
        stm_newsroom_file_bytes(&bytes, &size, newsroom, problems, result_pool) != APR_SUCCESS ||
        stm_newsroom_file_parse(&file, bytes, size, newsroom, problems, result_pool) !=
            APR_SUCCESS) {
        return NULL;
    }
    return schema != NULL && stm_schema_check_newsroom(schema, stm_newsroom_file_document(file),
                                                       &rules, problems, result_pool) != APR_SUCCESS
               ? NULL
               : file;
}

const stm_resolver_t *stm_edition_folder_resolver(const stm_newsroom_t *newsroom,
                                                  const struct stm_schema_t *schema,
                                                  stm_reach_t reach, apr_pool_t *result_pool)
{
    folder_t *folder = apr_pcalloc(result_pool, sizeof(*folder));
    stm_resolver_t *resolver = apr_palloc(result_pool, sizeof(*resolver));

    folder->newsroom = newsroom;
    folder->schema = schema;
    folder->sharing = apr_pcalloc(result_pool, sizeof(*folder->sharing));
    folder->pool = result_pool;
    resolver->baton = folder;
    resolver->state = folder_state;
    resolver->load = folder_load;
    resolver->translations = reach == STM_REACH_FOLDER ? folder_translations : NULL;
    return resolver;
}

static apr_status_t add_names(apr_array_header_t *names, const char *path, const char *prefix,
                              apr_pool_t *pool)
{
    apr_dir_t *dir;
    apr_finfo_t finfo;
    apr_status_t status = apr_dir_open(&dir, path, pool);

    if (status != APR_SUCCESS) {
        return status;
    }
    while ((status = apr_dir_read(&finfo, APR_FINFO_NAME | APR_FINFO_TYPE, dir)) == APR_SUCCESS ||
           status == APR_INCOMPLETE) {
        const char *name = apr_pstrcat(pool, prefix, finfo.name, NULL);

        if (stm_newsroom_is_companion(finfo.name)) {
            continue;
        }
        if (finfo.filetype == APR_DIR) {
            /* A subfolder that cannot be read holds nothing for readers. */
            add_names(names, apr_pstrcat(pool, path, "/", finfo.name, NULL),
                      apr_pstrcat(pool, name, "/", NULL), pool);
        }
        else if (stm_file_name_is_xml(name)) {
            APR_ARRAY_PUSH(names, const char *) = apr_pstrmemdup(pool, name, strlen(name) - 4);
        }
    }
    return apr_dir_close(dir);
}

apr_status_t stm_edition_folder_names(apr_array_header_t **names, const stm_newsroom_t *newsroom,
                                      const char *folder, apr_pool_t *result_pool)
{
    *names = apr_array_make(result_pool, 32, sizeof(const char *));
    return add_names(*names, apr_pstrcat(result_pool, newsroom->root, "/", folder, NULL), folder,
                     result_pool);
}
