/**
 * core/catalog/writer - the catalog's inside: its handle, and what only the intake asks of it.
 *
 * Beside the entries the index remembers each file of a newsroom as it was last seen, foreign ones
 * too, so that a look reads only what changed, and each folder with the device it was on.
 */
#ifndef CORE_CATALOG_WRITER_H
#define CORE_CATALOG_WRITER_H

#include <apr_hash.h>

#include "core/catalog/index.h"
#include "core/state/database.h"

#define STM_NEWSROOM_ID "(SELECT id FROM newsrooms WHERE key = ?1)"
#define STM_NEVER_TEXT  "9223372036854775807"

typedef struct stm_catalog_newsroom_t {
    const char *key;
    apr_int64_t id, generation;
    apr_time_t counted_at;
} stm_catalog_newsroom_t;

struct stm_catalog_t {
    stm_database_t *database; /* NULL: a reader that found none yet */
    int is_view_left; /* of a reader: the end of a read transaction has failed, and is due */
    stm_access_t access;
    const char *state_dir, *pointer_path;
    stm_file_stamp_t pointer; /* of index.current when the database was opened */
    const char *file;         /* "index-1.db" */
    apr_int64_t instance;
    int is_held;    /* a reader goes on with this file, whatever index.current names */
    int is_pending; /* being built anew: index.current names another one until a look ends */
    int is_first;   /* and that one holds nothing */
    int is_blank;   /* before the transaction nothing was in it */
    int is_private; /* no reader will ever have it: words and lists are left out */
    int is_looked;  /* that look has ended and waits for its commit */
    apr_pool_t *change_pool;       /* of all below */
    stm_catalog_newsroom_t *room;  /* the newsroom of the open transaction; NULL: not known yet */
    apr_array_header_t *linked;    /* what these link to (const char *) */
    apr_hash_t *changed;           /* names in the open or last transaction, to notes of them */
    apr_array_header_t *in_change; /* the same (const char *), in the order of their coming */
    apr_hash_t *values;  /* kind and value to what is known of it, see core/catalog/facet_values */
    apr_hash_t *counts;  /* steps by the id of a value, see core/catalog/counts */
    apr_time_t event_at; /* see stm_catalog_tell */
    apr_hash_t *touched; /* touched_t by the id of a value, see stm_catalog_touched */
    apr_hash_t *told;    /* names of what did so, see stm_catalog_spread_events */
    apr_time_t told_at;
    int is_seen;               /* readers see something of what the open transaction changes */
    struct stm_found_t *found; /* by the last walk; NULL: none, or another's index */
    apr_pool_t *pool, *database_pool;
};

extern const stm_layout_t stm_catalog_layout;

/** Makes a blank one for a single look: nobody else has it, and it goes with its pool. */
apr_status_t stm_catalog_make_private(stm_catalog_t **catalog, apr_pool_t *result_pool);

/** Opens, or opens again where index.current names another file. */
apr_status_t stm_catalog_ready(stm_catalog_t *catalog);

/** Between these two all queries of a handle see the index as it is at one moment. An error where
 * there is no index to read: then there is nothing to end. */
apr_status_t stm_catalog_begin_reading(stm_catalog_t *catalog);
void stm_catalog_end_reading(stm_catalog_t *catalog);

/** Looks at the whole index. */
int stm_catalog_is_damaged(stm_catalog_t *catalog);

/** Non-zero where somebody has met damage: it is mended when it is opened for writing. */
int stm_catalog_is_suspect(const stm_catalog_t *catalog);

/** Non-zero where the file of the open index has been deleted. */
int stm_catalog_is_lost(const stm_catalog_t *catalog);

/** Whether index.current names the open index; has it do so, but for one that is still being
 * built. */
int stm_catalog_is_pointed_at(const stm_catalog_t *catalog);
apr_status_t stm_catalog_point(stm_catalog_t *catalog);

/** Starts a new, empty index beside the one that is open, which stays so where that cannot be made.
 * Nobody has it before its first complete scan is committed, so it is written without a journal. */
apr_status_t stm_catalog_renew(stm_catalog_t *catalog);
/** The same in place of one that is blank: before the open transaction nothing was in it. */
apr_status_t stm_catalog_bulk_load(stm_catalog_t *catalog);
int stm_catalog_is_blank(const stm_catalog_t *catalog);
/** The same where a rollback has spoilt a new one. */
apr_status_t stm_catalog_mend(stm_catalog_t *catalog);
/** Lets readers have what the first look of all has found, whether it is complete or not. */
apr_status_t stm_catalog_publish(stm_catalog_t *catalog);

/** Reads an entry from a row of STM_ENTRY_COLUMNS; problems are those of its own file. */
stm_entry_t *stm_catalog_entry(sqlite3_stmt *query, apr_pool_t *result_pool);
/** The same with those of what it reproduces and of what it links to. */
stm_entry_t *stm_catalog_whole_entry(sqlite3_stmt *query, apr_pool_t *result_pool);

#define STM_ENTRY_COLUMNS                                                                          \
    "name, folder, identity, state, lang, title, summary, published_text, published_at,"           \
    " updated_at, visible_from, expires_at, withdrawn_at, first_public_at, inode, size, mtime,"    \
    " ctime, is_broken, problems, source_problems, version, link_problems"
#define STM_ENTRY_SOURCE_PROBLEMS 20
#define STM_ENTRY_VERSION         21
#define STM_ENTRY_LINK_PROBLEMS   22

/** Collects a query's rows in *@a rows: entries, or the texts of its first column. */
apr_status_t stm_catalog_collect(apr_array_header_t **rows, stm_catalog_t *catalog, const char *sql,
                                 const stm_value_t *values, int is_entries,
                                 apr_pool_t *result_pool);
/** The same of what is open already: within a transaction. */
apr_status_t stm_catalog_rows(apr_array_header_t **rows, stm_catalog_t *catalog, const char *sql,
                              const stm_value_t *values, int is_entries, apr_pool_t *result_pool);

/** As stm_catalog_find, but with the problems of its own file only, as stm_catalog_put takes it. */
apr_status_t stm_catalog_known(stm_entry_t **entry, stm_catalog_t *catalog, const char *newsroom,
                               const char *name, apr_pool_t *result_pool);

/** Lets one connection ask for composed(name) and decomposed(name): NFC and NFD. SQLite's code. */
int stm_catalog_forms_register(sqlite3 *handle);

/** Those of the parameter @a name that a document may have written for it, in SQL. */
#define STM_FORMS(name) name ", composed(" name "), decomposed(" name ")"

/** Whether there is no entry at all. */
int stm_catalog_is_empty(stm_catalog_t *catalog);

/** A file as a look found it. */
typedef struct stm_file_t {
    const char *folder;   /* "2026/" or "" */
    const char *stem;     /* without ".xml" */
    const char *identity; /* the one it claims; NULL: none */
    stm_file_stamp_t stamp;
    int is_due;            /* to be read again whatever its stamp says */
    apr_time_t due_at;     /* the same from this moment on; STM_NEVER */
    apr_time_t missing_at; /* when a complete scan first missed it; 0: it is there */
    const char *problems;  /* JSON of what there is to say of a foreign file; NULL: nothing */
    const char *shared;    /* digest of what newsroom.xml gives it; NULL: nothing */
} stm_file_t;

/** The next known files of one folder (stm_file_t) behind @a after ("": from the first), by stem;
 * @a limit of them, fewer at the end. */
apr_status_t stm_catalog_files(apr_array_header_t **files, stm_catalog_t *catalog,
                               const char *newsroom, const char *folder, const char *after,
                               int limit, apr_pool_t *result_pool);
/** One known file; APR_ENOENT. */
apr_status_t stm_catalog_file(stm_file_t **file, stm_catalog_t *catalog, const char *newsroom,
                              const char *folder, const char *stem, apr_pool_t *result_pool);
/** The files (stm_file_t) to be looked at again at @a moment though nothing tells of a change. */
apr_status_t stm_catalog_due_files(apr_array_header_t **files, stm_catalog_t *catalog,
                                   const char *newsroom, apr_time_t moment,
                                   apr_pool_t *result_pool);
apr_status_t stm_catalog_put_file(stm_catalog_t *catalog, const char *newsroom,
                                  const stm_file_t *file);
apr_status_t stm_catalog_remove_file(stm_catalog_t *catalog, const char *newsroom,
                                     const stm_file_t *file);
/** Makes all files that claim @a identity, but @a but's, due. *count: how many. */
apr_status_t stm_catalog_recheck_claimants(int *count, stm_catalog_t *catalog, const char *newsroom,
                                           const char *identity, const stm_file_t *but);

/** Has the links of @a name looked at before the look ends: where it @a is_doubtful, or had some
 * that lead nowhere. */
apr_status_t stm_catalog_recheck_links(stm_catalog_t *catalog, const char *newsroom,
                                       const char *name, int is_doubtful);
/** The same of some of those that had. */
apr_status_t stm_catalog_recheck_dead_links(stm_catalog_t *catalog, const char *newsroom);
/** Non-zero where @a name names @a other as a translation into another language than @a lang. */
int stm_catalog_is_misnamed(stm_catalog_t *catalog, const char *newsroom, const char *name,
                            const char *other, const char *lang);

/** Has the group of translations of @a name looked at before the look ends. */
apr_status_t stm_catalog_recheck_group(stm_catalog_t *catalog, const char *newsroom,
                                       const char *name);

typedef struct stm_due_links_t {
    stm_entry_t *entry; /* problems are those of its links */
    int is_group_alone; /* nothing else of them is doubtful */
} stm_due_links_t;

/** The next of all these behind the name @a after (stm_due_links_t); @a limit of them, fewer at the
 * end. */
apr_status_t stm_catalog_due_links(apr_array_header_t **entries, stm_catalog_t *catalog,
                                   const char *newsroom, const char *after, int limit,
                                   apr_pool_t *result_pool);
/** Notes that they were looked at, and what was found (JSON; NULL: nothing). */
apr_status_t stm_catalog_put_links(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                   const char *problems);

/** Keeps what concerns the newsroom as a whole (JSON; NULL: nothing), for stm_catalog_faults. */
apr_status_t stm_catalog_put_faults(stm_catalog_t *catalog, const char *newsroom,
                                    const char *problems);

/** Makes all files of the newsroom due. */
apr_status_t stm_catalog_recheck_all(stm_catalog_t *catalog, const char *newsroom);
/** The same of those that use newsroom.xml. */
apr_status_t stm_catalog_recheck_sharing(stm_catalog_t *catalog, const char *newsroom);

/** Notes, in the transaction, the mark of the history that the index goes with. */
apr_status_t stm_catalog_set_mark(stm_catalog_t *catalog, apr_int64_t mark);
/** Compares that with the history's mark now. Where they differ, all newsrooms are behind: a crash
 * came between the two commits, or the history is another one. Where the index knows more than the
 * history (an older copy, or another one), all files become due, so that the history gets what it
 * misses. */
apr_status_t stm_catalog_compare(stm_catalog_t *catalog, apr_int64_t mark);
/** Non-zero where the history may have statements of @a newsroom that the index does not know, or
 * knows as deleted, and where that cannot be found out. */
int stm_catalog_is_behind(stm_catalog_t *catalog, const char *newsroom);
/** Notes that of all newsrooms, in the transaction. */
apr_status_t stm_catalog_note_behind(stm_catalog_t *catalog);
/** Ends it. */
apr_status_t stm_catalog_note_level(stm_catalog_t *catalog, const char *newsroom);

typedef struct stm_folder_t {
    const char *folder;
    apr_int64_t device; /* on which documents were last seen there */
    int files;          /* how many are known */
} stm_folder_t;

/** All folders in which documents were seen (stm_folder_t), by name. */
apr_status_t stm_catalog_known_folders(apr_array_header_t **folders, stm_catalog_t *catalog,
                                       const char *newsroom, apr_pool_t *result_pool);
/** The device of one of them; APR_ENOENT. */
apr_status_t stm_catalog_device(apr_int64_t *device, stm_catalog_t *catalog, const char *newsroom,
                                const char *folder);
apr_status_t stm_catalog_put_folder(stm_catalog_t *catalog, const char *newsroom,
                                    const char *folder, apr_int64_t device);
apr_status_t stm_catalog_remove_folder(stm_catalog_t *catalog, const char *newsroom,
                                       const char *folder);

/** Final entries that @a moment finds public and that were not before (stm_entry_t *). */
apr_status_t stm_catalog_newly_public(apr_array_header_t **entries, stm_catalog_t *catalog,
                                      const char *newsroom, apr_time_t moment,
                                      apr_pool_t *result_pool);
apr_status_t stm_catalog_mark_public(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                     apr_time_t first_public_at);

/** Writes what the entry with @a id, called @a name, leads to (stm_edge_t), of which there is
 * nothing yet. */
apr_status_t stm_catalog_write_edges(stm_catalog_t *catalog, apr_int64_t room, apr_int64_t id,
                                     const char *name, const apr_array_header_t *edges,
                                     apr_pool_t *scratch_pool);

/** Has @a edges (stm_edge_t) be those of the version of the entry @a name that is not shown,
 * because something is wrong with it: files that only it names are hidden. Until the entry is put
 * with a statement. */
apr_status_t stm_catalog_put_next(stm_catalog_t *catalog, const char *newsroom, const char *name,
                                  const apr_array_header_t *edges);

/** What is written from now on came, changed or left at @a moment, for whoever reads lists; 0: it
 * is as it was, and only learnt anew. */
void stm_catalog_tell(stm_catalog_t *catalog, apr_time_t moment);

/** A list, as stm_history_touch calls it, and the last moment at which something in it did. */
typedef struct stm_touched_t {
    const char *list;
    apr_time_t moment;
} stm_touched_t;

/** What reproduces such a statement, and so on, changes with it. */
apr_status_t stm_catalog_spread_events(stm_catalog_t *catalog, const char *newsroom);

/** Those of the open transaction (stm_touched_t). */
apr_status_t stm_catalog_touched(apr_array_header_t **touched, stm_catalog_t *catalog,
                                 apr_pool_t *result_pool);

/** The newsroom of the open transaction, until its end; it is entered where it is new. */
apr_status_t stm_catalog_newsroom(stm_catalog_newsroom_t **room, stm_catalog_t *catalog,
                                  const char *newsroom);

/** Notes that the open transaction changes the entry @a name. */
void stm_catalog_note(stm_catalog_t *catalog, const char *name);
/** The same of one whose version is what it will be once the generation is raised, and whose links
 * are noted. */
void stm_catalog_note_written(stm_catalog_t *catalog, const char *name);
int stm_catalog_is_written(const stm_catalog_t *catalog, const char *name);
/** Notes the names that are the rows of a query. */
apr_status_t stm_catalog_note_rows(stm_catalog_t *catalog, const char *sql,
                                   const stm_value_t *values);
/** Notes that an entry written now links to @a target. */
void stm_catalog_note_link(stm_catalog_t *catalog, const char *target);
/** Notes what @a name links to: where it does no more, that is to be known on the other side. */
apr_status_t stm_catalog_note_linked(stm_catalog_t *catalog, const char *newsroom,
                                     const char *name);
/** Forgets what was noted. */
void stm_catalog_forget(stm_catalog_t *catalog);
/** Raises the generation, in the transaction of what changed, and gives the new one as their
 * version to the entries that were noted and to those whose pages show something of them. */
apr_status_t stm_catalog_bump(stm_catalog_t *catalog, const char *newsroom);

#endif
