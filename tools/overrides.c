#include "overrides.h"

#include <string.h>

size_t overrides_of(const struct option_list *list, enum overrides_file file, const char **out)
{
    static const char *const prefix[] = {"machine:", "network:"};
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const char *item = list->item[i];
        int is_network = !strncmp(item, prefix[1], strlen(prefix[1]));
        if (is_network != (file == OVERRIDES_NETWORK))
            continue;
        if (!strncmp(item, prefix[file], strlen(prefix[file])))
            item += strlen(prefix[file]);
        out[count++] = item;
    }
    return count;
}
