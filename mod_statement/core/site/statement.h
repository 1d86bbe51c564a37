/**
 * core/site/statement - the data that lists and visibility need from one document.
 *
 * They are extracted from the parsed document, which may break the rules: what cannot be read stays
 * unset. All strings are UTF-8 and live in the result pool. All functions may be called by any
 * thread, one at a time for a document.
 */
#ifndef CORE_SITE_STATEMENT_H
#define CORE_SITE_STATEMENT_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/i18n/date.h"
#include "core/xml/document.h"

/** Before every moment, after every moment. */
#define STM_NEVER APR_INT64_MAX

/** An element or attribute that decides whether and when a statement is public (stm_empty_decides)
 * makes the statement a draft if it is empty or has an unknown value. The outline looks only at the
 * root's status. */
typedef enum { STM_STATUS_UNSET = 0, STM_STATUS_DRAFT, STM_STATUS_FINAL } stm_status_t;

typedef struct stm_tag_t {
    const char *key; /* the `key` attribute, else the folded text */
    const char *text;
} stm_tag_t;

typedef enum {
    STM_EDGE_UNSET = 0,
    STM_EDGE_SOURCE,      /* <statement src="…"/>: reproduced here */
    STM_EDGE_LINK,        /* any other href, cite or transcript: only named */
    STM_EDGE_SHOW,        /* image, attachment, video, audio, poster: a file that it shows */
    STM_EDGE_TRANSLATION, /* the same statement in another language: both pages name each other */
    STM_EDGE_INTERNAL,    /* any of these in what is internal: shown to nobody */
    STM_EDGE_FORMAT,      /* "name" where one of these is "name.ext"; the catalog's own */
    STM_EDGE_NEXT         /* any of these in a version that is not shown yet; the catalog's own */
} stm_edge_kind_t;

/* The address of an edge INTERNAL by which a document may name any file of its newsroom. */
#define STM_EDGE_ANY_FILE ""

typedef struct stm_edge_t {
    stm_edge_kind_t kind;
    const char *href; /* as written */
    const char *lang; /* of a translation, as written; NULL: none */
    int line, column;
} stm_edge_t;

typedef struct stm_statement_t {
    const char *id; /* the `id` attribute; NULL: none */
    const char *lang;
    stm_status_t status;
    const char *kind, *number; /* NULL: none */
    const char *title;   /* plain text, white space collapsed, marks in, note references out; at
                            most 1000 characters */
    const char *summary; /* see stm_teaser_of; NULL: none */
    stm_date_t published;
    const char *published_text;  /* as written */
    int year;                    /* of `published` as it is shown; 0: none */
    apr_time_t published_at;     /* STM_NEVER where there is none */
    apr_time_t updated_at;       /* the latest `updated`; 0: none */
    apr_time_t expires_at;       /* STM_NEVER: does not */
    apr_time_t withdrawn_at;     /* STM_NEVER: is not */
    stm_date_t withdrawn;        /* as written; unset where it is not or that is no date */
    apr_array_header_t *tags;    /* stm_tag_t */
    apr_array_header_t *issuers; /* const char * (full names) */
    apr_array_header_t *authors; /* const char * */
    apr_array_header_t *edges;   /* stm_edge_t */
    stm_weight_t weight;         /* of the document itself */
    apr_off_t bytes;             /* its size */
    const char *text; /* all public words but the title, for search: see stm_plain_statement; and
                         its dates in words */
} stm_statement_t;

/** Extracts all of it. Never fails for a document with a `statement` root; missing parts stay
 * unset. @a zone is the one that the newsroom has set; with NULL days begin at midnight UTC, and
 * moments are shown at the offset they were written with. */
stm_statement_t *stm_statement_extract(const stm_document_t *document, const stm_zone_t *zone,
                                       apr_pool_t *result_pool);

/** Extracts only the root's attributes and the dates, at a fraction of the cost: all lists are NULL
 * or empty, and title, summary and text are NULL. */
stm_statement_t *stm_statement_outline(const stm_document_t *document, const stm_zone_t *zone,
                                       apr_pool_t *result_pool);

/** Makes a statement of @a bytes that are not well-formed: each string in them that may be the
 * address of a file becomes an edge STM_EDGE_INTERNAL, so that the file stays hidden. Too many
 * become one edge to STM_EDGE_ANY_FILE. */
stm_statement_t *stm_statement_malformed(const char *bytes, apr_size_t size,
                                         apr_pool_t *result_pool);

/** The same for the file at @a path, which is read in small parts. One that cannot be read, or is
 * longer than 32 MB, gets the edge to STM_EDGE_ANY_FILE. */
stm_statement_t *stm_statement_malformed_file(const char *path, apr_pool_t *result_pool);

/** The identity that feeds use: @a id itself if it is an absolute IRI, else a name-based UUID (RFC
 * 9562 section 5.5, "urn:uuid:…") of @a identity and @a id, or of @a identity and @a name where @a
 * id is NULL. */
const char *stm_statement_identity(const char *id, const char *name, const char *identity,
                                   apr_pool_t *result_pool);

#endif
