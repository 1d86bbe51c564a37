#include "unit/unit.h"

#include <apr_file_io.h>
#include <apr_strings.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/site/address.h"

static const char *root;

static const stm_format_t known[] = {
    {"html", "html", "text/html", "statement-html.xsl", "statement-html.xsl", STM_LINKS_PATH, NULL},
    {"rss", "rss", "application/rss+xml", "feed-rss.xsl", "feed-rss.xsl", STM_LINKS_ABSOLUTE, NULL},
    {"txt", "txt", "text/plain", "statement-txt.xsl", NULL, STM_LINKS_ABSOLUTE, NULL},
};

static apr_array_header_t *formats(void)
{
    apr_array_header_t *all = apr_array_make(pool, 3, sizeof(stm_format_t));
    size_t i;

    for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        APR_ARRAY_PUSH(all, stm_format_t) = known[i];
    }
    return all;
}

static void put_file(const char *name)
{
    apr_file_t *file;

    ck_assert_int_eq(apr_file_open(&file, apr_pstrcat(pool, root, "/", name, NULL),
                                   APR_WRITE | APR_CREATE, APR_OS_DEFAULT, pool),
                     APR_SUCCESS);
    apr_file_close(file);
}

static void put_folder(const char *name)
{
    ck_assert_int_eq(apr_dir_make(apr_pstrcat(pool, root, "/", name, NULL), APR_OS_DEFAULT, pool),
                     APR_SUCCESS);
}

static void make_newsroom(void)
{
    static const char *const folders[] = {"2026", "both", "pipe.xml", ".git", NULL};
    static const char *const files[] = {
        "a.xml",        "a.rss.xml",  "b.xml",  "both.xml",   "c d+.xml",
        "photo.jpg",    "2026/a.xml", "b.txt",  "b.xml.bak",  "2026/x",
        "newsroom.xml", "x.y.xml",    ".b.xml", ".git/c.xml", "Erkl\xc3\xa4rung.xml",
        "d~.xml",       "d.bak.xml",  "e~",     "e~.xml",     NULL};
    char template[] = "/tmp/stm_address_XXXXXX";
    int i;

    root = apr_pstrdup(pool, mkdtemp(template));
    for (i = 0; folders[i]; i++) {
        put_folder(folders[i]);
    }
    for (i = 0; files[i]; i++) {
        put_file(files[i]);
    }
    ck_assert_int_eq(mkfifo(apr_pstrcat(pool, root, "/fifo.xml", NULL), 0600), 0);
}

static void remove_newsroom(void)
{
    ck_assert_int_eq(system(apr_pstrcat(pool, "rm -r ", root, NULL)), 0);
}

static const struct {
    const char *tail;
    stm_address_kind_t kind;
    const char *name, *format; /* NULL: not looked at; "": none */
    int is_there;
    const char *reason;
} table[] = {
    {"", STM_ADDRESS_ARCHIVE, NULL, "html", 1, "the newsroom itself"},
    {"2026/", STM_ADDRESS_ARCHIVE, NULL, "html", 1, "a folder below it"},
    {"2026", STM_ADDRESS_OTHER, NULL, "", 1, "httpd redirects to the slash"},
    {"2025/", STM_ADDRESS_ARCHIVE, NULL, "html", 0, "a gone folder may still be known"},
    {"both", STM_ADDRESS_OTHER, NULL, "", 1, "a real folder shadows both.xml"},
    {"a.xml", STM_ADDRESS_NEGOTIATED, "a", "", 1, "the stored document's own name"},
    {"a", STM_ADDRESS_STATEMENT, "a", "html", 1, "the canonical address"},
    {"a.html", STM_ADDRESS_STATEMENT, "a", "html", 1, "by extension"},
    {"a.txt", STM_ADDRESS_STATEMENT, "a", "txt", 1, "by extension"},
    {"a.rss", STM_ADDRESS_STATEMENT, "a.rss", "html", 1, "TAIL.xml comes before STEM.xml"},
    {"b.rss", STM_ADDRESS_STATEMENT, "b", "rss", 1, "STEM.xml and a format"},
    {"b.txt", STM_ADDRESS_OTHER, "b.txt", "", 1, "a real file comes before all"},
    {"b.pdf", STM_ADDRESS_STATEMENT, "b.pdf", "html", 0, "no format: a gone statement's name"},
    {"2026/a", STM_ADDRESS_STATEMENT, "2026/a", "html", 1, "in a folder"},
    {"2026/a.rss", STM_ADDRESS_STATEMENT, "2026/a", "rss", 1, "in a folder"},
    {"x.y", STM_ADDRESS_STATEMENT, "x.y", "html", 1, "a dot in the name"},
    {"x.y.rss", STM_ADDRESS_STATEMENT, "x.y", "rss", 1, "only the last dot counts"},
    {"c d+", STM_ADDRESS_STATEMENT, "c d+", "html", 1, "already decoded"},
    {"Erkl\xc3\xa4rung", STM_ADDRESS_STATEMENT, "Erkl\xc3\xa4rung", "html", 1, "UTF-8"},
    {"gone", STM_ADDRESS_STATEMENT, "gone", "html", 0, "history may know it"},
    {"gone.xml", STM_ADDRESS_NEGOTIATED, "gone", "", 0, "history may know it"},
    {"gone.rss", STM_ADDRESS_STATEMENT, "gone.rss", "html", 0, "the exact name first"},
    {"a/foo", STM_ADDRESS_STATEMENT, "a/foo", "html", 0, "no path info: a name nobody has"},
    {"a.xml/foo", STM_ADDRESS_STATEMENT, "a.xml/foo", "html", 0, "no path info"},
    {"a.xml/", STM_ADDRESS_NOTHING, NULL, "", 1, "a file is no folder"},
    {"photo.jpg", STM_ADDRESS_OTHER, "photo.jpg", "", 1, "a picture is httpd's"},
    {"2026/x", STM_ADDRESS_OTHER, "2026/x", "", 1, "a file without an extension"},
    {"feed", STM_ADDRESS_FEED, NULL, "", 0, "by Accept"},
    {"feed.rss", STM_ADDRESS_FEED, NULL, "rss", 0, "a format with lists"},
    {"2026/feed.rss", STM_ADDRESS_FEED, NULL, "rss", 0, "a folder has its own"},
    {"feed.txt", STM_ADDRESS_NOTHING, NULL, NULL, 0, "a format without lists"},
    {"feed.pdf", STM_ADDRESS_NOTHING, NULL, NULL, 0, "feed… is reserved"},
    {"feedback", STM_ADDRESS_STATEMENT, "feedback", "html", 0, "not a feed"},
    {"feed.2026.x", STM_ADDRESS_STATEMENT, "feed.2026.x", "html", 0, "not a feed"},
    {"sitemap.xml", STM_ADDRESS_SITEMAP, NULL, "sitemap", 0, "reserved, a format of its own"},
    {"2026/sitemap.xml", STM_ADDRESS_NEGOTIATED, "2026/sitemap", "", 0, "in the root only"},
    {"statement.css", STM_ADDRESS_STYLE, NULL, "", 0, "reserved"},
    {"2026/statement.css", STM_ADDRESS_STATEMENT, NULL, "html", 0, "in the root only"},
    {"b.xml.bak", STM_ADDRESS_COMPANION, NULL, "", 1, "an editor's copy"},
    {"b.xml~", STM_ADDRESS_COMPANION, NULL, "", 0, "hidden whether it is there or not"},
    {"d~", STM_ADDRESS_STATEMENT, "d~", "html", 1, "the document d~.xml, which is no copy"},
    {"d~.rss", STM_ADDRESS_STATEMENT, "d~", "rss", 1, "the same as RSS"},
    {"d.bak", STM_ADDRESS_STATEMENT, "d.bak", "html", 1, "the document d.bak.xml"},
    {"e~", STM_ADDRESS_COMPANION, NULL, "", 1, "an editor's copy counts before e~.xml"},
    {".b", STM_ADDRESS_COMPANION, NULL, NULL, 0, "its document is a dot file"},
    {".b.xml", STM_ADDRESS_COMPANION, NULL, "", 1, "a dot file"},
    {".git/c", STM_ADDRESS_COMPANION, NULL, "", 0, "below a dot folder"},
    {".git/", STM_ADDRESS_COMPANION, NULL, "", 0, "a dot folder"},
    {"newsroom.xml", STM_ADDRESS_COMPANION, NULL, "", 1, "settings of the newsroom"},
    {"newsroom", STM_ADDRESS_COMPANION, NULL, NULL, 1, "settings of the newsroom"},
    {"pipe.xml", STM_ADDRESS_OTHER, NULL, "", 1, "a folder with a document's name"},
    {"pipe", STM_ADDRESS_NOTHING, NULL, NULL, 1, "a folder is no document"},
    {"fifo.xml", STM_ADDRESS_NOTHING, NULL, "", 1, "a pipe is no document"},
    {"fifo", STM_ADDRESS_NOTHING, NULL, NULL, 1, "a pipe is no document"},
    {"2026/../a", STM_ADDRESS_NOTHING, NULL, "", 0, "a dot step"},
    {"..", STM_ADDRESS_NOTHING, NULL, "", 0, "a dot step"},
    {"2026//a", STM_ADDRESS_NOTHING, NULL, "", 0, "an empty step"},
    {"..;/a", STM_ADDRESS_COMPANION, NULL, "", 0, "no way out: a folder that begins with a dot"},
};

START_TEST(test_tail_resolves_in_the_documented_order)
{
    stm_address_t address;
    const char *format;

    make_newsroom();
    ck_assert_int_eq(stm_address_resolve(&address, root, table[_i].tail, formats(), NULL, pool),
                     APR_SUCCESS);
    format = address.format ? address.format->name : "";
    ck_assert_msg(address.kind == table[_i].kind, "\"%s\" is %d, not %d (%s)", table[_i].tail,
                  address.kind, table[_i].kind, table[_i].reason);
    ck_assert_msg(!table[_i].name || !strcmp(address.name, table[_i].name), "\"%s\" names %s (%s)",
                  table[_i].tail, address.name, table[_i].reason);
    ck_assert_msg(!table[_i].format || !strcmp(format, table[_i].format), "\"%s\" as %s (%s)",
                  table[_i].tail, format, table[_i].reason);
    ck_assert_msg((address.finfo.filetype != APR_NOFILE) == table[_i].is_there, "\"%s\" (%s)",
                  table[_i].tail, table[_i].reason);
    remove_newsroom();
}
END_TEST

START_TEST(test_address_tells_folder_and_path)
{
    stm_address_t address;

    make_newsroom();
    stm_address_resolve(&address, root, "2026/a.rss", formats(), NULL, pool);
    ck_assert_str_eq(address.folder, "2026/");
    ck_assert_str_eq(address.path, apr_pstrcat(pool, root, "/2026/a.xml", NULL));
    stm_address_resolve(&address, root, "2026/", formats(), NULL, pool);
    ck_assert_str_eq(address.folder, "2026/");
    ck_assert_str_eq(address.path, apr_pstrcat(pool, root, "/2026", NULL));
    stm_address_resolve(&address, root, "", formats(), NULL, pool);
    ck_assert_str_eq(address.folder, "");
    ck_assert_str_eq(address.path, root);
    remove_newsroom();
}
END_TEST

START_TEST(test_gone_statement_in_a_format_is_tried_a_second_time)
{
    stm_address_t address;

    make_newsroom();
    stm_address_resolve(&address, root, "gone.rss", formats(), NULL, pool);
    ck_assert(stm_address_retry(&address, root, formats(), pool));
    ck_assert_str_eq(address.name, "gone");
    ck_assert_str_eq(address.format->name, "rss");
    ck_assert(!stm_address_retry(&address, root, formats(), pool));
    stm_address_resolve(&address, root, "gone.xml", formats(), NULL, pool);
    ck_assert(!stm_address_retry(&address, root, formats(), pool));
    remove_newsroom();
}
END_TEST

static stm_address_memory_t remember(void)
{
    stm_address_memory_t memory = {stm_stat_cache_create(pool), NULL, 0, apr_time_from_sec(2)};

    return memory;
}

/* Resolves @a tail at a moment, with what is remembered. */
static stm_address_t resolve_in(apr_time_t moment, stm_address_memory_t *memory, const char *tail)
{
    stm_address_t address;

    memory->moment = moment;
    ck_assert_int_eq(stm_address_resolve(&address, root, tail, formats(), memory, pool),
                     APR_SUCCESS);
    return address;
}

static stm_address_t resolve_at(int second, stm_address_memory_t *memory, const char *tail)
{
    return resolve_in(apr_time_from_sec(second), memory, tail);
}

static const struct {
    const char *tail, *newcomer;
    const char *reason;
} newcomers[] = {
    {"b", "b", "a plain file of the statement's name"},
    {"b.rss", "b.rss", "a plain file instead of the statement in a format"},
    {"b.rss", "b.rss.xml", "a statement whose name ends like a format"},
};

START_TEST(test_what_comes_to_stand_before_a_statement_is_seen_in_time)
{
    stm_address_memory_t memory = remember();
    const char *document;

    make_newsroom();
    document = apr_pstrcat(pool, root, "/b.xml", NULL);
    ck_assert_str_eq(resolve_at(10, &memory, newcomers[_i].tail).path, document);
    put_file(newcomers[_i].newcomer);
    ck_assert_msg(!strcmp(resolve_at(11, &memory, newcomers[_i].tail).path, document),
                  "%s: looked at too soon", newcomers[_i].reason);
    ck_assert_msg(strcmp(resolve_at(12, &memory, newcomers[_i].tail).path, document),
                  "%s: not seen", newcomers[_i].reason);
    remove_newsroom();
}
END_TEST

/* The folder's accent is stored in another form than the address has it. */
START_TEST(test_another_ending_is_found_in_a_folder_of_another_spelling)
{
    stm_address_memory_t memory = remember();

    make_newsroom();
    put_folder("cafe\xcc\x81");
    put_file("cafe\xcc\x81/x.XML");
    memory.endings = stm_folder_endings_create(pool);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(resolve_in(apr_time_now(), &memory, "caf\xc3\xa9/x").finfo.filetype,
                         APR_REG);
    }
    remove_newsroom();
}
END_TEST

/* As it is ten seconds later, when nothing has changed lately. */
START_TEST(test_another_ending_is_found_as_soon_as_it_is_there)
{
    const apr_time_t later = apr_time_now() + apr_time_from_sec(10);
    stm_address_memory_t memory = remember();

    make_newsroom();
    memory.endings = stm_folder_endings_create(pool);
    ck_assert_int_eq(resolve_in(later, &memory, "2026/loud").finfo.filetype, APR_NOFILE);
    usleep(20000); /* a tick of the file system's clock */
    put_file("2026/loud.XML");
    ck_assert_int_eq(resolve_in(later, &memory, "2026/loud").finfo.filetype, APR_REG);
    ck_assert_int_eq(resolve_in(later, &memory, "2026/loud.rss").finfo.filetype, APR_REG);
    remove_newsroom();
}
END_TEST

START_TEST(test_a_clock_set_back_ends_what_is_remembered)
{
    stm_address_memory_t memory = remember();

    make_newsroom();
    resolve_at(10, &memory, "b");
    put_folder("b");
    ck_assert_int_eq(resolve_at(9, &memory, "b").kind, STM_ADDRESS_OTHER);
    remove_newsroom();
}
END_TEST

START_TEST(test_what_is_no_statement_is_looked_at_each_time)
{
    stm_address_memory_t memory = remember();

    make_newsroom();
    ck_assert_int_eq(resolve_at(10, &memory, "new").finfo.filetype, APR_NOFILE);
    put_folder("new");
    ck_assert_int_eq(resolve_at(10, &memory, "new").finfo.filetype, APR_DIR);
    resolve_at(10, &memory, "feed.rss");
    put_file("feed.rss");
    ck_assert_int_eq(resolve_at(10, &memory, "feed.rss").kind, STM_ADDRESS_OTHER);
    remove_newsroom();
}
END_TEST

static void replace_file(const char *name, const char *with)
{
    ck_assert_int_eq(
        rename(apr_pstrcat(pool, root, "/", with, NULL), apr_pstrcat(pool, root, "/", name, NULL)),
        0);
}

static const char *const ways_to_b[] = {"b", "b.xml", "b.rss", "b.html"};

START_TEST(test_a_document_that_is_replaced_is_seen_at_once)
{
    const char *tail = ways_to_b[_i];
    stm_address_memory_t memory = remember();
    stm_address_t first;

    make_newsroom();
    first = resolve_in(1000, &memory, tail);
    replace_file("b.xml", "a.xml");
    ck_assert_int_ne(resolve_in(1000, &memory, tail).finfo.inode, first.finfo.inode);
    remove_newsroom();
}
END_TEST

/* One that looked for it before it was put there tells nothing. */
START_TEST(test_a_document_that_was_missing_is_seen_at_once)
{
    stm_address_memory_t memory = remember();

    make_newsroom();
    ck_assert_int_eq(resolve_in(1000, &memory, "new.xml").finfo.filetype, APR_NOFILE);
    put_file("new.xml");
    ck_assert_int_eq(resolve_in(1000, &memory, "new.xml").finfo.filetype, APR_REG);
    remove_newsroom();
}
END_TEST

START_TEST(test_name_too_long_for_a_file_is_not_there)
{
    stm_address_t address;
    char tail[253];

    memset(tail, 'n', sizeof(tail) - 1);
    tail[sizeof(tail) - 1] = '\0';
    make_newsroom();
    ck_assert_int_eq(stm_address_resolve(&address, root, tail, formats(), NULL, pool), APR_SUCCESS);
    ck_assert_int_eq(address.finfo.filetype, APR_NOFILE);
    remove_newsroom();
}
END_TEST

START_TEST(test_vanished_root_still_has_an_archive)
{
    stm_address_t address;

    ck_assert_int_eq(stm_address_resolve(&address, "/nowhere/at/all", "", formats(), NULL, pool),
                     APR_SUCCESS);
    ck_assert_int_eq(address.kind, STM_ADDRESS_ARCHIVE);
    ck_assert_int_eq(address.finfo.filetype, APR_NOFILE);
}
END_TEST

static const struct {
    const char *name;
    int is_relative;
    const char *encoded;
} encodings[] = {
    {"2026/a-b_c.d~e", 0, "2026/a-b_c.d~e"},
    {"Erkl\xc3\xa4rung (final) 100%", 0, "Erkl%C3%A4rung%20(final)%20100%25"},
    {"a+b", 0, "a+b"},
    {"x;v=1", 0, "x%3Bv=1"},
    {"q?", 0, "q%3F"},
    {"#1", 0, "%231"},
    {"\"<>", 0, "%22%3C%3E"},
    {"c:d", 0, "c:d"},
    {"c:d", 1, "./c:d"},
    {"c/d:e", 1, "c/d:e"},
    {"\xff\x01", 0, "%FF%01"},
};

START_TEST(test_names_are_percent_encoded)
{
    ck_assert_str_eq(stm_address_encode(encodings[_i].name, encodings[_i].is_relative, pool),
                     encodings[_i].encoded);
}
END_TEST

static const struct {
    const char *query;
    int page;
} pages[] = {
    {NULL, 0},
    {"", 0},
    {"page=1", 1},
    {"page=2", 2},
    {"x=y&page=3", 3},
    {"page=4&x=y", 4},
    {"page=0", 0},
    {"page=-2", 0},
    {"page=2x", 0},
    {"mypage=2", 0},
    {"pages=2", 0},
    {"page=", 0},
    {"page=99999999999", INT32_MAX},
    {"page= 2", 0},
    {"page=%32", 0},
};

START_TEST(test_query_tells_the_page)
{
    ck_assert_int_eq(stm_address_number(pages[_i].query, "page"), pages[_i].page);
}
END_TEST

static void add_tests(TCase *all)
{
    tcase_add_loop_test(all, test_tail_resolves_in_the_documented_order, 0,
                        sizeof(table) / sizeof(table[0]));
    tcase_add_test(all, test_address_tells_folder_and_path);
    tcase_add_test(all, test_gone_statement_in_a_format_is_tried_a_second_time);
    tcase_add_loop_test(all, test_what_comes_to_stand_before_a_statement_is_seen_in_time, 0,
                        sizeof(newcomers) / sizeof(newcomers[0]));
    tcase_add_test(all, test_another_ending_is_found_in_a_folder_of_another_spelling);
    tcase_add_test(all, test_another_ending_is_found_as_soon_as_it_is_there);
    tcase_add_test(all, test_a_clock_set_back_ends_what_is_remembered);
    tcase_add_test(all, test_what_is_no_statement_is_looked_at_each_time);
    tcase_add_loop_test(all, test_a_document_that_is_replaced_is_seen_at_once, 0,
                        sizeof(ways_to_b) / sizeof(ways_to_b[0]));
    tcase_add_test(all, test_a_document_that_was_missing_is_seen_at_once);
    tcase_add_test(all, test_name_too_long_for_a_file_is_not_there);
    tcase_add_test(all, test_vanished_root_still_has_an_archive);
    tcase_add_loop_test(all, test_names_are_percent_encoded, 0,
                        sizeof(encodings) / sizeof(encodings[0]));
    tcase_add_loop_test(all, test_query_tells_the_page, 0, sizeof(pages) / sizeof(pages[0]));
}

UNIT_MAIN("stm_address")
