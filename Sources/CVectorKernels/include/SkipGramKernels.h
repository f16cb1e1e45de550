// Skip-gram with negative sampling: the training loop of node2vec.
#ifndef SKIPGRAMKERNELS_H
#define SKIPGRAMKERNELS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t width;
    /// How far from the node in the middle a walk's nodes count as its neighbourhood.
    size_t window;
    /// False neighbours for each true one.
    size_t negatives;
    /// Nodes as often as they are to be drawn as false neighbours.
    const int32_t *table;
    size_t tableSize;
    uint64_t key;
} cvk_skip_gram_t;

/// One pass over a walk of `length` nodes (of `number` in the order of training): for each pair (u, v) within the window,
/// a step of stochastic gradient descent on -log s(a[u] · b[v]) - sum over negatives of log s(-a[u] · b[n]).
void cvk_skip_gram(float *a, float *b, const int32_t *walk, size_t length, uint64_t number, float rate, cvk_skip_gram_t settings);

#endif
