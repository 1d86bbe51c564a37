/**
 * core/render/list - the document from which archives and feeds are rendered.
 *
 * <newsroom title="" xml:lang="" base="" folder="" self="" page="1" pages="3" total="52"
 *           updated="RFC 3339" m:identity="urn:uuid:…">
 *   <statement m:address="" m:identity="" m:name="" m:published="" m:updated="" …>…</statement>…
 *
 * A list that is not counted has neither page, pages and total nor counts of facets, but `start`
 * and `next`, the URLs of its first page and of the one that goes on, where there are such.
 *
 * Feeds (RFC 5005): `previous` is the URL of the archive document before this one; an archive
 * document has `current`, the URL of its feed, and `archive` once its span is over. What shows all
 * that its feed has says complete="yes". After the statements of a feed's own document come those
 * that are gone: <m:gone identity="" when="RFC 3339"/>.
 *
 * Where a reader may search and filter, `query` is the canonical query string of the filter, and
 * before the statements come
 *   <filter tag="" year="" lang="" issuer="" q=""/> with the attributes that are set, and
 *   <facets><facet kind="tag" value="" text="" count="3" href="" current="yes" combined="yes"/>…
 *   </facets>, where href leads to the list with that value, or, from a current one, without it;
 *   combined: to one with several filters.
 * Where words are searched for, `order` is "best" or "newest", and `order-href` leads to the same
 * in the other order, unless there is but one; `meant` are words that find something where these
 * find nothing, and `meant-href` leads there.
 *
 * A statement that a search found ends with <m:title>…</m:title> where its title has hits, and
 * with words around those in its text: <m:snippet>…<m:mark>hit</m:mark>…</m:snippet>.
 *
 * A page of a copy in files says static="yes": its other pages are page/2.html and so on.
 *
 * In an archive each statement has only its head; in a feed it is the whole public edition.
 * folder is percent-encoded: base and folder together are the address of the folder's archive;
 * `folder-name` is what people call it, "2026/spring".
 */
#ifndef CORE_RENDER_LIST_H
#define CORE_RENDER_LIST_H

#include "core/catalog/index.h"
#include "core/edition/make.h"
#include "core/site/filter.h"

typedef struct stm_list_t {
    const stm_newsroom_t *newsroom;
    const char *base;   /* as in stm_view_t */
    const char *folder; /* "" or "2026/": the part of the newsroom that is listed */
    const char *self;   /* absolute URL of this list, with page and filter */
    int page, pages, total;
    int is_uncounted;    /* pages have no numbers, and nothing is counted */
    const char *start;   /* absolute URL of the list's first page, where this is none; NULL */
    const char *next;    /* of the page that goes on, where pages have no numbers; NULL: none */
    int status;          /* 404, 410 or 503: the page that says so and lists nothing; 0: a list */
    const char *archive; /* the name of this archive document of a feed; NULL: it is none */
    const char *current; /* absolute URL of the feed whose archive document this is; NULL: none */
    int is_static;       /* of a copy: pages are page/2.html, and nobody can search or filter */
    int is_subscription; /* the page that shows a person how to subscribe: feed="yes" at the root */
    const char *meant;   /* words that find something where those searched for do not; NULL */
    int is_by_date;      /* what a search found is, since it is too much to be ranked */
    apr_time_t updated;  /* newest moment of what it shows; 0: empty */
} stm_list_t;

typedef enum { STM_EXTENT_UNSET = 0, STM_EXTENT_HEAD, STM_EXTENT_WHOLE } stm_extent_t;

/** An empty list document. */
stm_document_t *stm_list_create(const stm_list_t *list, apr_pool_t *result_pool);

/** So many tags an entry of an archive shows. */
#define STM_LIST_TAGS_MAX 24

/** Adds the edition of @a entry (already made) at the end; with STM_EXTENT_HEAD without its body
 * and notes, with its first STM_LIST_TAGS_MAX tags, and with a `summary` made where it has none. @a
 * entry may be freed afterwards. */
apr_status_t stm_list_add(stm_document_t *list, const stm_document_t *entry, stm_extent_t extent);

/** About how many bytes a feed needs for the edition @a entry. */
apr_size_t stm_list_bytes(const stm_document_t *entry);

/** Whether a feed's document has room for so many bytes: feed readers refuse more than two
 * megabytes. The first statement (@a shown 0) is always in, whatever its size. */
int stm_list_has_room(apr_size_t bytes, int shown);

/** The latest of @a newest and the moments up to @a moment at which @a entry became public or
 * changed, as it says itself. */
apr_time_t stm_list_newest(const stm_entry_t *entry, apr_time_t newest, apr_time_t moment);

/** Says what stands before a feed's document: the URL of an archive document; NULL: nothing, and
 * @a is_whole where the document has all. */
void stm_list_previous(stm_document_t *document, const char *previous, int is_whole);

/** Adds a statement that was public, and since when it is not any more. */
void stm_list_gone(stm_document_t *document, const char *identity, apr_time_t when);

/** Says by what the list may be and is filtered: to be called before the first stm_list_add.
 * @a facets are stm_facet_t. */
void stm_list_filter(stm_document_t *document, const stm_list_t *list, const stm_filter_t *filter,
                     const apr_array_header_t *facets);

/** Adds what a search found (stm_entry_t; each may be NULL) to the statement that was added last.
 */
void stm_list_hits(stm_document_t *document, const char *title, const char *snippet);

#endif
