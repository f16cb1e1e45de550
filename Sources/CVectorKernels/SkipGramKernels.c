#include "CVectorKernels.h"
#include "Shared.h"

CLONES void cvk_skip_gram(float *a, float *b, const int32_t *walk, size_t length, uint64_t number, float rate, cvk_skip_gram_t s) {
    float middle[1024], change[1024];
    int32_t drawn[1024];
    if (s.width > 1024 || s.negatives >= 1024) return;  // the caller checks
    // every walk has its own numbers: half of the key is mixed with the walk's number
    uint32_t low = (uint32_t)s.key ^ element_hash((uint32_t)(s.key >> 32), (uint32_t)(number >> 32), (uint32_t)number);
    uint32_t high = (uint32_t)(s.key >> 32), counter = 0;
    for (size_t place = 0; place < length; place++) {
        // a window of 1 … window, as word2vec draws it: near neighbours count more often
        size_t reach = 1 + ((uint64_t)element_hash(low, high, counter++) * s.window >> 32);
        size_t from = place > reach ? place - reach : 0, to = place + reach < length ? place + reach : length - 1;
        float *restrict u = a + (size_t)walk[place] * s.width;
        for (size_t other = from; other <= to; other++) {
            if (other == place) continue;
            for (size_t c = 0; c < s.width; c++) {
                middle[c] = u[c];
                change[c] = 0;
            }
            // all draws first, so that their look-ups do not wait for one another
            drawn[0] = walk[other];
            for (size_t n = 1; n <= s.negatives; n++) {
                drawn[n] = s.table[(uint64_t)element_hash(low, high, counter++) * s.tableSize >> 32];
                __builtin_prefetch(b + (size_t)drawn[n] * s.width);
            }
            for (size_t n = 0; n <= s.negatives; n++) {
                int32_t node = drawn[n];
                if (n > 0 && node == walk[other]) continue;
                float *restrict v = b + (size_t)node * s.width;
                float x = interleaved_dot(middle, v, s.width), e = exponential(-__builtin_fabsf(x));
                float sigmoid = (x >= 0 ? 1.0f : e) / (1.0f + e);
                float step = rate * ((n == 0 ? 1.0f : 0.0f) - sigmoid);
                for (size_t c = 0; c < s.width; c++) {
                    float old = v[c];
                    change[c] += step * old;
                    v[c] = old + step * middle[c];
                }
            }
            for (size_t c = 0; c < s.width; c++) u[c] += change[c];
        }
    }
}
