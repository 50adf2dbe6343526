/* clock: time that does not jump, and waiting that ends. */
#ifndef CLOCK_H
#define CLOCK_H
#include <stdbool.h>

long long clock_ms(void);	/* milliseconds since some moment; never goes back */

/* Waits until fd has something to read (or has ended). False if clock_ms() reaches until first. */
bool clock_wait_readable(int fd, long long until);
#endif
