#include "StemKernels.h"
#include "RegisterBlocks.h"

typedef uint8_t bytes __attribute__((vector_size(16), aligned(1), may_alias));

static inline ptrdiff_t padded_height(const cvk_stem *c) { return c->out[0] + c->window[0] - 1; }
static inline ptrdiff_t padded_width(const cvk_stem *c) { return c->out[1] + c->window[1] - 1; }

// Vectors may read 15 numbers beyond the last.
ptrdiff_t cvk_stem_plane_size(const cvk_stem *c) { return c->inputs * padded_height(c) * padded_width(c) + 16; }

void cvk_stem_plane(const cvk_stem *c, const float *x, float *plane) {
    ptrdiff_t height = padded_height(c), width = padded_width(c);
    memset(plane, 0, (size_t)cvk_stem_plane_size(c) * sizeof(float));
    for (ptrdiff_t channel = 0; channel < c->inputs; channel++)
        for (ptrdiff_t row = 0; row < c->in[0]; row++) {
            float *line = plane + (channel * height + row + c->before[0]) * width + c->before[1];
            const float *source = x + row * c->in[1] * c->inputs + channel;
            // an axis may end before what is behind its last read position
            if (row + c->before[0] >= height) break;
            ptrdiff_t count = c->in[1] < width - c->before[1] ? c->in[1] : width - c->before[1];
            for (ptrdiff_t column = 0; column < count; column++) line[column] = source[column * c->inputs];
        }
}

// Where each tap of the window at the plane's corner lies.
INLINE ptrdiff_t tap_places(const cvk_stem *c, ptrdiff_t *places) {
    ptrdiff_t height = padded_height(c), width = padded_width(c), count = 0;
    for (ptrdiff_t i = 0; i < c->window[0]; i++)
        for (ptrdiff_t j = 0; j < c->window[1]; j++)
            for (ptrdiff_t channel = 0; channel < c->inputs; channel++) places[count++] = (channel * height + i) * width + j;
    return count;
}

// A row of the window is a product: position by tap, both one number apart in the plane's line, times tap by output.
CLONES void cvk_stem_forward(const cvk_stem *c, const float *plane, const float *w, const float *bias, bool relu, float *y) {
    ptrdiff_t height = padded_height(c), width = padded_width(c), outputs = c->outputs, channels = c->inputs;
    for (ptrdiff_t row = 0; row < c->out[0]; row++) {
        float *target = y + row * c->out[1] * outputs;
        for (ptrdiff_t i = 0; i < c->window[0]; i++)
            for (ptrdiff_t channel = 0; channel < channels; channel++)
                for (ptrdiff_t k = 0; k < outputs; k += 64)
                    register_product(target + k, outputs, plane + (channel * height + row + i) * width, 1, 1,
                                     w + (i * c->window[1] * channels + channel) * outputs + k, channels * outputs, c->out[1],
                                     outputs - k < 64 ? outputs - k : 64, c->window[1], i || channel ? target + k : NULL);
        if (bias || relu)
            for (ptrdiff_t column = 0; column < c->out[1]; column++)
                for (ptrdiff_t k = 0; k < outputs; k += 16) {
                    sixteen *at = (sixteen *)(target + column * outputs + k), value = *at;
                    if (bias) value += *(const sixteen *)(bias + k);
                    if (relu) value = (sixteen)((masks)value & ~(masks)(value < 0));
                    *at = value;
                }
    }
}

CLONES void cvk_stem_weight(const cvk_stem *c, const float *plane, const float *dy, float *sums) {
    ptrdiff_t height = padded_height(c), width = padded_width(c), outputs = c->outputs, channels = c->inputs;
    for (ptrdiff_t row = 0; row < c->out[0]; row++)
        for (ptrdiff_t i = 0; i < c->window[0]; i++)
            for (ptrdiff_t channel = 0; channel < channels; channel++)
                for (ptrdiff_t k = 0; k < outputs; k += 64) {
                    float *target = sums + (i * c->window[1] * channels + channel) * outputs + k;
                    register_product(target, channels * outputs, plane + (channel * height + row + i) * width, 1, 1,
                                     dy + row * c->out[1] * outputs + k, outputs, c->window[1],
                                     outputs - k < 64 ? outputs - k : 64, c->out[1], target);
                }
}

INLINE float total(const sixteen *v) {
    float sum = 0;
    for (int i = 0; i < 16; i++) sum += (*v)[i];
    return sum;
}

CLONES void cvk_stem_moments(const cvk_stem *c, const float *plane, double *sums, double *products) {
    ptrdiff_t at[CVK_STEM_TAPS], taps = tap_places(c, at), width = padded_width(c);
    ptrdiff_t whole = c->out[1] / 16 * 16;
    masks inside = {0};
    for (int i = 0; i < 16; i++) inside[i] = i < c->out[1] - whole ? -1 : 0;
    for (ptrdiff_t a = 0; a < taps; a++) {
        sixteen sum = {0};
        for (ptrdiff_t row = 0; row < c->out[0]; row++) {
            const float *p = plane + at[a] + row * width;
            for (ptrdiff_t k = 0; k < whole; k += 16) sum += *(const sixteen *)(p + k);
            sum += (sixteen)(*(const masks *)(p + whole) & inside);
        }
        sums[a] += total(&sum);
        for (ptrdiff_t b = 0; b <= a; b++) {
            sixteen product = {0};
            for (ptrdiff_t row = 0; row < c->out[0]; row++) {
                const float *p = plane + at[a] + row * width, *q = plane + at[b] + row * width;
                for (ptrdiff_t k = 0; k < whole; k += 16) product += *(const sixteen *)(p + k) * *(const sixteen *)(q + k);
                product += (sixteen)(*(const masks *)(p + whole) & inside) * (sixteen)(*(const masks *)(q + whole) & inside);
            }
            double value = total(&product);
            products[a * taps + b] += value;
            if (a != b) products[b * taps + a] += value;
        }
    }
}

// Columns k ..< k + 16 vectors of one window of 2 by 2 at `corner`.
INLINE void pool_window(const int vectors, const float *corner, ptrdiff_t width, const ptrdiff_t *at, ptrdiff_t taps,
                        const float *w, ptrdiff_t outputs, const float *shift, float *y, uint8_t *places) {
    sixteen value[4][2];
    for (int v = 0; v < vectors; v++)
        for (int n = 0; n < 4; n++) value[n][v] = *(const sixteen *)(shift + 16 * v);
    for (ptrdiff_t t = 0; t < taps; t++) {
        const float *p = corner + at[t];
        for (int v = 0; v < vectors; v++) {
            sixteen weight = *(const sixteen *)(w + t * outputs + 16 * v);
            value[0][v] += p[0] * weight;
            value[1][v] += p[1] * weight;
            value[2][v] += p[width] * weight;
            value[3][v] += p[width + 1] * weight;
        }
    }
    for (int v = 0; v < vectors; v++) {
        sixteen best = value[0][v];
        masks place = {0};
        for (int n = 1; n < 4; n++) {
            // NaN wins
            masks wins = (value[n][v] > best) | (value[n][v] != value[n][v]);
            best = (sixteen)(((masks)value[n][v] & wins) | ((masks)best & ~wins));
            place = ((masks){0} + n) & wins | (place & ~wins);
        }
        masks out = best <= 0;
        *(sixteen *)(y + 16 * v) = (sixteen)((masks)best & ~out);
        if (places) *(bytes *)(places + 16 * v) = __builtin_convertvector((((masks){0} + 4) & out) | (place & ~out), bytes);
    }
}

CLONES void cvk_stem_pool(const cvk_stem *c, const float *plane, const float *w, const float *shift, float *y,
                          uint8_t *places) {
    ptrdiff_t at[CVK_STEM_TAPS], taps = tap_places(c, at), width = padded_width(c), outputs = c->outputs;
    ptrdiff_t rows = c->out[0] / 2, columns = c->out[1] / 2;
    for (ptrdiff_t row = 0; row < rows; row++)
        for (ptrdiff_t column = 0; column < columns; column++) {
            const float *corner = plane + row * 2 * width + column * 2;
            ptrdiff_t to = (row * columns + column) * outputs, k = 0;
            for (; k + 32 <= outputs; k += 32)
                pool_window(2, corner, width, at, taps, w + k, outputs, shift + k, y + to + k, places ? places + to + k : NULL);
            if (k < outputs)
                pool_window(1, corner, width, at, taps, w + k, outputs, shift + k, y + to + k, places ? places + to + k : NULL);
        }
}

CLONES void cvk_stem_pool_products(const cvk_stem *c, const float *plane, const float *dy, const uint8_t *places,
                                   float *sums) {
    ptrdiff_t at[CVK_STEM_TAPS], taps = tap_places(c, at), width = padded_width(c), outputs = c->outputs;
    ptrdiff_t rows = c->out[0] / 2, columns = c->out[1] / 2;
    for (ptrdiff_t row = 0; row < rows; row++)
        for (ptrdiff_t k = 0; k < outputs; k += 16)
            for (ptrdiff_t column = 0; column < columns; column++) {
                const float *corner = plane + row * 2 * width + column * 2;
                ptrdiff_t from = (row * columns + column) * outputs + k;
                masks place = __builtin_convertvector(*(const bytes *)(places + from), masks);
                masks upstream = *(const masks *)(dy + from);
                sixteen g[4];
                for (int n = 0; n < 4; n++) g[n] = (sixteen)(upstream & (place == n));
                for (ptrdiff_t t = 0; t < taps; t++) {
                    const float *p = corner + at[t];
                    *(sixteen *)(sums + t * outputs + k) += (p[0] * g[0] + p[1] * g[1]) + (p[width] * g[2] + p[width + 1] * g[3]);
                }
                *(sixteen *)(sums + taps * outputs + k) += (g[0] + g[1]) + (g[2] + g[3]);
            }
}
