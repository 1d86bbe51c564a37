/**
 * APR's atomics for ThreadSanitizer, which does not see those of a libapr that was not built for
 * it.
 *
 * The event MPM hands pools and connections from thread to thread by them; what one thread has
 * written to such memory would be taken for a race with the next that gets it. Loaded before libapr
 * by the tests of a build for ThreadSanitizer; with the order that APR promises, the strongest.
 */
#include <apr_atomic.h>

#define ORDER __ATOMIC_SEQ_CST

#define ATOMICS(bits, value_t)                                                                     \
    value_t apr_atomic_read##bits(volatile value_t *mem)                                           \
    {                                                                                              \
        return __atomic_load_n(mem, ORDER);                                                        \
    }                                                                                              \
    void apr_atomic_set##bits(volatile value_t *mem, value_t val)                                  \
    {                                                                                              \
        __atomic_store_n(mem, val, ORDER);                                                         \
    }                                                                                              \
    value_t apr_atomic_add##bits(volatile value_t *mem, value_t val)                               \
    {                                                                                              \
        return __atomic_fetch_add(mem, val, ORDER);                                                \
    }                                                                                              \
    void apr_atomic_sub##bits(volatile value_t *mem, value_t val)                                  \
    {                                                                                              \
        __atomic_fetch_sub(mem, val, ORDER);                                                       \
    }                                                                                              \
    value_t apr_atomic_inc##bits(volatile value_t *mem)                                            \
    {                                                                                              \
        return __atomic_fetch_add(mem, 1, ORDER);                                                  \
    }                                                                                              \
    int apr_atomic_dec##bits(volatile value_t *mem)                                                \
    {                                                                                              \
        return __atomic_sub_fetch(mem, 1, ORDER) != 0;                                             \
    }                                                                                              \
    value_t apr_atomic_xchg##bits(volatile value_t *mem, value_t val)                              \
    {                                                                                              \
        return __atomic_exchange_n(mem, val, ORDER);                                               \
    }                                                                                              \
    value_t apr_atomic_cas##bits(volatile value_t *mem, value_t with, value_t cmp)                 \
    {                                                                                              \
        __atomic_compare_exchange_n(mem, &cmp, with, 0, ORDER, ORDER);                             \
        return cmp;                                                                                \
    }

ATOMICS(32, apr_uint32_t)
ATOMICS(64, apr_uint64_t)

void *apr_atomic_casptr(volatile void **mem, void *with, const void *cmp)
{
    volatile void *found = (volatile void *)cmp;

    __atomic_compare_exchange_n(mem, &found, with, 0, ORDER, ORDER);
    return (void *)found;
}

void *apr_atomic_xchgptr(volatile void **mem, void *with)
{
    return (void *)__atomic_exchange_n(mem, with, ORDER);
}
