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

// What the elements of row `row` are hashed with.
static inline uint32_t row_key(uint64_t key, uint64_t row) {
    return element_hash((uint32_t)key, (uint32_t)(key >> 32), (uint32_t)row) + (uint32_t)(row >> 32);
}

static inline bool element_kept(uint32_t rowKey, size_t column, uint32_t threshold) {
    return mix((uint32_t)column * 0x9e3779b9u + rowKey) < threshold;
}

#endif
