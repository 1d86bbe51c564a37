/**
 * core/search/letter - the properties of a character that search depends on.
 *
 * A process asks ICU once for each character and keeps the answer in a table. Threads fill and read
 * it without a lock, because all of them write the same values.
 */
#ifndef CORE_SEARCH_LETTER_H
#define CORE_SEARCH_LETTER_H

#include <apr.h>

#define STM_LETTER_WORD      1 /* a letter or digit: words are made of it */
#define STM_LETTER_MARK      2 /* belongs to the word that it stands in, and starts none */
#define STM_LETTER_SPACELESS 4 /* of a script that writes no spaces */
#define STM_LETTER_ALONE     8 /* folds by itself, whatever stands beside it */

#define STM_LETTER_BYTES 6

typedef struct stm_letter_t {
    unsigned char traits;                   /* STM_LETTER_… */
    unsigned char size;                     /* of folded; 0 where it is not ALONE */
    unsigned char folded[STM_LETTER_BYTES]; /* UTF-8: its part of a folded word */
} stm_letter_t;

/** The properties of @a character. Any thread. */
stm_letter_t stm_letter(apr_uint32_t character);

#endif
