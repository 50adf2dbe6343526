/* folder: a new folder that is there whole or not at all. */
#ifndef FOLDER_H
#define FOLDER_H
#include <sys/types.h>

/* Makes the folder path (mode 0700) with what fill(with) writes into the working directory. That happens in a
 * folder beside it, by a child, so that whatever fill dies of, nothing stays. Then all of it is given to user and
 * group (as root), brought to the disk and renamed. Dies with TEMP if path is in use: there and not empty. */
void folder_build(const char *path, void (*fill)(const void *with), const void *with, uid_t user, gid_t group);

/* A folder of ours inside, mode 0700. */
void folder_make(const char *path);

/* The same where it is missing; then it belongs to the owner of the folder it is in, and its name survives a power
 * cut. */
void folder_need(const char *path);
#endif
