/* The root element of what may be no XML: UTF-16 that says otherwise, tags as a keyboard types
 * them, a prologue that no parser accepts. */
#include "core/xml/root.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <unicode/ucnv.h>

#define QUICK_BEGINNING 4096

typedef struct signature_t {
    const char *bytes;
    apr_size_t size;
    const char *encoding;
} signature_t;

/* Zero bytes between letters, with and without the mark that says so. */
static const char *wide_encoding(const char *bytes, apr_size_t size)
{
    static const signature_t signatures[] = {
        {"\xff\xfe\0\0", 4, "UTF-32LE"}, {"\0\0\xfe\xff", 4, "UTF-32BE"},
        {"<\0\0\0", 4, "UTF-32LE"},      {"\0\0\0<", 4, "UTF-32BE"},
        {"\xff\xfe", 2, "UTF-16LE"},     {"\xfe\xff", 2, "UTF-16BE"},
        {"<\0", 2, "UTF-16LE"},          {"\0<", 2, "UTF-16BE"},
        {"\x1c\xff", 2, "UTF-16LE"},     {"\xff\x1c", 2, "UTF-16BE"}};

    for (apr_size_t i = 0; i < sizeof(signatures) / sizeof(*signatures); i++) {
        if (size >= signatures[i].size &&
            memcmp(bytes, signatures[i].bytes, signatures[i].size) == 0) {
            return signatures[i].encoding;
        }
    }
    return NULL;
}

/* As UTF-8 with a NUL at its end, whatever it was. */
static const char *as_text(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *encoding = wide_encoding(bytes, size);
    UErrorCode status = U_ZERO_ERROR;
    apr_size_t room = size * 3 + 4;
    char *text;

    if (!encoding) {
        return apr_pstrmemdup(pool, bytes, size);
    }
    /* Up to where it cannot be read, which is its end or a letter that is cut off there. */
    text = apr_pcalloc(pool, room);
    ucnv_convert("UTF-8", encoding, text, (int32_t)room - 1, bytes, (int32_t)size, &status);
    return text;
}

/* White space, that of other scripts and marks without a width, too; 0: none. */
static int space_at(const char *text)
{
    static const char *const spaces[] = {"\xef\xbb\xbf", "\u3000", "\u00a0",
                                         "\u200b",       "\u2028", "\u2029"};

    if (apr_isspace(*text)) {
        return 1;
    }
    for (apr_size_t i = 0; i < sizeof(spaces) / sizeof(*spaces); i++) {
        if (strncmp(text, spaces[i], strlen(spaces[i])) == 0) {
            return (int)strlen(spaces[i]);
        }
    }
    return 0;
}

static const char *skip_space(const char *text)
{
    int length;

    while ((length = space_at(text)) > 0) {
        text += length;
    }
    return text;
}

/* What opens a tag, also as an East Asian keyboard types it; 0: something else. */
static int opening_at(const char *text)
{
    static const char fullwidth[] = "＜";

    return *text == '<'                                           ? 1
           : strncmp(text, fullwidth, sizeof(fullwidth) - 1) == 0 ? (int)sizeof(fullwidth) - 1
                                                                  : 0;
}

/* Past a declaration, with what stands in its brackets. */
static const char *skip_declaration(const char *text)
{
    int depth = 0;

    for (; *text; text++) {
        depth += *text == '[' ? 1 : *text == ']' ? -1 : 0;
        if (*text == '>' && depth <= 0) {
            return text + 1;
        }
    }
    return NULL;
}

static const char *skip_past(const char *text, const char *end)
{
    const char *found = strstr(text, end);

    return found ? found + strlen(end) : NULL;
}

/* Past a comment, an instruction or a declaration; text itself: it is none; NULL: it has no end. */
static const char *skip_prologue(const char *text)
{
    if (strncmp(text, "<!--", 4) == 0) {
        return skip_past(text + 4, "-->");
    }
    if (strncmp(text, "<?", 2) == 0) {
        return skip_past(text, "?>");
    }
    return strncmp(text, "<!", 2) == 0 ? skip_declaration(text) : text;
}

static int resembles_tag(const char *text, apr_pool_t *pool)
{
    apr_size_t length = strcspn(text, " \t\r\n/>");
    const char *name, *colon;

    name =
        apr_pstrmemdup(pool, text, length < STM_ROOT_MAX_NAME * 3 ? length : STM_ROOT_MAX_NAME * 3);
    colon = strchr(name, ':');
    return stm_root_resembles(name) || (colon && stm_root_resembles(colon + 1));
}

/* By the first tag, however it is typed; *is_cut: it has not come. */
static stm_root_t root_of_text(const char *text, int *is_cut, apr_pool_t *pool)
{
    const char *at = text;

    *is_cut = 0;
    do {
        text = skip_space(at);
        if (!opening_at(text)) {
            *is_cut = !*text && text != at;
            return STM_ROOT_UNSET;
        }
        at = skip_prologue(text);
    } while (at && at != text);
    if (!at) {
        *is_cut = 1;
        return STM_ROOT_UNSET;
    }
    text = skip_space(text + opening_at(text));
    return resembles_tag(text, pool) ? STM_ROOT_STATEMENT : STM_ROOT_FOREIGN;
}

/* The parser knows what is quoted in a prologue, the reader what is no XML. */
static stm_root_t root_of_beginning(const char *bytes, apr_size_t size, int *is_cut,
                                    apr_pool_t *pool)
{
    const char *text = as_text(bytes, size, pool);
    stm_root_t root = root_of_text(text, is_cut, pool);
    stm_root_t parsed = STM_ROOT_UNSET;

    if (opening_at(skip_space(text)) && root != STM_ROOT_STATEMENT) {
        parsed = stm_root_of(bytes, size, STM_PART_BEGINNING);
    }
    if (parsed != STM_ROOT_UNSET) {
        *is_cut = 0;
        return parsed;
    }
    return root;
}

stm_root_t stm_root_of_other(const char *path, apr_pool_t *scratch_pool)
{
    char *bytes = apr_palloc(scratch_pool, STM_ROOT_BEGINNING);
    apr_size_t size = stm_root_read_beginning(bytes, QUICK_BEGINNING, path);
    int is_cut;
    stm_root_t root = root_of_beginning(bytes, size, &is_cut, scratch_pool);

    if (is_cut && size == QUICK_BEGINNING) {
        size = stm_root_read_beginning(bytes, STM_ROOT_BEGINNING, path);
        root = root_of_beginning(bytes, size, &is_cut, scratch_pool);
    }
    return is_cut && size == STM_ROOT_BEGINNING ? STM_ROOT_STATEMENT : root;
}
