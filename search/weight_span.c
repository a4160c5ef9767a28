#include "weight_span.h"

static double span(const struct master *a, const struct weight_span *s, weight_span_gradient *add,
                   const struct weight_gradients *g)
{
    real dp[WEIGHT_SPAN_COLUMNS] = {0};
    double sum = 0;
    add(a, s, g, dp);
    for (size_t c = 0; c < s->columns; c++)
        sum += dp[c];
    return sum;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

double weight_spans(const struct master *a, weight_span_gradient *add,
                    const struct weight_gradients *g)
{
    double sum = 0;
    struct weight_span s;
    for (s.row = 0; s.row < a->rows; s.row = s.end) {
        s.end = smaller(s.row + WEIGHT_SPAN_ROWS, a->rows);
        for (s.first = 0; s.first < a->columns; s.first += WEIGHT_SPAN_COLUMNS) {
            s.columns = smaller(WEIGHT_SPAN_COLUMNS, a->columns - s.first);
            sum += span(a, &s, add, g);
        }
    }
    return sum;
}
