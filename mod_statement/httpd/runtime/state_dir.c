#include "httpd/runtime/state_dir.h"

#include <ap_mpm.h>
#include <apr_strings.h>
#include <errno.h>
#include <http_core.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unixd.h>

#if defined(__linux__)
#include <sys/vfs.h>
#endif

#include "core/base/safe_open.h"
#include "core/state/folder.h"

APLOG_USE_MODULE(statement);

/* SQLite's write-ahead log needs memory shared between processes; file systems of other machines
 * have none. */
static const char *network_file_system(const char *path)
{
#if defined(__linux__)
    static const struct {
        unsigned long type;
        const char *name;
    } networks[] = {{0x6969, "NFS"},           {0x517B, "SMB"},        {0xFF534D42, "CIFS"},
                    {0xFE534D42, "SMB2"},      {0x5346414F, "AFS"},    {0x6B414653, "AFS"},
                    {0x73757245, "Coda"},      {0x564C, "NCP"},        {0x00C36400, "Ceph"},
                    {0x01021997, "9P"},        {0x0BD00BD0, "Lustre"}, {0x19830326, "BeeGFS"},
                    {0x47504653, "GPFS"},      {0x01161970, "GFS2"},   {0x7461636F, "OCFS2"},
                    {0x786F4256, "VirtualBox"}};
    struct statfs found;
    size_t i;

    if (!statfs(path, &found)) {
        for (i = 0; i < sizeof(networks) / sizeof(networks[0]); i++) {
            if ((found.f_type & 0xFFFFFFFFUL) == networks[i].type) {
                return networks[i].name;
            }
        }
    }
#else
    (void)path;
#endif
    return NULL;
}

/* A running server goes on, whatever has become of its state. */
static int is_restart(void)
{
    int generation = 0;

    ap_mpm_query(AP_MPMQ_GENERATION, &generation);
    return generation > 0;
}

static const char *old_default(apr_pool_t *pool)
{
    return ap_server_root_relative(pool, "statement-state");
}

static int has_history(const char *path, apr_pool_t *pool)
{
    const char *link;
    int folder;

    return !stm_safe_open_folder(&folder, &link, path, 0, pool) &&
           stm_state_folder_has_history(folder);
}

/* Earlier versions had their state below ServerRoot, whatever they were built for. */
static const char *default_dir(apr_pool_t *pool, apr_pool_t *scratch_pool)
{
    const char *path = ap_server_root_relative(pool, STM_STATE_DIR), *old = old_default(pool);

    if (strcmp(path, old) && !has_history(path, scratch_pool) && has_history(old, scratch_pool)) {
        ap_log_error(
            APLOG_MARK, APLOG_NOTICE, 0, ap_server_conf,
            "STM0308: the state directory of an earlier version, %s, holds the history and "
            "is used; to use %s instead, stop the server and move the folder there, or "
            "set StatementStateDir to where it is now",
            old, path);
        return old;
    }
    return path;
}

static void complain_of_path(const char *path, const char *link, apr_status_t status)
{
    if (status == ELOOP) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, status, ap_server_conf,
            "STM0309: the path of the state directory %s contains a symbolic link, %s, that "
            "users other than root can replace; it is not followed: set StatementStateDir "
            "to the folder itself, below folders that only root can write to",
            path, link);
        return;
    }
    ap_log_error(
        APLOG_MARK, APLOG_ERR, status, ap_server_conf,
        "STM0304: the state directory %s cannot be created or opened; set StatementStateDir to "
        "a folder whose parent exists, for example /var/lib/apache2/statement",
        path);
}

static int is_local(const char *path)
{
    const char *network = network_file_system(path);

    if (network) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                     "STM0305: the state directory %s is on a network file system (%s); set "
                     "StatementStateDir to a folder on a local disk, for example "
                     "/var/lib/apache2/statement",
                     path, network);
    }
    return !network;
}

/* Who may write in a folder may have put there what looks like ours. */
static int is_safe(const char *path, const struct stat *found, stm_state_folder_t kind)
{
    if (kind == STM_STATE_FOLDER_OURS && found->st_uid != ap_unixd_config.user_id && !geteuid() &&
        found->st_mode & (S_IWGRP | S_IWOTH)) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                     "STM0310: the state directory %s does not belong to the server's user, and "
                     "others than its owner can write to it; nothing in it was changed: check what "
                     "it holds, then chmod 700 it",
                     path);
        return 0;
    }
    return 1;
}

static int is_free(const char *path, stm_state_folder_t kind, const char *foreign)
{
    if (kind == STM_STATE_FOLDER_FOREIGN) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                     "STM0311: the state directory %s is in use for something else (%s); nothing "
                     "in it was changed: set StatementStateDir to an empty folder or to one that "
                     "does not exist yet, for example /var/lib/apache2/statement",
                     path, foreign ? foreign : "its files are not mod_statement's");
    }
    return kind != STM_STATE_FOLDER_FOREIGN;
}

/* What belongs to the server's user is for its children to put in order: it may have moved
 * anything there. After a change of User what the former one had goes to the new one. */
static apr_status_t own(int folder, const struct stat *found)
{
    if (!geteuid() && found->st_uid != ap_unixd_config.user_id) {
        stm_state_folder_chown(folder, found->st_uid, ap_unixd_config.user_id,
                               ap_unixd_config.group_id);
        if (fchown(folder, ap_unixd_config.user_id, ap_unixd_config.group_id)) {
            return errno;
        }
    }
    if ((found->st_mode & 07777) != 0700 && fchmod(folder, 0700)) {
        return errno;
    }
    return faccessat(folder, ".", R_OK | W_OK | X_OK, 0) ? errno : APR_SUCCESS;
}

static void complain_of_writing(const char *path, apr_status_t status)
{
    ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                 "STM0307: the state directory %s cannot be written to: what it holds is served, "
                 "but changes do not reach lists and feeds; let the server's user write to it",
                 path);
}

static int take_folder(const char *path, int folder, apr_pool_t *pool)
{
    stm_state_folder_t kind;
    const char *foreign;
    struct stat found;
    apr_status_t status;

    if (fstat(folder, &found)) {
        complain_of_path(path, NULL, errno);
        return 0;
    }
    kind = stm_state_folder_is(folder, &foreign, pool);
    if (!is_local(path) || !is_free(path, kind, foreign) || !is_safe(path, &found, kind)) {
        return 0;
    }
    status = own(folder, &found);
    if (status) {
        complain_of_writing(path, status);
    }
    return 1;
}

static int take(const char *path, int makes, apr_pool_t *pool)
{
    const char *link;
    int folder;
    apr_status_t status = stm_safe_open_folder(&folder, &link, path, makes, pool);

    if (status) {
        complain_of_path(path, link, status);
        return 0;
    }
    return take_folder(path, folder, pool);
}

/* Outlives the configuration, and the module's being loaded again. */
static char *last_taken(void)
{
    static const char key[] = "mod_statement_state_dir";
    char *path = ap_retained_data_get(key);

    return path ? path : ap_retained_data_create(key, APR_PATH_MAX);
}

/* Nothing can ever be there. */
static const char *nowhere(const char *path, apr_pool_t *pool)
{
    return apr_pstrcat(pool, "/dev/null", path, NULL);
}

/* A server that runs goes on with the folder that it has, or with none. */
static const char *go_on(const char *path, apr_pool_t *pool)
{
    const char *last = last_taken();

    if (*last && strcmp(last, path) && take(last, 0, pool)) {
        ap_log_error(
            APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
            "STM0312: StatementStateDir %s cannot be used; the server goes on with %s until "
            "a restart finds it usable",
            path, last);
        return apr_pstrdup(pool, last);
    }
    ap_log_error(
        APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
        "STM0313: the server runs without a state directory: statements are served from their "
        "files, lists and feeds are not; set a usable StatementStateDir and restart");
    return nowhere(path, pool);
}

int stmh_state_dir_take(const char **path, apr_pool_t *pool, apr_pool_t *scratch_pool)
{
    int is_default = *path == NULL;

    if (is_default) {
        *path = default_dir(pool, scratch_pool);
    }
    /* The default's parent is there where httpd's packages make it. */
    if (take(*path, is_default ? 2 : 1, scratch_pool)) {
        apr_cpystrn(last_taken(), *path, APR_PATH_MAX);
        return 1;
    }
    if (!is_restart()) {
        return 0;
    }
    *path = go_on(*path, pool);
    return 1;
}

/* A folder that is missing is made by the start, and so is the default's parent. */
static int will_be_made(const char *path, int is_default, apr_pool_t *pool)
{
    const char *link;
    int folder;

    return is_default || stm_safe_open_folder(&folder, &link, ap_make_dirstr_parent(pool, path), 0,
                                              pool) == APR_SUCCESS;
}

void stmh_state_dir_test(const char *path, apr_pool_t *scratch_pool)
{
    int is_default = path == NULL, folder;
    stm_state_folder_t kind;
    const char *link, *foreign;
    struct stat found;
    apr_status_t status;

    path = is_default ? default_dir(scratch_pool, scratch_pool) : path;
    status = stm_safe_open_folder(&folder, &link, path, 0, scratch_pool);
    if (status == APR_SUCCESS && fstat(folder, &found) == 0) {
        kind = stm_state_folder_is(folder, &foreign, scratch_pool);
        (void)(is_local(path) && is_free(path, kind, foreign) && is_safe(path, &found, kind));
    }
    else if ((!APR_STATUS_IS_EACCES(status) || geteuid() == 0) &&
             !(APR_STATUS_IS_ENOENT(status) && will_be_made(path, is_default, scratch_pool))) {
        complain_of_path(path, link, status);
    }
}
