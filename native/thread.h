/* Threads of our own: they take no signals, and nobody waits for their end. */
#ifndef VISORD_THREAD_H
#define VISORD_THREAD_H

#include <stddef.h>

/* Returns 0 or an errno. Only what is touched of the stack costs memory. */
int thread_start(void *(*run)(void *), void *argument, size_t stack);

#endif
