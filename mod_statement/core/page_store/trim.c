/* Counts what is in the store and takes away what was not asked for the longest. */
#include "core/page_store/internal.h"

#include <apr_strings.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nobody writes one page for so long. */
#define LEFT_BEHIND apr_time_from_sec(60)

/* "cdef…", without what is being written beside it. */
#define NAME_SIZE 38

static int is_hexadecimal(const char *name, size_t size)
{
    return strlen(name) == size && strspn(name, "0123456789abcdef") == size;
}

static void add_file(apr_array_header_t *slots, int folder, const char *folder_name,
                     const char *name, apr_time_t moment)
{
    struct stat found;
    stm_page_slot_t *slot;

    if (fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) || !S_ISREG(found.st_mode)) {
        return;
    }
    if (!is_hexadecimal(name, NAME_SIZE)) {
        if (apr_time_from_sec(found.st_ctime) + LEFT_BEHIND < moment) {
            unlinkat(folder, name, 0);
        }
        return;
    }
    slot = apr_array_push(slots);
    apr_snprintf(slot->name, sizeof(slot->name), "%s/%s", folder_name, name);
    slot->asked_at = apr_time_from_sec(found.st_mtime);
    slot->bytes = stm_page_store_bytes(&found);
}

static void add_folder(apr_array_header_t *slots, const stm_page_store_t *store, const char *name,
                       apr_time_t moment)
{
    char path[STM_PAGE_STORE_PATH];
    struct dirent *entry;
    DIR *folder;

    /* ".." is where the databases are. */
    if (!is_hexadecimal(name, 2) || !stm_page_store_path(path, store, name) ||
        !(folder = opendir(path))) {
        return;
    }
    while ((entry = readdir(folder))) {
        if (*entry->d_name != '.') {
            add_file(slots, dirfd(folder), name, entry->d_name, moment);
        }
    }
    closedir(folder);
}

static int last_asked_first(const void *left, const void *right)
{
    apr_time_t one = ((const stm_page_slot_t *)left)->asked_at;
    apr_time_t other = ((const stm_page_slot_t *)right)->asked_at;

    return one < other ? 1 : one > other ? -1 : 0;
}

/* All slots (stm_page_slot_t), last asked for first. What a crash has left half-written is removed.
 */
static apr_array_header_t *list_slots(const stm_page_store_t *store, apr_time_t moment,
                                      apr_pool_t *result_pool)
{
    apr_array_header_t *slots = apr_array_make(result_pool, 64, sizeof(stm_page_slot_t));
    struct dirent *entry;
    DIR *folder = opendir(store->folder);

    while (folder && (entry = readdir(folder))) {
        add_folder(slots, store, entry->d_name, moment);
    }
    if (folder) {
        closedir(folder);
    }
    qsort(slots->elts, (size_t)slots->nelts, sizeof(stm_page_slot_t), last_asked_first);
    return slots;
}

static apr_off_t bytes_in(const apr_array_header_t *slots)
{
    apr_off_t bytes = 0;
    int i;

    for (i = 0; i < slots->nelts; i++) {
        bytes += APR_ARRAY_IDX(slots, i, stm_page_slot_t).bytes;
    }
    return bytes;
}

/* Whoever renders the page again must not date it back; noted before it is gone. */
static void note_moment(const stm_page_store_t *store, const stm_page_slot_t *slot,
                        const char *path, apr_time_t moment)
{
    apr_time_t *noted = &store->used->evicted[stm_page_store_evicted_at(slot->name)];
    apr_time_t later = stm_page_record_changed_at(path, moment) + apr_time_from_sec(1);

    if (later > __atomic_load_n(noted, __ATOMIC_RELAXED)) {
        __atomic_store_n(noted, later, __ATOMIC_RELEASE);
    }
}

static int evict(const stm_page_store_t *store, const stm_page_slot_t *slot, apr_time_t moment)
{
    char path[STM_PAGE_STORE_PATH];

    if (!stm_page_store_path(path, store, slot->name)) {
        return 0;
    }
    note_moment(store, slot, path, moment);
    return !unlink(path);
}

void stm_page_store_trim(stm_page_store_t *store, int is_due, apr_time_t moment,
                         apr_pool_t *scratch_pool)
{
    apr_array_header_t *slots;
    apr_off_t bytes, enough = store->max_bytes - store->max_bytes / 8;
    const apr_off_t before = __atomic_load_n(&store->used->bytes, __ATOMIC_RELAXED);

    if (!is_due && before <= store->max_bytes) {
        return;
    }
    slots = list_slots(store, moment, scratch_pool);
    bytes = bytes_in(slots);
    if (bytes > store->max_bytes) {
        for (; bytes > enough && slots->nelts; slots->nelts--) {
            const stm_page_slot_t *slot = &APR_ARRAY_IDX(slots, slots->nelts - 1, stm_page_slot_t);
            bytes -= evict(store, slot, moment) ? slot->bytes : 0;
        }
    }
    /* What others have written meanwhile stays counted. */
    __atomic_fetch_add(&store->used->bytes, bytes - before, __ATOMIC_RELAXED);
}

apr_off_t stm_page_store_size(const stm_page_store_t *store)
{
    return (apr_off_t)__atomic_load_n(&store->used->bytes, __ATOMIC_RELAXED);
}
