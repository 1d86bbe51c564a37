#include "httpd/access/survey.h"

#include <apr_strings.h>
#include <string.h>

#include "httpd/access/effect.h"
#include "httpd/access/expression.h"
#include "httpd/access/pattern.h"
#include "httpd/access/rewriting.h"
#include "httpd/access/section_scope.h"
#include "httpd/access/survey_variables.h"

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
static int take_conditions(stmh_survey_t *survey, const stmh_scope_t *scope)
{
    int effects = 0;

    for (; scope; scope = scope->outer) {
        effects |= scope->divides || scope->reads & STMH_READS_ADDRESS ? STMH_EFFECT_DOCUMENTS : 0;
        effects |=
            scope->reads & (STMH_READS_READER | STMH_READS_VARIABLE) ? STMH_EFFECT_READERS : 0;
        if (scope->reads & STMH_READS_UNASKABLE) {
            note_unaskable(survey, scope->condition);
        }
        stmh_survey_variables_read(survey, scope->text, scope->condition, scope->reads);
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
    stmh_survey_variables_depend(survey, effect->text);
    return 1;
}

static void add_part(stmh_survey_t *survey, const char *tail, int effects)
{
    APR_ARRAY_PUSH(survey->parts, stmh_survey_part_t) =
        (stmh_survey_part_t){tail, (effects & STMH_EFFECT_READERS) != 0};
}

static void note(stmh_survey_t *survey, const stmh_scope_t *scope, const ap_directive_t *directive,
                 const stmh_effect_t *effect)
{
    int own =
        is_by_variable(survey, effect) ? effect->effects & ~STMH_EFFECT_READERS : effect->effects;
    int effects = own | take_conditions(survey, scope);
    const char *part = stmh_scope_part(scope);

    stm_hash_text(&survey->hash, directive->directive);
    stm_hash_text(&survey->hash, directive->args);
    if (effect->effects & STMH_EFFECT_BLOCK_LIST && !survey->block_list) {
        survey->block_list = directive;
    }
    if (effect->reads & STMH_READS_UNASKABLE) {
        note_unaskable(survey, directive);
    }
    stmh_survey_variables_read(survey, effect->text, directive, effect->reads);
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

/* --- rewriting */

static void take_rule(stmh_survey_t *survey, const stmh_scope_t *scope,
                      const ap_directive_t *directive, const apr_array_header_t *conditions)
{
    const stmh_rewriting_t rewriting = {directive->args, conditions, scope->is_in_folder,
                                        scope->base, survey->uri != NULL};
    stmh_rewritten_t found = stmh_rewriting_examine(&rewriting, survey->pool);
    stmh_effect_t effect = {STMH_EFFECT_VERDICT, found.reads,
                            apr_array_pstrcat(survey->pool, conditions, ' ')};
    const char *variables = found.variables;

    /* A look-up takes over what the main request's address has set. */
    while (found.goes_by_address && *variables) {
        stmh_survey_variables_set(survey, ap_getword_white(survey->pool, &variables), directive);
    }
    stmh_survey_variables_set_by_reader(survey, found.variables);
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
static int take_rewriting(stmh_survey_t *survey, const stmh_scope_t *scope,
                          const ap_directive_t *directive, apr_array_header_t *conditions)
{
    if (stmh_directive_is(directive, "RewriteCond")) {
        APR_ARRAY_PUSH(conditions, const char *) = directive->args;
        return 1;
    }
    if (stmh_directive_is(directive, "RewriteRule")) {
        take_rule(survey, scope, directive, conditions);
        apr_array_clear(conditions);
        return 1;
    }
    return 0;
}

/* --- all others */

/* Alias, Redirect, ProxyPass and the like. */
static int take_address(stmh_survey_t *survey, const stmh_scope_t *scope,
                        const ap_directive_t *directive)
{
    static const stmh_effect_t documents = {STMH_EFFECT_DOCUMENTS, 0, NULL};
    static const stmh_effect_t verdict = {STMH_EFFECT_VERDICT, 0, NULL};
    stmh_scope_t inner = {.outer = scope};
    int is_regex;
    const char *address = stmh_effect_address(&is_regex, directive, survey->pool);
    stmh_pattern_t pattern = {address, is_regex, 0};

    if (!address) {
        return 0;
    }
    if (!is_regex) {
        char *merged = apr_pstrdup(survey->pool, address);
        ap_no2slash(merged); /* as mod_alias */
        pattern.text = address = merged;
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
             stmh_scope_enter_prefix(&inner, survey, address)) {
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

static void take(stmh_survey_t *survey, const stmh_scope_t *scope, const ap_directive_t *directive,
                 apr_array_header_t *conditions)
{
    stmh_effect_t effect;

    if (stmh_survey_variables_take(survey, scope, directive) ||
        take_rewriting(survey, scope, directive, conditions) ||
        take_address(survey, scope, directive)) {
        return;
    }
    if (survey->uri && stmh_directive_is(directive, "SSLVerifyClient") &&
        ap_strcasestr(directive->args, "optional")) {
        return; /* it refuses nobody; what reads the certificate counts for itself */
    }
    effect = stmh_effect_of(directive, survey->pool);
    /* A link may be shut where its neighbours, which are files, are open. */
    if (stmh_scope_is_in_htaccess(scope) && stmh_directive_is(directive, "Options") &&
        may_shut_links(directive->args)) {
        effect.effects |= STMH_EFFECT_DOCUMENTS;
    }
    if (effect.effects) {
        note(survey, scope, directive, &effect);
    }
}

static void take_all(stmh_survey_t *survey, const stmh_scope_t *outer,
                     const ap_directive_t *directive)
{
    apr_array_header_t *conditions = apr_array_make(survey->pool, 4, sizeof(const char *));
    int former_reads = 0;

    for (; directive; directive = directive->next) {
        stmh_scope_t scope = {
            .outer = outer, .is_in_folder = outer->is_in_folder, .base = outer->base};
        if (*directive->directive != '<') {
            take(survey, outer, directive, conditions);
        }
        else if (stmh_scope_enter(&scope, survey, directive, &former_reads)) {
            stm_hash_text(&survey->hash, directive->args);
            take_all(survey, &scope, directive->first_child);
        }
    }
}

void stmh_survey_start(stmh_survey_t *survey)
{
    const stmh_scope_t scope = {.base = survey->base_path};

    survey->parts = apr_array_make(survey->pool, 4, sizeof(stmh_survey_part_t));
    stmh_survey_variables_start(survey);
    stm_hash_start(&survey->hash);
    take_all(survey, &scope, ap_conftree);
}

/* httpd puts something else for it: a macro, or what Define or the environment says. */
static int is_expanded(const ap_directive_t *directive)
{
    for (; directive; directive = directive->next) {
        if (stmh_directive_is(directive, "Use") || strstr(directive->directive, "${") ||
            strstr(directive->args, "${") ||
            (*directive->directive == '<' && is_expanded(directive->first_child))) {
            return 1;
        }
    }
    return 0;
}

void stmh_survey_htaccess(stmh_survey_t *survey, const ap_directive_t *tree, const char *folder)
{
    stmh_scope_t scope = {.is_htaccess = 1};

    if (stmh_scope_enter_folder(&scope, survey, folder)) {
        if (is_expanded(tree)) {
            survey->do_documents_differ = survey->do_readers_differ = survey->reads_host = 1;
        }
        take_all(survey, &scope, tree);
    }
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

void stmh_survey_finish(stmh_survey_t *survey)
{
    const ap_directive_t *conflict = stmh_survey_variables_conflict(survey);

    finish_rewriting(survey);
    survey->do_readers_differ |= stmh_survey_variables_differ(survey);
    if (conflict) {
        note_unaskable(survey, conflict);
    }
}

int stmh_survey_part_holds(const stmh_survey_part_t *part, const char *path)
{
    apr_size_t size = strlen(part->tail);

    return strncmp(path, part->tail, size) == 0 && (!path[size] || path[size] == '/');
}
