// The loops of convolution and pooling over channels-last arrays, `[items, depth, height, width, channels]`.
//
// One and two dimensions are three with leading axes of length 1. No kernel starts threads: the caller hands out ranges.
#ifndef CONVOLUTIONKERNELS_H
#define CONVOLUTIONKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A convolution: output position o and tap k of an axis read input position o · stride - before + k · dilation, zero where
/// that is outside. Any number may be negative but lengths, window, stride and dilation.
typedef struct {
    ptrdiff_t in[3], out[3], window[3], stride[3], before[3], dilation[3];
    ptrdiff_t inputs, outputs, groups;
} cvk_convolution;

/// col[row - first, tap - firstTap, channel]: what each output position reads, for output positions `first ..< end` counted
/// over all items, taps `firstTap ..< endTap` of the window, and the input channels of one group. col needs room for 16
/// numbers more, which may be written.
void cvk_unfold(const cvk_convolution *c, const float *x, ptrdiff_t first, ptrdiff_t end, ptrdiff_t group, ptrdiff_t firstTap,
                ptrdiff_t endTap, float *col);
/// The reverse: adds col `[positions, taps, channels of the group]` of positions `first ..< end` of ONE item to its dx.
void cvk_fold(const cvk_convolution *c, float *dx, ptrdiff_t first, ptrdiff_t end, ptrdiff_t group, const float *col);
/// to[taps - 1 - tap, output of the group, group, input] = from[tap, input, group, output of the group]: the weight of the
/// convolution that is the input gradient of another with stride 1.
void cvk_turn_weight(const cvk_convolution *c, const float *from, float *to);
/// y = max(0, y + bias) by rows; bias may be null, the maximum is optional.
void cvk_bias_relu(float *y, const float *bias, bool relu, ptrdiff_t rows, ptrdiff_t columns);

/// One input channel a group (depthwise), `outputs / inputs` outputs each. Output rows (positions along the last axis) `first
/// ..< end` counted over all items. w is `[taps, outputs]`.
void cvk_depthwise(const cvk_convolution *c, const float *x, const float *w, const float *bias, bool relu, float *y,
                   ptrdiff_t first, ptrdiff_t end);
/// dx of one item, written whole.
void cvk_depthwise_input(const cvk_convolution *c, const float *dy, const float *w, float *dx);
/// dw `[taps, outputs]` of `items` items, written whole.
void cvk_depthwise_weight(const cvk_convolution *c, const float *x, const float *dy, ptrdiff_t items, float *dw);

/// Windows to take a maximum or a mean of: output position o of an axis reads the `count[o]` input positions `start[o] + k ·
/// step`, all of them inside.
typedef struct {
    ptrdiff_t in[3], out[3], step[3];
    const int32_t *start[3], *count[3];
    /// The most that a window holds.
    ptrdiff_t largest;
    ptrdiff_t channels;
    /// Whether no input is read by two windows.
    bool apart;
    /// Whether each input is read by some window.
    bool covering;
} cvk_windows;

/// The maxima, and where in its window each was found (the number among the positions it reads; the first of equal ones; NaN
/// wins), one byte each where `largest` is below 255, else four. With `relu` max(0, maximum); where that is 0 the place is
/// the largest number, which no window has. `places` may be null. Output rows `first ..< end` counted over all items.
void cvk_max_pool(const cvk_windows *c, const float *x, bool relu, float *y, void *places, ptrdiff_t first, ptrdiff_t end);
/// dx of items `first ..< end`, written whole.
void cvk_max_pool_backward(const cvk_windows *c, const float *dy, const void *places, float *dx, ptrdiff_t first, ptrdiff_t end);
/// Sums times share[output position].
void cvk_mean_pool(const cvk_windows *c, const float *x, const float *share, float *y, ptrdiff_t first, ptrdiff_t end);
/// dx of items `first ..< end`, written whole.
void cvk_mean_pool_backward(const cvk_windows *c, const float *dy, const float *share, float *dx, ptrdiff_t first, ptrdiff_t end);

#endif
