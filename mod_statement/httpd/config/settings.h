/**
 * httpd/config/settings - what the administrator said, per directory and for the server.
 *
 * Zero means unset everywhere; stmh_config_settled puts the defaults in, and is the only place that
 * knows them. A configuration is immutable once it has been read.
 */
#ifndef HTTPD_CONFIG_SETTINGS_H
#define HTTPD_CONFIG_SETTINGS_H

#include <httpd.h>

#include <ap_regex.h>
#include <http_config.h>

#include "core/schema/validate.h"
#include "core/site/format.h"
#include "core/site/newsroom.h"
#include "core/xslt/ui_words.h"

extern module AP_MODULE_DECLARE_DATA statement_module;

typedef enum { STMH_SWITCH_UNSET = 0, STMH_SWITCH_OFF, STMH_SWITCH_ON } stmh_switch_t;

typedef enum {
    STMH_AUDIENCE_UNSET = 0,
    STMH_AUDIENCE_AUTO,
    STMH_AUDIENCE_PUBLIC,
    STMH_AUDIENCE_PRIVATE
} stmh_audience_t;

/** Who gets XML with a stylesheet of its own as a page. */
typedef enum {
    STMH_TRANSFORM_UNSET = 0,
    STMH_TRANSFORM_OFF,
    STMH_TRANSFORM_ADDRESS, /* who asks for the page's own address, NAME.html */
    STMH_TRANSFORM_ON       /* and browsers at the address of the XML */
} stmh_transform_t;

/** The header that carries cache keys. */
typedef enum {
    STMH_CACHE_KEYS_UNSET = 0,
    STMH_CACHE_KEYS_OFF,
    STMH_CACHE_KEYS_SURROGATE_KEY, /* Surrogate-Key */
    STMH_CACHE_KEYS_CACHE_TAG,     /* Cache-Tag, separated by commas */
    STMH_CACHE_KEYS_XKEY           /* xkey */
} stmh_cache_keys_t;

/** Where `StatementEngine On` stands; from it follows the newsroom's root. */
typedef enum {
    STMH_SECTION_UNSET = 0,
    STMH_SECTION_SERVER,    /* server or virtual host: its DocumentRoot */
    STMH_SECTION_DIRECTORY, /* <Directory>, .htaccess */
    STMH_SECTION_LOCATION
} stmh_section_kind_t;

typedef struct stmh_section_t {
    stmh_section_kind_t kind;
    const char *path;  /* as the section gives it, without a slash at its end */
    ap_regex_t *regex; /* of a section that matches by expression, else NULL */
    int has_wildcards;
    int is_htaccess;
} stmh_section_t;

/** One StatementFormat. */
typedef struct stmh_format_setting_t {
    stm_format_t format;
    const char *root; /* the folder below which its stylesheet and all it imports must lie */
    int is_htaccess;  /* an editor's: its faults are no errors of the server */
} stmh_format_setting_t;

/** Per directory. httpd/config/intern.c copies what its pointers lead to, and httpd/config/equal.c
 * compares all members but is_lasting. */
typedef struct stmh_config_t {
    int is_lasting; /* lives as long as the configuration, not only as long as a request */
    stmh_switch_t engine;
    const stmh_section_t *section; /* set with engine */
    const char *title;
    const char *lang;     /* StatementLanguage */
    const char *base_url; /* with a slash at its end */
    const char *identity;
    const stm_zone_t *zone;
    apr_array_header_t *formats; /* stmh_format_setting_t */
    apr_array_header_t *params;  /* stm_param_t */
    int feed_items;
    stm_show_t show;
    stmh_switch_t preview; /* signed preview addresses */
    stm_validate_t validate;
    stmh_switch_t source;
    stmh_transform_t transform; /* independent of the engine */
    const char *transform_link; /* its words on such pages; NULL: unset, "": none */
    apr_interval_time_t max_age;
    int has_max_age;
    apr_interval_time_t stale_revalidate, stale_error; /* after max_age, for shared caches */
    int has_stale;
    stmh_audience_t audience;
    stmh_cache_keys_t cache_keys;
    apr_interval_time_t cdn_max_age; /* of CDN-Cache-Control */
    int has_cdn_max_age;
    stmh_switch_t no_vary_search; /* whether No-Vary-Search is sent */
    apr_interval_time_t refresh;
    apr_off_t max_bytes;
    int max_depth;
    apr_uint64_t max_work;
} stmh_config_t;

/** For the whole server; the main server's counts, but for what is each server's own. */
typedef struct stmh_server_t {
    const char *state_dir;
    const char *stylesheet_dir;
    const char *xml_catalog;        /* of external DTDs; NULL: Debian's where installed */
    apr_off_t cache_bytes;          /* of rendered pages; 0: none are kept */
    const char *const *notify_argv; /* the program of StatementNotify; NULL: none */
    int notifies_all;               /* also of statements that some readers may not read */
    /* Made at start, shared by all children and threads, immutable. */
    const stm_ui_words_t *words;
    const stm_schema_t *schema;
    apr_array_header_t *newsrooms;      /* stmh_known_newsroom_t, see httpd/start/server.h */
    const apr_array_header_t *dirconfs; /* each server's own, see httpd/access/dirconf.h */
    apr_uint32_t *forwarded;            /* each server's own, see httpd/newsroom/forwarded.h */
    int has_located_settings;           /* each server's own: a <Location> sets something of ours */
} stmh_server_t;

void *stmh_config_create_dir(apr_pool_t *pool, char *path);
/** Allocates and copies, nothing else; one of the two itself where the other says nothing, so that
 * most requests have the very configuration that was made at start. */
void *stmh_config_merge_dir(apr_pool_t *pool, void *base, void *over);
void *stmh_config_create_server(apr_pool_t *pool, server_rec *server);

/** From here on configurations are made for requests (.htaccess). Once per child, before its
 * threads. */
void stmh_config_child(void);

/** The configuration of a request or of another per-directory vector, as read. */
const stmh_config_t *stmh_config_of(const ap_conf_vector_t *vector);

/** A copy of @a config with the default of all that is unset. */
const stmh_config_t *stmh_config_settled(const stmh_config_t *config, apr_pool_t *result_pool);

/** Non-zero where XML with a stylesheet of its own has pages. */
static inline int stmh_config_transforms(const stmh_config_t *config)
{
    return config->transform >= STMH_TRANSFORM_ADDRESS;
}

/** The main server's. */
stmh_server_t *stmh_config_server(void);

/** What is @a server's own. */
stmh_server_t *stmh_config_own(const server_rec *server);

#endif
