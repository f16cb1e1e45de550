// Graph attention in one pass over each node's edges: scores, softmax, dropout and the weighted sum, and the derivative of
// all of them. What the edges keep is two numbers a head.
#ifndef ATTENTIONKERNELS_H
#define ATTENTIONKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "MessageKernels.h"

/// How coefficients are dropped: edge k is known by `edgeIDs[k]` (k itself when null), its heads by their numbers.
typedef struct {
    bool active;
    uint64_t key;
    uint32_t threshold;
    float scale;
    const int32_t *edgeIDs;
} cvk_edge_dropout_t;

/// The most heads that these kernels take.
enum { cvk_attention_heads = 64 };

/// a[r, h] = x[r, h, :] . u[h, :], b[r, h] = x[r, h, :] . v[h, :]
void cvk_head_scores(float *restrict a, float *restrict b, const float *x, const float *u, const float *v, size_t first,
                     size_t last, size_t heads, size_t features);
/// du[h, :] += sum over these rows of da[r, h] x[r, h, :], dv the same of db
void cvk_head_scores_backward(float *restrict du, float *restrict dv, const float *da, const float *db, const float *x,
                              size_t first, size_t last, size_t heads, size_t features);
/// alpha[k, h] = softmax over the edges k of row r of leaky(a[r, h] + b[neighbour, h]); dropped = dropout(alpha) (may be
/// alpha itself where nothing is dropped); y[r, h, :] = sum of dropped[k, h] x[neighbour, h, :].
void cvk_attention(float *restrict y, float *alpha, float *dropped, const float *x, const float *a, const float *b,
                   cvk_edges_t edges, size_t first, size_t last, size_t heads, size_t features, float slope,
                   cvk_edge_dropout_t dropout);
/// Rows are targets: dz[k, h] = d/d(a + b) of edge k, da[r, h] = its sum over the row.
void cvk_attention_backward_targets(float *restrict dz, float *restrict da, const float *dy, const float *x, const float *alpha,
                                    const float *dropped, const float *a, const float *b, cvk_edges_t edges, size_t first,
                                    size_t last, size_t heads, size_t features, float slope);
/// Rows are sources: db[r, h] = sum of dz[place, h], dx[r, h, :] = sum of dropped[place, h] dy[neighbour, h, :]
/// + da[r, h] u[h, :] + db[r, h] v[h, :].
void cvk_attention_backward_sources(float *restrict dx, float *restrict db, const float *dy, const float *dropped,
                                    const float *dz, const float *da, const float *u, const float *v, cvk_edges_t edges,
                                    size_t first, size_t last, size_t heads, size_t features);

#endif
