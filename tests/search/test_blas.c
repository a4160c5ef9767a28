/* Several libraries have functions of CBLAS's names, GSL's slow one among them: which is linked
 * shows in no result. */
#define _GNU_SOURCE /* dladdr, RTLD_DEFAULT */

#include <cblas.h>
#include <criterion/criterion.h>
#include <dlfcn.h>

static const char *library_of(const char *function)
{
    Dl_info info = {0};
    void *address = dlsym(RTLD_DEFAULT, function);
    cr_assert(address && dladdr(address, &info) && info.dli_fname, "%s", function);
    return info.dli_fname;
}

Test(blas, products_are_of_openblas)
{
    cr_assert(openblas_get_num_threads() > 0);
    cr_assert_str_eq(library_of("cblas_sgemm"), library_of("openblas_get_num_threads"));
    cr_assert_str_eq(library_of("cblas_dgemm"), library_of("openblas_get_num_threads"));
}
