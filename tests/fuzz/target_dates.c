/* Dates and zones, and the other small texts of a head: the first line, and all bytes as the file
 * of a zone. */
#include <string.h>

#include "core/i18n/date.h"
#include "core/i18n/date_meant.h"
#include "core/i18n/host.h"
#include "core/i18n/language_tag.h"
#include "core/i18n/mail.h"
#include "core/i18n/phone.h"
#include "core/i18n/zone_file.h"
#include "core/site/newsroom.h"
#include "fuzz/checks.h"

static const stm_zone_t *berlin;

void fuzz_setup(apr_pool_t *pool)
{
    FUZZ_MUST(stm_zone_load(&berlin, "Europe/Berlin", pool) == APR_SUCCESS, "no zones");
}

static void use_zone(const stm_zone_t *zone, apr_time_t moment)
{
    stm_civil_t civil;

    stm_zone_civil(zone, moment, &civil);
    FUZZ_MUST(civil.month >= 1 && civil.month <= 12 && civil.day >= 1 && civil.day <= 31 &&
                  civil.hour >= 0 && civil.hour < 24 && civil.minute >= 0 && civil.minute < 60 &&
                  civil.second >= 0 && civil.second < 60,
              "%d-%d-%d %d:%d:%d", civil.year, civil.month, civil.day, civil.hour, civil.minute,
              civil.second);
    stm_zone_moment(zone, &civil);
}

static void date(const char *text, apr_pool_t *pool)
{
    stm_date_t parsed, again;
    stm_civil_t shown;
    apr_time_t moment;

    if (stm_date_parse(&parsed, text) != STM_DATE_GOOD) {
        return;
    }
    moment = stm_date_moment(&parsed, berlin);
    stm_date_shown(&shown, &parsed, berlin);
    use_zone(berlin, moment);
    stm_date_rfc822(moment, pool);
    /* A day of the year 1000 in the east is one of 999 in UTC. */
    if (parsed.civil.year > 1000 && parsed.civil.year < 9999) {
        const char *written = stm_date_rfc3339(moment, pool);

        FUZZ_MUST(stm_date_parse(&again, written) == STM_DATE_GOOD, "%s, then %s", text, written);
        FUZZ_MUST(apr_time_sec(stm_date_moment(&again, berlin)) == apr_time_sec(moment),
                  "%s, then %s", text, written);
        FUZZ_MUST(stm_date_parse(&again, stm_date_written(&parsed, berlin, pool)) == STM_DATE_GOOD,
                  "%s", stm_date_written(&parsed, berlin, pool));
    }
}

static void meaning(const char *text, apr_pool_t *pool)
{
    stm_date_meant_t meant;

    stm_date_meant(&meant, text, "de", pool);
    FUZZ_MUST(meant.count >= 0 && meant.count <= STM_DATE_MEANINGS, "%d", meant.count);
    for (int i = 0; i < meant.count; i++) {
        const stm_civil_t *day = &meant.days[i];

        FUZZ_MUST(day->month >= 1 && day->month <= 12 && day->day >= 1 && day->day <= 31, "%s",
                  text);
    }
}

static void texts(const char *text, apr_pool_t *pool)
{
    stm_phone_fault_t fault;
    const char *made = stm_phone_address(text, &fault, pool);

    FUZZ_MUST(made == NULL || strspn(made + 4, "+0123456789;ext=") == strlen(made + 4), "%s", made);
    made = stm_mail_address(text, pool);
    FUZZ_MUST(made == NULL || strpbrk(made, " \"<>\r\n?#") == NULL, "%s", made);
    made = stm_host_ascii(text, pool);
    FUZZ_MUST(made == NULL || strpbrk(made, " <>\r\n/?#@\\:") == NULL, "%s", made);
    stm_language_tag_fault(text);
    /* It reads the names of all languages: one text in sixteen will do. */
    if (fuzz_choice(text, strlen(text), 16) == 0) {
        stm_language_tag_meant(text, pool);
    }
}

static void zone(const char *bytes, apr_size_t size, const char *line, apr_pool_t *pool)
{
    const stm_zone_t *parsed;
    stm_zone_rule_t rule;

    if (stm_zone_file_parse(&parsed, "Made/Up", bytes, size, pool) == APR_SUCCESS) {
        for (int year = -100; year < 400; year += 7) {
            use_zone(parsed, apr_time_from_sec(year * (apr_int64_t)31556952));
        }
    }
    memset(&rule, 0, sizeof(rule));
    if (stm_zone_rule_parse(&rule, line, pool) == APR_SUCCESS && rule.is_set) {
        FUZZ_MUST(stm_zone_rule_kind(&rule, apr_time_sec(FUZZ_NOW)) != NULL, "%s", line);
    }
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const char *all = bytes;
    apr_size_t all_size = size;
    const char *line = fuzz_line(&bytes, &size, pool);

    zone(all, all_size, line, pool);
    /* All other callers have texts of documents. */
    if (stm_newsroom_is_text(line)) {
        date(line, pool);
        meaning(line, pool);
        texts(line, pool);
    }
}
