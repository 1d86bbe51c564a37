#include "fuzz/fuzz.h"

#include <apr_general.h>
#include <apr_strings.h>
#include <ftw.h>
#include <libxml/parser.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/xslt/budget.h"

static apr_pool_t *lasting;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    stm_budget_install();
    apr_initialize();
    xmlInitParser();
    atexit(apr_terminate);
    apr_pool_create(&lasting, NULL);
    fuzz_setup(lasting);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, lasting);
    fuzz_one(apr_pstrmemdup(pool, (const char *)data, size), size, pool);
    apr_pool_destroy(pool);
    return 0;
}

static int remove_one(const char *path, const struct stat *found, int type, struct FTW *place)
{
    (void)found;
    (void)type;
    (void)place;
    return remove(path);
}

static apr_status_t remove_folder(void *path)
{
    return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(apr_pool_t *pool)
{
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    char *path = apr_pstrcat(pool, base, "/statement-fuzz-XXXXXX", NULL);

    FUZZ_MUST(mkdtemp(path) != NULL, "no folder in %s", base);
    apr_pool_cleanup_register(pool, path, remove_folder, apr_pool_cleanup_null);
    return path;
}

const char *fuzz_line(const char **bytes, apr_size_t *size, apr_pool_t *pool)
{
    const char *end = memchr(*bytes, '\n', *size);
    apr_size_t length = end == NULL ? *size : (apr_size_t)(end - *bytes);
    const char *line = apr_pstrmemdup(pool, *bytes, length);

    length += end != NULL;
    *bytes += length;
    *size -= length;
    return line;
}

unsigned int fuzz_choice(const char *bytes, apr_size_t size, unsigned int bound)
{
    unsigned int hash = 2166136261u; /* FNV-1a */

    for (apr_size_t i = 0; i < size; i++) {
        hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    }
    return (hash >> 8) % bound;
}
