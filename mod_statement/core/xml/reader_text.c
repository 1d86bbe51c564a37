#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/xml/reader.h"

typedef struct letter_t {
    const char *name, *letter;
} letter_t;

/* The names from HTML that press officers' texts bring along. */
static const letter_t html_letters[] = {
    {"Auml", "Ä"},   {"Ouml", "Ö"},      {"Uuml", "Ü"},     {"auml", "ä"},        {"ouml", "ö"},
    {"uuml", "ü"},   {"szlig", "ß"},     {"agrave", "à"},   {"aacute", "á"},      {"acirc", "â"},
    {"ccedil", "ç"}, {"egrave", "è"},    {"eacute", "é"},   {"ecirc", "ê"},       {"euml", "ë"},
    {"iacute", "í"}, {"icirc", "î"},     {"ntilde", "ñ"},   {"oacute", "ó"},      {"ocirc", "ô"},
    {"uacute", "ú"}, {"ugrave", "ù"},    {"Eacute", "É"},   {"ldquo", "“"},       {"rdquo", "”"},
    {"bdquo", "„"},  {"lsquo", "‘"},     {"rsquo", "’"},    {"sbquo", "‚"},       {"laquo", "«"},
    {"raquo", "»"},  {"lsaquo", "‹"},    {"rsaquo", "›"},   {"ndash", "–"},       {"mdash", "—"},
    {"hellip", "…"}, {"bull", "•"},      {"middot", "·"},   {"euro", "€"},        {"pound", "£"},
    {"copy", "©"},   {"reg", "®"},       {"trade", "™"},    {"deg", "°"},         {"times", "×"},
    {"sect", "§"},   {"para", "¶"},      {"frac12", "½"},   {"aring", "å"},       {"oslash", "ø"},
    {"aelig", "æ"},  {"nbsp", "&#160;"}, {"shy", "&#173;"}, {"thinsp", "&#8201;"}};

static const char *html_letter(stm_reader_name_t name)
{
    for (apr_size_t i = 0; i < sizeof(html_letters) / sizeof(*html_letters); i++) {
        if (strlen(html_letters[i].name) == (apr_size_t)name.length &&
            memcmp(html_letters[i].name, name.start, (apr_size_t)name.length) == 0) {
            return html_letters[i].letter;
        }
    }
    return NULL;
}

static int is_predefined(stm_reader_name_t name)
{
    static const char *const names[] = {"amp", "lt", "gt", "quot", "apos"};

    for (int i = 0; i < 5; i++) {
        if (strlen(names[i]) == (apr_size_t)name.length &&
            memcmp(names[i], name.start, (apr_size_t)name.length) == 0) {
            return 1;
        }
    }
    return 0;
}

/* XML 1.0 section 2.2. */
static int is_allowed(apr_uint32_t code)
{
    return code == 0x9 || code == 0xA || code == 0xD || (code >= 0x20 && code < 0xD800) ||
           (code >= 0xE000 && code < 0xFFFE) || (code >= 0x10000 && code < 0x110000);
}

static void report_character(stm_reader_t *reader, const char *where, apr_uint32_t code)
{
    const char *remedy = "Delete it; it is invisible, so retype the words around it if need be.";

    if (code == 0x0B) {
        remedy = "It is Word's line break: write <br/> instead, or begin a new <p>.";
    }
    else if (code == 0x0C) {
        remedy = "It is Word's page break: delete it.";
    }
    else if (code == 0x1E) {
        remedy = "It is Word's no-break hyphen: type a plain hyphen instead.";
    }
    else if (code == 0x1F) {
        remedy = "It is Word's optional hyphen: delete it.";
    }
    else if (code == 0) {
        remedy = "The file is damaged, or saved in another encoding: save it as UTF-8 again.";
    }
    stm_reader_report(reader, "control-character", where, remedy,
                      "A control character (U+%04X) that no page can show is here", code);
}

static void number_reference(stm_reader_t *reader)
{
    const char *where = reader->at;
    int is_hex = where + 2 < reader->end && where[2] == 'x';
    const char *digits = where + 2 + is_hex, *stop = digits;
    apr_uint32_t code = 0;

    for (; stop < reader->end && (is_hex ? apr_isxdigit(*stop) : apr_isdigit(*stop)); stop++) {
        unsigned digit = apr_isdigit(*stop) ? (unsigned)(*stop - '0')
                                            : (unsigned)(apr_tolower(*stop) - 'a' + 10);

        code = code < 0x110000 ? code * (is_hex ? 16 : 10) + digit : code;
    }
    reader->at = stop;
    if (stop == digits || stop >= reader->end || *stop != ';') {
        stm_reader_report(reader, "bare-ampersand", where,
                          "Write a number between &# and ; as in &#160;, or &amp; for the sign &.",
                          "The character number that begins here is not finished");
        return;
    }
    reader->at++;
    if (!is_allowed(code)) {
        report_character(reader, where, code);
    }
}

static void reference(stm_reader_t *reader)
{
    const char *where = reader->at, *letter;
    stm_reader_name_t name;

    if (stm_reader_looks_at(reader, "&#")) {
        number_reference(reader);
        return;
    }
    reader->at++;
    name = stm_reader_name(reader);
    if (name.length == 0 || reader->at >= reader->end || *reader->at != ';') {
        reader->at = where + 1;
        stm_reader_report(reader, "bare-ampersand", where, "Write &amp; instead.",
                          "The sign & may not be typed as it is");
        return;
    }
    reader->at++;
    letter = html_letter(name);
    if (letter != NULL) {
        stm_reader_report(
            reader, "html-letter", where, apr_psprintf(reader->pool, "Write %s instead.", letter),
            "&%.*s; is a name from HTML that does not exist here", name.length, name.start);
    }
    else if (!is_predefined(name)) {
        stm_reader_report(reader, "unknown-reference", where,
                          "Type the letter or the words themselves; for the sign & write &amp;.",
                          "&%.*s; does not stand for anything", name.length, name.start);
    }
}

void stm_reader_text(stm_reader_t *reader, const char *stop)
{
    while (reader->at < stop) {
        int length;
        apr_uint32_t code;

        if (*reader->at == '&') {
            reference(reader);
            continue;
        }
        if (stm_reader_looks_at(reader, "]]>")) {
            stm_reader_report(reader, "bracket", reader->at, "Write ]]&gt; instead.",
                              "The signs ]]> may not stand in text");
            reader->at += 3;
            continue;
        }
        code = stm_utf8_decode(reader->at, &length);
        if (!is_allowed(code)) {
            report_character(reader, reader->at, code);
        }
        reader->at += length;
    }
}
