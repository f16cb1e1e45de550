// PNG through libpng (Debian: libpng-dev to build, libpng16-16 to run).
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Decoder.h"

#if __has_include(<png.h>)
#include <png.h>

static struct {
    __typeof__(&png_create_read_struct) create_read_struct;
    __typeof__(&png_create_info_struct) create_info_struct;
    __typeof__(&png_destroy_read_struct) destroy_read_struct;
    __typeof__(&png_set_read_fn) set_read_fn;
    __typeof__(&png_get_io_ptr) get_io_ptr;
    __typeof__(&png_get_error_ptr) get_error_ptr;
    __typeof__(&png_error) error;
    __typeof__(&png_set_user_limits) set_user_limits;
    __typeof__(&png_set_chunk_malloc_max) set_chunk_malloc_max;
    __typeof__(&png_read_info) read_info;
    __typeof__(&png_get_IHDR) get_IHDR;
    __typeof__(&png_get_valid) get_valid;
    __typeof__(&png_set_expand) set_expand;
    __typeof__(&png_set_swap) set_swap;
    __typeof__(&png_set_interlace_handling) set_interlace_handling;
    __typeof__(&png_read_update_info) read_update_info;
    __typeof__(&png_get_rowbytes) get_rowbytes;
    __typeof__(&png_get_channels) get_channels;
    __typeof__(&png_get_bit_depth) get_bit_depth;
    __typeof__(&png_read_row) read_row;
    __typeof__(&png_read_end) read_end;
} png;

static char missing[320];
static int available;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int find(void *library, void **function, const char *name) {
    *function = dlsym(library, name);
    if (*function) return 1;
    snprintf(missing, sizeof missing, "libpng has no function %s; install libpng16-16", name);
    return 0;
}

#define FIND(name) find(library, (void **)&png.name, "png_" #name)

static void open_library(void) {
    char name[64];
    snprintf(name, sizeof name, "libpng%d.so.%d", PNG_LIBPNG_VER_SONUM, PNG_LIBPNG_VER_SONUM);
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
#ifdef __APPLE__
    if (!library) library = dlopen("libpng16.dylib", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!library) {
        snprintf(missing, sizeof missing, "libpng could not be loaded (%s); install libpng16-16 or libpng-dev", dlerror());
        return;
    }
    available = FIND(create_read_struct) && FIND(create_info_struct) && FIND(destroy_read_struct) && FIND(set_read_fn) &&
                FIND(get_io_ptr) && FIND(get_error_ptr) && FIND(error) && FIND(set_user_limits) && FIND(set_chunk_malloc_max) &&
                FIND(read_info) && FIND(get_IHDR) && FIND(get_valid) && FIND(set_expand) && FIND(set_swap) &&
                FIND(set_interlace_handling) && FIND(read_update_info) && FIND(get_rowbytes) && FIND(get_channels) &&
                FIND(get_bit_depth) && FIND(read_row) && FIND(read_end);
}

const char *cimage_png_missing(void) {
    pthread_once(&once, open_library);
    return available ? NULL : missing;
}

typedef struct {
    cimage_decoder base;
    png_structp png;
    png_infop info;
    const uint8_t *bytes;
    size_t count, position;
    size_t height, stride;
    int passes;
    cimage_error *error;
    jmp_buf back;
} png_decoder;

// libpng wants a function that does not come back.
static void fail(png_structp structure, png_const_charp message) {
    png_decoder *decoder = png.get_error_ptr(structure);
    cimage_fail(decoder->error, CIMAGE_DAMAGED, decoder->position, "libpng: %s", message);
    longjmp(decoder->back, 1);
}

static void warn(png_structp structure, png_const_charp message) {
    (void)structure;
    (void)message;
}

static void read_bytes(png_structp structure, png_bytep output, size_t count) {
    png_decoder *decoder = png.get_io_ptr(structure);
    if (count > decoder->count - decoder->position) {
        decoder->position = decoder->count;
        png.error(structure, "the file ends too early");
    }
    memcpy(output, decoder->bytes + decoder->position, count);
    decoder->position += count;
}

static void close_png(cimage_decoder *base) {
    png_decoder *decoder = (png_decoder *)base;
    if (decoder->png) png.destroy_read_struct(&decoder->png, &decoder->info, NULL);
    free(decoder);
}

static int decode(cimage_decoder *base, uint8_t *pixels, cimage_error *error) {
    png_decoder *decoder = (png_decoder *)base;
    decoder->error = error;
    if (setjmp(decoder->back)) return error->status;
    for (int pass = 0; pass < decoder->passes; pass++)
        for (size_t row = 0; row < decoder->height; row++)
            png.read_row(decoder->png, pixels + row * decoder->stride, NULL);
    png.read_end(decoder->png, NULL);
    return error->status;
}

cimage_decoder *cimage_png_open(const uint8_t *bytes, size_t count, size_t largest, cimage_header *header,
                                cimage_error *error) {
    png_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) {
        cimage_fail(error, CIMAGE_MEMORY, 0, "no memory");
        return NULL;
    }
    decoder->base = (cimage_decoder){decode, close_png};
    decoder->bytes = bytes;
    decoder->count = count;
    decoder->error = error;
    if (setjmp(decoder->back)) {
        close_png(&decoder->base);
        return NULL;
    }
    decoder->png = png.create_read_struct(PNG_LIBPNG_VER_STRING, decoder, fail, warn);
    if (decoder->png) decoder->info = png.create_info_struct(decoder->png);
    if (!decoder->info) {
        if (error->status == CIMAGE_OK) cimage_fail(error, CIMAGE_MEMORY, 0, "libpng could not be started");
        close_png(&decoder->base);
        return NULL;
    }
    png.set_read_fn(decoder->png, decoder, read_bytes);
    png.set_user_limits(decoder->png, 0x7fffffff, 0x7fffffff);  // our own limit is given below, with a message of ours
    png.set_chunk_malloc_max(decoder->png, 1 << 23);
    png.read_info(decoder->png, decoder->info);

    png_uint_32 width, height;
    int depth, color, interlace;
    png.get_IHDR(decoder->png, decoder->info, &width, &height, &depth, &color, &interlace, NULL, NULL);
    int samples = color == PNG_COLOR_TYPE_RGB ? 3 : color == PNG_COLOR_TYPE_RGBA ? 4 : color == PNG_COLOR_TYPE_GRAY_ALPHA ? 2 : 1;
    // deflate shrinks by 1032 at most
    double packed = (double)height * (((double)width * samples * depth + 7) / 8 + 1);
    if (!cimage_plausible(error, height, width, largest, packed, 1100.0 * (double)count + 65536)) {
        close_png(&decoder->base);
        return NULL;
    }
    // palette to RGB, fewer than 8 bits to 8, tRNS to an alpha channel
    if (color == PNG_COLOR_TYPE_PALETTE || depth < 8 || png.get_valid(decoder->png, decoder->info, PNG_INFO_tRNS))
        png.set_expand(decoder->png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (depth == 16) png.set_swap(decoder->png);
#endif
    decoder->passes = png.set_interlace_handling(decoder->png);
    png.read_update_info(decoder->png, decoder->info);
    decoder->height = header->height = height;
    header->width = width;
    header->channels = png.get_channels(decoder->png, decoder->info);
    header->bits = png.get_bit_depth(decoder->png, decoder->info);
    decoder->stride = png.get_rowbytes(decoder->png, decoder->info);
    if (decoder->stride != (size_t)width * (size_t)header->channels * (size_t)(header->bits / 8)) {
        cimage_fail(error, CIMAGE_UNSUPPORTED, 0, "rows of %zu bytes", decoder->stride);
        close_png(&decoder->base);
        return NULL;
    }
    return &decoder->base;
}

#else

const char *cimage_png_missing(void) { return "this was built without libpng; install libpng-dev and build again"; }

cimage_decoder *cimage_png_open(const uint8_t *bytes, size_t count, size_t largest, cimage_header *header,
                                cimage_error *error) {
    (void)bytes, (void)count, (void)largest, (void)header;
    cimage_fail(error, CIMAGE_ABSENT, 0, "%s", cimage_png_missing());
    return NULL;
}

#endif
