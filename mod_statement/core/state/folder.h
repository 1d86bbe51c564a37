/**
 * core/state/folder - whether a folder is a state directory, and what in it is ours.
 *
 * It is one if it holds our marker; without that, as in folders of earlier versions, if it holds
 * our database, or only names of ours and one that nothing else uses. Files with other names are
 * never touched. Callers that are root get the descriptor from core/base/safe_open, and everything
 * below it is opened with O_NOFOLLOW.
 */
#ifndef CORE_STATE_FOLDER_H
#define CORE_STATE_FOLDER_H

#include <apr_pools.h>
#include <sys/types.h>

#define STM_STATE_MARKER "mod_statement.txt"

typedef enum {
    STM_STATE_FOLDER_FOREIGN = 0,
    STM_STATE_FOLDER_EMPTY, /* but for lost+found */
    STM_STATE_FOLDER_OURS
} stm_state_folder_t;

/** What the open folder is; *foreign: a name that keeps one without a marker from being ours. */
stm_state_folder_t stm_state_folder_is(int folder, const char **foreign, apr_pool_t *result_pool);

/** Non-zero where a file or folder of ours in a state directory can be called @a name. */
int stm_state_folder_is_name(const char *name);

/** Non-zero where the open folder holds a history with something in it. */
int stm_state_folder_has_history(int folder);

/** Gives what is ours in the folder, and belongs to @a from, to @a user and @a group; the folder
 * itself is left. As root, after a change of User; what belongs to a third, files with a second
 * name and special files stay as they are. */
void stm_state_folder_chown(int folder, uid_t from, uid_t user, gid_t group);

/** What the writer does first, as the folder's owner: makes the marker and newsrooms/, and closes
 * our files to others. APR_EEXIST: it holds what is not ours, and nothing in it was changed. */
apr_status_t stm_state_folder_init(const char *path);

#endif
