/**
 * core/output/serialize - nodes as a string of HTML in XML's syntax, for a feed's content.
 *
 * Good as HTML and as XML: void elements as <br/>, other empty ones as <p></p>, no declaration, no
 * namespace. Comments and processing instructions are left out.
 */
#ifndef CORE_OUTPUT_SERIALIZE_H
#define CORE_OUTPUT_SERIALIZE_H

#include <libxml/xpath.h>

/** The nodes of @a object, in order; for anything that holds no nodes its text, escaped. The caller
 * frees the string with xmlFree. */
xmlChar *stm_serialize(xmlXPathObjectPtr object);

#endif
