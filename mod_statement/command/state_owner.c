#include "command/state_owner.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/command.h"
#include "core/base/safe_open.h"
#include "core/state/folder.h"

typedef struct owner_t {
    const char *path; /* absolute */
    const char *name; /* of the user; NULL: it has none */
    uid_t user;
    gid_t group;
    int folder;
    struct stat found;
    apr_pool_t *pool;
} owner_t;

static int refuse(const char *path, const char *why)
{
    command_say(stderr, "statement: %s: %s", path, why);
    return COMMAND_PROBLEMS;
}

static int complain_of_opening(const owner_t *owner, const char *link, apr_status_t status)
{
    if (status == ELOOP) {
        return refuse(owner->path,
                      apr_psprintf(owner->pool,
                                   "its path has a symbolic link, “%s”, that others than root can "
                                   "replace; it is not followed: name the folder itself",
                                   link));
    }
    if (APR_STATUS_IS_EACCES(status) && geteuid() != 0) {
        return refuse(owner->path, "only root and the server's user can open it: use sudo");
    }
    return command_fail(owner->path, status);
}

static int ask_for_user(const owner_t *owner)
{
    return refuse(owner->path, "say whose it shall be: --user and the User of httpd's "
                               "configuration, as www-data");
}

static int open_folder(owner_t *owner, const state_place_t *place)
{
    const char *link = NULL;
    char *path;
    apr_status_t status = apr_filepath_merge(&path, NULL, place->path, 0, owner->pool);

    if (status != APR_SUCCESS) {
        return command_fail(place->path, status);
    }
    owner->path = path;
    status = stm_safe_open_folder(&owner->folder, &link, path, 0, owner->pool);
    if (APR_STATUS_IS_ENOENT(status) && place->makes) {
        if (geteuid() == 0 && !place->user) {
            return ask_for_user(owner);
        }
        status = stm_safe_open_folder(&owner->folder, &link, path, 1, owner->pool);
    }
    if (status == APR_SUCCESS && fstat(owner->folder, &owner->found) != 0) {
        status = errno;
    }
    return status == APR_SUCCESS ? COMMAND_CLEAN : complain_of_opening(owner, link, status);
}

static int find_user(owner_t *owner, const char *name)
{
    const struct passwd *known = getpwnam(name);

    if (!known || known->pw_uid == 0) {
        return command_usage("state", "--user wants the name of the server's user, not “%s”", name);
    }
    owner->name = apr_pstrdup(owner->pool, name);
    owner->user = known->pw_uid;
    owner->group = known->pw_gid;
    return COMMAND_CLEAN;
}

static void take_user_of_folder(owner_t *owner)
{
    const struct passwd *known = getpwuid(owner->found.st_uid);

    owner->user = owner->found.st_uid;
    owner->name = known ? apr_pstrdup(owner->pool, known->pw_name) : NULL;
    owner->group = known ? known->pw_gid : owner->found.st_gid;
}

/* Root's own folder, which others cannot have changed, goes to the server's user with what is ours
 * in it. */
static int give(const owner_t *owner)
{
    const char *foreign;

    if (owner->found.st_mode & (S_IWGRP | S_IWOTH)) {
        return refuse(owner->path, "others than root can write to it: look at what it holds, then "
                                   "chmod 700 it");
    }
    if (stm_state_folder_is(owner->folder, &foreign, owner->pool) == STM_STATE_FOLDER_FOREIGN) {
        return refuse(owner->path, "it is in use for something else; nothing in it was changed");
    }
    stm_state_folder_chown(owner->folder, 0, owner->user, owner->group);
    return fchown(owner->folder, owner->user, owner->group) != 0 || fchmod(owner->folder, 0700) != 0
               ? command_fail(owner->path, errno)
               : COMMAND_CLEAN;
}

/* Who is to do the work, for root. */
static int choose_user(owner_t *owner, const state_place_t *place)
{
    int status = place->user ? find_user(owner, place->user) : COMMAND_CLEAN;

    if (status != COMMAND_CLEAN) {
        return status;
    }
    if (owner->found.st_uid != 0) {
        if (place->user && owner->user != owner->found.st_uid) {
            return refuse(owner->path,
                          apr_psprintf(owner->pool, "it does not belong to %s", place->user));
        }
        take_user_of_folder(owner);
        return COMMAND_CLEAN;
    }
    if (place->user) {
        return give(owner);
    }
    return place->makes ? ask_for_user(owner) : COMMAND_CLEAN;
}

/* Zero where root's rights are not given up for good. */
static int become(const owner_t *owner)
{
    return (owner->name ? initgroups(owner->name, owner->group) : setgroups(0, NULL)) == 0 &&
           setgid(owner->group) == 0 && setuid(owner->user) == 0 && setuid(0) != 0;
}

static int work_as(const owner_t *owner, state_work_t *work, void *baton)
{
    pid_t child;
    int status;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        status = become(owner) ? work(baton, owner->path, owner->pool)
                               : command_fail(owner->path, APR_EACCES);
        fflush(NULL);
        _exit(status);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return command_fail(owner->path, errno);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : COMMAND_PROBLEMS;
}

int state_as_owner(const state_place_t *place, state_work_t *work, void *baton, apr_pool_t *pool)
{
    owner_t owner = {.pool = pool};
    int status = open_folder(&owner, place);

    umask(077);
    if (status == COMMAND_CLEAN && geteuid() == 0) {
        status = choose_user(&owner, place);
    }
    if (status != COMMAND_CLEAN) {
        return status;
    }
    return owner.user != 0 ? work_as(&owner, work, baton) : work(baton, owner.path, pool);
}
