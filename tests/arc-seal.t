#!/bin/sh
# arc-seal, and what verify-auth says of chains. Chains of up to three sets by three implementations, each verified by
# all of them: ours, python3-dkim, Mail::DKIM.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" "$T/posts" "$T/chain" "$T/forged" && cd "$T/list" || exit 1
LIST=orch@ml.example.jp
export LIST

# ---- a DNS with the sealers' keys ----
# shellcheck source=tests/dns.sh
. "$here/dns.sh"
umask 077
openssl genrsa -out "$T/rsa" 2048 2>/dev/null
openssl genrsa -out "$T/short" 768 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$T/ed" 2>/dev/null
umask 022
for domain in example.org ml.example.jp p.example m.example away.example; do
	record "$T/rsa" "s._domainkey.$domain" rsa
done
record "$T/short" short._domainkey.p.example rsa
record "$T/rsa" try._domainkey.p.example rsa ' t=y;'
echo '_dmarc.example.org. IN TXT "v=DMARC1; p=none"' >>zone

verify() { verify-auth -i ml.example.jp; }
sign() { dkim-sign -d ml.example.jp -s s -k "$T/rsa"; }
seal() { arc-seal -d ml.example.jp -s s -k "$T/rsa" -i ml.example.jp; }
# What verify-auth says of a mail's chain: "pass", "fail reason", from its Authentication-Results.
status()
{
	verify <"$1" | awk 'NR > 1 && !/^[ \t]/ { below = 1 } !below { printf "%s", $0 }' |
		sed -n 's/.*; arc=\([a-z]*\);.*/\1/p; s/.*; arc=\([a-z]*\) reason="\([^"]*\)".*/\1 \2/p'
}
# part MAIL NAME INSTANCE: one field as it stands; field: unfolded, all blanks taken out; without: all but that field.
part() { awk -v n="$2: i=$3;" '/^$/ { exit } !/^[ \t]/ { on = index($0, n) == 1 } on' "$1"; }
without() { awk -v n="$2: i=$3;" '!/^[ \t]/ || body { on = !body && index($0, n) == 1 } /^$/ { body = 1 } !on' "$1"; }
field() { part "$@" | tr -d '\n\t '; }

"$here/sign-dkim" anne@example.org example.org s=s "rsa=$T/rsa" >"$T/posts/plain"
verify <"$T/posts/plain" >"$T/in.eml"

# ---- what it adds, and only that ----
exits 0 "a post is sealed" seal <"$T/in.eml"
is "without a word" "$(cat "$T/err")" ""
cp "$T/out" "$T/one"
sed -n '/^Authentication-Results/,$p' "$T/one" >"$T/rest"
same "the set is on top, the rest as it was" "$T/rest" "$T/in.eml"
is "seal, message signature, results" "$(sed -n '/^Authentication-Results/q; s/:.*//; /^[A-Z]/p' "$T/one" | tr '\n' ' ')" \
	"ARC-Seal ARC-Message-Signature ARC-Authentication-Results "
is "no line of it is over 78 columns" "$(sed '/^Authentication-Results/q' "$T/one" | expand | awk 'length > 78')" ""
is "nor has it a CR" "$(tr -cd '\r' <"$T/one" | wc -c)" 0
is "our results are copied" \
	"$(awk '/^ARC-Auth/ { on = 1 } /^Authentication/ { exit } on' "$T/one" | sed 's/^ARC-\([^:]*: \)i=1; /\1/')" \
	"$(awk 'NR > 1 && !/^ / { exit } { print }' "$T/in.eml")"
is "the seal has the tags it may have" "$(field "$T/one" ARC-Seal 1 | sed 's/t=[0-9]*/t=/; s/b=.*/b=/')" \
	"ARC-Seal:i=1;a=rsa-sha256;cv=none;d=ml.example.jp;s=s;t=;b="
ams=$(field "$T/one" ARC-Message-Signature 1)
is "so has the message signature" "$(echo "$ams" | sed 's/t=[0-9]*/t=/; s/h=[^;]*/h=/; s/bh=[^;]*/bh=/; s/;b=.*/;b=/')" \
	"ARC-Message-Signature:i=1;a=rsa-sha256;c=relaxed/relaxed;d=ml.example.jp;s=s;t=;h=;bh=;b="
is "it covers what dkim-sign covers, and its signature" \
	"$(echo "$ams" | sed 's/.*;h=//; s/;.*//' | tr 'A-Z:' 'a-z\n' | sort | uniq -c | awk '{ print $2 "*" $1 }' | tr '\n' ' ')" \
	"cc*1 content-type*2 date*2 dkim-signature*1 from*2 message-id*2 mime-version*1 reply-to*1 subject*2 to*2 "
is "it verifies" "$(status "$T/one")" pass
"$here/arc-dkim" verify "$T/keys" "$T/one" >"$T/said"
"$here/arc-maildkim" verify "$T/one" >>"$T/said"
is "others say so too" "$(tr '\n' ' ' <"$T/said")" "one pass one pass "
sign <"$T/in.eml" | seal >"$T/both"
is "the signature of dkim-sign is as right as before" "$("$here/verify-dkim" "$T/keys" "$T/both" | tr '\n' ' ')" \
	"both pass s rsa-sha256 both pass s rsa-sha256 "

# ---- chains: each of the three, up to three times ----
# One hop: it verifies what comes, changes it, and seals.
hop()
{
	verify-auth -i "$2.example" <"$1" | sed "s/^Subject: /&[$2] /" >"$T/hop"
	case $2 in
	o) arc-seal -d ml.example.jp -s s -k "$T/rsa" -i o.example <"$T/hop" ;;
	p) "$here/arc-dkim" seal "$T/rsa" p.example s p.example <"$T/hop" ;;
	m) "$here/arc-maildkim" seal "$T/rsa" m.example s m.example <"$T/hop" ;;
	esac | { printf 'Received: from %s.example by x\n' "$2"; cat; }
}
for a in o p m; do
	hop "$T/posts/plain" $a >"$T/chain/$a"
	for b in o p m; do
		hop "$T/chain/$a" $b >"$T/chain/$a$b"
		for c in o p m; do
			hop "$T/chain/$a$b" $c >"$T/chain/$a$b$c"
		done
	done
done
for f in "$T"/chain/*; do
	echo "${f##*/} $(status "$f")"
done | sort >"$T/ours"
is "all 39 chains are right" "$(grep -c ' pass$' "$T/ours") of $(wc -l <"$T/ours")" "39 of 39"
"$here/arc-dkim" verify "$T/keys" "$T"/chain/* | sort >"$T/said"
same "says python3-dkim" "$T/said" "$T/ours"
"$here/arc-maildkim" verify "$T"/chain/* | sort >"$T/said"
same "says Mail::DKIM" "$T/said" "$T/ours"
is "of three sets, with cv= as it must be" \
	"$(grep -h '^ARC-Seal: ' "$T/chain/ooo" | tr -d ' ' | sed 's/;a=.*;cv/;cv/; s/;d=.*//')" \
"ARC-Seal:i=3;cv=pass
ARC-Seal:i=2;cv=pass
ARC-Seal:i=1;cv=none"
for n in Seal Message-Signature Authentication-Results; do part "$T/chain/ooo" ARC-$n 2; done >"$T/x"
for n in Seal Message-Signature Authentication-Results; do part "$T/chain/oo" ARC-$n 2; done >"$T/y"
same "a set that is there keeps every byte" "$T/x" "$T/y"

{ part "$T/chain/ppp" ARC-Message-Signature 1; without "$T/chain/ppp" ARC-Message-Signature 1; } >"$T/posts/x"
is "where a field stands does not count" "$(status "$T/posts/x") $("$here/arc-maildkim" verify "$T/posts/x")" "pass x pass"

# ---- forged and broken chains ----
# forged WHAT REASON: $T/forged/x is no chain for us, nor for the two others; arc-seal says so in its set, which stands.
forged()
{
	is "$1" "$(status "$T/forged/x")" "fail $2"
	verify <"$T/forged/x" | seal >"$T/forged/sealed" 2>"$T/err"
	is "$1: cv=fail, on a set of its own" "$(cat "$T/err")$(status "$T/forged/sealed")" "fail it had failed before"
}
opinions()
{
	is "$1: others agree" "$("$here/arc-dkim" verify "$T/keys" "$T/forged/x" 2>"$T/err") \
$("$here/arc-maildkim" verify "$T/forged/x" 2>"$T/err" | sed 's/invalid/fail/')" "x fail x fail"
}
edit() { sed "$@" "$T/chain/ppp" >"$T/forged/x"; }
add() { { cat; cat "$T/chain/ppp"; } >"$T/forged/x"; }

edit 's/eight/nine/'
forged "the body changed after the seal" "i=3: the body has been changed"; opinions "the body changed"
edit 's/^Subject: /&Re: /'
forged "the header changed" "i=3: the signature does not match"; opinions "the header changed"
edit '/^ARC-Authentication-Results: i=1/,/dmarc/s/dkim=pass/dkim=fail/'
forged "the oldest results changed" "i=3: the signature does not match"; opinions "the oldest results changed"
for n in Seal Message-Signature Authentication-Results; do
	without "$T/chain/ppp" ARC-$n 2 >"$T/forged/x"
	forged "without $n of the second" "i=2: a field is missing"; opinions "without $n"
	part "$T/chain/ppp" ARC-$n 2 | add
	forged "$n of the second twice" "i=2: a field twice"; opinions "$n twice"
	part "$T/chain/ppp" ARC-$n 1 | sed 's/i=1/i=0/' | add
	forged "$n with i=0" "a field whose i= is no number from 1 to 50"
done
edit 's/^\(ARC-[A-Za-z-]*: i=\)3;/\14;/'
forged "a gap" "i=3: a field is missing"; opinions "a gap"
edit 's/^\(ARC-Seal: i=1; cv=\)none/\1pass/'
forged "cv=pass in the first" "i=1: cv= of the seal is not what it must be"; opinions "cv=pass in the first"
edit 's/^\(ARC-Seal: i=2; cv=\)pass/\1none/'
forged "cv=none in the second" "i=2: cv= of the seal is not what it must be"; opinions "cv=none in the second"
for n in ARC-Seal ARC-Authentication-Results Authentication-Results; do
	edit "/^ARC-Message-Signature: i=3/,/^ARC-Auth/s/h=from/h=$n : from/"
	forged "a message signature over $n" "i=3: h= names a field that it must not"
done
edit 's/^ARC-Seal: i=2;/& h=from;/'
forged "h= in a seal" "i=2: h= or bh= has no place in it"; opinions "h= in a seal"
edit 's/^ARC-Seal: i=2;/& d=p.example;/'
forged "a tag twice" "i=2: a tag twice"; opinions "a tag twice"
edit 's/^\(ARC-Message-Signature: i=3; \)a=rsa-sha256/\1a=rsa-sha1/'
forged "SHA-1" "i=3: SHA-1 does not count"
for key in none short; do
	verify-auth -i p.example <"$T/posts/plain" >"$T/hop"
	"$here/arc-dkim" seal "$T/rsa" p.example $key p.example <"$T/hop" >"$T/forged/x"
	[ $key = short ] || forged "a key that is not there" "i=1: there is no key in the DNS"
done
"$here/arc-maildkim" seal "$T/short" p.example short p.example <"$T/hop" >"$T/forged/x"
forged "a key that is too short" "i=1: the key is too short to count"
"$here/arc-dkim" seal "$T/rsa" p.example try p.example <"$T/hop" >"$T/posts/x"
is "a key for tests is one, as others say" "$(status "$T/posts/x") $("$here/arc-dkim" verify "$T/keys" "$T/posts/x") \
$("$here/arc-maildkim" verify "$T/posts/x")" "pass x pass x pass"
sed 's/^\(ARC-Message-Signature: i=1; \)/\1v=1; /' "$T/posts/x" >"$T/forged/x"
forged "but not with another field under it" "i=1: the signature does not match"

# ---- what is not added to ----
unsealed() { exits 0 "$1" seal <"$T/posts/x"; same "goes on as it came" "$T/out" "$T/posts/x"; }
verify <"$T/forged/sealed" >"$T/posts/x"
unsealed "a chain that has failed before"
awk 'BEGIN { for (i = 50; i > 0; i--) {
	printf "ARC-Seal: i=%d; a=rsa-sha256; cv=%s; d=p.example; s=s; b=AAAA\n", i, (i > 1 ? "pass" : "none")
	printf "ARC-Message-Signature: i=%d; a=rsa-sha256; d=p.example; s=s; h=from; bh=AAAA; b=AAAA\n", i
	printf "ARC-Authentication-Results: i=%d; p.example; none\n", i } }' >"$T/fifty"
cat "$T/fifty" "$T/posts/plain" | verify >"$T/posts/x"
unsealed "50 sets that are wrong"
sed 's/^\(ARC-[A-Za-z-]*: i=\)50;/\151;/' "$T/fifty" | cat - "$T/posts/plain" | verify >"$T/posts/x"
is "a set 51" "$(sed -n 's/.* arc=//p' "$T/posts/x")" 'fail reason="more than 50 sets";'
unsealed "it"
{ yes 'ARC-Seal: i=1; a=rsa-sha256; cv=none; d=p.example; s=s; b=AAAA' | head -10000; cat "$T/posts/plain"; } >"$T/forged/x"
forged "10,000 seals" "i=1: a field twice"

# ---- a DNS that can't tell ----
hop "$T/posts/plain" p | sed 's/p\.example; s=s/away.example; s=s/' >"$T/posts/away"
cp zone zone.whole
echo 's._domainkey.away.example. SERVFAIL' >>zone
verify <"$T/posts/away" >"$T/posts/x"
is "no answer about a key" "$(status "$T/posts/away")" "temperror i=1: the DNS gives no answer about the key"
unsealed "the chain"
mv zone.whole zone

# ---- the longest chain there can be ----
cp "$T/posts/plain" "$T/posts/long"
i=0
while [ $i -lt 50 ]; do
	hop "$T/posts/long" o >"$T/posts/x" && mv "$T/posts/x" "$T/posts/long"
	i=$((i + 1))
done
is "50 sets that are right" "$(status "$T/posts/long") $(grep -c '^ARC-Seal' "$T/posts/long")" "pass 50"
is "others agree" "$("$here/arc-dkim" verify "$T/keys" "$T/posts/long")" "long pass"
verify <"$T/posts/long" >"$T/posts/x"
unsealed "they"

# ---- signatures, more than can be named ----
i=0
while [ $i -lt 300 ]; do echo 'DKIM-Signature: v=1; a=x'; i=$((i + 1)); done | cat - "$T/posts/plain" >"$T/posts/junk"
hop "$T/posts/junk" o >"$T/posts/x"
is "they are left out of what is sealed, not refused" "$(status "$T/posts/x") $(grep -c '^ARC-Seal' "$T/posts/x")" "pass 1"
is "others agree on that" "$("$here/arc-dkim" verify "$T/keys" "$T/posts/x")" "x pass"

# ---- mistakes in a score ----
mistake()
{
	exits 75 "$1" seal <"$T/posts/x"
	says "is said" "^4\.3\.5 arc-seal: $2"
	is "and nothing comes out" "$(wc -c <"$T/out")" 0
}
cp "$T/posts/plain" "$T/posts/x"
mistake "no verify-auth" 'no Authentication-Results of ml\.example\.jp.* verify-auth -i ml\.example\.jp'
{ echo 'Received: from x by y'; cat "$T/in.eml"; } >"$T/posts/x"
mistake "results that stand below a Received" 'no Authentication-Results of ml\.example\.jp'
{ echo 'Authentication-Results: ml.example.jp; dkim=pass header.d=example.org'; cat "$T/posts/plain"; } >"$T/posts/x"
mistake "results without arc=" '.* do not say how the ARC chain was found; .*verify-auth before it'
for r in 'arc=pass; arc=pass' arc=maybe 'arc=permerror'; do
	{ echo "Authentication-Results: ml.example.jp; $r"; cat "$T/posts/plain"; } >"$T/posts/x"
	mistake "$r" '.* do not say how the ARC chain was found'
done
for r in pass fail temperror; do
	{ echo "Authentication-Results: ml.example.jp; arc=$r"; cat "$T/posts/plain"; } >"$T/posts/x"
	mistake "arc=$r, and the chain is not there any more" "verify-auth found arc=$r, and since then a step has"
done
seal <"$T/in.eml" >"$T/posts/x"
mistake "arc-seal twice" 'verify-auth found arc=none, and since then a step has .*once, after verify-auth'
verify <"$T/chain/pp" | sed '/^ARC-Seal: i=1/s/none/pass/' >"$T/posts/x"
mistake "a chain that has been changed" 'verify-auth found arc=pass, and since then'

# ---- signatures that are there ----
{ printf 'DKIM-Signature: v=1; d=x.example; b='; head -c 1000 /dev/zero | tr '\0' A; echo; cat "$T/in.eml"; } >"$T/posts/x"
exits 0 "one with a line over 998 octets" seal <"$T/posts/x"
is "is not covered" "$(field "$T/out" ARC-Message-Signature 1 | grep -ci 'dkim-signature.*dkim-signature')" 0
is "those below it are" "$(status "$T/out") $(field "$T/out" ARC-Message-Signature 1 | grep -ci 'DKIM-Signature')" "pass 1"
sed 's/^Subject: /&'"$(head -c 999 /dev/zero | tr '\0' x)/" "$T/in.eml" >"$T/posts/x"
exits 100 "another such line" seal <"$T/posts/x"
says "is refused, as by dkim-sign" '^5\.6\.0 arc-seal: a line of [A-Z].* has more than 998 octets'
{ sed q "$T/in.eml"; printf 'ARC-Foo: a\vb\fc\n'; sed 1d "$T/in.eml"; } | sign >"$T/x"
ok "dkim-sign leaves fields of ARC alone" grep -q "$(printf 'ARC-Foo: a\vb\fc')" "$T/x"

# ---- a whole chain of steps ----
tutti -c LIST=$LIST DNS="$DNS" verify-auth -i ml.example.jp : tag-subject '[orch]' : \
	dkim-sign -d ml.example.jp -s s -k "$T/rsa" : \
	arc-seal -d ml.example.jp -s s -k "$T/rsa" -i ml.example.jp <"$T/chain/po" >"$T/whole" 2>"$T/err"
is "through tutti" "$?$(cat "$T/err") $(status "$T/whole")" "0 pass"
is "the chain as it came stands in our results" "$(field "$T/whole" ARC-Authentication-Results 3 | grep -o ';arc=[a-z]*')" ';arc=pass'
sed -n '/^From:/p; /^Received/p; /^To:/p' "$T/whole" >"$T/x"
sed -n '/^From:/p; /^Received/p; /^To:/p' "$T/chain/po" >"$T/y"
same "no field of the author has changed but the subject" "$T/x" "$T/y"
is "others agree" "$("$here/arc-dkim" verify "$T/keys" "$T/whole") $("$here/arc-maildkim" verify "$T/whole")" \
	"whole pass whole pass"

# ---- the contract of a step ----
SOURCE_DATE_EPOCH=1795485600
export SOURCE_DATE_EPOCH
seal <"$T/in.eml" >"$T/one"
# shellcheck disable=SC2002 # a pipe can't be rewound, a file can
cat "$T/in.eml" | seal >"$T/two"
same "the same from a pipe, and at one time the same set" "$T/two" "$T/one"
is "of that time" "$(grep -o 't=1795485600;' "$T/one" | wc -l)" 2
exits 75 "/dev/full" sh -c 'arc-seal -d ml.example.jp -s s -k "$1" -i ml.example.jp <"$2" >/dev/full' - "$T/rsa" "$T/in.eml"
says "is said" '^4\.3\.1 arc-seal: '
exits 75 "a closed standard input" sh -c 'arc-seal -d ml.example.jp -s s -k "$1" -i ml.example.jp <&-' - "$T/rsa"
exits 75 "a closed standard output" sh -c 'arc-seal -d ml.example.jp -s s -k "$1" -i ml.example.jp <"$2" >&-' - "$T/rsa" "$T/in.eml"
exits 100 "no header" seal </dev/null
usage() { exits 75 "usage: $*" arc-seal "$@" <"$T/in.eml"; says "is said" '^4\.3\.5 arc-seal: usage: arc-seal -d'; }
usage
usage -d ml.example.jp -s s -k "$T/rsa"
usage -d ml.example.jp -s s -i ml.example.jp
usage -d ml.example.jp -k "$T/rsa" -i ml.example.jp
usage -s s -k "$T/rsa" -i ml.example.jp
usage -d 'a;l=0' -s s -k "$T/rsa" -i ml.example.jp
usage -d ml.example.jp -s 'a b' -k "$T/rsa" -i ml.example.jp
usage -d ml.example.jp -s s -k "$T/rsa" -i 'a b'
usage -d ml.example.jp -s s -k "$T/rsa" -i ml.example.jp more
usage -Z -d ml.example.jp -s s -k "$T/rsa" -i ml.example.jp
key() { exits 75 "$1" arc-seal -d ml.example.jp -s s -k "$2" -i ml.example.jp <"$T/in.eml"; says "is said" "$3"; }
key "a missing key" "$T/none" '^4\.3\.0 arc-seal: cannot read the key .*No such file'
key "an Ed25519 key" "$T/ed" '^4\.3\.5 arc-seal: the key .* is Ed25519, .* use an RSA key'
chmod 640 "$T/rsa"
key "a key that others can read" "$T/rsa" '^4\.3\.5 arc-seal: the key .*open.*chmod 600'
chmod 600 "$T/rsa"
exits 0 "help" arc-seal --help
is "goes to standard output" "$(sed q "$T/out")" \
	"usage: arc-seal -d DOMAIN -s SELECTOR -k KEYFILE -i AUTHSERV-ID <message >message"
mkdir "$T/dry"
(cd "$T/dry" && DRY_RUN=1 seal <"$T/in.eml" >"$T/two")
is "a dry run leaves the folder alone" "$(find "$T/dry" | wc -l)" 1
same "and shows the set" "$T/two" "$T/one"
finish
