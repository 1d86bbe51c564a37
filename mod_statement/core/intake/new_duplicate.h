/**
 * core/intake/new_duplicate - of two new files with one id, which counts, before the intake knows.
 *
 * A page is there as soon as its file is. Where two files with one id come together, the catalog
 * has none of them yet, and each of them alone looks like a new statement.
 *
 * Costs a stat() for each XML file of the newsroom, and a read of the beginning of each that is
 * younger than the last complete scan; beyond a thousand of these it is left to the intake.
 */
#ifndef CORE_INTAKE_NEW_DUPLICATE_H
#define CORE_INTAKE_NEW_DUPLICATE_H

#include "core/catalog/index.h"
#include "core/schema/validate.h"

/** A file that the catalog does not know. */
typedef struct stm_new_file_t {
    stm_catalog_t *catalog;
    const stm_newsroom_t *newsroom;
    const stm_schema_t *schema;
    const char *name, *id;
    apr_time_t mtime;
} stm_new_file_t;

/** Non-zero where another file that the catalog does not know either has the id of @a file, is
 * public at @a moment, and counts: it is older, in whole seconds, or has the shorter name. */
int stm_new_duplicate_counts(const stm_new_file_t *file, apr_time_t moment,
                             apr_pool_t *scratch_pool);

/** Of two files of one statement, one of which is found before the other is public: whether the one
 * called @a name, of that date, is the older one. Without an id, dates less than two seconds apart
 * tell nothing. The shorter name is next, then their order. */
int stm_duplicates_is_older(const char *name, apr_time_t date, const char *other_name,
                            apr_time_t other_date, int has_id);

#endif
