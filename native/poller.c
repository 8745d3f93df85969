/*
 * Waits for everything at once: pipes to read, pipes to write, programs that have been started.
 *
 * All of it is in one epoll set (kqueue elsewhere), and that set is one handle of Node's loop. What
 * one turn has found is handed over in one call: the bytes of several pipes one behind the other in
 * a buffer that both sides know, and five numbers for each piece of news. Nothing is allocated for
 * a chunk on either side.
 *
 * One turn reads no more than the buffer holds, shared out among the pipes that are ready, and pumps
 * (pump.c) no more than TURN_BUDGET, so that no writer can keep the loop or starve the others. The set
 * reports what is ready until it has been read (level-triggered): what did not find room comes with
 * the next turn. Pipes are read in the order in which they became ready.
 *
 * The handle is unreferenced unless holdLoop(true) has been called: who waits for something knows.
 */
#include "poller.h"
#include "spawn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How many bytes are pumped before the loop goes on with something else: a fraction of a millisecond. */
enum { TURN_BUDGET = 256 * 1024 };

static struct poller poller;

/* --------------------------------------------------------------------------------- one turn */

void poller_record(struct poller *self, enum news news, int32_t who, int32_t a, int32_t b,
                   int32_t c) {
  int32_t *at = self->records + RECORD_LENGTH * self->record_count++;
  at[0] = (int32_t)news;
  at[1] = who;
  at[2] = a;
  at[3] = b;
  at[4] = c;
}

void poller_end(struct poller *self, int fd, int error) {
  set_remove(&self->set, fd);
  poller_record(self, NEWS_END, fd, error, 0, 0);
}

void poller_read(struct poller *self, int fd, size_t room) {
  if (room == 0) return; /* the next turn has some; and nothing read is not the end */
  ssize_t count = read(fd, self->bytes + self->used, room < MOST_CHUNK ? room : MOST_CHUNK);
  if (count > 0) {
    size_t end = self->used + (size_t)count;
    poller_record(self, NEWS_DATA, fd, (int32_t)self->used, (int32_t)end, 0);
    self->used = end;
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    poller_end(self, fd, count == 0 ? 0 : errno);
  }
}

/* Takes over the programs that have been started, leaving `reserved` records free. */
static void take_started(struct poller *self, size_t reserved) {
  struct job *job;
  while (self->record_count + reserved < self->most_records && (job = pool_take()) != NULL) {
    pid_t pid = job->pid;
    poller_record(self, NEWS_STARTED, job->id, pid != 0 ? pid : -job->path, job->stage, job->error);
    job_free(job);
  }
  if (self->record_count + reserved >= self->most_records) set_wake(self->set.wake_in); /* there may be more */
}

/* Takes over what other threads have done. */
static void take_done(struct poller *self, size_t reserved) {
  set_wake_seen(&self->set);
  pump_take_given(self, reserved);
  take_started(self, reserved);
}

/* Calls JavaScript. What it throws goes where an exception of any other callback goes. */
static void deliver(struct poller *self) {
  napi_env env = self->env;
  napi_handle_scope scope;
  napi_value function, receiver, count, error;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_get_reference_value(env, self->deliver, &function);
  napi_get_global(env, &receiver);
  napi_create_uint32(env, (uint32_t)self->record_count, &count);
  napi_status status =
      napi_make_callback(env, self->context, receiver, function, 1, &count, NULL);
  if (status == napi_pending_exception &&
      napi_get_and_clear_last_exception(env, &error) == napi_ok)
    napi_fatal_exception(env, error);
  napi_close_handle_scope(env, scope);
}

/* Returns how many bytes were pumped. */
static size_t take_ready(struct poller *self, struct ready ready, size_t left, size_t budget) {
  switch (ready.interest) {
    case WAKE:
      return 0; /* its turn was the first */
    case TIMER:
      return pump_rested(self, budget, MOST_PUMP_RECORDS * (left - 1));
    case WRITE:
      set_remove(&self->set, ready.fd);
      poller_record(self, NEWS_WRITABLE, ready.fd, 0, 0, 0);
      return 0;
    case READ:
      if (pump_has(ready.fd)) return budget > 0 ? pump_run(self, ready.fd, budget / left) : 0;
      poller_read(self, ready.fd, (self->bytes_size - self->used) / left);
  }
  return 0;
}

static void on_ready(uv_poll_t *handle, int status, int events) {
  struct poller *self = handle->data;
  struct ready ready[MOST_EVENTS];
  (void)events;
  if (status < 0) return;
  int count = set_wait(&self->set, ready, 0);
  size_t budget = TURN_BUDGET;
  size_t first = self->first;
  self->first = 0;
  self->used = 0;
  self->record_count = 0;
  for (int i = 0; i < count; i++)
    if (ready[i].interest == WAKE) take_done(self, MOST_PUMP_RECORDS * (size_t)count);
  for (int i = 0; i < count; i++) {
    size_t index = (first + (size_t)i) % (size_t)count;
    size_t moved = take_ready(self, ready[index], (size_t)(count - i), budget);
    if (moved == 0) continue;
    budget -= moved < budget ? moved : budget;
    if (budget == 0) self->first = index + 1; /* who finds none left begins the next turn */
  }
  if (self->record_count > 0) deliver(self);
}

/* ------------------------------------------------------------------------- opening and closing */

static void free_handle(uv_handle_t *handle) { free(handle); }

static void forget_reference(napi_env env, napi_ref reference) {
  if (reference != NULL) napi_delete_reference(env, reference);
}

/* Undoes keep_arguments(), however far that has come. */
static void forget_arguments(struct poller *self) {
  forget_reference(self->env, self->deliver);
  forget_reference(self->env, self->bytes_reference);
  forget_reference(self->env, self->records_reference);
  if (self->context != NULL) napi_async_destroy(self->env, self->context);
}

static void stop_polling(struct poller *self) {
  uv_close((uv_handle_t *)self->handle, free_handle);
  self->handle = NULL;
  set_close(&self->set);
}

static void close_poller(void *argument) {
  struct poller *self = argument;
  pool_close();
  pump_close();
  stop_polling(self);
  forget_arguments(self);
}

/* Remembers the function and the memory of both arrays. */
static bool keep_arguments(napi_env env, struct poller *self, const napi_value *arguments) {
  napi_typedarray_type type;
  size_t length;
  void *memory;
  napi_value name;
  if (napi_get_typedarray_info(env, arguments[1], &type, &self->bytes_size, &memory, NULL, NULL) !=
          napi_ok ||
      type != napi_uint8_array)
    return false;
  self->bytes = memory;
  if (napi_get_typedarray_info(env, arguments[2], &type, &length, &memory, NULL, NULL) != napi_ok ||
      type != napi_int32_array || length < (MOST_PUMP_RECORDS * MOST_EVENTS + 1) * RECORD_LENGTH)
    return false;
  self->records = memory;
  self->most_records = length / RECORD_LENGTH;
  return napi_create_string_utf8(env, "visord", NAPI_AUTO_LENGTH, &name) == napi_ok &&
         napi_async_init(env, NULL, name, &self->context) == napi_ok &&
         napi_create_reference(env, arguments[0], 1, &self->deliver) == napi_ok &&
         napi_create_reference(env, arguments[1], 1, &self->bytes_reference) == napi_ok &&
         napi_create_reference(env, arguments[2], 1, &self->records_reference) == napi_ok;
}

static int start_polling(struct poller *self) {
  uv_loop_t *loop;
  if (napi_get_uv_event_loop(self->env, &loop) != napi_ok) return -ENOTSUP;
  int error = set_open(&self->set);
  if (error != 0) return error;
  uv_poll_t *handle = malloc(sizeof *handle);
  error = handle == NULL ? -ENOMEM : uv_poll_init(loop, handle, self->set.fd);
  if (error != 0) {
    free(handle);
    set_close(&self->set);
    return error;
  }
  handle->data = self;
  self->handle = handle;
  uv_unref((uv_handle_t *)handle);
  error = uv_poll_start(handle, UV_READABLE, on_ready);
  if (error != 0) stop_polling(self);
  return error;
}

/*
 * openPoller(deliver, bytes, records) -> 0. Once per process: its children are one set as well.
 *
 * `deliver(count)` is called with the number of records filled in. The room for them must be for
 * MOST_EVENTS and more.
 */
napi_value poller_open(napi_env env, napi_callback_info info) {
  napi_value arguments[3];
  if (!take_arguments(env, info, 3, arguments)) return NULL;
  if (poller.handle != NULL) return make_int32(env, -EBUSY);
  poller = (struct poller){.env = env};
  if (!keep_arguments(env, &poller, arguments)) {
    forget_arguments(&poller);
    napi_throw_type_error(env, NULL, "expected a function, a Uint8Array and a larger Int32Array");
    return NULL;
  }
  int result = start_polling(&poller);
  if (result != 0) {
    forget_arguments(&poller);
    return make_int32(env, result);
  }
  pump_open(&poller.set);
  pool_open(poller.set.wake_in);
  napi_add_env_cleanup_hook(env, close_poller, &poller);
  return make_int32(env, 0);
}

/* holdLoop(wanted) -> 0. Whether the process stays alive to wait for news. */
napi_value poller_hold(napi_env env, napi_callback_info info) {
  napi_value argument;
  bool wanted;
  if (!take_arguments(env, info, 1, &argument) || !to_bool(env, argument, &wanted)) return NULL;
  if (poller.handle == NULL) return make_int32(env, -EBADF);
  if (wanted)
    uv_ref((uv_handle_t *)poller.handle);
  else
    uv_unref((uv_handle_t *)poller.handle);
  return make_int32(env, 0);
}

/* watch(fd, forWriting) -> 0. Reading is reported until unwatch(), writing once. */
napi_value poller_watch(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  int32_t fd;
  bool writing;
  if (!take_arguments(env, info, 2, arguments) || !to_int32(env, arguments[0], &fd) ||
      !to_bool(env, arguments[1], &writing))
    return NULL;
  if (poller.handle == NULL) return make_int32(env, -EBADF);
  return make_int32(env, set_add(&poller.set, fd, writing ? WRITE : READ));
}

/*
 * unwatch(fd) -> 0. Must come before the descriptor is closed: a child that is just being started
 * holds a copy of it, and the set would go on reporting that copy.
 */
napi_value poller_unwatch(napi_env env, napi_callback_info info) {
  int32_t fd;
  if (!one_int32(env, info, &fd)) return NULL;
  if (poller.handle == NULL) return make_int32(env, -EBADF);
  pump_forget(fd);
  return make_int32(env, set_remove(&poller.set, fd));
}
