#include "mod_statement_sheets.h"

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <apr_thread_mutex.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "mod_statement_copies.h"
#include "mod_statement_log.h"
#include "mod_statement_thread.h"
#include "stm_hash.h"
#include "stm_locale.h"
#include "stm_parser.h"
#include "stm_sample.h"
#include "stm_transform.h"

APLOG_USE_MODULE(statement);

/* What is known of one path. Guarded by lock. */
typedef struct shelf_t {
    stm_copy_t *surveyed; /* its content is the sheet that lies there now, not compiled */
    stm_copy_t *compiled; /* the last good one; NULL: none yet */
    char refused[STM_HASH_SHORT + 1]; /* digest of what did not compile; "": none */
    apr_time_t looked_at;
    apr_pool_t *complaint_pool;
    const char *complaint; /* what was last reported, so that it is reported once */
} shelf_t;

/* Where a sheet is read from, and who answers for it. */
typedef struct source_t {
    const char *path;
    const apr_array_header_t *roots;
    int is_editors;
    apr_pool_t *pool; /* for this look */
} source_t;

static apr_thread_mutex_t *lock; /* NULL before the children */
static apr_hash_t *shelves;      /* path and root to shelf_t; guarded by lock */

static apr_status_t forget(void *data)
{
    (void)data;
    shelves = NULL;
    return APR_SUCCESS;
}

static apr_status_t let_all_go(void *data)
{
    apr_hash_index_t *index;

    (void)data;
    /* The end of a process takes them before the configuration. */
    if (!shelves) {
        return APR_SUCCESS;
    }
    for (index = apr_hash_first(NULL, shelves); index; index = apr_hash_next(index)) {
        shelf_t *shelf = apr_hash_this_val(index);
        stm_copies_replace(&shelf->surveyed, NULL);
        stm_copies_replace(&shelf->compiled, NULL);
    }
    apr_pool_destroy(apr_hash_pool_get(shelves));
    return APR_SUCCESS;
}

void stm_sheets_start(apr_pool_t *pconf)
{
    apr_pool_t *pool;

    /* Not below the configuration's pool, nor the child's: threads add to it, and a request that is
     * cut off by the child's end lets go of its sheets later than that. */
    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_sheets");
    shelves = apr_hash_make(pool);
    apr_pool_cleanup_register(pool, NULL, forget, apr_pool_cleanup_null);
    apr_pool_cleanup_register(pconf, NULL, let_all_go, apr_pool_cleanup_null);
}

void stm_sheets_child(apr_pool_t *child_pool)
{
    (void)child_pool;
    apr_thread_mutex_create(&lock, APR_THREAD_MUTEX_DEFAULT, apr_hash_pool_get(shelves));
}

static shelf_t *find_shelf(const char *key)
{
    shelf_t *shelf = apr_hash_get(shelves, key, APR_HASH_KEY_STRING);
    apr_pool_t *pool = apr_hash_pool_get(shelves);

    if (!shelf) {
        shelf = apr_pcalloc(pool, sizeof(*shelf));
        apr_pool_create(&shelf->complaint_pool, pool);
        apr_hash_set(shelves, apr_pstrdup(pool, key), APR_HASH_KEY_STRING, shelf);
    }
    return shelf;
}

static apr_time_t newest_of(const apr_array_header_t *files, apr_pool_t *pool)
{
    apr_time_t newest = 0;
    apr_finfo_t finfo;
    int i;

    for (i = 0; i < files->nelts; i++) {
        if (!apr_stat(&finfo, APR_ARRAY_IDX(files, i, const char *), APR_FINFO_MTIME, pool) &&
            finfo.mtime > newest) {
            newest = finfo.mtime;
        }
    }
    return newest;
}

static void complain(shelf_t *shelf, const source_t *source, const stm_problems_t *problems)
{
    const char *complaint = stm_problems_json(problems, source->pool);

    if (!shelf->complaint || strcmp(shelf->complaint, complaint)) {
        stm_log_sheet(source->path, source->is_editors, problems);
        apr_pool_clear(shelf->complaint_pool);
        shelf->complaint = apr_pstrdup(shelf->complaint_pool, complaint);
    }
}

/* How a sheet is read: compiled, or only looked at. */
typedef apr_status_t (*load_t)(const stm_sheet_t **sheet, const char *path,
                               const apr_array_header_t *roots, stm_problems_t *problems,
                               apr_pool_t *result_pool);

/* A new copy of what lies there; NULL, with problems, where it cannot be used. */
static stm_copy_t *load_copy(load_t load, const source_t *source, stm_problems_t *problems)
{
    stm_copy_t *copy = stm_copies_create();
    const stm_sheet_t *sheet;

    if (load(&sheet, source->path, source->roots, problems, copy->pool)) {
        stm_copies_let_go(copy);
        return NULL;
    }
    copy->content = sheet;
    copy->digest = sheet->hash;
    copy->changed_at = newest_of(sheet->files, source->pool);
    return copy;
}

/* The same, with a complaint. */
static stm_copy_t *read_copy(shelf_t *shelf, load_t load, const source_t *source)
{
    stm_problems_t *problems = stm_problems_create(source->pool);
    stm_copy_t *copy = load_copy(load, source, problems);

    if (!copy) {
        complain(shelf, source, problems);
    }
    return copy;
}

static int is_due(const shelf_t *shelf, apr_interval_time_t refresh, apr_time_t now)
{
    return !shelf->looked_at || now < shelf->looked_at || now - shelf->looked_at >= refresh;
}

/* What lies there, once it is older than @a refresh. */
static void look(shelf_t *shelf, const source_t *source, apr_interval_time_t refresh)
{
    apr_time_t now = apr_time_now();
    stm_copy_t *copy;

    if (!is_due(shelf, refresh, now)) {
        return;
    }
    shelf->looked_at = now;
    if (!shelf->surveyed || stm_sheet_is_stale(shelf->surveyed->content, source->pool)) {
        copy = read_copy(shelf, stm_sheet_survey, source);
        if (copy) {
            stm_copies_replace(&shelf->surveyed, copy);
        }
    }
}

static int is_same(const char *digest, const stm_copy_t *copy)
{
    return copy && !strcmp(digest, copy->digest);
}

/* Has what lies there compiled, unless it is already, or is known not to. */
static void compile(shelf_t *shelf, const source_t *source)
{
    stm_copy_t *copy;

    if (!shelf->surveyed || is_same(shelf->surveyed->digest, shelf->compiled) ||
        is_same(shelf->refused, shelf->surveyed)) {
        return;
    }
    copy = read_copy(shelf, stm_sheet_load, source);
    if (!copy) {
        apr_cpystrn(shelf->refused, shelf->surveyed->digest, sizeof(shelf->refused));
        return;
    }
    ap_log_error(APLOG_MARK, APLOG_DEBUG, 0, ap_server_conf, "STM0704: compiled %s", source->path);
    stm_copies_replace(&shelf->compiled, copy);
    *shelf->refused = '\0';
    shelf->complaint = NULL;
    apr_pool_clear(shelf->complaint_pool);
}

/* Where a stylesheet may read: the stylesheet directory, and an own one's folder. */
static apr_array_header_t *roots_for(const stm_format_setting_t *setting, apr_pool_t *pool)
{
    apr_array_header_t *roots = apr_array_make(pool, 2, sizeof(const char *));

    APR_ARRAY_PUSH(roots, const char *) = stm_config_server()->stylesheet_dir;
    if (setting) {
        APR_ARRAY_PUSH(roots, const char *) = setting->root;
    }
    return roots;
}

/* Where @a path is read from, and the shelf for it. Under lock. */
static shelf_t *shelf_for(source_t *source, const stm_place_t *place, const char *path,
                          apr_pool_t *pool)
{
    const stm_format_setting_t *setting = stm_newsroom_setting(place, path);

    source->path = *path == '/'
                       ? path
                       : apr_pstrcat(pool, stm_config_server()->stylesheet_dir, "/", path, NULL);
    source->roots = roots_for(setting, pool);
    source->is_editors = setting && setting->is_htaccess;
    source->pool = pool;
    return find_shelf(apr_pstrcat(pool, source->path, "\n", setting ? setting->root : "", NULL));
}

/* A stylesheet that was compiled, to be used for the first time. */
typedef struct first_t {
    const stm_place_t *place;
    const stm_format_t *format;
    const stm_sheet_t *sheet;
    int is_list;
} first_t;

static void prepare(apr_array_header_t *firsts, const stm_place_t *place,
                    const stm_format_t *format, const char *path)
{
    apr_pool_t *pool = firsts->pool;
    source_t source;
    shelf_t *shelf = shelf_for(&source, place, path, pool);
    stm_copy_t *copy =
        shelf->compiled ? NULL : load_copy(stm_sheet_load, &source, stm_problems_create(pool));

    if (copy) {
        shelf->compiled = shelf->surveyed = copy;
        copy->users++;
        APR_ARRAY_PUSH(firsts, first_t) = (first_t){
            place, format, copy->content, format->list_sheet && !strcmp(path, format->list_sheet)};
    }
}

static void use_all(void *data)
{
    const apr_array_header_t *firsts = data;
    const stm_server_t *server = stm_config_server();
    int i;

    for (i = 0; i < firsts->nelts; i++) {
        const first_t *first = &APR_ARRAY_IDX(firsts, i, first_t);
        const stm_scene_t scene = {first->place->newsroom, server->words,      first->format,
                                   first->place->base,     first->place->base, first->place->style};
        stm_sample_render(first->sheet, &scene, server->stylesheet_dir, first->is_list,
                          firsts->pool);
        stm_transforms_rest(first->sheet->transforms);
    }
    stm_locale_rest();
    stm_parser_rest();
}

/* In a thread of its own, which takes what it has had from malloc along when it ends: each child's
 * own work would fill the holes between what is to be shared. */
static void use_first(apr_array_header_t *firsts)
{
    if (firsts->nelts && stm_config_server()->words) {
        stm_thread_do(use_all, firsts);
    }
}

void stm_sheets_prepare(const stm_place_t *place, apr_pool_t *scratch_pool)
{
    apr_array_header_t *firsts = apr_array_make(scratch_pool, 8, sizeof(first_t));
    int i;

    for (i = 0; i < place->formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(place->formats, i, stm_format_t);
        prepare(firsts, place, format, format->statement_sheet);
        if (format->list_sheet) {
            prepare(firsts, place, format, format->list_sheet);
        }
    }
    use_first(firsts);
}

/* Locks the shelf of @a path, with a look at what lies there. */
static shelf_t *lock_shelf(source_t *source, const stm_place_t *place, const char *path,
                           apr_pool_t *pool)
{
    shelf_t *shelf;

    apr_thread_mutex_lock(lock);
    shelf = shelf_for(source, place, path, pool);
    look(shelf, source, place->config->refresh);
    return shelf;
}

apr_status_t stm_sheets_acquire(stm_sheet_use_t *use, const stm_place_t *place, const char *path,
                                apr_pool_t *pool)
{
    source_t source;
    shelf_t *shelf = lock_shelf(&source, place, path, pool);
    stm_copy_t *copy;

    compile(shelf, &source);
    copy = shelf->compiled;
    if (copy) {
        stm_copies_use(copy, pool);
    }
    apr_thread_mutex_unlock(lock);
    if (!copy) {
        return STM_ESTYLESHEET;
    }
    use->sheet = copy->content;
    use->changed_at = copy->changed_at;
    return APR_SUCCESS;
}

apr_status_t stm_sheets_digest(const char **digest, apr_time_t *looked_at, const stm_place_t *place,
                               const char *path, apr_pool_t *pool)
{
    source_t source;
    shelf_t *shelf = lock_shelf(&source, place, path, pool);
    const stm_copy_t *copy = shelf->surveyed;

    if (shelf->compiled && (!copy || is_same(shelf->refused, copy))) {
        copy = shelf->compiled;
    }
    *digest = copy ? apr_pstrdup(pool, copy->digest) : NULL;
    *looked_at = shelf->looked_at;
    apr_thread_mutex_unlock(lock);
    return copy ? APR_SUCCESS : STM_ESTYLESHEET;
}

void stm_sheets_rest(void)
{
    apr_hash_index_t *index;

    apr_thread_mutex_lock(lock);
    for (index = apr_hash_first(NULL, shelves); index; index = apr_hash_next(index)) {
        const shelf_t *shelf = apr_hash_this_val(index);
        if (shelf->compiled) {
            stm_transforms_rest(((const stm_sheet_t *)shelf->compiled->content)->transforms);
        }
    }
    apr_thread_mutex_unlock(lock);
}
