#include "core/schema/rules.h"

#include <apr_lib.h>
#include <apr_strings.h>
#include <stdarg.h>
#include <string.h>

/* A file that is nothing but mistakes must not cost more than one with a hundred. */
static int take_room(const stm_check_t *check, stm_severity_t severity)
{
    return check->room[severity] > 0 && check->room[severity]-- > 0;
}

int stm_check_is_full(const stm_check_t *check)
{
    return check->room[STM_SEVERITY_ERROR] == 0;
}

int stm_check_is_shared(const stm_check_t *check, const xmlNode *node)
{
    apr_hash_t *shared = check->document->shared_nodes;

    while (shared != NULL && node != NULL && apr_hash_get(shared, &node, sizeof(node)) == NULL) {
        node = node->parent;
    }
    return shared != NULL && node != NULL;
}

static void add(const stm_check_t *check, stm_severity_t severity, const xmlNode *node,
                const char *code, const char *remedy, const char *format, va_list arguments)
{
    const char *message;
    int line, column;

    if ((severity == STM_SEVERITY_WARNING && stm_check_is_shared(check, node)) ||
        !take_room(check, severity)) {
        return;
    }
    message = apr_pvsprintf(check->pool, format, arguments);
    stm_document_position(node, &line, &column);
    stm_problems_add(check->problems, severity, code, check->document->name, line, column, remedy,
                     "%s", message);
}

void stm_check_error(const stm_check_t *check, const xmlNode *node, const char *code,
                     const char *remedy, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(check, STM_SEVERITY_ERROR, node, code, remedy, format, arguments);
    va_end(arguments);
    stm_check_mark_reported(check, node);
}

void stm_check_warning(const stm_check_t *check, const xmlNode *node, const char *code,
                       const char *remedy, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(check, STM_SEVERITY_WARNING, node, code, remedy, format, arguments);
    va_end(arguments);
}

void stm_check_character(const stm_check_t *check, stm_severity_t severity, const xmlNode *text,
                         int index, const char *code, const char *remedy, const char *message)
{
    int line, column;

    if (stm_check_is_shared(check, text) || !take_room(check, severity)) {
        return;
    }
    stm_document_character(text, index, &line, &column);
    stm_problems_add(check->problems, severity, code, check->document->name, line, column, remedy,
                     "%s", message);
}

int stm_check_is_reported(const stm_check_t *check, const xmlNode *node)
{
    return apr_hash_get(check->reported, &node, sizeof(const xmlNode *)) != NULL;
}

void stm_check_mark_reported(const stm_check_t *check, const xmlNode *node)
{
    const xmlNode **key = apr_palloc(check->pool, sizeof(*key));

    *key = node;
    apr_hash_set(check->reported, key, sizeof(*key), node);
}

int stm_check_line(const xmlNode *node)
{
    int line, column;

    stm_document_position(node, &line, &column);
    return line;
}

int stm_check_is_name(const char *id)
{
    int has_any = *id != '\0';

    for (; *id != '\0'; id++) {
        unsigned char u = (unsigned char)*id;

        if (u < 0x80 && !apr_isalnum(u) && u != '_' && u != '-' && u != '.') {
            return 0;
        }
    }
    return has_any;
}

int stm_check_is_words(const xmlNode *node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
           !xmlIsBlankNode(node);
}
