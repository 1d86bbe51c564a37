#include "mod_statement_failures.h"

#include <apr_strings.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stm_format.h"

static const char *key_of(const stm_slot_t *slot, apr_pool_t *pool)
{
    return apr_pstrcat(pool, slot->key, "\nfailed", NULL);
}

static const char *marker(apr_pool_t *pool)
{
    return apr_pstrcat(pool, stm_config_server()->state_dir, "/failures", NULL);
}

static void touch_marker(apr_pool_t *pool)
{
    int file = open(marker(pool), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (file >= 0) {
        (void)!futimens(file, NULL);
        close(file);
    }
}

void stm_failures_note(const stm_slot_t *slot, const stm_job_t *job)
{
    stm_record_t record = {.key = key_of(slot, job->pool),
                           .origin = slot->origin,
                           .valid_from = job->moment,
                           .valid_until = job->next_change,
                           .status = HTTP_INTERNAL_SERVER_ERROR,
                           .media_type = "text/plain",
                           .etag = "\"\""};

    record.bodies[STM_CODING_PLAIN].bytes = "";
    if (!stm_pages_keep(stm_slots_pages(), &record, job->moment, job->pool)) {
        touch_marker(job->pool);
        stm_changes_raise(stm_slots_changes(), stm_changes_place(job->place->newsroom->key, NULL));
    }
}

int stm_failures_is_noted(const stm_slot_t *slot, const stm_job_t *job)
{
    stm_mapping_t *mapping;
    stm_record_t record;
    int is_current;

    if (stm_pages_find(&mapping, stm_slots_pages(), key_of(slot, job->pool))) {
        return 0;
    }
    stm_pages_read(&record, mapping);
    is_current = stm_pages_is_current(&record, &slot->origin, apr_time_now());
    stm_pages_let_go(mapping);
    return is_current;
}

stm_stamp_t stm_failures_stamp(void)
{
    stm_stamp_t stamp = {0, 0, 0, 0};
    apr_finfo_t finfo;
    apr_pool_t *pool;

    if (stm_slots_pages()) {
        apr_pool_create(&pool, NULL);
        if (!apr_stat(&finfo, marker(pool),
                      APR_FINFO_IDENT | APR_FINFO_SIZE | APR_FINFO_MTIME | APR_FINFO_CTIME, pool)) {
            stamp = stm_catalog_stamp(&finfo);
        }
        apr_pool_destroy(pool);
    }
    return stamp;
}

int stm_failures_has_entry(const stm_entry_t *entry, stm_job_t *job)
{
    const stm_format_t *format = stm_format_by_name(job->place->formats, "html");
    stm_slot_t slot = {0};
    apr_time_t looked_at;

    if (!stm_slots_pages() || !format || !format->statement_sheet || !stm_failures_stamp().inode) {
        return 0;
    }
    slot.key = stm_slots_key(job, "statement", format, entry->name, "", "");
    slot.origin.version = entry->version;
    slot.origin.stamp = entry->stamp;
    if (!slot.key || !job->store ||
        stm_catalog_instance(&slot.origin.instance, job->store->catalog) ||
        stm_slots_looks(&slot.origin.looks, &looked_at, job->place, format->statement_sheet,
                        job->pool)) {
        return 0;
    }
    return stm_failures_is_noted(&slot, job);
}
