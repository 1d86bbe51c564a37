/**
 * core/i18n/host - names of hosts as the Domain Name System has them.
 */
#ifndef CORE_I18N_HOST_H
#define CORE_I18N_HOST_H

#include <apr_pools.h>

/** The A-label form of @a host by UTS #46, as browsers look it up: "xn--bcher-kva.example" for
 * "bücher.example", in small letters; NULL where no host may have that name. */
const char *stm_host_ascii(const char *host, apr_pool_t *result_pool);

#endif
