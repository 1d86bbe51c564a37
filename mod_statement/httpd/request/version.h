/**
 * httpd/request/version - which version of a statement a reader gets, if any.
 *
 * The catalog decides where the file is the one it knows; a newer file is read and checked for this
 * answer alone; a broken or missing one is replaced by the last good bytes from the history. The
 * visibility rule is the catalog's in each case.
 */
#ifndef HTTPD_REQUEST_VERSION_H
#define HTTPD_REQUEST_VERSION_H

#include "core/page_store/store.h"
#include "core/xml/document.h"
#include "httpd/request/answer.h"
#include "httpd/request/lookup.h"

typedef enum {
    STMH_VERSION_UNSET = 0,
    STMH_VERSION_FRESH,     /* the file is newer than the catalog: only reading it can tell */
    STMH_VERSION_HIDDEN,    /* 404 */
    STMH_VERSION_FOREIGN,   /* an XML file that is no statement */
    STMH_VERSION_SHOWN,     /* once it is loaded */
    STMH_VERSION_WITHDRAWN, /* the same: 410 with what it says */
    STMH_VERSION_GONE,      /* deleted after publication: 410 */
    STMH_VERSION_MOVED,     /* renamed after publication: 301 to name */
    STMH_VERSION_UNKNOWN    /* only the state can tell, and cannot be read (yet): 503 */
} stmh_version_kind_t;

typedef struct stmh_version_t {
    stmh_version_kind_t kind;
    stm_document_t *document; /* of what is shown or withdrawn; NULL: not loaded yet */
    stm_page_origin_t origin; /* what of the catalog and the folder it stands for */
    const stm_entry_t *entry; /* what the catalog knows; NULL: nothing */
    int is_entry_unknown;     /* nobody can tell whether it knows anything */
    const char *path;         /* of its file */
    apr_finfo_t finfo;
    int is_kept;           /* its file is missing or broken: the last good bytes count */
    const char *name;      /* of the statement, or its newest one where it has moved */
    const char *lang;      /* NULL: unknown */
    apr_time_t changed_at; /* when what it shows last changed, as far as is known */
    int is_preview;        /* shown only because all are, or because a token opens it */
    const char *reason;    /* of a preview: why it is not public: "draft", "embargoed", "waiting" */
    apr_time_t public_from; /* of a preview: its moment; STM_NEVER */
    apr_time_t next_change; /* when what it shows may change by itself; STM_NEVER */
    int is_for_one;         /* its bytes may change unseen, or did while they were read */
} stmh_version_t;

/** Decides for the statement @a name whose file is (was) @a path, without reading it. Where that
 * takes too long, lookup->is_late is set and nothing is known. */
void stmh_version_find(stmh_version_t *version, const stmh_request_t *request,
                       stmh_lookup_t *lookup, const char *name, const char *path,
                       const apr_finfo_t *finfo);

/** Reads what @a version stands for: fresh becomes another kind, and so does what cannot be read.
 */
void stmh_version_read(stmh_version_t *version, const stmh_request_t *request,
                       stmh_lookup_t *lookup);

/** Notes in the answer when what @a version shows changes, and whether it is for one reader. */
void stmh_version_bound(stmh_answer_t *answer, const stmh_version_t *version);

#endif
