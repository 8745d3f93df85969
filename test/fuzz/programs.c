/*
 * Programs whose output the addon reads and pumps, and logs that it gives back, as the daemon has it done,
 * between other things.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_PROGRAMS = 8, MOST_BITS = 18, MOST_FILE_BITS = 23, FLOOD_PIECES = 20 };
enum { A_FLOOD_BITS = 20, MOST_PUMPED = 131072 }; /* native/pump.c */

static struct {
  int output, end; /* of its pipe: what the addon reads, what the program writes to */
} programs[MOST_PROGRAMS];
static uint32_t started;

void programs_begin(void) { started = 0; }

void program_starts(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1) return;
  uint32_t which = started++ % MOST_PROGRAMS;
  programs[which].output = keep_descriptor(ends[0], false);
  programs[which].end = keep_descriptor(ends[1], false);
  call_with("watch", 2, (const double[]){ends[0], 0});
}

/* -1: there are none. */
static int some_program(void) {
  uint32_t count = started < MOST_PROGRAMS ? started : MOST_PROGRAMS;
  return count == 0 ? -1 : (int)choose_below(count);
}

static void pump_it(int which, double bytes, double milliseconds) {
  int log = keep_descriptor(memfd_create("log", MFD_CLOEXEC), false);
  call_with("pump", 4, (const double[]){programs[which].output, log, bytes, milliseconds});
}

void program_is_pumped(void) {
  static const double MILLISECONDS[] = {500, 0, 1};
  int which = some_program();
  if (which == -1) return;
  double bytes = 1u << choose_below(A_FLOOD_BITS + 3);
  pump_it(which, bytes, MILLISECONDS[choose_below(3)]);
}

void program_is_taken_back(void) {
  int which = some_program();
  if (which == -1) return;
  if (choose() < 128)
    call_with("unpump", 2, (const double[]){programs[which].output, MOST_PUMPED});
  else
    call_with("unwatch", 1, (const double[]){programs[which].output});
}

void program_writes(void) {
  int which = some_program();
  if (which != -1) write_to(programs[which].end, 1u << choose_below(MOST_BITS));
}

/* Piece by piece, as fast as they are taken. */
void program_talks(void) {
  int which = some_program();
  if (which == -1) return;
  size_t size = 1u << choose_below(MOST_BITS);
  for (uint32_t pieces = choose_below(16); pieces > 0; pieces--) {
    write_to(programs[which].end, size);
    turn();
    run_thread();
  }
}

/* Two, and so much that from now on threads pump them. Until then all is usual: it would rarely come to that. */
void programs_flood(void) {
  int which = some_program(), other = some_program();
  if (which == -1) return;
  pump_it(which, 1u << (A_FLOOD_BITS + 1 + choose_below(3)), 500);
  pump_it(other, 1u << (A_FLOOD_BITS + 1 + choose_below(3)), 500);
  choices_rest(true);
  for (int pieces = 0; pieces < FLOOD_PIECES; pieces++) {
    write_to(programs[which].end, 1u << (MOST_BITS - 1));
    write_to(programs[other].end, 1u << (MOST_BITS - 1));
    pass_time(1000000);
    turn();
  }
  choices_rest(false);
  run_thread();
}

void program_ends(void) {
  int which = some_program();
  if (which != -1) close_descriptor(programs[which].end);
}

/* A log that has no name any more. */
void file_is_given_back(void) {
  int file = keep_descriptor(memfd_create("log", MFD_CLOEXEC), false);
  if (file == -1 || ftruncate(file, (off_t)1 << choose_below(MOST_FILE_BITS)) == -1) return;
  call_with("closeLater", 1, (const double[]){file});
}
