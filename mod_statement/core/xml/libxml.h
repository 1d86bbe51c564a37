/**
 * core/xml/libxml - what differs between the versions of libxml2 that we build with.
 */
#ifndef CORE_XML_LIBXML_H
#define CORE_XML_LIBXML_H

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>

/** The error that a structured error callback is given: constant since 2.12. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *stm_xml_error_t;
#else
typedef xmlError *stm_xml_error_t;
#endif

/* 2.12 and 2.14 warn of what has no successor before 2.15, or none at all. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

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

#pragma GCC diagnostic pop

#endif
