#include "core/base/nearest.h"

#include <apr_lib.h>
#include <string.h>

#define MAX_LENGTH 40

static int least(int a, int b, int c)
{
    int ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* The optimal string alignment distance. */
static int distance(const char *a, const char *b)
{
    int rows = (int)strlen(a), columns = (int)strlen(b);
    int cost[MAX_LENGTH + 1][MAX_LENGTH + 1];

    if (rows > MAX_LENGTH || columns > MAX_LENGTH) {
        return MAX_LENGTH;
    }
    for (int i = 0; i <= rows; i++) {
        cost[i][0] = i;
    }
    for (int j = 0; j <= columns; j++) {
        cost[0][j] = j;
    }
    for (int i = 1; i <= rows; i++) {
        for (int j = 1; j <= columns; j++) {
            int differs = apr_tolower(a[i - 1]) != apr_tolower(b[j - 1]);

            cost[i][j] =
                least(cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + differs);
            if (i > 1 && j > 1 && apr_tolower(a[i - 1]) == apr_tolower(b[j - 2]) &&
                apr_tolower(a[i - 2]) == apr_tolower(b[j - 1]) &&
                cost[i - 2][j - 2] + 1 < cost[i][j]) {
                cost[i][j] = cost[i - 2][j - 2] + 1;
            }
        }
    }
    return cost[rows][columns];
}

const char *stm_nearest(const char *name, const char *const *names)
{
    const char *nearest = NULL;
    int best = 3;

    for (; *names != NULL; names++) {
        int length = (int)strlen(*names);
        int allowed = length < 4 ? 0 : length < 7 ? 1 : 2;
        int far = distance(name, *names);

        if (far <= allowed && far < best) {
            nearest = *names;
            best = far;
        }
    }
    return nearest;
}
