#include "core/xml/source.h"
#include "core/base/utf8.h"
#include "core/i18n/windows_1252.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucnv.h>

#define SAVE_AS_UTF8 "Save the file as UTF-8 (in the editor's \"Save as\" or \"Encoding\" menu)."

void stm_cursor_start(stm_cursor_t *cursor, const stm_source_t *source)
{
    cursor->at = source->text;
    cursor->end = source->text + source->size;
    cursor->line = 1;
    cursor->column = 1;
}

/* A line ends with LF, CR LF or CR alone (XML 1.0 section 2.11). */
void stm_cursor_move(stm_cursor_t *cursor, const char *to)
{
    /* Copies, which the compiler keeps in registers: each byte of each document passes here. */
    const char *at = cursor->at, *end = to > cursor->end ? cursor->end : to;
    int line = cursor->line, column = cursor->column;

    for (; at < end; at++) {
        if (*at == '\n' || (*at == '\r' && !(at + 1 < cursor->end && at[1] == '\n'))) {
            line++;
            column = 1;
        }
        else if (((unsigned char)*at & 0xC0) != 0x80) {
            column++;
        }
    }
    cursor->at = at;
    cursor->line = line;
    cursor->column = column;
}

static apr_status_t refuse(const stm_source_t *source, stm_problems_t *problems, const char *code,
                           const char *remedy, const char *message)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, code, source->name, 1, 1, remedy, "%s", message);
    return STM_EMALFORMED;
}

typedef struct signature_t {
    const char *bytes;
    apr_size_t size;
    const char *message;
} signature_t;

#define SIGNATURE(bytes, message)                                                                  \
    {                                                                                              \
        bytes, sizeof(bytes) - 1, message                                                          \
    }

/* What editors put into the folder by mistake. */
static const signature_t other_kinds[] = {
    SIGNATURE("PK\x03\x04", "This is a Word document or a ZIP archive, not an XML file"),
    SIGNATURE("\xD0\xCF\x11\xE0", "This is an old Word document, not an XML file"),
    SIGNATURE("{\\rtf", "This is a rich text document (RTF), not an XML file"),
    SIGNATURE("%PDF", "This is a PDF, not an XML file"),
    SIGNATURE("\xFF\xFE\0\0", "The file is encoded as UTF-32, which is not supported"),
    SIGNATURE("\0\0\xFE\xFF", "The file is encoded as UTF-32, which is not supported"),
    SIGNATURE("\x4C\x6F\xA7\x94\x93", "The file is encoded in EBCDIC, which is not supported"),
    SIGNATURE("\x4C\xA2\xA3\x81\xA3", "The file is encoded in EBCDIC, which is not supported"),
    SIGNATURE("<\0", "The file is encoded as UTF-16 without the byte order mark it needs"),
    SIGNATURE("\0<", "The file is encoded as UTF-16 without the byte order mark it needs"),
};

static int starts_with(const char *bytes, apr_size_t size, const char *start, apr_size_t length)
{
    return size >= length && memcmp(bytes, start, length) == 0;
}

static apr_status_t refuse_other_kinds(const stm_source_t *source, const char *bytes,
                                       apr_size_t size, stm_problems_t *problems)
{
    apr_size_t blank = 0;

    for (apr_size_t i = 0; i < sizeof(other_kinds) / sizeof(*other_kinds); i++) {
        if (starts_with(bytes, size, other_kinds[i].bytes, other_kinds[i].size)) {
            return refuse(source, problems, "encoding", SAVE_AS_UTF8, other_kinds[i].message);
        }
    }
    while (blank < size && apr_isspace(bytes[blank])) {
        blank++;
    }
    if (blank == size) {
        return refuse(source, problems, "empty-file",
                      "If an upload was cut off, upload the file again.", "The file is empty");
    }
    return APR_SUCCESS;
}

/* The encoding that the XML declaration names, NULL: none. */
static const char *declared_encoding(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *end, *at, *name;
    char quote;

    if (!starts_with(bytes, size, "<?xml", 5)) {
        return NULL;
    }
    end = memchr(bytes, '>', size);
    for (at = bytes; end && at + 8 < end && memcmp(at, "encoding", 8) != 0; at++) {
    }
    if (end == NULL || at + 8 >= end) {
        return NULL;
    }
    for (at += 8; at < end && (apr_isspace(*at) || *at == '='); at++) {
    }
    quote = *at;
    if (quote != '"' && quote != '\'') {
        return NULL;
    }
    for (name = ++at; at < end && *at != quote; at++) {
    }
    return apr_pstrmemdup(pool, name, (apr_size_t)(at - name));
}

/* Past the letters of ASCII, which most texts are made of, eight at a time. */
static const char *skip_ascii(const char *text, const char *end)
{
    apr_uint64_t eight;

    for (; end - text >= 8; text += 8) {
        memcpy(&eight, text, 8);
        if (eight & APR_UINT64_C(0x8080808080808080)) {
            break;
        }
    }
    while (text < end && (unsigned char)*text < 0x80) {
        text++;
    }
    return text;
}

static const char *first_not_utf8(const char *text, const char *end)
{
    while ((text = skip_ascii(text, end)) < end) {
        int length = stm_utf8_length(text, end);

        if (length == 0) {
            return text;
        }
        text += length;
    }
    return NULL;
}

/* At @a bad, which is where the text stops being what the file says it is; @a encoding NULL: it
 * says nothing. */
static apr_status_t refuse_byte(const stm_source_t *source, const char *bad, const char *encoding,
                                stm_problems_t *problems, apr_pool_t *pool)
{
    unsigned byte = (unsigned char)*bad;
    const char *letter = stm_windows_1252_letter(byte);
    stm_cursor_t cursor;

    stm_cursor_start(&cursor, source);
    stm_cursor_move(&cursor, bad);
    stm_problems_add(
        problems, STM_SEVERITY_ERROR, "encoding", source->name, cursor.line, cursor.column,
        "Save the file as UTF-8, and let its first line say encoding=\"UTF-8\".",
        "%s%s, but this letter is not%s",
        encoding ? "The file says that it is written in "
                 : "The file does not say its encoding, so that it has to be UTF-8",
        encoding ? encoding : "",
        letter ? apr_pstrcat(pool, " (in Windows-1252 it would be “", letter, "”)", NULL) : "");
    return STM_EMALFORMED;
}

static apr_status_t take_utf8(stm_source_t *source, const char *encoding, stm_problems_t *problems,
                              apr_pool_t *pool)
{
    const char *bad = first_not_utf8(source->text, source->text + source->size);

    return bad ? refuse_byte(source, bad, encoding, problems, pool) : APR_SUCCESS;
}

/* Bytes to UTF-16 to UTF-8, stopping at the first sequence that the encoding does not have. */
static apr_status_t convert(stm_source_t *source, UConverter *from, UConverter *to, char *out,
                            apr_size_t out_size, const char **bad)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar middle[1024], *middle_read = middle, *middle_write = middle;
    const char *in = source->text;
    char *write = out;

    ucnv_setToUCallBack(from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
    ucnv_convertEx(to, from, &write, out + out_size, &in, source->text + source->size, middle,
                   &middle_read, &middle_write, middle + 1024, 1, 1, &status);
    if (U_FAILURE(status)) {
        *bad = in > source->text ? in - 1 : in;
        return STM_EMALFORMED;
    }
    *write = '\0';
    source->text = out;
    source->size = (apr_size_t)(write - out);
    return APR_SUCCESS;
}

/* The declaration was found as ASCII: in what has other bytes for it the file cannot be. */
static int has_ascii(const char *encoding)
{
    static const char declaration[] = "<?xml";
    UErrorCode status = U_ZERO_ERROR;
    char read[sizeof(declaration) * 3];
    int32_t length = ucnv_convert("UTF-8", encoding, read, sizeof(read), declaration,
                                  sizeof(declaration) - 1, &status);

    return U_SUCCESS(status) && length == sizeof(declaration) - 1 &&
           memcmp(read, declaration, sizeof(declaration) - 1) == 0;
}

/* Not ASCII, with at least @a least letters that are not. */
static int is_utf8(const stm_source_t *source, int least)
{
    const char *end = source->text + source->size;

    if (first_not_utf8(source->text, end) != NULL) {
        return 0;
    }
    for (const char *at = skip_ascii(source->text, end); at < end && least > 0; least--) {
        at = skip_ascii(at + stm_utf8_length(at, end), end);
    }
    return least == 0;
}

/* A word of two letters can be right in UTF-8 and in an encoding of East Asia by chance. */
#define CERTAIN_LETTERS 3

static void refuse_utf8(const stm_source_t *source, const char *encoding, stm_problems_t *problems)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, "encoding", source->name, 1, 1,
                     "Write encoding=\"UTF-8\" in the first line.",
                     "The first line says that the file is written in %s, but it is UTF-8: "
                     "accented letters would come out wrong",
                     encoding);
}

static void refuse_name(const stm_source_t *source, const char *encoding, stm_problems_t *problems)
{
    stm_problems_add(problems, STM_SEVERITY_ERROR, "encoding", source->name, 1, 1,
                     "Write encoding=\"UTF-8\" in the first line, and save the file as UTF-8.",
                     "The first line says that the file is written in %s, but it is not", encoding);
}

/* XML 1.0 section 4.3.3. ICU looks a name up by its letters and digits alone. */
static int is_encoding_name(const char *encoding)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    static const char more[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    return strspn(encoding, letters) > 0 && encoding[strspn(encoding, more)] == '\0';
}

static apr_status_t refuse_unknown(const stm_source_t *source, const char *encoding,
                                   stm_problems_t *problems)
{
    int is_name = is_encoding_name(encoding);

    stm_problems_add(problems, STM_SEVERITY_ERROR, "encoding", source->name, 1, 1,
                     "Write encoding=\"UTF-8\" there, and save the file as UTF-8.",
                     "The first line names an encoding that does not exist%s%s%s",
                     is_name ? ": “" : "", is_name ? encoding : "", is_name ? "”" : "");
    return STM_EMALFORMED;
}

static apr_status_t take_encoded(stm_source_t *source, const char *encoding,
                                 stm_problems_t *problems, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *from = ucnv_open(encoding, &status);
    UConverter *to = ucnv_open("UTF-8", &status);
    apr_size_t size = source->size * 3 + 4;
    const char *bad = NULL;
    apr_status_t result = STM_EMALFORMED;

    if (U_FAILURE(status)) {
        refuse_unknown(source, encoding, problems);
    }
    else if (strncmp(encoding, "UTF-16", 6) != 0 && !has_ascii(encoding)) {
        refuse_name(source, encoding, problems);
    }
    else if (strncmp(encoding, "UTF-16", 6) != 0 &&
             is_utf8(source, ucnv_getMaxCharSize(from) == 1 ? 1 : CERTAIN_LETTERS)) {
        refuse_utf8(source, encoding, problems);
    }
    else {
        result = convert(source, from, to, apr_palloc(pool, size), size - 1, &bad);
        if (result != APR_SUCCESS) {
            refuse_byte(source, bad, encoding, problems, pool);
        }
    }
    ucnv_close(from);
    ucnv_close(to);
    return result;
}

apr_status_t stm_source_decode(stm_source_t *source, const char *name, const char *bytes,
                               apr_size_t size, stm_problems_t *problems, apr_pool_t *result_pool)
{
    const char *encoding;
    apr_status_t status;

    source->name = name;
    source->text = bytes;
    source->size = size;
    status = refuse_other_kinds(source, bytes, size, problems);
    if (status != APR_SUCCESS) {
        return status;
    }
    if (starts_with(bytes, size, "\xEF\xBB\xBF", 3)) {
        source->text += 3;
        source->size -= 3;
        return take_utf8(source, "UTF-8", problems, result_pool);
    }
    if (starts_with(bytes, size, "\xFF\xFE", 2) || starts_with(bytes, size, "\xFE\xFF", 2)) {
        source->text += 2;
        source->size -= 2;
        return take_encoded(source, bytes[0] == '\xFF' ? "UTF-16LE" : "UTF-16BE", problems,
                            result_pool);
    }
    encoding = declared_encoding(bytes, size, result_pool);
    if (encoding == NULL || strcasecmp(encoding, "UTF-8") == 0 ||
        strcasecmp(encoding, "UTF8") == 0) {
        return take_utf8(source, encoding ? "UTF-8" : NULL, problems, result_pool);
    }
    if (!is_encoding_name(encoding)) {
        return refuse_unknown(source, encoding, problems);
    }
    if (strncasecmp(encoding, "UTF-16", 6) == 0 || strncasecmp(encoding, "UTF-32", 6) == 0) {
        stm_problems_add(problems, STM_SEVERITY_ERROR, "encoding", name, 1, 1,
                         "Write encoding=\"UTF-8\" in the first line.",
                         "The first line says that the file is written in %s, but it is not",
                         encoding);
        return STM_EMALFORMED;
    }
    return take_encoded(source, encoding, problems, result_pool);
}
