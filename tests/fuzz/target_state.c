/* Files of the state directory that something has written into: the writer mends what it can or
 * says why not, readers read what is there, and nothing else happens. The input is a row of changes
 * to files of a good state: which file, where (three bytes), how many bytes (0: it ends there),
 * these bytes. */
#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/intake/scan.h"
#include "core/page_store/store.h"
#include "core/state/generation.h"
#include "fuzz/checks.h"
#include "fuzz/statement.h"

#define MOST_FILES 8
#define MOST_BYTES (1024 * 1024)

typedef struct file_t {
    const char *name;
    char *bytes;
    apr_size_t size;
} file_t;

/* What a writer that stopped has left: the log of the history is not part of it any more. */
static const char *const names[] = {"history.db", "index-1.db", "index.current",
                                    "changes",    "pages/used", "mod_statement.txt"};
static file_t files[MOST_FILES];
static unsigned int file_count;
static const char *root, *state;

static const char *path_in(const char *folder, const char *name, apr_pool_t *pool)
{
    return apr_pstrcat(pool, folder, "/", name, NULL);
}

static void write_file(const char *path, const char *bytes, apr_size_t size)
{
    FILE *file = fopen(path, "wb");

    FUZZ_MUST(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0, "%s",
              path);
}

static void read_file(const char *name, apr_pool_t *pool)
{
    FILE *file = fopen(path_in(state, name, pool), "rb");
    file_t *kept = &files[file_count];

    if (file == NULL) {
        return;
    }
    kept->name = name;
    kept->bytes = apr_palloc(pool, MOST_BYTES);
    kept->size = fread(kept->bytes, 1, MOST_BYTES, file);
    fclose(file);
    file_count++;
}

static void use_pages(apr_pool_t *pool)
{
    stm_page_store_t *store;
    stm_page_mapping_t *mapping;

    if (stm_page_store_open(&store, state, 1024 * 1024, pool) == APR_SUCCESS) {
        if (stm_page_store_find(&mapping, store, "key") == APR_SUCCESS) {
            stm_page_mapping_release(mapping);
        }
        stm_page_store_trim(store, 1, FUZZ_NOW, pool);
        stm_page_store_latest_change(store, "key", FUZZ_NOW);
    }
}

static void read_all(apr_pool_t *pool)
{
    const stm_newsroom_t *newsroom = &fuzz_newsroom.newsroom;
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_query_t query = {
        .folder = "", .show = STM_SHOW_PUBLISHED, .moment = FUZZ_NOW, .limit = 20};
    apr_array_header_t *found;
    stm_generation_t *generation;
    stm_catalog_t *catalog;
    stm_history_t *history;
    stm_past_t past;
    int total;

    if (stm_catalog_open(&catalog, state, STM_ACCESS_READ, problems, pool) == APR_SUCCESS) {
        stm_catalog_list(&found, &total, catalog, newsroom->key, &query, pool);
        stm_catalog_facets(&found, catalog, newsroom->key, &query, pool);
    }
    if (stm_history_open(&history, state, STM_ACCESS_READ, problems, pool) == APR_SUCCESS) {
        stm_history_by_name(&past, history, newsroom->key, "a", STM_BYTES_WITH, pool);
        stm_history_recent(&found, history, newsroom->key, STM_RECENT_CHANGED, 10, pool);
    }
    if (stm_generation_open(&generation, state, pool) == APR_SUCCESS) {
        stm_generation_get(generation, stm_generation_slot(newsroom->key, "a"));
    }
    use_pages(pool);
}

static void take_in(apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_intake_t *intake;
    apr_status_t status =
        stm_intake_open(&intake, state, fuzz_newsroom.schema, NULL, NULL, NULL, problems, pool);

    if (status != APR_SUCCESS) {
        fuzz_must_be_problems(problems, 1, 0, pool);
        return;
    }
    stm_intake_scan(intake, &fuzz_newsroom.newsroom, FUZZ_NOW, apr_time_from_sec(1), pool);
    stm_intake_health(intake);
}

static void make_newsroom(apr_pool_t *pool)
{
    static const char text[] = "<statement xml:lang='en' id='%s'><head><title>Title %s</title>"
                               "<issuer>City</issuer><published>2026-05-01</published></head>"
                               "<body><p>Words.</p></body></statement>\n";
    const char *ids[] = {"a", "b", "c"};

    for (int i = 0; i < 3; i++) {
        const char *document = apr_psprintf(pool, text, ids[i], ids[i]);

        write_file(apr_pstrcat(pool, root, "/", ids[i], ".xml", NULL), document, strlen(document));
    }
}

void fuzz_setup(apr_pool_t *pool)
{
    apr_pool_t *once;

    fuzz_newsroom_load(pool);
    root = fuzz_folder(pool);
    state = fuzz_folder(pool);
    fuzz_newsroom.newsroom.root = root;
    make_newsroom(pool);
    apr_pool_create(&once, pool);
    take_in(once);
    read_all(once);
    apr_pool_destroy(once);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        read_file(names[i], pool);
    }
    FUZZ_MUST(file_count > 3, "%u files", file_count);
}

static void remove_all(apr_pool_t *pool)
{
    apr_dir_t *folder;
    apr_finfo_t finfo;

    FUZZ_MUST(apr_dir_open(&folder, state, pool) == APR_SUCCESS, "%s", state);
    while (apr_dir_read(&finfo, APR_FINFO_NAME | APR_FINFO_TYPE, folder) == APR_SUCCESS) {
        if (finfo.filetype == APR_REG) {
            unlink(path_in(state, finfo.name, pool));
        }
    }
    apr_dir_close(folder);
}

/* Takes one change off the input. */
static void damage(file_t *copies, unsigned int copy_count, const char **bytes, apr_size_t *size)
{
    const unsigned char *at = (const unsigned char *)*bytes;
    file_t *file = &copies[at[0] % copy_count];
    apr_size_t place = file->size == 0 ? 0 : (at[1] | at[2] << 8 | at[3] << 16) % file->size;
    apr_size_t count = at[4] % 17;

    *bytes += 5;
    *size -= 5;
    count = count < *size ? count : *size;
    count = count < file->size - place ? count : file->size - place;
    if (count == 0) {
        file->size = place;
    }
    memcpy(file->bytes + place, *bytes, count);
    *bytes += count;
    *size -= count;
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    file_t copies[MOST_FILES];
    const unsigned int copy_count = file_count;
    apr_pool_t *reader;

    if (copy_count == 0) {
        return;
    }
    for (unsigned int i = 0; i < copy_count; i++) {
        copies[i] = files[i];
        copies[i].bytes = apr_pmemdup(pool, files[i].bytes, files[i].size + 1);
    }
    while (size >= 5) {
        damage(copies, copy_count, &bytes, &size);
    }
    remove_all(pool);
    for (unsigned int i = 0; i < copy_count; i++) {
        write_file(path_in(state, copies[i].name, pool), copies[i].bytes, copies[i].size);
    }
    apr_pool_create(&reader, pool);
    read_all(reader);
    apr_pool_destroy(reader);
    take_in(pool);
    read_all(pool);
}
