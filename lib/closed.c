/* closed: see closed.h */
#include "closed.h"
#include "clean.h"
#include "die.h"
#include "file.h"
#include "words.h"
#include <string.h>

enum { FILE_MAX = 65536, SHOWN = 400 };		/* octets; a bounce's sentence should fit into one line of SMTP */

struct verdict closed_look(const char *score)
{
	struct text all = { 0 }, line = { 0 }, shown = { 0 };
	if (!score || strcmp(score, "return") == 0 || strcmp(score, "owner") == 0 || strcmp(score, "dmarc") == 0 ||
			!file_read("closed", &all, FILE_MAX))
		return (struct verdict){ 0, "" };
	words_clean(text_span(&all), &line);
	text_add_clean(&shown, text_span(&line), SHOWN);
	if (!shown.len)
		return verdict_make(TEMP, "4.3.2", "the list is closed for now, by the file closed; its mail waits");
	return verdict_make(PERM, "5.7.1", "%s", text_string(&shown));
}
