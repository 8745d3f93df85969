/*
 * debugger PID: holds a process as a debugger does, says `held`, and lets go at the end of its stdin.
 * Ends with 1 if it cannot.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **words) {
  char byte;
  if (count != 2) return 2;
  pid_t pid = atoi(words[1]);
  if (ptrace(PTRACE_ATTACH, pid, NULL, NULL) == -1 || waitpid(pid, NULL, __WALL) != pid) {
    perror("debugger");
    return 1;
  }
  puts("held");
  fflush(stdout);
  while (read(STDIN_FILENO, &byte, 1) > 0) continue;
  return ptrace(PTRACE_DETACH, pid, NULL, NULL) == -1;
}
