/**
 * core/schema/validate - the rules: what `check` accepts is what gets published.
 *
 * The grammar is statement.xsd; what a grammar cannot say (how often, which references, which
 * dates, typed quotation marks) are rules in C. Messages are for press officers; libxml2's words
 * never appear. A schema is immutable once loaded and may be shared by all threads.
 */
#ifndef CORE_SCHEMA_VALIDATE_H
#define CORE_SCHEMA_VALIDATE_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/i18n/zone.h"
#include "core/xml/document.h"

typedef struct stm_schema_t stm_schema_t;

/** Loads statement.xsd from @a stylesheet_dir. STM_ESTYLESHEET with a problem where it cannot. */
apr_status_t stm_schema_load(const stm_schema_t **schema, const char *stylesheet_dir,
                             stm_problems_t *problems, apr_pool_t *result_pool);

/** What the rules depend on besides the document. */
typedef struct stm_rules_t {
    const stm_zone_t *zone; /* the newsroom's; NULL: none set, times without a zone are refused */
    apr_time_t moment;      /* now; 0: dates are not compared with the present */
} stm_rules_t;

/** Checks a parsed statement. APR_SUCCESS (warnings may have been added) or STM_EINVALID. */
apr_status_t stm_schema_check(const stm_schema_t *schema, const stm_document_t *document,
                              const stm_rules_t *rules, stm_problems_t *problems,
                              apr_pool_t *scratch_pool);

#endif
