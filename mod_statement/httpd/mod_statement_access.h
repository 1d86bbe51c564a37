/**
 * mod_statement_access - whether this reader may see a document behind another address.
 *
 * httpd decides. Where nothing in the configuration tells the document's address, or a folder's,
 * from that of the request (mod_statement_judge), it has decided already; elsewhere by a look-up of
 * the document's own URI as a sub-request. What it says is kept for the rest of the request.
 */
#ifndef MOD_STATEMENT_ACCESS_H
#define MOD_STATEMENT_ACCESS_H

#include "mod_statement_newsroom.h"
#include "stm_catalog.h"

typedef struct stm_access_check_t stm_access_check_t;

stm_access_check_t *stm_access_start(request_rec *r, const stm_place_t *place);

/** OK, or the status with which httpd refuses NAME.xml; a login's challenge is copied. */
int stm_access_document(stm_access_check_t *check, const char *name);

/** Non-zero where nothing below the newsroom's root can be judged other than the request has been:
 * its lists then hold what all its readers see, and stm_access_filter has nothing to leave out.
 * Asks neither the catalog nor httpd. */
int stm_access_is_plain(stm_access_check_t *check);

/** Non-zero where NAME.xml may be shown to this reader as a part of another page: its folder is
 * open to the reader, and no <Files> or <Location> section guards it. */
int stm_access_may_mention(stm_access_check_t *check, const char *name);

/** Non-zero where whoever may read @a name may read @a other, too: the same rules hold for their
 * folders, and no <Files> or <Location> section names either. */
int stm_access_is_alike(stm_access_check_t *check, const char *name, const char *other);

/** Fills query->without_folders and without_names; NULL where nothing is to be left out. */
apr_status_t stm_access_filter(stm_access_check_t *check, stm_query_t *query,
                               stm_catalog_t *catalog);

/** Non-zero where a login opened something of what was answered so far. */
int stm_access_is_personal(stm_access_check_t *check);

#endif
