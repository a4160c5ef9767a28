#include "workloads/operator.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "operator_list.h"

#define OPERATOR_ENTRY(name) &operator_##name,

const struct operator_def *const operator_registry[] = {OPERATOR_LIST(OPERATOR_ENTRY) NULL};

static const int widths[] = {16, 8, 4, 2};

const struct operator_def *operator_find(const char *name, size_t length)
{
    for (const struct operator_def *const *op = operator_registry; *op; op++) {
        if (strlen((*op)->name) == length && memcmp((*op)->name, name, length) == 0)
            return *op;
    }
    return NULL;
}

/* "8" at *text, which moves behind it; 0 if there is none of the widths. */
static int parse_bits(const char **text)
{
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        char digits[8];
        size_t n = (size_t)snprintf(digits, sizeof digits, "%d", widths[i]);
        if (strncmp(*text, digits, n) == 0) {
            *text += n;
            return widths[i];
        }
    }
    return 0;
}

/* "" is digital; "@cim" a word of lower-case letters, digits and _. */
static int parse_mode(char mode[12], const char *text)
{
    if (*text == '\0') {
        memcpy(mode, "digital", sizeof "digital");
        return 0;
    }
    size_t n = strspn(text + (*text == '@'), "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (*text != '@' || n == 0 || n >= sizeof((struct choice *)0)->mode || text[1 + n] != '\0')
        return -1;
    memcpy(mode, text + 1, n + 1);
    return 0;
}

int choice_parse(struct choice *out, const char *text)
{
    struct choice choice = {0};
    size_t letters = 0;
    while (isupper((unsigned char)text[letters]))
        letters++;
    choice.op = operator_find(text, letters);
    text += letters;
    choice.bits = parse_bits(&text);
    if (!choice.op || !choice.bits || parse_mode(choice.mode, text) != 0)
        return -1;
    *out = choice;
    return 0;
}

void choice_name(const struct choice *choice, char out[CHOICE_NAME_MAX])
{
    int digital = strcmp(choice->mode, "digital") == 0;
    snprintf(out, CHOICE_NAME_MAX, "%s%d%s%s", choice->op->name, choice->bits, digital ? "" : "@",
             digital ? "" : choice->mode);
}

int choice_equal(const struct choice *a, const struct choice *b)
{
    return a->op == b->op && a->bits == b->bits && strcmp(a->mode, b->mode) == 0;
}

int choice_weight_bits(const struct choice *choice)
{
    return choice->op->operand_is_binary ? 1 : choice->bits;
}
