#include "MessageKernels.h"

#include "EdgeLoops.h"

#include <math.h>

CLONES void cvk_edges_weighted_sum(float *restrict out, const float *c, const float *x, cvk_edges_t edges, size_t first,
                                   size_t last, size_t heads, size_t features) {
    size_t width = heads * features;
    EACH_ROW(r) {
        float *to = out + r * width;
        EACH_EDGE(k, r) {
            const float *from = x + neighbour_of(edges, k) * width;
            if (c == NULL) {
                for (size_t i = 0; i < width; i++) to[i] += from[i];
                continue;
            }
            const float *factors = c + place_of(edges, k) * heads;
            if (features == 1) {
                for (size_t h = 0; h < heads; h++) to[h] += factors[h] * from[h];
            } else {
                for (size_t h = 0; h < heads; h++) {
                    float factor = factors[h];
                    for (size_t f = 0; f < features; f++) to[h * features + f] += factor * from[h * features + f];
                }
            }
        }
    }
}

CLONES void cvk_edges_dot(float *restrict out, const float *a, const float *b, cvk_edges_t edges, size_t first, size_t last,
                          size_t heads, size_t features, float scale, bool adding) {
    size_t width = heads * features;
    EACH_ROW(r) {
        const float *left = a + r * width;
        EACH_EDGE(k, r) {
            const float *right = b + neighbour_of(edges, k) * width;
            float *to = out + place_of(edges, k) * heads;
            for (size_t h = 0; h < heads; h++) {
                float value = scale * dot(left + h * features, right + h * features, features);
                to[h] = adding ? to[h] + value : value;
            }
        }
    }
}

CLONES void cvk_edges_scaled_rows(float *restrict out, const float *c, const float *a, cvk_edges_t edges, size_t first,
                                  size_t last, size_t heads, size_t features) {
    size_t width = heads * features;
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k);
            for (size_t h = 0; h < heads; h++)
                for (size_t f = 0; f < features; f++)
                    out[place * width + h * features + f] = c[place * heads + h] * a[r * width + h * features + f];
        }
    }
}

enum { group = 16 };  // heads done at a time

CLONES void cvk_edges_softmax(float *out, const float *s, cvk_edges_t edges, size_t first, size_t last, size_t heads) {
    EACH_ROW(r) {
        for (size_t start = 0; start < heads; start += group) {
            size_t count = heads - start < group ? heads - start : group;
            float top[group], sums[group];
            for (size_t h = 0; h < count; h++) top[h] = -INFINITY, sums[h] = 0;
            EACH_EDGE(k, r) {
                const float *from = s + place_of(edges, k) * heads + start;
                for (size_t h = 0; h < count; h++) top[h] = from[h] > top[h] ? from[h] : top[h];
            }
            EACH_EDGE(k, r) {
                size_t at = place_of(edges, k) * heads + start;
                for (size_t h = 0; h < count; h++) {
                    float e = exponential(s[at + h] - top[h]);
                    out[at + h] = e;
                    sums[h] += e;
                }
            }
            for (size_t h = 0; h < count; h++) sums[h] = 1.0f / sums[h];
            EACH_EDGE(k, r) {
                float *to = out + place_of(edges, k) * heads + start;
                for (size_t h = 0; h < count; h++) to[h] *= sums[h];
            }
        }
    }
}

CLONES void cvk_edges_softmax_backward(float *restrict out, const float *y, const float *upstream, cvk_edges_t edges, size_t first,
                                       size_t last, size_t heads) {
    EACH_ROW(r) {
        for (size_t start = 0; start < heads; start += group) {
            size_t count = heads - start < group ? heads - start : group;
            float sums[group] = {0};
            EACH_EDGE(k, r) {
                size_t at = place_of(edges, k) * heads + start;
                for (size_t h = 0; h < count; h++) sums[h] += y[at + h] * upstream[at + h];
            }
            EACH_EDGE(k, r) {
                size_t at = place_of(edges, k) * heads + start;
                for (size_t h = 0; h < count; h++) out[at + h] = y[at + h] * (upstream[at + h] - sums[h]);
            }
        }
    }
}

CLONES void cvk_edges_additive(float *restrict out, const float *a, const float *b, const float *e, cvk_edges_t edges,
                               size_t first, size_t last, size_t heads, float slope) {
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k) * heads, other = neighbour_of(edges, k) * heads;
            for (size_t h = 0; h < heads; h++)
                out[place + h] = leaky(a[r * heads + h] + b[other + h] + (e != NULL ? e[place + h] : 0), slope);
        }
    }
}

CLONES void cvk_edges_additive_backward(float *restrict out, const float *upstream, const float *a, const float *b,
                                        const float *e, cvk_edges_t edges, size_t first, size_t last, size_t heads, float slope) {
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k) * heads, other = neighbour_of(edges, k) * heads;
            for (size_t h = 0; h < heads; h++) {
                float z = a[r * heads + h] + b[other + h] + (e != NULL ? e[place + h] : 0);
                out[place + h] = upstream[place + h] * (z > 0 ? 1 : slope);
            }
        }
    }
}

// w . leaky(a + b + e), in eight partial sums
INLINE float mixed_dot(const float *w, const float *a, const float *b, const float *e, size_t count, float slope) {
    float partial[8] = {0}, rest = 0;
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (int lane = 0; lane < 8; lane++) {
            float z = a[i + lane] + b[i + lane] + (e != NULL ? e[i + lane] : 0);
            partial[lane] += w[i + lane] * leaky(z, slope);
        }
    for (; i < count; i++) rest += w[i] * leaky(a[i] + b[i] + (e != NULL ? e[i] : 0), slope);
    return ((partial[0] + partial[4]) + (partial[1] + partial[5])) + ((partial[2] + partial[6]) + (partial[3] + partial[7])) + rest;
}

CLONES void cvk_edges_mixed(float *restrict out, const float *a, const float *b, const float *e, const float *w,
                            cvk_edges_t edges, size_t first, size_t last, size_t heads, size_t features, float slope) {
    size_t width = heads * features;
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k), other = neighbour_of(edges, k);
            for (size_t h = 0; h < heads; h++) {
                size_t at = h * features;
                out[place * heads + h] = mixed_dot(
                    w + at, a + r * width + at, b + other * width + at, e != NULL ? e + place * width + at : NULL, features, slope);
            }
        }
    }
}

CLONES void cvk_edges_mixed_backward(float *restrict out, const float *upstream, const float *a, const float *b, const float *e,
                                     const float *w, cvk_edges_t edges, size_t first, size_t last, size_t heads, size_t features,
                                     float slope) {
    size_t width = heads * features;
    EACH_ROW(r) {
        const float *own = a + r * width;
        float *to = out + r * width;
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k);
            const float *other = b + neighbour_of(edges, k) * width, *term = e != NULL ? e + place * width : NULL;
            for (size_t h = 0; h < heads; h++) {
                float factor = upstream[place * heads + h];
                for (size_t i = h * features; i < (h + 1) * features; i++) {
                    float z = own[i] + other[i] + (term != NULL ? term[i] : 0);
                    to[i] += factor * w[i] * (z > 0 ? 1 : slope);
                }
            }
        }
    }
}

CLONES void cvk_edges_mixed_backward_edges(float *restrict out, const float *upstream, const float *a, const float *b,
                                           const float *e, const float *w, cvk_edges_t edges, size_t first, size_t last,
                                           size_t heads, size_t features, float slope) {
    size_t width = heads * features;
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k), other = neighbour_of(edges, k);
            for (size_t h = 0; h < heads; h++)
                for (size_t i = h * features; i < (h + 1) * features; i++) {
                    float z = a[r * width + i] + b[other * width + i] + e[place * width + i];
                    out[place * width + i] = upstream[place * heads + h] * w[i] * (z > 0 ? 1 : slope);
                }
        }
    }
}

CLONES void cvk_edges_mixed_backward_weight(float *restrict out, const float *upstream, const float *a, const float *b,
                                            const float *e, cvk_edges_t edges, size_t first, size_t last, size_t heads,
                                            size_t features, float slope) {
    size_t width = heads * features;
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k);
            const float *other = b + neighbour_of(edges, k) * width, *term = e != NULL ? e + place * width : NULL;
            for (size_t h = 0; h < heads; h++) {
                float factor = upstream[place * heads + h];
                for (size_t i = h * features; i < (h + 1) * features; i++)
                    out[i] += factor * leaky(a[r * width + i] + other[i] + (term != NULL ? term[i] : 0), slope);
            }
        }
    }
}

CLONES void cvk_edges_relu_sum(float *restrict out, const float *x, const float *e, cvk_edges_t edges, size_t first, size_t last,
                               size_t width) {
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            const float *from = x + neighbour_of(edges, k) * width, *term = e + place_of(edges, k) * width;
            for (size_t i = 0; i < width; i++) {
                float z = from[i] + term[i];
                out[r * width + i] += z < 0 ? 0 : z;  // NaN stays NaN
            }
        }
    }
}

CLONES void cvk_edges_relu_sum_backward(float *restrict out, const float *upstream, const float *x, const float *e,
                                        cvk_edges_t edges, size_t first, size_t last, size_t width) {
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            const float *from = upstream + neighbour_of(edges, k) * width, *term = e + place_of(edges, k) * width;
            for (size_t i = 0; i < width; i++) out[r * width + i] += x[r * width + i] + term[i] > 0 ? from[i] : 0;
        }
    }
}

CLONES void cvk_edges_relu_sum_backward_edges(float *restrict out, const float *upstream, const float *x, const float *e,
                                              cvk_edges_t edges, size_t first, size_t last, size_t width) {
    EACH_ROW(r) {
        EACH_EDGE(k, r) {
            size_t place = place_of(edges, k) * width;
            const float *from = x + neighbour_of(edges, k) * width;
            for (size_t i = 0; i < width; i++) out[place + i] = from[i] + e[place + i] > 0 ? upstream[r * width + i] : 0;
        }
    }
}

CLONES void cvk_rows_difference(float *restrict out, const float *a, const int32_t *left, const float *b, const int32_t *right,
                                size_t first, size_t last, size_t width) {
    for (size_t i = first; i < last; i++) {
        float *to = out + i * width;
        const float *from = a + (size_t)left[i] * width;
        if (right[i] < 0) {
            for (size_t c = 0; c < width; c++) to[c] = from[c];
            continue;
        }
        const float *less = b + (size_t)right[i] * width;
        for (size_t c = 0; c < width; c++) to[c] = from[c] - less[c];
    }
}
