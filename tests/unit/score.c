/* The grammar of a score: what its lines become, and the line that each mistake is told with. */
#include "score.h"
#include "tap.h"

#define NO_SHELL "!orch/post:1: a score is no shell script, but a step a line; quote what is meant for a step"

/* "LINE:word|word" of each step, one a line; or "!" and what is wrong. */
static struct span shape(struct span text)
{
	struct score s = { .name = "orch/post" };
	struct text t = { 0 };
	environment_set(&s.env, SPAN("HOME"), SPAN("/home/orch"));
	environment_set(&s.env, SPAN("SENDER"), SPAN("a b$HOME'\"\\@example.org"));
	const char *wrong = score_parse(&s, text);
	if (wrong)
		text_addf(&t, "!%s", wrong);
	for (size_t i = 0; !wrong && i < s.count; i++) {
		text_addf(&t, "%s%zu:", i ? "\n" : "", s.step[i].line);
		for (size_t k = 0; k < s.step[i].argc; k++)
			text_addf(&t, "%s%s", k ? "|" : "", s.step[i].argv[k]);
		if (s.step[i].argv[s.step[i].argc])
			text_adds(&t, "(argv has no end)");
	}
	return text_span(&t);
}

static const char *value(const char *score, const char *name)
{
	struct score s = { .name = "orch/post" };
	environment_set(&s.env, SPAN("HOME"), SPAN("/home/orch"));
	const char *wrong = score_parse(&s, span(score));
	return wrong ? wrong : environment_get(&s.env, span(name));
}

static struct span words(const char *list)	/* words with a ; between them, as after `tutti -c` */
{
	struct score s = { 0 };
	struct text t = { 0 }, copy = { 0 };
	char *word[20];
	size_t n = 0;
	text_adds(&copy, list);
	text_string(&copy);
	for (char *p = copy.at; p && n < 20; n++) {
		word[n] = p;
		p = strchr(p, ';');
		if (p)
			*p++ = '\0';
	}
	const char *wrong = score_parse_words(&s, word, n);
	if (wrong)
		text_addf(&t, "!%s", wrong);
	for (size_t i = 0; !wrong && i < s.env.count; i++)
		text_addf(&t, "%s ", s.env.at[i]);
	for (size_t i = 0; !wrong && i < s.count; i++) {
		text_addf(&t, "%zu:", s.step[i].line);
		for (size_t k = 0; k < s.step[i].argc; k++)
			text_addf(&t, "%s,", s.step[i].argv[k]);
	}
	return text_span(&t);
}

int main(void)
{
	static const struct { const char *in, *want; } table[] = {
		{ "", "" },
		{ "#!/usr/local/tutti/bin/tutti\n\n# a comment\n   # another\ncheck-loop\n", "5:check-loop" },
		{ "a\nb c  d\te", "1:a\n2:b|c|d|e" },
		{ "inject members.cdb\n  -t smtp:h:25\n\n# between\n\t-x # why\nnext",
			"1:inject|members.cdb|-t|smtp:h:25|-x\n6:next" },
		{ "tag-subject \"[orch:%05d]\"", "1:tag-subject|[orch:%05d]" },
		{ "tag-subject '[orch:%05d] '", "1:tag-subject|[orch:%05d] " },
		{ "a 'b c'\"d e\"f\\ g", "1:a|b cd ef g" },
		{ "a '' \"\" b", "1:a|||b" },
		{ "a \"\\d \\\" \\\\ \\$HOME\" \\$HOME '$HOME'", "1:a|\\d \" \\ $HOME|$HOME|$HOME" },
		{ "a $HOME ${HOME}x \"$HOME/y\" $HOME/z", "1:a|/home/orch|/home/orchx|/home/orch/y|/home/orch/z" },
		{ "a $SENDER", "1:a|a b$HOME'\"\\@example.org" },	/* not split, not read again */
		{ "a [$RECIPIENT]", "1:a|[]" },		/* the runner's, not known yet */
		{ "a b#c # d", "1:a|b#c" },
		{ "a \\#b '#c'", "1:a|#b|#c" },
		{ "X=1\na $X\nX=2\nb $X", "2:a|1\n4:b|2" },
		{ "a x=y\n", "1:a|x=y" },
		{ "a \"|\" '>' \\; *.cdb ~ `id` (x)", "1:a|||>|;|*.cdb|~|`id`|(x)" },
		{ "a \xe6\x9d\xb1\r\nb\r\n", "1:a|\xe6\x9d\xb1\n2:b" },
		{ "\xef\xbb\xbf# mark\na", "2:a" },
		/* mistakes */
		{ "a\n\nb \"c\n", "!orch/post:3: unclosed quote" },
		{ "a 'b\nc'\n", "!orch/post:1: unclosed quote" },
		{ "a \"b\\\"", "!orch/post:1: unclosed quote" },
		{ "a b \\\n c", "!orch/post:1: a \\ at the end; to go on, start the next line with a blank" },
		{ "a\nb $LSIT", "!orch/post:2: $LSIT is not set" },
		{ "a ${HOME", "!orch/post:1: a ${ without its name and }" },
		{ "a ${}", "!orch/post:1: a $ without a name; write '$' or \\$ for a dollar" },
		{ "a $(id)", "!orch/post:1: a $ without a name; write '$' or \\$ for a dollar" },
		{ "a $", "!orch/post:1: a $ without a name; write '$' or \\$ for a dollar" },
		{ "LIST_NAME=The Orchestra",
			"!orch/post:1: more than one word in a setting; put its value in quotes" },
		{ "X=1\n  -t", "!orch/post:2: "
			"a line that starts with white space goes on with a step, but there is none yet" },
		{ "DRY_RUN=0", "!orch/post:1: DRY_RUN is for tutti alone to set" },
		{ "POST_ID=x", "!orch/post:1: POST_ID is for tutti alone to set" },
		{ "'' a", "!orch/post:1: the name of the step is empty" },
		{ "a | b", NO_SHELL },
		{ "a >f", NO_SHELL },
		{ "a 2>f", NO_SHELL },
		{ "a \x1b[m", "!orch/post:1: a control character" },
	};
	static const struct { const char *in, *want; } commands[] = {
		{ "LIST=o@x;N=a b;check-loop;:;inject;m.cdb", "LIST=o@x N=a b 1:check-loop,2:inject,m.cdb," },
		{ "a;$HOME;b=c;;d", "1:a,$HOME,b=c,,d," },
		{ "a;b:c", "1:a,b:c," },
		{ "X=;a", "X= 1:a," },
		{ "a;:", "!a step without a name: steps have a lone : between them" },
		{ ":;a", "!a step without a name: steps have a lone : between them" },
		{ "a;:;:;b", "!a step without a name: steps have a lone : between them" },
		{ "SENDER=x;a", "!SENDER is for tutti alone to set" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		is(shape(span(table[i].in)), table[i].want, table[i].in);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		is(words(commands[i].in), commands[i].want, commands[i].in);

	is(shape((struct span){ "a \0b", 4 }), "!orch/post:1: a control character", "a NUL");
	is(span(value("LIST_NAME=\"\xe6\x9d\xb1 \xe4\xba\xac\"  # Tokyo", "LIST_NAME")),
		"\xe6\x9d\xb1 \xe4\xba\xac", "a setting");
	is(span(value("A=#x", "A")), "#x", "a setting that starts with #");
	is(span(value("A=", "A")), "", "an empty setting");
	is(span(value("A=1\nA=$A$HOME\nstep\nA=${A}x", "A")), "1/home/orchx", "a setting made of earlier ones");
	is(span(value("LIST=o@x\na 'b", "LIST")), "orch/post:2: unclosed quote", "a mistake further down");

	struct text t = { 0 };
	text_adds(&t, "A=0123456789abcdef\n");
	for (int i = 0; i < 20; i++)
		text_adds(&t, "A=$A$A\n");
	is(shape(text_span(&t)), "!orch/post:15: the score is too large", "values that double");
	t.len = 0;
	for (int i = 0; i < 5000; i++)
		text_adds(&t, "a\n b\n");
	ok(shape(text_span(&t)).at[0] == '1', "5,000 steps");
	t.len = 0;
	text_addc(&t, 'a');
	for (int i = 0; i < 30000; i++)
		text_adds(&t, " b");
	ok(shape(text_span(&t)).len == 2 + 2 * 30000 + 1, "30,000 words");
	text_adds(&t, "                                                                            ");
	for (int i = 0; i < 100; i++)
		text_adds(&t, "                                                                            ");
	is(shape(text_span(&t)), "!orch/post:1: the score is too large", "more than 64 KiB");
	text_free(&t);
	return tap_end();
}
