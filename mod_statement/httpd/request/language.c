#include "httpd/request/language.h"

#include <apr_atomic.h>
#include <apr_strings.h>
#include <apr_thread_rwlock.h>
#include <string.h>

#include "httpd/runtime/shutdown.h"
#include "httpd/runtime/workers.h"
#include "httpd/shared/page_store.h"
#include "httpd/shared/snapshots.h"

#define ENGLISH "en"

/* Tags stay for requests that still use them. English stands in for a longer one, and for each
 * beyond MOST_TAGS of one newsroom. */
#define LONGEST_TAG 35
#define MOST_TAGS   16

/* What the catalog has said. */
typedef struct said_t {
    apr_uint64_t mark; /* of the newsroom, read before; STM_GENERATION_UNKNOWN: nothing is kept */
    apr_time_t from, until; /* the moment of the question, and that of the newsroom's next change */
    apr_time_t changes_at;  /* the same where the language is another then; STM_NEVER */
    const char *lang;       /* NULL: it has not said anything yet */
} said_t;

typedef struct stmh_known_language_t {
    apr_thread_rwlock_t *lock;
    apr_uint32_t slot;                     /* of the newsroom's counter in core/state/generation */
    apr_uint32_t is_being_asked;           /* atomic */
    apr_uint32_t will_change;              /* atomic: said.changes_at is known */
    said_t said;                           /* guarded by lock, as all below */
    char tags[MOST_TAGS][LONGEST_TAG + 1]; /* that have been said, which stay */
} stmh_known_language_t;

static void fill(stmh_mount_t *mount, const server_rec *server, apr_pool_t *pool)
{
    stmh_known_language_t *known = apr_pcalloc(pool, sizeof(*known));

    (void)server;
    known->slot = stm_generation_slot(mount->newsroom->key, NULL);
    apr_thread_rwlock_create(&known->lock, pool);
    mount->language = known;
}

void stmh_language_child(void)
{
    stmh_mount_fill_with(fill);
}

static int is_current(const said_t *said, apr_uint64_t mark, apr_time_t moment)
{
    return said->lang && mark != STM_GENERATION_UNKNOWN && said->mark == mark &&
           said->from <= moment && moment < said->until;
}

static said_t recall(stmh_known_language_t *known)
{
    said_t said;

    apr_thread_rwlock_rdlock(known->lock);
    said = known->said;
    apr_thread_rwlock_unlock(known->lock);
    return said;
}

/* The same tag in memory that lasts. Under lock. */
static const char *keep_tag(stmh_known_language_t *known, const char *tag)
{
    int i;

    for (i = 0; i < MOST_TAGS && *known->tags[i]; i++) {
        if (strcmp(known->tags[i], tag) == 0) {
            return known->tags[i];
        }
    }
    return i < MOST_TAGS && strlen(tag) <= LONGEST_TAG ? strcpy(known->tags[i], tag) : ENGLISH;
}

static void keep(stmh_known_language_t *known, said_t *said)
{
    apr_thread_rwlock_wrlock(known->lock);
    said->lang = keep_tag(known, said->lang);
    if (known->said.lang != said->lang) {
        stmh_snapshots_raise(); /* pages at hand may be in the former one */
    }
    known->said = *said;
    apr_atomic_set32(&known->will_change, said->changes_at != STM_NEVER);
    apr_thread_rwlock_unlock(known->lock);
}

typedef struct asking_t {
    const stmh_request_t *request;
    stmh_lookup_t *lookup;
    stm_catalog_t *catalog;
    said_t said;
    apr_status_t status;
} asking_t;

static apr_status_t ask_at(const char **tag, const asking_t *asking, apr_time_t moment)
{
    const stm_newsroom_t *newsroom = asking->request->mount->newsroom;
    const char *lang = NULL;
    apr_status_t status = stm_catalog_language(&lang, asking->catalog, newsroom->key,
                                               newsroom->show, moment, asking->request->pool);

    *tag = lang ? lang : ENGLISH;
    return status;
}

/* Before the first complete scan the catalog does not have all languages. */
static apr_status_t ask_whether_complete(const asking_t *asking)
{
    apr_int64_t generation;
    int is_complete;
    apr_status_t status = stm_catalog_generation(&generation, &is_complete, asking->catalog,
                                                 asking->request->mount->newsroom->key);

    return status || is_complete ? status : APR_ENOENT;
}

static apr_status_t ask_next(said_t *said, const asking_t *asking)
{
    const char *then;
    apr_status_t status =
        stm_catalog_next_change(&said->until, asking->catalog,
                                asking->request->mount->newsroom->key, asking->request->moment);

    said->changes_at = STM_NEVER;
    if (!status && said->until != STM_NEVER) {
        status = ask_at(&then, asking, said->until);
        said->changes_at = strcmp(then, said->lang) == 0 ? STM_NEVER : said->until;
    }
    return status;
}

static void ask(void *data)
{
    asking_t *asking = data;

    asking->status = ask_whether_complete(asking);
    if (!asking->status) {
        asking->status = ask_at(&asking->said.lang, asking, asking->request->moment);
    }
    if (!asking->status) {
        asking->status = ask_next(&asking->said, asking);
    }
}

/* With the handle that the request has, or with another for as long as it takes. */
static void ask_catalog(asking_t *asking)
{
    const stmh_request_t *request = asking->request;
    stmh_lookup_t *lookup = asking->lookup;
    const int has_handle = lookup->handle != NULL;

    if (request->r) {
        stmh_shutdown_hold();
    }
    if (lookup->is_late || (!has_handle && stmh_lookup_acquire(request, lookup) != OK)) {
        return;
    }
    if (lookup->handle) {
        asking->catalog = lookup->handle->catalog;
        stmh_lookup_run(request, lookup, ask, asking);
    }
    if (!has_handle) {
        stmh_lookup_release(lookup);
    }
}

static int is_list(const stmh_request_t *request)
{
    const stm_address_kind_t kind = request->target->address.kind;

    return kind == STM_ADDRESS_ARCHIVE || kind == STM_ADDRESS_FEED;
}

/* A statement's page has only the names of feeds in this language: publishing something else shall
 * not take the page from memory, nor make each of its readers ask the catalog. */
static int may_be_old(const said_t *said, stmh_known_language_t *known,
                      const stmh_request_t *request)
{
    return said->lang && !is_list(request) && request->moment < said->until &&
           ((said->from <= request->moment &&
             request->moment - said->from < request->mount->config->refresh) ||
            apr_atomic_read32(&known->is_being_asked));
}

/* Zero where the catalog cannot say. */
static int ask_anew(said_t *said, stmh_known_language_t *known, apr_uint64_t mark,
                    const stmh_request_t *request, stmh_lookup_t *lookup)
{
    asking_t asking = {.request = request, .lookup = lookup, .status = APR_ENOENT};

    apr_atomic_set32(&known->is_being_asked, 1);
    ask_catalog(&asking);
    apr_atomic_set32(&known->is_being_asked, 0);
    if (asking.status || lookup->is_late) {
        return 0;
    }
    *said = asking.said;
    said->mark = mark;
    said->from = request->moment;
    keep(known, said);
    return 1;
}

static said_t learn(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    stmh_known_language_t *known = request->mount->language;
    apr_uint64_t mark = stm_generation_get(stmh_page_store_generation(), known->slot);
    said_t said = recall(known);

    if (!is_current(&said, mark, request->moment) && !may_be_old(&said, known, request) &&
        !ask_anew(&said, known, mark, request, lookup)) {
        said.lang = said.lang ? said.lang : ENGLISH;
        said.changes_at = STM_NEVER;
    }
    return said;
}

const char *stmh_language_of(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    const stmh_mount_t *mount = request->mount;

    if (lookup->lang) {
        return lookup->lang;
    }
    lookup->lang_until = STM_NEVER;
    if (mount->config->lang) {
        lookup->lang = mount->config->lang;
    }
    else if (request->documents_differ) {
        lookup->lang = ENGLISH;
    }
    else {
        said_t said = learn(request, lookup);

        /* A mount that a request has made goes with it, but a background rendering does not. */
        lookup->lang = mount->is_lasting ? said.lang : apr_pstrdup(request->pool, said.lang);
        lookup->lang_until = said.changes_at;
    }
    return lookup->lang;
}

const stm_newsroom_t *stmh_language_newsroom(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    if (!lookup->newsroom) {
        stm_newsroom_t *newsroom =
            apr_pmemdup(request->pool, request->mount->newsroom, sizeof(*request->mount->newsroom));

        newsroom->lang = stmh_language_of(request, lookup);
        lookup->newsroom = newsroom;
    }
    return lookup->newsroom;
}

apr_time_t stmh_language_next_change(const stmh_request_t *request, stmh_lookup_t *lookup)
{
    if (!lookup->lang && !apr_atomic_read32(&request->mount->language->will_change)) {
        return STM_NEVER; /* which spares a page at hand the question */
    }
    stmh_language_of(request, lookup);
    return lookup->lang_until;
}
