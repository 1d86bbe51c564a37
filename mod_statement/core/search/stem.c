#include "core/search/stem.h"

#if !__has_include(<libstemmer.h>)
#error "Snowball's libstemmer.h is missing: install libstemmer-dev, as Debian's package is called"
#endif
#include <apr_strings.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>

#include "core/i18n/fold.h"
#include "core/i18n/language.h"
#include "core/i18n/locale.h"

/* Words whose stems a stemmer keeps. */
#define KEPT 2048

typedef struct kept_t {
    unsigned char size; /* 0: free */
    char word[STM_STEM_BYTES];
    stm_stems_t stems;
} kept_t;

struct stm_stemmer_t {
    struct sb_stemmer *snowball;
    const char *lang; /* for ICU */
    kept_t kept[KEPT];
};

/* Languages by their first subtag, and Snowball's name where that is another. */
static const char *const languages[][2] = {
    {"ar", "ar"}, {"ca", "ca"}, {"da", "da"}, {"de", "de"}, {"el", "el"}, {"en", "en"},
    {"es", "es"}, {"eu", "eu"}, {"fi", "fi"}, {"fr", "fr"}, {"ga", "ga"}, {"hi", "hi"},
    {"hu", "hu"}, {"hy", "hy"}, {"id", "id"}, {"it", "it"}, {"lt", "lt"}, {"nb", "no"},
    {"ne", "ne"}, {"nl", "nl"}, {"nn", "no"}, {"no", "no"}, {"pt", "pt"}, {"ro", "ro"},
    {"ru", "ru"}, {"sr", "sr"}, {"sv", "sv"}, {"ta", "ta"}, {"tr", "tr"}, {"yi", "yi"},
};

/* The row of a tag's language; NULL: none. */
static const char *const *find_language(const char *tag)
{
    char primary[4] = "";
    size_t length = tag ? strcspn(tag, "-_") : 0, i;

    if (length != 2) {
        return NULL;
    }
    primary[0] = (char)(tag[0] | 0x20);
    primary[1] = (char)(tag[1] | 0x20);
    for (i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
        if (strcmp(languages[i][0], primary) == 0) {
            return languages[i];
        }
    }
    return NULL;
}

int stm_stem_is_there(const char *tag)
{
    return find_language(tag) != NULL;
}

static void *make(const char *locale)
{
    const char *const *language = find_language(locale);
    stm_stemmer_t *stemmer = language ? calloc(1, sizeof(*stemmer)) : NULL;

    if (stemmer) {
        stemmer->lang = language[0];
        stemmer->snowball = sb_stemmer_new(language[1], "UTF_8");
    }
    if (stemmer && !stemmer->snowball) {
        free(stemmer);
        stemmer = NULL;
    }
    return stemmer;
}

static void end(void *object)
{
    stm_stemmer_t *stemmer = object;

    sb_stemmer_delete(stemmer->snowball);
    free(stemmer);
}

static const stm_locale_kind_t sort = {make, end};

/* All regions of a language share its stemmers. */
stm_stemmer_t *stm_stem_take(const char *tag)
{
    const char *const *language = find_language(tag);

    return language ? stm_locale_acquire(&sort, language[0]) : NULL;
}

void stm_stem_give(stm_stemmer_t *stemmer)
{
    if (stemmer) {
        stm_locale_release(&sort, stemmer->lang, stemmer);
    }
}

static unsigned hash(const char *word, int size)
{
    unsigned value = 2166136261u;
    int i;

    for (i = 0; i < size; i++) {
        value = (value ^ (unsigned char)word[i]) * 16777619u;
    }
    return (value ^ value >> 15) % KEPT;
}

static const char *to_small(const stm_stemmer_t *stemmer, const char *word, apr_pool_t *pool)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length, room;
    UChar *wide = stm_locale_utf16(word, &length, pool), *small;

    room = 2 * length + 8;
    small = apr_palloc(pool, (apr_size_t)room * sizeof(*small));
    length = u_strToLower(small, room, wide, length, stemmer->lang, &status);
    return U_SUCCESS(status) ? stm_language_composed(stm_locale_utf8(small, length, pool), pool)
                             : word;
}

static const char *stem(stm_stemmer_t *stemmer, const char *word, int size, int *stem_size)
{
    const sb_symbol *found = sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)word, size);

    *stem_size = found ? sb_stemmer_length(stemmer->snowball) : 0;
    return (const char *)found;
}

static int is_same(const char *one, int size, const char *other, int other_size)
{
    return size == other_size && memcmp(one, other, (size_t)size) == 0;
}

/* Adds a stem unless it equals the word or is there already. */
static void add(stm_stems_t *stems, const char *text, int size, const char *folded, int folded_size)
{
    int i,
        is_known = size < 2 || size >= STM_STEM_BYTES || is_same(text, size, folded, folded_size);

    for (i = 0; i < stems->count; i++) {
        is_known |= is_same(text, size, stems->texts[i] + 1, stems->sizes[i] - 1);
    }
    if (!is_known) {
        stems->texts[stems->count][0] = STM_STEM_MARK;
        memcpy(stems->texts[stems->count] + 1, text, (size_t)size);
        stems->sizes[stems->count++] = (unsigned char)(size + 1);
    }
}

static void add_folded(stm_stems_t *stems, stm_stemmer_t *stemmer, const char *word,
                       const char *folded, int folded_size, apr_pool_t *pool)
{
    int size;
    const char *found = stem(stemmer, word, (int)strlen(word), &size);

    if (size) {
        found = stm_fold(apr_pstrmemdup(pool, found, (apr_size_t)size), pool);
        add(stems, found, (int)strlen(found), folded, folded_size);
    }
}

static int is_ascii(const char *word, int size)
{
    unsigned char all = 0;

    while (size > 0) {
        all |= (unsigned char)word[--size];
    }
    return all < 0x80;
}

static void find(stm_stems_t *stems, stm_stemmer_t *stemmer, const char *word, int size,
                 const char *folded, int folded_size, apr_pool_t *pool)
{
    int found_size;
    const char *found;

    if (!is_ascii(word, size)) {
        add_folded(stems, stemmer,
                   to_small(stemmer, apr_pstrmemdup(pool, word, (apr_size_t)size), pool), folded,
                   folded_size, pool);
        add_folded(stems, stemmer, apr_pstrmemdup(pool, folded, (apr_size_t)folded_size), folded,
                   folded_size, pool);
        return;
    }
    found = stem(stemmer, folded, folded_size, &found_size);
    add(stems, found, found_size, folded, folded_size);
}

const stm_stems_t *stm_stem_word(stm_stemmer_t *stemmer, const char *word, int size,
                                 const char *folded, int folded_size, apr_pool_t *scratch_pool)
{
    static const stm_stems_t none;
    kept_t *kept;

    if (size < 3 || size > STM_STEM_BYTES || folded_size < 3 || folded_size > STM_STEM_BYTES) {
        return &none;
    }
    kept = &stemmer->kept[hash(word, size)];
    if (!is_same(word, size, kept->word, kept->size)) {
        memset(&kept->stems, 0, sizeof(kept->stems));
        find(&kept->stems, stemmer, word, size, folded, folded_size, scratch_pool);
        memcpy(kept->word, word, (size_t)size);
        kept->size = (unsigned char)size;
    }
    return &kept->stems;
}
