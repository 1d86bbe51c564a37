/**
 * core/xml/excerpt - the line of a file in which a problem is, with a mark below its place.
 */
#ifndef CORE_XML_EXCERPT_H
#define CORE_XML_EXCERPT_H

#include "core/base/problem.h"

/** Two lines, each with its line feed: up to @a width columns of the line around the problem's
 * place in @a text (NULL: in its file), and "^" below that. NULL where the problem has no place, or
 * the file cannot be read or is not UTF-8. */
const char *stm_excerpt_of(const stm_problem_t *problem, const char *text, int width,
                           apr_pool_t *result_pool);

#endif
