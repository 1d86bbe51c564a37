/**
 * httpd/access/server_rules - what the server's own configuration says of one newsroom.
 *
 * A survey of it, made once per child and newsroom, without what lies on the disk.
 */
#ifndef HTTPD_ACCESS_SERVER_RULES_H
#define HTTPD_ACCESS_SERVER_RULES_H

#include <apr_hash.h>

#include "httpd/access/survey.h"
#include "httpd/config/settings.h"

/** What can differ, as of now. */
typedef struct stmh_differences_t {
    int documents, readers; /* two of them can get different verdicts */
    const char *unaskable;  /* a directive as written that no look-up can ask about; NULL: none */
    const char *key;        /* of all rules that decide; changes with them */
    int reads_host;         /* they read scheme, host or port */
    int is_complete;        /* no rules can come with a folder */
    apr_hash_t *folders;    /* those ("2026/a") whose rules were read; NULL: none */
    int is_late;            /* a wait was in vain, and nobody knows: only 503 may be said */
} stmh_differences_t;

typedef struct stmh_server_rules_t {
    const server_rec *server;
    const char *root, *base_path;
    int is_level;                    /* below the root .htaccess files and links never count */
    const apr_array_header_t *parts; /* stmh_survey_part_t */
    stmh_differences_t differences;
} stmh_server_rules_t;

/** Surveys the newsroom with @a root at @a base_path in @a server; both strings outlive @a rules.
 */
void stmh_server_rules_read(stmh_server_rules_t *rules, const server_rec *server, const char *root,
                            const char *base_path, apr_pool_t *result_pool);

/** Non-zero where .htaccess files, or folders that rules name, can add to @a rules. */
int stmh_server_rules_need_disk(const stmh_server_rules_t *rules);

/** Finishes @a survey and takes over its result, the key excepted. */
void stmh_differences_take(stmh_differences_t *differences, stmh_survey_t *survey,
                           apr_pool_t *result_pool);

/** Non-zero where the configuration as written, without any address, cannot treat two documents or
 * two readers of the newsroom with @a root differently, and no .htaccess file can. At the start,
 * once httpd/access/dirconf has surveyed @a server. */
int stmh_server_rules_are_uniform(const server_rec *server, const char *root, apr_pool_t *pool);

/** Logs at the start what a newsroom's administrator should know of its rules; @a config are its
 * settings. */
void stmh_server_rules_report(const server_rec *server, const char *root,
                              const stmh_config_t *config, apr_pool_t *pool);

/** Warns, once for all children, where @a differences have an unaskable rule that @a rules have
 * not.
 */
void stmh_differences_warn(const stmh_server_rules_t *rules, const stmh_differences_t *differences,
                           apr_pool_t *scratch_pool);

#endif
