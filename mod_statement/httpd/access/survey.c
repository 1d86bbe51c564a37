#include "httpd/access/survey.h"

#include <apr_file_info.h>
#include <apr_fnmatch.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>
#include <strings.h>

#include "httpd/access/effect.h"
#include "httpd/access/expression.h"
#include "httpd/access/pattern.h"
#include "httpd/access/rewriting.h"
#include "httpd/config/sections.h"

#define UNASKABLE (STMH_READS_MAIN_REQUEST | STMH_READS_NOTES)

/* What has a name that a directive may set: variables and headers. */
#define NAMED (STMH_READS_VARIABLE | STMH_READS_READER)

/* What a section is for. */
typedef struct scope_t {
    const struct scope_t *outer;
    int divides;      /* it is for some documents only */
    const char *part; /* for a folder of the newsroom; NULL: for all of it, or for what divides */
    int reads;        /* of its condition; STMH_READS_… */
    const ap_directive_t *condition;
    const char *text; /* of the condition */
    int is_in_folder; /* <Directory> or .htaccess */
    const char *base; /* of newsroom addresses for a RewriteRule in it; NULL: not known */
    int is_htaccess;  /* stmh_sections_vector does not know what is in it */
} scope_t;

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

static int is_called(const ap_directive_t *directive, const char *name)
{
    return strcasecmp(directive->directive, name) == 0;
}

void stmh_survey_start(stmh_survey_t *survey, const server_rec *server, const char *root,
                       const char *base_path, apr_pool_t *pool)
{
    memset(survey, 0, sizeof(*survey));
    survey->server = server;
    survey->root = root;
    survey->base_path = base_path;
    survey->pool = pool;
    survey->parts = apr_array_make(pool, 4, sizeof(stmh_survey_part_t));
    survey->setters = apr_array_make(pool, 4, sizeof(setter_t));
    survey->readers = apr_array_make(pool, 4, sizeof(reader_t));
    survey->by_reader = apr_array_make(pool, 4, sizeof(const char *));
    survey->by_variable = apr_array_make(pool, 4, sizeof(const char *));
    stm_hash_start(&survey->hash);
}

static void add_text(stmh_survey_t *survey, const char *text, const ap_directive_t *directive,
                     int reads)
{
    APR_ARRAY_PUSH(survey->readers, reader_t) = (reader_t){text, directive, reads};
}

static void note_host(stmh_survey_t *survey, const char *text)
{
    static const char *const words[] = {"HOST",   "SERVER_NAME", "SERVER_PORT", "HTTPS",
                                        "SCHEME", "SERVER_ADDR", NULL};
    int i;

    for (i = 0; text && words[i]; i++) {
        survey->reads_host |= ap_strcasestr(text, words[i]) != NULL;
    }
}

/* A rule that reads what only main requests have, and has an effect. */
static void note_unaskable(stmh_survey_t *survey, const ap_directive_t *directive)
{
    survey->unaskable = survey->unaskable ? survey->unaskable : directive;
    survey->do_documents_differ = 1;
}

/* What the conditions around a directive add to its effect. */
static int take_conditions(stmh_survey_t *survey, const scope_t *scope)
{
    int effects = 0;

    for (; scope; scope = scope->outer) {
        effects |= scope->divides || scope->reads & STMH_READS_ADDRESS ? STMH_EFFECT_DOCUMENTS : 0;
        effects |=
            scope->reads & (STMH_READS_READER | STMH_READS_VARIABLE) ? STMH_EFFECT_READERS : 0;
        if (scope->reads & UNASKABLE) {
            note_unaskable(survey, scope->condition);
        }
        if (scope->reads & NAMED) {
            add_text(survey, scope->text, scope->condition, scope->reads);
        }
        note_host(survey, scope->text);
    }
    return effects;
}

/* A rule for the one address that reads variables alone tells readers apart only where one of these
 * does. Zero: it is none. */
static int is_by_variable(stmh_survey_t *survey, const stmh_effect_t *effect)
{
    if (!survey->uri || !effect->text ||
        (effect->reads & (STMH_READS_VARIABLE | STMH_READS_READER)) != STMH_READS_VARIABLE) {
        return 0;
    }
    APR_ARRAY_PUSH(survey->by_variable, const char *) = effect->text;
    return 1;
}

static const char *part_of(const scope_t *scope)
{
    while (scope && !scope->part) {
        scope = scope->outer;
    }
    return scope ? scope->part : NULL;
}

static void add_part(stmh_survey_t *survey, const char *tail, int effects)
{
    APR_ARRAY_PUSH(survey->parts, stmh_survey_part_t) =
        (stmh_survey_part_t){tail, (effects & STMH_EFFECT_READERS) != 0};
}

static void note(stmh_survey_t *survey, const scope_t *scope, const ap_directive_t *directive,
                 const stmh_effect_t *effect)
{
    int own =
        is_by_variable(survey, effect) ? effect->effects & ~STMH_EFFECT_READERS : effect->effects;
    int effects = own | take_conditions(survey, scope);
    const char *part = part_of(scope);

    stm_hash_text(&survey->hash, directive->directive);
    stm_hash_text(&survey->hash, directive->args);
    if (effect->effects & STMH_EFFECT_BLOCK_LIST && !survey->block_list) {
        survey->block_list = directive;
    }
    if (effect->reads & UNASKABLE) {
        note_unaskable(survey, directive);
    }
    if (effect->reads & NAMED && effect->text) {
        add_text(survey, effect->text, directive, effect->reads);
    }
    note_host(survey, effect->text);
    if (effects & STMH_EFFECT_READERS && !survey->reader_rule) {
        survey->reader_rule = directive;
    }
    if (part) {
        add_part(survey, part, effects);
        return;
    }
    survey->do_documents_differ |= (effects & STMH_EFFECT_DOCUMENTS) != 0;
    survey->do_readers_differ |= (effects & STMH_EFFECT_READERS) != 0;
}

/* As core does for sections by path; what it would not take is left as it is. */
static const char *cleaned(const char *root, const char *path, apr_pool_t *pool)
{
    char *clean;
    apr_status_t status =
        apr_filepath_merge(&clean, root, path, root ? 0 : APR_FILEPATH_TRUENAME, pool);

    return status && !APR_STATUS_IS_EPATHWILD(status) ? path : clean;
}

/* mod_alias takes any number of slashes for one. */
static const char *with_single_slashes(const char *path, apr_pool_t *pool)
{
    char *merged = apr_pstrdup(pool, path);

    ap_no2slash(merged);
    return merged;
}

/* Without ">" at its end, and without quotes. */
static const char *argument_of(const ap_directive_t *section, int *is_regex, apr_pool_t *pool)
{
    char *args = apr_pstrdup(pool, section->args), *end = strrchr(args, '>');
    const char *rest = args, *word;

    if (end) {
        *end = '\0';
    }
    word = ap_getword_conf(pool, &rest);
    *is_regex = strcmp(word, "~") == 0;
    return *is_regex ? ap_getword_conf(pool, &rest) : word;
}

static const char *without_slash(const char *path, apr_pool_t *pool)
{
    apr_size_t size = strlen(path);

    while (size && path[size - 1] == '/') {
        size--;
    }
    return apr_pstrmemdup(pool, path, size);
}

/* What @a path has below @a folder (no slash at its end); NULL: it is neither that nor below. */
static const char *tail_below(const char *folder, const char *path)
{
    apr_size_t size = strlen(folder);

    return strncmp(folder, path, size) == 0 && (!path[size] || path[size] == '/')
               ? path + size + (path[size] == '/')
               : NULL;
}

static int steps_of(const char *path)
{
    int steps = 0;

    for (; *path; path++) {
        steps += *path == '/' && path[1];
    }
    return steps;
}

/* Zero: the section is for nothing in the newsroom. */
static int enter_folder(scope_t *scope, const stmh_survey_t *survey, const char *path)
{
    const char *tail;

    scope->is_in_folder = 1;
    scope->base = NULL;
    path = without_slash(path, survey->pool);
    tail = tail_below(path, survey->root);
    if (tail) {
        scope->base = *tail ? apr_pstrcat(survey->pool, tail, "/", NULL) : "";
        return 1;
    }
    tail = tail_below(survey->root, path);
    scope->part = tail;
    return tail != NULL;
}

static int enter_directory(scope_t *scope, const stmh_survey_t *survey, const char *path,
                           int is_regex)
{
    const char *root = apr_pstrcat(survey->pool, survey->root, "/", NULL);
    apr_size_t literal;

    if (is_regex) {
        scope->divides = 1;
        scope->is_in_folder = 1;
        scope->base = NULL;
        return !stmh_pattern_begins_elsewhere(path, root) && !stmh_pattern_is_for_hidden(path);
    }
    path = cleaned(NULL, path, survey->pool);
    literal = strcspn(path, "*?[\\");
    if (!path[literal]) {
        return enter_folder(scope, survey, path);
    }
    scope->is_in_folder = 1;
    scope->base = NULL;
    scope->divides = steps_of(path) > steps_of(survey->root);
    return strncmp(path, root, literal < strlen(root) ? literal : strlen(root)) == 0;
}

/* An address and all below it: of the whole newsroom, of a folder, or of a document. */
static int enter_prefix(scope_t *scope, const stmh_survey_t *survey, const char *path)
{
    const char *base = without_slash(survey->base_path, survey->pool), *tail;

    path = without_slash(with_single_slashes(path, survey->pool), survey->pool);
    if (tail_below(path, base)) {
        return 1;
    }
    tail = tail_below(base, path);
    if (!tail) {
        return 0;
    }
    if (stmh_pattern_is_other_name(tail) || !ap_strcasestr(tail, ".xml")) {
        scope->part = tail;
    }
    else {
        scope->divides = 1;
    }
    return 1;
}

/* What cannot be read matches: httpd would not have started with it. */
static int matches(const stmh_survey_t *survey, const char *regex, const char *text)
{
    const ap_regex_t *compiled = ap_pregcomp(survey->pool, regex, 0);

    return !compiled || !ap_regexec(compiled, text, 0, NULL, 0);
}

/* The one address. */
static int is_address_of(const stmh_survey_t *survey, const stmh_pattern_t *pattern)
{
    const char *path = with_single_slashes(pattern->text, survey->pool);

    if (pattern->is_regex) {
        return matches(survey, pattern->text, survey->uri);
    }
    return pattern->has_wildcards
               ? !apr_fnmatch(path, survey->uri, APR_FNM_PATHNAME)
               : tail_below(without_slash(path, survey->pool), survey->uri) != NULL;
}

static int is_name(const stmh_survey_t *survey, const char *pattern, int is_regex, const char *name)
{
    return is_regex ? matches(survey, pattern, name) : !apr_fnmatch(pattern, name, 0);
}

/* The file, or the page that the address calls it. */
static int is_name_of(const stmh_survey_t *survey, const char *pattern, int is_regex)
{
    return is_name(survey, pattern, is_regex, strrchr(survey->uri, '/') + 1) ||
           (survey->file && is_name(survey, pattern, is_regex, survey->file));
}

static int enter_location(scope_t *scope, const stmh_survey_t *survey, const char *path,
                          int is_regex)
{
    stmh_pattern_t pattern = {path, is_regex, apr_fnmatch_test(path)};

    scope->is_in_folder = 0;
    scope->base = NULL;
    if (!survey->base_path) {
        return 1;
    }
    if (survey->uri) {
        return is_address_of(survey, &pattern);
    }
    if (!is_regex && !pattern.has_wildcards) {
        return enter_prefix(scope, survey, path);
    }
    scope->divides = 1;
    /* What holds for pages alone may open them. */
    return is_regex ? !stmh_pattern_begins_elsewhere(path, survey->base_path) &&
                          !stmh_pattern_is_for_hidden(path)
                    : stmh_pattern_divides(&pattern, survey->base_path);
}

static int enter_files(scope_t *scope, const stmh_survey_t *survey, const char *name, int is_regex)
{
    scope->divides = 1;
    if (survey->uri) {
        return is_name_of(survey, name, is_regex);
    }
    return !(is_regex ? stmh_pattern_is_for_others(name)
                      : stmh_pattern_is_other_name(cleaned("", name, survey->pool)));
}

/* <Else> and <ElseIf> hold where what comes before them does not. */
static void enter_condition(scope_t *scope, const ap_directive_t *section, const char *text,
                            int *former_reads)
{
    scope->reads = stmh_expression_reads(text);
    if (!is_called(section, "<If")) {
        scope->reads |= *former_reads;
    }
    *former_reads = scope->reads;
    scope->condition = section;
    scope->text = section->args;
}

static int is_one_of(const ap_directive_t *directive, const char *const *names)
{
    for (; *names; names++) {
        if (is_called(directive, *names)) {
            return 1;
        }
    }
    return 0;
}

static int enter(scope_t *scope, const stmh_survey_t *survey, const ap_directive_t *section,
                 int *former_reads)
{
    static const char *const conditions[] = {"<If", "<ElseIf", "<Else", NULL};
    static const char *const others[] = {
        "<Proxy", "<ProxyMatch", "<AuthnProviderAlias", "<AuthzProviderAlias",
        "<Macro", "<MDomain",    "<MDomainSet",         NULL};
    int is_regex;
    const char *name = argument_of(section, &is_regex, survey->pool);

    is_regex |= ap_strcasestr(section->directive, "Match") != NULL;
    if (is_one_of(section, others)) {
        return 0;
    }
    if (is_called(section, "<VirtualHost")) {
        return stmh_sections_is_host(section, survey->server);
    }
    if (!strncasecmp(section->directive, "<Directory", 10)) {
        return enter_directory(scope, survey, name, is_regex);
    }
    if (!strncasecmp(section->directive, "<Location", 9)) {
        return enter_location(scope, survey, name, is_regex);
    }
    if (!strncasecmp(section->directive, "<Files", 6)) {
        return enter_files(scope, survey, name, is_regex);
    }
    if (is_one_of(section, conditions)) {
        enter_condition(scope, section, name, former_reads);
    }
    return 1;
}

/* --- variables */

/* "NAME", "NAME=value" or "!NAME". */
static void add_setter(stmh_survey_t *survey, const char *word, const ap_directive_t *directive)
{
    word += *word == '!';
    if (*word) {
        APR_ARRAY_PUSH(survey->setters, setter_t) = (setter_t){
            apr_pstrmemdup(survey->pool, word, strcspn(word, "=")), directive, STMH_READS_VARIABLE};
    }
}

static int divides(const scope_t *scope)
{
    for (; scope; scope = scope->outer) {
        if (scope->divides || scope->part || scope->reads) {
            return 1;
        }
    }
    return 0;
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

static int names(const char *text, const char *variable);

/* Itself, or by way of a variable that something has set by address. */
static int is_expression_by_address(const stmh_survey_t *survey, const char *text)
{
    int i;

    for (i = 0; i < survey->setters->nelts; i++) {
        if (names(text, APR_ARRAY_IDX(survey->setters, i, setter_t).variable)) {
            return 1;
        }
    }
    return (stmh_expression_reads(text) & (STMH_READS_ADDRESS | UNASKABLE)) != 0;
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
static int take_header(stmh_survey_t *survey, const scope_t *scope, const ap_directive_t *directive)
{
    const char *args = directive->args, *header;

    if (!is_called(directive, "RequestHeader")) {
        return 0;
    }
    ap_getword_conf(survey->pool, &args); /* "set", "unset" … */
    header = ap_getword_conf(survey->pool, &args);
    if (*header && (divides(scope) || !is_early_for_all(args, survey->pool))) {
        add_header(survey, header, directive);
    }
    return 1;
}

static int reads_reader(const scope_t *scope)
{
    while (scope && !(scope->reads & ~STMH_READS_ADDRESS)) {
        scope = scope->outer;
    }
    return scope != NULL;
}

/* What it sets by something else than the address alone; @a words: names as add_setter takes them.
 */
static void add_by_reader(stmh_survey_t *survey, const char *words)
{
    const char *word;

    while (*(word = ap_getword_conf(survey->pool, &words))) {
        word += *word == '!';
        APR_ARRAY_PUSH(survey->by_reader, const char *) =
            apr_pstrmemdup(survey->pool, word, strcspn(word, "="));
    }
}

/* Non-zero where @a directive sets variables, which is all it does. */
static int take_variables(stmh_survey_t *survey, const scope_t *scope,
                          const ap_directive_t *directive)
{
    static const char *const matches[] = {"SetEnvIf", "SetEnvIfNoCase", NULL};
    static const char *const agents[] = {"BrowserMatch", "BrowserMatchNoCase", NULL};
    const char *args = directive->args, *word;
    int is_by_address = divides(scope), is_by_reader = 1;

    if (is_one_of(directive, matches)) {
        const char *attribute = ap_getword_conf(survey->pool, &args);
        word = ap_getword_conf(survey->pool, &args);
        is_by_address |= is_set_by_address(survey, attribute, word);
        is_by_reader = strcasecmp(attribute, "Request_URI") != 0;
    }
    else if (is_called(directive, "SetEnvIfExpr")) {
        word = ap_getword_conf(survey->pool, &args);
        is_by_address |= is_expression_by_address(survey, word);
    }
    else if (is_one_of(directive, agents)) {
        ap_getword_conf(survey->pool, &args);
    }
    else {
        return take_header(survey, scope, directive);
    }
    if (is_by_reader || reads_reader(scope)) {
        add_by_reader(survey, args);
    }
    while (is_by_address && *(word = ap_getword_conf(survey->pool, &args))) {
        add_setter(survey, word, directive);
    }
    return 1;
}

/* --- rewriting */

static void take_rule(stmh_survey_t *survey, const scope_t *scope, const ap_directive_t *directive,
                      const apr_array_header_t *conditions)
{
    const stmh_rewriting_t rewriting = {directive->args, conditions, scope->is_in_folder,
                                        scope->base, survey->uri != NULL};
    stmh_rewritten_t found = stmh_rewriting_examine(&rewriting, survey->pool);
    stmh_effect_t effect = {STMH_EFFECT_VERDICT, found.reads,
                            apr_array_pstrcat(survey->pool, conditions, ' ')};
    const char *variables = found.variables;

    /* A look-up takes over what the main request's address has set. */
    while (found.goes_by_address && *variables) {
        add_setter(survey, ap_getword_white(survey->pool, &variables), directive);
    }
    add_by_reader(survey, found.variables);
    if (!found.has_effect) {
        survey->passes |= found.reads;
        return;
    }
    survey->has_rewriting = 1;
    effect.effects |= found.goes_by_address ? STMH_EFFECT_DOCUMENTS : 0;
    effect.effects |=
        found.reads & (STMH_READS_READER | STMH_READS_VARIABLE) ? STMH_EFFECT_READERS : 0;
    effect.text = apr_pstrcat(survey->pool, effect.text, " ", directive->args, NULL);
    note(survey, scope, directive, &effect);
}

/* Non-zero where @a directive is mod_rewrite's. */
static int take_rewriting(stmh_survey_t *survey, const scope_t *scope,
                          const ap_directive_t *directive, apr_array_header_t *conditions)
{
    if (is_called(directive, "RewriteCond")) {
        APR_ARRAY_PUSH(conditions, const char *) = directive->args;
        return 1;
    }
    if (is_called(directive, "RewriteRule")) {
        take_rule(survey, scope, directive, conditions);
        apr_array_clear(conditions);
        return 1;
    }
    return 0;
}

/* --- all others */

/* Alias, Redirect, ProxyPass and the like. */
static int take_address(stmh_survey_t *survey, const scope_t *scope,
                        const ap_directive_t *directive)
{
    static const stmh_effect_t documents = {STMH_EFFECT_DOCUMENTS, 0, NULL};
    static const stmh_effect_t verdict = {STMH_EFFECT_VERDICT, 0, NULL};
    scope_t inner = {.outer = scope};
    int is_regex;
    const char *address = stmh_effect_address(&is_regex, directive, survey->pool);
    stmh_pattern_t pattern = {address, is_regex, 0};

    if (!address) {
        return 0;
    }
    if (!is_regex) {
        pattern.text = address = with_single_slashes(address, survey->pool);
    }
    if (!is_regex && *address != '/') {
        note(survey, scope, directive, &verdict); /* for the section's own address */
    }
    else if (!survey->base_path) {
        return 1;
    }
    else if (is_regex) {
        if (stmh_pattern_divides(&pattern, survey->base_path)) {
            note(survey, scope, directive, &documents);
        }
    }
    else if (stmh_pattern_divides(&pattern, survey->base_path) &&
             enter_prefix(&inner, survey, address)) {
        note(survey, &inner, directive, &documents);
    }
    return 1;
}

/* Where links were free before; without signs all options are set anew. */
static int may_shut_links(const char *args)
{
    return ap_strcasestr(args, "-FollowSymLinks") || ap_strcasestr(args, "OwnerMatch") ||
           ap_strcasestr(args, "-All") ||
           (!strpbrk(args, "+-") && !ap_strcasestr(args, "FollowSymLinks") &&
            !ap_strcasestr(args, "All"));
}

static int is_in_htaccess(const scope_t *scope)
{
    while (scope && !scope->is_htaccess) {
        scope = scope->outer;
    }
    return scope != NULL;
}

static void take(stmh_survey_t *survey, const scope_t *scope, const ap_directive_t *directive,
                 apr_array_header_t *conditions)
{
    stmh_effect_t effect;

    if (take_variables(survey, scope, directive) ||
        take_rewriting(survey, scope, directive, conditions) ||
        take_address(survey, scope, directive)) {
        return;
    }
    if (survey->uri && is_called(directive, "SSLVerifyClient") &&
        ap_strcasestr(directive->args, "optional")) {
        return; /* it refuses nobody; what reads the certificate counts for itself */
    }
    effect = stmh_effect_of(directive, survey->pool);
    /* A link may be shut where its neighbours, which are files, are open. */
    if (is_in_htaccess(scope) && is_called(directive, "Options") &&
        may_shut_links(directive->args)) {
        effect.effects |= STMH_EFFECT_DOCUMENTS;
    }
    if (effect.effects) {
        note(survey, scope, directive, &effect);
    }
}

static void take_all(stmh_survey_t *survey, const scope_t *outer, const ap_directive_t *directive)
{
    apr_array_header_t *conditions = apr_array_make(survey->pool, 4, sizeof(const char *));
    int former_reads = 0;

    for (; directive; directive = directive->next) {
        scope_t scope = {.outer = outer, .is_in_folder = outer->is_in_folder, .base = outer->base};
        if (*directive->directive != '<') {
            take(survey, outer, directive, conditions);
        }
        else if (enter(&scope, survey, directive, &former_reads)) {
            stm_hash_text(&survey->hash, directive->args);
            take_all(survey, &scope, directive->first_child);
        }
    }
}

void stmh_survey_server(stmh_survey_t *survey)
{
    const scope_t scope = {.base = survey->base_path};

    take_all(survey, &scope, ap_conftree);
}

/* httpd puts something else for it: a macro, or what Define or the environment says. */
static int is_expanded(const ap_directive_t *directive)
{
    for (; directive; directive = directive->next) {
        if (is_called(directive, "Use") || strstr(directive->directive, "${") ||
            strstr(directive->args, "${") ||
            (*directive->directive == '<' && is_expanded(directive->first_child))) {
            return 1;
        }
    }
    return 0;
}

void stmh_survey_htaccess(stmh_survey_t *survey, const ap_directive_t *tree, const char *folder)
{
    scope_t scope = {.is_htaccess = 1};

    if (enter_folder(&scope, survey, folder)) {
        if (is_expanded(tree)) {
            survey->do_documents_differ = survey->do_readers_differ = survey->reads_host = 1;
        }
        take_all(survey, &scope, tree);
    }
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

/* A rule that does nothing may keep those behind it from what they do. */
static void finish_rewriting(stmh_survey_t *survey)
{
    if (survey->has_rewriting) {
        survey->do_documents_differ |= (survey->passes & STMH_READS_ADDRESS) != 0;
        survey->do_readers_differ |=
            (survey->passes & (STMH_READS_READER | STMH_READS_VARIABLE)) != 0;
    }
}

static void finish_variables(stmh_survey_t *survey)
{
    int i, j;

    for (i = 0; i < survey->by_variable->nelts; i++) {
        for (j = 0; j < survey->by_reader->nelts; j++) {
            survey->do_readers_differ |= names(APR_ARRAY_IDX(survey->by_variable, i, const char *),
                                               APR_ARRAY_IDX(survey->by_reader, j, const char *));
        }
    }
}

void stmh_survey_finish(stmh_survey_t *survey)
{
    int i, j;

    finish_rewriting(survey);
    finish_variables(survey);
    for (i = 0; i < survey->readers->nelts; i++) {
        const reader_t *reader = &APR_ARRAY_IDX(survey->readers, i, reader_t);
        for (j = 0; j < survey->setters->nelts; j++) {
            const setter_t *setter = &APR_ARRAY_IDX(survey->setters, j, setter_t);
            if (reader->reads & setter->kind && names(reader->text, setter->variable)) {
                note_unaskable(survey, reader->directive);
                return;
            }
        }
    }
}
