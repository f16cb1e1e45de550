// t-SNE and nearest neighbours.
#ifndef CVECTORKERNELS_EMBEDDING_H
#define CVECTORKERNELS_EMBEDDING_H

#include <stddef.h>
#include <stdint.h>

/// The k nearest rows of x to row `row`, without itself, each as (bits of the squared distance) << 32 | row, in no order.
/// products[j] = x[row] · x[j], norms[j] = x[j] · x[j]; `scratch` has `rows` numbers. Of equally near rows the first are taken.
void cvk_nearest(uint64_t *keys, float *scratch, const float *products, const float *norms, const float *x, size_t row,
                 size_t rows, size_t width, size_t k);

/// out[j] = |x[row] - x[j]|² for first ..< last
void cvk_row_distances(float *out, const float *x, size_t row, size_t first, size_t last, size_t width);

/// p[j] = exp(-beta d[j]) / sum with the beta at which the entropy is `entropy` (natural logarithm).
void cvk_perplexity(float *p, const float *d, size_t count, double entropy);

/// A cell of the quadtree over points in Morton order; its subtree follows it and ends before `skip`.
typedef struct {
    float x, y;    // centre of mass
    float mass;    // how many points
    float width2;  // the squared side of the cell
    uint32_t skip;
    uint32_t first, count;  // a leaf's points; count 0: not a leaf
} cvk_cell_t;

/// Puts n points (x, y interleaved) in Morton order: order[i] is the point at place i, sx and sy its coordinates. `scratch` has
/// 2 n numbers. Returns the number of cells written, at most 2 n.
size_t cvk_tree(cvk_cell_t *cells, uint32_t *order, uint32_t *codes, float *sx, float *sy, uint32_t *scratch, const float *y, size_t n);

/// For places first ..< last in Morton order: force[order[i]] = sum over all points of q² (y_i - y_j), q = 1 / (1 + |y_i - y_j|²),
/// cells taken as one where side < theta distance; returns the sum of q without the points' own. theta2 is theta squared.
double cvk_repel(float *force, const cvk_cell_t *cells, size_t cellCount, const uint32_t *order, const float *sx, const float *sy,
                 size_t first, size_t last, float theta2);

/// force[i] = sum over the entries of row i of p q (y_i - y_j)
void cvk_attract(float *force, const float *y, const uint64_t *starts, const uint32_t *columns, const float *p, size_t first,
                 size_t last);

/// sum over entries of p log(p / (q / z))
double cvk_divergence(const float *y, const uint64_t *starts, const uint32_t *columns, const float *p, size_t first, size_t last,
                      double z);

/// One step with momentum and gains; gradient = 4 (exaggeration attract - repel / z). Returns the gradient's squared norm.
double cvk_embedding_step(float *y, float *update, float *gains, const float *attract, const float *repel, size_t count,
                          float exaggeration, double z, float momentum, float rate);

#endif
