/**
 * core/intake/watch_state - what the intake remembers of a newsroom between two looks.
 *
 * Where the system tells of changes, names wait here until they are taken: those that were written
 * to their end for the next occasion, the newest first, so that one file is not kept waiting by ten
 * thousand others; those that are still being written for the next check. More than some thousands
 * are not kept: then everything is looked at.
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

typedef struct stm_room_t {
    const char *root;
    stm_events_t *events;   /* of all newsrooms */
    stm_watches_t *watches; /* NULL: nothing is told */
    int is_watched;         /* all folders that the last complete look saw are */
    int is_all_due;         /* a complete look has to be next */
    apr_status_t refusal;   /* why the system tells nothing; 0 */
    apr_time_t retry_at;    /* when it is asked again */
    apr_time_t looked_at;   /* start of the last complete look; 0: none */
    apr_interval_time_t looked_for;
    apr_time_t checked_at; /* when what is due by itself was last looked for */
    dev_t device;          /* of the root in the last complete look */
    ino_t inode;
    apr_array_header_t *links; /* stm_link_t */
    apr_hash_t *due;           /* name with its folder to stm_event_t (as a pointer) */
    apr_array_header_t *ready, *later, *folders; /* const char *: names of due, oldest first */
    apr_pool_t *pool;
    apr_pool_t *look_pool; /* of what a complete look renews: watches, links */
    apr_pool_t *due_pool;
} stm_room_t;

/** @a events outlives it. */
stm_room_t *stm_room_create(const char *root, stm_events_t *events, apr_pool_t *result_pool);

/** A complete look begins: all that was told is forgotten, watching starts anew. */
void stm_room_start(stm_room_t *room, apr_time_t moment);
/** Watches @a folder, which is about to be read. */
void stm_room_watch(stm_room_t *room, const char *folder, const char *path);
void stm_room_add_link(stm_room_t *room, const char *folder, const char *name,
                       const struct stat *to);
/** It has ended. */
void stm_room_end(stm_room_t *room, apr_time_t moment);
/** Non-zero where the system tells nothing and the admin can do something about it. */
int stm_room_is_refused(const stm_room_t *room);
/** Adds why that is so. */
void stm_room_explain(const stm_room_t *room, stm_problems_t *problems);

/** Takes in what has been told since. */
void stm_room_collect(stm_room_t *room);

/** The next one to take, or NULL: "2026/name.xml", the newest first; a folder "2026/". Good until
 * stm_room_collect. */
const char *stm_room_next(stm_room_t *room);
const char *stm_room_next_folder(stm_room_t *room);
int stm_room_has_ready(const stm_room_t *room);
/** Makes those that are being written ready, too. */
void stm_room_ready_all(stm_room_t *room);

/** Whether the root, or a folder that is a link, is another one than in the last complete look. */
int stm_room_is_moved(const stm_room_t *room);

int stm_room_is_look_due(const stm_room_t *room, apr_time_t moment, apr_interval_time_t refresh);
int stm_room_is_check_due(const stm_room_t *room, apr_time_t moment, apr_interval_time_t refresh);

#endif
