/**
 * core/search/tokenizer - splits a text into folded words.
 *
 * A word is a run of letters, marks and digits; ICU's word break iterator (UAX #29) divides a run
 * in a script without spaces. The index and queries use the same words, so that a search finds what
 * readers read, in any case and with or without diacritics. Any thread.
 */
#ifndef CORE_SEARCH_TOKENIZER_H
#define CORE_SEARCH_TOKENIZER_H

#include <apr_pools.h>
#include <sqlite3.h>

/** A callback may read so many bytes from the start of a word on, however short the word is. */
#define STM_TOKENIZER_READABLE 16

/** Gets each word and its start and end in the text, in bytes. A non-zero result ends the walk. */
typedef int (*stm_tokenizer_word_t)(void *baton, const char *word, int size, int start, int end);

/** Calls @a word for each word of @a text, which may be any bytes. Returns 0, or the result of @a
 * word that ended the walk. */
int stm_tokenizer_walk(const char *text, int size, stm_tokenizer_word_t word, void *baton,
                       apr_pool_t *scratch_pool);

/** Stores the FTS5 API of one connection (https://www.sqlite.org/fts5.html, section 7). Returns an
 * SQLite code. */
int stm_tokenizer_api(fts5_api **api, sqlite3 *handle);

/** Registers the FTS5 tokenizer "statement" with one connection. It splits texts into terms
 * (core/search/terms), and queries, which consist of terms already, at spaces. Returns an SQLite
 * code.
 */
int stm_tokenizer_register(sqlite3 *handle);

#endif
