/**
 * core/xml/root - whose an XML file is, told by its root element.
 *
 * A newsroom's folder may hold other XML files, which httpd serves as they are. A new draft with a
 * typing error in its first tag must not be taken for one of them: a file that is not certainly
 * something else counts as a statement and is hidden.
 */
#ifndef CORE_XML_ROOT_H
#define CORE_XML_ROOT_H

#include <apr_pools.h>

typedef enum {
    STM_ROOT_UNSET = 0, /* not well-formed, or without a root: nobody's, hidden */
    STM_ROOT_STATEMENT, /* is or resembles `statement`: hidden where it is not published */
    STM_ROOT_FOREIGN    /* somebody else's: left to httpd */
} stm_root_t;

typedef enum { STM_PART_UNSET = 0, STM_PART_WHOLE, STM_PART_BEGINNING } stm_part_t;

/** So many bytes decide where a file is too large to be read. */
#define STM_ROOT_BEGINNING 65536

/** A root element's name is cut after so many letters: a longer one resembles nothing. */
#define STM_ROOT_MAX_NAME 64

/** Whose a file called NAME.xml is: a streaming parse that loads and expands nothing (no external
 * entity, no DTD; a DOCTYPE is allowed) has to find it well-formed, to its end or, where @a bytes
 * are the beginning of a large file, to the end of its root's start tag. Nobody's is what has no
 * root within STM_ROOT_BEGINNING bytes, or a DOCTYPE that gives its elements very many attributes.
 */
stm_root_t stm_root_of(const char *bytes, apr_size_t size, stm_part_t part);

/** Whose the file at @a path is, of which only STM_ROOT_BEGINNING bytes are read. */
stm_root_t stm_root_of_large(const char *path, apr_pool_t *scratch_pool);

/** The same for a file under any other name, of which nothing says that it is XML: STATEMENT only
 * where its first tag, however it is typed, is or resembles `statement`, or does not come within
 * STM_ROOT_BEGINNING bytes of what looks like XML. */
stm_root_t stm_root_of_other(const char *path, apr_pool_t *scratch_pool);

/** Reads up to @a room bytes of the regular file at @a path; zero where there are none. */
apr_size_t stm_root_read_beginning(char *buffer, apr_size_t room, const char *path);

/** Non-zero where @a name, without a prefix, may have been meant to be `statement`: after NFKC and
 * case folding it begins with that, or a few letters differ (stm_nearest). */
int stm_root_resembles(const char *name);

#endif
