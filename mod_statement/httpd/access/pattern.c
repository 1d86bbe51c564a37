#include "httpd/access/pattern.h"

#include <apr_lib.h>
#include <string.h>
#include <strings.h>

/* The characters behind "^" that stand for themselves; *is_all: "$" follows them. */
static apr_size_t regex_literal(const char **literal, int *is_all, const char *text)
{
    apr_size_t size = 0;

    *literal = text;
    *is_all = 0;
    if (*text != '^' || strchr(text, '|')) {
        return 0;
    }
    ++*literal;
    while (apr_isalnum((*literal)[size]) || ((*literal)[size] && strchr("/_-", (*literal)[size]))) {
        size++;
    }
    *is_all = strcmp(*literal + size, "$") == 0;
    return size && (*literal)[size] && strchr("?*{", (*literal)[size]) ? size - 1 : size;
}

static apr_size_t least(apr_size_t one, apr_size_t other)
{
    return one < other ? one : other;
}

int stmh_pattern_begins_elsewhere(const char *regex, const char *base)
{
    const char *literal;
    int is_all;
    apr_size_t size = regex_literal(&literal, &is_all, regex), base_size = strlen(base);

    return strncasecmp(literal, base, least(size, base_size)) != 0 || (is_all && size < base_size);
}

int stmh_pattern_divides(const stmh_pattern_t *pattern, const char *base)
{
    apr_size_t base_size = strlen(base);

    if (pattern->is_regex) {
        return !stmh_pattern_begins_elsewhere(pattern->text, base) &&
               !stmh_pattern_is_for_others(pattern->text);
    }
    if (!pattern->has_wildcards) {
        return strlen(pattern->text) > base_size && !strncmp(pattern->text, base, base_size);
    }
    return !strncmp(pattern->text, base, least(strcspn(pattern->text, "*?[\\"), base_size));
}

/* Whether no name that ends with @a size characters at @a end can be a document's. */
static int is_other_ending(const char *end, apr_size_t size)
{
    static const char ending[] = ".xml";
    apr_size_t i;

    for (i = 1; i <= size && i < sizeof(ending); i++) {
        if (apr_tolower(end[size - i]) != ending[sizeof(ending) - 1 - i]) {
            return 1;
        }
    }
    return 0;
}

/* "|" that is not inside of brackets, or anything that is not easily told. */
static int has_branches(const char *text)
{
    int depth = 0;

    for (; *text; text++) {
        if (*text == '\\' && text[1]) {
            text++;
        }
        else if (*text == '[' || (*text == '|' && !depth)) {
            return 1;
        }
        depth += (*text == '(') - (*text == ')');
    }
    return 0;
}

static int is_plain_character(const char *character)
{
    return (apr_isalnum(*character) && character[-1] != '\\') ||
           (*character == '.' && character[-1] == '\\');
}

/* The characters that stand for themselves right before @a end; escapes are passed over. */
static int is_other_run(const char *start, const char *end)
{
    char run[5];
    apr_size_t size = 0;

    while (end - 1 > start && size < 4 && is_plain_character(end - 1)) {
        run[3 - size++] = *--end;
        end -= *end == '.';
    }
    if (end - 1 > start && apr_isalnum(end[-1]) && end[-2] == '\\') {
        return 0; /* an escape that may take more than one character */
    }
    return size && is_other_ending(run + 4 - size, size);
}

/* Each of the choices "(a|b|c)" or "(?:a|b|c)" that end at @a end. */
static int are_other_choices(const char *start, const char *end)
{
    const char *at = end - 1;

    while (at > start) {
        const char *stop = at;
        while (at > start && *(at - 1) != '|' && *(at - 1) != '(' && *(at - 1) != ':') {
            at--;
        }
        if (at == start || *at == '?' || memchr(at, ')', (size_t)(stop - at)) ||
            !is_other_run(at - 1, stop)) {
            return 0;
        }
        if (*--at != '|') {
            return *at == '(' || (at - 2 >= start && !memcmp(at - 2, "(?:", 3));
        }
    }
    return 0;
}

/* Quotes, comments, conditions and verbs, in which characters are not what they seem. */
static int is_obscure(const char *text)
{
    const char *group;

    for (group = strchr(text, '('); group; group = strchr(group + 1, '(')) {
        if (group[1] == '*' || (group[1] == '?' && strncmp(group, "(?i)", 4) &&
                                (!group[2] || !strchr(":=!<", group[2])))) {
            return 1;
        }
    }
    return strstr(text, "\\Q") != NULL;
}

/* How many groups are open at @a end. */
static int depth_at(const char *text, const char *end)
{
    int depth = 0;

    for (; text < end; text++) {
        if (*text == '\\') {
            text++;
        }
        else {
            depth += (*text == '(') - (*text == ')');
        }
    }
    return depth;
}

static int is_optional(const char *after)
{
    return *after && strchr("?*{", *after) != NULL;
}

/* No document lies in a folder with a dot at its beginning, or is called so. */
int stmh_pattern_is_for_hidden(const char *text)
{
    const char *dot = strstr(text, "/\\.");

    if (has_branches(text) || is_obscure(text)) {
        return 0;
    }
    if (!strncmp(text, "^\\.", 3)) {
        return !is_optional(text + 3);
    }
    return dot && !is_optional(dot + 3) && !depth_at(text, dot);
}

int stmh_pattern_is_for_others(const char *regex)
{
    const char *end = regex + strlen(regex);

    if (has_branches(regex) || is_obscure(regex)) {
        return 0;
    }
    if (stmh_pattern_is_for_hidden(regex)) {
        return 1;
    }
    if (end - regex < 2 || end[-1] != '$' || end[-2] == '\\') {
        return 0;
    }
    end--;
    return end[-1] == ')' ? are_other_choices(regex, end) : is_other_run(regex, end);
}

int stmh_pattern_is_other_name(const char *name)
{
    const char *tail = name + strlen(name);

    if (*name == '.') {
        return 1;
    }
    while (tail > name && !strchr("*?[]\\", tail[-1])) {
        tail--;
    }
    return is_other_ending(tail, strlen(tail));
}
