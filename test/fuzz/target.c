/*
 * The lives of a process that has the addon: its functions are called in any order, with anything, while
 * programs write, time passes and signals come. Each life begins with the addon as it is loaded, and ends
 * with everything given back, or in the middle of a call.
 */
#include "fuzz.h"

#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

enum { MOST_DEPTH = 3, MOST_STEPS = 100, MOST_TURNS = 8, MOST_RUNS = 200 };

static jmp_buf end_of_life;
static int depth; /* of what happens while something else does */

int LLVMFuzzerInitialize(int *count, char ***words) {
  (void)count, (void)words;
  signal(SIGPIPE, SIG_IGN); /* as Node does */
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = MOST_DESCRIPTORS;
  return setrlimit(RLIMIT_NOFILE, &limit);
}

static void pass_some_time(void) {
  static const uint64_t NANOSECONDS[] = {20000, 200000, 1100000, 150000000, 600000000, 10000000000};
  pass_time(NANOSECONDS[choose_below(sizeof NANOSECONDS / sizeof *NANOSECONDS)]);
}

static void signal_comes(void) {
  static const int SIGNALS[] = {SIGTERM, SIGINT,  SIGHUP, SIGUSR1, SIGUSR2, SIGQUIT,
                                SIGABRT, SIGSEGV, SIGALRM};
  raise_signal(SIGNALS[choose_below(sizeof SIGNALS / sizeof *SIGNALS)]);
}

static void something_is_closed(void) { close_descriptor(some_descriptor(choose())); }
static void something_is_read(void) { read_from(some_descriptor(choose()), 1u << choose_below(18)); }
static void something_is_written(void) { write_to(some_descriptor(choose()), 1u << choose_below(18)); }
static void thread_runs(void) { run_thread(); }

/* What happens besides calls, as often as it stands here. */
static void (*const EVENTS[])(void) = {
    open_poller,           program_starts,        program_is_pumped,     program_is_pumped,
    program_writes,        program_writes,        program_talks,         program_ends,
    turn,                  turn,                  turn,                  turn,
    turn,                  turn,                  pass_some_time,        pass_some_time,
    signal_comes,          something_is_read,     something_is_written,  something_is_closed,
    thread_runs,           thread_runs,           thread_runs,           programs_flood,
    programs_flood,        programs_flood,        program_is_taken_back, program_is_taken_back,
    program_is_taken_back, file_is_given_back};

static void step(void) {
  uint8_t what = choose();
  if (what < 128)
    call_function(&functions[what % function_count]);
  else
    EVENTS[what % (sizeof EVENTS / sizeof *EVENTS)]();
}

static void some_steps(void) {
  if (depth == MOST_DEPTH) return;
  depth += 1;
  for (uint32_t steps = choose_below(4); steps > 0; steps--) step();
  depth -= 1;
}

bool deliver(void) {
  some_steps();
  return choose() < 240;
}

/* The addon gives back all that it has; nothing fails any more. */
static void end_in_order(void) {
  choices_begin(NULL, 0);
  memory_suffices();
  for (int fd = 0; fd < MOST_DESCRIPTORS; fd++) close_descriptor(fd);
  call_with("disarmGuard", 0, NULL);
  call_with("holdSignals", 1, (const double[]){false});
  open_poller(); /* takes what has been started, if nobody has yet */
  for (int turns = 0; turns < MOST_TURNS; turns++) {
    for (int runs = 0; runs < MOST_RUNS && run_thread(); runs++) continue;
    turn();
  }
  close_environment();
  call_closed();
}

void life_ends(void) {
  REQUIRE(!in_thread());
  longjmp(end_of_life, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  choices_begin(bytes, size);
  depth = 0;
  memory_begin(outcome());
  loop_begin();
  threads_begin();
  system_begin();
  programs_begin();
  signals_begin();
  child_begin();
  environment_begin();
  volatile bool in_order = false;
  if (setjmp(end_of_life) == 0) {
    if (outcome() < 224) open_poller(); /* as the daemon does first */
    for (int steps = 0; steps < MOST_STEPS && choices_left(); steps++) step();
    end_in_order();
    in_order = true;
  }
  threads_end(in_order);
  environment_end(in_order);
  memory_end(in_order);
  system_end(in_order);
  return 0;
}
