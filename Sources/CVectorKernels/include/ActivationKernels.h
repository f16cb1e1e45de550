// The activations of ordinary networks and their derivatives.
#ifndef CVECTORKERNELS_ACTIVATION_H
#define CVECTORKERNELS_ACTIVATION_H

#include <stddef.h>

typedef enum {
    cvk_gelu,          // x Φ(x), Φ the normal distribution function
    cvk_gelu_tanh,     // x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2
    cvk_silu,          // x s(x), s the logistic function
    cvk_hardswish,     // x clamp(x + 3, 0, 6) / 6
    cvk_hardsigmoid,   // clamp(x + 3, 0, 6) / 6
    cvk_clamp,         // clamp(x, a, b); derivative 0 at both ends
    cvk_softplus,      // log(1 + e^(a x)) / a, x itself where a x > b
    cvk_log_sigmoid,   // log s(x)
    cvk_selu,          // a x where x > 0, else a b (e^x - 1)
    cvk_mish,          // x tanh(log(1 + e^x))
    cvk_softsign       // x / (1 + |x|)
} cvk_activation_t;

/// out = f(x); out may be x. NaN stays NaN.
void cvk_activation(float *out, const float *x, size_t count, cvk_activation_t kind, float a, float b);
/// out = upstream f'(x); out may be upstream.
void cvk_activation_backward(float *out, const float *upstream, const float *x, size_t count, cvk_activation_t kind, float a,
                             float b);

#endif
