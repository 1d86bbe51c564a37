#include "httpd/any_xml/hooks.h"

#include <httpd.h>

#include <http_config.h>
#include <http_protocol.h>
#include <http_request.h>

#include "httpd/any_xml/address.h"
#include "httpd/any_xml/fetch.h"
#include "httpd/any_xml/file.h"
#include "httpd/any_xml/filter.h"
#include "httpd/any_xml/freshness.h"
#include "httpd/any_xml/kept.h"
#include "httpd/any_xml/page.h"
#include "httpd/any_xml/page_index.h"
#include "httpd/any_xml/source_query.h"
#include "httpd/any_xml/xml_catalog.h"

void stmh_any_register(void)
{
    static const char *const cache[] = {"mod_cache.c", NULL};

    ap_hook_translate_name(stmh_any_source_take, NULL, NULL, APR_HOOK_REALLY_FIRST);
    ap_hook_post_perdir_config(stmh_any_address_map, NULL, NULL, APR_HOOK_LAST);
    ap_hook_insert_filter(stmh_any_filter_insert, NULL, NULL, APR_HOOK_REALLY_LAST);
    ap_hook_handler(stmh_any_file_handler, cache, NULL, APR_HOOK_FIRST);
    ap_hook_log_transaction(stmh_any_source_log, NULL, NULL, APR_HOOK_FIRST);
    stmh_any_fetch_register();
    stmh_any_filter_register();
    stmh_any_freshness_register();
}

void stmh_any_child(void)
{
    stmh_any_index_child();
    stmh_any_kept_child();
    stmh_any_catalog_child();
    stmh_any_page_child();
    stmh_any_file_child();
}
