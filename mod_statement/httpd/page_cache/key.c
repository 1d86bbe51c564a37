/* What names a page, and what is in it now. */
#include <apr_strings.h>
#include <string.h>

#include "core/edition/attachments.h"
#include "core/render/build.h"
#include "httpd/access/check.h"
#include "httpd/page_cache/get.h"
#include "httpd/request/language.h"
#include "httpd/response/codings.h"
#include "httpd/shared/css.h"
#include "httpd/shared/messages.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/stylesheets.h"

const char *stmh_slots_key(const stmh_job_t *job, const char *what, const stm_format_t *format,
                           const char *name, const char *query, const char *readers)
{
    const stmh_place_t *place = job->place;

    /* Strangers make up more addresses of a newsroom than there is room for their pages. */
    if (!stmh_slots_pages() || place->newsroom->show == STM_SHOW_ALL || !place->is_lasting) {
        return NULL;
    }
    return apr_pstrcat(job->pool, place->newsroom->root, "\n", what, "\n", name, "\n", format->name,
                       "\n", query, "\n", readers, "\n", place->base, "\n", place->style, "\n",
                       job->access ? stmh_access_key(job->access, job->pool) : "", NULL);
}

apr_status_t stmh_slots_looks(const char **looks, apr_time_t *looked_at, stmh_job_t *job,
                              const char *sheet)
{
    const stmh_place_t *place = job->place;
    apr_pool_t *result_pool = job->pool;
    stmh_words_use_t words;
    stmh_style_file_t style;
    const char *digest;
    apr_status_t status = stmh_sheets_digest(&digest, looked_at, place, sheet, result_pool);

    if (status) {
        return status;
    }
    stmh_words_acquire(&words, place, result_pool);
    if (words.looked_at < *looked_at) {
        *looked_at = words.looked_at;
    }
    stmh_style_acquire(&style, place->config->refresh, result_pool);
    if (style.looked_at < *looked_at) {
        *looked_at = style.looked_at;
    }
    *looks = apr_pstrcat(result_pool, digest, "-", words.digest, "-", style.fingerprint, "-",
                         place->digest, "-", stmh_language_of(job), "-", stm_build_digest(), NULL);
    return APR_SUCCESS;
}

int stmh_slots_has_files(const stmh_job_t *job, const stm_page_record_t *record)
{
    return stm_attachments_are_same(record->files, job->place->newsroom->root, job->pool);
}

void stmh_slots_fill(stmh_answer_t *answer, const stmh_job_t *job, stm_page_mapping_t *mapping,
                     const stm_page_record_t *record)
{
    stmh_codings_fill(answer, job->r, record->bodies, record->etag, job->pool);
    answer->page.media_type = record->media_type;
    answer->mapping = mapping;
    answer->status = record->status;
    answer->lang = record->lang;
    answer->link = record->link;
    answer->negotiated_link = record->negotiated_link;
    answer->content_location = record->location;
    answer->changed_at = record->changed_at;
    answer->is_recorded = 1;
}
