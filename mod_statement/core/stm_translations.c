#include "stm_translations.h"

#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "stm_table.h"

/* A group while it is followed from one statement to the next. */
typedef struct following_t {
    const stm_resolver_t *resolver;
    apr_time_t moment;
    apr_hash_t *seen;           /* by name */
    apr_array_header_t *joined; /* stm_translation_t: through which it goes on */
    apr_array_header_t *group;  /* those of them that are visible */
    apr_pool_t *pool;
} following_t;

/* Whatever is hidden joins nothing. */
static void meet(following_t *following, const stm_translation_t *one)
{
    stm_reference_t state;

    if (following->joined->nelts > STM_TRANSLATIONS_MAX ||
        apr_hash_get(following->seen, one->name, APR_HASH_KEY_STRING) != NULL) {
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

    for (int i = 0; status == APR_SUCCESS && i < next->nelts; i++) {
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
    for (int i = 0; status == APR_SUCCESS && i < following.joined->nelts; i++) {
        status = follow(&following, APR_ARRAY_IDX(following.joined, i, stm_translation_t).name);
    }
    qsort((*group)->elts, (size_t)(*group)->nelts, sizeof(stm_translation_t), by_name);
    return status;
}

void stm_offers_add(apr_array_header_t *offers, const char *address, const char *lang, int is_named)
{
    stm_offer_t *offer;

    for (int i = 0; i < offers->nelts; i++) {
        if (strcmp(APR_ARRAY_IDX(offers, i, stm_offer_t).address, address) == 0) {
            return;
        }
    }
    offer = apr_array_push(offers);
    offer->address = address;
    offer->lang = lang;
    offer->is_named = is_named;
    offer->is_left_out = 0;
}

static int is_same(const char *one, const char *other)
{
    return one != NULL && other != NULL && strcasecmp(one, other) == 0;
}

/* Whether @a offer is not the one of its language: that is the first named one, or the only one. */
static int gives_way(const apr_array_header_t *offers, const stm_offer_t *offer,
                     const char *own_lang)
{
    if (!offer->is_named && is_same(offer->lang, own_lang)) {
        return 1;
    }
    for (int i = 0; i < offers->nelts; i++) {
        const stm_offer_t *other = &APR_ARRAY_IDX(offers, i, const stm_offer_t);

        if (other != offer && is_same(other->lang, offer->lang) &&
            (!offer->is_named || (other->is_named && other < offer))) {
            return 1;
        }
    }
    return 0;
}

const char *stm_offers_choose(apr_array_header_t *offers, const char *own_lang)
{
    const char *doubled = NULL;

    for (int i = 0; i < offers->nelts; i++) {
        stm_offer_t *offer = &APR_ARRAY_IDX(offers, i, stm_offer_t);

        offer->is_left_out = gives_way(offers, offer, own_lang);
        if (offer->is_left_out && doubled == NULL) {
            doubled = offer->lang;
        }
    }
    return doubled;
}
