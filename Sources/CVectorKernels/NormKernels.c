#include "NormKernels.h"
#include "Shared.h"

// Loops of batch normalization over rows [rows, width], the channels side by side.

// Rows whose numbers are added in single precision before they go into the double sums: 16 roundings cost no digit that
// counts, and the conversions would take most of the time.
enum { batch = 16 };

// Sixteen sums in single precision added to sixteen in double precision.
INLINE void flush(double *to, const sixteen *x) {
    for (int i = 0; i < 16; i++) to[i] += (double)(*x)[i];
}

// The sums of `count` times sixteen columns, which stay in registers.
INLINE void moments(double *restrict sum, double *restrict square, const float *restrict x, const float *restrict shift,
                    long rows, long width, const int count) {
    sixteen zero = {0};
    for (long first = 0; first < rows; first += batch) {
        long last = first + batch < rows ? first + batch : rows;
        sixteen s[4] = {zero, zero, zero, zero}, q[4] = {zero, zero, zero, zero};
        for (long r = first; r < last; r++)
#pragma clang loop unroll(full)
            for (int k = 0; k < count; k++) {
                sixteen d = *(const sixteen *)(x + r * width + 16 * k) - *(const sixteen *)(shift + 16 * k);
                s[k] += d;
                q[k] += d * d;
            }
        for (int k = 0; k < count; k++) {
            flush(sum + 16 * k, &s[k]);
            flush(square + 16 * k, &q[k]);
        }
    }
}

CLONES void cvk_column_moments(double *restrict sum, double *restrict square, const float *restrict x,
                               const float *restrict shift, long rows, long width) {
    long c = 0;
    for (; c + 64 <= width; c += 64) moments(sum + c, square + c, x + c, shift + c, rows, width, 4);
    for (; c + 32 <= width; c += 32) moments(sum + c, square + c, x + c, shift + c, rows, width, 2);
    for (; c + 16 <= width; c += 16) moments(sum + c, square + c, x + c, shift + c, rows, width, 1);
    if (c == width) return;
    for (long r = 0; r < rows; r++)
        for (long i = c; i < width; i++) {
            double d = (double)x[r * width + i] - (double)shift[i];
            sum[i] += d;
            square[i] += d * d;
        }
}

CLONES void cvk_normalize_rows(float *restrict y, const float *restrict x, const float *restrict mean,
                               const float *restrict factor, const float *restrict shift, bool relu, long rows,
                               long width) {
    if (relu) {
        for (long r = 0; r < rows; r++)
            for (long c = 0; c < width; c++) {
                float v = (x[r * width + c] - mean[c]) * factor[c] + shift[c];
                y[r * width + c] = v < 0 ? 0 : v;  // NaN stays
            }
    } else {
        for (long r = 0; r < rows; r++)
            for (long c = 0; c < width; c++)
                y[r * width + c] = (x[r * width + c] - mean[c]) * factor[c] + shift[c];
    }
}

// What a ReLU behind the normalization lets through: whether the result was positive is computed again, which is cheaper
// than reading it.
#define PASSED(g, d, factor, shift) ((d) * (factor) + (shift) > 0 ? (g) : 0)

INLINE void sums(double *restrict sum, double *restrict product, const float *restrict upstream, const float *restrict x,
                 const float *restrict mean, const float *restrict factor, const float *restrict shift, bool relu, long rows,
                 long width, const int count) {
    sixteen zero = {0};
    for (long first = 0; first < rows; first += batch) {
        long last = first + batch < rows ? first + batch : rows;
        sixteen s[4] = {zero, zero, zero, zero}, p[4] = {zero, zero, zero, zero};
        for (long r = first; r < last; r++)
#pragma clang loop unroll(full)
            for (int k = 0; k < count; k++) {
                sixteen g = *(const sixteen *)(upstream + r * width + 16 * k);
                sixteen d = *(const sixteen *)(x + r * width + 16 * k) - *(const sixteen *)(mean + 16 * k);
                if (relu) {
                    sixteen v = d * *(const sixteen *)(factor + 16 * k) + *(const sixteen *)(shift + 16 * k);
                    // all bits where positive, else none
                    g = (sixteen)((masks)g & (masks)(v > zero));
                }
                s[k] += g;
                p[k] += g * d;
            }
        for (int k = 0; k < count; k++) {
            flush(sum + 16 * k, &s[k]);
            flush(product + 16 * k, &p[k]);
        }
    }
}

CLONES void cvk_normalize_sums(double *restrict sum, double *restrict product, const float *restrict upstream,
                               const float *restrict x, const float *restrict mean, const float *restrict factor,
                               const float *restrict shift, bool relu, long rows, long width) {
    long c = 0;
#define BLOCK(columns)                                                                                                     \
    for (; c + columns <= width; c += columns)                                                                             \
        if (relu)                                                                                                          \
            sums(sum + c, product + c, upstream + c, x + c, mean + c, factor + c, shift + c, true, rows, width, columns / 16); \
        else                                                                                                               \
            sums(sum + c, product + c, upstream + c, x + c, mean + c, factor + c, shift + c, false, rows, width, columns / 16);
    BLOCK(64)
    BLOCK(32)
    BLOCK(16)
#undef BLOCK
    if (c == width) return;
    for (long r = 0; r < rows; r++)
        for (long i = c; i < width; i++) {
            float d = x[r * width + i] - mean[i], g = upstream[r * width + i];
            if (relu) g = PASSED(g, d, factor[i], shift[i]);
            sum[i] += (double)g;
            product[i] += (double)g * (double)d;
        }
}

CLONES void cvk_normalize_backward(float *restrict dx, const float *restrict upstream, const float *restrict x,
                                   const float *restrict mean, const float *restrict factor, const float *restrict shift,
                                   bool relu, const float *restrict constant, const float *restrict slope, long rows,
                                   long width) {
    if (relu) {
        for (long r = 0; r < rows; r++)
            for (long c = 0; c < width; c++) {
                long i = r * width + c;
                float d = x[i] - mean[c], g = PASSED(upstream[i], d, factor[c], shift[c]);
                dx[i] = factor[c] * g - constant[c] - d * slope[c];
            }
    } else {
        for (long r = 0; r < rows; r++)
            for (long c = 0; c < width; c++) {
                long i = r * width + c;
                dx[i] = factor[c] * upstream[i] - constant[c] - (x[i] - mean[c]) * slope[c];
            }
    }
}
