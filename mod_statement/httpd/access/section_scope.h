/**
 * httpd/access/section_scope - which part of a newsroom a section of the configuration is for.
 *
 * <Directory>, <Location>, <Files> and <If> are read as they are written. A section is for the
 * whole newsroom, for one of its folders, for some of its documents, or for nothing in it. What is
 * not easily told counts as "for some of its documents".
 */
#ifndef HTTPD_ACCESS_SECTION_SCOPE_H
#define HTTPD_ACCESS_SECTION_SCOPE_H

#include "httpd/access/survey.h"

typedef struct stmh_scope_t {
    const struct stmh_scope_t *outer;
    int divides;      /* it is for some documents only */
    const char *part; /* for a folder of the newsroom; NULL: for all of it, or for what divides */
    int reads;        /* of its condition; STMH_READS_… */
    const ap_directive_t *condition;
    const char *text; /* of the condition */
    int is_in_folder; /* <Directory> or .htaccess */
    const char *base; /* of newsroom addresses for a RewriteRule in it; NULL: not known */
    int is_htaccess;  /* stmh_sections_vector does not know what is in it */
} stmh_scope_t;

/** Narrows @a scope to @a section. *former_reads is what the conditions before it read, for <Else>;
 * zero before the first section. Returns zero where the section is for nothing in the newsroom. */
int stmh_scope_enter(stmh_scope_t *scope, const stmh_survey_t *survey,
                     const ap_directive_t *section, int *former_reads);

/** Narrows @a scope to the folder @a path (absolute) of the file system and all below it. Returns
 * zero where nothing of the newsroom is there. */
int stmh_scope_enter_folder(stmh_scope_t *scope, const stmh_survey_t *survey, const char *path);

/** Narrows @a scope to the address @a path and all below it: the whole newsroom, a folder, or a
 * document. The newsroom's own address is known. Returns zero where nothing of the newsroom is
 * there. */
int stmh_scope_enter_prefix(stmh_scope_t *scope, const stmh_survey_t *survey, const char *path);

/** The folder that @a scope is limited to ("2026/a"); NULL: none. */
const char *stmh_scope_part(const stmh_scope_t *scope);

/** Non-zero where what is in @a scope does not hold for the whole newsroom under all conditions. */
int stmh_scope_divides(const stmh_scope_t *scope);

/** Non-zero in a section of an .htaccess file. */
int stmh_scope_is_in_htaccess(const stmh_scope_t *scope);

#endif
