#include "CVectorKernels.h"
#include "Shared.h"

#include <math.h>
#include <string.h>

const char *cvk_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) return "avx512";
    if (__builtin_cpu_supports("x86-64-v3")) return "avx2";
#endif
    return "baseline";
}

CLONES void cvk_add(float *out, const float *a, const float *b, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = a[i] + b[i];
}

CLONES void cvk_multiply(float *out, const float *a, const float *b, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = a[i] * b[i];
}

CLONES void cvk_axpy(float *y, float scale, const float *x, size_t count) {
    for (size_t i = 0; i < count; i++) y[i] += scale * x[i];
}

CLONES void cvk_scale(float *out, float scale, const float *x, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = scale * x[i];
}

CLONES void cvk_relu(float *out, const float *x, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = x[i] < 0 ? 0 : x[i];  // NaN stays NaN
}

CLONES void cvk_relu_backward(float *out, const float *upstream, const float *y, float scale, size_t count) {
    for (size_t i = 0; i < count; i++) out[i] = y[i] > 0 ? upstream[i] * scale : 0;
}

CLONES void cvk_prelu(float *out, const float *x, const float *slopes, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            float value = x[r * columns + c];
            out[r * columns + c] = value > 0 ? value : slopes[c] * value;
        }
}

CLONES void cvk_prelu_backward(float *restrict out, float *restrict slopeSums, const float *upstream, const float *x,
                               const float *slopes, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) {
            float value = x[r * columns + c], up = upstream[r * columns + c];
            out[r * columns + c] = value > 0 ? up : slopes[c] * up;
            slopeSums[c] += value > 0 ? 0 : up * value;
        }
}

CLONES double cvk_sum(const float *x, size_t count) {
    double partial[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (int lane = 0; lane < 8; lane++) partial[lane] += (double)x[i + lane];
    for (; i < count; i++) partial[i % 8] += (double)x[i];
    double total = 0;
    for (int lane = 0; lane < 8; lane++) total += partial[lane];
    return total;
}

CLONES double cvk_dot(const float *a, const float *b, size_t count) {
    double partial[8] = {0};
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (int lane = 0; lane < 8; lane++) partial[lane] += (double)a[i + lane] * (double)b[i + lane];
    for (; i < count; i++) partial[i % 8] += (double)a[i] * (double)b[i];
    double total = 0;
    for (int lane = 0; lane < 8; lane++) total += partial[lane];
    return total;
}

CLONES bool cvk_all_finite(const float *x, size_t count) {
    uint32_t bad = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, 4);
        bad |= (bits & 0x7f800000u) == 0x7f800000u;
    }
    return bad == 0;
}

CLONES void cvk_add_bias(float *out, const float *x, const float *bias, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) out[r * columns + c] = x[r * columns + c] + bias[c];
}

CLONES void cvk_column_sums(float *sums, const float *x, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 0; c < columns; c++) sums[c] += x[r * columns + c];
}

void cvk_argmax_rows(int32_t *out, const float *x, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++) {
        const float *row = x + r * columns;
        size_t best = 0;
        for (size_t c = 1; c < columns; c++)
            if (row[c] > row[best]) best = c;
        out[r] = (int32_t)best;
    }
}

CLONES void cvk_dropout(float *out, const float *x, const uint32_t *indices, size_t count, uint64_t key, uint32_t threshold, float scale) {
    uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
    if (indices != NULL)
        for (size_t i = 0; i < count; i++) out[i] = element_hash(low, high, indices[i]) < threshold ? x[i] * scale : 0;
    else
        for (size_t i = 0; i < count; i++) out[i] = element_hash(low, high, (uint32_t)i) < threshold ? x[i] * scale : 0;
}

CLONES void cvk_bias_relu_dropout(float *out, const float *x, const float *bias, const uint32_t *rowIDs, size_t firstRow, size_t rows,
                                  size_t columns, bool relu, bool dropout, uint64_t key, uint32_t threshold, float scale) {
    float floor = relu ? 0.0f : -INFINITY;
    for (size_t r = 0; r < rows; r++) {
        const float *in = x + r * columns;
        float *to = out + r * columns;
        if (bias == NULL && !relu && dropout) {
            uint32_t rowKey = row_key(key, rowIDs != NULL ? rowIDs[r] : firstRow + r);
            IN_PLACE
            for (size_t c = 0; c < columns; c++) to[c] = element_kept(rowKey, c, threshold) ? in[c] * scale : 0;
            continue;
        }
        if (bias != NULL)
            IN_PLACE
            for (size_t c = 0; c < columns; c++) {
                float value = in[c] + bias[c];
                to[c] = value < floor ? floor : value;  // NaN stays NaN
            }
        else
            IN_PLACE
            for (size_t c = 0; c < columns; c++) to[c] = in[c] < floor ? floor : in[c];
        if (dropout) {
            uint32_t rowKey = row_key(key, rowIDs != NULL ? rowIDs[r] : firstRow + r);
            IN_PLACE
            for (size_t c = 0; c < columns; c++) to[c] = element_kept(rowKey, c, threshold) ? to[c] * scale : 0;
        }
    }
}

CLONES void cvk_bias_elu_dropout(float *out, const float *x, const float *bias, const uint32_t *rowIDs, size_t firstRow, size_t rows,
                                 size_t columns, bool dropout, uint64_t key, uint32_t threshold, float scale) {
    for (size_t r = 0; r < rows; r++) {
        const float *in = x + r * columns;
        float *to = out + r * columns;
        if (bias != NULL)
            IN_PLACE
            for (size_t c = 0; c < columns; c++) {
                float value = in[c] + bias[c], e = exponential_minus_one(value);
                to[c] = value > 0 ? value : e;
            }
        else
            IN_PLACE
            for (size_t c = 0; c < columns; c++) {
                float e = exponential_minus_one(in[c]);
                to[c] = in[c] > 0 ? in[c] : e;
            }
        if (dropout) {
            uint32_t rowKey = row_key(key, rowIDs != NULL ? rowIDs[r] : firstRow + r);
            IN_PLACE
            for (size_t c = 0; c < columns; c++) to[c] = element_kept(rowKey, c, threshold) ? to[c] * scale : 0;
        }
    }
}

CLONES void cvk_elu_dropout_backward(float *out, const float *upstream, const float *y, const uint32_t *rowIDs, size_t firstRow,
                                     size_t rows, size_t columns, bool dropout, uint64_t key, uint32_t threshold, float scale) {
    for (size_t r = 0; r < rows; r++) {
        const float *up = upstream + r * columns, *result = y + r * columns;
        float *to = out + r * columns;
        if (dropout) {
            uint32_t rowKey = row_key(key, rowIDs != NULL ? rowIDs[r] : firstRow + r);
            // the result is scale · elu(x): scale · elu'(x) is scale, or the result plus scale
            for (size_t c = 0; c < columns; c++) {
                float slope = result[c] > 0 ? scale : result[c] + scale;
                to[c] = element_kept(rowKey, c, threshold) ? up[c] * slope : 0;
            }
        } else {
            for (size_t c = 0; c < columns; c++) to[c] = up[c] * (result[c] > 0 ? 1.0f : result[c] + 1.0f);
        }
    }
}

// Each function and its derivative times what comes from above, from x or from the result y.
CLONES void cvk_function(float *out, const float *x, size_t count, cvk_function_t function, float parameter) {
    switch (function) {
    case cvk_elu:
        for (size_t i = 0; i < count; i++) {
            float e = parameter * exponential_minus_one(x[i]);
            out[i] = x[i] > 0 ? x[i] : e;
        }
        break;
    case cvk_leaky_relu:
        for (size_t i = 0; i < count; i++) out[i] = x[i] > 0 ? x[i] : parameter * x[i];
        break;
    case cvk_sigmoid:
        for (size_t i = 0; i < count; i++) {
            float size = x[i] < 0 ? x[i] : -x[i], e = size < -87.0f ? 0 : exponential(size), part = 1.0f / (1.0f + e);
            out[i] = x[i] >= 0 ? part : e * part;
        }
        break;
    case cvk_tanh:
        for (size_t i = 0; i < count; i++) {
            float size = x[i] < 0 ? x[i] : -x[i], e = exponential_minus_one(2.0f * size), value = e / (e + 2.0f);
            out[i] = x[i] < 0 ? value : -value;
        }
        break;
    }
}

CLONES void cvk_function_backward(float *out, const float *upstream, const float *x, const float *y, size_t count,
                                  cvk_function_t function, float parameter) {
    switch (function) {
    case cvk_elu:
        for (size_t i = 0; i < count; i++) out[i] = upstream[i] * (x[i] > 0 ? 1.0f : y[i] + parameter);
        break;
    case cvk_leaky_relu:
        for (size_t i = 0; i < count; i++) out[i] = upstream[i] * (x[i] > 0 ? 1.0f : parameter);
        break;
    case cvk_sigmoid:
        for (size_t i = 0; i < count; i++) out[i] = upstream[i] * (y[i] * (1.0f - y[i]));
        break;
    case cvk_tanh:
        for (size_t i = 0; i < count; i++) out[i] = upstream[i] * (1.0f - y[i] * y[i]);
        break;
    }
}

CLONES void cvk_uniform(float *out, uint64_t key, size_t first, size_t count) {
    uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
    for (size_t i = 0; i < count; i++)
        out[i] = (float)(element_hash(low, high + (uint32_t)((first + i) >> 32), (uint32_t)(first + i)) >> 8) * 0x1p-24f;
}

CLONES void cvk_sparse_rows(float *restrict out, float scale, const float *z, const uint64_t *starts, const uint64_t *columns,
                            const float *values, const float *x, size_t first, size_t last, size_t width) {
    for (size_t r = first; r < last; r++) {
        float *to = out + r * width;
        size_t c = 0;
        // 64 columns at a time stay in registers
        for (; c + 64 <= width; c += 64) {
            sixteen sums[4] = {{0}};
            if (z != NULL)
                for (int i = 0; i < 4; i++) {
                    memcpy(&sums[i], z + r * width + c + 16 * i, sizeof(sixteen));
                    sums[i] *= scale;
                }
            for (size_t k = starts[r]; k < starts[r + 1]; k++) {
                const float *from = x + columns[k] * width + c;
                for (int i = 0; i < 4; i++) {
                    sixteen part;
                    memcpy(&part, from + 16 * i, sizeof part);
                    sums[i] += values[k] * part;
                }
            }
            memcpy(to + c, sums, sizeof sums);
        }
        if (c == width) continue;
        for (size_t i = c; i < width; i++) to[i] = z != NULL ? scale * z[r * width + i] : 0;
        for (size_t k = starts[r]; k < starts[r + 1]; k++) {
            const float *from = x + columns[k] * width;
            for (size_t i = c; i < width; i++) to[i] += values[k] * from[i];
        }
    }
}

enum { lanes = 16 };

// exp(x - max) of a row into `out` (which may be x), its sum returned; whole groups of 16 lanes, the last one padded.
static inline __attribute__((always_inline)) float row_exponentials(float *out, const float *x, size_t columns, float *maximum) {
    float best[lanes], sums[lanes] = {0};
    for (int lane = 0; lane < lanes; lane++) best[lane] = -INFINITY;
    size_t whole = columns - columns % lanes, rest = columns - whole;
    float tail[lanes];
    for (int lane = 0; lane < lanes; lane++) tail[lane] = -INFINITY;
    memcpy(tail, x + whole, rest * sizeof(float));
    for (size_t c = 0; c < whole; c += lanes)
        for (int lane = 0; lane < lanes; lane++) best[lane] = x[c + lane] > best[lane] ? x[c + lane] : best[lane];
    for (int lane = 0; lane < lanes; lane++) best[lane] = tail[lane] > best[lane] ? tail[lane] : best[lane];
    float top = best[0];
    for (int lane = 1; lane < lanes; lane++) top = best[lane] > top ? best[lane] : top;
    for (size_t c = 0; c < whole; c += lanes)
        for (int lane = 0; lane < lanes; lane++) {
            float e = exponential(x[c + lane] - top);
            sums[lane] += e;
            out[c + lane] = e;
        }
    if (rest > 0) {
        for (int lane = 0; lane < lanes; lane++) tail[lane] = exponential(tail[lane] - top);
        for (size_t lane = rest; lane < lanes; lane++) tail[lane] = 0;
        for (int lane = 0; lane < lanes; lane++) sums[lane] += tail[lane];
        memcpy(out + whole, tail, rest * sizeof(float));
    }
    float total = 0;
    for (int lane = 0; lane < lanes; lane++) total += sums[lane];
    *maximum = top;
    return total;
}

CLONES void cvk_softmax_rows(float *out, const float *x, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++) {
        float maximum, *to = out + r * columns;
        float scale = 1.0f / row_exponentials(to, x + r * columns, columns, &maximum);
        for (size_t c = 0; c < columns; c++) to[c] *= scale;
    }
}

CLONES void cvk_log_softmax_rows(float *out, const float *x, size_t rows, size_t columns) {
    for (size_t r = 0; r < rows; r++) {
        const float *in = x + r * columns;
        float maximum, *to = out + r * columns;
        float logarithm = logf(row_exponentials(to, in, columns, &maximum));
        // the difference first: it is exact where it matters, near the maximum
        for (size_t c = 0; c < columns; c++) to[c] = (in[c] - maximum) - logarithm;
    }
}

CLONES double cvk_cross_entropy(const float *x, const uint32_t *rowIDs, const int32_t *labels, size_t count, size_t columns,
                                float scale, float *gradient, int32_t *predicted) {
    double loss = 0;
    float local[256];
    for (size_t i = 0; i < count; i++) {
        size_t row = rowIDs != NULL ? rowIDs[i] : i;
        const float *in = x + row * columns;
        int32_t label = labels[i];
        if (predicted != NULL) cvk_argmax_rows(predicted + i, in, 1, columns);
        float maximum, total = 0;
        if (gradient != NULL) {
            float *to = gradient + row * columns;
            if (columns <= 256) {
                total = row_exponentials(local, in, columns, &maximum);
                float factor = scale / total;
                for (size_t c = 0; c < columns; c++) to[c] += local[c] * factor;
            } else {
                maximum = in[0];
                for (size_t c = 1; c < columns; c++) maximum = in[c] > maximum ? in[c] : maximum;
                for (size_t c = 0; c < columns; c++) total += exponential(in[c] - maximum);
                float factor = scale / total;
                for (size_t c = 0; c < columns; c++) to[c] += exponential(in[c] - maximum) * factor;
            }
            to[label] -= scale;
        } else if (columns <= 256) {
            total = row_exponentials(local, in, columns, &maximum);
        } else {
            maximum = in[0];
            for (size_t c = 1; c < columns; c++) maximum = in[c] > maximum ? in[c] : maximum;
            for (size_t c = 0; c < columns; c++) total += exponential(in[c] - maximum);
        }
        loss += (double)logf(total) + ((double)maximum - (double)in[label]);
    }
    return loss;
}

// `__builtin_elementwise_sqrt` sets no errno, which would keep the loop scalar.
CLONES void cvk_adam(float *restrict parameter, const float *restrict gradient, float *restrict mean, float *restrict square, float *restrict maximum, size_t count, cvk_adam_t s) {
    float sign = s.maximize ? -1.0f : 1.0f;
    float step = s.rate / s.correction1, root = 1.0f / sqrtf(s.correction2);
    if (maximum != NULL) {
        for (size_t i = 0; i < count; i++) {
            float p = parameter[i] * s.decay, g = sign * gradient[i] + s.weightDecay * p;
            mean[i] = s.beta1 * mean[i] + (1 - s.beta1) * g;
            square[i] = s.beta2 * square[i] + (1 - s.beta2) * g * g;
            maximum[i] = square[i] > maximum[i] ? square[i] : maximum[i];
            parameter[i] = p - step * mean[i] / (__builtin_elementwise_sqrt(maximum[i]) * root + s.epsilon);
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        float p = parameter[i] * s.decay, g = sign * gradient[i] + s.weightDecay * p;
        float m = s.beta1 * mean[i] + (1 - s.beta1) * g;
        float v = s.beta2 * square[i] + (1 - s.beta2) * g * g;
        mean[i] = m;
        square[i] = v;
        parameter[i] = p - step * m / (__builtin_elementwise_sqrt(v) * root + s.epsilon);
    }
}

CLONES void cvk_sgd(float *restrict p, const float *restrict gradient, float *restrict buffer, size_t count, float rate, float sign,
                    float decay, float momentum, float share, bool first, bool nesterov) {
    if (buffer == NULL) {
        for (size_t i = 0; i < count; i++) p[i] -= rate * (sign * gradient[i] + decay * p[i]);
        return;
    }
    float old = first ? 0 : momentum, new = first ? 1.0f : share;
    // p moves by rate (a g + c b)
    float a = nesterov ? 1.0f : 0, c = nesterov ? momentum : 1.0f;
    for (size_t i = 0; i < count; i++) {
        float g = sign * gradient[i] + decay * p[i], b = old * buffer[i] + new * g;
        buffer[i] = b;
        p[i] -= rate * (a * g + c * b);
    }
}
