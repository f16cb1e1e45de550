#include "NormPoolKernels.h"
#include "Shared.h"

INLINE void better(float x, float v, int32_t number, float *best, float *chosen, int32_t *at) {
    bool wins = v > *best || v != v;
    *best = wins ? v : *best;
    *chosen = wins ? x : *chosen;
    *at = wins ? number : *at;
}

CLONES
void cvk_norm_pool(float *y, float *chosen, uint8_t *places, const float *x, const float *mean, const float *factor,
                   const float *shift, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, ptrdiff_t first, ptrdiff_t end) {
    ptrdiff_t rows = height / 2, columns = width / 2, down = width * channels;
    for (ptrdiff_t row = first; row < end; row++) {
        const float *line = x + ((row / rows) * height + (row % rows) * 2) * down;
        for (ptrdiff_t column = 0; column < columns; column++) {
            const float *p = line + column * 2 * channels;
            ptrdiff_t to = (row * columns + column) * channels;
            float *restrict out = y + to;
            if (chosen == NULL) {
                for (ptrdiff_t c = 0; c < channels; c++) {
                    float best = -__builtin_inff(), kept = 0;
                    int32_t at = 0;
                    better(p[c], (p[c] - mean[c]) * factor[c] + shift[c], 0, &best, &kept, &at);
                    better(p[channels + c], (p[channels + c] - mean[c]) * factor[c] + shift[c], 1, &best, &kept, &at);
                    better(p[down + c], (p[down + c] - mean[c]) * factor[c] + shift[c], 2, &best, &kept, &at);
                    better(p[down + channels + c], (p[down + channels + c] - mean[c]) * factor[c] + shift[c], 3, &best, &kept, &at);
                    out[c] = best < 0 ? 0 : best;
                }
                continue;
            }
            float *restrict raw = chosen + to;
            uint8_t *restrict place = places + to;
            for (ptrdiff_t c = 0; c < channels; c++) {
                float best = -__builtin_inff(), kept = 0;
                int32_t at = 0;
                better(p[c], (p[c] - mean[c]) * factor[c] + shift[c], 0, &best, &kept, &at);
                better(p[channels + c], (p[channels + c] - mean[c]) * factor[c] + shift[c], 1, &best, &kept, &at);
                better(p[down + c], (p[down + c] - mean[c]) * factor[c] + shift[c], 2, &best, &kept, &at);
                better(p[down + channels + c], (p[down + channels + c] - mean[c]) * factor[c] + shift[c], 3, &best, &kept, &at);
                out[c] = best < 0 ? 0 : best;
                raw[c] = kept;
                place[c] = (uint8_t)at;
            }
        }
    }
}

enum { block = 64 };

// One of the four of each window: t = (it is the place ? passed : 0) - constant - (p - mean) slope.
INLINE void tap(float *restrict t, const float *restrict p, const uint8_t *restrict place, uint8_t number,
                const float *restrict passed, const float *restrict mean, const float *restrict constant,
                const float *restrict slope, ptrdiff_t count) {
    for (ptrdiff_t c = 0; c < count; c++) t[c] = (place[c] == number ? passed[c] : 0) - constant[c] - (p[c] - mean[c]) * slope[c];
}

INLINE void unread(float *restrict dx, const float *restrict x, const float *restrict mean, const float *restrict constant,
                   const float *restrict slope, ptrdiff_t channels) {
    for (ptrdiff_t c = 0; c < channels; c++) dx[c] = -constant[c] - (x[c] - mean[c]) * slope[c];
}

INLINE void pass(float *restrict passed, const float *restrict g, const float *restrict raw, const float *restrict mean,
                 const float *restrict factor, const float *restrict shift, ptrdiff_t count) {
    for (ptrdiff_t c = 0; c < count; c++) passed[c] = (raw[c] - mean[c]) * factor[c] + shift[c] > 0 ? factor[c] * g[c] : 0;
}

CLONES
void cvk_norm_pool_backward(float *dx, const float *dy, const float *chosen, const uint8_t *places, const float *x,
                            const float *mean, const float *factor, const float *shift, const float *constant,
                            const float *slope, ptrdiff_t height, ptrdiff_t width, ptrdiff_t channels, ptrdiff_t first,
                            ptrdiff_t end) {
    ptrdiff_t rows = height / 2, columns = width / 2, down = width * channels;
    for (ptrdiff_t item = first; item < end; item++) {
        const float *picture = x + item * height * down;
        float *target = dx + item * height * down;
        for (ptrdiff_t row = 0; row < rows; row++)
            for (ptrdiff_t column = 0; column < columns; column++) {
                ptrdiff_t at = row * 2 * down + column * 2 * channels, from = ((item * rows + row) * columns + column) * channels;
                for (ptrdiff_t c = 0; c < channels; c += block) {
                    ptrdiff_t count = channels - c < block ? channels - c : block;
                    float passed[block];
                    pass(passed, dy + from + c, chosen + from + c, mean + c, factor + c, shift + c, count);
                    const ptrdiff_t steps[4] = {0, channels, down, down + channels};
                    for (int n = 0; n < 4; n++)
                        tap(target + at + steps[n] + c, picture + at + steps[n] + c, places + from + c, (uint8_t)n, passed, mean + c,
                            constant + c, slope + c, count);
                }
            }
        if (width % 2)
            for (ptrdiff_t row = 0; row < rows * 2; row++) {
                ptrdiff_t at = row * down + (width - 1) * channels;
                unread(target + at, picture + at, mean, constant, slope, channels);
            }
        if (height % 2)
            for (ptrdiff_t column = 0; column < width; column++) {
                ptrdiff_t at = (height - 1) * down + column * channels;
                unread(target + at, picture + at, mean, constant, slope, channels);
            }
    }
}
