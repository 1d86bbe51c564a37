/**
 * core/intake/notices - what a program is told of public statements (StatementNotify).
 *
 * The events that the lifecycle log has, as far as readers could see them, are kept as notices in
 * the history with what they tell of (core/state/notices). What a newsroom's first scan finds is no
 * news. A notice becomes a line of JSON when it is told: with words of the statement only while its
 * page is shown then, and not at all if the statement has been hidden meanwhile, which is a notice
 * of its own. Used by the thread that scans, between two scans.
 */
#ifndef CORE_INTAKE_NOTICES_H
#define CORE_INTAKE_NOTICES_H

#include "core/intake/scan.h"
#include "core/state/notices.h"

/** From now on keeps notices; stm_intake_on_lifecycle must have been called. */
void stm_intake_keep_notices(stm_intake_t *intake);

/** As stm_notices_list, stm_notices_remove and stm_notices_trim. */
apr_status_t stm_intake_notices(apr_array_header_t **notices, stm_intake_t *intake,
                                apr_int64_t after, int limit, apr_pool_t *result_pool);
apr_status_t stm_intake_notices_told(stm_intake_t *intake, const apr_int64_t *ids, int count);
apr_status_t stm_intake_notices_trim(int *removed, stm_intake_t *intake, int most);

/** How much may be told. */
typedef enum {
    STM_TELL_UNSET = 0,
    STM_TELL_LISTS, /* that lists have changed, of no statement */
    STM_TELL_ALL
} stm_tell_t;

/** The line, with its line feed, that tells @a notice of @a newsroom at @a moment. *line NULL:
 * there is nothing to tell. @a base is the newsroom's address with a slash at its end, or NULL.
 * APR_SUCCESS, or an error of the state. */
apr_status_t stm_intake_notice_line(const char **line, stm_intake_t *intake,
                                    const stm_newsroom_t *newsroom, const stm_notice_t *notice,
                                    stm_tell_t tell, const char *base, apr_time_t moment,
                                    apr_pool_t *result_pool);

#endif
