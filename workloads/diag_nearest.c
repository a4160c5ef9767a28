/* The nearest name by edit distance: insert, delete, replace a letter, or swap
 * two neighbours (optimal string alignment). */
#include <string.h>
#include <strings.h>

#include "workloads/diag.h"

#define NAME_MAX_COMPARED 64

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int min_of(int a, int b)
{
    return a < b ? a : b;
}

/* A letter in the wrong case costs half of another letter; so costs are doubled. */
static int replace_cost(char a, char b)
{
    if (a == b)
        return 0;
    return lower(a) == lower(b) ? 1 : 2;
}

static int distance(const char *a, size_t n, const char *b, size_t m)
{
    int rows[3][NAME_MAX_COMPARED + 1];
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = 2 * (int)j;
    for (size_t i = 1; i <= n; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
        row[0] = 2 * (int)i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = min_of(above[j], row[j - 1]) + 2;
            row[j] = min_of(row[j], above[j - 1] + replace_cost(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = min_of(row[j], second[j - 2] + 2);
        }
    }
    return rows[n % 3][m];
}

/* Letters that must at least be inserted or deleted, doubled. */
static int length_distance(size_t n, size_t m)
{
    return 2 * (int)(n > m ? n - m : m - n);
}

/* A name is near when at most a third of its letters (at least one) differ. */
static int is_near(int doubled_distance, size_t n, size_t m)
{
    size_t longer = n > m ? n : m;
    int letters = (int)(longer / 3 > 1 ? longer / 3 : 1);
    return doubled_distance <= 2 * letters && (size_t)doubled_distance < 2 * longer;
}

const char *diag_nearest(const char *word, const char *const *names, size_t n)
{
    size_t length = strlen(word);
    const char *best = NULL;
    int best_distance = 0;
    if (length > NAME_MAX_COMPARED)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t other = strlen(names[i]);
        if (other > 0 && strcasecmp(word, names[i]) == 0)
            return names[i];
        if (other > NAME_MAX_COMPARED || !is_near(length_distance(length, other), length, other))
            continue;
        int d = distance(word, length, names[i], other);
        if (is_near(d, length, other) && (!best || d < best_distance)) {
            best = names[i];
            best_distance = d;
        }
    }
    return best;
}
