#!/bin/sh
# dkim-sign: each signature is verified by other implementations, python3-dkim and libopendkim.
# shellcheck source=tests/lib.sh disable=SC2016,SC2059
. "$(dirname "$0")/lib.sh"

# record FILE SELECTOR TYPE: the line for verify-dkim. The raw Ed25519 key is the end of its DER form (RFC 8463).
record()
{
	p=$(openssl pkey -in "$1" -pubout -outform DER | if [ "$3" = rsa ]; then cat; else tail -c 32; fi | base64 -w 0)
	echo "$2._domainkey.ml.example.jp v=DKIM1; k=$3; p=$p" >>"$T/keys"
}
umask 077
openssl genrsa -out "$T/rsa" 2048 2>/dev/null
openssl genrsa -traditional -out "$T/rsa1" 1024 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$T/ed" 2>/dev/null
umask 022
record "$T/rsa" 2026 rsa
record "$T/rsa1" old rsa
record "$T/ed" ed ed25519
LIST=orch@ml.example.jp
export LIST
sign() { dkim-sign -d ml.example.jp -s 2026 -k "$T/rsa"; }

cat >"$T/in.eml" <<'EOF'
From: Anne via Orch <orch@ml.example.jp>
To: orch@ml.example.jp
Cc: bob@example.org
Subject: [orch:00124] Re: concert
Date: Tue, 24 Nov 2026 10:00:00 +0900
Message-ID: <1@example.org>
Reply-To: orch@ml.example.jp
Sender: orch@ml.example.jp
In-Reply-To: <0@example.org>
References: <0@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=us-ascii
Content-Transfer-Encoding: 7bit
List-Id: Orch <orch.ml.example.jp>
List-Post: <mailto:orch@ml.example.jp>
LIST-HELP: <mailto:orch-request@ml.example.jp?subject=help>
List-Unsubscribe: <mailto:orch-request@ml.example.jp?subject=unsubscribe>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
X-ML-Name: orch
X-Mail-Count: 00124
Precedence: list

Hello  all,
 two	words 

bye


EOF

# ---- what it adds, and only that ----
exits 0 "a post is signed" sign <"$T/in.eml"
is "without a word" "$(cat "$T/err")" ""
cp "$T/out" "$T/signed"
sed '1,/^	.*==*$/d; 1,/^From/{/^	/d}' "$T/signed" >"$T/rest"
same "the signature is on top, the rest as it was" "$T/rest" "$T/in.eml"
is "no line of it is over 78 columns" "$(sed '/^From/q' "$T/signed" | expand | awk 'length > 78')" ""
is "nor has it a CR" "$(tr -cd '\r' <"$T/signed" | wc -c)" 0
tags=$(sed '/^From/,$d' "$T/signed" | tr -d '\t\n ' | sed 's/^DKIM-Signature://' | tr ';' '\n')
is "algorithm, canonicalization and names" "$(echo "$tags" | grep '^[acds]=' | tr '\n' ' ')" \
	"a=rsa-sha256 c=relaxed/relaxed d=ml.example.jp s=2026 "
is "no l= and no z=" "$(echo "$tags" | grep '^[lz]=')" ""
signed=$(echo "$tags" | sed -n 's/^h=//p' | tr 'A-Z:' 'a-z\n' | sort | uniq -c | awk '{ print $2 "*" $1 }' | tr '\n' ' ')
is "all fields that matter are signed, and eight once more than they are there" "$signed" \
"cc*2 content-transfer-encoding*1 content-type*2 date*2 from*2 in-reply-to*1 list-help*1 list-id*1 list-post*1 \
list-unsubscribe*1 list-unsubscribe-post*1 message-id*2 mime-version*1 references*1 reply-to*2 sender*1 \
subject*2 to*2 "

# ---- every kind of post, signed and verified ----
mkdir "$T/v"
header='From: orch@ml.example.jp\nTo: orch@ml.example.jp\nSubject: s\nDate: Tue, 24 Nov 2026 10:00:00 +0900\nMessage-ID: <1@x>\n'
cp "$T/in.eml" "$T/v/all-fields"
printf 'From: orch@ml.example.jp\nTo: orch@ml.example.jp\n\nneither Date nor Message-ID\n' >"$T/v/bare"
printf "${header}Cc: foo..bar@docomo.ne.jp, \"foo.\"@ezweb.ne.jp\n\nx\n" >"$T/v/dots-in-cc"
printf "From: orch@ml.example.jp\nTo: orch\n\nx\n" >"$T/v/bare-to"
printf "${header}\n\303\251\377\200 8-bit, no charset\n" >"$T/v/8-bit-body"
printf "From: \346\235\261\344\272\254 <orch@ml.example.jp>\nSubject: \346\235\261\344\272\254\n\nx\n" >"$T/v/8-bit-header"
{ printf "$header\n"; printf '%1200s\n' x; } | wrap-lines >"$T/v/1200-octets-wrapped"
{ printf "${header}Cc: a@example.org"; for i in $(seq 100); do printf ',member%s@example.org' "$i"; done; printf '\n\nx\n'
} | wrap-lines >"$T/v/Cc-on-one-line-wrapped"
{ printf "$header\n"; printf '%998s\n' x; } >"$T/v/998-octets"
{ printf "${header}Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
  head -c 3000000 /dev/urandom | base64 -w 76; } >"$T/v/3-MB-of-base64"
printf "${header}Content-Type: text/plain; charset=iso-2022-jp\n\n\033\$B%%3%%s%%5!<%%H\033(B\n" >"$T/v/iso-2022-jp"
printf "$header\n.\n..\n.x\n.\n" >"$T/v/dots"
printf "$header\nno final newline" >"$T/v/no-final-newline"
printf "$header\ntrailing blanks \t \n\n\n \n\n" >"$T/v/blanks-at-the-end"
printf "$header\n" >"$T/v/empty-body"
printf "$header" >"$T/v/header-only"
printf "$header\na\\0b\n" >"$T/v/nul-in-body"
printf "$header\nFrom here on\n--\nx\n" >"$T/v/from-line"
printf "FROM:orch@ml.example.jp\nsubject:\n folded\n\tat   once\n \nTo :\torch \nReply-To:\n\nx\n" >"$T/v/odd-spelling"
printf "From: orch@ml.example.jp\nSubject: a\vb\fc\n\nx\n" >"$T/v/vt-and-ff"
printf "From: orch@ml.example.jp\nSubject: a\nSubject: b\nTo: x\nTo: y\nTo: z\n\nx\n" >"$T/v/fields-twice"
printf "From: orch@ml.example.jp\nContent-x;d=evil.example: x\nList-*: y\nContent-Foo: z\n\nx\n" >"$T/v/odd-names"
{ printf 'From: orch@ml.example.jp\nTo: a@example.org'
  awk 'BEGIN { for (i = 0; i < 3900; i++) printf ",\n member%05d@example.org", i }'; printf '\n\nx\n'; } >"$T/v/95-KB-To"
for f in "$T"/v/*; do
	sign <"$f" >"$f.out" 2>"$f.err" || echo "${f##*/}: $(cat "$f.err")"
done >"$T/failed"
is "all are signed" "$(cat "$T/failed")" ""
"$here/verify-dkim" "$T/keys" "$T"/v/*.out >"$T/verified" 2>&1
sed 's/\.out / /' "$T/verified" | while read -r name result rest; do
	echo "$name: $result $rest"
done >"$T/results"
while read -r line; do
	name=${line%%:*}
	is "verifies: $name" "${line#*: }" "pass 2026 rsa-sha256"
done <"$T/results"
is "every one was looked at" "$(wc -l <"$T/results")" "$(find "$T/v" -name '*.out' | wc -l)"
is "the 95 KB were 95 KB" "$(($(wc -c <"$T/v/95-KB-To") > 95000))" 1
ok "a strange name is no tag" sh -c '! sed "/^From/,\$d" "$1" | grep -q evil' - "$T/v/odd-names.out"

# A third opinion, of what very many servers verify with. It will not look at a field named `Content-x;d=...`, nor
# at a mail that ends within a line or with its header.
cc -std=c11 -O1 -o "$T/verify" "$here/verify-opendkim.c" -lopendkim || exit 1
for f in "$T"/v/*.out; do
	case $f in */odd-names.out | */header-only.out | */no-final-newline.out) continue ;; esac
	echo "$("$T/verify" "$T/keys" <"$f") ${f##*/}"
done >"$T/third"
is "libopendkim agrees" "$(grep -v '^pass ' "$T/third")" ""
sed 's/bye/buy/' "$T/signed" >"$T/changed"
is "and sees a change" "$("$T/verify" "$T/keys" <"$T/changed")" fail

# ---- nothing can be added, changed or taken ----
mkdir "$T/o"
for name in From Reply-To Subject To Cc Date Message-ID Content-Type; do
	{ echo "$name: evil@example.net"; cat "$T/signed"; } >"$T/o/added-above-$name"
	sed "s/^X-ML-Name:/$name: evil@example.net\\n&/" "$T/signed" >"$T/o/added-below-$name"
	{ echo "$name: evil@example.net"; cat "$T/v/bare.out"; } >"$T/o/added-to-bare-$name"
done
for name in Sender In-Reply-To References MIME-Version Content-Transfer-Encoding List-Id List-Unsubscribe-Post; do
	sed "/^$name:/d" "$T/signed" >"$T/o/taken-$name"
done
sed 's/bye/buy/' "$T/signed" >"$T/o/changed-body"
{ cat "$T/signed"; echo more; } >"$T/o/longer-body"
is "a field added, taken or changed, or a longer body, breaks it" \
	"$("$here/verify-dkim" "$T/keys" "$T"/o/* 2>&1 | grep -v ' fail ')" ""
is "33 ways to try" "$(find "$T/o" -type f | wc -l)" 33

# ---- keys ----
exits 0 "RSA and Ed25519" dkim-sign -d ml.example.jp -s 2026 -k "$T/rsa" -s ed -k "$T/ed" <"$T/in.eml"
is "give two signatures, in this order, both right" "$("$here/verify-dkim" "$T/keys" "$T/out" | tr '\n' ' ')" \
	"out pass 2026 rsa-sha256 out pass ed ed25519-sha256 "
exits 0 "an old 1024-bit key in its old form" dkim-sign -d ml.example.jp -s old -k "$T/rsa1" <"$T/in.eml"
is "is taken" "$("$here/verify-dkim" "$T/keys" "$T/out")" "out pass old rsa-sha256"
refuses()
{
	exits 75 "$1" dkim-sign -d ml.example.jp -s 2026 -k "$2" <"$T/in.eml"
	says "and that is said" "$3"
	is "and nothing goes out unsigned" "$(wc -c <"$T/out")" 0
}
for mode in 640 604 620 602 610; do
	cp "$T/rsa" "$T/open"
	chmod $mode "$T/open"
	refuses "a key of mode $mode" "$T/open" "^4\.3\.5 dkim-sign: the key .*open.* \(mode $mode\).*chmod 600"
done
refuses "a missing key" "$T/none" '^4\.3\.0 dkim-sign: cannot read the key .*No such file'
refuses "a folder" "$T/v" '^4\.3\.5 dkim-sign: the key .* is no file'
mkfifo -m 600 "$T/fifo"
refuses "a pipe (and no waiting for it)" "$T/fifo" '^4\.3\.5 dkim-sign: the key .* is no file'
(umask 077; echo text >"$T/text"; : >"$T/empty"; openssl rsa -in "$T/rsa" -pubout -out "$T/public" 2>/dev/null
 openssl ecparam -name prime256v1 -genkey -noout -out "$T/ec"
 openssl genrsa -out "$T/short" 768 2>/dev/null || openssl genrsa -out "$T/short" 512 2>/dev/null
 openssl rsa -in "$T/rsa" -aes128 -passout pass:x -out "$T/locked" 2>/dev/null
 head -c 100000 /dev/zero >"$T/huge"; sed '5d' "$T/rsa" >"$T/damaged")
for f in text empty public ec locked damaged; do
	refuses "no key: $f" "$T/$f" '^4\.3\.5 dkim-sign: .* holds no RSA or Ed25519 private key'
done
refuses "a file too large for one" "$T/huge" '^4\.3\.5 dkim-sign: .* too large'
refuses "a key that is too short" "$T/short" '^4\.3\.5 dkim-sign: the key .* has only (768|512) bits'

# ---- the domain ----
misaligned()
{
	exits 75 "-d $1 does not cover the list" dkim-sign -d "$1" -s 2026 -k "$T/rsa" <"$T/in.eml"
	says "and that is said" '^4\.3\.5 dkim-sign: .* use -d ml\.example\.jp'
}
misaligned example.org
misaligned jp
misaligned xml.example.jp
misaligned other.example.jp
for d in ML.example.JP example.jp a.ml.example.jp; do
	exits 0 "-d $d does" dkim-sign -d $d -s 2026 -k "$T/rsa" <"$T/in.eml"
done
sed 's/^From:.*/From: Anne <anne@example.com>/' "$T/in.eml" >"$T/foreign"
exits 0 "another From is signed all the same" sign <"$T/foreign"
is "with the list's signature" "$("$here/verify-dkim" "$T/keys" "$T/out")" "out pass 2026 rsa-sha256"
exits 0 "without LIST there is nothing to compare" env -u LIST dkim-sign -d example.org -s x -k "$T/rsa" <"$T/in.eml"

# ---- signatures that are there ----
{ printf 'DKIM-Signature: v=1; a=rsa-sha256; d=ML.Example.JP; s=x; b=abc\n'
  printf 'DKIM-Signature: v=1; a=rsa-sha256; s=d=no; d=example.com;\n\tb=abc\n'
  printf 'dkim-signature: v=1;\n\td =\n\tml.ex\n ample.jp ;s=x; b=abc\n'
  printf 'DKIM-Signature: v=1; d=sub.ml.example.jp; s=x; b=abc; x=d=ml.example.jp\n'
  cat "$T/in.eml"; } >"$T/four"
exits 0 "earlier signatures of our domain" sign <"$T/four"
is "go, all others stay" "$(grep -ci '^DKIM-Signature:' "$T/out") $(grep -c 'd=example.com\|d=sub\.ml' "$T/out")" "3 2"
exits 0 "signing again" sign <"$T/signed"
is "leaves one signature" "$("$here/verify-dkim" "$T/keys" "$T/out")" "out pass 2026 rsa-sha256"

# ---- what must not be signed ----
permanent()
{
	exits 100 "$1" sh -c "printf '$2' | dkim-sign -d ml.example.jp -s 2026 -k '$T/rsa'"
	says "is said" "^5\.6\.0 dkim-sign: $3"
	is "and nothing comes out" "$(wc -c <"$T/out")" 0
}
permanent "two From" 'From: a@b.c\nFrom: d@e.f\n\nx\n' 'no signature for this From'
permanent "no From" 'Subject: x\n\nx\n' 'no signature for this From'
permanent "a CR in the body" 'From: a@b.c\n\nx\r\n' 'a CR in the body'
permanent "a line of 999 octets" "$header\\n$(printf '%999s' x)\\n" 'a line of the body has more than 998 octets.*wrap-lines'
permanent "such a last line without newline" "$header\\n$(printf '%999s' x)" 'a line of the body has more than 998'
permanent "such a line of the header" "From: a@b.c\\nTo: a@b.c,$(printf '%990s' x | tr ' ' x)\\n\\nx\\n" \
	'a line of To has more than 998 octets.* wrap-lines, before dkim-sign in the score, folds it$'
permanent "one that nobody can fold" "From: a@b.c\\nMessage-ID: <$(printf '%990s' x | tr ' ' x)>\\n\\nx\\n" \
	'a line of Message-ID has .* no place to be folded at, so send the mail again with less in that field$'
permanent "a long name" "From: a@b.c\\nContent-$(printf '%990s' x | tr ' ' x): x\\n\\nx\\n" \
	'a line of Content-x{32} has'
exits 0 "a long line in a field that is not signed" sh -c 'printf "From: a@b.c\nX-Y: %1200s\n\nx\n" x | dkim-sign -d ml.example.jp -s 2026 -k "$1"' - "$T/rsa"
{ echo 'From: a@b.c'; yes 'Cc: x' | head -2000; printf '\nx\n'; } >"$T/many"
exits 100 "thousands of fields to be signed" sign <"$T/many"
says "is said" '^5\.6\.0 dkim-sign: .*too many'
{ echo 'From: a@b.c'; yes 'X: x' | head -100000; printf '\nx\n'; } >"$T/many"
exits 0 "100,000 others" sign <"$T/many"

# ---- the contract of a step ----
SOURCE_DATE_EPOCH=1795485600
export SOURCE_DATE_EPOCH
sign <"$T/in.eml" >"$T/one"
# shellcheck disable=SC2002 # a pipe can't be rewound, a file can
cat "$T/in.eml" | sign >"$T/two"
same "the same from a pipe, and at one time the same signature" "$T/two" "$T/one"
ok "of that time" grep -q 't=1795485600;' "$T/one"
exits 75 "/dev/full" sh -c 'dkim-sign -d ml.example.jp -s 2026 -k "$1" <"$2" >/dev/full' - "$T/rsa" "$T/in.eml"
says "is said" '^4\.3\.1 dkim-sign: '
exits 75 "a closed standard input" sh -c 'dkim-sign -d ml.example.jp -s 2026 -k "$1" <&-' - "$T/rsa"
exits 75 "a closed standard output" sh -c 'dkim-sign -d ml.example.jp -s 2026 -k "$1" <"$2" >&-' - "$T/rsa" "$T/in.eml"
usage() { exits 75 "usage: $*" dkim-sign "$@" <"$T/in.eml"; says "is said" '^4\.3\.5 dkim-sign: usage: dkim-sign -d'; }
usage
usage -d ml.example.jp -s 2026
usage -d ml.example.jp -k "$T/rsa"
usage -s 2026 -k "$T/rsa"
usage -d ml.example.jp -s 2026 -k "$T/rsa" -s second
usage -d 'a;l=0' -s 2026 -k "$T/rsa"
usage -d ml.example.jp -s 'a b' -k "$T/rsa"
usage -d ml.example.jp -s 2026 -k "$T/rsa" more
usage -l 5 -d ml.example.jp -s 2026 -k "$T/rsa"
exits 0 "help" dkim-sign --help
is "goes to standard output" "$(sed q "$T/out")" \
	"usage: dkim-sign -d DOMAIN -s SELECTOR -k KEYFILE [-s SELECTOR -k KEYFILE ...]"
mkdir "$T/dry"
(cd "$T/dry" && DRY_RUN=1 sign <"$T/in.eml" >"$T/two")
is "a dry run leaves the folder alone" "$(find "$T/dry" | wc -l)" 1
same "and shows the signature" "$T/two" "$T/one"
is "crypto costs a program its fast start: these alone link it" "$(for p in "$TUTTI_BUILD"/bin/*; do
	ldd "$p" | grep -q libcrypto && echo "${p##*/}"; done | tr '\n' ' ')" \
	"arc-seal check-list dkim-sign munge-from new-list verify-auth "
finish
