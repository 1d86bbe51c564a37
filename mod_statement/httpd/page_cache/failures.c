#include "httpd/page_cache/failures.h"

#include <apr_strings.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/fingerprint.h"
#include "core/site/format.h"
#include "httpd/request/unwritten.h"
#include "httpd/shared/page_store.h"

static const char *key_of(const stmh_page_slot_t *slot, apr_pool_t *pool)
{
    return apr_pstrcat(pool, slot->key, "\nfailed", NULL);
}

static const char *marker(apr_pool_t *pool)
{
    return apr_pstrcat(pool, stmh_config_server()->state_dir, "/failures", NULL);
}

static void touch_marker(apr_pool_t *pool)
{
    int file = open(marker(pool), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

    if (file >= 0) {
        (void)!futimens(file, NULL);
        close(file);
    }
}

static apr_time_t valid_until(const stmh_request_t *request, const stmh_answer_t *answer,
                              int status)
{
    apr_time_t soon = request->moment + apr_time_from_sec(1);

    return status == HTTP_INTERNAL_SERVER_ERROR || answer->next_change < soon ? answer->next_change
                                                                              : soon;
}

static void note(const stmh_page_slot_t *slot, const stmh_request_t *request,
                 const stmh_answer_t *answer, int status, int is_in_lists)
{
    stm_page_record_t record = {.key = key_of(slot, request->pool),
                                .origin = slot->origin,
                                .valid_from = request->moment,
                                .valid_until = valid_until(request, answer, status),
                                .status = status,
                                .media_type = "text/plain",
                                .etag = "\"\""};

    record.bodies[STM_CODING_PLAIN].bytes = "";
    if (!stm_page_store_put(stmh_page_store_pages(), &record, request->moment, request->pool) &&
        status == HTTP_INTERNAL_SERVER_ERROR && is_in_lists) {
        touch_marker(request->pool);
        stm_generation_bump(stmh_page_store_generation(),
                            stm_generation_slot(request->mount->newsroom->key, NULL));
    }
}

void stmh_failures_note(const stmh_page_slot_t *slot, const stmh_request_t *request,
                        const stmh_answer_t *answer, int status)
{
    note(slot, request, answer, status, slot->statement != NULL);
}

int stmh_failures_noted(const stmh_page_slot_t *slot, const stmh_request_t *request)
{
    stm_page_mapping_t *mapping;
    stm_page_record_t record;
    int status;

    if (stm_page_store_find(&mapping, stmh_page_store_pages(), key_of(slot, request->pool))) {
        return OK;
    }
    stm_page_mapping_read(&record, mapping);
    status = stm_page_store_is_current(&record, &slot->origin, apr_time_now()) ? record.status : OK;
    stm_page_mapping_release(mapping);
    return status;
}

int stmh_failures_may_show(const stm_page_record_t *former, const stmh_page_slot_t *slot)
{
    stm_page_record_t page = *former;

    page.origin.stylesheet_digest = slot->origin.stylesheet_digest;
    return stm_page_store_is_current(&page, &slot->origin, apr_time_now());
}

/* Whether the slot has a page that is shown all the same. */
static int has_former(const stmh_page_slot_t *slot)
{
    stm_page_mapping_t *mapping;
    stm_page_record_t record;
    int may_show;

    if (stm_page_store_find(&mapping, stmh_page_store_pages(), slot->key)) {
        return 0;
    }
    stm_page_mapping_read(&record, mapping);
    may_show = stmh_failures_may_show(&record, slot);
    stm_page_mapping_release(mapping);
    return may_show;
}

static int find_marker(apr_finfo_t *finfo, apr_pool_t *pool)
{
    return stmh_page_store_pages() && !apr_stat(finfo, marker(pool), APR_FINFO_MTIME, pool);
}

/* Of all that pages made with a stylesheet show; NULL: there is none. */
static const char *digest_of(const stmh_request_t *request, stmh_lookup_t *lookup,
                             const char *sheet)
{
    apr_time_t checked_at;
    const char *digest;

    return sheet && !stmh_page_cache_digest(&digest, &checked_at, request, lookup, sheet) ? digest
                                                                                          : NULL;
}

static const char *digest_of_pages(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    const stm_format_t *html = stm_format_by_name(request->mount->formats, "html");

    return html ? digest_of(request, lookup, html->statement_sheet) : NULL;
}

stm_file_stamp_t stmh_failures_stamp(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    stm_file_stamp_t stamp = {.ctime = stmh_unwritten_second(request->moment)};
    apr_finfo_t finfo;
    const char *digest;

    if (find_marker(&finfo, request->pool)) {
        digest = digest_of_pages(request, lookup);
        stamp.mtime = finfo.mtime;
        stamp.inode = digest ? (apr_int64_t)stm_fingerprint_short(digest, strlen(digest)) : 0;
    }
    return stamp;
}

struct stmh_failures_t {
    const stmh_request_t *request;
    const stm_format_t *html, *format;    /* of pages; of the list, or NULL */
    const char *digest, *digest_in_lists; /* NULL: nothing is noted of them */
    stm_page_origin_t origin;             /* of each but for digest, version and stamp */
};

stmh_failures_t *stmh_failures_of(const stmh_request_t *request, stmh_lookup_t *lookup,
                                  const stm_format_t *format)
{
    stmh_failures_t *failures = apr_pcalloc(request->pool, sizeof(*failures));
    apr_finfo_t finfo;

    if (!find_marker(&finfo, request->pool) || !lookup->handle ||
        stm_catalog_instance(&failures->origin.instance, lookup->handle->catalog)) {
        return NULL;
    }
    failures->request = request;
    failures->html = stm_format_by_name(request->mount->formats, "html");
    failures->format = format;
    failures->digest = digest_of_pages(request, lookup);
    failures->digest_in_lists = format ? digest_of(request, lookup, format->list_sheet) : NULL;
    return failures;
}

/* Its key is NULL where nothing can be noted. */
static void find_slot(stmh_page_slot_t *slot, const stmh_request_t *request, const char *what,
                      const stm_format_t *format, const stm_entry_t *entry)
{
    slot->key = stmh_page_cache_key(request, what, format, entry->name, "", "");
    slot->origin.version = entry->version;
    slot->origin.stamp = entry->stamp;
}

static int has_noted(stmh_page_slot_t *slot, const stmh_failures_t *failures, const char *what,
                     const stm_format_t *format, const char *digest, const stm_entry_t *entry)
{
    slot->origin = failures->origin;
    slot->origin.stylesheet_digest = digest;
    find_slot(slot, failures->request, what, format, entry);
    return slot->key && stmh_failures_noted(slot, failures->request) == HTTP_INTERNAL_SERVER_ERROR;
}

int stmh_failures_has(const stmh_failures_t *failures, const stm_entry_t *entry)
{
    stmh_page_slot_t slot = {0};

    if (!failures) {
        return 0;
    }
    if (failures->digest &&
        has_noted(&slot, failures, "statement", failures->html, failures->digest, entry) &&
        !has_former(&slot)) {
        return 1;
    }
    return failures->digest_in_lists &&
           has_noted(&slot, failures, "entry", failures->format, failures->digest_in_lists, entry);
}

void stmh_failures_note_entry(const stmh_exchange_t *exchange, const stm_format_t *format,
                              const stm_entry_t *entry)
{
    const stmh_request_t *request = exchange->request;
    stmh_lookup_t *lookup = exchange->lookup;
    stmh_page_slot_t slot = {0};

    slot.origin.stylesheet_digest = digest_of(request, lookup, format->list_sheet);
    if (slot.origin.stylesheet_digest && lookup->handle &&
        !stm_catalog_instance(&slot.origin.instance, lookup->handle->catalog)) {
        find_slot(&slot, request, "entry", format, entry);
        if (slot.key) {
            note(&slot, request, exchange->answer, HTTP_INTERNAL_SERVER_ERROR, 1);
        }
    }
}
