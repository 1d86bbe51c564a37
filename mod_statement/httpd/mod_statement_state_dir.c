#include "mod_statement_state_dir.h"

#include "mod_statement_config.h"

#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <http_log.h>
#include <http_main.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unixd.h>

#if defined(__linux__)
#include <sys/vfs.h>
#endif

APLOG_USE_MODULE(statement);

/* SQLite's write-ahead log needs memory shared between processes; file systems of other machines
 * have none. */
static const char *network_file_system(const char *path)
{
#if defined(__linux__)
    static const struct {
        unsigned long type;
        const char *name;
    } networks[] = {{0x6969, "NFS"},      {0x517B, "SMB"},     {0xFF534D42, "CIFS"},
                    {0xFE534D42, "SMB2"}, {0x5346414F, "AFS"}, {0x00C36400, "Ceph"},
                    {0x01021997, "9P"}};
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

static apr_status_t make_owned(const char *path, apr_pool_t *pool)
{
    apr_status_t status = apr_dir_make(path, APR_UREAD | APR_UWRITE | APR_UEXECUTE, pool);

    if (status && !APR_STATUS_IS_EEXIST(status)) {
        return status;
    }
    if (!geteuid() && chown(path, ap_unixd_config.user_id, ap_unixd_config.group_id)) {
        return errno;
    }
    if (chmod(path, 0700)) {
        return errno;
    }
    return access(path, R_OK | W_OK | X_OK) ? errno : APR_SUCCESS;
}

int stm_state_dir_make(const char *path, apr_pool_t *scratch_pool)
{
    apr_status_t status = make_owned(path, scratch_pool);
    const char *network = status ? NULL : network_file_system(path);

    if (!status && !network) {
        status = make_owned(apr_pstrcat(scratch_pool, path, "/newsrooms", NULL), scratch_pool);
    }
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                     "STM0304: the state directory %s cannot be made or used; set "
                     "StatementStateDir to a folder whose parent exists, for example "
                     "/var/lib/apache2/statement",
                     path);
    }
    if (network) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                     "STM0305: the state directory %s is on a network file system (%s); set "
                     "StatementStateDir to a folder on a local disk, for example "
                     "/var/lib/apache2/statement",
                     path, network);
    }
    return !status && !network;
}
