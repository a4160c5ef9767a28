/* The modes' tables, one in each mode_NAME.c. */
#ifndef SEARCH_MODE_LIST_H
#define SEARCH_MODE_LIST_H

#include "search/mode.h"

extern const struct search_mode search_mode_single, search_mode_bilevel, search_mode_sequential,
    search_mode_stochastic;

#endif
