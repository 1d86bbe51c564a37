/* Rows of long tables: they wait until they are needed, and are written many at once, in the order
 * of their table. */
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog/postings.h"

typedef struct label_row_t {
    apr_int64_t entry, list;
    const char *text;
    int kind;
} label_row_t;

typedef struct member_row_t {
    apr_int64_t list, entry;
    const char *place;
    apr_size_t size;
    apr_time_t shown_from, listed_until;
} member_row_t;

/* So many rows are one statement. */
#define AT_ONCE        16
#define FOUR(row)      row ", " row ", " row ", " row
#define SIXTEEN(row)   FOUR(row) ", " FOUR(row) ", " FOUR(row) ", " FOUR(row)
#define LABEL          "(?, ?, ?, ?)"
#define LABEL_COLUMNS  4
#define MEMBER         "(?, ?, ?, ?, ?)"
#define MEMBER_COLUMNS 5

/* A failure ends the transaction: FAIL and IGNORE spare the journal with which one statement alone
 * is taken back. */
#define INSERT_LABELS "INSERT OR IGNORE INTO labels (entry, list, kind, text) VALUES "
#define INSERT_MEMBERS                                                                             \
    "INSERT OR FAIL INTO members (list, place, entry, shown_from, listed_until) VALUES "

typedef struct table_t {
    const char *insert_many, *insert_one;
    int columns;
    void (*bind)(stm_value_t *values, const void *row);
    int (*compare)(const void *one, const void *other);
} table_t;

static void bind_label(stm_value_t *values, const void *row)
{
    const label_row_t *label = row;
    values[0] = (stm_value_t)STM_NUMBER(label->entry);
    values[1] = (stm_value_t)STM_NUMBER(label->list);
    values[2] = (stm_value_t)STM_NUMBER(label->kind);
    values[3] = (stm_value_t)STM_TEXT(label->text);
}

static int compare_labels(const void *one, const void *other)
{
    const label_row_t *a = one, *b = other;
    return a->entry != b->entry ? (a->entry > b->entry) - (a->entry < b->entry)
                                : (a->list > b->list) - (a->list < b->list);
}

static void bind_member(stm_value_t *values, const void *row)
{
    const member_row_t *member = row;
    values[0] = (stm_value_t)STM_NUMBER(member->list);
    values[1] = (stm_value_t)STM_BLOB(member->place, member->size);
    values[2] = (stm_value_t)STM_NUMBER(member->entry);
    values[3] = (stm_value_t)STM_NUMBER(member->shown_from);
    values[4] = (stm_value_t)STM_NUMBER(member->listed_until);
}

static int compare_members(const void *one, const void *other)
{
    const member_row_t *a = one, *b = other;
    int order;
    if (a->list != b->list) {
        return (a->list > b->list) - (a->list < b->list);
    }
    order = memcmp(a->place, b->place, a->size < b->size ? a->size : b->size);
    if (!order) {
        order = (a->size > b->size) - (a->size < b->size);
    }
    return order ? order : (a->entry > b->entry) - (a->entry < b->entry);
}

static const table_t labels = {INSERT_LABELS SIXTEEN(LABEL), INSERT_LABELS LABEL, LABEL_COLUMNS,
                               bind_label, compare_labels};
static const table_t members = {INSERT_MEMBERS SIXTEEN(MEMBER), INSERT_MEMBERS MEMBER,
                                MEMBER_COLUMNS, bind_member, compare_members};

static apr_status_t write_some(stm_catalog_t *catalog, const table_t *table, const char *rows,
                               int size, int count)
{
    stm_value_t values[AT_ONCE * MEMBER_COLUMNS + 1];
    int i;
    for (i = 0; i < count; i++) {
        table->bind(values + i * table->columns, rows + i * size);
    }
    values[count * table->columns].type = STM_VALUE_END;
    return stm_database_run(
        catalog->database, count == AT_ONCE ? table->insert_many : table->insert_one, values, NULL);
}

static apr_status_t write_rows(stm_catalog_t *catalog, const table_t *table,
                               apr_array_header_t *rows)
{
    apr_status_t status = APR_SUCCESS;
    int at = 0, count;
    qsort(rows->elts, (size_t)rows->nelts, (size_t)rows->elt_size, table->compare);
    for (; !status && at < rows->nelts; at += count) {
        count = rows->nelts - at < AT_ONCE ? 1 : AT_ONCE;
        status =
            write_some(catalog, table, rows->elts + at * rows->elt_size, rows->elt_size, count);
    }
    rows->nelts = 0;
    return status;
}

static apr_array_header_t *need_rows(stm_catalog_t *catalog, apr_array_header_t **rows, int size)
{
    if (!*rows) {
        *rows = apr_array_make(catalog->change_pool, 64, size);
    }
    return *rows;
}

void stm_catalog_add_label(stm_catalog_t *catalog, apr_int64_t entry, const stm_label_t *label,
                           const char *text)
{
    label_row_t *row =
        apr_array_push(need_rows(catalog, &catalog->label_rows, sizeof(label_row_t)));
    *row = (label_row_t){entry, label->list, text, label->kind};
}

void stm_catalog_add_member(stm_catalog_t *catalog, apr_int64_t entry, const stm_label_t *label,
                            const stm_membership_t *membership)
{
    member_row_t *row =
        apr_array_push(need_rows(catalog, &catalog->member_rows, sizeof(member_row_t)));
    *row = (member_row_t){label->list,
                          entry,
                          membership->place,
                          membership->size,
                          membership->shown_from,
                          membership->listed_until};
}

apr_status_t stm_catalog_write_rows(stm_catalog_t *catalog)
{
    apr_status_t status = APR_SUCCESS;
    if (catalog->label_rows) {
        status = write_rows(catalog, &labels, catalog->label_rows);
    }
    if (!status && catalog->member_rows) {
        status = write_rows(catalog, &members, catalog->member_rows);
    }
    return status;
}
