/**
 * core/i18n/cldr - formats of dates, quotation marks and names of languages.
 *
 * core/i18n/cldr.py generates the table from one version of Unicode's CLDR, so that pages stay the
 * same whichever ICU the system has. It covers each language that is official somewhere or for
 * which CLDR has at least basic data; dates and marks in these need no ICU. Names of other
 * languages are in it only for the languages of l10n/; of the rest it has the language's own name.
 * A row stores only the differences from the row above it: de-CH has other marks than de and the
 * same months. A script that is not the language's usual one (sr-Latn) inherits nothing, so that
 * Latin text never gets Cyrillic months. The table is constant; all functions may be called by any
 * thread.
 */
#ifndef CORE_I18N_CLDR_H
#define CORE_I18N_CLDR_H

#include <apr_pools.h>

typedef enum {
    STM_CLDR_MARKS = 0, /* outer open, outer close, inner open, inner close, each with a NUL */
    STM_CLDR_DAY,       /* a template with {d} or {dd}, {m}, {mm} or {month}, and {y} */
    STM_CLDR_MOMENT,    /* with {H}, {HH} or {h}, {hh} and {period}, and {n} or {nn} for minutes */
    STM_CLDR_MONTHS,    /* twelve names with | between them */
    STM_CLDR_PERIODS,   /* "0AM|12PM": from that hour on */
    STM_CLDR_DIGITS,    /* the digit zero; the other nine follow it in Unicode */
    STM_CLDR_OWN,       /* the language's name in itself */
    STM_CLDR_NAMES,     /* "()={0} ({1})|,={0}, {1}|DE=Germany|Latn=Latin|de=German|…" */
    STM_CLDR_FIELDS
} stm_cldr_field_t;

typedef struct stm_cldr_row_t {
    const char *tag;
    const char *above; /* NULL: its tag shortened */
    const char *texts[STM_CLDR_FIELDS];
} stm_cldr_row_t;

/** The rows, sorted by tag. */
extern const stm_cldr_row_t stm_cldr_rows[];
extern const int stm_cldr_row_count;

/** The field @a field for @a tag, from the row of its language, script and region or the nearest
 * row above that; from English where CLDR has no data for the language in this script. NULL where
 * no row has the field. The string lives as long as the process. */
const char *stm_cldr_get(const char *tag, stm_cldr_field_t field);

/** Non-zero where the language of @a tag has a row in the script of @a tag. */
int stm_cldr_knows(const char *tag);

/** STM_CLDR_OWN of the row whose tag is exactly @a tag; NULL where there is no such row. */
const char *stm_cldr_own(const char *tag);

/** The name of @a code ("de", "en-GB", "Latn", "DE", or the key of a pattern) in the language of @a
 * tag, from its row or those above. NULL where there is none. */
const char *stm_cldr_name(const char *tag, const char *code, apr_pool_t *result_pool);

#endif
