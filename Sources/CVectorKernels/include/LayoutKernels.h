// The order of axes.
#ifndef CVECTORKERNELS_LAYOUT_H
#define CVECTORKERNELS_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/// Rows start ..< end of out [second, first, inner], which is x [first, second, inner] with its first two axes exchanged.
void cvk_exchange(float *restrict out, const float *restrict x, size_t first, size_t second, size_t inner, size_t start,
                  size_t end);

/// Rows first ..< last of out [outer, to, inner] from x [outer, from, inner]: out[o, j, :] is the sum over k of
/// starts[j] ..< starts[j + 1] of weights[k] x[o, indices[k], :], or `fill` where there is none.
void cvk_axis_map(float *restrict out, const float *restrict x, const int32_t *starts, const int32_t *indices,
                  const float *weights, size_t from, size_t to, size_t inner, float fill, size_t first, size_t last);

#endif
