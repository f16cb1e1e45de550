// Drawing SVG as pixels through librsvg and cairo.
//
// Neither is needed to build or to run: their few functions are declared here, the libraries are opened when a drawing is first
// wanted. Where they are missing, every call says which package to install.
#ifndef CVECTORGRAPHICS_H
#define CVECTORGRAPHICS_H

#include <stddef.h>
#include <stdint.h>

typedef struct cvectorgraphics_drawing cvectorgraphics_drawing;

typedef struct {
    char text[320];  // the library's own words, or ours; empty where nothing went wrong
} cvectorgraphics_message;

// NULL where drawings can be made, else what is missing.
const char *cvectorgraphics_missing(void);

// Reads the SVG text in `bytes`, which is not kept. Its size in pixels goes to `width` and `height`. NULL on failure, with
// `message` filled.
cvectorgraphics_drawing *cvectorgraphics_open(const uint8_t *bytes, size_t count, double *width, double *height,
                                              cvectorgraphics_message *message);

// Draws over the whole of a picture that begins transparent: height x width x 4 bytes, red, green, blue and alpha, the colours
// not multiplied by alpha. Returns 1, or 0 on failure, with `message` filled.
int cvectorgraphics_draw(const cvectorgraphics_drawing *drawing, int width, int height, uint8_t *pixels,
                         cvectorgraphics_message *message);

void cvectorgraphics_close(cvectorgraphics_drawing *drawing);

#endif
