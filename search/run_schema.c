/* Every key of a run's file, one line of a table each. */
#include "run_schema.h"

#define EPOCHS_MAX 100000
#define NEARLY_1 0.99999999
#define POSITIVE 1e-12 /* a number that may not be 0 */

static const char *const regularisers[] = {"energy", "latency", "edp", NULL};
static const char *const levels[] = {"single", "bi", NULL};
static const char *const orders[] = {"confidence", "forward", NULL};
static const char *const units[] = {"layer", "module", NULL};
static const char *const paths[] = {"uniform", "sampled", NULL};
static const char *const froms[] = {"fresh", "inherited", NULL};
const char *const run_data_kinds[] = {"cifar10",       "cifar100", "emnist",
                                      "tiny-imagenet", "idx",      NULL};
const char *const run_modes[] = {"single-level", "bi-level", "sequential", "stochastic", NULL};

/* `OWNER` is the struct that the table at hand fills. */
#define AT(member) .offset = offsetof(OWNER, member)
#define FIELD(key_, what_, type_, ...)                                                             \
    {                                                                                              \
        .key = (key_), .what = (what_), .type = (type_), .flags = DESC_OPTIONAL, __VA_ARGS__       \
    }
#define INTEGER(key_, what_, member, min_, max_)                                                   \
    FIELD(key_, what_, DESC_INT, .min = (min_), .max = (max_), AT(member))
#define REAL(key_, what_, member, min_, max_)                                                      \
    FIELD(key_, what_, DESC_REAL, .min = (min_), .max = (max_), AT(member))
#define SWITCH(key_, what_, member) FIELD(key_, what_, DESC_BOOL, AT(member))
#define WORD(key_, what_, member, names_)                                                          \
    FIELD(key_, what_, DESC_ENUM, .names = (names_), AT(member))
#define TEXT(key_, what_, member)                                                                  \
    FIELD(key_, what_, DESC_STRING, .size = sizeof(((OWNER *)0)->member), AT(member))
#define MAP(key_, what_, member, schema_)                                                          \
    FIELD(key_, what_, DESC_STRUCT, .schema = &(schema_), AT(member))
#define NODE(key_, what_, member) FIELD(key_, what_, DESC_NODE, AT(member))
#define TEXTS(key_, what_, member, count_)                                                         \
    FIELD(key_, what_, DESC_STRING, .size = sizeof(((OWNER *)0)->member[0]),                       \
          .array = sizeof(((OWNER *)0)->member) / sizeof(((OWNER *)0)->member[0]), AT(member),     \
          .count_offset = DESC_COUNT_AT(OWNER, count_))
#define PAIR(key_, what_, member, min_, max_)                                                      \
    FIELD(key_, what_, DESC_REAL, .min = (min_), .max = (max_), .array = 2, .array_min = 2,        \
          AT(member))

#define OWNER struct run_augment
static const struct desc_field augment_fields[] = {
    INTEGER("crop", "zeros around an image before it is cropped, in pixels", crop, 0, 64),
    SWITCH("flip", "whether half of the images are mirrored", flip),
    REAL("rotate", "largest rotation, in degrees", rotate, 0, 180),
};
static const struct desc_schema augment_schema = DESC_SCHEMA("augment", augment_fields, OWNER);
#undef OWNER

#define OWNER struct run_data
static const struct desc_field data_fields[] = {
    WORD("kind", "layout of the files", kind, run_data_kinds),
    {.key = "folder",
     .what = "folder of the files",
     .type = DESC_STRING,
     .size = RUN_PATH_MAX,
     AT(folder)},
    TEXTS("train_files", "files of training images", train_files.path, train_files.count),
    TEXTS("train_labels", "IDX files of their labels", train_labels.path, train_labels.count),
    TEXTS("test_files", "files of test images", test_files.path, test_files.count),
    TEXTS("test_labels", "IDX files of their labels", test_labels.path, test_labels.count),
    FIELD("sha256", "a map from files to their sha256", DESC_NODE,
          .offset = offsetof(struct run_text, sha256) - offsetof(struct run_text, run.data)),
    INTEGER("train", "training images, 0 for all", train, 0, 0),
    INTEGER("validation", "validation images, taken from the training files", validation, 0, 0),
    INTEGER("test", "test images, the first ones, 0 for all", test, 0, 0),
    MAP("augment", "what is done to training images", augment, augment_schema),
};
static const struct desc_schema data_schema = DESC_SCHEMA("data", data_fields, OWNER);
#undef OWNER

#define OWNER struct optimiser_options
static const struct desc_field optimiser_fields[] = {
    WORD("kind", "method", kind, optimiser_names),
    PAIR("betas", "Adam: decay of the two means", beta, 0, NEARLY_1),
    REAL("epsilon", "Adam: added to the root", epsilon, POSITIVE, 1),
    SWITCH("decoupled", "Adam: whether weight decay bypasses the means (AdamW)", decoupled),
    REAL("momentum", "SGD: decay of the velocity", momentum, 0, NEARLY_1),
    SWITCH("nesterov", "SGD: whether the gradient is taken ahead", nesterov),
    REAL("log_step_rate", "SGD: learning rate of quantisers' log steps over that of weights",
         log_step_rate, 0, 100),
};
static const struct desc_schema optimiser_schema =
    DESC_SCHEMA("optimiser", optimiser_fields, OWNER);
#undef OWNER

#define OWNER struct schedule
static const struct desc_field schedule_fields[] = {
    WORD("kind", "course of the learning rate", kind, schedule_names),
    REAL("rate", "largest learning rate", rate, POSITIVE, 100),
    REAL("warm_up", "epochs of a linear rise before it", warm_up, 0, EPOCHS_MAX),
    FIELD("milestones", "step: epochs at which the rate drops", DESC_REAL, .min = 0,
          .max = EPOCHS_MAX, .array = SCHEDULE_MILESTONES_MAX, AT(milestone),
          .count_offset = DESC_COUNT_AT(OWNER, milestone_count)),
    REAL("factor", "step: what the rate is multiplied by", factor, POSITIVE, 1),
    REAL("floor", "cosine: last rate", floor, 0, 100),
    REAL("rise", "one-cycle: share of the steps that goes up", rise, 0, 1),
    REAL("initial_divisor", "one-cycle: largest rate over the first", initial_divisor, 1, 1e12),
    REAL("final_divisor", "one-cycle: first rate over the last", final_divisor, 1, 1e12),
};
static const struct desc_schema schedule_schema = DESC_SCHEMA("schedule", schedule_fields, OWNER);
#undef OWNER

#define RECIPE(recipe)                                                                             \
    INTEGER("batch", "images of one step", recipe batch, 1, 65536),                                \
        MAP("optimiser", "what makes a step of a gradient", recipe optimiser, optimiser_schema),   \
        MAP("schedule", "learning rate", recipe schedule, schedule_schema),                        \
        REAL("weight_decay", "weight decay of weights", recipe optimiser.weight_decay, 0, 1),      \
        REAL("label_smoothing", "share of a label spread over all classes",                        \
             recipe label_smoothing, 0, NEARLY_1),                                                 \
        REAL("clip_gradient", "largest norm of the gradient, 0 for any", recipe clip_gradient, 0,  \
             0)

#define OWNER struct run_recipe
static const struct desc_field recipe_fields[] = {RECIPE()};
const struct desc_schema run_recipe_schema = DESC_SCHEMA("train", recipe_fields, OWNER);
#undef OWNER

#define OWNER struct run_retrain
static const struct desc_field retrain_fields[] = {
    INTEGER("epochs", "epochs of the second step", epochs, 0, EPOCHS_MAX),
    WORD("from", "weights it begins with", from, froms),
    RECIPE(recipe.),
};
const struct desc_schema run_retrain_schema = DESC_SCHEMA("retrain", retrain_fields, OWNER);
#undef OWNER

#define OWNER struct run_alpha
static const struct desc_field alpha_fields[] = {
    REAL("rate", "learning rate of alpha", rate, 0, 100),
    PAIR("betas", "Adam's decay of the two means", betas, 0, NEARLY_1),
    REAL("decay", "weight decay of alpha", decay, 0, 1),
    PAIR("temperature", "softmax's temperature at the begin and at the end", temperature, 1e-3,
         1e3),
    REAL("entropy", "weight of the mean entropy in alpha's loss", entropy, 0, 1e3),
};
static const struct desc_schema alpha_schema = DESC_SCHEMA("alpha", alpha_fields, OWNER);
#undef OWNER

#define OWNER struct run_sequential
static const struct desc_field sequential_fields[] = {
    WORD("order", "what is decided next", order, orders),
    WORD("unit", "what is decided at once", unit, units),
    WORD("level", "how weights and alpha are trained", level, levels),
    INTEGER("cycle_epochs", "epochs before each decision", cycle_epochs, 1, EPOCHS_MAX),
    SWITCH("reset_alpha", "whether alpha begins anew after each decision", reset_alpha),
};
static const struct desc_schema sequential_schema =
    DESC_SCHEMA("sequential", sequential_fields, OWNER);
#undef OWNER

#define OWNER struct run_stochastic
static const struct desc_field stochastic_fields[] = {
    WORD("level", "how weights and alpha are trained", level, levels),
    INTEGER("samples", "assignments that are drawn and retrained", samples, 1, 10000),
    SWITCH("variational", "whether the expectation over samples is optimised", variational),
};
static const struct desc_schema stochastic_schema =
    DESC_SCHEMA("stochastic", stochastic_fields, OWNER);
#undef OWNER

#define OWNER struct run_search
static const struct desc_field search_fields[] = {
    INTEGER("epochs", "epochs of the search", epochs, 0, EPOCHS_MAX),
    INTEGER("patience", "epochs of unchanged choices that end it, 0 for never", patience, 0,
            EPOCHS_MAX),
    MAP("alpha", "how alpha is trained", alpha, alpha_schema),
    MAP("sequential", "keys of that mode", sequential, sequential_schema),
    MAP("stochastic", "keys of that mode", stochastic, stochastic_schema),
};
static const struct desc_schema search_schema = DESC_SCHEMA("search", search_fields, OWNER);
#undef OWNER

#define OWNER struct run_warm_up
static const struct desc_field warm_up_fields[] = {
    INTEGER("epochs", "epochs of weights alone", epochs, 0, EPOCHS_MAX),
    WORD("paths", "which paths they train", paths, paths),
};
static const struct desc_schema warm_up_schema = DESC_SCHEMA("warm_up", warm_up_fields, OWNER);
#undef OWNER

#define OWNER struct run_recalibrate
static const struct desc_field recalibrate_fields[] = {
    INTEGER("batches", "batches that renew the statistics of normalisation", batches, 0, 1000000),
};
static const struct desc_schema recalibrate_schema =
    DESC_SCHEMA("recalibrate", recalibrate_fields, OWNER);
#undef OWNER

#define OWNER struct run_mf_form
static const struct desc_field mf_fields[] = {
    REAL("rho", "weight of sign(x) w over that of sign(w) x", rho, 0, 100),
};
static const struct desc_schema mf_schema = DESC_SCHEMA("mf", mf_fields, OWNER);
#undef OWNER

#define OWNER struct run_checkpoints
static const struct desc_field checkpoint_fields[] = {
    INTEGER("epochs", "one every so many epochs", epochs, 1, EPOCHS_MAX),
    INTEGER("keep", "how many of the last stay", keep, 1, 100000),
};
static const struct desc_schema checkpoint_schema =
    DESC_SCHEMA("checkpoint", checkpoint_fields, OWNER);
#undef OWNER

#define OWNER struct run_text
static const struct desc_field pin_fields[] = {
    TEXT("first", "choice of the first layer, \"\" for any", run.pin_first),
    TEXT("last", "choice of the last layer, \"\" for any", run.pin_last),
    NODE("layers", "a map from layers to their choices", pin_layers),
};
static const struct desc_schema pin_schema = DESC_SCHEMA("pin", pin_fields, OWNER);

static const struct desc_field run_fields[] = {
    {.key = "format",
     .what = "kind and version of the file, enos/run/1",
     .type = DESC_STRING,
     .size = sizeof(((OWNER *)0)->format),
     AT(format)},
    {.key = "name",
     .what = "name of the run",
     .type = DESC_NAME,
     .size = sizeof(((OWNER *)0)->run.name),
     AT(run.name)},
    {.key = "network",
     .what = "a shipped network, or a file",
     .type = DESC_STRING,
     .size = RUN_PATH_MAX,
     AT(run.network)},
    TEXTS("network_set", "overrides of the network's file, such as classes=100", run.network_set,
          run.network_set_count),
    REAL("width", "filters of every layer but the last over the network's", run.width, 0.001, 64),
    {.key = "data",
     .what = "images and labels",
     .type = DESC_STRUCT,
     .schema = &data_schema,
     AT(run.data)},
    TEXT("tables", "tables.csv of the network on a machine", run.tables),
    TEXT("machine", "a shipped machine, or a file: the tables are made first", run.machine),
    TEXTS("machine_set", "overrides of the machine's file, such as array.rows=24", run.machine_set,
          run.machine_set_count),
    {.key = "mode",
     .what = "how it is searched",
     .type = DESC_ENUM,
     .names = run_modes,
     AT(run.mode)},
    {.key = "choices",
     .what = "a list of operators with their bits, such as [T8, MF8, BC8], or mixed-operator, "
             "mixed-precision or both",
     .type = DESC_NODE,
     AT(choices)},
    {.key = "pin",
     .what = "layers that have only one choice",
     .type = DESC_STRUCT,
     .flags = DESC_OPTIONAL,
     .schema = &pin_schema,
     .offset = 0},
    TEXT("reference", "choice whose network costs 1", run.reference),
    WORD("regulariser", "what costs", run.regulariser, regularisers),
    REAL("lambda", "weight of the cost, of which the reference has 1", run.lambda, 0, 0),
    REAL("target", "cost to be met, of which the reference has 1", run.target, 0, 100),
    REAL("lambda_ramp", "epochs of the search in which lambda rises", run.lambda_ramp, 0,
         EPOCHS_MAX),
    MAP("warm_up", "training before the search", run.warm_up, warm_up_schema),
    MAP("search", "training of weights and alpha", run.search, search_schema),
    NODE("train", "a map: how weights are trained before and in the search", train),
    NODE("retrain", "a map: how the searched network is trained, as `train` but for its keys",
         retrain),
    MAP("recalibrate", "statistics of an assignment", run.recalibrate, recalibrate_schema),
    MAP("mf", "the operator MF", run.mf, mf_schema),
    FIELD("seed", "seed of all that is random", DESC_WHOLE, AT(run.seed)),
    INTEGER("threads", "threads, 0 for one per core", run.threads, 0, 4096),
    TEXT("out", "folder of the results, \"\" for out/NAME-MODE", run.out),
    MAP("checkpoint", "when the state is kept", run.checkpoint, checkpoint_schema),
};
const struct desc_schema run_schema = DESC_SCHEMA("run", run_fields, OWNER);
#undef OWNER

const struct desc_schema *const run_schemas[] = {&run_schema,
                                                 &data_schema,
                                                 &augment_schema,
                                                 &pin_schema,
                                                 &warm_up_schema,
                                                 &search_schema,
                                                 &alpha_schema,
                                                 &sequential_schema,
                                                 &stochastic_schema,
                                                 &run_recipe_schema,
                                                 &optimiser_schema,
                                                 &schedule_schema,
                                                 &run_retrain_schema,
                                                 &recalibrate_schema,
                                                 &mf_schema,
                                                 &checkpoint_schema,
                                                 NULL};
