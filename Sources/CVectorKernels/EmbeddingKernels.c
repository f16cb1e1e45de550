#include "CVectorKernels.h"
#include "Shared.h"

// --- nearest neighbours ---

static inline void sift_down(uint64_t *heap, size_t count, size_t place) {
    uint64_t value = heap[place];
    for (;;) {
        size_t child = 2 * place + 1;
        if (child >= count) break;
        if (child + 1 < count && heap[child + 1] > heap[child]) child++;
        if (heap[child] <= value) break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = value;
}

// The bits of a float in an order that unsigned numbers share, negative ones too (rounding can make |x - y|² negative).
static inline uint64_t ordered(float value, size_t index) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    bits = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
    return (uint64_t)bits << 32 | (uint32_t)index;
}

CLONES void cvk_row_distances(float *out, const float *x, size_t row, size_t first, size_t last, size_t width) {
    const float *a = x + row * width;
    for (size_t j = first; j < last; j++) {
        const float *b = x + j * width;
        sixteen sums = {0};
        size_t whole = width - width % 16;
        for (size_t c = 0; c < whole; c += 16) {
            sixteen d = *(const sixteen *)(a + c) - *(const sixteen *)(b + c);
            sums += d * d;
        }
        float total = 0;
        for (size_t c = whole; c < width; c++) total += (a[c] - b[c]) * (a[c] - b[c]);
        for (size_t c = 0; c < 16; c++) total += sums[c];
        out[j - first] = total;
    }
}

CLONES void cvk_nearest(uint64_t *keys, float *scratch, const float *products, const float *norms, const float *x, size_t row,
                        size_t rows, size_t width, size_t k) {
    for (size_t j = 0; j < rows; j++) scratch[j] = norms[j] - 2 * products[j];
    scratch[row] = __builtin_inff();
    size_t count = 0;
    float limit = __builtin_inff();
    for (size_t start = 0; start < rows; start += 32) {
        size_t end = start + 32 < rows ? start + 32 : rows;
        if (count == k) {
            int any = 0;
            for (size_t j = start; j < end; j++) any |= scratch[j] < limit;
            if (!any) continue;
        }
        for (size_t j = start; j < end; j++) {
            if (j == row || (count == k && !(scratch[j] < limit))) continue;
            if (count < k) {
                keys[count++] = ordered(scratch[j], j);
                if (count < k) continue;
                for (size_t p = k / 2 + 1; p-- > 0;) sift_down(keys, k, p);
            } else {
                keys[0] = ordered(scratch[j], j);
                sift_down(keys, k, 0);
            }
            limit = scratch[keys[0] & 0xffffffffu];
        }
    }
    // the distances anew, without the cancellation of |x|² - 2 x·y + |y|²
    for (size_t i = 0; i < count; i++) {
        size_t j = keys[i] & 0xffffffffu;
        float d;
        cvk_row_distances(&d, x, row, j, j + 1, width);
        uint32_t bits;
        memcpy(&bits, &d, 4);
        keys[i] = (uint64_t)bits << 32 | j;
    }
}

CLONES void cvk_perplexity(float *p, const float *d, size_t count, double entropy) {
    float least = __builtin_inff();
    for (size_t j = 0; j < count; j++) least = d[j] < least ? d[j] : least;
    double beta = 1, low = 0, high = __builtin_inf(), sum = 1;
    for (int step = 0; step < 100; step++) {
        float b = (float)beta;
        for (size_t j = 0; j < count; j++) p[j] = exponential(-b * (d[j] - least));
        sixteen sums = {0}, weighted = {0};
        size_t whole = count - count % 16;
        for (size_t j = 0; j < whole; j += 16) {
            sixteen e = *(const sixteen *)(p + j);
            sums += e;
            weighted += e * (*(const sixteen *)(d + j) - least);
        }
        double moment = 0;
        sum = 0;
        for (size_t c = 0; c < 16; c++) sum += sums[c], moment += weighted[c];
        for (size_t j = whole; j < count; j++) sum += p[j], moment += p[j] * (d[j] - least);
        double difference = __builtin_log(sum) + b * moment / sum - entropy;
        if (difference < 1e-6 && difference > -1e-6) break;
        if (difference > 0) {
            low = beta;
            beta = high == __builtin_inf() ? beta * 2 : (beta + high) / 2;
        } else {
            high = beta;
            beta = (beta + low) / 2;
        }
        if (beta > 1e30 || high - low < 1e-9 * beta) break;
    }
    float scale = (float)(1 / sum);
    for (size_t j = 0; j < count; j++) p[j] *= scale;
}

// --- the quadtree ---

static inline uint32_t spread(uint32_t v) {
    v = (v | v << 8) & 0x00ff00ffu;
    v = (v | v << 4) & 0x0f0f0f0fu;
    v = (v | v << 2) & 0x33333333u;
    return (v | v << 1) & 0x55555555u;
}

enum { leaf_points = 8, group_points = 16, list_length = 2048 };

typedef struct {
    cvk_cell_t *cells;
    size_t count;
    const uint32_t *codes;
    const float *sx, *sy;
    double side;
} builder;

// The cell of places low ..< high, and those below it; its sums of x and y.
static void build(builder *b, size_t low, size_t high, double *sumX, double *sumY) {
    cvk_cell_t *cell = &b->cells[b->count++];
    uint32_t difference = b->codes[low] ^ b->codes[high - 1];
    double x = 0, y = 0;
    int pair = difference == 0 ? -1 : (31 - __builtin_clz(difference)) / 2;
    // the smallest cell of the grid that holds all of them
    double side = high - low == 1 ? 0 : b->side * (double)(1u << (pair + 1)) * 0x1p-16;
    if (high - low <= leaf_points || pair < 0) {
        for (size_t i = low; i < high; i++) x += b->sx[i], y += b->sy[i];
        cell->first = (uint32_t)low;
        cell->count = (uint32_t)(high - low);
    } else {
        size_t start = low;
        for (uint32_t digit = 0; digit < 4 && start < high; digit++) {
            size_t left = start, right = high;
            while (left < right) {
                size_t middle = (left + right) / 2;
                if (((b->codes[middle] >> (2 * pair)) & 3) <= digit) left = middle + 1;
                else right = middle;
            }
            if (left > start) {
                double cx, cy;
                build(b, start, left, &cx, &cy);
                x += cx;
                y += cy;
            }
            start = left;
        }
        cell->first = (uint32_t)low;
        cell->count = 0;
    }
    double mass = (double)(high - low);
    cell->mass = (float)mass;
    cell->x = (float)(x / mass);
    cell->y = (float)(y / mass);
    cell->width2 = (float)(side * side);
    cell->skip = (uint32_t)b->count;
    *sumX = x;
    *sumY = y;
}

size_t cvk_tree(cvk_cell_t *cells, uint32_t *order, uint32_t *codes, float *sx, float *sy, uint32_t *scratch, const float *y, size_t n) {
    if (n == 0) return 0;
    float x0 = y[0], x1 = y[0], y0 = y[1], y1 = y[1];
    for (size_t i = 0; i < n; i++) {
        x0 = y[2 * i] < x0 ? y[2 * i] : x0;
        x1 = y[2 * i] > x1 ? y[2 * i] : x1;
        y0 = y[2 * i + 1] < y0 ? y[2 * i + 1] : y0;
        y1 = y[2 * i + 1] > y1 ? y[2 * i + 1] : y1;
    }
    float side = x1 - x0 > y1 - y0 ? x1 - x0 : y1 - y0;
    float scale = side > 0 ? 65535.0f / side : 0;
    uint32_t *otherCodes = scratch, *otherOrder = scratch + n;
    uint32_t counts[4][256] = {{0}};
    for (size_t i = 0; i < n; i++) {
        uint32_t gx = (uint32_t)((y[2 * i] - x0) * scale), gy = (uint32_t)((y[2 * i + 1] - y0) * scale);
        uint32_t code = spread(gx > 65535 ? 65535 : gx) | spread(gy > 65535 ? 65535 : gy) << 1;
        codes[i] = code;
        order[i] = (uint32_t)i;
        for (int byte = 0; byte < 4; byte++) counts[byte][code >> (8 * byte) & 255]++;
    }
    uint32_t *from = codes, *to = otherCodes, *fromOrder = order, *toOrder = otherOrder;
    for (int byte = 0; byte < 4; byte++) {
        uint32_t place = 0;
        for (int value = 0; value < 256; value++) {
            uint32_t count = counts[byte][value];
            counts[byte][value] = place;
            place += count;
        }
        for (size_t i = 0; i < n; i++) {
            uint32_t at = counts[byte][from[i] >> (8 * byte) & 255]++;
            to[at] = from[i];
            toOrder[at] = fromOrder[i];
        }
        uint32_t *swap = from; from = to; to = swap;
        swap = fromOrder; fromOrder = toOrder; toOrder = swap;
    }
    // after four passes all is where it began
    for (size_t i = 0; i < n; i++) {
        sx[i] = y[2 * order[i]];
        sy[i] = y[2 * order[i] + 1];
    }
    builder b = {cells, 0, codes, sx, sy, (double)side * (65536.0 / 65535.0)};
    double cx, cy;
    build(&b, 0, n, &cx, &cy);
    return b.count;
}

typedef struct {
    sixteen x, y, fx, fy, z;
} group;

INLINE void evaluate(group *g, const float *lx, const float *ly, const float *lm, size_t count) {
    sixteen x = g->x, y = g->y, fx = g->fx, fy = g->fy, z = g->z;
    for (size_t i = 0; i < count; i++) {
        sixteen dx = x - lx[i], dy = y - ly[i];
        sixteen q = 1.0f / (1.0f + dx * dx + dy * dy);
        sixteen mq = q * lm[i];
        z += mq;
        mq *= q;
        fx += mq * dx;
        fy += mq * dy;
    }
    g->fx = fx;
    g->fy = fy;
    g->z = z;
}

CLONES double cvk_repel(float *force, const cvk_cell_t *cells, size_t cellCount, const uint32_t *order, const float *sx,
                        const float *sy, size_t first, size_t last, float theta2) {
    float lx[list_length], ly[list_length], lm[list_length];
    double total = 0;
    for (size_t start = first; start < last; start += group_points) {
        size_t points = last - start < group_points ? last - start : group_points;
        group g = {{0}, {0}, {0}, {0}, {0}};
        float x0 = sx[start], x1 = x0, y0 = sy[start], y1 = y0;
        for (size_t i = 0; i < group_points; i++) {
            float x = sx[start + (i < points ? i : 0)], y = sy[start + (i < points ? i : 0)];
            g.x[i] = x;
            g.y[i] = y;
            x0 = x < x0 ? x : x0;
            x1 = x > x1 ? x : x1;
            y0 = y < y0 ? y : y0;
            y1 = y > y1 ? y : y1;
        }
        // one list of cells and points for all sixteen: a cell counts as one where it does for the nearest place of their field
        size_t length = 0;
        for (size_t c = 0; c < cellCount;) {
            const cvk_cell_t *cell = &cells[c];
            float dx = x0 - cell->x > cell->x - x1 ? x0 - cell->x : cell->x - x1;
            float dy = y0 - cell->y > cell->y - y1 ? y0 - cell->y : cell->y - y1;
            dx = dx > 0 ? dx : 0;
            dy = dy > 0 ? dy : 0;
            if (cell->width2 < theta2 * (dx * dx + dy * dy)) {
                lx[length] = cell->x;
                ly[length] = cell->y;
                lm[length++] = cell->mass;
                c = cell->skip;
            } else if (cell->count > 0) {
                for (size_t i = cell->first; i < cell->first + cell->count; i++) {
                    lx[length] = sx[i];
                    ly[length] = sy[i];
                    lm[length++] = 1;
                    if (length == list_length) {
                        evaluate(&g, lx, ly, lm, length);
                        length = 0;
                    }
                }
                c = cell->skip;
            } else {
                c++;
            }
            if (length == list_length) {
                evaluate(&g, lx, ly, lm, length);
                length = 0;
            }
        }
        evaluate(&g, lx, ly, lm, length);
        for (size_t i = 0; i < points; i++) {
            size_t point = order[start + i];
            force[2 * point] = g.fx[i];
            force[2 * point + 1] = g.fy[i];
            total += (double)g.z[i] - 1.0;
        }
    }
    return total;
}

CLONES void cvk_attract(float *force, const float *y, const uint64_t *starts, const uint32_t *columns, const float *p, size_t first,
                        size_t last) {
    for (size_t row = first; row < last; row++) {
        float x0 = y[2 * row], y0 = y[2 * row + 1];
        sixteen fx = {0}, fy = {0};
        size_t end = starts[row + 1], e = starts[row];
        for (; e + 16 <= end; e += 16) {
            sixteen gx, gy;
            for (size_t i = 0; i < 16; i++) {
                gx[i] = y[2 * (size_t)columns[e + i]];
                gy[i] = y[2 * (size_t)columns[e + i] + 1];
            }
            sixteen dx = x0 - gx, dy = y0 - gy;
            sixteen w = *(const sixteen *)(p + e) / (1.0f + dx * dx + dy * dy);
            fx += w * dx;
            fy += w * dy;
        }
        float sx = 0, sy = 0;
        for (; e < end; e++) {
            float dx = x0 - y[2 * (size_t)columns[e]], dy = y0 - y[2 * (size_t)columns[e] + 1];
            float w = p[e] / (1.0f + dx * dx + dy * dy);
            sx += w * dx;
            sy += w * dy;
        }
        for (size_t i = 0; i < 16; i++) sx += fx[i], sy += fy[i];
        force[2 * row] = sx;
        force[2 * row + 1] = sy;
    }
}

CLONES double cvk_divergence(const float *y, const uint64_t *starts, const uint32_t *columns, const float *p, size_t first,
                             size_t last, double z) {
    double total = 0, logZ = __builtin_log(z);
    for (size_t row = first; row < last; row++) {
        for (size_t e = starts[row]; e < starts[row + 1]; e++) {
            if (!(p[e] > 0)) continue;
            float dx = y[2 * row] - y[2 * (size_t)columns[e]], dy = y[2 * row + 1] - y[2 * (size_t)columns[e] + 1];
            total += (double)p[e] * (__builtin_log((double)p[e] * (1.0 + (double)(dx * dx + dy * dy))) + logZ);
        }
    }
    return total;
}

CLONES double cvk_embedding_step(float *y, float *update, float *gains, const float *attract, const float *repel, size_t count,
                                 float exaggeration, double z, float momentum, float rate) {
    float inverse = (float)(1 / z);
    double norm = 0;
    for (size_t start = 0; start < count; start += 256) {
        size_t end = start + 256 < count ? start + 256 : count;
        float squares[256];
        for (size_t i = start; i < end; i++) {
            float gradient = 4.0f * (exaggeration * attract[i] - inverse * repel[i]);
            squares[i - start] = gradient * gradient;
            float gain = update[i] * gradient < 0 ? gains[i] + 0.2f : gains[i] * 0.8f;
            gain = gain < 0.01f ? 0.01f : gain;
            gains[i] = gain;
            float step = momentum * update[i] - rate * gain * gradient;
            update[i] = step;
            y[i] += step;
        }
        float part = 0;
        for (size_t i = 0; i < end - start; i++) part += squares[i];
        norm += part;
    }
    return norm;
}
