#include "core/base/nearest.h"

#include <apr_lib.h>
#include <stddef.h>

static int least(int a, int b)
{
    return a < b ? a : b;
}

int stm_nearest_distance(const apr_int32_t *one, int rows, const apr_int32_t *other, int columns)
{
    int cost[STM_NEAREST_LETTERS + 1][STM_NEAREST_LETTERS + 1];

    for (int i = 0; i <= rows; i++) {
        for (int j = 0; j <= columns; j++) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            cost[i][j] = least(least(cost[i - 1][j], cost[i][j - 1]) + 1,
                               cost[i - 1][j - 1] + (one[i - 1] != other[j - 1]));
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) {
                cost[i][j] = least(cost[i][j], cost[i - 2][j - 2] + 1);
            }
        }
    }
    return cost[rows][columns];
}

/* Small letters; how many, or 0 where there are too many. */
static int letters_of(apr_int32_t *letters, const char *name)
{
    int count = 0;

    for (; *name != '\0' && count <= STM_NEAREST_LETTERS; name++) {
        letters[count++] = apr_tolower(*name);
    }
    return count > STM_NEAREST_LETTERS ? 0 : count;
}

const char *stm_nearest(const char *name, const char *const *names)
{
    apr_int32_t wanted[STM_NEAREST_LETTERS + 1], letters[STM_NEAREST_LETTERS + 1];
    int count = letters_of(wanted, name), best = 3;
    const char *nearest = NULL;

    for (; *names != NULL; names++) {
        int length = letters_of(letters, *names);
        int allowed = length < 4 ? 0 : length < 7 ? 1 : 2;
        int far = stm_nearest_distance(wanted, count, letters, length);

        if (far <= allowed && far < best) {
            nearest = *names;
            best = far;
        }
    }
    return nearest;
}
