#include "core/i18n/zone.h"

#include <apr_file_io.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <string.h>

#include "core/i18n/zone_file.h"

static const char *const directories[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                          "/etc/zoneinfo", NULL};

/* The largest real zone file is below 4 KiB. */
#define MAX_FILE_BYTES (256 * 1024)

static const stm_zone_kind_t utc_kind = {0, "UTC"};
static const stm_zone_t utc = {"UTC", 0, NULL, NULL, &utc_kind, 1, {0}};

const stm_zone_t *stm_zone_utc(void)
{
    return &utc;
}

const char *stm_zone_name(const stm_zone_t *zone)
{
    return zone->name;
}

static int is_zone_name(const char *name)
{
    const char *at;
    char before = '/';
    for (at = name; *at; before = *at++) {
        if (*at == '/' ? before == '/' : !apr_isalnum(*at) && !strchr("+-_", *at)) {
            return 0;
        }
    }
    return before != '/' && at - name <= 64;
}

/* Reads a whole regular file; a pipe put in its place must not hold the server up. */
static apr_status_t read_file(const char **bytes, apr_size_t *size, const char *path,
                              apr_pool_t *result_pool)
{
    apr_file_t *file;
    apr_finfo_t info;
    char *buffer;
    apr_status_t status = apr_file_open(
        &file, path, APR_FOPEN_READ | APR_FOPEN_BINARY | APR_FOPEN_NONBLOCK, 0, result_pool);
    if (status != APR_SUCCESS) {
        return status;
    }
    status = apr_file_info_get(&info, APR_FINFO_TYPE | APR_FINFO_SIZE, file);
    if (status == APR_SUCCESS && info.filetype == APR_DIR) {
        status = APR_ENOENT;
    }
    else if (status == APR_SUCCESS && (info.filetype != APR_REG || info.size > MAX_FILE_BYTES)) {
        status = APR_EINVAL;
    }
    if (status == APR_SUCCESS) {
        buffer = apr_palloc(result_pool, info.size + 1);
        status = apr_file_read_full(file, buffer, info.size, size);
        *bytes = buffer;
    }
    apr_file_close(file);
    return APR_STATUS_IS_EOF(status) ? APR_EINVAL : status;
}

apr_status_t stm_zone_load(const stm_zone_t **zone, const char *name, apr_pool_t *result_pool)
{
    int index;
    if (!is_zone_name(name)) {
        return APR_EINVAL;
    }
    if (strcmp(name, "UTC") == 0) {
        *zone = &utc;
        return APR_SUCCESS;
    }
    for (index = 0; directories[index]; index++) {
        const char *bytes;
        apr_size_t size;
        const char *path = apr_pstrcat(result_pool, directories[index], "/", name, NULL);
        apr_status_t status = read_file(&bytes, &size, path, result_pool);
        if (status == APR_SUCCESS) {
            return stm_zone_file_parse(zone, name, bytes, size, result_pool);
        }
        if (!APR_STATUS_IS_ENOENT(status) && !APR_STATUS_IS_ENOTDIR(status)) {
            return status;
        }
    }
    return APR_ENOENT;
}

static apr_int64_t floor_div(apr_int64_t value, apr_int64_t by)
{
    return value / by - (value % by < 0);
}

/* The kind in force at @a second of the epoch (RFC 9636 section 3.2). */
static const stm_zone_kind_t *kind_at(const stm_zone_t *zone, apr_int64_t second)
{
    int low = 0, high = zone->count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (zone->at[middle] <= second) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    if (low == zone->count && zone->rule.is_set) {
        return stm_zone_rule_kind(&zone->rule, second);
    }
    return &zone->kinds[low == 0 ? 0 : zone->kind_of[low - 1]];
}

int stm_zone_offset(const stm_zone_t *zone, apr_time_t moment, const char **abbreviation)
{
    const stm_zone_kind_t *kind = kind_at(zone, floor_div(moment, APR_USEC_PER_SEC));
    if (abbreviation) {
        *abbreviation = kind->abbreviation;
    }
    return kind->offset_sec;
}

apr_time_t stm_zone_moment(const stm_zone_t *zone, const stm_civil_t *civil)
{
    apr_int64_t local = stm_zone_days(civil->year, civil->month, civil->day) * 86400 +
                        civil->hour * 3600 + civil->minute * 60 + civil->second;
    apr_int64_t latest = APR_INT64_MIN, latest_valid = APR_INT64_MIN;
    int day;
    /* No offset reaches a whole day, so the change that makes a civil time missing or double lies
     * between the same clock reading a day before and a day after. */
    for (day = -1; day <= 1; day++) {
        int offset = kind_at(zone, local + day * 86400)->offset_sec;
        apr_int64_t candidate = local - offset;
        if (candidate > latest) {
            latest = candidate;
        }
        if (candidate > latest_valid && kind_at(zone, candidate)->offset_sec == offset) {
            latest_valid = candidate;
        }
    }
    if (latest_valid != APR_INT64_MIN) {
        latest = latest_valid;
    }
    return latest * APR_USEC_PER_SEC + civil->usec;
}

void stm_zone_civil(const stm_zone_t *zone, apr_time_t moment, stm_civil_t *civil)
{
    apr_int64_t second = floor_div(moment, APR_USEC_PER_SEC);
    apr_int64_t local = second + kind_at(zone, second)->offset_sec;
    apr_int64_t days = floor_div(local, 86400);
    int rest = (int)(local - days * 86400), usec = (int)(moment % APR_USEC_PER_SEC);
    stm_zone_date(days, &civil->year, &civil->month, &civil->day);
    civil->hour = rest / 3600;
    civil->minute = rest / 60 % 60;
    civil->second = rest % 60;
    civil->usec = usec < 0 ? usec + (int)APR_USEC_PER_SEC : usec;
}
