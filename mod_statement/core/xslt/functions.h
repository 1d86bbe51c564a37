/**
 * core/xslt/functions - the few XSLT extension functions, in the namespace STM_FUNCTIONS_NS (prefix
 * f).
 *
 * f:mark(lang, level, 'open'|'close')  quotation mark as text, with its no-break space
 * f:date(text, lang [, 'day'|'moment'])  a document's date in words; text itself where it is none
 * f:rfc822(text), f:rfc3339(text)      a document's date for feeds, in GMT
 * f:direction(lang)                    'ltr' | 'rtl'
 * f:language(tag, lang)                the name of the language `tag` in the language `lang`
 * f:word(key, lang [, name, value]…)   words from l10n, {name} replaced; others stay as they are
 * f:wrap(text, lang, width, first, later)  plain text in lines
 * f:cut(text, lang, max)               cut at a word
 * f:serialize(nodes)                   nodes as a string of well-formed HTML (XML syntax)
 * f:script(sup|sub)                    raised or lowered words as plain text
 * f:json(text)                         a JSON string with its quotation marks (RFC 8259)
 * f:path(url)                          URL without scheme and host where links are paths
 * f:tel(text), f:mailto(text)          the address that a contact's field dials or writes to
 * f:tagged(text)                       the query of the list of statements with this topic
 * f:escape(text)                       a vCard value (RFC 6350 section 3.4)
 *
 * Whatever cannot be answered (a wrong number of arguments, no such word, a text that is no date
 * for a feed) is the empty string; nothing stops a transform.
 */
#ifndef CORE_XSLT_FUNCTIONS_H
#define CORE_XSLT_FUNCTIONS_H

#include <apr_pools.h>
#include <libxslt/xsltInternals.h>

#include "core/i18n/zone.h"
#include "core/xml/document.h"
#include "core/xslt/log.h"
#include "core/xslt/ui_words.h"

#define STM_FUNCTIONS_NS "urn:mod-statement:functions"

/** What the functions answer from. Outlives the transform. */
typedef struct stm_functions_data_t {
    const stm_ui_words_t *words;
    const stm_zone_t *zone;     /* for dates without one of their own */
    const stm_zone_t *set_zone; /* in which dates are shown; NULL: each in its own */
    const char *lang;           /* the newsroom's */
    const char *base;           /* absolute URL of the newsroom's root; NULL: links stay whole */
    const stm_limits_t *limits; /* of what document() reads */
    int has_path_links;         /* f:path shortens addresses below base */
    /* The query of the list of statements with this topic. */
    const char *(*tag_query)(const char *tag, apr_pool_t *result_pool);
} stm_functions_data_t;

/** Lets one transform, whose _private this takes, call the functions for @a data (NULL: every
 * answer is empty); @a log (may be NULL) takes their warnings; @a pool must live as long as the
 * transform. No global state. */
void stm_functions_offer(xsltTransformContextPtr transform, const stm_functions_data_t *data,
                         stm_xslt_log_t *log, apr_pool_t *pool);

#endif
