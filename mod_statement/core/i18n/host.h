/**
 * core/i18n/host - converts internationalized host names (UTS #46, RFC 5891).
 */
#ifndef CORE_I18N_HOST_H
#define CORE_I18N_HOST_H

#include <apr_pools.h>

/** Returns the A-labels of @a host in small letters, as browsers look it up:
 * "xn--bcher-kva.example" for "bücher.example"; NULL where no host may have that name (UTS #46
 * section 4.2, with CheckBidi and CheckJoiners), nor with what ends a host in an address. Any
 * thread. */
const char *stm_host_ascii(const char *host, apr_pool_t *result_pool);

#endif
