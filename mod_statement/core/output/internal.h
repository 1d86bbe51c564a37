/**
 * core/output/internal - what the methods of output share. Only for stm_output*.c.
 */
#ifndef CORE_OUTPUT_INTERNAL_H
#define CORE_OUTPUT_INTERNAL_H

#include <libxml/parserInternals.h>
#include <libxml/tree.h>

#include "core/base/bytes.h"

/** What HTML knows of an element or attribute by its name. */
enum {
    STM_OUTPUT_KNOWN = 1,
    STM_OUTPUT_VOID = 2,
    STM_OUTPUT_NO_END = 4, /* without content it has no end tag */
    STM_OUTPUT_INLINE = 8,
    STM_OUTPUT_RAW = 16,    /* its text is not escaped */
    STM_OUTPUT_TIGHT = 32,  /* never indented inside */
    STM_OUTPUT_BOOLEAN = 1, /* attributes: stands without a value */
    STM_OUTPUT_URI = 2,
    STM_OUTPUT_URI_OF_A = 4 /* an address on the element `a` */
};

#define STM_OUTPUT_BLOCK 16

/** A name, so that it is measured and looked up once. Copied as a block where it fits into one. */
typedef struct stm_output_name_t {
    const xmlChar *name;
    unsigned int size;
    unsigned int flags;
    char block[STM_OUTPUT_BLOCK];
} stm_output_name_t;

/** Names are kept by their address: a document's dictionary has each of them once. */
#define STM_OUTPUT_NAMES 128

typedef struct stm_output_names_t {
    unsigned int (*flags_of)(const xmlChar *name); /* NULL: no flags */
    const xmlChar *keys[STM_OUTPUT_NAMES];
    stm_output_name_t names[STM_OUTPUT_NAMES];
} stm_output_names_t;

/** How many spaces libxml2 indents by at most. */
#define STM_OUTPUT_MAX_INDENT 60

typedef struct stm_output_t {
    stm_bytes_t bytes;
    xmlDocPtr result;
    const xmlChar *encoding; /* as xsl:output spells it; NULL: not at all */
    int indent;              /* 1, 0; -1: not said */
    int standalone;          /* 1, 0; -1: not said */
    int omits_declaration;
    int is_foreign; /* holds something that is left to libxslt */
    stm_output_names_t elements;
    stm_output_names_t attributes;
} stm_output_t;

void stm_output_names_init(stm_output_names_t *names, unsigned int (*flags_of)(const xmlChar *));
const stm_output_name_t *stm_output_name_learn(stm_output_names_t *names, unsigned int slot,
                                               const xmlChar *name);

static inline const stm_output_name_t *stm_output_name(stm_output_names_t *names,
                                                       const xmlChar *name)
{
    unsigned int slot =
        (unsigned int)(((apr_uintptr_t)name * 0x9E3779B97F4A7C15u) >> 32) % STM_OUTPUT_NAMES;

    return names->keys[slot] == name ? &names->names[slot]
                                     : stm_output_name_learn(names, slot, name);
}

/** A name with the prefix of its namespace. */
static inline void stm_output_add_name(stm_bytes_t *bytes, const xmlNs *ns,
                                       const stm_output_name_t *name)
{
    if (ns != NULL && ns->prefix != NULL) {
        stm_bytes_add_string(bytes, ns->prefix);
        stm_bytes_add_literal(bytes, ":");
    }
    stm_bytes_room(bytes, name->size);
    if (name->size <= STM_OUTPUT_BLOCK) {
        memcpy(bytes->at, name->block, STM_OUTPUT_BLOCK);
    }
    else {
        memcpy(bytes->at, name->name, name->size);
    }
    bytes->at += name->size;
}

/** Flags of HTML's names, in any case. */
unsigned int stm_output_html_element(const xmlChar *name);
unsigned int stm_output_html_attribute(const xmlChar *name);

/** Text with the characters replaced that must not stand there. */
void stm_output_html_text(stm_bytes_t *bytes, const xmlChar *text);
void stm_output_xml_text(stm_bytes_t *bytes, const xmlChar *text);
void stm_output_xml_value(stm_bytes_t *bytes, const xmlChar *text);

/** The value of an attribute in HTML, with its quotes; the other for one that takes more than a
 * look at each of its characters. */
void stm_output_html_value(stm_bytes_t *bytes, const xmlAttr *attribute, int is_uri);
void stm_output_intricate_value(stm_bytes_t *bytes, const xmlAttr *attribute, int is_uri);

/** The beginning of an address. */
static inline const xmlChar *stm_output_skip_blanks(const xmlChar *text)
{
    while (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r') {
        text++;
    }
    return text;
}

static inline char *stm_output_put_percent(char *to, xmlChar character)
{
    static const char digits[] = "0123456789ABCDEF";

    *to++ = '%';
    *to++ = digits[character >> 4];
    *to++ = digits[character & 0xF];
    return to;
}

/** @a string between quotes that it does not hold, as in a document type; NULL: "". */
void stm_output_quoted(stm_bytes_t *bytes, const xmlChar *string);

void stm_output_comment(stm_bytes_t *bytes, const xmlNode *comment);
void stm_output_reference(stm_bytes_t *bytes, const xmlNode *reference);

/** Up to @a end, which is ">" in HTML and "?>" in XML. */
void stm_output_instruction(stm_bytes_t *bytes, const xmlNode *instruction, const char *end);

void stm_output_end_tag(stm_bytes_t *bytes, const xmlNs *ns, const stm_output_name_t *name);

/** Declarations of namespaces in a start tag. */
void stm_output_namespaces(stm_output_t *output, const xmlNs *declared);

/** The name of the encoding that a page in HTML declares. */
static inline const char *stm_output_encoding(const stm_output_t *output)
{
    return output->encoding == NULL ? "UTF-8" : (const char *)output->encoding;
}

/** The head that gets a declaration of the encoding as its first element; NULL where the page has
 * one already, or no head. */
const xmlNode *stm_output_html_head(stm_output_t *output);

void stm_output_html(stm_output_t *output);
void stm_output_xml(stm_output_t *output);
void stm_output_text(stm_output_t *output);

#endif
