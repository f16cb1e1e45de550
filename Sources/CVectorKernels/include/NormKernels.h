#ifndef CVECTORKERNELS_NORM_H
#define CVECTORKERNELS_NORM_H

#include <stdbool.h>

// Batch normalization over rows [rows, width], the channels side by side; sums are added to what is there already.

/// sum[c] += Σ (x[r, c] - shift[c]), square[c] += Σ (x[r, c] - shift[c])²
void cvk_column_moments(double *sum, double *square, const float *x, const float *shift, long rows, long width);
/// y = (x - mean) factor + shift, then max(y, 0) where `relu`.
void cvk_normalize_rows(float *y, const float *x, const float *mean, const float *factor, const float *shift, bool relu,
                        long rows, long width);
/// g = upstream, with `relu` 0 where (x - mean) factor + shift is not positive; sum[c] += Σ g, product[c] += Σ g (x - mean[c]).
void cvk_normalize_sums(double *sum, double *product, const float *upstream, const float *x, const float *mean,
                        const float *factor, const float *shift, bool relu, long rows, long width);
/// dx = factor g - constant - (x - mean) slope, the same g
void cvk_normalize_backward(float *dx, const float *upstream, const float *x, const float *mean, const float *factor,
                            const float *shift, bool relu, const float *constant, const float *slope, long rows, long width);

#endif
