#include "stm_locale.h"

#include <apr_strings.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ulocdata.h>
#include <unicode/ustring.h>

#define SLOTS 32

/* gcc's analyzer does not know that pthread_setspecific keeps a thread's cache, and what is in it,
 * until close_cache. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

typedef struct slot_t {
    const stm_locale_sort_t *sort; /* NULL: free */
    char tag[STM_LOCALE_BYTES];
    void *object;
    unsigned long used;
} slot_t;

/* One per thread; nobody else sees it. */
typedef struct cache_t {
    slot_t slots[SLOTS];
    unsigned long clock;
} cache_t;

static pthread_key_t cache_key;
static pthread_once_t cache_once = PTHREAD_ONCE_INIT;
static int has_cache_key; /* set once, by cache_once */

static void close_slot(slot_t *slot)
{
    if (slot->sort && slot->object && slot->sort->close) {
        slot->sort->close(slot->object);
    }
    slot->sort = NULL;
}

static void close_cache(void *data)
{
    cache_t *cache = data;
    int index;
    for (index = 0; index < SLOTS; index++) {
        close_slot(&cache->slots[index]);
    }
    free(cache);
}

static void make_cache_key(void)
{
    has_cache_key = pthread_key_create(&cache_key, close_cache) == 0;
}

/* httpd unloads modules at a restart; a key left behind would call code that is gone. */
__attribute__((destructor)) static void delete_cache_key(void)
{
    if (has_cache_key) {
        cache_t *cache = pthread_getspecific(cache_key);
        if (cache) {
            close_cache(cache);
        }
        pthread_key_delete(cache_key);
    }
}

/* NULL where there is none, as in a thread that outlives the module at a server's end. */
static cache_t *this_cache(void)
{
    cache_t *cache;
    pthread_once(&cache_once, make_cache_key);
    cache = has_cache_key ? pthread_getspecific(cache_key) : NULL;
    if (!cache && has_cache_key) {
        cache = calloc(1, sizeof(*cache));
        if (cache && pthread_setspecific(cache_key, cache) != 0) {
            free(cache);
            cache = NULL;
        }
    }
    return cache;
}

static int is_known_language(const char *language)
{
    UErrorCode status = U_ZERO_ERROR;
    ULocaleData *data = ulocdata_open(language, &status);
    if (data) {
        ulocdata_close(data);
    }
    return U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING;
}

/* The script that is likely for an ICU locale; "" where none is known. */
static void likely_script(char *script, int32_t size, const char *locale)
{
    char full[ULOC_FULLNAME_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    *script = '\0';
    uloc_addLikelySubtags(locale, full, sizeof(full), &status);
    if (U_SUCCESS(status)) {
        uloc_getScript(full, script, size, &status);
    }
}

/* "zh_Hant" of zh-TW and "de" of de-Latn: the script stands where ICU would assume another one for
 * the language, alone or with the region. */
static void compute_locale(char locale[STM_LOCALE_BYTES], const char *tag)
{
    char full[ULOC_FULLNAME_CAPACITY], language[ULOC_LANG_CAPACITY] = "";
    char script[ULOC_SCRIPT_CAPACITY], usual[ULOC_SCRIPT_CAPACITY];
    char region[ULOC_COUNTRY_CAPACITY] = "", regional[ULOC_SCRIPT_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(tag, full, sizeof(full), NULL, &status);
    uloc_getLanguage(full, language, sizeof(language), &status);
    uloc_getCountry(full, region, sizeof(region), &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING || !*language ||
        !is_known_language(language)) {
        strcpy(locale, "en");
        return;
    }
    likely_script(script, sizeof(script), full);
    likely_script(usual, sizeof(usual), language);
    apr_snprintf(locale, STM_LOCALE_BYTES, *region ? "%s_%s" : "%s", language, region);
    likely_script(regional, sizeof(regional), locale);
    if (strcmp(script, usual) != 0 || strcmp(script, regional) != 0) {
        apr_snprintf(locale, STM_LOCALE_BYTES, *region ? "%s_%s_%s" : "%s_%s", language, script,
                     region);
    }
}

static slot_t *find_slot(cache_t *cache, const stm_locale_sort_t *sort, const char *tag)
{
    slot_t *oldest = &cache->slots[0];
    int index;
    for (index = 0; index < SLOTS; index++) {
        slot_t *slot = &cache->slots[index];
        if (slot->sort == sort && strcmp(slot->tag, tag) == 0) {
            return slot;
        }
        if (slot->used < oldest->used) {
            oldest = slot;
        }
    }
    close_slot(oldest);
    return oldest;
}

/* A tag of any length as one that fits, shortened from its end. */
static void fit_tag(char fitting[STM_LOCALE_BYTES], const char *tag)
{
    apr_cpystrn(fitting, tag ? tag : "", STM_LOCALE_BYTES);
    if (tag && strlen(tag) >= STM_LOCALE_BYTES) {
        char *dash = strrchr(fitting, '-');
        *(dash ? dash : fitting) = '\0';
    }
}

void *stm_locale_object(const stm_locale_sort_t *sort, const char *tag)
{
    cache_t *cache = this_cache();
    char fitting[STM_LOCALE_BYTES];
    slot_t *slot;
    if (!cache) {
        return NULL;
    }
    fit_tag(fitting, tag);
    slot = find_slot(cache, sort, fitting);
    if (!slot->sort) {
        char locale[STM_LOCALE_BYTES];
        compute_locale(locale, fitting);
        slot->object = sort->make(locale);
        slot->sort = sort;
        strcpy(slot->tag, fitting);
    }
    slot->used = ++cache->clock;
    return slot->object;
}

static void *copy_locale(const char *locale)
{
    return strdup(locale);
}

static const stm_locale_sort_t name_sort = {copy_locale, free};

static int is_english(const char *tag)
{
    return tag && (tag[0] | 32) == 'e' && (tag[1] | 32) == 'n' && (!tag[2] || tag[2] == '-');
}

int stm_locale_tag(char locale_tag[STM_LOCALE_BYTES], const char *tag)
{
    const char *locale = stm_locale_object(&name_sort, tag);
    char *at;
    apr_cpystrn(locale_tag, locale ? locale : "en", STM_LOCALE_BYTES);
    for (at = locale_tag; *at; at++) {
        if (*at == '_') {
            *at = '-';
        }
    }
    /* What ICU does not know has become plain English. */
    return strcmp(locale_tag, "en") != 0 || is_english(tag);
}

UChar *stm_locale_utf16(const char *text, int32_t *length, apr_pool_t *result_pool)
{
    int32_t size = (int32_t)strlen(text), made = 0;
    UErrorCode status = U_ZERO_ERROR;
    UChar *wide = apr_palloc(result_pool, (size + 1) * sizeof(*wide));
    u_strFromUTF8WithSub(wide, size + 1, &made, text, size, 0xfffd, NULL, &status);
    if (U_FAILURE(status)) {
        made = 0;
    }
    wide[made] = 0;
    if (length) {
        *length = made;
    }
    return wide;
}

char *stm_locale_utf8(const UChar *text, int32_t length, apr_pool_t *result_pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t made = 0;
    char *narrow = apr_palloc(result_pool, (apr_size_t)length * 3 + 1);
    u_strToUTF8WithSub(narrow, length * 3 + 1, &made, text, length, 0xfffd, NULL, &status);
    narrow[U_SUCCESS(status) ? made : 0] = '\0';
    return narrow;
}
