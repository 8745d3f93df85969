/* Collecting ended children. The word of status is taken apart by src/os/wait-status.ts. */
#include "posix.h"

#include <errno.h>
#include <sys/wait.h>

/* waitpid(pid) -> [pid, status]; pid is 0 while no such child has ended, -errno on failure. */
napi_value reap_waitpid(napi_env env, napi_callback_info info) {
  int32_t pid;
  int status = 0;
  if (!one_int32(env, info, &pid)) return NULL;
  pid_t ended = waitpid(pid, &status, WNOHANG);
  return int32_pair(env, ended == -1 ? -errno : ended, status);
}
