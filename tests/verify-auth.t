#!/bin/sh
# verify-auth: who has really sent a post, and that nobody else can say it under our name. The second opinions are
# python3-dkim's, libopendkim's and Mail::DKIM's on signatures, and python3-authres' on every field.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" "$T/posts" && cd "$T/list" || exit 1
ID=ml.example.jp
LIST=orch@$ID
export LIST

# ---- a DNS with keys and policies ----
# shellcheck source=tests/dns.sh
. "$here/dns.sh"
openssl genrsa -out "$T/rsa" 2048 2>/dev/null
openssl genrsa -out "$T/small" 1024 2>/dev/null
openssl genrsa -out "$T/short" 768 2>/dev/null
openssl genpkey -algorithm ed25519 -out "$T/ed" 2>/dev/null
for domain in example.org news.example.org other.example strict.example sub.strict.example open.example soft.example \
	try.example bad.example; do
	record "$T/rsa" "rsa._domainkey.$domain" rsa
done
record "$T/ed" ed._domainkey.example.org ed25519
record "$T/short" short._domainkey.example.org rsa
record "$T/small" small._domainkey.example.org rsa
record "$T/small" test._domainkey.example.org rsa ' t=y;'
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
KEY=$T/small sign anne@example.org example.org s=test >"$T/posts/x"
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

# ---- the example of RFC 8463, appendix A ----
cat >>zone <<'END'
brisbane._domainkey.football.example.com. IN TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
test._domainkey.football.example.com. IN TXT ( "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
	"iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutAC"
	"DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3"
	"Ip3G+2kryOTIKT+l/K4w3QIDAQAB" )
END
cat >"$T/posts/rfc8463" <<'END'
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
END
finds "the example of RFC 8463: Ed25519 and RSA" "$T/posts/rfc8463" "dkim=pass header.d=football.example.com\
 header.s=brisbane header.a=ed25519-sha256; dkim=pass header.d=football.example.com header.s=test\
 header.a=rsa-sha256; dmarc=none header.from=football.example.com"
is "header.b tells them apart" "$(field "$T/out" | grep -o 'header\.b="\{0,1\}[^";]*' | tr '\n' ' ')" \
	'header.b="/gCrinpc header.b=F45dVWDf '

# ---- many signatures: ten are looked at, those of the author's domain first ----
# junk N: N signatures of as many strangers, whose keys the DNS would have to be asked for.
junk()
{
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print "DKIM-Signature: v=1; a=rsa-sha256; d=d" i ".example.com; s=s" i \
		"; h=from; bh=AAAA; b=AAAA" }'
}
junk 100 | cat - "$T/posts/plain" >"$T/posts/junk"
finds "100 of others above the author's" "$T/posts/junk" "$(i=0; while [ $i -lt 9 ]; do
	printf 'dkim=permerror reason="there is no key in the DNS" header.d=d%d.example.com header.s=s%d' $i $i
	printf ' header.a=rsa-sha256; '
	i=$((i + 1))
done)$pass; $good"
questions()
{
	strace -f -e trace=sendto,sendmsg,sendmmsg,send,connect -o "$T/calls" verify-auth -i $ID <"$1" >/dev/null
	grep -cE '^[0-9]+ +(sendto|send|sendmsg|sendmmsg)\(' "$T/calls"
}
# 11 of them; a busy machine asks one again after two seconds.
is "and no more questions to the DNS than that" "$(($(questions "$T/posts/junk") <= 22))" 1
junk 9000 | cat - "$T/posts/plain" >"$T/posts/x"
begin=$(date +%s)
verify-auth -i $ID <"$T/posts/x" >"$T/out"
is "9,000: found all the same" "$(field "$T/out" | grep -o ' dmarc=[a-z]*')" ' dmarc=pass'
is "within seconds" "$(($(date +%s) - begin < 10))" 1

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
finds "two From, the lower signed" "$T/posts/twice" "dkim=policy reason=\"a From that is not signed\"\
 header.d=example.org header.s=rsa header.a=rsa-sha256; dmarc=permerror reason=\"the message has more than one From field\""
sed '/^From/d' "$T/posts/unsigned" >"$T/posts/x"
finds "no From" "$T/posts/x" 'dkim=none; dmarc=permerror reason="the message has no From field"'
from 'anne@[192.0.2.1]'
finds "an address literal" "$T/posts/x" 'dkim=none; dmarc=none header.from="[192.0.2.1]"'

# ---- SPF, as the border says it ----
# says_spf FIELD…: an unsigned post with these fields on top.
says_spf() { printf '%s\n' "$@" | cat - "$T/posts/unsigned" >"$T/posts/x"; }
AR='Authentication-Results: mx.example.jp;'
own='dkim=none; spf=pass reason="says mx.example.jp" smtp.mailfrom=anne@example.org'
SENDER=anne@example.org
export SENDER
says_spf "$AR spf=pass smtp.mailfrom=anne@example.org"
finds "SPF of MAIL FROM" "$T/posts/x" "$own; $good" -t mx.example.jp
finds "which is not believed without -t" "$T/posts/x" "dkim=none; $fails"
finds "nor of another name" "$T/posts/x" "dkim=none; $fails" -t example.jp
says_spf "$AR spf=pass smtp.mailfrom=zoe@other.example"
SENDER=zoe@other.example finds "another's" "$T/posts/x" \
	'dkim=none; spf=pass reason="says mx.example.jp" smtp.mailfrom=zoe@other.example; '"$fails" -t mx.example.jp
finds "that of another sender" "$T/posts/x" "dkim=none; $fails" -t mx.example.jp
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
finds "HELO alone" "$T/posts/x" "dkim=none; $fails" -t mx.example.jp
SENDER='' finds "HELO of the null sender" "$T/posts/x" "dkim=none; $fails" -t mx.example.jp
says_spf 'Received-SPF: Pass (mailfrom; x) identity=mailfrom; client-ip=2001:db8::1; helo=mx.example.org;
 envelope-from=anne@example.org; receiver=<UNKNOWN>'
rspf='dkim=none; spf=pass reason="says Received-SPF" smtp.mailfrom=anne@example.org smtp.helo=mx.example.org'
finds "Received-SPF" "$T/posts/x" "$rspf; $good"
says_spf 'Received-SPF: pass (a "comment") envelope-from="<anne@example.org>"; helo=mx.example.org'
finds "Received-SPF, quoted" "$T/posts/x" "$rspf; $good"
says_spf 'Received-SPF: pass identity=helo; envelope-from=anne@example.org; helo=example.org'
finds "Received-SPF of HELO" "$T/posts/x" "dkim=none; $fails"
says_spf 'Received-SPF: Pass (mailfrom) identity=mailfrom; envelope-from=anne@example.org y=z@evil.example; helo=evil.example'
SENDER='"anne@example.org y=z"@evil.example' finds "an address in quotes that looks like another" "$T/posts/x" \
	"dkim=none; $fails"
env -u SENDER verify-auth -i $ID <"$T/posts/x" >"$T/out"
is "no sender, no SPF" "$(grep -c spf= "$T/out")" 0
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
SENDER=a@sub.strict.example finds "aspf=s" "$T/posts/x" 'dkim=none; spf=pass reason="says Received-SPF" smtp.mailfrom=a@sub.strict.example;'\
' dmarc=fail header.from=strict.example policy.dmarc=quarantine'

unset SENDER

# ---- -e: what the author's domain asks for ----
verify-auth -i $ID <"$T/posts/plain" >"$T/want"
exits 0 "-e: a pass" verify-auth -i $ID -e <"$T/posts/plain"
same "-e: changes nothing in it" "$T/out" "$T/want"
exits 99 "-e: reject" verify-auth -i $ID -e <"$T/posts/unsigned"
says "-e: which the log tells" '^2\.7\.0 verify-auth: nothing shows that anne@example\.org wrote this, and its domain asks to reject such mail \(DMARC\)$'
is "-e: and nothing is passed on" "$(cat "$T/out")" ""
exits 0 "-e: of what a moderator has released" env RELEASED=1 verify-auth -i $ID -e <"$T/posts/unsigned"
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

# ---- in a chain ----
echo anne@example.org >members
build-list members.cdb
# chain OPTION…: a list's score; what its member gets lies in boxes/.
# shellcheck disable=SC2317,SC2086 # called by exits
chain()
{
	rm -rf boxes hold sent log
	printf '#!/bin/tutti\nLIST=%s\nDNS=%s\nverify-auth -i %s %s\ncheck-subscriber -a %s members.cdb\n' "$LIST" "$DNS" $ID \
		"$*" $ID >post
	echo 'inject -t maildir:boxes members.cdb' >>post
	SENDER=anne@example.org tutti post
}
got() { find boxes -type f 2>/dev/null | wc -l; }
exits 0 "in a chain: a member who signs" chain <"$T/posts/plain"
is "it arrives" "$(got)" 1
exits 0 "behind 100 other signatures" chain <"$T/posts/junk"
is "it arrives, too" "$(got)" 1
exits 75 "while the DNS is away" chain <"$T/posts/away"
says "the post waits" '^4\.4\.3 check-subscriber: DNS did not tell whether anne@example\.org wrote this; '
# stopped WHAT WORD STEP FILE OPTION…: the member gets nothing, the log says WORD, and the mail server that all is well.
stopped()
{
	what=$1 word=$2 step=$3 file=$4
	shift 4
	exits 0 "in a chain: $what" chain "$@" <"$file"
	is "$what: $word" "$(got) $(grep -c "	$word	.*$step" log) $(cat log)" "0 1 $(cat log)"
}
stopped "a forged member" held 'check-subscriber: nothing shows that anne' "$T/posts/unsigned"
says_spf "Authentication-Results: $ID; $claim" "Received-SPF : x"
stopped "with results of his own" held 'check-subscriber: nothing shows that anne' "$T/posts/x"
sed 's/eight/nine/' "$T/posts/plain" >"$T/posts/x"
stopped "a changed post" held 'check-subscriber: nothing shows that anne' "$T/posts/x"
sed 's/^Received/From: zoe@other.example\n&/' "$T/posts/plain" >"$T/posts/x"
stopped "two authors" stopped 'check-subscriber: the message has more than one From' "$T/posts/x"
# A signature of the list's own domain, which is a stranger's.
sign anne@example.org $ID >"$T/posts/x"
stopped "one that claims the list's domain" held 'check-subscriber: nothing shows that anne' "$T/posts/x"
stopped "-e, p=reject" stopped 'verify-auth: nothing shows that anne' "$T/posts/unsigned" -e

# ---- the verdicts of others: 1,000 messages, signed, and then changed in many ways ----
mkdir "$T/others"
grep -E '^(rsa|small|test|ed)\._domainkey\.example\.org ' "$T/keys" >"$T/others/keys"
cp "$T/rsa" "$T/small" "$T/ed" "$T/others"
cc -std=c11 -O1 -o "$T/others/verify-opendkim" "$here/verify-opendkim.c" -lopendkim
"$here/compare-dkim" "$T/others" "${MESSAGES:=1000}" "${SEED:-1}" >"$T/compared" 2>&1
sed -n '/^[0-9]/s/^/# /p' "$T/compared"
is "python3-dkim, libopendkim and Mail::DKIM say the same" "$(grep -v '^[0-9]' "$T/compared")" ""
is "to hundreds of signatures each" "$(awk -v n=0 -v m="$MESSAGES" '/signatures by/ && $1 >= m / 2 { n++ } END { print n }' "$T/compared")" 3

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
