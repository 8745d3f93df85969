/* Programs whose output the addon reads and pumps as the daemon has it done, between other things. */
#include "fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MOST_PROGRAMS = 8, MOST_BITS = 18 };

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

void program_is_pumped(void) {
  static const double MILLISECONDS[] = {500, 0, 1};
  int which = some_program();
  if (which == -1) return;
  int log = keep_descriptor(memfd_create("log", MFD_CLOEXEC), false);
  double bytes = 1u << choose_below(MOST_BITS + 2);
  double time = MILLISECONDS[choose_below(3)];
  call_with("pump", 4, (const double[]){programs[which].output, log, bytes, time});
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
  }
}

void program_ends(void) {
  int which = some_program();
  if (which != -1) close_descriptor(programs[which].end);
}
