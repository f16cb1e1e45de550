// Message passing along edges that are grouped by row (compressed rows): the loops of attention and of weighted sums.
//
// Each call does some rows of one grouping and writes only to what belongs to these rows (or, where the places are the
// edges' own, to their edges), so that rows can be dealt out to threads; sums run over a row's edges in their order.
#ifndef MESSAGEKERNELS_H
#define MESSAGEKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The edges of row r are starts[r] ..< starts[r + 1]. Edge k of them joins the row to row `neighbours[k]` of the other
/// side, and its own numbers (coefficients, edge features) stand in row `places[k]`.
typedef struct {
    const size_t *starts;
    /// Null: the edge's place, for values that belong to edges and not to nodes.
    const int32_t *neighbours;
    /// Null: k itself.
    const int32_t *places;
} cvk_edges_t;

/// out[r, h, :] += sum of c[place, h] x[neighbour, h, :]; c may be null (ones). x is [.., heads, features].
void cvk_edges_weighted_sum(float *restrict out, const float *c, const float *x, cvk_edges_t edges, size_t first, size_t last,
                            size_t heads, size_t features);
/// out[place, h] (+)= scale sum over f of a[r, h, f] b[neighbour, h, f]
void cvk_edges_dot(float *restrict out, const float *a, const float *b, cvk_edges_t edges, size_t first, size_t last, size_t heads,
                   size_t features, float scale, bool adding);
/// out[place, h, :] = c[place, h] a[r, h, :]
void cvk_edges_scaled_rows(float *restrict out, const float *c, const float *a, cvk_edges_t edges, size_t first, size_t last,
                           size_t heads, size_t features);
/// out[place, h] = exp(s[place, h] - m) / sum over the edges of the row; out may be s.
void cvk_edges_softmax(float *out, const float *s, cvk_edges_t edges, size_t first, size_t last, size_t heads);
/// out = y (upstream - sum over the edges of the row of y upstream)
void cvk_edges_softmax_backward(float *restrict out, const float *y, const float *upstream, cvk_edges_t edges, size_t first,
                                size_t last, size_t heads);
/// out[place, h] = leaky(z), z = a[r, h] + b[neighbour, h] + e[place, h]; e may be null.
void cvk_edges_additive(float *restrict out, const float *a, const float *b, const float *e, cvk_edges_t edges, size_t first,
                        size_t last, size_t heads, float slope);
/// out[place, h] = upstream[place, h] leaky'(z), the same z
void cvk_edges_additive_backward(float *restrict out, const float *upstream, const float *a, const float *b, const float *e,
                                 cvk_edges_t edges, size_t first, size_t last, size_t heads, float slope);
/// out[place, h] = sum over f of w[h, f] leaky(z), z = a[r, h, f] + b[neighbour, h, f] + e[place, h, f]; e may be null.
void cvk_edges_mixed(float *restrict out, const float *a, const float *b, const float *e, const float *w, cvk_edges_t edges,
                     size_t first, size_t last, size_t heads, size_t features, float slope);
/// The gradient for a: out[r, h, f] += sum of upstream[place, h] w[h, f] leaky'(z), the same z
void cvk_edges_mixed_backward(float *restrict out, const float *upstream, const float *a, const float *b, const float *e,
                              const float *w, cvk_edges_t edges, size_t first, size_t last, size_t heads, size_t features,
                              float slope);
/// The gradient for e: out[place, h, f] = upstream[place, h] w[h, f] leaky'(z)
void cvk_edges_mixed_backward_edges(float *restrict out, const float *upstream, const float *a, const float *b, const float *e,
                                    const float *w, cvk_edges_t edges, size_t first, size_t last, size_t heads,
                                    size_t features, float slope);
/// The gradient for w: out[h, f] += sum over all edges of these rows of upstream[place, h] leaky(z)
void cvk_edges_mixed_backward_weight(float *restrict out, const float *upstream, const float *a, const float *b, const float *e,
                                     cvk_edges_t edges, size_t first, size_t last, size_t heads, size_t features, float slope);
/// out[r, :] += sum of max(x[neighbour, :] + e[place, :], 0)
void cvk_edges_relu_sum(float *restrict out, const float *x, const float *e, cvk_edges_t edges, size_t first, size_t last,
                        size_t width);
/// The gradient for x, rows being sources: out[r, :] += sum of upstream[neighbour, :] where x[r, :] + e[place, :] > 0
void cvk_edges_relu_sum_backward(float *restrict out, const float *upstream, const float *x, const float *e, cvk_edges_t edges,
                                 size_t first, size_t last, size_t width);
/// The gradient for e, rows being targets: out[place, :] = upstream[r, :] where x[neighbour, :] + e[place, :] > 0, else 0
void cvk_edges_relu_sum_backward_edges(float *restrict out, const float *upstream, const float *x, const float *e,
                                       cvk_edges_t edges, size_t first, size_t last, size_t width);
/// out[i, :] = a[left[i], :] - b[right[i], :] for i of first ..< last; nothing is taken away where right[i] < 0.
void cvk_rows_difference(float *restrict out, const float *a, const int32_t *left, const float *b, const int32_t *right,
                         size_t first, size_t last, size_t width);

#endif
