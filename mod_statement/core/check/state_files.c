/* A state directory without its databases: names, owners, modes, pages, the key of previews. */
#include <apr_file_info.h>
#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/check/state.h"
#include "core/state/folder.h"

#define KEY_BYTES 32

typedef struct look_t {
    stm_state_facts_t *facts;
    const char *state_dir;
    stm_problems_t *problems;
    uid_t owner; /* of the state directory */
    apr_pool_t *pool;
} look_t;

static void add(const look_t *look, stm_severity_t severity, const char *code, const char *path,
                const char *what, const char *remedy)
{
    stm_problems_add(look->problems, severity, code, NULL, 0, 0, remedy, "%s %s", path, what);
}

static void check_owner(const look_t *look, const char *path, const struct stat *found)
{
    if (found->st_uid != look->owner) {
        add(look, STM_SEVERITY_ERROR, "state-owner", path,
            "does not belong to the owner of the state directory, who cannot write to it",
            "Give it to that user with chown, or restart httpd as root if all belongs to root.");
    }
    else if (found->st_mode & 077) {
        add(look, STM_SEVERITY_WARNING, "state-mode", path, "can be used by others than its owner",
            "Take that from them: chmod go= and its name.");
    }
}

/* What was begun and not ended, or is kept aside. */
static void check_leftover(const look_t *look, const char *name, const char *path)
{
    if (strncmp(name, "history.db.damaged-", 19) == 0 && !strstr(name, "-wal")) {
        add(look, STM_SEVERITY_WARNING, "state-aside", path,
            "is a damaged history that was replaced by what could be read of it",
            "Import the last export; then delete it.");
    }
    else if (strncmp(name, "history.db.export-", 18) == 0 ||
             strncmp(name, "history.db.import-", 18) == 0) {
        add(look, STM_SEVERITY_WARNING, "state-leftover", path,
            "is left of an export or import that was cut short", "Delete it if none is running.");
    }
}

static void check_name(const look_t *look, const char *name)
{
    const char *path = apr_pstrcat(look->pool, look->state_dir, "/", name, NULL);
    struct stat found;
    if (!stm_state_folder_is_name(name)) {
        add(look, STM_SEVERITY_WARNING, "state-foreign", path, "is not mod_statement's",
            "Move it elsewhere.");
    }
    else if (lstat(path, &found) == 0) {
        if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) {
            add(look, STM_SEVERITY_ERROR, "state-kind", path,
                "is neither a file nor a folder, and is not used", "Remove it.");
            return;
        }
        check_owner(look, path, &found);
        check_leftover(look, name, path);
    }
}

/* Calls @a visit for each name in the folder. Zero where it cannot be listed. */
static int each_name(const look_t *look, const char *path,
                     void (*visit)(const look_t *look, const char *name))
{
    DIR *dir = opendir(path);
    const struct dirent *entry;
    if (!dir) {
        return 0;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            strcmp(entry->d_name, "lost+found") != 0) {
            visit(look, entry->d_name);
        }
    }
    closedir(dir);
    return 1;
}

static void count_pages(const look_t *look)
{
    apr_pool_t *pool;
    apr_pool_create(&pool, look->pool);
    for (int i = 0; i < 256; i++) {
        const char *folder = apr_psprintf(pool, "%s/pages/%02x", look->state_dir, (unsigned)i);
        apr_dir_t *dir;
        apr_finfo_t finfo;
        if (apr_dir_open(&dir, folder, pool)) {
            continue;
        }
        while (!apr_dir_read(&finfo, APR_FINFO_TYPE | APR_FINFO_SIZE | APR_FINFO_NAME, dir)) {
            if (finfo.filetype == APR_REG) {
                look->facts->pages++;
                look->facts->page_bytes += finfo.size;
            }
        }
        apr_pool_clear(pool);
    }
    apr_pool_destroy(pool);
}

static void check_key(const look_t *look)
{
    const char *path = apr_pstrcat(look->pool, look->state_dir, "/preview/key", NULL);
    struct stat found;
    if (lstat(path, &found) != 0) {
        return;
    }
    check_owner(look, path, &found);
    if (!S_ISREG(found.st_mode) || found.st_size != KEY_BYTES) {
        add(look, STM_SEVERITY_ERROR, "preview-key", path, "is no key: no signed address opens",
            "Remove it: `statement preview` makes a new one, and earlier addresses end.");
    }
}

static void check_folder(const look_t *look, const struct stat *found)
{
    if ((found->st_mode & 07777) != 0700) {
        add(look, STM_SEVERITY_WARNING, "state-mode", look->state_dir, "is not for its owner alone",
            "httpd's start corrects it; or chmod 700 it.");
    }
}

/* Non-zero where what it holds is worth a look. */
static int check_kind(const look_t *look, int folder)
{
    const char *foreign = NULL;
    stm_state_folder_t kind = stm_state_folder_is(folder, &foreign, look->pool);
    const char *marker = apr_pstrcat(look->pool, look->state_dir, "/" STM_STATE_MARKER, NULL);
    if (kind == STM_STATE_FOLDER_FOREIGN) {
        add(look, STM_SEVERITY_ERROR, "state-foreign", look->state_dir,
            apr_psprintf(look->pool, "is in use for something else (%s)",
                         foreign ? foreign : "its files are not mod_statement's"),
            "Name the folder of StatementStateDir with --state.");
    }
    else if (kind == STM_STATE_FOLDER_OURS && access(marker, F_OK) != 0) {
        add(look, STM_SEVERITY_WARNING, "state-marker", marker, "is not there",
            "httpd writes it when it starts.");
    }
    return kind == STM_STATE_FOLDER_OURS;
}

void stm_check_state_files(stm_state_facts_t *facts, const char *state_dir,
                           stm_problems_t *problems, apr_pool_t *scratch_pool)
{
    look_t look = {
        .facts = facts, .state_dir = state_dir, .problems = problems, .pool = scratch_pool};
    int folder = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat found;
    if (folder < 0 || fstat(folder, &found) != 0) {
        add(&look, STM_SEVERITY_ERROR, "state-missing", state_dir,
            apr_psprintf(scratch_pool, "cannot be read (%s)", strerror(errno)),
            "Name the folder of StatementStateDir with --state.");
        return;
    }
    look.owner = found.st_uid;
    check_folder(&look, &found);
    if (check_kind(&look, folder)) {
        each_name(&look, state_dir, check_name);
        check_key(&look);
        count_pages(&look);
    }
    close(folder);
}
