/* The rest of Node-API: who is called, how long values live, and exceptions. */
#include "values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGUMENTS = 8 };

/* addon.c */
napi_value NAPI_MODULE_INITIALIZER(napi_env env, napi_value exports);
int32_t NODE_API_MODULE_GET_API_VERSION(void);

struct function functions[64];
size_t function_count;
bool is_pending;

static napi_value values;     /* those that can be used now, latest first */
static napi_value referenced; /* those that live on, and cannot be used */
static size_t contexts;
static napi_value bytes, records; /* what the addon delivers in */
static struct {
  void (*run)(void *);
  void *argument;
} hook;

napi_value make(enum kind kind) {
  napi_value value = calloc(1, sizeof *value);
  value->kind = kind;
  value->next = values;
  return values = value;
}

static void release(napi_value value) {
  free(value->bytes);
  free(value);
}

/* Ends those that have come since; what is referenced lives on. */
static void end_scope(napi_value first) {
  while (values != first) {
    napi_value value = values;
    values = value->next;
    if (value->references == 0) {
      release(value);
      continue;
    }
    value->next = referenced;
    referenced = value;
  }
}

napi_status napi_open_handle_scope(napi_env env, napi_handle_scope *result) {
  (void)env;
  *result = (napi_handle_scope)values; /* what is older outlives it */
  return napi_ok;
}

napi_status napi_close_handle_scope(napi_env env, napi_handle_scope scope) {
  (void)env;
  end_scope((napi_value)scope);
  return napi_ok;
}

/* ------------------------------------------------------------------------------------- references */

napi_status napi_create_reference(napi_env env, napi_value value, uint32_t count,
                                  napi_ref *result) {
  (void)env;
  REQUIRE(count == 1);
  decide(value, FUNCTION);
  if (value->kind != FUNCTION && value->kind != OBJECT && value->kind != ARRAY &&
      value->kind != MEMORY)
    return napi_object_expected;
  value->references += 1;
  if (value->kind == MEMORY) *(value->type == napi_int32_array ? &records : &bytes) = value;
  *result = (napi_ref)value;
  return napi_ok;
}

napi_status napi_delete_reference(napi_env env, napi_ref reference) {
  (void)env;
  napi_value value = (napi_value)reference;
  REQUIRE(value != NULL && value->references > 0);
  if (--value->references > 0) return napi_ok;
  for (napi_value *at = &referenced; *at != NULL; at = &(*at)->next) {
    if (*at != value) continue;
    *at = value->next;
    release(value);
    break;
  }
  return napi_ok;
}

napi_status napi_get_reference_value(napi_env env, napi_ref reference, napi_value *result) {
  (void)env;
  REQUIRE(((napi_value)reference)->references > 0);
  return answer(result, ((napi_value)reference)->kind);
}

napi_status napi_async_init(napi_env env, napi_value resource, napi_value name,
                            napi_async_context *result) {
  (void)env;
  REQUIRE(resource == NULL && name->kind == TEXT);
  contexts += 1;
  *result = (napi_async_context)&contexts;
  return napi_ok;
}

napi_status napi_async_destroy(napi_env env, napi_async_context context) {
  (void)env;
  REQUIRE(context == (napi_async_context)&contexts);
  contexts -= 1;
  return napi_ok;
}

napi_status napi_add_env_cleanup_hook(napi_env env, void (*run)(void *), void *argument) {
  (void)env;
  REQUIRE(hook.run == NULL);
  hook.run = run;
  hook.argument = argument;
  return napi_ok;
}

/* ------------------------------------------------------------------------------------- exceptions */

static napi_status throw(const char *message) {
  if (is_pending) return napi_pending_exception;
  touch_text(message);
  is_pending = true;
  return napi_ok;
}

napi_status napi_throw_error(napi_env env, const char *code, const char *message) {
  (void)env, (void)code;
  return throw(message);
}

napi_status napi_throw_type_error(napi_env env, const char *code, const char *message) {
  (void)env, (void)code;
  return throw(message);
}

napi_status napi_get_and_clear_last_exception(napi_env env, napi_value *result) {
  (void)env;
  is_pending = false;
  return answer(result, OBJECT);
}

napi_status napi_fatal_exception(napi_env env, napi_value error) {
  (void)env;
  REQUIRE(error != NULL && !is_pending);
  return napi_ok;
}

/* ------------------------------------------------------------------------------------------ calls */

napi_status napi_create_function(napi_env env, const char *name, size_t length, napi_callback call,
                                 void *data, napi_value *result) {
  (void)env, (void)data;
  REQUIRE(length == NAPI_AUTO_LENGTH && function_count < sizeof functions / sizeof *functions);
  functions[function_count++] = (struct function){name, call};
  return answer(result, FUNCTION);
}

/* Five numbers each, see native/poller.h. Bytes lie one behind the other, and nowhere else. */
static void check_records(double count) {
  enum { LENGTH = 5, DATA = 0, MOST_NEWS = 4 };
  int32_t record[LENGTH], end = 0;
  REQUIRE(count > 0 && count * LENGTH <= (double)records->length);
  for (size_t i = 0; i < (size_t)count; i++) {
    memcpy(record, records->bytes + i * sizeof record, sizeof record);
    REQUIRE(record[0] >= 0 && record[0] <= MOST_NEWS);
    if (record[0] != DATA) continue;
    REQUIRE(record[2] >= end && record[2] < record[3] && (size_t)record[3] <= bytes->size);
    end = record[3];
  }
}

/* Calls JavaScript. */
napi_status napi_make_callback(napi_env env, napi_async_context context, napi_value receiver,
                               napi_value function, size_t count, const napi_value *arguments,
                               napi_value *result) {
  (void)env;
  REQUIRE(context != NULL && receiver != NULL && result == NULL && count == 1 && !is_pending);
  if (function->kind != FUNCTION) return napi_function_expected;
  check_records(arguments[0]->number);
  is_pending = !deliver();
  return is_pending ? napi_pending_exception : napi_ok;
}

/* A function answers, or throws: anything else would be taken for undefined. */
static void call(const struct function *function, size_t count, napi_value *arguments,
                 napi_value first) {
  struct napi_callback_info__ info = {count, arguments};
  napi_value result = function->call(NULL, &info);
  if (strcmp(function->name, "closeLater") == 0 && count > 0 && arguments[0]->kind == NUMBER)
    take_descriptor((int)arguments[0]->number);
  if (result == NULL && !is_pending) fprintf(stderr, "%s answers nothing\n", function->name);
  REQUIRE((result != NULL) != is_pending);
  REQUIRE(!is_locked());
  is_pending = false;
  end_scope(first);
}

void call_function(const struct function *function) {
  napi_value arguments[MOST_ARGUMENTS], first = values;
  uint8_t byte = choose();
  size_t count = byte < 240 ? MOST_ARGUMENTS : byte % MOST_ARGUMENTS;
  for (size_t i = 0; i < count; i++) arguments[i] = make(OPEN);
  call(function, count, arguments, first);
}

static napi_value memory_of(napi_typedarray_type type, size_t length, size_t size) {
  napi_value value = make(MEMORY);
  value->type = type;
  value->length = length;
  value->size = length * size;
  value->bytes = calloc(length, size);
  return value;
}

static const struct function *find(const char *name) {
  size_t i = 0;
  while (i < function_count && strcmp(functions[i].name, name) != 0) i++;
  REQUIRE(i < function_count);
  return &functions[i];
}

void call_with(const char *name, size_t count, const double *numbers) {
  napi_value first = values, arguments[MOST_ARGUMENTS];
  for (size_t i = 0; i < count; i++) {
    arguments[i] = make(OPEN);
    arguments[i]->is_given = true;
    arguments[i]->number = numbers[i];
  }
  call(find(name), count, arguments, first);
}

void open_poller(void) {
  napi_value first = values;
  napi_value arguments[] = {make(FUNCTION), memory_of(napi_uint8_array, 262144, 1),
                            memory_of(napi_int32_array, 2000, 4)};
  call(find("openPoller"), 3, arguments, first);
}

void environment_begin(void) {
  function_count = 0;
  REQUIRE(NODE_API_MODULE_GET_API_VERSION() == NAPI_VERSION);
  NAPI_MODULE_INITIALIZER(NULL, make(OBJECT));
}

void close_environment(void) {
  if (hook.run != NULL) hook.run(hook.argument);
  hook.run = NULL;
}

void environment_end(bool in_order) {
  REQUIRE(!in_order || (contexts == 0 && referenced == NULL));
  contexts = 0;
  hook.run = NULL;
  is_pending = false;
  end_scope(NULL);
  for (napi_value value; (value = referenced) != NULL; release(value)) referenced = value->next;
}
