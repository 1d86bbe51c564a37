#include "core/i18n/relative_time.h"

#include <unicode/ureldatefmt.h>

#include "core/i18n/locale.h"

#define MAX_TEXT 128

static void *make(const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    URelativeDateTimeFormatter *formatter =
        ureldatefmt_open(locale, NULL, UDAT_STYLE_LONG, UDISPCTX_CAPITALIZATION_NONE, &status);

    return U_SUCCESS(status) ? formatter : NULL;
}

static void close_formatter(void *formatter)
{
    ureldatefmt_close(formatter);
}

static const stm_locale_kind_t kind = {make, close_formatter};

static double in_unit(URelativeDateTimeUnit *unit, apr_interval_time_t span)
{
    const apr_int64_t minutes = (span + apr_time_from_sec(59)) / apr_time_from_sec(60);

    *unit = minutes >= 48 * 60  ? UDAT_REL_UNIT_DAY
            : minutes >= 2 * 60 ? UDAT_REL_UNIT_HOUR
                                : UDAT_REL_UNIT_MINUTE;
    return (double)(minutes >= 48 * 60  ? minutes / (24 * 60)
                    : minutes >= 2 * 60 ? minutes / 60
                                        : minutes);
}

const char *stm_relative_time(apr_interval_time_t span, const char *tag, apr_pool_t *result_pool)
{
    URelativeDateTimeFormatter *formatter = stm_locale_acquire(&kind, tag);
    URelativeDateTimeUnit unit;
    UErrorCode status = U_ZERO_ERROR;
    UChar text[MAX_TEXT];
    int32_t length = 0;
    double count = in_unit(&unit, span);

    if (formatter) {
        length = ureldatefmt_formatNumeric(formatter, count, unit, text, MAX_TEXT, &status);
    }
    stm_locale_release(&kind, tag, formatter);
    return formatter && U_SUCCESS(status) && length < MAX_TEXT
               ? stm_locale_utf8(text, length, result_pool)
               : "";
}
