/*
 * Listening sockets that programs are given: made, bound and opened for connections one by one.
 * Sockets that send datagrams to a path. And who is at the other end of a unix socket.
 */
#include "posix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* socket(unix) -> a stream socket of the unix or the IPv4 family; close-on-exec and blocking */
napi_value sockets_socket(napi_env env, napi_callback_info info) {
  napi_value argument;
  bool is_unix;
  if (!take_arguments(env, info, 1, &argument) || !to_bool(env, argument, &is_unix)) return NULL;
  int family = is_unix ? AF_UNIX : AF_INET;
#ifdef SOCK_CLOEXEC
  int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd == -1) return make_int32(env, -errno);
#else
  int fd = socket(family, SOCK_STREAM, 0);
  if (fd == -1) return make_int32(env, -errno);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
#endif
  return make_int32(env, fd);
}

/* reuseAddress(fd) -> 0. Its port can be bound although old connections to it linger. */
napi_value sockets_reuse_address(napi_env env, napi_callback_info info) {
  int32_t fd;
  int on = 1;
  if (!one_int32(env, info, &fd)) return NULL;
  int result = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return make_int32(env, result == -1 ? -errno : 0);
}

/* bindInet(fd, address, port) -> 0. The address is four numbers with dots. */
napi_value sockets_bind_inet(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  int32_t fd, port;
  char *text;
  if (!take_arguments(env, info, 3, arguments) || !to_int32(env, arguments[0], &fd) ||
      !to_int32(env, arguments[2], &port) || !to_text(env, arguments[1], &text, NULL))
    return NULL;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  bool is_valid = inet_pton(AF_INET, text, &address.sin_addr) == 1;
  free(text);
  if (!is_valid) return make_int32(env, -EINVAL);
  int result = bind(fd, (struct sockaddr *)&address, sizeof address);
  return make_int32(env, result == -1 ? -errno : 0);
}

typedef int (*address_call)(int fd, const struct sockaddr *address, socklen_t length);

/* call(fd, path) -> 0: bind() or connect(). Behind a NUL stands an abstract name, as Linux has it. */
static napi_value with_path(napi_env env, napi_callback_info info, address_call call) {
  napi_value arguments[2];
  int32_t fd;
  char *path;
  size_t length;
  if (!take_arguments(env, info, 2, arguments) || !to_int32(env, arguments[0], &fd) ||
      !to_text(env, arguments[1], &path, &length))
    return NULL;
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  socklen_t size = sizeof address;
  size_t begin = length > 1 && path[0] == '\0' ? 1 : 0;
  int error = 0;
  if (length >= sizeof address.sun_path)
    error = ENAMETOOLONG;
  else if (begin + strlen(path + begin) != length)
    error = EINVAL; /* a NUL in it */
  else
    memcpy(address.sun_path, path, length + 1);
  if (begin == 1) size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
  free(path);
  if (error == 0 && call(fd, (struct sockaddr *)&address, size) == -1) error = errno;
  return make_int32(env, -error);
}

/* bindUnix(fd, path) -> 0. Makes the path, which must not exist. */
napi_value sockets_bind_unix(napi_env env, napi_callback_info info) {
  return with_path(env, info, bind);
}

/* connectUnix(fd, path) -> 0. Of a socket for datagrams: whom they go to. */
napi_value sockets_connect_unix(napi_env env, napi_callback_info info) {
  return with_path(env, info, connect);
}

/* datagramSocket() -> a unix socket for datagrams; close-on-exec and non-blocking */
napi_value sockets_datagram_socket(napi_env env, napi_callback_info info) {
  (void)info;
#ifdef SOCK_CLOEXEC
  int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd == -1) return make_int32(env, -errno);
#else
  int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd == -1) return make_int32(env, -errno);
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
#endif
  return make_int32(env, fd);
}

/* listen(fd, backlog) -> 0. From here on it can be connected to. */
napi_value sockets_listen(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  int32_t fd, backlog;
  if (!take_arguments(env, info, 2, arguments) || !to_int32(env, arguments[0], &fd) ||
      !to_int32(env, arguments[1], &backlog))
    return NULL;
  return make_int32(env, listen(fd, backlog) == -1 ? -errno : 0);
}

/* peer(fd) -> [pid, uid, gid] of whoever connected; pid is 0 where the system does not tell it */
napi_value sockets_peer(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
#ifdef SO_PEERCRED
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == -1)
    return make_int32(env, -errno);
  double numbers[3] = {peer.pid, peer.uid, peer.gid};
#else
  uid_t uid;
  gid_t gid;
  if (getpeereid(fd, &uid, &gid) == -1) return make_int32(env, -errno);
  double numbers[3] = {0, uid, gid};
#endif
  napi_value peer_numbers, number;
  if (napi_create_array_with_length(env, 3, &peer_numbers) != napi_ok) return NULL;
  for (uint32_t i = 0; i < 3; i++) {
    if (napi_create_double(env, numbers[i], &number) != napi_ok ||
        napi_set_element(env, peer_numbers, i, number) != napi_ok)
      return NULL;
  }
  return peer_numbers;
}
