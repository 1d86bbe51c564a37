/**
 * httpd/config/one_of - tables of names as httpd compares them: in any letters.
 */
#ifndef HTTPD_CONFIG_ONE_OF_H
#define HTTPD_CONFIG_ONE_OF_H

#include <stddef.h>
#include <strings.h>

/** Non-zero where @a word is one of @a words, which end with NULL. */
static inline int stmh_is_one_of(const char *word, const char *const *words)
{
    while (*words && strcasecmp(word, *words)) {
        words++;
    }
    return *words != NULL;
}

#endif
