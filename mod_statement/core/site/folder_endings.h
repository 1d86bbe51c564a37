/**
 * core/site/folder_endings - folders in which every XML file ends in ".xml" in small letters.
 *
 * "x.XML" is a statement, too. Without this table a request for a name that nothing has called
 * stat() for each of the seven other spellings, twice for "x.rss": two thirds of its system calls.
 * A folder is read at most once in the time that its answer lasts, and that holds only while the
 * folder has the device, inode and times that it had then: whatever appears in it is found at once.
 * A folder that has changed a moment ago may change again within a tick of the file system's clock,
 * and is not read.
 *
 * A fixed number of folders, of those that are there.
 */
#ifndef CORE_SITE_FOLDER_ENDINGS_H
#define CORE_SITE_FOLDER_ENDINGS_H

#include <apr_pools.h>
#include <apr_time.h>

typedef struct stm_folder_endings_t stm_folder_endings_t;

typedef enum {
    STM_FOLDER_ENDINGS_UNSET = 0, /* any spelling may be there */
    STM_FOLDER_ENDINGS_USUAL,     /* ".xml" or none */
    STM_FOLDER_ENDINGS_NONE       /* there is no such folder, and no file in it */
} stm_folder_endings_kind_t;

/** Lives as long as @a result_pool. NULL where the system has no lock left. */
stm_folder_endings_t *stm_folder_endings_create(apr_pool_t *result_pool);

/** What is known of @a folder at @a moment, by what was read no longer than @a lasting before. @a
 * endings may be NULL. One stat(). Any thread. */
stm_folder_endings_kind_t stm_folder_endings_look(stm_folder_endings_t *endings, const char *folder,
                                                  apr_time_t moment, apr_interval_time_t lasting,
                                                  apr_pool_t *scratch_pool);

#endif
