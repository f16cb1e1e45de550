#include "CVectorKernels.h"
#include "Shared.h"

CLONES void cvk_pair_dots(float *out, const float *z, const int32_t *sources, const int32_t *targets, size_t count, size_t width) {
    for (size_t i = 0; i < count; i++)
        out[i] = interleaved_dot(z + (size_t)sources[i] * width, z + (size_t)targets[i] * width, width);
}

CLONES void cvk_pair_scatter(float *restrict out, const float *c, const float *z, const int32_t *sources, const int32_t *targets,
                             size_t count, size_t width) {
    for (size_t i = 0; i < count; i++) {
        size_t s = (size_t)sources[i] * width, t = (size_t)targets[i] * width;
        float factor = c[i];
        for (size_t k = 0; k < width; k++) out[s + k] += factor * z[t + k];
        for (size_t k = 0; k < width; k++) out[t + k] += factor * z[s + k];
    }
}

CLONES double cvk_softplus_sum(float *slope, const float *x, float sign, float scale, size_t count) {
    double total = 0;
    float part[256];
    for (size_t start = 0; start < count; start += 256) {
        size_t length = count - start < 256 ? count - start : 256;
        const float *in = x + start;
        for (size_t i = 0; i < length; i++) {
            float v = sign * in[i], e = exponential(-__builtin_fabsf(v));
            part[i] = (v > 0 ? v : 0) + logarithm(1.0f + e) + (v - v);  // NaN stays NaN
        }
        if (slope != NULL)
            for (size_t i = 0; i < length; i++) {
                float v = sign * in[i], e = exponential(-__builtin_fabsf(v));
                slope[start + i] = sign * scale * (v >= 0 ? 1.0f : e) / (1.0f + e);
            }
        for (size_t i = 0; i < length; i++) total += (double)part[i];
    }
    return total;
}

// Giles, 2010, "Approximating the erfinv function": two polynomials in log(1 - x²).
CLONES void cvk_normal(float *out, uint64_t key, size_t first, size_t count) {
    uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = element_hash(low, high + (uint32_t)((first + i) >> 32), (uint32_t)(first + i)) >> 8;
        float x = (float)((int32_t)(2 * bits + 1) - (1 << 24)) * 0x1p-24f;
        float w = -logarithm((1.0f - x) * (1.0f + x));
        float a = w - 2.5f, p = 2.81022636e-08f;
        p = p * a + 3.43273939e-07f;
        p = p * a - 3.5233877e-06f;
        p = p * a - 4.39150654e-06f;
        p = p * a + 0.00021858087f;
        p = p * a - 0.00125372503f;
        p = p * a - 0.00417768164f;
        p = p * a + 0.246640727f;
        p = p * a + 1.50140941f;
        float b = __builtin_elementwise_sqrt(w > 5.0f ? w : 5.0f) - 3.0f, q = -0.000200214257f;
        q = q * b + 0.000100950558f;
        q = q * b + 0.00134934322f;
        q = q * b - 0.00367342844f;
        q = q * b + 0.00573950773f;
        q = q * b - 0.0076224613f;
        q = q * b + 0.00943887047f;
        q = q * b + 1.00167406f;
        q = q * b + 2.83297682f;
        out[i] = 1.41421356237f * x * (w < 5.0f ? p : q);
    }
}

CLONES void cvk_reparametrize(float *out, const float *mean, const float *l, const float *noise, float limit, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = mean[i] + noise[i] * exponential(l[i] > limit ? limit : l[i]);
}

CLONES double cvk_gaussian_divergence(float *dm, float *dl, const float *m, const float *l, float limit, float scale, size_t count) {
    double total = 0;
    float part[256];
    for (size_t start = 0; start < count; start += 256) {
        size_t length = count - start < 256 ? count - start : 256;
        for (size_t i = 0; i < length; i++) {
            float cut = l[start + i] > limit ? limit : l[start + i], mean = m[start + i];
            part[i] = mean * mean + exponential(2 * cut) - 1.0f - 2 * cut;
        }
        if (dm != NULL)
            for (size_t i = start; i < start + length; i++) {
                dm[i] = 2 * scale * m[i];
                dl[i] = l[i] > limit ? 0 : 2 * scale * (exponential(2 * l[i]) - 1.0f);
            }
        for (size_t i = 0; i < length; i++) total += (double)part[i];
    }
    return total;
}
