/* unpack: what is in a gzip (RFC 1952) or a zip (PKWARE's APPNOTE.TXT), as sources. Strangers made them, so all of it
 * is bounded: what comes out by `left`, the members of a zip by UNPACK_MEMBERS. Checksums must agree. */
#ifndef UNPACK_H
#define UNPACK_H
#include "source.h"
#include <stdint.h>
#define ZLIB_CONST		/* it does not write into what it is given */
#include <zlib.h>

enum { UNPACK_MAX = 64 << 20, UNPACK_MEMBERS = 64 };

struct unpacked {
	struct source s;
	z_stream z;
	size_t *left;			/* octets that may still come out of it, and of others of the same mail */
	bool plain;			/* not packed at all, as a zip may have it */
	bool gzip, finished;
	uint32_t crc, crc_wanted;	/* of a zip's member; a gzip's is seen to by zlib */
};

/* To be ended with unpack_end. Dies with TEMP without memory. */
void unpack_gzip(struct unpacked *u, struct source *packed, size_t *left);
void unpack_end(struct unpacked *u);

struct zip {
	int fd;
	off_t at, end;			/* of the zip in fd */
	off_t next, directory_end;	/* of the directory: what is left to read */
	off_t shift;			/* to be added to the offsets in it */
	unsigned members;
};

struct zip_member {
	bool folder;
	bool dark;			/* encrypted */
	unsigned method;
	uint32_t crc;
	off_t data, end;
};

/* Finds the directory of the zip that is in fd from at up to end. Returns NULL or what is wrong. */
const char *zip_open(struct zip *z, int fd, off_t at, off_t end);

/* The next file in it, or none: then *wrong is NULL or what is wrong. Its name is not looked at. */
bool zip_next(struct zip *z, struct zip_member *m, const char **wrong);

/* What is in it. under is used for what is packed. Returns NULL, or why it can't be read; then nothing is to be
 * ended. */
const char *unpack_member(struct unpacked *u, struct source_file *under, const struct zip *z,
	const struct zip_member *m, size_t *left);
#endif
