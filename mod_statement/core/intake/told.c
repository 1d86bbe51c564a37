/* Up to when a newsroom was told what ended by itself. */
#include "core/intake/internal.h"

/* A moment to come was of a clock that was set back; 0: it was never told. */
int stm_scan_is_told(const stm_scan_t *scan)
{
    stm_watch_state_t *watch = scan->watch;

    if (!watch->told_at) {
        watch->told_at =
            stm_history_touched(scan->intake->history, scan->newsroom->key, STM_HISTORY_TOLD);
    }
    return watch->told_at && watch->told_at <= scan->moment;
}

int stm_scan_tells_end(const stm_scan_t *scan, const stm_entry_t *entry)
{
    return scan->watch && stm_scan_is_told(scan) && entry->withdrawn_at > scan->watch->told_at &&
           entry->withdrawn_at <= scan->moment && entry->stamp.ctime <= entry->withdrawn_at;
}
