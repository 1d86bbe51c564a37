/**
 * core/xml/document - bytes to a parsed document, within limits.
 *
 * No network, no external entity, no DTD, bounded size and depth; every fault
 * becomes a problem in plain words. Each element knows its exact line and
 * column. A document belongs to one thread at a time and is freed with its
 * pool; a transform may change it, so it is never shared by two.
 */
#ifndef CORE_XML_DOCUMENT_H
#define CORE_XML_DOCUMENT_H

#include <apr_file_info.h>
#include <apr_hash.h>
#include <apr_pools.h>
#include <libxml/tree.h>

#include "core/base/problem.h"
#include "core/xml/bounds.h"

typedef struct stm_limits_t {
    apr_off_t max_bytes;   /* of one document; default 2 MiB */
    int max_depth;         /* of elements; default 100 */
    apr_uint64_t max_work; /* XPath operations of one transformation; default 100 million */
} stm_limits_t;

/** The limits where an admin says nothing. */
extern const stm_limits_t stm_limits_default;

struct stm_newsroom_file_t; /* see core/site/newsroom_file.h */

typedef struct stm_document_t {
    xmlDocPtr xml;     /* freed with the pool */
    const char *name;  /* as problems name it */
    const char *bytes; /* what was parsed */
    apr_size_t size;
    stm_weight_t weight; /* of what stands in it, nothing that `src` names */
    /* What newsroom.xml has given it, see core/site/expansion. */
    const struct stm_newsroom_file_t *newsroom_file; /* NULL: there is none, or nobody asked */
    const char *shared_up;     /* "../" for each folder from the document up to newsroom.xml */
    apr_hash_t *shared_nodes;  /* xmlNode * to itself: what has been put in; NULL: nothing */
    const char *shared_digest; /* of all that it gets or would get; NULL: nothing */
    apr_pool_t *pool;
} stm_document_t;

/** Reads the regular file @a path (never blocks on a pipe or socket) into @a bytes, with a NUL
 * behind the last one. APR_SUCCESS; an APR error of the file system with a problem added
 * (APR_ENOENT without); past limits->max_bytes STM_EFOREIGN where the beginning has somebody else's
 * root tag (see core/xml/root; no problem added), else STM_ELIMIT. */
apr_status_t stm_document_bytes(const char **bytes, apr_size_t *size, const char *path,
                                const char *name, const stm_limits_t *limits,
                                stm_problems_t *problems, apr_pool_t *result_pool);

/** The same of the open @a file, without adding a problem. */
apr_status_t stm_document_bytes_of(const char **bytes, apr_size_t *size, int file,
                                   const stm_limits_t *limits, apr_pool_t *result_pool);

/** Parses @a bytes, which must live as long as @a result_pool.
 * APR_SUCCESS; STM_EMALFORMED, STM_ELIMIT (problems added; also past core/xml/bounds); STM_EFOREIGN
 * where it is plainly somebody else's (see core/xml/root; no problem added, *document is set
 * without xml). What may be a statement with a slip in its first tag is STM_EMALFORMED, so that a
 * draft stays hidden. */
apr_status_t stm_document_parse(stm_document_t **document, const char *name, const char *bytes,
                                apr_size_t size, const stm_limits_t *limits,
                                stm_problems_t *problems, apr_pool_t *result_pool);

/** The root element of newsroom.xml, see core/site/newsroom_file. */
#define STM_NEWSROOM_ROOT "newsroom"

/** As stm_document_parse, of the file that has what all releases share: its root is `newsroom`, and
 * only its size bounds how much it holds. Any other root is STM_EMALFORMED with a problem. */
apr_status_t stm_document_parse_newsroom(stm_document_t **document, const char *name,
                                         const char *bytes, apr_size_t size,
                                         const stm_limits_t *limits, stm_problems_t *problems,
                                         apr_pool_t *result_pool);

/** stm_document_bytes and stm_document_parse. */
apr_status_t stm_document_read(stm_document_t **document, const char *path, const char *name,
                               const stm_limits_t *limits, stm_problems_t *problems,
                               apr_pool_t *result_pool);

/** How much of a document is wanted. */
typedef struct stm_stretch_t {
    apr_size_t enough; /* the head, and the paragraphs of the body that end within so many bytes */
    int is_cut;        /* more was there: nothing but text, elements of the body, and notes */
} stm_stretch_t;

/** The same, which may stop after the beginning of the document where that has all that a list
 * shows. In the tree, elements then end behind the last whole paragraph that go on in the file, and
 * what follows need not be well-formed. @a stretch may be NULL: the whole document. *@a after (may
 * be NULL) tells inode, size, mtime and ctime of the file once it has been read (all 0 where that
 * failed), so that a change in between shows. */
apr_status_t stm_document_read_stretch(stm_document_t **document, stm_stretch_t *stretch,
                                       apr_finfo_t *after, const char *path, const char *name,
                                       const stm_limits_t *limits, stm_problems_t *problems,
                                       apr_pool_t *result_pool);

/** A document of our own making, named @a name, with nothing but an empty root element @a root. */
stm_document_t *stm_document_create(const char *name, const char *root, apr_pool_t *result_pool);

/** Frees the tree of a document that was created, or read or parsed with success, now and not with
 * its pool: the memory is used again while the processor still has it at hand. */
void stm_document_drop(stm_document_t *document);

/** Works out where all texts stand, before the tree is changed: they keep their places then. */
void stm_document_settle_places(const stm_document_t *document);

/** Where the start tag of an element, or a text node's first visible character, stands; 0, 0
 * where unknown. Texts only as long as nothing has been moved or taken out of the tree. */
void stm_document_position(const xmlNode *node, int *line, int *column);

/** Where character @a index (from 0) of the text node @a text stands in the file; 0, 0 where
 * unknown. */
void stm_document_character(const xmlNode *text, int index, int *line, int *column);

#endif
