/* Networks written and read back. */
#include <dirent.h>
#include <unistd.h>

#include "integer_run.h"

#define DRAWN "1x1 and \\\"more\\\" \\\\ \\n \\u2028 \\u0085 \\u00e9"

static void expect_same_node(const struct network_node *a, const struct network_node *b)
{
    cr_assert_str_eq(a->name, b->name);
    cr_assert_eq(a->op, b->op, "%s", a->name);
    cr_assert_eq(a->input_count, b->input_count, "%s", a->name);
    for (int i = 0; i < a->input_count; i++)
        cr_assert_eq(a->input[i], b->input[i], "%s", a->name);
    cr_assert_eq(memcmp(&a->output, &b->output, sizeof a->output), 0, "%s", a->name);
    for (int axis = 0; axis < 2; axis++) {
        cr_assert_eq(a->kernel[axis], b->kernel[axis], "%s", a->name);
        cr_assert_eq(a->stride[axis], b->stride[axis], "%s", a->name);
        cr_assert_eq(a->dilation[axis], b->dilation[axis], "%s", a->name);
        cr_assert_eq(a->pad[axis], b->pad[axis], "%s", a->name);
    }
    cr_assert_eq(a->groups, b->groups, "%s", a->name);
    cr_assert_eq(a->relu, b->relu, "%s", a->name);
    cr_assert_eq(a->layer, b->layer, "%s", a->name);
}

/* All but file, sha256 and the pins. */
static void expect_same(const struct network *a, const struct network *b)
{
    cr_assert_str_eq(a->name, b->name);
    cr_assert_str_eq(a->source, b->source);
    cr_assert_eq(memcmp(&a->input, &b->input, sizeof a->input), 0);
    cr_assert_eq(a->input_bits, b->input_bits);
    cr_assert_eq(a->input_signed, b->input_signed);
    cr_assert_eq(a->classes, b->classes);
    cr_assert_eq(a->output, b->output);
    cr_assert_eq(a->node_count, b->node_count);
    for (int i = 0; i < a->node_count; i++)
        expect_same_node(&a->node[i], &b->node[i]);
    cr_assert_eq(a->layer_count, b->layer_count);
    for (int l = 0; l < a->layer_count; l++)
        cr_assert_eq(a->layer[l], b->layer[l]);
}

static struct network *read_back(const char *text, size_t size, struct diag_list *diag)
{
    struct network *back;
    network_read_text(&back, "back", text, size, NULL, 0, diag);
    expect_no_error(diag);
    return back;
}

static struct network *write_and_read(const struct network *network, const struct choice *choice,
                                      struct diag_list *diag)
{
    char *text;
    size_t size;
    cr_assert_eq(network_encode(&text, &size, network, choice, NULL), 0);
    struct network *back = read_back(text, size, diag);
    free(text);
    return back;
}

/* With the choices as pins, then with the pins that are there. */
static void expect_round_trip(struct subject *subject)
{
    struct network *back = write_and_read(subject->network, subject->choice, subject->diag);
    expect_same(subject->network, back);
    struct network *again = write_and_read(back, NULL, subject->diag);
    expect_same(back, again);
    for (int l = 0; l < back->layer_count; l++) {
        cr_assert(choice_equal(&subject->choice[l], &back->node[back->layer[l]].choice));
        cr_assert(choice_equal(&subject->choice[l], &again->node[again->layer[l]].choice));
    }
    network_free(back);
    network_free(again);
}

static void check_file(const char *path)
{
    static const char *const widths[] = {"width=0.5"};
    for (size_t n = 0; n < 2; n++) {
        struct diag_list *diag;
        struct network *network;
        cr_assert_eq(diag_create(&diag), 0);
        network_read(&network, path, widths, n, diag);
        struct subject subject = take(network, diag, "T8 MF4@cim BC2 T2 MF8");
        expect_round_trip(&subject);
        end(&subject);
    }
}

Test(network_write, every_shipped_network)
{
    DIR *folder = opendir(ENOS_SOURCE_DIR "/workloads");
    int count = 0;
    cr_assert_not_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char path[600];
        if (!strstr(entry->d_name, ".yaml"))
            continue;
        snprintf(path, sizeof path, "%s/workloads/%s", ENOS_SOURCE_DIR, entry->d_name);
        check_file(path);
        count++;
    }
    closedir(folder);
    cr_assert_geq(count, 11);
}

/* Every key, and what comes by default in one operation but not in another. */
Test(network_write, every_key)
{
    struct subject subject = begin_text(
        "{shape: [4, 9, 7], bits: 4, signed: false}\nsource: \"" DRAWN "\"",
        "  - {name: -a, op: conv, filters: 4, kernel: [3, 2], pad: [2, 1], stride: [2, "
        "1], dilation: [2, 1], groups: 2, relu: false}\n"
        "  - {name: \"null\", op: depthwise, inputs: input, kernel: 3, pad: 1, relu: "
        "true}\n"
        "  - {name: .5, op: max_pool, inputs: \"null\", kernel: 2, stride: 2, round: "
        "up}\n"
        "  - {name: b/c, op: average_pool, inputs: \"null\", kernel: [3, 1], stride: [2, "
        "2], pad: [1, 0]}\n"
        "  - {name: s, op: shuffle, groups: 2}\n"
        "  - {name: d, op: add, inputs: [.5, s, .5], relu: true}\n"
        "  - {name: e, op: concat, inputs: [d, s]}\n"
        "  - {name: x, op: max_pool, inputs: -a, kernel: [1, 2], stride: [1, 3]}\n"
        "  - {name: y, op: global_average, inputs: x}\n"
        "  - {name: z, op: global_average, inputs: e}\n"
        "  - {name: f, op: concat, inputs: [y, z]}\n"
        "  - {name: g, op: full, filters: 3}\n",
        "T8 MF4");
    expect_round_trip(&subject);
    end(&subject);
}

Test(network_write, nothing_is_pinned_that_was_not)
{
    struct subject subject = begin_shipped("squeezenet", "T8");
    struct network *back = write_and_read(subject.network, NULL, subject.diag);
    for (int i = 0; i < back->node_count; i++)
        cr_assert_null(back->node[i].choice.op);
    network_free(back);
    end(&subject);
}

/* Comments are on top, each one line whatever is in it. */
Test(network_write, a_file_with_comments)
{
    static const char *const comments[] = {"tool: enos-search 0.1.0", "odd: \n\xff\xc3\xa9", NULL};
    char folder[] = "/tmp/enos_network_XXXXXX", path[100], line[100];
    struct subject subject = begin_shipped("squeezenet", "T8");
    struct network *back;
    cr_assert_not_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/network.yaml", folder);
    cr_assert_eq(network_write(subject.network, path, subject.choice, comments, subject.diag), 0);
    cr_assert_eq(network_read(&back, path, NULL, 0, subject.diag), 0);
    expect_same(subject.network, back);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(fgets(line, sizeof line, file));
    cr_assert_str_eq(line, "# tool: enos-search 0.1.0\n");
    cr_assert_not_null(fgets(line, sizeof line, file));
    cr_assert_str_eq(line, "# odd: ??\xc3\xa9\n");
    cr_assert_not_null(fgets(line, sizeof line, file));
    cr_assert_str_eq(line, "format: enos/network/1\n");
    fclose(file);
    network_free(back);
    unlink(path);
    rmdir(folder);
    cr_assert_eq(network_write(subject.network, path, NULL, NULL, subject.diag), -1);
    expect_some(subject.diag, "network.yaml: error: cannot be written: No such file");
    end(&subject);
}
