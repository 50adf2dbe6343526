#!/bin/sh
# verify-auth: who has really sent a post, and that nobody else can say it under our name. The second opinions are
# python3-dkim's on signatures, and python3-authres' on every field.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" "$T/posts" && cd "$T/list" || exit 1
ID=ml.example.jp
LIST=orch@$ID
export LIST

# ---- a DNS with keys and policies ----
mkfifo hold
/usr/bin/python3 "$here/dns/server" zone port <hold &
exec 3>hold
# record FILE NAME TYPE [TAGS]: the key's line for verify-dkim and for the name server, whose strings hold 255 octets.
record()
{
	p=$(openssl pkey -in "$1" -pubout -outform DER | if [ "$3" = rsa ]; then cat; else tail -c 32; fi | base64 -w 0)
	echo "$2 v=DKIM1; k=$3;${4-} p=$p" >>"$T/keys"
	printf '%s. IN TXT "v=DKIM1; k=%s;%s p=" %s\n' "$2" "$3" "${4-}" "$(echo "$p" | sed 's/.\{1,200\}/"&" /g')" >>zone
}
openssl genrsa -out "$T/rsa" 2048 2>/dev/null
openssl genrsa -out "$T/short" 768 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$T/ed" 2>/dev/null
for domain in example.org news.example.org other.example strict.example sub.strict.example open.example soft.example \
	try.example bad.example; do
	record "$T/rsa" "rsa._domainkey.$domain" rsa
done
record "$T/ed" ed._domainkey.example.org ed25519
record "$T/short" short._domainkey.example.org rsa
record "$T/rsa" test._domainkey.example.org rsa ' t=y;'
record "$T/rsa" exact._domainkey.example.org rsa ' t=s;'
cat >>zone <<'END'
gone._domainkey.example.org. IN TXT "v=DKIM1; p="
odd._domainkey.example.org. IN TXT "v=DKIM1; p=AAAA"
away._domainkey.example.org. SERVFAIL
_dmarc.example.org. IN TXT "v=DMARC1; p=reject"
_dmarc.strict.example. IN TXT "v=DMARC1; p=quarantine; adkim=s; aspf=s"
_dmarc.soft.example. IN TXT "v=DMARC1; p=none"
_dmarc.try.example. IN TXT "v=DMARC1; p=reject; t=y"
_dmarc.bad.example. IN TXT "v=DMARC1; p=maybe"
_dmarc.away.example. SERVFAIL
END
while [ ! -s port ]; do sleep 0.1; done
DNS=127.0.0.1:$(cat port)
export DNS

sign() { "$here/sign-dkim" "$@" "ed=$T/ed" "rsa=${KEY:-$T/rsa}"; }
# The results of ours: the field on top, unfolded, without its name, our id, `arc=none`, header.b, and header.i where it
# says no more than header.d (python3-dkim always writes i=).
field() { awk 'NR > 1 && !/^[ \t]/ { exit } { print }' "$1" | tr -d '\n'; }
results()
{
	field "$1" | sed "s/^Authentication-Results: $ID; //; s/\\(header\\.d=\\([^ ;]*\\)[^;]*\\) header\\.i=@\\2 /\\1 /g
		s/ header\\.b=[^;]*//g; s/arc=none; //"
}
# finds WHAT FILE RESULTS [OPTION…]
finds()
{
	what=$1 file=$2 want=$3
	shift 3
	verify-auth -i $ID "$@" <"$file" >"$T/out" 2>"$T/err"
	is "$what" "$?$(cat "$T/err") $(results "$T/out")" "0 $want"
	field "$T/out" | sed 's/^[^:]*: //; s/$/\n/' >>"$T/fields"
}

sign anne@example.org example.org >"$T/posts/plain"
cp "$T/posts/plain" "$T/in.eml"
contract verify-auth -i $ID
pass='dkim=pass header.d=example.org header.s=rsa header.a=rsa-sha256'
good='dmarc=pass header.from=example.org policy.dmarc=reject'
fails='dmarc=fail header.from=example.org policy.dmarc=reject'
finds "a signature of the author's domain" "$T/posts/plain" "$pass; $good"
sed '1,/^Received/{/^Received/!d}' "$T/out" >"$T/rest"
sed '1,/^Received/{/^Received/!d}' "$T/posts/plain" >"$T/want"
same "and nothing else has changed" "$T/rest" "$T/want"
is "one field, on top" "$(grep -n '^Authentication-Results' "$T/out")" "1:Authentication-Results: $ID;"
verify-auth -i $ID <"$T/out" >"$T/twice"
same "twice is as once" "$T/twice" "$T/out"
is "header.b is the start of b=" "$(sed -n 's/.*header\.b="\{0,1\}\([^";]*\).*/\1/p' "$T/out")" \
	"$(sed -n '/^$/q; s/.* b=//p' "$T/posts/plain" | cut -c 1-8)"
# shellcheck disable=SC2016 # for the shell in the chain
post_id() { tutti -c sh -c 'echo "$POST_ID" >id; cat' <"$1" >/dev/null; cat id; }
is "the same POST_ID, of 64 digits" "$(post_id "$T/out" | tr -d '0-9a-f' | wc -c) $(post_id "$T/out")" \
	"1 $(post_id "$T/posts/plain")"

# ---- the results of a signature ----
sed 's/eight/nine/' "$T/posts/plain" >"$T/posts/x"
finds "a changed body" "$T/posts/x" \
	"dkim=fail reason=\"the body has been changed\" header.d=example.org header.s=rsa header.a=rsa-sha256; $fails"
sed 's/^Subject: /&Re: /' "$T/posts/plain" >"$T/posts/x"
finds "a changed header" "$T/posts/x" \
	"dkim=fail reason=\"the signature does not match\" header.d=example.org header.s=rsa header.a=rsa-sha256; $fails"
sed 's/^Subject:/Subject: an offer\n&/' "$T/posts/plain" >"$T/posts/x"
finds "a second Subject above" "$T/posts/x" "$pass; $good"
sed 's/^Subject: rehearsal/&\nSubject: an offer/' "$T/posts/plain" >"$T/posts/x"
finds "a second Subject below" "$T/posts/x" \
	"dkim=fail reason=\"the signature does not match\" header.d=example.org header.s=rsa header.a=rsa-sha256; $fails"
sign anne@example.org example.org h=from:subject:subject | sed 's/^Subject:/Subject: an offer\n&/' >"$T/posts/x"
finds "a second Subject, where the signer has seen to that" "$T/posts/x" \
	"dkim=fail reason=\"the signature does not match\" header.d=example.org header.s=rsa header.a=rsa-sha256; $fails"
sign anne@example.org example.org a=ed25519 >"$T/posts/x"
finds "Ed25519" "$T/posts/x" "dkim=pass header.d=example.org header.s=ed header.a=ed25519-sha256; $good"
sign anne@example.org example.org sha1=yes >"$T/posts/x"
finds "SHA-1" "$T/posts/x" \
	"dkim=policy reason=\"SHA-1 does not count\" header.d=example.org header.s=rsa header.a=rsa-sha1; $fails"
KEY=$T/short sign anne@example.org example.org s=short >"$T/posts/x"
finds "768 bits" "$T/posts/x" "dkim=policy reason=\"the key is too short to count\" header.d=example.org header.s=short\
 header.a=rsa-sha256; $fails"
sign anne@example.org example.org s=test >"$T/posts/x"
finds "a key for tests" "$T/posts/x" \
	"dkim=policy reason=\"the key is for tests\" header.d=example.org header.s=test header.a=rsa-sha256; $fails"
sign anne@example.org example.org s=exact i=anne@example.org >"$T/posts/x"
finds "a key for one domain, used by it" "$T/posts/x" \
	"dkim=pass header.d=example.org header.s=exact header.a=rsa-sha256 header.i=anne@example.org; $good"
sign anne@example.org example.org s=exact i=@news.example.org >"$T/posts/x"
finds "by one below" "$T/posts/x" "dkim=permerror reason=\"the key is not for domains below its own\" header.d=example.org\
 header.s=exact header.a=rsa-sha256 header.i=@news.example.org; $fails"
sign anne@example.org example.org l=yes >"$T/posts/part"
finds "l= with the whole body" "$T/posts/part" "$pass; $good"
echo 'Buy!' >>"$T/posts/part"
finds "l= with an offer below" "$T/posts/part" \
	"dkim=policy reason=\"only a part of the body is signed\" header.d=example.org header.s=rsa header.a=rsa-sha256; $fails"
for s in "gone:the key has been revoked" "odd:the key can't be read" "none:there is no key in the DNS"; do
	sign anne@example.org example.org "s=${s%%:*}" >"$T/posts/x"
	finds "${s#*:}" "$T/posts/x" "dkim=permerror reason=\"${s#*:}\" header.d=example.org header.s=${s%%:*}\
 header.a=rsa-sha256; $fails"
done
sign anne@example.org example.org s=away >"$T/posts/away"
away="dkim=temperror reason=\"the DNS gives no answer about the key\" header.d=example.org header.s=away\
 header.a=rsa-sha256"
finds "a key that the DNS can't tell: DMARC hangs on it" "$T/posts/away" \
	"$away; dmarc=temperror reason=\"the DNS can't tell now\" header.from=example.org policy.dmarc=reject"
sign anne@example.org example.org mail="$T/posts/away" >"$T/posts/x"
finds "but not if another one passes" "$T/posts/x" "$pass; $away; $good"
sed 's/@example.org>/@soft.example>/' "$T/posts/away" >"$T/posts/x"
finds "nor if it is a stranger's" "$T/posts/x" "$away; dmarc=fail header.from=soft.example policy.dmarc=none"
sed 's/v=1/v=2/' "$T/posts/plain" >"$T/posts/x"
finds "a version to come" "$T/posts/x" \
	"dkim=permerror reason=\"v= is not 1\" header.d=example.org header.s=rsa header.a=rsa-sha256; $fails"
sed '1s/.*/DKIM-Signature: nothing/; 2,/^Received/{/^Received/!d}' "$T/posts/plain" >"$T/posts/x"
finds "no tags at all" "$T/posts/x" "dkim=permerror reason=\"a tag that is none\"; $fails"
sed '1,/^Received/{/^Received/!d}' "$T/posts/plain" >"$T/posts/unsigned"
finds "no signature" "$T/posts/unsigned" "dkim=none; $fails"

# ---- ARC, sealed by python3-dkim ----
# seal FILE SELECTOR: FILE with one more set of example.org.
seal()
{
	/usr/bin/python3 -c '
import sys, dkim
mail = open(sys.argv[1], "rb").read().replace(b"\n", b"\r\n")
key = open(sys.argv[3], "rb").read()
cv = b"pass" if b"\nARC-Seal" in b"\n" + mail else b"none"
lines = dkim.ARC(b"Authentication-Results: mx.example.org; arc=" + cv + b"\r\n" + mail).sign(
    sys.argv[2].encode(), b"example.org", key, b"mx.example.org")
sys.stdout.buffer.write((b"".join(lines) + mail).replace(b"\r\n", b"\n"))' "$1" "$2" "$T/rsa"
}
verify-auth -i $ID <"$T/posts/plain" >"$T/out"
is "no chain" "$(field "$T/out" | grep -o ' arc=[^;]*')" ' arc=none'
seal "$T/posts/plain" rsa >"$T/posts/arc1"
finds "a chain of one" "$T/posts/arc1" "$pass; arc=pass; $good"
seal "$T/posts/arc1" rsa >"$T/posts/arc2"
finds "a chain of two" "$T/posts/arc2" "$pass; arc=pass; $good"
sed 's/eight/nine/' "$T/posts/arc2" >"$T/posts/x"
finds "a changed body" "$T/posts/x" "dkim=fail reason=\"the body has been changed\" header.d=example.org header.s=rsa\
 header.a=rsa-sha256; arc=fail reason=\"i=2: the body has been changed\"; $fails"
sed '1,/^ARC-Authentication-Results: i=2/s/^ARC-Seal: i=2/&; y=1/' "$T/posts/arc2" >"$T/posts/x"
finds "a changed seal" "$T/posts/x" "$pass; arc=fail reason=\"i=2: the signature does not match\"; $good"
seal "$T/posts/plain" away >"$T/posts/x"
finds "a key that the DNS can't tell" "$T/posts/x" \
	"$pass; arc=temperror reason=\"i=1: the DNS gives no answer about the key\"; $good"
sed '/^ARC-Authentication-Results: i=2/d' "$T/posts/arc2" >"$T/posts/x"
finds "a set that is not whole" "$T/posts/x" "$pass; arc=fail reason=\"i=2: a field is missing\"; $good"

# ---- DMARC ----
sign anne@news.example.org example.org >"$T/posts/x"
finds "a signature of the domain above" "$T/posts/x" \
	"$pass; dmarc=pass header.from=news.example.org policy.dmarc=reject"
sign anne@strict.example sub.strict.example >"$T/posts/strict"
finds "which adkim=s does not take" "$T/posts/strict" "dkim=pass header.d=sub.strict.example header.s=rsa\
 header.a=rsa-sha256; dmarc=fail header.from=strict.example policy.dmarc=quarantine"
sign anne@try.example other.example >"$T/posts/try"
finds "t=y: one level lower" "$T/posts/try" "dkim=pass header.d=other.example header.s=rsa header.a=rsa-sha256;\
 dmarc=fail header.from=try.example policy.dmarc=quarantine"
from() { sed "s/^From:.*/From: $1/" "$T/posts/unsigned" >"$T/posts/x"; }
from anne@soft.example
finds "p=none" "$T/posts/x" 'dkim=none; dmarc=fail header.from=soft.example policy.dmarc=none'
from anne@open.example
finds "no record" "$T/posts/x" 'dkim=none; dmarc=none header.from=open.example'
sign anne@open.example open.example >"$T/posts/x"
finds "no record, and a signature" "$T/posts/x" \
	'dkim=pass header.d=open.example header.s=rsa header.a=rsa-sha256; dmarc=none header.from=open.example'
from anne@bad.example
finds "a bad record" "$T/posts/x" \
	'dkim=none; dmarc=permerror reason="the record is not as it must be" header.from=bad.example'
from anne@away.example
finds "no answer about the record" "$T/posts/x" \
	'dkim=none; dmarc=temperror reason="the DNS can'"'t tell now"'" header.from=away.example'
from 'anne@example.org, zoe@example.org'
two='dkim=none; dmarc=permerror reason="more than one author in From"'
finds "two authors" "$T/posts/x" "$two"
sed 's/^From:.*/&\n&/' "$T/posts/plain" >"$T/posts/twice"
finds "two From, the lower signed" "$T/posts/twice" "$pass; dmarc=permerror reason=\"the message has more than one From field\""
sed '/^From/d' "$T/posts/unsigned" >"$T/posts/x"
finds "no From" "$T/posts/x" 'dkim=none; dmarc=permerror reason="the message has no From field"'
from 'anne@[192.0.2.1]'
finds "an address literal" "$T/posts/x" 'dkim=none; dmarc=none header.from="[192.0.2.1]"'

# ---- SPF, as the border says it ----
# says_spf FIELD…: an unsigned post with these fields on top.
says_spf() { printf '%s\n' "$@" | cat - "$T/posts/unsigned" >"$T/posts/x"; }
AR='Authentication-Results: mx.example.jp;'
own='dkim=none; spf=pass reason="says mx.example.jp" smtp.mailfrom=anne@example.org'
says_spf "$AR spf=pass smtp.mailfrom=anne@example.org"
finds "SPF of MAIL FROM" "$T/posts/x" "$own; $good" -t mx.example.jp
finds "which is not believed without -t" "$T/posts/x" "dkim=none; $fails"
finds "nor of another name" "$T/posts/x" "dkim=none; $fails" -t example.jp
says_spf "$AR spf=pass smtp.mailfrom=zoe@other.example"
finds "another's" "$T/posts/x" 'dkim=none; spf=pass reason="says mx.example.jp" smtp.mailfrom=zoe@other.example; '"$fails" \
	-t mx.example.jp
says_spf "$AR dkim=pass header.d=example.org" "$AR spf=softfail smtp.mailfrom=anne@example.org smtp.helo=mx.example.org"
finds "the second field of that name, softfail" "$T/posts/x" "dkim=none; spf=softfail reason=\"says mx.example.jp\"\
 smtp.mailfrom=anne@example.org smtp.helo=mx.example.org; $fails" -t mx.example.jp
says_spf "$AR none" 'Received: from a by b' "$AR spf=pass smtp.mailfrom=anne@example.org"
finds "not below the next Received" "$T/posts/x" "dkim=none; $fails" -t mx.example.jp
says_spf 'Received: from a by b' "$AR spf=pass smtp.mailfrom=anne@example.org"
finds "but below the first, where a milter puts it" "$T/posts/x" "$own; $good" -t mx.example.jp
says_spf "Authentication-Results: $ID; spf=pass smtp.mailfrom=anne@example.org"
finds "under our own name" "$T/posts/x" "dkim=none; spf=pass reason=\"says $ID\" smtp.mailfrom=anne@example.org; $good" -t $ID
is "which is gone" "$(grep -c '^Authentication-Results' "$T/out")" 1
says_spf "$AR spf=pass smtp.helo=example.org"
helo='dkim=none; spf=pass reason="says mx.example.jp" smtp.helo=example.org'
finds "HELO alone" "$T/posts/x" "$helo; $fails" -t mx.example.jp
SENDER=anne@example.org finds "HELO of a sender" "$T/posts/x" "$helo; $fails" -t mx.example.jp
SENDER='' finds "HELO of the null sender" "$T/posts/x" "$helo; $good" -t mx.example.jp
says_spf 'Received-SPF: Pass (mailfrom; x) identity=mailfrom; client-ip=2001:db8::1; helo=mx.example.org;
 envelope-from=anne@example.org; receiver=<UNKNOWN>'
rspf='dkim=none; spf=pass reason="says Received-SPF" smtp.mailfrom=anne@example.org smtp.helo=mx.example.org'
finds "Received-SPF" "$T/posts/x" "$rspf; $good"
says_spf 'Received-SPF: pass (a "comment") envelope-from="<anne@example.org>"; helo=mx.example.org'
finds "Received-SPF, quoted" "$T/posts/x" "$rspf; $good"
says_spf 'Received-SPF: pass identity=helo; envelope-from=anne@example.org; helo=example.org'
finds "Received-SPF of HELO" "$T/posts/x" 'dkim=none; spf=pass reason="says Received-SPF" smtp.helo=example.org; '"$fails"
says_spf 'Received-SPF: pass identity=helo; helo=mx.example.org' \
	'Received-SPF: pass identity=mailfrom; envelope-from=anne@example.org; helo=mx.example.org'
finds "both" "$T/posts/x" "$rspf; $good"
says_spf 'Received-SPF: pass (mx: domain of anne@example.org designates 192.0.2.1)'
finds "one that names nobody" "$T/posts/x" "dkim=none; $fails"
says_spf 'Received-SPF: fail envelope-from=anne@example.org; envelope-from=anne@example.org'
finds "one that names two" "$T/posts/x" "dkim=none; $fails"
says_spf 'Received-SPF: fail (pass; envelope-from=anne@example.org' 'Received-SPF: passenvelope-from=x'
finds "one that does not end" "$T/posts/x" "dkim=none; $fails"
forged='Received-SPF: pass envelope-from=anne@example.org; helo=mx.example.org'
says_spf 'Received: from a by b' "$forged"
finds "a stranger's" "$T/posts/x" "dkim=none; $fails"
qmail='Received: (qmail 123 invoked from network); 24 Nov 2026 01:00:00 -0000'
says_spf "$qmail" "$forged"
finds "qmail's own Received does not count" "$T/posts/x" "$rspf; $good"
says_spf "$qmail" 'Received: from a by b' "$forged"
finds "but that of its door does" "$T/posts/x" "dkim=none; $fails"
says_spf "$qmail" "$qmail" "$forged"
finds "also if it looks like another" "$T/posts/x" "dkim=none; $fails"
says_spf 'Received: (qmail 123 invoked by uid 1000); 24 Nov 2026 01:00:00 -0000' "$forged"
finds "nor on mail from this host" "$T/posts/x" "dkim=none; $fails"
sed 's/^From:.*/From: anne@strict.example/' "$T/posts/unsigned" >"$T/posts/u"
{ echo 'Received-SPF: pass envelope-from=a@sub.strict.example'; cat "$T/posts/u"; } >"$T/posts/x"
finds "aspf=s" "$T/posts/x" 'dkim=none; spf=pass reason="says Received-SPF" smtp.mailfrom=a@sub.strict.example;'\
' dmarc=fail header.from=strict.example policy.dmarc=quarantine'

# ---- -e: what the author's domain asks for ----
verify-auth -i $ID <"$T/posts/plain" >"$T/want"
exits 0 "-e: a pass" verify-auth -i $ID -e <"$T/posts/plain"
same "-e: changes nothing in it" "$T/out" "$T/want"
exits 99 "-e: reject" verify-auth -i $ID -e <"$T/posts/unsigned"
says "-e: which the log tells" '^2\.7\.0 verify-auth: nothing shows that anne@example\.org wrote this, and its domain asks to reject such mail \(DMARC\)$'
is "-e: and nothing is passed on" "$(cat "$T/out")" ""
exits 98 "-e: quarantine" verify-auth -i $ID -e <"$T/posts/strict"
says "-e: with a reason" '^2\.7\.0 verify-auth: nothing shows that anne@strict\.example wrote this, '
exits 98 "-e: reject, t=y" verify-auth -i $ID -e <"$T/posts/try"
enforced() { from "$2"; exits "$1" "-e: $3" verify-auth -i $ID -e <"$T/posts/x"; }
enforced 0 anne@soft.example 'p=none'
enforced 0 anne@open.example 'no record'
enforced 0 anne@bad.example 'a bad record'
enforced 0 'anne@example.org, zoe@example.org' 'two authors, for whom no domain speaks'
enforced 75 anne@away.example 'no answer about the record'
says "-e: which is no verdict" '^4\.4\.3 verify-auth: DNS did not tell whether anne@away\.example wrote this; '
exits 75 "-e: no answer about the key" verify-auth -i $ID -e <"$T/posts/away"
sed 's/@example.org>/@soft.example>/; s/d=example.org/d=soft.example/; s/i=@[^;]*;//' "$T/posts/away" >"$T/posts/x"
echo 'away._domainkey.soft.example. SERVFAIL' >>zone
exits 0 "-e: no answer about a key where nothing hangs on it" verify-auth -i $ID -e <"$T/posts/x"

# ---- our name belongs to us ----
gone()
{
	what=$1
	shift
	printf '%s\n' "$@" | cat - "$T/posts/unsigned" >"$T/posts/x"
	finds "$what" "$T/posts/x" "dkim=none; $fails"
	{ field "$T/out" >/dev/null; awk 'NR > 1 && !/^[ \t]/ { rest = 1 } rest' "$T/out"; } >"$T/rest"
	same "$what: gone" "$T/rest" "$T/posts/unsigned"
}
claim='dmarc=pass header.from=example.org'
gone "a field of our name" "Authentication-Results: $ID; $claim"
gone "in any case" "AUTHENTICATION-results : ML.Example.JP; $claim"
gone "with a version" "Authentication-Results: $ID 1; $claim"
gone "in quotes" "Authentication-Results: \"$ID\"; $claim"
gone "folded" "Authentication-Results:
 $ID;
 $claim"
gone "behind comments" "Authentication-Results: (a(b)) $ID (c); $claim"
gone "in a comment" "Authentication-Results: mx.example.jp ($ID); $claim"
gone "in a comment that does not end" "Authentication-Results: mx.example.jp ( ; $ID; $claim"
gone "in its parts" "Authentication-Results: ml (x) . example . jp; $claim"
gone "three of them" "Authentication-Results: $ID; $claim" "Authentication-Results: $ID; none" \
	"Authentication-Results: $ID 2; $claim"
gone "one over 4 KB" "Authentication-Results: $ID; $(head -c 6000 /dev/zero | tr '\0' x)=$claim"
gone "10,000 results" "Authentication-Results: $ID$(awk 'BEGIN { for (i = 0; i < 10000; i++) printf ";\n dmarc=pass" }')"
says_spf "Authentication-Results: a.example; none" "Authentication-Results: $ID; $claim" "Authentication-Results: b.example; none" \
	"Authentication-Results: $ID; $claim" "Authentication-Results: x.$ID; none" "Authentication-Results: $ID; $claim"
verify-auth -i $ID <"$T/posts/x" >"$T/out"
is "three among others, which stay" "$(grep '^Authentication-Results' "$T/out" | cut -d ' ' -f 2 | tr '\n' ' ')" \
	"$ID; a.example; b.example; x.$ID; "

# ---- settings ----
for id in '' 'a b' 'a;b' '"a"' 'a..b'; do
	exits 75 "-i '$id' is no name" verify-auth -i "$id" <"$T/posts/plain"
	exits 75 "-t '$id' is none either" verify-auth -i $ID -t "$id" <"$T/posts/plain"
done
exits 75 "no -i" verify-auth <"$T/posts/plain"
says "shows the usage" '^4\.3\.5 verify-auth: usage: verify-auth -i AUTHSERV-ID '
exits 75 "a word too many" verify-auth -i $ID x <"$T/posts/plain"

# ---- the second opinion on each field that was written ----
sed 's/ reason="[^"]*"//g' "$T/fields" | /usr/bin/python3 -c '
import sys, authres
for line in sys.stdin:
    a = authres.core.AuthenticationResultsHeader.parse_value(authres.all_features(), line.rstrip("\n"))
    print("; ".join([a.authserv_id] + [" ".join([f"{r.method}={r.result}"] + [f"{x.type}.{x.name}={x.value}"
          for x in r.properties]) for r in a.results]))' >"$T/theirs"
sed 's/ reason="[^"]*"//g; s/"\(\(\\.\|[^"\\]\)*\)"/\1/g; s/\\\(.\)/\1/g' "$T/fields" >"$T/ours"
same "python3-authres reads each field as it was meant ($(wc -l <"$T/fields"))" "$T/theirs" "$T/ours"

exec 3>&-
finish
