#include "optimiser_sequences.h"

/* A handful of roundings of numbers near 1. */
Test(optimiser, steps_are_those_of_the_formulas_in_double)
{
    check_sequences(2e-15);
}
