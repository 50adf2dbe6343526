/* become: the user that a list belongs to.
 *
 * A tool that root starts works on a list as the list's own user: what it makes then belongs to him, and a score
 * never runs with more rights than its owner has. */
#ifndef BECOME_H
#define BECOME_H
#include <sys/types.h>

/* Makes dir the working directory and, as root, becomes its owner for good, with his groups. Returns the owner. Dies with
 * TEMP. */
uid_t become_owner(const char *dir);
#endif
