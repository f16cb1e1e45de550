// Reading PNG and JPEG through libpng and libjpeg(-turbo).
//
// Neither is needed to build or to run: their headers are looked for with __has_include, the libraries are opened when a
// picture is first read. Where one is missing, cimage_open returns NULL and says which package to install. No function here
// ends the process: what the libraries would exit() for becomes a message.
#ifndef CIMAGECODECS_H
#define CIMAGECODECS_H

#include <stddef.h>
#include <stdint.h>

enum { CIMAGE_PNG = 0, CIMAGE_JPEG = 1 };

// What became of a call.
enum {
    CIMAGE_OK = 0,
    CIMAGE_DAMAGED = 1,      // the file is not what the format asks for
    CIMAGE_UNSUPPORTED = 2,  // too large, or of a kind that is not read
    CIMAGE_ABSENT = 3,       // the library is not there
    CIMAGE_MEMORY = 4
};

typedef struct {
    int status;
    size_t position;    // the byte of the file that was reached
    char message[320];  // the library's own words, or ours
} cimage_error;

typedef struct {
    size_t height, width;
    int channels;  // 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA
    int bits;      // 8 or 16
} cimage_header;

typedef struct cimage_decoder cimage_decoder;

// NULL where pictures of this kind can be read, else what is missing.
const char *cimage_missing(int kind);

// Reads the header of the file in `bytes`, which must outlive the decoder. NULL on failure, with `error` filled. Sizes beyond
// `largest` pixels, or far beyond what `count` bytes can hold, are refused.
cimage_decoder *cimage_open(int kind, const uint8_t *bytes, size_t count, size_t largest, cimage_header *header,
                            cimage_error *error);

// Decodes the pixels, height x width x channels numbers of `bits` bits (16: in the processor's order). Once for a decoder.
// Returns `error->status`.
int cimage_decode(cimage_decoder *decoder, uint8_t *pixels, cimage_error *error);

void cimage_close(cimage_decoder *decoder);

#endif
