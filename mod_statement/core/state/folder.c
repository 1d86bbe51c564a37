#include "core/state/folder.h"

#include <apr_strings.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The deepest of ours is pages/xx/NAME. */
#define MOST_LEVELS 3

/* Of ours there are a dozen; whoever owns the folder may have made any number. */
#define MOST_NAMES 10000

static const char marker[] =
    "This folder is the state of mod_statement, an httpd module (StatementStateDir).\n"
    "history.db cannot be made anew: keep the folder with your backups. To restore one, stop "
    "httpd\n"
    "first, or restore it into a new folder and name that; never write over files that are in "
    "use.\n";

/* What follows a database's name: a log, a copy, a note. */
static int is_beside(const char *end)
{
    return !*end || *end == '-' || *end == '.';
}

static int is_database(const char *name)
{
    static const char history[] = "history.db", index[] = "index-";
    apr_size_t digits;

    if (!strncmp(name, history, sizeof(history) - 1)) {
        return is_beside(name + sizeof(history) - 1);
    }
    if (strncmp(name, index, sizeof(index) - 1)) {
        return 0;
    }
    name += sizeof(index) - 1;
    digits = strspn(name, "0123456789");
    return digits && !strncmp(name + digits, ".db", 3) && is_beside(name + digits + 3);
}

static int is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(name, *names)) {
        names++;
    }
    return *names != NULL;
}

static const char *const folders[] = {"newsrooms", "pages", "preview", NULL};

static int is_name(const char *name)
{
    static const char *const files[] = {
        STM_STATE_MARKER,    "changes",     "failures", "index.current",
        "index.current.new", "writer.lock", NULL};

    return is_database(name) || is_among(name, files) || is_among(name, folders);
}

int stm_state_folder_is_name(const char *name)
{
    return is_name(name);
}

static int open_file(int folder, const char *name)
{
    return openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
}

static int is_file(int folder, const char *name)
{
    struct stat found;

    return !fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) && S_ISREG(found.st_mode);
}

static int is_folder(int folder, const char *name)
{
    struct stat found;

    return !fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) && S_ISDIR(found.st_mode);
}

/* SQLite's header has the application's number (sqlite.org/fileformat2.html section 1.3.13); those
 * of history and index begin alike. */
static int has_our_number(int folder, const char *name)
{
    char header[72] = "";
    int file = is_file(folder, name) ? open_file(folder, name) : -1, is_it;

    if (file < 0) {
        return 0;
    }
    is_it = pread(file, header, sizeof(header), 0) == (ssize_t)sizeof(header) &&
            !memcmp(header, "SQLite format 3", 16) && !memcmp(header + 68, "Stm", 3);
    close(file);
    return is_it;
}

/* A name that nobody else would give to a file of that kind. */
static int is_telling(int folder)
{
    return is_file(folder, "writer.lock") || is_file(folder, "index.current") ||
           is_folder(folder, "newsrooms") ||
           (is_folder(folder, "pages") && is_file(folder, "pages/used"));
}

/* The names in a folder, the same descriptor's each time from the start. */
static DIR *list(int folder)
{
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = again >= 0 ? fdopendir(again) : NULL;

    if (!dir && again >= 0) {
        close(again);
    }
    return dir;
}

static const char *next_name(DIR *dir)
{
    const struct dirent *entry;

    do {
        entry = readdir(dir);
    } while (entry && (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
                       !strcmp(entry->d_name, "lost+found")));
    return entry ? entry->d_name : NULL;
}

/* What earlier versions have left, without the marker. */
static stm_state_folder_t judge_names(int folder, const char **foreign, apr_pool_t *result_pool)
{
    DIR *dir = list(folder);
    const char *name;
    int count = 0;

    *foreign = NULL;
    if (!dir) {
        return STM_STATE_FOLDER_FOREIGN;
    }
    while (!*foreign && count < MOST_NAMES && (name = next_name(dir))) {
        count++;
        *foreign = is_name(name) ? NULL : apr_pstrdup(result_pool, name);
    }
    closedir(dir);
    if (!count) {
        return STM_STATE_FOLDER_EMPTY;
    }
    return (!*foreign && is_telling(folder)) || has_our_number(folder, "history.db")
               ? STM_STATE_FOLDER_OURS
               : STM_STATE_FOLDER_FOREIGN;
}

stm_state_folder_t stm_state_folder_is(int folder, const char **foreign, apr_pool_t *result_pool)
{
    *foreign = NULL;
    return is_file(folder, STM_STATE_MARKER) ? STM_STATE_FOLDER_OURS
                                             : judge_names(folder, foreign, result_pool);
}

int stm_state_folder_has_history(int folder)
{
    struct stat found;

    return !fstatat(folder, "history.db", &found, AT_SYMLINK_NOFOLLOW) && S_ISREG(found.st_mode) &&
           found.st_size > 0;
}

typedef struct gift_t {
    uid_t from, user;
    gid_t group;
} gift_t;

static void give_all(int folder, const gift_t *gift, int level);

/* What is opened is what was looked at and what changes hands, whatever becomes of its name. */
static void give_one(int folder, const char *name, const gift_t *gift, int level)
{
    struct stat found;
    int file = open_file(folder, name);

    if (file < 0) {
        return;
    }
    if (!fstat(file, &found) && found.st_uid == gift->from) {
        int is_single = S_ISREG(found.st_mode) && found.st_nlink == 1;
        if (S_ISDIR(found.st_mode) && level < MOST_LEVELS) {
            give_all(file, gift, level + 1);
        }
        /* Where that fails the children say what they cannot open. */
        (void)!(is_single || S_ISDIR(found.st_mode) ? fchown(file, gift->user, gift->group) : 0);
    }
    close(file);
}

static void give_all(int folder, const gift_t *gift, int level)
{
    DIR *dir = list(folder);
    const char *name;

    while (dir && (name = next_name(dir))) {
        if (level > 1 || (is_name(name) && (is_among(name, folders) || is_file(folder, name)))) {
            give_one(folder, name, gift, level);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

void stm_state_folder_chown(int folder, uid_t from, uid_t user, gid_t group)
{
    const gift_t gift = {from, user, group};

    give_all(folder, &gift, 1);
}

/* For readers of the folder, and for the next start. */
static void mark(int folder)
{
    int file = openat(folder, STM_STATE_MARKER,
                      O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

    if (file >= 0) {
        /* Its name alone counts. */
        (void)!write(file, marker, sizeof(marker) - 1);
        close(file);
    }
}

/* Earlier versions left it to the mask of the process. */
static void close_to_others(int folder)
{
    DIR *dir = list(folder);
    struct stat found;
    const char *name;

    while (dir && (name = next_name(dir))) {
        if (is_name(name) && !fstatat(folder, name, &found, AT_SYMLINK_NOFOLLOW) &&
            S_ISREG(found.st_mode) && found.st_mode & 077 && found.st_nlink == 1) {
            (void)!fchmodat(folder, name, 0600, 0);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

/* What other processes leave in an emptied folder before it is furnished again. */
static int has_only_ours(int folder)
{
    DIR *dir = list(folder);
    const char *name = NULL;

    while (dir && (name = next_name(dir)) && is_name(name)) {
    }
    if (dir) {
        closedir(dir);
    }
    return dir && !name;
}

/* No database is opened here: with the descriptor SQLite's locks of it would go. */
static apr_status_t open_to_use(int *folder, const char *path)
{
    *folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*folder < 0) {
        return errno;
    }
    if (is_file(*folder, STM_STATE_MARKER) || is_telling(*folder) || has_only_ours(*folder)) {
        return APR_SUCCESS;
    }
    close(*folder);
    return APR_EEXIST;
}

apr_status_t stm_state_folder_init(const char *path)
{
    int folder;
    apr_status_t status = open_to_use(&folder, path);

    if (!status) {
        mark(folder);
        (void)!mkdirat(folder, "newsrooms", 0700);
        close_to_others(folder);
        close(folder);
    }
    return status;
}
