/**
 * command/export_site - a newsroom as its server shows it, for `statement export`: settings,
 * records, stylesheets, and pages made of them.
 */
#ifndef COMMAND_EXPORT_SITE_H
#define COMMAND_EXPORT_SITE_H

#include <apr_hash.h>

#include "command/export_out.h"
#include "core/catalog/records.h"
#include "core/edition/make.h"
#include "core/render/list.h"
#include "core/render/page.h"
#include "core/site/format.h"

/** What the configuration and the options say. */
typedef struct export_settings_t {
    stm_newsroom_t newsroom; /* its language counts where has_language */
    int has_language;
    const char *base;            /* absolute, with a slash at its end */
    const char *state_dir;       /* NULL: there is none */
    const char *stylesheet_dir;  /* absolute */
    apr_array_header_t *formats; /* stm_format_t */
    apr_array_header_t *roots;   /* const char *: folders of the administrator's stylesheets */
    apr_array_header_t *hosts;   /* const char *: names of the server, with wildcards */
    int has_htaccess_files;      /* such files in the newsroom count */
} export_settings_t;

typedef struct export_site_t {
    const export_settings_t *settings;
    stm_newsroom_t newsroom; /* with the language of the moment */
    stm_records_t records;
    const stm_newsroom_file_t *newsroom_file; /* NULL: none */
    const stm_mounts_t *mounts;
    const char *host; /* of the base URL */
    const stm_ui_words_t *words;
    const char *style; /* the address of statement.css */
    const void *style_bytes;
    apr_size_t style_size;
    apr_hash_t *sheets; /* path to stm_stylesheet_t */
    stm_resolver_t resolver;
    apr_time_t moment;
    apr_time_t next_change;    /* of what is being made; STM_NEVER */
    apr_time_t next_listed;    /* when a list may become another by itself; STM_NEVER */
    apr_array_header_t *files; /* that it tells of, see core/edition/attachments */
    const char *digest;        /* of all that goes into every page */
    int is_recorded;           /* the server's own records: versions mean the same next time */
    export_out_t *out;
    stm_problems_t *problems;
    apr_pool_t *pool;
} export_site_t;

/** Opens the records and reads stylesheets and words. Without a state directory the folder is
 * scanned, as by a server that has never seen it. COMMAND_CLEAN, or COMMAND_PROBLEMS after saying
 * why not. */
int export_site_open(export_site_t *site, const export_settings_t *settings,
                     stm_problems_t *problems, apr_pool_t *result_pool);

/** Begins what is made next: nothing bounds it, and it tells of no file. */
void export_site_begin(export_site_t *site, apr_pool_t *pool);

/** The edition of @a entry; with @a stretch (may be NULL) of its beginning. A core status. */
apr_status_t export_site_edition(stm_document_t **edition, export_site_t *site,
                                 const stm_entry_t *entry, stm_stretch_t *stretch,
                                 apr_pool_t *result_pool);

/** What stm_edition_make gets of the statement @a name. */
stm_view_t export_site_view(const export_site_t *site, const char *name);

/** Renders @a document with @a sheet of @a format, as the page at @a self. A core status; problems
 * are added, called after @a name. */
apr_status_t export_site_render(stm_page_t *page, export_site_t *site,
                                const stm_document_t *document, const stm_format_t *format,
                                const char *sheet, const char *self, const char *name,
                                apr_pool_t *result_pool);

/** A digest by which stm_render would give the same again; NULL: no memory. */
const char *export_site_content(export_site_t *site, const stm_document_t *document,
                                const stm_format_t *format, const char *self,
                                apr_pool_t *result_pool);

/** Puts @a page into the file @a path; what is in the way becomes a problem. */
void export_site_put(export_site_t *site, const char *path, const stm_page_t *page);

/** Says why the file @a path of the copy could not be put. */
void export_site_complain(export_site_t *site, const char *path, apr_status_t status);

/** The former group where it is still what would be made: by its moment, its files, and its stamp,
 * where @a stamp is not NULL. */
const export_group_t *export_site_former(const export_site_t *site, const char *key,
                                         const char *stamp, apr_pool_t *scratch_pool);

/** Ends the group @a key with what has been noted since export_site_begin. */
void export_site_end(export_site_t *site, const char *key, const char *stamp,
                     apr_pool_t *scratch_pool);

/* The steps of an export. Each adds problems where something cannot be made, and goes on. An error
 * of the records ends it. */

/** Pages of all statements that are shown; *count is how many. */
apr_status_t export_statements(int *count, export_site_t *site,
                               void (*progress)(int done, int total));

/** Archives and feeds of all folders. */
apr_status_t export_lists(export_site_t *site);

apr_status_t export_sitemap(export_site_t *site);

/** The style sheet, and the files that pages show or link to. */
apr_status_t export_files(export_site_t *site);

/** What leads from former addresses to new ones, says which are gone, and finds the files of
 * addresses without extensions, as a .htaccess file. */
apr_status_t export_htaccess(export_site_t *site);

#endif
