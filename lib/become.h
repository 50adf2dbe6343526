/* become: the user that a list belongs to.
 *
 * A tool that root starts works on a list as the list's own user: what it makes then belongs to him, and a score
 * never runs with more rights than its owner has. */
#ifndef BECOME_H
#define BECOME_H
#include <stdbool.h>
#include <sys/types.h>

/* Makes dir the working directory and, as root, becomes its owner for good, with his groups. Returns the owner. Dies
 * with TEMP. */
uid_t become_owner(const char *dir);

/* The same for who still has to read what is for root alone: between become_reader(true) and become_reader(false) it
 * has the old rights again, and should do nothing but open a file. */
uid_t become_owner_and_reader(const char *dir);
void become_reader(bool on);
#endif
