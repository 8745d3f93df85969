/*
 * Node-API, as far as the addon uses it, with the answers that Node gives.
 *
 * An argument is nothing in particular until the addon asks it for something; then it is mostly that, and
 * sometimes anything else. So the fuzzer needs to know nothing of what a function expects.
 */
#include "values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_TEXT = 70000 };

static char *append(char *at, uint8_t byte) {
  if (byte < 0x80) {
    *at++ = (char)byte;
  } else {
    *at++ = (char)(0xc0 | byte >> 6);
    *at++ = (char)(0x80 | (byte & 0x3f));
  }
  return at;
}

static void choose_text(napi_value value) {
  uint8_t how = choose();
  size_t length = how < 250 ? how % 64 : LONG_TEXT;
  char *at = value->bytes = malloc(2 * length + 1);
  for (size_t i = 0; i < length; i++) {
    uint8_t byte = how < 250 ? choose() : 'x';
    at = append(at, how >= 128 && byte % 4 == 0 ? 0 : byte);
  }
  value->size = (size_t)(at - value->bytes);
}

static void choose_memory(napi_value value) {
  static const size_t LENGTHS[] = {645, 640, 644, 1024, 4096, 65536, 131072, 262144};
  static const struct {
    napi_typedarray_type type;
    size_t size;
  } TYPES[] = {{napi_int32_array, 4}, {napi_uint8_array, 1}, {napi_float64_array, 8}};
  uint8_t how = choose();
  size_t type = how < 120 ? 0 : how < 240 ? 1 : 2;
  uint8_t length = choose();
  value->type = TYPES[type].type;
  value->length = length < 200 ? length % 32 : LENGTHS[length % (sizeof LENGTHS / sizeof *LENGTHS)];
  value->size = value->length * TYPES[type].size;
  if (value->size == 0) return; /* Node gives NULL for it */
  value->bytes = calloc(1, value->size);
  for (size_t i = 0; type == 0 && length < 200 && i < value->length; i++) {
    double number = choose_number();
    int32_t element = number >= INT32_MIN && number <= INT32_MAX ? (int32_t)number : -1;
    memcpy(value->bytes + 4 * i, &element, sizeof element);
  }
}

static void give_memory(napi_value value) {
  value->type = napi_uint8_array;
  value->length = value->size = (size_t)value->number;
  value->bytes = calloc(1, value->size);
}

napi_value decide(napi_value value, enum kind wanted) {
  REQUIRE(value != NULL);
  if (value->kind != OPEN) return value;
  if (value->is_given) {
    value->kind = wanted;
    if (wanted == MEMORY) give_memory(value);
    return value;
  }
  uint8_t byte = choose();
  value->kind = byte < 232 ? wanted : byte % KINDS;
  if (value->kind == NUMBER) value->number = choose_number();
  if (value->kind == BOOLEAN) value->number = choose() & 1;
  if (value->kind == TEXT) choose_text(value);
  if (value->kind == MEMORY) choose_memory(value);
  return value;
}

napi_status answer(napi_value *result, enum kind kind) {
  *result = make(kind);
  (*result)->is_answer = true;
  return napi_ok;
}

/* -------------------------------------------------------------------------------------- arguments */

napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t *count,
                             napi_value *arguments, napi_value *receiver, void **data) {
  (void)env;
  REQUIRE(receiver == NULL && data == NULL);
  for (size_t i = 0; i < *count; i++)
    arguments[i] = i < info->count ? info->values[i] : make(UNDEFINED);
  *count = info->count;
  return napi_ok;
}

napi_status napi_typeof(napi_env env, napi_value value, napi_valuetype *result) {
  static const napi_valuetype TYPES[] = {napi_undefined, napi_null,   napi_boolean,  napi_number,
                                         napi_string,    napi_symbol, napi_bigint,   napi_object,
                                         napi_function,  napi_object, napi_object};
  (void)env;
  if (value->kind == OPEN) decide(value, choose() & 1 ? TEXT : NOTHING);
  *result = TYPES[value->kind];
  return napi_ok;
}

napi_status napi_get_value_double(napi_env env, napi_value value, double *result) {
  (void)env;
  if (decide(value, NUMBER)->kind != NUMBER) return napi_number_expected;
  *result = value->number;
  return napi_ok;
}

/* The lower 32 bits; 0 for what is not finite. */
napi_status napi_get_value_int32(napi_env env, napi_value value, int32_t *result) {
  double number;
  napi_status status = napi_get_value_double(env, value, &number);
  if (status != napi_ok) return status;
  if (!isfinite(number) || fabs(number) > 0x1p62)
    *result = 0;
  else
    *result = (int32_t)(uint32_t)(uint64_t)(int64_t)number;
  return napi_ok;
}

napi_status napi_get_value_bool(napi_env env, napi_value value, bool *result) {
  (void)env;
  if (decide(value, BOOLEAN)->kind != BOOLEAN) return napi_boolean_expected;
  *result = value->number != 0;
  return napi_ok;
}

napi_status napi_get_value_string_utf8(napi_env env, napi_value value, char *buffer, size_t size,
                                       size_t *length) {
  (void)env;
  if (decide(value, TEXT)->kind != TEXT) return napi_string_expected;
  size_t count = value->size;
  if (buffer != NULL) {
    REQUIRE(size > 0);
    if (count > size - 1) count = size - 1;
    memcpy(buffer, value->bytes, count);
    buffer[count] = '\0';
  }
  if (length != NULL) *length = count;
  return napi_ok;
}

napi_status napi_get_typedarray_info(napi_env env, napi_value value, napi_typedarray_type *type,
                                     size_t *length, void **data, napi_value *buffer,
                                     size_t *offset) {
  (void)env;
  REQUIRE(buffer == NULL && offset == NULL);
  if (decide(value, MEMORY)->kind != MEMORY) return napi_invalid_arg;
  if (type != NULL) *type = value->type;
  *length = value->length;
  *data = value->bytes;
  return napi_ok;
}

napi_status napi_get_named_property(napi_env env, napi_value object, const char *name,
                                    napi_value *result) {
  (void)env;
  touch_text(name);
  if (is_pending) return napi_pending_exception;
  enum kind kind = decide(object, OBJECT)->kind;
  if (kind == UNDEFINED || kind == NOTHING) return napi_object_expected;
  if (kind == OBJECT && choose() >= 252) { /* a property that is a function, which throws */
    is_pending = true;
    return napi_pending_exception;
  }
  *result = make(kind == OBJECT ? OPEN : UNDEFINED);
  return napi_ok;
}

/* ---------------------------------------------------------------------------------------- answers */

napi_status napi_create_double(napi_env env, double number, napi_value *result) {
  (void)env;
  answer(result, NUMBER);
  (*result)->number = number;
  return napi_ok;
}

napi_status napi_create_int32(napi_env env, int32_t number, napi_value *result) {
  return napi_create_double(env, number, result);
}

napi_status napi_create_uint32(napi_env env, uint32_t number, napi_value *result) {
  return napi_create_double(env, number, result);
}

napi_status napi_get_boolean(napi_env env, bool is_true, napi_value *result) {
  (void)env, (void)is_true;
  return answer(result, BOOLEAN);
}

napi_status napi_get_undefined(napi_env env, napi_value *result) {
  (void)env;
  return answer(result, UNDEFINED);
}

napi_status napi_get_global(napi_env env, napi_value *result) {
  (void)env;
  return answer(result, OBJECT);
}

napi_status napi_create_object(napi_env env, napi_value *result) {
  (void)env;
  return answer(result, OBJECT);
}

napi_status napi_create_array_with_length(napi_env env, size_t length, napi_value *result) {
  (void)env;
  answer(result, ARRAY);
  (*result)->length = length;
  return napi_ok;
}

napi_status napi_create_string_utf8(napi_env env, const char *text, size_t length,
                                    napi_value *result) {
  (void)env;
  REQUIRE(length == NAPI_AUTO_LENGTH);
  touch_text(text);
  return answer(result, TEXT);
}

napi_status napi_set_element(napi_env env, napi_value array, uint32_t index, napi_value value) {
  (void)env;
  REQUIRE(array->kind == ARRAY && index < array->length && value->is_answer);
  return is_pending ? napi_pending_exception : napi_ok;
}

napi_status napi_set_named_property(napi_env env, napi_value object, const char *name,
                                    napi_value value) {
  (void)env;
  touch_text(name);
  REQUIRE(object->kind == OBJECT && value->is_answer);
  return is_pending ? napi_pending_exception : napi_ok;
}
