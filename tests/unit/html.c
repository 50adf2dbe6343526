/* What mail programs make of a line or two. */
#include "html.h"
#include "tap.h"

static struct span read_html(const char *html)
{
	struct text t = { 0 };
	html_text(span(html), &t);
	return text_span(&t);
}

int main(void)
{
	static const struct { const char *html, *want; } cases[] = {
		{ "", "" },
		{ "help", "help\n" },
		{ "<div dir=\"ltr\">subscribe 花子<div><br></div><span>-- </span><br><div>Hanako</div></div>",
			"subscribe 花子\n--\nHanako\n" },
		{ "<html><head><style><!-- p.MsoNormal {margin:0} --></style><title>x</title></head><body>\n"
			"<p class=\"MsoNormal\">help<o:p></o:p></p>\n<p>&nbsp;</p><p>Best&nbsp;regards<br>Bill</p></body></html>",
			"help\nBest regards\nBill\n" },
		{ "ok<blockquote>A post<br>waits<blockquote>more</blockquote>x</blockquote>end",
			"ok\n> A post\n> waits\n> more\n> x\nend\n" },
		{ "off<hr style=\"x\">\nunsubscribe", "off\n--\nunsubscribe\n" },
		{ "a  b\n\t c\302\240d", "a b c d\n" },
		{ "<tr><td>chaddr</td><td>a@x</td></tr>", "chaddr a@x\n" },
		{ "a&lt;b&gt;&amp;&quot;&apos;&#39;&#x3042;&#12354;", "a<b>&\"''ああ\n" },
		{ "&unknown; &; & &#; &#x110000; &#xD800; &#10; &#0;", "&unknown; &; & &#; &#x110000; &#xD800; &#10; &#0;\n" },
		{ "&lt;hr&gt;", "<hr>\n" },			/* written, not meant */
		{ "<!-- help", "" },
		{ "help<", "help\n" },
		{ "help<style>bye", "help\n" },
		{ "</blockquote>help</p", "help\n" },
		{ "<HR/>", "--\n" },
		{ "\xff", "\xef\xbf\xbd\n" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is(read_html(cases[i].html), cases[i].want, cases[i].html);
	return tap_end();
}
