#include "CVectorKernels.h"
#include "Shared.h"

enum { lanes = 16 };

static inline __attribute__((always_inline)) float dot(const float *a, const float *b, size_t width) {
    float sums[lanes] = {0};
    size_t whole = width - width % lanes;
    for (size_t c = 0; c < whole; c += lanes)
        for (int lane = 0; lane < lanes; lane++) sums[lane] += a[c + lane] * b[c + lane];
    for (size_t c = whole; c < width; c++) sums[c - whole] += a[c] * b[c];
    float total = 0;
    for (int lane = 0; lane < lanes; lane++) total += sums[lane];
    return total;
}

CLONES void cvk_skip_gram(float *a, float *b, const int32_t *walk, size_t length, uint64_t number, float rate, cvk_skip_gram_t s) {
    float change[1024];
    if (s.width > 1024) return;  // the caller checks
    // every walk has its own numbers: half of the key is mixed with the walk's number
    uint32_t low = (uint32_t)s.key ^ element_hash((uint32_t)(s.key >> 32), (uint32_t)(number >> 32), (uint32_t)number);
    uint32_t high = (uint32_t)(s.key >> 32), counter = 0;
    for (size_t place = 0; place < length; place++) {
        // a window of 1 … window, as word2vec draws it: near neighbours count more often
        size_t reach = 1 + ((uint64_t)element_hash(low, high, counter++) * s.window >> 32);
        size_t from = place > reach ? place - reach : 0, to = place + reach < length ? place + reach : length - 1;
        float *u = a + (size_t)walk[place] * s.width;
        for (size_t other = from; other <= to; other++) {
            if (other == place) continue;
            for (size_t c = 0; c < s.width; c++) change[c] = 0;
            for (size_t n = 0; n <= s.negatives; n++) {
                int32_t node = walk[other];
                if (n > 0) {
                    node = s.table[(uint64_t)element_hash(low, high, counter++) * s.tableSize >> 32];
                    if (node == walk[other]) continue;
                }
                float *v = b + (size_t)node * s.width;
                float x = dot(u, v, s.width), e = exponential(-__builtin_fabsf(x));
                float sigmoid = (x >= 0 ? 1.0f : e) / (1.0f + e);
                float step = rate * ((n == 0 ? 1.0f : 0.0f) - sigmoid);
                for (size_t c = 0; c < s.width; c++) change[c] += step * v[c];
                for (size_t c = 0; c < s.width; c++) v[c] += step * u[c];
            }
            for (size_t c = 0; c < s.width; c++) u[c] += change[c];
        }
    }
}
