#include "httpd/access/survey_variables.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "httpd/access/effect.h"
#include "httpd/access/expression.h"
#include "httpd/access/pattern.h"
#include "httpd/config/one_of.h"

/* What has a name that a directive may set: variables and headers. */
#define NAMED (STMH_READS_VARIABLE | STMH_READS_READER)

/* A variable or a header that depends on the address, and who sets it. */
typedef struct setter_t {
    const char *variable;
    const ap_directive_t *directive;
    int kind; /* STMH_READS_VARIABLE, or STMH_READS_READER for a header */
} setter_t;

/* A text in which a rule names the variables and headers it reads. */
typedef struct reader_t {
    const char *text;
    const ap_directive_t *directive;
    int reads;
} reader_t;

void stmh_survey_variables_start(stmh_survey_t *survey)
{
    survey->setters = apr_array_make(survey->pool, 4, sizeof(setter_t));
    survey->readers = apr_array_make(survey->pool, 4, sizeof(reader_t));
    survey->by_reader = apr_array_make(survey->pool, 4, sizeof(const char *));
    survey->by_variable = apr_array_make(survey->pool, 4, sizeof(const char *));
}

static int is_letter(char character)
{
    return apr_isalnum(character) || character == '_' || character == '-';
}

/* Whether @a text names @a variable, as a whole word. */
static int names(const char *text, const char *variable)
{
    const char *at = text;
    apr_size_t size = strlen(variable);

    while ((at = ap_strcasestr(at, variable))) {
        if ((at == text || !is_letter(at[-1])) && !is_letter(at[size])) {
            return 1;
        }
        at++;
    }
    return 0;
}

/* "NAME", "NAME=value" or "!NAME". */
void stmh_survey_variables_set(stmh_survey_t *survey, const char *word,
                               const ap_directive_t *directive)
{
    word += *word == '!';
    if (*word) {
        APR_ARRAY_PUSH(survey->setters, setter_t) = (setter_t){
            apr_pstrmemdup(survey->pool, word, strcspn(word, "=")), directive, STMH_READS_VARIABLE};
    }
}

/* For a page's address as well as for its document's. */
static int is_set_by_address(const stmh_survey_t *survey, const char *attribute, const char *regex)
{
    int i;

    if (strcasecmp(attribute, "Request_URI") == 0) {
        return !survey->base_path || !stmh_pattern_begins_elsewhere(regex, survey->base_path);
    }
    for (i = 0; i < survey->setters->nelts; i++) {
        if (strcasecmp(APR_ARRAY_IDX(survey->setters, i, setter_t).variable, attribute) == 0) {
            return 1;
        }
    }
    return 0;
}

/* Itself, or by way of a variable that something has set by address. */
static int is_expression_by_address(const stmh_survey_t *survey, const char *text)
{
    int i;

    for (i = 0; i < survey->setters->nelts; i++) {
        if (names(text, APR_ARRAY_IDX(survey->setters, i, setter_t).variable)) {
            return 1;
        }
    }
    return (stmh_expression_reads(text) & (STMH_READS_ADDRESS | STMH_READS_UNASKABLE)) != 0;
}

/* "HTTP_USER_AGENT" for "User-Agent". */
static char *variable_of(const char *header, apr_pool_t *pool)
{
    char *variable = apr_pstrcat(pool, "HTTP_", header, NULL), *at;

    for (at = variable; *at; at++) {
        *at = *at == '-' ? '_' : (char)apr_toupper(*at);
    }
    return variable;
}

static void add_header(stmh_survey_t *survey, const char *header, const ap_directive_t *directive)
{
    APR_ARRAY_PUSH(survey->setters, setter_t) = (setter_t){header, directive, STMH_READS_READER};
    APR_ARRAY_PUSH(survey->setters, setter_t) =
        (setter_t){variable_of(header, survey->pool), directive, STMH_READS_READER};
}

/* "RequestHeader set NAME VALUE early", with a value that is always the same. */
static int is_early_for_all(const char *args, apr_pool_t *pool)
{
    const char *word = "", *last;

    if (strpbrk(args, "%=")) {
        return 0;
    }
    do {
        last = word;
        word = ap_getword_conf(pool, &args);
    } while (*word);
    return strcasecmp(last, "early") == 0;
}

/* A look-up has the headers as the request's own address left them. */
static int take_header(stmh_survey_t *survey, const stmh_scope_t *scope,
                       const ap_directive_t *directive)
{
    const char *args = directive->args, *header;

    if (!stmh_directive_is(directive, "RequestHeader")) {
        return 0;
    }
    ap_getword_conf(survey->pool, &args); /* "set", "unset" … */
    header = ap_getword_conf(survey->pool, &args);
    if (*header && (stmh_scope_divides(scope) || !is_early_for_all(args, survey->pool))) {
        add_header(survey, header, directive);
    }
    return 1;
}

static int reads_reader(const stmh_scope_t *scope)
{
    while (scope && !(scope->reads & ~STMH_READS_ADDRESS)) {
        scope = scope->outer;
    }
    return scope != NULL;
}

void stmh_survey_variables_set_by_reader(stmh_survey_t *survey, const char *words)
{
    const char *word;

    while (*(word = ap_getword_conf(survey->pool, &words))) {
        word += *word == '!';
        APR_ARRAY_PUSH(survey->by_reader, const char *) =
            apr_pstrmemdup(survey->pool, word, strcspn(word, "="));
    }
}

void stmh_survey_variables_depend(stmh_survey_t *survey, const char *text)
{
    APR_ARRAY_PUSH(survey->by_variable, const char *) = text;
}

int stmh_survey_variables_differ(const stmh_survey_t *survey)
{
    int i, j, do_they = 0;

    for (i = 0; i < survey->by_variable->nelts; i++) {
        for (j = 0; j < survey->by_reader->nelts; j++) {
            do_they |= names(APR_ARRAY_IDX(survey->by_variable, i, const char *),
                             APR_ARRAY_IDX(survey->by_reader, j, const char *));
        }
    }
    return do_they;
}

/* Non-zero where @a directive sets variables, which is all it does. */
int stmh_survey_variables_take(stmh_survey_t *survey, const stmh_scope_t *scope,
                               const ap_directive_t *directive)
{
    static const char *const matches[] = {"SetEnvIf", "SetEnvIfNoCase", NULL};
    static const char *const agents[] = {"BrowserMatch", "BrowserMatchNoCase", NULL};
    const char *args = directive->args, *word;
    int is_by_address = stmh_scope_divides(scope), is_by_reader = 1;

    if (stmh_is_one_of(directive->directive, matches)) {
        const char *attribute = ap_getword_conf(survey->pool, &args);
        word = ap_getword_conf(survey->pool, &args);
        is_by_address |= is_set_by_address(survey, attribute, word);
        is_by_reader = strcasecmp(attribute, "Request_URI") != 0;
    }
    else if (stmh_directive_is(directive, "SetEnvIfExpr")) {
        word = ap_getword_conf(survey->pool, &args);
        is_by_address |= is_expression_by_address(survey, word);
    }
    else if (stmh_is_one_of(directive->directive, agents)) {
        ap_getword_conf(survey->pool, &args);
    }
    else {
        return take_header(survey, scope, directive);
    }
    if (is_by_reader || reads_reader(scope)) {
        stmh_survey_variables_set_by_reader(survey, args);
    }
    while (is_by_address && *(word = ap_getword_conf(survey->pool, &args))) {
        stmh_survey_variables_set(survey, word, directive);
    }
    return 1;
}

void stmh_survey_variables_read(stmh_survey_t *survey, const char *text,
                                const ap_directive_t *directive, int reads)
{
    if (text && reads & NAMED) {
        APR_ARRAY_PUSH(survey->readers, reader_t) = (reader_t){text, directive, reads};
    }
}

static int is_set(const stmh_survey_t *survey, const reader_t *reader)
{
    int i;

    for (i = 0; i < survey->setters->nelts; i++) {
        const setter_t *setter = &APR_ARRAY_IDX(survey->setters, i, setter_t);
        if (reader->reads & setter->kind && names(reader->text, setter->variable)) {
            return 1;
        }
    }
    return 0;
}

const ap_directive_t *stmh_survey_variables_conflict(const stmh_survey_t *survey)
{
    int i;

    for (i = 0; i < survey->readers->nelts; i++) {
        const reader_t *reader = &APR_ARRAY_IDX(survey->readers, i, reader_t);
        if (is_set(survey, reader)) {
            return reader->directive;
        }
    }
    return NULL;
}
