#!/bin/sh
# strip-parts: parts that the list does not pass on, and what is said of them; all else stays.
# shellcheck source=tests/lib.sh disable=SC2016,SC2059
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
printf 'From: a@b.c\nTo: x\n\nhello\n' >"$T/in.eml"
contract strip-parts -f .exe 'application/*'

# strips WHAT "OPTIONS" IN WANT: IN and WANT are for printf %b.
strips()
{
	printf '%b' "$3" >"$T/in"
	printf '%b' "$4" >"$T/want"
	# shellcheck disable=SC2086 # several words
	exits 0 "$1" strip-parts $2 <"$T/in"
	same "$1: as written by hand" "$T/out" "$T/want"
	is "$1: without a word" "$(cat "$T/err")" ""
	cp "$T/out" "$T/once"
	# shellcheck disable=SC2086
	strip-parts $2 <"$T/once" >"$T/twice"
	same "$1: twice is as once" "$T/twice" "$T/once"
}
stays() { strips "$1" "$2" "$3" "$3"; }

# ---- golden ----
head='From: a@b.c\nMIME-Version: 1.0\n'
text='\none\n'
note='Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\nContent-Disposition: inline\n\n'
exe='Content-Type: application/octet-stream; name="Setup.EXE"\nContent-Transfer-Encoding: base64\n\nTVqQ\nAAMA\n'
html='Content-Type: text/html\n\n<p>one\n'
png='Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAEC\n'
mixed="Content-Type: multipart/mixed; boundary=b\n\npre\n--b\n"
said="${note}[Setup.EXE (application/octet-stream, 6 octets) has been removed by the list.]\n"
strips "by name" .exe "${head}Content-Length: 7\nLines: 7\n$mixed$text--b  \n$exe--b\n$text--b-- \nepilogue" "$head$mixed$text--b  \n$said--b\n$text--b-- \nepilogue"
strips "by type" application/octet-stream "$head$mixed$exe--b--\n" "$head$mixed$said--b--\n"
strips "by half a type" 'APPLICATION/*' "$head$mixed$exe--b--\n" "$head$mixed$said--b--\n"
strips "by its other name" .exe "$head${mixed}Content-Type: x/x; name=a.exe\nContent-Disposition: inline; filename=a.txt\n\nx\n--b--\n" \
	"$head$mixed${note}[a.txt (x/x, 1 octets) has been removed by the list.]\n--b--\n"
strips "several" '.zip image/png .exe' "$head$mixed$exe--b\n$text--b\n$png\n--b--\n" \
	"$head$mixed$said--b\n$text--b\n${note}[A part of type image/png (3 octets) has been removed by the list.]\n--b--\n"
strips "the last one, unclosed" .exe "$head$mixed$text--b\n$exe" "$head$mixed$text--b\n$said"
strips "the message itself" .exe "From: a@b.c\nContent-Language: de\nContent-Type: application/x; name=a.exe\nTo: x\nLines: 1\n\nMZ\n" \
	"From: a@b.c\nTo: x\n${note%\\n\\n}\nMIME-Version: 1.0\n\n[a.exe (application/x, 3 octets) has been removed by the list.]\n"
strips "all of a multipart" 'multipart/*' "From: a@b.c\nTo: x\n$mixed$text--b--\n" \
	"From: a@b.c\nTo: x\n${note%\\n\\n}\nMIME-Version: 1.0\n\n[A part of type multipart/mixed (19 octets) has been removed by the list.]\n"
alternative='Content-Type: multipart/alternative; boundary=a\n\n'
strips "an alternative just goes" text/html "$head$alternative--a\n$text--a\n$html--a--\n" "$head$alternative--a\n$text--a--\n"
strips "and so does the first" text/plain "$head$alternative--a\n$text--a\n$html--a--\n" "$head$alternative--a\n$html--a--\n"
htmlsaid="${note}[A part of type text/html (6 octets) has been removed by the list.]\n"
strips "but not if it was the only one" text/html "$head$alternative--a\n$html--a--\n" "$head$alternative--a\n$htmlsaid--a--\n"
strips "and not if the others are empty" text/html "$head$alternative--a\n\n \n--a\n$html--a--\n" "$head$alternative--a\n\n \n--a\n$htmlsaid--a--\n"
strips "what is empty behind it would be shown in its stead" text/html "$head$alternative--a\n$html--a\n\n \n--a--\n" "$head$alternative--a\n$htmlsaid--a--\n"
strips "-f as well" '-f text/html' "$head$alternative--a\n$html--a\n\n--a\n\n \n" "$head$alternative--a\n$htmlsaid--a--\n"
related="Content-Type: multipart/related; boundary=r\n\n--r\n$html--r\n$png--r--\n"
strips "what belongs to HTML goes with it" text/html "$head$alternative--a\n$text--a\n$related--a--\n" "$head$alternative--a\n$text--a--\n"
strips "alone, it leaves a line" text/html "$head$mixed$related--b--\n" "$head$mixed$htmlsaid--b--\n"
strips "a picture in HTML" 'image/*' "$head$mixed$related--b--\n" \
	"$head${mixed}Content-Type: multipart/related; boundary=r\n\n--r\n$html--r\n${note}[A part of type image/png (3 octets) has been removed by the list.]\n--r--\n--b--\n"
strips "-f: the first of alternatives" -f "$head$alternative--a\n$text--a\n$related--a\n$html--a--\nepilogue\n" "$head$alternative--a\n$text--a--\nepilogue\n"
strips "-f, unclosed" -f "$head$alternative--a\n$text--a\n$html--a\n$html" "$head$alternative--a\n$text--a--\n"
strips "-f, an inner one unclosed" -f "$head$mixed$alternative--a\n$text--a\n$html--b\n$text--b--\n" "$head$mixed$alternative--a\n$text--b\n$text--b--\n"
strips "-f and a type" '-f text/plain' "$head$alternative--a\n$text--a\n$html--a\n$html--a--\n" "$head$alternative--a\n$html--a--\n"
stays "-f where the first is empty" -f "$head$alternative--a\n\n\n \n--a\n$html--a--\n"
stays "-f where another has attachments" -f "$head$alternative--a\n$text--a\n$mixed$html--b\n$exe--b--\n--a--\n"
strips "names in every form" .exe "$head${mixed}Content-Type: a/b\nContent-Disposition: attachment; filename*=iso-8859-1''%E9.exe\n\nx\n--b\nContent-Type: a/b; name=\"=?UTF-8?B?w6kuZXhl?=\"\n\nx\n--b--\n" \
	"$head${mixed}Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\nContent-Disposition: inline\n\n[=C3=A9.exe (a/b, 1 octets) has been removed by the list.]\n--b\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\nContent-Disposition: inline\n\n[=C3=A9.exe (a/b, 1 octets) has been removed by the list.]\n--b--\n"
strips "a part whose header has no end" text/html "$head${mixed}Content-Type: text/html\n--b\n$text--b--\n" \
	"$head$mixed${note}[A part of type text/html (0 octets) has been removed by the list.]\n--b\n$text--b--\n"

# ---- what stays ----
signed='Content-Type: multipart/signed; boundary=s\n\n--s\nContent-Type: multipart/mixed; boundary=i\n\n--i\n'
stays "what is signed" '-f .exe text/html' "$head$signed$exe--i\n$alternative--a\n$text--a\n$html--a--\n--i--\n--s\nContent-Type: application/pgp-signature\n\nx\n--s--\n"
stays "what is encrypted" 'application/*' "${head}Content-Type: multipart/encrypted; boundary=s\n\n--s\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--s\n$exe--s--\n"
stays "what is in an attached mail" '.exe' "$head${mixed}Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=x\n\n--x\n$exe--x--\n--b--\n"
stays "a part of no such name" '.exe .tar.gz' "$head${mixed}Content-Type: a/b; name=exe\n\nx\n--b\nContent-Type: a/b; name=a.tar.gz\n\nx\n--b--\n"
strips "a signed mail as a whole" multipart/signed "$head$mixed$signed$text--i--\n--s--\n--b--\n" \
	"$head$mixed${note}[A part of type multipart/signed (67 octets) has been removed by the list.]\n--b--\n"

# ---- the words ----
printf '%b' "$head$mixed$exe--b--\n" >"$T/in"
exits 0 "in Japanese" env LANGUAGE=ja strip-parts .exe <"$T/in"
is "is said so" "$(sed -n '/^W1/,/^--b/p' "$T/out" | base64 -di 2>/dev/null)" "[Setup.EXE (application/octet-stream、6 バイト) はメーリングリストで削除されました。]"
mkdir texts
printf 'stripped: --b {{NAME}} {{SIZE}}\n' >texts/phrases
exits 0 "in the list's own words" strip-parts .exe <"$T/in"
ok "are no boundary" grep -qx LS1iIFNldHVwLkVYRSA2Cg== "$T/out"
rm -r texts
printf '%b' "$head${mixed}Content-Type: a/b; name=\"{{SIZE}}\\033[31m\\0342\\0200\\0256.exe\"\n\nx\n--b--\n" >"$T/in"
exits 0 "a hostile name" strip-parts .exe <"$T/in"
ok "is a name" grep -qF '[{{SIZE}}[31m.exe (a/b, 1 octets) has' "$T/out"

# ---- every structure, judged by another parser ----
mkdir "$T/mails"
"$here/mime-mails" "$T/mails"
round=0
judge()
{
	round=$((round + 1))
	mkdir "$T/$round"
	wrong=
	for f in "$T"/mails/*.eml; do
		out=$T/$round/${f##*/}
		strip-parts "$@" <"$f" >"$out" || wrong="$wrong ${f##*/} fails;"
		# shellcheck disable=SC2002 # a pipe can't be rewound, a file can
		cat "$f" | strip-parts "$@" | cmp -s - "$out" || wrong="$wrong $f: a pipe is not as a file;"
	done
	is "$(find "$T/mails" -type f | wc -l) mails, $*" "$wrong" ""
	is "judged by Python" "$("$here/judge-strip" "$T/mails" "$T/$round" "$@" 2>&1)" ""
}
judge .exe 'image/*' .zip
judge text/html
judge -f
judge -f 'application/*' text/calendar
judge message/rfc822 multipart/report text/plain

# ---- usage ----
for words in '' exe . "a/b exe" "-f ."; do
	# shellcheck disable=SC2086 # several words
	exits 75 "usage: '$words'" strip-parts $words <"$T/in.eml"
	says "is said" '^4\.3\.5 strip-parts: usage: strip-parts \[-f\]'
done
printf '%b' "$head$mixed$exe--b--\n" >"$T/in"
exits 75 "/dev/full" sh -c 'strip-parts .exe <"$1" >/dev/full' - "$T/in"
printf '%b' "$head$exe" >"$T/in"
exits 75 "/dev/full for the whole message" sh -c 'strip-parts .exe <"$1" >/dev/full' - "$T/in"
exits 75 "a language that is none" env LANGUAGE=../x strip-parts .exe <"$T/in"
exits 75 "one that has no texts" env LANGUAGE=xx strip-parts .exe <"$T/in"
says "is said" '^4\.3\.5 strip-parts: there is no text .*phrases'

# ---- hostile ----
{ printf "$head"; printf 'Content-Type: multipart/mixed; boundary=b\n\n'
  awk 'BEGIN { for (i = 0; i < 50000; i++) printf "--b\nContent-Type: a/b; name=x.exe\n\nx\n" }'; printf -- '--b--\n'; } >"$T/in"
exits 0 "50,000 parts" strip-parts .exe <"$T/in"
is "go up to the 2,000th" "$(grep -c '^\[x.exe ' "$T/out") $(grep -c '^Content-Type: a/b' "$T/out")" "1999 48001"
{ printf "$head"; printf 'Content-Type: multipart/alternative; boundary=b0\n\n'
  awk 'BEGIN { for (i = 0; i < 2000; i++) printf "--b%d\n\nx\n--b%d\nContent-Type: multipart/alternative; boundary=b%d\n\n", i, i, i + 1 }'; } >"$T/in"
exits 0 "1,000 alternatives, one in the other" timeout 5 strip-parts -f <"$T/in"
is "become one" "$(sed 1,4d "$T/out" | tr '\n' '|')" '--b0||x|--b0--|'
finish
