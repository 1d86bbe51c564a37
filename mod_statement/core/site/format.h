/**
 * core/site/format - output formats: name, extension, media type, stylesheets.
 */
#ifndef CORE_SITE_FORMAT_H
#define CORE_SITE_FORMAT_H

#include <apr_pools.h>
#include <apr_tables.h>

#include "core/xml/document.h"

typedef enum {
    STM_LINKS_UNSET = 0,
    STM_LINKS_PATH,    /* "/statements/name": pages, whatever host they are read under */
    STM_LINKS_ABSOLUTE /* "https://host/statements/name": everything that leaves its page */
} stm_links_t;

typedef struct stm_format_t {
    const char *name;            /* "rss" */
    const char *extension;       /* "rss", without the dot */
    const char *media_type;      /* "application/rss+xml"; NULL: from xsl:output */
    const char *statement_sheet; /* absolute path, or relative to the stylesheet directory */
    const char *list_sheet;      /* NULL: the format has no list */
    stm_links_t links;
    const char *part; /* of a head: a statement without it has no such page; NULL: all have one */
} stm_format_t;

/** The built-in formats; of two that a reader accepts equally the earlier one wins (html first). */
const apr_array_header_t *stm_format_builtin(apr_pool_t *result_pool); /* stm_format_t */

/** The media type of the built-in format of that name, any case; NULL where there is none. */
const char *stm_format_builtin_type(const char *name);

/** Non-zero where @a document has the element that format->part names, or where it names none. */
int stm_format_suits(const stm_format_t *format, const stm_document_t *document);

/** The format of sitemap.xml; in no table of formats, because no statement can be asked for as one.
 */
const stm_format_t *stm_format_sitemap(void);

/** Replaces the format of the same name in @a formats (stm_format_t), or adds one: with the
 * stylesheet, the extension and the media type of @a given. */
void stm_format_apply(apr_array_header_t *formats, const stm_format_t *given);

/** By name or by extension; NULL where there is none. @a formats holds stm_format_t. */
const stm_format_t *stm_format_by_name(const apr_array_header_t *formats, const char *name);
const stm_format_t *stm_format_by_extension(const apr_array_header_t *formats, const char *ext);

#endif
