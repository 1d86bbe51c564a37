/**
 * core/xslt/budget - memory and processor time that one transformation may use.
 *
 * libxslt bounds the operations of a transformation, not its bytes: an expression that doubles a
 * string thirty times is thirty operations. So libxml2's allocation functions count
 * for the thread whose transformation has a budget, and lower the limits of operations when it is
 * used up, so that libxslt stops by itself. No allocation fails because of the budget; where
 * malloc() has nothing more, they take from core/base/memory_reserve.
 *
 * The same functions see how far the stack has grown. A recursion that would not end is stopped
 * that way, and not by libxslt's maxTemplateDepth, where libxslt prints the names of templates by
 * the error function of the whole process.
 */
#ifndef CORE_XSLT_BUDGET_H
#define CORE_XSLT_BUDGET_H

#include <libxslt/xsltInternals.h>
#include <stddef.h>

typedef enum {
    STM_BUDGET_LEFT = 0,
    STM_BUDGET_NO_BYTES,  /* past max_bytes */
    STM_BUDGET_NO_TIME,   /* past max_usec */
    STM_BUDGET_NO_STACK,  /* templates call one another too deep */
    STM_BUDGET_NO_MEMORY, /* the system has none: core/base/memory_reserve */
    STM_BUDGET_UNWANTED   /* somebody has set *is_unwanted */
} stm_budget_state_t;

typedef struct stm_budget_t {
    long long max_bytes;    /* that the transformation holds at one time */
    long long max_usec;     /* of the thread's processor time */
    long long max_block;    /* bytes of one block; 0: no limit of its own */
    int max_depth;          /* of templates inside one another; 0: libxslt's limit alone */
    const int *is_unwanted; /* atomic; NULL: nobody can */
    /* The rest is set by stm_budget_begin. */
    struct stm_budget_t *outer; /* that the thread had before; what is used counts for it, too */
    long long bytes, started_at, paused_at;
    long long work_left; /* until the next look at the clock */
    const char *stack;   /* where it was at the beginning */
    int has_large_block;
    stm_budget_state_t state;
    xsltTransformContextPtr transform;
} stm_budget_t;

/** Has libxml2 allocate through this module, which hands all on to malloc and free. For the whole
 * process, once, before it has threads; calls after the first do nothing. Zero where another module
 * has replaced libxml2's functions before: then budgets never end. */
int stm_budget_install(void);

/** Between these two, what @a transform allocates in this thread counts for @a budget; its limits
 * of operations must be set. NULL: there is none; then somebody has to look at the budget's state,
 * as a parser's callbacks do. */
void stm_budget_begin(stm_budget_t *budget, xsltTransformContextPtr transform);
void stm_budget_end(stm_budget_t *budget);

/** Between these two, nothing counts for the budget that the thread has, the time neither. The
 * budget; NULL: there is none. */
stm_budget_t *stm_budget_pause(void);
void stm_budget_resume(stm_budget_t *budget);

#endif
