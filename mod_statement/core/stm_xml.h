/**
 * stm_xml - what differs between the versions of libxml2 that we build with.
 */
#ifndef STM_XML_H
#define STM_XML_H

#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>

/** The error that a structured error callback is given: constant since 2.12. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *stm_xml_error_t;
#else
typedef xmlError *stm_xml_error_t;
#endif

#endif
