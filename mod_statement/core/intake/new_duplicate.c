#include "core/intake/new_duplicate.h"

#include <string.h>

#include "core/edition/make.h"
#include "core/site/statement.h"
#include "core/xml/root.h"

/* The file system's clock may be behind ours. */
#define MARGIN apr_time_from_sec(60)

#define MOST_READ 1000

/* The root's start tag is in it. */
#define BEGINNING 4096

#define WANTED                                                                                     \
    (APR_FINFO_TYPE | APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME)

typedef struct search_t {
    const stm_new_file_t *file;
    const stm_resolver_t *resolver;
    apr_time_t since, moment;
    int read;         /* files of which the beginning was read */
    apr_pool_t *pool; /* of one file */
} search_t;

/* Whether the catalog knows the file as it is now: then it knows its id as well. */
static int is_taken(const search_t *search, const char *name, const apr_finfo_t *finfo)
{
    const stm_new_file_t *file = search->file;
    stm_file_stamp_t stamp = stm_file_stamp(finfo);
    stm_entry_t *entry;

    return !stm_catalog_find(&entry, file->catalog, file->newsroom->key, name, search->pool) &&
           stm_file_stamp_equals(&stamp, &entry->stamp);
}

/* Most files do not have the words of the id in their beginning, and are not parsed. */
static int may_have_id(search_t *search, const char *path)
{
    char beginning[BEGINNING];
    apr_size_t size = stm_root_read_beginning(beginning, sizeof(beginning), path);

    search->read++;
    return memmem(beginning, size, search->file->id, strlen(search->file->id)) != NULL;
}

static int has_id(const search_t *search, const char *name, const char *path)
{
    const stm_newsroom_t *newsroom = search->file->newsroom;
    stm_document_t *document;
    const stm_statement_t *statement;

    if (stm_document_read(&document, path, name, &newsroom->limits,
                          stm_problems_create(search->pool), search->pool)) {
        return 0;
    }
    statement = stm_statement_extract(document, newsroom->zone, search->pool);
    return statement->id && strcmp(statement->id, search->file->id) == 0;
}

static int is_public(const search_t *search, const char *name)
{
    return search->resolver->state(search->resolver->baton, name, search->moment, search->pool) >
           STM_REFERENCE_HIDDEN;
}

static int counts(search_t *search, const char *name)
{
    const stm_new_file_t *file = search->file;
    apr_finfo_t finfo;
    const char *path = stm_newsroom_find(&finfo, file->newsroom, name, WANTED, search->pool);

    return strcmp(name, file->name) != 0 && path &&
           (finfo.ctime >= search->since || finfo.mtime >= search->since) &&
           stm_duplicates_is_older(name, finfo.mtime, file->name, file->mtime, 1) &&
           !is_taken(search, name, &finfo) && may_have_id(search, path) &&
           has_id(search, name, path) && is_public(search, name);
}

int stm_new_duplicate_counts(const stm_new_file_t *file, apr_time_t moment,
                             apr_pool_t *scratch_pool)
{
    search_t search = {.file = file, .moment = moment};
    apr_array_header_t *names;
    apr_time_t scanned_at = 0;
    int is_found = 0;

    stm_catalog_scanned_at(&scanned_at, file->catalog, file->newsroom->key);
    search.since = scanned_at - MARGIN;
    search.resolver =
        stm_edition_folder_resolver(file->newsroom, file->schema, STM_REACH_NAMED, scratch_pool);
    if (stm_edition_folder_names(&names, file->newsroom, "", scratch_pool)) {
        return 0;
    }
    apr_pool_create(&search.pool, scratch_pool);
    for (int i = 0; i < names->nelts && !is_found && search.read < MOST_READ; i++) {
        is_found = counts(&search, APR_ARRAY_IDX(names, i, const char *));
        apr_pool_clear(search.pool);
    }
    apr_pool_destroy(search.pool);
    return is_found;
}
