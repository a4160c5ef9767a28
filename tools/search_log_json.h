/* Events of a job as lines of JSON. */
#ifndef TOOLS_SEARCH_LOG_JSON_H
#define TOOLS_SEARCH_LOG_JSON_H

#include <jansson.h>

#include "search_log.h"

/* A line for the event, and one for each decision that it brought. Returns 0, or -1 when memory is
 * short or the stream has an error. */
int search_log_json(FILE *out, const struct search_log_subject *subject,
                    const struct job_event *event);

/* {layer: choice} of an assignment. */
json_t *search_assignment_json(const struct network *network, const struct search_space *space,
                               const size_t *choice);

/* {accuracy, loss, images, error}: the error is the standard deviation of a binomial's mean; null
 * without images. */
json_t *search_score_json(const struct trainer_score *score);

#endif
