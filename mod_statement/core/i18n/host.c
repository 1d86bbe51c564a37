#include "core/i18n/host.h"

#include <string.h>
#include <unicode/uidna.h>

#define MOST_BYTES 255 /* of a name, RFC 1035 section 3.1 */

/* UTS #46 maps a full-width slash to a slash, which would end the host. The URL Standard
 * (section 3.1) forbids these in any domain. */
static int ends_a_host(const char *ascii)
{
    return ascii[strcspn(ascii, " #%/:<>?@[\\]^|\x7F")] != '\0';
}

const char *stm_host_ascii(const char *host, apr_pool_t *result_pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UIDNA *idna = uidna_openUTS46(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &status);
    char *ascii = apr_palloc(result_pool, MOST_BYTES + 1);
    int32_t length = U_SUCCESS(status)
                         ? uidna_nameToASCII_UTF8(idna, host, -1, ascii, MOST_BYTES, &info, &status)
                         : 0;

    if (idna != NULL) {
        uidna_close(idna);
    }
    if (U_FAILURE(status) || info.errors != 0 || length <= 0 || length > MOST_BYTES) {
        return NULL;
    }
    ascii[length] = '\0';
    return ends_a_host(ascii) ? NULL : ascii;
}
