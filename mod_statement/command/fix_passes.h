/**
 * command/fix_passes - what `statement fix` mends, a pass for each kind.
 *
 * Each pass adds edits (fix_edit_t) for what has exactly one right mending, and none for the rest.
 * It costs one walk over the text, whatever stands in it.
 */
#ifndef COMMAND_FIX_PASSES_H
#define COMMAND_FIX_PASSES_H

#include "command/fix_text.h"
#include "core/i18n/zone.h"

typedef struct fix_settings_t {
    const stm_zone_t *zone; /* the newsroom's; NULL: none set */
} fix_settings_t;

typedef void fix_pass_t(apr_array_header_t *edits, const fix_text_t *text,
                        const fix_settings_t *settings, apr_pool_t *pool);

/** Windows-1252 bytes in what is UTF-8 otherwise. */
fix_pass_t fix_bytes;
/** HTML's names of letters, bare ampersands, `<br>` that is not closed. */
fix_pass_t fix_references;
/** Letters that a program has read in a wrong encoding. */
fix_pass_t fix_letters;
/** Elements of HTML, DocBook and other press formats that have a counterpart. */
fix_pass_t fix_elements;
/** HTML's headings, which become sections. */
fix_pass_t fix_headings;
/** Dates in their everyday form that mean one day. */
fix_pass_t fix_dates;
/** Typed quotation marks that pair. */
fix_pass_t fix_marks;

#endif
