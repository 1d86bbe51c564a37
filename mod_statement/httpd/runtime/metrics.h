/**
 * httpd/runtime/metrics - what all children count together.
 *
 * The counters are in anonymous shared memory that belongs to the server process, not to one
 * configuration: they go on through restarts and graceful restarts, and children of an earlier
 * configuration count into the same ones. Each is a word of its own, changed by one relaxed atomic
 * instruction: without a lock, and without an order between two counters.
 *
 * There is one row for each newsroom, as its root and its identity name it, so that a counter goes
 * on through a change of other settings; those beyond STMH_METRICS_ROWS share the first row. No row
 * names a statement. Where the memory could not be had, all is counted in memory of each child that
 * nobody reads. Any thread.
 */
#ifndef HTTPD_RUNTIME_METRICS_H
#define HTTPD_RUNTIME_METRICS_H

#include <httpd.h>

/** Newsrooms with a row of their own, and the row of all others. */
#define STMH_METRICS_ROWS 64

/** What a request asks for. */
typedef enum {
    STMH_ASKED_OTHER = 0, /* a folder without its slash */
    STMH_ASKED_STATEMENT,
    STMH_ASKED_ARCHIVE,
    STMH_ASKED_FEED,
    STMH_ASKED_SITEMAP,
    STMH_ASKED_STYLE,
    STMH_ASKED_FILE,
    STMH_ASKED_KINDS
} stmh_asked_t;

/** What it was answered with. */
typedef enum {
    STMH_ANSWERED_OK = 0,       /* 2xx */
    STMH_ANSWERED_NOT_MODIFIED, /* 304 */
    STMH_ANSWERED_REDIRECT,     /* 3xx */
    STMH_ANSWERED_REFUSED,      /* 401, 403 */
    STMH_ANSWERED_NOT_FOUND,    /* 404 */
    STMH_ANSWERED_GONE,         /* 410 */
    STMH_ANSWERED_BAD_REQUEST,  /* other 4xx */
    STMH_ANSWERED_UNAVAILABLE,  /* 503 */
    STMH_ANSWERED_ERROR,        /* other 5xx */
    STMH_ANSWERED_KINDS
} stmh_answered_t;

/** Where the page came from. */
typedef enum {
    STMH_CACHE_NONE = 0, /* no page: a file, a redirect, a refusal */
    STMH_CACHE_MEMORY,   /* this child had it mapped */
    STMH_CACHE_STORE,    /* from the page store */
    STMH_CACHE_WAIT,     /* another request was rendering it */
    STMH_CACHE_RENDER,   /* rendered for this request */
    STMH_CACHE_KINDS
} stmh_cache_t;

/** For whom a page was rendered. */
typedef enum {
    STMH_RENDER_READER = 0,
    STMH_RENDER_PRERENDER,
    STMH_RENDER_KINDS
} stmh_render_kind_t;

/** The words for these in labels and logs: "statement", "not_modified", "memory". */
extern const char *const stmh_asked_words[STMH_ASKED_KINDS];
extern const char *const stmh_answered_words[STMH_ANSWERED_KINDS];
extern const char *const stmh_cache_words[STMH_CACHE_KINDS]; /* "" for none */
extern const char *const stmh_render_words[STMH_RENDER_KINDS];

/** One newsroom. All members but the names are atomic; those named _at are apr_time_t, 0: never. */
typedef struct stmh_metrics_t {
    apr_uint64_t requests[STMH_ASKED_KINDS][STMH_ANSWERED_KINDS];
    apr_uint64_t pages[STMH_CACHE_KINDS];
    apr_uint64_t bytes; /* of bodies, as %B of an access log counts them */
    apr_uint64_t renders[STMH_RENDER_KINDS];
    apr_uint64_t failed_renders[STMH_RENDER_KINDS];
    apr_uint64_t render_usec[STMH_RENDER_KINDS];
    apr_uint64_t watched_at; /* when the writer has last looked at the newsroom */
    apr_uint32_t state;      /* of the row: see httpd/runtime/metrics.c */
    char key[33];            /* of the newsroom in the catalog; the last that was configured */
    char root[256], identity[128];
} stmh_metrics_t;

/** What is counted for the server as a whole; atomic. */
typedef struct stmh_metrics_server_t {
    apr_uint64_t errors, warnings; /* lines of the error log that are the module's */
    apr_uint64_t last_error_at;
    apr_uint64_t last_error_tag; /* four digits: 401 is STM0401; 0: it had none */
    apr_uint64_t writer_at;      /* when the writer last showed that it is alive */
} stmh_metrics_server_t;

/** Busy things of a child. */
typedef enum { STMH_BUSY_HANDLES = 0, STMH_BUSY_WORKERS, STMH_BUSY_KINDS } stmh_busy_t;

/** In the parent, at each start of a configuration. */
void stmh_metrics_start(server_rec *server);

/** Once per child, before its threads: a place for what it has in use, given back at its end. */
void stmh_metrics_child(apr_pool_t *child_pool);

/** The row of the newsroom with @a root and @a identity, made where there is none yet. Never NULL;
 * the same for as long as the server runs. */
stmh_metrics_t *stmh_metrics_of(const char *root, const char *identity, const char *key);

/** The row of all newsrooms without one of their own. */
stmh_metrics_t *stmh_metrics_others(void);

stmh_metrics_server_t *stmh_metrics_server(void);

/** Row @a index (0: the others'); NULL: none is in use there. */
const stmh_metrics_t *stmh_metrics_at(int index);

static inline void stmh_metrics_add(apr_uint64_t *counter, apr_uint64_t number)
{
    __atomic_fetch_add(counter, number, __ATOMIC_RELAXED);
}

static inline void stmh_metrics_set(apr_uint64_t *gauge, apr_uint64_t number)
{
    __atomic_store_n(gauge, number, __ATOMIC_RELAXED);
}

static inline apr_uint64_t stmh_metrics_get(const apr_uint64_t *counter)
{
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

/** This child takes one more of a kind, or gives one back. */
void stmh_metrics_take(stmh_busy_t kind);
void stmh_metrics_give_back(stmh_busy_t kind);

/** So many of a kind are in use in all children; *children (may be NULL): how many there are. What
 * a child had that was killed does not count. */
apr_uint64_t stmh_metrics_busy(stmh_busy_t kind, int *children);

#endif
