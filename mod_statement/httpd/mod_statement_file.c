#include "mod_statement_file.h"

#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "mod_statement_conditions.h"
#include "mod_statement_freshness.h"
#include "mod_statement_handler.h"
#include "mod_statement_response.h"

/* A root element that has not come by then is taken for a statement's: rather hidden than shown. */
#define LONGEST_PROLOGUE 65536

static const char *skip_past(const char *text, const char *end)
{
    const char *found = strstr(text, end);

    return found ? found + strlen(end) : NULL;
}

/* The start tag of the root element; NULL where it does not come. *is_xml: whether the text looks
 * like XML at all. */
static const char *find_root(const char *text, int *is_xml)
{
    if (!strncmp(text, "\xef\xbb\xbf", 3)) {
        text += 3;
    }
    *is_xml = 0;
    while (text) {
        while (apr_isspace(*text)) {
            text++;
        }
        if (*text != '<') {
            return NULL;
        }
        *is_xml = 1;
        if (!strncmp(text, "<!--", 4)) {
            text = skip_past(text + 4, "-->");
        }
        else if (text[1] == '?') {
            text = skip_past(text, "?>");
        }
        else if (text[1] == '!') {
            return text;
        }
        else {
            return text;
        }
    }
    return NULL;
}

/* Zero bytes between letters: UTF-16 or UTF-32, which no picture's beginning looks like. */
static int is_wide(const char *bytes, apr_size_t size)
{
    return size >= 4 &&
           (!memcmp(bytes, "\xff\xfe", 2) || !memcmp(bytes, "\xfe\xff", 2) ||
            !memcmp(bytes, "<\0", 2) || !memcmp(bytes, "\0<", 2) || !memcmp(bytes, "\0\0\0<", 4));
}

static apr_size_t read_beginning(char *buffer, apr_size_t size, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;

    if (apr_file_open(&file, path, APR_READ | APR_BINARY, APR_OS_DEFAULT, pool)) {
        return 0;
    }
    apr_file_read_full(file, buffer, size, &size);
    apr_file_close(file);
    return size;
}

/* The exact answer, for encodings and prologues that the quick one cannot read. */
static int parses_as_statement(const char *path, apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    stm_document_t *document;

    return stm_document_read(&document, path, path, &stm_limits_default, problems, pool) !=
           STM_EFOREIGN;
}

/* Whether the beginning of NAME.xml looks like XML at all; what does not stays hidden. */
static int is_xml_file(const char *path, apr_pool_t *pool)
{
    char *buffer = apr_palloc(pool, 4097);
    apr_size_t size = read_beginning(buffer, 4096, path, pool);
    int is_xml;

    buffer[size] = '\0';
    find_root(buffer, &is_xml);
    return is_xml || is_wide(buffer, size);
}

/* Whether the root element is `statement`, so that a draft's copy does not show the draft. */
static int is_statement(const char *path, apr_pool_t *pool)
{
    char *buffer = apr_palloc(pool, LONGEST_PROLOGUE + 1);
    apr_size_t size = read_beginning(buffer, 4096, path, pool);
    const char *root;
    int is_xml;

    buffer[size] = '\0';
    if (is_wide(buffer, size)) {
        return parses_as_statement(path, pool);
    }
    root = find_root(buffer, &is_xml);
    if (is_xml && size == 4096 && !root) {
        size = read_beginning(buffer, LONGEST_PROLOGUE, path, pool);
        buffer[size] = '\0';
        root = find_root(buffer, &is_xml);
    }
    if (!root) {
        return is_xml && size == LONGEST_PROLOGUE;
    }
    if (root[1] == '!') {
        return parses_as_statement(path, pool);
    }
    return !strncmp(root, "<statement", 10) && (!root[10] || strchr(" \t\r\n>/", root[10]));
}

/* What goes with its statements must not outlive them in a cache. */
static void bound_freshness(stm_job_t *job, const char *file)
{
    static const stm_answer_t none;
    const char *newsroom = job->place->newsroom->key;

    if (job->store && stm_catalog_shows_file(job->store->catalog, newsroom, file) &&
        !stm_catalog_next_change(&job->next_change, job->store->catalog, newsroom, job->moment)) {
        stm_freshness_set(job, &none);
        stm_conditions_spare(job->r);
    }
}

int stm_file_guard(stm_job_t *job)
{
    const stm_address_t *address = &job->target->address;
    int is_document = address->kind == STM_ADDRESS_NEGOTIATED;
    const char *file =
        is_document ? apr_pstrcat(job->pool, address->name, ".xml", NULL) : address->name;

    if (job->store && job->place->newsroom->show != STM_SHOW_ALL &&
        stm_catalog_is_hidden_file(job->store->catalog, job->place->newsroom->key, file,
                                   job->moment)) {
        return HTTP_NOT_FOUND;
    }
    if (is_document && !is_xml_file(address->path, job->pool)) {
        return HTTP_NOT_FOUND;
    }
    if (is_statement(address->path, job->pool)) {
        return HTTP_NOT_FOUND;
    }
    bound_freshness(job, file);
    return DECLINED;
}

/* httpd's default handler sends a file for GET and POST alike. */
static int is_sent_as_stored(const request_rec *r)
{
    return stm_config_of(r->per_dir_config)->engine == STM_SWITCH_ON && r->filename &&
           (r->method_number == M_GET || r->method_number == M_POST) &&
           r->finfo.filetype == APR_REG;
}

static int is_hidden_file(request_rec *r)
{
    stm_store_t *store;
    const stm_place_t *place;
    const char *tail;
    int is_hidden = 0;

    if (stm_newsroom_locate(&place, r, stm_config_of(r->per_dir_config), r->filename)) {
        return 0;
    }
    tail = stm_newsroom_tail(place->newsroom->root, r->filename);
    if (!tail) {
        return 0;
    }
    store = stm_store_acquire(r->uri, r->pool);
    if (store) {
        is_hidden =
            stm_catalog_is_hidden_file(store->catalog, place->newsroom->key, tail, apr_time_now());
    }
    stm_store_release(store, r->pool);
    return is_hidden && place->newsroom->show != STM_SHOW_ALL;
}

int stm_file_guard_stored(request_rec *r)
{
    if (!is_sent_as_stored(r)) {
        return DECLINED;
    }
    return stm_newsroom_is_companion(apr_filepath_name_get(r->filename)) ||
                   is_statement(r->filename, r->pool) || is_hidden_file(r)
               ? HTTP_NOT_FOUND
               : DECLINED;
}

int stm_file_style(stm_job_t *job)
{
    const char *path =
        apr_pstrcat(job->pool, stm_config_server()->stylesheet_dir, "/statement.css", NULL);
    stm_answer_t answer = {0};
    const char *bytes;
    apr_size_t size;
    apr_finfo_t finfo;
    apr_status_t status;

    status = apr_stat(&finfo, path, APR_FINFO_MTIME | APR_FINFO_CTIME, job->pool);
    if (!status) {
        status = stm_document_bytes(&bytes, &size, path, path, &stm_limits_default, job->problems,
                                    job->pool);
    }
    if (status) {
        return stm_handler_http(status);
    }
    answer.page = stm_response_page(bytes, size, "text/css; charset=utf-8", job->pool);
    answer.status = HTTP_OK;
    answer.changed_at = finfo.mtime > finfo.ctime ? finfo.mtime : finfo.ctime;
    answer.is_recorded = 1;
    return stm_response_send(job, &answer);
}
