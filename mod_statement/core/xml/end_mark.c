#include "core/xml/end_mark.h"

#include <apr_lib.h>
#include <string.h>

/* In lower case, and in capitals where those are not ASCII. */
static const char *const words[] = {
    "end",
    "ends",
    "the end",
    "end of release",
    "end of statement",
    "end of press release",
    "end of news release",
    "ende",
    "ende der mitteilung",
    "ende der pressemitteilung",
    "fin",
    "fin du communiqué",
    "final",
    "fim",
    "fine",
    "einde",
    "einde bericht",
    "einde persbericht",
    "koniec",
    "slut",
    "slutt",
    "loppu",
    "konec",
    "vége",
    "конец",
    "КОНЕЦ",
    "кінець",
    "τέλος",
    "ΤΕΛΟΣ",
    "انتهى",
    "סוף",
    "以上",
    "完",
    "끝",
};

/* What stands around the words. */
static const char *const ornaments[] = {" ",
                                        "\t",
                                        "\n",
                                        "-",
                                        "*",
                                        "#",
                                        "=",
                                        "~",
                                        "_",
                                        ".",
                                        "(",
                                        ")",
                                        "[",
                                        "]",
                                        "/",
                                        "|",
                                        "+",
                                        "<",
                                        ">",
                                        ":",
                                        "\xC2\xA0" /* no-break space */,
                                        "\xC2\xB7",
                                        "\xC2\xAB",
                                        "\xC2\xBB",
                                        "\xE2\x80\x90",
                                        "\xE2\x80\x91",
                                        "\xE2\x80\x92",
                                        "–",
                                        "—",
                                        "―",
                                        "•",
                                        "−",
                                        "─",
                                        "（",
                                        "）",
                                        "【",
                                        "】",
                                        "　",
                                        "＃",
                                        "＊"};

/* The length of the ornament that @a text begins with; 0: none. */
static size_t ornament_at(const char *text)
{
    /* Most are letters, and each paragraph is looked through. */
    if (apr_isalnum(*text)) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(ornaments) / sizeof(*ornaments); i++) {
        size_t length = strlen(ornaments[i]);

        if (strncmp(text, ornaments[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

static const char *skip_ornaments(const char *text)
{
    while (ornament_at(text) > 0) {
        text += ornament_at(text);
    }
    return text;
}

/* The words from @a text up to the ornaments that end it. */
static size_t length_of_words(const char *text)
{
    const char *end = text;

    for (const char *at = text; *at != '\0'; at++) {
        if (((unsigned char)*at & 0xC0) != 0x80 && ornament_at(at) == 0) {
            end = at + 1;
            while (((unsigned char)*end & 0xC0) == 0x80) {
                end++;
            }
        }
    }
    return (size_t)(end - text);
}

static int is_word(const char *text, size_t length, const char *word)
{
    if (strlen(word) != length) {
        return 0;
    }
    for (size_t i = 0; i < length; i++) {
        if (apr_tolower(text[i]) != word[i] && text[i] != word[i]) {
            return 0;
        }
    }
    return 1;
}

int stm_end_mark_is_ornament(const char *text)
{
    return *skip_ornaments(text) == '\0';
}

/* "###", "# # #". */
static int is_hashes(const char *text)
{
    int hashes = 0;

    for (; *text == '#' || *text == ' '; text++) {
        hashes += *text == '#';
    }
    return *text == '\0' && hashes > 0;
}

int stm_end_mark_is(const char *text)
{
    const char *start = skip_ornaments(text);
    size_t length;

    if (strlen(text) > 80) {
        return 0;
    }
    if (*start == '\0') {
        return is_hashes(text);
    }
    length = length_of_words(start);
    /* A bare number is none. */
    if (length == 2 && strncmp(start, "30", 2) == 0) {
        return start > text && start[length] != '\0';
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (is_word(start, length, words[i])) {
            return 1;
        }
    }
    return 0;
}
