#include "COpenBLAS.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef __typeof__(&cblas_sgemm) sgemm_t;

static sgemm_t sgemm;
static char error[512];
static const char *(*get_config)(void);
static const char *(*get_corename)(void);
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 0);
#endif
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        snprintf(error, sizeof error, "OpenBLAS could not be loaded: %s; install libopenblas0 (or libopenblas-dev)", dlerror());
        return;
    }
    sgemm = (sgemm_t)dlsym(library, "cblas_sgemm");
    if (sgemm == NULL) snprintf(error, sizeof error, "OpenBLAS has no cblas_sgemm: %s", dlerror());
    void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
    if (set_threads != NULL) set_threads(1);
    get_config = (const char *(*)(void))dlsym(library, "openblas_get_config");
    get_corename = (const char *(*)(void))dlsym(library, "openblas_get_corename");
}

const char *copenblas_error(void) {
    pthread_once(&once, load);
    return sgemm == NULL ? error : NULL;
}

const char *copenblas_config(void) {
    return copenblas_error() == NULL && get_config != NULL ? get_config() : "";
}

const char *copenblas_corename(void) {
    return copenblas_error() == NULL && get_corename != NULL ? get_corename() : "";
}

bool copenblas_sgemm(bool transposeA, bool transposeB, long m, long n, long k, float alpha, const float *a, long lda,
                     const float *b, long ldb, float beta, float *c, long ldc) {
    if (copenblas_error() != NULL) return false;
    sgemm(CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, (blasint)m,
          (blasint)n, (blasint)k, alpha, a, (blasint)lda, b, (blasint)ldb, beta, c, (blasint)ldc);
    return true;
}
