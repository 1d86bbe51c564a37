#include "core/any_xml/limits.h"

#define MIB ((apr_size_t)1024 * 1024)

#define BYTES_PER_OPERATION 2
#define LEAST_BYTES         ((long long)16 * 1024 * 1024)
#define OPERATIONS_PER_USEC 10
#define LEAST_USEC          1000000

const stm_transform_limits_t stm_transform_limits_default = {
    .max_bytes = 8 * MIB,
    .max_sheet_bytes = 8 * MIB,
    .max_subset = 48 * 1024,
    .max_output = 32 * MIB,
    .max_work = 100 * 1000 * 1000,
    .max_nodes = 400 * 1000,
    .max_depth = STM_TRANSFORM_MAX_DEPTH,
    .max_sheets = 200,
    .max_import_depth = 20,
    .max_documents = 50,
};

stm_budget_t stm_transform_budget(const stm_transform_limits_t *limits, const int *is_unwanted)
{
    long long bytes = (long long)limits->max_work * BYTES_PER_OPERATION;
    long long usec = (long long)limits->max_work / OPERATIONS_PER_USEC;

    return (stm_budget_t){.max_bytes = bytes > LEAST_BYTES ? bytes : LEAST_BYTES,
                          .max_usec = usec > LEAST_USEC ? usec : LEAST_USEC,
                          .is_unwanted = is_unwanted};
}
