/*
 * crasher MS: lives for a random while, MS at most, and ends in a random way. Writes lines meanwhile.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { FLOOD = 256 * 1024, LINE = 100 };

static unsigned chance(unsigned choices) {
  unsigned number;
  if (getrandom(&number, sizeof number, 0) != sizeof number) abort();
  return number % choices;
}

static void sleep_ms(unsigned milliseconds) {
  nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000,
                               .tv_nsec = milliseconds % 1000 * 1000000L}, NULL);
}

static void put(const char *text, size_t length) {
  if (write(STDOUT_FILENO, text, length) < 0) _exit(3);
}

static void flood(void) {
  static char line[LINE];
  memset(line, 'x', sizeof line);
  line[sizeof line - 1] = '\n';
  for (size_t written = 0; written < FLOOD; written += sizeof line) put(line, sizeof line);
}

int main(int count, char **words) {
  if (count != 2) return 2;
  unsigned most = (unsigned)atoi(words[1]);
  for (unsigned left = chance(most + 1); left > 0;) {
    unsigned pause = left < 500 ? left : 500;
    sleep_ms(pause);
    left -= pause;
    put("here\n", 5);
  }
  switch (chance(10)) {
    case 0: abort();
    case 1: raise(SIGKILL); break;
    case 2: raise(SIGSEGV); break;
    case 3: flood(); break;
    case 4: put("no end of line", 14); break;
    case 5: /* a child keeps the pipes for a while */
      if (fork() == 0) sleep_ms(chance(1000));
      break;
    case 6: /* it runs on without output */
      close(STDOUT_FILENO);
      close(STDERR_FILENO);
      sleep_ms(chance(1000));
      break;
  }
  return (int)chance(3);
}
