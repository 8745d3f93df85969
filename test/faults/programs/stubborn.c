/*
 * stubborn WHAT: a program that makes it hard for whoever supervises it.
 *
 *   deaf      ignores every signal that can be ignored
 *   leaves    joins the process group of its parent
 *   flood     writes as fast as it can
 *   endless   the same without a single end of line
 *
 * Each says `ready` on its stderr first.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char block[64 * 1024];

static void be_deaf(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
}

int main(int count, char **words) {
  if (count != 2) return 2;
  const char *what = words[1];
  if (strcmp(what, "deaf") == 0) be_deaf();
  if (strcmp(what, "leaves") == 0 && setpgid(0, getpgid(getppid())) == -1) return 3;
  memset(block, 'x', sizeof block);
  if (strcmp(what, "flood") == 0)
    for (size_t i = 79; i < sizeof block; i += 80) block[i] = '\n';
  if (write(STDERR_FILENO, "ready\n", 6) != 6) return 4;
  if (strcmp(what, "flood") != 0 && strcmp(what, "endless") != 0)
    for (;;) pause();
  while (write(STDOUT_FILENO, block, sizeof block) > 0) continue;
  return 0;
}
