#include "command/export_site.h"

#include <apr_fnmatch.h>
#include <apr_hash.h>
#include <apr_strings.h>
#include <string.h>

#include "command/command.h"
#include "command/export_state.h"
#include "command/report.h"
#include "core/base/fingerprint.h"
#include "core/base/hash.h"
#include "core/edition/attachments.h"
#include "core/render/build.h"
#include "core/site/address.h"
#include "core/site/expansion.h"
#include "core/xml/document.h"

#define FINGERPRINT_SIZE 16

static apr_status_t load(stm_document_t **document, const export_site_t *site,
                         const stm_entry_t *entry, stm_stretch_t *stretch, apr_pool_t *pool)
{
    apr_status_t status = stm_records_parse_file(document, stretch, &site->newsroom, entry, pool);

    if (status) {
        if (stretch) {
            stretch->is_cut = 0;
        }
        status = stm_records_parse_kept(document, &site->records, entry->name, pool);
    }
    return status ? status
                  : stm_expansion_make(*document, site->newsroom_file, &site->newsroom, entry->name,
                                       NULL);
}

static apr_status_t find(stm_entry_t **entry, const export_site_t *site, const char *name,
                         apr_pool_t *pool)
{
    return stm_catalog_find_named(entry, site->records.catalog, &site->newsroom, name, pool);
}

static stm_reference_t reference_state(void *baton, const char *name, apr_time_t moment,
                                       apr_pool_t *scratch_pool)
{
    export_site_t *site = baton;
    stm_entry_t *entry;

    if (find(&entry, site, name, scratch_pool)) {
        return stm_newsroom_is_there(&site->newsroom, name, scratch_pool) ? STM_REFERENCE_HIDDEN
                                                                          : STM_REFERENCE_MISSING;
    }
    stm_catalog_bound(&site->next_change, entry, moment);
    if (entry->state == STM_STATE_DELETED || stm_catalog_is_withdrawn(entry, moment)) {
        return STM_REFERENCE_WITHDRAWN;
    }
    return stm_catalog_is_shown(entry, moment) ? STM_REFERENCE_VISIBLE : STM_REFERENCE_HIDDEN;
}

static apr_status_t reference_load(void *baton, stm_document_t **document, const char *name,
                                   apr_pool_t *result_pool)
{
    export_site_t *site = baton;
    stm_entry_t *entry;
    apr_status_t status = find(&entry, site, name, result_pool);

    return status ? APR_ENOENT : load(document, site, entry, NULL, result_pool);
}

static apr_status_t reference_translations(void *baton, apr_array_header_t **translations,
                                           const char *name, apr_pool_t *result_pool)
{
    const export_site_t *site = baton;
    apr_array_header_t *entries;
    apr_status_t status = stm_catalog_siblings(&entries, site->records.catalog, site->newsroom.key,
                                               name, site->mounts, result_pool);

    *translations = apr_array_make(result_pool, 4, sizeof(stm_translation_t));
    for (int i = 0; !status && i < entries->nelts; i++) {
        const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, const stm_entry_t *);

        APR_ARRAY_PUSH(*translations, stm_translation_t) =
            (stm_translation_t){entry->name, entry->lang};
    }
    return status;
}

static int is_host(void *baton, const char *host)
{
    const export_site_t *site = baton;
    const apr_array_header_t *hosts = site->settings->hosts;
    int is_known = stm_reference_is_number(host) || strcmp(host, site->host) == 0;

    for (int i = 0; !is_known && i < hosts->nelts; i++) {
        is_known = apr_fnmatch(APR_ARRAY_IDX(hosts, i, const char *), host, 0) == APR_SUCCESS;
    }
    return is_known;
}

/* As httpd/newsroom/base_urls; what only a request can tell leads elsewhere. */
static void set_mounts(export_site_t *site)
{
    const char *base = site->settings->base, *host = stm_reference_host(base, site->pool);
    stm_mounts_t *mounts =
        apr_pmemdup(site->pool, stm_mounts_of_base(base, site->pool), sizeof(*mounts));

    site->host = host ? host : "";
    mounts->baton = site;
    mounts->is_host = is_host;
    site->mounts = mounts;
}

static apr_status_t find_language(export_site_t *site)
{
    const char *lang = NULL;
    apr_status_t status;

    if (site->settings->has_language) {
        return APR_SUCCESS;
    }
    status = stm_catalog_language(&lang, site->records.catalog, site->newsroom.key,
                                  STM_SHOW_PUBLISHED, site->moment, site->pool);
    site->newsroom.lang = lang ? lang : "en";
    return status;
}

/* Without it pages name the address alone. */
static void read_style(export_site_t *site)
{
    const char *path =
        apr_pstrcat(site->pool, site->settings->stylesheet_dir, "/statement.css", NULL);
    const char *base = strstr(site->settings->base, "://") + 3, *bytes;

    site->style = apr_pstrcat(site->pool, base + strcspn(base, "/"), "statement.css", NULL);
    if (!stm_document_bytes(&bytes, &site->style_size, path, path, &stm_limits_default,
                            stm_problems_create(site->pool), site->pool)) {
        site->style_bytes = bytes;
        site->style = apr_psprintf(site->pool, "%s?v=%.*s", site->style, FINGERPRINT_SIZE,
                                   stm_fingerprint(bytes, site->style_size, site->pool));
    }
}

static apr_status_t load_sheet(export_site_t *site, const char *name)
{
    const char *dir = site->settings->stylesheet_dir;
    const char *path = *name == '/' ? name : apr_pstrcat(site->pool, dir, "/", name, NULL);
    apr_array_header_t *roots = apr_array_copy(site->pool, site->settings->roots);
    const stm_stylesheet_t *sheet;
    apr_status_t status;

    if (apr_hash_get(site->sheets, name, APR_HASH_KEY_STRING)) {
        return APR_SUCCESS;
    }
    APR_ARRAY_PUSH(roots, const char *) = dir;
    status = stm_stylesheet_load(&sheet, path, roots, site->problems, site->pool);
    if (!status) {
        apr_hash_set(site->sheets, name, APR_HASH_KEY_STRING, sheet);
    }
    return status;
}

static apr_status_t load_sheets(export_site_t *site)
{
    const apr_array_header_t *formats = site->settings->formats;
    apr_status_t status = load_sheet(site, stm_format_sitemap()->list_sheet);

    for (int i = 0; !status && i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);

        status = load_sheet(site, format->statement_sheet);
        if (!status && format->list_sheet) {
            status = load_sheet(site, format->list_sheet);
        }
    }
    return status;
}

static void hash_formats(stm_hash_t *hash, const export_site_t *site)
{
    const apr_array_header_t *formats = site->settings->formats;

    for (int i = 0; i < formats->nelts; i++) {
        const stm_format_t *format = &APR_ARRAY_IDX(formats, i, stm_format_t);
        const stm_stylesheet_t *sheet =
            apr_hash_get(site->sheets, format->statement_sheet, APR_HASH_KEY_STRING);
        const stm_stylesheet_t *list =
            format->list_sheet ? apr_hash_get(site->sheets, format->list_sheet, APR_HASH_KEY_STRING)
                               : NULL;

        stm_hash_text(hash, format->name);
        stm_hash_text(hash, format->extension);
        stm_hash_text(hash, format->media_type);
        stm_hash_text(hash, sheet->hash);
        stm_hash_text(hash, list ? list->hash : NULL);
    }
}

static void hash_newsroom(stm_hash_t *hash, const stm_newsroom_t *newsroom)
{
    const apr_array_header_t *params = newsroom->params;

    stm_hash_text(hash, newsroom->key);
    stm_hash_text(hash, newsroom->title);
    stm_hash_text(hash, newsroom->lang);
    stm_hash_bytes(hash, &newsroom->feed_items, sizeof(newsroom->feed_items));
    stm_hash_bytes(hash, &newsroom->limits.max_bytes, sizeof(newsroom->limits.max_bytes));
    stm_hash_bytes(hash, &newsroom->limits.max_depth, sizeof(newsroom->limits.max_depth));
    stm_hash_bytes(hash, &newsroom->limits.max_work, sizeof(newsroom->limits.max_work));
    for (int i = 0; params && i < params->nelts; i++) {
        stm_hash_text(hash, APR_ARRAY_IDX(params, i, stm_param_t).name);
        stm_hash_text(hash, APR_ARRAY_IDX(params, i, stm_param_t).value);
    }
}

/* As of the server's page store, without which file it runs from. */
static void make_digest(export_site_t *site)
{
    const stm_stylesheet_t *sitemap =
        apr_hash_get(site->sheets, stm_format_sitemap()->list_sheet, APR_HASH_KEY_STRING);
    apr_int64_t instance = 0;
    stm_hash_t hash;

    if (site->is_recorded) {
        stm_catalog_instance(&instance, site->records.catalog);
    }
    stm_hash_start(&hash);
    stm_hash_text(&hash, stm_build_digest());
    stm_hash_text(&hash, site->settings->base);
    stm_hash_text(&hash, site->style);
    stm_hash_text(&hash, stm_ui_words_digest(site->words));
    stm_hash_text(&hash, sitemap->hash);
    stm_hash_bytes(&hash, &instance, sizeof(instance));
    hash_newsroom(&hash, &site->newsroom);
    hash_formats(&hash, site);
    site->digest = stm_hash_hex(&hash, site->pool);
}

static void find_newsroom_file(export_site_t *site)
{
    stm_newsroom_file_t *file;

    stm_records_newsroom_file(&file, &site->records, site->pool);
    site->newsroom_file = file;
}

static apr_status_t read_all(export_site_t *site)
{
    apr_status_t status =
        stm_ui_words_load(&site->words, site->settings->stylesheet_dir, site->problems, site->pool);

    if (!status) {
        status = load_sheets(site);
    }
    if (!status) {
        status = find_language(site);
    }
    if (!status) {
        status = stm_catalog_next_change(&site->next_listed, site->records.catalog,
                                         site->newsroom.key, site->moment);
    }
    if (!status) {
        find_newsroom_file(site);
        read_style(site);
        make_digest(site);
    }
    return status;
}

int export_site_open(export_site_t *site, const export_settings_t *settings,
                     stm_problems_t *problems, apr_pool_t *result_pool)
{
    apr_status_t status;

    *site = (export_site_t){.settings = settings,
                            .newsroom = settings->newsroom,
                            .moment = apr_time_now(),
                            .next_change = STM_NEVER,
                            .problems = problems,
                            .pool = result_pool};
    site->sheets = apr_hash_make(result_pool);
    set_mounts(site);
    site->resolver =
        (stm_resolver_t){site, reference_state, reference_load, reference_translations};
    if (export_state_open(site) != COMMAND_CLEAN) {
        return COMMAND_PROBLEMS;
    }
    site->moment = apr_time_now();
    status = read_all(site);
    return status ? command_fail(settings->newsroom.root, status) : COMMAND_CLEAN;
}

void export_site_begin(export_site_t *site, apr_pool_t *pool)
{
    site->next_change = STM_NEVER;
    site->files = stm_attachments_create(pool);
}

stm_view_t export_site_view(const export_site_t *site, const char *name)
{
    return (stm_view_t){&site->newsroom, &site->resolver, site->settings->base, name,
                        site->moment,    site->mounts,    site->files,          NULL};
}

apr_status_t export_site_edition(stm_document_t **edition, export_site_t *site,
                                 const stm_entry_t *entry, stm_stretch_t *stretch,
                                 apr_pool_t *result_pool)
{
    stm_view_t view = export_site_view(site, entry->name);
    apr_status_t status = load(edition, site, entry, stretch, result_pool);

    stm_catalog_bound(&site->next_change, entry, site->moment);
    return status
               ? status
               : stm_edition_make(*edition, &view, stm_problems_create(result_pool), result_pool);
}

static stm_render_context_t context_of(const export_site_t *site, const stm_format_t *format,
                                       const char *self)
{
    return (stm_render_context_t){.newsroom = &site->newsroom,
                                  .words = site->words,
                                  .format = format,
                                  .base = site->settings->base,
                                  .self = self,
                                  .style = site->style};
}

apr_status_t export_site_render(stm_page_t *page, export_site_t *site,
                                const stm_document_t *document, const stm_format_t *format,
                                const char *sheet, const char *self, const char *name,
                                apr_pool_t *result_pool)
{
    stm_problems_t *problems = stm_problems_create(result_pool);
    stm_render_context_t context = context_of(site, format, self);
    apr_status_t status =
        stm_render(page, document, apr_hash_get(site->sheets, sheet, APR_HASH_KEY_STRING), &context,
                   problems, result_pool);
    const stm_problem_t *problem = stm_problems_at(problems, 0);

    if (status) {
        stm_problems_add(site->problems, STM_SEVERITY_ERROR, "not-rendered", name, 0, 0, NULL,
                         "It cannot be rendered as %s: %s", format->name,
                         problem ? stm_problem_text(problem, result_pool) : "no reason given");
    }
    return status;
}

const char *export_site_content(export_site_t *site, const stm_document_t *document,
                                const stm_format_t *format, const char *self,
                                apr_pool_t *result_pool)
{
    stm_render_context_t context = context_of(site, format, self);

    return stm_render_digest(document, &context, result_pool);
}

void export_site_put(export_site_t *site, const char *path, const stm_page_t *page)
{
    apr_status_t status = export_out_put(site->out, path, page->bytes, page->size);

    if (status) {
        export_site_complain(site, path, status);
    }
}

void export_site_complain(export_site_t *site, const char *path, apr_status_t status)
{
    char words[200];

    if (APR_STATUS_IS_EEXIST(status)) {
        stm_problems_add(site->problems, STM_SEVERITY_ERROR, "name-taken", path, 0, 0,
                         "Rename what is in its place.",
                         "Something else has this name in the copy, so it is left out");
        return;
    }
    stm_problems_add(site->problems, STM_SEVERITY_ERROR, "not-written", path, 0, 0, NULL,
                     "It cannot be written: %s", apr_strerror(status, words, sizeof(words)));
}

const export_group_t *export_site_former(const export_site_t *site, const char *key,
                                         const char *stamp, apr_pool_t *scratch_pool)
{
    const export_group_t *former = export_out_former(site->out, key);

    return former && (stamp == NULL || strcmp(former->stamp, stamp) == 0) &&
                   site->moment < former->until &&
                   stm_attachments_are_same(former->files, site->newsroom.root, scratch_pool)
               ? former
               : NULL;
}

void export_site_end(export_site_t *site, const char *key, const char *stamp,
                     apr_pool_t *scratch_pool)
{
    const export_group_t group = {key, stamp, site->next_change,
                                  stm_attachments_text(site->files, scratch_pool)};

    export_out_end(site->out, &group);
}
