// The few hot elementwise loops, compiled once per processor level (`target_clones`), with no compiler flag.
//
// Random numbers are counter-based: the number of an element follows from a 64-bit key and the element's index alone,
// so neither threads, nor the order of the work, nor leaving out elements that nobody needs can change it.
#ifndef CVECTORKERNELS_H
#define CVECTORKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ActivationKernels.h"
#include "AttentionKernels.h"
#include "ConvolutionKernels.h"
#include "EmbeddingKernels.h"
#include "LayoutKernels.h"
#include "MessageKernels.h"
#include "NarrowProducts.h"
#include "NormKernels.h"
#include "NormPoolKernels.h"
#include "PairKernels.h"
#include "PictureKernels.h"
#include "RecurrentKernels.h"
#include "SkipGramKernels.h"
#include "StemKernels.h"
#include "WinogradKernels.h"

/// Which clone runs on this processor: "avx512", "avx2" or "baseline".
const char *cvk_level(void);

// Elementwise, `count` elements each.
void cvk_add(float *out, const float *a, const float *b, size_t count);
void cvk_multiply(float *out, const float *a, const float *b, size_t count);
/// y += scale x
void cvk_axpy(float *y, float scale, const float *x, size_t count);
void cvk_scale(float *out, float scale, const float *x, size_t count);
/// out = max(x, 0)
void cvk_relu(float *out, const float *x, size_t count);
/// out = upstream where y > 0, times scale, else 0; y is the output of a ReLU, dropped or not.
void cvk_relu_backward(float *out, const float *upstream, const float *y, float scale, size_t count);
/// out = x where x > 0, else slopes[column] x
void cvk_prelu(float *out, const float *x, const float *slopes, size_t rows, size_t columns);
/// out = upstream where x > 0, else slopes[column] upstream; slopeSums[column] += upstream x where x <= 0
void cvk_prelu_backward(float *restrict out, float *restrict slopeSums, const float *upstream, const float *x, const float *slopes,
                        size_t rows, size_t columns);
/// Sum in double precision, in eight interleaved partial sums.
double cvk_sum(const float *x, size_t count);
double cvk_dot(const float *a, const float *b, size_t count);
bool cvk_all_finite(const float *x, size_t count);

// Rows.
/// out[r, c] = x[r, c] + bias[c]
void cvk_add_bias(float *out, const float *x, const float *bias, size_t rows, size_t columns);
/// sums[c] += sum over r of x[r, c]
void cvk_column_sums(float *sums, const float *x, size_t rows, size_t columns);
/// out[r] = index of the largest x[r, c], the first of equals
void cvk_argmax_rows(int32_t *out, const float *x, size_t rows, size_t columns);

// Dropout. Element i is kept when the hash of (key, i) is below `threshold` (the kept fraction times 2^32), and then
// multiplied by `scale`.
/// Element i of a flat array; `indices[i]` (or i itself, when null) is what it is known by.
void cvk_dropout(float *out, const float *x, const uint32_t *indices, size_t count, uint64_t key, uint32_t threshold, float scale);
/// The matrix's row r is known by `rowIDs[r]` (or firstRow + r, when null).
/// out = dropout(max(x + bias, 0)); a null bias adds nothing, `relu` and `dropout` may be left out.
void cvk_bias_relu_dropout(float *out, const float *x, const float *bias, const uint32_t *rowIDs, size_t firstRow, size_t rows,
                           size_t columns, bool relu, bool dropout, uint64_t key, uint32_t threshold, float scale);
/// out = dropout(elu(x + bias)), elu(z) = z where z > 0, else e^z - 1
void cvk_bias_elu_dropout(float *out, const float *x, const float *bias, const uint32_t *rowIDs, size_t firstRow, size_t rows,
                          size_t columns, bool dropout, uint64_t key, uint32_t threshold, float scale);
/// Its derivative at its result y, times upstream.
void cvk_elu_dropout_backward(float *out, const float *upstream, const float *y, const uint32_t *rowIDs, size_t firstRow,
                              size_t rows, size_t columns, bool dropout, uint64_t key, uint32_t threshold, float scale);

// Functions of one number; `parameter` is ELU's alpha or the leaky ReLU's slope.
typedef enum { cvk_elu, cvk_leaky_relu, cvk_sigmoid, cvk_tanh } cvk_function_t;
void cvk_function(float *out, const float *x, size_t count, cvk_function_t function, float parameter);
/// out = upstream f'(x), y being f(x)
void cvk_function_backward(float *out, const float *upstream, const float *x, const float *y, size_t count,
                           cvk_function_t function, float parameter);

/// Uniform numbers in [0, 1) with 24 bits, element i of the key, from `first` on.
void cvk_uniform(float *out, uint64_t key, size_t first, size_t count);

/// out[r, :] = scale z[r, :] + sum over the entries (r, c) of row r of value x[c, :], a matrix in compressed rows; z may be
/// null (zeros).
void cvk_sparse_rows(float *restrict out, float scale, const float *z, const uint64_t *starts, const uint64_t *columns,
                     const float *values, const float *x, size_t first, size_t last, size_t width);

// Softmax. `labels[r]` in 0 ..< columns.
/// out[r, :] = exp(x[r, :]) / sum
void cvk_softmax_rows(float *out, const float *x, size_t rows, size_t columns);
/// out[r, :] = x[r, :] - log(sum(exp(x[r, :])))
void cvk_log_softmax_rows(float *out, const float *x, size_t rows, size_t columns);
/// The sum over i of -log softmax(x[rowIDs[i], :])[labels[i]]; with `gradient` (same shape as x) also
/// gradient[rowIDs[i], :] += scale (softmax - onehot), and with `predicted` the argmax of each of these rows.
double cvk_cross_entropy(const float *x, const uint32_t *rowIDs, const int32_t *labels, size_t count, size_t columns,
                         float scale, float *gradient, int32_t *predicted);

// Optimizers, one pass each. `weightDecay` is added to the gradient (L2); `decay` multiplies the parameter first
// (decoupled: 1 - rate * weightDecay).
typedef struct {
    float rate, beta1, beta2, epsilon, weightDecay, decay;
    float correction1, correction2;  // 1 - beta^step
    bool maximize;
} cvk_adam_t;
/// `maximum` may be null (no AMSGrad).
void cvk_adam(float *parameter, const float *gradient, float *mean, float *square, float *maximum, size_t count, cvk_adam_t settings);

/// g = sign gradient + decay p; with a buffer b = momentum b + share g (b = g where `first`), then p -= rate b, or with
/// `nesterov` rate (g + momentum b); without (null) p -= rate g.
void cvk_sgd(float *p, const float *gradient, float *buffer, size_t count, float rate, float sign, float decay, float momentum,
             float share, bool first, bool nesterov);

#endif
