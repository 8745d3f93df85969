/*
 * What the files of the addon share: reading arguments and making results.
 *
 * Every exported function checks its arguments, makes one system call and returns its value or
 * -errno. Names, loops, meaning and exceptions belong to src/os.
 */
#ifndef VISORD_POSIX_H
#define VISORD_POSIX_H

#define NAPI_VERSION 8 /* one binary for Node 20 and all later ones */
#include <node_api.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fetches exactly `count` arguments. False after throwing a TypeError. */
bool take_arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values);

/* Each reads one value. False after throwing a TypeError. */
bool to_int32(napi_env env, napi_value value, int32_t *result);
bool to_double(napi_env env, napi_value value, double *result);
bool to_bool(napi_env env, napi_value value, bool *result);
/* The number of a user or group. */
bool to_id(napi_env env, napi_value value, uint32_t *result);
/* A copy to be freed. `length`, unless NULL, gets the bytes without the closing NUL. */
bool to_text(napi_env env, napi_value value, char **result, size_t *length);

/* A list that ends with NULL, to be freed by free_list(); the last word of `value` ends with a NUL too. */
bool to_list(napi_env env, napi_value value, char ***result);
void free_list(char **list);
/* A copy of an Int32Array, to be freed. */
bool to_numbers(napi_env env, napi_value value, int **result, int *count);

/* The common case of a function that takes one descriptor or number. */
bool one_int32(napi_env env, napi_callback_info info, int32_t *value);

napi_value make_int32(napi_env env, int32_t value);
napi_value int32_pair(napi_env env, int32_t first, int32_t second);

/* One function of each file, under the name it has in JavaScript (addon.c lists them). */
napi_value poller_open(napi_env env, napi_callback_info info);
napi_value poller_hold(napi_env env, napi_callback_info info);
napi_value poller_watch(napi_env env, napi_callback_info info);
napi_value poller_unwatch(napi_env env, napi_callback_info info);

napi_value pump_start(napi_env env, napi_callback_info info);
napi_value pump_stop(napi_env env, napi_callback_info info);

napi_value spawn_start(napi_env env, napi_callback_info info);
napi_value spawn_cancel(napi_env env, napi_callback_info info);
napi_value spawn_is_starting(napi_env env, napi_callback_info info);

napi_value reap_waitpid(napi_env env, napi_callback_info info);

napi_value give_back_close(napi_env env, napi_callback_info info);

napi_value pipes_pipe(napi_env env, napi_callback_info info);
napi_value pipes_read(napi_env env, napi_callback_info info);
napi_value pipes_capacity(napi_env env, napi_callback_info info);
napi_value pipes_can_write(napi_env env, napi_callback_info info);

napi_value sockets_socket(napi_env env, napi_callback_info info);
napi_value sockets_reuse_address(napi_env env, napi_callback_info info);
napi_value sockets_bind_inet(napi_env env, napi_callback_info info);
napi_value sockets_bind_unix(napi_env env, napi_callback_info info);
napi_value sockets_datagram_socket(napi_env env, napi_callback_info info);
napi_value sockets_connect_unix(napi_env env, napi_callback_info info);
napi_value sockets_listen(napi_env env, napi_callback_info info);
napi_value sockets_peer(napi_env env, napi_callback_info info);

napi_value posix_dup2(napi_env env, napi_callback_info info);
napi_value posix_duplicate(napi_env env, napi_callback_info info);
napi_value posix_set_close_on_exec(napi_env env, napi_callback_info info);
napi_value posix_set_non_blocking(napi_env env, napi_callback_info info);
napi_value posix_getrlimit(napi_env env, napi_callback_info info);
napi_value posix_setrlimit(napi_env env, napi_callback_info info);
napi_value posix_pidfd_open(napi_env env, napi_callback_info info);
napi_value posix_set_subreaper(napi_env env, napi_callback_info info);
napi_value posix_exit(napi_env env, napi_callback_info info);

napi_value accounts_user_by_name(napi_env env, napi_callback_info info);
napi_value accounts_user_by_id(napi_env env, napi_callback_info info);
napi_value accounts_group_by_name(napi_env env, napi_callback_info info);
napi_value accounts_group_by_id(napi_env env, napi_callback_info info);
napi_value accounts_groups_of(napi_env env, napi_callback_info info);

napi_value program_replace(napi_env env, napi_callback_info info);
napi_value program_hold_signals(napi_env env, napi_callback_info info);
napi_value program_can_preload(napi_env env, napi_callback_info info);
napi_value program_memory(napi_env env, napi_callback_info info);

napi_value guard_arm(napi_env env, napi_callback_info info);
napi_value guard_disarm(napi_env env, napi_callback_info info);

napi_value title_set_name(napi_env env, napi_callback_info info);
napi_value title_set_arguments(napi_env env, napi_callback_info info);

napi_value flags_set(napi_env env, napi_callback_info info);

napi_value thread_go_first(napi_env env, napi_callback_info info);

#endif
