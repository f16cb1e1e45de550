#ifndef CVECTORKERNELS_NARROW_H
#define CVECTORKERNELS_NARROW_H

#include <stdbool.h>

/// C[m, n] = op(A) B[k, n] for n of 16, 32, 48 or 64; op(A) is A[m, k], or with `transposeA` the transpose of A[k, m].
/// ldc, lda, ldb: from row to row. Element (i, j) is summed over rising k, whatever m is.
/// Where at most a fifth of A is not zero (by eight of its rows, of 32 numbers or more), zeros are skipped: the same bits
/// for finite numbers.
/// With `start`, rows as C's, the product is added to that; it may be C itself.
void cvk_narrow_product(float *c, long ldc, const float *a, long lda, bool transposeA, const float *b, long ldb, long m,
                        long n, long k, const float *start);

#endif
