/*
 * The bytes of the fuzzer as decisions: those from the front say what is done, those from the back what the
 * system makes of it, so that one more call does not change everything that comes after it.
 */
#include "fuzz.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <string.h>

static const uint8_t *front, *back;
static bool resting;

void choices_begin(const uint8_t *bytes, size_t size) {
  resting = false;
  front = bytes;
  back = bytes + size;
}

bool choices_left(void) { return front < back; }

void choices_rest(bool wanted) { resting = wanted; }

uint8_t choose(void) { return front < back && !resting ? *front++ : 0; }

uint8_t outcome(void) { return front < back && !resting ? *--back : 0; }

uint32_t choose_below(uint32_t end) { return choose() % end; }

static uint64_t choose_word(int bytes) {
  uint64_t word = 0;
  for (int i = 0; i < bytes; i++) word = word << 8 | choose();
  return word;
}

static double any_number(void) {
  static const double ODD[] = {-1,      INT_MIN,  INT_MAX, UINT_MAX, 4294967296., 1 << 30, -INFINITY,
                               INFINITY, NAN,     0.5,     -0.0,     0x1p53,      0x1p63,  -0x1p63,
                               1e308,   65536,    131072,  1000000};
  double number;
  uint64_t word;
  switch (choose_below(8)) {
    case 0:
    case 1:
    case 2:
      return some_descriptor(choose());
    case 3:
    case 4:
      return choose();
    case 5:
      return ODD[choose_below(sizeof ODD / sizeof *ODD)];
    case 6:
      return (int32_t)(uint32_t)choose_word(4);
  }
  word = choose_word(8);
  memcpy(&number, &word, sizeof number);
  return number;
}

double choose_number(void) {
  double number = any_number();
  return is_internal(number) ? -1 : number;
}

/* One call in eight. */
bool fails(const int *errors, size_t count) {
  uint8_t byte = outcome();
  if ((byte & 7) != 7) return false;
  errno = errors[(byte >> 3) % count];
  return true;
}
