#include "httpd/runtime/metrics.h"

#include <apr_strings.h>
#include <errno.h>
#include <http_config.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "httpd/runtime/shared_memory.h"

/* Children of this and an earlier configuration; more are not counted. */
#define MOST_CHILDREN 1024

/* How often one looks whether another process has filled a row, which takes it microseconds, before
 * it takes that one for dead. */
#define PATIENCE 1000

/* Of a row. Atomic; set last. */
enum { ROW_FREE = 0, ROW_BEGUN, ROW_READY };

const char *const stmh_asked_words[STMH_ASKED_KINDS] = {"other",   "statement", "archive", "feed",
                                                        "sitemap", "style",     "file"};
const char *const stmh_answered_words[STMH_ANSWERED_KINDS] = {
    "ok",   "not_modified", "redirect",    "refused", "not_found",
    "gone", "bad_request",  "unavailable", "error"};
const char *const stmh_cache_words[STMH_CACHE_KINDS] = {"", "memory", "store", "wait", "render"};
const char *const stmh_render_words[STMH_RENDER_KINDS] = {"reader", "ahead"};

typedef struct child_t {
    apr_uint32_t process; /* 0: free; atomic */
    apr_uint32_t busy[STMH_BUSY_KINDS];
} child_t;

typedef struct shared_t {
    stmh_metrics_server_t server;
    stmh_metrics_t rows[1 + STMH_METRICS_ROWS];
    child_t children[MOST_CHILDREN];
} shared_t;

/* Set before there are threads. */
static shared_t *shared;
static shared_t alone; /* before the start, and where there is no shared memory */
static child_t *own;

static shared_t *all(void)
{
    return shared ? shared : &alone;
}

void stmh_metrics_start(server_rec *server)
{
    static const char name[] = "statement_metrics";
    shared_t **retained = ap_retained_data_get(name);

    if (!retained) {
        retained = ap_retained_data_create(name, sizeof(*retained));
        *retained = stmh_shared_memory_create(sizeof(**retained), server->process->pool);
    }
    shared = *retained;
}

static int is_alive(apr_uint32_t process)
{
    return !kill((pid_t)process, 0) || errno != ESRCH;
}

static apr_status_t leave(void *data)
{
    child_t *child = data;

    __atomic_store_n(&child->process, 0, __ATOMIC_RELEASE);
    return APR_SUCCESS;
}

/* A process that was killed has left its place as it was. */
static child_t *find_place(apr_uint32_t process)
{
    child_t *children = all()->children;

    for (int i = 0; i < MOST_CHILDREN; i++) {
        apr_uint32_t holder = __atomic_load_n(&children[i].process, __ATOMIC_ACQUIRE);

        if ((!holder || holder == process || !is_alive(holder)) &&
            __atomic_compare_exchange_n(&children[i].process, &holder, process, 0, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE)) {
            return &children[i];
        }
    }
    return NULL;
}

void stmh_metrics_child(apr_pool_t *child_pool)
{
    static child_t nobodys;
    child_t *place = find_place((apr_uint32_t)getpid());

    own = place ? place : &nobodys;
    memset(own->busy, 0, sizeof(own->busy));
    if (place) {
        apr_pool_cleanup_register(child_pool, place, leave, apr_pool_cleanup_null);
    }
}

static void fill(stmh_metrics_t *row, const char *root, const char *identity, const char *key)
{
    apr_cpystrn(row->root, root, sizeof(row->root));
    apr_cpystrn(row->identity, identity, sizeof(row->identity));
    apr_cpystrn(row->key, key, sizeof(row->key));
}

/* The state of a row that another process may be filling right now. */
static apr_uint32_t settled_state(const stmh_metrics_t *row)
{
    apr_uint32_t state = __atomic_load_n(&row->state, __ATOMIC_ACQUIRE);

    for (int i = 0; state == ROW_BEGUN && i < PATIENCE; i++) {
        sched_yield();
        state = __atomic_load_n(&row->state, __ATOMIC_ACQUIRE);
    }
    return state;
}

static int is_of(const stmh_metrics_t *row, const char *root, const char *identity)
{
    return strcmp(row->root, root) == 0 && strcmp(row->identity, identity) == 0;
}

/* Long names are cut to the same beginning when they come again; two that share it share a row. */
static stmh_metrics_t *find_row(const stmh_metrics_t *named, int *is_new)
{
    stmh_metrics_t *rows = all()->rows;

    for (int i = 1; i <= STMH_METRICS_ROWS; i++) {
        apr_uint32_t state = ROW_FREE;

        *is_new = __atomic_compare_exchange_n(&rows[i].state, &state, ROW_BEGUN, 0,
                                              __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
        if (*is_new || (settled_state(&rows[i]) == ROW_READY &&
                        is_of(&rows[i], named->root, named->identity))) {
            return &rows[i];
        }
    }
    return rows;
}

stmh_metrics_t *stmh_metrics_of(const char *root, const char *identity, const char *key)
{
    stmh_metrics_t named, *row;
    int is_new = 0;

    fill(&named, root, identity, key);
    row = find_row(&named, &is_new);
    if (is_new) {
        fill(row, root, identity, key);
        __atomic_store_n(&row->state, ROW_READY, __ATOMIC_RELEASE);
    }
    else if (row != all()->rows && strcmp(row->key, key) != 0) {
        apr_cpystrn(row->key, key, sizeof(row->key)); /* other settings from now on */
    }
    return row;
}

stmh_metrics_t *stmh_metrics_others(void)
{
    return all()->rows;
}

stmh_metrics_server_t *stmh_metrics_server(void)
{
    return &all()->server;
}

static int has_counted(const stmh_metrics_t *row)
{
    for (int kind = 0; kind < STMH_ASKED_KINDS; kind++) {
        for (int outcome = 0; outcome < STMH_ANSWERED_KINDS; outcome++) {
            if (stmh_metrics_get(&row->requests[kind][outcome])) {
                return 1;
            }
        }
    }
    return 0;
}

const stmh_metrics_t *stmh_metrics_at(int index)
{
    const stmh_metrics_t *row = &all()->rows[index];

    if (index == 0) {
        return has_counted(row) ? row : NULL;
    }
    return __atomic_load_n(&row->state, __ATOMIC_ACQUIRE) == ROW_READY ? row : NULL;
}

void stmh_metrics_take(stmh_busy_t kind)
{
    if (own) {
        __atomic_fetch_add(&own->busy[kind], 1, __ATOMIC_RELAXED);
    }
}

void stmh_metrics_give_back(stmh_busy_t kind)
{
    if (own) {
        __atomic_fetch_sub(&own->busy[kind], 1, __ATOMIC_RELAXED);
    }
}

apr_uint64_t stmh_metrics_busy(stmh_busy_t kind, int *children)
{
    const child_t *places = all()->children;
    apr_uint64_t busy = 0;
    int count = 0;

    for (int i = 0; i < MOST_CHILDREN; i++) {
        apr_uint32_t process = __atomic_load_n(&places[i].process, __ATOMIC_ACQUIRE);

        if (process && is_alive(process)) {
            busy += __atomic_load_n(&places[i].busy[kind], __ATOMIC_RELAXED);
            count++;
        }
    }
    if (children) {
        *children = count;
    }
    return busy;
}
