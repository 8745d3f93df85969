/*
 * The least that starting and replacing programs can take: no configuration, no log, no state.
 *
 *   spawner COUNT COMMAND [ARGUMENT...]   runs COUNT copies, and another one for each that ends
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void spawn(char **command) {
  pid_t pid = vfork();
  if (pid == -1) exit(2);
  if (pid == 0) {
    execv(command[0], command);
    _exit(127);
  }
}

int main(int argc, char **argv) {
  if (argc < 3) return 1;
  for (long count = strtol(argv[1], NULL, 10); count > 0; count--) spawn(argv + 2);
  while (wait(NULL) != -1) spawn(argv + 2);
  return 3;
}
