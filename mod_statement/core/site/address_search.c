#include "core/site/address_search.h"

#include <apr_strings.h>
#include <errno.h>
#include <string.h>

#include "core/site/spelling.h"

#define WANTED (APR_FINFO_MIN | APR_FINFO_IDENT | APR_FINFO_NLINK)

/* A file that cannot exist under such a name is simply not there. */
static int is_absence(apr_status_t status)
{
    return APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status) ||
           APR_STATUS_IS_ENAMETOOLONG(status) || APR_STATUS_IS_EINVAL(status) || status == ELOOP;
}

apr_status_t stm_address_stat(apr_finfo_t *finfo, const char *path, apr_pool_t *pool)
{
    apr_status_t status = apr_stat(finfo, path, WANTED, pool);

    if (status == APR_INCOMPLETE) {
        status = APR_SUCCESS;
    }
    else if (is_absence(status)) {
        memset(finfo, 0, sizeof(*finfo));
        finfo->filetype = APR_NOFILE;
        status = APR_SUCCESS;
    }
    return status;
}

apr_status_t stm_address_stat_before(apr_finfo_t *finfo, const char *path,
                                     stm_address_search_t *search)
{
    const stm_address_memory_t *memory = search->is_exact ? NULL : search->memory;
    apr_status_t status;

    if (memory &&
        stm_stat_cache_is_missing(memory->missing, path, memory->moment, memory->lasting)) {
        search->is_from_memory = 1;
        memset(finfo, 0, sizeof(*finfo));
        finfo->filetype = APR_NOFILE;
        return APR_SUCCESS;
    }
    status = stm_address_stat(finfo, path, search->pool);
    if (memory && !status && finfo->filetype == APR_NOFILE) {
        stm_stat_cache_note_missing(memory->missing, path, memory->moment);
    }
    return status;
}

stm_folder_endings_kind_t stm_address_endings(const char *path, const stm_address_search_t *search)
{
    const stm_address_memory_t *memory = search->memory;
    const char *folder =
        apr_pstrmemdup(search->pool, path, (apr_size_t)(stm_address_last_step(path) - path - 1));

    return stm_folder_endings_look(memory ? memory->endings : NULL, folder,
                                   memory ? memory->moment : 0, memory ? memory->lasting : 0,
                                   search->pool);
}

const char *stm_address_last_step(const char *tail)
{
    const char *slash = strrchr(tail, '/');

    return slash ? slash + 1 : tail;
}

const char *stm_address_extension(const char *step)
{
    const char *dot = strrchr(step, '.');

    return dot && dot > step ? dot + 1 : NULL;
}

int stm_address_is_xml(const char *step)
{
    const char *extension = stm_address_extension(step);

    return extension && !strcmp(extension, "xml");
}

const char *stm_address_stem(const char *name, apr_pool_t *pool)
{
    return apr_pstrmemdup(pool, name, (apr_size_t)(strrchr(name, '.') - name));
}

/* The tail as its folders are spelt on the disk; NULL. */
static const char *respell_folders(const char *tail, const stm_address_search_t *search)
{
    const char *step = stm_address_last_step(tail);
    const char *folder = apr_pstrmemdup(search->pool, tail, (apr_size_t)(step - tail));

    folder = *folder ? stm_spelling_find(search->root, folder, "", search->pool) : "";
    return folder ? apr_pstrcat(search->pool, folder, step, NULL) : NULL;
}

/* @a stem as its document is spelt, with the @a end that it has in the address; NULL. */
static const char *respell_stem(const char *stem, const char *end,
                                const stm_address_search_t *search)
{
    const char *found = stm_spelling_find(search->root, stem, ".xml", search->pool);

    return found ? apr_pstrcat(search->pool, found, end, NULL) : NULL;
}

const char *stm_address_respell(const char *tail, const stm_address_search_t *search)
{
    const char *step = stm_address_last_step(tail), *extension = stm_address_extension(step),
               *found;

    found = *step ? stm_spelling_find(search->root, tail, "", search->pool) : NULL;
    if (!found && *step && !stm_address_is_xml(step)) {
        found = respell_stem(tail, "", search);
    }
    if (!found && extension) {
        found = respell_stem(stm_address_stem(tail, search->pool), extension - 1, search);
    }
    return found || !stm_spelling_is_plain(step) ? found : respell_folders(tail, search);
}
