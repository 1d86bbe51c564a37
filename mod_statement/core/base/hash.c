#include "core/base/hash.h"

#include <apr_escape.h>
#include <string.h>

static void add(stm_hash_t *hash, const void *bytes, apr_size_t size)
{
    const char *next = bytes;

    /* apr_sha1 counts in unsigned int. */
    while (size > 0) {
        unsigned int step = size > 0x40000000 ? 0x40000000 : (unsigned int)size;

        apr_sha1_update_binary(&hash->sha1, (const unsigned char *)next, step);
        next += step;
        size -= step;
    }
}

void stm_hash_start(stm_hash_t *hash)
{
    apr_sha1_init(&hash->sha1);
}

void stm_hash_bytes(stm_hash_t *hash, const void *bytes, apr_size_t size)
{
    unsigned char length[8];
    int i;

    for (i = 0; i < 8; i++) {
        length[i] = (unsigned char)((apr_uint64_t)size >> (8 * i));
    }
    add(hash, length, sizeof(length));
    add(hash, bytes, size);
}

void stm_hash_text(stm_hash_t *hash, const char *text)
{
    static const unsigned char nothing[8] = {255, 255, 255, 255, 255, 255, 255, 255};

    if (text == NULL) {
        add(hash, nothing, sizeof(nothing));
    }
    else {
        stm_hash_bytes(hash, text, strlen(text));
    }
}

const char *stm_hash_hex(stm_hash_t *hash, apr_pool_t *result_pool)
{
    unsigned char digest[APR_SHA1_DIGESTSIZE];

    apr_sha1_final(digest, &hash->sha1);
    return apr_pescape_hex(result_pool, digest, STM_HASH_SHORT / 2, 0);
}
