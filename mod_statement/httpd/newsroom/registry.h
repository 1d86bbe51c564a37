/**
 * httpd/newsroom/registry - newsrooms that only a request can find.
 *
 * <Location>, expressions and .htaccess give no newsroom before somebody asks for it. The first
 * request in each child writes a small file, STATEDIR/newsrooms/EPOCH/KEY, under a temporary name
 * and renames it; the watchdog task, maybe in another child, reads them. Each start has another
 * epoch: what an earlier configuration noted does not count, and the writer removes it. All of it
 * is done by children, as the folder is theirs. Strangers make addresses up: only a folder that is
 * there is noted, no more than some thousands are, and one that has gone is forgotten.
 */
#ifndef HTTPD_NEWSROOM_REGISTRY_H
#define HTTPD_NEWSROOM_REGISTRY_H

#include <httpd.h>

#include "core/intake/notices.h"
#include "httpd/newsroom/mount.h"

/** A newsroom known without a request. */
typedef struct stmh_known_newsroom_t {
    const stm_newsroom_t *newsroom;
    apr_interval_time_t refresh;
    stmh_metrics_t *metrics;
    const char *base_url; /* StatementBaseURL, with a slash at its end; NULL: not known */
    stm_tell_t tell;      /* what StatementNotify may tell of it unless all is asked for */
} stmh_known_newsroom_t;

/** In the parent, at each start: what is noted from now on is of this configuration. */
void stmh_registry_start(apr_pool_t *pconf);

/** The folder of this configuration's notes. */
const char *stmh_registry_folder(const char *state_dir, apr_pool_t *result_pool);

/** Removes what earlier configurations have noted. The writer only. */
void stmh_registry_clear(const char *state_dir, apr_pool_t *scratch_pool);

/** Once per child, before its threads. */
void stmh_registry_child(void);

/** Non-zero where the start has found the newsroom with this key. Any thread. */
int stmh_registry_is_from_start(const char *key);

/** Makes the newsroom of a request known, unless its folder is not there. Any thread. */
void stmh_registry_note(request_rec *r, const stmh_mount_t *mount);

/** Zero where nobody will ever look at the newsroom: no section names it, and its folder is not
 * there. Any thread. */
int stmh_registry_is_expected(const stmh_mount_t *mount, apr_pool_t *scratch_pool);

/** Takes the note of @a newsroom (its key) away. */
void stmh_registry_forget(const char *state_dir, const char *newsroom, apr_pool_t *scratch_pool);

/** All noted newsrooms (stmh_known_newsroom_t), as far as their files can be read. */
apr_array_header_t *stmh_registry_read(const char *state_dir, apr_pool_t *result_pool);

#endif
