#include "core/i18n/windows_1252.h"

#include <apr_strings.h>
#include <string.h>

const char *stm_windows_1252_letter(apr_uint32_t code)
{
    /* Windows-1252, 0x80 to 0x9F; from 0xA0 on it is Unicode. */
    static const char *const low[32] = {"€", NULL, "‚",  "ƒ", "„",  "…",  "†", "‡",  "ˆ", "‰", "Š",
                                        "‹", "Œ",  NULL, "Ž", NULL, NULL, "‘", "’",  "“", "”", "•",
                                        "–", "—",  "˜",  "™", "š",  "›",  "œ", NULL, "ž", "Ÿ"};
    static const char high[96][3] = {
        "\u00A0", "¡", "¢", "£", "¤", "¥", "¦", "§", "¨", "©", "ª", "«", "¬", "\u00AD", "®", "¯",
        "°",      "±", "²", "³", "´", "µ", "¶", "·", "¸", "¹", "º", "»", "¼", "½",      "¾", "¿",
        "À",      "Á", "Â", "Ã", "Ä", "Å", "Æ", "Ç", "È", "É", "Ê", "Ë", "Ì", "Í",      "Î", "Ï",
        "Ð",      "Ñ", "Ò", "Ó", "Ô", "Õ", "Ö", "×", "Ø", "Ù", "Ú", "Û", "Ü", "Ý",      "Þ", "ß",
        "à",      "á", "â", "ã", "ä", "å", "æ", "ç", "è", "é", "ê", "ë", "ì", "í",      "î", "ï",
        "ð",      "ñ", "ò", "ó", "ô", "õ", "ö", "÷", "ø", "ù", "ú", "û", "ü", "ý",      "þ", "ÿ"};

    if (code < 0x80 || code > 0xFF) {
        return NULL;
    }
    return code < 0xA0 ? low[code - 0x80] : high[code - 0xA0];
}

const char *stm_windows_1252_find(const char *text)
{
    const char *at = text == NULL ? NULL : strchr(text, 0xC2);

    while (at != NULL && (unsigned char)at[1] > 0x9F) {
        at = strchr(at + 1, 0xC2);
    }
    return at;
}

const char *stm_windows_1252_mend(const char *text, apr_pool_t *result_pool)
{
    const char *lost = stm_windows_1252_find(text);
    char *mended, *to;

    if (lost == NULL) {
        return text;
    }
    /* A letter takes three bytes at most in place of two. */
    mended = to = apr_palloc(result_pool, strlen(text) / 2 * 3 + 2);
    for (; lost != NULL; lost = stm_windows_1252_find(text)) {
        const char *letter = stm_windows_1252_letter((unsigned char)lost[1]);

        memcpy(to, text, (apr_size_t)(lost - text));
        to = apr_cpystrn(to + (lost - text), letter ? letter : "", 4);
        text = lost + 2;
    }
    memcpy(to, text, strlen(text) + 1);
    return mended;
}
