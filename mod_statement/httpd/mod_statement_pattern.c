#include "mod_statement_pattern.h"

#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <http_core.h>
#include <string.h>

/* As core's walk over <Location> sections does. */
int stm_pattern_matches(const stm_pattern_t *pattern, const char *uri)
{
    apr_size_t size;

    if (pattern->regex) {
        return !ap_regexec(pattern->regex, uri, 0, NULL, 0);
    }
    if (pattern->has_wildcards) {
        return !apr_fnmatch(pattern->text, uri, APR_FNM_PATHNAME);
    }
    size = strlen(pattern->text);
    return !strncmp(pattern->text, uri, size) &&
           (!size || pattern->text[size - 1] == '/' || uri[size] == '/' || !uri[size]);
}

/* How many characters at the beginning stand for themselves; the last one may be optional. */
static apr_size_t literal_size(const stm_pattern_t *pattern, const char **literal)
{
    apr_size_t size = 0;

    *literal = pattern->text;
    if (!pattern->regex) {
        return strcspn(pattern->text, "*?[\\");
    }
    if (**literal != '^' || strchr(pattern->text, '|')) {
        return 0;
    }
    ++*literal;
    while (apr_isalnum((*literal)[size]) || ((*literal)[size] && strchr("/_-", (*literal)[size]))) {
        size++;
    }
    return (*literal)[size] && size ? size - 1 : size;
}

int stm_pattern_divides(const stm_pattern_t *pattern, const char *base)
{
    apr_size_t base_size = strlen(base), size;
    const char *literal;

    if (!pattern->regex && !pattern->has_wildcards) {
        return strlen(pattern->text) > base_size && !strncmp(pattern->text, base, base_size);
    }
    size = literal_size(pattern, &literal);
    return !strncmp(literal, base, size < base_size ? size : base_size);
}

int stm_pattern_is_for_file(const ap_conf_vector_t *section, const char *file)
{
    const core_dir_config *core = ap_get_core_module_config(section);

    if (core->r) {
        return !ap_regexec(core->r, file, 0, NULL, 0);
    }
    return core->d && (core->d_is_fnmatch ? !apr_fnmatch(core->d, file, APR_FNM_PATHNAME)
                                          : !strcmp(core->d, file));
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

static int is_expression_for_others(const char *text)
{
    const char *end = text + strlen(text);

    if (has_branches(text)) {
        return 0;
    }
    if (!strncmp(text, "^\\.", 3) && !strchr("?*{", text[3])) {
        return 1;
    }
    if (end - text < 2 || end[-1] != '$' || end[-2] == '\\') {
        return 0;
    }
    end--;
    return end[-1] == ')' ? are_other_choices(text, end) : is_other_run(text, end);
}

int stm_pattern_may_be_for_documents(const ap_conf_vector_t *section)
{
    const core_dir_config *core = ap_get_core_module_config(section);
    const char *tail;

    if (!core->d) {
        return core->r != NULL;
    }
    if (core->r) {
        return !is_expression_for_others(core->d);
    }
    if (*core->d == '.') {
        return 0;
    }
    tail = core->d + strlen(core->d);
    while (tail > core->d && !strchr("*?[]\\", tail[-1])) {
        tail--;
    }
    return !is_other_ending(tail, strlen(tail));
}
