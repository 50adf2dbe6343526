/* What an encoding or a packing stands for comes out the same in whatever pieces it comes in. */
#include "file.h"
#include "scratch.h"
#include "tap.h"
#include "unpack.h"

static struct source_file file;
static struct source_decoded decoded;
static struct unpacked unpacked;

static int put(struct span s)
{
	int fd = file_scratch();
	write_all(fd, s, "a scratch file");
	return fd;
}

/* All of it, looked at n octets at a time. */
static struct text all(struct source *s, size_t n)
{
	struct text t = { 0 };
	for (struct span next; (next = source_see(s, n)).len; ) {
		if (next.len > n)
			next.len = n;
		text_add(&t, next);
		source_take(s, next.len);
	}
	return t;
}

static void test_file(void)
{
	struct text big = { 0 }, got;
	for (int i = 0; i < 100000; i++)
		text_addc(&big, (char)(i * 7 + i / 251));
	int fd = put(text_span(&big));
	for (size_t n = 1; n <= SOURCE_BLOCK / 2; n = n * 5 + 1) {
		source_file(&file, fd, 10, 90000);
		got = all(&file.s, n);
		ok(span_is(text_span(&got), (struct span){ big.at + 10, 89990 }), "a stretch of a file, by %zu", n);
		text_free(&got);
	}
	source_file(&file, fd, 99990, 200000);
	ok(source_see(&file.s, 50).len == 10 && source_next(&file.s).len == 10 && source_see(&file.s, 1).len == 0,
		"a file that is shorter than we were told");
	source_file(&file, fd, 5, 5);
	ok(source_next(&file.s).len == 0 && !file.s.wrong, "nothing");
	close(fd);
	text_free(&big);
}

static struct text decode(struct span s, enum content_encoding encoding, size_t n)
{
	int fd = put(s);
	source_file(&file, fd, 0, (off_t)s.len);
	source_decoded(&decoded, &file.s, encoding);
	struct text t = all(&decoded.s, n);
	close(fd);
	return t;
}

static void decodes(const char *in, enum content_encoding encoding, const char *want, const char *what)
{
	struct text t = decode(span(in), encoding, 1);
	is(text_span(&t), want, what);
	text_free(&t);
}

static void test_decoded(void)
{
	decodes("aGVsbG8s\nIHdvcmxk", ENCODING_BASE64, "hello, world", "base64");
	decodes("aGVsbG8=\n", ENCODING_BASE64, "hello", "base64, padded");
	decodes("!!!!", ENCODING_BASE64, "", "no base64 at all");
	decodes("a=3Db =\nc=C3=A9\n", ENCODING_QUOTED_PRINTABLE, "a=b c\xc3\xa9\n", "quoted-printable");
	decodes("a=", ENCODING_QUOTED_PRINTABLE, "a", "quoted-printable that ends in a soft line break");
	decodes("a=3D\n", ENCODING_NONE, "a=3D\n", "no encoding");
	decodes("a=3D\n", ENCODING_UNKNOWN, "a=3D\n", "an unknown one");

	struct text big = { 0 }, letters = { 0 }, quoted = { 0 };
	for (int i = 0; i < 150000; i++)
		text_addc(&big, (char)(i * 11 + i / 253));
	base64_add(&letters, text_span(&big));
	for (size_t i = 0; i < big.len; i++)	/* one line that has no end */
		text_addf(&quoted, "=%02X", (unsigned char)big.at[i]);
	for (size_t n = 1; n <= SOURCE_BLOCK / 2; n = n * 7 + 2) {
		struct text one = decode(text_span(&letters), ENCODING_BASE64, n);
		struct text two = decode(text_span(&quoted), ENCODING_QUOTED_PRINTABLE, n);
		ok(span_is(text_span(&one), text_span(&big)), "much base64, by %zu", n);
		ok(span_is(text_span(&two), text_span(&big)), "much quoted-printable without a line end, by %zu", n);
		text_free(&one);
		text_free(&two);
	}
	text_free(&big);
	text_free(&letters);
	text_free(&quoted);
}

/* With gzip's framing (bits: 16 more than the window), or without any (negative). */
static struct text pack(struct span s, int bits)
{
	struct text t = { 0 };
	z_stream z = { 0 };
	char block[4096];
	deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
	z.next_in = (const Bytef *)s.at;
	z.avail_in = (uInt)s.len;
	for (int result = Z_OK; result == Z_OK; ) {
		z.next_out = (Bytef *)block;
		z.avail_out = sizeof block;
		result = deflate(&z, Z_FINISH);
		text_add(&t, (struct span){ block, sizeof block - z.avail_out });
	}
	deflateEnd(&z);
	return t;
}

static void gunzips(struct span packed, size_t left, const char *want, const char *wrong, const char *what)
{
	int fd = put(packed);
	source_file(&file, fd, 0, (off_t)packed.len);
	unpack_gzip(&unpacked, &file.s, &left);
	struct text got = all(&unpacked.s, 1);
	unpack_end(&unpacked);
	is(text_span(&got), want, what);
	is(span(unpacked.s.wrong), wrong, "  and what is wrong with it");
	text_free(&got);
	close(fd);
}

static void test_gzip(void)
{
	struct text one = pack(SPAN("<feedback>"), 31), two = { 0 };
	struct span s = text_span(&one);
	gunzips(s, 100, "<feedback>", "", "a gzip");
	gunzips(s, 10, "<feedback>", "", "as much as there may be");
	gunzips(s, 9, "<feedback", "unpacked it is more than 64 MiB", "one octet too much");
	gunzips((struct span){ s.at, s.len - 1 }, 100, "<feedback>", "it is packed and cut short", "cut in its end");
	gunzips((struct span){ s.at, 10 }, 100, "", "it is packed and cut short", "cut at its start");
	gunzips((struct span){ s.at, 2 }, 100, "", "it is packed and cut short", "nothing but its name");
	text_add(&two, s);
	text_adds(&two, "\r\n");
	gunzips(text_span(&two), 100, "<feedback>", "", "something behind it");
	two.len = 0;
	text_add(&two, s);
	text_add(&two, s);
	gunzips(text_span(&two), 100, "<feedback><feedback>", "", "two of them (RFC 1952 section 2.2)");
	two.at[s.len - 6] ^= 1;
	gunzips(text_span(&two), 100, "<feedback>", "it is packed and damaged", "a wrong checksum");
	two.at[12] ^= 1;
	int fd = put(text_span(&two));
	size_t left = 100;
	source_file(&file, fd, 0, (off_t)two.len);
	unpack_gzip(&unpacked, &file.s, &left);
	while (source_next(&unpacked.s).len)
		;
	unpack_end(&unpacked);
	ok(unpacked.s.wrong, "other octets in it");
	close(fd);
	text_free(&one);
	text_free(&two);
}

/* Little by little a zip: member after member, then zip_finish. */
struct maker { struct text zip, directory; unsigned members; };

static void add_number(struct text *t, uint32_t n, int octets)
{
	for (; octets > 0; octets--, n >>= 8)
		text_addc(t, (char)(n & 0xFF));
}

static void add_member(struct maker *m, const char *name, struct span content, unsigned method, unsigned flags)
{
	struct text packed = { 0 }, fixed = { 0 };
	if (method == 8)
		packed = pack(content, -15);
	else
		text_add(&packed, content);
	add_number(&fixed, 20, 2);
	add_number(&fixed, flags, 2);
	add_number(&fixed, method, 2);
	add_number(&fixed, 0, 4);
	add_number(&fixed, (uint32_t)crc32(0, (const Bytef *)content.at, (uInt)content.len), 4);
	add_number(&fixed, (uint32_t)packed.len, 4);
	add_number(&fixed, (uint32_t)content.len, 4);
	add_number(&fixed, (uint32_t)strlen(name), 2);
	add_number(&fixed, 0, 2);
	text_add(&m->directory, SPAN("PK\1\2\24\0"));
	text_add(&m->directory, text_span(&fixed));
	add_number(&m->directory, 0, 10);
	add_number(&m->directory, (uint32_t)m->zip.len, 4);
	text_adds(&m->directory, name);
	text_add(&m->zip, SPAN("PK\3\4"));
	text_add(&m->zip, text_span(&fixed));
	text_adds(&m->zip, name);
	text_add(&m->zip, text_span(&packed));
	m->members++;
	text_free(&packed);
	text_free(&fixed);
}

static void zip_finish(struct maker *m, const char *comment)
{
	uint32_t start = (uint32_t)m->zip.len;
	text_add(&m->zip, text_span(&m->directory));
	text_add(&m->zip, SPAN("PK\5\6\0\0\0\0"));
	add_number(&m->zip, m->members, 2);
	add_number(&m->zip, m->members, 2);
	add_number(&m->zip, (uint32_t)m->directory.len, 4);
	add_number(&m->zip, start, 4);
	add_number(&m->zip, (uint32_t)strlen(comment), 2);
	text_adds(&m->zip, comment);
	text_free(&m->directory);
}

/* All members, each with a bar behind it; then what is wrong. */
static struct text unzip(struct span s)
{
	struct text t = { 0 };
	struct zip z;
	struct zip_member m;
	size_t left = 1000;
	int fd = put(s);
	const char *wrong = zip_open(&z, fd, 0, (off_t)s.len);
	while (!wrong && zip_next(&z, &m, &wrong)) {
		if (m.folder) {
			text_adds(&t, "folder|");
			continue;
		}
		if (!(wrong = unpack_member(&unpacked, &file, &z, &m, &left))) {
			struct text one = all(&unpacked.s, 100);
			unpack_end(&unpacked);
			text_add(&t, text_span(&one));
			text_addc(&t, '|');
			text_free(&one);
			wrong = unpacked.s.wrong;
		}
	}
	text_adds(&t, wrong ? wrong : "");
	close(fd);
	return t;
}

static void unzips(struct span s, const char *want, const char *what)
{
	struct text t = unzip(s);
	is(text_span(&t), want, what);
	text_free(&t);
}

static void test_zip(void)
{
	struct maker m = { 0 }, many = { 0 }, odd = { 0 };
	struct text t = { 0 };
	zip_finish(&m, "");
	unzips(text_span(&m.zip), "", "an empty zip");
	m = (struct maker){ 0 };
	add_member(&m, "../../etc/passwd", SPAN("<one>"), 8, 0);
	add_member(&m, "folder/", SPAN(""), 0, 0);
	add_member(&m, "", SPAN("<two>"), 0, 0);
	zip_finish(&m, "PK, a comment");
	struct span s = text_span(&m.zip);
	unzips(s, "<one>|folder|<two>|", "packed, folder, stored");
	text_adds(&t, "before");
	text_add(&t, s);
	text_adds(&t, "\r\nbehind");
	unzips(text_span(&t), "<one>|folder|<two>|", "something before it and behind");
	unzips((struct span){ s.at, s.len - 40 }, "it is a zip and cut short", "cut short");
	unzips((struct span){ s.at, 4 }, "it is a zip and cut short", "nothing but its name");

	/* Whatever octet is another: an answer, and no octet from outside. */
	bool good = true;
	for (size_t i = 0; i < s.len; i++)
		for (int bit = 1; bit < 256; bit *= 2) {
			m.zip.at[i] ^= (char)bit;
			struct text got = unzip(s);
			good &= got.len < 1000;
			text_free(&got);
			m.zip.at[i] ^= (char)bit;
		}
	ok(good, "each bit turned round, one after the other");

	add_member(&odd, "a", SPAN("<one>"), 8, 1);
	zip_finish(&odd, "");
	unzips(text_span(&odd.zip), "it is a zip with a password", "encrypted");
	odd = (struct maker){ 0 };
	add_member(&odd, "a", SPAN("<one>"), 14, 0);
	zip_finish(&odd, "");
	unzips(text_span(&odd.zip), "it is a zip packed by another method than deflate", "LZMA");
	odd = (struct maker){ 0 };
	add_member(&odd, "a", SPAN("<one>"), 0, 0);
	odd.zip.at[33] ^= 1;
	zip_finish(&odd, "");
	unzips(text_span(&odd.zip), "<ooe>|it is packed and damaged", "a wrong checksum");
	for (int i = 0; i < 20000; i++)
		add_member(&many, "a", SPAN(""), 0, 0);
	zip_finish(&many, "");
	unzips(text_span(&many.zip), "it is a zip of more than 64 files", "20,000 members");
	many.zip.at[many.zip.len - 12] = many.zip.at[many.zip.len - 11] = 0;
	struct text got = unzip(text_span(&many.zip));
	ok(got.len == 64 + strlen("it is a zip of more than 64 files"), "20,000 members that call themselves none");
	text_free(&got);
	text_free(&t);
	text_free(&m.zip);
	text_free(&odd.zip);
	text_free(&many.zip);
}

int main(void)
{
	scratch_begin();
	test_file();
	test_decoded();
	test_gzip();
	test_zip();
	scratch_end();
	return tap_end();
}
