/* What a list says of itself, and what nobody else may say for it. */
#include "list_fields.h"
#include "tap.h"
#include <stdlib.h>

static struct span set(const char *header, bool announce, const char *archive)
{
	struct message m = { 0 };
	struct list l;
	struct text t = { 0 };
	list_read(&l);
	const char *wrong = message_parse(&m, span(header));
	if (wrong)
		return span(wrong);
	list_fields_set(&m, &l, announce, archive);
	for (size_t i = 0; i < m.count; i++)
		text_add(&t, m.field[i].raw);
	return text_keep(&t);
}

int main(void)
{
	setenv("LIST", "ant@example.com", 1);
	unsetenv("LIST_NAME");
	unsetenv("DELIMITER");
	struct span once = set("From: a@x.example\nlist-post: <x>\nPrecedence: bulk\nBcc: b@x.example\nX-PASSWORD: s\n"
		"Listing: stays\n", false, NULL);
	is(once, "From: a@x.example\n"
		"Listing: stays\n"
		"List-Id: ant <ant.example.com>\n"
		"List-Post: <mailto:ant@example.com>\n"
		"List-Help: <mailto:ant-request@example.com?subject=help>\n"
		"List-Subscribe: <mailto:ant-request@example.com?subject=subscribe>\n"
		"List-Unsubscribe: <mailto:ant-request@example.com?subject=unsubscribe>\n"
		"List-Owner: <mailto:ant-owner@example.com>\n"
		"Precedence: list\n", "ours and only ours");
	ok(span_is(set(once.at, false, NULL), once), "twice is as once");
	struct span other = set("From: a@x.example\n", true, "https://lists.example.com/ant/");
	ok(span_find_nocase(other, SPAN("\nList-Post: NO\n")) > 0, "nobody posts to an announcement list");
	ok(span_find_nocase(other, SPAN("\nList-Archive: <https://lists.example.com/ant/>\n")) > 0, "an archive");

	setenv("LIST", "\"a..b%?\"@example.com", 1);
	setenv("LIST_NAME", "東京オーケストラの練習日程のお知らせ", 1);
	struct span odd = set("From: a@x.example\n", false, NULL);
	ok(span_find_nocase(odd, SPAN("\nList-Post: <mailto:%22a..b%25%3F%22@example.com>\n")) > 0, "an odd address in a URI");
	ok(span_find_nocase(odd, SPAN("?=\n <")) > 0, "a long name has a line of its own");
	return tap_end();
}
