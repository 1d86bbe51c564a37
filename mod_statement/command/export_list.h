/**
 * command/export_list - one list of an export. For command/export_*.c only.
 */
#ifndef COMMAND_EXPORT_LIST_H
#define COMMAND_EXPORT_LIST_H

#include "command/export_site.h"

typedef struct export_list_t {
    stm_list_t list;
    stm_query_t query;
    stm_extent_t extent;
    apr_array_header_t *entries; /* stm_entry_t * */
    apr_array_header_t *gone;    /* the same of a feed; NULL */
    apr_array_header_t *facets;  /* stm_facet_t; NULL: nobody can filter */
    int shown;                   /* how many of the entries have room */
} export_list_t;

/** A list of what is public in @a folder ("" or "2026/"), from the newest on. */
void export_list_query(export_list_t *list, const export_site_t *site, const char *folder,
                       int limit);

/** Asks what belongs in it, and when that changes by itself. An error of the index. */
apr_status_t export_list_ask(export_list_t *list, export_site_t *site, apr_pool_t *result_pool);

/** Brings list.updated to the newest moment of its entries. */
void export_list_date(export_list_t *list, const export_site_t *site);

/** A stamp of all that goes into it. */
const char *export_list_stamp(const export_list_t *list, const export_site_t *site,
                              apr_pool_t *result_pool);

/** Adds the entries to @a document as far as there is room; one that cannot be prepared is left
 * out, as on the server. */
void export_list_add_entries(stm_document_t *document, export_list_t *list, export_site_t *site,
                             apr_pool_t *scratch_pool);

/** The path of @a file in the copy of @a folder. */
const char *export_list_path(const export_site_t *site, const char *folder, const char *file,
                             apr_pool_t *result_pool);

/** All documents of the feed of @a folder in @a format. An error of the records. */
apr_status_t export_feed(export_site_t *site, const char *folder, const stm_format_t *format,
                         apr_pool_t *scratch_pool);

#endif
