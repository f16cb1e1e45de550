#define _GNU_SOURCE
#include "CThreads.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

typedef void (*gomp_parallel_t)(void (*)(void *), void *, unsigned, unsigned);
typedef int (*omp_in_parallel_t)(void);

static gomp_parallel_t gomp_parallel;
static omp_in_parallel_t omp_in_parallel_;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void look_up(void) {
    void *library = dlopen("libgomp.so.1", RTLD_NOW | RTLD_GLOBAL);
    if (library == NULL) return;
    omp_in_parallel_ = (omp_in_parallel_t)dlsym(library, "omp_in_parallel");
    if (omp_in_parallel_ != NULL) gomp_parallel = (gomp_parallel_t)dlsym(library, "GOMP_parallel");
}

typedef struct {
    void (*body)(void *, long, long);
    void *context;
    long count;
    atomic_long next;
} region_t;

// Each thread takes the next task until none is left: who does which does not matter, since no result depends on it.
static void run_region(void *pointer) {
    region_t *region = pointer;
    for (;;) {
        long index = atomic_fetch_add_explicit(&region->next, 1, memory_order_relaxed);
        if (index >= region->count) return;
        region->body(region->context, index, region->count);
    }
}

void cthreads_run(void (*body)(void *, long, long), void *context, long count, int threads) {
    pthread_once(&once, look_up);
    region_t region = {body, context, count, 0};
    if (threads > count) threads = (int)count;
    if (threads <= 1 || gomp_parallel == NULL || omp_in_parallel_())
        run_region(&region);
    else
        gomp_parallel(run_region, &region, (unsigned)threads, 0);
}

bool cthreads_is_parallel(void) {
    pthread_once(&once, look_up);
    return omp_in_parallel_ != NULL && omp_in_parallel_() != 0;
}

long cthreads_available(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
    return sysconf(_SC_NPROCESSORS_ONLN);
}
