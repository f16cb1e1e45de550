#include "RecurrentKernels.h"

#include "Shared.h"

#include <stdint.h>
#include <string.h>

static inline float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }
// tanh by e^(2|x|) - 1, exact near 0
static inline float hyperbolic_tangent(float x) {
    float size = x < 0 ? -x : x;
    float e = exponential_minus_one(size < 20.0f ? 2.0f * size : 40.0f);
    float y = e / (e + 2.0f);
    return x < 0 ? -y : y;
}

CLONES void cvk_gru_forward(float *restrict out, float *restrict a, const float *restrict b, const float *restrict old,
                            size_t first, size_t last, size_t width) {
    for (size_t row = first; row < last; row++) {
        float *r = a + row * 3 * width, *z = r + width, *n = z + width;
        const float *br = b + row * 3 * width, *bz = br + width, *bn = bz + width;
        for (size_t c = 0; c < width; c++) r[c] = sigmoid(r[c] + br[c]);
        for (size_t c = 0; c < width; c++) z[c] = sigmoid(z[c] + bz[c]);
        for (size_t c = 0; c < width; c++) n[c] = hyperbolic_tangent(n[c] + r[c] * bn[c]);
        const float *h = old + row * width;
        float *to = out + row * width;
        for (size_t c = 0; c < width; c++) to[c] = (1.0f - z[c]) * n[c] + z[c] * h[c];
    }
}

CLONES void cvk_gru_backward(float *restrict da, float *restrict db, float *restrict dold, const float *restrict gates,
                             const float *restrict b, const float *restrict old, const float *restrict up, size_t first,
                             size_t last, size_t width) {
    for (size_t row = first; row < last; row++) {
        size_t base = row * 3 * width, at = row * width;
        for (size_t c = 0; c < width; c++) {
            float r = gates[base + c], z = gates[base + width + c], n = gates[base + 2 * width + c], d = up[at + c];
            float dn = d * (1.0f - z) * (1.0f - n * n);
            float dz = d * (old[at + c] - n) * z * (1.0f - z);
            float dr = dn * b[base + 2 * width + c] * r * (1.0f - r);
            da[base + c] = dr;
            db[base + c] = dr;
            da[base + width + c] = dz;
            db[base + width + c] = dz;
            da[base + 2 * width + c] = dn;
            db[base + 2 * width + c] = dn * r;
            dold[at + c] = d * z;
        }
    }
}

CLONES void cvk_lstm_forward(float *restrict out, float *restrict a, const float *restrict old, size_t first, size_t last,
                             size_t width) {
    for (size_t row = first; row < last; row++) {
        float *i = a + row * 4 * width, *f = i + width, *g = f + width, *o = g + width;
        for (size_t c = 0; c < 2 * width; c++) i[c] = sigmoid(i[c]);
        for (size_t c = 0; c < width; c++) g[c] = hyperbolic_tangent(g[c]);
        for (size_t c = 0; c < width; c++) o[c] = sigmoid(o[c]);
        const float *memory = old + row * width;
        float *state = out + row * 2 * width, *new = state + width;
        for (size_t c = 0; c < width; c++) new[c] = f[c] * memory[c] + i[c] * g[c];
        for (size_t c = 0; c < width; c++) state[c] = o[c] * hyperbolic_tangent(new[c]);
    }
}

CLONES void cvk_lstm_backward(float *restrict da, float *restrict dold, const float *restrict gates, const float *restrict out,
                              const float *restrict old, const float *restrict up, size_t first, size_t last, size_t width) {
    for (size_t row = first; row < last; row++) {
        size_t base = row * 4 * width, from = row * 2 * width, at = row * width;
        for (size_t c = 0; c < width; c++) {
            float i = gates[base + c], f = gates[base + width + c], g = gates[base + 2 * width + c], o = gates[base + 3 * width + c];
            float t = hyperbolic_tangent(out[from + width + c]), u = up[from + c];
            // what comes to the new memory through the state and to itself
            float d = u * o * (1.0f - t * t) + up[from + width + c];
            da[base + c] = d * g * i * (1.0f - i);
            da[base + width + c] = d * old[at + c] * f * (1.0f - f);
            da[base + 2 * width + c] = d * i * (1.0f - g * g);
            da[base + 3 * width + c] = u * t * o * (1.0f - o);
            dold[at + c] = d * f;
        }
    }
}
