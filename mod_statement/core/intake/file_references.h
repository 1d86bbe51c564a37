/**
 * core/intake/file_references - who names a file: what the catalog knows, put right by what the
 * folder holds now.
 *
 * A file is hidden if only hidden statements name it. The catalog may be out of date or missing:
 * kit.zip and the draft that names it arrive together, and the intake scans a moment later. So a
 * file that is younger than the last complete scan is decided on only after every XML file that has
 * changed since has been read; without a catalog only files that a shown statement names are
 * served. A document that cannot be parsed, also because it is too large, is searched for names
 * (stm_statement_malformed); while one may name any file, files that nothing shown names stay
 * closed.
 *
 * Costs one query for a file that is older than that scan. Else a stat() for each XML file, and a
 * parse for each that changed.
 */
#ifndef CORE_INTAKE_FILE_REFERENCES_H
#define CORE_INTAKE_FILE_REFERENCES_H

#include <apr_file_info.h>

#include "core/catalog/index.h"
#include "core/schema/validate.h"
#include "core/site/reference.h"

typedef enum {
    STM_FILE_REFERENCES_UNSET = 0, /* cannot be told now: ask again in a moment */
    STM_FILE_REFERENCES_NOBODY,    /* no statement names it */
    STM_FILE_REFERENCES_HIDDEN,    /* hidden statements, or what is internal, and nothing else */
    STM_FILE_REFERENCES_SHOWN      /* a statement that is shown */
} stm_file_references_t;

typedef struct stm_file_references_query_t {
    stm_catalog_t *catalog; /* NULL: there is none */
    const stm_newsroom_t *newsroom;
    const stm_schema_t *schema; /* NULL: documents are not checked */
    const stm_mounts_t *mounts; /* may be NULL */
    apr_time_t moment;
} stm_file_references_query_t;

/** Who names @a file, a path below the root, of which @a finfo has the ctime. */
stm_file_references_t stm_file_references_find(const stm_file_references_query_t *query,
                                               const char *file, const apr_finfo_t *finfo,
                                               apr_pool_t *scratch_pool);

/** Non-zero for what is part of the site rather than of a statement: styles, fonts, scripts. */
int stm_file_references_is_site(const char *file);

#endif
