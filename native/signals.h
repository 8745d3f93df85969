/* The signals that people send the daemon, and how they wait while nobody could take them. */
#ifndef VISORD_SIGNALS_H
#define VISORD_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

/* Those that wait. SIGCHLD is none of them: who has ended is collected by waitpid(), not counted. */
void signals_set(sigset_t *set);

/* Whether one of them has come and waits. */
bool signals_pending(void);

/* Has them come to nothing, those that wait too, or do again what they did before. */
void signals_ignore(bool wanted);

/* Whether a program like this one would get an addon preloaded. */
bool signals_can_preload(void);

/*
 * Hold blocks them in every thread, release has them come to the thread that calls it. Meanwhile they
 * wait in the process, also when it becomes another program.
 *
 * Exported, so that the addon that was preloaded is meant should another copy be loaded later.
 */
void visord_hold_signals(void);
void visord_release_signals(void);

/* threads.c: blocks these signals in every thread but the one that calls it. */
void threads_block(const sigset_t *set);

#endif
