/*
 * The memory of the addon. What it allocates is counted, and one allocation of a life may fail. What it
 * keeps in variables is in a section of its own (scripts/fuzz.sh), which is as new in each life.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BLOCKS = 1 << 14, MOST_STATE = 1 << 16 };

static void *blocks[MOST_BLOCKS];
static size_t block_count;
static uint8_t until_failure;

extern uint8_t __start_addon_data[], __stop_addon_data[];

static uint8_t at_first[MOST_STATE];

/* Byte by byte, because the red zones between the variables lie in it. */
__attribute__((no_sanitize("address"))) static void copy(volatile uint8_t *to,
                                                         const volatile uint8_t *from, size_t size) {
  for (size_t i = 0; i < size; i++) to[i] = from[i];
}

void memory_begin(uint8_t failing) {
  static bool is_known;
  size_t size = (size_t)(__stop_addon_data - __start_addon_data);
  REQUIRE(size > 0 && size <= MOST_STATE);
  if (is_known)
    copy(__start_addon_data, at_first, size);
  else
    copy(at_first, __start_addon_data, size);
  is_known = true;
  until_failure = failing;
}

void memory_suffices(void) { until_failure = 0; }

void memory_end(bool in_order) {
  if (in_order && block_count > 0) fprintf(stderr, "%zu blocks of memory are left\n", block_count);
  REQUIRE(!in_order || block_count == 0);
  while (block_count > 0) free(blocks[--block_count]);
}

static bool is_failing(void) {
  if (until_failure == 0 || --until_failure > 0) return false;
  errno = ENOMEM;
  return true;
}

static void *kept(void *block) {
  REQUIRE(block != NULL && block_count < MOST_BLOCKS);
  return blocks[block_count++] = block;
}

static void forget(const void *block) {
  size_t i = block_count;
  while (i > 0 && blocks[i - 1] != block) i--;
  REQUIRE(i > 0);
  blocks[i - 1] = blocks[--block_count];
}

void *fuzz_malloc(size_t size) { return is_failing() ? NULL : kept(malloc(size)); }

void *fuzz_calloc(size_t count, size_t size) {
  return is_failing() ? NULL : kept(calloc(count, size));
}

void *fuzz_realloc(void *block, size_t size) {
  if (is_failing()) return NULL;
  if (block != NULL) forget(block);
  return kept(realloc(block, size));
}

void fuzz_free(void *block) {
  if (block != NULL) forget(block);
  free(block);
}

int fuzz_malloc_trim(size_t pad) {
  (void)pad;
  return 0;
}

/* Reads it, so that the sanitizer looks whether that may be. */
void touch(const void *memory, size_t size) {
  for (size_t i = 0; i < size; i++) (void)((const volatile uint8_t *)memory)[i];
}

void touch_text(const char *text) { touch(text, strlen(text) + 1); }

void broken(const char *file, int line, const char *what) {
  fprintf(stderr, "%s:%d: %s\n", file, line, what);
  abort();
}
