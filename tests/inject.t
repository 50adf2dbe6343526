#!/bin/sh
# inject by qmail-queue, sendmail and into Maildirs; who gets a post, from which sender, and what a second run does.
# shellcheck disable=SC1091,SC2154,SC2317,SC2119,SC2120 # known with -x; functions are called through exits
#
# qmail-queue and sendmail are stand-ins that keep what they were given and end as they are told.
. "$(dirname "$0")/lib.sh"

LIST=orch@ml.example.jp
export LIST
unset POST_ID
mkdir "$T/bin"

cat >"$T/bin/sendmail" <<'END'
#!/bin/sh
# A stand-in for sendmail(1): keeps its arguments, a line each, and its input.
n=1
while [ -e "$KEEP/message.$n" ]; do n=$((n + 1)); done
stat -L -c '%F at %s' /dev/stdin >"$KEEP/input.$n"
cat >"$KEEP/message.$n"
printf '%s\n' "$@" >"$KEEP/arguments.$n"
[ -z "${SAY-}" ] || echo "$SAY" >&2
exit "${CODE:-0}"
END
chmod +x "$T/bin/sendmail"
KEEP=$T/kept
export KEEP
QMAILQUEUE=$here/qmail-queue
export QMAILQUEUE

# A fresh list folder; its members are standard input, or the arguments.
fresh()
{
	cd / || exit 1
	rm -rf "$T/list" "$KEEP"
	mkdir "$T/list" "$KEEP"
	cd "$T/list" || exit 1
	if [ $# = 0 ]; then cat >members; else printf '%s\n' "$@" >members; fi
	build-list members.cdb
}
forget() { rm -rf sent "$KEEP" && mkdir "$KEEP"; }
files() { find "$@" -type f | wc -l; }
send() { inject "$@" members.cdb <"$T/post"; }
queue() { send -t qmail "$@"; }
maildirs() { send -t "maildir:$T/mail" "$@"; }
envelope() { tr '\n' ' ' <"$KEEP/envelope.${1:-1}"; }
served() { sed -n 's/^T//p' "$KEEP"/envelope.* | sort | tr '\n' ' '; }

printf 'From: Anne <anne@example.org>\nTo: orch@ml.example.jp, Bart <bart@example.org>\nCc: cleo@example.org\nSubject: x\nX-Mail-Count: 00123\n\nbody\n.\n' >"$T/post"
printf 'Delivered-To: orch@ml.example.jp\n' | cat - "$T/post" >"$T/want"

### qmail-queue

fresh a@x.example B.c@Y.example '"foo..bar"@docomo.example'
exits 0 'qmail-queue' queue
is 'nothing is printed' "$(cat "$T/out" "$T/err")" ''
same 'the message, with Delivered-To on top' "$KEEP/message.1" "$T/want"
printf 'Forch-return-123-@ml.example.jp-@[]\nTa@x.example\nTB.c@Y.example\nTfoo..bar@docomo.example\n\n' >"$T/envelope"
same 'the envelope' "$KEEP/envelope.1" "$T/envelope"
is 'one call for all' "$(ls "$KEEP")" "$(printf 'envelope.1\nmessage.1')"
is 'what is noted' "$(sed 's/^try .*/try/; s/^done [0-9]*/done/' sent/* | tr '\n' ';')" \
	'try;handing 3;accepted a@x.example;accepted b.c@y.example;accepted foo..bar@docomo.example;done 3 0 0;'
is 'for nobody else to read' "$(stat -c %a sent sent/* | tr '\n' ' ')" '700 600 '
exits 0 'a second run' queue
is 'hands over nothing' "$(files "$KEEP")" 2

# The 64 octets that a local part may have, and one more.
fits=abcdefghijklmnopqrstuvwxyz.abcdefghijklm@x.example.jp
long=abcdefghijklmnopqrstuvwxyz.abcdefghijklmn@x.example.jp
is 'so long are they' "$(printf 'o-return-7-%s' $fits | wc -c) $(printf 'o-return-7-%s' $long | wc -c)" '64 65'
LIST=o@ml.example.jp
fresh a@x.example $long $fits
sed 's/00123/00007/' "$T/post" >"$T/other"
exits 0 'a member too long for VERP' inject -t qmail members.cdb <"$T/other"
is 'the others' "$(envelope 1)" "Fo-return-7-@ml.example.jp-@[] Ta@x.example T$fits  "
is 'gets the plain sender' "$(envelope 2)" "Fo-return-7@ml.example.jp T$long  "
LIST=orch@ml.example.jp

fresh a@x.example
for given in 00123=123 1=1 0=0 9999999999=9999999999 99999999999=0 12a=0 '=0' '1 2=0' '-1=0'; do
	value=${given%=*}
	forget
	sed "s/^X-Mail-Count: .*/X-Mail-Count: $value/" "$T/post" >"$T/other"
	inject -t qmail -P members.cdb <"$T/other"
	is "the number of '$value'" "$(envelope)" "Forch-return-${given#*=}@ml.example.jp Ta@x.example  "
done
forget
DELIMITER=+
export DELIMITER
exits 0 'another delimiter' queue
is 'is the list s own' "$(envelope)" 'Forch+return-123-@ml.example.jp-@[] Ta@x.example  '
unset DELIMITER
for f in owner@x.example='Fowner@x.example' =F '<>=F'; do
	forget
	exits 0 "-f '${f%=*}'" queue -f "${f%=*}"
	is "-f '${f%=*}': the sender" "$(envelope)" "${f#*=} Ta@x.example  "
done

fresh a@x.example b@x.example
code=0
wrong=
while [ $code -le 255 ]; do
	forget
	CODE=$code queue 2>"$T/err"
	got=$?
	want=75
	[ $code = 0 ] && want=0
	[ $code -ge 11 ] && [ $code -le 40 ] && want=100
	[ $got = $want ] || wrong="$wrong $code:$got"
	case $want in
	0) [ ! -s "$T/err" ] || wrong="$wrong $code:noise" ;;
	75) grep -q '^4\.' "$T/err" || wrong="$wrong $code:line" ;;
	100) grep -q '^5\.' "$T/err" || wrong="$wrong $code:line" ;;
	esac
	code=$((code + 1))
done
is 'each exit code of qmail-queue' "$wrong" ''
rm -rf sent
SAY='Dmail is not wanted' CODE=82
export SAY CODE
exits 100 '82 and D' queue
says '82 and D: the text goes on' '^5\..*mail is not wanted'
SAY='Zthe scanner is busy'
exits 75 '82 and Z' queue
says '82 and Z: the text goes on' '^4\..*the scanner is busy'
is 'it has said no: no possible duplicate' "$(grep -c '^kept 2' sent/*)" 2
unset SAY CODE
SIGNAL=KILL
export SIGNAL
exits 75 'qmail-queue is killed' queue
unset SIGNAL
exits 75 'qmail-queue is missing' env QMAILQUEUE="$T/bin/none" inject -t qmail members.cdb <"$T/post"
forget
exits 0 'and after all that' queue
is 'the members are served once more' "$(tail -2 "$KEEP/envelope.1" | head -1)" 'Tb@x.example'

### sendmail

PATH=$T/bin:$PATH
mail() { send -t sendmail "$@"; }
fresh a@x.example -oops@x.example foo..bar@docomo.example $long.and.still.longer
exits 0 'sendmail' mail
printf '%s\n' -G -i -XV-= -f orch-return-123@ml.example.jp -- a@x.example -oops@x.example \
	'"foo..bar"@docomo.example' >"$T/arguments"
same 'its arguments' "$KEEP/arguments.1" "$T/arguments"
printf '%s\n' -G -i -f orch-return-123@ml.example.jp -- $long.and.still.longer >"$T/arguments"
same 'no VERP where it would be too long' "$KEEP/arguments.2" "$T/arguments"
same 'the message' "$KEEP/message.1" "$T/want"
is 'a finished file' "$(cat "$KEEP/input.1")" "regular file at $(wc -c <"$T/want")"
fresh a@x.example $long.and.still.longer
exits 0 "Courier's" send -t courier
is 'its VERP' "$(tr '\n' ' ' <"$KEEP/arguments.1")" '-G -i -verp -f orch-return-123@ml.example.jp -- a@x.example '
is 'and none where it would be too long' "$(head -3 "$KEEP/arguments.2" | tr '\n' ' ')" '-G -i -f '
fresh foo..bar@docomo.example 'a!b@x.example' a@x.example
exits 0 "Courier's: local parts in quotes" send -t courier
is 'get no VERP, which would be no address' "$(xargs -d '\n' echo <"$KEEP/arguments.2")" \
	'-G -i -f orch-return-123@ml.example.jp -- "foo..bar"@docomo.example "a!b"@x.example'
is 'the others have it' "$(tail -2 "$KEEP/arguments.1" | tr '\n' ' ')" '-- a@x.example '
fresh a@x.example
exits 0 'sendmail -P' mail -P
is 'without -XV' "$(head -5 "$KEEP/arguments.1" | tr '\n' ' ')" '-G -i -f orch-return-123@ml.example.jp -- '
fresh a@x.example
exits 0 'the null sender' mail -f ''
is 'the null sender is an empty argument' "$(head -4 "$KEEP/arguments.1" | tr '\n' ' ')" '-G -i -f  '
for code in 1 64 69 75 127; do
	rm -rf sent
	exits 75 "sendmail ends with $code" env CODE=$code SAY='queue full' inject -t sendmail members.cdb <"$T/post"
done
says 'what it said goes on' 'queue full'
exits 100 'sendmail ends with 65' env CODE=65 inject -t sendmail members.cdb <"$T/post"
awk 'BEGIN { for (i = 0; i < 60000; i++) printf "m%d@x.example\n", i }' >"$T/many"
fresh <"$T/many"
exits 0 '60,000 members' mail
is 'two calls, of 50,000 at most' "$(for f in "$KEEP"/arguments.*; do grep -c @x.example "$f"; done | tr '\n' ' ')" \
	'50000 10000 '
is 'each member once' "$(cat "$KEEP"/arguments.* | grep '^m' | sort -u | grep -c .)" 60000
forget
exits 75 'the first of two calls fails' env CODE=75 inject -t sendmail members.cdb <"$T/post"
is 'the second is not made' "$(files "$KEEP"/arguments.*)" 1

fresh a@x.example
printf '#!/nowhere\n' >"$T/bin/broken"
chmod +x "$T/bin/broken"
exits 75 'a mail server that cannot be started' env QMAILQUEUE="$T/bin/broken" inject -t qmail members.cdb <"$T/post"
says 'is named' "$T/bin/broken.*No such file"
is 'and nothing counts as handed over' "$(sed 's/^try .*/try/' sent/* | tr '\n' ';')" 'try;handing 1;kept 1;'

fresh a@x.example
exits 0 'no -t: qmail-queue, where there is one' send
is 'was it' "$(files "$KEEP"/envelope.*)" 1
fresh a@x.example
if [ ! -x /var/qmail/bin/qmail-queue ]; then
	exits 0 'no -t: else sendmail' env -u QMAILQUEUE inject members.cdb <"$T/post"
	is 'was it too' "$(files "$KEEP"/arguments.*)" 1
fi

### who gets it

fresh anne@example.org bart@example.org cleo@example.org 'dora@example.org s=skip' 'Emil@Example.org'
printf '%s\n' BART@example.org emil@example.org fred@example.org >"$T/list/more"
build-list more.cdb
exits 0 'two lists' queue members.cdb more.cdb
is 'each member once, with the spelling of the first list' "$(served)" \
	'Emil@Example.org anne@example.org bart@example.org cleo@example.org fred@example.org '
forget
exits 0 'not to the author' queue -a
is 'but to all others' "$(served)" 'Emil@Example.org bart@example.org cleo@example.org '
forget
exits 0 'not to To and Cc' queue -c
is 'not to To and Cc: to all others' "$(served)" 'Emil@Example.org anne@example.org '
forget
sed 's/^From: .*/From: Anne via orch <orch@ml.example.jp>\nX-Original-From: Anne <anne@example.org>/; s/^Cc:/Cc: Anne <anne@example.org>,/' \
	"$T/post" >"$T/munged"
exits 0 'after munge-from' inject -t qmail -a members.cdb <"$T/munged"
is 'the author is still known' "$(served)" 'Emil@Example.org bart@example.org cleo@example.org '
forget
sed '1i X-Original-From: bart@example.org' "$T/post" >"$T/forged"
exits 0 'a stranger names an author' inject -t qmail -a members.cdb <"$T/forged"
is 'who gets his copy: From is the author' "$(served)" 'Emil@Example.org bart@example.org cleo@example.org '
forget
exits 0 'the author in a Cc of munge-from' inject -t qmail -c members.cdb <"$T/munged"
is 'is no reason' "$(served)" 'Emil@Example.org anne@example.org '
fresh 'dora@example.org s=skip'
exits 0 'nobody to send to' queue
is 'no call' "$(ls "$KEEP")" ''
fresh </dev/null
exits 0 'an empty list' queue

### once

fresh a@x.example b@x.example c@x.example
exits 75 'the MTA says not now' env CODE=71 inject -t qmail members.cdb <"$T/post"
printf 'accepted b@x.example\n' >>"$(ls sent/*)"
rm -rf "$KEEP" && mkdir "$KEEP"
exits 0 'a retry' queue
is 'leaves out who was served' "$(served)" 'a@x.example c@x.example '
id=$(ls sent)
rm -rf "$KEEP" && mkdir "$KEEP"
exits 0 'a post that is done' queue
is 'is done' "$(ls "$KEEP")" ''
rm -rf sent
exits 0 'under a runner' env POST_ID="$id" inject -t qmail members.cdb <"$T/post"
is 'the end is the runner s to note' "$(grep -c '^done' "sent/$id")" 0
mkdir -p sent
exits 75 'another process is at work on it' flock "sent/$id" inject -t qmail members.cdb <"$T/post"
says 'and the line says so' '^4\..*another process'
exits 75 'a POST_ID that is none' env POST_ID=../../x inject -t qmail members.cdb <"$T/post"
fresh a@x.example
exits 0 'Delivered-To of this list and of another' inject -t qmail members.cdb <<'END'
Delivered-To: other@example.org
Delivered-To: orch@ml.example.jp
Subject: x

END
is 'once, on top' "$(head -3 "$KEEP/message.1" | tr '\n' ';')" \
	'Delivered-To: orch@ml.example.jp;Delivered-To: other@example.org;Subject: x;'

### Maildirs

fresh Anne@x.example .dot@x.example sl/ash@x.example per%cent@x.example 'dora@x.example s=skip' '../../up@x.example'
exits 0 'Maildirs' maildirs
is 'one for each' "$(find "$T/mail" -mindepth 1 -maxdepth 1 -printf '%f\n' | LC_ALL=C sort | tr '\n' ' ')" \
	'%2E.%2F..%2Fup@x.example %2Edot@x.example anne@x.example per%25cent@x.example sl%2Fash@x.example '
same 'the message' "$(ls "$T"/mail/anne@x.example/new/*)" "$T/want"
is 'nothing is left in tmp' "$(files "$T"/mail/*/tmp)" 0
sed -i '/^accepted/d; /^done/d' sent/*
exits 0 'killed before the record' maildirs
is 'there is no second copy' "$(files "$T/mail")" 5
is 'and no possible duplicate' "$(grep -c '^handing' sent/*)" 0
LIST=ant@ml.example.jp
rm -rf sent
exits 0 'the same post to another list' maildirs
is 'is another copy' "$(files "$T/mail")" 10
LIST=orch@ml.example.jp
fresh "$(printf '%0250d' 1)@x.example"
exits 0 'an address too long for a file' maildirs
is 'has a Maildir all the same' "$(find "$T/mail" -path '*00000*/new/*' | wc -l)" 1

### dry run, mistakes

fresh a@x.example
find . -printf '%p %T@ %s\n' | sort >"$T/before"
exits 0 'a dry run' env DRY_RUN=1 inject -t qmail members.cdb <"$T/post"
same 'prints the message' "$T/out" "$T/want"
find . -printf '%p %T@ %s\n' | sort >"$T/after"
same 'leaves the folder untouched' "$T/after" "$T/before"
is 'and hands over nothing' "$(ls "$KEEP")" ''
DRY_RUN=1
export DRY_RUN
full() { queue >/dev/full; }
exits 75 'a dry run into a full disk' full
unset DRY_RUN
closed() { inject -t qmail members.cdb <&-; }
exits 75 'closed input' closed
exits 75 'no list' inject -t qmail <"$T/post"
says 'usage' 'usage: inject'
exits 75 'an unknown option' queue -Z
exits 75 'a missing cdb' inject -t qmail none.cdb <"$T/post"
exits 75 'no LIST' env -u LIST inject -t qmail members.cdb <"$T/post"
for t in uucp qmail:x courier:x send smtp smtp: maildir: ''; do
	exits 75 "no transport: '$t'" send -t "$t"
	says "no transport: '$t': the line names the ones there are" '^4\.3\.5 .*maildir:DIR'
done
for n in 0 -1 x 101 ''; do exits 75 "no number: '$n'" queue -j "$n"; done
exits 75 'a sender that is no address' queue -f 'a b'
exits 100 'no message' inject -t qmail members.cdb </dev/null
is 'none of this hands over anything' "$(ls "$KEEP")" ''
: >members
touch -d '1 minute' members
exits 75 'members newer than members.cdb' queue
exits 0 'help' inject --help

# What the list itself writes, to whom its score is for.
answer() { env RECIPIENT='Dora@y.example' SENDER="$SENDER" inject -r "$@" <"$T/post"; }
SENDER=orch-return-p-x@ml.example.jp
fresh a@x.example
exits 0 '-r' answer -t qmail
is '-r: to RECIPIENT alone, from SENDER' "$(envelope)" 'Forch-return-p-x@ml.example.jp TDora@y.example  '
exits 0 '-r: once more' answer -t qmail
is '-r: is not sent twice' "$(ls "$KEEP")" "$(printf 'envelope.1\nmessage.1')"
forget
SENDER=
exits 0 '-r: no sender' answer -t sendmail
is '-r: an empty one, and no VERP' "$(tr '\n' ' ' <"$KEEP/arguments.1")" '-G -i -f  -- Dora@y.example '
forget
CODE=31 SAY='Dno such user'
export CODE SAY
exits 100 '-r: refused' answer -t qmail
unset SAY
CODE=75
exits 75 '-r: not now' answer -t sendmail
unset CODE
ok '-r: counts against nobody' test ! -e bounces
exits 0 '-r: a dry run' env DRY_RUN=1 RECIPIENT=dora@y.example inject -r <"$T/post"
exits 75 '-r: nobody' env RECIPIENT= inject -r <"$T/post"
exits 75 '-r: an odd recipient' env RECIPIENT='a>b@x.example' inject -r <"$T/post"
# Well-formed, but what a server makes of them inside RCPT TO:<...> is its own affair.
for odd in '"a>b"@x.example' '"a<b"@x.example' '"a b"@x.example'; do
	exits 75 "-r: $odd" env RECIPIENT="$odd" inject -r -t "maildir:$T/odd" <"$T/post"
done
exits 75 '-r: and a list' answer members.cdb

finish
