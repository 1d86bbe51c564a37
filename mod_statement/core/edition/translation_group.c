#include "core/edition/translation_group.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/table.h"

/* A group while it is followed from one statement to the next. */
typedef struct following_t {
    const stm_resolver_t *resolver;
    apr_time_t moment;
    apr_hash_t *seen;           /* by name */
    apr_array_header_t *joined; /* stm_translation_t: through which it goes on */
    apr_array_header_t *group;  /* those of them that are visible */
    apr_pool_t *pool;
} following_t;

static int is_full(const following_t *following)
{
    return following->joined->nelts > STM_TRANSLATIONS_MAX;
}

/* A hidden statement does not connect others: that would reveal it. */
static void meet(following_t *following, const stm_translation_t *one)
{
    stm_reference_t state;

    if (apr_hash_get(following->seen, one->name, APR_HASH_KEY_STRING) != NULL) {
        return;
    }
    apr_hash_set(following->seen, one->name, APR_HASH_KEY_STRING, one->name);
    state = following->resolver->state(following->resolver->baton, one->name, following->moment,
                                       following->pool);
    if (state == STM_REFERENCE_VISIBLE || state == STM_REFERENCE_WITHDRAWN) {
        APR_ARRAY_PUSH(following->joined, stm_translation_t) = *one;
    }
    if (state == STM_REFERENCE_VISIBLE && one->lang != NULL) {
        APR_ARRAY_PUSH(following->group, stm_translation_t) = *one;
    }
}

static apr_status_t follow(following_t *following, const char *name)
{
    apr_array_header_t *next;
    apr_status_t status =
        following->resolver->translations(following->resolver->baton, &next, name, following->pool);

    for (int i = 0; status == APR_SUCCESS && i < next->nelts && !is_full(following); i++) {
        meet(following, &APR_ARRAY_IDX(next, i, const stm_translation_t));
    }
    return status;
}

static int by_name(const void *left, const void *right)
{
    const stm_translation_t *a = left, *b = right;

    return strcmp(a->name, b->name);
}

apr_status_t stm_translations_group(apr_array_header_t **group, const stm_resolver_t *resolver,
                                    const char *name, apr_time_t moment, apr_pool_t *result_pool)
{
    following_t following = {.resolver = resolver,
                             .moment = moment,
                             .seen = stm_table_make(result_pool),
                             .joined = apr_array_make(result_pool, 4, sizeof(stm_translation_t)),
                             .group = apr_array_make(result_pool, 4, sizeof(stm_translation_t)),
                             .pool = result_pool};
    const stm_translation_t start = {name, NULL};
    apr_status_t status = APR_SUCCESS;

    *group = following.group;
    if (resolver->translations == NULL) {
        return APR_SUCCESS;
    }
    apr_hash_set(following.seen, name, APR_HASH_KEY_STRING, name);
    APR_ARRAY_PUSH(following.joined, stm_translation_t) = start;
    for (int i = 0; status == APR_SUCCESS && i < following.joined->nelts && !is_full(&following);
         i++) {
        status = follow(&following, APR_ARRAY_IDX(following.joined, i, stm_translation_t).name);
    }
    qsort((*group)->elts, (size_t)(*group)->nelts, sizeof(stm_translation_t), by_name);
    return status;
}

stm_offers_t *stm_offers_make(apr_pool_t *result_pool)
{
    stm_offers_t *offers = apr_palloc(result_pool, sizeof(*offers));

    offers->list = apr_array_make(result_pool, 4, sizeof(stm_offer_t *));
    offers->by_address = stm_table_make(result_pool);
    return offers;
}

void stm_offers_add(stm_offers_t *offers, const char *address, const char *lang, int is_named)
{
    stm_offer_t *offer;

    if (stm_offers_find(offers, address) != NULL) {
        return;
    }
    offer = apr_pcalloc(offers->list->pool, sizeof(*offer));
    offer->address = address;
    offer->lang = lang;
    offer->is_named = is_named;
    APR_ARRAY_PUSH(offers->list, stm_offer_t *) = offer;
    apr_hash_set(offers->by_address, address, APR_HASH_KEY_STRING, offer);
}

const stm_offer_t *stm_offers_find(const stm_offers_t *offers, const char *address)
{
    return apr_hash_get(offers->by_address, address, APR_HASH_KEY_STRING);
}

/* The offers in one language. */
typedef struct same_language_t {
    const stm_offer_t *named; /* the first one that the statement names; NULL: none */
    int count;
} same_language_t;

static const char *small_letters(const char *tag, apr_pool_t *pool)
{
    char *small = apr_pstrdup(pool, tag);

    for (char *at = small; *at != '\0'; at++) {
        *at = (char)apr_tolower(*at);
    }
    return small;
}

static same_language_t *language_of(apr_hash_t *languages, const stm_offer_t *offer,
                                    apr_pool_t *pool)
{
    const char *tag = small_letters(offer->lang, pool);
    same_language_t *language = apr_hash_get(languages, tag, APR_HASH_KEY_STRING);

    if (language == NULL) {
        language = apr_pcalloc(pool, sizeof(*language));
        apr_hash_set(languages, tag, APR_HASH_KEY_STRING, language);
    }
    return language;
}

static apr_hash_t *group_by_language(const stm_offers_t *offers)
{
    apr_pool_t *pool = offers->list->pool;
    apr_hash_t *languages = stm_table_make(pool);

    for (int i = 0; i < offers->list->nelts; i++) {
        const stm_offer_t *offer = APR_ARRAY_IDX(offers->list, i, stm_offer_t *);

        if (offer->lang != NULL) {
            same_language_t *language = language_of(languages, offer, pool);

            language->count++;
            if (offer->is_named && language->named == NULL) {
                language->named = offer;
            }
        }
    }
    return languages;
}

static int is_same(const char *lang, const char *own_lang)
{
    return own_lang != NULL && strcasecmp(lang, own_lang) == 0;
}

/* Whether @a offer is not the one of its language: that is the first named one, or the only one. */
static int gives_way(const stm_offer_t *offer, const same_language_t *language,
                     const char *own_lang)
{
    if (offer->is_named) {
        return language->named != offer;
    }
    return language->count > 1 || is_same(offer->lang, own_lang);
}

const char *stm_offers_choose(const stm_offers_t *offers, const char *own_lang)
{
    apr_hash_t *languages = group_by_language(offers);
    const char *doubled = NULL;
    int left = STM_TRANSLATIONS_MAX;

    for (int i = 0; i < offers->list->nelts; i++) {
        stm_offer_t *offer = APR_ARRAY_IDX(offers->list, i, stm_offer_t *);
        const same_language_t *language =
            offer->lang != NULL ? language_of(languages, offer, offers->list->pool) : NULL;

        offer->is_left_out = language != NULL && gives_way(offer, language, own_lang);
        if (offer->is_left_out && doubled == NULL && language->named == NULL &&
            !is_same(offer->lang, own_lang)) {
            doubled = offer->lang;
        }
        if (!offer->is_left_out && left-- <= 0) {
            offer->is_left_out = 1;
        }
    }
    return doubled;
}
