#include "CVectorKernels.h"
#include "Shared.h"

INLINE void picture_row(const cvk_picture_t *p, long y, long channels, uint8_t *restrict out) {
    if (y < p->top || y >= p->bottom) {
        memset(out, p->fill, (size_t)(p->width * channels));
        return;
    }
    const uint8_t *row = p->source + (p->y0 + p->dy * y) * p->stride;
    memset(out, p->fill, (size_t)(p->left * channels));
    memset(out + p->right * channels, p->fill, (size_t)((p->width - p->right) * channels));
    if (p->dx > 0) {
        if (p->right > p->left)
            memcpy(out + p->left * channels, row + (p->x0 + p->left) * channels, (size_t)((p->right - p->left) * channels));
    } else {
        for (long x = p->left; x < p->right; x++)
            for (long c = 0; c < channels; c++) out[x * channels + c] = row[(p->x0 - x) * channels + c];
    }
}

CLONES void cvk_picture_bytes(cvk_picture_t p, uint8_t *out) {
    for (long y = 0; y < p.height; y++) {
        uint8_t *row = out + y * p.width * p.channels;
        if (p.channels == 1) picture_row(&p, y, 1, row);
        else if (p.channels == 3) picture_row(&p, y, 3, row);
        else picture_row(&p, y, p.channels, row);
    }
}

// Numbers from `count` bytes whose first is of channel 0. Blocks of 48 hold a whole number of pixels of 1 to 4 channels and of
// vectors, so scales and biases stand in two fixed rows.
INLINE void bytes_to_floats(const uint8_t *restrict in, size_t count, const float *restrict scales, const float *restrict biases,
                            float *restrict out) {
    size_t whole = count - count % 48;
    for (size_t i = 0; i < whole; i += 48)
        for (size_t j = 0; j < 48; j++) out[i + j] = (float)in[i + j] * scales[j] + biases[j];
    for (size_t j = 0; j < count - whole; j++) out[whole + j] = (float)in[whole + j] * scales[j] + biases[j];
}

enum { piece = 48 * 128 };

// Rows are gathered into a piece of bytes that stays in the first cache, then made numbers together: rows of small pictures are
// shorter than what vector code likes.
CLONES void cvk_picture_floats(cvk_picture_t p, const float *scale, const float *bias, float *out) {
    float scales[48], biases[48];
    for (long j = 0; j < 48; j++) {
        scales[j] = scale[j % p.channels];
        biases[j] = bias[j % p.channels];
    }
    long width = p.width * p.channels;
    int whole = p.dx > 0 && p.left == 0 && p.right == p.width;
    if (whole && p.dy > 0 && p.top == 0 && p.bottom == p.height && width == p.stride) {
        bytes_to_floats(p.source + p.y0 * p.stride, (size_t)(p.height * width), scales, biases, out);
        return;
    }
    uint8_t bytes[piece];
    long at_once = piece / (width > 0 ? width : 1);
    if (at_once == 0) {
        // a row longer than a piece: 6144 bytes
        for (long y = 0; y < p.height; y++)
            for (long from = 0; from < p.width; from += piece / 4) {
                cvk_picture_t part = p;
                part.width = p.width - from < piece / 4 ? p.width - from : piece / 4;
                part.x0 = p.x0 + p.dx * from;
                part.left = p.left - from < 0 ? 0 : p.left - from > part.width ? part.width : p.left - from;
                part.right = p.right - from < part.left ? part.left : p.right - from > part.width ? part.width : p.right - from;
                picture_row(&part, y, p.channels, bytes);
                bytes_to_floats(bytes, (size_t)(part.width * p.channels), scales, biases, out + y * width + from * p.channels);
            }
        return;
    }
    for (long first = 0; first < p.height; first += at_once) {
        long last = first + at_once < p.height ? first + at_once : p.height;
        for (long y = first; y < last; y++) {
            uint8_t *row = bytes + (y - first) * width;
            if (p.channels == 1) picture_row(&p, y, 1, row);
            else if (p.channels == 3) picture_row(&p, y, 3, row);
            else picture_row(&p, y, p.channels, row);
        }
        bytes_to_floats(bytes, (size_t)((last - first) * width), scales, biases, out + first * width);
    }
}

INLINE uint8_t cut_off(int32_t sum) {
    sum >>= 22;
    return sum < 0 ? 0 : sum > 255 ? 255 : (uint8_t)sum;
}

INLINE void resample_rows(uint8_t *restrict out, const uint8_t *restrict in, long rows, long width, long new_width, long channels,
                          const int32_t *restrict starts, const int32_t *restrict counts, const int32_t *restrict weights,
                          long taps) {
    for (long y = 0; y < rows; y++, in += width * channels, out += new_width * channels)
        for (long x = 0; x < new_width; x++) {
            const uint8_t *from = in + starts[x] * channels;
            const int32_t *weight = weights + x * taps;
            int32_t sums[4] = {1 << 21, 1 << 21, 1 << 21, 1 << 21};
            for (long k = 0; k < counts[x]; k++)
                for (long c = 0; c < channels; c++) sums[c] += weight[k] * from[k * channels + c];
            for (long c = 0; c < channels; c++) out[x * channels + c] = cut_off(sums[c]);
        }
}

CLONES void cvk_resample_rows(uint8_t *restrict out, const uint8_t *restrict in, long rows, long width, long new_width,
                              long channels, const int32_t *restrict starts, const int32_t *restrict counts,
                              const int32_t *restrict weights, long taps) {
    if (channels == 1) resample_rows(out, in, rows, width, new_width, 1, starts, counts, weights, taps);
    else if (channels == 3) resample_rows(out, in, rows, width, new_width, 3, starts, counts, weights, taps);
    else resample_rows(out, in, rows, width, new_width, channels, starts, counts, weights, taps);
}

CLONES void cvk_resample_columns(uint8_t *restrict out, const uint8_t *restrict in, long new_rows, long stride,
                                 const int32_t *restrict starts, const int32_t *restrict counts,
                                 const int32_t *restrict weights, long taps) {
    enum { block = 256 };
    int32_t sums[block];
    for (long y = 0; y < new_rows; y++)
        for (long first = 0; first < stride; first += block) {
            long count = stride - first < block ? stride - first : block;
            for (long i = 0; i < count; i++) sums[i] = 1 << 21;
            for (long k = 0; k < counts[y]; k++) {
                const uint8_t *row = in + (starts[y] + k) * stride + first;
                int32_t weight = weights[y * taps + k];
                for (long i = 0; i < count; i++) sums[i] += weight * row[i];
            }
            for (long i = 0; i < count; i++) out[y * stride + first + i] = cut_off(sums[i]);
        }
}

// What follows is to give Pillow's very bytes: sums of products are rounded twice, as its plain code rounds them.
#pragma STDC FP_CONTRACT OFF

INLINE void affine_bilinear(uint8_t *restrict out, const uint8_t *restrict in, long height, long width, long channels,
                            const double *m) {
    for (long y = 0; y < height; y++)
        for (long x = 0; x < width; x++) {
            double px = m[0] * ((double)x + 0.5) + m[1] * ((double)y + 0.5) + m[2];
            double py = m[3] * ((double)x + 0.5) + m[4] * ((double)y + 0.5) + m[5];
            if (!(px >= 0 && px < (double)width && py >= 0 && py < (double)height)) continue;
            px -= 0.5;
            py -= 0.5;
            double fx = __builtin_floor(px), fy = __builtin_floor(py), dx = px - fx, dy = py - fy;
            long left = (long)fx, top = (long)fy;
            long x0 = (left < 0 ? 0 : left) * channels, x1 = (left + 1 < width ? left + 1 : width - 1) * channels;
            const uint8_t *above = in + (top < 0 ? 0 : top) * width * channels;
            const uint8_t *below = in + (top + 1 < height ? top + 1 : height - 1) * width * channels;
            uint8_t *pixel = out + (y * width + x) * channels;
            for (long c = 0; c < channels; c++) {
                double a = (double)above[x0 + c] + (double)(above[x1 + c] - above[x0 + c]) * dx;
                double b = (double)below[x0 + c] + (double)(below[x1 + c] - below[x0 + c]) * dx;
                pixel[c] = (uint8_t)(a + (b - a) * dy);
            }
        }
}

CLONES void cvk_affine_bilinear(uint8_t *restrict out, const uint8_t *restrict in, long height, long width, long channels,
                                const double *m) {
    if (channels == 1) affine_bilinear(out, in, height, width, 1, m);
    else if (channels == 3) affine_bilinear(out, in, height, width, 3, m);
    else affine_bilinear(out, in, height, width, channels, m);
}

INLINE uint8_t part_of(uint8_t value, double part) {
    double product = (double)value * part;  // never below 0, nor above 255
    return (uint8_t)(product + 0.5);        // halves up, as round()
}

CLONES void cvk_turn_hue(uint8_t *pixels, long count, long channels, uint8_t step) {
    for (long i = 0; i < count; i++) {
        uint8_t *p = pixels + i * channels;
        uint8_t r = p[0], g = p[1], b = p[2];
        uint8_t high = r > g ? r : g, low = r < g ? r : g;
        high = high > b ? high : b;
        low = low < b ? low : b;
        if (high == low) continue;
        float range = (float)(high - low), s = range / (float)high;
        float rc = (float)(high - r) / range, gc = (float)(high - g) / range, bc = (float)(high - b) / range;
        float h = r == high ? bc - gc : g == high ? (float)(2.0 + (double)rc - (double)bc) : (float)(4.0 + (double)gc - (double)rc);
        double turn = (double)h / 6.0 + 1.0;  // 5/6 ... 11/6
        turn = (double)(float)(turn >= 1.0 ? turn - 1.0 : turn);
        uint8_t hue = (uint8_t)((uint8_t)(turn * 255.0) + step), saturation = (uint8_t)((double)s * 255.0);
        if (saturation == 0) {
            p[0] = p[1] = p[2] = high;
            continue;
        }
        float place = (float)hue * 6.0f / 255.0f;
        int sector = (int)place;
        float f = place - (float)sector, fs = (float)saturation / 255.0f;
        uint8_t low_byte = part_of(high, 1.0 - (double)fs), q = part_of(high, 1.0 - (double)(fs * f));
        uint8_t t = part_of(high, 1.0 - (double)fs * (1.0 - (double)f));
        switch (sector % 6) {
            case 0: p[0] = high, p[1] = t, p[2] = low_byte; break;
            case 1: p[0] = q, p[1] = high, p[2] = low_byte; break;
            case 2: p[0] = low_byte, p[1] = high, p[2] = t; break;
            case 3: p[0] = low_byte, p[1] = q, p[2] = high; break;
            case 4: p[0] = t, p[1] = low_byte, p[2] = high; break;
            default: p[0] = high, p[1] = low_byte, p[2] = q;
        }
    }
}

CLONES void cvk_blend_with_gray(uint8_t *pixels, long count, long channels, float factor) {
    for (long i = 0; i < count; i++) {
        uint8_t *p = pixels + i * channels;
        int gray = (int)((19595u * p[0] + 38470u * p[1] + 7471u * p[2] + 0x8000u) >> 16);
        for (int c = 0; c < 3; c++) {
            float mixed = (float)gray + factor * (float)((int)p[c] - gray);
            p[c] = mixed <= 0 ? 0 : mixed >= 255 ? 255 : (uint8_t)mixed;
        }
    }
}
