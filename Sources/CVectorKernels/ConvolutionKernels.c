#include "CVectorKernels.h"
#include "Shared.h"

typedef struct {
    ptrdiff_t item, d, h, w;
} place_t;

INLINE place_t place_of(const cvk_convolution *c, ptrdiff_t row) {
    place_t p;
    p.w = row % c->out[2];
    row /= c->out[2];
    p.h = row % c->out[1];
    row /= c->out[1];
    p.d = row % c->out[0];
    p.item = row / c->out[0];
    return p;
}

INLINE void advance(const cvk_convolution *c, place_t *p) {
    if (++p->w < c->out[2]) return;
    p->w = 0;
    if (++p->h < c->out[1]) return;
    p->h = 0;
    if (++p->d < c->out[0]) return;
    p->d = 0;
    p->item++;
}

// The taps first ..< end of an axis that read inside the input, for output position o.
INLINE void inside(const cvk_convolution *c, int axis, ptrdiff_t o, ptrdiff_t *first, ptrdiff_t *end) {
    ptrdiff_t start = o * c->stride[axis] - c->before[axis], step = c->dilation[axis];
    ptrdiff_t low = start >= 0 ? 0 : (-start + step - 1) / step;
    ptrdiff_t left = c->in[axis] - start;
    ptrdiff_t high = left <= 0 ? 0 : (left + step - 1) / step;
    if (high > c->window[axis]) high = c->window[axis];
    *first = low < high ? low : high;
    *end = high;
}

// A call of memcpy costs more than a few numbers.
INLINE void copy(float *to, const float *from, ptrdiff_t count) {
    if (count > 12) {
        memcpy(to, from, (size_t)count * sizeof(float));
        return;
    }
    for (ptrdiff_t i = 0; i < count; i++) {
        to[i] = from[i];
        __asm__ volatile("");
    }
}

INLINE void clear(float *to, ptrdiff_t count) {
    if (count <= 0) return;
    if (count > 12) {
        memset(to, 0, (size_t)count * sizeof(float));
        return;
    }
    for (ptrdiff_t i = 0; i < count; i++) {
        to[i] = 0;
        __asm__ volatile("");
    }
}

// Up to 64 numbers in whole vectors: writes up to 15 beyond them.
INLINE void copy_wide(float *to, const float *from, ptrdiff_t count) {
    if (count <= 4)
        memcpy(to, from, 16);
    else if (count <= 8)
        memcpy(to, from, 32);
    else
        for (ptrdiff_t i = 0; i < count; i += 16) memcpy(to + i, from + i, 64);
}

// The usual case with few channels: whole windows whose lines are short and lie together. What a line writes beyond its end
// belongs to the next one, which comes later.
CLONES
static void unfold_short(const cvk_convolution *c, const float *x, ptrdiff_t first, ptrdiff_t end, float *col) {
    ptrdiff_t inputs = c->inputs, line = c->window[2] * inputs, wide = (line + 15) / 16 * 16;
    ptrdiff_t lineLength = c->in[2] * inputs, itemLength = c->in[0] * c->in[1] * lineLength;
    place_t p = place_of(c, first);
    for (ptrdiff_t row = first; row < end; row++, advance(c, &p)) {
        ptrdiff_t w = p.w * c->stride[2] - c->before[2], endW = w + c->window[2];
        ptrdiff_t low = w < 0 ? 0 : w, high = endW > c->in[2] ? c->in[2] : endW;
        const float *item = x + p.item * itemLength;
        for (ptrdiff_t kd = 0; kd < c->window[0]; kd++) {
            ptrdiff_t d = p.d * c->stride[0] - c->before[0] + kd * c->dilation[0];
            for (ptrdiff_t kh = 0; kh < c->window[1]; kh++, col += line) {
                ptrdiff_t h = p.h * c->stride[1] - c->before[1] + kh * c->dilation[1];
                if (d < 0 || d >= c->in[0] || h < 0 || h >= c->in[1] || high <= low) {
                    clear(col, line);
                    continue;
                }
                ptrdiff_t offset = (d * c->in[1] + h) * lineLength + low * inputs;
                if (low == w && high == endW && offset + wide <= itemLength) {
                    copy_wide(col, item + offset, line);
                } else {
                    clear(col, (low - w) * inputs);
                    copy(col + (low - w) * inputs, item + offset, (high - low) * inputs);
                    clear(col + (high - w) * inputs, (endW - high) * inputs);
                }
            }
        }
    }
}

void cvk_unfold(const cvk_convolution *c, const float *x, ptrdiff_t first, ptrdiff_t end, ptrdiff_t group, ptrdiff_t firstTap,
                ptrdiff_t endTap, float *col) {
    ptrdiff_t inputs = c->inputs, width = inputs / c->groups, taps = c->window[2];
    ptrdiff_t lineLength = c->in[2] * inputs;
    ptrdiff_t firstLine = firstTap / taps, endLine = (endTap + taps - 1) / taps;
    bool together = c->dilation[2] == 1 && c->groups == 1;
    if (together && taps * inputs <= 64 && firstTap == 0 && endTap == c->window[0] * c->window[1] * taps) {
        unfold_short(c, x, first, end, col);
        return;
    }
    place_t p = place_of(c, first);
    for (ptrdiff_t row = first; row < end; row++, advance(c, &p)) {
        ptrdiff_t startW = p.w * c->stride[2] - c->before[2];
        for (ptrdiff_t line = firstLine; line < endLine; line++) {
            ptrdiff_t kd = line / c->window[1], kh = line % c->window[1];
            ptrdiff_t low = line == firstLine ? firstTap % taps : 0;
            ptrdiff_t high = line == endLine - 1 ? endTap - line * taps : taps;
            ptrdiff_t d = p.d * c->stride[0] - c->before[0] + kd * c->dilation[0];
            ptrdiff_t h = p.h * c->stride[1] - c->before[1] + kh * c->dilation[1];
            if (d < 0 || d >= c->in[0] || h < 0 || h >= c->in[1]) {
                clear(col, (high - low) * width);
                col += (high - low) * width;
                continue;
            }
            const float *from = x + ((p.item * c->in[0] + d) * c->in[1] + h) * lineLength + group * width;
            if (together) {
                ptrdiff_t a = startW + low, b = startW + high, n = c->in[2];
                ptrdiff_t insideA = a < 0 ? 0 : a, insideB = b > n ? n : b;
                if (insideB <= insideA) {
                    clear(col, (high - low) * width);
                } else {
                    if (insideA > a) clear(col, (insideA - a) * width);
                    copy(col + (insideA - a) * width, from + insideA * inputs, (insideB - insideA) * width);
                    if (insideB < b) clear(col + (insideB - a) * width, (b - insideB) * width);
                }
                col += (high - low) * width;
                continue;
            }
            for (ptrdiff_t k = low; k < high; k++, col += width) {
                ptrdiff_t w = startW + k * c->dilation[2];
                if (w < 0 || w >= c->in[2])
                    clear(col, width);
                else
                    copy(col, from + w * inputs, width);
            }
        }
    }
}

CLONES
void cvk_fold(const cvk_convolution *c, float *dx, ptrdiff_t first, ptrdiff_t end, ptrdiff_t group, const float *col) {
    ptrdiff_t inputs = c->inputs, width = inputs / c->groups, lineLength = c->in[2] * inputs;
    place_t p = place_of(c, first);
    for (ptrdiff_t row = first; row < end; row++, advance(c, &p)) {
        ptrdiff_t startW = p.w * c->stride[2] - c->before[2];
        for (ptrdiff_t kd = 0; kd < c->window[0]; kd++) {
            ptrdiff_t d = p.d * c->stride[0] - c->before[0] + kd * c->dilation[0];
            for (ptrdiff_t kh = 0; kh < c->window[1]; kh++) {
                ptrdiff_t h = p.h * c->stride[1] - c->before[1] + kh * c->dilation[1];
                if (d < 0 || d >= c->in[0] || h < 0 || h >= c->in[1]) {
                    col += c->window[2] * width;
                    continue;
                }
                float *to = dx + (d * c->in[1] + h) * lineLength + group * width;
                for (ptrdiff_t k = 0; k < c->window[2]; k++, col += width) {
                    ptrdiff_t w = startW + k * c->dilation[2];
                    if (w < 0 || w >= c->in[2]) continue;
                    float *restrict target = to + w * inputs;
                    for (ptrdiff_t i = 0; i < width; i++) target[i] += col[i];
                }
            }
        }
    }
}

void cvk_turn_weight(const cvk_convolution *c, const float *from, float *to) {
    ptrdiff_t taps = c->window[0] * c->window[1] * c->window[2];
    ptrdiff_t width = c->inputs / c->groups, outputs = c->outputs / c->groups;
    for (ptrdiff_t tap = 0; tap < taps; tap++)
        for (ptrdiff_t group = 0; group < c->groups; group++)
            for (ptrdiff_t o = 0; o < outputs; o++) {
                float *target = to + ((taps - 1 - tap) * outputs + o) * c->inputs + group * width;
                const float *source = from + tap * width * c->outputs + group * outputs + o;
                for (ptrdiff_t i = 0; i < width; i++) target[i] = source[i * c->outputs];
            }
}

CLONES
void cvk_bias_relu(float *restrict y, const float *restrict bias, bool relu, ptrdiff_t rows, ptrdiff_t columns) {
    if (bias == NULL) {
        if (relu)
            for (ptrdiff_t i = 0; i < rows * columns; i++) y[i] = y[i] < 0 ? 0 : y[i];
        return;
    }
    for (ptrdiff_t row = 0; row < rows; row++, y += columns) {
        if (relu)
            for (ptrdiff_t i = 0; i < columns; i++) {
                float sum = y[i] + bias[i];
                y[i] = sum < 0 ? 0 : sum;
            }
        else
            for (ptrdiff_t i = 0; i < columns; i++) y[i] += bias[i];
    }
}

enum { block = 64 };

// Output channels `from ..< from + count` of one position; with m outputs a channel.
INLINE void depthwise_block(const cvk_convolution *c, const float *x, const float *w, const float *bias, bool relu, float *y,
                            place_t p, const ptrdiff_t *low, const ptrdiff_t *high, ptrdiff_t from, ptrdiff_t count,
                            ptrdiff_t multiple) {
    float sums[block];
    for (ptrdiff_t j = 0; j < count; j++) sums[j] = bias == NULL ? 0 : bias[from + j];
    for (ptrdiff_t kd = low[0]; kd < high[0]; kd++)
        for (ptrdiff_t kh = low[1]; kh < high[1]; kh++)
            for (ptrdiff_t kw = low[2]; kw < high[2]; kw++) {
                ptrdiff_t d = p.d * c->stride[0] - c->before[0] + kd * c->dilation[0];
                ptrdiff_t h = p.h * c->stride[1] - c->before[1] + kh * c->dilation[1];
                ptrdiff_t v = p.w * c->stride[2] - c->before[2] + kw * c->dilation[2];
                const float *source = x + (((p.item * c->in[0] + d) * c->in[1] + h) * c->in[2] + v) * c->inputs;
                const float *weight = w + ((kd * c->window[1] + kh) * c->window[2] + kw) * c->outputs + from;
                if (multiple == 1)
                    for (ptrdiff_t j = 0; j < count; j++) sums[j] += source[from + j] * weight[j];
                else
                    for (ptrdiff_t j = 0; j < count; j++) sums[j] += source[(from + j) / multiple] * weight[j];
            }
    for (ptrdiff_t j = 0; j < count; j++) y[from + j] = relu && sums[j] < 0 ? 0 : sums[j];
}

CLONES
void cvk_depthwise(const cvk_convolution *c, const float *x, const float *w, const float *bias, bool relu, float *y,
                   ptrdiff_t first, ptrdiff_t end) {
    ptrdiff_t multiple = c->outputs / c->inputs;
    place_t p = place_of(c, first * c->out[2]);
    y += first * c->out[2] * c->outputs;
    ptrdiff_t low[3], high[3];
    for (ptrdiff_t row = first * c->out[2]; row < end * c->out[2]; row++, advance(c, &p), y += c->outputs) {
        inside(c, 0, p.d, &low[0], &high[0]);
        inside(c, 1, p.h, &low[1], &high[1]);
        inside(c, 2, p.w, &low[2], &high[2]);
        ptrdiff_t j = 0;
        if (multiple == 1)
            for (; j + block <= c->outputs; j += block) depthwise_block(c, x, w, bias, relu, y, p, low, high, j, block, 1);
        for (; j < c->outputs; j += block) {
            ptrdiff_t count = c->outputs - j < block ? c->outputs - j : block;
            depthwise_block(c, x, w, bias, relu, y, p, low, high, j, count, multiple);
        }
    }
}

CLONES
void cvk_depthwise_input(const cvk_convolution *c, const float *dy, const float *w, float *dx) {
    ptrdiff_t multiple = c->outputs / c->inputs;
    memset(dx, 0, (size_t)(c->in[0] * c->in[1] * c->in[2] * c->inputs) * sizeof(float));
    ptrdiff_t rows = c->out[0] * c->out[1] * c->out[2], low[3], high[3];
    place_t p = place_of(c, 0);
    for (ptrdiff_t row = 0; row < rows; row++, advance(c, &p), dy += c->outputs) {
        inside(c, 0, p.d, &low[0], &high[0]);
        inside(c, 1, p.h, &low[1], &high[1]);
        inside(c, 2, p.w, &low[2], &high[2]);
        for (ptrdiff_t kd = low[0]; kd < high[0]; kd++)
            for (ptrdiff_t kh = low[1]; kh < high[1]; kh++)
                for (ptrdiff_t kw = low[2]; kw < high[2]; kw++) {
                    ptrdiff_t d = p.d * c->stride[0] - c->before[0] + kd * c->dilation[0];
                    ptrdiff_t h = p.h * c->stride[1] - c->before[1] + kh * c->dilation[1];
                    ptrdiff_t v = p.w * c->stride[2] - c->before[2] + kw * c->dilation[2];
                    float *restrict target = dx + ((d * c->in[1] + h) * c->in[2] + v) * c->inputs;
                    const float *weight = w + ((kd * c->window[1] + kh) * c->window[2] + kw) * c->outputs;
                    if (multiple == 1)
                        for (ptrdiff_t j = 0; j < c->inputs; j++) target[j] += dy[j] * weight[j];
                    else
                        for (ptrdiff_t j = 0; j < c->inputs; j++)
                            for (ptrdiff_t m = 0; m < multiple; m++)
                                target[j] += dy[j * multiple + m] * weight[j * multiple + m];
                }
    }
}

INLINE void depthwise_weight_block(const cvk_convolution *c, const float *x, const float *dy, ptrdiff_t items, float *dw,
                                   ptrdiff_t kd, ptrdiff_t kh, ptrdiff_t kw, ptrdiff_t from, ptrdiff_t count, ptrdiff_t multiple) {
    float sums[block];
    for (ptrdiff_t j = 0; j < count; j++) sums[j] = 0;
    for (ptrdiff_t item = 0; item < items; item++)
        for (ptrdiff_t od = 0; od < c->out[0]; od++)
            for (ptrdiff_t oh = 0; oh < c->out[1]; oh++) {
                ptrdiff_t d = od * c->stride[0] - c->before[0] + kd * c->dilation[0];
                ptrdiff_t h = oh * c->stride[1] - c->before[1] + kh * c->dilation[1];
                if (d < 0 || d >= c->in[0] || h < 0 || h >= c->in[1]) continue;
                const float *line = x + ((item * c->in[0] + d) * c->in[1] + h) * c->in[2] * c->inputs;
                const float *up = dy + ((item * c->out[0] + od) * c->out[1] + oh) * c->out[2] * c->outputs + from;
                for (ptrdiff_t ow = 0; ow < c->out[2]; ow++) {
                    ptrdiff_t v = ow * c->stride[2] - c->before[2] + kw * c->dilation[2];
                    if (v < 0 || v >= c->in[2]) continue;
                    const float *source = line + v * c->inputs, *upstream = up + ow * c->outputs;
                    if (multiple == 1)
                        for (ptrdiff_t j = 0; j < count; j++) sums[j] += source[from + j] * upstream[j];
                    else
                        for (ptrdiff_t j = 0; j < count; j++) sums[j] += source[(from + j) / multiple] * upstream[j];
                }
            }
    memcpy(dw + from, sums, (size_t)count * sizeof(float));
}

CLONES
void cvk_depthwise_weight(const cvk_convolution *c, const float *x, const float *dy, ptrdiff_t items, float *dw) {
    ptrdiff_t multiple = c->outputs / c->inputs;
    for (ptrdiff_t kd = 0; kd < c->window[0]; kd++)
        for (ptrdiff_t kh = 0; kh < c->window[1]; kh++)
            for (ptrdiff_t kw = 0; kw < c->window[2]; kw++, dw += c->outputs) {
                ptrdiff_t j = 0;
                if (multiple == 1)
                    for (; j + block <= c->outputs; j += block)
                        depthwise_weight_block(c, x, dy, items, dw, kd, kh, kw, j, block, 1);
                for (; j < c->outputs; j += block) {
                    ptrdiff_t count = c->outputs - j < block ? c->outputs - j : block;
                    depthwise_weight_block(c, x, dy, items, dw, kd, kh, kw, j, count, multiple);
                }
            }
}
