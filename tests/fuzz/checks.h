/**
 * What must hold of everything that the module says or sends.
 */
#ifndef FUZZ_CHECKS_H
#define FUZZ_CHECKS_H

#include "core/render/page.h"
#include "fuzz/fuzz.h"

/** UTF-8 without control characters but tab, line feed and carriage return. */
void fuzz_must_be_text(const char *bytes, apr_size_t size);

/** Each has a message that is text, and a place in the file if @a has_place. At least one is an
 * error where @a is_refused, none where not. */
void fuzz_must_be_problems(const stm_problems_t *problems, int is_refused, int has_place,
                           apr_pool_t *pool);

/** Well-formed, whatever prefixes it has. */
void fuzz_must_be_xml(const char *bytes, apr_size_t size);

/** The same, with its namespaces; no address in it has a scheme but the Web's, mail's and
 * telephones', and what it holds as HTML is as fuzz_must_be_html says. */
void fuzz_must_be_feed(const char *bytes, apr_size_t size, apr_pool_t *pool);

/** No script but data, no handler of events, no frame, no foreign scheme. */
void fuzz_must_be_html(const char *bytes, apr_size_t size, apr_pool_t *pool);

/** RFC 8259; its strings that hold HTML or addresses are as above. */
void fuzz_must_be_json(const char *bytes, apr_size_t size, apr_pool_t *pool);

/** Lines of a vCard or calendar: they end with CR LF and have 75 bytes at most (RFC 6350
 * section 3.2, RFC 5545 section 3.1), and BEGIN and END pair. */
void fuzz_must_be_lines(const char *bytes, apr_size_t size, apr_pool_t *pool);

/** As the media type of @a page wants it. */
void fuzz_must_be_page(const stm_page_t *page, apr_pool_t *pool);

#endif
