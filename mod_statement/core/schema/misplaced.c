#include "core/schema/misplaced.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/i18n/phone.h"
#include "core/xml/plain.h"
#include "core/xml/slip.h"

/* What an element may hold, of all that decides what to say. */
typedef enum { HOLDS_OTHERS, HOLDS_TEXT, HOLDS_WORDS, HOLDS_BLOCKS } holding_t;

typedef struct place_t {
    const xmlNode *node;
    const char *name, *around;
    holding_t holding; /* of the element around */
    const stm_grammar_t *grammar;
    apr_pool_t *pool;
} place_t;

static holding_t holding_of(const stm_element_type_t *type)
{
    if (stm_grammar_child(type, "p") != NULL) {
        return HOLDS_BLOCKS;
    }
    return !type->has_text ? HOLDS_OTHERS : type->children->nelts == 0 ? HOLDS_TEXT : HOLDS_WORDS;
}

static int is_part_of(const place_t *place, const char *holder)
{
    const stm_element_type_t *type =
        apr_hash_get(place->grammar->types, holder, APR_HASH_KEY_STRING);

    return type != NULL && stm_grammar_child(type, place->name) != NULL;
}

static int is_inline(const place_t *place)
{
    return is_part_of(place, "em");
}

static int is_block(const place_t *place)
{
    return is_part_of(place, "section") && !stm_plain_is(place->node, "heading");
}

static int is_within(const xmlNode *node, const char *name)
{
    for (node = node->parent; node != NULL; node = node->parent) {
        if (stm_plain_is(node, name)) {
            return 1;
        }
    }
    return 0;
}

/* An entry of the table: where nothing is said, any. */
typedef struct known_t {
    const char *name, *around;
    holding_t holding; /* HOLDS_OTHERS: any */
    const char *message, *remedy;
} known_t;

#define LINK_OR_CONTACT "Put it into a <contact> in <head>."
#define FILM                                                                                       \
    "Close </p> before it, and put <figure> around it; or link to it: <link "                      \
    "href=\"…\">words</link>."
#define BEHIND_MEDIA                                                                               \
    "In <figure>, put it behind the film or sound; in <head>, write its words directly into it."
#define AFTER_BODY "Move it to the end, after </body>."
#define WITH_SPEAKER                                                                               \
    "Put <speech> around it and what is said; persons are listed in <head>, with <name> in "       \
    "<speaker>."

/* The first that fits counts. */
static const known_t known[] = {
    {"p", "p", 0, "A paragraph <p> is inside another", "Close the first with </p> before it."},
    {"p", "list", 0, NULL, "Put <item> around it."},
    {"p", "table", 0, NULL, "Put it into a <cell> of a <row>; below the table write <remark>."},
    {"p", "row", 0, NULL, "Put <cell> around it."},
    {"p", "figure", 0, NULL, "Write <caption> instead, or put it behind </figure>."},
    {"p", "statement", 0, NULL, "Put it into <body>, or into a <note> behind </body>."},
    {"p", "newsroom", 0, NULL, "Put it into a <note>."},
    {"p", "quote", 0, "A paragraph <p> is inside a <quote>",
     "Put <blockquote> around the paragraphs instead. A <quote> within one that goes on in the "
     "next "
     "is <quote continues=\"yes\">, and the next paragraph has a <quote> of its own."},
    {"item", "head", 0, NULL, "Put <points> around all key points."},
    {"item", NULL, 0, NULL, "Move it into <list>, or delete it."},
    {"p", "points", 0, NULL, "Write <item> instead."},
    {"p", "item", HOLDS_WORDS, "A paragraph <p> is inside a key point",
     "Delete its tags: an <item> of <points> holds words only."},
    {"list", "points", 0, NULL, "Delete its tags: <points> holds its <item> elements itself."},
    {"list", "list", 0, NULL, "Put it into the <item> that it belongs to."},
    {"callout", "callout", 0, "A <callout> is inside another",
     "Close the first with </callout> before it, or write <section>."},
    {"points", NULL, HOLDS_BLOCKS, NULL, "Move it into <head>; in the text write <list>."},
    {"heading", "points", 0, NULL, "Delete it: the words “Key points” are generated."},
    {"title", "points", 0, NULL, "Delete it: the words “Key points” are generated."},
    {"title", "callout", 0, NULL, "Write <heading> instead."},
    {"heading", "head", 0, NULL, "The headline is <title>."},
    {"heading", "figure", 0, NULL, "Write <caption> instead."},
    {"heading", "table", 0, NULL, "Write <caption> as its first element instead."},
    {"heading", "note", 0, NULL, "Write <title> as its first element instead."},
    {"heading", "glossary", 0, NULL, "Write <title> as its first element instead."},
    {"heading", NULL, HOLDS_WORDS, NULL,
     "Close </p> before it, and put <section> around it and the paragraphs below it."},
    {"heading", NULL, 0, NULL, "Put <section> around it and the paragraphs below it."},
    {"title", "section", 0, NULL, "Write <heading> instead."},
    {"title", "body", 0, NULL,
     "The headline belongs in <head>; a part of the text is a <section> with a <heading>."},
    {"title", "figure", 0, NULL, "Write <caption> instead."},
    {"title", "table", 0, NULL, "Write <caption> instead."},
    {"note", "p", 0, NULL, "Write <noteref ref=\"…\"/> here and move the <note> behind </body>."},
    {"note", NULL, 0, NULL, AFTER_BODY},
    {"glossary", NULL, 0, NULL, AFTER_BODY},
    {"entry", NULL, 0, NULL, "Put it into a <glossary> after </body>."},
    {"p", "gallery", 0, NULL,
     "Write <caption> as its first element instead, or put it behind </gallery>."},
    {"heading", "gallery", 0, NULL, "Write <caption> as its first element instead."},
    {"title", "gallery", 0, NULL, "Write <caption> as its first element instead."},
    {"image", "gallery", 0, NULL, "Put <figure> around it."},
    {"video", "gallery", 0, NULL, "Put <figure> around it."},
    {"audio", "gallery", 0, NULL, "Put <figure> around it."},
    {"video", NULL, HOLDS_BLOCKS, NULL, "Put <figure> around it."},
    {"audio", NULL, HOLDS_BLOCKS, NULL, "Put <figure> around it."},
    {"video", NULL, HOLDS_WORDS, NULL, FILM},
    {"audio", NULL, HOLDS_WORDS, NULL, FILM},
    {"source", "video", 0, NULL, "Write its address as href=\"…\" in <video>."},
    {"source", "audio", 0, NULL, "Write its address as href=\"…\" in <audio>."},
    {"caption", "video", 0, NULL, BEHIND_MEDIA},
    {"caption", "audio", 0, NULL, BEHIND_MEDIA},
    {"credit", "video", 0, NULL, "In <figure>, put it behind </video>."},
    {"credit", "audio", 0, NULL, "In <figure>, put it behind </audio>."},
    {"image", NULL, HOLDS_BLOCKS, NULL, "Put <figure> around it."},
    {"image", NULL, HOLDS_WORDS, NULL,
     "Close </p> before it, and put <figure> around it; pictures stand between paragraphs."},
    {"caption", "image", 0, NULL,
     "In <figure>, put it behind </image>; in <head>, write its words directly into <image>."},
    {"caption", NULL, 0, NULL, "Put it into the <figure>, <gallery> or <table> that it describes."},
    {"credit", "image", 0, NULL, "In <figure>, put it behind </image>; else write credit=\"…\"."},
    {"credit", "table", 0, NULL, "Write <source> or <remark> behind the last <row> instead."},
    {"credit", NULL, 0, NULL, "Put it into the <figure>, behind its <image> and <caption>."},
    {"rights", "image", 0, NULL,
     "Write rights=\"…\" in <image>; in <head> it is for the whole statement."},
    {"rights", "figure", 0, NULL, "Write rights=\"…\" in its <image>."},
    {"event", NULL, HOLDS_BLOCKS, NULL, "Move it into <head>: it is shown below the title."},
    {"event", NULL, HOLDS_WORDS, NULL, "Move it into <head>: it is shown below the title."},
    {"p", "event", 0, NULL, "Write <title> instead, or put it into <body>."},
    {"heading", "event", 0, NULL, "Write <title> instead."},
    {"published", "event", 0, NULL, "Write the moment as when=\"…\" in <event>."},
    {"time", "event", 0, NULL, "Write the moment as when=\"…\" in <event>."},
    {"row", NULL, 0, NULL, "Put <table> around it."},
    {"cell", "table", 0, NULL, "Put <row> around the cells of each row."},
    {"cell", NULL, 0, NULL, "Put it into a <row> of a <table>."},
    {"attribution", NULL, HOLDS_WORDS, NULL,
     "Say in words who speaks; <attribution> comes last in <blockquote>."},
    {"attribution", NULL, 0, NULL, "Move it into the <blockquote>, as its last element."},
    {"signatories", NULL, 0, NULL, "Move it to the end of <body>."},
    {"signatory", NULL, 0, NULL, "Put <signatories> around all of them, at the end of <body>."},
    {"speaker", NULL, HOLDS_BLOCKS, NULL, WITH_SPEAKER},
    {"speaker", NULL, HOLDS_WORDS, NULL, WITH_SPEAKER},
    {"link", "head", 0, NULL,
     "Put it into a <contact>; <related href=\"…\"> names another statement, <source href=\"…\"> "
     "where this one was published first."},
    {"source", NULL, HOLDS_WORDS, NULL, "Write <link href=\"…\">words</link> instead."},
    {"related", NULL, HOLDS_WORDS, NULL, "Write <link href=\"…\">words</link> instead."},
    {"attachment", NULL, HOLDS_WORDS, NULL,
     "Move it into <head>; in the text write <link href=\"…\">words</link>."},
    {"body", NULL, 0, NULL, "Leave its tags out, or put <statement> around the other statement."},
    {"head", NULL, 0, NULL, "Leave its tags out, or put <statement> around the other statement."},
};

static const known_t *find_known(const place_t *place)
{
    for (apr_size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (strcmp(known[i].name, place->name) == 0 &&
            (known[i].around == NULL || strcmp(known[i].around, place->around) == 0) &&
            (known[i].holding == HOLDS_OTHERS || known[i].holding == place->holding)) {
            return &known[i];
        }
    }
    return NULL;
}

/* NULL where a value with it would need letters written otherwise. */
static const char *link_remedy(const place_t *place, const char *address, const char *words)
{
    if (address == NULL || strpbrk(words, "<>&\"") != NULL) {
        return NULL;
    }
    return apr_psprintf(place->pool,
                        "Write <link href=\"%s\">%s</link>, or put it into a <contact> in <head>.",
                        address, words);
}

static const char *email_remedy(const place_t *place)
{
    const char *words = stm_plain_words(place->node, place->pool);
    int is_address = strchr(words, '@') != NULL && strchr(words, ' ') == NULL;
    const char *remedy = link_remedy(
        place, is_address ? apr_pstrcat(place->pool, "mailto:", words, NULL) : NULL, words);

    return remedy ? remedy
                  : "Write <link href=\"mailto:…\">words</link>, or put it into a <contact> in "
                    "<head>.";
}

static const char *phone_remedy(const place_t *place)
{
    const char *words = stm_plain_words(place->node, place->pool);
    const char *remedy = link_remedy(place, stm_phone_address(words, NULL, place->pool), words);

    return remedy ? remedy
                  : "Write <link href=\"tel:…\">words</link>, or put it into a <contact> in "
                    "<head>.";
}

/* What a contact holds, outside of one. */
static const char *contact_remedy(const place_t *place)
{
    if (!is_part_of(place, "contact") || place->holding == HOLDS_TEXT) {
        return NULL;
    }
    if (place->holding == HOLDS_WORDS) {
        return stm_plain_is(place->node, "email")   ? email_remedy(place)
               : stm_plain_is(place->node, "phone") ? phone_remedy(place)
                                                    : NULL;
    }
    return strcmp(place->around, "head") == 0 && !is_part_of(place, "signatory")
               ? "Put <contact> around it and what belongs to it."
           : stm_plain_is(place->node, "email") || stm_plain_is(place->node, "phone")
               ? LINK_OR_CONTACT
               : NULL;
}

/* A quotation around paragraphs, or between them. */
static void say_quote(stm_misplaced_t *misplaced, const place_t *place)
{
    if (stm_plain_child(place->node, "p", NULL) != NULL) {
        misplaced->message = "<quote> is around paragraphs";
        misplaced->remedy =
            "Write <blockquote> instead. A <quote> within a paragraph that goes on in the next is "
            "<quote continues=\"yes\">, and the next paragraph has a <quote> of its own.";
    }
    else {
        misplaced->remedy = "Put <p> around it, or write <blockquote> with <p> in it.";
    }
}

static const char *break_remedy(const place_t *place)
{
    return place->holding == HOLDS_BLOCKS
               ? "Delete it: each paragraph <p> begins a line of its own."
               : "Delete it: <br/> breaks the line within running text, and nowhere else.";
}

static const char *inline_remedy(const place_t *place)
{
    switch (place->holding) {
    case HOLDS_TEXT:
        return apr_psprintf(place->pool, "Delete its tags: <%s> holds letters alone.",
                            place->around);
    case HOLDS_BLOCKS:
        return "Put <p> around the words that it belongs to.";
    default:
        return strcmp(place->around, "list") == 0  ? "Put <item> around it."
               : strcmp(place->around, "row") == 0 ? "Put <cell> around it."
                                                   : "Put it into an element that holds words, as "
                                                     "<p> in <body>.";
    }
}

static const char *block_remedy(const place_t *place)
{
    if (strcmp(place->around, "head") == 0) {
        return "Move it into <body>, or delete it.";
    }
    if (place->holding == HOLDS_WORDS && is_within(place->node, "p")) {
        return apr_psprintf(place->pool,
                            "Close the paragraph with </p> before it: <%s> belongs between "
                            "paragraphs.",
                            place->name);
    }
    return place->holding == HOLDS_WORDS || place->holding == HOLDS_TEXT
               ? apr_psprintf(place->pool, "Move it into <body>: <%s> holds words only.",
                              place->around)
               : NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* All elements that it may stand in, as "<a>, <b> or <c>". */
static const char *homes_of(const place_t *place)
{
    apr_array_header_t *homes = apr_array_make(place->pool, 8, sizeof(const char *));

    for (const char *const *name = place->grammar->names; *name != NULL; name++) {
        if (is_part_of(place, *name)) {
            APR_ARRAY_PUSH(homes, const char *) = apr_pstrcat(place->pool, "<", *name, ">", NULL);
        }
    }
    qsort(homes->elts, (size_t)homes->nelts, sizeof(const char *), compare_names);
    APR_ARRAY_PUSH(homes, const char *) = NULL;
    return stm_grammar_list((const char *const *)homes->elts, "or", place->pool);
}

static const char *remedy_by_sort(const place_t *place)
{
    const char *remedy = contact_remedy(place);

    if (remedy == NULL && stm_plain_is(place->node, "br")) {
        remedy = break_remedy(place);
    }
    if (remedy == NULL && is_inline(place)) {
        remedy = inline_remedy(place);
    }
    if (remedy == NULL && is_block(place)) {
        remedy = block_remedy(place);
    }
    return remedy ? remedy
                  : apr_psprintf(place->pool, "Move it into %s, or delete it.", homes_of(place));
}

stm_misplaced_t stm_misplaced(const xmlNode *node, const stm_element_type_t *parent,
                              const stm_grammar_t *grammar, apr_pool_t *result_pool)
{
    const place_t place = {.node = node,
                           .name = (const char *)node->name,
                           .around = (const char *)node->parent->name,
                           .holding = holding_of(parent),
                           .grammar = grammar,
                           .pool = result_pool};
    const known_t *entry = find_known(&place);
    stm_misplaced_t misplaced = {.message = apr_psprintf(result_pool, "<%s> may not stand in <%s>",
                                                         place.name, place.around),
                                 .remedy = entry ? entry->remedy : NULL};

    if (entry != NULL && entry->message != NULL) {
        misplaced.message = entry->message;
    }
    if (stm_plain_is(node, "quote") && place.holding == HOLDS_BLOCKS) {
        say_quote(&misplaced, &place);
    }
    if (misplaced.remedy == NULL) {
        misplaced.remedy = remedy_by_sort(&place);
    }
    return misplaced;
}
