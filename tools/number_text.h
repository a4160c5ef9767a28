/* Numbers as a reader wants them: three significant digits. */
#ifndef TOOLS_NUMBER_TEXT_H
#define TOOLS_NUMBER_TEXT_H

#define NUMBER_TEXT_MAX 16

/* "0.00123", "1.23", "12.3", "123", "12300": no exponent from 1e-4 to 1e9; "inf", "-". */
const char *number_three(char out[NUMBER_TEXT_MAX], double value);

/* With a letter for a power of 1000: "1.23k", "202M"; below 1000 as number_three. */
const char *number_si(char out[NUMBER_TEXT_MAX], double value);

/* "41%", "0.3%", "<0.1%"; "0%" only for zero. */
const char *number_percent(char out[NUMBER_TEXT_MAX], double share);

#endif
