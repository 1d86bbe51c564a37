/**
 * What the fuzz targets share.
 *
 * Each target_NAME.c has fuzz_setup() and fuzz_one(). A broken promise ends the process by
 * FUZZ_MUST, as a fault of memory does by the sanitizers. Linked with libFuzzer it searches (`make
 * fuzz`), linked with replay.c it runs the inputs in corpus/NAME (`make test`).
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <apr_pools.h>
#include <apr_time.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/base/problem.h"

/* 2026-05-04T12:00:00Z: no input depends on the clock. */
#define FUZZ_NOW apr_time_from_sec(1777896000)

#define FUZZ_MUST(condition, ...)                                                                  \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            fprintf(stderr, __VA_ARGS__);                                                          \
            fputc('\n', stderr);                                                                   \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/** Called once; @a pool lives as long as the process. */
void fuzz_setup(apr_pool_t *pool);

/** Called for each input; @a bytes end with a NUL that is not part of them. */
void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool);

/** libFuzzer's entry, and the driver's. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Takes the bytes up to the next line feed off *bytes, as a string; "" at the end. */
const char *fuzz_line(const char **bytes, apr_size_t *size, apr_pool_t *pool);

/** A new folder, in memory where there is such a place, removed with @a pool. */
const char *fuzz_folder(apr_pool_t *pool);

/** A number that depends on all bytes, below @a bound: chooses one of several ways. */
unsigned int fuzz_choice(const char *bytes, apr_size_t size, unsigned int bound);

#endif
