/**
 * core/intake/events - which files and folders have changed, as the system tells it.
 *
 * Linux's inotify; elsewhere, and on file systems that others write to as well (NFS, SMB, FUSE),
 * nothing is told. What is told is a hint where to look, never what there is: who gets it looks at
 * the disk. Used by one thread.
 */
#ifndef CORE_INTAKE_EVENTS_H
#define CORE_INTAKE_EVENTS_H

#include <apr_pools.h>

/** Of all newsrooms of a writer: a user may have few of these, and many folders in each. */
typedef struct stm_events_t stm_events_t;

/** The folders that one newsroom watches. */
typedef struct stm_watches_t stm_watches_t;

typedef enum {
    STM_EVENT_UNSET = 0,
    STM_EVENT_FILE,    /* a document came, went, was written to its end, or got other rights */
    STM_EVENT_WRITING, /* a document was made or is being written */
    STM_EVENT_FOLDER,  /* a folder came, or got other rights */
    STM_EVENT_ALL      /* anything may have changed: look at everything */
} stm_event_t;

/** @a folder is as stm_watches_add got it; @a name is the document's file or the folder in it,
 * "" with STM_EVENT_ALL. */
typedef void (*stm_events_handle_t)(void *baton, stm_event_t event, const char *folder,
                                    const char *name);

stm_events_t *stm_events_create(apr_pool_t *result_pool);

/** A newsroom's watches until the end of @a result_pool, which goes before that of @a events; what
 * happens in them @a handle gets. APR_ENOTIMPL where the system has none; APR_EMFILE and the like:
 * no more for this user. */
apr_status_t stm_events_join(stm_watches_t **watches, stm_events_t *events,
                             stm_events_handle_t handle, void *baton, apr_pool_t *result_pool);

/** Watches the folder @a path from now on, known as @a folder ("2026/"); one that is watched
 * already gets that name. APR_SUCCESS; APR_ENOTIMPL: its file system tells nothing; APR_ENOSPC:
 * the user may watch no more folders; or an error of the file system. */
apr_status_t stm_watches_add(stm_watches_t *watches, const char *folder, const char *path);

/** Passes on what has happened in all of them since the last call; does not wait. */
void stm_events_read(stm_events_t *events);

#endif
