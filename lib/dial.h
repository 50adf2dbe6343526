/* dial: a TCP connection to HOST:PORT, with limits on time. */
#ifndef DIAL_H
#define DIAL_H
#include "text.h"

/* Connects to "HOST:PORT" or "[::1]:PORT", trying each address of HOST. Returns a descriptor that never
 * blocks, with TCP_NODELAY, or -1 and in *why a sentence. Dies with TEMP 4.3.5 if where is not of that
 * form. */
int dial(const char *where, long long deadline, struct text *why);

/* Waits until fd can be read (or written, if write); false at the time limit, in seconds since 1970. */
bool dial_wait(int fd, bool write, long long limit);
#endif
