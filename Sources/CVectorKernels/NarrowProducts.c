#include "NarrowProducts.h"
#include "Shared.h"

// Products with few columns, 16 to 64, whose second factor stays in the first-level cache: six rows of the result are held
// in registers, so that nothing has to be packed first. With 512-bit registers this runs at the processor's limit.

#define INLINE static inline __attribute__((always_inline))
#define ROWS 6
typedef float v16 __attribute__((vector_size(64), aligned(4)));

// C[rows, 16 V] = A[rows, k] B[k, 16 V]; element (i, p) of A is a[i * si + p * sp].
#define BLOCK(V)                                                                                                        \
    INLINE void block_##V(float *c, long ldc, const float *restrict a, long si, long sp,                       \
                          const float *restrict b, long ldb, long k, const float *d) {                                       \
        v16 acc[ROWS][V];                                                                                               \
        for (int r = 0; r < ROWS; r++)                                                                                  \
            for (int v = 0; v < V; v++) acc[r][v] = d ? *(const v16 *)(d + r * ldc + 16 * v) : (v16){0};                \
        for (long p = 0; p < k; p++) {                                                                                  \
            v16 row[V];                                                                                                 \
            for (int v = 0; v < V; v++) row[v] = *(const v16 *)(b + p * ldb + 16 * v);                                  \
            for (int r = 0; r < ROWS; r++) {                                                                            \
                float x = a[r * si + p * sp];                                                                           \
                for (int v = 0; v < V; v++) acc[r][v] += x * row[v];                                                    \
            }                                                                                                           \
        }                                                                                                               \
        for (int r = 0; r < ROWS; r++)                                                                                  \
            for (int v = 0; v < V; v++) *(v16 *)(c + r * ldc + 16 * v) = acc[r][v];                                     \
    }                                                                                                                   \
    INLINE void line_##V(float *c, const float *restrict a, long sp, const float *restrict b, long ldb,        \
                         long k, const float *d) {                                                                      \
        v16 acc[V];                                                                                                     \
        for (int v = 0; v < V; v++) acc[v] = d ? *(const v16 *)(d + 16 * v) : (v16){0};                                 \
        for (long p = 0; p < k; p++)                                                                                    \
            for (int v = 0; v < V; v++) acc[v] += a[p * sp] * *(const v16 *)(b + p * ldb + 16 * v);                     \
        for (int v = 0; v < V; v++) *(v16 *)(c + 16 * v) = acc[v];                                                      \
    }                                                                                                                   \
    INLINE void product_##V(float *c, long ldc, const float *restrict a, long si, long sp,                     \
                            const float *restrict b, long ldb, long m, long k, const float *d) {                        \
        long i = 0;                                                                                                     \
        for (; i + ROWS <= m; i += ROWS) block_##V(c + i * ldc, ldc, a + i * si, si, sp, b, ldb, k, d ? d + i * ldc : d); \
        for (; i < m; i++) line_##V(c + i * ldc, a + i * si, sp, b, ldb, k, d ? d + i * ldc : d);                       \
    }
BLOCK(1)
BLOCK(2)
BLOCK(3)
BLOCK(4)

INLINE void narrow(float *c, long ldc, const float *a, long si, long sp, const float *b, long ldb, long m, long n, long k,
                   const float *d) {
    switch (n) {
    case 16: product_1(c, ldc, a, si, sp, b, ldb, m, k, d); break;
    case 32: product_2(c, ldc, a, si, sp, b, ldb, m, k, d); break;
    case 48: product_3(c, ldc, a, si, sp, b, ldb, m, k, d); break;
    default: product_4(c, ldc, a, si, sp, b, ldb, m, k, d); break;
    }
}

CLONES void cvk_narrow_product(float *c, long ldc, const float *a, long lda, bool transposeA, const float *b, long ldb,
                               long m, long n, long k, const float *start) {
    if (!transposeA) {
        narrow(c, ldc, a, lda, 1, b, ldb, m, n, k, start);
        return;
    }
    // Few rows of C, a long sum: in pieces whose rows of A and B stay in the cache.
    const long piece = 128;
    for (long p = 0; p < k; p += piece)
        narrow(c, ldc, a + p * lda, 1, lda, b + p * ldb, ldb, m, n, k - p < piece ? k - p : piece, p > 0 ? c : start);
}
