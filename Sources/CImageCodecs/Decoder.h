// What the two decoders share.
#ifndef CIMAGECODECS_DECODER_H
#define CIMAGECODECS_DECODER_H

#include "CImageCodecs.h"

struct cimage_decoder {
    int (*decode)(cimage_decoder *, uint8_t *, cimage_error *);
    void (*close)(cimage_decoder *);
};

void cimage_fail(cimage_error *error, int status, size_t position, const char *format, ...) __attribute__((format(printf, 4, 5)));

// 0 where the sizes are refused: more than `largest` pixels, or `packed` (what they say the file unpacks to) above `limit`.
int cimage_plausible(cimage_error *error, size_t height, size_t width, size_t largest, double packed, double limit);

const char *cimage_png_missing(void);
cimage_decoder *cimage_png_open(const uint8_t *bytes, size_t count, size_t largest, cimage_header *header, cimage_error *error);
const char *cimage_jpeg_missing(void);
cimage_decoder *cimage_jpeg_open(const uint8_t *bytes, size_t count, size_t largest, cimage_header *header,
                                 cimage_error *error);

#endif
