/**
 * core/i18n/date_meant - guesses the date behind a text that is no xs:date.
 *
 * `check` uses it for its remedies; nothing is published by a guess.
 */
#ifndef CORE_I18N_DATE_MEANT_H
#define CORE_I18N_DATE_MEANT_H

#include "core/i18n/date.h"

#define STM_DATE_MEANINGS 3

typedef struct stm_date_meant_t {
    int count; /* of the days that it may mean; 0: nobody can tell */
    stm_civil_t days[STM_DATE_MEANINGS];
    const char *clock; /* "T10:00", "T10:00:30"; "": none was written */
    const char *zone;  /* "Z", "+02:00"; "": none was written */
} stm_date_meant_t;

/** Stores in *meant the days that @a text may mean: "24 November 2026", "24.11.2026", "2026-5-4",
 * "20261124", "4/5/2026" (two days), "2026-05-04 10:00". A month may be named in the language @a
 * lang or in any language of l10n/. Any thread. */
void stm_date_meant(stm_date_meant_t *meant, const char *text, const char *lang,
                    apr_pool_t *result_pool);

#endif
