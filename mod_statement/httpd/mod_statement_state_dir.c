#include "mod_statement_state_dir.h"

#include "mod_statement_config.h"

#include <ap_mpm.h>
#include <apr_file_info.h>
#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
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

/* A file that belongs to nobody else, and that no link leads out of here. */
static void give_file(int dir, const char *name)
{
    int file = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    struct stat found;

    if (file >= 0 && !fstat(file, &found) && S_ISREG(found.st_mode) && found.st_nlink == 1 &&
        found.st_uid != ap_unixd_config.user_id) {
        /* Where that fails the children say what they cannot open. */
        (void)!fchown(file, ap_unixd_config.user_id, ap_unixd_config.group_id);
    }
    if (file >= 0) {
        close(file);
    }
}

/* After a change of User what the former one wrote goes to the new one. */
static void give_files(const char *path, apr_pool_t *pool)
{
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    apr_dir_t *folder;
    apr_finfo_t finfo;

    if (dir >= 0 && !apr_dir_open(&folder, path, pool)) {
        while (!apr_dir_read(&finfo, APR_FINFO_NAME, folder)) {
            give_file(dir, finfo.name);
        }
        apr_dir_close(folder);
    }
    if (dir >= 0) {
        close(dir);
    }
}

static apr_status_t make_folder(const char *path, apr_pool_t *pool)
{
    apr_status_t status = apr_dir_make(path, APR_UREAD | APR_UWRITE | APR_UEXECUTE, pool);
    apr_finfo_t finfo;

    if (APR_STATUS_IS_EEXIST(status)) {
        status = apr_stat(&finfo, path, APR_FINFO_TYPE, pool);
        status = !status && finfo.filetype != APR_DIR ? APR_ENOTDIR : status;
    }
    return status;
}

static apr_status_t own_folder(const char *path, apr_pool_t *pool)
{
    if (!geteuid()) {
        if (chown(path, ap_unixd_config.user_id, ap_unixd_config.group_id)) {
            return errno;
        }
        give_files(path, pool);
    }
    if (chmod(path, 0700)) {
        return errno;
    }
    return access(path, R_OK | W_OK | X_OK) ? errno : APR_SUCCESS;
}

/* A running server goes on, whatever has become of its state. */
static int is_restart(void)
{
    int generation = 0;

    ap_mpm_query(AP_MPMQ_GENERATION, &generation);
    return generation > 0;
}

int stm_state_dir_make(const char *path, apr_pool_t *scratch_pool)
{
    const char *notes = apr_pstrcat(scratch_pool, path, "/newsrooms", NULL), *network;
    apr_status_t status = make_folder(path, scratch_pool);

    if (status) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                     "STM0304: the state directory %s cannot be made or used; set "
                     "StatementStateDir to a folder whose parent exists, for example "
                     "/var/lib/apache2/statement",
                     path);
        return is_restart();
    }
    network = network_file_system(path);
    if (network) {
        ap_log_error(APLOG_MARK, APLOG_ERR, 0, ap_server_conf,
                     "STM0305: the state directory %s is on a network file system (%s); set "
                     "StatementStateDir to a folder on a local disk, for example "
                     "/var/lib/apache2/statement",
                     path, network);
        return is_restart();
    }
    status = own_folder(path, scratch_pool);
    if (!status) {
        status = make_folder(notes, scratch_pool);
    }
    if (!status) {
        status = own_folder(notes, scratch_pool);
    }
    if (status) {
        ap_log_error(APLOG_MARK, APLOG_ERR, status, ap_server_conf,
                     "STM0307: the state directory %s cannot be written; what it holds is served, "
                     "and what editors change does not reach lists and feeds until the server's "
                     "user may write there",
                     path);
    }
    return 1;
}
