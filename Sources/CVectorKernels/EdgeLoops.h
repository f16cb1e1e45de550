// What the loops over grouped edges share.
#ifndef CVECTORKERNELS_EDGELOOPS_H
#define CVECTORKERNELS_EDGELOOPS_H

#include "MessageKernels.h"
#include "Shared.h"

INLINE size_t place_of(cvk_edges_t edges, size_t k) { return edges.places != NULL ? (size_t)edges.places[k] : k; }
INLINE size_t neighbour_of(cvk_edges_t edges, size_t k) {
    return edges.neighbours != NULL ? (size_t)edges.neighbours[k] : place_of(edges, k);
}
INLINE float leaky(float z, float slope) { return z > 0 ? z : slope * z; }

// Eight interleaved partial sums, so that the loop becomes vector code without reordering by a compiler flag.
INLINE float dot(const float *a, const float *b, size_t count) {
    float partial[8] = {0}, rest = 0;
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (int lane = 0; lane < 8; lane++) partial[lane] += a[i + lane] * b[i + lane];
    for (; i < count; i++) rest += a[i] * b[i];
    return ((partial[0] + partial[4]) + (partial[1] + partial[5])) + ((partial[2] + partial[6]) + (partial[3] + partial[7])) + rest;
}

#define EACH_ROW(r) for (size_t r = first; r < last; r++)
#define EACH_EDGE(k, r) for (size_t k = edges.starts[r]; k < edges.starts[r + 1]; k++)

#endif
