#include "LayoutKernels.h"

#include <string.h>

#include "Shared.h"

// Squares of 16 by 16 numbers: both sides stay in the nearest cache.
enum { square = 16 };

CLONES void cvk_exchange(float *restrict out, const float *restrict x, size_t first, size_t second, size_t inner, size_t start,
                         size_t end) {
    if (inner > 1) {
        for (size_t j = start; j < end; j++)
            for (size_t i = 0; i < first; i++)
                memcpy(out + (j * first + i) * inner, x + (i * second + j) * inner, inner * sizeof(float));
        return;
    }
    for (size_t i0 = 0; i0 < first; i0 += square) {
        size_t i1 = i0 + square < first ? i0 + square : first;
        for (size_t j0 = start; j0 < end; j0 += square) {
            size_t j1 = j0 + square < end ? j0 + square : end;
            if (i1 - i0 == square) {
                for (size_t j = j0; j < j1; j++)
                    for (size_t i = 0; i < square; i++) out[j * first + i0 + i] = x[(i0 + i) * second + j];
            } else {
                for (size_t j = j0; j < j1; j++)
                    for (size_t i = i0; i < i1; i++) out[j * first + i] = x[i * second + j];
            }
        }
    }
}

CLONES void cvk_axis_map(float *restrict out, const float *restrict x, const int32_t *starts, const int32_t *indices,
                         const float *weights, size_t from, size_t to, size_t inner, float fill, size_t first, size_t last) {
    for (size_t row = first; row < last; row++) {
        size_t outer = row / to, place = row % to;
        float *target = out + row * inner;
        const float *source = x + outer * from * inner;
        int32_t k = starts[place], end = starts[place + 1];
        if (k == end) {
            for (size_t i = 0; i < inner; i++) target[i] = fill;
            continue;
        }
        const float *row0 = source + (size_t)indices[k] * inner;
        float w = weights[k];
        if (w == 1.0f)
            memcpy(target, row0, inner * sizeof(float));
        else
            for (size_t i = 0; i < inner; i++) target[i] = w * row0[i];
        for (k++; k < end; k++) {
            const float *part = source + (size_t)indices[k] * inner;
            float share = weights[k];
            for (size_t i = 0; i < inner; i++) target[i] += share * part[i];
        }
    }
}
