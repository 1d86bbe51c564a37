/* Where the files of the store are, and what they take on the disk. */
#include "core/page_store/internal.h"

#include <apr_escape.h>
#include <apr_sha1.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int stm_page_store_path(char path[STM_PAGE_STORE_PATH], const stm_page_store_t *store,
                        const char *name)
{
    int size = snprintf(path, STM_PAGE_STORE_PATH, "%s/%s", store->folder, name);

    return size > 0 && size < STM_PAGE_STORE_PATH;
}

apr_off_t stm_page_store_bytes(const struct stat *found)
{
    return ((apr_off_t)found->st_size + 4095) / 4096 * 4096;
}

int stm_page_store_evicted_at(const char *name)
{
    const char digits[] = {name[0], name[1], name[3], '\0'}; /* all but the slash */

    return (int)strtol(digits, NULL, 16);
}

void stm_page_store_name(char name[STM_PAGE_STORE_NAME], const char *key)
{
    unsigned char sum[APR_SHA1_DIGESTSIZE];
    char digits[2 * APR_SHA1_DIGESTSIZE + 1];
    apr_sha1_ctx_t sha1;

    apr_sha1_init(&sha1);
    apr_sha1_update_binary(&sha1, (const unsigned char *)key, (unsigned int)strlen(key));
    apr_sha1_final(sum, &sha1);
    apr_escape_hex(digits, sum, sizeof(sum), 0, NULL);
    snprintf(name, STM_PAGE_STORE_NAME, "%.2s/%s", digits, digits + 2);
}
