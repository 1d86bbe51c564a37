/**
 * core/any_xml/prolog - what the beginning of an XML document says: whether an XSLT stylesheet is
 * to be applied to it, and the name of its root element.
 *
 * "Associating Style Sheets with XML documents 1.0 (Second Edition)", as browsers read it: the
 * first xml-stylesheet instruction counts whose type is one of XSLT, that is not alternate="yes",
 * and whose media, if any, name "all" or "screen". Pseudo-attributes are read by the grammar of the
 * recommendation; an instruction that breaks it does not count.
 */
#ifndef CORE_ANY_XML_PROLOG_H
#define CORE_ANY_XML_PROLOG_H

#include <apr_pools.h>

/** The prolog and the root's name have to be within so many bytes. */
#define STM_PROLOG_MOST 65536

typedef struct stm_prolog_t {
    const char *href; /* of the stylesheet, as written, references resolved; NULL: there is none */
    const char *root; /* the root element's name with its prefix; NULL: not found */
    const char *root_local;  /* without its prefix */
    apr_size_t doctype_size; /* in bytes; so far, where it does not end; 0: there is none */
} stm_prolog_t;

/** Reads the beginning of a document (all of it, or at least the first STM_PROLOG_MOST bytes where
 * it has more): comments, instructions and one DOCTYPE, before or after which the instruction may
 * be. Parses and loads nothing else, and takes time linear in the bytes. UTF-8, UTF-16 with a byte
 * order mark, and all encodings that contain ASCII. Non-zero where href is not NULL. */
int stm_prolog_read(stm_prolog_t *prolog, const char *bytes, apr_size_t size,
                    apr_pool_t *result_pool);

/** The stylesheet that the instruction with the data @a data (what follows "xml-stylesheet") names;
 * NULL where it is none of XSLT, or one that does not count. */
const char *stm_prolog_stylesheet(const char *data, apr_pool_t *result_pool);

#endif
