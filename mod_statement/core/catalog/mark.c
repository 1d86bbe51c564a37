/* How far the index is with its history. */
#include "core/catalog/writer.h"

/* A crash leaves an index a little behind its history; further off is another history. */
#define FAR_OFF 65536

apr_status_t stm_catalog_set_mark(stm_catalog_t *catalog, apr_int64_t mark)
{
    return stm_database_set_mark(catalog->database, mark);
}

/* Beside the mark, whose number is 1, each newsroom whose index has yet to be compared with the
 * history has a row with its own number, negative. */
#define NOTE_BEHIND                                                                                \
    "INSERT INTO marks (id, value) SELECT -id, 1 FROM newsrooms WHERE true ON CONFLICT DO NOTHING"
#define BEHIND " FROM marks WHERE id = -" STM_NEWSROOM_ID

apr_status_t stm_catalog_note_behind(stm_catalog_t *catalog)
{
    return stm_database_run(catalog->database, NOTE_BEHIND, NULL, NULL);
}

/* The mark goes with what is written here: killed before, the next process finds the same. */
static apr_status_t note_difference(stm_catalog_t *catalog, apr_int64_t mark, int is_other)
{
    apr_status_t status = stm_catalog_note_behind(catalog);
    if (!status && is_other) {
        status = stm_database_run(catalog->database, "UPDATE files SET is_due = 1", NULL, NULL);
    }
    return status ? status : stm_database_set_mark(catalog->database, mark);
}

apr_status_t stm_catalog_compare(stm_catalog_t *catalog, apr_int64_t mark)
{
    apr_int64_t own;
    apr_status_t status = stm_database_mark(&own, catalog->database);
    if (status || mark == own) {
        return status == APR_ENOENT ? APR_SUCCESS : status;
    }
    status = stm_database_begin(catalog->database);
    if (!status) {
        status = note_difference(catalog, mark, mark < own || mark - own >= FAR_OFF);
    }
    if (!status) {
        return stm_database_commit(catalog->database);
    }
    stm_database_rollback(catalog->database);
    return status;
}

int stm_catalog_is_behind(stm_catalog_t *catalog, const char *newsroom)
{
    apr_int64_t found;
    return stm_database_number(&found, catalog->database, "SELECT 1" BEHIND,
                               STM_VALUES(STM_TEXT(newsroom))) != APR_ENOENT;
}

apr_status_t stm_catalog_note_level(stm_catalog_t *catalog, const char *newsroom)
{
    return stm_database_run(catalog->database, "DELETE" BEHIND, STM_VALUES(STM_TEXT(newsroom)),
                            NULL);
}
