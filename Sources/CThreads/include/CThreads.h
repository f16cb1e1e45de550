// The thread pool of the OpenMP runtime (libgomp), reached through its stable ABI.
//
// GraphBLAS runs on libgomp, whose threads spin for a while after each product. A second pool on the same cores
// (Swift concurrency, OpenBLAS's own threads) would fight them: a sparse and a dense product in turn then take three
// times as long as each alone. So all work here shares that one pool. The symbols are looked up when first needed;
// without libgomp everything runs on the calling thread.
#ifndef CTHREADS_H
#define CTHREADS_H

#include <stdbool.h>

/// Runs `body(context, index, count)` once for each index below `count`, on up to `threads` threads; returns when all
/// are done. Inside another such call it runs on the calling thread alone.
void cthreads_run(void (*body)(void *context, long index, long count), void *context, long count, int threads);

/// Whether the calling thread is inside `cthreads_run` with more than one thread.
bool cthreads_is_parallel(void);

/// The number of processors this process may run on.
long cthreads_available(void);

#endif
