/**
 * stm_xml - what differs between the versions of libxml2 that we build with.
 */
#ifndef STM_XML_H
#define STM_XML_H

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>

/** The error that a structured error callback is given: constant since 2.12. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *stm_xml_error_t;
#else
typedef xmlError *stm_xml_error_t;
#endif

/** How many bytes of its text a parser has read, counted from 0. */
static inline long stm_xml_position(xmlParserCtxtPtr parser)
{
#if LIBXML_VERSION >= 21500
    unsigned long position = 0;

    xmlCtxtGetInputPosition(parser, 0, NULL, NULL, NULL, &position);
    return (long)position;
#else
    return xmlByteConsumed(parser);
#endif
}

#endif
