/**
 * core/catalog/records - the documents that a catalog stands for.
 *
 * The catalog knows of each statement which bytes count: those of its file while that is the one it
 * has seen, else the last good ones, which the history keeps.
 */
#ifndef CORE_CATALOG_RECORDS_H
#define CORE_CATALOG_RECORDS_H

#include "core/catalog/index.h"
#include "core/site/newsroom_file.h"
#include "core/state/history.h"
#include "core/xml/document.h"

/** What is known of a newsroom. Used by one thread at a time. */
typedef struct stm_records_t {
    const stm_newsroom_t *newsroom;
    stm_catalog_t *catalog;
    stm_history_t *history;
} stm_records_t;

/** newsroom.xml as the history keeps it; APR_ENOENT: there is none there; another error where it
 * can be read no longer, and *file is NULL. */
apr_status_t stm_records_newsroom_file(stm_newsroom_file_t **file, const stm_records_t *records,
                                       apr_pool_t *result_pool);

/** Parses the last good bytes of the statement @a name. APR_ENOENT: there are none; APR_EBUSY: they
 * cannot be read just now. */
apr_status_t stm_records_parse_kept(stm_document_t **document, const stm_records_t *records,
                                    const char *name, apr_pool_t *result_pool);

/** Parses the file of @a entry, or its beginning (@a stretch, may be NULL). APR_ENOENT where that
 * is not the file that the catalog knows, or is broken: the last good bytes count. */
apr_status_t stm_records_parse_file(stm_document_t **document, stm_stretch_t *stretch,
                                    const stm_newsroom_t *newsroom, const stm_entry_t *entry,
                                    apr_pool_t *result_pool);

#endif
