// SuiteSparse:GraphBLAS, with its macros and global objects behind inline functions: Swift imports no `_Generic` macro
// and, under strict concurrency, no mutable C global.
#ifndef CGRAPHBLAS_H
#define CGRAPHBLAS_H

#if __has_include(<GraphBLAS.h>)
#include <GraphBLAS.h>
#elif __has_include(<suitesparse/GraphBLAS.h>)
#include <suitesparse/GraphBLAS.h>
#else
#error "GraphBLAS's header was not found: install libgraphblas-dev and libsuitesparse-dev (apt-get install libgraphblas-dev libsuitesparse-dev), or run `make setup`."
#endif

static inline GrB_Info cgb_init(void) { return GrB_init(GrB_NONBLOCKING); }
static inline GrB_Info cgb_set_threads(int threads) { return GxB_Global_Option_set_INT32(GxB_GLOBAL_NTHREADS, threads); }
static inline GrB_Type cgb_fp32(void) { return GrB_FP32; }

static inline GrB_Info cgb_new(GrB_Matrix *matrix, GrB_Index rows, GrB_Index columns) {
    GrB_Info info = GrB_Matrix_new(matrix, GrB_FP32, rows, columns);
    if (info == GrB_SUCCESS) info = GxB_Matrix_Option_set_INT32(*matrix, GxB_FORMAT, GxB_BY_ROW);
    return info;
}
static inline GrB_Info cgb_free(GrB_Matrix *matrix) { return GrB_Matrix_free(matrix); }

/// C += A B with C and B full by row.
static inline GrB_Info cgb_multiply_add(GrB_Matrix c, GrB_Matrix a, GrB_Matrix b) {
    return GrB_mxm(c, NULL, GrB_PLUS_FP32, GrB_PLUS_TIMES_SEMIRING_FP32, a, b, NULL);
}

static inline const char *cgb_error(GrB_Matrix matrix) {
    const char *text = NULL;
    return GrB_Matrix_error(&text, matrix) == GrB_SUCCESS && text != NULL ? text : "";
}
static inline int cgb_version_major(void) { return GxB_IMPLEMENTATION_MAJOR; }
static inline int cgb_version_minor(void) { return GxB_IMPLEMENTATION_MINOR; }
static inline int cgb_version_sub(void) { return GxB_IMPLEMENTATION_SUB; }

#endif
