/**
 * core/intake/unsettled - files that may be in the midst of a change, and wait for the next scan.
 */
#ifndef CORE_INTAKE_UNSETTLED_H
#define CORE_INTAKE_UNSETTLED_H

#include "core/intake/internal.h"

/** Has the file @a name ("2026/name.xml") wait as @a event says: for the next occasion, or for the
 * next check where it is being written. */
void stm_unsettled_add(stm_scan_t *scan, const char *name, stm_event_t event);

/** Non-zero where it waits since an earlier moment of this scan. */
int stm_unsettled_has(const stm_scan_t *scan, const char *name);

/** At the end of a scan: hands them to its watch, where they are told from what has ended. What was
 * told meanwhile counts, and of two additions the later one. */
void stm_unsettled_await(const stm_scan_t *scan);

#endif
