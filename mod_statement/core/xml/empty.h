/**
 * core/xml/empty - what there is in a document without saying anything.
 *
 * Where words are all that an element carries, an empty one is absent: an editor's template leaves
 * `<place/>` behind, and no reader is to see a comma before the date. What decides something keeps
 * its effect, and cells and items keep their places.
 */
#ifndef CORE_XML_EMPTY_H
#define CORE_XML_EMPTY_H

#include <apr_pools.h>
#include <apr_tables.h>
#include <libxml/tree.h>

/** The elements below @a root that are absent, each as the outermost of its kind (the `contact` of
 * which all fields are empty, not its fields), in document order: const xmlNode *. */
apr_array_header_t *stm_empty_find(const xmlNode *root, apr_pool_t *result_pool);

/** Non-zero where a line breaks or other words go on in @a element: what is white space in it parts
 * words and stays. */
int stm_empty_is_inline(const xmlNode *element);

/** Non-zero where @a text has nothing to see in it: white space of any script. */
int stm_empty_is_blank(const char *text);

/** Non-zero for an attribute that is absent where its value is blank. */
int stm_empty_is_word(const xmlAttr *attribute);

/** Non-zero where @a element says whether and when a statement is public, and says it with nothing:
 * *@a name is what is empty. Nobody can tell what was meant, so the statement stays hidden. */
int stm_empty_decides(const xmlNode *element, const char **name);

#endif
