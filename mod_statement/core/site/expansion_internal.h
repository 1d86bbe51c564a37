/**
 * core/site/expansion_internal - one expansion, and what its parts share; for these files only.
 */
#ifndef CORE_SITE_EXPANSION_INTERNAL_H
#define CORE_SITE_EXPANSION_INTERNAL_H

#include <apr_hash.h>

#include "core/base/hash.h"
#include "core/site/newsroom_file.h"

typedef struct stm_expanding_t {
    stm_document_t *document;
    const stm_newsroom_file_t *file;
    const stm_zone_t *zone;
    stm_problems_t *problems;
    int errors, nears;        /* how many nearest ids have been looked for */
    const xmlNode *statement; /* whose sharing is the following; NULL: none yet */
    stm_sharing_t sharing;
    apr_hash_t *dates; /* apr_time_t * by statement */
    apr_off_t size;    /* of what has been put in */
    stm_hash_t hash;
    int has_asked;
    apr_array_header_t *pointers; /* xmlNode *: may point there */
    apr_hash_t *added;            /* "speaker id": what pointers have brought already */
    xmlNode *glossary;            /* that takes entries; NULL: none yet */
    apr_pool_t *pool;
} stm_expanding_t;

/** Counts an error, and adds it where problems are wanted. */
void stm_expanding_refuse(stm_expanding_t *to, const xmlNode *node, const char *code,
                          const char *remedy, const char *message);

/** Language and date of @a statement, and of what stands in its head and below its body. */
const stm_sharing_t *stm_expanding_sharing(stm_expanding_t *to, const xmlNode *statement);

/** Puts into the digest that @a id was asked for and @a found (NULL: nothing). */
void stm_expanding_asked(stm_expanding_t *to, const char *element, const char *id,
                         const stm_shared_t *found);

/** The id of such an element that was probably meant; NULL. After so many of one document as can
 * be reported none is looked for. */
const char *stm_expanding_nearest(stm_expanding_t *to, const char *element, const char *id);

/** Marks @a node as none of the document's own words. */
void stm_expanding_mark(stm_expanding_t *to, const xmlNode *node);

/** Zero where the statement has got too much of newsroom.xml; that is said once. */
int stm_expanding_has_room(stm_expanding_t *to, const xmlNode *node, const stm_shared_t *shared);

/** Notes @a node where it may point to newsroom.xml; the same of all in @a top. */
void stm_expanding_note_pointer(stm_expanding_t *to, const xmlNode *node);
void stm_expanding_note_pointers(stm_expanding_t *to, const xmlNode *top);

/** Adds to @a root what these point to and no statement around them has. */
void stm_expanding_follow(stm_expanding_t *to, xmlNode *root);

#endif
