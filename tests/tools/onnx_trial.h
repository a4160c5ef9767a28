/* A model of a few lines, imported; and what a test says of it. */
#ifndef TESTS_ONNX_TRIAL_H
#define TESTS_ONNX_TRIAL_H

#include "../workloads/expect.h"
#include "onnx_import.h"
#include "onnx_text.h"

static const struct onnx_import_options plain = {NULL, NULL, "test"};

struct trial {
    struct onnx_import import;
    struct diag_list *diag;
    int status;
};

static inline struct trial begin(const char *text, const struct onnx_import_options *options)
{
    struct trial trial;
    size_t size;
    uint8_t *bytes = onnx_text_model(text, &size);
    cr_assert_eq(diag_create(&trial.diag), 0);
    trial.status = onnx_import_bytes(&trial.import, "m.onnx", bytes, size, options, trial.diag);
    cr_assert_eq(trial.status == 0, diag_count(trial.diag) == 0);
    free(bytes);
    return trial;
}

static inline void end(struct trial *trial)
{
    onnx_import_free(&trial->import);
    diag_free(trial->diag);
}

static inline void expect_fine(const struct trial *trial)
{
    char *all = expect_render_all(trial->diag);
    cr_assert_eq(trial->status, 0, "%s", all);
    free(all);
}

/* A model, and a line of its network, a note or an error. */
struct example {
    const char *text, *line;
};

#define IMAGE "input x 1,4,12,10\n"
#define W3 "weights w 6,4,3,3\n"
#define C3 IMAGE W3 "Conv x w -> y pads=1,1,1,1\n"

#endif
