#include "CVectorKernels.h"
#include "Shared.h"

enum { block = 64, no_byte = 255 };
static const int32_t no_place = INT32_MAX;

// One output position: where its window starts, and how many positions it reads along each axis.
typedef struct {
    const float *x;
    ptrdiff_t count[3], step[3];
} window_t;

INLINE window_t window_at(const cvk_windows *c, const float *x, ptrdiff_t item, ptrdiff_t d, ptrdiff_t h, ptrdiff_t w) {
    window_t v;
    v.count[0] = c->count[0][d];
    v.count[1] = c->count[1][h];
    v.count[2] = c->count[2][w];
    v.step[2] = c->step[2] * c->channels;
    v.step[1] = c->step[1] * c->in[2] * c->channels;
    v.step[0] = c->step[0] * c->in[1] * c->in[2] * c->channels;
    v.x = x + (((item * c->in[0] + c->start[0][d]) * c->in[1] + c->start[1][h]) * c->in[2] + c->start[2][w]) * c->channels;
    return v;
}

INLINE void max_block(window_t v, ptrdiff_t from, ptrdiff_t count, bool relu, float *y, void *places, bool bytes) {
    float best[block];
    int32_t at[block];
    for (ptrdiff_t j = 0; j < count; j++) {
        best[j] = relu ? 0.0f : -__builtin_inff();
        at[j] = relu ? no_place : 0;
    }
    int32_t number = 0;
    for (ptrdiff_t d = 0; d < v.count[0]; d++)
        for (ptrdiff_t h = 0; h < v.count[1]; h++)
            for (ptrdiff_t w = 0; w < v.count[2]; w++, number++) {
                const float *source = v.x + d * v.step[0] + h * v.step[1] + w * v.step[2] + from;
                for (ptrdiff_t j = 0; j < count; j++) {
                    bool wins = source[j] > best[j] || source[j] != source[j];
                    best[j] = wins ? source[j] : best[j];
                    at[j] = wins ? number : at[j];
                }
            }
    for (ptrdiff_t j = 0; j < count; j++) y[from + j] = best[j];
    if (places == NULL) return;
    if (bytes)
        for (ptrdiff_t j = 0; j < count; j++) ((uint8_t *)places)[from + j] = (uint8_t)at[j];
    else
        for (ptrdiff_t j = 0; j < count; j++) ((int32_t *)places)[from + j] = at[j];
}

// Two by two without padding: all four are read at once.
INLINE void max_square(const float *x, ptrdiff_t down, ptrdiff_t channels, bool relu, float *restrict y, uint8_t *restrict places) {
    for (ptrdiff_t j = 0; j < channels; j++) {
        float best = relu ? 0.0f : -__builtin_inff();
        int32_t at = relu ? no_byte : 0;
        float a = x[j], b = x[channels + j], c = x[down + j], d = x[down + channels + j];
        at = a > best || a != a ? 0 : at;
        best = a > best || a != a ? a : best;
        at = b > best || b != b ? 1 : at;
        best = b > best || b != b ? b : best;
        at = c > best || c != c ? 2 : at;
        best = c > best || c != c ? c : best;
        at = d > best || d != d ? 3 : at;
        best = d > best || d != d ? d : best;
        y[j] = best;
        places[j] = (uint8_t)at;
    }
}

CLONES
void cvk_max_pool(const cvk_windows *c, const float *x, bool relu, float *y, void *places, ptrdiff_t first, ptrdiff_t end) {
    bool bytes = c->largest < no_byte;
    ptrdiff_t channels = c->channels;
    for (ptrdiff_t row = first; row < end; row++) {
        ptrdiff_t h = row % c->out[1], d = row / c->out[1] % c->out[0], item = row / c->out[1] / c->out[0];
        for (ptrdiff_t w = 0; w < c->out[2]; w++) {
            window_t v = window_at(c, x, item, d, h, w);
            ptrdiff_t target = (row * c->out[2] + w) * channels;
            void *to = places == NULL ? NULL : (char *)places + (bytes ? target : target * 4);
            if (bytes && to != NULL && v.count[0] == 1 && v.count[1] == 2 && v.count[2] == 2 && c->step[2] == 1) {
                max_square(v.x, v.step[1], channels, relu, y + target, to);
                continue;
            }
            ptrdiff_t j = 0;
            for (; j + block <= channels; j += block) max_block(v, j, block, relu, y + target, to, bytes);
            if (j < channels) max_block(v, j, channels - j, relu, y + target, to, bytes);
        }
    }
}

INLINE void spread(const cvk_windows *c, window_t v, const float *restrict dy, const void *places, bool bytes, bool store) {
    int32_t number = 0;
    for (ptrdiff_t d = 0; d < v.count[0]; d++)
        for (ptrdiff_t h = 0; h < v.count[1]; h++)
            for (ptrdiff_t w = 0; w < v.count[2]; w++, number++) {
                float *restrict target = (float *)v.x + d * v.step[0] + h * v.step[1] + w * v.step[2];
                if (bytes) {
                    const uint8_t *at = places;
                    if (store)
                        for (ptrdiff_t j = 0; j < c->channels; j++) target[j] = at[j] == number ? dy[j] : 0;
                    else
                        for (ptrdiff_t j = 0; j < c->channels; j++) target[j] += at[j] == number ? dy[j] : 0;
                } else {
                    const int32_t *at = places;
                    for (ptrdiff_t j = 0; j < c->channels; j++) target[j] += at[j] == number ? dy[j] : 0;
                }
            }
}

CLONES
void cvk_max_pool_backward(const cvk_windows *c, const float *dy, const void *places, float *dx, ptrdiff_t first, ptrdiff_t end) {
    bool bytes = c->largest < no_byte;
    ptrdiff_t size = c->in[0] * c->in[1] * c->in[2] * c->channels;
    ptrdiff_t position = first * c->out[0] * c->out[1] * c->out[2];
    bool store = c->apart && bytes;
    for (ptrdiff_t item = first; item < end; item++) {
        if (!(store && c->covering)) memset(dx + item * size, 0, (size_t)size * sizeof(float));
        for (ptrdiff_t d = 0; d < c->out[0]; d++)
            for (ptrdiff_t h = 0; h < c->out[1]; h++)
                for (ptrdiff_t w = 0; w < c->out[2]; w++, position++) {
                    window_t v = window_at(c, dx, item, d, h, w);
                    const void *at = (const char *)places + position * c->channels * (bytes ? 1 : 4);
                    if (store)
                        spread(c, v, dy + position * c->channels, at, true, true);
                    else
                        spread(c, v, dy + position * c->channels, at, bytes, false);
                }
    }
}

CLONES
void cvk_mean_pool(const cvk_windows *c, const float *x, const float *share, float *y, ptrdiff_t first, ptrdiff_t end) {
    ptrdiff_t channels = c->channels;
    for (ptrdiff_t row = first; row < end; row++) {
        ptrdiff_t h = row % c->out[1], d = row / c->out[1] % c->out[0], item = row / c->out[1] / c->out[0];
        for (ptrdiff_t w = 0; w < c->out[2]; w++) {
            window_t v = window_at(c, x, item, d, h, w);
            float *restrict target = y + (row * c->out[2] + w) * channels;
            float part = share[(d * c->out[1] + h) * c->out[2] + w];
            for (ptrdiff_t j = 0; j < channels; j++) target[j] = 0;
            for (ptrdiff_t kd = 0; kd < v.count[0]; kd++)
                for (ptrdiff_t kh = 0; kh < v.count[1]; kh++)
                    for (ptrdiff_t kw = 0; kw < v.count[2]; kw++) {
                        const float *source = v.x + kd * v.step[0] + kh * v.step[1] + kw * v.step[2];
                        for (ptrdiff_t j = 0; j < channels; j++) target[j] += source[j];
                    }
            for (ptrdiff_t j = 0; j < channels; j++) target[j] *= part;
        }
    }
}

CLONES
void cvk_mean_pool_backward(const cvk_windows *c, const float *dy, const float *share, float *dx, ptrdiff_t first, ptrdiff_t end) {
    ptrdiff_t channels = c->channels, size = c->in[0] * c->in[1] * c->in[2] * channels;
    ptrdiff_t positions = c->out[0] * c->out[1] * c->out[2];
    for (ptrdiff_t item = first; item < end; item++) {
        memset(dx + item * size, 0, (size_t)size * sizeof(float));
        const float *upstream = dy + item * positions * channels;
        ptrdiff_t position = 0;
        for (ptrdiff_t d = 0; d < c->out[0]; d++)
            for (ptrdiff_t h = 0; h < c->out[1]; h++)
                for (ptrdiff_t w = 0; w < c->out[2]; w++, position++, upstream += channels) {
                    window_t v = window_at(c, dx, item, d, h, w);
                    float part = share[position];
                    for (ptrdiff_t kd = 0; kd < v.count[0]; kd++)
                        for (ptrdiff_t kh = 0; kh < v.count[1]; kh++)
                            for (ptrdiff_t kw = 0; kw < v.count[2]; kw++) {
                                float *restrict target =
                                    (float *)v.x + kd * v.step[0] + kh * v.step[1] + kw * v.step[2];
                                for (ptrdiff_t j = 0; j < channels; j++) target[j] += part * upstream[j];
                            }
                }
    }
}
