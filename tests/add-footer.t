#!/bin/sh
# add-footer: the list's lines under a post, by the structure of the mail; all else stays.
# shellcheck source=tests/lib.sh disable=SC2016,SC2059
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
printf 'From: a@b.c\nTo: x\n\nhello\n' >"$T/in.eml"
: >empty
contract add-footer empty

printf -- '-- \norch mailing list\nhttp://ml.example.jp/\n' >ascii
printf -- '-- \n東京オーケストラ\nhttp://ml.example.jp/?a=b\n' >ja
printf -- '--\n高橋様①\n' >ibm
printf -- '-- \nGrüße\n' >de

# footer WHAT FILE IN WANT: IN and WANT are for printf %b.
footer()
{
	printf '%b' "$3" >"$T/in"
	printf '%b' "$4" >"$T/want"
	exits 0 "$1" add-footer "$2" <"$T/in"
	same "$1: as written by hand" "$T/out" "$T/want"
	is "$1: without a word" "$(cat "$T/err")" ""
	cp "$T/out" "$T/once"
	add-footer "$2" <"$T/once" >"$T/twice"
	same "$1: twice is as once" "$T/twice" "$T/once"
}

# ---- text: golden, by RFC 2045, 2046, 3676 and 1468 ----
head='From: a@b.c\n'
under='-- \norch mailing list\nhttp://ml.example.jp/\n'
footer "no MIME at all" ascii "${head}To: x\n\nhello\n" "${head}To: x\n\nhello\n$under"
footer "an empty text" ascii "$head\n" "$head\n$under"
footer "no final newline" ascii "$head\nhello" "$head\nhello\n$under"
footer "raw octets of a charset that nobody says" ascii "$head\ncaf\0351\n" "$head\ncaf\0351\n$under"
footer "what is said of the body" ascii "Content-Length: 6\n${head}Lines: 1\nContent-MD5: x\nContent-Language: de\n\nhello\n" "${head}Content-Language: de\n\nhello\n$under"
footer "ASCII that becomes UTF-8" ja "${head}Content-Type: TEXT/Plain; format=fixed; x=\"a b\"; charset=us-ascii\nTo: x\n\na = b\n" \
	"${head}Content-Type: text/plain; charset=UTF-8; format=fixed; x=\"a b\"\nTo: x\nContent-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\n\na =3D b\n--=20\n=E6=9D=B1=E4=BA=AC=E3=82=AA=E3=83=BC=E3=82=B1=E3=82=B9=E3=83=88=E3=83=A9\nhttp://ml.example.jp/?a=3Db\n"
footer "of parameters with one name the first counts" de "${head}Content-Type: text/plain; format=\"\\\\x\"; format=flowed; name=; name*0=a.exe; Name=a.exe\n\na\n" \
	"${head}Content-Type: text/plain; charset=UTF-8; format=\"\"; format=flowed\nContent-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\n\na\n--=20\nGr=C3=BC=C3=9Fe\n"
footer "a comment before the type" de "${head}Content-Type: (a; boundary=a; boundary=b; format=flowed) text/plain; x=y\n\na \n" \
	"${head}Content-Type: text/plain; charset=UTF-8; x=y\nContent-Transfer-Encoding: quoted-printable\nMIME-Version: 1.0\n\na=20\n--=20\nGr=C3=BC=C3=9Fe\n"
footer "UTF-8 in eight bits" de "${head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nä\n" \
	"${head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nä\n-- \nGrüße\n"
footer "Latin 1" de "${head}Content-Type: text/plain; charset=iso-8859-1\n\n\0344\n" \
	"${head}Content-Type: text/plain; charset=iso-8859-1\n\n\0344\n-- \nGr\0374\0337e\n"
footer "Latin 1, Japanese under it" ja "${head}Content-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: 8bit\n\n\0344\n" \
	"${head}Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nMIME-Version: 1.0\n\nä\n-- \n東京オーケストラ\nhttp://ml.example.jp/?a=b\n"
jp='Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n'
footer "ISO-2022-JP" ja "$head$jp\n\033\$B:#Lk\033(B\n" \
	"$head$jp\n\033\$B:#Lk\033(B\n-- \n\033\$BEl5~%*!<%1%9%H%i\033(B\nhttp://ml.example.jp/?a=b\n"
footer "ISO-2022-JP that does not come back to ASCII" ja "$head$jp\n\033\$B:#Lk\n" \
	"$head$jp\n\033\$B:#Lk\n\033(B\n-- \n\033\$BEl5~%*!<%1%9%H%i\033(B\nhttp://ml.example.jp/?a=b\n"
footer "ISO-2022-JP, which has no circled digits" ibm "$head$jp\n\033\$B:#Lk\033(B\n" \
	"${head}Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\nMIME-Version: 1.0\n\n5LuK5aScCi0tCumrmOapi+anmOKRoAo=\n"
printf '～−¢\n' >dash
footer "a full-width tilde, a minus" dash "$head$jp\n\033\$B:#Lk\033(B\n" "$head$jp\n\033\$B:#Lk\033(B\n\033\$B!A!]!q\033(B\n"
printf '〜－￠\n' >dash
footer "and how others write them" dash "$head$jp\n\033\$B:#Lk\033(B\n" "$head$jp\n\033\$B:#Lk\033(B\n\033\$B!A!]!q\033(B\n"
quoted='Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n'
footer "quoted-printable" de "$head$quoted\na=\nb  \n" "$head$quoted\na=\nb  \n--=20\nGr=C3=BC=C3=9Fe\n"
footer "quoted-printable that ends in a soft line break" de "$head$quoted\nab=\n" "$head$quoted\nab=\n\n--=20\nGr=C3=BC=C3=9Fe\n"
footer "the same, cut short" de "$head$quoted\nab= " "$head$quoted\nab= \n\n--=20\nGr=C3=BC=C3=9Fe\n"
footer "quoted-printable without a final newline" de "$head$quoted\nab=3D" "$head$quoted\nab=3D\n--=20\nGr=C3=BC=C3=9Fe\n"
b64='Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n'
footer "base64 of whole groups" de "$head$b64\nYWJjCmRl\nZgoK\n" "$head$b64\nYWJjCmRl\nZgoK\nLS0gCkdyw7zDn2UK\n"
footer "base64 with a padded group" de "$head$b64\nYWIK\nYQo=\n" "$head$b64\nYWIK\nYQotLSAKR3LDvMOfZQo=\n"
footer "base64 without a newline inside or after it" de "$head$b64\nYWJj" "$head$b64\nYWJj\nDQotLSANCkdyw7zDn2UNCg==\n"
flowed='Content-Type: text/plain; charset=utf-8; Format="Flowed"\nContent-Transfer-Encoding: 8bit\n'
printf ' > a  \n>b\nFrom c \n-- \nd   \n' >lines
footer "format=flowed" lines "$head$flowed\nx \ny\n" "$head$flowed\nx \ny\n  > a\n >b\n From c\n-- \nd\n"
footer "format=flowed with a paragraph that does not end" lines "$head$flowed\nx \ny \n" "$head$flowed\nx \ny \n\n  > a\n >b\n From c\n-- \nd\n"
footer "format=flowed with a signature's separator at its end" lines "$head$flowed\nx\n-- \n" "$head$flowed\nx\n-- \n  > a\n >b\n From c\n-- \nd\n"
footer "no format" lines "$head\nx \n" "$head\nx \n > a  \n>b\nFrom c \n-- \nd\n"
pgp='-----BEGIN PGP SIGNED MESSAGE-----\n\nx\n-----BEGIN PGP SIGNATURE-----\n'
footer "a text signed with PGP" de "${head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n$pgp" \
	"${head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n$pgp-- \nGrüße\n"

# ---- what is the footer, and what is not ----
footer "a reply that quotes it" ascii "$head\n> hello\n> -- \n> orch mailing list\n> http://ml.example.jp/\n" \
	"$head\n> hello\n> -- \n> orch mailing list\n> http://ml.example.jp/\n$under"
footer "a reply that has it above its text" ascii "$head\n${under}me too\n" "$head\n${under}me too\n$under"
footer "a text that ends with it" ascii "$head\nhello\n${under}\n \n" "$head\nhello\n${under}\n \n"
printf 'list\n' >short
footer "a line that ends with it" short "$head\nmy list\n" "$head\nmy list\nlist\n"

# ---- parts: golden ----
part='Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\nContent-Disposition: inline\n\n'
mixed="${head}Content-Type: multipart/mixed; boundary=\"b\"\n\npre\n--b\n\none\n"
footer "multipart/mixed" ascii "$mixed--b--  \nepilogue\n" "$mixed--b\n$part$under\n--b--  \nepilogue\n"
footer "its end missing" ascii "$mixed" "$mixed\n--b\n$part$under\n--b--\n"
footer "the footer there already" ascii "$mixed--b\nContent-Transfer-Encoding: quoted-printable\n\n--=20\norch mailing list\nhttp://ml.example.=\njp/\n--b--\n" \
	"$mixed--b\nContent-Transfer-Encoding: quoted-printable\n\n--=20\norch mailing list\nhttp://ml.example.=\njp/\n--b--\n"
footer "a boundary that the footer has" ascii "${head}Content-Type: multipart/mixed; boundary=\" or\"\n\n-- or\n\none\n-- or--\n" \
	"${head}Content-Type: multipart/mixed; boundary=\" or\"\n\n-- or\n\none\n-- or\n$part$under\n-- or--\n"
printf -- '-----\nx\n' >dashes
footer "really has it" dashes "${head}Content-Type: multipart/mixed; boundary=\"--\"\n\n----\n\none\n------\n" \
	"${head}Content-Type: multipart/mixed; boundary=\"--\"\n\n----\n\none\n----\nContent-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: base64\nContent-Disposition: inline\n\nLS0tLS0KeAo=\n\n------\n"
POST_ID=$(printf '%064d' 1)
export POST_ID
id="=_$(printf 'boundary 0 %s' "$POST_ID" | sha256sum | cut -c 1-32)"
html="Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
footer "HTML" ascii "${head}MIME-Version: 1.0\n${html}Content-Length: 9\nTo: x\nLines: 1\n\n<p>ä\n" \
	"${head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"$id\"\nTo: x\n\n--$id\n$html\n<p>ä\n\n--$id\n$part$under\n--$id--\n"
footer "no body" ascii "${head}Content-Type: image/png\nTo: x" \
	"${head}Content-Type: multipart/mixed; boundary=\"$id\"\nTo: x\nMIME-Version: 1.0\n\n--$id\nContent-Type: image/png\n\n\n--$id\n$part$under\n--$id--\n"
printf '%b' "${head}Content-Type: text/html\n\n--$id\n$id\n" >"$T/in"
exits 0 "a body with the very boundary" add-footer ascii <"$T/in"
is "gets another one" "$(sed -n 's/^Content-Type: multipart.*boundary="\(.*\)"$/\1/p' "$T/out")" \
	"a_$(printf 'boundary 1 %s' "$POST_ID" | sha256sum | cut -c 1-32)"
printf '%b' "${head}Content-Type: multipart/alternative; boundary=\"=\"\n\n--=\n\nx\n--=--\n" >"$T/in"
exits 0 "a body with a boundary that is the beginning of ours" add-footer ascii <"$T/in"
ok "too" grep -q '^Content-Type: multipart.*boundary="a_[0-9a-f]*"$' "$T/out"
unset POST_ID

# ---- every structure, judged by another parser ----
mkdir "$T/mails"
"$here/mime-mails" "$T/mails"
for file in ascii ja; do
	mkdir "$T/$file"
	wrong=
	for f in "$T"/mails/*.eml; do
		name=${f##*/}
		out=$T/$file/$name
		add-footer $file <"$f" >"$out" || wrong="$wrong $name fails;"
		# shellcheck disable=SC2094 # cmp only reads
		add-footer $file <"$out" | cmp -s - "$out" || wrong="$wrong $name: twice is not as once;"
		# shellcheck disable=SC2002 # a pipe can't be rewound, a file can
		cat "$f" | add-footer $file | cmp -s - "$out" || wrong="$wrong $name: a pipe is not as a file;"
	done
	is "$(find "$T/mails" -type f | wc -l) mails, $file: twice is as once, a pipe is as a file" "$wrong" ""
	is "judged by Python" "$("$here/judge-footer" $file "$T/mails" "$T/$file" 2>&1)" ""
done

# ---- a signature still verifies ----
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$T/key" -out "$T/cert" -subj /CN=anne@example.org -days 2 2>"$T/err"
printf 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nPlay in \303\251 minor. \n' >"$T/part"
openssl smime -sign -in "$T/part" -signer "$T/cert" -inkey "$T/key" -from anne@example.org -to orch@ml.example.jp \
	-subject x 2>"$T/err" | tr -d '\r' >"$T/signed"
openssl smime -verify -in "$T/signed" -CAfile "$T/cert" >"$T/was" 2>"$T/err"
is "a mail signed by openssl smime verifies" "$?" 0
exits 0 "with a footer" add-footer ja <"$T/signed"
boundary=$(sed -n 's/^Content-Type: multipart\/mixed; boundary="\(.*\)"$/\1/p' "$T/out")
sed -n "/^--$boundary\$/,/^--$boundary\$/p" "$T/out" | sed '1d;$d' >"$T/first"
openssl smime -verify -in "$T/first" -CAfile "$T/cert" >"$T/is" 2>"$T/err"
is "its first part verifies" "$?" 0
same "and says the same" "$T/is" "$T/was"

# ---- the file ----
printf '%b' '\0357\0273\0277one\r\n two  \r\n\r\n\n' >"$T/list/windows"
footer "a file from Windows" windows "$head\nhello\n" "$head\nhello\none\n two\n"
wrong() { what=$1; printf '%b' "$2" >wrong; exits 75 "$what" add-footer wrong <"$T/in.eml"; says "$what: and why" "^4\\.3\\.5 add-footer: $3"; }
wrong "a file that is not UTF-8" 'Gr\0374\0337e\n' 'wrong is not in UTF-8; save it as UTF-8$'
wrong "a control character" 'one\ntwo\033[1m\n' 'wrong: line 2 has a control character$'
wrong "NUL" 'a\0000b\n' 'wrong: line 1 has a control character$'
wrong "a long line" "$(printf '%999s' x)\\n" 'wrong: line 1 is longer than mail allows \(998 octets\)$'
exits 75 "no file" add-footer nothing <"$T/in.eml"
says "is said" '^4\.3\.5 add-footer: there is no file nothing$'
exits 75 "a folder" add-footer . <"$T/in.eml"
head -c 16385 /dev/zero | tr '\0' '\n' >large
exits 75 "a large file" add-footer large <"$T/in.eml"
exits 75 "no argument" add-footer <"$T/in.eml"
says "is a usage error" '^4\.3\.5 add-footer: usage: add-footer FILE'
exits 75 "two" add-footer ascii ja <"$T/in.eml"
for f in text-utf8-quoted text-utf8-base64 text-latin1-8bit text-iso2022jp mixed-two wrap-html; do
	exits 75 "/dev/full: $f" sh -c 'add-footer ja <"$1" >/dev/full' - "$T/mails/$f.eml"
done

# ---- large and hostile ----
{ printf 'From: a@b.c\nContent-Type: application/zip\n\n'; head -c 30000000 /dev/zero; } >"$T/in"
# A sanitizer takes terabytes of addresses.
memory=30000
# shellcheck disable=SC3045 # the shells that Debian has as sh know it
(ulimit -v $memory; add-footer --help >/dev/null 2>&1) || memory=unlimited
# shellcheck disable=SC3045
(ulimit -v $memory; add-footer ascii <"$T/in" >"$T/out" 2>"$T/err")
is "30 MB in little memory" "$?$(cat "$T/err")" 0
ok "are all there" test "$(wc -c <"$T/out")" -gt 30000000
{ printf 'From: a@b.c\nContent-Type: text/plain; charset=iso-8859-1\n\n'; head -c 1000000 /dev/zero | tr '\0' '\351'; } >"$T/in"
exits 0 "a line of a million letters that is to become UTF-8" add-footer ja <"$T/in"
ok "is wrapped instead" grep -q '^Content-Type: multipart/mixed' "$T/out"
{ printf 'From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n'; awk 'BEGIN { for (i = 0; i < 50000; i++) printf "--b\n\nx\n" }'; printf -- '--b--\n'; } >"$T/in"
exits 0 "50,000 parts" add-footer ascii <"$T/in"
same "are too many" "$T/out" "$T/in"
finish
