#include "core/xslt/budget.h"

#include <libxml/xmlmemory.h>
#if defined(__FreeBSD__)
#include <malloc_np.h>
#else
#include <malloc.h>
#endif
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/memory_reserve.h"

/* Work between two looks at the clock, in bytes: an allocation counts as PER_CALL more than it has,
 * since who allocates much at once works on much. */
#define WORK_PER_LOOK (16 * 1024 * 1024)
#define PER_CALL      4096
/* Smaller blocks are below any limit of one. */
#define LARGE_BLOCK (256 * 1024)

/* A document a hundred levels deep takes 70 KB in our stylesheets; what renders has megabytes. */
#define MOST_STACK (512 * 1024)

/* A few bytes of what glibc sets aside for the thread-local variables of libraries that are loaded
 * later: each allocation reads this, and by a call of __tls_get_addr otherwise. Other C libraries
 * refuse that to what they load at run time. */
#if defined(__GLIBC__)
#define NEAR __attribute__((tls_model("initial-exec")))
#else
#define NEAR
#endif

static __thread stm_budget_t *current NEAR; /* NULL: this thread has none */

static long long processor_time(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0) {
        return 0;
    }
    return (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* libxslt looks at these limits before each instruction, libxml2 before each step of an XPath
 * expression. One operation has been counted by then. */
static void stop(stm_budget_t *budget, stm_budget_state_t state)
{
    budget->state = state;
    if (budget->transform != NULL) {
        budget->transform->opLimit = 1;
        budget->transform->xpathCtxt->opLimit = 1;
    }
}

static void look_around(stm_budget_t *budget)
{
    if (budget->is_unwanted != NULL && __atomic_load_n(budget->is_unwanted, __ATOMIC_SEQ_CST)) {
        stop(budget, STM_BUDGET_UNWANTED);
    }
    else if (processor_time() - budget->started_at > budget->max_usec) {
        stop(budget, STM_BUDGET_NO_TIME);
    }
    else if (budget->max_depth > 0 && budget->transform != NULL &&
             (int)budget->transform->depth > budget->max_depth) {
        stop(budget, STM_BUDGET_NO_STACK);
    }
}

/* Whichever way it grows. */
static inline int is_too_deep(const stm_budget_t *budget, const char *here)
{
    return (size_t)(here - budget->stack) + MOST_STACK > (size_t)2 * MOST_STACK;
}

/* Something is used up, or it is time to look at the clock. What is too large is counted as a
 * whole. */
static __attribute__((noinline)) void check(stm_budget_t *budget, size_t size, const char *here)
{
    budget->has_large_block |= budget->max_block > 0 && (long long)size > budget->max_block;
    if (budget->state != STM_BUDGET_LEFT) {
        return;
    }
    if (budget->bytes > budget->max_bytes || budget->has_large_block) {
        stop(budget, STM_BUDGET_NO_BYTES);
    }
    else if (is_too_deep(budget, here)) {
        stop(budget, STM_BUDGET_NO_STACK);
    }
    else if (budget->work_left < 0) {
        budget->work_left = WORK_PER_LOOK;
        look_around(budget);
    }
}

/* Each allocation runs through here: a page of 4 KB has 800. */
static inline void charge(stm_budget_t *budget, void *block)
{
    const char here = 0;
    const size_t size = malloc_usable_size(block);

    budget->bytes += (long long)size;
    budget->work_left -= (long long)size + PER_CALL;
    if (budget->work_left < 0 || budget->bytes > budget->max_bytes || size > LARGE_BLOCK ||
        is_too_deep(budget, &here)) {
        check(budget, size, &here);
    }
}

static inline void credit(stm_budget_t *budget, void *block)
{
    budget->bytes -= (long long)malloc_usable_size(block);
}

/* What follows is not to be used: the sooner it ends, the better. */
static __attribute__((noinline)) void *take_from_reserve(size_t size)
{
    stm_budget_t *budget = current;

    if (budget != NULL && budget->state == STM_BUDGET_LEFT) {
        stop(budget, STM_BUDGET_NO_MEMORY);
    }
    return stm_memory_reserve_take(size);
}

static void counted_free(void *block)
{
    stm_budget_t *budget = current;

    if (stm_memory_reserve_has(block)) {
        stm_memory_reserve_give_back(block);
        return;
    }
    if (budget != NULL) {
        credit(budget, block);
    }
    free(block);
}

static void *counted_malloc(size_t size)
{
    void *block = malloc(size);
    stm_budget_t *budget = current;

    if (block == NULL) {
        return take_from_reserve(size);
    }
    if (budget != NULL) {
        charge(budget, block);
    }
    return block;
}

/* Of a block that the reserve or malloc has, into the reserve. */
static __attribute__((noinline)) void *move_to_reserve(void *block, size_t had, size_t size)
{
    void *larger = take_from_reserve(size);

    if (larger != NULL && block != NULL) {
        memcpy(larger, block, had < size ? had : size);
        counted_free(block);
    }
    return larger;
}

static void *counted_realloc(void *block, size_t size)
{
    stm_budget_t *budget = current;
    void *larger;

    if (stm_memory_reserve_has(block)) {
        return move_to_reserve(block, stm_memory_reserve_size(block), size);
    }
    if (budget == NULL) {
        larger = realloc(block, size);
    }
    else {
        credit(budget, block);
        larger = realloc(block, size);
        charge(budget, larger == NULL ? block : larger);
    }
    return larger == NULL && size > 0 ? move_to_reserve(block, malloc_usable_size(block), size)
                                      : larger;
}

static char *counted_strdup(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = counted_malloc(size);

    if (copy != NULL) {
        memcpy(copy, text, size);
    }
    return copy;
}

int stm_budget_install(void)
{
    xmlFreeFunc free_func;
    xmlMallocFunc malloc_func;
    xmlReallocFunc realloc_func;
    xmlStrdupFunc strdup_func;

    xmlMemGet(&free_func, &malloc_func, &realloc_func, &strdup_func);
    if (malloc_func == counted_malloc) {
        return 1;
    }
    /* Blocks that came from malloc before are as good as ours: no function changes hands. */
    return malloc_func == malloc && free_func == free && realloc_func == realloc &&
           xmlMemSetup(counted_free, counted_malloc, counted_realloc, counted_strdup) == 0;
}

void stm_budget_begin(stm_budget_t *budget, xsltTransformContextPtr transform)
{
    budget->bytes = 0;
    budget->work_left = WORK_PER_LOOK;
    budget->has_large_block = 0;
    budget->state = STM_BUDGET_LEFT;
    budget->transform = transform;
    budget->started_at = processor_time();
    budget->stack = __builtin_frame_address(0);
    budget->outer = current;
    if (current != NULL && budget->max_bytes > current->max_bytes - current->bytes) {
        budget->max_bytes = current->max_bytes - current->bytes;
    }
    current = budget;
}

void stm_budget_end(stm_budget_t *budget)
{
    current = budget->outer;
    if (current != NULL) {
        current->bytes += budget->bytes;
    }
}

stm_budget_t *stm_budget_pause(void)
{
    stm_budget_t *paused = current;

    if (paused != NULL) {
        paused->paused_at = processor_time();
    }
    current = NULL;
    return paused;
}

void stm_budget_resume(stm_budget_t *budget)
{
    if (budget != NULL) {
        budget->started_at += processor_time() - budget->paused_at;
    }
    current = budget;
}
