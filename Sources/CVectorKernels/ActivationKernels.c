#include "ActivationKernels.h"

#include "Shared.h"

// Each function and its derivative of one number, written so that loops over them become vector code; errors of about 1e-6 of
// the result or of 1, whichever is larger.

INLINE float limited(float x, float low, float high) {
    x = x < low ? low : x;
    return x > high ? high : x;  // NaN stays
}
INLINE float size_of(float x) { return x < 0 ? -x : x; }

INLINE float logistic(float x) {
    float part = 1.0f / (1.0f + exponential(-size_of(x)));
    return x >= 0 ? part : 1.0f - part;
}
// 1.0f - part loses small values: for products with x that is an error of 6e-8 |x|
INLINE float logistic_exact(float x) {
    float e = exponential(-size_of(x)), part = 1.0f / (1.0f + e);
    return x >= 0 ? part : e * part;
}

INLINE float hyperbolic(float x) {
    float s = size_of(x), e = exponential_minus_one(s < 20.0f ? 2.0f * s : 40.0f), y = e / (e + 2.0f);
    y = x < 0 ? -y : y;
    return x == x ? y : x;
}

// The error function as a quotient of polynomials of degree 13 and 8 in x, as in Eigen and XLA; beyond 4 it is 1.
INLINE float error_function(float v) {
    float x = limited(v, -4.0f, 4.0f), z = x * x;
    float p = -2.72614225801306e-10f;
    p = p * z + 2.77068142495902e-08f;
    p = p * z - 2.10102402082508e-06f;
    p = p * z - 5.69250639462346e-05f;
    p = p * z - 7.34990630326855e-04f;
    p = p * z - 2.95459980854025e-03f;
    p = p * z - 1.60960333262415e-02f;
    float q = -1.45660718464996e-05f;
    q = q * z - 2.13374055278905e-04f;
    q = q * z - 1.68282697438203e-03f;
    q = q * z - 7.37332916720468e-03f;
    q = q * z - 1.42647390514189e-02f;
    return x * p / q;
}

INLINE float normal_distribution(float x) { return 0.5f + 0.5f * error_function(x * 0.70710678118654752f); }

INLINE float log_one_plus_exponential(float x) {
    float size = size_of(x), e = exponential(-size);
    e = size > 87.0f ? 0 : e;
    // log(1 + e): the first terms of its series where 1 + e would lose e
    float small = e * (1.0f - 0.5f * e), whole = logarithm(1.0f + e);
    return (x > 0 ? x : 0) + (e < 1e-3f ? small : whole) + (x == x ? 0 : x);
}

INLINE float gelu(float x) { return x * normal_distribution(x); }
INLINE float gelu_slope(float x) {
    return normal_distribution(x) + x * 0.39894228040143268f * exponential(-0.5f * x * x);
}

INLINE float gelu_tanh(float x) {
    return 0.5f * x * (1.0f + hyperbolic(0.79788456080286536f * (x + 0.044715f * x * x * x)));
}
INLINE float gelu_tanh_slope(float x) {
    float t = hyperbolic(0.79788456080286536f * (x + 0.044715f * x * x * x));
    float s = limited(x, -1e6f, 1e6f);
    return 0.5f * (1.0f + t) + 0.5f * s * (1.0f - t * t) * 0.79788456080286536f * (1.0f + 0.134145f * s * s);
}

INLINE float silu(float x) { return x * logistic_exact(x); }
INLINE float silu_slope(float x) {
    float s = logistic_exact(x);
    return s * (1.0f + x * (1.0f - s));
}

INLINE float hardswish(float x) { return x * limited(x + 3.0f, 0, 6.0f) / 6.0f; }
INLINE float hardswish_slope(float x) {
    float inside = x / 3.0f + 0.5f;
    inside = x <= -3.0f ? 0 : inside;
    return x >= 3.0f ? 1.0f : inside;
}

INLINE float hardsigmoid(float x) { return limited(x + 3.0f, 0, 6.0f) / 6.0f; }
INLINE float hardsigmoid_slope(float x) { return size_of(x) < 3.0f ? 1.0f / 6.0f : 0; }

INLINE float mish(float x) {
    // tanh(log u) = (u² - 1) / (u² + 1) for u = 1 + e^x;  e = e^-|x|
    float e = exponential(-size_of(x));
    float n = x > 0 ? 1.0f + 2.0f * e : e * (e + 2.0f), d = x > 0 ? 2.0f * e * e : 2.0f;
    return x * (n / (n + d));
}
INLINE float mish_slope(float x) {
    float e = exponential(-size_of(x));
    float n = x > 0 ? 1.0f + 2.0f * e : e * (e + 2.0f), d = x > 0 ? 2.0f * e * e : 2.0f;
    float t = n / (n + d);
    return t + x * (1.0f - t * t) * logistic_exact(x);
}

#define EACH(expression)                   \
    IN_PLACE                               \
    for (size_t i = 0; i < count; i++) {   \
        float v = x[i];                    \
        out[i] = expression;               \
    }                                      \
    break;

CLONES void cvk_activation(float *out, const float *x, size_t count, cvk_activation_t kind, float a, float b) {
    switch (kind) {
    case cvk_gelu: EACH(gelu(v))
    case cvk_gelu_tanh: EACH(gelu_tanh(v))
    case cvk_silu: EACH(silu(v))
    case cvk_hardswish: EACH(hardswish(v))
    case cvk_hardsigmoid: EACH(hardsigmoid(v))
    case cvk_clamp: EACH(limited(v, a, b))
    case cvk_softplus: EACH(a * v > b ? v : log_one_plus_exponential(a * v) / a)
    case cvk_log_sigmoid: EACH(-log_one_plus_exponential(-v))
    case cvk_selu: EACH(v > 0 ? a * v : a * b * exponential_minus_one(v))
    case cvk_mish: EACH(mish(v))
    case cvk_softsign: EACH(v / (1.0f + size_of(v)))
    }
}

#undef EACH
#define EACH(expression)                   \
    IN_PLACE                               \
    for (size_t i = 0; i < count; i++) {   \
        float v = x[i];                    \
        out[i] = upstream[i] * (expression); \
    }                                      \
    break;

CLONES void cvk_activation_backward(float *out, const float *upstream, const float *x, size_t count, cvk_activation_t kind,
                                    float a, float b) {
    switch (kind) {
    case cvk_gelu: EACH(gelu_slope(v))
    case cvk_gelu_tanh: EACH(gelu_tanh_slope(v))
    case cvk_silu: EACH(silu_slope(v))
    case cvk_hardswish: EACH(hardswish_slope(v))
    case cvk_hardsigmoid: EACH(hardsigmoid_slope(v))
    case cvk_clamp: EACH(v > a && v < b ? 1.0f : 0)
    case cvk_softplus: EACH(a * v > b ? 1.0f : logistic(a * v))
    case cvk_log_sigmoid: EACH(logistic(-v))
    case cvk_selu: EACH(v > 0 ? a : a * b * exponential(v))
    case cvk_mish: EACH(mish_slope(v))
    case cvk_softsign: EACH(1.0f / ((1.0f + size_of(v)) * (1.0f + size_of(v))))
    }
}
