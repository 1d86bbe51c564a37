/**
 * core/intake/watch_state - what the intake remembers of a newsroom between two scans.
 *
 * Where the system tells of changes, names wait here until they are taken: those that were written
 * to their end for the next occasion, the newest first, so that one file is not kept waiting by ten
 * thousand others; those that are still being written for the next check. One that is written to
 * again meanwhile waits, too. More than some thousands are not kept: then everything is looked at.
 */
#ifndef CORE_INTAKE_WATCH_STATE_H
#define CORE_INTAKE_WATCH_STATE_H

#include <apr_hash.h>
#include <apr_tables.h>
#include <apr_time.h>
#include <sys/stat.h>

#include "core/base/problem.h"
#include "core/intake/events.h"
#include "core/site/newsroom.h"

/** A symbolic link in the newsroom: nothing tells of changes at its other end. */
typedef struct stm_link_t {
    const char *folder;
    const char *name; /* "name.xml", or "name/" */
    dev_t device;     /* of the folder it leads to */
    ino_t inode;
} stm_link_t;

typedef struct stm_watch_state_t {
    const char *root;
    stm_events_t *events;   /* of all newsrooms */
    stm_watches_t *watches; /* NULL: nothing is told */
    int is_watched;         /* all folders that the last complete scan saw are */
    int is_all_due;         /* a complete scan has to be next */
    apr_status_t refusal;   /* why the system tells nothing; 0 */
    apr_time_t retry_at;    /* when it is asked again */
    apr_time_t told_at;     /* up to when what ends by itself was told; 0: nothing was */
    int is_said;            /* what was wrong at the start was said again, or need not be */
    apr_time_t scanned_at;  /* start of the last complete scan; 0: none */
    apr_interval_time_t scan_time;
    apr_time_t checked_at; /* when what is due by itself was last looked for */
    apr_time_t next_at;    /* when a statement appears or goes by itself; 0: not known */
    dev_t device;          /* of the root in the last complete scan */
    ino_t inode;
    apr_array_header_t *links; /* stm_link_t */
    apr_hash_t *due;           /* name with its folder to stm_event_t (as a pointer) */
    apr_array_header_t *ready, *later, *folders; /* const char *: names of due, oldest first */
    apr_pool_t *pool;
    apr_pool_t *scan_pool; /* of what a complete scan renews: watches, links */
    apr_pool_t *due_pool;
} stm_watch_state_t;

/** @a events outlives it. */
stm_watch_state_t *stm_watch_state_create(const char *root, stm_events_t *events,
                                          apr_pool_t *result_pool);

/** A complete scan begins: all that was told is forgotten, watching starts anew. */
void stm_watch_state_start(stm_watch_state_t *watch, apr_time_t moment);
/** Watches @a folder, which is about to be read. */
void stm_watch_state_watch(stm_watch_state_t *watch, const char *folder, const char *path);
void stm_watch_state_add_link(stm_watch_state_t *watch, const char *folder, const char *name,
                              const struct stat *to);
/** It has ended. */
void stm_watch_state_end(stm_watch_state_t *watch, apr_time_t moment);
/** Non-zero where the system tells nothing and the admin can do something about it. */
int stm_watch_state_is_refused(const stm_watch_state_t *watch);
/** Adds why that is so. */
void stm_watch_state_explain(const stm_watch_state_t *watch, stm_problems_t *problems);

/** Takes in what has been told since. */
void stm_watch_state_collect(stm_watch_state_t *watch);

/** The next one to take, or NULL: "2026/name.xml", the newest first; a folder "2026/". Good until
 * stm_watch_state_collect. */
const char *stm_watch_state_next(stm_watch_state_t *watch);
const char *stm_watch_state_next_folder(stm_watch_state_t *watch);
int stm_watch_state_has_ready(const stm_watch_state_t *watch);
/** All that are being written, which wait no longer; const char *, in @a result_pool. */
apr_array_header_t *stm_watch_state_take_writing(stm_watch_state_t *watch, apr_pool_t *result_pool);
/** Has @a name ("2026/name.xml") wait no longer, unless it is being written. */
void stm_watch_state_forget_ready(stm_watch_state_t *watch, const char *name);
/** Non-zero where @a name waits. */
int stm_watch_state_has(const stm_watch_state_t *watch, const char *name);
/** Has it wait once more. */
void stm_watch_state_wait_again(stm_watch_state_t *watch, stm_event_t event, const char *name);

/** Whether the root, or a folder that is a link, is another one than in the last complete scan. */
int stm_watch_state_is_moved(const stm_watch_state_t *watch);

int stm_watch_state_is_scan_due(const stm_watch_state_t *watch, apr_time_t moment,
                                apr_interval_time_t refresh);
int stm_watch_state_is_check_due(const stm_watch_state_t *watch, apr_time_t moment,
                                 apr_interval_time_t refresh);

#endif
