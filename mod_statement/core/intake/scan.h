/**
 * core/intake/scan - scans a newsroom's directory and writes history and catalog.
 *
 * A complete scan walks the directory, compares each file's stamp with the catalog, and reads and
 * checks what has changed, in batches. Where the system reports changes (inotify), only the
 * reported names are read. Work beyond the stamps is proportional to what changed. Used by one
 * thread.
 *
 * Of two files with one identity the one that was public first keeps it (of two new ones the older
 * file, then the shorter name); the other is invalid until the first is gone or gets another id.
 * The same holds for a file without an id that repeats another's title, issuers, date and language,
 * and its words or its name: a copy; one that is public is none. A file that breaks, or whose root
 * is no statement any more, keeps its last good version, drafts included.
 */
#ifndef CORE_INTAKE_SCAN_H
#define CORE_INTAKE_SCAN_H

#include "core/catalog/index.h"
#include "core/schema/validate.h"
#include "core/site/newsroom.h"

typedef struct stm_intake_t stm_intake_t;

/** What became of a document. */
typedef enum {
    STM_OUTCOME_UNSET = 0,
    STM_OUTCOME_REFUSED,  /* readers do not get it */
    STM_OUTCOME_KEPT,     /* they go on getting its last good version */
    STM_OUTCOME_FOREIGN,  /* it is no statement: they get it from httpd, as it is */
    STM_OUTCOME_PUBLISHED /* they get it, now or when its moment has come */
} stm_intake_outcome_t;

/** What problems of a document are about: each kind is reported by itself. */
typedef enum {
    STM_ABOUT_UNSET = 0,
    STM_ABOUT_DOCUMENT, /* itself */
    STM_ABOUT_SOURCES,  /* what it reproduces by `src` */
    STM_ABOUT_LINKS     /* what it shows, links to and translates */
} stm_about_t;

/** Called for each document whose problems of a kind are new or have changed (an empty list:
 * fixed), and with name NULL for what concerns the newsroom as a whole: what is new of that (an
 * empty list: all is fixed). What depends on other documents comes at the end of a scan. */
typedef void (*stm_intake_report_t)(void *baton, const stm_newsroom_t *newsroom, const char *name,
                                    stm_about_t about, stm_intake_outcome_t outcome,
                                    const stm_problems_t *problems);

/** Asked between documents; non-zero ends the scan at once (child_stopping). */
typedef int (*stm_intake_stop_t)(void *baton);

/** Called after each commit with the names (const char *) about which there is something else to
 * show than before; they live until it returns. */
typedef void (*stm_intake_changed_t)(void *baton, const stm_newsroom_t *newsroom,
                                     const apr_array_header_t *names);

/** What has happened to a statement, or to newsroom.xml. */
typedef enum {
    STM_LIFECYCLE_UNSET = 0,
    STM_LIFECYCLE_DRAFT,     /* taken in, a draft */
    STM_LIFECYCLE_EMBARGOED, /* taken in, not public before `when` */
    STM_LIFECYCLE_WAITING,   /* taken in, not public before what it reproduces */
    STM_LIFECYCLE_PUBLISHED, /* public from now on */
    STM_LIFECYCLE_CORRECTED, /* was public, and has other words now */
    STM_LIFECYCLE_RENAMED,   /* was called `other` */
    STM_LIFECYCLE_EXPIRED,   /* in no list any more */
    STM_LIFECYCLE_WITHDRAWN, /* withdrawn, as it says */
    STM_LIFECYCLE_DELETED,   /* was public, and its file is gone */
    STM_LIFECYCLE_BROKEN,    /* saved with errors: its last good version goes on */
    STM_LIFECYCLE_MENDED,    /* in order again */
    STM_LIFECYCLE_NEWSROOM   /* newsroom.xml has changed: `name` is "newsroom" */
} stm_lifecycle_kind_t;

typedef struct stm_lifecycle_t {
    stm_lifecycle_kind_t kind;
    const char *name;
    const char *other; /* its former name; NULL: none */
    apr_time_t when;   /* 0: now */
    int was_shown;     /* readers had its page before */
    int is_corrected;  /* a later `updated` tells of the change */
} stm_lifecycle_t;

/** Called for each event once it is committed. */
typedef void (*stm_intake_lifecycle_t)(void *baton, const stm_newsroom_t *newsroom,
                                       const stm_lifecycle_t *event);

/** Asked before the first scan of each newsroom that the catalog knows already: non-zero has its
 * problems reported once more, those of a hundred documents at most. */
typedef int (*stm_intake_again_t)(void *baton, const stm_newsroom_t *newsroom);

/** Takes the lock of the state directory and opens both databases for writing. APR_EBUSY: another
 * server holds the lock (try again later); STM_ESTATE with a problem. @a report may be NULL: then
 * the catalog alone has what there is to say. */
apr_status_t stm_intake_open(stm_intake_t **intake, const char *state_dir,
                             const stm_schema_t *schema, stm_intake_report_t report,
                             stm_intake_stop_t stop, void *baton, stm_problems_t *problems,
                             apr_pool_t *result_pool);

/** The same for `statement check`: databases without a name, which only this scan uses and which
 * are gone with @a result_pool. */
apr_status_t stm_intake_open_private(stm_intake_t **intake, const stm_schema_t *schema,
                                     stm_intake_report_t report, void *baton,
                                     apr_pool_t *result_pool);

/** The catalog that it writes, to be read between its scans by the thread that scans. */
stm_catalog_t *stm_intake_catalog(const stm_intake_t *intake);

/** From now on calls @a changed, with the baton of stm_intake_open. */
void stm_intake_on_change(stm_intake_t *intake, stm_intake_changed_t changed);

/** From now on calls @a lifecycle, and asks @a again, with the baton of stm_intake_open. */
void stm_intake_on_lifecycle(stm_intake_t *intake, stm_intake_lifecycle_t lifecycle,
                             stm_intake_again_t again);

/** Call it several times a second. It takes in what events report at once, and what is due without
 * an event (a moment that has come, a missing file to verify) once per @a refresh; it scans all
 * files where that is needed: at first, where the system reports no changes or lost some, and now
 * and then. Statuses as stm_intake_scan. */
apr_status_t stm_intake_watch(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                              apr_time_t moment, apr_interval_time_t refresh,
                              apr_pool_t *scratch_pool);

/** Stops watching @a newsroom (its key). Its statements stay in the catalog. */
void stm_intake_forget(stm_intake_t *intake, const char *newsroom);

/** Called between two parts of a longer scan at @a newsroom, while nothing is open: other newsrooms
 * have their turn. */
typedef void (*stm_intake_pause_t)(void *baton, const stm_newsroom_t *newsroom);

/** From now on calls @a pause, with the baton of stm_intake_open. */
void stm_intake_on_pause(stm_intake_t *intake, stm_intake_pause_t pause);

/** From within a pause: takes in what is ready in another newsroom and what is due there, for some
 * hundred milliseconds and one document at most; the rest waits for its next turn. Results as those
 * of stm_intake_scan. */
apr_status_t stm_intake_turn(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                             apr_time_t moment, apr_interval_time_t refresh,
                             apr_pool_t *scratch_pool);

typedef enum {
    STM_INTAKE_UNSET = 0,
    STM_INTAKE_OK,
    STM_INTAKE_REMOVED, /* the state directory is not there: all goes on with what is still open */
    STM_INTAKE_DAMAGED  /* damaged, or lost and rescued: to be closed and opened again, which mends
                         */
} stm_intake_health_t;

/** Checks whether the open files still are those of the state directory. A few system calls; where
 * the history has been written to, its log is copied into its file. */
stm_intake_health_t stm_intake_health(stm_intake_t *intake);

/** One complete scan. APR_SUCCESS; APR_EINTR where stop said so; an error of the state. Deletion
 * as docs/visibility.md says: missed by two complete scans at least @a refresh apart, the folder
 * there, no file with its identity elsewhere; with its folder, where that was no mount point and
 * has been missing for a minute from one that is there. A vanished root deletes nothing. */
apr_status_t stm_intake_scan(stm_intake_t *intake, const stm_newsroom_t *newsroom,
                             apr_time_t moment, apr_interval_time_t refresh,
                             apr_pool_t *scratch_pool);

#endif
