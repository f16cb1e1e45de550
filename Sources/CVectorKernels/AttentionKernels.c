#include "AttentionKernels.h"

#include <math.h>

#include "EdgeLoops.h"

// Each loop is written once, inline, and compiled for the common sizes with these as constants: 8 heads of 8 features (the
// layer as published) and one head.
#define SIZED(call)                                                       \
    if (heads == 8 && features == 8) {                                    \
        const size_t heads = 8, features = 8;                             \
        call;                                                             \
    } else if (heads == 1) {                                              \
        const size_t heads = 1;                                           \
        call;                                                             \
    } else {                                                              \
        call;                                                             \
    }

INLINE float head_dot(const float *a, const float *b, size_t features) {
    if (features == 8) {
        float products[8];
        for (int i = 0; i < 8; i++) products[i] = a[i] * b[i];
        return ((products[0] + products[4]) + (products[1] + products[5])) + ((products[2] + products[6]) + (products[3] + products[7]));
    }
    return dot(a, b, features);
}

INLINE void head_scores(float *restrict a, float *restrict b, const float *x, const float *u, const float *v, size_t first,
                        size_t last, size_t heads, size_t features) {
    EACH_ROW(r) {
        for (size_t h = 0; h < heads; h++) {
            const float *from = x + (r * heads + h) * features;
            a[r * heads + h] = head_dot(from, u + h * features, features);
            b[r * heads + h] = head_dot(from, v + h * features, features);
        }
    }
}

CLONES void cvk_head_scores(float *restrict a, float *restrict b, const float *x, const float *u, const float *v, size_t first,
                            size_t last, size_t heads, size_t features) {
    SIZED(head_scores(a, b, x, u, v, first, last, heads, features))
}

CLONES void cvk_head_scores_backward(float *restrict du, float *restrict dv, const float *da, const float *db, const float *x,
                                     size_t first, size_t last, size_t heads, size_t features) {
    EACH_ROW(r) {
        for (size_t h = 0; h < heads; h++) {
            const float *from = x + (r * heads + h) * features;
            float left = da[r * heads + h], right = db[r * heads + h];
            for (size_t f = 0; f < features; f++) {
                du[h * features + f] += left * from[f];
                dv[h * features + f] += right * from[f];
            }
        }
    }
}

enum { block = 256 };

// dropped = alpha, each element kept or 0; in blocks, so that the edges' keys are vector code too.
INLINE void drop(float *restrict dropped, const float *restrict alpha, size_t start, size_t end, size_t heads,
                 cvk_edge_dropout_t dropout) {
    uint32_t keys[block];
    for (size_t from = start; from < end; from += block) {
        size_t count = end - from < block ? end - from : block;
        if (dropout.edgeIDs != NULL)
            for (size_t k = 0; k < count; k++) keys[k] = row_key(dropout.key, (uint32_t)dropout.edgeIDs[from + k]);
        else
            for (size_t k = 0; k < count; k++) keys[k] = row_key(dropout.key, from + k);
        if (heads == 1) {
            for (size_t k = 0; k < count; k++)
                dropped[from + k] = element_kept(keys[k], 0, dropout.threshold) ? alpha[from + k] * dropout.scale : 0;
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            const float *in = alpha + (from + k) * heads;
            float *out = dropped + (from + k) * heads;
            for (size_t h = 0; h < heads; h++) out[h] = element_kept(keys[k], h, dropout.threshold) ? in[h] * dropout.scale : 0;
        }
    }
}

INLINE void gather(float *restrict y, const float *c, const float *x, cvk_edges_t edges, size_t first, size_t last, size_t heads,
                   size_t features) {
    size_t width = heads * features;
    EACH_ROW(r) {
        float *to = y + r * width;
        for (size_t i = 0; i < width; i++) to[i] = 0;
        EACH_EDGE(k, r) {
            const float *from = x + neighbour_of(edges, k) * width, *factors = c + place_of(edges, k) * heads;
            for (size_t h = 0; h < heads; h++) {
                float factor = factors[h];
                for (size_t f = 0; f < features; f++) to[h * features + f] += factor * from[h * features + f];
            }
        }
    }
}

typedef float eight __attribute__((vector_size(32)));

// Eight heads of eight features: the row's sums stay in registers.
INLINE void gather_8x8(float *restrict y, const float *c, const float *x, cvk_edges_t edges, size_t first, size_t last) {
    EACH_ROW(r) {
        eight sums[8] = {{0}};
        EACH_EDGE(k, r) {
            const float *from = x + neighbour_of(edges, k) * 64, *factors = c + place_of(edges, k) * 8;
            for (int h = 0; h < 8; h++) {
                eight part;
                memcpy(&part, from + h * 8, sizeof part);
                sums[h] += factors[h] * part;
            }
        }
        memcpy(y + r * 64, sums, sizeof sums);
    }
}

INLINE void softmax(float *restrict alpha, const float *a, const float *b, cvk_edges_t edges, size_t first, size_t last,
                    size_t heads, float slope) {
    EACH_ROW(r) {
        float top[cvk_attention_heads];
        for (size_t h = 0; h < heads; h++) top[h] = -INFINITY;
        EACH_EDGE(k, r) {
            const float *other = b + neighbour_of(edges, k) * heads;
            float *to = alpha + k * heads;
            for (size_t h = 0; h < heads; h++) {
                float z = leaky(a[r * heads + h] + other[h], slope);
                to[h] = z;
                top[h] = z > top[h] ? z : top[h];
            }
        }
        EACH_EDGE(k, r) for (size_t h = 0; h < heads; h++) alpha[k * heads + h] -= top[h];
    }
    // the edges of these rows stand side by side: one loop for all
    IN_PLACE
    for (size_t i = edges.starts[first] * heads; i < edges.starts[last] * heads; i++) alpha[i] = exponential(alpha[i]);
    EACH_ROW(r) {
        float sums[cvk_attention_heads];
        for (size_t h = 0; h < heads; h++) sums[h] = 0;
        EACH_EDGE(k, r) for (size_t h = 0; h < heads; h++) sums[h] += alpha[k * heads + h];
        for (size_t h = 0; h < heads; h++) sums[h] = 1.0f / sums[h];
        EACH_EDGE(k, r) for (size_t h = 0; h < heads; h++) alpha[k * heads + h] *= sums[h];
    }
}

CLONES void cvk_attention(float *restrict y, float *alpha, float *dropped, const float *x, const float *a, const float *b,
                          cvk_edges_t edges, size_t first, size_t last, size_t heads, size_t features, float slope,
                          cvk_edge_dropout_t dropout) {
    if (heads == 8)
        softmax(alpha, a, b, edges, first, last, 8, slope);
    else if (heads == 1)
        softmax(alpha, a, b, edges, first, last, 1, slope);
    else
        softmax(alpha, a, b, edges, first, last, heads, slope);
    if (dropout.active) {
        if (heads == 8)
            drop(dropped, alpha, edges.starts[first], edges.starts[last], 8, dropout);
        else if (heads == 1)
            drop(dropped, alpha, edges.starts[first], edges.starts[last], 1, dropout);
        else
            drop(dropped, alpha, edges.starts[first], edges.starts[last], heads, dropout);
    }
    if (heads == 8 && features == 8)
        gather_8x8(y, dropped, x, edges, first, last);
    else
        gather(y, dropped, x, edges, first, last, heads, features);
}

INLINE void backward_targets(float *restrict dz, float *restrict da, const float *dy, const float *x, const float *alpha,
                             const float *dropped, const float *a, const float *b, cvk_edges_t edges, size_t first, size_t last,
                             size_t heads, size_t features, float slope) {
    size_t width = heads * features;
    EACH_ROW(r) {
        float sums[cvk_attention_heads], totals[cvk_attention_heads];
        for (size_t h = 0; h < heads; h++) sums[h] = totals[h] = 0;
        // t = dropped . d(dropped) = alpha . d(alpha): what was dropped has neither
        EACH_EDGE(k, r) {
            const float *from = x + neighbour_of(edges, k) * width;
            float products[cvk_attention_heads];
            for (size_t h = 0; h < heads; h++) products[h] = head_dot(dy + r * width + h * features, from + h * features, features);
            for (size_t h = 0; h < heads; h++) {
                float t = dropped[k * heads + h] * products[h];
                dz[k * heads + h] = t;
                sums[h] += t;
            }
        }
        EACH_EDGE(k, r) {
            const float *other = b + neighbour_of(edges, k) * heads;
            for (size_t h = 0; h < heads; h++) {
                float ds = dz[k * heads + h] - alpha[k * heads + h] * sums[h];
                float d = ds * (a[r * heads + h] + other[h] > 0 ? 1.0f : slope);
                dz[k * heads + h] = d;
                totals[h] += d;
            }
        }
        for (size_t h = 0; h < heads; h++) da[r * heads + h] = totals[h];
    }
}

CLONES void cvk_attention_backward_targets(float *restrict dz, float *restrict da, const float *dy, const float *x, const float *alpha,
                                           const float *dropped, const float *a, const float *b, cvk_edges_t edges, size_t first,
                                           size_t last, size_t heads, size_t features, float slope) {
    SIZED(backward_targets(dz, da, dy, x, alpha, dropped, a, b, edges, first, last, heads, features, slope))
}

INLINE void backward_sources(float *restrict dx, float *restrict db, const float *dy, const float *dropped, const float *dz,
                             const float *da, const float *u, const float *v, cvk_edges_t edges, size_t first, size_t last,
                             size_t heads, size_t features) {
    size_t width = heads * features;
    if (heads == 8 && features == 8)
        gather_8x8(dx, dropped, dy, edges, first, last);
    else
        gather(dx, dropped, dy, edges, first, last, heads, features);
    EACH_ROW(r) {
        float sums[cvk_attention_heads];
        for (size_t h = 0; h < heads; h++) sums[h] = 0;
        EACH_EDGE(k, r) {
            const float *from = dz + place_of(edges, k) * heads;
            for (size_t h = 0; h < heads; h++) sums[h] += from[h];
        }
        for (size_t h = 0; h < heads; h++) {
            float left = da[r * heads + h], right = sums[h];
            db[r * heads + h] = right;
            for (size_t i = h * features; i < (h + 1) * features; i++) dx[r * width + i] += left * u[i] + right * v[i];
        }
    }
}

CLONES void cvk_attention_backward_sources(float *restrict dx, float *restrict db, const float *dy, const float *dropped,
                                           const float *dz, const float *da, const float *u, const float *v, cvk_edges_t edges,
                                           size_t first, size_t last, size_t heads, size_t features) {
    SIZED(backward_sources(dx, db, dy, dropped, dz, da, u, v, edges, first, last, heads, features))
}
