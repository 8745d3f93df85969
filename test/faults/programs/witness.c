/*
 * Writes numbered lines, twenty at a time, until SIGTERM; then `end N`, the number of its lines. What
 * a pipe takes at once is never torn, so its log has every line, in its order, or somebody has lost it.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 20, PAUSE_NS = 5 * 1000 * 1000 };

static volatile sig_atomic_t is_over;

static void end(int number) {
  (void)number;
  is_over = 1;
}

/* Less than PIPE_BUF, so that it is written as a whole. */
static int put(const char *text) {
  size_t length = strlen(text);
  return write(STDOUT_FILENO, text, length) == (ssize_t)length;
}

int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = end;
  action.sa_flags = SA_RESTART;
  sigaction(SIGTERM, &action, NULL);
  unsigned long lines = 0;
  char text[1024];
  while (!is_over) {
    int length = 0;
    for (int i = 0; i < AT_ONCE; i++)
      length += snprintf(text + length, sizeof text - (size_t)length, "%lu\n", ++lines);
    if (!put(text)) return 1;
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
  }
  snprintf(text, sizeof text, "end %lu\n", lines);
  return put(text) ? 0 : 1;
}
