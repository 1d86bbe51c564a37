#include "httpd/access/readers.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/base/bounded_table.h"
#include "core/base/fingerprint.h"
#include "httpd/access/dirconf.h"
#include "httpd/access/htaccess.h"
#include "httpd/access/modules.h"
#include "httpd/access/survey.h"

/* Room for a thousand addresses. A survey takes some fifty microseconds. */
#define ROWS 256

/* What is no file is in no folder. */
static const char nowhere[] = "/dev/null/none";

/* Whether a module takes part of which nothing is known; before the child starts: it may. */
static int has_stranger = 1;

static stm_bounded_table_t *known; /* verdicts by address, file and stamps of .htaccess files */

void stmh_readers_child(void)
{
    apr_pool_t *pool;

    /* Not below the child's pool, which may go while requests still run. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_readers");
    known = stm_bounded_table_create(ROWS, pool);
    has_stranger = stmh_modules_have_stranger();
}

static const char *folder_of(const request_rec *r)
{
    const char *file = r->filename;
    apr_size_t size =
        file && *file == '/' && !r->proxyreq ? (apr_size_t)(apr_filepath_name_get(file) - file) : 0;

    return size > 1 ? apr_pstrmemdup(r->pool, file, size - 1) : nowhere;
}

/* Whether .htaccess files count nowhere on the way to it. */
static int is_settled(const request_rec *r, const char *folder, apr_pool_t *pool)
{
    const stmh_dirconf_t *dirconf =
        folder == nowhere ? NULL : stmh_dirconf_of(r->server, apr_pstrcat(pool, folder, "/", NULL));

    return folder == nowhere || (dirconf && dirconf->vector);
}

static int survey_files(stmh_survey_t *survey, const apr_array_header_t *files)
{
    int i;

    for (i = 0; i < files->nelts; i++) {
        const stmh_htaccess_t *file = &APR_ARRAY_IDX(files, i, stmh_htaccess_t);
        ap_directive_t *tree;

        if (stmh_htaccess_read(&tree, file, survey->pool)) {
            return 0;
        }
        stmh_survey_htaccess(survey, tree, file->folder);
    }
    return 1;
}

static int survey(const request_rec *r, const char *folder, const apr_array_header_t *files,
                  apr_pool_t *pool)
{
    const char *base_path =
        apr_pstrmemdup(pool, r->uri, (apr_size_t)(apr_filepath_name_get(r->uri) - r->uri));
    stmh_survey_t survey = {.server = r->server,
                            .root = folder,
                            .base_path = base_path,
                            .uri = r->uri,
                            .pool = pool,
                            .file = folder == nowhere ? NULL : apr_filepath_name_get(r->filename)};

    stmh_survey_start(&survey);
    if (!survey_files(&survey, files)) {
        return 1;
    }
    stmh_survey_finish(&survey);
    return survey.do_readers_differ;
}

static const char *key_of(const request_rec *r, const char *stamps)
{
    const char *const texts[] = {r->uri, r->filename ? r->filename : "", stamps};
    stm_fingerprint_t *fingerprint = stm_fingerprint_start(r->pool);
    size_t i;

    stm_fingerprint_add(fingerprint, &r->server, sizeof(r->server));
    for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        stm_fingerprint_add(fingerprint, texts[i], strlen(texts[i]) + 1);
    }
    return stm_fingerprint_hex(fingerprint);
}

static int look(const request_rec *r, apr_pool_t *pool)
{
    apr_array_header_t *files = apr_array_make(pool, 4, sizeof(stmh_htaccess_t));
    const char *folder = folder_of(r), *key;
    struct iovec verdict = {NULL, 1};
    stm_hash_t stamps;

    stm_hash_start(&stamps);
    if (!is_settled(r, folder, pool)) {
        stmh_htaccess_find_above(files, &stamps, r->server, folder, pool);
    }
    key = key_of(r, stm_hash_hex(&stamps, pool));
    if (!known || !stm_bounded_table_get(&verdict, known, key, pool)) {
        verdict.iov_base = survey(r, folder, files, pool) ? "y" : "n";
        if (known) {
            stm_bounded_table_put(known, key, &verdict, 1);
        }
    }
    return *(const char *)verdict.iov_base == 'y';
}

int stmh_readers_may_differ(const request_rec *r)
{
    apr_pool_t *pool;
    int do_they;

    if (!r->uri || *r->uri != '/' || has_stranger) {
        return 1;
    }
    apr_pool_create(&pool, r->pool);
    do_they = look(r, pool);
    apr_pool_destroy(pool);
    return do_they;
}
