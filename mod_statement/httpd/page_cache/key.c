/* What names a page, and what is in it now. */
#include <apr_strings.h>
#include <string.h>

#include "core/edition/attachments.h"
#include "core/render/build.h"
#include "httpd/access/check.h"
#include "httpd/page_cache/internal.h"
#include "httpd/request/language.h"
#include "httpd/response/codings.h"
#include "httpd/shared/css.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/stylesheets.h"
#include "httpd/shared/ui_words.h"

const char *stmh_page_cache_key(const stmh_request_t *request, const char *what,
                                const stm_format_t *format, const char *name, const char *query,
                                const char *readers)
{
    const stmh_mount_t *mount = request->mount;

    /* Strangers make up more addresses of a newsroom than there is room for their pages. */
    if (!stmh_page_store_pages() || mount->newsroom->show == STM_SHOW_ALL || request->previewed ||
        !mount->is_lasting) {
        return NULL;
    }
    return apr_pstrcat(
        request->pool, mount->newsroom->root, "\n", what, "\n", name, "\n", format->name, "\n",
        query, "\n", readers, "\n", mount->base, "\n", mount->style, "\n",
        request->access ? stmh_access_key(request->access, request->pool) : "", NULL);
}

apr_status_t stmh_page_cache_digest(const char **digest, apr_time_t *checked_at,
                                    const stmh_request_t *request, stmh_lookup_t *lookup,
                                    const char *sheet)
{
    const stmh_mount_t *mount = request->mount;
    apr_pool_t *result_pool = request->pool;
    stmh_ui_words_use_t words;
    stmh_css_file_t style;
    const char *sheet_digest;
    apr_status_t status =
        stmh_stylesheets_digest(&sheet_digest, checked_at, mount, sheet, result_pool);

    if (status) {
        return status;
    }
    stmh_ui_words_acquire(&words, mount, result_pool);
    if (words.checked_at < *checked_at) {
        *checked_at = words.checked_at;
    }
    stmh_css_acquire(&style, mount->config->refresh, result_pool);
    if (style.checked_at < *checked_at) {
        *checked_at = style.checked_at;
    }
    *digest = apr_pstrcat(result_pool, sheet_digest, "-", words.digest, "-", style.fingerprint, "-",
                          mount->digest, "-", stmh_language_of(request, lookup), "-",
                          stm_build_digest(), NULL);
    return APR_SUCCESS;
}

int stmh_page_cache_has_files(const stmh_request_t *request, const stm_page_record_t *record)
{
    return stm_attachments_are_same(record->files, request->mount->newsroom->root, request->pool);
}

void stmh_page_cache_fill(stmh_response_t *response, const stmh_request_t *request,
                          stm_page_mapping_t *mapping, const stm_page_record_t *record)
{
    stmh_codings_fill(response, request->r, record->bodies, record->etag, request->pool);
    response->page.media_type = record->media_type;
    response->mapping = mapping;
    response->status = record->status;
    response->lang = record->lang;
    response->link = record->link;
    response->negotiated_link = record->negotiated_link;
    response->content_location = record->location;
    response->cache_keys = record->cache_keys;
    response->changed_at = record->changed_at;
    response->is_recorded = 1;
}

apr_status_t stmh_page_cache_let_go(void *mapping)
{
    stm_page_mapping_release(mapping);
    return APR_SUCCESS;
}
