#include "core/catalog/hits.h"

#include <apr_strings.h>
#include <string.h>

/* What a label says of the entry that has it: one bit for each kind that is asked for, or this. */
#define IS_OUT 0x80

/* A list while its hits are counted. */
typedef struct tally_t {
    apr_int64_t newest;
    apr_time_t moment; /* of that one */
    int count;
    unsigned char kind, says;
} tally_t;

typedef struct pass_t {
    const stm_ask_t *ask;
    stm_hits_t *hits;
    tally_t *lists; /* by id */
    apr_int64_t lists_end;
    int wanted;       /* all bits that an entry needs */
    stm_entry_t seen; /* what a card says of it */
} pass_t;

/* The last hit has the highest id. */
static apr_status_t find_words(stm_ids_t *ids, const stm_ask_t *ask, apr_pool_t *pool)
{
    stm_database_t *database = ask->catalog->database;
    sqlite3_stmt *query;
    apr_status_t status = stm_database_query(
        &query, database, "SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC",
        STM_VALUES(STM_TEXT(ask->match)));
    memset(ids, 0, sizeof(*ids));
    while (!status && !(status = stm_database_next(database, query))) {
        apr_int64_t id = sqlite3_column_int64(query, 0);
        if (!ids->size) {
            *ids = stm_ids_make(id, pool);
        }
        stm_ids_add(ids, id);
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

static tally_t *tally_of(const pass_t *pass, apr_int64_t list)
{
    return list < pass->lists_end ? &pass->lists[list] : NULL;
}

static apr_status_t mark_folders_out(pass_t *pass)
{
    const stm_ask_t *ask = pass->ask;
    sqlite3_stmt *query;
    apr_status_t status;
    if (!ask->has_folders_out) {
        return APR_SUCCESS;
    }
    status =
        stm_database_query(&query, ask->catalog->database,
                           "SELECT id FROM lists WHERE newsroom = " STM_ROOM
                           " AND kind = 7 AND value IN (SELECT value FROM json_each(?2))",
                           STM_VALUES(STM_TEXT(ask->newsroom), STM_TEXT(ask->without_folders)));
    while (!status && !(status = stm_database_next(ask->catalog->database, query))) {
        tally_t *tally = tally_of(pass, sqlite3_column_int64(query, 0));
        if (tally) {
            tally->says = IS_OUT;
        }
    }
    return status == APR_EOF ? APR_SUCCESS : status;
}

/* A value that nothing has is wanted, too: then nothing is found. */
static void mark_wanted(pass_t *pass)
{
    const stm_ask_t *ask = pass->ask;
    int kind;
    for (kind = STM_FACET_TAG; kind < STM_ASK_KINDS; kind++) {
        tally_t *tally = tally_of(pass, ask->lists[kind].id);
        if (ask->lists[kind].id && tally) {
            tally->says = (unsigned char)(1 << kind);
        }
        if (ask->lists[kind].id || ask->is_unknown[kind]) {
            pass->wanted |= 1 << kind;
        }
    }
}

static apr_status_t prepare(pass_t *pass, apr_pool_t *pool)
{
    apr_int64_t last = 0;
    apr_status_t status = stm_database_number(&last, pass->ask->catalog->database,
                                              "SELECT ifnull(max(id), 0) FROM lists", NULL);
    if (!status) {
        pass->lists_end = last + 1;
        pass->lists = apr_pcalloc(pool, (apr_size_t)pass->lists_end * sizeof(tally_t));
        mark_wanted(pass);
        status = mark_folders_out(pass);
    }
    return status;
}

/* The one rule says so of an entry: of all else in it the card is silent. */
static int is_listed(pass_t *pass, const stm_card_t *card)
{
    apr_time_t moment = pass->ask->query->moment;
    if (pass->ask->query->show == STM_SHOW_ALL) {
        return card->listed_until > moment;
    }
    pass->seen.state = card->state;
    pass->seen.visible_from = card->visible_from;
    pass->seen.first_public_at = card->is_ever ? STM_NEVER : 0;
    pass->seen.expires_at = pass->seen.withdrawn_at = card->listed_until;
    return stm_catalog_is_listed(&pass->seen, moment);
}

/* The kinds of which it lacks what is wanted; IS_OUT: it is not for this reader. */
static int missing(const pass_t *pass, const stm_card_t *card)
{
    stm_label_t label = {0};
    const unsigned char *at = card->labels;
    int says = 0;
    while ((at = stm_card_label(&label, at, card->end))) {
        const tally_t *tally = tally_of(pass, label.list);
        says |= tally ? tally->says : 0;
    }
    return (pass->wanted & ~says) | (says & IS_OUT);
}

/* Those of the kind @a only, or (0) of all. */
static void count_labels(const pass_t *pass, const stm_card_t *card, apr_time_t moment, int only)
{
    stm_label_t label = {0};
    const unsigned char *at = card->labels;
    while ((at = stm_card_label(&label, at, card->end))) {
        tally_t *tally = tally_of(pass, label.list);
        if (!tally || label.kind >= STM_FACET_KINDS || (only && label.kind != only)) {
            continue;
        }
        tally->kind = (unsigned char)label.kind;
        if (!tally->count++ || tally->moment < moment) {
            tally->moment = moment;
            tally->newest = card->id;
        }
    }
}

static void take(void *baton, const stm_card_t *card)
{
    pass_t *pass = baton;
    const stm_query_t *query = pass->ask->query;
    apr_time_t moment = query->show == STM_SHOW_ALL ? card->published_at : card->visible_from;
    int lacks = is_listed(pass, card) ? missing(pass, card) : IS_OUT, kind;
    if (!lacks) {
        stm_hits_t *hits = pass->hits;
        stm_ids_add(&hits->ids, card->id);
        if (hits->total++ < STM_RANKED_MAX) {
            APR_ARRAY_PUSH(hits->few, stm_hit_t) = (stm_hit_t){.id = card->id, .moment = moment};
        }
        count_labels(pass, card, moment, 0);
        return;
    }
    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        if (lacks == 1 << kind) {
            count_labels(pass, card, moment, kind);
        }
    }
}

static void keep_labels(const pass_t *pass)
{
    apr_int64_t i;
    for (i = 0; i < pass->lists_end; i++) {
        const tally_t *tally = &pass->lists[i];
        if (tally->count) {
            APR_ARRAY_PUSH(pass->hits->labels, stm_hit_label_t) =
                (stm_hit_label_t){i, tally->newest, tally->kind, tally->count};
        }
    }
}

static apr_status_t find(stm_hits_t *hits, const stm_ask_t *ask)
{
    pass_t pass = {.ask = ask, .hits = hits};
    apr_pool_t *pool;
    stm_ids_t ids;
    apr_status_t status;
    apr_pool_create(&pool, ask->pool);
    status = find_words(&ids, ask, pool);
    if (!status) {
        status = prepare(&pass, pool);
    }
    if (!status && ids.size) {
        hits->ids = stm_ids_make(ids.size - 1, hits->pool);
        status = stm_catalog_read_cards(ask->catalog, &ids, take, &pass);
    }
    keep_labels(&pass);
    apr_pool_destroy(pool);
    return status;
}

static const char *key_of(const stm_ask_t *ask)
{
    const stm_query_t *query = ask->query;
    const char *key = apr_psprintf(ask->pool, "%s %d %" APR_INT64_T_FMT " %s\n%s\n%s",
                                   ask->newsroom, (int)query->show, query->moment, query->folder,
                                   ask->without_folders, ask->match);
    int kind;
    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        key = apr_pstrcat(ask->pool, key, "\n",
                          query->filter.values[kind] ? query->filter.values[kind] : "", NULL);
    }
    return key;
}

/* No version tells a writer of what itself has written. */
static int is_known(const stm_ask_t *ask, const char *key, apr_int64_t version)
{
    const stm_catalog_t *catalog = ask->catalog;
    return catalog->hits && catalog->access != STM_ACCESS_WRITE &&
           catalog->hits->version == version && !strcmp(catalog->hits->key, key);
}

static stm_hits_t *make_hits(stm_catalog_t *catalog, const char *key, apr_int64_t version)
{
    stm_hits_t *hits;
    apr_pool_t *pool;
    apr_pool_create(&pool, catalog->database_pool);
    hits = apr_pcalloc(pool, sizeof(*hits));
    hits->pool = pool;
    hits->version = version;
    hits->key = apr_pstrdup(pool, key);
    hits->few = apr_array_make(pool, 64, sizeof(stm_hit_t));
    hits->labels = apr_array_make(pool, 64, sizeof(stm_hit_label_t));
    return hits;
}

apr_status_t stm_catalog_find_hits(const stm_hits_t **hits, const stm_ask_t *ask)
{
    stm_catalog_t *catalog = ask->catalog;
    const char *key = key_of(ask);
    stm_hits_t *found;
    apr_int64_t version;
    apr_status_t status =
        stm_database_number(&version, catalog->database, "PRAGMA data_version", NULL);
    *hits = catalog->hits;
    if (status || is_known(ask, key, version)) {
        return status;
    }
    if (catalog->hits) {
        apr_pool_destroy(catalog->hits->pool);
        catalog->hits = NULL;
    }
    found = make_hits(catalog, key, version);
    status = find(found, ask);
    if (status) {
        apr_pool_destroy(found->pool);
        return status;
    }
    *hits = catalog->hits = found;
    return APR_SUCCESS;
}
