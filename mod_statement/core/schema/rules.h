/**
 * core/schema/rules - the check of one document, and its rules by subject.
 *
 * Each stm_rules_ function walks the document once and adds the problems of its subject. A check
 * remembers which nodes have an error, so that the schema does not report them a second time. It
 * belongs to one thread.
 */
#ifndef CORE_SCHEMA_RULES_H
#define CORE_SCHEMA_RULES_H

#include <apr_hash.h>

#include "core/schema/grammar.h"
#include "core/schema/validate.h"

typedef struct stm_check_t {
    const stm_document_t *document;
    const stm_rules_t *rules;
    const stm_grammar_t *grammar;
    xmlNode *root;
    apr_hash_t *reported; /* xmlNode * that has an error, to itself */
    int *room;            /* by severity: how many more problems it may add */
    stm_problems_t *problems;
    apr_pool_t *pool;
} stm_check_t;

/** Adds an error or a warning at @a node. */
void stm_check_error(const stm_check_t *check, const xmlNode *node, const char *code,
                     const char *remedy, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void stm_check_warning(const stm_check_t *check, const xmlNode *node, const char *code,
                       const char *remedy, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/** Adds a problem at character @a index of a text node. */
void stm_check_character(const stm_check_t *check, stm_severity_t severity, const xmlNode *text,
                         int index, const char *code, const char *remedy, const char *message);

/** Non-zero where the check has reached its limit of errors; a rule need not look for more. */
int stm_check_is_full(const stm_check_t *check);

/** Non-zero where @a node came out of newsroom.xml: what is wrong with it is said there. */
int stm_check_is_shared(const stm_check_t *check, const xmlNode *node);

int stm_check_is_reported(const stm_check_t *check, const xmlNode *node);
void stm_check_mark_reported(const stm_check_t *check, const xmlNode *node);

/** The line of an element's start tag; 0: unknown. */
int stm_check_line(const xmlNode *node);

/** Non-zero where @a id is what pointers can name: letters of any script, digits, "_", "-", ".". */
int stm_check_is_name(const char *id);

/** Non-zero where @a node is text that is not all white space. */
int stm_check_is_words(const xmlNode *node);

/** Elements and attributes, where they stand. */
void stm_rules_names(const stm_check_t *check);
void stm_rules_head(const stm_check_t *check);   /* what a head and a contact must hold */
void stm_rules_most(const stm_check_t *check);   /* how many of what is bounded */
void stm_rules_media(const stm_check_t *check);  /* films and sound */
void stm_rules_counts(const stm_check_t *check); /* the latter alone, wherever it stands */
/* newsroom.xml: its names, and what points to them */
void stm_rules_newsroom(const stm_check_t *check);
void stm_rules_dates(const stm_check_t *check);
void stm_rules_languages(const stm_check_t *check);
void stm_rules_references(const stm_check_t *check);  /* ids and what points to them */
void stm_rules_addresses(const stm_check_t *check);   /* href, src, cite, poster, transcript */
void stm_rules_contacts(const stm_check_t *check);    /* what dials and writes to somebody */
void stm_rules_blocks(const stm_check_t *check);      /* what blocks hold, and in which order */
void stm_rules_parts(const stm_check_t *check);       /* key points, callouts */
void stm_rules_tables(const stm_check_t *check);      /* rows of one length */
void stm_rules_empty(const stm_check_t *check);       /* what says nothing */
void stm_rules_typed(const stm_check_t *check);       /* lists and headings made by hand */
void stm_rules_letters(const stm_check_t *check);     /* letters that Word leaves behind */
void stm_rules_typed_marks(const stm_check_t *check); /* typed quotation marks */

#endif
