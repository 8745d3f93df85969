/* The list of what the addon offers. A new system call is one line here, one in src/os/native.ts. */
#include "posix.h"

#include <sys/resource.h>
#include <sys/socket.h>

static const struct {
  const char *name;
  napi_callback function;
} FUNCTIONS[] = {
    {"openPoller", poller_open},
    {"holdLoop", poller_hold},
    {"watch", poller_watch},
    {"unwatch", poller_unwatch},
    {"pump", pump_start},
    {"unpump", pump_stop},
    {"spawn", spawn_start},
    {"cancelSpawn", spawn_cancel},
    {"isStarting", spawn_is_starting},
    {"waitpid", reap_waitpid},
    {"closeLater", give_back_close},
    {"pipe", pipes_pipe},
    {"read", pipes_read},
    {"pipeCapacity", pipes_capacity},
    {"canWrite", pipes_can_write},
    {"socket", sockets_socket},
    {"reuseAddress", sockets_reuse_address},
    {"bindInet", sockets_bind_inet},
    {"bindUnix", sockets_bind_unix},
    {"datagramSocket", sockets_datagram_socket},
    {"connectUnix", sockets_connect_unix},
    {"listen", sockets_listen},
    {"peer", sockets_peer},
    {"dup2", posix_dup2},
    {"duplicate", posix_duplicate},
    {"setCloseOnExec", posix_set_close_on_exec},
    {"setNonBlocking", posix_set_non_blocking},
    {"getrlimit", posix_getrlimit},
    {"setrlimit", posix_setrlimit},
    {"pidfdOpen", posix_pidfd_open},
    {"setSubreaper", posix_set_subreaper},
    {"exit", posix_exit},
    {"userByName", accounts_user_by_name},
    {"userById", accounts_user_by_id},
    {"groupByName", accounts_group_by_name},
    {"groupById", accounts_group_by_id},
    {"groupsOf", accounts_groups_of},
    {"replaceProcess", program_replace},
    {"holdSignals", program_hold_signals},
    {"canPreload", program_can_preload},
    {"memory", program_memory},
    {"armGuard", guard_arm},
    {"disarmGuard", guard_disarm},
    {"setName", title_set_name},
    {"setArguments", title_set_arguments},
    {"setFlags", flags_set},
    {"goFirst", thread_go_first},
};

static const struct {
  const char *name;
  int32_t value;
} CONSTANTS[] = {
    {"RLIMIT_NOFILE", RLIMIT_NOFILE},
    {"RLIMIT_NPROC", RLIMIT_NPROC},
    {"SOMAXCONN", SOMAXCONN},
};

NAPI_MODULE_INIT() {
  napi_value value;
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
    if (napi_create_function(env, FUNCTIONS[i].name, NAPI_AUTO_LENGTH, FUNCTIONS[i].function, NULL,
                             &value) != napi_ok)
      return NULL;
    if (napi_set_named_property(env, exports, FUNCTIONS[i].name, value) != napi_ok) return NULL;
  }
  for (size_t i = 0; i < sizeof CONSTANTS / sizeof *CONSTANTS; i++) {
    value = make_int32(env, CONSTANTS[i].value);
    if (napi_set_named_property(env, exports, CONSTANTS[i].name, value) != napi_ok) return NULL;
  }
  return exports;
}
