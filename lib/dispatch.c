/* dispatch: see dispatch.h */
#include "dispatch.h"
#include "clean.h"
#include "die.h"
#include "score.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct best {
	struct span local, domain;	/* of the recipient */
	struct span folder, rest, delimiter;
	bool found, same_domain, twice;
	bool domain_known;		/* there is a list in the recipient's domain */
	size_t length;			/* of the local part that matches */
	struct span unknown;		/* a folder whose list can't be told */
};

struct span dispatch_local(struct span address)
{
	size_t n = address.len;
	while (n && address.at[n - 1] != '@')
		n--;
	return (struct span){ address.at, n ? n - 1 : address.len };
}

static struct span domain_of(struct span address)
{
	struct span local = dispatch_local(address);
	size_t used = local.len < address.len ? local.len + 1 : local.len;
	return (struct span){ address.at + used, address.len - used };
}

/* Takes start off s, if it starts with that. */
static bool take(struct span *s, struct span start)
{
	if (!span_starts_nocase(*s, start))
		return false;
	*s = (struct span){ s->at + start.len, s->len - start.len };
	return true;
}

bool dispatch_match(struct span local, struct span list, struct span delimiter, struct span *rest)
{
	*rest = local;
	return list.len && take(rest, list) && (!rest->len || (delimiter.len && take(rest, delimiter)));
}

const char *dispatch_score(struct span rest, struct span delimiter, struct span *extension)
{
	*extension = rest;
	if (!rest.len)
		return "post";
	if (take(extension, SPAN("return"))) {
		take(extension, delimiter);
		return "return";
	}
	const char *score = span_is_nocase(rest, SPAN("owner")) ? "owner" :
		span_is_nocase(rest, SPAN("dmarc")) ? "dmarc" : NULL;
	if (score)
		*extension = (struct span){ "", 0 };
	return score ? score : "request";
}

/* What the folder's score `post` says about LIST and DELIMITER, though it may have a mistake further down: mail
 * for this list must then wait, and not be taken for another's. False if there is no such file at all. */
static bool read_settings(int dir, const char *name, struct score *s)
{
	char buffer[SCORE_MAX];
	struct text path = { 0 };
	text_addf(&path, "%s/post", name);
	int fd = openat(dir, text_string(&path), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	text_free(&path);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return false;
	ssize_t n = fd < 0 ? -1 : read(fd, buffer, sizeof buffer);
	if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
		die_sys("cannot open %.100s/post", name);
	if (fd >= 0)
		close(fd);
	*s = (struct score){ 0 };
	environment_inherit(&s->env);
	environment_set(&s->env, SPAN("PATH"), span(getenv("PATH")));
	if (n > 0)
		score_parse(s, (struct span){ buffer, (size_t)n });
	return true;
}

static void consider(struct best *b, int dir, const char *name)
{
	struct score s;
	struct span rest;
	if (!read_settings(dir, name, &s))
		return;
	struct span list = span(environment_get(&s.env, SPAN("LIST")));
	struct span delimiter = span(environment_get(&s.env, SPAN("DELIMITER")));
	delimiter = delimiter.len ? delimiter : SPAN("-");
	if (!list.len && !b->unknown.len)
		b->unknown = memory_keep(span(name));
	bool same_domain = b->domain.len && span_is_nocase(b->domain, domain_of(list));
	b->domain_known = b->domain_known || same_domain;
	if (!dispatch_match(b->local, dispatch_local(list), delimiter, &rest))
		return;
	size_t length = dispatch_local(list).len;
	if (b->found && (same_domain == b->same_domain ? length < b->length : b->same_domain))
		return;
	bool twice = b->found && same_domain == b->same_domain && length == b->length;
	*b = (struct best){ .local = b->local, .domain = b->domain, .folder = memory_keep(span(name)), .rest = rest,
		.delimiter = delimiter, .found = true, .same_domain = same_domain, .twice = twice, .length = length,
		.domain_known = b->domain_known, .unknown = b->unknown };
}

static const char *clean(struct span s)
{
	struct text t = { 0 };
	text_add_clean(&t, s, 200);
	return text_string(&t);
}

/* Not every list gets reports: those of a domain come to one. */
static bool has_score(const char *dir, const struct dispatch *d)
{
	struct text path = { 0 };
	text_addf(&path, "%s/%s/%s", dir, d->folder, d->score);
	bool has = access(text_string(&path), F_OK) == 0 || errno != ENOENT;
	text_free(&path);
	return has;
}

void dispatch_find(struct dispatch *d, const char *dir, struct span recipient)
{
	struct best b = { .local = dispatch_local(recipient), .domain = domain_of(recipient) };
	struct dirent *entry;
	DIR *lists = opendir(dir);
	if (!lists)
		die_sys("cannot open the folder of lists %s", dir);
	while ((void)(errno = 0), (entry = readdir(lists)))
		if (entry->d_name[0] != '.')
			consider(&b, dirfd(lists), entry->d_name);
	if (errno)
		die_sys("cannot read the folder of lists %s", dir);
	closedir(lists);
	/* The domain may be another name of ours, since an MTA rewrites; but not one that has lists of its own. */
	b.found = b.found && (b.same_domain || !b.domain_known);
	/* Only an address that is itself LIST= somewhere can't be that of a list with a longer name. */
	bool certain = b.found && b.same_domain && !b.rest.len;
	if (!certain && b.unknown.len)
		die(TEMP, "4.3.5", "cannot tell whether %s is a list here: %.100s/post can't be read or lacks LIST=",
			clean(recipient), b.unknown.at);
	if (!b.found)
		die(PERM, "5.1.1", "there is no list %s here", clean(recipient));
	if (b.twice)
		die(TEMP, "4.3.5", "two folders say that %s is theirs; one is %.100s", clean(recipient),
			b.folder.at);
	d->folder = b.folder.at;
	d->score = dispatch_score(b.rest, b.delimiter, &d->extension);
	if (strcmp(d->score, "dmarc") == 0 && !has_score(dir, d)) {
		d->score = "request";
		d->extension = b.rest;
	}
}

const char *dispatch_twin(const char *dir, const char *own, struct span list)
{
	const char *twin = NULL;
	struct dirent *entry;
	DIR *lists = opendir(dir);
	while (lists && !twin && (entry = readdir(lists))) {
		struct score s;
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, own) != 0
		    && read_settings(dirfd(lists), entry->d_name, &s)
		    && span_is_nocase(span(environment_get(&s.env, SPAN("LIST"))), list))
			twin = memory_keep(span(entry->d_name)).at;
	}
	if (lists)
		closedir(lists);
	return twin;
}
