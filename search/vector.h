/* Loops that gcc should compile for wide vectors, too, chosen when the program starts. Products
 * and sums are not fused (-ffp-contract=off), so every variant gives the same bits. */
#ifndef SEARCH_VECTOR_H
#define SEARCH_VECTOR_H

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__OPTIMIZE__) &&    \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define VECTOR_LOOP __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define VECTOR_LOOP
#endif

#endif
