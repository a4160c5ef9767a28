/* --vary: values, ranges, keys that change together, and every mistake at its place. */
#include <stdlib.h>
#include <string.h>

#include "explore_axis.h"
#include "workloads/expect.h"

/* The values in one line: "a|b" or, of two keys, "a,b|c,d". */
static void expect_values(const char *text, const char *wanted)
{
    struct explore_axis axis;
    struct diag_list *diag;
    char found[1024] = "";
    cr_assert_eq(diag_create(&diag), 0);
    if (explore_axis_parse(&axis, text, diag))
        expect_error(diag, 0, "(no error)");
    for (size_t v = 0; v < axis.value_count; v++)
        for (size_t k = 0; k < axis.key_count; k++) {
            strcat(found, k ? "," : v ? "|" : "");
            strcat(found, explore_axis_value(&axis, v, k));
        }
    cr_assert_str_eq(found, wanted);
    explore_axis_free(&axis);
    diag_free(diag);
}

static void expect_mistake(const char *text, const char *wanted)
{
    struct explore_axis axis;
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    cr_assert_eq(explore_axis_parse(&axis, text, diag), -1, "%s", text);
    expect_error(diag, 0, wanted);
    diag_free(diag);
}

Test(explore_axis, values)
{
    expect_values("array.rows=12", "12");
    expect_values("array.rows=12,14 , 16", "12|14|16");
    expect_values("storage.GLB.capacity=27 KiB,54 KiB", "27 KiB|54 KiB");
    expect_values("storage.GLB.bypass=[W],[W, I, O]", "[W]|[W, I, O]");
    expect_values("array={rows: 12, columns: 14},{rows: 8, columns: 21}",
                  "{rows: 12, columns: 14}|{rows: 8, columns: 21}");
    expect_values("x='a,b',\"c,d\"", "'a,b'|\"c,d\"");
    expect_values("x=8/b,1", "8/b|1");
    expect_values("x=a=b", "a=b");
}

Test(explore_axis, ranges)
{
    expect_values("array.rows=2:5", "2|3|4|5");
    expect_values("array.rows=4:16+4,20", "4|8|12|16|20");
    expect_values("x=0.1:0.3+0.1", "0.1|0.2|0.3");
    expect_values("x=27 KiB:432 KiB*2", "27 KiB|54 KiB|108 KiB|216 KiB|432 KiB");
    expect_values("x=27:100 KiB * 2", "27 KiB|54 KiB");
    expect_values("clock=100:200+50 MHz", "100 MHz|150 MHz|200 MHz");
    expect_values("x=5:5", "5");
    expect_values("x=a:b", "a:b");
}

Test(explore_axis, keys_that_change_together)
{
    expect_values("array.rows,array.columns=12/14,8/21", "12,14|8,21");
    expect_values("a,b=[1, 2]/x,{c: 1}/y", "[1, 2],x|{c: 1},y");
    expect_values("a,b=1:3/x,2/y", "1:3,x|2,y");
}

Test(explore_axis, mistakes)
{
    expect_mistake("array.rows", "--vary:1:1: error: there is no '='");
    expect_mistake("=1,2", "--vary:1:1: error: a key is missing");
    expect_mistake("a,=1/2", "--vary:1:3: error: a key is missing");
    expect_mistake("a=", "--vary:1:3: error: a value is missing");
    expect_mistake("a=1,,2", "--vary:1:5: error: a value is missing");
    expect_mistake("a=1,2,1", "--vary:1:7: error: this gives a value twice");
    expect_mistake("a=1:4,3", "--vary:1:7: error: this gives a value twice");
    expect_mistake("a,b=1/2,3", "--vary:1:9: error: expected one value for each key");
    expect_mistake("a,b=1/2/3", "--vary:1:5: error: expected one value for each key");
    expect_mistake("a=8:4", "--vary:1:3: error: the range is empty");
    expect_mistake("a=1:8*1", "--vary:1:3: error: the factor of a range is above 1");
    expect_mistake("a=0:8*2", "--vary:1:3: error: a range with a factor begins above 0");
    expect_mistake("a=1:8+0", "--vary:1:3: error: the step of a range is above 0");
    expect_mistake("a=1 KiB:8 MiB*2", "--vary:1:3: error: the numbers of a range have one unit");
    expect_mistake("a=1:8+x", "--vary:1:3: error: write a range as");
    expect_mistake("a=1:100000", "--vary:1:3: error: more than 4096 values of one key");
    expect_mistake("a,b,c,d,e,f,g,h,i=1/2/3/4/5/6/7/8/9",
                   "--vary:1:17: error: at most 8 keys change together");
}

Test(explore_axis, a_key_is_varied_once)
{
    static const char *const texts[] = {"array.rows=1,2", "x,machine:array.rows=1/2"};
    struct explore_axis axis[2];
    struct diag_list *diag;
    cr_assert_eq(diag_create(&diag), 0);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(explore_axis_parse(&axis[i], texts[i], diag), 0);
    cr_assert_eq(explore_axes_check(axis, 1, diag), 0);
    cr_assert_eq(explore_axes_check(axis, 2, diag), -1);
    cr_assert_eq(diag_count(diag), 1);
    expect_error(diag, 0, "--vary: error: 'machine:array.rows' is varied twice");
    for (int i = 0; i < 2; i++)
        explore_axis_free(&axis[i]);
    diag_free(diag);
}
