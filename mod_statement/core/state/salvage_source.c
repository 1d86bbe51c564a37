#include "core/state/salvage_source.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <stdio.h>
#include <string.h>

#include "core/state/database.h"

static apr_status_t close_source(void *data)
{
    sqlite3_close(data);
    return APR_SUCCESS;
}

static int is_readable(sqlite3 *handle)
{
    sqlite3_stmt *query = NULL;
    int is_there =
        sqlite3_prepare_v2(handle, "SELECT 1 FROM sqlite_schema WHERE name = 'statements'", -1,
                           &query, NULL) == SQLITE_OK &&
        sqlite3_step(query) == SQLITE_ROW;
    sqlite3_finalize(query);
    return is_there;
}

static sqlite3 *open_source(const char *path)
{
    sqlite3 *handle = NULL;
    /* Also a file that is shorter than it should be is read. */
    if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
            SQLITE_OK &&
        sqlite3_exec(handle, "PRAGMA writable_schema = ON; PRAGMA wal_checkpoint(TRUNCATE)", NULL,
                     NULL, NULL) == SQLITE_OK &&
        is_readable(handle)) {
        sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
        return handle;
    }
    sqlite3_close(handle);
    return NULL;
}

/* Without its first page nothing of a file can be read; but every history begins with the same one,
 * and a new one has it. */
static void lend_first_page(const char *path, const char *from)
{
    char page[STM_SALVAGE_PAGE];
    FILE *in = fopen(from, "rb"), *out = fopen(path, "r+b");
    long size;
    if (in && out && fread(page, sizeof(page), 1, in) == 1 && !fseek(out, 0, SEEK_END) &&
        (size = ftell(out)) > 0) {
        apr_uint32_t pages = (apr_uint32_t)(size / STM_SALVAGE_PAGE);
        unsigned char number[4] = {(unsigned char)(pages >> 24), (unsigned char)(pages >> 16),
                                   (unsigned char)(pages >> 8), (unsigned char)pages};
        memcpy(page + 28, number, sizeof(number));
        rewind(out);
        fwrite(page, sizeof(page), 1, out);
    }
    if (in) {
        fclose(in);
    }
    if (out) {
        fclose(out);
    }
}

static apr_status_t copy_file(const char *from, const char *to, apr_pool_t *pool)
{
    return !stm_database_is_file(from)
               ? APR_EINVAL
               : apr_file_copy(from, to, APR_FPROT_UREAD | APR_FPROT_UWRITE, pool);
}

sqlite3 *stm_salvage_source(const char *path, const char *copy, const char *fresh, apr_pool_t *pool)
{
    const char *log = apr_pstrcat(pool, copy, "-wal", NULL);
    sqlite3 *source;

    if (copy_file(path, copy, pool)) {
        return NULL;
    }
    copy_file(apr_pstrcat(pool, path, "-wal", NULL), log, pool);
    source = open_source(copy);
    if (!source) {
        apr_file_remove(log, pool);
        lend_first_page(copy, fresh);
        source = open_source(copy);
    }
    if (source) {
        apr_pool_cleanup_register(pool, source, close_source, apr_pool_cleanup_null);
    }
    return source;
}
