/* Quantities: any text gives a finite number or a message, as every kind of unit. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/operator.h"
#include "workloads/units.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_quantity(const char *text)
{
    for (int unit = 0; unit < UNIT_COUNT; unit++) {
        struct units_error error;
        double value = NAN;
        int status = units_parse(&value, text, (enum unit)unit, &error);
        if (status == 0 ? !isfinite(value) : error.message[0] == '\0')
            abort();
    }
}

/* What is read as a choice is written as it was. */
static void read_choice(const char *text)
{
    struct choice choice;
    char name[CHOICE_NAME_MAX];
    if (choice_parse(&choice, text) != 0)
        return;
    choice_name(&choice, name);
    if (strcmp(name, text) != 0 && !strstr(text, "@digital"))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    if (size)
        memcpy(text, data, size);
    text[size] = '\0';
    read_quantity(text);
    read_choice(text);
    free(text);
    return 0;
}
