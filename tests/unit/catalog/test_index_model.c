/* What the catalog counts ahead, against a walk over all entries. */
#include "unit/catalog.h"

#include <stdlib.h>

#define HOUR apr_time_from_sec(3600)

typedef struct model_t {
    stm_entry_t entry;
    int is_there;
    int tags[3]; /* numbers, -1: none */
    int text;    /* which spelling */
    int year, lang, issuer;
    int words; /* as bits, see word_texts */
} model_t;

static const char *const folders[] = {"", "2026/", "2026/may/", "2026-old/", "2027/"};
static const char *const langs[] = {"en", "de", "de-AT", "de-CH-1996", "zh-Hant", "EN"};
static const char *const issuers[] = {"Town", "TOWN", "Port & Co", "Länder"};

static const char *const word_texts[] = {"harbour", "ferries", "ferryman", "港"};

/* What is searched for, and the words of which one each must be there, as bits. */
static const struct {
    const char *q;
    int needs[2];
} searches[] = {
    {"said", {16, 16}},       {"HARBOUR", {1, 1}},      {"ferr", {6, 6}},
    {"ferr harbour", {0, 0}}, {"harbour fer*", {1, 6}}, {"said ferryman 港", {4, 8}},
    {"none", {0, 0}},
};
#define SEARCHES (int)(sizeof(searches) / sizeof(searches[0]))

static model_t *models;
static int models_count;
static apr_uint32_t seed;

static int chance(int of)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (unsigned)of);
}

static apr_time_t some_moment(void)
{
    return NOON + (chance(41) - 20) * HOUR;
}

static const char *tag_text(const model_t *model, int tag)
{
    return apr_psprintf(pool, model->text ? "Tag %d" : "Étiquette %d", tag);
}

static const char *tag_value(int tag)
{
    return apr_psprintf(pool, "t%d", tag);
}

static stm_statement_t *statement_of(const model_t *model)
{
    stm_statement_t *statement = statement_with(STM_EDGE_UNSET, NULL);
    int i;
    statement->title = "Title";
    statement->text = "Said";
    for (i = 0; i < 4; i++) {
        if (model->words & 1 << i) {
            statement->text = apr_pstrcat(pool, statement->text, " ", word_texts[i], NULL);
        }
    }
    statement->lang = langs[model->lang];
    statement->year = model->year;
    statement->tags = apr_array_make(pool, 3, sizeof(stm_tag_t));
    statement->issuers = apr_array_make(pool, 1, sizeof(const char *));
    for (i = 0; i < 3; i++) {
        if (model->tags[i] >= 0) {
            stm_tag_t *tag = apr_array_push(statement->tags);
            tag->key = tag_value(model->tags[i]);
            tag->text = tag_text(model, model->tags[i]);
        }
    }
    APR_ARRAY_PUSH(statement->issuers, const char *) = issuers[model->issuer];
    return statement;
}

static void make_up(model_t *model)
{
    static const stm_state_t states[] = {STM_STATE_FINAL,  STM_STATE_FINAL,   STM_STATE_FINAL,
                                         STM_STATE_FINAL,  STM_STATE_INVALID, STM_STATE_DRAFT,
                                         STM_STATE_DELETED};
    const char *name = apr_psprintf(pool, "%ss%d", folders[chance(5)], (int)(model - models));
    stm_entry_t *entry = &model->entry;
    int i;
    *entry = entry_of(model->is_there ? entry->name : name, states[chance(7)], some_moment());
    entry->visible_from = chance(9) ? entry->published_at : entry->published_at + HOUR;
    entry->expires_at = chance(8) ? STM_NEVER : some_moment();
    entry->withdrawn_at = chance(8) ? STM_NEVER : some_moment();
    entry->first_public_at = chance(2) ? some_moment() : 0;
    model->is_there = 1;
    for (i = 0; i < 3; i++) {
        model->tags[i] = chance(3) ? chance(chance(2) ? 5 : 40) : -1;
    }
    model->text = chance(2);
    model->year = 2020 + chance(5);
    model->lang = chance(6);
    model->issuer = chance(4);
    model->words = chance(16);
}

static void change(model_t *model)
{
    if (model->is_there && !chance(5)) {
        model->is_there = 0;
        ck_assert_int_eq(stm_catalog_remove(writer, ROOM, model->entry.name), APR_SUCCESS);
        return;
    }
    make_up(model);
    ck_assert_int_eq(stm_catalog_put(writer, ROOM, &model->entry, statement_of(model)),
                     APR_SUCCESS);
}

/* Also without a new moment to count at, and with changes that are taken back. */
static void change_some(int count)
{
    apr_array_header_t *settled = apr_array_make(pool, 1, sizeof(stm_resolved_t));
    int i, is_kept = chance(5) > 0;
    model_t *before = apr_pmemdup(pool, models, (apr_size_t)models_count * sizeof(model_t));
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    for (i = 0; i < count; i++) {
        change(&models[chance(models_count)]);
    }
    if (chance(3)) {
        ck_assert_int_eq(stm_catalog_resolve_sources(settled, writer, ROOM, some_moment(), pool),
                         0);
    }
    ck_assert_int_eq((is_kept ? stm_catalog_commit : stm_catalog_rollback)(writer), APR_SUCCESS);
    if (!is_kept) {
        memcpy(models, before, (apr_size_t)models_count * sizeof(model_t));
    }
}

static int is_among(const apr_array_header_t *texts, const char *text)
{
    int i;
    for (i = 0; texts && i < texts->nelts; i++) {
        if (!strcmp(APR_ARRAY_IDX(texts, i, const char *), text)) {
            return 1;
        }
    }
    return 0;
}

static int has_label(const model_t *model, stm_facet_kind_t kind, const char *value, int is_range)
{
    const char *own;
    int i;
    switch (kind) {
    case STM_FACET_TAG:
        for (i = 0; i < 3; i++) {
            if (model->tags[i] >= 0 && !strcmp(tag_value(model->tags[i]), value)) {
                return 1;
            }
        }
        return 0;
    case STM_FACET_YEAR:
        return atoi(value) == model->year;
    case STM_FACET_ISSUER:
        return !strcmp(stm_filter_value(kind, issuers[model->issuer], pool), value);
    default:
        own = stm_filter_value(kind, langs[model->lang], pool);
        return !strcmp(own, value) ||
               (is_range && !strncmp(own, value, strlen(value)) && own[strlen(value)] == '-');
    }
}

/* Every statement has the word that is said of all, as a bit that no other word has. */
static int has_words(const model_t *model, const char *q)
{
    int i;
    for (i = 0; q && strcmp(searches[i].q, q); i++) {
    }
    return !q || ((model->words | 16) & searches[i].needs[0] &&
                  (model->words | 16) & searches[i].needs[1]);
}

static int is_found(const model_t *model, const stm_query_t *query, int but)
{
    const stm_entry_t *entry = &model->entry;
    int kind,
        is_there =
            model->is_there &&
            (query->show == STM_SHOW_ALL
                 ? (entry->state == STM_STATE_FINAL || entry->state == STM_STATE_DRAFT) &&
                       entry->expires_at > query->moment && entry->withdrawn_at > query->moment
                 : stm_catalog_is_listed(entry, query->moment)) &&
            !strncmp(entry->folder, query->folder, strlen(query->folder)) &&
            !is_among(query->without_folders, entry->folder) && has_words(model, query->filter.q);
    for (kind = STM_FACET_TAG; is_there && kind < STM_FACET_KINDS; kind++) {
        is_there = kind == but || !query->filter.values[kind] ||
                   has_label(model, (stm_facet_kind_t)kind, query->filter.values[kind], 1);
    }
    return is_there;
}

/* The last that became public first, then by name. */
static int by_tie(const model_t *a, const model_t *b)
{
    return a->entry.first_public_at != b->entry.first_public_at
               ? (a->entry.first_public_at < b->entry.first_public_at ? 1 : -1)
               : strcmp(a->entry.name, b->entry.name);
}

static int by_place(const void *one, const void *other)
{
    const model_t *a = *(const model_t *const *)one, *b = *(const model_t *const *)other;
    return a->entry.visible_from != b->entry.visible_from
               ? (a->entry.visible_from < b->entry.visible_from ? 1 : -1)
               : by_tie(a, b);
}

static int by_date(const void *one, const void *other)
{
    const model_t *a = *(const model_t *const *)one, *b = *(const model_t *const *)other;
    return a->entry.published_at != b->entry.published_at
               ? (a->entry.published_at < b->entry.published_at ? 1 : -1)
               : by_tie(a, b);
}

static int find_all(const model_t **found, const stm_query_t *query, int but)
{
    int i, count = 0;
    for (i = 0; i < models_count; i++) {
        if (is_found(&models[i], query, but)) {
            found[count++] = &models[i];
        }
    }
    qsort(found, (size_t)count, sizeof(*found), query->show == STM_SHOW_ALL ? by_date : by_place);
    return count;
}

static void expect_list(const stm_query_t *query, const model_t **found)
{
    apr_array_header_t *entries;
    int total, i, count = find_all(found, query, 0);
    int most = count > query->offset ? count - query->offset : 0;
    ck_assert_int_eq(stm_catalog_list(&entries, &total, writer, ROOM, query, pool), APR_SUCCESS);
    ck_assert_int_eq(total, count);
    ck_assert_int_eq(entries->nelts, most < query->limit ? most : query->limit);
    for (i = 0; i < entries->nelts; i++) {
        ck_assert_str_eq(APR_ARRAY_IDX(entries, i, stm_entry_t *)->name,
                         found[query->offset + i]->entry.name);
    }
}

/* A search may rank: then each is on one page, wherever. */
static void expect_pages(stm_query_t query, const model_t **found)
{
    int total, i, j, seen = 0, count = find_all(found, &query, 0);
    int *times = apr_pcalloc(pool, (apr_size_t)count * sizeof(int) + 1);
    apr_array_header_t *entries;
    query.offset = 0;
    do {
        ck_assert_int_eq(stm_catalog_list(&entries, &total, writer, ROOM, &query, pool),
                         APR_SUCCESS);
        ck_assert_int_eq(total, count);
        for (i = 0; i < entries->nelts; i++) {
            const char *name = APR_ARRAY_IDX(entries, i, stm_entry_t *)->name;
            for (j = 0; j < count && strcmp(found[j]->entry.name, name); j++) {
            }
            ck_assert_int_lt(j, count);
            ck_assert_int_eq(times[j]++, 0);
        }
        seen += entries->nelts;
        query.offset += query.limit;
    } while (entries->nelts);
    ck_assert_int_eq(seen, count);
}

/* How many of @a found have what @a facet names, and what the first of them writes. */
static int count_label(const char **text, const model_t **found, int count,
                       const stm_facet_t *facet)
{
    int i, sum = 0;
    for (i = 0; i < count; i++) {
        if (has_label(found[i], facet->kind, facet->value, 0) && !sum++) {
            *text = facet->kind == STM_FACET_TAG    ? tag_text(found[i], atoi(facet->value + 1))
                    : facet->kind == STM_FACET_YEAR ? facet->value
                    : facet->kind == STM_FACET_LANG ? langs[found[i]->lang]
                                                    : issuers[found[i]->issuer];
        }
    }
    return sum;
}

/* How many following it would list: a language is found by its beginning, too. */
static int count_found(const model_t **found, int count, const stm_facet_t *facet)
{
    int i, sum = 0;
    for (i = 0; i < count; i++) {
        sum += has_label(found[i], facet->kind, facet->value, 1);
    }
    return sum;
}

/* Of hits of one moment any may count as the newest. */
static int is_text_of_newest(const model_t **found, int count, const stm_facet_t *facet)
{
    const model_t *newest = NULL;
    int i;
    for (i = 0; i < count; i++) {
        const char *text;
        if (count_label(&text, &found[i], 1, facet)) {
            newest = newest ? newest : found[i];
            if (found[i]->entry.visible_from == newest->entry.visible_from &&
                !strcmp(text, facet->text)) {
                return 1;
            }
        }
    }
    return 0;
}

static int count_values(const model_t **found, int count, stm_facet_kind_t kind)
{
    static const char *const years[] = {"2020", "2021", "2022", "2023", "2024"};
    static const char *const tags[] = {"en", "de", "de-at", "de-ch-1996", "zh-hant"};
    static const char *const bodies[] = {"town", "port & co", "lander"};
    const char *ignored;
    int i, sum = 0, most = kind == STM_FACET_TAG ? 40 : kind == STM_FACET_ISSUER ? 3 : 5;
    for (i = 0; i < most; i++) {
        const stm_facet_t facet = {.kind = kind,
                                   .value = kind == STM_FACET_TAG      ? tag_value(i)
                                            : kind == STM_FACET_YEAR   ? years[i]
                                            : kind == STM_FACET_ISSUER ? bodies[i]
                                                                       : tags[i]};
        sum += count_label(&ignored, found, count, &facet) > 0;
    }
    return sum;
}

static void expect_facets(const stm_query_t *query, const model_t **found)
{
    apr_array_header_t *facets;
    int i, counts[STM_FACET_KINDS] = {0}, kind, count = 0, last = 0;
    ck_assert_int_eq(stm_catalog_facets(&facets, writer, ROOM, query, pool), APR_SUCCESS);
    for (i = 0, kind = 0; i < facets->nelts; i++) {
        const stm_facet_t *facet = &APR_ARRAY_IDX(facets, i, stm_facet_t);
        const char *text = "";
        ck_assert_int_ge((int)facet->kind, kind);
        if ((int)facet->kind != kind) {
            kind = (int)facet->kind;
            count = find_all(found, query, kind);
            last = count;
        }
        counts[kind]++;
        ck_assert_int_gt(count_label(&text, found, count, facet), 0);
        ck_assert_int_eq(facet->count, count_found(found, count, facet));
        ck_assert_int_gt(facet->count, 0);
        if (query->show == STM_SHOW_PUBLISHED && query->filter.q) {
            ck_assert(is_text_of_newest(found, count, facet));
        }
        else if (query->show == STM_SHOW_PUBLISHED) {
            ck_assert_str_eq(facet->text, text);
        }
        if (kind != STM_FACET_YEAR) {
            ck_assert_int_le(facet->count, last);
            last = facet->count;
        }
    }
    for (kind = STM_FACET_TAG; kind < STM_FACET_KINDS; kind++) {
        int most = count_values(found, find_all(found, query, kind), (stm_facet_kind_t)kind);
        most = most < STM_FACETS_MAX ? most : STM_FACETS_MAX;
        ck_assert_int_ge(counts[kind], most);
        ck_assert_int_le(counts[kind], most + 1);
    }
}

static stm_query_t some_query(void)
{
    stm_query_t query = {.folder = chance(2) ? "" : folders[chance(5)],
                         .show = chance(6) ? STM_SHOW_PUBLISHED : STM_SHOW_ALL,
                         .moment = chance(2) ? some_moment() : NOON,
                         .limit = 1 + chance(30)};
    apr_array_header_t *out = apr_array_make(pool, 2, sizeof(const char *));
    int i;
    query.offset = chance(2) ? 0 : chance(models_count);
    if (!chance(4)) {
        for (i = chance(3); i >= 0; i--) {
            APR_ARRAY_PUSH(out, const char *) = folders[chance(5)];
        }
        query.without_folders = out;
    }
    if (!chance(2)) {
        query.filter.values[STM_FACET_TAG] = tag_value(chance(chance(2) ? 4 : 42));
    }
    if (!chance(4)) {
        query.filter.values[STM_FACET_YEAR] = apr_psprintf(pool, "%d", 2019 + chance(6));
    }
    if (!chance(4)) {
        query.filter.values[STM_FACET_LANG] =
            stm_filter_value(STM_FACET_LANG, chance(3) ? langs[chance(6)] : "zh", pool);
    }
    if (!chance(5)) {
        query.filter.values[STM_FACET_ISSUER] =
            stm_filter_value(STM_FACET_ISSUER, issuers[chance(4)], pool);
    }
    return query;
}

/* Deep in a list that leaves nothing out. */
static stm_query_t deep_query(void)
{
    stm_query_t query = some_query();
    query.folder = "";
    query.show = STM_SHOW_PUBLISHED;
    query.without_folders = NULL;
    memset(&query.filter, 0, sizeof(query.filter));
    query.offset = chance(models_count / 2);
    return query;
}

static void compare(int count, int changes, int rounds, int queries)
{
    const model_t **found;
    int i;
    start();
    models_count = count;
    models = apr_pcalloc(pool, (apr_size_t)count * sizeof(*models));
    found = apr_palloc(pool, (apr_size_t)count * sizeof(*found));
    while (rounds-- > 0) {
        change_some(1 + chance(changes));
        for (i = 0; i < queries; i++) {
            const stm_query_t deep = deep_query();
            stm_query_t query = some_query();
            expect_list(&query, found);
            expect_list(&deep, found);
            expect_facets(&query, found);
            query.filter.q = searches[chance(SEARCHES)].q;
            expect_pages(query, found);
            expect_facets(&query, found);
        }
    }
}

START_TEST(test_lists_and_facets_are_those_of_a_look_at_each)
{
    seed = (apr_uint32_t)_i;
    compare(60, 12, 25, 12);
}
END_TEST

START_TEST(test_long_lists_are_those_of_a_look_at_each)
{
    seed = (apr_uint32_t)_i + 1000;
    compare(2500, 2500, 6, 12);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_lists_and_facets_are_those_of_a_look_at_each, 0, 8);
    tcase_add_loop_test(all, test_long_lists_are_those_of_a_look_at_each, 0, 2);
}

UNIT_MAIN("stm_catalog_model")
