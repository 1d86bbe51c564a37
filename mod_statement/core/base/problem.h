/**
 * core/base/problem - one finding about a document, and lists of them.
 *
 * A problem says where (file, line, column), what is wrong in a press
 * officer's words, and how to fix it. Core functions collect problems; they
 * never log, print or exit. A list belongs to the pool it was created in and
 * is used by one thread at a time.
 */
#ifndef CORE_BASE_PROBLEM_H
#define CORE_BASE_PROBLEM_H

#include <apr_errno.h>
#include <apr_pools.h>

/* Statuses of the core beyond APR's own. */
#define STM_EMALFORMED  (APR_OS_START_USERERR + 1) /* not well-formed XML, or undecodable */
#define STM_EFOREIGN    (APR_OS_START_USERERR + 2) /* XML, but its root is no statement */
#define STM_EINVALID    (APR_OS_START_USERERR + 3) /* a statement that breaks the rules */
#define STM_ELIMIT      (APR_OS_START_USERERR + 4) /* too large, too deep or too much work */
#define STM_ESTYLESHEET (APR_OS_START_USERERR + 5) /* a stylesheet that cannot be used */
#define STM_ESTATE      (APR_OS_START_USERERR + 6) /* the state directory cannot be used */

typedef enum {
    STM_SEVERITY_UNSET = 0,
    STM_SEVERITY_WARNING, /* published all the same */
    STM_SEVERITY_ERROR    /* not published */
} stm_severity_t;

typedef struct stm_problem_t {
    stm_severity_t severity;
    const char *code;    /* stable and short: "unknown-element"; a literal */
    const char *file;    /* as the caller named the document; NULL: no file */
    int line;            /* from 1; 0: unknown */
    int column;          /* from 1, in characters; 0: unknown */
    const char *message; /* what is wrong */
    const char *remedy;  /* what to do; NULL: the message says it */
} stm_problem_t;

typedef struct stm_problems_t stm_problems_t;

/** One check of one file adds no more than so many of each severity. */
#define STM_PROBLEMS_MOST 100

/** A text that is no well-formed XML is read until so many are found. */
#define STM_PROBLEMS_MALFORMED_MOST 20

/** An empty list; everything added lives as long as @a result_pool. */
stm_problems_t *stm_problems_create(apr_pool_t *result_pool);

/** Adds a problem. All strings but @a code are copied. @a format makes the message. */
void stm_problems_add(stm_problems_t *problems, stm_severity_t severity, const char *code,
                      const char *file, int line, int column, const char *remedy,
                      const char *format, ...) __attribute__((format(printf, 8, 9)));

/** Adds copies of all of @a from to @a to. */
void stm_problems_append(stm_problems_t *to, const stm_problems_t *from);

/** How many problems are at least as severe as @a least. */
int stm_problems_count(const stm_problems_t *problems, stm_severity_t least);

/** Problem @a index, from 0 in the order of file, line and column (stable); NULL past the end. */
const stm_problem_t *stm_problems_at(const stm_problems_t *problems, int index);

/** For people: a copy in which those that say the same of one file are one, at the place of the
 * first, with their number and the lines of the next ones. Up to three stay as they are. Programs
 * want all of them. */
stm_problems_t *stm_problems_merge(const stm_problems_t *problems, apr_pool_t *result_pool);

/** As compilers print: "FILE:LINE:COLUMN: error: message. remedy", without a line feed. */
const char *stm_problem_text(const stm_problem_t *problem, apr_pool_t *result_pool);

/** A JSON array of objects {severity, code, file, line, column, message, remedy} (RFC 8259). */
const char *stm_problems_json(const stm_problems_t *problems, apr_pool_t *result_pool);

#endif
