/**
 * core/intake/ingest - takes in one file of the newsroom: from its bytes to history and index.
 */
#ifndef CORE_INTAKE_INGEST_H
#define CORE_INTAKE_INGEST_H

#include "core/intake/internal.h"

/** One file while it is taken in. */
typedef struct stm_ingest_t {
    stm_scan_t *scan;
    stm_file_t file;         /* as it is now, and as the index will remember it */
    const stm_file_t *known; /* as the index remembers it; NULL: new */
    const char *name;
    const char *bytes;
    apr_size_t size;
    stm_document_t *document;
    stm_statement_t *statement; /* NULL where it cannot be read */
    stm_problems_t *problems;
    int is_renewed;     /* newsroom.xml gives it something else than before */
    stm_entry_t *entry; /* of this name in the index; NULL: none */
    int is_written;     /* and now another */
    const char *former; /* its name before it was renamed; NULL: it was not */
    int was_public;     /* before this version of it */
    int is_event;       /* lists tell their readers that it has changed */
    apr_pool_t *pool;
} stm_ingest_t;

/* All functions return APR_SUCCESS or an error of the state. */

/** An accepted statement: published, or refused as a duplicate or a copy of another. */
apr_status_t stm_ingest_good(stm_ingest_t *in);

/** A file with errors: its last good version goes on; without one the statement is not shown. */
apr_status_t stm_ingest_broken(stm_ingest_t *in);

/** A file whose root is no statement: left to httpd, unless a statement of that name was accepted
 * before. @a label is its path below the root. */
apr_status_t stm_ingest_foreign(stm_ingest_t *in, const char *label);

/** Writes the file's stamp where it differs from what the index remembers. */
apr_status_t stm_ingest_remember(stm_ingest_t *in);

/** Writes @a entry where it differs from the one in the index, and notes what to report. */
apr_status_t stm_ingest_put_entry(stm_ingest_t *in, stm_entry_t *entry,
                                  const stm_statement_t *statement, int is_new_bytes);

/** Writes @a past into the history. */
apr_status_t stm_ingest_keep_past(stm_ingest_t *in, const stm_past_t *past);

/** Another file that has @a identity and is still there; NULL: none. *holder: an entry that has it
 * though its file is gone; NULL: none. */
const char *stm_ingest_find_rival(stm_entry_t **holder, stm_ingest_t *in, const char *identity);

/** The file was renamed: removes its old name from the index, not from the history. */
apr_status_t stm_ingest_take_over(stm_ingest_t *in, const stm_entry_t *holder);

/** Non-zero where the index remembers the file, and knows nothing else of it. */
int stm_ingest_was_foreign(const stm_ingest_t *in);

#endif
