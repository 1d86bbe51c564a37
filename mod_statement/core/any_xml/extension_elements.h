/**
 * core/any_xml/extension_elements - a stranger's stylesheet without what is not XSLT 1.0.
 *
 * libxslt runs extension elements that it has itself (they write files) and that any module of the
 * process has registered, for namespaces that a stylesheet names as such it loads plugins, and what
 * it did not compile it reports by the error function of the process. So they are replaced before
 * it compiles the stylesheet, as XSLT 1.0 has it for a processor that knows none (section 15): by
 * what their xsl:fallback holds, or else by a message that stops the transformation.
 */
#ifndef CORE_ANY_XML_EXTENSION_ELEMENTS_H
#define CORE_ANY_XML_EXTENSION_ELEMENTS_H

#include <libxml/tree.h>

#define STM_XSLT_NS "http://www.w3.org/1999/XSL/Transform"

/** How deep the elements are nested that one template of @a xml makes. */
int stm_xslt_nesting(xmlDocPtr xml);

/** Replaces extension elements and unknown elements of XSLT in @a xml, removes top-level elements
 * of other namespaces (data that only document('') sees, which reads the file anew), and has
 * xsl:output ask for UTF-8 where it asks for an encoding that is none of the common ones. */
void stm_extension_elements_replace(xmlDocPtr xml);

/** Non-zero where @a node is the element @a name of XSLT. */
int stm_xslt_is(const xmlNode *node, const char *name);

/** Non-zero where XSLT 1.0 has an instruction called @a name, of @a length. */
int stm_xslt_has_instruction(const char *name);

#endif
