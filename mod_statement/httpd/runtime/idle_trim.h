/**
 * httpd/runtime/idle_trim - gives memory back once this child has rendered and then does so no
 * more.
 *
 * What renderings leave is of use to the next one at once, and of none to a child that only sends
 * pages from then on, as most do: idle handles and their caches, objects of languages, and what
 * malloc keeps for each thread. Nothing of that is done while renderings follow each other. Pages
 * that are mapped, but used no more, are unmapped meanwhile.
 *
 * PSS of all processes 30 s after two bursts of pages and searches (600 statements, 32 connections,
 * 12 s each), in MiB:
 *
 *                                               event, 2 children   prefork, 32 children
 *   as it is                                                 49.6                  181.7
 *   malloc_trim() and caches alone                           58.0                  238.8
 *   malloc_trim() alone                                         -                  281.4
 *   nothing                                                  64.3                      -
 *   nothing, MALLOC_ARENA_MAX=2                              69.7                      -
 *
 * A further child of prefork would need 3 MiB more without it.
 */
#ifndef HTTPD_RUNTIME_IDLE_TRIM_H
#define HTTPD_RUNTIME_IDLE_TRIM_H

#include <apr_pools.h>

/** Once per child, before its threads. */
void stmh_idle_trim_child(apr_pool_t *child_pool);

/** Has @a release_idle called when memory is given back. Once per child, before its threads. */
void stmh_idle_trim_register(void (*release_idle)(void));

/** Something was rendered. Any thread. */
void stmh_idle_trim_note(void);

#endif
