#include <apr_lib.h>
#include <apr_strings.h>
#include <libxml/HTMLparser.h>
#include <stdlib.h>
#include <string.h>

#include "command/fix_passes.h"
#include "command/fix_tokens.h"
#include "core/base/utf8.h"
#include "core/i18n/mojibake.h"
#include "core/i18n/windows_1252.h"

/* Languages whose letters Windows-1252 has; others had code pages of their own. */
static int is_western(const fix_text_t *text)
{
    static const char languages[] =
        " af ca da de en es eu fi fo fr ga gl id is it lb ms nb nl nn no pt rm sv sw ";
    const char *at = memmem(text->bytes, text->size, "xml:lang=", 9);
    char word[5];

    if (at == NULL || at + 13 > text->bytes + text->size || apr_isalpha(at[12])) {
        return 0;
    }
    apr_snprintf(word, sizeof(word), " %c%c ", apr_tolower(at[10]), apr_tolower(at[11]));
    return strstr(languages, word) != NULL;
}

/* Dots, dashes, bullets and quotation marks are at these places in all of Windows' code pages. */
static int is_common(int byte)
{
    return byte == 0x85 || (byte >= 0x91 && byte <= 0x97);
}

void fix_bytes(apr_array_header_t *edits, const fix_text_t *text, const fix_settings_t *settings,
               apr_pool_t *pool)
{
    const char *end = text->bytes + text->size;
    int is_sure = is_western(text);

    (void)settings;
    (void)pool;
    for (const char *at = text->bytes; text->is_utf8 && at < end;) {
        int length = stm_utf8_length(at, end), byte = (unsigned char)*at;
        const char *letter = length == 0 ? stm_windows_1252_letter((apr_uint32_t)byte) : NULL;

        if (letter != NULL && (is_sure || is_common(byte))) {
            fix_text_replace(edits, text, at, at + 1, letter, 0);
        }
        at += length > 0 ? length : 1;
    }
}

/* Spaces and marks that nobody sees stay numbers. */
static int is_invisible(unsigned code)
{
    return code < 0x20 || (code >= 0x7F && code <= 0xA0) || code == 0xAD ||
           (code >= 0x2000 && code <= 0x200F) || (code >= 0x2028 && code <= 0x202F) ||
           (code >= 0x205F && code <= 0x206F);
}

static const char *spell(const fix_text_t *text, unsigned code, apr_pool_t *pool)
{
    if (code < 0x80 || !text->is_utf8 || is_invisible(code)) {
        return apr_psprintf(pool, "&#%u;", code);
    }
    return code < 0x800
               ? apr_psprintf(pool, "%c%c", (int)(0xC0 | code >> 6), (int)(0x80 | (code & 0x3F)))
               : apr_psprintf(pool, "%c%c%c", (int)(0xE0 | code >> 12),
                              (int)(0x80 | (code >> 6 & 0x3F)), (int)(0x80 | (code & 0x3F)));
}

static int is_predefined(const char *name)
{
    return strcmp(name, "amp") == 0 || strcmp(name, "lt") == 0 || strcmp(name, "gt") == 0 ||
           strcmp(name, "quot") == 0 || strcmp(name, "apos") == 0;
}

/* &#150; is what Windows-1252 has there. */
static const char *number_reference(const fix_text_t *text, const char *at, const char **stop,
                                    apr_pool_t *pool)
{
    char *end;
    unsigned long code = at[2] == 'x' ? strtoul(at + 3, &end, 16) : strtoul(at + 2, &end, 10);
    const char *letter;
    int length;

    *stop = end;
    if (*end != ';' || code < 0x80 || code > 0x9F) {
        return NULL;
    }
    ++*stop;
    letter = stm_windows_1252_letter((apr_uint32_t)code);
    return letter ? spell(text, stm_utf8_decode(letter, &length), pool) : NULL;
}

/* What to write for the reference or bare ampersand at @a at, which ends at *stop; NULL: nothing
 * else. A name without its semicolon may be either, but not in an address. */
static const char *reference(const fix_text_t *text, const char *at, const char **stop,
                             int is_in_tag, apr_pool_t *pool)
{
    const htmlEntityDesc *entity;
    const char *name;

    *stop = at + 1;
    if (at[1] == '#') {
        return number_reference(text, at, stop, pool);
    }
    while (apr_isalnum(**stop)) {
        ++*stop;
    }
    name = apr_pstrmemdup(pool, at + 1, (apr_size_t)(*stop - at - 1));
    entity = strlen(name) < 10 ? htmlEntityLookup(BAD_CAST name) : NULL;
    if (**stop == ';') {
        ++*stop;
        return entity && !is_predefined(name) ? spell(text, entity->value, pool) : NULL;
    }
    *stop = at + 1;
    return (entity || is_predefined(name)) && !is_in_tag ? NULL : "&amp;";
}

static void fix_references_of(apr_array_header_t *edits, const fix_text_t *text,
                              const fix_token_t *token, apr_pool_t *pool)
{
    const char *at = memchr(token->at, '&', (size_t)(token->end - token->at)), *stop;

    while (at != NULL) {
        const char *instead = reference(text, at, &stop, token->kind != FIX_WORDS, pool);

        if (instead != NULL && stop <= token->end) {
            fix_text_replace(edits, text, at, stop, instead, 0);
        }
        at = stop < token->end ? memchr(stop, '&', (size_t)(token->end - stop)) : NULL;
    }
}

static int is_break(const fix_token_t *token)
{
    return fix_token_is(token, "br") || fix_token_is(token, "BR");
}

void fix_references(apr_array_header_t *edits, const fix_text_t *text,
                    const fix_settings_t *settings, apr_pool_t *pool)
{
    fix_tokens_t tokens;

    (void)settings;
    fix_tokens_read(&tokens, text, pool);
    for (int i = 0; i < tokens.count; i++) {
        const fix_token_t *token = &tokens.all[i];

        if (token->kind == FIX_START && is_break(token) &&
            !(i + 1 < tokens.count && token[1].kind == FIX_END && is_break(&token[1]))) {
            fix_text_replace(edits, text, token->end - 1, token->end - 1, "/", 0);
        }
        if (token->kind != FIX_OTHER && token->kind != FIX_END) {
            fix_references_of(edits, text, token, pool);
        }
    }
}

static void fix_misread(apr_array_header_t *edits, const fix_text_t *text, const char *start,
                        const char *words, apr_pool_t *pool)
{
    stm_mojibake_t found;
    const char *at = words;

    while (stm_mojibake_find(&found, at, pool)) {
        const char *from = start + (found.at - words);

        fix_text_replace(edits, text, from, from + strlen(found.typed), found.letter, 0);
        at = found.at + strlen(found.typed);
    }
}

static void fix_lost(apr_array_header_t *edits, const fix_text_t *text, const char *start,
                     const char *words)
{
    for (const char *at = stm_windows_1252_find(words); at; at = stm_windows_1252_find(at + 2)) {
        const char *letter = stm_windows_1252_letter((unsigned char)at[1]);
        const char *from = start + (at - words);

        if (letter != NULL) {
            fix_text_replace(edits, text, from, from + 2, letter, 0);
        }
    }
}

void fix_letters(apr_array_header_t *edits, const fix_text_t *text, const fix_settings_t *settings,
                 apr_pool_t *pool)
{
    fix_tokens_t tokens;

    (void)settings;
    fix_tokens_read(&tokens, text, pool);
    for (int i = 0; text->is_utf8 && i < tokens.count; i++) {
        const fix_token_t *token = &tokens.all[i];

        if (token->kind != FIX_OTHER && token->kind != FIX_END) {
            const char *words =
                apr_pstrmemdup(pool, token->at, (apr_size_t)(token->end - token->at));

            fix_misread(edits, text, token->at, words, pool);
            if (edits->nelts == 0) {
                fix_lost(edits, text, token->at, words);
            }
        }
    }
}
