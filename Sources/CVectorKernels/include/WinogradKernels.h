// Winograd's minimal filtering for 3×3 convolutions with stride 1 over channels-last pictures: tiles of 4×4 outputs are 36
// products of numbers where the definition has 144.
//
// Y = Aᵀ [(G w Gᵀ) ∘ (Bᵀ x B)] A for a tile, summed over the input channels, so that each of the 36 places is a product of
// matrices, tiles by channels. The points are 0, ±5/8, ±3/2 and ∞, which lose less precision than 0, ±1, ±2 and ∞.
//
// Source: Lavin & Gray, 2016, "Fast Algorithms for Convolutional Neural Networks", arXiv:1509.09308. No kernel starts threads.
#ifndef WINOGRADKERNELS_H
#define WINOGRADKERNELS_H

#include <stdbool.h>
#include <stddef.h>

/// x `[items, in[0], in[1], inputs]`, y `[items, out[0], out[1], outputs]`; y at o reads x at o - before + 0, 1, 2. Channels
/// are multiples of 16.
typedef struct {
    ptrdiff_t in[2], out[2], before[2];
    ptrdiff_t inputs, outputs;
} cvk_winograd;

/// Places of a transformed tile.
enum { CVK_WINOGRAD_PLACES = 36 };

/// Tiles of one item.
ptrdiff_t cvk_winograd_tiles(const cvk_winograd *c);
/// Numbers of scratch memory for so many tiles at once, for the two kernels over tiles.
ptrdiff_t cvk_winograd_scratch(const cvk_winograd *c, ptrdiff_t tiles);

/// u = G w Gᵀ of w `[3, 3, inputs, outputs]`, for input channels `first ..< end`; u `[36 · inputs · outputs]` in an order that is
/// the kernels' own.
void cvk_winograd_weight(const cvk_winograd *c, const float *w, float *u, ptrdiff_t first, ptrdiff_t end);
/// y = max(0, x ∗ w + bias) for tiles `first ..< end` counted over all items; bias may be null, the maximum is optional.
void cvk_winograd_forward(const cvk_winograd *c, const float *x, const float *u, const float *bias, bool relu, float *y,
                          ptrdiff_t first, ptrdiff_t end, float *scratch);
/// sums `[36, inputs, outputs]` = the transformed weight's gradient over tiles `first ..< end`, `step` tiles at a time, and totals
/// `[outputs]` = Σ dY over them (may be null). Both written whole.
void cvk_winograd_weight_gradient(const cvk_winograd *c, const float *x, const float *dy, float *sums, float *totals,
                                  ptrdiff_t first, ptrdiff_t end, ptrdiff_t step, float *scratch);
/// dw `[3, 3, inputs, outputs]` = Gᵀ (Σ sums) G over `count` partial sums that follow each other, for input channels `first ..<
/// end`.
void cvk_winograd_fold(const cvk_winograd *c, const float *sums, ptrdiff_t count, float *dw, ptrdiff_t first, ptrdiff_t end);

#endif
