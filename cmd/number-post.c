/* number-post: gives the post the next number of the list; a retry keeps the one it has. */
#include "die.h"
#include "list.h"
#include "posts.h"
#include <stdio.h>
#include <unistd.h>

static const char usage[] = "number-post <message >message";
static const char help[] =
	"usage: number-post <message >message\n"
	"Writes X-ML-Name and X-Mail-Count with the next number of the list, counted in the file seq.\n"
	"A post whose Message-ID has been sent already ends here (exit 99).\n";

/* As one word without control characters, for a line of the file posts. */
static struct span one_word(struct span id)
{
	struct text t = { 0 };
	for (size_t i = 0; i < id.len && t.len < 500; i++)
		if ((unsigned char)id.at[i] > ' ' && id.at[i] != 127)
			text_addc(&t, id.at[i]);
	return text_span(&t);
}

int main(int argc, char **argv)
{
	struct message m;
	struct list l;
	char count[24];

	die_name(argv[0]);
	die_help(argc, argv, help);
	if (argc != 1)
		die_usage(usage);
	list_read(&l);
	message_read(&m, 0);
	struct span message_id = one_word(message_value(&m, "Message-ID"));
	struct post post = posts_number(post_id(&m), message_id, post_is_dry());
	if (post.duplicate)
		die(DROP, "2.7.0", "a duplicate: a post with the Message-ID %.*s has been sent already",
			PRINTF(message_id));
	message_remove(&m, "X-ML-Name");
	message_remove(&m, "X-Mail-Count");
	message_append(&m, "X-ML-Name", l.local);
	snprintf(count, sizeof count, "%05llu", post.number);	/* five digits, as fml writes it */
	message_append(&m, "X-Mail-Count", span(count));
	message_write(&m, 1);
	return 0;
}
