#include "core/intake/file_references.h"

#include <apr_cstr.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/catalog/writer.h"
#include "core/edition/make.h"
#include "core/i18n/language.h"
#include "core/site/expansion.h"
#include "core/site/statement.h"
#include "core/xml/file_name.h"

/* The file system's clock may be behind ours. */
#define MARGIN apr_time_from_sec(60)

/* What is read for one answer: beyond that it is left to the intake. */
#define MOST_READ  64
#define MOST_BYTES (16 * 1024 * 1024)

#define WANTED                                                                                     \
    (APR_FINFO_TYPE | APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME)

/* One question on its way. */
typedef struct finding_t {
    const stm_file_references_query_t *query;
    const stm_resolver_t *resolver;
    const char *files[3];                     /* what is asked about, see find_forms */
    const stm_newsroom_file_t *newsroom_file; /* NULL: none */
    int has_newsroom_file;                    /* that has been found out */
    int read;                                 /* how many documents were read */
    int is_hidden;                            /* somebody hidden names it */
    int is_shown;                             /* somebody who is shown does */
    int is_doubtful;                          /* a document could not be read to its end */
    apr_pool_t *pool;
    apr_pool_t *kept_pool; /* of what outlives a document */
} finding_t;

int stm_file_references_is_site(const char *file)
{
    static const char *const endings[] = {"css", "js",  "mjs", "map", "woff",       "woff2",
                                          "ttf", "otf", "ttc", "eot", "webmanifest"};
    const char *slash = strrchr(file, '/'), *dot = strrchr(slash ? slash : file, '.');
    size_t i;

    for (i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (!apr_cstr_casecmp(dot + 1, endings[i])) {
            return 1;
        }
    }
    return 0;
}

static int leads(const char *reference, const finding_t *finding)
{
    int i;

    reference = stm_reference_name(reference, finding->pool);
    for (i = 0; i < 3 && finding->files[i]; i++) {
        if (stm_reference_leads(reference, finding->files[i], finding->query->mounts,
                                finding->pool)) {
            return 1;
        }
    }
    return 0;
}

/* How a statement names the file, as far as readers are concerned: as nobody, hidden or shown. */
static stm_file_references_t names_file(const stm_statement_t *statement, const char *name,
                                        const finding_t *finding)
{
    stm_file_references_t naming = STM_FILE_REFERENCES_NOBODY;
    int i;

    for (i = 0; i < statement->edges->nelts && naming != STM_FILE_REFERENCES_SHOWN; i++) {
        const stm_edge_t *edge = &APR_ARRAY_IDX(statement->edges, i, const stm_edge_t);
        const char *reference = edge->kind == STM_EDGE_SOURCE
                                    ? NULL
                                    : stm_reference_make(edge->href, name, finding->pool);

        if (reference && leads(reference, finding)) {
            naming = edge->kind == STM_EDGE_INTERNAL ? STM_FILE_REFERENCES_HIDDEN
                                                     : STM_FILE_REFERENCES_SHOWN;
        }
    }
    return naming;
}

static int is_visible(const finding_t *finding, const char *name)
{
    return finding->resolver->state(finding->resolver->baton, name, finding->query->moment,
                                    finding->pool) == STM_REFERENCE_VISIBLE;
}

/* Notes what the document of the statement @a name says now. An error where it is none. */
static apr_status_t read_document(finding_t *finding, const char *name, const char *path)
{
    const stm_newsroom_t *newsroom = finding->query->newsroom;
    stm_document_t *document;
    stm_file_references_t naming;
    apr_status_t status = stm_document_read(&document, path, name, &newsroom->limits,
                                            stm_problems_create(finding->pool), finding->pool);

    finding->read++;
    if (status) {
        return status;
    }
    if (!finding->has_newsroom_file) {
        finding->has_newsroom_file = 1;
        finding->newsroom_file =
            stm_edition_newsroom_file(newsroom, finding->query->schema,
                                      stm_problems_create(finding->kept_pool), finding->kept_pool);
    }
    stm_expansion_make(document, finding->newsroom_file, newsroom, name, NULL);
    naming =
        names_file(stm_statement_extract(document, newsroom->zone, finding->pool), name, finding);
    if (naming == STM_FILE_REFERENCES_SHOWN && is_visible(finding, name)) {
        finding->is_shown = 1;
    }
    finding->is_hidden |= naming != STM_FILE_REFERENCES_NOBODY;
    return APR_SUCCESS;
}

/* One that the catalog knows to name the file. What has changed since speaks for itself; what is
 * gone or broken is served as it last was. */
static int follow_known(void *baton, const stm_named_by_t *by)
{
    finding_t *finding = baton;
    apr_finfo_t finfo;
    const char *path =
        stm_newsroom_find(&finfo, finding->query->newsroom, by->name, WANTED, finding->pool);
    stm_file_stamp_t stamp = {0};

    if (path) {
        stamp = stm_file_stamp(&finfo);
    }
    if (!path || stm_file_stamp_equals(&stamp, &by->stamp) || finding->read >= MOST_READ ||
        read_document(finding, by->name, path)) {
        finding->is_shown |= by->is_shown;
        finding->is_hidden |= !by->is_any;
        finding->is_doubtful |= by->is_any;
    }
    return finding->is_shown;
}

/* Whether the intake has taken in the file of @a name as it is now. */
static int is_taken(const finding_t *finding, const char *name, const apr_finfo_t *finfo)
{
    const stm_file_references_query_t *query = finding->query;
    const char *slash = strrchr(name, '/');
    apr_size_t size = slash ? (apr_size_t)(slash + 1 - name) : 0;
    stm_file_stamp_t stamp = stm_file_stamp(finfo);
    stm_file_t *known;

    return !stm_catalog_file(&known, query->catalog, query->newsroom->key,
                             apr_pstrmemdup(finding->pool, name, size), name + size,
                             finding->pool) &&
           !known->is_due && stm_file_stamp_equals(&stamp, &known->stamp);
}

/* Reads what has changed since @a since and was not taken in; 0 where that is too much. */
static int follow_changes(finding_t *finding, apr_time_t since)
{
    apr_array_header_t *names;
    apr_finfo_t finfo;
    int i;

    if (stm_edition_folder_names(&names, finding->query->newsroom, "", finding->pool)) {
        return 0;
    }
    for (i = 0; i < names->nelts && !finding->is_shown; i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        const char *path =
            stm_newsroom_find(&finfo, finding->query->newsroom, name, WANTED, finding->pool);
        apr_status_t status;

        if (!path || (finfo.ctime < since && finfo.mtime < since) ||
            is_taken(finding, name, &finfo)) {
            continue;
        }
        if (finding->read >= MOST_READ) {
            return 0;
        }
        status = read_document(finding, name, path);
        finding->is_doubtful |= status && status != STM_EFOREIGN;
    }
    return 1;
}

/* Whether the bytes of a document hold the file's last step, so that it may name it. */
static int holds_name(apr_size_t *bytes_read, const finding_t *finding, const char *path)
{
    const char *file = finding->files[0], *name = apr_filepath_name_get(file);
    stm_problems_t *problems = stm_problems_create(finding->pool);
    const char *bytes;
    apr_size_t size;

    if (stm_document_bytes(&bytes, &size, path, path, &finding->query->newsroom->limits, problems,
                           finding->pool)) {
        return 0;
    }
    *bytes_read += size;
    return memmem(bytes, size, name, strlen(name)) != NULL;
}

/* Without a catalog: whether a statement that is shown from its file names it. */
static void follow_folder(finding_t *finding)
{
    apr_pool_t *outer = finding->pool;
    apr_array_header_t *names;
    apr_finfo_t finfo;
    apr_size_t bytes = 0;
    int i;

    if (stm_edition_folder_names(&names, finding->query->newsroom, "", outer)) {
        return;
    }
    apr_pool_create(&finding->pool, outer);
    for (i = 0;
         i < names->nelts && !finding->is_shown && finding->read < MOST_READ && bytes < MOST_BYTES;
         i++) {
        const char *name = APR_ARRAY_IDX(names, i, const char *);
        const char *path =
            stm_newsroom_find(&finfo, finding->query->newsroom, name, WANTED, finding->pool);

        if (path && holds_name(&bytes, finding, path)) {
            read_document(finding, name, path);
        }
        apr_pool_clear(finding->pool);
    }
    apr_pool_destroy(finding->pool);
    finding->pool = outer;
}

static int is_complete(apr_time_t *scanned_at, const stm_file_references_query_t *query)
{
    return query->catalog &&
           !stm_catalog_scanned_at(scanned_at, query->catalog, query->newsroom->key) && *scanned_at;
}

static stm_file_references_t answer(const finding_t *finding)
{
    if (finding->is_shown) {
        return STM_FILE_REFERENCES_SHOWN;
    }
    if (finding->is_hidden) {
        return STM_FILE_REFERENCES_HIDDEN;
    }
    return finding->is_doubtful ? STM_FILE_REFERENCES_UNSET : STM_FILE_REFERENCES_NOBODY;
}

static apr_status_t follow_catalog(finding_t *finding)
{
    const stm_file_references_query_t *query = finding->query;
    apr_status_t status = APR_SUCCESS;
    int i;

    for (i = 0; i < 3 && finding->files[i] && !status && !finding->is_shown; i++) {
        status = stm_catalog_named_by(query->catalog, query->newsroom->key, finding->files[i],
                                      query->mounts, query->moment, follow_known, finding,
                                      finding->pool);
    }
    return status;
}

/* What is as young as what the catalog may not know yet. The catalog is asked once more: a document
 * may have been taken in between the first time and the look at the folder. */
static stm_file_references_t find_young(finding_t *finding, apr_time_t since)
{
    if (!follow_changes(finding, since) || (!finding->is_shown && follow_catalog(finding))) {
        return finding->is_shown ? STM_FILE_REFERENCES_SHOWN : STM_FILE_REFERENCES_UNSET;
    }
    return answer(finding);
}

/* The name without ".xml": as it is, as NFC, as NFD. Who writes an address does not see in which
 * form the file's name has its accents. */
static void find_forms(finding_t *finding, const char *file)
{
    const char *end = file;

    finding->files[0] = file;
    while (*end && !(*end & 0x80)) {
        end++;
    }
    if (*end) {
        finding->files[1] = stm_language_composed(file, finding->pool);
        finding->files[2] = stm_language_decomposed(file, finding->pool);
    }
}

stm_file_references_t stm_file_references_find(const stm_file_references_query_t *query,
                                               const char *file, const apr_finfo_t *finfo,
                                               apr_pool_t *scratch_pool)
{
    finding_t finding = {.query = query, .pool = scratch_pool, .kept_pool = scratch_pool};
    apr_time_t scanned_at = 0, since;

    find_forms(&finding, stm_reference_name(file, scratch_pool));
    finding.resolver =
        stm_edition_folder_resolver(query->newsroom, query->schema, STM_REACH_NAMED, scratch_pool);
    if (!is_complete(&scanned_at, query)) {
        follow_folder(&finding);
        return finding.is_shown ? STM_FILE_REFERENCES_SHOWN : STM_FILE_REFERENCES_UNSET;
    }
    if (follow_catalog(&finding)) {
        return STM_FILE_REFERENCES_UNSET;
    }
    since = scanned_at - MARGIN;
    return !finding.is_shown && (finfo->ctime >= since || finfo->mtime >= since)
               ? find_young(&finding, since)
               : answer(&finding);
}
