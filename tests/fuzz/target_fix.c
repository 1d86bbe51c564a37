/* `statement fix`: as many lines as before, nothing that was not wrong before, and nothing left to
 * mend for a second run. */
#include <string.h>

#include "command/fix_mend.h"
#include "fuzz/checks.h"

static checker_t checker;

void fuzz_setup(apr_pool_t *pool)
{
    stm_problems_t *problems = stm_problems_create(pool);
    const stm_zone_t *zone;

    FUZZ_MUST(stm_zone_load(&zone, "Europe/Berlin", pool) == APR_SUCCESS, "no zones");
    FUZZ_MUST(checker_make(&checker, SOURCE_DIR "/xslt", zone, problems, pool) == APR_SUCCESS, "%s",
              stm_problems_json(problems, pool));
    checker.rules.moment = FUZZ_NOW;
    checker_enter(&checker, "/nowhere/at/all", problems);
}

static int lines_of(const fix_text_t *text)
{
    int lines = 0;

    for (apr_size_t i = 0; i < text->size; i++) {
        lines += text->bytes[i] == '\n';
    }
    return lines;
}

void fuzz_one(const char *bytes, apr_size_t size, apr_pool_t *pool)
{
    const fix_check_t check = {"a.xml", "a", &checker};
    fix_text_t text = {bytes, size, 1}, mended = fix_mend(&text, &check, pool), again;
    stm_problems_t *before = stm_problems_create(pool), *after = stm_problems_create(pool);

    FUZZ_MUST(lines_of(&mended) == lines_of(&text), "%d lines, then %d", lines_of(&text),
              lines_of(&mended));
    if (fix_problems(before, &text, &check, pool) == APR_SUCCESS) {
        FUZZ_MUST(fix_problems(after, &mended, &check, pool) == APR_SUCCESS, "%s",
                  stm_problems_json(after, pool));
        FUZZ_MUST(stm_problems_count(after, STM_SEVERITY_ERROR) <=
                      stm_problems_count(before, STM_SEVERITY_ERROR),
                  "%s", stm_problems_json(after, pool));
    }
    again = fix_mend(&mended, &check, pool);
    FUZZ_MUST(fix_text_is_equal(&mended, &again), "mended once:\n%.*s\ntwice:\n%.*s",
              (int)mended.size, mended.bytes, (int)again.size, again.bytes);
}
