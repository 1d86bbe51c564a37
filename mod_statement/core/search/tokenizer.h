/**
 * core/search/tokenizer - the words of a text, as search knows them.
 *
 * A word is a run of letters, marks and digits, folded; a run in a script that writes no spaces is
 * broken by ICU's word break iterator. Index and queries share this, so what is found is what is
 * read, in any case and with or without diacritics.
 */
#ifndef CORE_SEARCH_TOKENIZER_H
#define CORE_SEARCH_TOKENIZER_H

#include <apr_pools.h>
#include <sqlite3.h>

/** So many bytes from the start of a word on may be read, however short it is. */
#define STM_TOKENIZER_READABLE 16

/** Gets each word and its place in the text, in bytes. Non-zero ends the walk. */
typedef int (*stm_tokenizer_word_t)(void *baton, const char *word, int size, int start, int end);

/** Walks @a text, any bytes; 0, or what @a word ended it with. */
int stm_tokenizer_walk(const char *text, int size, stm_tokenizer_word_t word, void *baton,
                       apr_pool_t *scratch_pool);

/** What extends FTS5 in one connection. SQLite's code. */
int stm_tokenizer_api(fts5_api **api, sqlite3 *handle);

/** Makes the FTS5 tokenizer "statement" known to one connection: the terms (core/search/terms) of
 * what is entered, and of a query, which has terms already, the parts between spaces. SQLite's
 * code. */
int stm_tokenizer_register(sqlite3 *handle);

#endif
