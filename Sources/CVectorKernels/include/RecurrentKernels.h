// Elementwise steps of recurrent cells.
#ifndef CVECTORKERNELS_RECURRENT_H
#define CVECTORKERNELS_RECURRENT_H

#include <stddef.h>

/// A gated recurrent unit for rows first ..< last of `width` units each: of a [3 width] and b [3 width], the gates' sums from the
/// input and from the old state (r, z, n side by side), out = (1 - z) n + z old with r = s(a_r + b_r), z = s(a_z + b_z),
/// n = tanh(a_n + r b_n); a is replaced by r, z, n.
void cvk_gru_forward(float *restrict out, float *restrict a, const float *restrict b, const float *restrict old, size_t first,
                     size_t last, size_t width);
/// Its derivatives from `up` for a, b and the old state; `gates` are r, z, n as the forward step left them.
void cvk_gru_backward(float *restrict da, float *restrict db, float *restrict dold, const float *restrict gates,
                      const float *restrict b, const float *restrict old, const float *restrict up, size_t first, size_t last,
                      size_t width);

/// Long short-term memory for rows first ..< last of `width` units each: of a [4 width], the gates' sums (i, f, g, o side by
/// side), and the old memory, out [2 width] = state and new memory: s(f) old + s(i) tanh g, state s(o) tanh of that; a is
/// replaced by s(i), s(f), tanh g, s(o).
void cvk_lstm_forward(float *restrict out, float *restrict a, const float *restrict old, size_t first, size_t last,
                      size_t width);
/// Its derivatives from `up` [2 width] for a and the old memory; `gates` and `out` as the forward step left them.
void cvk_lstm_backward(float *restrict da, float *restrict dold, const float *restrict gates, const float *restrict out,
                       const float *restrict old, const float *restrict up, size_t first, size_t last, size_t width);

#endif
