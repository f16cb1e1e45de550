#include "NormKernels.h"
#include "Shared.h"

// Loops of batch normalization over rows [rows, width], the channels side by side.

CLONES void cvk_column_moments(double *restrict sum, double *restrict square, const float *restrict x,
                               const float *restrict shift, long rows, long width) {
    for (long r = 0; r < rows; r++) {
        const float *row = x + r * width;
        for (long c = 0; c < width; c++) {
            double d = (double)row[c] - (double)shift[c];
            sum[c] += d;
            square[c] += d * d;
        }
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

CLONES void cvk_normalize_sums(double *restrict sum, double *restrict product, const float *restrict upstream,
                               const float *restrict x, const float *restrict mean, const float *restrict y, bool relu,
                               long rows, long width) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < width; c++) {
            long i = r * width + c;
            float g = relu && !(y[i] > 0) ? 0 : upstream[i];
            sum[c] += (double)g;
            product[c] += (double)g * (double)(x[i] - mean[c]);
        }
}

CLONES void cvk_normalize_backward(float *restrict dx, const float *restrict upstream, const float *restrict x,
                                   const float *restrict mean, const float *restrict y, bool relu,
                                   const float *restrict factor, const float *restrict constant,
                                   const float *restrict slope, long rows, long width) {
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < width; c++) {
            long i = r * width + c;
            float g = relu && !(y[i] > 0) ? 0 : upstream[i];
            dx[i] = factor[c] * (g - constant[c]) - (x[i] - mean[c]) * slope[c];
        }
}
