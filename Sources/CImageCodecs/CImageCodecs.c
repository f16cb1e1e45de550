#include "CImageCodecs.h"

#include <stdarg.h>
#include <stdio.h>

#include "Decoder.h"

void cimage_fail(cimage_error *error, int status, size_t position, const char *format, ...) {
    error->status = status;
    error->position = position;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
}

int cimage_plausible(cimage_error *error, size_t height, size_t width, size_t largest, double packed, double limit) {
    if ((double)height * (double)width > (double)largest) {
        cimage_fail(error, CIMAGE_UNSUPPORTED, 0, "a picture of %zu x %zu pixels, which is more than %zu", height, width, largest);
        return 0;
    }
    if (packed > limit) {
        cimage_fail(error, CIMAGE_DAMAGED, 0, "a picture of %zu x %zu pixels, which a file of this size cannot hold", height, width);
        return 0;
    }
    return 1;
}

const char *cimage_missing(int kind) { return kind == CIMAGE_PNG ? cimage_png_missing() : cimage_jpeg_missing(); }

cimage_decoder *cimage_open(int kind, const uint8_t *bytes, size_t count, size_t largest, cimage_header *header,
                            cimage_error *error) {
    error->status = CIMAGE_OK;
    error->position = 0;
    error->message[0] = 0;
    const char *missing = cimage_missing(kind);
    if (missing) {
        cimage_fail(error, CIMAGE_ABSENT, 0, "%s", missing);
        return NULL;
    }
    return kind == CIMAGE_PNG ? cimage_png_open(bytes, count, largest, header, error)
                              : cimage_jpeg_open(bytes, count, largest, header, error);
}

int cimage_decode(cimage_decoder *decoder, uint8_t *pixels, cimage_error *error) {
    error->status = CIMAGE_OK;
    error->position = 0;
    error->message[0] = 0;
    return decoder->decode(decoder, pixels, error);
}

void cimage_close(cimage_decoder *decoder) {
    if (decoder) decoder->close(decoder);
}
