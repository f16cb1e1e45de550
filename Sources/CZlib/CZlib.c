#include "CZlib.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// zlib's z_stream, declared anew; the layout is part of its stable ABI (version 1.0 of 1996 up to now).
typedef struct {
    const uint8_t *next_in;
    unsigned int avail_in;
    unsigned long total_in;
    uint8_t *next_out;
    unsigned int avail_out;
    unsigned long total_out;
    const char *msg;
    void *state;
    void *(*zalloc)(void *, unsigned int, unsigned int);
    void (*zfree)(void *, void *);
    void *opaque;
    int data_type;
    unsigned long adler;
    unsigned long reserved;
} z_stream_abi;

struct czlib_stream {
    z_stream_abi z;
    int compresses;
};

static struct {
    int available;
    int (*inflate_init2)(z_stream_abi *, int, const char *, int);
    int (*inflate)(z_stream_abi *, int);
    int (*inflate_end)(z_stream_abi *);
    int (*deflate_init2)(z_stream_abi *, int, int, int, int, int, const char *, int);
    int (*deflate)(z_stream_abi *, int);
    int (*deflate_end)(z_stream_abi *);
    unsigned long (*crc32)(unsigned long, const uint8_t *, unsigned int);
} library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const wanted_version = "1.2.0";  // zlib compares the first character alone
enum { largest_piece = 1 << 30 };                   // zlib counts bytes in 32 bits

static void open_library(void) {
    void *handle = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
#ifdef __APPLE__
    if (!handle) handle = dlopen("libz.1.dylib", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!handle) return;
    *(void **)&library.inflate_init2 = dlsym(handle, "inflateInit2_");
    *(void **)&library.inflate = dlsym(handle, "inflate");
    *(void **)&library.inflate_end = dlsym(handle, "inflateEnd");
    *(void **)&library.deflate_init2 = dlsym(handle, "deflateInit2_");
    *(void **)&library.deflate = dlsym(handle, "deflate");
    *(void **)&library.deflate_end = dlsym(handle, "deflateEnd");
    *(void **)&library.crc32 = dlsym(handle, "crc32");
    library.available = library.inflate_init2 && library.inflate && library.inflate_end && library.deflate_init2 &&
                        library.deflate && library.deflate_end && library.crc32;
}

int czlib_available(void) {
    pthread_once(&once, open_library);
    return library.available;
}

czlib_stream *czlib_inflate_new(int window_bits) {
    if (!czlib_available()) return NULL;
    czlib_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    if (library.inflate_init2(&stream->z, window_bits, wanted_version, (int)sizeof stream->z) != CZLIB_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

czlib_stream *czlib_deflate_new(int window_bits, int level) {
    if (!czlib_available()) return NULL;
    czlib_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->compresses = 1;
    const int deflated = 8, memory_level = 8, default_strategy = 0;
    if (library.deflate_init2(&stream->z, level, deflated, window_bits, memory_level, default_strategy,
                              wanted_version, (int)sizeof stream->z) != CZLIB_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

int czlib_step(czlib_stream *stream, const uint8_t *input, size_t input_count, size_t *consumed, uint8_t *output,
               size_t output_count, size_t *produced, int finish) {
    *consumed = *produced = 0;
    if (!stream) return CZLIB_ABSENT;
    size_t give = input_count > largest_piece ? largest_piece : input_count;
    size_t room = output_count > largest_piece ? largest_piece : output_count;
    z_stream_abi *z = &stream->z;
    z->next_in = input;
    z->avail_in = (unsigned int)give;
    z->next_out = output;
    z->avail_out = (unsigned int)room;
    const int no_flush = 0, flush_finish = 4;
    int code;
    if (stream->compresses) {
        code = library.deflate(z, finish && give == input_count ? flush_finish : no_flush);
    } else {
        code = library.inflate(z, no_flush);
    }
    *consumed = give - z->avail_in;
    *produced = room - z->avail_out;
    z->next_in = NULL;
    z->next_out = NULL;
    return code;
}

const char *czlib_message(const czlib_stream *stream) {
    return stream ? stream->z.msg : NULL;
}

void czlib_free(czlib_stream *stream) {
    if (!stream) return;
    if (stream->compresses) {
        library.deflate_end(&stream->z);
    } else {
        library.inflate_end(&stream->z);
    }
    free(stream);
}

uint32_t czlib_crc32(uint32_t start, const uint8_t *bytes, size_t count) {
    if (!czlib_available()) return 0;
    unsigned long sum = start;
    while (count > 0) {
        size_t piece = count > largest_piece ? largest_piece : count;
        sum = library.crc32(sum, bytes, (unsigned int)piece);
        bytes += piece;
        count -= piece;
    }
    return (uint32_t)sum;
}
