#include "core/site/archive.h"

#include <apr_strings.h>
#include <limits.h>
#include <string.h>

#include "core/i18n/zone.h"
#include "core/site/address.h"

#define FORMAT "%04d-%02d-%02dT%02d:%02d:%02d"

/* How much of it names a span. */
static const apr_size_t lengths[] = {0, 4, 7, 10, 13, 16, 19};

static stm_civil_t start_of(stm_span_t span, const stm_civil_t *civil)
{
    stm_civil_t start = {.year = civil->year, .month = 1, .day = 1};
    start.month = span >= STM_SPAN_MONTH ? civil->month : 1;
    start.day = span >= STM_SPAN_DAY ? civil->day : 1;
    start.hour = span >= STM_SPAN_HOUR ? civil->hour : 0;
    start.minute = span >= STM_SPAN_MINUTE ? civil->minute : 0;
    start.second = span >= STM_SPAN_SECOND ? civil->second : 0;
    return start;
}

static apr_time_t end_of(stm_span_t span, const stm_civil_t *start, apr_time_t from)
{
    static const int seconds[] = {[STM_SPAN_DAY] = 86400,
                                  [STM_SPAN_HOUR] = 3600,
                                  [STM_SPAN_MINUTE] = 60,
                                  [STM_SPAN_SECOND] = 1};
    stm_civil_t next = *start;
    if (span >= STM_SPAN_DAY) {
        return from + apr_time_from_sec(seconds[span]);
    }
    next.month += span == STM_SPAN_MONTH;
    if (span == STM_SPAN_YEAR || next.month > 12) {
        next.month = 1;
        next.year++;
    }
    return stm_zone_moment(stm_zone_utc(), &next);
}

apr_status_t stm_archive_at(stm_archive_t *archive, stm_span_t span, apr_time_t moment)
{
    stm_civil_t civil, start;
    stm_zone_civil(stm_zone_utc(), moment, &civil);
    if (civil.year < 1000 || civil.year > 9999) {
        return APR_EINVAL;
    }
    start = start_of(span, &civil);
    archive->from = stm_zone_moment(stm_zone_utc(), &start);
    archive->until = end_of(span, &start, archive->from);
    apr_snprintf(archive->name, sizeof(archive->name), FORMAT, start.year, start.month, start.day,
                 start.hour, start.minute, start.second);
    archive->name[lengths[span]] = '\0';
    return APR_SUCCESS;
}

static stm_span_t span_of(apr_size_t length)
{
    int span = STM_SPAN_SECOND;
    while (span > STM_SPAN_UNSET && lengths[span] != length) {
        span--;
    }
    return (stm_span_t)span;
}

/* Two digits; what is not there is that of a span's first moment. */
static int number(const char *text, apr_size_t length, apr_size_t at, int first)
{
    return at < length ? (text[at] - '0') * 10 + text[at + 1] - '0' : first;
}

static int is_written_so(const char *text, apr_size_t length)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd";
    apr_size_t i;
    for (i = 0; i < length; i++) {
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) {
            return 0;
        }
    }
    return 1;
}

/* A name that means no date, or not that one, does not come back as it was. */
static int read_name(stm_archive_t *archive, const char *text, apr_size_t length)
{
    stm_span_t span = span_of(length);
    stm_civil_t civil = {0};
    if (span == STM_SPAN_UNSET || !is_written_so(text, length)) {
        return 0;
    }
    civil.year = number(text, length, 0, 0) * 100 + number(text, length, 2, 0);
    civil.month = number(text, length, 5, 1);
    civil.day = number(text, length, 8, 1);
    civil.hour = number(text, length, 11, 0);
    civil.minute = number(text, length, 14, 0);
    civil.second = number(text, length, 17, 0);
    return civil.month >= 1 && civil.month <= 12 &&
           !stm_archive_at(archive, span, stm_zone_moment(stm_zone_utc(), &civil)) &&
           !strncmp(archive->name, text, length);
}

int stm_archive_parse(stm_archive_t *archive, const char *query)
{
    const char *name = stm_address_value(query, "archive");

    return name && read_name(archive, name, strcspn(name, "&"));
}

int stm_archive_items(int feed_items)
{
    return feed_items > INT_MAX / 2 ? INT_MAX : 2 * feed_items;
}
