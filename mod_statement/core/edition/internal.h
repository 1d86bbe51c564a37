/**
 * core/edition/internal - the steps of making an edition; for this folder only.
 *
 * Each step is one walk over one document. A statement put in for `src` has been through all of
 * them as a document of its own before it is put in, so that its references resolve in its own
 * folder.
 */
#ifndef CORE_EDITION_INTERNAL_H
#define CORE_EDITION_INTERNAL_H

#include <apr_hash.h>

#include "core/edition/make.h"
#include "core/edition/tree.h"
#include "core/site/newsroom_file.h"
#include "core/site/statement.h"

typedef struct stm_editing_t {
    const stm_view_t *view;
    const char *name;                  /* of the document in hand: "2026/name" */
    const char *file;                  /* as problems name it */
    const struct stm_editing_t *outer; /* the document that reproduces it; NULL: none */
    int depth;                         /* how many stand around it */
    stm_weight_t *page;                /* with all that has been put in so far */
    const stm_mounts_t *mounts;        /* where the newsroom's addresses begin */
    apr_hash_t *states;                /* stm_reference_t by name: each is asked for once */
    stm_problems_t *problems;
    apr_pool_t *pool;
} stm_editing_t;

/** All steps for one document. Statuses as stm_edition_make. */
apr_status_t stm_edition_document(stm_document_t *document, const stm_editing_t *editing);

/** Adds to the head of @a document, a statement that no other one reproduces, what newsroom.xml
 * says of all that do not say it themselves: rights, responsible, ai, policies, and the line at its
 * end (`ending` with m:own). */
void stm_edition_add_defaults(stm_document_t *document, const stm_statement_t *statement,
                              apr_pool_t *scratch_pool);

/** Replaces U+0080 to U+009F by the letters of Windows-1252 that were meant, or removes them. */
void stm_edition_fix_windows_1252(xmlNode *root, apr_pool_t *scratch_pool);

/** Removes elements that say nothing; call it before stm_edition_normalize_space. */
void stm_edition_remove_empty(xmlNode *root, apr_pool_t *scratch_pool);

/** Puts the words before the list that ends an item into a `p` with m:words; call it before
 * stm_edition_normalize_space. */
void stm_edition_wrap_item_words(xmlNode *root);

/** Normalizes white space as xslt/README.md says ("White space"). */
void stm_edition_normalize_space(xmlNode *root);

/** Makes `href`, `cite`, `poster` and `transcript` canonical URLs; removes those that may not be
 * named. */
void stm_edition_resolve_addresses(xmlNode *root, const stm_editing_t *editing);

/** Marks @a node, which leads to @a href as it was typed, with m:bare where its words are that. */
void stm_edition_mark_bare_link(xmlNode *node, const char *href, const stm_editing_t *editing);

/** Removes references to hidden statements; the rest stays as it was typed. */
void stm_edition_remove_hidden(xmlNode *root, const stm_editing_t *editing);

/** Feeds name a file with its size and type (RSS 2.0, enclosure): @a node, which shows the file
 * @a path below the root, gets m:length where that is a file of the newsroom, and the type that the
 * name's ending says where the editor has not given any; a picture also m:width and m:height
 * (pixels). */
void stm_edition_describe_file(xmlNode *node, const char *path, const stm_editing_t *editing);

/** Marks with m:numeric the cells of numeric columns: `numeric="yes"` on the cell itself, or on a
 * header of the table's first row above it. */
void stm_edition_mark_numeric(xmlNode *root, apr_pool_t *scratch_pool);

/** Marks @a node, whose poster is the file @a path below the root, with m:width and m:height where
 * that is a picture of the newsroom. */
void stm_edition_describe_picture(xmlNode *node, const char *path, const stm_editing_t *editing);

/** Adds a `translation` for each other language of the statement's group, and takes out those that
 * are not the one of their language. */
void stm_edition_add_translations(xmlNode *root, const stm_editing_t *editing);

/** Gives sections, callouts, block quotations and quotations with an `id` the one that they have on
 * the page (m:id), and links with m:place, where that names a place, its address on the page at @a
 * address; from others m:place goes. Once all is put in. */
void stm_edition_settle_anchors(xmlNode *root, const char *address, apr_pool_t *scratch_pool);

/** Marks with m:first the first reference to each note in a statement, the first use of each
 * abbreviation in the text of the whole page, and the first turn of each speaker in a statement.
 * Once all is put in. */
void stm_edition_mark_firsts(xmlNode *root, apr_pool_t *scratch_pool);

/** What the resolver says of @a name, which must live as long as the edition is made. */
stm_reference_t stm_edition_state(const char *name, const stm_editing_t *editing);

/** The canonical URL of a statement. */
const char *stm_edition_canonical(const stm_view_t *view, const char *name,
                                  apr_pool_t *result_pool);

/** The colon after a scheme, or what a browser might take for one; NULL. */
const char *stm_edition_scheme_end(const char *href);

/** Non-zero where the scheme of @a href, up to @a end, is one that may stand in a page. */
int stm_edition_is_allowed(const char *href, const char *end);

/** What stm_percent_encode keeps of a reference. */
#define STM_EDITION_IN_REFERENCE "%-._~!$&'()*+,;=:@/?#"

/** An address with a scheme as it may stand in a page: its host as A-label, an IPv6 host in its
 * brackets, the rest percent-encoded. */
const char *stm_edition_encode(const char *href, apr_pool_t *result_pool);

/** The absolute URL of @a href, which has no scheme, in the page @a page. */
const char *stm_edition_resolve(const char *page, const char *href, apr_pool_t *result_pool);

/** Adds the view's file_query to the addresses of files below @a node, which are resolved. */
void stm_edition_sign_files(xmlNode *node, const stm_editing_t *editing);

/** Replaces each `src` by the edition of the statement that it names, by way of
 * stm_edition_document: a statement in a statement. Statuses as stm_edition_make. */
apr_status_t stm_edition_include_sources(xmlNode *root, const stm_editing_t *editing);

#endif
