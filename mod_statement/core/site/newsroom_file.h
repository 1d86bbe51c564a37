/**
 * core/site/newsroom_file - newsroom.xml: what all statements of a newsroom share.
 *
 * Issuers, speakers, contacts, notes, glossary entries and tags that statements use by reference
 * (core/site/expansion puts them in), and what is said of each statement that does not say it
 * itself: its end line, rights, who is responsible, use of AI, policies. Several elements of one id
 * differ in xml:lang or in `from`; a statement gets the one that fits its language and date.
 *
 * Immutable once read; may be shared by threads for as long as its pool lives.
 */
#ifndef CORE_SITE_NEWSROOM_FILE_H
#define CORE_SITE_NEWSROOM_FILE_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <apr_time.h>

#include "core/site/filter.h"
#include "core/site/newsroom.h"
#include "core/xml/document.h"

/** Its name in the newsroom's root folder; in other folders the name means nothing. */
#define STM_NEWSROOM_FILE "newsroom.xml"

typedef struct stm_newsroom_file_t stm_newsroom_file_t;

/** One element of it. */
typedef struct stm_shared_t {
    const xmlNode *node;
    const char *element; /* "contact" */
    const char *id;      /* see stm_shared_element_id; NULL: none */
    const char *lang;    /* its own or the root's; NULL: none */
    apr_time_t from;     /* 0: always */
    int is_internal;
    apr_size_t size;    /* of its text */
    const char *digest; /* of that */
} stm_shared_t;

/** What a statement is that asks for a shared element. */
typedef struct stm_sharing_t {
    const char *lang;        /* NULL: none */
    apr_time_t published_at; /* no element from later on; STM_NEVER: any */
} stm_sharing_t;

/** Reads @a bytes, which must live as long as @a result_pool. Statuses as
 * stm_document_parse_newsroom. What breaks the rules (core/schema/rules_newsroom) is read as far as
 * it goes. */
apr_status_t stm_newsroom_file_parse(stm_newsroom_file_t **file, const char *bytes, apr_size_t size,
                                     const stm_newsroom_t *newsroom, stm_problems_t *problems,
                                     apr_pool_t *result_pool);

/** The document that it was read from. */
const stm_document_t *stm_newsroom_file_document(const stm_newsroom_file_t *file);

/** The bytes of @a newsroom's newsroom.xml. APR_ENOENT where there is none; an error of the
 * file system or STM_ELIMIT with a problem added. */
apr_status_t stm_newsroom_file_bytes(const char **bytes, apr_size_t *size,
                                     const stm_newsroom_t *newsroom, stm_problems_t *problems,
                                     apr_pool_t *result_pool);

/** The code and the remedy of a newsroom.xml in a folder below the newsroom's root. */
#define STM_NEWSROOM_FILE_UNUSED "newsroom-file-unused"
#define STM_NEWSROOM_FILE_UNUSED_REMEDY                                                            \
    "Move what it has into the newsroom.xml of the newsroom's root folder: only that one counts."

/** Non-zero where @a folder has a newsroom.xml. */
int stm_newsroom_file_is_in(const char *folder, apr_pool_t *scratch_pool);

/** The nearest folder around @a folder that has a newsroom.xml; NULL: none has. */
const char *stm_newsroom_file_around(const char *folder, apr_pool_t *result_pool);

/** For who has only a part of a newsroom: sets shared_root and shared_prefix to the nearest folder
 * around newsroom->root that has a newsroom.xml, unless the root has one or there is none. */
void stm_newsroom_file_locate(stm_newsroom_t *newsroom, apr_pool_t *result_pool);

/** The element that @a sharing gets for @a id; NULL: none. *is_later (may be NULL): there is one,
 * but only from a later day on. @a file may be NULL. By language: RFC 4647 section 3.4, then the
 * newsroom's own, then the first. */
const stm_shared_t *stm_newsroom_file_find(const stm_newsroom_file_t *file, const char *element,
                                           const char *id, const stm_sharing_t *sharing,
                                           int *is_later, apr_pool_t *scratch_pool);

/** The ids of all elements of that name, each once; ends with NULL. */
const char *const *stm_newsroom_file_ids(const stm_newsroom_file_t *file, const char *element);

/** Non-zero where a public tag has the key @a value as a filter has it, or a public issuer the
 * name: statements may be filtered by it though none has it. Of other kinds there is none. */
int stm_newsroom_file_names(const stm_newsroom_file_t *file, stm_facet_kind_t kind,
                            const char *value, apr_pool_t *scratch_pool);

/** Adds all values (const char *) for which stm_newsroom_file_names is non-zero; none where @a file
 * is NULL. */
void stm_newsroom_file_values(apr_array_header_t *values, const stm_newsroom_file_t *file,
                              stm_facet_kind_t kind);

/** A digest of all that is said of statements without their asking; NULL: nothing is. */
const char *stm_newsroom_file_defaults_digest(const stm_newsroom_file_t *file);

/** How many bytes a statement may get of it: as many as a document may have. */
apr_off_t stm_newsroom_file_max_bytes(const stm_newsroom_file_t *file);

#endif
