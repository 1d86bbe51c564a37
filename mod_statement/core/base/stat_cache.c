#include "core/base/stat_cache.h"

#include <string.h>

#include "core/base/fingerprint.h"

/* What is asked for so often is a handful of files; longer paths are looked at each time. */
#define MOST         32
#define LONGEST_PATH 256

typedef struct glance_t {
    char is_busy; /* atomic; who finds it set goes without */
    apr_time_t moment;
    apr_finfo_t finfo; /* without pointers */
    char path[LONGEST_PATH];
} glance_t;

struct stm_glances_t {
    glance_t glances[MOST];
};

stm_glances_t *stm_glances_create(apr_pool_t *result_pool)
{
    return apr_pcalloc(result_pool, sizeof(stm_glances_t));
}

static glance_t *place_of(stm_glances_t *glances, const char *path, apr_size_t size)
{
    return &glances->glances[stm_fingerprint_short(path, size) % MOST];
}

static int take(glance_t *glance)
{
    return !__atomic_exchange_n(&glance->is_busy, 1, __ATOMIC_ACQUIRE);
}

static void give(glance_t *glance)
{
    __atomic_store_n(&glance->is_busy, 0, __ATOMIC_RELEASE);
}

/* A clock that was set back ends it, too. */
static int is_of(const glance_t *glance, const char *path, apr_time_t moment)
{
    return glance->moment <= moment && moment - glance->moment < STM_GLANCES_LASTING &&
           !strcmp(glance->path, path);
}

int stm_glances_share(stm_glances_t *glances, apr_finfo_t *finfo, const char *path,
                      apr_time_t moment, apr_pool_t *pool)
{
    glance_t *glance = place_of(glances, path, strlen(path));
    int is_known;

    if (!take(glance)) {
        return 0;
    }
    is_known = is_of(glance, path, moment);
    if (is_known) {
        *finfo = glance->finfo;
    }
    give(glance);
    if (is_known) {
        finfo->pool = pool;
        finfo->fname = path;
    }
    return is_known;
}

void stm_glances_note(stm_glances_t *glances, const apr_finfo_t *finfo, const char *path,
                      apr_time_t moment)
{
    const apr_size_t size = strlen(path);
    glance_t *glance = place_of(glances, path, size);

    if (size >= LONGEST_PATH || !take(glance)) {
        return;
    }
    glance->moment = moment;
    glance->finfo = *finfo;
    glance->finfo.pool = NULL;
    glance->finfo.fname = NULL;
    glance->finfo.name = NULL;
    glance->finfo.filehand = NULL;
    memcpy(glance->path, path, size + 1);
    give(glance);
}
