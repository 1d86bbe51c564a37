#include "core/i18n/locale.h"

#include <apr_strings.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ulocdata.h>
#include <unicode/ustring.h>

/* As many as a few threads at work have in use. They are large, and a server has many threads
 * that work now and then. */
#define SLOTS 48

/* gcc's analyzer does not see that what is given back is kept. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wanalyzer-malloc-leak"
#endif

typedef struct slot_t {
    const stm_locale_kind_t *kind; /* NULL: free */
    char tag[STM_LOCALE_BYTES];
    void *object;
    unsigned long used;
} slot_t;

/* What nobody uses at the moment. */
static pthread_mutex_t idle_lock = PTHREAD_MUTEX_INITIALIZER;
static slot_t idle[SLOTS];       /* guarded by idle_lock */
static unsigned long idle_clock; /* guarded by idle_lock */

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

/* Takes it out. NULL: none is idle. Under idle_lock. */
static void *find_idle(const stm_locale_kind_t *kind, const char *tag)
{
    int index;
    for (index = 0; index < SLOTS; index++) {
        slot_t *slot = &idle[index];
        if (slot->kind == kind && strcmp(slot->tag, tag) == 0) {
            slot->kind = NULL;
            slot->used = 0;
            return slot->object;
        }
    }
    return NULL;
}

/* A free one, or the one that was not used for the longest. Under idle_lock. */
static slot_t *oldest_idle(void)
{
    slot_t *oldest = &idle[0];
    int index;
    for (index = 1; index < SLOTS; index++) {
        if (idle[index].used < oldest->used) {
            oldest = &idle[index];
        }
    }
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

void *stm_locale_acquire(const stm_locale_kind_t *kind, const char *tag)
{
    char fitting[STM_LOCALE_BYTES], locale[STM_LOCALE_BYTES];
    void *object;
    fit_tag(fitting, tag);
    pthread_mutex_lock(&idle_lock);
    object = find_idle(kind, fitting);
    pthread_mutex_unlock(&idle_lock);
    if (!object) {
        compute_locale(locale, fitting);
        object = kind->make(locale);
    }
    return object;
}

void stm_locale_release(const stm_locale_kind_t *kind, const char *tag, void *object)
{
    slot_t *slot, former;
    if (!object) {
        return;
    }
    pthread_mutex_lock(&idle_lock);
    slot = oldest_idle();
    former = *slot;
    slot->kind = kind;
    fit_tag(slot->tag, tag);
    slot->object = object;
    slot->used = ++idle_clock;
    pthread_mutex_unlock(&idle_lock);
    if (former.kind && former.kind->close) {
        former.kind->close(former.object);
    }
}

void stm_locale_release_idle(void)
{
    slot_t former[SLOTS];
    int index;
    pthread_mutex_lock(&idle_lock);
    memcpy(former, idle, sizeof(idle));
    memset(idle, 0, sizeof(idle));
    pthread_mutex_unlock(&idle_lock);
    for (index = 0; index < SLOTS; index++) {
        if (former[index].kind && former[index].kind->close) {
            former[index].kind->close(former[index].object);
        }
    }
}

static void *copy_locale(const char *locale)
{
    return strdup(locale);
}

static const stm_locale_kind_t name_sort = {copy_locale, free};

static int is_english(const char *tag)
{
    return tag && (tag[0] | 32) == 'e' && (tag[1] | 32) == 'n' && (!tag[2] || tag[2] == '-');
}

int stm_locale_tag(char locale_tag[STM_LOCALE_BYTES], const char *tag)
{
    char *locale = stm_locale_acquire(&name_sort, tag), *at;
    apr_cpystrn(locale_tag, locale ? locale : "en", STM_LOCALE_BYTES);
    stm_locale_release(&name_sort, tag, locale);
    for (at = locale_tag; *at; at++) {
        if (*at == '_') {
            *at = '-';
        }
    }
    /* What ICU does not know has become plain English. */
    return strcmp(locale_tag, "en") != 0 || is_english(tag);
}

int stm_locale_is_latin(const char *tag)
{
    char locale[ULOC_FULLNAME_CAPACITY], script[ULOC_SCRIPT_CAPACITY];
    UErrorCode status = U_ZERO_ERROR;

    uloc_forLanguageTag(tag, locale, sizeof(locale), NULL, &status);
    if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING) {
        return 0;
    }
    likely_script(script, sizeof(script), locale);
    return strcmp(script, "Latn") == 0;
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
