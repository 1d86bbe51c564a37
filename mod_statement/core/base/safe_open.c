#include "core/base/safe_open.h"

#include <apr_strings.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/xattr.h>
#endif

/* A step on the way only has to be passed, which some folders allow without being read. */
#ifdef O_PATH
#define PASS O_PATH
#else
#define PASS O_RDONLY
#endif

#define MOST_LINKS 40

typedef struct descent_t {
    int at;           /* the folder reached so far */
    const char *rest; /* of the path */
    int makes, links;
    const char *link; /* the last one met */
    apr_pool_t *pool;
} descent_t;

static int is_ours(const struct stat *found)
{
    return found->st_uid == 0 || found->st_uid == geteuid();
}

static apr_status_t move_to(descent_t *descent, int next)
{
    if (next < 0) {
        return errno;
    }
    if (descent->at >= 0) {
        close(descent->at);
    }
    descent->at = next;
    return APR_SUCCESS;
}

static apr_status_t start_at_root(descent_t *descent)
{
    return move_to(descent, open("/", PASS | O_DIRECTORY | O_CLOEXEC));
}

static int may_be_followed(const descent_t *descent, const struct stat *link)
{
    struct stat folder;

    return descent->links < MOST_LINKS && is_ours(link) && !fstat(descent->at, &folder) &&
           is_ours(&folder) &&
           (!(folder.st_mode & (S_IWGRP | S_IWOTH)) || folder.st_mode & S_ISVTX);
}

/* Goes on with what the link says before the rest. */
static apr_status_t follow(descent_t *descent, const char *name)
{
    char target[PATH_MAX];
    ssize_t size = readlinkat(descent->at, name, target, sizeof(target) - 1);

    if (size < 0) {
        return errno;
    }
    descent->links++;
    descent->rest = apr_pstrcat(descent->pool, apr_pstrmemdup(descent->pool, target, (size_t)size),
                                "/", descent->rest, NULL);
    return *target == '/' ? start_at_root(descent) : APR_SUCCESS;
}

/* How many steps are left. */
static int steps_in(const char *path)
{
    int steps = 0;

    while (*(path += strspn(path, "/"))) {
        steps++;
        path += strcspn(path, "/");
    }
    return steps;
}

static apr_status_t make(descent_t *descent, const char *name)
{
    int left = steps_in(descent->rest) + 1;

    if (left > descent->makes) {
        return ENOENT;
    }
    return mkdirat(descent->at, name, left > 1 ? 0755 : 0700) && errno != EEXIST ? errno
                                                                                 : APR_SUCCESS;
}

static apr_status_t enter(descent_t *descent, const char *name)
{
    static const int flags = PASS | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    struct stat found;
    apr_status_t status = move_to(descent, openat(descent->at, name, flags));

    if (status == ENOENT) {
        status = make(descent, name);
        return status ? status : move_to(descent, openat(descent->at, name, flags));
    }
    if (status && !fstatat(descent->at, name, &found, AT_SYMLINK_NOFOLLOW) &&
        S_ISLNK(found.st_mode)) {
        descent->link = name;
        return may_be_followed(descent, &found) ? follow(descent, name) : ELOOP;
    }
    return status;
}

static apr_status_t descend(descent_t *descent)
{
    apr_status_t status = start_at_root(descent);

    while (!status && *(descent->rest += strspn(descent->rest, "/"))) {
        apr_size_t size = strcspn(descent->rest, "/");
        const char *name = apr_pstrmemdup(descent->pool, descent->rest, size);
        descent->rest += size;
        status = enter(descent, name);
    }
    return status;
}

static apr_status_t close_folder(void *folder)
{
    close((int)(apr_size_t)folder);
    return APR_SUCCESS;
}

apr_status_t stm_safe_open_folder(int *folder, const char **link, const char *path, int makes,
                                  apr_pool_t *pool)
{
    descent_t descent = {.at = -1, .rest = path, .makes = makes, .pool = pool};
    apr_status_t status = descend(&descent);

    if (!status) {
        status = move_to(&descent, openat(descent.at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
    *folder = descent.at;
    *link = descent.link;
    if (status) {
        close(descent.at);
        *folder = -1;
        return status;
    }
    apr_pool_cleanup_register(pool, (void *)(apr_size_t)descent.at, close_folder,
                              apr_pool_cleanup_null);
    return APR_SUCCESS;
}

/* An access control list may name others; the bits of the group say what they may at most. */
static int has_list(const char *path)
{
#ifdef __linux__
    return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
#else
    (void)path;
    return 1;
#endif
}

/* Only root can write to it. In a sticky folder others can add names but not replace root's. */
static int is_out_of_reach(const char *path, const struct stat *found)
{
    if (found->st_uid != 0) {
        return 0;
    }
    return (S_ISDIR(found->st_mode) && found->st_mode & S_ISVTX) ||
           (!(found->st_mode & S_IWOTH) &&
            (!(found->st_mode & S_IWGRP) || (found->st_gid == 0 && !has_list(path))));
}

/* A path on its way to where it leads: no step of @a real is a link. */
typedef struct course_t {
    const char *real, *rest;
    int links;
    struct stat found; /* what real names */
    apr_pool_t *pool;
} course_t;

static int turn_off(course_t *course, const char *link)
{
    char target[PATH_MAX];
    ssize_t size = readlink(link, target, sizeof(target) - 1);

    if (size < 0 || course->links++ >= MOST_LINKS) {
        return 0;
    }
    course->rest = apr_pstrcat(course->pool, apr_pstrmemdup(course->pool, target, (size_t)size),
                               "/", course->rest, NULL);
    if (*target == '/') {
        course->real = "";
    }
    return 1;
}

static const char *above(const char *real, apr_pool_t *pool)
{
    const char *slash = strrchr(real, '/');

    return slash ? apr_pstrmemdup(pool, real, (size_t)(slash - real)) : "";
}

/* Zero where others have a hand in the next step. */
static int take_step(course_t *course, const char *name)
{
    const char *path = apr_pstrcat(course->pool, course->real, "/", name, NULL);
    struct stat found;

    if (strcmp(name, ".") == 0) {
        return 1;
    }
    if (strcmp(name, "..") == 0) {
        course->real = above(course->real, course->pool);
        return lstat(*course->real ? course->real : "/", &course->found) == 0;
    }
    if (lstat(path, &found) != 0) {
        return 0;
    }
    if (S_ISLNK(found.st_mode)) {
        return found.st_uid == 0 && turn_off(course, path);
    }
    course->real = path;
    course->found = found;
    return is_out_of_reach(path, &found);
}

int stm_safe_open_is_root_only(const char *path, apr_pool_t *scratch_pool)
{
    course_t course = {.real = "", .rest = path, .pool = scratch_pool};
    int is_fixed =
        *path == '/' && lstat("/", &course.found) == 0 && is_out_of_reach("/", &course.found);

    while (is_fixed && *(course.rest += strspn(course.rest, "/"))) {
        apr_size_t size = strcspn(course.rest, "/");
        const char *name = apr_pstrmemdup(scratch_pool, course.rest, size);

        course.rest += size;
        is_fixed = take_step(&course, name);
    }
    return is_fixed && S_ISREG(course.found.st_mode);
}
