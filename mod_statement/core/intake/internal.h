/**
 * core/intake/internal - the inside of one scan: what its parts share.
 *
 * The walk finds what changed, stm_ingest_file takes a file in, stm_vanished_note_all notes those
 * that are gone. Nothing is written before stm_batch_begin, so that a scan that finds nothing
 * writes nothing; a batch reaches the history before the index: what a crash tears apart the next
 * scan reads again.
 */
#ifndef CORE_INTAKE_INTERNAL_H
#define CORE_INTAKE_INTERNAL_H

#include <apr_hash.h>
#include <sys/stat.h>

#include "core/catalog/writer.h"
#include "core/intake/scan.h"
#include "core/intake/watch_state.h"
#include "core/site/newsroom_file.h"
#include "core/state/generation.h"
#include "core/state/history_writer.h"

struct stm_intake_t {
    const char *state_dir;
    stm_history_t *history;
    stm_catalog_t *catalog;
    stm_generation_t *generation; /* NULL: readers have none either */
    const char *generation_path;
    ino_t generation_file; /* that is mapped */
    const stm_schema_t *schema;
    stm_intake_report_t report;
    stm_intake_stop_t stop;
    stm_intake_changed_t changed;     /* NULL: nobody asks */
    stm_intake_pause_t pause;         /* NULL: nobody waits */
    stm_intake_lifecycle_t lifecycle; /* NULL: nobody listens */
    stm_intake_again_t again;         /* the same */
    int keeps_notices;                /* see core/intake/notices */
    int is_behind; /* the history has a batch that the index could not commit, and nothing says so
                    */
    void *baton;
    apr_hash_t *faults;       /* newsroom key to what was last reported about it as a whole */
    apr_hash_t *watch_states; /* newsroom key to stm_watch_state_t, each in a pool of its own */
    stm_events_t *events;
    const stm_watch_state_t
        *refused; /* the one that says what the system refuses to all; NULL: none */
    apr_pool_t *pool;
};

typedef struct stm_scan_t {
    stm_intake_t *intake;
    const stm_newsroom_t *newsroom;
    stm_watch_state_t *watch; /* NULL: nothing is remembered, nothing watched */
    apr_time_t moment;
    apr_interval_time_t refresh;
    int is_complete;               /* the newsroom had a complete scan before */
    int is_begun;                  /* the history knew it whole before, so that there is news */
    apr_time_t told_at;            /* of what ended by itself; 0: as the watch state says */
    int is_blank;                  /* its history was empty: there is nothing to bring back */
    int is_new;                    /* a walk through an index that had no entry: each name is new */
    apr_hash_t *met;               /* in that walk, see stm_scan_meet */
    int is_writing;                /* a transaction is open */
    int is_changed;                /* it holds changed entries */
    int is_again;                  /* files wait to be read again in this scan */
    unsigned int failures;         /* of allocations, before the open transaction */
    int taken;                     /* documents in the open transaction */
    int total;                     /* documents in this scan */
    apr_time_t taken_at;           /* when the first of them was taken */
    int is_between;                /* in the midst of others, ready ones are taken */
    int is_told;                   /* the system says that the next file is written to its end */
    apr_hash_t *unsettled;         /* see core/intake/unsettled */
    apr_time_t turn_ends_at;       /* 0: it is no turn within another newsroom's scan */
    apr_array_header_t *missed;    /* stm_file_t: known, and not found by this walk */
    apr_array_header_t *notes;     /* what to report once the transaction is kept */
    apr_array_header_t *lifecycle; /* stm_lifecycle_t: to be told then, too */
    apr_hash_t *later;             /* and what once the scan has ended, by name */
    apr_array_header_t *in_later;
    stm_problems_t *faults;             /* of the newsroom as a whole */
    stm_newsroom_file_t *newsroom_file; /* see stm_scan_newsroom_file; NULL: none */
    int has_newsroom_file;              /* that has been found out */
    stm_problems_t *in_newsroom_file;   /* what is wrong with it; NULL: not looked at */
    int is_blind; /* one of them hides what is there, and may end without an event */
    const apr_array_header_t *formats; /* stm_format_t */
    apr_pool_t *pool;
    apr_pool_t *batch_pool; /* cleared with each transaction's end */
} stm_scan_t;

/* What ends a scan into a blank index that has become a large one: it begins anew, see
 * stm_catalog_bulk_load. */
#define STM_SCAN_IS_LARGE APR_EAGAIN

/* Files that claim what another gives up are read in the same scan, a few rounds of it. */
#define STM_SCAN_PASSES 4

/** Opens the transactions of history and index where they are not open yet. */
apr_status_t stm_batch_begin(stm_scan_t *scan);
/** Resolves what reproduces what, commits the history, then the index, bumps the generations and
 * sends the reports. A new batch may begin. */
apr_status_t stm_batch_commit(stm_scan_t *scan);
/** Takes back what is not committed, with its reports. */
void stm_batch_rollback(stm_scan_t *scan);
/** Forgets what concerns the last batch. */
void stm_batch_reset(stm_scan_t *scan);

/** Takes in newsroom.xml where it has changed and is in order: what uses it is read again in this
 * scan. Its problems go into scan->in_newsroom_file. */
apr_status_t stm_newsroom_file_take(stm_scan_t *scan);
/** What statements find in it: the last good one; NULL: there was none. */
const stm_newsroom_file_t *stm_scan_newsroom_file(stm_scan_t *scan);
/** Puts into @a document what it uses of that (core/site/expansion). */
apr_status_t stm_scan_expand(stm_scan_t *scan, stm_document_t *document, const char *name,
                             stm_problems_t *problems);

/** Has @a problems of the document @a name reported after the commit. */
void stm_report_note(stm_scan_t *scan, const char *name, stm_intake_outcome_t outcome,
                     const stm_problems_t *problems);
/** Has those that depend on other documents reported at the end of the scan, unless they are then
 * what they were @a before (JSON; NULL: none). */
void stm_report_note_later(stm_scan_t *scan, const char *name, stm_about_t about,
                           stm_intake_outcome_t outcome, const stm_problems_t *problems,
                           const char *before);
void stm_report_start(stm_scan_t *scan);

/** Has it told after the commit that @a event has happened. */
void stm_lifecycle_note(stm_scan_t *scan, const stm_lifecycle_t *event);

/** A document that was taken in. */
typedef struct stm_taken_t {
    const stm_entry_t *entry;  /* as it is now */
    const stm_entry_t *before; /* what the index knew of it, also under another name; NULL: new */
    const char *former;        /* its name before it was renamed; NULL: it was not */
    int was_public;            /* as the history knows */
    int is_new_bytes;
} stm_taken_t;

/** The same of what it has become. */
void stm_lifecycle_note_taken(stm_scan_t *scan, const stm_taken_t *taken);
/** The same of one that is hidden, or public again, because of what it reproduces. */
apr_status_t stm_lifecycle_note_resolved(stm_scan_t *scan, const stm_resolved_t *resolved);
/** Non-zero where scan->watch->told_at is known: up to then what ended by itself was told. */
int stm_scan_is_told(const stm_scan_t *scan);
/** Non-zero where stm_scan_publish notes at the end of this scan that @a entry was withdrawn. */
int stm_scan_tells_end(const stm_scan_t *scan, const stm_entry_t *entry);
/** Writes what was noted of public statements into the history, in the open transaction. */
apr_status_t stm_notices_keep(stm_scan_t *scan);
/** Tells what was noted. */
void stm_lifecycle_tell(const stm_scan_t *scan);
/** Reports the problems once more that the catalog knows of, where that is wanted. */
apr_status_t stm_report_say_again(stm_scan_t *scan);

/** Reports what waits for the commit, for the end, and what concerns the newsroom as a whole. */
void stm_report_send(stm_scan_t *scan);
void stm_report_send_later(stm_scan_t *scan);
void stm_report_send_faults(stm_scan_t *scan);

/** Non-zero where it is another newsroom's turn. */
int stm_scan_is_over(const stm_scan_t *scan);

/** Walks the root: takes in what changed, collects what is missed. *is_there: 0 where the root has
 * vanished. APR_EINTR: told to stop. */
apr_status_t stm_walk_root(stm_scan_t *scan, int *is_there);

/** Walks the folder @a folder ("2026/") and those in it, as stm_walk_root does. */
apr_status_t stm_walk_folder(stm_scan_t *scan, const char *folder);

/** A complete scan. */
apr_status_t stm_scan_complete(stm_scan_t *scan);
/** Takes what is ready in scan->watch; where that is not enough, watch->is_all_due. */
apr_status_t stm_due_take_all(stm_scan_t *scan);
/** The same, and what is due without an event. */
apr_status_t stm_due_check(stm_scan_t *scan);

/** Finds out scan->is_complete, and enters a newsroom that is new. */
apr_status_t stm_scan_register(stm_scan_t *scan);
/** Takes in the document @a stem of @a folder where it is new or has changed since @a known (NULL:
 * new), and ends the batch where that is due. *is_there: 0 where a known one is not there any more.
 * APR_EINTR: told to stop; STM_SCAN_IS_LARGE. */
apr_status_t stm_scan_step(stm_scan_t *scan, int *is_there, const char *folder, const char *stem,
                           const stm_file_t *known);
/** The same for a document that an event or a moment names, with what the index knows of it. Where
 * that is not enough, scan->watch->is_all_due. */
apr_status_t stm_step_take(stm_scan_t *scan, const char *folder, const char *stem);
/** The same by a file's name: "2026/name.xml". */
apr_status_t stm_step_take_name(stm_scan_t *scan, const char *name);
/** The same of one that the system says was written to its end. */
apr_status_t stm_step_take_told(stm_scan_t *scan, const char *name);

/** The known files of a folder, in the order of their names. */
typedef struct stm_known_t {
    stm_scan_t *scan;
    const char *folder;
    apr_array_header_t *files; /* stm_file_t: the next some */
    int next;
    apr_pool_t *pool; /* of files */
} stm_known_t;

void stm_known_start(stm_known_t *known, stm_scan_t *scan, const char *folder, apr_pool_t *pool);
/** The one named @a stem, or NULL; those before it are missed. NULL @a stem: all that are left. */
apr_status_t stm_known_find(const stm_file_t **file, stm_known_t *known, const char *stem);

/** Notes that the walk does not find @a known. */
void stm_scan_add_missed(stm_scan_t *scan, const stm_file_t *known);

/** Takes in @a file as it is now; @a known is what the index remembers of it, or NULL. */
apr_status_t stm_ingest_file(stm_scan_t *scan, const stm_file_t *file, const stm_file_t *known);

/** What a folder holds: a document by its stem, or a folder by its name and a slash. Sorted by
 * that, the whole walk goes in the order of full names. */
typedef struct stm_dir_entry_t {
    const char *name;
    const char *ending; /* of a document, as it is spelt: ".XML" */
    int is_folder, is_link;
} stm_dir_entry_t;

typedef struct stm_folder_listing_t {
    struct stat place;
    apr_array_header_t *steps;  /* stm_dir_entry_t, sorted */
    apr_array_header_t *others; /* const char *: files that are no documents */
    apr_array_header_t *odd;    /* const char *: named as documents, and no files */
    int is_left_out;            /* a name that is not UTF-8 is not among them */
    int has_newsroom_file;      /* neither is newsroom.xml, which is there */
} stm_folder_listing_t;

/** What the folder @a path holds. 0 or an errno. */
int stm_scan_list(stm_folder_listing_t *listing, const char *path, apr_pool_t *pool);

/** Adds to scan->faults the names in @a folder that take one another's address. */
void stm_name_conflicts_check(stm_scan_t *scan, const char *folder,
                              const stm_folder_listing_t *listing);

/** Non-zero where the document @a stem, which is new in @a folder, may have such a name. */
int stm_name_conflicts_is_name_doubtful(stm_scan_t *scan, const char *folder, const char *stem);
/** The same of the folder @a folder ("2026/"). */
int stm_name_conflicts_is_folder_doubtful(const stm_scan_t *scan, const char *folder);

/** The file of @a name on disk; NULL @a stamp: only whether it is there as a regular file. */
int stm_scan_stat(stm_file_stamp_t *stamp, const stm_scan_t *scan, const char *name);
int stm_scan_stat_in(stm_file_stamp_t *stamp, const stm_scan_t *scan, const char *folder,
                     const char *stem);

/** Brings back what the history knows and a new index, or one that is behind it, does not: deleted
 * statements, and those whose files are gone, which are then missed. *count: how many. */
apr_status_t stm_scan_restore(int *count, stm_scan_t *scan);
/** The entry of the last good version that @a past (with bytes) holds; NULL where it holds none. */
stm_entry_t *stm_scan_entry_of_past(stm_statement_t **statement, stm_scan_t *scan,
                                    const stm_past_t *past, apr_pool_t *result_pool);
/** The same as far as newsroom.xml goes: *@a shared is the digest of what it gives that version
 * now,
 * *@a statement what is then said. APR_ENOENT where there is no such version. */
apr_status_t stm_scan_share_past(const char **shared, stm_statement_t **statement, stm_scan_t *scan,
                                 const char *identity, apr_pool_t *result_pool);
/** The entry of a statement that is in order. */
stm_entry_t *stm_scan_entry_of(const stm_statement_t *statement, const char *name,
                               const char *identity, apr_pool_t *result_pool);

/** Notes that a complete scan missed the files in scan->missed, or that they are deleted; it is
 * empty afterwards. */
apr_status_t stm_vanished_note_all(stm_scan_t *scan);
/** Whether @a folder ("2026/"), or the outermost one of those around it that are not there, is
 * missing from a folder that is there as it was, and was no mount point when it was last seen. */
int stm_vanished_is_folder_gone(const stm_scan_t *scan, const char *folder);

/** A file that claims to be a statement. */
typedef struct stm_claim_t {
    const char *name, *identity;
    const stm_file_stamp_t *stamp;
    const stm_statement_t *statement;
} stm_claim_t;

/** Whether @a claim counts and not @a other, which has been taken in: the one that was public
 * before this scan, then the one that is public, then, where this scan found both, the one whose
 * file is older, then the shorter name. One second's files are of one age; where @a claim has no
 * id, those that are less than two seconds apart. */
int stm_duplicates_precedes(stm_scan_t *scan, const stm_claim_t *claim, const stm_entry_t *other);

/** The statement without which @a claim, which has no id, would be no copy; NULL: it is none. */
apr_status_t stm_duplicates_find_original(stm_entry_t **original, stm_scan_t *scan,
                                          const stm_claim_t *claim, apr_pool_t *result_pool);

/** Takes @a entry out of the index again; its file is read once more in this scan. */
apr_status_t stm_duplicates_displace(stm_scan_t *scan, const stm_entry_t *entry);

/** Notes what has become public since the last scan, and what expired, was withdrawn or became
 * public again by itself, also before a restart. */
apr_status_t stm_scan_publish(stm_scan_t *scan);

int stm_scan_is_text_same(const char *one, const char *other); /* NULL equals NULL */
int stm_scan_is_file_same(const stm_file_t *one, const stm_file_t *other);
int stm_scan_is_entry_same(const stm_entry_t *one, const stm_entry_t *other);

/** Notes that the links of @a name, whose entry has been written, are to be looked at before the
 * scan ends, unless all of them plainly lead somewhere. @a document may be NULL. */
apr_status_t stm_link_check_note(stm_scan_t *scan, const char *name, const stm_document_t *document,
                                 const stm_statement_t *statement, apr_pool_t *pool);
/** Checks these links, once the rest of the scan is committed. */
apr_status_t stm_link_check_run(stm_scan_t *scan);

/** What is remembered of groups of translations while many statements are checked one by one. */
typedef struct stm_translation_groups_t stm_translation_groups_t;
/** Nothing yet; lives as long as @a result_pool, and no longer than @a scan. */
stm_translation_groups_t *stm_translation_groups_make(stm_scan_t *scan, apr_pool_t *result_pool);
/** The language of two other statements in the group of @a entry, of which its page can offer
 * neither (stm_offers_choose); NULL where there is none, or @a entry has no page. An error of the
 * index. */
apr_status_t stm_translation_groups_doubled(const char **lang, stm_translation_groups_t *groups,
                                            const stm_entry_t *entry, apr_pool_t *result_pool);

/** Whether @a statement reproduces others by `src`. */
int stm_scan_has_sources(const stm_statement_t *statement);

/** Notes that a walk in which each name is new has met @a text, an identity or what a copy repeats.
 * Zero: it has not met it before, so that no query need look for it; another text may rarely pass
 * for it, as fingerprints are kept. */
int stm_scan_meet(stm_scan_t *scan, const char *text);

/** "2026/name" to folder and stem. */
void stm_scan_split(stm_file_t *file, const char *name, apr_pool_t *result_pool);

#endif
