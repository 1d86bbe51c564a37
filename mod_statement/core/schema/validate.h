/**
 * core/schema/validate - checks a statement; `check` and the server use the same rules.
 *
 * statement.xsd is the grammar. Rules in C check what a grammar cannot express: counts, references,
 * dates, typed quotation marks. Messages are written for press officers and never quote libxml2. A
 * schema is immutable; all threads may share it for as long as its pool lives.
 */
#ifndef CORE_SCHEMA_VALIDATE_H
#define CORE_SCHEMA_VALIDATE_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/i18n/zone.h"
#include "core/xml/document.h"

typedef struct stm_schema_t stm_schema_t;

/** Loads statement.xsd and newsroom.xsd from @a stylesheet_dir. APR_SUCCESS; STM_ESTYLESHEET, with
 * a problem that says why. */
apr_status_t stm_schema_load(const stm_schema_t **schema, const char *stylesheet_dir,
                             stm_problems_t *problems, apr_pool_t *result_pool);

/** The settings that the rules depend on. */
typedef struct stm_rules_t {
    const stm_zone_t *zone; /* the newsroom's; NULL: none set, times without a zone are refused */
    apr_time_t moment;      /* now; 0: dates are not compared with the present */
} stm_rules_t;

/** Checks a parsed statement, into which what it uses of newsroom.xml has been put
 * (core/site/expansion), and adds the problems that it finds. APR_SUCCESS: there are warnings
 * at most; STM_EINVALID: there are errors. Any thread, one at a time for a document. */
apr_status_t stm_schema_check(const stm_schema_t *schema, const stm_document_t *document,
                              const stm_rules_t *rules, stm_problems_t *problems,
                              apr_pool_t *scratch_pool);

/** Checks a parsed newsroom.xml. Statuses as stm_schema_check. */
apr_status_t stm_schema_check_newsroom(const stm_schema_t *schema, const stm_document_t *document,
                                       const stm_rules_t *rules, stm_problems_t *problems,
                                       apr_pool_t *scratch_pool);

#endif
