/**
 * core/state/notices - a queue in the history: what has happened to public statements, and that a
 * program has not acknowledged yet (StatementNotify).
 *
 * A notice is written in the transaction that records what it tells of, and removed once the
 * program has acknowledged it: neither a crash nor a restart loses one, and one may be told twice.
 * A number is never used again. A notice holds no words of a document: what may be told is asked of
 * the catalog when it is told. Writers only.
 */
#ifndef CORE_STATE_NOTICES_H
#define CORE_STATE_NOTICES_H

#include "core/state/history.h"

/** What has happened. Histories hold these numbers. */
typedef enum {
    STM_NOTICE_UNSET = 0,
    STM_NOTICE_PUBLISHED,
    STM_NOTICE_CHANGED,   /* public, and has other words now */
    STM_NOTICE_CORRECTED, /* the same, and a later `updated` says so */
    STM_NOTICE_RENAMED,
    STM_NOTICE_EXPIRED,
    STM_NOTICE_WITHDRAWN,
    STM_NOTICE_DELETED,
    STM_NOTICE_HIDDEN, /* was public, and is a draft or embargoed now */
    STM_NOTICE_BROKEN, /* saved with errors: its last good version is shown */
    STM_NOTICE_MENDED,
    STM_NOTICE_NEWSROOM /* newsroom.xml: of no statement alone */
} stm_notice_kind_t;

typedef struct stm_notice_t {
    apr_int64_t id;       /* raised with each; stm_notices_add sets it itself */
    const char *newsroom; /* its key */
    stm_notice_kind_t kind;
    const char *identity;
    const char *name;  /* "2026/name": that by which readers knew it */
    const char *other; /* of one that was renamed its former name; else NULL */
    apr_time_t moment;
} stm_notice_t;

/** Adds it, in the open transaction, which has entered the newsroom. */
apr_status_t stm_notices_add(stm_history_t *history, const stm_notice_t *notice);

/** Those (stm_notice_t) with ids above @a after, in their order, at most @a limit. */
apr_status_t stm_notices_list(apr_array_header_t **notices, stm_history_t *history,
                              apr_int64_t after, int limit, apr_pool_t *result_pool);

/** Removes those with these @a ids, in a transaction of its own. */
apr_status_t stm_notices_remove(stm_history_t *history, const apr_int64_t *ids, int count);

/** Removes the oldest of more than @a most; *removed is how many. In a transaction of its own. */
apr_status_t stm_notices_trim(int *removed, stm_history_t *history, int most);

#endif
