#include "core/i18n/mail.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/uchar.h>

#include "core/base/percent.h"
#include "core/base/utf8.h"
#include "core/i18n/host.h"

#define MOST_BYTES_OF_NAME  64 /* before the @, RFC 5321 section 4.5.3.1 */
#define MOST_BYTES_OF_LABEL 63

/* Letters, digits, marks and joiners of other scripts; nothing that is not seen. */
static int is_letter(apr_uint32_t character)
{
    return u_isalnum((UChar32)character) || (U_GET_GC_MASK((UChar32)character) & U_GC_M_MASK) != 0;
}

/* RFC 5322's dot-atom. */
static int is_name(const char *name)
{
    char before = '.';
    int length;

    for (const char *at = name; *at != '\0'; at += length) {
        apr_uint32_t character = stm_utf8_decode(at, &length);
        int is_right = character == '.'   ? before != '.'
                       : character < 0x80 ? apr_isalnum(*at) || strchr("!#$%&'*+-/=?^_`{|}~", *at)
                                          : is_letter(character);

        if (!is_right) {
            return 0;
        }
        before = *at;
    }
    return before != '.' && strlen(name) <= MOST_BYTES_OF_NAME;
}

static int is_label(const char *label, apr_size_t length)
{
    for (apr_size_t i = 0; i < length; i++) {
        if (!apr_isalnum(label[i]) && label[i] != '-') {
            return 0;
        }
    }
    return length > 0 && length <= MOST_BYTES_OF_LABEL && label[0] != '-' &&
           label[length - 1] != '-';
}

/* Two labels at least, the last of which is no number: that would be an IPv4 address. */
static int is_host(const char *host)
{
    const char *last = strrchr(host, '.');

    if (last == NULL || last[strspn(last, ".0123456789")] == '\0') {
        return 0;
    }
    for (;;) {
        apr_size_t length = strcspn(host, ".");

        if (!is_label(host, length)) {
            return 0;
        }
        if (host[length] == '\0') {
            return 1;
        }
        host += length + 1;
    }
}

/* RFC 6068 section 2: what has no meaning of its own in a mailto: address. */
#define PLAIN_SIGNS "!$'*+-._~"

const char *stm_mail_address(const char *text, apr_pool_t *result_pool)
{
    const char *at = strchr(text, '@'), *name, *host;

    if (at == NULL || strchr(at + 1, '@') != NULL) {
        return NULL;
    }
    name = apr_pstrmemdup(result_pool, text, (apr_size_t)(at - text));
    host = stm_host_ascii(at + 1, result_pool);
    return is_name(name) && host != NULL && is_host(host)
               ? apr_pstrcat(result_pool,
                             "mailto:", stm_percent_encode(name, PLAIN_SIGNS, result_pool), "@",
                             host, NULL)
               : NULL;
}
