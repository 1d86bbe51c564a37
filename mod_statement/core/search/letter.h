/**
 * core/search/letter - what a single character is to search.
 *
 * ICU is asked once per character and process; what it said is kept in a table that all threads
 * fill and read without a lock, since each would write the same.
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

/** What @a character is. Any thread. */
stm_letter_t stm_letter(apr_uint32_t character);

#endif
