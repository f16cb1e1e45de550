#include "COneDNN.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<oneapi/dnnl/dnnl.h>)
#include <oneapi/dnnl/dnnl.h>
#include <oneapi/dnnl/dnnl_version.h>
#define HAS_ONEDNN 1
#endif

static char problem[512];
static char version[32];
static pthread_once_t once = PTHREAD_ONCE_INIT;

#ifndef HAS_ONEDNN

static void load(void) {
    snprintf(problem, sizeof problem,
             "this build has no oneDNN: its header was not found; install libdnnl-dev (apt-get install libdnnl-dev) and build again");
}
bool conednn_forward(const conednn_convolution *c, int threads, const float *x, const float *w, const float *bias, bool relu,
                     float *y) {
    return false;
}
bool conednn_backward_data(const conednn_convolution *c, int threads, const float *dy, const float *w, float *dx) {
    return false;
}
bool conednn_backward_weights(const conednn_convolution *c, int threads, const float *x, const float *dy, float *dw, float *db) {
    return false;
}
long conednn_cached(void) { return 0; }
long conednn_scratch_bytes(void) { return 0; }
const char *conednn_last_implementation(void) { return ""; }

#else

// The functions used, in both versions.
#define COMMON(X)                                                                                                              \
    X(dnnl_version)                                                                                                            \
    X(dnnl_engine_create)                                                                                                      \
    X(dnnl_stream_create)                                                                                                      \
    X(dnnl_stream_wait)                                                                                                        \
    X(dnnl_primitive_attr_create)                                                                                              \
    X(dnnl_primitive_attr_destroy)                                                                                             \
    X(dnnl_primitive_attr_set_scratchpad_mode)                                                                                 \
    X(dnnl_primitive_attr_set_post_ops)                                                                                        \
    X(dnnl_post_ops_create)                                                                                                    \
    X(dnnl_post_ops_destroy)                                                                                                   \
    X(dnnl_post_ops_append_eltwise)                                                                                            \
    X(dnnl_primitive_desc_query)                                                                                               \
    X(dnnl_primitive_desc_query_md)                                                                                            \
    X(dnnl_primitive_desc_destroy)                                                                                             \
    X(dnnl_primitive_create)                                                                                                   \
    X(dnnl_primitive_execute)                                                                                                  \
    X(dnnl_primitive_destroy)                                                                                                  \
    X(dnnl_reorder_primitive_desc_create)                                                                                      \
    X(dnnl_memory_create)                                                                                                      \
    X(dnnl_memory_destroy)                                                                                                     \
    X(dnnl_memory_desc_get_size)                                                                                               \
    X(dnnl_memory_desc_equal)                                                                                                  \
    X(dnnl_set_primitive_cache_capacity)
#if DNNL_VERSION_MAJOR >= 3
#define OWN(X)                                                                                                                 \
    X(dnnl_memory_desc_create_with_tag)                                                                                        \
    X(dnnl_memory_desc_destroy)                                                                                                \
    X(dnnl_convolution_forward_primitive_desc_create)                                                                          \
    X(dnnl_convolution_backward_data_primitive_desc_create)                                                                    \
    X(dnnl_convolution_backward_weights_primitive_desc_create)
#else
#define OWN(X)                                                                                                                 \
    X(dnnl_memory_desc_init_by_tag)                                                                                            \
    X(dnnl_primitive_desc_create)                                                                                              \
    X(dnnl_dilated_convolution_forward_desc_init)                                                                              \
    X(dnnl_dilated_convolution_backward_data_desc_init)                                                                        \
    X(dnnl_dilated_convolution_backward_weights_desc_init)
#endif

#define DECLARE(name) __typeof__(&name) name;
static struct {
    COMMON(DECLARE) OWN(DECLARE)
} f;

// How both versions pass a memory descriptor that is only read.
#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t md_t;
#else
typedef const dnnl_memory_desc_t *md_t;
#endif

static dnnl_engine_t engine;
static dnnl_stream_t stream;
static int (*get_threads)(void);
static void (*set_threads)(int);

static void load(void) {
    char name[64];
    snprintf(name, sizeof name, "libdnnl.so.%d", DNNL_VERSION_MAJOR);
    const char *wanted = getenv("GCN_ONEDNN_LIBRARY");
    void *library = dlopen(wanted != NULL && *wanted != 0 ? wanted : name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        snprintf(problem, sizeof problem, "oneDNN %d could not be loaded: %s; install libdnnl-dev (apt-get install libdnnl-dev)",
                 DNNL_VERSION_MAJOR, dlerror());
        return;
    }
#define LOOK_UP(name)                                                                                                          \
    f.name = (__typeof__(f.name))dlsym(library, #name);                                                                        \
    if (f.name == NULL) {                                                                                                      \
        snprintf(problem, sizeof problem, "oneDNN has no %s: built for version %d, another was loaded", #name,                 \
                 DNNL_VERSION_MAJOR);                                                                                          \
        return;                                                                                                                \
    }
    COMMON(LOOK_UP)
    OWN(LOOK_UP)
    const dnnl_version_t *found = f.dnnl_version();
    if (found->major != DNNL_VERSION_MAJOR) {
        snprintf(problem, sizeof problem, "oneDNN %d.%d was loaded, this build is for version %d: install libdnnl-dev and build again",
                 found->major, found->minor, DNNL_VERSION_MAJOR);
        return;
    }
    if (f.dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success ||
        f.dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) != dnnl_success) {
        snprintf(problem, sizeof problem, "oneDNN %d.%d has no engine for this processor", found->major, found->minor);
        return;
    }
    // the primitives are kept here
    f.dnnl_set_primitive_cache_capacity(0);
    void *gomp = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (gomp != NULL) {
        get_threads = (int (*)(void))dlsym(gomp, "omp_get_max_threads");
        set_threads = (void (*)(int))dlsym(gomp, "omp_set_num_threads");
    }
    snprintf(version, sizeof version, "%d.%d.%d", found->major, found->minor, found->patch);
}

// ---- primitives by geometry

enum { forward = 1, backward_data, backward_weights };
enum { capacity = 256 };

typedef struct {
    conednn_convolution geometry;
    int32_t kind, threads, bias, relu;
} cache_key;

typedef struct {
    cache_key key;
    uint64_t used;        // when last used; 0: the slot is empty
    int busy;             // how many calls use it now
    bool refused;         // oneDNN has no good way
    dnnl_primitive_desc_t description;
    dnnl_primitive_t primitive;
    dnnl_primitive_t reorder;   // of the weight, to (or, for its gradient, from) the order the primitive wants; or null
    size_t scratch, weight;     // bytes
    char implementation[48];
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_t x, w, y, b;
#else
    dnnl_memory_desc_t x, w, y, b;
#endif
} entry_t;

static entry_t entries[capacity];
static uint64_t clock_now;
static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static char last_implementation[48];

#if DNNL_VERSION_MAJOR >= 3
#define READ(md) (md)
static bool describe(dnnl_memory_desc_t *md, int count, const int64_t *dims, dnnl_format_tag_t tag) {
    return f.dnnl_memory_desc_create_with_tag(md, count, dims, dnnl_f32, tag) == dnnl_success;
}
static void forget(dnnl_memory_desc_t *md) {
    if (*md != NULL) f.dnnl_memory_desc_destroy(*md);
    *md = NULL;
}
#else
#define READ(md) (&(md))
static bool describe(dnnl_memory_desc_t *md, int count, const int64_t *dims, dnnl_format_tag_t tag) {
    return f.dnnl_memory_desc_init_by_tag(md, count, dims, dnnl_f32, tag) == dnnl_success;
}
static void forget(dnnl_memory_desc_t *md) { (void)md; }
#endif

static void empty(entry_t *e) {
    if (e->reorder != NULL) f.dnnl_primitive_destroy(e->reorder);
    if (e->primitive != NULL) f.dnnl_primitive_destroy(e->primitive);
    if (e->description != NULL) f.dnnl_primitive_desc_destroy(e->description);
    if (e->used != 0) {
        forget(&e->x);
        forget(&e->w);
        forget(&e->y);
        forget(&e->b);
    }
    memset(e, 0, sizeof *e);
}

static md_t wanted(const entry_t *e, dnnl_query_t what) { return f.dnnl_primitive_desc_query_md(e->description, what, 0); }

// Fills an entry whose key is set; false where oneDNN has no good way.
static bool build(entry_t *e) {
    const conednn_convolution *c = &e->key.geometry;
    int n = c->dimensions, kind = e->key.kind;
    static const dnnl_format_tag_t plain[] = {dnnl_nwc, dnnl_nhwc, dnnl_ndhwc};
    static const dnnl_format_tag_t weights[] = {dnnl_wio, dnnl_hwio, dnnl_dhwio};
    static const dnnl_format_tag_t grouped[] = {dnnl_wigo, dnnl_hwigo, dnnl_dhwigo};
    int64_t x[5] = {c->items, c->inputs}, y[5] = {c->items, c->outputs}, w[6], b[1] = {c->outputs};
    int64_t dilates[3];
    int g = c->groups > 1 ? 1 : 0;
    w[0] = c->groups;
    w[g] = c->outputs / c->groups;
    w[g + 1] = c->inputs / c->groups;
    for (int i = 0; i < n; i++) {
        x[2 + i] = c->in[i];
        y[2 + i] = c->out[i];
        w[g + 2 + i] = c->window[i];
        dilates[i] = c->dilation[i] - 1;
        // the end is not read: not a convolution that oneDNN describes
        if (c->after[i] < 0 || c->before[i] < 0) return false;
    }
    dnnl_memory_desc_t any_weight;
    memset(&any_weight, 0, sizeof any_weight);
    if (!describe(&e->x, n + 2, x, plain[n - 1]) || !describe(&e->y, n + 2, y, plain[n - 1]) ||
        !describe(&e->w, n + 2 + g, w, g ? grouped[n - 1] : weights[n - 1]) || !describe(&e->b, 1, b, dnnl_a) ||
        !describe(&any_weight, n + 2 + g, w, dnnl_format_tag_any))
        return false;

    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t after = NULL;
    dnnl_primitive_desc_t hint = NULL;
    bool good = f.dnnl_primitive_attr_create(&attributes) == dnnl_success &&
                f.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user) == dnnl_success;
    if (good && e->key.relu) {
#if DNNL_VERSION_MAJOR >= 3
        good = f.dnnl_post_ops_create(&after) == dnnl_success &&
               f.dnnl_post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0) == dnnl_success &&
               f.dnnl_primitive_attr_set_post_ops(attributes, after) == dnnl_success;
#else
        good = f.dnnl_post_ops_create(&after) == dnnl_success &&
               f.dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_relu, 0, 0) == dnnl_success &&
               f.dnnl_primitive_attr_set_post_ops(attributes, after) == dnnl_success;
#endif
    }
    // A gradient is described with the forward pass it belongs to.
    dnnl_prop_kind_t pass = dnnl_forward_training;
    bool bias = e->key.bias && kind != backward_data;
    dnnl_primitive_desc_t *target = kind == forward ? &e->description : &hint;
#if DNNL_VERSION_MAJOR >= 3
    if (good)
        good = f.dnnl_convolution_forward_primitive_desc_create(
                   target, engine, pass, dnnl_convolution_direct, e->x, any_weight, bias ? e->b : NULL, e->y, c->stride, dilates,
                   c->before, c->after, kind == forward ? attributes : NULL) == dnnl_success;
    if (good && kind == backward_data)
        good = f.dnnl_convolution_backward_data_primitive_desc_create(
                   &e->description, engine, dnnl_convolution_direct, e->x, any_weight, e->y, c->stride, dilates, c->before,
                   c->after, hint, attributes) == dnnl_success;
    if (good && kind == backward_weights)
        good = f.dnnl_convolution_backward_weights_primitive_desc_create(
                   &e->description, engine, dnnl_convolution_direct, e->x, any_weight, bias ? e->b : NULL, e->y, c->stride, dilates,
                   c->before, c->after, hint, attributes) == dnnl_success;
#else
    dnnl_convolution_desc_t d;
    if (good)
        good = f.dnnl_dilated_convolution_forward_desc_init(&d, pass, dnnl_convolution_direct, &e->x, &any_weight,
                                                            bias ? &e->b : NULL, &e->y, c->stride, dilates, c->before,
                                                            c->after) == dnnl_success &&
               f.dnnl_primitive_desc_create(target, &d, kind == forward ? attributes : NULL, engine, NULL) == dnnl_success;
    if (good && kind == backward_data)
        good = f.dnnl_dilated_convolution_backward_data_desc_init(&d, dnnl_convolution_direct, &e->x, &any_weight, &e->y, c->stride,
                                                                  dilates, c->before, c->after) == dnnl_success &&
               f.dnnl_primitive_desc_create(&e->description, &d, attributes, engine, hint) == dnnl_success;
    if (good && kind == backward_weights)
        good = f.dnnl_dilated_convolution_backward_weights_desc_init(&d, dnnl_convolution_direct, &e->x, &any_weight,
                                                                     bias ? &e->b : NULL, &e->y, c->stride, dilates, c->before,
                                                                     c->after) == dnnl_success &&
               f.dnnl_primitive_desc_create(&e->description, &d, attributes, engine, hint) == dnnl_success;
#endif
    if (good) {
        const char *text = "";
        f.dnnl_primitive_desc_query(e->description, dnnl_query_impl_info_str, 0, (void *)&text);
        snprintf(e->implementation, sizeof e->implementation, "%s", text);
        // The reference loops are far slower than im2col.
        good = strncmp(text, "ref", 3) != 0;
    }
    if (good) good = f.dnnl_primitive_create(&e->primitive, e->description) == dnnl_success;
    if (good) {
        md_t theirs = wanted(e, kind == backward_weights ? dnnl_query_diff_weights_md : dnnl_query_weights_md);
        e->scratch = f.dnnl_memory_desc_get_size(wanted(e, dnnl_query_scratchpad_md));
        if (!f.dnnl_memory_desc_equal(theirs, READ(e->w))) {
            e->weight = f.dnnl_memory_desc_get_size(theirs);
            bool back = kind == backward_weights;
            dnnl_primitive_desc_t order = NULL;
            good = f.dnnl_reorder_primitive_desc_create(&order, back ? theirs : READ(e->w), engine, back ? READ(e->w) : theirs,
                                                        engine, NULL) == dnnl_success &&
                   f.dnnl_primitive_create(&e->reorder, order) == dnnl_success;
            if (order != NULL) f.dnnl_primitive_desc_destroy(order);
        }
    }
    if (hint != NULL) f.dnnl_primitive_desc_destroy(hint);
    if (after != NULL) f.dnnl_post_ops_destroy(after);
    if (attributes != NULL) f.dnnl_primitive_attr_destroy(attributes);
    forget(&any_weight);
    return good;
}

// The entry for this key, marked busy; null where there is no good way.
static entry_t *take(const cache_key *key) {
    pthread_mutex_lock(&cache_lock);
    entry_t *found = NULL, *oldest = NULL;
    for (int i = 0; i < capacity && found == NULL; i++) {
        entry_t *e = &entries[i];
        if (e->used != 0 && memcmp(&e->key, key, sizeof *key) == 0) found = e;
        if (e->busy == 0 && (oldest == NULL || e->used < oldest->used)) oldest = e;
    }
    if (found == NULL && oldest != NULL) {
        empty(oldest);
        found = oldest;
        found->key = *key;
        found->used = 1;
        found->refused = !build(found);
    }
    if (found != NULL) {
        found->used = ++clock_now;
        if (found->refused) {
            found = NULL;
        } else {
            found->busy++;
            memcpy(last_implementation, found->implementation, sizeof last_implementation);
        }
    }
    pthread_mutex_unlock(&cache_lock);
    return found;
}

static void give(entry_t *e) {
    pthread_mutex_lock(&cache_lock);
    e->busy--;
    pthread_mutex_unlock(&cache_lock);
}

// ---- the memory that primitives work in

static pthread_mutex_t block_lock = PTHREAD_MUTEX_INITIALIZER;
static char *block;
static size_t block_size;

static size_t rounded(size_t bytes) { return (bytes + 4095) / 4096 * 4096; }

static bool run(const conednn_convolution *c, int kind, int threads, const float *x, const float *w, const float *bias, bool relu,
                const float *y) {
    if (conednn_problem() != NULL) return false;
    cache_key key;
    memset(&key, 0, sizeof key);
    key.geometry = *c;
    key.kind = kind;
    key.threads = threads;
    key.bias = bias != NULL;
    key.relu = relu;
    int before = get_threads != NULL ? get_threads() : 1;
    // A primitive is cut for the number of threads when it is made.
    if (set_threads != NULL && before != threads) set_threads(threads);
    entry_t *e = take(&key);
    bool good = e != NULL;
    if (good) {
        size_t needed = rounded(e->scratch) + rounded(e->weight);
        bool shared = pthread_mutex_trylock(&block_lock) == 0;
        char *space = NULL;
        if (shared) {
            if (needed > block_size) {
                free(block);
                block = NULL;
                block_size = 0;
                if (posix_memalign((void **)&block, 4096, needed) == 0) block_size = needed; else block = NULL;
            }
            space = block;
        } else if (needed > 0 && posix_memalign((void **)&space, 4096, needed) != 0) {
            space = NULL;
        }
        good = needed == 0 || space != NULL;
        if (good) {
            md_t theirs = wanted(e, kind == backward_weights ? dnnl_query_diff_weights_md : dnnl_query_weights_md);
            dnnl_memory_t mx = NULL, my = NULL, mw = NULL, mt = NULL, mb = NULL, ms = NULL;
            char *ordered = space + rounded(e->scratch);
            good = f.dnnl_memory_create(&mx, READ(e->x), engine, (void *)x) == dnnl_success &&
                   f.dnnl_memory_create(&my, READ(e->y), engine, (void *)y) == dnnl_success &&
                   f.dnnl_memory_create(&mw, READ(e->w), engine, (void *)w) == dnnl_success &&
                   (e->reorder == NULL || f.dnnl_memory_create(&mt, theirs, engine, ordered) == dnnl_success) &&
                   (bias == NULL || f.dnnl_memory_create(&mb, READ(e->b), engine, (void *)bias) == dnnl_success) &&
                   (e->scratch == 0 || f.dnnl_memory_create(&ms, wanted(e, dnnl_query_scratchpad_md), engine, space) == dnnl_success);
            dnnl_memory_t weight = e->reorder != NULL ? mt : mw;
            if (good && e->reorder != NULL && kind != backward_weights) {
                dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, mw}, {DNNL_ARG_TO, mt}};
                good = f.dnnl_primitive_execute(e->reorder, stream, 2, args) == dnnl_success;
            }
            if (good) {
                dnnl_exec_arg_t args[5];
                int n = 0;
                args[n++] = (dnnl_exec_arg_t){kind == backward_data ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, mx};
                args[n++] = (dnnl_exec_arg_t){kind == backward_weights ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, weight};
                args[n++] = (dnnl_exec_arg_t){kind == forward ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST, my};
                if (mb != NULL) args[n++] = (dnnl_exec_arg_t){kind == forward ? DNNL_ARG_BIAS : DNNL_ARG_DIFF_BIAS, mb};
                if (ms != NULL) args[n++] = (dnnl_exec_arg_t){DNNL_ARG_SCRATCHPAD, ms};
                good = f.dnnl_primitive_execute(e->primitive, stream, n, args) == dnnl_success;
            }
            if (good && e->reorder != NULL && kind == backward_weights) {
                dnnl_exec_arg_t args[] = {{DNNL_ARG_FROM, mt}, {DNNL_ARG_TO, mw}};
                good = f.dnnl_primitive_execute(e->reorder, stream, 2, args) == dnnl_success;
            }
            if (good) good = f.dnnl_stream_wait(stream) == dnnl_success;
            dnnl_memory_t all[] = {mx, my, mw, mt, mb, ms};
            for (int i = 0; i < 6; i++)
                if (all[i] != NULL) f.dnnl_memory_destroy(all[i]);
        }
        if (shared)
            pthread_mutex_unlock(&block_lock);
        else
            free(space);
        give(e);
    }
    if (set_threads != NULL && before != threads) set_threads(before);
    return good;
}

bool conednn_forward(const conednn_convolution *c, int threads, const float *x, const float *w, const float *bias, bool relu,
                     float *y) {
    return run(c, forward, threads, x, w, bias, relu, y);
}

bool conednn_backward_data(const conednn_convolution *c, int threads, const float *dy, const float *w, float *dx) {
    return run(c, backward_data, threads, dx, w, NULL, false, dy);
}

bool conednn_backward_weights(const conednn_convolution *c, int threads, const float *x, const float *dy, float *dw, float *db) {
    return run(c, backward_weights, threads, x, dw, db, false, dy);
}

long conednn_cached(void) {
    long count = 0;
    pthread_mutex_lock(&cache_lock);
    for (int i = 0; i < capacity; i++) count += entries[i].used != 0;
    pthread_mutex_unlock(&cache_lock);
    return count;
}

long conednn_scratch_bytes(void) {
    pthread_mutex_lock(&block_lock);
    long size = (long)block_size;
    pthread_mutex_unlock(&block_lock);
    return size;
}

const char *conednn_last_implementation(void) { return last_implementation; }

#endif

const char *conednn_problem(void) {
    pthread_once(&once, load);
    return problem[0] == 0 ? NULL : problem;
}

const char *conednn_version(void) { return conednn_problem() == NULL ? version : ""; }
