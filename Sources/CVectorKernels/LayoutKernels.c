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
