/* file: files that are there whole or not at all, locks that die with their holder, and reading and writing
 * that gives an error instead of half a result. All of these die with TEMP when the system says no. */
#ifndef FILE_H
#define FILE_H
#include "text.h"
#include <stdbool.h>
#include <sys/types.h>

void write_all(int fd, struct span s, const char *what);	/* what names the file in the error */
size_t read_some(int fd, void *p, size_t n, const char *what);	/* 0 at the end; retries EINTR */
bool file_same(int a, int b);					/* the same bytes, whatever the offsets, which stay */
void copy_rest(int from, int to, const char *what);		/* from's offset to its end */
int file_open(const char *path);				/* to read a regular file; -1 if there is none */
bool file_read(const char *path, struct text *out, size_t max);	/* false if there is none; over max octets: dies */

/* An unlinked file to write into, on disk in the working directory (where the list's files are, so a full
 * disk shows as ENOSPC and not as the OOM killer), else in $TMPDIR or /var/tmp. */
int file_scratch(void);

/* A file that can be read more than once with what is left of fd, from *at on: fd itself if it is a regular file, else
 * a scratch file. */
int file_settle(int fd, off_t *at, const char *what);

/* Takes the lock on path (flock; created 0600 if missing), waiting until the post's deadline if wait is true.
 * Returns the descriptor to hold, or -1 if another has it. Never removes the file. */
int file_lock(const char *path, bool wait);

/* A new version of path: write to fd, then file_commit (fsync, close, rename, fsync of the folder). Owner and
 * mode of an existing path are kept, a new one gets mode. A crash before the rename leaves path alone; the
 * left-over is path.tmp.N, removed by the next file_new of the same path. The cost does not grow with the folder. */
struct file_new { int fd; const char *path; char *tmp; struct file_new *before; };
void file_new(struct file_new *f, const char *path, mode_t mode);
void file_commit(struct file_new *f);
void file_discard(struct file_new *f);
void file_replace(const char *path, struct span content, mode_t mode);	/* all three */

/* Where many files are written, the disk is waited for once: file_sync_later for each, before its close; then
 * file_sync_all with a folder of that file system, which was opened before all those: it tells any error since then. */
void file_sync_later(int fd, const char *what);
void file_sync_all(int folder, const char *what);

/* Makes the names in a folder survive a power cut. what goes on after "the folder" in the error. */
void file_sync_folder(const char *path, const char *what);

/* Opens path to read and to append to, made with mode if missing, never through a link. */
int file_open_append(const char *path, mode_t mode);

/* Appends one line (a newline is added) with a single write to path, created with mode if missing. */
void file_append(const char *path, struct span line, mode_t mode);

/* For the two modules of this header: what root makes belongs to the owner of its folder, then the mode; and the
 * end of a write, which takes all that file_new has begun away, then die_sys. */
void file_give_to_folder(int fd, const char *path, mode_t mode);
_Noreturn void file_cannot(const char *verb, const char *what);
#endif
