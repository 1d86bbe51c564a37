#include "unit/catalog.h"

#include "core/i18n/language.h"

/* A statement with words and labels: tags are "key=text", with commas between. */
static stm_statement_t *statement_of(const char *text, const char *lang, int year, const char *tags,
                                     const char *issuer)
{
    stm_statement_t *statement = statement_with(STM_EDGE_UNSET, NULL);
    char *rest, *word = apr_strtok(apr_pstrdup(pool, tags), ",", &rest);
    statement->title = "Title";
    statement->text = text;
    statement->lang = lang;
    statement->year = year;
    statement->tags = apr_array_make(pool, 2, sizeof(stm_tag_t));
    statement->issuers = apr_array_make(pool, 1, sizeof(const char *));
    for (; word; word = apr_strtok(NULL, ",", &rest)) {
        stm_tag_t *tag = apr_array_push(statement->tags);
        tag->key = apr_pstrndup(pool, word, strcspn(word, "="));
        tag->text = word + strcspn(word, "=") + 1;
    }
    APR_ARRAY_PUSH(statement->issuers, const char *) = issuer;
    return statement;
}

/* "COUNT: names" of what "tag=x&q=y" finds. */
static const char *found(const char *text)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = NOON, .limit = 20};
    apr_array_header_t *entries;
    const char *names;
    int total, i;
    stm_filter_parse(&query.filter, text, pool);
    ck_assert_int_eq(stm_catalog_list(&entries, &total, writer, ROOM, &query, pool), APR_SUCCESS);
    names = apr_psprintf(pool, "%d:", total);
    for (i = 0; i < entries->nelts; i++) {
        names = apr_pstrcat(pool, names, " ", APR_ARRAY_IDX(entries, i, stm_entry_t *)->name, NULL);
    }
    return names;
}

static const char *facets_of(stm_query_t query, const char *text)
{
    apr_array_header_t *facets;
    const char *all = "";
    int i;
    query.folder = "";
    query.show = query.show ? query.show : STM_SHOW_PUBLISHED;
    query.moment = NOON;
    stm_filter_parse(&query.filter, text, pool);
    ck_assert_int_eq(stm_catalog_facets(&facets, writer, ROOM, &query, pool), APR_SUCCESS);
    for (i = 0; i < facets->nelts; i++) {
        const stm_facet_t *facet = &APR_ARRAY_IDX(facets, i, stm_facet_t);
        all = apr_psprintf(pool, "%s%s%s=%s %d", all, i ? ", " : "",
                           stm_filter_kind_name(facet->kind), facet->text, facet->count);
    }
    return all;
}

static void put_some(void)
{
    put(entry_of("a", STM_STATE_FINAL, NOON - 1),
        statement_of("Die Straßenbahn fährt wieder nach Köln", "de", 2026, "tram=Straßenbahn",
                     "Town"));
    put(entry_of("b", STM_STATE_FINAL, NOON - 2),
        statement_of("The tram runs again, L’été arrive", "en", 2026, "tram=Trams,sea=Sea",
                     "Town"));
    put(entry_of("c", STM_STATE_FINAL, NOON - 3),
        statement_of("北京大学发布声明。海岸列車の運行", "zh-Hant", 2025, "sea=海", "Port & Co"));
    put(entry_of("d", STM_STATE_FINAL, NOON - 4),
        statement_of("Tram works end; the works of the tram", "de-AT", 2025, "", "Port & Co"));
    put(entry_of("draft", STM_STATE_DRAFT, NOON - 5),
        statement_of("A hidden tram", "en", 2024, "tram=Hidden,plan=Plan", "Nobody"));
    put(entry_of("later", STM_STATE_FINAL, NOON + 5),
        statement_of("A later tram", "en", 2027, "tram=Later,plan=Plan", "Nobody"));
}

static void fill(void)
{
    start();
    put_some();
}

START_TEST(test_filters_alone_and_together)
{
    static const char *const rows[][2] = {
        {"tag=TRAM", "2: a b"},
        {"tag=none", "0:"},
        {"year=2025", "2: c d"},
        {"lang=de", "2: a d"},
        {"lang=de-at", "1: d"},
        {"lang=zh", "1: c"},
        {"lang=d", "4: a b c d"}, /* no language tag: as if it were not there */
        {"issuer=port+%26+co", "2: c d"},
        {"tag=sea&year=2025", "1: c"},
        {"tag=sea&year=2025&lang=en", "0:"},
        {"tag=plan", "0:"},
        {"tag=tram&q=runs", "1: b"},
    };
    size_t i;
    fill();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(found(rows[i][0]), rows[i][1]);
    }
}
END_TEST

/* The names that have had the value of @a kind in "tag=x", of which @a limit are wanted. */
static const char *had(const char *text, stm_facet_kind_t kind, const char *folder, int limit)
{
    const char *const out[] = {"shut/"};
    stm_query_t query = {.folder = folder, .show = STM_SHOW_PUBLISHED, .moment = NOON};
    apr_array_header_t *names,
        folders = {.elts = (char *)out, .nelts = 1, .elt_size = sizeof(*out)};
    stm_filter_parse(&query.filter, text, pool);
    query.without_folders = &folders;
    ck_assert_int_eq(stm_catalog_ever_listed(&names, writer, ROOM, &query, kind, limit, pool),
                     APR_SUCCESS);
    return apr_array_pstrcat(pool, names, ' ');
}

static int compare_texts(const void *one, const void *other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* "KIND=VALUE COUNT" of all values that lists have or had, in the order of letters. */
static const char *values_of_lists(void)
{
    apr_array_header_t *values, *texts = apr_array_make(pool, 16, sizeof(const char *));
    ck_assert_int_eq(stm_catalog_listed_values(&values, writer, ROOM, NOON, pool), APR_SUCCESS);
    for (int i = 0; i < values->nelts; i++) {
        const stm_listed_value_t *value = &APR_ARRAY_IDX(values, i, stm_listed_value_t);
        const char *kind = value->kind ? stm_filter_kind_name(value->kind) : "in";
        APR_ARRAY_PUSH(texts, const char *) =
            apr_psprintf(pool, "%s=%s %d", kind, value->value, value->count);
    }
    qsort(texts->elts, (size_t)texts->nelts, sizeof(const char *), compare_texts);
    return apr_array_pstrcat(pool, texts, ',');
}

START_TEST(test_all_values_of_lists_are_known_with_their_counts)
{
    fill();
    ck_assert_str_eq(values_of_lists(), "in= 4,issuer=port & co 2,issuer=town 2,lang=de 2,"
                                        "lang=de-at 1,lang=en 1,lang=zh 1,lang=zh-hant 1,"
                                        "tag=sea 2,tag=tram 2,year=2025 2,year=2026 2");
}
END_TEST

/* What has ended, is deleted, and was never public. */
static void put_ended(void)
{
    stm_entry_t entry;
    entry = entry_of("over", STM_STATE_FINAL, NOON - 9);
    entry.expires_at = NOON - 1;
    put(entry, statement_of("Over", "fr-CA", 2020, "sea=Sea,old=Old", "Town"));
    entry = entry_of("in/taken", STM_STATE_FINAL, NOON - 8);
    entry.withdrawn_at = NOON - 1;
    put(entry, statement_of("Taken", "fr", 2020, "old=Old", "Town"));
    put(entry_of("in/lost", STM_STATE_FINAL, NOON - 7),
        statement_of("Lost", "it", 2020, "lost=Lost", "Town"));
    put(entry_of("shut/closed", STM_STATE_FINAL, NOON - 7),
        statement_of("Closed", "nl", 2020, "closed=Closed", "Town"));
    entry = *find("in/lost");
    entry.state = STM_STATE_DELETED;
    entry.first_public_at = NOON - 7;
    entry.withdrawn_at = NOON - 2;
    put(entry, NULL);
}

START_TEST(test_values_of_lists_stay_known_when_all_with_them_has_gone)
{
    start();
    put_ended();
    ck_assert_str_eq(values_of_lists(),
                     "in= 1,in=in/ 0,in=shut/ 1,issuer=town 1,lang=fr 0,lang=fr-ca 0,lang=it 0,"
                     "lang=nl 1,tag=closed 1,tag=lost 0,tag=old 0,tag=sea 0,year=2020 1");
}
END_TEST

START_TEST(test_who_has_had_a_value_is_known_when_it_has_gone)
{
    fill();
    put_ended();
    ck_assert_str_eq(had("tag=sea", STM_FACET_TAG, "", 9), "b c over");
    ck_assert_str_eq(had("tag=sea", STM_FACET_TAG, "", 1), "b");
    ck_assert_str_eq(had("tag=old", STM_FACET_TAG, "", 9), "in/taken over");
    ck_assert_str_eq(had("tag=lost", STM_FACET_TAG, "", 9), "in/lost");
    ck_assert_str_eq(had("tag=plan", STM_FACET_TAG, "", 9), "");
    ck_assert_str_eq(had("tag=none", STM_FACET_TAG, "", 9), "");
    ck_assert_str_eq(had("tag=closed", STM_FACET_TAG, "", 9), "");
    ck_assert_str_eq(had("lang=fr", STM_FACET_LANG, "", 9), "in/taken over");
    ck_assert_str_eq(had("lang=it&tag=none", STM_FACET_LANG, "", 9), "in/lost");
    ck_assert_str_eq(had("year=2024", STM_FACET_YEAR, "", 9), "");
    ck_assert_str_eq(had("", STM_FACET_TAG, "", 9), "");
    ck_assert_str_eq(had("", STM_FACET_UNSET, "in/", 9), "in/taken in/lost");
    ck_assert_str_eq(had("", STM_FACET_UNSET, "shut/", 9), "");
    ck_assert_str_eq(had("", STM_FACET_UNSET, "no/", 9), "");
}
END_TEST

START_TEST(test_words_are_found_as_readers_type_them)
{
    static const char *const rows[][2] = {
        {"q=KOLN", "1: a"},
        {"q=strassenbahn", "1: a"},
        {"q=Stra%C3%9Fen", "1: a"}, /* the last word is a beginning */
        {"q=stra*+koln", "1: a"},
        {"q=stra+koln", "0:"},
        {"q=%C3%A9t%C3%A9", "1: b"},
        {"q=\"tram+works\"", "1: d"},
        {"q=\"works+tram\"", "0:"},
        {"q=works+tram", "1: d"},
        {"q=%E5%A3%B0%E6%98%8E", "1: c"},
        {"q=%E5%88%97%E8%BB%8A", "1: c"},
        {"q=hidden", "0:"},
        {"q=later", "0:"},
        {"q=!!!", "0:"},
    };
    size_t i;
    fill();
    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_str_eq(found(rows[i][0]), rows[i][1]);
    }
}
END_TEST

START_TEST(test_no_character_is_an_error)
{
    int one, other;
    fill();
    for (one = 0; one < 256; one++) {
        found(apr_psprintf(pool, "q=%%%02X", (unsigned)one));
        found(apr_psprintf(pool, "q=tram%%%02Xx", (unsigned)one));
        for (other = 0x20; other < 0x7f; other++) {
            if (one >= 0x20 && one < 0x7f && !strchr("0123456789", one)) {
                found(apr_psprintf(pool, "q=%%%02X%%%02X+tram%%%02X", (unsigned)one,
                                   (unsigned)other, (unsigned)other));
            }
        }
    }
    ck_assert_str_eq(found("q=\"\"\"+tram+AND+NOT+NEAR(+title:{}+^*-+)"), "0:");
}
END_TEST

/* All that the query lists, page after page, two on each: "a b|c d|e". */
static const char *leaf_through(const char *text, stm_show_t show, int (*between)(int page))
{
    stm_query_t query = {
        .folder = "", .show = show, .moment = NOON, .limit = 2, .order = STM_ORDER_NEWEST};
    apr_array_header_t *entries;
    stm_list_cursor_t cursor;
    const char *names = "";
    int total = 2, page, i;
    stm_filter_parse(&query.filter, text, pool);
    for (page = 0; total == 2 && page < 20; page++) {
        ck_assert_int_eq(stm_catalog_list(&entries, &total, writer, ROOM, &query, pool),
                         APR_SUCCESS);
        ck_assert_int_eq(total, entries->nelts);
        for (i = 0; i < entries->nelts; i++) {
            const stm_entry_t *entry = APR_ARRAY_IDX(entries, i, stm_entry_t *);
            names =
                apr_pstrcat(pool, names, i ? " " : "", i || !page ? "" : "|", entry->name, NULL);
            cursor = stm_catalog_cursor(entry, show, pool);
            query.after = &cursor;
        }
        if (between && !between(page)) {
            break;
        }
    }
    return names;
}

/* Five of one moment, one before and one after, an embargoed and an expired one, a draft. */
static void fill_for_cursors(void)
{
    static const char *const same[] = {"s4", "s1", "s3", "s5", "s2"};
    stm_entry_t entry;
    size_t i;
    start();
    put(entry_of("new", STM_STATE_FINAL, NOON - 1),
        statement_of("Tram", "en", 2026, "tram=Tram", "Town"));
    for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        put(entry_of(same[i], STM_STATE_FINAL, NOON - 5),
            statement_of(i % 2 ? "Tram tram tram" : "The tram", "en", 2026,
                         i % 2 ? "tram=Tram" : "", "Town"));
    }
    put(entry_of("old", STM_STATE_FINAL, NOON - 9),
        statement_of("A tram", "de", 2025, "tram=Tram", "Town"));
    put(entry_of("later", STM_STATE_FINAL, NOON + 5),
        statement_of("A tram", "en", 2026, "tram=Tram", "Town"));
    put(entry_of("draft", STM_STATE_DRAFT, NOON - 7),
        statement_of("A tram", "en", 2026, "tram=Tram", "Town"));
    entry = entry_of("over", STM_STATE_FINAL, NOON - 3);
    entry.expires_at = NOON - 2;
    put(entry, statement_of("A tram", "en", 2026, "tram=Tram", "Town"));
}

START_TEST(test_cursors_lead_through_lists_of_each_kind_once)
{
    fill_for_cursors();
    ck_assert_str_eq(leaf_through("", STM_SHOW_PUBLISHED, NULL), "new s1|s2 s3|s4 s5|old");
    ck_assert_str_eq(leaf_through("tag=tram", STM_SHOW_PUBLISHED, NULL), "new s1|s5 old");
    ck_assert_str_eq(leaf_through("tag=tram&lang=en", STM_SHOW_PUBLISHED, NULL), "new s1|s5");
    ck_assert_str_eq(leaf_through("q=tram", STM_SHOW_PUBLISHED, NULL), "new s1|s2 s3|s4 s5|old");
    ck_assert_str_eq(leaf_through("q=tram&year=2026", STM_SHOW_PUBLISHED, NULL),
                     "new s1|s2 s3|s4 s5");
    ck_assert_str_eq(leaf_through("", STM_SHOW_ALL, NULL), "later new|s1 s2|s3 s4|s5 draft|old");
    ck_assert_str_eq(leaf_through("q=tram", STM_SHOW_ALL, NULL),
                     "later new|s1 s2|s3 s4|s5 draft|old");
}
END_TEST

/* What the cursor is of goes, and newer ones come. */
static int change(int page)
{
    stm_entry_t entry = *find("s1");
    if (page) {
        return 1;
    }
    entry.withdrawn_at = NOON - 1;
    put(entry, NULL);
    put(entry_of("newer", STM_STATE_FINAL, NOON - 1), statement_of("Tram", "en", 2026, "", "Town"));
    put(entry_of("s0", STM_STATE_FINAL, NOON - 5), statement_of("Tram", "en", 2026, "", "Town"));
    return 1;
}

START_TEST(test_a_cursor_holds_whatever_comes_and_goes_before_it)
{
    fill_for_cursors();
    ck_assert_str_eq(leaf_through("", STM_SHOW_PUBLISHED, change), "new s1|s2 s3|s4 s5|old");
}
END_TEST

static const char *newest_of_facets(const char *text, stm_show_t show)
{
    stm_query_t query = {.folder = "", .show = show, .moment = NOON, .order = STM_ORDER_NEWEST};
    stm_list_cursor_t far = {NOON - 100, "z"};
    apr_array_header_t *facets;
    const char *all = "";
    int i;
    query.after = &far;
    stm_filter_parse(&query.filter, text, pool);
    ck_assert_int_eq(stm_catalog_facets(&facets, writer, ROOM, &query, pool), APR_SUCCESS);
    for (i = 0; i < facets->nelts; i++) {
        const stm_facet_t *facet = &APR_ARRAY_IDX(facets, i, stm_facet_t);
        all = apr_psprintf(pool, "%s%s%s=%s", all, i ? ", " : "", facet->text, facet->newest);
    }
    return all;
}

START_TEST(test_a_facet_names_the_newest_entry_that_has_it_and_says_what_that_writes)
{
    fill();
    ck_assert_str_eq(newest_of_facets("", STM_SHOW_PUBLISHED),
                     "Sea=b, Straßenbahn=a, 2026=a, 2025=c, de=a, de-AT=d, en=b, zh-Hant=c, "
                     "Port & Co=c, Town=a");
    ck_assert_str_eq(newest_of_facets("lang=en", STM_SHOW_PUBLISHED),
                     "Sea=b, Trams=b, 2026=b, de=a, de-AT=d, en=b, zh-Hant=c, Town=b");
    ck_assert_str_eq(newest_of_facets("tag=sea&lang=en&year=2026", STM_SHOW_PUBLISHED),
                     "Sea=b, Trams=b, 2026=b, en=b, Town=b");
    ck_assert_str_eq(newest_of_facets("q=tram&lang=en", STM_SHOW_PUBLISHED),
                     "Sea=b, Trams=b, 2026=b, de-AT=d, en=b, Town=b");
    ck_assert_str_eq(newest_of_facets("tag=plan", STM_SHOW_ALL),
                     "Later=later, Plan=later, Sea=b, 2027=later, 2024=draft, en=later, "
                     "Nobody=later");
}
END_TEST

START_TEST(test_better_hits_come_first_and_newer_ones_among_equals)
{
    int i;
    start();
    for (i = 0; i < 8; i++) {
        put(entry_of(apr_psprintf(pool, "other%d", i), STM_STATE_FINAL, NOON),
            statement_of("Nothing of the kind is said here", "en", 2026, "", "Town"));
    }
    put(entry_of("old", STM_STATE_FINAL, NOON - 9),
        statement_of("The harbour is open to all ships", "en", 2026, "", "Town"));
    put(entry_of("new", STM_STATE_FINAL, NOON - 8),
        statement_of("The harbour is open to all ships", "en", 2026, "", "Town"));
    put(entry_of("much", STM_STATE_FINAL, NOON - 10),
        statement_of("Harbour harbour harbour harbour", "en", 2026, "", "Town"));
    ck_assert_str_eq(found("q=harbour"), "3: much new old");
}
END_TEST

START_TEST(test_snippets_mark_the_hits)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = NOON, .limit = 20};
    apr_array_header_t *entries;
    int total;
    fill();
    query.filter.q = "koln fahrt";
    ck_assert_int_eq(stm_catalog_list(&entries, &total, writer, ROOM, &query, pool), APR_SUCCESS);
    ck_assert_int_eq(total, 1);
    ck_assert_str_eq(APR_ARRAY_IDX(entries, 0, stm_entry_t *)->snippet,
                     "Die Straßenbahn \001fährt\002 wieder nach \001Köln\002");
}
END_TEST

START_TEST(test_facets_count_what_following_them_would_list)
{
    fill();
    ck_assert_str_eq(facets_of((stm_query_t){0}, ""),
                     "tag=Sea 2, tag=Straßenbahn 2, year=2026 2, year=2025 2, lang=de 2,"
                     " lang=de-AT 1, lang=en 1, lang=zh-Hant 1, issuer=Port & Co 2, issuer=Town 2");
    ck_assert_str_eq(facets_of((stm_query_t){0}, "tag=tram&year=2026"),
                     "tag=Straßenbahn 2, tag=Sea 1, year=2026 2, lang=de 1, lang=en 1,"
                     " issuer=Town 2");
    ck_assert_str_eq(facets_of((stm_query_t){0}, "q=works"),
                     "year=2025 1, lang=de-AT 1, issuer=Port & Co 1");
    ck_assert_str_eq(facets_of((stm_query_t){0}, "q=!"), "");
}
END_TEST

START_TEST(test_what_is_hidden_is_in_no_facet)
{
    const char *all;
    fill();
    all = facets_of((stm_query_t){0}, "");
    ck_assert_ptr_null(strstr(all, "Plan"));
    ck_assert_ptr_null(strstr(all, "Nobody"));
    ck_assert_ptr_nonnull(strstr(facets_of((stm_query_t){.show = STM_SHOW_ALL}, ""), "Plan 2"));
}
END_TEST

START_TEST(test_words_and_labels_change_and_go_with_their_statement)
{
    fill();
    put(entry_of("a", STM_STATE_FINAL, NOON - 1),
        statement_of("Something else", "fr", 2026, "new=New", "Town"));
    ck_assert_str_eq(found("q=koln"), "0:");
    ck_assert_str_eq(found("tag=tram"), "1: b");
    ck_assert_str_eq(found("tag=new&q=else"), "1: a");
    put_final("a", NOON - 2);
    ck_assert_str_eq(found("tag=new&q=else"), "1: a");
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_remove(writer, ROOM, "a"), APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    put_final("a", NOON - 1);
    ck_assert_str_eq(found("q=else"), "0:");
    ck_assert_str_eq(found("tag=new"), "0:");
}
END_TEST

/* One more than are ranked, newest first; the last three have a tag. */
#define MANY (STM_RANKED_MAX + 1)

static const char *name_of_many(int number)
{
    return apr_psprintf(pool, "%sm%04d", number % 3 ? "" : "inner/", number);
}

static void fill_many(void)
{
    int i;
    start();
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    for (i = 0; i < MANY; i++) {
        stm_entry_t entry = entry_of(name_of_many(i), STM_STATE_FINAL, NOON - 1 - i);
        const char *text = i == MANY - 1 ? "Tram tram tram tram" : "There is a tram in this town";
        ck_assert_int_eq(stm_catalog_put(writer, ROOM, &entry,
                                         statement_of(text, i % 2 ? "en" : "de", 2026,
                                                      i < MANY - 3 ? "" : "rare=Rare", "Town")),
                         APR_SUCCESS);
    }
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
}

START_TEST(test_however_many_are_found_all_are_counted_and_on_one_page_the_newest_first)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = NOON, .limit = 300};
    apr_array_header_t *entries;
    int total, i;
    fill_many();
    query.filter.q = "tram";
    for (query.offset = 0; query.offset < MANY; query.offset += query.limit) {
        ck_assert_int_eq(stm_catalog_list(&entries, &total, writer, ROOM, &query, pool), 0);
        ck_assert_int_eq(total, MANY);
        ck_assert_int_eq(entries->nelts,
                         MANY - query.offset < query.limit ? MANY - query.offset : query.limit);
        for (i = 0; i < entries->nelts; i++) {
            ck_assert_str_eq(APR_ARRAY_IDX(entries, i, stm_entry_t *)->name,
                             name_of_many(query.offset + i));
        }
    }
    ck_assert_str_eq(facets_of((stm_query_t){0}, "q=tram"),
                     "tag=Rare 3, year=2026 2001, lang=de 1001, lang=en 1000, issuer=Town 2001");
}
END_TEST

START_TEST(test_of_many_only_those_for_the_reader_are_found_and_counted)
{
    apr_array_header_t *out = apr_array_make(pool, 1, sizeof(const char *));
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = NOON, .limit = 3};
    apr_array_header_t *entries;
    int total;
    fill_many();
    APR_ARRAY_PUSH(out, const char *) = "inner/";
    query.without_folders = out;
    query.filter.q = "tram";
    ck_assert_int_eq(stm_catalog_list(&entries, &total, writer, ROOM, &query, pool), APR_SUCCESS);
    ck_assert_int_eq(total, 1334);
    ck_assert_ptr_null(strstr(APR_ARRAY_IDX(entries, 0, stm_entry_t *)->name, "inner"));
    ck_assert_str_eq(facets_of(query, "q=tram"),
                     "tag=Rare 2, year=2026 1334, lang=de 667, lang=en 667, issuer=Town 1334");
}
END_TEST

START_TEST(test_the_few_that_a_filter_leaves_of_many_are_ranked)
{
    fill_many();
    ck_assert_str_eq(found("tag=rare&q=tram"), "3: m2000 inner/m1998 m1999");
}
END_TEST

START_TEST(test_of_two_words_the_rarer_one_decides)
{
    int i;
    start();
    for (i = 0; i < 20; i++) {
        put(entry_of(apr_psprintf(pool, "other%d", i), STM_STATE_FINAL, NOON),
            statement_of(i % 3 ? "The council met" : "The road", "en", 2026, "", "Town"));
    }
    put(entry_of("council", STM_STATE_FINAL, NOON - 1),
        statement_of("council council council ferry", "en", 2026, "", "Town"));
    put(entry_of("ferry", STM_STATE_FINAL, NOON - 2),
        statement_of("council ferry ferry ferry", "en", 2026, "", "Town"));
    ck_assert_str_eq(found("q=council+ferry"), "2: ferry council");
}
END_TEST

START_TEST(test_a_search_finds_nothing_of_another_newsroom)
{
    static const char other[] = "fedcba9876543210fedcba9876543210";
    const stm_entry_t entry = entry_of("there", STM_STATE_FINAL, NOON - 1);
    fill();
    ck_assert_int_eq(stm_catalog_begin(writer), APR_SUCCESS);
    ck_assert_int_eq(
        stm_catalog_put(writer, other, &entry,
                        statement_of("A tram elsewhere", "en", 2026, "tram=Tram", "Town")),
        APR_SUCCESS);
    ck_assert_int_eq(stm_catalog_commit(writer), APR_SUCCESS);
    ck_assert_str_eq(found("q=elsewhere"), "0:");
    ck_assert_str_eq(found("q=tram&tag=tram"), "1: b");
    ck_assert_str_eq(facets_of((stm_query_t){0}, "q=elsewhere"), "");
}
END_TEST

static int count_at(stm_catalog_t *reader, const char *q, apr_time_t moment)
{
    stm_query_t query = {.folder = "", .show = STM_SHOW_PUBLISHED, .moment = moment, .limit = 20};
    apr_array_header_t *entries;
    int total;
    query.filter.q = q;
    ck_assert_int_eq(stm_catalog_list(&entries, &total, reader, ROOM, &query, pool), APR_SUCCESS);
    ck_assert_int_eq(total, entries->nelts);
    return total;
}

START_TEST(test_what_a_reader_keeps_of_a_search_is_for_the_same_search_only)
{
    stm_catalog_t *reader;
    fill();
    reader = open_catalog(STM_ACCESS_READ, stm_problems_create(pool));
    ck_assert_int_eq(count_at(reader, "tram", NOON), 2);
    ck_assert_int_eq(count_at(reader, "tram", NOON), 2);
    ck_assert_int_eq(count_at(reader, "tram", NOON + 6), 3);
    ck_assert_int_eq(count_at(reader, "works", NOON + 6), 1);
    ck_assert_int_eq(count_at(reader, "tram", NOON + 6), 3);
    put(entry_of("new", STM_STATE_FINAL, NOON - 1),
        statement_of("A new tram", "en", 2026, "", "Town"));
    ck_assert_int_eq(count_at(reader, "tram", NOON + 6), 4);
}
END_TEST

/* Each page of a list shows it. */
START_TEST(test_a_label_of_megabytes_is_cut)
{
    char *tag = apr_palloc(pool, 100000);
    memset(tag, 'x', 99999);
    memcpy(tag, "key=", 4);
    tag[99999] = '\0';
    start();
    put(entry_of("a", STM_STATE_FINAL, NOON - 1), statement_of("Words", "en", 2026, tag, tag + 4));
    ck_assert_int_lt(strlen(facets_of((stm_query_t){0}, "")), 1000);
    ck_assert_str_eq(found("tag=key"), "1: a");
}
END_TEST

static const char *language_at(apr_time_t moment, stm_show_t show)
{
    const char *lang;
    ck_assert_int_eq(stm_catalog_language(&lang, writer, ROOM, show, moment, pool), APR_SUCCESS);
    return lang ? lang : "none";
}

static void put_in(const char *name, const char *lang, apr_time_t published_at)
{
    stm_entry_t entry = entry_of(name, STM_STATE_FINAL, published_at);
    entry.lang = lang;
    put(entry, statement_of("Words", lang, 2026, "", "Office"));
}

START_TEST(test_the_language_is_what_all_visible_statements_share)
{
    start();
    ck_assert_str_eq(language_at(NOON, STM_SHOW_PUBLISHED), "none");
    put_in("a", "de-at", NOON - 1);
    ck_assert_str_eq(language_at(NOON, STM_SHOW_PUBLISHED), "de-AT");
    put_in("b", "de-CH", NOON - 1);
    ck_assert_str_eq(language_at(NOON, STM_SHOW_PUBLISHED), "de");
    put_in("c", "en", NOON + 10);
    ck_assert_str_eq(language_at(NOON + 9, STM_SHOW_PUBLISHED), "de");
    ck_assert_str_eq(language_at(NOON + 10, STM_SHOW_PUBLISHED), "none");
    ck_assert_str_eq(language_at(NOON, STM_SHOW_ALL), "none");
}
END_TEST

static const char *shared(const char *one, const char *other)
{
    apr_array_header_t *tags = apr_array_make(pool, 2, sizeof(const char *));
    const char *tag;
    APR_ARRAY_PUSH(tags, const char *) = one;
    APR_ARRAY_PUSH(tags, const char *) = other;
    tag = stm_language_shared(tags, pool);
    return tag ? tag : "none";
}

START_TEST(test_tags_share_whole_subtags)
{
    ck_assert_str_eq(shared("zh-hant-tw", "zh-Hant-HK"), "zh-Hant");
    ck_assert_str_eq(shared("zh-Hant", "zh"), "zh");
    ck_assert_str_eq(shared("de-x-a", "de-x-b"), "de");
    ck_assert_str_eq(shared("de", "den"), "none");
    ck_assert_str_eq(shared("mul", "mul"), "none");
    ck_assert_str_eq(shared("en_GB", "en_GB"), "none");
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_test(all, test_the_language_is_what_all_visible_statements_share);
    tcase_add_test(all, test_tags_share_whole_subtags);
    tcase_add_test(all, test_a_label_of_megabytes_is_cut);
    tcase_add_test(all, test_a_search_finds_nothing_of_another_newsroom);
    tcase_add_test(all, test_what_a_reader_keeps_of_a_search_is_for_the_same_search_only);
    tcase_add_test(all,
                   test_however_many_are_found_all_are_counted_and_on_one_page_the_newest_first);
    tcase_add_test(all, test_of_many_only_those_for_the_reader_are_found_and_counted);
    tcase_add_test(all, test_the_few_that_a_filter_leaves_of_many_are_ranked);
    tcase_add_test(all, test_of_two_words_the_rarer_one_decides);
    tcase_add_test(all, test_filters_alone_and_together);
    tcase_add_test(all, test_all_values_of_lists_are_known_with_their_counts);
    tcase_add_test(all, test_values_of_lists_stay_known_when_all_with_them_has_gone);
    tcase_add_test(all, test_who_has_had_a_value_is_known_when_it_has_gone);
    tcase_add_test(all, test_cursors_lead_through_lists_of_each_kind_once);
    tcase_add_test(all, test_a_cursor_holds_whatever_comes_and_goes_before_it);
    tcase_add_test(all, test_a_facet_names_the_newest_entry_that_has_it_and_says_what_that_writes);
    tcase_add_test(all, test_words_are_found_as_readers_type_them);
    tcase_add_test(all, test_no_character_is_an_error);
    tcase_add_test(all, test_better_hits_come_first_and_newer_ones_among_equals);
    tcase_add_test(all, test_snippets_mark_the_hits);
    tcase_add_test(all, test_facets_count_what_following_them_would_list);
    tcase_add_test(all, test_what_is_hidden_is_in_no_facet);
    tcase_add_test(all, test_words_and_labels_change_and_go_with_their_statement);
}

UNIT_MAIN("stm_catalog_list")
