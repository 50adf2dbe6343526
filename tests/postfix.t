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
[ -z "$why" ] || skip_all "$why"
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

# whole WHAT MAIL: all of it is as the standard input says, but for what is another each time: folds are undone, the
# way it came is left out, and tokens, a held post's number and the date and ID of what is made here have names.
# $asked is the Message-ID of the mail it answers.
asked=
whole()
{
	tr -d '\r' <"$SINK/$2" | awk '!body && /^[ \t]/ { line = line $0; next } NR > 1 { print line }
		{ line = $0; body = body || $0 == "" } END { print line }' | sed -E '1,/^$/ {
			/^(Delivered-To|Received): /d
			s/^(DKIM-Signature: ).* (d=[^;]*);.*/\1\2/
			s/^(Date: ).* \+0000$/\1NOW/
			s/^((Message-ID|References|In-Reply-To): )<'"$asked"'>$/\1ASKED/
			s/^(Message-ID: ).*(@ml.example.jp)>$/\1ID\2/
		}
		s/[a-z2-7]{26}/TOKEN/g; s/(release|discard) [0-9a-f]{10}/\1 NUMBER/g; s/([cp])[0-9a-f]{40}/\1BOUNDARY/g' >"$T/got"
	cat >"$T/want"
	same "$1" "$T/got" "$T/want"
}

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
	for list in orch ant bee ping pong clean proof; do paragraph $list '/tutti,'; done >"$MAIL_CONFIG/tutti"
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
style=fml
ok "and one that wants proof" make_list proof proof@ml.example.jp \
	'anne@spf.example s=skip' 'anne@ar.example s=skip' hal@members.example
tell_postfix
# What a policy server for SPF has the border put on top: in one form or the other, or nothing.
cat >"$MAIL_CONFIG/border" <<'END'
/^(.*@spf\.example)$/  PREPEND Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=127.0.0.1; helo=x; envelope-from="$1"
/^(.*@ar\.example)$/   PREPEND Authentication-Results: mx.example.jp; spf=pass (x) smtp.mailfrom=$1
/^(.*@evil\.example)$/ PREPEND Authentication-Results: mx.example.jp; spf=none smtp.mailfrom=$1
END
postconf -e "smtpd_sender_restrictions=check_sender_access regexp:$MAIL_CONFIG/border"
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
held=$(grep -l '^SENDER=stranger@example.org$' "$T/lists/ant/hold/"*)
{
	cat <<'END'
DKIM-Signature: d=ml.example.jp
From: ant <ant-owner@ml.example.jp>
To: ant-owner@ml.example.jp
Reply-To: ant-moderate-TOKEN@ml.example.jp
Subject: [ant] waits for you: plain stranger
Date: NOW
Message-ID: ID@ml.example.jp
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="held-TOKEN"
Content-Transfer-Encoding: 8bit

--held-TOKEN
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

A post to ant by stranger@example.org
waits for a moderator, because:

    stranger@example.org is not a member of the list.

It is attached. Reply to this mail, and write as the first line

    ok          to send it to the list, or
    discard     to throw it away; its author is not told.

Any other answer, or none, leaves it where it is. The first answer counts,
whoever of the moderators writes it.

(On the mail server: release NUMBER, or discard NUMBER.)

--held-TOKEN
Content-Type: message/rfc822
Content-Disposition: attachment
Content-Transfer-Encoding: 8bit

END
	body "$held"
	printf '\n--held-TOKEN--\n'
} >"$T/letter"
whole "with all of the post" "$(arrived_mails)" <"$T/letter"

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

# ---- What the border says of the envelope's sender, and what the sender himself says

# The lines that are switched off in a new list, switched on.
sed -i 's/^check-subscriber/#&/; s/^#\([a-z]\)/\1/; s/^verify-auth.*/& -t mx.example.jp/
	'"s/^LIST=.*/&\nDNS=127.0.0.1:$(cat "$T/dns-port")/" "$T/lists/proof/post"
for domain in spf ar; do echo "_dmarc.$domain.example. IN TXT \"v=DMARC1; p=reject\""; done >>"$T/zone"
# claimed FROM FIELD: a post with a field that its sender has put on top.
claimed() { [ -z "$2" ] || echo "$2"; mail plain "$1.$(date +%s%N)" proof@ml.example.jp "$1"; }
# proven WHAT FROM SAYS: it is taken, and says so.
proven()
{
	claimed "$2" '' >"$T/mail"
	mark
	ok "$1: an unsigned post" post "$SMTP" "$2" proof@ml.example.jp <"$T/mail"
	settled
	is "$1: is let in" "$(arrived | cut -f 2)" hal@members.example
	copy=$(arrived_mails)
	ok "$1: for what the border said of its sender" grep -q "^ spf=pass reason=\"says $3\" smtp.mailfrom=$2" "$SINK/$copy"
	ok "$1: which speaks for its author" grep -q "^ dmarc=pass header.from=${2#*@} " "$SINK/$copy"
	ok "$1: and is under seal" grep -q '^ARC-Seal: i=1; ' "$SINK/$copy"
	signed "$1: and signed" "$copy"
}
proven Received-SPF anne@spf.example Received-SPF
proven Authentication-Results anne@ar.example mx.example.jp
# forged WHAT SENDER FROM FIELD: nobody gets it, but the owner is asked.
forged()
{
	claimed "$3" "$4" >"$T/mail"
	mark
	ok "$1: a post" post "$SMTP" "$2" proof@ml.example.jp <"$T/mail"
	arrive "$1: nobody gets it" proof-return-0-owner=example.com@ml.example.jp owner@example.com
}
forged "a stranger as a member" zoe@members.example anne@spf.example ''
forged "with a Received-SPF of his own" zoe@members.example anne@spf.example \
	'Received-SPF: Pass identity=mailfrom; envelope-from="anne@spf.example"; helo=x'
forged "with results in the border's name, below its own" zoe@evil.example anne@ar.example \
	'Authentication-Results: mx.example.jp; spf=pass smtp.mailfrom=anne@ar.example'
forged "with results in our name" zoe@members.example anne@spf.example \
	'Authentication-Results: ml.example.jp; dmarc=pass header.from=spf.example'
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

# ---- A stranger joins, posts, gets digests, moves, is out of reach, and leaves, all by mail

# asks ADDRESS FROM SUBJECT: a mail without a text.
asks()
{
	asked=$(date +%s%N)@example.org
	printf 'From: %s\nTo: %s\nSubject: %s\nMessage-ID: <%s>\nDate: Tue, 24 Nov 2026 03:54:58 +0000\n\n' \
		"$2" "$1" "$3" "$asked" >"$T/mail"
	mark
	ok "$2 writes to ${1%%@*}: $3" post "$SMTP" "$2" "$1" <"$T/mail"
}
# replies FROM: to $copy, as it is.
replies() { asks "$(header From "$copy" | sed 's/.*<\(.*\)>/\1/')" "$1" "Re: $(header Subject "$copy")"; }

# letter FROM TO SUBJECT FIELD...: the header of what the list itself writes.
letter()
{
	printf '%s\n' 'DKIM-Signature: d=ml.example.jp' "From: bee <bee-$1@ml.example.jp>" "To: $2" "Subject: $3" 'Date: NOW' \
		'Message-ID: ID@ml.example.jp'
	shift 3
	printf '%s\n' "$@" 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=UTF-8' 'Content-Transfer-Encoding: 7bit' ''
}
answer() { letter "$@" 'In-Reply-To: ASKED' 'References: ASKED' 'Auto-Submitted: auto-replied'; cat; }
note() { letter "$@" 'Auto-Submitted: auto-generated'; cat; }
# The end of a question, and of a report.
otherwise()
{
	cat
	printf '%s\n' '' '(If your reply does not get through: send the line' '' '    confirm TOKEN' '' \
		'to bee-request@ml.example.jp within 7 days.)'
}
below()
{
	cat
	printf '%s\n' '' '-- ' 'bee: bee@ml.example.jp' \
		'Commands go to bee-request@ml.example.jp; a person reads bee-owner@ml.example.jp.'
}
# sent TO: this mail has come to TO, from nobody, signed; the standard input is all of it, but for what `whole` names.
sent()
{
	copy=$(arrived | awk -F '\t' -v to="$1" '$1 == "" && $2 == to { print $3 }')
	signed "$1 has a mail, signed" "$copy"
	whole "which says: $(header Subject "$copy")" "$copy"
}
# answered TO FROM SUBJECT: and nobody has another one. Its text is the standard input; likewise a question's and a
# report's on one command.
answered()
{
	answer "$2" "$1" "$3" >"$T/letter"
	arrive "one mail comes" '' "$1"
	sent "$1" <"$T/letter"
}
questioned() { otherwise >"$T/text"; answered "$1" confirm-TOKEN "$2" <"$T/text"; }
report_subject='Command status report for bee@ml.example.jp'
reported() { { echo ">>> $2"; below; } >"$T/text"; answered "$1" request "$report_subject" <"$T/text"; }
# posts TAG: Anne writes to the list.
posts()
{
	mark
	mail plain "$1" bee@ml.example.jp "${2-anne@example.org}" >"$T/mail"
	ok "${2-anne@example.org} posts: $1" post "$SMTP" "${2-anne@example.org}" bee@ml.example.jp <"$T/mail"
	settled
}
# reaches WHAT ADDRESS...
reaches() { what=$1; shift; is "$what" "$(arrived | cut -f 2 | sort | xargs)" "$*"; }
others='bob@members.example carol@members.example'
membership() { list-members "$T/lists/bee/members.cdb" | grep "^$1"; }

asks bee-subscribe@ml.example.jp zoe@members.example ''
questioned zoe@members.example 'Do you want to subscribe to bee@ml.example.jp?' <<'END'
Somebody, probably you, wants zoe@members.example
to be a member of the mailing list bee <bee@ml.example.jp>.

If that is right, reply to this mail as it is.

If it is not, do nothing. You will not be subscribed, and not be asked again
today.
END
replies zoe@members.example
answered zoe@members.example request 'Welcome to bee@ml.example.jp' <<'END'
zoe@members.example is now a member of the mailing list bee.

To write to all members:   bee@ml.example.jp
To leave the list:         bee-unsubscribe@ml.example.jp
To see what else there is: bee-request@ml.example.jp (help)
To write to a person:      bee-owner@ml.example.jp

If posts do not arrive, look among the spam, and let mail from
bee@ml.example.jp through.

Please keep this mail.
END

posts zoe zoe@members.example
# shellcheck disable=SC2086 # two addresses
reaches "all have it, and she too" $others zoe@members.example
# shellcheck disable=SC2046 # words
signed "signed" $(arrived_mails)
copy=$(arrived | grep 'zoe@members.example	' | cut -f 3)
list_fields='List-Id: bee <bee.ml.example.jp>
List-Post: <mailto:bee@ml.example.jp>
List-Help: <mailto:bee-request@ml.example.jp?subject=help>
List-Subscribe: <mailto:bee-request@ml.example.jp?subject=subscribe>
List-Unsubscribe: <mailto:bee-request@ml.example.jp?subject=unsubscribe>
List-Owner: <mailto:bee-owner@ml.example.jp>
Precedence: list'
whole "as posts of this list are" "$copy" <<END
DKIM-Signature: d=ml.example.jp
X-Case: plain zoe
From: Anne Person via bee <bee@ml.example.jp>
To: bee@ml.example.jp
Subject: [bee:00003] plain zoe
Date: Mon, 23 Nov 2026 10:00:00 +0900
Message-ID: <plain.zoe@members.example>
X-ML-Name: bee
X-Mail-Count: 00003
$list_fields
X-Munge-From: munged; there is no signature of members.example
X-Original-From: Anne Person <zoe@members.example>
Reply-To: bee@ml.example.jp

Hello,

the rehearsal is at seven.
END

# Cron's line, started as cron does: by sh, with the PATH of the crontab and nothing else.
hourly()
{
	# shellcheck disable=SC2046 # $1 is the PATH
	setpriv --reuid list --clear-groups env -i MAIL_CONFIG="$MAIL_CONFIG" \
		PATH="$(sed -n "s,^PATH=$prefix,$T,p" "$here/../dot-qmail-examples/crontab")" sh -c \
		"$(sed -n "s,/var/lists/orch,$T/lists/bee,; s/^0 \* \* \* \*  *\(make-digest \)/\1/p" \
		"$here/../dot-qmail-examples/crontab")" >"$T/cron" 2>&1
}
sed -i "1s,^#!$prefix/,#!$T/," "$T/lists/bee/digest"
asks bee-request@ml.example.jp zoe@members.example 'digest 1'
reported zoe@members.example 'digest 1' <<'END'
From now on zoe@members.example gets digests, each hour. For single posts: digest 0
END
mark
ok "cron's line" hourly
arrive "what she had as a post is in no digest"
posts four
# shellcheck disable=SC2086 # two addresses
reaches "a post goes to the others" $others
posts five
mark
ok "cron's line, an hour later" hourly
arrive "the digest goes to her" bee-return-0-zoe=members.example@ml.example.jp zoe@members.example
is "cron has nothing to mail" "$(cat "$T/cron")" ""
copy=$(arrived_mails)
signed "signed" "$copy"
archived() { printf '\n--pBOUNDARY\n\n'; cat "$T/lists/bee/archive/0000$1.eml"; }
{
	cat <<END
DKIM-Signature: d=ml.example.jp
From: bee <bee@ml.example.jp>
To: bee@ml.example.jp
Subject: bee digest: posts 4 to 5
Date: NOW
Message-ID: ID@ml.example.jp
Auto-Submitted: auto-generated
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cBOUNDARY"
Content-Transfer-Encoding: 8bit
$list_fields

--cBOUNDARY
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

     4  [bee:00004] plain four (Anne Person)
     5  [bee:00005] plain five (Anne Person)

--cBOUNDARY
Content-Type: multipart/digest; boundary="pBOUNDARY"
Content-Transfer-Encoding: 8bit
END
	archived 4
	archived 5
	printf '\n--pBOUNDARY--\n\n--cBOUNDARY--\n'
} >"$T/letter"
whole "whole, with the posts as they went to the others" "$copy" <"$T/letter"
# What a mail program sees, and whether the posts in it are still as the list has signed them.
/usr/bin/python3 - "$SINK" "$copy" >"$T/got" 2>&1 <<'END'
import email, email.policy, sys
folder, name = sys.argv[1:]
mail = email.message_from_bytes(open(folder + "/" + name, "rb").read(), policy=email.policy.default)
def show(part, depth):
    print("  " * depth + part.get_content_type(), part["Subject"] or "", part.defects or "")
    for p in part.iter_parts():
        show(p, depth + 1)
show(mail, 0)
for i, part in enumerate(mail.get_payload()[1].get_payload()):
    open("%s/part-%d" % (folder, i), "wb").write(part.get_payload()[0].as_bytes(policy=email.policy.SMTP.clone(refold_source="none")))
END
sed 's/ *$//' "$T/got" >"$T/got.plain"
cat >"$T/want" <<'END'
multipart/mixed bee digest: posts 4 to 5
  text/plain
  multipart/digest
    message/rfc822
      text/plain [bee:00004] plain four
    message/rfc822
      text/plain [bee:00005] plain five
END
same "Python's email sees two posts in it" "$T/got.plain" "$T/want"
signed "each with its signature" part-0 part-1
mark
ok "cron's line, once more" hourly
arrive "sends nothing"
asks bee-request@ml.example.jp zoe@members.example 'matome 0'
reported zoe@members.example 'matome 0' <<'END'
Posts are sent to zoe@members.example one by one. Those since your last digest: summary shows them, get brings them.
END

asks bee-request@ml.example.jp zoe@members.example 'chaddr zoe@members.example zoe@new.example'
questioned zoe@members.example 'Another address for bee@ml.example.jp?' <<'END'
Somebody, probably you, wants the posts of the mailing list
bee <bee@ml.example.jp> that go to
    zoe@members.example
to go from now on to
    zoe@new.example

If that is right, reply to this mail as it is. Then a question goes to the
new address, and when it is answered too, the address is changed.

If it is not, do nothing, and all stays as it is.
END
replies zoe@members.example
settled
arrive "both addresses have mail" '' zoe@members.example '' zoe@new.example
below <<'END' >"$T/text"
>>> confirm
Thank you. Now a question has gone to zoe@new.example; when it is answered too, the address is changed.
END
answer request zoe@members.example "$report_subject" <"$T/text" >"$T/letter"
sent zoe@members.example <"$T/letter"
otherwise <<'END' >"$T/text"
The member zoe@members.example
of the mailing list bee <bee@ml.example.jp>
wants to get its posts at zoe@new.example from now on.

If this is your address and you want that, reply to this mail as it is.

If it is not, do nothing, and all stays as it is.
END
note confirm-TOKEN zoe@new.example 'Another address for bee@ml.example.jp?' <"$T/text" >"$T/letter"
sent zoe@new.example <"$T/letter"
is "she has not moved yet" "$(membership zoe)" zoe@members.example
replies zoe@new.example
settled
arrive "both addresses have mail" '' zoe@members.example '' zoe@new.example
note request zoe@members.example 'Your address for bee@ml.example.jp is changed' <<'END' >"$T/letter"
Posts of the mailing list bee <bee@ml.example.jp>
go to zoe@new.example from now on, and no longer to zoe@members.example,
as both addresses have confirmed.

If you did not want that, write to bee-owner@ml.example.jp.
END
sent zoe@members.example <"$T/letter"
answer request zoe@new.example 'Your address for bee@ml.example.jp is changed' <<'END' >"$T/letter"
Posts of the mailing list bee <bee@ml.example.jp>
go to zoe@new.example from now on, and no longer to zoe@members.example.
Post from the new address, too.
END
sent zoe@new.example <"$T/letter"
is "she has moved" "$(membership zoe)" zoe@new.example

# Her mailbox goes away: a post comes back, a probe is sent and comes back too, and that was the last one.
sed -i 's/^count-bounce/& -b 1/' "$T/lists/bee/return"
echo zoe@new.example >"$SINK/gone"
posts six
# shellcheck disable=SC2086 # two addresses
reaches "a post while her mailbox is gone: the others have it, and the owner knows" $others owner@example.com
is "to her went the post, and a probe" "$(cut -f 1,2 "$SINK/refused" | sed -E 's/[a-z2-7]{26}/TOKEN/' | xargs)" \
	"bee-return-6-zoe=new.example@ml.example.jp zoe@new.example bee-return-p-TOKEN@ml.example.jp zoe@new.example"
copy=$(tail -n 1 "$SINK/refused" | cut -f 3)
note owner zoe@new.example 'bee@ml.example.jp: mail to you has come back' <<'END' >"$T/letter"
Mail from the list bee <bee@ml.example.jp> to

    zoe@new.example

has come back on several days. This mail is a test. If you can read it, all
is well again, and there is nothing to do. If it comes back too, the list will
send nothing more to this address.

To write to a person:      bee-owner@ml.example.jp
END
signed "the probe is signed" "$copy"
whole "what it says" "$copy" <"$T/letter"
note owner owner@example.com 'bee@ml.example.jp: no more mail to zoe@new.example' <<'END' >"$T/letter"
Mail to the member

    zoe@new.example

has come back on several days, and so has a test. The list sends nothing there
any more (s=bounced in the file members). What the other side says:

    550 5.1.1 no such user here

To send there again, write to bee-request@ml.example.jp:

    admin on zoe@new.example

or on the mail server:

    change-members members unset zoe@new.example s
END
sent owner@example.com <"$T/letter"
is "she is off" "$(membership zoe)" 'zoe@new.example s=bounced'
is "after one bounce, and one probe" "$(cat "$T/lists/bee/bounces"/??/* | cut -d = -f 1 | xargs)" 'ADDRESS BOUNCE PROBED OFF'
posts seven
# shellcheck disable=SC2086 # two addresses
reaches "the next post goes to the others alone" $others
is "and none is sent to her" "$(wc -l <"$SINK/refused")" 2

rm "$SINK/gone"
asks bee-request@ml.example.jp zoe@new.example on
reported zoe@new.example on <<'END'
Posts are sent to zoe@new.example again.
END
posts eight
# shellcheck disable=SC2086 # two addresses
reaches "her mailbox is back, and she says so: the next post reaches her" $others zoe@new.example
copy=$(arrived | grep 'zoe@new.example	' | cut -f 3)

# shellcheck disable=SC2046 # two words
set -- $(header List-Unsubscribe "$copy" | sed 's/<mailto:\([^?]*\)?subject=\(.*\)>/\1 \2/')
asks "$1" zoe@new.example "$2"
questioned zoe@new.example 'Do you want to leave bee@ml.example.jp?' <<'END'
Somebody, probably you, wants zoe@new.example
to leave the mailing list bee <bee@ml.example.jp>.

If that is right, reply to this mail as it is.

If it is not, do nothing, and you stay a member.
END
replies zoe@new.example
answered zoe@new.example request 'You have left bee@ml.example.jp' <<'END'
zoe@new.example is no longer a member of the mailing list bee.

If you want to come back, write to bee-subscribe@ml.example.jp.
END
is "she is gone" "$(membership zoe)" ""
asks bee-request@ml.example.jp zoe@new.example status
reported zoe@new.example status <<'END'
zoe@new.example is not a member of bee@ml.example.jp. Write from the address that is one.
END

finish
