// What the kernels of this folder share.
#ifndef CVECTORKERNELS_SHARED_H
#define CVECTORKERNELS_SHARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// One clone for each processor level.
#if defined(__x86_64__) && defined(__linux__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

// Before a loop whose output may be its input: an iteration reads and writes its own element alone, so vector code is safe,
// which the compiler cannot know.
#define IN_PLACE _Pragma("clang loop vectorize(assume_safety)")

#define INLINE static inline __attribute__((always_inline))

// exp with a relative error below 2e-7 (Cephes: a degree-5 polynomial after reduction by log 2), written so that loops
// over it become vector code.
static inline float exponential(float x) {
    x = x < -87.0f ? -87.0f : x;
    x = x > 88.0f ? 88.0f : x;
    float n = (x * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
    float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    int32_t bits = ((int32_t)n + 127) << 23;
    float power;
    memcpy(&power, &bits, 4);
    return p * power;
}

// The natural logarithm of a normal positive number, to about 1e-7 (Cephes: a degree-8 polynomial after the exponent is
// taken off), written so that loops over it become vector code.
static inline float logarithm(float x) {
    int32_t bits;
    memcpy(&bits, &x, 4);
    float e = (float)((bits >> 23) - 126);
    bits = (bits & 0x007fffff) | 0x3f000000;
    float m;
    memcpy(&m, &bits, 4);
    float low = m < 0.707106781186547524f ? 1.0f : 0.0f;
    e -= low;
    m = m + low * m - 1.0f;
    float z = m * m;
    float p = 7.0376836292e-2f;
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    p = p * m * z;
    p += e * -2.12194440e-4f;
    p -= 0.5f * z;
    return m + p + e * 0.693359375f;
}

// exp(x) - 1 with the same error, also near 0: 2ⁿ (exp(r) - 1) + (2ⁿ - 1). NaN stays NaN.
static inline float exponential_minus_one(float x) {
    float clamped = x < -87.0f ? -87.0f : x;
    clamped = clamped > 88.0f ? 88.0f : clamped;
    float n = (clamped * 1.44269504088896341f + 12582912.0f) - 12582912.0f;
    float r = (clamped - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r;
    int32_t bits = ((int32_t)n + 127) << 23;
    float power;
    memcpy(&power, &bits, 4);
    return p * power + (power - 1.0f);
}

// A 32-bit mixer with low bias (C. Wellons, "Prospecting for hash functions", 2018).
static inline uint32_t mix(uint32_t x) {
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    return x;
}

// The hash of (key, index): the index stepped by a Weyl constant from one half of the key, mixed, joined with the other
// half, and mixed again.
static inline uint32_t element_hash(uint32_t low, uint32_t high, uint32_t index) {
    return mix(mix(index * 0x9e3779b9u + low) ^ high);
}

// Sixteen numbers that need not be aligned.
typedef float sixteen __attribute__((vector_size(64), aligned(4), may_alias));
// What a comparison of them gives: all bits of a lane set where it holds.
typedef int32_t masks __attribute__((vector_size(64), aligned(4), may_alias));

// The inner product in sixteen interleaved partial sums, which are added in pairs.
static inline __attribute__((always_inline)) float interleaved_dot(const float *a, const float *b, size_t width) {
    sixteen sums = {0};
    size_t whole = width - width % 16;
    for (size_t c = 0; c < whole; c += 16) sums += *(const sixteen *)(a + c) * *(const sixteen *)(b + c);
    float rest = 0;
    for (size_t c = whole; c < width; c++) rest += a[c] * b[c];
    sums += __builtin_shufflevector(sums, sums, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    sums += __builtin_shufflevector(sums, sums, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
    sums += __builtin_shufflevector(sums, sums, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
    return sums[0] + sums[1] + rest;
}

// What the elements of row `row` are hashed with.
static inline uint32_t row_key(uint64_t key, uint64_t row) {
    return element_hash((uint32_t)key, (uint32_t)(key >> 32), (uint32_t)row) + (uint32_t)(row >> 32);
}

static inline bool element_kept(uint32_t rowKey, size_t column, uint32_t threshold) {
    return mix((uint32_t)column * 0x9e3779b9u + rowKey) < threshold;
}

#endif
