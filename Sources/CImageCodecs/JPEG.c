// JPEG through libjpeg or libjpeg-turbo (Debian: libjpeg-dev to build, libjpeg62-turbo to run).
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Decoder.h"

#if __has_include(<jpeglib.h>)
#include <jpeglib.h>
// jerror.h lists the codes of warnings
#include <jerror.h>

static struct {
    __typeof__(&jpeg_std_error) std_error;
    __typeof__(&jpeg_CreateDecompress) CreateDecompress;
    __typeof__(&jpeg_read_header) read_header;
    __typeof__(&jpeg_start_decompress) start_decompress;
    __typeof__(&jpeg_read_scanlines) read_scanlines;
    __typeof__(&jpeg_finish_decompress) finish_decompress;
    __typeof__(&jpeg_destroy_decompress) destroy_decompress;
    __typeof__(&jpeg_resync_to_restart) resync_to_restart;
} jpeg;

static char missing[320];
static int available;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int find(void *library, void **function, const char *name) {
    *function = dlsym(library, name);
    if (*function) return 1;
    snprintf(missing, sizeof missing, "libjpeg has no function %s; install libjpeg62-turbo", name);
    return 0;
}

#define FIND(name) find(library, (void **)&jpeg.name, "jpeg_" #name)

static void open_library(void) {
    char name[64];
    // the interface that the header describes: 62 (Debian), 70, or 80 (Ubuntu), whose library is number 8
    snprintf(name, sizeof name, "libjpeg.so.%d", JPEG_LIB_VERSION == 62 ? 62 : JPEG_LIB_VERSION / 10);
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
#ifdef __APPLE__
    if (!library) library = dlopen("libjpeg.dylib", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!library) {
        snprintf(missing, sizeof missing, "libjpeg could not be loaded (%s); install libjpeg62-turbo or libjpeg-dev", dlerror());
        return;
    }
    available = FIND(std_error) && FIND(CreateDecompress) && FIND(read_header) && FIND(start_decompress) &&
                FIND(read_scanlines) && FIND(finish_decompress) && FIND(destroy_decompress) && FIND(resync_to_restart);
}

const char *cimage_jpeg_missing(void) {
    pthread_once(&once, open_library);
    return available ? NULL : missing;
}

typedef struct {
    cimage_decoder base;
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr messages;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    const uint8_t *bytes;
    size_t count;
    uint8_t *row;  // CMYK alone
    cimage_error *error;
    jmp_buf back;
} jpeg_decoder;

static void fail(j_common_ptr common) {
    jpeg_decoder *decoder = common->client_data;
    char words[JMSG_LENGTH_MAX];
    common->err->format_message(common, words);
    cimage_fail(decoder->error, CIMAGE_DAMAGED, decoder->count - decoder->source.bytes_in_buffer, "libjpeg: %s", words);
    longjmp(decoder->back, 1);
}

// A warning means that part of the picture is made up. Harmless are bytes between markers that nobody asked for, which some
// cameras write.
static void message(j_common_ptr common, int level) {
    if (level >= 0) return;
    switch (common->err->msg_code) {
        case JWRN_HIT_MARKER:
        case JWRN_HUFF_BAD_CODE:
        case JWRN_JPEG_EOF:
        case JWRN_MUST_RESYNC:
        case JWRN_TOO_MUCH_DATA: fail(common);
    }
}

static void ignore(j_common_ptr common) { (void)common; }
static void no_source(j_decompress_ptr jpeg_) { (void)jpeg_; }

static boolean end_of_file(j_decompress_ptr state) {
    jpeg_decoder *decoder = state->client_data;
    cimage_fail(decoder->error, CIMAGE_DAMAGED, decoder->count, "libjpeg: the file ends too early");
    longjmp(decoder->back, 1);
}

static void skip(j_decompress_ptr state, long count) {
    if (count <= 0) return;
    if ((size_t)count > state->src->bytes_in_buffer) end_of_file(state);
    state->src->next_input_byte += count;
    state->src->bytes_in_buffer -= (size_t)count;
}

// A small progressive file may hold thousands of scans, each of which goes over the whole picture.
static void count_scans(j_common_ptr common) {
    j_decompress_ptr state = (j_decompress_ptr)common;
    if (state->input_scan_number <= 500) return;
    jpeg_decoder *decoder = common->client_data;
    cimage_fail(decoder->error, CIMAGE_UNSUPPORTED, decoder->count - decoder->source.bytes_in_buffer,
                "a progressive JPEG of more than 500 scans");
    longjmp(decoder->back, 1);
}

static void close_jpeg(cimage_decoder *base) {
    jpeg_decoder *decoder = (jpeg_decoder *)base;
    jpeg.destroy_decompress(&decoder->jpeg);
    free(decoder->row);
    free(decoder);
}

static inline uint8_t over_255(unsigned product) {
    product += 128;
    return (uint8_t)(((product >> 8) + product) >> 8);
}

static int decode(cimage_decoder *base, uint8_t *pixels, cimage_error *error) {
    jpeg_decoder *decoder = (jpeg_decoder *)base;
    j_decompress_ptr state = &decoder->jpeg;
    decoder->error = error;
    if (setjmp(decoder->back)) return error->status;
    jpeg.start_decompress(state);
    size_t stride = (size_t)state->output_width * (size_t)state->output_components;
    if (state->out_color_space == JCS_CMYK) decoder->row = malloc(stride);
    while (state->output_scanline < state->output_height) {
        if (state->out_color_space != JCS_CMYK) {
            JSAMPROW row = pixels + (size_t)state->output_scanline * stride;
            jpeg.read_scanlines(state, &row, 1);
            continue;
        }
        if (!decoder->row) {
            cimage_fail(error, CIMAGE_MEMORY, 0, "no memory");
            return error->status;
        }
        JSAMPROW row = decoder->row;
        uint8_t *output = pixels + (size_t)state->output_scanline * state->output_width * 3;
        jpeg.read_scanlines(state, &row, 1);
        // Adobe writes how much ink is missing; others may write how much there is
        uint8_t turn = state->saw_Adobe_marker ? 0 : 255;
        for (size_t x = 0; x < state->output_width; x++)
            for (size_t c = 0; c < 3; c++)
                output[3 * x + c] = over_255((unsigned)(row[4 * x + c] ^ turn) * (unsigned)(row[4 * x + 3] ^ turn));
    }
    jpeg.finish_decompress(state);
    return error->status;
}

cimage_decoder *cimage_jpeg_open(const uint8_t *bytes, size_t count, size_t largest, cimage_header *header,
                                 cimage_error *error) {
    jpeg_decoder *decoder = calloc(1, sizeof *decoder);
    if (!decoder) {
        cimage_fail(error, CIMAGE_MEMORY, 0, "no memory");
        return NULL;
    }
    decoder->base = (cimage_decoder){decode, close_jpeg};
    decoder->bytes = bytes;
    decoder->count = count;
    decoder->error = error;
    j_decompress_ptr state = &decoder->jpeg;
    state->err = jpeg.std_error(&decoder->messages);
    decoder->messages.error_exit = fail;
    decoder->messages.emit_message = message;
    decoder->messages.output_message = ignore;
    state->client_data = decoder;
    if (setjmp(decoder->back)) {
        close_jpeg(&decoder->base);
        return NULL;
    }
    jpeg.CreateDecompress(state, JPEG_LIB_VERSION, sizeof *state);
    decoder->source.next_input_byte = bytes;
    decoder->source.bytes_in_buffer = count;
    decoder->source.init_source = no_source;
    decoder->source.fill_input_buffer = end_of_file;
    decoder->source.skip_input_data = skip;
    decoder->source.resync_to_restart = jpeg.resync_to_restart;
    decoder->source.term_source = no_source;
    state->src = &decoder->source;
    decoder->progress.progress_monitor = count_scans;
    state->progress = &decoder->progress;
    jpeg.read_header(state, TRUE);
    // at least one bit for a block of 8 x 8 pixels
    double packed = (double)state->image_height * (double)state->image_width;
    if (!cimage_plausible(error, state->image_height, state->image_width, largest, packed, 1024.0 * (double)count + 65536)) {
        close_jpeg(&decoder->base);
        return NULL;
    }
    switch (state->jpeg_color_space) {
        case JCS_GRAYSCALE: state->out_color_space = JCS_GRAYSCALE; break;
        case JCS_RGB:
        case JCS_YCbCr: state->out_color_space = JCS_RGB; break;
        case JCS_CMYK:
        case JCS_YCCK: state->out_color_space = JCS_CMYK; break;
        default:
            cimage_fail(error, CIMAGE_UNSUPPORTED, 0, "a JPEG of %d unknown components", state->num_components);
            close_jpeg(&decoder->base);
            return NULL;
    }
    state->dct_method = JDCT_ISLOW;
    state->do_fancy_upsampling = TRUE;
    header->height = state->image_height;
    header->width = state->image_width;
    header->channels = state->out_color_space == JCS_GRAYSCALE ? 1 : 3;
    header->bits = 8;
    return &decoder->base;
}

#else

const char *cimage_jpeg_missing(void) { return "this was built without libjpeg; install libjpeg-dev and build again"; }

cimage_decoder *cimage_jpeg_open(const uint8_t *bytes, size_t count, size_t largest, cimage_header *header,
                                 cimage_error *error) {
    (void)bytes, (void)count, (void)largest, (void)header;
    cimage_fail(error, CIMAGE_ABSENT, 0, "%s", cimage_jpeg_missing());
    return NULL;
}

#endif
