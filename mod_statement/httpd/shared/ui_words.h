/**
 * httpd/shared/ui_words - the words of this process, looked at again like its stylesheets.
 *
 * Once they are older than StatementRefresh, a changed, new or missing l10n/LANG.xml has them
 * loaded anew; where that fails it is reported once, and the last good ones go on. Words in use
 * outlive their replacement.
 */
#ifndef HTTPD_SHARED_UI_WORDS_H
#define HTTPD_SHARED_UI_WORDS_H

#include "httpd/newsroom/mount.h"

typedef struct stmh_ui_words_use_t {
    const stm_ui_words_t *words;
    apr_time_t changed_at; /* newest of its files; 0: as old as the server's start */
    const char *digest;    /* of all files */
    apr_time_t checked_at;
} stmh_ui_words_use_t;

/** Before the words of the start are loaded: remembers what the files looked like then. */
void stmh_ui_words_start(apr_pool_t *scratch_pool);

/** Once per child, before its threads. */
void stmh_ui_words_child(apr_pool_t *child_pool);

/** To be used until the end of @a pool. Any thread. */
void stmh_ui_words_acquire(stmh_ui_words_use_t *use, const stmh_mount_t *mount, apr_pool_t *pool);

#endif
