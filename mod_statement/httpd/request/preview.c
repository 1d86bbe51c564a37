#include "httpd/request/preview.h"

#include <apr_strings.h>
#include <httpd.h>
#include <string.h>

#include "core/site/address.h"
#include "core/state/preview_token.h"

/* The value of @a name, decoded; NULL: there is none, or it cannot be decoded. */
static const char *value_of(const stmh_request_t *request, const char *name)
{
    const char *at = stm_address_value(request->query, name);
    char *value = at ? apr_pstrmemdup(request->pool, at, strcspn(at, "&")) : NULL;

    return value && ap_unescape_urlencoded(value) == OK ? value : NULL;
}

static int opens(const stmh_request_t *request, const char *token, const char *name)
{
    const char *subject = stm_preview_subject(
        apr_pstrcat(request->pool, request->mount->newsroom->root, "/", name, NULL), request->pool);
    stm_preview_key_t *key;

    return subject &&
           stm_preview_open(&key, stmh_config_server()->state_dir, STM_ACCESS_READ,
                            request->pool) == APR_SUCCESS &&
           stm_preview_opens(key, token, subject, request->moment, request->pool);
}

/* Which statement the address is about, or says that it is about. */
static const char *subject_name(const stmh_request_t *request)
{
    const stm_address_t *address = &request->target->address;

    switch (address->kind) {
    case STM_ADDRESS_STATEMENT:
    case STM_ADDRESS_NEGOTIATED:
        return address->name;
    case STM_ADDRESS_OTHER:
        return address->finfo.filetype == APR_REG ? value_of(request, "of") : NULL;
    default:
        return NULL;
    }
}

const char *stmh_preview_find(const stmh_request_t *request)
{
    const char *token, *name;

    if (!request->r || !request->query || request->mount->config->preview != STMH_SWITCH_ON) {
        return NULL;
    }
    token = value_of(request, "preview");
    name = token ? subject_name(request) : NULL;
    return name && opens(request, token, name) ? name : NULL;
}

const char *stmh_preview_query(const stmh_request_t *request)
{
    return request->previewed
               ? apr_pstrcat(request->pool, "preview=", value_of(request, "preview"),
                             "&of=", stm_address_encode(request->previewed, 0, request->pool), NULL)
               : NULL;
}
