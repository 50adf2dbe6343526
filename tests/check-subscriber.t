#!/bin/sh
# check-subscriber: who may post.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
LIST=orch@ml.example.jp
export LIST
unset SENDER
cat >members <<'END'
Anne@Example.org
bart@example.org s=skip
# cris@example.org
foo..bar@docomo.example
END
echo 'gast@example.org' >guests
build-list members.cdb
build-list guests.cdb
post() { printf 'Received: x\nFrom: %s\nTo: orch@ml.example.jp\nSubject: x\n\nhello\n' "$1" >"$T/post"; }

post 'Anne <anne@example.org>'
cp "$T/post" "$T/in.eml"
contract check-subscriber members.cdb
check-subscriber members.cdb <"$T/in.eml" >"$T/out"
same "a member's post passes byte for byte" "$T/out" "$T/in.eml"

# may CODE WHAT FROM
may() { post "$3"; exits "$1" "$2: $3" check-subscriber members.cdb <"$T/post"; }
may 0 'case of letters' 'ANNE@EXAMPLE.ORG'
may 0 'with a comment' 'anne@example.org (Anne)'
may 0 'with an encoded name' '=?utf-8?q?=E6=9D=B1?= <anne@example.org>'
may 0 'quoted without need' '"anne"@example.org'
may 0 'gets no mail, may post' 'bart@example.org'
may 0 'is off, may post' 'cris@example.org'
may 0 'a carrier address' 'foo..bar@docomo.example'
may 0 'the same, quoted' '"foo..bar"@docomo.example'
may 98 'a stranger' 'zoe@example.org'
may 98 'with a plus' 'anne+x@example.org'
may 98 'in another domain' 'anne@sub.example.org'
may 100 'a second address before the first' 'anne@example.org via x <zoe@example.org>'
may 98 'a member in the name only' '"anne@example.org" <zoe@example.org>'
may 100 'two mailboxes' 'anne@example.org, zoe@example.org'
may 100 'a group' 'x: anne@example.org;'
may 100 'a route' '<@x.example:anne@example.org>'
may 100 'no domain' 'anne'
may 100 'nobody' ''
says "and it is the mail's fault" '^5\.6\.0 check-subscriber: '
printf 'From: anne@example.org\nFrom: zoe@example.org\n\nx\n' >"$T/post"
exits 100 "two From fields" check-subscriber members.cdb <"$T/post"
printf 'From : zoe@example.org\nFrom: anne@example.org\n\nx\n' >"$T/post"
exits 100 "one of them with a blank" check-subscriber members.cdb <"$T/post"
printf 'Subject: x\n\nx\n' >"$T/post"
exits 100 "no From field" check-subscriber members.cdb <"$T/post"

post 'Zoe <Zoe@example.org>'
exits 98 "a stranger is held" check-subscriber members.cdb <"$T/post"
says "with a sentence" '^2\.7\.0 check-subscriber: Zoe@example\.org is not a member of orch@ml\.example\.jp; write to orch-request@ml\.example\.jp to join$'
is "and nothing is passed on" "$(cat "$T/out")" ""
exits 98 "-x hold" check-subscriber -x hold members.cdb <"$T/post"
exits 100 "-x refuse" check-subscriber -x refuse members.cdb <"$T/post"
says "with 5.7.1 and the way in" '^5\.7\.1 check-subscriber: Zoe@example\.org is not a member of orch@ml\.example\.jp; write to orch-request@ml\.example\.jp to join$'
exits 100 "DELIMITER" env DELIMITER=+ check-subscriber -x refuse members.cdb <"$T/post"
says "is in the sentence" 'write to orch\+request@ml'
exits 99 "-x drop" check-subscriber -x drop members.cdb <"$T/post"
says "with 2.7.0" '^2\.7\.0 check-subscriber: Zoe'
exits 99 "a bounce is never bounced" env SENDER= check-subscriber -x refuse members.cdb <"$T/post"
exits 100 "another sender is" env SENDER=zoe@example.org check-subscriber -x refuse members.cdb <"$T/post"
for x in bounce '' 100; do
	exits 75 "-x '$x' is no policy" check-subscriber -x "$x" members.cdb <"$T/post"
done
exits 75 "no list" check-subscriber <"$T/post"
exits 75 "no LIST" env -u LIST check-subscriber members.cdb <"$T/post"

post 'gast@example.org'
exits 98 "a guest is no member" check-subscriber members.cdb <"$T/post"
exits 0 "but of one of two lists" check-subscriber members.cdb guests.cdb <"$T/post"
exits 75 "a missing list is 75, not 98" check-subscriber members.cdb none.cdb <"$T/post"
says "with the way out" '^4\.3\.5 check-subscriber: none\.cdb is missing; run: build-list none\.cdb$'
exits 0 "a member is one without asking it" check-subscriber guests.cdb none.cdb <"$T/post"
head -c -1 members.cdb >cut.cdb
exits 75 "a damaged list is 75" check-subscriber cut.cdb <"$T/post"
says "with the way out" '^4\.3\.5 check-subscriber: cut\.cdb is damaged; run: build-list cut\.cdb$'
if [ "$(id -u)" != 0 ]; then
	chmod 0 cut.cdb
	exits 75 "an unreadable list is 75" check-subscriber cut.cdb <"$T/post"
fi
mkdir folder.cdb
exits 75 "a folder is 75" check-subscriber folder.cdb <"$T/post"
echo 'gast@example.org' >>members
exits 75 "members that came later: 75" check-subscriber members.cdb <"$T/post"
says "with the way out" '^4\.3\.5 check-subscriber: members\.cdb is not up to date with the members file beside it; run: build-list members\.cdb$'
build-list -u members.cdb
exits 0 "and after build-list he may" check-subscriber members.cdb <"$T/post"

post 'anne@example.org'
is "the same in a chain" "$(tutti -c LIST=$LIST check-subscriber members.cdb : check-subscriber members.cdb <"$T/post" | cksum)" \
	"$(cksum <"$T/post")"

# -a: only what verify-auth says of the author counts, and only where verify-auth puts it.
ID=ml.example.jp
A="Authentication-Results: $ID;"
# The post of an author with these fields above the first Received, below it a forgery.
proven()
{
	from=$1
	shift
	: >"$T/post"
	for field; do printf '%s\n' "$field" >>"$T/post"; done
	printf 'Received: from x by y; z\n%s dkim=pass header.d=example.org; dmarc=pass header.from=example.org\n' "$A" >>"$T/post"
	printf 'From: %s\nTo: orch@ml.example.jp\nSubject: x\n\nhello\n' "$from" >>"$T/post"
}
# shown CODE WHAT RESULTS [OPTION...]: the same for anne, with these results of ours.
shown()
{
	wanted=$1 what=$2 results=$3
	shift 3
	proven 'anne@example.org' "$A $results"
	exits "$wanted" "-a $*: $what" check-subscriber -a $ID "$@" members.cdb <"$T/post"
}
proven 'Anne <anne@example.org>' "$A dmarc=pass header.from=example.org"
cp "$T/post" "$T/in.eml"
contract check-subscriber -a $ID members.cdb
check-subscriber -a $ID -s members.cdb <"$T/in.eml" >"$T/out"
same "-a: a proven author's post passes byte for byte" "$T/out" "$T/in.eml"
shown 0 'dmarc=pass' 'dmarc=pass header.from=example.org'
shown 0 'in any case' 'DMARC=Pass Header.From=Example.ORG'
shown 0 'his domain'"'"'s signature' 'dkim=pass header.d=example.org'
shown 0 'in any case' 'dkim=pass header.d=EXAMPLE.Org'
# Whether a name above or below is aligned says a DMARC record, and then there is dmarc=pass.
shown 98 'without a record that of a name below may be anybody'"'"'s' 'dkim=pass header.d=mail.example.org'
shown 98 'without a record that of a name below may be anybody'"'"'s' 'dkim=pass header.d=mail.example.org; dmarc=none header.from=example.org' -s
shown 98 'with a bad record' 'dkim=pass header.d=mail.example.org; dmarc=permerror header.from=example.org'
shown 75 'while DNS is away' 'dkim=pass header.d=mail.example.org; dmarc=temperror header.from=example.org'
shown 0 'also without a record' 'dkim=pass header.d=example.org; dmarc=none header.from=example.org' -s
shown 0 'the third of four' 'dkim=fail header.d=example.org; dkim=pass header.d=x.example; dkim=pass header.d=example.org; spf=fail'
shown 0 'also when DNS is away' 'dkim=pass header.d=example.org; dmarc=temperror header.from=example.org'
shown 98 'dmarc=fail' 'dmarc=fail header.from=example.org'
says 'with the reason and the way out' '^2\.7\.0 check-subscriber: nothing shows that anne@example\.org wrote this: no DMARC pass and no signature of example\.org; send it through the mail server of that domain$'
is 'and nothing is passed on' "$(cat "$T/out")" ""
shown 98 'a domain that wants no such signature' 'dkim=pass header.d=mail.example.org; dmarc=fail header.from=example.org'
shown 98 'dmarc=pass of another' 'dmarc=pass header.from=example.com'
shown 98 'of a longer name' 'dmarc=pass header.from=example.org.example.com'
shown 98 'of a subdomain' 'dmarc=pass header.from=mail.example.org'
shown 98 'for two domains' 'dmarc=pass header.from=example.org header.from=example.com'
shown 98 'in a reason' 'dmarc=fail reason="dmarc=pass header.from=example.org" header.from=example.org'
shown 98 'in a comment' 'dmarc=fail (; dmarc=pass header.from=example.org)'
shown 98 'as a value' 'dkim=fail header.d="; dmarc=pass header.from=example.org;"'
shown 98 'of another method' 'spf=pass header.from=example.org header.d=example.org smtp.mailfrom=example.org'
shown 98 'in a version to come' 'dmarc/2=pass header.from=example.org'
shown 98 'dmarc=permerror' 'dmarc=permerror header.from=example.org'
shown 98 'a signature of a stranger' 'dkim=pass header.d=example.com'
shown 98 'of a name that ends the same' 'dkim=pass header.d=xexample.org'
shown 98 'of the top level' 'dkim=pass header.d=org'
shown 98 'a signature that does not count' 'dkim=policy header.d=example.org'
shown 98 'one without a domain' 'dkim=pass header.i=@example.org'
shown 98 'nothing' 'none'
shown 0 'no record' 'dmarc=none header.from=example.org'
shown 98 'no record' 'dmarc=none header.from=example.org' -s
shown 98 'no record of another' 'dmarc=none header.from=example.com'
shown 75 'no answer from DNS' 'dmarc=temperror header.from=example.org'
shown 75 'a domain without a record, and no answer about its key' \
	'dkim=temperror header.d=example.org; dmarc=none header.from=example.org' -s
shown 98 'or about that of a stranger' 'dkim=temperror header.d=example.com; dmarc=none header.from=example.org' -s
shown 0 'which is believed without a key' 'dkim=temperror header.d=example.org; dmarc=none header.from=example.org'
shown 75 'a bad record, and no answer about a key' 'dkim=temperror header.d=example.org; dmarc=permerror header.from=example.org'
shown 98 'dmarc=fail, whatever a key may say' 'dkim=temperror header.d=example.org; dmarc=fail header.from=example.org'
shown 75 'no answer from DNS' 'dmarc=temperror header.from=example.org'
says 'is no verdict' '^4\.4\.3 check-subscriber: DNS did not tell whether anne@example\.org wrote this; '
shown 75 'nor a refusal' 'dmarc=temperror header.from=example.org' -x refuse

# What stands below the first Received, or does not parse, is not ours.
missing()
{
	what=$1
	shift
	proven 'anne@example.org' "$@"
	exits 75 "-a: $what is a mistake in the score" check-subscriber -a $ID members.cdb <"$T/post"
	says "$what: with the way out" '^4\.3\.5 check-subscriber: no Authentication-Results of ml\.example\.jp above the first Received; this step wants one before it in the score: verify-auth -i ml\.example\.jp$'
}
pass="dmarc=pass header.from=example.org"
missing 'no field'
missing 'one of another id' "Authentication-Results: other.example; $pass"
missing 'of a longer id' "Authentication-Results: x.$ID; $pass"
missing 'of a longer id' "Authentication-Results: $ID.example; $pass"
missing 'our id in a comment' "Authentication-Results: other.example ($ID); $pass"
missing 'a version to come' "Authentication-Results: $ID 2; $pass"
missing 'an old form' "Authentication-Results: $ID/1; $pass"
missing 'one that does not end' "$A dmarc=fail; $pass reason=\"x"
missing 'another field' "X-Authentication-Results: $ID; $pass"
missing 'a broken one above ours' "$A (" "$A $pass"
proven 'zoe@example.org'
exits 75 "-a: also for a stranger" check-subscriber -a $ID members.cdb <"$T/post"
proven 'anne@example.org' "Authentication-Results: other.example; $pass" "$A dmarc=fail header.from=example.org" "$A $pass"
exits 98 "-a: the topmost of ours counts" check-subscriber -a $ID members.cdb <"$T/post"
proven 'anne@example.org' "X-Spam-Flag: NO" "AUTHENTICATION-RESULTS : ML.Example.JP
 1; (c)
 $pass"
exits 0 "-a: in any form, folded, below another step's field" check-subscriber -a $ID members.cdb <"$T/post"
exits 0 "-a: the id in any case" check-subscriber -a ML.example.JP members.cdb <"$T/post"
exits 75 "-a: another id" check-subscriber -a mx.example.jp members.cdb <"$T/post"
{ printf '%s' "$A"; awk 'BEGIN { for (i = 0; i < 10000; i++) printf "\n dkim=fail;" }'; printf '\nReceived: x\nFrom: anne@example.org\n\nx\n'; } >"$T/post"
exits 98 "-a: 10,000 results" check-subscriber -a $ID members.cdb <"$T/post"
for id in '' 'a b' 'a;b' 'a/1' '"a"' 'a..b'; do
	exits 75 "-a '$id' is no id" check-subscriber -a "$id" members.cdb <"$T/post"
done
says "and shows the usage" '^4\.3\.5 check-subscriber: usage: '
exits 75 "-s without -a" check-subscriber -s members.cdb <"$T/post"

# Who gets a bounce has shown who he is.
# refused CODE WHAT SENDER FROM RESULTS
refused()
{
	proven "$4" "$A $5"
	exits "$1" "-a -x refuse: $2" env "SENDER=$3" check-subscriber -a $ID -x refuse members.cdb <"$T/post"
}
none='dmarc=none header.from=example.org'
refused 100 'an authentic stranger' zoe@example.org zoe@example.org "$pass"
says 'is told the way in' '^5\.7\.1 check-subscriber: zoe@example\.org is not a member of orch@ml\.example\.jp; write to orch-request@ml\.example\.jp to join$'
refused 100 'by his signature' zoe@example.org zoe@example.org "dkim=pass header.d=example.org; $none"
refused 100 'by an address for bounces with spf=pass' b=1@bounces.example.org zoe@example.org \
	"spf=pass smtp.mailfrom=b=1@bounces.example.org; $pass"
refused 99 'a sender below, who may be a stranger' b=1@bounces.example.org zoe@example.org "$pass"
refused 99 'a sender above' victim@org zoe@example.org "$pass"
refused 99 'one who may be anybody' zoe@example.org zoe@example.org "$none"
says 'is told nothing, but the log is' '^2\.7\.0 check-subscriber: zoe@example\.org is not a member of orch@ml\.example\.jp; '
refused 99 'a forged one' zoe@example.org zoe@example.org 'dmarc=fail header.from=example.org'
refused 99 'while DNS is away' zoe@example.org zoe@example.org 'dmarc=temperror header.from=example.org'
refused 99 'an authentic author with a forged sender' victim@example.com zoe@example.org "$pass"
refused 99 'with another forged sender' victim@xexample.org zoe@example.org "$pass"
refused 100 'a sender with spf=pass' zoe@example.com zoe@example.org "spf=pass smtp.mailfrom=zoe@example.com; $none"
refused 100 'his domain alone' zoe@example.com zoe@example.org "spf=pass smtp.mailfrom=Example.COM; $none"
refused 99 'with spf=softfail' zoe@example.com zoe@example.org "spf=softfail smtp.mailfrom=zoe@example.com; $none"
refused 99 'spf=pass of another' zoe@example.com zoe@example.org "spf=pass smtp.mailfrom=zoe@example.net; $none"
refused 99 'spf=pass of the HELO name' zoe@example.com zoe@example.org "spf=pass smtp.helo=example.com; $none"
refused 99 'spf=pass without a sender' '' zoe@example.org "spf=pass smtp.mailfrom=example.org; $pass"
refused 99 'a sender that is none' 'zoe' zoe@example.org "spf=pass smtp.mailfrom=zoe; $pass"
refused 99 "a forged member" anne@example.org anne@example.org 'dmarc=fail header.from=example.org'
refused 100 "a member's forger who is known" zoe@example.com anne@example.org \
	'spf=pass smtp.mailfrom=zoe@example.com; dmarc=fail header.from=example.org'
says 'is told why' '^5\.7\.1 check-subscriber: nothing shows that anne@example\.org wrote this: '
refused 100 'two authors, of a sender who is known' zoe@example.com 'a@example.org, b@example.org' 'spf=pass smtp.mailfrom=zoe@example.com'
says 'because of the mail' '^5\.6\.0 check-subscriber: '
refused 99 'two authors, of anybody' zoe@example.com 'a@example.org, b@example.org' none
says 'are dropped' '^2\.7\.0 check-subscriber: '
proven zoe@example.org "$A $pass"
exits 100 "-a -x refuse: in a shell the author will do" check-subscriber -a $ID -x refuse members.cdb <"$T/post"
proven zoe@example.org "$A $none"
exits 99 "-a -x refuse: if he is authentic" check-subscriber -a $ID -x refuse members.cdb <"$T/post"
exits 98 "-a: others are held as ever" check-subscriber -a $ID members.cdb <"$T/post"
exits 99 "-a -x drop: or dropped" check-subscriber -a $ID -x drop members.cdb <"$T/post"

# 300 times another list in its place, and every answer right meanwhile.
awk 'BEGIN { print "anne@example.org"; for (i = 0; i < 300; i++) print "a" i "@example.org" }' >a
awk 'BEGIN { for (i = 0; i < 700; i++) print "b" i "@example.org"; print "anne@example.org" }' >b
build-list turn.cdb a
i=0
while [ $i -lt 150 ]; do
	i=$((i + 1))
	build-list turn.cdb b && build-list turn.cdb a || echo "build $i" >>"$T/wrong"
done &
builder=$!
printf 'From: anne@example.org\n\nx\n' >"$T/anne"
printf 'From: zoe@example.org\n\nx\n' >"$T/zoe"
i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
	check-subscriber turn.cdb <"$T/anne" >/dev/null 2>&1 || echo "anne $i: $?" >>"$T/wrong"
	check-subscriber turn.cdb <"$T/zoe" >/dev/null 2>&1
	[ $? = 98 ] || echo "zoe $i" >>"$T/wrong"
done
wait $builder
: >>"$T/wrong"
is "300 builds beside 400 questions: no wrong answer" "$(head -5 "$T/wrong")" ""
finish
