#include "NarrowProducts.h"
#include "RegisterBlocks.h"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Products with few columns, 16 to 64, whose second factor stays in the first-level cache: six rows of the result are held
// in registers, so that nothing has to be packed first. With 512-bit registers this runs at the processor's limit.

// Rows of data such as one-hot features of atoms are nearly all zeros. The same sums without them: a zero's product changes
// no bit of a sum of finite numbers, so the result is that of the full product. Sixteen numbers are looked at together.
#if defined(__x86_64__)
#define WIDE __attribute__((target("avx512f")))

WIDE static inline unsigned nonzeros(const float *a, long left) {
    __mmask16 inside = left >= 16 ? 0xffff : (__mmask16)((1u << left) - 1);
    return _mm512_mask_cmp_ps_mask(inside, _mm512_maskz_loadu_ps(inside, a), _mm512_setzero_ps(), _CMP_NEQ_UQ);
}

#define SPARSE(V)                                                                                                       \
    WIDE static void sparse_rows_##V(float *c, long ldc, const float *a, long lda, const float *b, long ldb, long m,    \
                                     long k, const float *d) {                                                         \
        for (long i = 0; i < m; i++) {                                                                                  \
            __m512 acc[V];                                                                                              \
            for (int v = 0; v < V; v++) acc[v] = d ? _mm512_loadu_ps(d + i * ldc + 16 * v) : _mm512_setzero_ps();       \
            for (long p = 0; p < k; p += 16)                                                                            \
                for (unsigned bits = nonzeros(a + i * lda + p, k - p); bits; bits &= bits - 1) {                        \
                    long q = p + __builtin_ctz(bits);                                                                   \
                    __m512 x = _mm512_set1_ps(a[i * lda + q]);                                                          \
                    for (int v = 0; v < V; v++)                                                                         \
                        acc[v] = _mm512_fmadd_ps(x, _mm512_loadu_ps(b + q * ldb + 16 * v), acc[v]);                     \
                }                                                                                                       \
            for (int v = 0; v < V; v++) _mm512_storeu_ps(c + i * ldc + 16 * v, acc[v]);                                 \
        }                                                                                                               \
    }                                                                                                                   \
    WIDE static void sparse_columns_##V(float *c, long ldc, const float *a, long lda, const float *b, long ldb, long m, \
                                        long k, const float *d) {                                                      \
        for (long i = 0; i < m && d != c; i++)                                                                          \
            for (int v = 0; v < V; v++)                                                                                 \
                _mm512_storeu_ps(c + i * ldc + 16 * v,                                                                  \
                                 d ? _mm512_loadu_ps(d + i * ldc + 16 * v) : _mm512_setzero_ps());                      \
        for (long p = 0; p < k; p++) {                                                                                  \
            __m512 row[V];                                                                                              \
            for (int v = 0; v < V; v++) row[v] = _mm512_loadu_ps(b + p * ldb + 16 * v);                                 \
            for (long i = 0; i < m; i += 16)                                                                            \
                for (unsigned bits = nonzeros(a + p * lda + i, m - i); bits; bits &= bits - 1) {                        \
                    long j = i + __builtin_ctz(bits);                                                                   \
                    __m512 x = _mm512_set1_ps(a[p * lda + j]);                                                          \
                    for (int v = 0; v < V; v++)                                                                         \
                        _mm512_storeu_ps(c + j * ldc + 16 * v,                                                          \
                                         _mm512_fmadd_ps(x, row[v], _mm512_loadu_ps(c + j * ldc + 16 * v)));            \
                }                                                                                                       \
        }                                                                                                               \
    }
SPARSE(1)
SPARSE(2)
SPARSE(3)
SPARSE(4)

// Whether few of the numbers differ from zero, by eight rows.
WIDE static bool is_mostly_zero(const float *a, long lda, long rows, long width) {
    if (width < 32 || rows < 16) return false;
    long count = 0;
    for (long sample = 0; sample < 8; sample++) {
        const float *row = a + (sample * (rows - 1) / 7) * lda;
        for (long p = 0; p < width; p += 16) count += __builtin_popcount(nonzeros(row + p, width - p));
    }
    return count * 5 <= 8 * width;
}

// Returns whether it did the product.
static bool sparse(float *c, long ldc, const float *a, long lda, bool transposeA, const float *b, long ldb, long m, long n,
                   long k, const float *d) {
    if (!is_mostly_zero(a, lda, transposeA ? k : m, transposeA ? m : k)) return false;
#define CALL(V) (transposeA ? sparse_columns_##V(c, ldc, a, lda, b, ldb, m, k, d) : sparse_rows_##V(c, ldc, a, lda, b, ldb, m, k, d))
    switch (n) {
    case 16: CALL(1); break;
    case 32: CALL(2); break;
    case 48: CALL(3); break;
    default: CALL(4); break;
    }
    return true;
}
#endif

CLONES static void full(float *c, long ldc, const float *a, long lda, bool transposeA, const float *b, long ldb, long m,
                        long n, long k, const float *start) {
    if (!transposeA) {
        register_product(c, ldc, a, lda, 1, b, ldb, m, n, k, start);
        return;
    }
    // Few rows of C, a long sum: in pieces whose rows of A and B stay in the cache.
    const long piece = 128;
    for (long p = 0; p < k; p += piece)
        register_product(c, ldc, a + p * lda, 1, lda, b + p * ldb, ldb, m, n, k - p < piece ? k - p : piece, p > 0 ? c : start);
}

void cvk_narrow_product(float *c, long ldc, const float *a, long lda, bool transposeA, const float *b, long ldb, long m,
                        long n, long k, const float *start) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && sparse(c, ldc, a, lda, transposeA, b, ldb, m, n, k, start)) return;
#endif
    full(c, ldc, a, lda, transposeA, b, ldb, m, n, k, start);
}
