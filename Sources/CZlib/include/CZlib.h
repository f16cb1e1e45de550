// zlib without its development package.
//
// The package must build with libopenblas-dev and libsuitesparse-dev alone, so neither <zlib.h> nor `-lz` may be
// used here. Every Linux system has the shared library libz.so.1 (dpkg and apt need it), and its ABI has not
// changed since 1995; it is opened with dlopen when first needed. Where it is absent, czlib_available() is 0 and
// the functions below return CZLIB_ABSENT: install zlib1g.
#ifndef CZLIB_H
#define CZLIB_H

#include <stddef.h>
#include <stdint.h>

// What the functions return; the first six are zlib's own numbers.
enum {
    CZLIB_OK = 0,           // progress was made; call again
    CZLIB_END = 1,          // the end of the stream was reached and its checksum agrees
    CZLIB_DICTIONARY = 2,   // a preset dictionary is asked for
    CZLIB_DATA = -3,        // the compressed data are damaged
    CZLIB_MEMORY = -4,      // no memory
    CZLIB_BUFFER = -5,      // no progress possible: more input (or more room) is needed
    CZLIB_ABSENT = -100     // libz.so.1 is not there
};

// 1 when libz.so.1 was found with all the functions used here, else 0. Thread-safe; the search is done once.
int czlib_available(void);

// One running compression or decompression.
typedef struct czlib_stream czlib_stream;

// Begins a decompression. window_bits as in zlib: 31 gzip, 15 zlib, -15 raw deflate. NULL: absent, or no memory.
czlib_stream *czlib_inflate_new(int window_bits);

// Begins a compression, level 0...9 (-1: zlib's default). NULL: absent, no memory, or a wrong argument.
czlib_stream *czlib_deflate_new(int window_bits, int level);

// One step: takes up to input_count bytes, gives up to output_count bytes, tells how many of each were used.
// `finish` (for compression): no more input will come. Returns one of the numbers above.
int czlib_step(czlib_stream *stream, const uint8_t *input, size_t input_count, size_t *consumed, uint8_t *output,
               size_t output_count, size_t *produced, int finish);

// zlib's own words on the last failure, or NULL. Lives as long as the stream.
const char *czlib_message(const czlib_stream *stream);

// Ends the stream and frees its memory. NULL is allowed.
void czlib_free(czlib_stream *stream);

// CRC-32 (as in gzip, zip and PNG) of count bytes, going on from `start` (0 at first). 0 when zlib is absent.
uint32_t czlib_crc32(uint32_t start, const uint8_t *bytes, size_t count);

#endif
