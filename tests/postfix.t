#!/bin/sh
# shellcheck disable=SC1091,SC2154,SC2317 # known with -x; functions are called through ok
# postfix.t: posts through a real Postfix, as Debian sets one up: SMTP, pipe(8), the score, the same Postfix and
# a sink.

# In /tmp, since Postfix and the list's user must reach what lies there.
TMPDIR=/tmp
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/postfix/harness.sh
. "$here/postfix/harness.sh"
# shellcheck source=tests/postfix/mails.sh
. "$here/postfix/mails.sh"

why=$(postfix_skip)
if [ "$why" ]; then
	echo "1..0 # SKIP $why"
	exit 0
fi
trap 'postfix_end' EXIT

# ---- What the cases say

post() { "$tools/post" "$@" >"$T/reply" 2>&1; }

# The mails that came to the sink since `mark`: FROM, TO, MAIL.
mark() { seen=$(wc -l <"$SINK/index"); }
arrived() { tail -n "+$((seen + 1))" "$SINK/index"; }
arrived_mails() { arrived | cut -f 3 | sort -u; }

# arrive WHAT [FROM TO]...: waits until the queue is empty; then these have come, each once, and nothing else.
arrive()
{
	what=$1
	shift
	settled || fail "the queue does not get empty" "$(postqueue -p | head -20)"
	: >"$T/want"
	[ $# = 0 ] || printf '%s\t%s\n' "$@" | sort >"$T/want"
	arrived | cut -f 1,2 | sort >"$T/got"
	same "$what" "$T/got" "$T/want"
}

# signed WHAT MAIL...: python3-dkim says so, with the keys that new-list printed.
signed()
{
	what=$1
	shift
	if (cd "$SINK" && "$tools/verify" "$T/records" "$@") >"$T/verify" 2>&1; then pass "$what"; else
		fail "$what" "$(head -5 "$T/verify")"
	fi
}
header() { tr -d '\r' <"$SINK/$2" | sed -n "/^\$/q; s/^$1: //p"; }
sink_body() { tr -d '\r' <"$SINK/$1" | sed '1,/^$/d'; }

# ---- The lists, made and announced to Postfix as new-list says

prefix=/usr/local/tutti
make_list()	# NAME ADDRESS MEMBER...
{
	folder=$T/lists/$1
	new-list -u list -m postfix -s "${style-fml}" -o owner@example.com "$folder" "$2" >"$T/said-$1" || return 1
	cat "$T/said-$1" >>"$T/records"
	sed -i "1s,^#!$prefix/,#!$T/," "$folder/post" "$folder/request" "$folder/owner" "$folder/return" \
		"$folder/answer" "$folder/dmarc"
	shift 2
	[ $# = 0 ] || printf '%s\n' "$@" >>"$folder/members"
	build-list "$folder/members.cdb"
}

# What new-list said about list $1, with this test's folders in the place of the usual ones.
told()
{
	sed "s,$prefix/bin,$T/bin,g; s,/etc/postfix/,$MAIL_CONFIG/,g; s,/etc/aliases,$MAIL_CONFIG/aliases,g" "$T/said-$1"
}
# Of that the paragraph that follows the one with the words $2.
paragraph()
{
	told "$1" | awk -v RS= -v words="$2" 'found { print; exit } index($0, words) { found = 1 }'
}

tell_postfix()
{
	paragraph orch '/master.cf,' >>"$MAIL_CONFIG/master.cf"
	paragraph orch '/main.cf,' >>"$MAIL_CONFIG/main.cf"
	paragraph orch 'is a domain for lists only' >>"$MAIL_CONFIG/main.cf"
	for list in orch ant bee ping pong clean; do paragraph $list '/tutti,'; done >"$MAIL_CONFIG/tutti"
	# A careless administrator's map, through which everything comes.
	echo "/\\.\\.\\/.*@ml\\.example\\.jp\$/  tutti:" >>"$MAIL_CONFIG/tutti"
	# choir's domain is Postfix' own: the way without master.cf.
	told choir | sed -n '/^\/^choir/p' >"$T/lists/aliases"
	chown list "$T/lists/aliases"
	postconf -e "$(told choir | grep '^alias_maps = ')"
}

cp -R "$TUTTI_BUILD/bin" "$TUTTI_BUILD/share" "$T"
PATH=$T/bin:$PATH
mkdir "$T/lists"
ok "a Postfix is made" postfix_setup
# shellcheck disable=SC2046 # words
ok "a list of 2,500" make_list orch orch@ml.example.jp $(seq -f m%.0f@members.example 2499) foo..bar@docomo.example
ok "a small one" make_list ant ant@ml.example.jp \
	'anne@example.org s=skip' alice@members.example bob@members.example
ok "another" make_list bee bee@ml.example.jp \
	'anne@example.org s=skip' bob@members.example carol@members.example
ok "one in the mail server's own domain" make_list choir choir@mx.example.jp \
	'anne@example.org s=skip' dora@members.example
ok "one that has another as its member" make_list ping ping@ml.example.jp \
	'anne@example.org s=skip' eve@members.example pong@ml.example.jp
ok "which has the first" make_list pong pong@ml.example.jp fay@members.example ping@ml.example.jp
style=clean
ok "and one that leaves posts as their authors signed them" make_list clean clean@ml.example.jp \
	'anne@reject.example s=skip' gus@members.example
tell_postfix
ok "Postfix takes what new-list printed" postfix_start
is "and has nothing to say against it" "$(grep -E 'warning|error|fatal' "$T/maillog")" ""

# ---- A post to 2,500 members, by each of the three ways into Postfix

{
	seq -f 'm%.0f@members.example' 2499 | sed 's/\(.*\)@\(.*\)/orch-return-N-\1=\2@ml.example.jp	&/'
	# An address as a Japanese carrier gave them away, which SMTP wants in quotes.
	echo '"orch-return-N-foo..bar=docomo.example"@ml.example.jp	"foo..bar"@docomo.example'
} >"$T/copies"
through()	# TRANSPORT NUMBER AUTHOR
{
	mark
	mail plain "$2" orch@ml.example.jp "$3" >"$T/mail"
	ok "$1: a member posts by SMTP" post "$SMTP" "$3" orch@ml.example.jp <"$T/mail"
	ok "$1: the post is delivered" settled
	arrived | cut -f 1,2 | sort >"$T/got"
	sed "s/-N-/-$2-/" "$T/copies" | sort >"$T/want"
	same "$1: each member gets one copy, from the address that tells whose it is" "$T/got" "$T/want"
	# shellcheck disable=SC2046 # words
	signed "$1: the copies are signed" $(arrived_mails)
	copy=$(arrived_mails | head -1)
	is "$1: in the list's name" "$(header From "$copy")" "Anne Person via orch <orch@ml.example.jp>"
	is "$1: with its number" "$(header Subject "$copy")" "[orch:0000$2] plain $2"
	body "$T/mail" >"$T/want"
	sink_body "$copy" >"$T/got"
	same "$1: and what was written" "$T/got" "$T/want"
}
through sendmail 1 m1@members.example
sed -i "s/^inject members/inject -t qmqp:127.0.0.1:$QMQP members/" "$T/lists/orch/post"
through qmqp 2 foo..bar@docomo.example
sed -i "s/^inject -t [^ ]*/inject -t smtp:127.0.0.1:$DOOR/" "$T/lists/orch/post"
through smtp 3 m3@members.example

# ---- Two lists, other addresses, other doors

mark
mail plain two m1 anne@example.org >"$T/mail"
ok "one mail to two lists" post "$SMTP" anne@example.org ant@ml.example.jp bee@ml.example.jp <"$T/mail"
arrive "goes to the members of both, from each list" \
	ant-return-1-alice=members.example@ml.example.jp alice@members.example \
	ant-return-1-bob=members.example@ml.example.jp bob@members.example \
	bee-return-1-bob=members.example@ml.example.jp bob@members.example \
	bee-return-1-carol=members.example@ml.example.jp carol@members.example

mark
mail plain alias choir@mx.example.jp anne@example.org >"$T/mail"
ok "a list in an alias file of its user's" post "$SMTP" anne@example.org choir@mx.example.jp <"$T/mail"
arrive "has its post delivered too" choir-return-1-dora=members.example@mx.example.jp dora@members.example
# shellcheck disable=SC2046 # words
signed "signed by its own domain" $(arrived_mails)
is "without what local(8) put on top" \
	"$(grep -cE '^(>?From |X-Original-To:|Return-Path:)' "$SINK/$(arrived_mails)")" 0

for address in owner request what-is-this; do
	mark
	mail plain $address ant-$address@ml.example.jp nobody@example.org >"$T/mail"
	ok "mail to ant-$address is taken" post "$SMTP" nobody@example.org ant-$address@ml.example.jp <"$T/mail"
	settled
	case $address in owner) want=owner@example.com ;; *) want=nobody@example.org ;; esac
	is "and goes to the owner, or is answered" "$(arrived | cut -f 2)" $want
done
mark
mail plain bounce ant-return-7@ml.example.jp mailer-daemon@members.example >"$T/mail"
ok "a bounce is taken" post "$SMTP" '' ant-return-7-bob=members.example@ml.example.jp <"$T/mail"
arrive "and answered by nobody"
is "it is kept in bounces/" "$(find "$T/lists/ant/bounces/new" -type f | wc -l)" 1

# A receiver's report of 2023-11-15, as one sends it.
report()
{
	printf '%s\n' 'From: noreply-dmarc@receiver.example' 'To: ant-dmarc@ml.example.jp' \
		'Subject: Report domain: ml.example.jp Submitter: receiver.example' 'Date: Thu, 16 Nov 2023 01:00:00 +0000' \
		"Message-ID: <$1@receiver.example>" 'MIME-Version: 1.0' 'Content-Type: application/gzip' \
		'Content-Transfer-Encoding: base64' ''
	gzip -n <<-END | base64
	<?xml version="1.0"?>
	<feedback><report_metadata><org_name>receiver.example</org_name><report_id>$1</report_id>
	<date_range><begin>1700006400</begin><end>1700092799</end></date_range></report_metadata>
	<policy_published><domain>ml.example.jp</domain><p>none</p></policy_published>
	<record><row><source_ip>192.0.2.1</source_ip><count>1200</count><policy_evaluated><disposition>none</disposition>
	<dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>ml.example.jp</header_from>
	</identifiers></record><record><row><source_ip>198.51.100.7</source_ip><count>34</count><policy_evaluated>
	<disposition>reject</disposition><dkim>fail</dkim><spf>fail</spf></policy_evaluated></row>
	<identifiers><header_from>ml.example.jp</header_from></identifiers></record></feedback>
	END
}
mark
report r1 >"$T/mail"
ok "a DMARC report is taken" post "$SMTP" noreply-dmarc@receiver.example ant-dmarc@ml.example.jp <"$T/mail"
arrive "and answered by nobody"
ok "the same report, sent again by another relay" post "$DOOR" noreply-dmarc@receiver.example ant-dmarc@ml.example.jp <"$T/mail"
arrive "neither"
cat >"$T/want" <<'END'
ml.example.jp                                           2023-11-15 to 2023-11-15
97.2% of 1,234 messages pass. 34 fail: none from hosts of yours, 34 from
strangers.

week from   messages    fail    pass
2023-11-13     1,234      34   97.2%  =============================x

  messages    fail  from
     1,200       0  192.0.2.1
                    ours: nothing to do.
        34      34  198.51.100.7
                    stranger: no host of yours? Then all is well: receivers
                    refused it or put it aside.
END
dmarc-summary -s 2023-11-15 -u 2023-11-15 "$T/lists/ant/dmarc-reports" >"$T/got" 2>&1
same "it shows up in the summary, once" "$T/got" "$T/want"
sed '1,/^$/!s/./x/g' "$T/mail" >"$T/mail.odd"
ok "what can't be read is taken" post "$SMTP" noreply-dmarc@receiver.example ant-dmarc@ml.example.jp <"$T/mail.odd"
arrive "answered by nobody"
is "and kept" "$(dmarc-summary -s 2023-11-15 -u 2023-11-15 "$T/lists/ant/dmarc-reports" | tail -n 1)" \
	"1 mail could not be read: see the folder unread."

exits 1 "an address without a list is refused" \
	"$tools/post" "$SMTP" anne@example.org ants@ml.example.jp <"$T/mail"
ok "at RCPT, as unknown" grep -q '^550 5\.1\.1' "$T/out"

mark
mail plain both ant@ml.example.jp anne@example.org >"$T/mail"
ok "one mail to a list and its owner" \
	post "$SMTP" anne@example.org ant@ml.example.jp ant-owner@ml.example.jp <"$T/mail"
settled
is "reaches both" "$(arrived | cut -f 2 | sort | xargs)" "alice@members.example bob@members.example owner@example.com"

# ---- What must not happen

mark
printf '#!/bin/sh\ntouch %s/evil-has-run\n' "$T" >"$T/evil"
chmod 755 "$T/evil"
cp "$T/evil" "$T/lists/evil"
mail plain evil ../evil@ml.example.jp anne@example.org >"$T/mail"
for address in ../evil ../lists/ant/post ../lists/evil ant/../../evil ./ant; do
	post "$SMTP" anne@example.org "../$address@ml.example.jp" <"$T/mail" ||
		fail "$address is taken" "$(cat "$T/reply")"
done
settled
is "a recipient that is a path is no list: all come back" "$(arrived | cut -f 1,2 | sort | uniq -c | xargs)" \
	"5 anne@example.org"
is "as unknown addresses" "$(cd "$SINK" && arrived_mails | xargs grep -h '^Status:' | tr -d '\r' | sort | uniq -c | xargs)" \
	"5 Status: 5.1.1"
ok "and nothing was run" not test -e "$T/evil-has-run"
mark
post "$SMTP" anne@example.org "ant-../../../evil@ml.example.jp" <"$T/mail"
settled
is "behind a list's name it is one more address of the list" "$(arrived | cut -f 2)" anne@example.org
ok "and nothing was run then" not test -e "$T/evil-has-run"

mark
mail plain stranger ant@ml.example.jp stranger@example.org >"$T/mail"
ok "a stranger's post is taken" post "$SMTP" stranger@example.org ant@ml.example.jp <"$T/mail"
arrive "and goes to nobody, but the owner is asked" ant-return-0-owner=example.com@ml.example.jp owner@example.com
is "it is held" "$(grep -l '^SENDER=stranger@example.org$' "$T/lists/ant/hold/"* | wc -l)" 1

# ---- What may come in between

mark
mail plain gone ant@ml.example.jp anne@example.org >"$T/mail"
mv "$T/lists/ant/members.cdb" "$T/members.cdb"
ok "a post is taken while members.cdb is gone" post "$SMTP" anne@example.org ant@ml.example.jp <"$T/mail"
ok "it is put off" await grep -q 'to=<ant@ml.example.jp>.* status=deferred' "$T/maillog"
is "nobody gets it" "$(arrived)" ""
mv "$T/members.cdb" "$T/lists/ant/members.cdb"
flushed
arrive "and everybody once, after it is back" \
	ant-return-3-alice=members.example@ml.example.jp alice@members.example \
	ant-return-3-bob=members.example@ml.example.jp bob@members.example

mark
printf '#!/bin/sh\ncat\ntouch started\nuntil test -e go; do sleep 0.05; done\n' >"$T/bin/wait-for-go"
chmod 755 "$T/bin/wait-for-go"
sed -i 's/^check-loop/&\nwait-for-go/' "$T/lists/bee/post"
mail plain restart bee@ml.example.jp anne@example.org >"$T/mail"
ok "a post comes to a slow score" post "$SMTP" anne@example.org bee@ml.example.jp <"$T/mail"
ok "which has begun" await test -e "$T/lists/bee/started"
ok "Postfix stops in the middle" postfix_stop
ok "and starts" postfix_start
ok "a second run is told to come later" await grep -q 'to=<bee@ml.example.jp>.* status=deferred' "$T/maillog"
touch "$T/lists/bee/go"
done_twice() { [ "$(grep -l '^done ' "$T/lists/bee/sent/"* | wc -l)" = 2 ]; }
ok "the first one goes on to the end" await done_twice
flushed
arrive "nobody has two copies, everybody one" \
	bee-return-2-bob=members.example@ml.example.jp bob@members.example \
	bee-return-2-carol=members.example@ml.example.jp carol@members.example

# ---- Two lists that have each other as a member, and no fear of lists

mark
sed -i 's/^check-loop$/& -a/' "$T/lists/ping/post" "$T/lists/pong/post"
mail plain loop ping@ml.example.jp anne@example.org >"$T/mail"
ok "a post to one of two lists" post "$SMTP" anne@example.org ping@ml.example.jp <"$T/mail"
arrive "goes to the members of both, once, and round no more" \
	ping-return-1-eve=members.example@ml.example.jp eve@members.example \
	pong-return-1-fay=members.example@ml.example.jp fay@members.example
is "what the first one refused has come back to the second" \
	"$(cd "$T/lists" && find ping/bounces pong/bounces -type f -exec sed -n 's/^ADDRESS=//p' {} +)" ping@ml.example.jp

# ---- A signed post from a domain with p=reject, to a list of each style

author='Anne Person <anne@reject.example>'
openssl genrsa -out "$T/author.pem" 2048 2>/dev/null
p=$(openssl pkey -in "$T/author.pem" -pubout -outform DER | base64 -w 0)
echo "2026._domainkey.reject.example v=DKIM1; k=rsa; p=$p" >"$T/author.key"
{
	echo '_dmarc.reject.example. IN TXT "v=DMARC1; p=reject"'
	printf '2026._domainkey.reject.example. IN TXT "v=DKIM1; k=rsa; p=" %s\n' "$(echo "$p" | sed 's/.\{1,200\}/"&" /g')"
} >"$T/zone"
mkfifo "$T/dns-hold"
/usr/bin/python3 "$here/dns/server" "$T/zone" "$T/dns-port" <"$T/dns-hold" 9>&- &
exec 7>"$T/dns-hold"
await test -s "$T/dns-port"
signed_post()	# LIST
{
	mail plain signed "$1@ml.example.jp" anne@reject.example >"$T/mail"
	/usr/bin/python3 -c 'import dkim, sys
mail = sys.stdin.buffer.read().replace(b"\n", b"\r\n")
field = dkim.sign(mail, b"2026", b"reject.example", open(sys.argv[1], "rb").read(),
                  include_headers=[b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to"])
sys.stdout.buffer.write((field + mail).replace(b"\r\n", b"\n"))' "$T/author.pem" <"$T/mail" >"$T/signed"
	sed -i "s/^LIST=.*/&\nDNS=127.0.0.1:$(cat "$T/dns-port")/" "$T/lists/$1/post"
	mark
	ok "a signed post to $1" post "$DOOR" anne@reject.example "$1@ml.example.jp" <"$T/signed"
	settled
	copy=$(arrived_mails | head -1)
	tr -d '\r' <"$SINK/$copy" >"$T/copy"
}
# The first signature is the list's, of whose key verify-dkim knows nothing.
author_signature() { "$here/verify-dkim" "$T/author.key" "$T/copy" | awk 'NR == 2 { print $2 }'; }
signed_post clean
is "keeps its From on the clean list" "$(header From "$copy")" "$author"
is "and passes DMARC by its author's signature" "$(author_signature)" pass
signed "with the list's beside it" "$copy"
echo anne@reject.example s=skip >>"$T/lists/ant/members"
build-list "$T/lists/ant/members.cdb"
signed_post ant
is "is munged on one with a tag" "$(header From "$copy")" "Anne Person via ant <ant@ml.example.jp>"
is "for its author's signature is broken" "$(author_signature)" fail
signed "and passes by the list's" "$copy"
is "which says why" "$(header X-Munge-From "$copy")" \
	"munged; the signature of reject.example does not pass: the signature does not match"
exec 7>&-

# ---- Signatures on what Postfix would repair, and what breaks on the way

decoded() { /usr/bin/python3 -c 'import email, sys
sys.stdout.buffer.write(email.message_from_binary_file(sys.stdin.buffer).get_payload(decode=True))' <"$1"; }

table()	# TAG CASE...
{
	tag=$1
	shift
	mark
	for name in "$@"; do
		mail "$name" "$tag" ant@ml.example.jp anne@example.org >"$T/$name.eml"
		# As from another machine: what comes from its own, Postfix repairs on the way in.
		case $name in no-end) door=qmqp:$QMQP ;; *) door=$DOOR ;; esac
		post "$door" anne@example.org ant@ml.example.jp <"$T/$name.eml" || fail "$name: taken" "$(cat "$T/reply")"
	done
	settled
	for name in "$@"; do
		copy=$(cd "$SINK" && grep -l "^X-Case: $name $tag" [0-9a-f]*)
		is "$name, $tag: a copy for each member" "$(arrived | grep -c "	$copy\$")" 2
		signed "$name, $tag: signed" "$copy"
		is "$name, $tag: one Date, one Message-ID" \
			"$(header Date "$copy" | wc -l) $(header 'Message-I[Dd]' "$copy" | wc -l)" "1 1"
		case $name in
		long-line) decoded "$SINK/$copy" | tr -d '\r' >"$T/got" ;;
		*) sink_body "$copy" >"$T/got" ;;
		esac
		body "$T/$name.eml" >"$T/want"
		case $name in no-end) echo >>"$T/want" ;; esac
		same "$name, $tag: what was written" "$T/got" "$T/want"
		case $name in
		dots-in-cc) is "dots, $tag: are quoted" "$(header Cc "$copy" | grep -o '[^ <]*foo[^> ,]*')" \
			'"foo..bar"@docomo.example' ;;
		bare-to) is "bare To, $tag: has its domain" "$(header To "$copy")" ant@ml.example.jp ;;
		esac
	done
}
table sendmail no-date no-message-id dots-in-cc bare-to 8-bit long-line base64 iso-2022-jp dots no-end
sed -i "s/^inject members/inject -t qmqp:127.0.0.1:$QMQP members/" "$T/lists/ant/post"
table qmqp no-date no-message-id dots-in-cc bare-to 8-bit dots no-end
sed -i "s/^inject -t [^ ]*/inject -t smtp:127.0.0.1:$DOOR/" "$T/lists/ant/post"
table smtp no-date no-message-id dots-in-cc bare-to 8-bit long-line dots no-end

# ---- A stranger joins, posts, moves and leaves, all by mail

# asks ADDRESS FROM SUBJECT: a mail without a text.
asks()
{
	printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s@example.org>\nDate: Tue, 24 Nov 2026 03:54:58 +0000\n\n' \
		"$2" "$1" "$3" "$(date +%s%N)" >"$T/mail"
	mark
	ok "$2 writes to ${1%%@*}" post "$SMTP" "$2" "$1" <"$T/mail"
}
# answered WHAT SUBJECT: one mail came back, to $1, from nobody, signed; its From is then in $from.
answered()
{
	arrive "$1: one mail, from nobody" '' "$2"
	copy=$(arrived_mails)
	signed "$1: signed" "$copy"
	is "$1: what it is" "$(header Subject "$copy")" "$3"
	is "$1: made by a machine" "$(header Auto-Submitted "$copy" | grep -c '^auto-')" 1
	from=$(header From "$copy" | sed 's/.*<\(.*\)>/\1/')
}
asks bee-subscribe@ml.example.jp zoe@members.example ''
answered "a question" zoe@members.example 'Do you want to subscribe to bee@ml.example.jp?'
asks "$from" zoe@members.example "Re: $(header Subject "$copy")"
answered "welcome" zoe@members.example 'Welcome to bee@ml.example.jp'
mark
mail plain zoe bee@ml.example.jp zoe@members.example >"$T/mail"
ok "she posts" post "$SMTP" zoe@members.example bee@ml.example.jp <"$T/mail"
settled
is "all have it, and she too" "$(arrived | cut -f 2 | sort | xargs)" \
	"bob@members.example carol@members.example zoe@members.example"
copy=$(arrived | grep 'zoe@members.example$\|	zoe@' | cut -f 3 | head -1)
leave=$(header List-Unsubscribe "$copy" | sed 's/<mailto:\([^?]*\)?subject=\(.*\)>/\1 \2/')
# shellcheck disable=SC2086 # words
set -- $leave
asks "$1" zoe@members.example "$2"
answered "the link to leave" zoe@members.example 'Do you want to leave bee@ml.example.jp?'
asks "$from" zoe@members.example x
answered "goodbye" zoe@members.example 'You have left bee@ml.example.jp'
is "she is gone" "$(list-members "$T/lists/bee/members.cdb" | grep -c zoe)" 0
asks bee-request@ml.example.jp zoe@members.example status
answered "status" zoe@members.example 'Command status report for bee@ml.example.jp'
ok "says so" grep -q 'is not a member of bee@ml.example.jp' "$SINK/$copy"

# ---- A member's mailbox goes away: his post comes back, a probe is sent and comes back too, and that was the last one

sed -i 's/^count-bounce/& -b 1/' "$T/lists/bee/return"
change-members "$T/lists/bee/members" add gone@members.example
mark
mail plain gone bee@ml.example.jp anne@example.org >"$T/mail"
ok "a post to one whose mailbox is gone" post "$SMTP" anne@example.org bee@ml.example.jp <"$T/mail"
settled
is "the others have it, and the owner knows" "$(arrived | cut -f 2 | sort | xargs)" \
	"bob@members.example carol@members.example owner@example.com"
copy=$(arrived | grep owner@ | cut -f 3)
signed "what he is told is signed" "$copy"
is "what he is told" "$(header Subject "$copy")" 'bee@ml.example.jp: no more mail to gone@members.example'
ok "with the words of the other side" grep -q '550 5.1.1 no such user here' "$SINK/$copy"
is "the member is off" "$(list-members "$T/lists/bee/members.cdb" | grep gone)" 'gone@members.example s=bounced'
is "after one bounce, and one probe" "$(cat "$T/lists/bee/bounces"/??/* | cut -d = -f 1 | xargs)" 'ADDRESS BOUNCE PROBED OFF'
mark
mail plain gone2 bee@ml.example.jp anne@example.org >"$T/mail"
ok "the next post" post "$SMTP" anne@example.org bee@ml.example.jp <"$T/mail"
settled
is "is not sent there" "$(arrived | cut -f 2 | sort | xargs)" "bob@members.example carol@members.example"

finish
