#include "httpd/page_cache/page_name.h"

#include <string.h>

#include "core/base/fingerprint.h"
#include "httpd/access/check.h"

static int add(stmh_page_name_t *name, const char *text, apr_size_t size)
{
    if (size >= STMH_PAGE_NAME_SIZE - name->size) {
        return 0;
    }
    memcpy(name->text + name->size, text, size);
    name->size += size;
    name->text[name->size++] = '\0';
    return 1;
}

static int add_text(stmh_page_name_t *name, const char *text)
{
    return add(name, text ? text : "", text ? strlen(text) : 0);
}

static int add_start(stmh_page_name_t *name, const stmh_request_t *request)
{
    const stm_address_t *address = &request->target->address;
    const char kind = (char)('0' + address->kind);

    /* Of a hash, these digits are enough to tell a few places apart. */
    return add(name, request->mount->digest, 16) && add(name, &kind, 1) &&
           add_text(name, stmh_access_key(request->access, request->pool)) &&
           add_text(name, address->format ? address->format->name
                                          : apr_table_get(request->r->headers_in, "Accept"));
}

static int add_end(stmh_page_name_t *name, const stmh_request_t *request)
{
    const stm_address_t *address = &request->target->address;

    return stmh_page_name_is_list(request)
               ? add_text(name, address->folder) && add_text(name, request->query)
               : add_text(name, address->name);
}

int stmh_page_name(stmh_page_name_t *name, const stmh_request_t *request)
{
    name->size = 0;
    if (!add_start(name, request)) {
        return 0;
    }
    name->start_size = name->size;
    if (!add_end(name, request)) {
        return 0;
    }
    name->hash = stm_fingerprint_short(name->text, name->size);
    return 1;
}
