/* table: the tables of dmarc-reports(5), to which reports are added: all of a report or nothing, and each once.
 *
 * A report's rows are in the file when table_add returns, and on the disk when tables_end does: only then may its mail
 * be called read. What a kill cuts short the next table_add of the same report completes: half a line is taken away,
 * rows that are there already are left out. */
#ifndef TABLE_H
#define TABLE_H
#include "report.h"
#include <stdint.h>
#include <sys/stat.h>

enum { TABLES_OPEN = 4 };	/* one run over many files syncs each table when it has to make room for another */

struct table_name {		/* of a report that is in a table */
	uint64_t hash;
	uint32_t rows;		/* the highest number of a row that is there; 0: this place is free */
	bool whole;		/* the last one is there */
};

struct table {
	struct text path;
	int fd;
	struct stat is;		/* which file that is */
	off_t read;		/* so much of it has been looked at, in whole lines */
	off_t ours;		/* where what we have added and not synced begins; -1: nothing, or others came after */
	struct text line;	/* the start of a line that began in an earlier block */
	struct text last;	/* the first four columns of the last line */
	struct table_name *names;	/* a hash table: room is a power of two */
	size_t count, room;
	size_t current;		/* the place of last in it */
};

struct tables {
	const char *folder;
	struct text lock;	/* a path */
	struct table open[TABLES_OPEN];
	size_t next;		/* the one to make room */
};

#define TABLE_FIRST_LINE "begin\tend\treporter\treport_id\trecord\tsource_ip\tcount\tdisposition\tdkim\tspf\t" \
	"header_from\tenvelope_from\tdkim_results\tspf_results\treason\tcomment"

/* Makes the folder where it is missing. All of these die with TEMP. */
void tables_begin(struct tables *t, const char *folder);
void tables_add(struct tables *t, const struct report *r);
void tables_end(struct tables *t);

/* For the two modules of this header. Reads what is new in the table since the last time, which is all of it the first
 * time, and takes half a line at its end away; with the lock held. */
void table_catch_up(struct table *t);
/* The entry of the report whose first four columns, each with its tab, are name; its rows are 0 if there is none. */
struct table_name *table_find(struct table *t, struct span name);
void table_note(struct table *t, struct span name, unsigned row, unsigned of);	/* that row is there */
off_t table_size(const struct table *t);
#endif
