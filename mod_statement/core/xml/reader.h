/**
 * core/xml/reader - a reader of text that is not well-formed, for core/xml/wellformed.
 *
 * Each step takes what stands at the reader's place, reports what is wrong with it and moves on.
 */
#ifndef CORE_XML_READER_H
#define CORE_XML_READER_H

#include <apr_tables.h>

#include "core/xml/source.h"

/** A name in the text. */
typedef struct stm_reader_name_t {
    const char *start;
    int length;
} stm_reader_name_t;

/** An element whose end tag has not come yet. */
typedef struct stm_open_element_t {
    stm_reader_name_t name;
    const char *at; /* its start tag */
} stm_open_element_t;

typedef struct stm_reader_t {
    const stm_source_t *source;
    const char *at, *end;
    apr_array_header_t *open;    /* stm_open_element_t */
    apr_array_header_t *crossed; /* const char *: end tags of which the report is done */
    int has_root;                /* its start tag was read */
    int said_outside;            /* text outside the root is reported once */
    int found;
    stm_problems_t *problems;
    apr_pool_t *pool;
} stm_reader_t;

/** Adds an error at @a where. Past twenty of them nothing is added: later ones tend to follow from
 * the first. */
void stm_reader_report(stm_reader_t *reader, const char *code, const char *where,
                       const char *remedy, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

int stm_reader_looks_at(const stm_reader_t *reader, const char *string);

/** Moves past @a string, or to the end where it does not come; then returns zero. */
int stm_reader_skip_past(stm_reader_t *reader, const char *string);

/** Takes the name at the reader's place; its length is 0 where there is none. */
stm_reader_name_t stm_reader_name(stm_reader_t *reader);

void stm_reader_skip_space(stm_reader_t *reader);

int stm_name_equals(stm_reader_name_t a, stm_reader_name_t b);

/** Non-zero where the two differ in capitals only. */
int stm_name_resembles(stm_reader_name_t a, stm_reader_name_t b);

/** Checks the characters from the reader's place up to @a stop, and moves there. */
void stm_reader_text(stm_reader_t *reader, const char *stop);

/** Takes the attributes of a start tag and its bracket. Non-zero where the element is empty. */
int stm_reader_attributes(stm_reader_t *reader, stm_reader_name_t element, const char *tag_at);

/** Reports @a open, of which the end tag does not come before that of @a closer at @a closer_at. */
void stm_reader_unclosed(stm_reader_t *reader, const stm_open_element_t *open,
                         stm_reader_name_t closer, const char *closer_at);

/** Non-zero where the end tag at @a at is the other end of what stm_reader_unclosed has reported.
 */
int stm_reader_is_crossed(const stm_reader_t *reader, const char *at);

#endif
