/*
 * The addon without Node and without a system: everything that it calls is answered from the bytes that
 * the fuzzer has made up (libFuzzer, https://llvm.org/docs/LibFuzzer.html).
 *
 *   target.c    lives of a process: its functions in any order, with anything, and what happens meanwhile
 *   choices.c   the bytes, as decisions
 *   values.c, environment.c   Node-API
 *   loop.c      libuv and the clock
 *   fibers.c    threads of the addon, which run when they are told to
 *   system.c    descriptors, which are real ones, but only those of this life
 *   programs.c  programs that write, and files that are given back
 *   signals.c   signals, and what ends a process
 *   threads.c   threads of Node, and what they are asked
 *   child.c     what a child does before it is another program, without making one
 *   accounts.c  users, groups, and the rest
 *   memory.c    memory of the addon: it may run out, is counted, and is as new in each life
 *
 * A function that is called NAME in the addon and fuzz_NAME here takes the place of that of the C library;
 * scripts/fuzz.sh sees to it, and refuses calls that nobody has thought of.
 */
#ifndef VISORD_FUZZ_H
#define VISORD_FUZZ_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Ends the fuzzer: something is not as it must be. */
#define REQUIRE(condition) ((condition) ? (void)0 : broken(__FILE__, __LINE__, #condition))
_Noreturn void broken(const char *file, int line, const char *what);

/* choices.c. When there are no more bytes, each answers 0, which means that all is usual. */
void choices_begin(const uint8_t *bytes, size_t size);
bool choices_left(void);
/* There are none for a while. */
void choices_rest(bool wanted);
uint8_t choose(void);                /* what JavaScript and programs do */
uint32_t choose_below(uint32_t end);
double choose_number(void);
uint8_t outcome(void);               /* what comes of a system call */
/* Whether a system call fails, with errno set to one of these. */
bool fails(const int *errors, size_t count);
#define FAILS(...) fails((const int[]){__VA_ARGS__}, sizeof(int[]){__VA_ARGS__} / sizeof(int))

/* environment.c */
extern struct function {
  const char *name;
  napi_callback call;
} functions[64];
extern size_t function_count;
void environment_begin(void);
void environment_end(bool in_order); /* nothing of it must be left, unless the process has ended */
/* Calls a function with arguments that are decided when they are looked at. */
void call_function(const struct function *function);
/* The same with these numbers, which may be taken for booleans. */
void call_with(const char *name, size_t count, const double *numbers);
void open_poller(void);
void close_environment(void);

/* loop.c */
void loop_begin(void);
void turn(void);                /* one of Node's loop, unless it is in one */
void call_closed(void);         /* whom libuv tells that a handle has been closed */
void pass_time(uint64_t nanoseconds);
uint64_t now(void);

/* fibers.c */
void threads_begin(void);
void threads_end(bool in_order); /* all of them must have ended, or they are made to */
bool run_thread(void);           /* one goes on until it waits; false: there are none */
bool in_thread(void);            /* of the addon's, not JavaScript's */
void give_way(void);             /* a thread waits, and JavaScript goes on */
void meanwhile(void);            /* the same, perhaps: it is at something that takes long */
bool is_locked(void);

/* system.c */
enum { MOST_DESCRIPTORS = 256 };
void system_begin(void);
void system_end(bool in_order);  /* what the addon opened for itself must be closed by then */
int some_descriptor(uint8_t number); /* one of this life, or -1 */
bool is_internal(double number); /* what the addon opens for itself: JavaScript cannot know its number */
bool has_descriptor(int fd);     /* whether it is of this life; if not, errno is EBADF */
int keep_descriptor(int fd, bool is_internal);
void close_descriptor(int fd);
/* The addon has it, and is to close it: JavaScript has no part in it any more. */
void take_descriptor(int fd);
void write_to(int fd, size_t count);
void read_from(int fd, size_t count);

/* programs.c */
void programs_begin(void);
void program_starts(void);
void program_is_pumped(void);
void program_is_taken_back(void);
void program_writes(void);
void program_talks(void);
void programs_flood(void);
void program_ends(void);
void file_is_given_back(void);

/* signals.c */
void signals_begin(void);
void raise_signal(int number);

struct sigaction;
void ask(int number);                /* as tgkill() does to another thread */

/* threads.c */
FILE *thread_status(void);
void ask_thread(const struct sigaction *action);

/* child.c */
bool in_child(void);
void child_begin(void);
_Noreturn void child_ends(void);

/* memory.c */
void memory_begin(uint8_t failing);  /* which allocation fails; 0: none */
void memory_suffices(void);
void memory_end(bool in_order);      /* everything must have been freed */
void touch(const void *memory, size_t size);
void touch_text(const char *text);

/* target.c */
_Noreturn void life_ends(void);      /* as by _exit() or an exec */
/* JavaScript has news. False: it throws. */
bool deliver(void);

#endif
