/* Threads of our own, and who goes first. */
#ifndef VISORD_THREAD_H
#define VISORD_THREAD_H

#include <stddef.h>

/*
 * Starts a thread that takes no signals, and for whose end nobody waits. Returns 0 or an errno. Only what
 * is touched of the stack costs memory.
 */
int thread_start(void *(*run)(void *), void *argument, size_t stack);

/* When a thread goes that is woken, or is at work when another is. All get the same share of the processor. */
enum order { GO_FIRST, GO_AS_USUAL, GO_LAST };

/* 0 is the thread that calls. What it starts has that from it, other threads and programs alike. */
void thread_set_order(int id, enum order order);

#endif
