#!/bin/sh
# wrap-lines: no line over 998 octets, and a reader sees what was there before.
# shellcheck source=tests/lib.sh disable=SC2016,SC2059
. "$(dirname "$0")/lib.sh"

repeat() { awk -v n="$1" -v s="$2" 'BEGIN { while (n-- > 0) printf "%s", s }'; }
longest() { LC_ALL=C awk '{ if (length > n) n = length } END { print n + 0 }' "$1"; }

# ---- nothing to do ----
printf 'From: a@b.c\nSubject :  two\n\twords \nContent-Type: text/plain\n\nbody \n.\n\303\251\377\0\n=20=\nlast' >"$T/in"
exits 0 "short lines" wrap-lines <"$T/in"
same "pass byte for byte" "$T/out" "$T/in"
is "without a word" "$(cat "$T/err")" ""
{ printf 'From: a@b.c\n\n'; repeat 998 x; printf '\n'; repeat 998 y; } >"$T/in"
exits 0 "998 octets" wrap-lines <"$T/in"
same "are no long line" "$T/out" "$T/in"

# ---- golden: RFC 2045 section 6.7, by hand ----
{ printf 'From: a@b.c\n\n'; repeat 1000 a; printf ' \n\nx=1 \303\251\ttab\t\n--\n-\n'; } >"$T/in"
{ printf 'From: a@b.c\nContent-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\n\n'
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do repeat 75 a; echo '='; done; repeat 25 a
  printf '=20\n\nx=3D1 =C3=A9\ttab=09\n--\n-\n'; } >"$T/want"
exits 0 "a long line in a mail without MIME" wrap-lines <"$T/in"
same "makes it quoted-printable; its charset stays unsaid" "$T/out" "$T/want"
wrap-lines <"$T/want" >"$T/again"
same "twice is as once" "$T/again" "$T/want"
{ printf 'From: a@b.c\nMIME-Version: 1.0\nContent-Transfer-Encoding: 8bit\nTo: x\n\n'; repeat 75 a; repeat 925 -; } >"$T/in"
{ printf 'From: a@b.c\nMIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\nTo: x\n\n'
  repeat 75 a; echo '='
  for i in 1 2 3 4 5 6 7 8 9 10 11 12; do printf '=2D'; repeat 72 -; echo '='; done; printf '=2D'; repeat 48 -; } >"$T/want"
exits 0 "hyphens" wrap-lines <"$T/in"
same "start no line that was none before; the field stays in its place" "$T/out" "$T/want"
{ printf 'From: a@b.c\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n'; repeat 100 QUJDREVGR0hJSktM; echo; echo QUI=; } >"$T/in"
{ printf 'From: a@b.c\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n'
  repeat 100 QUJDREVGR0hJSktM | sed 's/.\{76\}/&\n/g'; echo; echo QUI=; } >"$T/want"
exits 0 "base64 on one line" wrap-lines <"$T/in"
same "gets lines of 76" "$T/out" "$T/want"
{ printf 'From: a@b.c\nContent-Transfer-Encoding: Quoted-Printable\n\n'; repeat 401 '=E3=81=82'; printf '=\nx=  \ny\n'; repeat 999 =zz; echo; } >"$T/in"
{ printf 'From: a@b.c\nContent-Transfer-Encoding: Quoted-Printable\n\n'; repeat 401 '=E3=81=82' | sed 's/.\{75\}/&=\n/g'
  printf '=\nx=  \ny\n'; repeat 999 =zz; echo; } >"$T/want"
exits 0 "quoted-printable on one line" wrap-lines <"$T/in"
same "is broken between its octets, and where it is damaged not at all" "$T/out" "$T/want"

# ---- header lines ----
{ printf 'From: a@b.c\nReferences:'; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do printf ' <%060d@example.org>' $i; done; printf ' \n'
  printf 'List-Id: '; repeat 1200 x; printf '\n\nbody\n'; } >"$T/in"
{ printf 'From: a@b.c\nReferences:'; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do printf ' <%060d@example.org>\n' $i; done
  printf ' <%060d@example.org> \nList-Id: ' 16; repeat 1200 x; printf '\n\nbody\n'; } >"$T/want"
exits 0 "a long line in the header" wrap-lines <"$T/in"
same "is folded at blanks where it has any, and stays where it has none" "$T/out" "$T/want"

# field WHAT IN WANT: a field as it comes, and as it leaves.
field()
{
	printf '%s\n\nbody\n' "$2" >"$T/in"
	printf '%s\n\nbody\n' "$3" >"$T/want"
	exits 0 "$1" wrap-lines <"$T/in"
	same "$1: every line is short, and nothing is lost" "$T/out" "$T/want"
	wrap-lines <"$T/want" >"$T/again"
	same "$1: twice is as once" "$T/again" "$T/want"
}
# 36 octets, so that two with their commas are 74, and 78 behind "To: ".
a='0123456789abcdefghijklmn@example.org'
in=$a,$a pairs=$a,$a
for i in 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do in="$in,$a,$a" pairs="$pairs,
 $a,$a"; done
field "addresses without a blank" "To: $in" "To: $pairs"
field "two lines of them" "cC: $in,
	b@c.d,$a,$in" "cC: $pairs,
	b@c.d,$a,
 $pairs"
x=$(repeat 1000 x)
y=$(repeat 80 y)
field "no comma in a name or a comment is a place to fold" "Resent-To: \"$y,\\\",$y\"<$a>,(c,(\\),)\",$y)$a,$in" \
	"Resent-To: \"$y,\\\",$y\"<$a>,
 (c,(\\),)\",$y)$a,
 $pairs"
field "a comma with blanks behind it gets no more" "To:  $y, 	$a ,$a,$in, " "To:  $y,
 	$a ,$a,
 $pairs, "
field "message-ids" "References:<$y@a><$y@b>,<$(repeat 900 z)@c>" "References:<$y@a>
 <$y@b>
 ,<$(repeat 900 z)@c>"
field "parameters" "Content-Type:text/plain;charset=utf-8;format=flowed;name=\"$(repeat 450 'a;')\";$y=1;x=$y" \
	"Content-Type:text/plain;charset=utf-8;format=flowed;
 name=\"$(repeat 450 'a;')\";
 $y=1;
 x=$y"
# Encoded words of 75 characters, of which 63 are letters (RFC 2047 section 2).
field "a subject without a blank" "SUBJECT: [orch:00123] $x" "$(printf 'SUBJECT: [orch:00123]\n')
$(for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do printf ' =?UTF-8?Q?%s?=\n' "$(repeat 63 x)"; done
printf ' =?UTF-8?Q?%s?=' "$(repeat 55 x)")"
field "what nobody knows is cut" "X-No-Blank: a $x" "X-No-Blank: a
 $(repeat 997 x)
 xxx"
field "and not within a character" "X-A:$(repeat 331 東) y $(repeat 500 é)" "X-A:$(repeat 331 東)
 y
 $(repeat 498 é)
 éé"
field "blanks are no line" "X-A:$(repeat 1200 ' ')$x$(repeat 1200 ' ')" "X-A: $(repeat 993 x)
 xxxxxxx"
in="Message-ID: <$x@example.org>
DKIM-Signature: v=1;b=$x
List-Post:<mailto:a@b.c?subject=a,$x>
To: \"a,b,$x"
field "no other field is folded, or one with an open quote" "$in" "$in"
{ printf 'From: a@b.c\nX:'; repeat 1100 ' '; printf 'a\n\n'; } >"$T/in"
exits 0 "blanks alone" wrap-lines <"$T/in"
same "are no place to fold" "$T/out" "$T/in"

# ---- many parts ----
long=$(repeat 300 'abc=\303\251 ')
b64=$(repeat 300 'QUJD')
padding=$(printf '  \t')
cat >"$T/in" <<EOF
From: a@b.c
MIME-Version: 1.0
Content-Type: multipart/mixed; (a comment) charset=x; BOUNDARY = "one two\\";x"

preamble --one two";x
--one two";x$padding

no header, just text
$long

--one two";x--x
--one two";x
Content-Type: text/html; charset=utf-8; name="$(repeat 200 'name ')"
Content-Transfer-Encoding: 8bit

$long$padding
--one
--one two";x
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain

$long--inner
--inner
--inner--
epilogue of the inner one $long
--one two";x
Content-Type: image/gif
Content-Transfer-Encoding: BASE64

$b64$b64

--one two";x
Content-Type: multipart/mixed; boundary=never-closed

--never-closed

$long
--one two";x
Content-Type: text/plain

last $long
--one two";x--
--inner
epilogue $long
EOF
exits 0 "parts within parts" wrap-lines <"$T/in"
cp "$T/out" "$T/wrapped"
is "Python reads the same" "$("$here/same-content" "$T/in" "$T/wrapped")" ""
is "six parts are encoded or broken, what lies between them is not" \
	"$(grep -c '^Content-Transfer-Encoding: quoted-printable' "$T/wrapped") $(grep -c '^epilogue' "$T/wrapped") $(awk 'length > 998 { print substr($0, 1, 8) }' "$T/wrapped" | tr '\n' '|')" \
	"5 2 epilogue|epilogue|"
exits 0 "again" wrap-lines <"$T/wrapped"
same "is as once" "$T/out" "$T/wrapped"

# ---- what is left alone ----
alone()
{
	printf "From: a@b.c\nMIME-Version: 1.0\n$2" >"$T/in"
	exits 0 "$1" wrap-lines <"$T/in"
	same "is left alone" "$T/out" "$T/in"
}
alone "multipart/signed" "Content-Type: multipart/signed; boundary=s\n\n--s\nContent-Type: text/plain\n\n$long\n--s\nContent-Type: application/pgp-signature\n\n$long\n--s--\n"
alone "a part of a multipart in a multipart/signed" "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: Multipart/Signed; boundary=s\n\n--s\nContent-Type: multipart/mixed; boundary=i\n\n--i\nX-Long: $long\n\n$long\n--i--\n--s\n\n$long\n--s--\n--m--\n"
alone "message/rfc822" "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: message/rfc822\n\nSubject: x\n\n$long\n--m--\n"
alone "a part of a multipart/digest" "Content-Type: multipart/digest; boundary=m\n\n--m\n\nSubject: x\n\n$long\n--m--\n"
alone "message/delivery-status" "Content-Type: message/delivery-status\n\n$long\n"
alone "an unknown encoding" "Content-Transfer-Encoding: x-uuencode\n\n$long\n"
alone "an encoding with a comment" "Content-Transfer-Encoding: base64 (letters)\n\n$long\n"
alone "two encodings" "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n$long\n"
alone "two types" "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\n$long\n"
alone "two boundaries" "Content-Type: multipart/mixed; boundary=m; boundary=n\n\n--m\n\n$long\n--n\n\n$long\n"
alone "a multipart without boundary" "Content-Type: multipart/mixed\n\n--\n\n$long\n"
alone "a part with a line that is no field" "Content-Type: multipart/mixed; boundary=m\n\n--m\nno field\n\n$long\n--m--\n"

# ---- hostile ----
{ printf 'From: a@b.c\nContent-Type: multipart/mixed; boundary=b0\n\n'
  awk 'BEGIN { for (i = 0; i < 2000; i++) printf "--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n", i, i + 1 }'
  printf "$long\n"; } >"$T/in"
exits 0 "2,000 multiparts, one in the other" wrap-lines <"$T/in"
same "are left alone" "$T/out" "$T/in"
{ printf 'From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n'
  awk 'BEGIN { for (i = 0; i < 50000; i++) printf "--b\n\nx\n" }'; printf "$long\n--b--\n"; } >"$T/in"
exits 0 "50,000 parts" wrap-lines <"$T/in"
same "are left alone from the 2,000th on" "$T/out" "$T/in"
{ printf 'From: a@b.c\n\n'; head -c 5000000 /dev/urandom | tr '\r' '\n'; repeat 1000 '\377'; } >"$T/in"
exits 0 "5 MB of anything" wrap-lines <"$T/in"
is "comes back" "$("$here/same-content" "$T/in" "$T/out")" ""
is "on lines of 76" "$(longest "$T/out")" 76
# shellcheck disable=SC2002 # a pipe can't be rewound, a file can
cat "$T/in" | wrap-lines >"$T/piped"
same "from a pipe as from a file" "$T/piped" "$T/out"

# ---- the contract of a step ----
exits 75 "/dev/full" sh -c 'wrap-lines <"$1" >/dev/full' - "$T/in"
says "is said" '^4\.3\.1 wrap-lines: '
printf 'From: a@b.c\n\nx\n' >"$T/short"
exits 75 "/dev/full for a short one" sh -c 'wrap-lines <"$1" >/dev/full' - "$T/short"
exits 75 "a closed standard input" wrap-lines <&-
exits 75 "a closed standard output" sh -c 'wrap-lines <"$1" >&-' - "$T/in"
exits 75 "an unknown option" wrap-lines -Z <"$T/short"
says "is a usage error" '^4\.3\.5 wrap-lines: usage: wrap-lines$'
exits 75 "an argument" wrap-lines 998 <"$T/short"
exits 100 "no header" wrap-lines </dev/null
exits 0 "help" wrap-lines --help
mkdir "$T/dry"
(cd "$T/dry" && DRY_RUN=1 wrap-lines <"$T/in" >"$T/piped")
is "a dry run leaves the folder alone" "$(find "$T/dry" | wc -l)" 1
finish
