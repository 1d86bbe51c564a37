/* What a look says: of each document once its transaction is kept, of what depends on others once
 * all of them have been looked at, of the newsroom as a whole when the look ends. */
#include <apr_strings.h>
#include <string.h>

#include "core/intake/internal.h"

typedef struct note_t {
    const char *name;
    stm_about_t about;
    stm_fate_t fate;
    const stm_problems_t *problems;
    const char *before; /* JSON of what was said of it when the look began; "[]": nothing */
} note_t;

void stm_look_note(stm_look_t *look, const char *name, stm_fate_t fate,
                   const stm_problems_t *problems)
{
    note_t *note = apr_array_push(look->notes);
    note->name = apr_pstrdup(look->batch_pool, name);
    note->about = STM_ABOUT_DOCUMENT;
    note->fate = fate;
    note->problems = problems;
    note->before = NULL;
}

void stm_look_note_later(stm_look_t *look, const char *name, stm_about_t about, stm_fate_t fate,
                         const stm_problems_t *problems, const char *before)
{
    note_t *note = apr_array_push(look->notes);
    note->name = apr_pstrdup(look->batch_pool, name);
    note->about = about;
    note->fate = fate;
    note->problems = problems;
    note->before = before ? apr_pstrdup(look->batch_pool, before) : "[]";
}

static void say(const stm_look_t *look, const note_t *note)
{
    look->intake->report(look->intake->baton, look->newsroom, note->name, note->about, note->fate,
                         note->problems);
}

/* A later batch may bring what this one lacks. */
static void keep_for_later(stm_look_t *look, const note_t *note)
{
    const char *key = apr_psprintf(look->pool, "%d %s", (int)note->about, note->name);
    note_t *kept = apr_hash_get(look->later, key, APR_HASH_KEY_STRING);
    stm_problems_t *problems = stm_problems_create(look->pool);
    stm_problems_append(problems, note->problems);
    if (!kept) {
        kept = apr_pmemdup(look->pool, note, sizeof(*note));
        kept->name = apr_pstrdup(look->pool, note->name);
        kept->before = apr_pstrdup(look->pool, note->before);
        apr_hash_set(look->later, key, APR_HASH_KEY_STRING, kept);
        APR_ARRAY_PUSH(look->in_later, note_t *) = kept;
    }
    kept->fate = note->fate;
    kept->problems = problems;
}

/* A copy that is met before what it repeats is read a second time: what it was taken for at first
 * nobody need hear. */
static apr_hash_t *last_of_each(const stm_look_t *look)
{
    apr_hash_t *last = apr_hash_make(look->batch_pool);
    for (int i = 0; i < look->notes->nelts; i++) {
        const note_t *note = &APR_ARRAY_IDX(look->notes, i, note_t);
        if (!note->before) {
            apr_hash_set(last, note->name, APR_HASH_KEY_STRING, note);
        }
    }
    return last;
}

void stm_look_tell(stm_look_t *look)
{
    apr_hash_t *last = last_of_each(look);
    for (int i = 0; i < look->notes->nelts; i++) {
        const note_t *note = &APR_ARRAY_IDX(look->notes, i, note_t);
        if (note->before) {
            keep_for_later(look, note);
        }
        else if (apr_hash_get(last, note->name, APR_HASH_KEY_STRING) == note) {
            say(look, note);
        }
    }
}

void stm_look_tell_later(stm_look_t *look)
{
    for (int i = 0; i < look->in_later->nelts; i++) {
        const note_t *note = APR_ARRAY_IDX(look->in_later, i, const note_t *);
        if (strcmp(note->before, stm_problems_json(note->problems, look->pool)) != 0) {
            say(look, note);
        }
    }
    look->in_later->nelts = 0;
}

void stm_look_start_notes(stm_look_t *look)
{
    look->notes = apr_array_make(look->batch_pool, 8, sizeof(note_t));
    if (!look->later) {
        look->later = apr_hash_make(look->pool);
        look->in_later = apr_array_make(look->pool, 8, sizeof(note_t *));
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
static stm_problems_t *renew(said_t *said, const stm_look_t *look)
{
    stm_problems_t *found = stm_problems_create(look->pool);
    const stm_problem_t *problem;
    apr_hash_t *texts;
    apr_pool_t *pool;
    apr_pool_create(&pool, look->intake->pool);
    texts = apr_hash_make(pool);
    for (int i = 0; (problem = stm_problems_at(look->faults, i)) != NULL; i++) {
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

void stm_look_tell_faults(stm_look_t *look)
{
    stm_intake_t *intake = look->intake;
    said_t *said = said_of(intake, look->newsroom->key);
    unsigned before = apr_hash_count(said->texts);
    const stm_problems_t *found = renew(said, look);
    if (stm_problems_at(found, 0) || (before && !apr_hash_count(said->texts))) {
        intake->report(intake->baton, look->newsroom, NULL, STM_ABOUT_UNSET, STM_FATE_UNSET, found);
    }
}
