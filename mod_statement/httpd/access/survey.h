/**
 * httpd/access/survey - whether the configuration can treat documents or readers differently.
 *
 * Reads the configuration as it is written: which sections apply to the newsroom, to some of its
 * documents or to a folder, and what the directives in them do. It answers two questions: can two
 * documents differ in access for one reader, and can two readers differ for one document? Each is
 * answered "yes" unless every directive in force is known not to matter.
 *
 * A look-up cannot ask about rules that read a variable or a header which something has set by the
 * address of the main request (SetEnvIf Request_URI, RequestHeader), nor about conditions on
 * IS_SUBREQ, on notes or on headers of the response.
 */
#ifndef HTTPD_ACCESS_SURVEY_H
#define HTTPD_ACCESS_SURVEY_H

#include <apr_tables.h>
#include <httpd.h>

#include <http_config.h>

#include "core/base/hash.h"

/** A folder of the newsroom ("2026/a", without the slash at its end) that rules are for. */
typedef struct stmh_survey_part_t {
    const char *tail;
    int do_readers_differ; /* there */
} stmh_survey_part_t;

typedef struct stmh_survey_t {
    const server_rec *server;
    const char *root;      /* no slash at its end */
    const char *base_path; /* with a slash at both ends; NULL: not known yet */
    apr_pool_t *pool;
    const char *uri;  /* the one address that is asked about; NULL: all statements */
    const char *file; /* the name of its file; NULL: it has none */
    int do_documents_differ, do_readers_differ;
    int reads_host;                        /* conditions on host, port or scheme are in force */
    int has_rewriting;                     /* a RewriteRule has an effect */
    int passes;                            /* what those without an effect read; STMH_READS_… */
    apr_array_header_t *parts;             /* stmh_survey_part_t */
    const ap_directive_t *unaskable;       /* no look-up can tell what it does; NULL: none */
    const ap_directive_t *block_list;      /* NULL: none */
    const ap_directive_t *reader_rule;     /* the first that tells readers apart; NULL: none */
    apr_array_header_t *setters, *readers; /* of variables; the implementation's, as what follows */
    apr_array_header_t *by_reader;         /* variables that depend on the reader */
    apr_array_header_t *by_variable;       /* texts of rules for the one address that read some */
    stm_hash_t hash;                       /* of all directives that have an effect */
} stmh_survey_t;

/** Surveys the server's configuration for @a survey, in which server, root, base_path and pool are
 * set, uri and file where one address is asked about, and all else is zero. */
void stmh_survey_start(stmh_survey_t *survey);

/** Takes in the directives @a tree of an .htaccess file in @a folder (absolute, no slash at its
 * end). */
void stmh_survey_htaccess(stmh_survey_t *survey, const ap_directive_t *tree, const char *folder);

/** Once all is taken in: finds variables that are set by address and read by a rule. */
void stmh_survey_finish(stmh_survey_t *survey);

/** Non-zero where @a path is the folder of @a part or lies below it. */
int stmh_survey_part_holds(const stmh_survey_part_t *part, const char *path);

#endif
