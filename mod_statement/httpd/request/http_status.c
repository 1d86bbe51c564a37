#include "httpd/request/http_status.h"

#include <errno.h>
#include <httpd.h>

#include "core/base/problem.h"

int stmh_status_http(apr_status_t status)
{
    if (APR_STATUS_IS_ENOENT(status) || APR_STATUS_IS_ENOTDIR(status)) {
        return HTTP_NOT_FOUND;
    }
    if (APR_STATUS_IS_EACCES(status)) {
        return HTTP_FORBIDDEN;
    }
    if (APR_STATUS_IS_EBUSY(status)) {
        return HTTP_SERVICE_UNAVAILABLE;
    }
    switch (status) {
    case APR_SUCCESS:
        return OK;
    case STM_EMALFORMED:
    case STM_EFOREIGN:
    case STM_EINVALID:
        return HTTP_NOT_FOUND;
    case STM_ESTATE:
    case APR_TIMEUP:
        return HTTP_SERVICE_UNAVAILABLE;
    default:
        return HTTP_INTERNAL_SERVER_ERROR;
    }
}

int stmh_status_is_unknown(apr_status_t status)
{
    return APR_STATUS_IS_EBUSY(status) || APR_STATUS_IS_EACCES(status) ||
           APR_STATUS_IS_EMFILE(status) || APR_STATUS_IS_ENFILE(status) ||
           APR_STATUS_IS_ENOMEM(status) || APR_STATUS_IS_ENOSPC(status) || status == EIO ||
           status == APR_EGENERAL || status == STM_ESTATE;
}
