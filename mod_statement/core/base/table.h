/**
 * core/base/table - hash tables whose keys are words of documents.
 *
 * APR's own hash function is no secret: a file of names that it takes for one another makes each
 * look-up as slow as a list, whatever its seed (16,000 of them: 0.8 s of a check, and four times
 * that for twice as many). Keys of these tables are mixed with a number that each start of a
 * program draws anew.
 */
#ifndef CORE_BASE_TABLE_H
#define CORE_BASE_TABLE_H

#include <apr_hash.h>

/** As apr_hash_make. */
apr_hash_t *stm_table_make(apr_pool_t *result_pool);

#endif
