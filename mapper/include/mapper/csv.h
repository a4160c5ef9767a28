/* Fields of a CSV file (RFC 4180); commas and line ends are the caller's. */
#ifndef MAPPER_CSV_H
#define MAPPER_CSV_H

#include <stdio.h>

#define CSV_NUMBER_MAX 40

/* The fewest digits, 15 or more where it is not exact, that read back as the same double; inf. */
void csv_number_text(char text[CSV_NUMBER_MAX], double value);

/* Writes that; nothing for NaN. */
void csv_write_number(FILE *out, double value);

/* Writes a text, quoted if it has a comma, a quote or a line end. */
void csv_write_text(FILE *out, const char *text);

#endif
