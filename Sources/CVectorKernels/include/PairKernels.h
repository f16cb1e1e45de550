// Pairs of rows: inner products and their losses (link prediction), and the noise of variational encoders.
#ifndef PAIRKERNELS_H
#define PAIRKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// out[i] = z[sources[i], :] · z[targets[i], :]
void cvk_pair_dots(float *out, const float *z, const int32_t *sources, const int32_t *targets, size_t count, size_t width);
/// out[sources[i], :] += c[i] z[targets[i], :] and out[targets[i], :] += c[i] z[sources[i], :], pair after pair
void cvk_pair_scatter(float *restrict out, const float *c, const float *z, const int32_t *sources, const int32_t *targets,
                      size_t count, size_t width);
/// The sum of log(1 + e^(sign x)); `slope`, if not null, gets scale times its derivative. sign is 1 or -1.
double cvk_softplus_sum(float *slope, const float *x, float sign, float scale, size_t count);

/// Standard normal numbers with 24 bits, element i of the key, from `first` on (the inverse of the distribution function).
void cvk_normal(float *out, uint64_t key, size_t first, size_t count);
/// out = mean + noise e^min(l, limit)
void cvk_reparametrize(float *out, const float *mean, const float *l, const float *noise, float limit, size_t count);
/// The sum of m² + e^(2l) - 1 - 2l with l cut at `limit`; the gradients, if not null: dm = 2 scale m,
/// dl = 2 scale (e^(2l) - 1), 0 where l was cut.
double cvk_gaussian_divergence(float *dm, float *dl, const float *m, const float *l, float limit, float scale, size_t count);

#endif
