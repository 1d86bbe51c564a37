/**
 * core/output/html - a result tree as HTML in UTF-8 without indentation; for
 * core/output/result_tree.c only.
 */
#ifndef CORE_OUTPUT_HTML_H
#define CORE_OUTPUT_HTML_H

#include <libxml/tree.h>

#include "core/base/bytes.h"

/** Writes what libxslt writes with libxml2 2.9. Zero where something in @a result is left to
 * libxslt: namespaces, quotation marks in values, document types with an address, comments,
 * processing instructions, references. */
int stm_output_html(stm_bytes_t *bytes, const xmlDoc *result);

#endif
