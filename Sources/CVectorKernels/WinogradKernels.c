#include "WinogradKernels.h"
#include "RegisterBlocks.h"

#define PLACES CVK_WINOGRAD_PLACES
// Columns of a panel of the products.
#define PANEL 64
// Numbers between the places of a buffer beyond what it needs: without them all 36 would meet in one set of the first cache.
#define GAP 16

// The points 0, ±P, ±Q, ∞; PP = P², QQ = Q².
#define P 0.625f
#define Q 1.5f
#define PP (P * P)
#define QQ (Q * Q)
// What the rows of G are divided by: the products of the differences of points.
#define N0 (1 / (PP * QQ))
#define NP (1 / (2 * PP * (PP - QQ)))
#define NQ (1 / (2 * QQ * (QQ - PP)))

// Bᵀ d
INLINE void to_six(const sixteen d[6], sixteen r[6]) {
    sixteen even = d[4] - QQ * d[2], odd = P * (d[3] - QQ * d[1]);
    sixteen even2 = d[4] - PP * d[2], odd2 = Q * (d[3] - PP * d[1]);
    r[0] = d[4] + (PP * QQ * d[0] - (PP + QQ) * d[2]);
    r[1] = even + odd;
    r[2] = even - odd;
    r[3] = even2 + odd2;
    r[4] = even2 - odd2;
    r[5] = d[5] + (PP * QQ * d[1] - (PP + QQ) * d[3]);
}

// Aᵀ m
INLINE void to_four(const sixteen m[6], sixteen y[4]) {
    sixteen s = m[1] + m[2], d = m[1] - m[2], s2 = m[3] + m[4], d2 = m[3] - m[4];
    y[0] = m[0] + s + s2;
    y[1] = P * d + Q * d2;
    y[2] = PP * s + QQ * s2;
    y[3] = P * PP * d + Q * QQ * d2 + m[5];
}

// A y
INLINE void four_to_six(const sixteen y[4], sixteen z[6]) {
    sixteen even = y[0] + PP * y[2], odd = P * y[1] + P * PP * y[3];
    sixteen even2 = y[0] + QQ * y[2], odd2 = Q * y[1] + Q * QQ * y[3];
    z[0] = y[0];
    z[1] = even + odd;
    z[2] = even - odd;
    z[3] = even2 + odd2;
    z[4] = even2 - odd2;
    z[5] = y[3];
}

// G g
INLINE void three_to_six(const sixteen g[3], sixteen u[6]) {
    sixteen even = NP * (g[0] + PP * g[2]), odd = (NP * P) * g[1];
    sixteen even2 = NQ * (g[0] + QQ * g[2]), odd2 = (NQ * Q) * g[1];
    u[0] = N0 * g[0];
    u[1] = even + odd;
    u[2] = even - odd;
    u[3] = even2 + odd2;
    u[4] = even2 - odd2;
    u[5] = g[2];
}

// Gᵀ u
INLINE void six_to_three(const sixteen u[6], sixteen g[3]) {
    sixteen s = NP * (u[1] + u[2]), d = (NP * P) * (u[1] - u[2]);
    sixteen s2 = NQ * (u[3] + u[4]), d2 = (NQ * Q) * (u[3] - u[4]);
    g[0] = N0 * u[0] + s + s2;
    g[1] = d + d2;
    g[2] = PP * s + QQ * s2 + u[5];
}

// A block of `from` by `from` becomes one of `to` by `to`: `transform` along its columns, then along its rows. `load` gives the
// number at (i, j), `store` takes made[j] of row i.
#define BOTH_WAYS(transform, from, to, load, store)                                                                     \
    {                                                                                                                   \
        sixteen middle[to][from];                                                                                       \
        UNROLLED for (int j = 0; j < from; j++) {                                                                       \
            sixteen line[from], made[to];                                                                               \
            UNROLLED for (int i = 0; i < from; i++) line[i] = load;                                                     \
            transform(line, made);                                                                                      \
            UNROLLED for (int i = 0; i < to; i++) middle[i][j] = made[i];                                               \
        }                                                                                                               \
        UNROLLED for (int i = 0; i < to; i++) {                                                                         \
            sixteen made[to];                                                                                           \
            transform(middle[i], made);                                                                                 \
            UNROLLED for (int j = 0; j < to; j++) store;                                                                \
        }                                                                                                               \
    }

static inline ptrdiff_t over(ptrdiff_t a, ptrdiff_t b) { return (a + b - 1) / b; }

ptrdiff_t cvk_winograd_tiles(const cvk_winograd *c) { return over(c->out[0], 4) * over(c->out[1], 4); }

// Zeros for what is outside, then two buffers of 36 places.
ptrdiff_t cvk_winograd_scratch(const cvk_winograd *c, ptrdiff_t tiles) {
    ptrdiff_t widest = c->inputs > c->outputs ? c->inputs : c->outputs;
    return widest + PLACES * (tiles * c->inputs + GAP) + PLACES * (tiles * c->outputs + GAP);
}

INLINE void weight_loop(const cvk_winograd *c, const float *w, float *u, ptrdiff_t first, ptrdiff_t end) {
    ptrdiff_t inputs = c->inputs, outputs = c->outputs;
    for (ptrdiff_t channel = first; channel < end; channel++)
        for (ptrdiff_t k = 0; k < outputs; k += 16) {
            ptrdiff_t panel = k / PANEL * PANEL, width = outputs - panel < PANEL ? outputs - panel : PANEL;
            float *target = u + PLACES * panel * inputs + channel * width + k - panel;
            const float *source = w + channel * outputs + k;
            BOTH_WAYS(three_to_six, 3, 6, *(const sixteen *)(source + (i * 3 + j) * inputs * outputs),
                      *(sixteen *)(target + (i * 6 + j) * inputs * width) = made[j])
        }
}

// The addresses of a tile's numbers in `[height, width, channels]`; zeros outside.
INLINE void tile_places(const int side, const float *item, const float *zeros, ptrdiff_t height, ptrdiff_t width,
                        ptrdiff_t channels, ptrdiff_t top, ptrdiff_t left, const float *places[6][6]) {
    UNROLLED for (int i = 0; i < side; i++) {
        bool inside = top + i >= 0 && top + i < height;
        const float *line = item + ((top + i) * width + left) * channels;
        UNROLLED for (int j = 0; j < side; j++)
            places[i][j] = inside && left + j >= 0 && left + j < width ? line + j * channels : zeros;
    }
}

// v[place][tile - first][channel] = Bᵀ x B
INLINE void input_loop(const cvk_winograd *c, const float *x, const float *zeros, float *v, ptrdiff_t stride, ptrdiff_t first,
                       ptrdiff_t end) {
    ptrdiff_t across = over(c->out[1], 4), tiles = over(c->out[0], 4) * across, channels = c->inputs;
    for (ptrdiff_t tile = first; tile < end; tile++) {
        ptrdiff_t item = tile / tiles, rest = tile % tiles;
        const float *places[6][6];
        tile_places(6, x + item * c->in[0] * c->in[1] * channels, zeros, c->in[0], c->in[1], channels,
                    rest / across * 4 - c->before[0], rest % across * 4 - c->before[1], places);
        float *target = v + (tile - first) * channels;
        for (ptrdiff_t k = 0; k < channels; k += 16)
            BOTH_WAYS(to_six, 6, 6, *(const sixteen *)(places[i][j] + k),
                      *(sixteen *)(target + (i * 6 + j) * stride + k) = made[j])
    }
}

// y of tiles first ..< end, columns panel ..< panel + width, from m[place][tile - first][column - panel]
INLINE void output_loop(const cvk_winograd *c, const float *m, ptrdiff_t stride, const float *bias, bool relu, float *y,
                        ptrdiff_t first, ptrdiff_t end, ptrdiff_t panel, ptrdiff_t width) {
    ptrdiff_t across = over(c->out[1], 4), tiles = over(c->out[0], 4) * across;
    for (ptrdiff_t tile = first; tile < end; tile++) {
        ptrdiff_t item = tile / tiles, rest = tile % tiles, top = rest / across * 4, left = rest % across * 4;
        float *target = y + ((item * c->out[0] + top) * c->out[1] + left) * c->outputs + panel;
        ptrdiff_t height = c->out[0] - top, length = c->out[1] - left;
        for (ptrdiff_t k = 0; k < width; k += 16) {
            const float *source = m + (tile - first) * width + k;
            sixteen shift = bias ? *(const sixteen *)(bias + panel + k) : (sixteen){0};
            BOTH_WAYS(to_four, 6, 4, *(const sixteen *)(source + (i * 6 + j) * stride), {
                sixteen sum = made[j] + shift;
                if (relu) sum = (sixteen)((masks)sum & ~(masks)(sum < 0));
                if (i < height && j < length) *(sixteen *)(target + (i * c->out[1] + j) * c->outputs + k) = sum;
            })
        }
    }
}

// z[panel][place][tile - first][column - panel] = A dy Aᵀ, and totals += Σ dy
INLINE void upstream_loop(const cvk_winograd *c, const float *dy, const float *zeros, float *z, ptrdiff_t first, ptrdiff_t end,
                          float *totals) {
    ptrdiff_t across = over(c->out[1], 4), tiles = over(c->out[0], 4) * across, channels = c->outputs, count = end - first;
    for (ptrdiff_t tile = first; tile < end; tile++) {
        ptrdiff_t item = tile / tiles, rest = tile % tiles;
        const float *places[6][6];
        tile_places(4, dy + item * c->out[0] * c->out[1] * channels, zeros, c->out[0], c->out[1], channels,
                    rest / across * 4, rest % across * 4, places);
        for (ptrdiff_t k = 0; k < channels; k += 16) {
            ptrdiff_t panel = k / PANEL * PANEL, width = channels - panel < PANEL ? channels - panel : PANEL;
            ptrdiff_t stride = count * width;
            float *target = z + PLACES * panel * count + (tile - first) * width + k - panel;
            BOTH_WAYS(four_to_six, 4, 6, *(const sixteen *)(places[i][j] + k), *(sixteen *)(target + (i * 6 + j) * stride) = made[j])
            if (totals)
                UNROLLED for (int i = 0; i < 4; i++)
                    UNROLLED for (int j = 0; j < 4; j++) *(sixteen *)(totals + k) += *(const sixteen *)(places[i][j] + k);
        }
    }
}

CLONES void cvk_winograd_weight(const cvk_winograd *c, const float *w, float *u, ptrdiff_t first, ptrdiff_t end) {
    weight_loop(c, w, u, first, end);
}

CLONES void cvk_winograd_forward(const cvk_winograd *c, const float *x, const float *u, const float *bias, bool relu, float *y,
                                 ptrdiff_t first, ptrdiff_t end, float *scratch) {
    ptrdiff_t count = end - first, inputs = c->inputs, outputs = c->outputs;
    ptrdiff_t stride = count * inputs + GAP;
    float *v = scratch + inputs, *m = v + PLACES * stride;
    memset(scratch, 0, (size_t)inputs * sizeof(float));
    input_loop(c, x, scratch, v, stride, first, end);
    for (ptrdiff_t panel = 0; panel < outputs; panel += PANEL) {
        ptrdiff_t width = outputs - panel < PANEL ? outputs - panel : PANEL, apart = count * width + GAP;
        const float *weight = u + PLACES * panel * inputs;
        for (int place = 0; place < PLACES; place++)
            register_product(m + place * apart, width, v + place * stride, inputs, 1, weight + place * inputs * width, width,
                             count, width, inputs, NULL);
        output_loop(c, m, apart, bias, relu, y, first, end, panel, width);
    }
}

CLONES void cvk_winograd_weight_gradient(const cvk_winograd *c, const float *x, const float *dy, float *sums, float *totals,
                                         ptrdiff_t first, ptrdiff_t end, ptrdiff_t step, float *scratch) {
    ptrdiff_t inputs = c->inputs, outputs = c->outputs, widest = inputs > outputs ? inputs : outputs;
    memset(scratch, 0, (size_t)widest * sizeof(float));
    if (totals) memset(totals, 0, (size_t)outputs * sizeof(float));
    for (ptrdiff_t start = first; start < end; start += step) {
        ptrdiff_t stop = end - start < step ? end : start + step, count = stop - start, stride = count * inputs + GAP;
        float *v = scratch + widest, *z = v + PLACES * stride;
        input_loop(c, x, scratch, v, stride, start, stop);
        upstream_loop(c, dy, scratch, z, start, stop, totals);
        for (int place = 0; place < PLACES; place++)
            for (ptrdiff_t panel = 0; panel < outputs; panel += PANEL) {
                ptrdiff_t width = outputs - panel < PANEL ? outputs - panel : PANEL;
                float *target = sums + place * inputs * outputs + panel;
                register_product(target, outputs, v + place * stride, 1, inputs,
                                 z + PLACES * panel * count + place * count * width, width, inputs, width, count,
                                 start > first ? target : NULL);
            }
    }
}

// The sum of `count` vectors that lie `size` apart.
#define part_sum(from, count, size)                                                                                     \
    ({                                                                                                                  \
        const float *vector = from;                                                                                     \
        sixteen sum = *(const sixteen *)vector;                                                                         \
        for (ptrdiff_t part = 1; part < count; part++) sum += *(const sixteen *)(vector + part * size);                 \
        sum;                                                                                                            \
    })

CLONES void cvk_winograd_fold(const cvk_winograd *c, const float *sums, ptrdiff_t count, float *dw, ptrdiff_t first,
                              ptrdiff_t end) {
    ptrdiff_t inputs = c->inputs, outputs = c->outputs, size = PLACES * inputs * outputs;
    for (ptrdiff_t channel = first; channel < end; channel++)
        for (ptrdiff_t k = 0; k < outputs; k += 16) {
            const float *source = sums + channel * outputs + k;
            float *target = dw + channel * outputs + k;
            ptrdiff_t apart = inputs * outputs;
            BOTH_WAYS(six_to_three, 6, 3, part_sum(source + (i * 6 + j) * apart, count, size),
                      *(sixteen *)(target + (i * 3 + j) * apart) = made[j])
        }
}
