#include "explore_axis.h"

#include <stdlib.h>
#include <string.h>

#include "explore_range.h"

/* What is parsed: part of the option's text, which messages show. */
struct part {
    const char *text; /* the whole option */
    size_t begin, end;
    struct diag_list *diag;
};

static int complain(const struct part *part, const char *hint, const char *message)
{
    struct diag_place place = {.file = "--vary",
                               .text = part->text,
                               .text_len = strlen(part->text),
                               .line = 1,
                               .column = (int)part->begin + 1,
                               .length =
                                   part->end > part->begin ? (int)(part->end - part->begin) : 1};
    diag_error(part->diag, &place, hint, "%s", message);
    return -1;
}

/* Where the next `separator` of the part stands that no bracket, brace or quote encloses, or its
 * end. */
static size_t find_separator(const struct part *part, char separator)
{
    int depth = 0;
    char quote = '\0';
    for (size_t i = part->begin; i < part->end; i++) {
        char c = part->text[i];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '[' || c == '{')
            depth++;
        else if (c == ']' || c == '}')
            depth--;
        else if (c == separator && depth <= 0)
            return i;
    }
    return part->end;
}

/* Cuts the first piece off: without blanks around it. Returns 0 when nothing is left to cut;
 * `part` then begins behind its end. */
static int next_piece(struct part *part, char separator, struct part *piece)
{
    if (part->begin > part->end)
        return 0;
    *piece = *part;
    piece->end = find_separator(part, separator);
    part->begin = piece->end + 1;
    while (piece->begin < piece->end && piece->text[piece->begin] == ' ')
        piece->begin++;
    while (piece->end > piece->begin && piece->text[piece->end - 1] == ' ')
        piece->end--;
    return 1;
}

static char *copy_of(const struct part *part)
{
    return strndup(part->text + part->begin, part->end - part->begin);
}

static int take_keys(struct explore_axis *axis, struct part keys)
{
    struct part piece;
    while (next_piece(&keys, ',', &piece)) {
        if (piece.begin == piece.end)
            return complain(&piece, "--vary array.columns=7,14,28", "a key is missing");
        if (axis->key_count == EXPLORE_KEYS_MAX)
            return complain(&piece, NULL, "at most 8 keys change together");
        char *key = axis->key[axis->key_count] = copy_of(&piece);
        if (!key)
            return complain(&piece, NULL, "out of memory");
        axis->key_count++;
    }
    return 0;
}

/* Room for one more row of values. */
static char **add_row(struct explore_axis *axis, const struct part *place)
{
    size_t width = axis->key_count;
    if (axis->value_count == EXPLORE_VALUES_MAX) {
        complain(place, "--sample random:N draws from the combinations of several keys",
                 "more than 4096 values of one key");
        return NULL;
    }
    char **grown = realloc(axis->value, (axis->value_count + 1) * width * sizeof *grown);
    if (!grown) {
        complain(place, NULL, "out of memory");
        return NULL;
    }
    axis->value = grown;
    memset(grown + axis->value_count * width, 0, width * sizeof *grown);
    return grown + axis->value_count++ * width;
}

static int is_row_repeated(const struct explore_axis *axis)
{
    size_t width = axis->key_count, last = axis->value_count - 1;
    for (size_t v = 0; v < last; v++) {
        size_t same = 0;
        for (size_t k = 0; k < width; k++)
            same += !strcmp(axis->value[v * width + k], axis->value[last * width + k]);
        if (same == width)
            return 1;
    }
    return 0;
}

static int add_range(struct explore_axis *axis, const struct explore_range *range,
                     const struct part *place)
{
    size_t count = explore_range_count(range, EXPLORE_VALUES_MAX);
    for (size_t i = 0; i < count; i++) {
        char text[EXPLORE_NUMBER_MAX];
        char **row = add_row(axis, place);
        if (!row)
            return -1;
        explore_range_value(range, i, text);
        row[0] = strdup(text);
        if (!row[0])
            return complain(place, NULL, "out of memory");
        if (is_row_repeated(axis))
            return complain(place, NULL, "this gives a value twice");
    }
    return 0;
}

/* One value for each key, between slashes where there are several keys. */
static int add_values(struct explore_axis *axis, const struct part *item)
{
    struct part rest = *item, piece;
    char **row = add_row(axis, item);
    size_t k = 0;
    if (!row)
        return -1;
    for (; next_piece(&rest, axis->key_count > 1 ? '/' : '\0', &piece); k++) {
        if (piece.begin == piece.end)
            return complain(&piece, "commas part values", "a value is missing");
        if (k < axis->key_count && !(row[k] = copy_of(&piece)))
            return complain(&piece, NULL, "out of memory");
    }
    if (k != axis->key_count)
        return complain(item, "--vary array.rows,array.columns=12/14,8/21",
                        "expected one value for each key, between slashes");
    return is_row_repeated(axis) ? complain(item, NULL, "this gives a value twice") : 0;
}

static int take_item(struct explore_axis *axis, const struct part *item)
{
    struct explore_range range;
    const char *why;
    int found = axis->key_count > 1 ? 0
                                    : explore_range_parse(&range, item->text + item->begin,
                                                          item->end - item->begin, &why);
    if (found < 0)
        return complain(item, "for instance 27 KiB:432 KiB*2, or 100:300+50 MHz", why);
    return found ? add_range(axis, &range, item) : add_values(axis, item);
}

static int parse(struct explore_axis *axis, struct part all)
{
    size_t equals = strcspn(all.text, "=");
    struct part keys = all, values = all, item;
    if (equals == all.end)
        return complain(&all, "write --vary KEY=A,B,C", "there is no '='");
    keys.end = equals;
    values.begin = equals + 1;
    int status = take_keys(axis, keys);
    while (status == 0 && next_piece(&values, ',', &item))
        status = take_item(axis, &item);
    return status;
}

int explore_axis_parse(struct explore_axis *out, const char *text, struct diag_list *diag)
{
    *out = (struct explore_axis){0};
    if (parse(out, (struct part){text, 0, strlen(text), diag}) == 0)
        return 0;
    explore_axis_free(out);
    return -1;
}

void explore_axis_free(struct explore_axis *axis)
{
    for (size_t i = 0; i < axis->value_count * axis->key_count; i++)
        free(axis->value[i]);
    for (size_t k = 0; k < axis->key_count; k++)
        free(axis->key[k]);
    free(axis->value);
    *axis = (struct explore_axis){0};
}

const char *explore_axis_value(const struct explore_axis *axis, size_t v, size_t k)
{
    return axis->value[v * axis->key_count + k];
}

/* "machine:KEY" and KEY are the same. */
static const char *plain(const char *key)
{
    static const char prefix[] = "machine:";
    return strncmp(key, prefix, strlen(prefix)) ? key : key + strlen(prefix);
}

/* Whether an axis before key k of axis a has it, or an earlier key of that axis. */
static int is_repeated(const struct explore_axis *axis, size_t a, size_t k)
{
    for (size_t i = 0; i <= a; i++)
        for (size_t j = 0; j < (i < a ? axis[i].key_count : k); j++)
            if (!strcmp(plain(axis[i].key[j]), plain(axis[a].key[k])))
                return 1;
    return 0;
}

int explore_axes_check(const struct explore_axis *axis, size_t count, struct diag_list *diag)
{
    size_t before = diag_count(diag);
    for (size_t a = 0; a < count; a++)
        for (size_t k = 0; k < axis[a].key_count; k++)
            if (is_repeated(axis, a, k))
                diag_error(diag, &(struct diag_place){.file = "--vary"},
                           "give all values of a key in one --vary", "'%.80s' is varied twice",
                           axis[a].key[k]);
    return diag_count(diag) == before ? 0 : -1;
}
