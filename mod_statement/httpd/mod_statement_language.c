#include "mod_statement_language.h"

#include <apr_strings.h>
#include <apr_thread_rwlock.h>
#include <string.h>

#include "mod_statement_ending.h"
#include "mod_statement_slots.h"
#include "mod_statement_workers.h"

#define ENGLISH "en"

/* A longer tag is not kept. */
#define TAG_SIZE 36

/* What the catalog has said. */
typedef struct said_t {
    apr_uint64_t mark;      /* of the newsroom, read before; STM_CHANGES_UNKNOWN: nothing is kept */
    apr_time_t from, until; /* the moment of the question, and that of the newsroom's next change */
    apr_time_t changes_at;  /* the same where the language is another then; STM_NEVER */
    char lang[TAG_SIZE];
} said_t;

struct stm_known_language_t {
    apr_thread_rwlock_t *lock;
    apr_uint32_t place; /* of the newsroom's counter in stm_changes */
    said_t said;        /* guarded by lock */
};

stm_known_language_t *stm_language_keep(const char *key, apr_pool_t *pool)
{
    stm_known_language_t *known = apr_pcalloc(pool, sizeof(*known));

    known->place = stm_changes_place(key, NULL);
    apr_thread_rwlock_create(&known->lock, pool);
    return known;
}

static int is_current(const said_t *said, apr_uint64_t mark, apr_time_t moment)
{
    return mark != STM_CHANGES_UNKNOWN && said->mark == mark && said->from <= moment &&
           moment < said->until;
}

static int recall(said_t *said, stm_known_language_t *known, apr_uint64_t mark, apr_time_t moment)
{
    int is_known;

    apr_thread_rwlock_rdlock(known->lock);
    is_known = is_current(&known->said, mark, moment);
    if (is_known) {
        *said = known->said;
    }
    apr_thread_rwlock_unlock(known->lock);
    return is_known;
}

static void keep(stm_known_language_t *known, const said_t *said)
{
    apr_thread_rwlock_wrlock(known->lock);
    known->said = *said;
    apr_thread_rwlock_unlock(known->lock);
}

typedef struct asking_t {
    stm_job_t *job;
    stm_catalog_t *catalog;
    said_t said;
    apr_status_t status;
} asking_t;

static apr_status_t ask_at(char *tag, const asking_t *asking, apr_time_t moment)
{
    const stm_newsroom_t *newsroom = asking->job->place->newsroom;
    const char *lang = NULL;
    apr_status_t status = stm_catalog_language(&lang, asking->catalog, newsroom->key,
                                               newsroom->show, moment, asking->job->pool);

    apr_cpystrn(tag, lang && strlen(lang) < TAG_SIZE ? lang : ENGLISH, TAG_SIZE);
    return status;
}

/* Before the first complete look, nobody knows all languages. */
static apr_status_t ask_whether_complete(const asking_t *asking)
{
    apr_int64_t generation;
    int is_complete;
    apr_status_t status = stm_catalog_generation(&generation, &is_complete, asking->catalog,
                                                 asking->job->place->newsroom->key);

    return status || is_complete ? status : APR_ENOENT;
}

static apr_status_t ask_next(said_t *said, const asking_t *asking)
{
    char then[TAG_SIZE];
    apr_status_t status = stm_catalog_next_change(
        &said->until, asking->catalog, asking->job->place->newsroom->key, asking->job->moment);

    said->changes_at = STM_NEVER;
    if (!status && said->until != STM_NEVER) {
        status = ask_at(then, asking, said->until);
        said->changes_at = strcmp(then, said->lang) == 0 ? STM_NEVER : said->until;
    }
    return status;
}

static void ask(void *data)
{
    asking_t *asking = data;

    asking->status = ask_whether_complete(asking);
    if (!asking->status) {
        asking->status = ask_at(asking->said.lang, asking, asking->job->moment);
    }
    if (!asking->status) {
        asking->status = ask_next(&asking->said, asking);
    }
}

/* With the handle that the job has, or with another for as long as it takes. */
static void ask_catalog(asking_t *asking)
{
    stm_job_t *job = asking->job;
    const int has_handle = job->store != NULL;

    if (job->r) {
        stm_ending_hold();
    }
    if (job->is_late || (!has_handle && stm_job_take(job) != OK)) {
        return;
    }
    if (job->store) {
        asking->catalog = job->store->catalog;
        stm_job_ask(job, ask, asking);
    }
    if (!has_handle) {
        stm_job_release(job);
    }
}

static void learn(said_t *said, stm_job_t *job)
{
    stm_known_language_t *known = job->place->language;
    apr_uint64_t mark = stm_changes_mark(stm_slots_changes(), known->place);
    asking_t asking = {.job = job, .status = APR_ENOENT};

    if (recall(said, known, mark, job->moment)) {
        return;
    }
    ask_catalog(&asking);
    if (asking.status || job->is_late) {
        apr_cpystrn(said->lang, ENGLISH, TAG_SIZE);
        said->changes_at = STM_NEVER;
        return;
    }
    *said = asking.said;
    said->mark = mark;
    said->from = job->moment;
    keep(known, said);
}

const char *stm_language_of(stm_job_t *job)
{
    const stm_place_t *place = job->place;
    said_t said = {.changes_at = STM_NEVER, .lang = ENGLISH};

    if (job->lang) {
        return job->lang;
    }
    job->lang_until = STM_NEVER;
    if (place->config->lang) {
        return job->lang = place->config->lang;
    }
    if (!job->access || !stm_access_documents_differ(job->access)) {
        learn(&said, job);
        job->lang_until = said.changes_at;
    }
    return job->lang = apr_pstrdup(job->pool, said.lang);
}

const stm_newsroom_t *stm_language_newsroom(stm_job_t *job)
{
    if (!job->newsroom) {
        stm_newsroom_t *newsroom =
            apr_pmemdup(job->pool, job->place->newsroom, sizeof(*job->place->newsroom));

        newsroom->lang = stm_language_of(job);
        job->newsroom = newsroom;
    }
    return job->newsroom;
}

void stm_language_note_change(stm_job_t *job)
{
    stm_language_of(job);
    if (job->lang_until < job->next_change) {
        job->next_change = job->lang_until;
    }
}
