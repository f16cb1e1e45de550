// Convolution by oneDNN, loaded when first needed.
//
// Types and numbers come from oneDNN's header where it was found at build time (versions 2 and 3), the functions from the
// library of the same version by dlopen: so the package builds and runs without either, needs no link flag, and commands
// that convolve nothing do not load 40 MB. oneDNN's threads are libgomp's, the pool that all work here shares.
#ifndef CONEDNN_H
#define CONEDNN_H

#include <stdbool.h>
#include <stdint.h>

/// A convolution of 1, 2 or 3 `dimensions`, channels last; entries beyond `dimensions` must be 0.
typedef struct {
    int32_t dimensions, groups;
    int64_t items, inputs, outputs;
    int64_t in[3], out[3], window[3], stride[3], before[3], after[3], dilation[3];
} conednn_convolution;

/// Loads the library now; null when it works, else what is missing and which package brings it.
const char *conednn_problem(void);
/// "2.6.3", or an empty string.
const char *conednn_version(void);

// x `[items, …in, inputs]`, w `[…window, inputs / groups, outputs]`, y `[items, …out, outputs]`, `threads` threads (1 inside a
// parallel region). False: oneDNN has no good way for this geometry, and nothing was written that may be kept.
// Primitives are kept by geometry, the 256 last used; the memory that they work in is one block that grows to what the
// largest needs.

/// y = max(0, x ∗ w + bias), bias (or null) and maximum optional.
bool conednn_forward(const conednn_convolution *c, int threads, const float *x, const float *w, const float *bias, bool relu,
                     float *y);
bool conednn_backward_data(const conednn_convolution *c, int threads, const float *dy, const float *w, float *dx);
/// db may be null.
bool conednn_backward_weights(const conednn_convolution *c, int threads, const float *x, const float *dy, float *dw, float *db);

/// How many primitives are kept now, and the bytes of the block they work in: for tests.
long conednn_cached(void);
long conednn_scratch_bytes(void);
/// What oneDNN calls the implementation that it chose for the last call, such as `jit:avx512_core`.
const char *conednn_last_implementation(void);

#endif
