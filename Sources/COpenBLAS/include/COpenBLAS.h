// Dense matrix products from OpenBLAS, loaded when first needed.
//
// OpenBLAS chooses its kernels and starts its threads while it is being loaded, before `main`. Version 0.3.21 takes
// AMD's AVX-512 processors for Haswell, which makes small products up to six times slower, and its own threads fight
// GraphBLAS's. Loading it late lets us set OPENBLAS_CORETYPE and OPENBLAS_NUM_THREADS first, without starting the
// process anew, and keeps both out of the start-up of commands that multiply nothing. An OPENBLAS_CORETYPE set by the user wins.
#ifndef COPENBLAS_H
#define COPENBLAS_H

#if !__has_include(<cblas.h>)
#error "OpenBLAS's header was not found: install libopenblas-dev (apt-get install libopenblas-dev), or run `make setup`."
#endif

#include <stdbool.h>

/// C[m, n] = alpha op(A) op(B) + beta C, all row-major, on the calling thread. Returns false when OpenBLAS could not be
/// loaded (`copenblas_error` says why).
bool copenblas_sgemm(bool transposeA, bool transposeB, long m, long n, long k, float alpha, const float *a, long lda,
                     const float *b, long ldb, float beta, float *c, long ldc);

/// Loads the library now; null when it worked, else the reason.
const char *copenblas_error(void);
/// What OpenBLAS says of its version and options, or an empty string.
const char *copenblas_config(void);
/// The kernels in use ("SkylakeX", "Haswell", …), or an empty string.
const char *copenblas_corename(void);

#endif
