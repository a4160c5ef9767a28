#include "mapper/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void csv_number_text(char text[CSV_NUMBER_MAX], double value)
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, CSV_NUMBER_MAX, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
}

void csv_write_number(FILE *out, double value)
{
    char text[CSV_NUMBER_MAX];
    if (isnan(value))
        return;
    csv_number_text(text, value);
    fputs(text, out);
}

void csv_write_text(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\n\r")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            fputc('"', out);
        fputc(*c, out);
    }
    fputc('"', out);
}
