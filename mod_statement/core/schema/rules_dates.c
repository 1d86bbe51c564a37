#include <apr_strings.h>
#include <string.h>

#include "core/i18n/date.h"
#include "core/i18n/date_meant.h"
#include "core/schema/rules.h"
#include "core/xml/plain.h"

#define DATE_FORM "Write a day as 2026-05-04, or a moment as 2026-05-04T10:00+02:00."

typedef struct fault_words_t {
    const char *message, *remedy;
} fault_words_t;

static fault_words_t words_of(stm_date_fault_t fault)
{
    static const fault_words_t words[] = {

        [STM_DATE_SPACE] = {"Date and time are separated by a space",
                            "Write a T between them and the zone after them, as "
                            "2026-05-04T10:00+02:00."},
        [STM_DATE_DAY_ZONE] = {"A day without a time may not have a zone",
                               "Write the day alone, as 2026-05-04, or add the time before the "
                               "zone."},
        [STM_DATE_HOUR_24] = {"There is no 24:00", "Write 00:00 of the next day."},
        [STM_DATE_UNKNOWN_ZONE] = {"The zone -00:00 means that the zone is not known",
                                   "Write Z for universal time, or the zone as +02:00."},
        [STM_DATE_ZONE_NAME] = {"The zone is given by a name",
                                "Write it as a difference to universal time: +02:00, or Z."},
        [STM_DATE_LEAP_SECOND] = {"A minute ends with second 59", "Write :59 instead of :60."},
        [STM_DATE_RANGE] = {"There is no such day or time in the calendar",
                            "Check the year, the month, the day and the hour."},
        [STM_DATE_ORDER] = {"The date is not in the order year, month, day", DATE_FORM},
        [STM_DATE_OTHER] = {"This is not a date", DATE_FORM},
    };

    return words[fault];
}

static apr_time_t moment_of(const stm_check_t *check, const stm_date_t *date)
{
    return stm_date_moment(date, check->rules->zone ? check->rules->zone : stm_zone_utc());
}

/* What kinds of date an element takes. */
typedef enum { DAY_OR_MOMENT, MOMENT_ONLY, ANY } wanted_t;

/* Of the statement around, in whose language a month may have its name. */
static const char *language_of(const xmlNode *node, apr_pool_t *pool)
{
    const char *lang = NULL;

    for (; lang == NULL && node != NULL && node->type == XML_ELEMENT_NODE; node = node->parent) {
        lang = stm_plain_lang(node, pool);
    }
    return lang ? lang : "en";
}

static const char *day_text(const stm_civil_t *day, apr_pool_t *pool)
{
    return apr_psprintf(pool, "%04d-%02d-%02d", day->year, day->month, day->day);
}

/* Each day that may be meant, with its words. */
static const char *ask_which(const stm_date_meant_t *meant, apr_pool_t *pool)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    const char *list = "";

    for (int i = 0; i < meant->count; i++) {
        const stm_civil_t *day = &meant->days[i];

        list = apr_psprintf(pool, "%s%s%s%s%s for %d %s %04d", list, i > 0 ? " or " : "",
                            day_text(day, pool), meant->clock, meant->zone, day->day,
                            months[day->month - 1], day->year);
    }
    return apr_psprintf(pool, "Write %s: which of them is meant?", list);
}

/* The exact words to type, as far as they can be told from what was typed. */
static const char *exact_remedy(const stm_check_t *check, const stm_date_meant_t *meant,
                                wanted_t wanted)
{
    int is_floating = check->rules->zone != NULL || wanted == ANY;
    const char *date;

    if (meant->count > 1) {
        return ask_which(meant, check->pool);
    }
    date = apr_pstrcat(check->pool, day_text(&meant->days[0], check->pool), meant->clock,
                       meant->zone, NULL);
    if (*meant->clock == '\0') {
        return wanted == MOMENT_ONLY
                   ? apr_psprintf(check->pool, "Write the day with its time, as %sT10:00+02:00.",
                                  date)
                   : apr_psprintf(check->pool, "Write %s.", date);
    }
    return *meant->zone != '\0' || is_floating
               ? apr_psprintf(check->pool, "Write %s.", date)
               : apr_psprintf(check->pool,
                              "Write it with its zone at the end, as %s+02:00; Z is universal "
                              "time.",
                              date);
}

static const char *next_midnight(const stm_civil_t *day, apr_pool_t *pool)
{
    stm_civil_t civil = {.year = day->year, .month = day->month, .day = day->day};

    stm_zone_civil(stm_zone_utc(),
                   stm_zone_moment(stm_zone_utc(), &civil) + apr_time_from_sec(24 * 60 * 60),
                   &civil);
    return day_text(&civil, pool);
}

/* Where the words for the fault are not enough, they name the day that was typed. */
static const char *remedy_of(const stm_check_t *check, const xmlNode *node, stm_date_fault_t fault,
                             const char *text, wanted_t wanted)
{
    stm_date_meant_t meant;
    const char *day;

    if (fault == STM_DATE_LEAP_SECOND || fault == STM_DATE_UNKNOWN_ZONE ||
        stm_check_is_full(check)) {
        return words_of(fault).remedy;
    }
    if (fault == STM_DATE_HOUR_24) {
        stm_date_t date;

        return stm_date_parse(&date, apr_pstrndup(check->pool, text, 10)) == STM_DATE_GOOD
                   ? apr_psprintf(check->pool, "Write 00:00 of the next day, as %sT00:00%s.",
                                  next_midnight(&date.civil, check->pool),
                                  check->rules->zone ? "" : "Z")
                   : words_of(fault).remedy;
    }
    stm_date_meant(&meant, text, language_of(node, check->pool), check->pool);
    if (meant.count == 0) {
        return words_of(fault).remedy;
    }
    day = day_text(&meant.days[0], check->pool);
    if (fault == STM_DATE_DAY_ZONE) {
        return apr_psprintf(check->pool,
                            "Write the day alone, as %s, or add the time before the zone.", day);
    }
    if (fault == STM_DATE_ZONE_NAME && *meant.zone == '\0') {
        return apr_psprintf(check->pool,
                            "Write it as a difference to universal time, as %s%s+02:00; Z is "
                            "universal time itself.",
                            day, meant.clock);
    }
    if (fault == STM_DATE_SPACE && *meant.zone == '\0' && check->rules->zone == NULL) {
        return apr_psprintf(check->pool,
                            "Write a T between them and the zone after them, as %s%s+02:00.", day,
                            meant.clock);
    }
    return exact_remedy(check, &meant, wanted);
}

/* Non-zero where @a text is a date that may stand there. */
static int check_date(const stm_check_t *check, const xmlNode *node, const char *text,
                      wanted_t wanted, stm_date_t *date)
{
    stm_date_fault_t fault = stm_date_parse(date, text);

    if (fault == STM_DATE_EMPTY) {
        stm_check_error(check, node, "date", DATE_FORM, "The date is missing");
        return 0;
    }
    if (fault != STM_DATE_GOOD) {
        stm_check_error(check, node, "date", remedy_of(check, node, fault, text, wanted),
                        "%s: “%s”", words_of(fault).message, text);
        return 0;
    }
    if (date->kind == STM_DATE_FLOATING && wanted != ANY && check->rules->zone == NULL) {
        stm_check_error(check, node, "zone",
                        apr_psprintf(check->pool,
                                     "Write it at the end, as %s+02:00, or Z for universal time.",
                                     text),
                        "The time has no zone: “%s”", text);
        return 0;
    }
    if (date->kind == STM_DATE_DAY && wanted == MOMENT_ONLY) {
        stm_check_error(check, node, "date",
                        apr_psprintf(check->pool, "Add the time of day, as %sT10:00+02:00.",
                                     day_text(&date->civil, check->pool)),
                        "The time of day is missing: “%s”", text);
        return 0;
    }
    return 1;
}

/* Whether @a date is earlier than @a published, which as a day alone begins at its midnight
 * wherever @a date was written. */
static int is_before(const stm_check_t *check, const stm_date_t *date, const stm_date_t *published)
{
    if (published->kind == STM_DATE_DAY) {
        const stm_civil_t *a = &date->civil, *b = &published->civil;

        return a->year * 10000 + a->month * 100 + a->day <
               b->year * 10000 + b->month * 100 + b->day;
    }
    return moment_of(check, date) < moment_of(check, published);
}

static void check_updated(const stm_check_t *check, const xmlNode *updated, const stm_date_t *date,
                          const stm_date_t *published)
{
    if (check->rules->moment != 0 && moment_of(check, date) > check->rules->moment) {
        stm_check_error(check, updated, "future", "Write the moment at which it was changed.",
                        "The correction is in the future");
    }
    else if (published->kind != STM_DATE_UNSET && is_before(check, date, published)) {
        stm_check_error(check, updated, "order", "Check both dates.",
                        "The correction is older than the publication");
    }
}

static void check_events(const stm_check_t *check, const xmlNode *head, const stm_date_t *published)
{
    for (const xmlNode *node = head->children; node != NULL; node = node->next) {
        const char *when;
        stm_date_t date;

        if (!stm_plain_is(node, "updated") && !stm_plain_is(node, "withdrawn")) {
            continue;
        }
        when = stm_plain_attribute(node, "when", check->pool);
        if (when != NULL && check_date(check, node, when, MOMENT_ONLY, &date) &&
            stm_plain_is(node, "updated")) {
            check_updated(check, node, &date, published);
        }
    }
}

static void check_head(const stm_check_t *check, const xmlNode *head)
{
    const xmlNode *published = stm_plain_child(head, "published", NULL);
    const xmlNode *expires = stm_plain_child(head, "expires", NULL);
    stm_date_t from = {.kind = STM_DATE_UNSET}, until;

    if (published != NULL && !check_date(check, published, stm_plain_words(published, check->pool),
                                         DAY_OR_MOMENT, &from)) {
        from.kind = STM_DATE_UNSET;
    }
    if (expires != NULL &&
        check_date(check, expires, stm_plain_words(expires, check->pool), DAY_OR_MOMENT, &until) &&
        from.kind != STM_DATE_UNSET && moment_of(check, &until) <= moment_of(check, &from)) {
        stm_check_error(check, expires, "order", "Check both dates.",
                        "The statement would expire before it is published");
    }
    check_events(check, head, &from);
}

static void check_span(const stm_check_t *check, const xmlNode *event, const stm_date_t *from,
                       const stm_date_t *until)
{
    if ((from->kind == STM_DATE_DAY) != (until->kind == STM_DATE_DAY)) {
        stm_check_error(check, event, "date", "Write two days, or both with the time of day.",
                        "One of when and until is a day, the other a moment");
    }
    else if (from->kind == STM_DATE_DAY ? is_before(check, until, from)
                                        : moment_of(check, until) <= moment_of(check, from)) {
        stm_check_error(check, event, "order", "Check both dates.",
                        "The event would end before it begins");
    }
}

static void check_event(const stm_check_t *check, const xmlNode *event)
{
    const char *when = stm_plain_attribute(event, "when", check->pool);
    const char *until = stm_plain_attribute(event, "until", check->pool);
    stm_date_t from = {.kind = STM_DATE_UNSET}, end;
    int is_begun = when != NULL && check_date(check, event, when, DAY_OR_MOMENT, &from);

    if (until != NULL && check_date(check, event, until, DAY_OR_MOMENT, &end) && is_begun) {
        check_span(check, event, &from, &end);
    }
}

void stm_rules_dates(const stm_check_t *check)
{
    for (const xmlNode *node = check->root; node; node = stm_plain_next(node, check->root)) {
        if (stm_plain_is(node, "head")) {
            check_head(check, node);
        }
        else if (stm_plain_is(node, "event")) {
            check_event(check, node);
        }
        else if (stm_plain_is(node, "time")) {
            const char *when = stm_plain_attribute(node, "when", check->pool);
            stm_date_t date;

            if (when != NULL) {
                check_date(check, node, when, ANY, &date);
            }
        }
    }
}
