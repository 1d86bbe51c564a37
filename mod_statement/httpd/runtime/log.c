#include "httpd/runtime/log.h"

#include <apr_strings.h>
#include <http_log.h>
#include <http_main.h>
#include <string.h>

#include "core/i18n/date.h"
#include "core/xml/press.h"

APLOG_USE_MODULE(statement);

/* A document with more faults than this is named with its first ones. */
#define MOST_LINES 10

/* U+2018, U+2019, U+201C, U+201D and U+2026 in UTF-8 begin so. */
#define TYPOGRAPHIC "\xe2\x80"

static char ascii_for(unsigned char last)
{
    switch (last) {
    case 0x98:
    case 0x99:
        return '\'';
    case 0x9c:
    case 0x9d:
        return '"';
    default:
        return '\0';
    }
}

/* httpd escapes what is not ASCII, and nobody can read \xe2\x80\x9c. */
static const char *quoted_in_ascii(const char *text, apr_pool_t *pool)
{
    char *plain = apr_pstrdup(pool, text), *to = plain;

    for (; *text != '\0'; text++) {
        const int is_one = strncmp(text, TYPOGRAPHIC, 2) == 0;

        if (is_one && ascii_for((unsigned char)text[2]) != '\0') {
            *to++ = ascii_for((unsigned char)text[2]);
            text += 2;
        }
        else if (is_one && (unsigned char)text[2] == 0xa6) {
            to = apr_cpystrn(to, "...", 4);
            text += 2;
        }
        else {
            *to++ = *text;
        }
    }
    *to = '\0';
    return plain;
}

static const char *text_of(const stm_problems_t *problems, int index, apr_pool_t *pool)
{
    return quoted_in_ascii(stm_problem_text(stm_problems_at(problems, index), pool), pool);
}

static apr_pool_t *line_pool(void)
{
    apr_pool_t *pool;

    apr_pool_create(&pool, NULL);
    apr_pool_tag(pool, "statement_log");
    return pool;
}

static const char *words_for(stm_intake_outcome_t fate)
{
    switch (fate) {
    case STM_OUTCOME_PUBLISHED:
        return "published anyway";
    case STM_OUTCOME_KEPT:
        return "not published, its last good version is still served";
    case STM_OUTCOME_FOREIGN:
        return "left to httpd";
    default:
        return "not published";
    }
}

/* Its editor takes it for published, and only a warning says why it is not there. */
static int is_kept_back(stm_intake_outcome_t fate, const stm_problem_t *problem)
{
    return fate == STM_OUTCOME_REFUSED && strcmp(problem->code, "source-hidden") == 0;
}

static void log_document(const stm_newsroom_t *newsroom, stm_intake_outcome_t fate,
                         const stm_problems_t *problems, int index, apr_pool_t *pool)
{
    const stm_problem_t *problem = stm_problems_at(problems, index);
    const char *text = text_of(problems, index, pool);

    if (problem->severity == STM_SEVERITY_ERROR) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf, "STM0101: %s: %s/%s",
                     words_for(fate), newsroom->root, text);
    }
    else {
        int level = strcmp(problem->code, STM_PRESS_CODE) == 0 || is_kept_back(fate, problem)
                        ? APLOG_WARNING
                        : APLOG_INFO;

        ap_log_error(APLOG_MARK, level, 0, ap_server_conf, "STM0102: %s: %s/%s", words_for(fate),
                     newsroom->root, text);
    }
}

static void log_newsroom(const stm_newsroom_t *newsroom, const stm_problems_t *problems,
                         apr_pool_t *pool)
{
    int i;

    for (i = 0; i < stm_problems_count(problems, STM_SEVERITY_WARNING); i++) {
        ap_log_error(APLOG_MARK, APLOG_WARNING, 0, ap_server_conf, "STM0103: newsroom %s: %s",
                     newsroom->root, text_of(problems, i, pool));
    }
    if (!i) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf, "STM0104: newsroom %s: recovered",
                     newsroom->root);
    }
}

static void log_mended(const stm_newsroom_t *newsroom, const char *name, stm_about_t about)
{
    if (about == STM_ABOUT_SOURCES) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf,
                     "STM0110: %s/%s.xml no longer waits for another statement", newsroom->root,
                     name);
    }
    else if (about == STM_ABOUT_LINKS) {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf,
                     "STM0111: %s/%s.xml: its links are correct again", newsroom->root, name);
    }
    else {
        ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf,
                     "STM0105: %s/%s.xml: no problems left", newsroom->root, name);
    }
}

void stmh_log_intake(const stm_newsroom_t *newsroom, const char *name, stm_about_t about,
                     stm_intake_outcome_t fate, const stm_problems_t *problems)
{
    apr_pool_t *pool = line_pool();
    int count, i;

    problems = stm_problems_merge(problems, pool);
    count = stm_problems_count(problems, STM_SEVERITY_WARNING);
    if (!name) {
        log_newsroom(newsroom, problems, pool);
    }
    else if (!count) {
        log_mended(newsroom, name, about);
    }
    for (i = 0; name && i < count && i < MOST_LINES; i++) {
        log_document(newsroom, fate, problems, i, pool);
    }
    apr_pool_destroy(pool);
}

static const char *happened(const stm_newsroom_t *newsroom, const stm_lifecycle_t *event,
                            apr_pool_t *pool)
{
    switch (event->kind) {
    case STM_LIFECYCLE_DRAFT:
        return "taken in, not public: it is a draft";
    case STM_LIFECYCLE_EMBARGOED:
        return apr_psprintf(pool, "taken in, not public before %s",
                            stm_date_rfc3339(event->when, pool));
    case STM_LIFECYCLE_WAITING:
        return event->was_shown ? "hidden until the statements that it reproduces are public"
                                : "taken in, not public before the statements that it reproduces";
    case STM_LIFECYCLE_PUBLISHED:
        return "published";
    case STM_LIFECYCLE_CORRECTED:
        return "changed, and public as before";
    case STM_LIFECYCLE_RENAMED:
        return apr_psprintf(pool, "renamed, was %s/%s.xml", newsroom->root, event->other);
    case STM_LIFECYCLE_EXPIRED:
        return "expired, and in no list any more";
    case STM_LIFECYCLE_WITHDRAWN:
        return "withdrawn";
    case STM_LIFECYCLE_NEWSROOM:
        return "changed, and with it what uses it";
    default:
        return "deleted, and no longer public";
    }
}

void stmh_log_lifecycle(const stm_newsroom_t *newsroom, const stm_lifecycle_t *event)
{
    apr_pool_t *pool;

    /* The lines of problems say what is broken and what is mended. */
    if (!APLOG_IS_LEVEL(ap_server_conf, APLOG_INFO) || event->kind == STM_LIFECYCLE_BROKEN ||
        event->kind == STM_LIFECYCLE_MENDED) {
        return;
    }
    pool = line_pool();
    ap_log_error(APLOG_MARK, APLOG_INFO, 0, ap_server_conf, "STM0362: %s/%s.xml: %s",
                 newsroom->root, event->name, happened(newsroom, event, pool));
    apr_pool_destroy(pool);
}

void stmh_log_sheet(const char *path, int is_editors, const stm_problems_t *problems)
{
    apr_pool_t *pool = line_pool();
    int i;

    for (i = 0; i < stm_problems_count(problems, STM_SEVERITY_ERROR) && i < MOST_LINES; i++) {
        const char *file = stm_problems_at(problems, i)->file;
        const char *named = file != NULL && strcmp(file, path) == 0 ? "" : path;

        ap_log_error(APLOG_MARK, is_editors ? APLOG_WARNING : APLOG_ERR, 0, ap_server_conf,
                     "STM0106: a stylesheet cannot be used, and its last good version goes on if "
                     "there is one: %s%s%s",
                     named, *named ? ": " : "", text_of(problems, i, pool));
    }
    apr_pool_destroy(pool);
}

/* @a r may be NULL. */
static void log_line(request_rec *r, int level, const char *line)
{
    if (r) {
        ap_log_rerror(APLOG_MARK, level, 0, r, "%s", line);
    }
    else {
        ap_log_error(APLOG_MARK, level, 0, ap_server_conf, "%s", line);
    }
}

/* Those of @a severity, as long as there are @a left lines. */
static int log_render_lines(request_rec *r, const char *format, const char *name,
                            const stm_problems_t *problems, stm_severity_t severity, int left)
{
    apr_pool_t *pool = line_pool();
    int level = severity == STM_SEVERITY_ERROR ? APLOG_WARNING : APLOG_INFO;
    const stm_problem_t *problem;

    for (int i = 0; left > 0 && (problem = stm_problems_at(problems, i)) != NULL; i++) {
        if (problem->severity == severity) {
            log_line(r, level, apr_psprintf(pool, format, name, text_of(problems, i, pool)));
            left--;
        }
    }
    apr_pool_destroy(pool);
    return left;
}

void stmh_log_render(request_rec *r, int is_ahead, const char *name, const stm_problems_t *problems)
{
    const char *format = is_ahead ? "STM0109: prerendering %s: %s" : "STM0107: rendering %s: %s";
    int left = log_render_lines(r, format, name, problems, STM_SEVERITY_ERROR, MOST_LINES);

    /* What a stylesheet says must not hide why it stopped. */
    log_render_lines(r, format, name, problems, STM_SEVERITY_WARNING, left);
}

void stmh_log_start(const stm_problems_t *problems)
{
    apr_pool_t *pool = line_pool();
    int i;

    for (i = 0; i < stm_problems_count(problems, STM_SEVERITY_WARNING); i++) {
        int is_error = stm_problems_at(problems, i)->severity == STM_SEVERITY_ERROR;
        ap_log_error(APLOG_MARK, is_error ? APLOG_ERR : APLOG_WARNING, 0, ap_server_conf,
                     "STM0108: %s", text_of(problems, i, pool));
    }
    apr_pool_destroy(pool);
}
