/*
 * Making pipes, and asking one at once: what it holds, whether it takes more. Waiting for either is
 * poller.c's.
 */
#include "posix.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

enum { USUAL_CAPACITY = 65536 }; /* of a pipe whose capacity the system does not tell */

/*
 * pipe() -> [reading end, writing end]; the first is -errno on failure.
 *
 * Both ends are close-on-exec and non-blocking. The flags belong to each end: a child gets its end
 * blocking (child.c), ours stays as it is.
 */
napi_value pipes_pipe(napi_env env, napi_callback_info info) {
  int ends[2];
  (void)info;
#ifdef __linux__
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == -1) return int32_pair(env, -errno, 0);
#else
  if (pipe(ends) == -1) return int32_pair(env, -errno, 0);
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, fcntl(ends[i], F_GETFL) | O_NONBLOCK);
  }
#endif
  return int32_pair(env, ends[0], ends[1]);
}

/* read(fd, bytes, most) -> how many bytes came, 0 at the end */
napi_value pipes_read(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  int32_t fd, most;
  void *bytes;
  size_t size;
  if (!take_arguments(env, info, 3, arguments) || !to_int32(env, arguments[0], &fd) ||
      !to_int32(env, arguments[2], &most))
    return NULL;
  if (napi_get_typedarray_info(env, arguments[1], NULL, &size, &bytes, NULL, NULL) != napi_ok) {
    napi_throw_type_error(env, NULL, "expected a Uint8Array");
    return NULL;
  }
  ssize_t count = read(fd, bytes, most < 0 || (size_t)most > size ? size : (size_t)most);
  return make_int32(env, count == -1 ? -errno : (int32_t)count);
}

/* pipeCapacity(fd) -> how many bytes the pipe can hold */
napi_value pipes_capacity(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
#ifdef F_GETPIPE_SZ
  int capacity = fcntl(fd, F_GETPIPE_SZ);
  if (capacity > 0) return make_int32(env, capacity);
#endif
  return make_int32(env, USUAL_CAPACITY);
}

/*
 * canWrite(fd) -> 1 if a write of PIPE_BUF bytes would not wait, even on a descriptor that is not
 * non-blocking; 0 if it might
 */
napi_value pipes_can_write(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
  struct pollfd wanted = {.fd = fd, .events = POLLOUT};
  int count = poll(&wanted, 1, 0);
  return make_int32(env, count == -1 ? -errno : count); /* an error counts: writing will tell it */
}
