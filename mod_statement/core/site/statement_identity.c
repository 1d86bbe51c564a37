#include "core/site/statement.h"

#include <apr_lib.h>
#include <apr_sha1.h>
#include <apr_strings.h>
#include <string.h>

/* RFC 3986 section 3.1: a scheme, a colon, and something. */
static int is_absolute(const char *id)
{
    const char *at = id;

    if (!apr_isalpha(*at)) {
        return 0;
    }
    while (apr_isalnum(*at) || *at == '+' || *at == '-' || *at == '.') {
        at++;
    }
    return at[0] == ':' && at[1] != '\0';
}

/* RFC 9562 section 5.5. */
static void name_uuid(unsigned char uuid[16], const unsigned char space[16], const char *name)
{
    unsigned char digest[APR_SHA1_DIGESTSIZE];
    apr_sha1_ctx_t sha1;

    apr_sha1_init(&sha1);
    apr_sha1_update_binary(&sha1, space, 16);
    apr_sha1_update_binary(&sha1, (const unsigned char *)name, (unsigned)strlen(name));
    apr_sha1_final(digest, &sha1);
    memcpy(uuid, digest, 16);
    uuid[6] = (unsigned char)((uuid[6] & 0x0F) | 0x50);
    uuid[8] = (unsigned char)((uuid[8] & 0x3F) | 0x80);
}

/* RFC 9562 section 4. */
static const char *uuid_text(const unsigned char uuid[16], apr_pool_t *result_pool)
{
    static const char digits[] = "0123456789abcdef";
    char text[] = "urn:uuid:00000000-0000-0000-0000-000000000000", *to = text + 9;

    for (int i = 0; i < 16; i++) {
        to += *to == '-';
        *to++ = digits[uuid[i] >> 4];
        *to++ = digits[uuid[i] & 0x0F];
    }
    return apr_pstrmemdup(result_pool, text, sizeof(text) - 1);
}

const char *stm_statement_identity(const char *id, const char *name, const char *identity,
                                   apr_pool_t *result_pool)
{
    /* The namespace for host names (RFC 9562 section 6.6). */
    static const unsigned char dns[16] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                          0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
    unsigned char space[16], u[16];

    if (id != NULL && is_absolute(id)) {
        return apr_pstrdup(result_pool, id);
    }
    name_uuid(space, dns, identity);
    name_uuid(u, space, id ? id : name);
    return uuid_text(u, result_pool);
}
