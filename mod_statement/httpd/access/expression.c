#include "httpd/access/expression.h"

#include <apr_lib.h>
#include <string.h>
#include <strings.h>

#define ANYTHING (STMH_READS_ADDRESS | STMH_READS_READER)

typedef struct known_t {
    const char *word;
    int reads;
} known_t;

static const known_t variables[] = {
    {"REQUEST_URI", STMH_READS_ADDRESS},
    {"REQUEST_FILENAME", STMH_READS_ADDRESS},
    {"SCRIPT_FILENAME", STMH_READS_ADDRESS},
    {"DOCUMENT_URI", STMH_READS_ADDRESS},
    {"PATH_INFO", STMH_READS_ADDRESS},
    {"HANDLER", STMH_READS_ADDRESS},
    {"CONTENT_TYPE", STMH_READS_ADDRESS},
    {"HTTPS", 0},
    {"HTTP_HOST", 0},
    {"SERVER_NAME", 0},
    {"SERVER_PORT", 0},
    {"SERVER_PROTOCOL", STMH_READS_READER},
    {"SERVER_SOFTWARE", 0},
    {"REQUEST_SCHEME", 0},
    {"REQUEST_METHOD", 0},
    {"DOCUMENT_ROOT", 0},
    {"CONTEXT_PREFIX", 0},
    {"CONTEXT_DOCUMENT_ROOT", 0},
    {"QUERY_STRING", STMH_READS_READER},
    {"THE_REQUEST", STMH_READS_ADDRESS | STMH_READS_READER},
    {"IS_SUBREQ", STMH_READS_MAIN_REQUEST},
    {NULL, 0},
};

/* Of these all begin the same way. */
static const known_t beginnings[] = {
    {"HTTP_", STMH_READS_READER}, {"REMOTE_", STMH_READS_READER}, {"SSL_", STMH_READS_READER},
    {"TIME", STMH_READS_READER},  {"AUTH_", STMH_READS_READER},   {NULL, 0},
};

/* Before a colon in a variable, or before a parenthesis. */
static const known_t functions[] = {
    {"and", 0},
    {"or", 0},
    {"not", 0},
    {"tolower", 0},
    {"toupper", 0},
    {"escape", 0},
    {"unescape", 0},
    {"base64", 0},
    {"unbase64", 0},
    {"md5", 0},
    {"sha1", 0},
    {"http", STMH_READS_READER},
    {"req", STMH_READS_READER},
    {"req_novary", STMH_READS_READER},
    {"SSL", STMH_READS_READER},
    {"env", STMH_READS_VARIABLE},
    {"reqenv", STMH_READS_VARIABLE},
    {"note", ANYTHING | STMH_READS_NOTES},
    {"resp", ANYTHING | STMH_READS_NOTES},
    {"LA-U", ANYTHING},
    {"LA-F", ANYTHING},
    {NULL, 0},
};

static const known_t operators[] = {
    {"eq", 0},       {"ne", 0},        {"lt", 0},      {"le", 0},      {"gt", 0},
    {"ge", 0},       {"in", 0},        {"z", 0},       {"n", 0},       {"T", 0},
    {"strmatch", 0}, {"strcmatch", 0}, {"fnmatch", 0}, {"ipmatch", 0}, {"R", STMH_READS_READER},
    {NULL, 0},
};

static int find(const known_t *known, const char *word, size_t size)
{
    for (; known->word; known++) {
        if (strlen(known->word) == size && strncasecmp(known->word, word, size) == 0) {
            return known->reads;
        }
    }
    return -1;
}

static int variable_reads(const char *name, size_t size)
{
    const known_t *beginning;
    int reads = find(variables, name, size);

    for (beginning = beginnings; reads < 0 && beginning->word; beginning++) {
        if (strncasecmp(beginning->word, name, strlen(beginning->word)) == 0) {
            reads = beginning->reads;
        }
    }
    return reads < 0 ? ANYTHING : reads;
}

static int function_reads(const char *name, size_t size)
{
    int reads = find(functions, name, size);

    return reads < 0 ? ANYTHING : reads;
}

/* "%{NAME}" or "%{function:argument}" at *text, which is left behind its name. */
static int read_variable(const char **text)
{
    const char *name = *text + 2;
    size_t size = strcspn(name, ":}");

    *text = name + size;
    if (name[size] == ':') {
        /* What an ordinary function is given is a string; it may name no variable of its own. */
        return function_reads(name, size) | (find(functions, name, size) == 0 ? ANYTHING : 0);
    }
    return variable_reads(name, size);
}

int stmh_expression_string_reads(const char *text)
{
    int reads = 0;

    while (*text) {
        if (text[0] == '%' && text[1] == '{') {
            reads |= read_variable(&text);
        }
        else if (text[0] == '$' && apr_isdigit(text[1])) {
            reads |= STMH_READS_ADDRESS;
            text++;
        }
        else if (text[0] == '$' && text[1] == '{') {
            reads |= ANYTHING; /* a RewriteMap */
            text++;
        }
        else {
            text++;
        }
    }
    return reads;
}

/* Behind a string's end. */
static const char *skip_string(const char *text, int *reads)
{
    const char quote = *text++;

    while (*text && *text != quote) {
        if (text[0] == '%' && text[1] == '{') {
            *reads |= read_variable(&text);
        }
        else {
            text += *text == '\\' && text[1] ? 2 : 1;
        }
    }
    return *text ? text + 1 : text;
}

/* Behind the end of "/…/" or "m#…#", of which nothing is read. */
static const char *skip_regex(const char *text)
{
    char delimiter;

    text += strspn(text, " \t");
    text += *text == 'm' && text[1] && !apr_isalnum(text[1]);
    delimiter = *text;
    if (!delimiter || apr_isalnum(delimiter) || strchr("'\"%(", delimiter)) {
        return text;
    }
    for (text++; *text && *text != delimiter; text++) {
        text += *text == '\\' && text[1];
    }
    return *text ? text + 1 : text;
}

static int is_word(char character)
{
    return apr_isalnum(character) || character == '_';
}

static const char *skip_word(const char *text)
{
    while (is_word(*text)) {
        text++;
    }
    return text;
}

static int operator_reads(const char *name, size_t size)
{
    int reads = find(operators, name, size);

    return reads < 0 ? ANYTHING : reads;
}

/* A word outside of strings: the name of a function where a parenthesis follows, else a number,
 * a constant, or an operator that is a word. */
static const char *read_word(const char *text, int *reads)
{
    const char *end = skip_word(text), *next = end + strspn(end, " \t");

    if (*next == '(' && find(operators, text, (size_t)(end - text)) < 0) {
        *reads |= function_reads(text, (size_t)(end - text));
    }
    return end;
}

int stmh_expression_reads(const char *text)
{
    int reads = 0;

    while (*text) {
        const char *end;
        if (*text == '\'' || *text == '"') {
            text = skip_string(text, &reads);
        }
        else if (text[0] == '%' && text[1] == '{') {
            reads |= read_variable(&text);
        }
        else if ((*text == '=' || *text == '!') && text[1] == '~') {
            text = skip_regex(text + 2);
        }
        else if (*text == '-' && apr_isalpha(text[1])) {
            end = skip_word(text + 1);
            reads |= operator_reads(text + 1, (size_t)(end - text - 1));
            text = end;
        }
        else if (is_word(*text)) {
            text = read_word(text, &reads);
        }
        else {
            text++;
        }
    }
    return reads;
}
