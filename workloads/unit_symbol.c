/* Grammar: unit = factor {("/" | "*" | blank) factor};
 *          factor = (symbol | "(" unit ")") ["^"] [digit].
 * A slash divides by the one factor after it. */
#include "unit_symbol.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define PARENTHESES_MAX 4

static const struct unit_name {
    const char *name;
    enum unit_base base;
    int second_power; /* W is J/s, Hz is 1/s */
    int binary;
    int prefixed;
} names[] = {
    {"b", UNIT_BASE_BIT, 0, 0, 1},       {"bit", UNIT_BASE_BIT, 0, 0, 1},
    {"bits", UNIT_BASE_BIT, 0, 0, 0},    {"B", UNIT_BASE_BIT, 0, 3, 1},
    {"byte", UNIT_BASE_BIT, 0, 3, 0},    {"bytes", UNIT_BASE_BIT, 0, 3, 0},
    {"J", UNIT_BASE_JOULE, 0, 0, 1},     {"W", UNIT_BASE_JOULE, -1, 0, 1},
    {"m", UNIT_BASE_METRE, 0, 0, 1},     {"s", UNIT_BASE_SECOND, 0, 0, 1},
    {"Hz", UNIT_BASE_SECOND, -1, 0, 1},  {"V", UNIT_BASE_VOLT, 0, 0, 1},
    {"cycle", UNIT_BASE_CYCLE, 0, 0, 0}, {"cycles", UNIT_BASE_CYCLE, 0, 0, 0},
    {"word", UNIT_BASE_WORD, 0, 0, 0},   {"words", UNIT_BASE_WORD, 0, 0, 0},
};

static const struct unit_prefix {
    const char *name;
    int decimal, binary;
} prefixes[] = {
    {"f", -15, 0}, {"p", -12, 0}, {"n", -9, 0},        {"u", -6, 0},        {"m", -3, 0},
    {"k", 3, 0},   {"M", 6, 0},   {"G", 9, 0},         {"T", 12, 0},        {"Ki", 0, 10},
    {"Mi", 0, 20}, {"Gi", 0, 30}, {"\xc2\xb5", -6, 0}, {"\xce\xbc", -6, 0}, {"Ti", 0, 40},
};

struct parser {
    const char *at;
    char *unknown; /* 24 bytes */
    int depth;
};

static const struct unit_name *find_name(const char *text, size_t n)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i].name) == n && memcmp(names[i].name, text, n) == 0)
            return &names[i];
    }
    return NULL;
}

static void set_symbol(struct unit_size *out, const struct unit_name *name,
                       const struct unit_prefix *prefix)
{
    memset(out, 0, sizeof *out);
    out->binary = name->binary + (prefix ? prefix->binary : 0);
    out->decimal = prefix ? prefix->decimal : 0;
    if (name->base == UNIT_BASE_SECOND && name->second_power)
        out->power[UNIT_BASE_SECOND] = name->second_power;
    else {
        out->power[name->base] = 1;
        out->power[UNIT_BASE_SECOND] += name->second_power;
    }
}

/* 1 if the n bytes are a known symbol: first as they stand, then behind a prefix. */
static int find_symbol(struct unit_size *out, const char *text, size_t n)
{
    const struct unit_name *name = find_name(text, n);
    if (name) {
        set_symbol(out, name, NULL);
        return 1;
    }
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t skip = strlen(prefixes[i].name);
        if (skip >= n || memcmp(prefixes[i].name, text, skip) != 0)
            continue;
        name = find_name(text + skip, n - skip);
        if (name && name->prefixed && (!prefixes[i].binary || name->base == UNIT_BASE_BIT)) {
            set_symbol(out, name, &prefixes[i]);
            return 1;
        }
    }
    return 0;
}

static int is_symbol_byte(char c)
{
    return isalpha((unsigned char)c) || (unsigned char)c >= 0x80 || c == '%';
}

static int reject(struct parser *p, const char *text, size_t n)
{
    snprintf(p->unknown, 24, "%.*s", (int)(n < 23 ? n : 23), text);
    return -1;
}

static void raise_to(struct unit_size *size, int power)
{
    for (int i = 0; i < UNIT_BASE_COUNT; i++)
        size->power[i] *= power;
    size->decimal *= power;
    size->binary *= power;
}

static void multiply(struct unit_size *size, const struct unit_size *by, int sign)
{
    for (int i = 0; i < UNIT_BASE_COUNT; i++)
        size->power[i] += sign * by->power[i];
    size->decimal += sign * by->decimal;
    size->binary += sign * by->binary;
}

static int parse_product(struct parser *p, struct unit_size *out);

static int parse_symbol(struct parser *p, struct unit_size *out)
{
    size_t n = 0;
    while (is_symbol_byte(p->at[n]))
        n++;
    if (n == 0 || !find_symbol(out, p->at, n))
        return reject(p, p->at, n ? n : strlen(p->at));
    p->at += n;
    return 0;
}

static int parse_parentheses(struct parser *p, struct unit_size *out)
{
    const char *open = p->at++;
    if (++p->depth > PARENTHESES_MAX || parse_product(p, out) != 0)
        return *p->unknown ? -1 : reject(p, open, strlen(open));
    p->depth--;
    if (*p->at != ')')
        return reject(p, open, strlen(open));
    p->at++;
    return 0;
}

static int parse_factor(struct parser *p, struct unit_size *out)
{
    if ((*p->at == '(' ? parse_parentheses : parse_symbol)(p, out) != 0)
        return -1;
    if (*p->at == '^')
        p->at++;
    if (*p->at >= '1' && *p->at <= '9')
        raise_to(out, *p->at++ - '0');
    else if (p->at[-1] == '^')
        return reject(p, p->at - 1, 1);
    return 0;
}

static int parse_product(struct parser *p, struct unit_size *out)
{
    int sign = 1;
    memset(out, 0, sizeof *out);
    for (;;) {
        struct unit_size factor;
        if (parse_factor(p, &factor) != 0)
            return -1;
        multiply(out, &factor, sign);
        while (*p->at == ' ')
            p->at++;
        if (*p->at == '\0' || *p->at == ')')
            return 0;
        sign = *p->at == '/' ? -1 : 1;
        if (*p->at == '/' || *p->at == '*')
            p->at++;
        while (*p->at == ' ')
            p->at++;
    }
}

int unit_symbol_parse(struct unit_size *out, const char *text, char unknown[24])
{
    struct parser p = {text, unknown, 0};
    unknown[0] = '\0';
    memset(out, 0, sizeof *out);
    if (*text == '\0')
        return 0;
    if (parse_product(&p, out) != 0)
        return -1;
    return *p.at == '\0' ? 0 : reject(&p, p.at, strlen(p.at));
}
