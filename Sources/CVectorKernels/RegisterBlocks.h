// Products of small matrices held in registers: what the narrow products and Winograd's convolution are made of.
#ifndef CVECTORKERNELS_REGISTERBLOCKS_H
#define CVECTORKERNELS_REGISTERBLOCKS_H

#include "Shared.h"

#define MOST_ROWS 6
#define MOST_VECTORS 4
#define UNROLLED _Pragma("clang loop unroll(full)")

// C[rows, 16 vectors] = start + A[rows, k] B[k, 16 vectors]; element (i, p) of A is a[i * si + p * sp]. `rows` and `vectors` are
// constants of the caller, at most 6 and 4: with 512-bit registers the sums never leave them. `start` has C's stride and may be
// C itself, or null for zeros.
INLINE void register_block(const int rows, const int vectors, float *c, long ldc, const float *restrict a, long si, long sp,
                           const float *restrict b, long ldb, long k, const float *start) {
    sixteen sums[MOST_ROWS][MOST_VECTORS];
    UNROLLED for (int r = 0; r < rows; r++)
        UNROLLED for (int v = 0; v < vectors; v++)
            sums[r][v] = start ? *(const sixteen *)(start + r * ldc + 16 * v) : (sixteen){0};
    for (long p = 0; p < k; p++) {
        sixteen row[MOST_VECTORS];
        UNROLLED for (int v = 0; v < vectors; v++) row[v] = *(const sixteen *)(b + p * ldb + 16 * v);
        UNROLLED for (int r = 0; r < rows; r++) {
            float x = a[r * si + p * sp];
            UNROLLED for (int v = 0; v < vectors; v++) sums[r][v] += x * row[v];
        }
    }
    UNROLLED for (int r = 0; r < rows; r++)
        UNROLLED for (int v = 0; v < vectors; v++) *(sixteen *)(c + r * ldc + 16 * v) = sums[r][v];
}

// The same for any number of rows, in blocks of nearly equal height.
INLINE void register_rows(const int vectors, float *c, long ldc, const float *restrict a, long si, long sp,
                          const float *restrict b, long ldb, long m, long k, const float *start) {
    long blocks = (m + MOST_ROWS - 1) / MOST_ROWS;
    for (long block = 0, i = 0; block < blocks; block++) {
        long height = (m - i + blocks - block - 1) / (blocks - block);
#define BLOCK_OF(R)                                                                                                     \
    case R:                                                                                                             \
        register_block(R, vectors, c + i * ldc, ldc, a + i * si, si, sp, b, ldb, k, start ? start + i * ldc : start);   \
        break;
        switch (height) {
            BLOCK_OF(1)
            BLOCK_OF(2)
            BLOCK_OF(3)
            BLOCK_OF(4)
            BLOCK_OF(5)
            BLOCK_OF(6)
        }
#undef BLOCK_OF
        i += height;
    }
}

// The same for 16, 32, 48 or 64 columns.
INLINE void register_product(float *c, long ldc, const float *a, long si, long sp, const float *b, long ldb, long m, long n,
                             long k, const float *start) {
    switch (n) {
    case 16: register_rows(1, c, ldc, a, si, sp, b, ldb, m, k, start); break;
    case 32: register_rows(2, c, ldc, a, si, sp, b, ldb, m, k, start); break;
    case 48: register_rows(3, c, ldc, a, si, sp, b, ldb, m, k, start); break;
    default: register_rows(4, c, ldc, a, si, sp, b, ldb, m, k, start); break;
    }
}

#endif
