#include "command/export_config.h"

#include <apr_env.h>
#include <apr_file_info.h>
#include <apr_file_io.h>
#include <apr_hash.h>
#include <apr_lib.h>
#include <apr_strings.h>
#include <glob.h>
#include <string.h>
#include <strings.h>

#include "command/command.h"

#define MOST_DEPTH 20 /* of files that include one another, as in httpd */

/* An open section. */
typedef struct open_t {
    const char *name;
    config_section_t section;
    const char *path, *directory;
    int host;
    int is_required;
    int is_skipped;
} open_t;

typedef struct reading_t {
    apr_array_header_t *directives;
    apr_array_header_t *open; /* open_t */
    apr_hash_t *defined;
    const char *server_root, *file, *failed;
    int line, hosts, depth;
    apr_pool_t *pool;
} reading_t;

static apr_status_t read_file(reading_t *reading, const char *path);

static const char *value_of(const reading_t *reading, const char *name)
{
    char *value = apr_hash_get(reading->defined, name, APR_HASH_KEY_STRING);

    return value || apr_env_get(&value, name, reading->pool) == APR_SUCCESS ? value : NULL;
}

/* ${NAME}; one that nobody has defined stays as it is. */
static const char *expand(const reading_t *reading, const char *line)
{
    const char *start = strstr(line, "${"), *end = start ? strchr(start, '}') : NULL;
    apr_pool_t *pool = reading->pool;
    const char *value;

    if (!end) {
        return line;
    }
    value = value_of(reading, apr_pstrmemdup(pool, start + 2, (apr_size_t)(end - start - 2)));
    return value ? apr_pstrcat(pool, apr_pstrmemdup(pool, line, (apr_size_t)(start - line)), value,
                               expand(reading, end + 1), NULL)
                 : apr_pstrcat(pool, apr_pstrmemdup(pool, line, (apr_size_t)(end + 1 - line)),
                               expand(reading, end + 1), NULL);
}

static const char *skip_space(const char *at)
{
    while (apr_isspace(*at)) {
        at++;
    }
    return at;
}

/* The next word, which quotation marks may hold together; *at moves behind it. */
static const char *next_word(const char **at, apr_pool_t *pool)
{
    const char *start = skip_space(*at), quote = *start == '"' || *start == '\'' ? *start : '\0';
    char *word = apr_palloc(pool, strlen(start) + 1), *to = word;

    for (start += quote != '\0'; *start && (quote ? *start != quote : !apr_isspace(*start));
         start++) {
        if (*start == '\\' && (start[1] == '\\' || (quote && start[1] == quote))) {
            start++;
        }
        *to++ = *start;
    }
    *to = '\0';
    *at = start + (quote && *start == quote);
    return word;
}

static apr_array_header_t *split(const char *text, apr_pool_t *pool)
{
    apr_array_header_t *words = apr_array_make(pool, 4, sizeof(const char *));

    for (const char *at = skip_space(text); *at; at = skip_space(at)) {
        APR_ARRAY_PUSH(words, const char *) = next_word(&at, pool);
    }
    return words;
}

static const char *argument(const apr_array_header_t *arguments, int index)
{
    return index < arguments->nelts ? APR_ARRAY_IDX(arguments, index, const char *) : "";
}

static const open_t *innermost(const reading_t *reading)
{
    static const open_t none = {.name = ""};

    return reading->open->nelts ? &APR_ARRAY_IDX(reading->open, reading->open->nelts - 1, open_t)
                                : &none;
}

static config_section_t section_of(const char *name, int is_expression)
{
    static const struct {
        const char *name;
        config_section_t plain, expression;
    } known[] = {
        {"Directory", CONFIG_DIRECTORY, CONFIG_DIRECTORY_MATCH},
        {"DirectoryMatch", CONFIG_DIRECTORY_MATCH, CONFIG_DIRECTORY_MATCH},
        {"Location", CONFIG_LOCATION, CONFIG_LOCATION_MATCH},
        {"LocationMatch", CONFIG_LOCATION_MATCH, CONFIG_LOCATION_MATCH},
        {"Files", CONFIG_FILES, CONFIG_FILES},
        {"FilesMatch", CONFIG_FILES, CONFIG_FILES},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (strcasecmp(known[i].name, name) == 0) {
            return is_expression ? known[i].expression : known[i].plain;
        }
    }
    return CONFIG_CONDITION;
}

static int is_if(const char *name)
{
    return strcasecmp(name, "IfModule") == 0 || strcasecmp(name, "IfVersion") == 0 ||
           strcasecmp(name, "IfFile") == 0 || strcasecmp(name, "IfDefine") == 0 ||
           strcasecmp(name, "IfDirective") == 0 || strcasecmp(name, "IfSection") == 0;
}

static int is_skipped(const reading_t *reading, const char *name, const char *asked)
{
    int is_not = *asked == '!', is_there = 1;

    if (strcasecmp(name, "IfDefine") == 0) {
        is_there = apr_hash_get(reading->defined, asked + is_not, APR_HASH_KEY_STRING) != NULL;
    }
    return is_there == is_not;
}

/* "<Directory ~ "^/srv">" has an expression, too. */
static void enter(open_t *opened, reading_t *reading, const char *name,
                  const apr_array_header_t *arguments)
{
    const int is_expression = strcmp(argument(arguments, 0), "~") == 0;
    const char *path = argument(arguments, is_expression);

    if (strcasecmp(name, "VirtualHost") == 0) {
        opened->host = ++reading->hosts;
    }
    else if (is_if(name)) {
        opened->is_skipped |= is_skipped(reading, name, argument(arguments, 0));
    }
    else if (strncasecmp(name, "Require", 7) == 0) {
        opened->is_required = 1;
    }
    else {
        opened->section = section_of(name, is_expression);
        opened->path = path;
        opened->directory = opened->section == CONFIG_DIRECTORY ? path : opened->directory;
    }
}

static void start_section(reading_t *reading, const char *text)
{
    apr_size_t size = strlen(text);
    const char *at = apr_pstrmemdup(reading->pool, text, size - (size && text[size - 1] == '>'));
    const char *name = next_word(&at, reading->pool);
    open_t opened = *innermost(reading);

    opened.name = name;
    enter(&opened, reading, name, split(at, reading->pool));
    APR_ARRAY_PUSH(reading->open, open_t) = opened;
}

static const char *absolute(const reading_t *reading, const char *path)
{
    return *path == '/' ? path : apr_pstrcat(reading->pool, reading->server_root, "/", path, NULL);
}

static apr_status_t include_folder(reading_t *reading, const char *path)
{
    glob_t found;
    apr_status_t status = APR_SUCCESS;

    if (glob(apr_pstrcat(reading->pool, path, "/*", NULL), 0, NULL, &found) != 0) {
        return APR_SUCCESS;
    }
    for (size_t i = 0; !status && i < found.gl_pathc; i++) {
        status = read_file(reading, found.gl_pathv[i]);
    }
    globfree(&found);
    return status;
}

static apr_status_t include_one(reading_t *reading, const char *path)
{
    apr_finfo_t finfo;

    if (apr_stat(&finfo, path, APR_FINFO_TYPE, reading->pool) == APR_SUCCESS &&
        finfo.filetype == APR_DIR) {
        return include_folder(reading, path);
    }
    return read_file(reading, path);
}

static apr_status_t include(reading_t *reading, const char *pattern, int is_optional)
{
    const char *path = absolute(reading, pattern);
    apr_status_t status = APR_SUCCESS;
    glob_t found;

    if (glob(path, 0, NULL, &found) != 0) {
        reading->failed = is_optional || strpbrk(path, "*?[") ? NULL : path;
        return reading->failed ? APR_ENOENT : APR_SUCCESS;
    }
    for (size_t i = 0; !status && i < found.gl_pathc; i++) {
        status = include_one(reading, found.gl_pathv[i]);
    }
    globfree(&found);
    return status;
}

static void add_directive(reading_t *reading, const char *name, const apr_array_header_t *arguments)
{
    const open_t *open = innermost(reading);
    const config_directive_t directive = {
        name,         arguments,       open->host,        open->section,
        open->path,   open->directory, open->is_required, reading->file,
        reading->line};

    APR_ARRAY_PUSH(reading->directives, config_directive_t) = directive;
}

static apr_status_t take_directive(reading_t *reading, const char *line)
{
    const char *name = next_word(&line, reading->pool);
    const apr_array_header_t *arguments = split(line, reading->pool);

    if (strcasecmp(name, "Include") == 0 || strcasecmp(name, "IncludeOptional") == 0) {
        return include(reading, argument(arguments, 0), strcasecmp(name, "Include") != 0);
    }
    if (strcasecmp(name, "Define") == 0) {
        apr_hash_set(reading->defined, argument(arguments, 0), APR_HASH_KEY_STRING,
                     argument(arguments, 1));
    }
    else if (strcasecmp(name, "ServerRoot") == 0) {
        reading->server_root = argument(arguments, 0);
    }
    add_directive(reading, name, arguments);
    return APR_SUCCESS;
}

static apr_status_t take_line(reading_t *reading, const char *line)
{
    line = skip_space(line);
    if (*line == '\0' || *line == '#') {
        return APR_SUCCESS;
    }
    if (strncmp(line, "</", 2) == 0) {
        apr_array_pop(reading->open);
        return APR_SUCCESS;
    }
    line = expand(reading, line);
    if (*line == '<') {
        start_section(reading, line + 1);
        return APR_SUCCESS;
    }
    return innermost(reading)->is_skipped ? APR_SUCCESS : take_directive(reading, line);
}

/* One line with those that it goes on in; NULL at the end. */
static char *next_line(char **at, int *lines)
{
    char *line = *at, *to = *at, *from = *at;

    if (*from == '\0') {
        return NULL;
    }
    for (; *from && *from != '\n'; from++) {
        if (*from == '\\' && (from[1] == '\n' || (from[1] == '\r' && from[2] == '\n'))) {
            from += from[1] == '\r' ? 2 : 1;
            ++*lines;
            continue;
        }
        *to++ = *from;
    }
    ++*lines;
    *at = from + (*from == '\n');
    while (to > line && apr_isspace(to[-1])) {
        to--;
    }
    *to = '\0';
    return line;
}

static apr_status_t read_text(char **text, const char *path, apr_pool_t *pool)
{
    apr_file_t *file;
    apr_finfo_t finfo;
    apr_size_t size = 0;
    apr_status_t status = apr_file_open(&file, path, APR_FOPEN_READ, 0, pool);

    if (status) {
        return status;
    }
    status = apr_file_info_get(&finfo, APR_FINFO_SIZE | APR_FINFO_TYPE, file);
    if (!status && finfo.filetype != APR_REG) {
        status = APR_EINVAL;
    }
    if (!status) {
        *text = apr_pcalloc(pool, (apr_size_t)finfo.size + 1);
        status = apr_file_read_full(file, *text, (apr_size_t)finfo.size, &size);
        status = APR_STATUS_IS_EOF(status) ? APR_SUCCESS : status;
    }
    apr_file_close(file);
    return status;
}

static apr_status_t read_file(reading_t *reading, const char *path)
{
    const char *outer = reading->file;
    const int outer_line = reading->line;
    char *text = "", *line;
    int lines = 0;
    apr_status_t status =
        reading->depth++ < MOST_DEPTH ? read_text(&text, path, reading->pool) : APR_EGENERAL;

    reading->file = apr_pstrdup(reading->pool, path);
    reading->failed = status ? reading->file : reading->failed;
    while (!status && (line = next_line(&text, &lines)) != NULL) {
        reading->line = lines;
        status = take_line(reading, line);
    }
    reading->depth--;
    reading->file = outer;
    reading->line = outer_line;
    return status;
}

static reading_t start(apr_array_header_t *directives, const char *path, apr_pool_t *pool)
{
    return (reading_t){.directives = directives,
                       .open = apr_array_make(pool, 8, sizeof(open_t)),
                       .defined = apr_hash_make(pool),
                       .server_root = command_folder_of(path, pool),
                       .pool = pool};
}

apr_status_t config_read(apr_array_header_t **directives, const char **file, const char *path,
                         apr_pool_t *result_pool)
{
    apr_status_t status;
    reading_t reading;

    *directives = apr_array_make(result_pool, 64, sizeof(config_directive_t));
    reading = start(*directives, path, result_pool);
    status = read_file(&reading, path);
    *file = reading.failed ? reading.failed : path;
    return status;
}

apr_status_t config_read_htaccess(apr_array_header_t *directives, const char *path,
                                  const char *directory, apr_pool_t *result_pool)
{
    reading_t reading = start(directives, path, result_pool);
    const open_t whole = {
        .name = "", .section = CONFIG_DIRECTORY, .path = directory, .directory = directory};

    APR_ARRAY_PUSH(reading.open, open_t) = whole;
    return read_file(&reading, path);
}
