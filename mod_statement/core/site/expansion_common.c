/* What the parts of an expansion share. */
#include "core/site/expansion_internal.h"

#include <apr_strings.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/i18n/date.h"
#include "core/site/statement.h"
#include "core/xml/plain.h"

/* Among more ids no nearest one is looked for. */
#define MOST_NEAR 1000

void stm_expanding_refuse(stm_expanding_t *to, const xmlNode *node, const char *code,
                          const char *remedy, const char *message)
{
    int line, column;

    to->errors++;
    if (to->problems != NULL && to->errors <= STM_PROBLEMS_MOST) {
        stm_document_position(node, &line, &column);
        stm_problems_add(to->problems, STM_SEVERITY_ERROR, code, to->document->name, line, column,
                         remedy, "%s", message);
    }
}

/* STM_NEVER: it does not say. */
static apr_time_t own_date(const stm_expanding_t *to, const xmlNode *statement)
{
    const xmlNode *head = stm_plain_child(statement, "head", NULL);
    const xmlNode *published = head ? stm_plain_child(head, "published", NULL) : NULL;
    stm_date_t date;

    if (published == NULL ||
        stm_date_parse(&date, stm_plain_words(published, to->pool)) != STM_DATE_GOOD) {
        return STM_NEVER;
    }
    return stm_date_moment(&date, to->zone);
}

/* That of the nearest statement around that has a date: each head is read once. */
static apr_time_t published_of(const stm_expanding_t *to, const xmlNode *statement)
{
    const apr_time_t *known =
        statement ? apr_hash_get(to->dates, &statement, sizeof(statement)) : NULL;
    apr_time_t *date;

    if (statement == NULL || known != NULL) {
        return known ? *known : STM_NEVER;
    }
    date = apr_palloc(to->pool, sizeof(*date));
    *date = own_date(to, statement);
    if (*date == STM_NEVER) {
        *date = published_of(to, stm_plain_statement_of(statement));
    }
    apr_hash_set(to->dates, apr_pmemdup(to->pool, &statement, sizeof(statement)), sizeof(statement),
                 date);
    return *date;
}

static const char *lang_of(const xmlNode *node, apr_pool_t *pool)
{
    const char *lang = NULL;

    for (; node != NULL && node->type == XML_ELEMENT_NODE && lang == NULL; node = node->parent) {
        lang = stm_plain_lang(node, pool);
    }
    return lang;
}

/* What stands in heads and below bodies has the language and the date of its statement. */
const stm_sharing_t *stm_expanding_sharing(stm_expanding_t *to, const xmlNode *statement)
{
    if (statement != NULL && statement != to->statement) {
        to->statement = statement;
        to->sharing.lang = lang_of(statement, to->pool);
        to->sharing.published_at = published_of(to, statement);
    }
    return &to->sharing;
}

void stm_expanding_asked(stm_expanding_t *to, const char *element, const char *id,
                         const stm_shared_t *found)
{
    to->has_asked = 1;
    stm_hash_text(&to->hash, element);
    stm_hash_text(&to->hash, id);
    stm_hash_text(&to->hash, found ? found->digest : NULL);
}

const char *stm_expanding_nearest(stm_expanding_t *to, const char *element, const char *id)
{
    const char *const *ids = stm_newsroom_file_ids(to->file, element);
    int count = 0;

    while (ids[count] != NULL && count <= MOST_NEAR) {
        count++;
    }
    return count <= MOST_NEAR && to->nears++ < STM_PROBLEMS_MOST ? stm_nearest(id, ids) : NULL;
}

void stm_expanding_mark(stm_expanding_t *to, const xmlNode *node)
{
    const xmlNode **key = apr_palloc(to->document->pool, sizeof(*key));

    *key = node;
    if (to->document->shared_nodes == NULL) {
        to->document->shared_nodes = apr_hash_make(to->document->pool);
    }
    apr_hash_set(to->document->shared_nodes, key, sizeof(*key), node);
}

/* Zero where the statement has got too much already; said once. */
int stm_expanding_has_room(stm_expanding_t *to, const xmlNode *node, const stm_shared_t *shared)
{
    apr_off_t most = stm_newsroom_file_max_bytes(to->file), before = to->size;

    to->size += (apr_off_t)shared->size;
    if (to->size > most && before <= most) {
        stm_expanding_refuse(
            to, node, "too-large", "Use fewer of its elements here, or shorten them there.",
            apr_psprintf(to->pool, "newsroom.xml gives this statement more than %s bytes",
                         apr_off_t_toa(to->pool, most)));
    }
    return to->size <= most;
}
