/**
 * mod_statement_folders - which folders of a newsroom have rules of their own, and which statements
 * have.
 *
 * Kept per child and judge: read from the catalog again when that has changed, and looked for on
 * the disk again after StatementRefresh where .htaccess files count. Not needed at all where a
 * newsroom is plain (mod_statement_judge).
 */
#ifndef MOD_STATEMENT_FOLDERS_H
#define MOD_STATEMENT_FOLDERS_H

#include "mod_statement_judge.h"
#include "stm_catalog.h"

/** One folder that holds statements. */
typedef struct stm_folder_rule_t {
    const char *folder; /* "2026/" */
    const char *rule;   /* itself or the nearest one above with rules of its own; never "" */
} stm_folder_rule_t;

typedef struct stm_folders_t {
    const apr_array_header_t *ruled; /* stm_folder_rule_t; all others go by the root */
    const apr_array_header_t *named; /* const char *: statements that a section may name */
} stm_folders_t;

/** Once per child, before its threads. */
void stm_folders_child(void);

/** The nearest folder with rules of its own, @a folder itself or one above; "" where there is none.
 */
const char *stm_folders_rule(const stm_judge_t *judge, const char *folder, apr_pool_t *result_pool);

/** What is known of the newsroom @a place until the end of @a r. Any thread. */
apr_status_t stm_folders_get(const stm_folders_t **folders, request_rec *r,
                             const stm_place_t *place, stm_catalog_t *catalog);

#endif
