/* Numbers as owners write them: within their bounds, with k and M where octets are counted, and nothing else. */
#include "number.h"
#include "die.h"
#include "scratch.h"
#include "tap.h"

static void option(void *word)
{
	number_option(word, 1, 10, "program [-n NUMBER]");
}

int main(void)
{
	static const struct { const char *in; unsigned long long least, most, plain, size; } all[] = {	/* 99: none */
		{ "0", 0, 50, 0, 0 }, { "0", 1, 50, 99, 99 }, { "50", 0, 50, 50, 50 }, { "51", 0, 50, 99, 99 },
		{ "007", 0, 50, 7, 7 }, { "", 0, 50, 99, 99 }, { "x", 0, 50, 99, 99 }, { "-1", 0, 50, 99, 99 },
		{ "+1", 0, 50, 99, 99 }, { " 1", 0, 50, 99, 99 }, { "1 ", 0, 50, 99, 99 }, { "1.5", 0, 50, 99, 99 },
		{ "99999999999999999999", 0, -1ULL, 99, 99 }, { "18446744073709551615", 0, -1ULL, -1ULL, -1ULL },
		{ "2k", 0, 5000, 99, 2048 }, { "2K", 0, 5000, 99, 2048 }, { "5k", 0, 5000, 99, 99 }, { "4k", 0, 5000, 99, 4096 },
		{ "3M", 0, 1 << 24, 99, 3 << 20 }, { "3m", 0, 1 << 24, 99, 99 }, { "1G", 0, -1ULL, 99, 99 },
		{ "k", 0, 5000, 99, 99 }, { "1kM", 0, -1ULL, 99, 99 }, { "1kk", 0, -1ULL, 99, 99 }, { "0k", 0, 50, 99, 0 },
		{ "0k", 1, 5000, 99, 99 }, { "1k", 1024, 5000, 99, 1024 }, { "1k", 1025, 5000, 99, 99 },
		{ "17592186044415M", 0, -1ULL, 99, 17592186044415ULL << 20 }, { "17592186044416M", 0, -1ULL, 99, 99 },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		unsigned long long plain = 99, size = 99;
		bool is_plain = number_read(span(all[i].in), all[i].least, all[i].most, &plain);
		bool is_size = number_read_size(span(all[i].in), all[i].least, all[i].most, &size);
		ok(plain == all[i].plain && is_plain == (plain != 99), "\"%s\" as a number from %llu to %llu", all[i].in,
			all[i].least, all[i].most);
		ok(size == all[i].size && is_size == (size != 99), "\"%s\" as a size", all[i].in);
	}
	ok(number_option("10", 1, 10, "") == 10, "an option");
	ok(in_child(option, (char[]){ "11" }) == TEMP, "one that is too large: 75");
	return tap_end();
}
