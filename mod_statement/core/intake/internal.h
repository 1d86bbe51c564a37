/**
 * core/intake/internal - the inside of one look: what its parts share.
 *
 * The walk finds what changed, stm_look_take takes a file in, stm_look_miss notes one that is gone.
 * Nothing is written before stm_look_write, so that a look that finds nothing writes nothing; a
 * batch reaches the history before the index: what a crash tears apart the next look reads again.
 */
#ifndef CORE_INTAKE_INTERNAL_H
#define CORE_INTAKE_INTERNAL_H

#include <apr_hash.h>
#include <sys/stat.h>

#include "core/base/fingerprint_set.h"
#include "core/catalog/writer.h"
#include "core/intake/scan.h"
#include "core/intake/watch_state.h"
#include "core/state/generation.h"
#include "core/state/history_writer.h"

struct stm_intake_t {
    const char *state_dir;
    stm_history_t *history;
    stm_catalog_t *catalog;
    stm_changes_t *changes; /* NULL: readers have none either */
    const char *changes_path;
    ino_t changes_file; /* that is mapped */
    const stm_schema_t *schema;
    stm_intake_report_t report;
    stm_intake_stop_t stop;
    stm_intake_changed_t changed; /* NULL: nobody asks */
    stm_intake_pause_t pause;     /* NULL: nobody waits */
    void *baton;
    apr_hash_t *faults; /* newsroom key to what was last reported about it as a whole */
    apr_hash_t *rooms;  /* newsroom key to stm_room_t, each in a pool of its own */
    stm_events_t *events;
    const stm_room_t *refused; /* the one that says what the system refuses to all; NULL: none */
    int lock;                  /* file descriptor of writer.lock */
    apr_pool_t *pool;
};

typedef struct stm_look_t {
    stm_intake_t *intake;
    const stm_newsroom_t *newsroom;
    stm_room_t *room; /* NULL: nothing is remembered, nothing watched */
    apr_time_t moment;
    apr_interval_time_t refresh;
    int is_complete;            /* the newsroom had a complete look before */
    int is_blank;               /* its history was empty: there is nothing to bring back */
    int is_new;                 /* a walk through an index that had no entry: each name is new */
    stm_seen_t *identities;     /* met in that walk */
    int is_writing;             /* a transaction is open */
    int is_changed;             /* it holds changed entries */
    int is_again;               /* files wait to be read again in this look */
    int taken;                  /* documents in the open transaction */
    int total;                  /* documents in this look */
    apr_time_t taken_at;        /* when the first of them was taken */
    int is_between;             /* in the midst of others, ready ones are taken */
    apr_time_t turn_ends_at;    /* 0: it is no turn within another newsroom's look */
    apr_array_header_t *missed; /* stm_file_t: known, and not found by this walk */
    apr_array_header_t *notes;  /* what to report once the transaction is kept */
    apr_hash_t *later;          /* and what once the look has ended, by name */
    apr_array_header_t *in_later;
    stm_problems_t *faults; /* of the newsroom as a whole */
    int is_blind;           /* one of them hides what is there, and may end without an event */
    const apr_array_header_t *formats; /* stm_format_t */
    apr_pool_t *pool;
    apr_pool_t *batch_pool; /* cleared with each transaction's end */
} stm_look_t;

/* What ends a look into a blank index that has become a large one: it begins anew, see
 * stm_catalog_fill. */
#define STM_LOOK_IS_LARGE APR_EAGAIN

/* Files that claim what another gives up are read in the same look, a few rounds of it. */
#define STM_LOOK_PASSES 4

/** Opens the transactions where they are not open yet. */
apr_status_t stm_look_write(stm_look_t *look);
/** Settles, raises the generation, keeps history, then index, then reports. */
apr_status_t stm_look_commit(stm_look_t *look);

/** Has @a problems of the document @a name reported after the commit. */
void stm_look_note(stm_look_t *look, const char *name, stm_fate_t fate,
                   const stm_problems_t *problems);
/** Has those that depend on other documents reported at the end of the look, unless they are then
 * what they were @a before (JSON; NULL: none). */
void stm_look_note_later(stm_look_t *look, const char *name, stm_about_t about, stm_fate_t fate,
                         const stm_problems_t *problems, const char *before);
void stm_look_start_notes(stm_look_t *look);
/** Reports what waits for the commit, for the end, and what concerns the newsroom as a whole. */
void stm_look_tell(stm_look_t *look);
void stm_look_tell_later(stm_look_t *look);
void stm_look_tell_faults(stm_look_t *look);

/** Walks the root: takes in what changed, collects what is missed. *is_there: 0 where the root has
 * vanished. APR_EINTR: told to stop. */
apr_status_t stm_look_walk(stm_look_t *look, int *is_there);

/** Walks the folder @a folder ("2026/") and those in it, as stm_look_walk does. */
apr_status_t stm_look_walk_folder(stm_look_t *look, const char *folder);

/** Non-zero where it is another newsroom's turn. */
int stm_look_is_over(const stm_look_t *look);

/** A complete look. */
apr_status_t stm_look_complete(stm_look_t *look);
/** A look at what is ready in the room; where that is not enough, room->is_all_due. */
apr_status_t stm_look_ready(stm_look_t *look);
/** The same, and at what is due without an event. */
apr_status_t stm_look_check(stm_look_t *look);

/** Finds out look->is_complete, and enters a newsroom that is new. */
apr_status_t stm_look_meet(stm_look_t *look);
/** Takes some of what is ready, in the midst of a longer work. */
apr_status_t stm_look_take_ready(stm_look_t *look);

/** Takes in the document @a stem of @a folder where it is new or has changed since @a known (NULL:
 * new). *is_there: 0 where a known one is not there any more. APR_EINTR: told to stop. */
apr_status_t stm_look_step(stm_look_t *look, int *is_there, const char *folder, const char *stem,
                           const stm_file_t *known);

/** The known files of a folder, in the order of their names. */
typedef struct stm_known_t {
    stm_look_t *look;
    const char *folder;
    apr_array_header_t *files; /* stm_file_t: the next some */
    int next;
    apr_pool_t *pool; /* of files */
} stm_known_t;

void stm_known_start(stm_known_t *known, stm_look_t *look, const char *folder, apr_pool_t *pool);
/** The one named @a stem, or NULL; those before it are missed. NULL @a stem: all that are left. */
apr_status_t stm_known_find(const stm_file_t **file, stm_known_t *known, const char *stem);

/** Notes that the walk does not find @a known. */
void stm_look_add_missed(stm_look_t *look, const stm_file_t *known);

/** Takes in @a file as it is now; @a known is what the index remembers of it, or NULL. */
apr_status_t stm_look_take(stm_look_t *look, const stm_file_t *file, const stm_file_t *known);

/** What a folder holds: a document by its stem, or a folder by its name and a slash. Sorted by
 * that, the whole walk goes in the order of full names. */
typedef struct stm_step_t {
    const char *name;
    const char *ending; /* of a document, as it is spelt: ".XML" */
    int is_folder, is_link;
} stm_step_t;

typedef struct stm_listing_t {
    struct stat place;
    apr_array_header_t *steps;  /* stm_step_t, sorted */
    apr_array_header_t *others; /* const char *: files that are no documents */
    apr_array_header_t *odd;    /* const char *: named as documents, and no files */
    int is_left_out;            /* a name that is not UTF-8 is not among them */
} stm_listing_t;

/** What the folder @a path holds. 0 or an errno. */
int stm_look_list(stm_listing_t *listing, const char *path, apr_pool_t *pool);

/** Adds to look->faults the names in @a folder that take one another's address. */
void stm_look_check_names(stm_look_t *look, const char *folder, const stm_listing_t *listing);

/** Non-zero where the document @a stem, which is new in @a folder, may have such a name. */
int stm_look_is_name_doubtful(stm_look_t *look, const char *folder, const char *stem);
/** The same of the folder @a folder ("2026/"). */
int stm_look_is_folder_doubtful(const stm_look_t *look, const char *folder);

/** The file of @a name on disk; NULL @a stamp: only whether it is there as a regular file. */
int stm_look_stat(stm_file_stamp_t *stamp, const stm_look_t *look, const char *name);
int stm_look_stat_in(stm_file_stamp_t *stamp, const stm_look_t *look, const char *folder,
                     const char *stem);

/** Brings back what the history knows and the new index does not. *count: how many. */
apr_status_t stm_look_restore(int *count, stm_look_t *look);
/** The entry of the last good version that @a past (with bytes) holds; NULL where it holds none. */
stm_entry_t *stm_look_entry_of_past(stm_statement_t **statement, stm_look_t *look,
                                    const stm_past_t *past, apr_pool_t *result_pool);
/** The entry of a statement that is in order. */
stm_entry_t *stm_look_entry_of(const stm_statement_t *statement, const char *name,
                               const char *identity, apr_pool_t *result_pool);

/** The same for all of look->missed, which is empty afterwards. */
apr_status_t stm_look_miss_all(stm_look_t *look);
/** Whether @a folder ("2026/"), or the outermost one of those around it that are not there, is
 * missing from a folder that is there as it was, and was no mount point when it was last seen. */
int stm_look_is_folder_gone(const stm_look_t *look, const char *folder);

/** Notes that a complete look missed @a file, or that it is deleted. */
apr_status_t stm_look_miss(stm_look_t *look, const stm_file_t *file);
/** A file that claims to be a statement. */
typedef struct stm_claim_t {
    const char *name, *identity;
    const stm_file_stamp_t *stamp;
    const stm_statement_t *statement;
} stm_claim_t;

/** Whether @a claim counts and not @a other, which has been taken in: the one that was public
 * before this look, then the one that is public, then, where this look found both, the one whose
 * file is older, then the shorter name. One second's files are of one age; where @a claim has no
 * id, those that are less than two seconds apart. */
int stm_look_precedes(stm_look_t *look, const stm_claim_t *claim, const stm_entry_t *other);

/** The statement without which @a claim, which has no id, would be no copy; NULL: it is none. */
apr_status_t stm_look_find_original(stm_entry_t **original, stm_look_t *look,
                                    const stm_claim_t *claim, apr_pool_t *result_pool);

/** Takes @a entry out of the index again; its file is read once more in this look. */
apr_status_t stm_look_displace(stm_look_t *look, const stm_entry_t *entry);

/** Notes what has become public since the last look. */
apr_status_t stm_look_publish(stm_look_t *look);

int stm_look_is_text_same(const char *one, const char *other); /* NULL equals NULL */
int stm_look_is_file_same(const stm_file_t *one, const stm_file_t *other);
int stm_look_is_entry_same(const stm_entry_t *one, const stm_entry_t *other);

/** Notes that the links of @a name, whose entry has been written, are to be looked at before the
 * look ends, unless all of them plainly lead somewhere. @a document may be NULL. */
apr_status_t stm_look_doubt_links(stm_look_t *look, const char *name,
                                  const stm_document_t *document, const stm_statement_t *statement,
                                  apr_pool_t *pool);
/** Checks these links, once the rest of the look is committed. */
apr_status_t stm_look_check_links(stm_look_t *look);

/** What is remembered of groups of translations while many statements are checked one by one. */
typedef struct stm_groups_t stm_groups_t;
/** Nothing yet; lives as long as @a result_pool, and no longer than @a look. */
stm_groups_t *stm_look_groups(stm_look_t *look, apr_pool_t *result_pool);
/** The language of two other statements in the group of @a entry, of which its page can offer
 * neither (stm_offers_choose); NULL where there is none, or @a entry has no page. An error of the
 * index. */
apr_status_t stm_groups_doubled(const char **lang, stm_groups_t *groups, const stm_entry_t *entry,
                                apr_pool_t *result_pool);

/** Whether @a statement reproduces others by `src`. */
int stm_look_has_sources(const stm_statement_t *statement);

/** "2026/name" to folder and stem. */
void stm_look_split(stm_file_t *file, const char *name, apr_pool_t *result_pool);

#endif
