#include "httpd/shared/recall.h"

#include <apr_strings.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "httpd/shared/page_store.h"

/* A statement has one place, and the last one that was asked for has it. */
#define ROWS 512

#define TEXTS 8

typedef struct row_t {
    char *texts; /* all that it points to, the newsroom's key first; NULL: free */
    apr_size_t size;
    apr_uint64_t mark;
    stmh_recalled_t recalled;
} row_t;

static struct {
    pthread_mutex_t lock;
    row_t rows[ROWS]; /* guarded by lock */
} table;

void stmh_recall_child(void)
{
    pthread_mutex_init(&table.lock, NULL);
}

int stmh_recall_is_on(const stmh_job_t *job)
{
    return !stmh_slots_pages() && job->marks[0] != STM_CHANGES_UNKNOWN;
}

static row_t *row_of(const stmh_job_t *job, const char *name)
{
    return &table.rows[stm_changes_place(job->place->newsroom->key, name) % ROWS];
}

static void list_texts(const char **texts[TEXTS], stm_entry_t *entry)
{
    const char **all[TEXTS] = {&entry->name,           &entry->folder,  &entry->identity,
                               &entry->title,          &entry->summary, &entry->lang,
                               &entry->published_text, &entry->problems};

    memcpy(texts, all, sizeof(all));
}

static int is_for(const row_t *row, const stmh_job_t *job, const char *name)
{
    return row->texts && row->mark == job->marks[0] && !strcmp(row->recalled.entry.name, name) &&
           !strcmp(row->texts, job->place->newsroom->key);
}

static stmh_recalled_t *copy_of(row_t *row, apr_pool_t *pool)
{
    stmh_recalled_t *copy = apr_pmemdup(pool, &row->recalled, sizeof(*copy));
    const char *moved = apr_pmemdup(pool, row->texts, row->size);
    const char **texts[TEXTS];
    int i;

    list_texts(texts, &copy->entry);
    for (i = 0; i < TEXTS; i++) {
        *texts[i] = *texts[i] ? moved + (*texts[i] - row->texts) : NULL;
    }
    return copy;
}

const stmh_recalled_t *stmh_recall(const stmh_job_t *job, const char *name)
{
    const stmh_recalled_t *recalled = NULL;
    row_t *row;

    if (!stmh_recall_is_on(job)) {
        return NULL;
    }
    row = row_of(job, name);
    pthread_mutex_lock(&table.lock);
    if (is_for(row, job, name)) {
        recalled = copy_of(row, job->pool);
    }
    pthread_mutex_unlock(&table.lock);
    return recalled;
}

static const char *put_text(char **end, const char *text)
{
    const char *start = *end;

    *end = stpcpy(*end, text) + 1;
    return start;
}

static void fill(row_t *row, const char *newsroom, const stmh_recalled_t *recalled)
{
    const char **texts[TEXTS];
    char *end;
    int i;

    row->recalled = *recalled;
    list_texts(texts, &row->recalled.entry);
    row->size = strlen(newsroom) + 1;
    for (i = 0; i < TEXTS; i++) {
        row->size += *texts[i] ? strlen(*texts[i]) + 1 : 0;
    }
    row->texts = end = malloc(row->size);
    if (!end) {
        return;
    }
    put_text(&end, newsroom);
    for (i = 0; i < TEXTS; i++) {
        *texts[i] = *texts[i] ? put_text(&end, *texts[i]) : NULL;
    }
}

void stmh_recall_keep(const stmh_job_t *job, const stmh_recalled_t *recalled)
{
    row_t *row = row_of(job, recalled->entry.name);

    pthread_mutex_lock(&table.lock);
    free(row->texts);
    row->mark = job->marks[0];
    fill(row, job->place->newsroom->key, recalled);
    pthread_mutex_unlock(&table.lock);
}
