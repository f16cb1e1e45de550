// A network's first convolution where few numbers are read for each output (one to three input channels); alone, and with the
// batch normalization, ReLU and 2×2 maximum behind it, where what the convolution makes is never in memory: it is computed anew
// where it is needed, which costs less than reading it.
//
// Stride 1, no dilation, no groups. The picture is laid out by `cvk_stem_plane` first. No kernel starts threads.
#ifndef STEMKERNELS_H
#define STEMKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// x `[items, in[0], in[1], inputs]`; output position o reads x at o - before ... o - before + window - 1; taps are (row, column,
/// channel) of the window in that order. Outputs are a multiple of 16.
typedef struct {
    ptrdiff_t in[2], out[2], window[2], before[2];
    ptrdiff_t inputs, outputs;
} cvk_stem;

/// The most taps that the kernels serve.
enum { CVK_STEM_TAPS = 32 };

/// Numbers of an item's plane: `[inputs, height and width with the zeros around]`, and room behind it.
ptrdiff_t cvk_stem_plane_size(const cvk_stem *c);
/// The plane of one item x `[in[0], in[1], inputs]`.
void cvk_stem_plane(const cvk_stem *c, const float *x, float *plane);

/// One item: y `[out[0], out[1], outputs]` = max(0, plane ∗ w + bias), w `[taps, outputs]`; bias may be null, the maximum is
/// optional.
void cvk_stem_forward(const cvk_stem *c, const float *plane, const float *w, const float *bias, bool relu, float *y);
/// One item: sums `[taps, outputs]` += Σ p dyᵀ over the output positions, p being what one reads.
void cvk_stem_weight(const cvk_stem *c, const float *plane, const float *dy, float *sums);

/// sums `[taps]` += Σ p and products `[taps, taps]` += Σ p pᵀ over the output positions of one item, p being what one reads.
void cvk_stem_moments(const cvk_stem *c, const float *plane, double *sums, double *products);
/// One item: y `[out[0] / 2, out[1] / 2, outputs]` = max(0, maximum over windows of 2 by 2 of (plane ∗ w + shift)), w `[taps,
/// outputs]`; `places` (may be null) gets which of the four it is, 4 where it is not positive.
void cvk_stem_pool(const cvk_stem *c, const float *plane, const float *w, const float *shift, float *y, uint8_t *places);
/// One item: sums `[taps + 1, outputs]` += Σ dy p over the places, p being what the place read; the last row Σ dy.
void cvk_stem_pool_products(const cvk_stem *c, const float *plane, const float *dy, const uint8_t *places, float *sums);

#endif
