/**
 * core/state/open_mode - how a database is opened: one process writes, all others read.
 */
#ifndef CORE_STATE_OPEN_MODE_H
#define CORE_STATE_OPEN_MODE_H

typedef enum { STM_ACCESS_UNSET = 0, STM_ACCESS_READ, STM_ACCESS_WRITE } stm_access_t;

#endif
