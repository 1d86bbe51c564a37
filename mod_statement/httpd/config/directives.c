#include "httpd/config/directives.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <apr_uri.h>
#include <stddef.h>
#include <string.h>

#include "core/base/quantity.h"
#include "core/i18n/language.h"
#include "core/i18n/language_tag.h"
#include "httpd/config/settings.h"
#include "httpd/config/values.h"

/* One word of a choice, and what it stands for. */
typedef struct choice_t {
    const char *word;
    int value;
} choice_t;

/* What a setter has to know of its directive. */
typedef struct setting_t {
    apr_size_t offset;       /* of the member in stmh_config_t or stmh_server_t */
    const choice_t *choices; /* for set_choice: ends with a NULL word */
    apr_int64_t least, most; /* for numbers */
    const char *wants, *example;
} setting_t;

static const choice_t switches[] = {{"On", STMH_SWITCH_ON}, {"Off", STMH_SWITCH_OFF}, {NULL, 0}};
static const choice_t shows[] = {
    {"Published", STM_SHOW_PUBLISHED}, {"All", STM_SHOW_ALL}, {NULL, 0}};
static const choice_t validations[] = {{"Strict", STM_VALIDATE_STRICT},
                                       {"Warn", STM_VALIDATE_WARN},
                                       {"Off", STM_VALIDATE_OFF},
                                       {NULL, 0}};
static const choice_t transforms[] = {{"On", STMH_TRANSFORM_ON},
                                      {"Address", STMH_TRANSFORM_ADDRESS},
                                      {"Off", STMH_TRANSFORM_OFF},
                                      {NULL, 0}};
static const choice_t audiences[] = {{"Auto", STMH_AUDIENCE_AUTO},
                                     {"Public", STMH_AUDIENCE_PUBLIC},
                                     {"Private", STMH_AUDIENCE_PRIVATE},
                                     {NULL, 0}};

static const choice_t cache_key_headers[] = {{"Off", STMH_CACHE_KEYS_OFF},
                                             {"Surrogate-Key", STMH_CACHE_KEYS_SURROGATE_KEY},
                                             {"Cache-Tag", STMH_CACHE_KEYS_CACHE_TAG},
                                             {"xkey", STMH_CACHE_KEYS_XKEY},
                                             {NULL, 0}};

#define MEMBER(name) offsetof(stmh_config_t, name)
#define SERVER(name) offsetof(stmh_server_t, name)
/* clang-format off */
#define TEXT(offset, wants, example)               {offset, NULL, 0, 0, wants, example}
#define CHOICE(offset, choices, wants, example)    {offset, choices, 0, 0, wants, example}
#define RANGE(offset, least, most, wants, example) {offset, NULL, least, most, wants, example}
/* clang-format on */
#define YEAR (APR_INT64_C(31536000) * APR_USEC_PER_SEC)
#define AGE  "a span of time up to a year: a number with s, min, h or d"

static const setting_t title =
    TEXT(MEMBER(title), "a name for the newsroom, in UTF-8", "\"Press office\"");
static const setting_t feed_items =
    RANGE(MEMBER(feed_items), 1, 1000, "a number from 1 to 1000", "20");
static const setting_t show = CHOICE(MEMBER(show), shows, "Published or All", "Published");
static const setting_t preview = CHOICE(MEMBER(preview), switches, "On or Off", "On");
static const setting_t validate =
    CHOICE(MEMBER(validate), validations, "Strict, Warn or Off", "Strict");
static const setting_t source = CHOICE(MEMBER(source), switches, "On or Off", "Off");
static const setting_t transform =
    CHOICE(MEMBER(transform), transforms, "On, Address or Off", "On");
static const setting_t transform_link =
    TEXT(MEMBER(transform_link), "On, Off or some words", "\"This page as XML\"");
static const setting_t audience =
    CHOICE(MEMBER(audience), audiences, "Auto, Public or Private", "Auto");
static const setting_t cache_keys =
    CHOICE(MEMBER(cache_keys), cache_key_headers, "Off, Surrogate-Key, Cache-Tag or xkey", "xkey");
static const setting_t no_vary_search = CHOICE(MEMBER(no_vary_search), switches, "On or Off", "On");
static const setting_t cdn_max_age = RANGE(MEMBER(cdn_max_age), 0, YEAR, AGE, "10min");
static const setting_t max_age = RANGE(MEMBER(max_age), 0, YEAR, AGE, "60s");
static const setting_t stale = RANGE(
    0, 0, YEAR, "one or two spans of time up to a year: numbers with s, min, h or d", "30s 1d");
static const setting_t refresh =
    RANGE(MEMBER(refresh), 100000, 3600 * (apr_int64_t)APR_USEC_PER_SEC,
          "a span of time from 100ms to 1h: a number with ms, s, min or h", "1s");
static const setting_t max_size = RANGE(MEMBER(max_bytes), 1024, 1024 * 1024 * 1024,
                                        "a size from 1K to 1G: a number with K, M or G", "2M");
static const setting_t max_depth =
    RANGE(MEMBER(max_depth), 10, 200, "a number from 10 to 200", "100");
static const setting_t max_work = RANGE(MEMBER(max_work), 10000, APR_INT64_C(1000000000000),
                                        "a number of operations from 10000", "100000000");
static const setting_t cache_size =
    RANGE(0, 1024 * 1024, APR_INT64_C(1024) * 1024 * 1024 * 1024,
          "0 or a size from 1M to 1024G: a number with K, M or G", "256M");
static const setting_t state_dir =
    TEXT(SERVER(state_dir), "a folder", "/var/lib/apache2/statement");
static const setting_t stylesheet_dir =
    TEXT(SERVER(stylesheet_dir), "a folder", "/usr/share/mod_statement/xslt");
static const setting_t xml_catalog = TEXT(SERVER(xml_catalog), "a file", "/etc/xml/catalog");

static void *member_of(void *config, const setting_t *setting)
{
    return (char *)config + setting->offset;
}

static stmh_server_t *server_of(const cmd_parms *cmd)
{
    return ap_get_module_config(cmd->server->module_config, &statement_module);
}

static const char *refuse_value(const cmd_parms *cmd, const char *value)
{
    const setting_t *setting = cmd->info;

    return stmh_setting_refusal(cmd, value, setting->wants, setting->example);
}

static const char *set_choice(cmd_parms *cmd, void *config, const char *value)
{
    const setting_t *setting = cmd->info;
    const choice_t *choice;

    for (choice = setting->choices; choice->word; choice++) {
        if (!strcasecmp(choice->word, value)) {
            *(int *)member_of(config, setting) = choice->value;
            return NULL;
        }
    }
    return refuse_value(cmd, value);
}

static const char *set_text(cmd_parms *cmd, void *config, const char *value)
{
    if (!stmh_setting_is_text(value)) {
        return refuse_value(cmd, value);
    }
    *(const char **)member_of(config, cmd->info) = value;
    return NULL;
}

static const char *set_link(cmd_parms *cmd, void *config, const char *value)
{
    stmh_config_t *settings = config;

    if (!stmh_setting_is_text(value)) {
        return refuse_value(cmd, value);
    }
    settings->transform_link = strcasecmp(value, "Off") == 0  ? ""
                               : strcasecmp(value, "On") == 0 ? "XML"
                                                              : value;
    return NULL;
}

static int is_within(apr_int64_t number, const setting_t *setting)
{
    return number >= setting->least && number <= setting->most;
}

static const char *set_number(cmd_parms *cmd, void *config, const char *value)
{
    apr_int64_t number;

    if (!stm_quantity_number(&number, value) || !is_within(number, cmd->info)) {
        return refuse_value(cmd, value);
    }
    *(int *)member_of(config, cmd->info) = (int)number;
    return NULL;
}

static const char *set_work(cmd_parms *cmd, void *config, const char *value)
{
    apr_int64_t number;

    if (!stm_quantity_number(&number, value) || !is_within(number, cmd->info)) {
        return refuse_value(cmd, value);
    }
    *(apr_uint64_t *)member_of(config, cmd->info) = (apr_uint64_t)number;
    return NULL;
}

static const char *set_size(cmd_parms *cmd, void *config, const char *value)
{
    apr_int64_t size;

    if (!stm_quantity_size(&size, value) || !is_within(size, cmd->info)) {
        return refuse_value(cmd, value);
    }
    *(apr_off_t *)member_of(config, cmd->info) = size;
    return NULL;
}

static const char *set_span(cmd_parms *cmd, void *config, const char *value)
{
    apr_interval_time_t span;

    if (!stm_quantity_span(&span, value) || !is_within(span, cmd->info)) {
        return refuse_value(cmd, value);
    }
    *(apr_interval_time_t *)member_of(config, cmd->info) = span;
    return NULL;
}

static const char *set_max_age(cmd_parms *cmd, void *config, const char *value)
{
    ((stmh_config_t *)config)->has_max_age = 1;
    return set_span(cmd, config, value);
}

static const char *set_cdn_max_age(cmd_parms *cmd, void *config, const char *value)
{
    ((stmh_config_t *)config)->has_cdn_max_age = 1;
    return set_span(cmd, config, value);
}

static const char *set_stale(cmd_parms *cmd, void *config, const char *revalidate,
                             const char *error)
{
    stmh_config_t *set = config;
    apr_interval_time_t span = 0;

    if (!stm_quantity_span(&span, revalidate) || !is_within(span, cmd->info)) {
        return refuse_value(cmd, revalidate);
    }
    set->stale_revalidate = span;
    if (error && (!stm_quantity_span(&span, error) || !is_within(span, cmd->info))) {
        return refuse_value(cmd, error);
    }
    set->stale_error = error ? span : 0;
    set->has_stale = 1;
    return NULL;
}

static const char *set_base_url(cmd_parms *cmd, void *config, const char *value)
{
    apr_uri_t uri;

    if (apr_uri_parse(cmd->pool, value, &uri) || !uri.scheme || !uri.hostname || !*uri.hostname ||
        (strcmp(uri.scheme, "https") && strcmp(uri.scheme, "http")) || uri.query || uri.fragment ||
        !stmh_setting_is_text(value) || strpbrk(value, " \"<>")) {
        return stmh_setting_refusal(cmd, value, "the newsroom's address with https:// or http://",
                                    "https://www.example.org/statements/");
    }
    ((stmh_config_t *)config)->base_url =
        value[strlen(value) - 1] == '/' ? value : apr_pstrcat(cmd->pool, value, "/", NULL);
    return NULL;
}

static const char *set_identity(cmd_parms *cmd, void *config, const char *value)
{
    if (!stmh_setting_is_text(value) || strpbrk(value, " \t")) {
        return stmh_setting_refusal(cmd, value, "a name without spaces that never changes",
                                    "www.example.org");
    }
    ((stmh_config_t *)config)->identity = value;
    return NULL;
}

static const char *set_language(cmd_parms *cmd, void *config, const char *value)
{
    if (!stm_language_is_tag(value)) {
        return stmh_setting_refusal(cmd, value, "the tag of a language, without quotation marks",
                                    "de-CH");
    }
    if (stm_language_tag_fault(value) == STM_TAG_UNKNOWN) {
        const char *meant = stm_language_tag_meant(value, cmd->pool);

        return stmh_setting_refusal(cmd, value, "the tag of a language that is known, not its name",
                                    meant ? meant : "de-CH");
    }
    ((stmh_config_t *)config)->lang = value;
    return NULL;
}

static const char *set_zone(cmd_parms *cmd, void *config, const char *value)
{
    if (stm_zone_load(&((stmh_config_t *)config)->zone, value, cmd->pool)) {
        return stmh_setting_refusal(cmd, value, "a time zone that this system knows",
                                    "Europe/Berlin");
    }
    return NULL;
}

static const char *set_cache_size(cmd_parms *cmd, void *config, const char *value)
{
    stmh_server_t *server = server_of(cmd);
    const char *wrong_place = ap_check_cmd_context(cmd, GLOBAL_ONLY);
    apr_int64_t size = 0;

    (void)config;
    if (wrong_place) {
        return wrong_place;
    }
    if (strcmp(value, "0") && (!stm_quantity_size(&size, value) || !is_within(size, cmd->info))) {
        return refuse_value(cmd, value);
    }
    server->cache_bytes = size;
    return NULL;
}

/* One for the whole server: a path, below ServerRoot where it is relative. */
static const char *set_path(cmd_parms *cmd, void *config, const char *value)
{
    const char **member = member_of(server_of(cmd), cmd->info);
    const char *wrong_place = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    (void)config;
    if (wrong_place) {
        return wrong_place;
    }
    *member = ap_server_root_relative(cmd->pool, value);
    return *member && *value ? NULL : refuse_value(cmd, value);
}

static const char *set_notify(cmd_parms *cmd, void *config, const char *program, const char *what)
{
    stmh_server_t *server = server_of(cmd);
    const char *wrong_place = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    (void)config;
    if (wrong_place) {
        return wrong_place;
    }
    if (what && strcasecmp(what, "all")) {
        return stmh_setting_refusal(cmd, what, "all or nothing after the program",
                                    "\"|/usr/local/bin/tell\" all");
    }
    server->notifies_all = what != NULL;
    return stmh_setting_program(&server->notify_argv, cmd, program);
}

#define EVERYWHERE   OR_FILEINFO
#define CONFIG_FILES (RSRC_CONF | ACCESS_CONF)
/* httpd prints the description where the number of arguments is wrong. */
#define IN_QUOTES "; in quotation marks where it has spaces"

const command_rec stmh_directives[] = {
    AP_INIT_TAKE1("StatementEngine", stmh_setting_engine, NULL, EVERYWHERE,
                  "On renders the statements in this directory"),
    AP_INIT_TAKE1("StatementTitle", set_text, (void *)&title, EVERYWHERE,
                  "the newsroom's name" IN_QUOTES),
    AP_INIT_TAKE1("StatementBaseURL", set_base_url, NULL, CONFIG_FILES,
                  "the newsroom's public address"),
    AP_INIT_TAKE1("StatementIdentity", set_identity, NULL, CONFIG_FILES,
                  "the name from which feed identities are derived"),
    AP_INIT_TAKE1("StatementLanguage", set_language, NULL, EVERYWHERE,
                  "the language of archive, error pages and feed channels"),
    AP_INIT_TAKE1("StatementTimeZone", set_zone, NULL, EVERYWHERE,
                  "the time zone of dates without a zone, and of times as shown"),
    AP_INIT_TAKE_ARGV("StatementFormat", stmh_setting_format, NULL, EVERYWHERE,
                      "NAME STYLESHEET [ext=EXTENSION] [type=MEDIA-TYPE]"),
    AP_INIT_TAKE2("StatementParam", stmh_setting_param, NULL, EVERYWHERE,
                  "a string parameter for the stylesheets" IN_QUOTES),
    AP_INIT_TAKE1("StatementFeedItems", set_number, (void *)&feed_items, EVERYWHERE,
                  "items in a feed, entries on an archive page"),
    AP_INIT_TAKE1("StatementShow", set_choice, (void *)&show, CONFIG_FILES,
                  "Published, or All to show drafts and embargoed statements as well"),
    AP_INIT_TAKE1("StatementPreview", set_choice, (void *)&preview, CONFIG_FILES,
                  "whether signed addresses show a statement before it is public"),
    AP_INIT_TAKE1("StatementValidate", set_choice, (void *)&validate, CONFIG_FILES,
                  "what happens to a document that breaks the rules"),
    AP_INIT_TAKE1("StatementSource", set_choice, (void *)&source, CONFIG_FILES,
                  "whether readers may fetch the stored XML"),
    AP_INIT_TAKE1("StatementTransform", set_choice, (void *)&transform, EVERYWHERE,
                  "On, or Address, renders XML with a stylesheet of its own"),
    AP_INIT_TAKE1("StatementTransformLink", set_link, (void *)&transform_link, EVERYWHERE,
                  "On, or the words of a link to the XML on its page"),
    AP_INIT_TAKE1("StatementMaxAge", set_max_age, (void *)&max_age, EVERYWHERE,
                  "the longest max-age of pages and feeds"),
    AP_INIT_TAKE12("StatementStale", set_stale, (void *)&stale, EVERYWHERE,
                   "how long shared caches may serve a page past its freshness: while they "
                   "revalidate it, and while the server fails"),
    AP_INIT_TAKE1("StatementAudience", set_choice, (void *)&audience, CONFIG_FILES,
                  "whether shared caches may keep pages"),
    AP_INIT_TAKE1("StatementCDNMaxAge", set_cdn_max_age, (void *)&cdn_max_age, EVERYWHERE,
                  "the longest max-age of CDN-Cache-Control"),
    AP_INIT_TAKE1("StatementCacheKeys", set_choice, (void *)&cache_keys, EVERYWHERE,
                  "the header that names what a cache can be told to remove"),
    AP_INIT_TAKE1("StatementNoVarySearch", set_choice, (void *)&no_vary_search, EVERYWHERE,
                  "whether caches are told which query parameters matter"),
    AP_INIT_TAKE1("StatementRefresh", set_span, (void *)&refresh, CONFIG_FILES,
                  "the interval of checks for changed files and stylesheets"),
    AP_INIT_TAKE1("StatementMaxSize", set_size, (void *)&max_size, CONFIG_FILES,
                  "largest document"),
    AP_INIT_TAKE1("StatementMaxDepth", set_number, (void *)&max_depth, CONFIG_FILES,
                  "deepest nesting of elements"),
    AP_INIT_TAKE1("StatementMaxWork", set_work, (void *)&max_work, CONFIG_FILES,
                  "most operations of one transformation"),
    AP_INIT_TAKE1("StatementCacheSize", set_cache_size, (void *)&cache_size, RSRC_CONF,
                  "rendered pages kept, for the whole server"),
    AP_INIT_TAKE1("StatementStateDir", set_path, (void *)&state_dir, RSRC_CONF,
                  "the folder of the history, the index and the rendered pages" IN_QUOTES),
    AP_INIT_TAKE1("StatementXMLCatalog", set_path, (void *)&xml_catalog, RSRC_CONF,
                  "the catalog of external DTDs" IN_QUOTES),
    AP_INIT_TAKE1("StatementStylesheetDir", set_path, (void *)&stylesheet_dir, RSRC_CONF,
                  "where statement.xsd and the stylesheets are" IN_QUOTES),
    AP_INIT_TAKE12("StatementNotify", set_notify, NULL, RSRC_CONF,
                   "|PROGRAM [all]: is told what happens to public statements" IN_QUOTES),
    {NULL, {NULL}, NULL, 0, RAW_ARGS, NULL}};
