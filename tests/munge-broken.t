#!/bin/sh
# munge-from -w broken: From stays where the author's own signature still passes on the post as it will leave, and
# only there. The second opinion on each case is python3-dkim's.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" "$T/posts" && cd "$T/list" || exit 1
LIST=ant@lists.example.com LIST_NAME=Ant
export LIST LIST_NAME

# ---- a DNS with the author's keys and policies ----
# shellcheck source=tests/dns.sh
. "$here/dns.sh"
openssl genrsa -out "$T/rsa" 2048 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$T/ed" 2>/dev/null
for domain in yahoo.example news.yahoo.example strict.example sub.strict.example example.com other.example none.example \
	bare.example below.bare.example; do
	record "$T/rsa" "rsa._domainkey.$domain" rsa
done
record "$T/ed" ed._domainkey.yahoo.example ed25519
cat >>zone <<'EOF2'
_dmarc.yahoo.example. IN TXT "v=DMARC1; p=reject"
_dmarc.strict.example. IN TXT "v=DMARC1; p=reject; adkim=s"
_dmarc.example.com. IN TXT "v=DMARC1; p=quarantine"
_dmarc.other.example. IN TXT "v=DMARC1; p=quarantine; t=y"
_dmarc.none.example. IN TXT "v=DMARC1; p=none"
_dmarc.slow.example. SERVFAIL
rsa._domainkey.slow.example. SERVFAIL
EOF2

# ---- posts, signed by python3-dkim ----
# sign FROM DOMAIN [OPTION=VALUE…]: a post on standard output; see the script for the options.
sign() { "$here/sign-dkim" "$@" "rsa=$T/rsa" "ed=$T/ed"; }
from() { sed -n '/^$/q; s/^From: //p' "$1"; }
decision() { sed -n '/^$/q; s/^X-Munge-From: //p' "$1"; }
ours='Anne Person via Ant <ant@lists.example.com>' theirs='Anne Person <anne@yahoo.example>'

# decides WHAT FILE FROM DECISION OPTION…: what munge-from -r keep does with it.
decides()
{
	what=$1 file=$2 want_from=$3 want=$4
	shift 4
	munge-from -r keep "$@" <"$file" >"$T/out" 2>"$T/err"
	is "$what" "$(from "$T/out"); $(cat "$T/err")" "$want_from; "
	is "$what: and why" "$(decision "$T/out")" "$want"
	munge-from -r keep "$@" <"$T/out" >"$T/twice"
	same "$what: twice is as once" "$T/twice" "$T/out"
}
sign anne@yahoo.example yahoo.example >"$T/posts/plain"
decides "a signature that passes" "$T/posts/plain" "$theirs" 'kept; the signature of yahoo.example still passes'
sed '/^X-Munge-From/d' "$T/out" >"$T/rest"
same "nothing else is touched" "$T/rest" "$T/posts/plain"
sed 's/^Tonight/Tomorrow/' "$T/posts/plain" >"$T/posts/changed"
decides "a body that has been changed" "$T/posts/changed" "$ours" \
	'munged; the signature of yahoo.example does not pass: the body has been changed'
sed 's/^Subject: /&[ant] /' "$T/posts/plain" >"$T/posts/changed"
decides "a subject that has been changed" "$T/posts/changed" "$ours" \
	'munged; the signature of yahoo.example does not pass: the signature does not match'
sed '/^DKIM-Signature/,/^Received/{/^Received/!d}' "$T/posts/plain" >"$T/posts/unsigned"
decides "no signature" "$T/posts/unsigned" "$ours" 'munged; there is no signature of yahoo.example'
sign anne@yahoo.example other.example >"$T/posts/foreign"
decides "a signature of somebody else" "$T/posts/foreign" "$ours" 'munged; there is no signature of yahoo.example'
sign anne@news.yahoo.example yahoo.example >"$T/posts/above"
decides "a signature of the domain above" "$T/posts/above" 'Anne Person <anne@news.yahoo.example>' \
	'kept; the signature of yahoo.example still passes'
sign anne@yahoo.example news.yahoo.example >"$T/posts/below"
decides "a signature of a domain below" "$T/posts/below" "$theirs" \
	'kept; the signature of news.yahoo.example still passes'
sign anne@strict.example sub.strict.example >"$T/posts/strict"
decides "which adkim=s does not take" "$T/posts/strict" "$ours" 'munged; there is no signature of strict.example'
sign anne@bare.example bare.example >"$T/posts/bare"
decides "the same domain, without a record" "$T/posts/bare" 'Anne Person <anne@bare.example>' \
	'kept; the signature of bare.example still passes'
sign anne@bare.example below.bare.example >"$T/posts/stranger"
decides "a domain below one without a record may be anybody's" "$T/posts/stranger" "$ours" \
	'munged; there is no signature of bare.example'
sign anne@below.bare.example bare.example >"$T/posts/stranger"
decides "and one above" "$T/posts/stranger" "$ours" 'munged; there is no signature of below.bare.example'
sign anne@yahoo.example yahoo.example | sed 's/s=rsa/s=gone/' >"$T/posts/nokey"
decides "a key that is not there" "$T/posts/nokey" "$ours" \
	'munged; the signature of yahoo.example does not pass: there is no key in the DNS'
sign anne@slow.example slow.example >"$T/posts/slow"
decides "a DNS that can't tell" "$T/posts/slow" "$ours" \
	'munged; the signature of slow.example does not pass: the DNS gives no answer about the key'
{ echo 'X-Munge-From: kept; trust me'; cat "$T/posts/unsigned"; } >"$T/posts/claim"
decides "somebody else's decision goes" "$T/posts/claim" "$ours" 'munged; there is no signature of yahoo.example'
munge-from -w always -r keep <"$T/posts/plain" >"$T/out"
is "-w always" "$(from "$T/out"),$(decision "$T/out")" "$ours,"
munge-from -w never -r keep <"$T/posts/unsigned" >"$T/out"
same "-w never" "$T/out" "$T/posts/unsigned"
decides "Reply-To is set before the signature is judged" "$T/posts/plain" "$theirs" \
	'kept; the signature of yahoo.example still passes' -r list
is "and is there" "$(sed -n 's/^Reply-To: //p' "$T/out")" ant@lists.example.com
sign anne@yahoo.example yahoo.example h=from:to:subject:reply-to >"$T/posts/reply"
decides "a signed Reply-To that the list sets" "$T/posts/reply" "$ours" \
	'munged; the signature of yahoo.example does not pass: the signature does not match' -r list

# ---- what the author's domain asks for ----
unsigned() { sed "s/anne@yahoo.example/anne@$1/" "$T/posts/unsigned" >"$T/posts/u"; }
unsigned none.example
decides "p=none, by default" "$T/posts/u" "$ours" 'munged; there is no signature of none.example'
decides "p=none with -k" "$T/posts/u" 'Anne Person <anne@none.example>' \
	'kept; none.example asks for nothing to be done with mail that fails' -k
unsigned nothing.example
decides "no record with -k" "$T/posts/u" 'Anne Person <anne@nothing.example>' \
	'kept; nothing.example asks for nothing to be done with mail that fails' -k
decides "p=reject with -k" "$T/posts/unsigned" "$ours" 'munged; there is no signature of yahoo.example' -k
unsigned other.example
decides "t=y with -k" "$T/posts/u" "$ours" 'munged; there is no signature of other.example' -k
unsigned slow.example
decides "no answer with -k" "$T/posts/u" "$ours" 'munged; there is no signature of slow.example' -k

# ---- authors in the list's own organizational domain: our signature would speak for a stranger ----
sed -i 's/^_dmarc.example.com.*/_dmarc.example.com. IN TXT "v=DMARC1; p=none"/' zone
own() { { echo "Authentication-Results: mx.example.com; $1"; sed 's/anne@yahoo/ceo@/; s/@.example>/@example.com>/' \
	"$T/posts/unsigned"; } >"$T/posts/own"; }
ceo='Anne Person <ceo@example.com>'
own none
decides "a stranger in our domain, p=none, -k" "$T/posts/own" "$ours" 'munged; there is no signature of example.com' -k
decides "the same with -i" "$T/posts/own" "$ours" 'munged; there is no signature of example.com' -k -i mx.example.com
own 'dmarc=pass header.from=example.com'
decides "dmarc=pass without -i" "$T/posts/own" "$ours" 'munged; there is no signature of example.com'
decides "dmarc=pass with -i" "$T/posts/own" "$ceo" \
	'kept; example.com belongs to the list, whose signature passes for it' -i mx.example.com
own 'dmarc=fail header.from=example.com'
decides "dmarc=fail" "$T/posts/own" "$ours" 'munged; there is no signature of example.com' -k -i mx.example.com
own 'dkim=pass header.d=example.com; dmarc=none header.from=example.com'
decides "dkim=pass of the same domain" "$T/posts/own" "$ceo" \
	'kept; example.com belongs to the list, whose signature passes for it' -i mx.example.com
cp "$T/posts/own" "$T/posts/own-good"
own 'dkim=pass header.d=stranger.example.com; dmarc=none header.from=example.com'
decides "dkim=pass of a domain below ours" "$T/posts/own" "$ours" 'munged; there is no signature of example.com' \
	-i mx.example.com
mv "$T/posts/own-good" "$T/posts/own"
sed -i 's/^_dmarc.example.com.*/_dmarc.example.com. IN TXT "v=DMARC1; p=none; adkim=s"/' zone
decides "adkim=s, which our d= is too far for" "$T/posts/own" "$ours" 'munged; there is no signature of example.com' \
	-i mx.example.com
sed '/^Authentication-Results/d' "$T/posts/own" >"$T/posts/noown"
exits 75 "no field of verify-auth" munge-from -i mx.example.com <"$T/posts/noown"
says "is a mistake in the score" '^4\.3\.5 munge-from: .*verify-auth'

# ---- does the signature survive? Each step, alone and together, for each kind of signature ----
# What would leave with the author's From is what -w never makes of it.
all=from:to:subject:date:message-id:mime-version:content-type
long=$(head -c 1200 /dev/zero | tr '\0' x)
n=0
for c in relaxed/relaxed simple/simple relaxed/simple simple/relaxed; do
	for h in "$all" "$all:reply-to" "$all:list-id" "from:$all:subject" from:to:date; do
		n=$((n + 1))
		sign anne@yahoo.example yahoo.example "c=$c" "h=$h" >"$T/posts/sign-$n"
	done
done
n=$((n + 1)); sign anne@yahoo.example yahoo.example a=ed25519 >"$T/posts/sign-$n"
n=$((n + 1)); sign anne@yahoo.example yahoo.example "line=$long" >"$T/posts/sign-$n"
n=$((n + 1)); sign anne@yahoo.example yahoo.example "subject=[ant:00001] Re: rehearsal" >"$T/posts/sign-$n"
n=$((n + 1)); sign anne@yahoo.example yahoo.example h=from:to:reply-to:sender:cc >"$T/posts/sign-$n"
cat >"$T/chains" <<'EOF2'
cat
check-loop
number-post
tag-subject [ant]
add-list-headers
wrap-lines
number-post | tag-subject [ant:%05d]
number-post | add-list-headers | wrap-lines
number-post | tag-subject [ant:%05d] | add-list-headers | wrap-lines
EOF2
cases=0
while IFS= read -r chain; do
	for i in $(seq "$n"); do
		rm -f seq posts
		POST_ID=$(printf '%064d' "$i") sh -c "$chain" <"$T/posts/sign-$i" >"$T/posts/before" || echo "$chain" >&2
		for r in keep list; do
			cases=$((cases + 1))
			munge-from -r "$r" <"$T/posts/before" >"$T/posts/after-$cases"
			munge-from -r "$r" -w never <"$T/posts/before" >"$T/posts/whole-$cases"
		done
	done
done <"$T/chains"
# shellcheck disable=SC2046 # a list of words
"$here/verify-dkim" "$T/keys" $(seq "$cases" | sed "s|.*|$T/posts/whole-&|") | awk '{ print $2 }' >"$T/opinion"
for i in $(seq "$cases"); do
	if [ "$(from "$T/posts/after-$i")" = "$theirs" ]; then echo pass; else echo fail; fi
done >"$T/decided"
same "From stays exactly where python3-dkim passes what leaves ($cases cases)" "$T/decided" "$T/opinion"
is "some stay" "$(grep -c pass "$T/decided" | awk '{ print ($1 > 50) }')" 1
is "some don't" "$(grep -c fail "$T/decided" | awk '{ print ($1 > 50) }')" 1
exec 3>&-
finish
