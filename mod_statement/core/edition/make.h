/**
 * core/edition/make - the public edition of a document: what stylesheets get to see.
 *
 * Made in place: what is marked internal goes, comments and processing instructions
 * go, white space is settled as xslt/README.md says, addresses become canonical, statements
 * reproduced by `src` are put in, references to hidden statements lose their address. The root
 * gets attributes in the namespace STM_META_NS: address (absolute canonical URL), identity,
 * feed-identity (of a feed that holds it alone; not of one put in for `src`), name,
 * published, updated (RFC 3339, UTC), embargoed (the same, where it is still to come), expired
 * ("yes" past `expires`), and its head a `translation` for each other language of its group
 * (core/edition/translation_group);
 * an attachment or image of a head that is a file of the newsroom gets
 * length (bytes), and a type by its name's ending where it has none. A statement put in for `src`
 * gets them too, or notice="withdrawn" with address, and `when` where that is known, where only a
 * notice (title, issuers) stands in its place. Of a root that is withdrawn itself only title,
 * issuers, published and withdrawn are left; a withdrawal still to come is left out.
 */
#ifndef CORE_EDITION_MAKE_H
#define CORE_EDITION_MAKE_H

#include <apr_pools.h>
#include <apr_time.h>

#include "core/base/problem.h"
#include "core/site/newsroom.h"
#include "core/site/newsroom_file.h"
#include "core/site/reference.h"
#include "core/xml/document.h"

#define STM_META_NS "urn:mod-statement:meta" /* prefix m by convention */

typedef enum {
    STM_REFERENCE_MISSING = 0, /* no statement of that name (it may be a file) */
    STM_REFERENCE_HIDDEN,      /* draft, embargoed, invalid, or not for this reader */
    STM_REFERENCE_VISIBLE,
    STM_REFERENCE_WITHDRAWN /* withdrawn, or deleted after publication */
} stm_reference_t;

/** A statement in the language @a lang that another one names as itself, or that names that one. */
typedef struct stm_translation_t {
    const char *name, *lang; /* lang may be NULL */
} stm_translation_t;

/** How an edition looks up the other statements of its newsroom. Names are relative to the root,
 * without ".xml": "2026/name". */
typedef struct stm_resolver_t {
    void *baton;
    /** The state of @a name at @a moment. */
    stm_reference_t (*state)(void *baton, const char *name, apr_time_t moment,
                             apr_pool_t *scratch_pool);
    /** Its document, freshly parsed (the edition owns and changes it). For a withdrawn one
     * whatever is still known of its head (with a `withdrawn` that says when); APR_ENOENT where
     * nothing is. */
    apr_status_t (*load)(void *baton, stm_document_t **document, const char *name,
                         apr_pool_t *result_pool);
    /** Those (stm_translation_t), hidden ones too, that name @a name as the same statement in
     * another language or that it names, in any order. NULL: nobody knows. */
    apr_status_t (*translations)(void *baton, apr_array_header_t **translations, const char *name,
                                 apr_pool_t *result_pool);
} stm_resolver_t;

/** All that an edition depends on besides the document. */
typedef struct stm_view_t {
    const stm_newsroom_t *newsroom;
    const stm_resolver_t *resolver;
    const char *base; /* absolute URL of the newsroom's root, with a slash at its end */
    const char *name; /* of the document: "2026/name" */
    apr_time_t moment;
    const stm_mounts_t *mounts; /* NULL: base is the only one */
    apr_array_header_t
        *files; /* to note each file that it tells something of (core/edition/attachments); NULL */
    const char *file_query; /* of a preview: goes to the addresses of files; hidden statements that
                               it reproduces become notices. NULL: it is none */
} stm_view_t;

/** Makes the edition of @a document in place. APR_SUCCESS; STM_EINVALID where a `src` is missing
 * or loops, STM_ELIMIT where too many stand in one another; APR_ENOENT (no problem added) where one
 * is hidden: then this statement is, too. */
apr_status_t stm_edition_make(stm_document_t *document, const stm_view_t *view,
                              stm_problems_t *problems, apr_pool_t *scratch_pool);

/** Makes of @a document, in place, what readers may have of the stored XML: as it was typed,
 * without what is internal, comments, processing instructions, a withdrawal still to come, and what
 * leads to hidden statements. */
apr_status_t stm_edition_stored(stm_document_t *document, const stm_view_t *view,
                                apr_pool_t *scratch_pool);

/** The absolute URL under which the page of @a view offers a translation that its document names by
 * @a href; NULL where it does not. */
const char *stm_edition_offered(const char *href, const stm_view_t *view, apr_pool_t *result_pool);

typedef enum {
    STM_REACH_UNSET = 0, /* as NAMED */
    STM_REACH_NAMED,     /* reads the files that it is asked for, and no others */
    STM_REACH_FOLDER     /* reads the whole folder once to tell which translates which */
} stm_reach_t;

/** A resolver that reads the folder itself, for the command and for a server without a catalog.
 * It checks what it reads with @a schema (may be NULL). */
struct stm_schema_t;
const stm_resolver_t *stm_edition_folder_resolver(const stm_newsroom_t *newsroom,
                                                  const struct stm_schema_t *schema,
                                                  stm_reach_t reach, apr_pool_t *result_pool);

/** newsroom.xml as the folder has it, see newsroom->shared_root: what it says where it keeps the
 * rules of @a schema (may be NULL), else NULL, with problems where there is one. */
const stm_newsroom_file_t *stm_edition_newsroom_file(const stm_newsroom_t *newsroom,
                                                     const struct stm_schema_t *schema,
                                                     stm_problems_t *problems,
                                                     apr_pool_t *result_pool);

/** Names (const char *, "2026/name") of all XML files in @a folder ("" or "2026/") and below, in no
 * order; companions are left out. An error of the file system where @a folder cannot be read. */
apr_status_t stm_edition_folder_names(apr_array_header_t **names, const stm_newsroom_t *newsroom,
                                      const char *folder, apr_pool_t *result_pool);

/** @a href of the document @a name resolved to a name below the root ("../b.xml" in "2026/a" is
 * "b"), or NULL where it leads elsewhere (absolute, above the root, a fragment alone). Query and
 * fragment do not count, percent-encoding is undone. */
const char *stm_edition_name(const char *href, const char *name, apr_pool_t *result_pool);

#endif
