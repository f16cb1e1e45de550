// Pictures: bytes seen through crops, pads and flips, to bytes or numbers.
#ifndef PICTUREKERNELS_H
#define PICTUREKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Row y, column x shows source pixel (y0 + dy y, x0 + dx x) where top <= y < bottom and left <= x < right, else `fill`; dy and
/// dx are 1 or -1, `stride` is the length of a source row in bytes.
typedef struct {
    const uint8_t *source;
    long stride, channels, height, width, y0, dy, x0, dx, top, bottom, left, right;
    uint8_t fill;
} cvk_picture_t;

/// The pixels seen, height x width x channels bytes.
void cvk_picture_bytes(cvk_picture_t picture, uint8_t *out);
/// scale[c] byte + bias[c] of the pixels seen; 1 to 4 channels.
void cvk_picture_floats(cvk_picture_t picture, const float *scale, const float *bias, float *out);

/// Rows resampled from `width` pixels to `new_width`: pixel x is the sum over k < counts[x] of weights[taps x + k] times pixel
/// starts[x] + k, in 22 bits behind the point, rounded and cut off at 0 and 255.
void cvk_resample_rows(uint8_t *restrict out, const uint8_t *restrict in, long rows, long width, long new_width, long channels,
                       const int32_t *restrict starts, const int32_t *restrict counts, const int32_t *restrict weights, long taps);
/// Columns likewise: row y of `new_rows` from rows of `stride` bytes.
void cvk_resample_columns(uint8_t *restrict out, const uint8_t *restrict in, long new_rows, long stride,
                          const int32_t *restrict starts, const int32_t *restrict counts, const int32_t *restrict weights,
                          long taps);
/// Pixel (x, y) is found at (m[0] (x + 1/2) + m[1] (y + 1/2) + m[2], m[3] … ), bilinear between the middles of pixels, as Pillow
/// computes it; what lies outside is left as it is.
void cvk_affine_bilinear(uint8_t *restrict out, const uint8_t *restrict in, long height, long width, long channels,
                         const double *m);
/// Adds `step` to the hue byte of RGB pixels, `channels` (3 or 4) bytes apart, by way of Pillow's bytes of hue, saturation, value.
void cvk_turn_hue(uint8_t *pixels, long count, long channels, uint8_t step);
/// other + factor (value - other) in Float32, truncated and cut off, of three colours; other is the pixel's gray.
void cvk_blend_with_gray(uint8_t *pixels, long count, long channels, float factor);

#endif
