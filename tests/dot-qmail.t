#!/bin/sh
# The lines of dot-qmail-examples, run as qmail-local and Courier run them (by a stand-in, tests/qmail-local), with
# a stand-in qmail-queue that keeps what it is given. What counts is what the mail server makes of the exit code.
# shellcheck disable=SC2016,SC2317 # what looks like a variable is for the step; functions given to others
. "$(dirname "$0")/lib.sh"
umask 077
cd "$T" || exit 1
mkdir home lists lists/orch bin queue
for f in "$here"/../dot-qmail-examples/.qmail-* "$here"/../dot-qmail-examples/courier/.courier-*; do
	sed "s,/var/lists/,$T/lists/,g" "$f" >"home/${f##*/}"
done
is 'the examples' "$(cd home && find . -type f | wc -l)" 12

# A qmail-queue that keeps message and envelope (qmail-queue(8)), or ends with what bin/code says.
cat >bin/qmail-queue <<END
#!/bin/sh
[ ! -e $T/bin/code ] || exit "\$(cat $T/bin/code)"
n=\$(ls $T/queue | wc -l)
cat >$T/queue/\$n.mail && cat <&1 >$T/queue/\$n.envelope
END
chmod 755 bin/qmail-queue
for score in post request owner return; do
	printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp "QMAILQUEUE=$T/bin/qmail-queue" '' >lists/orch/$score
	chmod 700 lists/orch/$score
done
cat >>lists/orch/post <<'END'
check-loop
check-subscriber -x refuse members.cdb
number-post
tag-subject "[orch:%05d]"
add-list-headers
munge-from
inject -t qmail members.cdb
END
printf "check-loop -a\ninject -t qmail owners.cdb\n" >>lists/orch/request
printf "check-loop -am\ninject -t qmail owners.cdb\n" >>lists/orch/owner
echo 'store-mail bounces' >>lists/orch/return
printf 'anne@example.org\nbert@example.net\n' >lists/orch/members
echo owner@example.com >lists/orch/owners
(cd lists/orch && build-list members.cdb && build-list owners.cdb) || exit 1

cat >mail <<'END'
Received: (qmail 1 invoked from network); 24 Nov 2026 04:33:09 -0000
From: Anne <anne@example.org>
To: orch@ml.example.jp
Subject: hi
Date: Tue, 24 Nov 2026 13:33:09 +0900
Message-ID: <1@example.org>

body
END
# deliver MTA LOCAL SENDER: "ok", "hard" or "soft", and what is said
deliver()
{
	case $1 in qmail) option= ;; courier) option=-c ;; esac
	# shellcheck disable=SC2086 # none or one
	"$here/qmail-local" $option "$T/home" "$2" ml.example.jp "$3" <mail
}
queued() { find queue -name '*.mail' | wc -l; }
clear_queue() { rm -f queue/*; }

for mta in qmail courier; do
	rm -rf lists/orch/sent lists/orch/log lists/orch/seq lists/orch/posts lists/orch/bounces
	is "$mta: a post" "$(deliver $mta orch anne@example.org)" ok
	is '… is queued once' "$(queued)" 1
	is '… for all, with an own sender each' "$(tr '\0' '|' <queue/0.envelope)" \
		'Forch-return-1-@ml.example.jp-@[]|Tanne@example.org|Tbert@example.net||'
	is '… as the list sends it' "$(grep -c '^Subject: \[orch:00001\] hi$' queue/0.mail)" 1
	is '… and delivered again, not at all' "$(deliver $mta orch anne@example.org) $(queued)" 'ok 1'
	clear_queue
	sed 's/1@example/2@example/; s/hi$/again/' mail >mail.again
	mv mail mail.first; mv mail.again mail
	echo 53 >bin/code
	is "$mta: qmail-queue has no disk" "$(deliver $mta orch anne@example.org | sed 's/ inject: .*/ inject: …/')" \
		"$(printf 'soft\n4.3.0 inject: …')"
	is '… nothing is queued' "$(queued)" 0
	rm bin/code
	is '… the retry' "$(deliver $mta orch anne@example.org) $(queued)" 'ok 1'
	is '… has the number that it got at first' "$(grep -h '^Subject' queue/*.mail)" 'Subject: [orch:00002] again'
	clear_queue
	mv mail.first mail

	is "$mta: orch-owner" "$(deliver $mta orch-owner x@example.org) $(tr '\0' '|' <queue/0.envelope)" \
		'ok Forch-return-0-@ml.example.jp-@[]|Towner@example.com||'
	clear_queue
	is "$mta: orch-request, from a stranger" "$(deliver $mta orch-request x@example.org) $(queued)" 'ok 1'
	clear_queue
	is "$mta: a bounce" "$(deliver $mta orch-return-1-bert=example.net '')" ok
	is '… is stored' "$(find lists/orch/bounces/new -type f | wc -l) $(queued)" '1 0'
	is '… and once, if it comes again' "$(deliver $mta orch-return-1-bert=example.net '')$(find lists/orch/bounces/new -type f |
		wc -l)" ok1
	sed 's/hi$/vacation/' mail >mail.other
	mv mail mail.first; mv mail.other mail
	is "$mta: a bounce to the list itself is answered with nothing" "$(deliver $mta orch '') $(queued)" 'ok 0'
	is '… nor a double bounce' "$(deliver $mta orch '#@[]') $(queued)" 'ok 0'
	sed 's/^From: .*/From: stranger@example.org/' mail.first >mail
	is "$mta: a stranger's post goes back, with the word of the step first" \
		"$(deliver $mta orch stranger@example.org | sed 's/\(stranger@example.org\).*/\1/')" \
		"$(printf 'hard\n5.7.1 check-subscriber: stranger@example.org')"
	is '… and nowhere else' "$(queued)" 0
	mv lists/orch/members.cdb lists/orch/away
	is "$mta: without members.cdb even his mail waits" "$(deliver $mta orch stranger@example.org | head -n 1)" soft
	mv lists/orch/away lists/orch/members.cdb
	mv mail.first mail
	mv lists/orch/post lists/orch/away
	is "$mta: without the score mail waits" "$(deliver $mta orch anne@example.org | head -n 1)" soft
	mv lists/orch/away lists/orch/post
done

# Every exit code that a step can end with, and what qmail and Courier make of what tutti makes of it.
cat >lists/orch/post <<END
#!$TUTTI_BUILD/bin/tutti
LIST=orch@ml.example.jp
sh -c 'read -r code <code; exit "\$code"'
END
rm -f lists/orch/log
rm -rf lists/orch/sent
for code in $(seq 255) 0; do	# 0 last, since after it the post is done
	echo "$code" >lists/orch/code
	"$T/lists/orch/post" <mail 2>/dev/null
	got=$?
	case $code in
	0 | 98 | 99) want=0 ;;
	100) want=100 ;;
	*) want=75 ;;
	esac
	[ $got = $want ] || echo "$code became $got"
done >wrong
is 'all 256 exit codes of a step: 0, 75 or 100' "$(cat wrong)" ''
is '… each is in the log' "$(cut -f 6 lists/orch/log | sort | uniq -c | tr -s ' ' | tr '\n' ',')" \
	' 252 deferred, 1 held, 1 refused, 1 sent, 1 stopped,'
for pair in '0 ok' '1 soft' '64 soft' '67 soft' '70 soft' '75 soft' '77 soft' '98 ok' '99 ok' '100 hard' '111 soft' \
		'112 soft' '127 soft' '137 soft'; do
	echo "${pair% *}" >lists/orch/code
	rm -rf lists/orch/sent
	is "a step's ${pair% *} for qmail" "$(deliver qmail orch a@example.org | head -n 1)" "${pair#* }"
	rm -rf lists/orch/sent
	is '… and for Courier' "$(deliver courier orch a@example.org | head -n 1)" "${pair#* }"
done
finish
