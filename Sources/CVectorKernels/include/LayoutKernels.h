// The order of axes.
#ifndef CVECTORKERNELS_LAYOUT_H
#define CVECTORKERNELS_LAYOUT_H

#include <stddef.h>

/// Rows start ..< end of out [second, first, inner], which is x [first, second, inner] with its first two axes exchanged.
void cvk_exchange(float *restrict out, const float *restrict x, size_t first, size_t second, size_t inner, size_t start,
                  size_t end);

#endif
