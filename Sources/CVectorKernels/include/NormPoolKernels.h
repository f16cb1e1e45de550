#ifndef CVECTORKERNELS_NORMPOOL_H
#define CVECTORKERNELS_NORMPOOL_H

#include <stddef.h>
#include <stdint.h>

/// Batch normalization, ReLU and the maximum of windows of 2 by 2 that do not overlap, for pictures
/// [items, height, width, channels]; an odd last row or column is not read.
///
/// y = max(0, max over the window of (x - mean) factor + shift), [items, height / 2, width / 2, channels]. `chosen` gets x
/// where the maximum was found, `places` which of the four it is (0 to 3 in reading order, the first of equal ones); both
/// may be NULL. Output rows first ..< end of all items are done.
void cvk_norm_pool(float *y, float *chosen, uint8_t *places, const float *x, const float *mean, const float *factor,
                   const float *shift, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, ptrdiff_t first, ptrdiff_t end);

/// dx = factor g - constant - (x - mean) slope, where g is dy at the place of a window's maximum if that was positive, else 0;
/// for items first ..< end.
void cvk_norm_pool_backward(float *dx, const float *dy, const float *chosen, const uint8_t *places, const float *x,
                            const float *mean, const float *factor, const float *shift, const float *constant,
                            const float *slope, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, ptrdiff_t first,
                            ptrdiff_t end);

#endif
