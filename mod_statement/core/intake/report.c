/* What a scan says: of each document once its transaction is kept, of what depends on others once
 * all of them have been looked at, of the newsroom as a whole when the scan ends. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/internal.h"

typedef struct note_t {
    const char *name;
    stm_about_t about;
    stm_intake_outcome_t outcome;
    const stm_problems_t *problems;
    const char *before; /* JSON of what was said of it when the scan began; "[]": nothing */
} note_t;

void stm_report_note(stm_scan_t *scan, const char *name, stm_intake_outcome_t outcome,
                     const stm_problems_t *problems)
{
    note_t *note = apr_array_push(scan->notes);
    note->name = apr_pstrdup(scan->batch_pool, name);
    note->about = STM_ABOUT_DOCUMENT;
    note->outcome = outcome;
    note->problems = problems;
    note->before = NULL;
}

void stm_report_note_later(stm_scan_t *scan, const char *name, stm_about_t about,
                           stm_intake_outcome_t outcome, const stm_problems_t *problems,
                           const char *before)
{
    note_t *note = apr_array_push(scan->notes);
    note->name = apr_pstrdup(scan->batch_pool, name);
    note->about = about;
    note->outcome = outcome;
    note->problems = problems;
    note->before = before ? apr_pstrdup(scan->batch_pool, before) : "[]";
}

static void say(const stm_scan_t *scan, const note_t *note)
{
    scan->intake->report(scan->intake->baton, scan->newsroom, note->name, note->about,
                         note->outcome, note->problems);
}

/* A later batch may bring what this one lacks. */
static void keep_for_later(stm_scan_t *scan, const note_t *note)
{
    const char *key = apr_psprintf(scan->pool, "%d %s", (int)note->about, note->name);
    note_t *kept = apr_hash_get(scan->later, key, APR_HASH_KEY_STRING);
    stm_problems_t *problems = stm_problems_create(scan->pool);
    stm_problems_append(problems, note->problems);
    if (!kept) {
        kept = apr_pmemdup(scan->pool, note, sizeof(*note));
        kept->name = apr_pstrdup(scan->pool, note->name);
        kept->before = apr_pstrdup(scan->pool, note->before);
        apr_hash_set(scan->later, key, APR_HASH_KEY_STRING, kept);
        APR_ARRAY_PUSH(scan->in_later, note_t *) = kept;
    }
    kept->outcome = note->outcome;
    kept->problems = problems;
}

/* A copy that is met before what it repeats is read a second time: what it was taken for at first
 * nobody need hear. */
static apr_hash_t *last_of_each(const stm_scan_t *scan)
{
    apr_hash_t *last = apr_hash_make(scan->batch_pool);
    for (int i = 0; i < scan->notes->nelts; i++) {
        const note_t *note = &APR_ARRAY_IDX(scan->notes, i, note_t);
        if (!note->before) {
            apr_hash_set(last, note->name, APR_HASH_KEY_STRING, note);
        }
    }
    return last;
}

void stm_report_send(stm_scan_t *scan)
{
    apr_hash_t *last = last_of_each(scan);
    for (int i = 0; i < scan->notes->nelts; i++) {
        const note_t *note = &APR_ARRAY_IDX(scan->notes, i, note_t);
        if (note->before) {
            keep_for_later(scan, note);
        }
        else if (apr_hash_get(last, note->name, APR_HASH_KEY_STRING) == note) {
            say(scan, note);
        }
    }
}

void stm_report_send_later(stm_scan_t *scan)
{
    for (int i = 0; i < scan->in_later->nelts; i++) {
        const note_t *note = APR_ARRAY_IDX(scan->in_later, i, const note_t *);
        if (strcmp(note->before, stm_problems_json(note->problems, scan->pool)) != 0) {
            say(scan, note);
        }
    }
    scan->in_later->nelts = 0;
}

void stm_report_start(stm_scan_t *scan)
{
    scan->notes = apr_array_make(scan->batch_pool, 8, sizeof(note_t));
    scan->lifecycle = apr_array_make(scan->batch_pool, 8, sizeof(stm_lifecycle_t));
    if (!scan->later) {
        scan->later = apr_hash_make(scan->pool);
        scan->in_later = apr_array_make(scan->pool, 8, sizeof(note_t *));
    }
}

/* What was last said of a newsroom as a whole. */
typedef struct said_t {
    apr_hash_t *texts; /* of problems, to themselves */
    apr_pool_t *pool;
} said_t;

static said_t *said_of(stm_intake_t *intake, const char *newsroom)
{
    said_t *said = apr_hash_get(intake->faults, newsroom, APR_HASH_KEY_STRING);
    if (!said) {
        said = apr_pcalloc(intake->pool, sizeof(*said));
        apr_pool_create(&said->pool, intake->pool);
        said->texts = apr_hash_make(said->pool);
        apr_hash_set(intake->faults, apr_pstrdup(intake->pool, newsroom), APR_HASH_KEY_STRING,
                     said);
    }
    return said;
}

/* Those that were not there before; all of them are said now. */
static stm_problems_t *renew(said_t *said, const stm_scan_t *scan)
{
    stm_problems_t *found = stm_problems_create(scan->pool);
    const stm_problem_t *problem;
    apr_hash_t *texts;
    apr_pool_t *pool;
    apr_pool_create(&pool, scan->intake->pool);
    texts = apr_hash_make(pool);
    for (int i = 0; (problem = stm_problems_at(scan->faults, i)) != NULL; i++) {
        const char *text = stm_problem_text(problem, pool);
        if (!apr_hash_get(said->texts, text, APR_HASH_KEY_STRING)) {
            stm_problems_add(found, problem->severity, problem->code, problem->file, problem->line,
                             problem->column, problem->remedy, "%s", problem->message);
        }
        apr_hash_set(texts, text, APR_HASH_KEY_STRING, text);
    }
    apr_pool_destroy(said->pool);
    said->pool = pool;
    said->texts = texts;
    return found;
}

void stm_report_send_faults(stm_scan_t *scan)
{
    stm_intake_t *intake = scan->intake;
    said_t *said = said_of(intake, scan->newsroom->key);
    unsigned before = apr_hash_count(said->texts);
    const stm_problems_t *found = renew(said, scan);
    if (stm_problems_at(found, 0) || (before && !apr_hash_count(said->texts))) {
        intake->report(intake->baton, scan->newsroom, NULL, STM_ABOUT_UNSET, STM_OUTCOME_UNSET,
                       found);
    }
}
