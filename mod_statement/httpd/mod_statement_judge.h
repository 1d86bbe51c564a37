/**
 * mod_statement_judge - what the configuration can say about one address of a newsroom and not
 * about another.
 *
 * httpd judges by the address that was asked for, but the rules of NAME.xml hold for each of its
 * addresses, and lists show only what their reader may read. The sure way to know is to ask httpd
 * about NAME.xml or a folder by a look-up; here stands when the answer is known without. All is
 * conservative: modules that are not known, conditions, rewriting and the like make a newsroom
 * opaque, and then every question is asked.
 *
 * A judge is made when a server, root and base path are first seen in a child, and kept; the number
 * is bounded, beyond it a newsroom is opaque. Immutable.
 */
#ifndef MOD_STATEMENT_JUDGE_H
#define MOD_STATEMENT_JUDGE_H

#include "mod_statement_newsroom.h"

typedef struct stm_judge_t stm_judge_t;

/** Once per child, before its threads. */
void stm_judge_child(void);

/** The judge for @a place of @a server; in @a pool where it cannot be kept. Any thread. */
const stm_judge_t *stm_judge_of(const server_rec *server, const stm_place_t *place,
                                apr_pool_t *pool);

/** Non-zero where @a judge lives as long as the child. */
int stm_judge_is_kept(const stm_judge_t *judge);

/** Non-zero where no file on disk makes rules: .htaccess files and links never count. */
int stm_judge_is_level(const stm_judge_t *judge);

/** Non-zero where anything may be judged in any way. */
int stm_judge_is_opaque(const stm_judge_t *judge);

/** Non-zero where nothing below the root can be judged other than the root. */
int stm_judge_is_plain(const stm_judge_t *judge);

/** Non-zero where httpd judges the request, whose file is that of @a name, as it would judge one
 * for NAME.xml. */
int stm_judge_is_alike(const stm_judge_t *judge, const request_rec *r, const char *name);

/** Non-zero where it judges the request, for a list, as it would judge one for the folder
 * @a folder ("" or "2026/"). */
int stm_judge_is_as_folder(const stm_judge_t *judge, const request_rec *r, const char *folder);

/** Non-zero where sections, .htaccess files or links may judge the folder @a folder ("2026/") other
 * than the one above it. Looks at the disk where such files count. */
int stm_judge_has_own_rules(const stm_judge_t *judge, const char *folder, apr_pool_t *scratch_pool);

/** Non-zero where a section may judge NAME.xml other than its folder; @a files are the <Files>
 * sections that hold in it (ap_conf_vector_t *, or NULL). */
int stm_judge_is_named(const stm_judge_t *judge, const apr_array_header_t *files, const char *name,
                       apr_pool_t *scratch_pool);

/** Non-zero where stm_judge_is_named can be true for any name with these @a files. */
int stm_judge_may_name(const stm_judge_t *judge, const apr_array_header_t *files);

/** The <Files> sections that hold in the newsroom's root, as far as a start knows them. */
const apr_array_header_t *stm_judge_files(const stm_judge_t *judge);

#endif
