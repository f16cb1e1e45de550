#include "CVectorGraphics.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// What glib, librsvg (2.52 or later) and cairo declare; the layouts are part of their stable interfaces.
typedef struct {
    uint32_t domain;
    int code;
    char *message;
} glib_error;

typedef struct {
    double x, y, width, height;
} rsvg_rectangle;

enum { cairo_argb32 = 0, cairo_success = 0 };

static struct {
    void *(*rsvg_handle_new_from_data)(const uint8_t *, size_t, glib_error **);
    int (*rsvg_handle_get_intrinsic_size_in_pixels)(void *, double *, double *);
    void (*rsvg_handle_get_intrinsic_dimensions)(void *, int *, void *, int *, void *, int *, rsvg_rectangle *);
    int (*rsvg_handle_render_document)(void *, void *, const rsvg_rectangle *, glib_error **);
    void (*g_object_unref)(void *);
    void (*g_error_free)(glib_error *);
    void *(*cairo_image_surface_create)(int, int, int);
    int (*cairo_surface_status)(void *);
    void (*cairo_surface_flush)(void *);
    uint8_t *(*cairo_image_surface_get_data)(void *);
    int (*cairo_image_surface_get_stride)(void *);
    void (*cairo_surface_destroy)(void *);
    void *(*cairo_create)(void *);
    void (*cairo_destroy)(void *);
} library;

static char missing[320];
static int available;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int find(void *handle, void **function, const char *name) {
    *function = dlsym(handle, name);
    if (*function) return 1;
    snprintf(missing, sizeof missing, "librsvg has no function %s; install librsvg2-2, version 2.52 or later", name);
    return 0;
}

#define FIND(name) find(handle, (void **)&library.name, #name)

static void open_library(void) {
    // a library's handle also finds what the libraries it leans on define: those of cairo and glib
    void *handle = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);
#ifdef __APPLE__
    if (!handle) handle = dlopen("librsvg-2.dylib", RTLD_NOW | RTLD_LOCAL);
#endif
    if (!handle) {
        snprintf(missing, sizeof missing, "librsvg could not be loaded (%s); install librsvg2-2", dlerror());
        return;
    }
    available = FIND(rsvg_handle_new_from_data) && FIND(rsvg_handle_get_intrinsic_size_in_pixels) &&
                FIND(rsvg_handle_get_intrinsic_dimensions) && FIND(rsvg_handle_render_document) && FIND(g_object_unref) && FIND(g_error_free) &&
                FIND(cairo_image_surface_create) && FIND(cairo_surface_status) && FIND(cairo_surface_flush) &&
                FIND(cairo_image_surface_get_data) && FIND(cairo_image_surface_get_stride) && FIND(cairo_surface_destroy) &&
                FIND(cairo_create) && FIND(cairo_destroy);
}

const char *cvectorgraphics_missing(void) {
    pthread_once(&once, open_library);
    return available ? NULL : missing;
}

static void say(cvectorgraphics_message *message, glib_error *error, const char *otherwise) {
    snprintf(message->text, sizeof message->text, "%s", error && error->message ? error->message : otherwise);
    if (error) library.g_error_free(error);
}

cvectorgraphics_drawing *cvectorgraphics_open(const uint8_t *bytes, size_t count, double *width, double *height,
                                              cvectorgraphics_message *message) {
    message->text[0] = 0;
    const char *absent = cvectorgraphics_missing();
    if (absent) {
        say(message, NULL, absent);
        return NULL;
    }
    glib_error *error = NULL;
    void *handle = library.rsvg_handle_new_from_data(bytes, count, &error);
    if (!handle) {
        say(message, error, "librsvg could not read the drawing");
        return NULL;
    }
    if (!library.rsvg_handle_get_intrinsic_size_in_pixels(handle, width, height)) {
        // a style such as height:auto leaves the view box alone
        int has_box = 0;
        rsvg_rectangle box = {0, 0, 0, 0};
        library.rsvg_handle_get_intrinsic_dimensions(handle, NULL, NULL, NULL, NULL, &has_box, &box);
        if (!has_box) {
            library.g_object_unref(handle);
            say(message, NULL, "neither width and height in pixels nor a view box");
            return NULL;
        }
        *width = box.width;
        *height = box.height;
    }
    return handle;
}

int cvectorgraphics_draw(const cvectorgraphics_drawing *drawing, int width, int height, uint8_t *pixels,
                         cvectorgraphics_message *message) {
    message->text[0] = 0;
    void *surface = library.cairo_image_surface_create(cairo_argb32, width, height);
    if (library.cairo_surface_status(surface) != cairo_success) {
        library.cairo_surface_destroy(surface);
        say(message, NULL, "no memory for the picture");
        return 0;
    }
    void *context = library.cairo_create(surface);
    rsvg_rectangle whole = {0, 0, width, height};
    glib_error *error = NULL;
    int drawn = library.rsvg_handle_render_document((void *)drawing, context, &whole, &error);
    library.cairo_destroy(context);
    if (drawn) {
        library.cairo_surface_flush(surface);
        const uint8_t *data = library.cairo_image_surface_get_data(surface);
        int stride = library.cairo_image_surface_get_stride(surface);
        for (int y = 0; y < height; y++) {
            uint8_t *to = pixels + (size_t)y * width * 4;
            for (int x = 0; x < width; x++, to += 4) {
                uint32_t pixel;  // alpha in the highest byte, colours multiplied by it
                memcpy(&pixel, data + (size_t)y * stride + (size_t)x * 4, sizeof pixel);
                uint32_t alpha = pixel >> 24;
                for (int c = 0; c < 3; c++) {
                    uint32_t value = pixel >> (16 - 8 * c) & 255;
                    to[c] = (uint8_t)(alpha ? (value * 255 + alpha / 2) / alpha : 0);
                }
                to[3] = (uint8_t)alpha;
            }
        }
    } else {
        say(message, error, "librsvg could not draw");
    }
    library.cairo_surface_destroy(surface);
    return drawn != 0;
}

void cvectorgraphics_close(cvectorgraphics_drawing *drawing) {
    if (drawing) library.g_object_unref(drawing);
}
