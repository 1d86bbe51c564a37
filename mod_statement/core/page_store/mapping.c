/* Pages of the store as they are mapped into this process. */
#include "core/page_store/store.h"

#include <apr_atomic.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/slab.h"
#include "core/page_store/internal.h"

/* Of what waits to be unmapped: when somebody is called for it, and when it waits no longer. */
#define SWEEP_AT     ((apr_size_t)1024 * 1024)
#define MAX_DEFERRED ((apr_size_t)16 * 1024 * 1024)

static stm_slab_t slab = STM_SLAB(stm_page_mapping_t);

/* What nobody uses any more, linked by next. Both atomic. */
static struct {
    stm_page_mapping_t *first;
    apr_size_t bytes;
} deferred;

static stm_page_mapping_wake_t wake;

static stm_page_mapping_t *make_mapping(char *address, const struct stat *found)
{
    apr_size_t size = (apr_size_t)found->st_size;
    stm_page_mapping_t *mapping =
        stm_page_record_is_whole(address, size) ? stm_slab_alloc(&slab) : NULL;

    if (mapping) {
        mapping->address = address;
        mapping->file_size = size;
        mapping->users = 1;
        mapping->asked_at = apr_time_from_sec(found->st_mtime);
    }
    return mapping;
}

apr_status_t stm_page_mapping_open(stm_page_mapping_t **mapping, const stm_page_store_t *store,
                                   const char *name)
{
    char path[STM_PAGE_STORE_PATH];
    char *address = MAP_FAILED;
    struct stat found;
    int file;

    *mapping = NULL;
    if (!stm_page_store_path(path, store, name)) {
        return APR_ENAMETOOLONG;
    }
    file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) {
        return APR_ENOENT;
    }
    if (!fstat(file, &found) && S_ISREG(found.st_mode) && found.st_size > 0) {
        address = mmap(NULL, (size_t)found.st_size, PROT_READ, MAP_SHARED, file, 0);
    }
    close(file);
    if (address == MAP_FAILED) {
        return APR_ENOENT;
    }
    *mapping = make_mapping(address, &found);
    if (!*mapping) {
        munmap(address, (size_t)found.st_size);
        return APR_ENOENT;
    }
    return APR_SUCCESS;
}

void stm_page_mapping_retain(stm_page_mapping_t *mapping)
{
    apr_atomic_inc32(&mapping->users);
}

static void unmap(stm_page_mapping_t *mapping)
{
    munmap(mapping->address, mapping->file_size);
    stm_slab_free(&slab, mapping);
}

/* Zero where too much waits already. */
static int defer(stm_page_mapping_t *mapping)
{
    const apr_size_t size = mapping->file_size;
    apr_size_t bytes = __atomic_add_fetch(&deferred.bytes, size, __ATOMIC_SEQ_CST);

    if (bytes > MAX_DEFERRED) {
        __atomic_sub_fetch(&deferred.bytes, size, __ATOMIC_SEQ_CST);
        return 0;
    }
    mapping->next = __atomic_load_n(&deferred.first, __ATOMIC_SEQ_CST);
    while (!__atomic_compare_exchange_n(&deferred.first, &mapping->next, mapping, 1,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    }
    if (bytes >= SWEEP_AT && bytes - size < SWEEP_AT) {
        wake();
    }
    return 1;
}

void stm_page_mapping_release(stm_page_mapping_t *mapping)
{
    if (!apr_atomic_dec32(&mapping->users) && !(wake && defer(mapping))) {
        unmap(mapping);
    }
}

void stm_page_mapping_defer(stm_page_mapping_wake_t on_much)
{
    wake = on_much;
}

int stm_page_mapping_is_sweep_due(void)
{
    return __atomic_load_n(&deferred.bytes, __ATOMIC_SEQ_CST) >= SWEEP_AT;
}

void stm_page_mapping_sweep(void)
{
    stm_page_mapping_t *mapping = __atomic_exchange_n(&deferred.first, NULL, __ATOMIC_SEQ_CST);

    while (mapping) {
        stm_page_mapping_t *next = mapping->next;

        __atomic_sub_fetch(&deferred.bytes, mapping->file_size, __ATOMIC_SEQ_CST);
        unmap(mapping);
        mapping = next;
    }
}
