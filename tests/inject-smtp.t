#!/bin/sh
# inject by SMTP and QMQP, into a server that misbehaves in every way we know of.
# shellcheck disable=SC1091,SC2154,SC2317 # known with -x; functions are called through exits
. "$(dirname "$0")/lib.sh"

mkdir "$T/server"
/usr/bin/python3 "$here/scripted-smtp" "$T/server" &
server=$!
trap 'kill "$server" 2>/dev/null; rm -rf "$T"' EXIT
tries=0
while [ ! -s "$T/server/port" ] && [ $tries -lt 200 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
at=127.0.0.1:$(cat "$T/server/port")
LIST=orch@ml.example.jp
export LIST
unset POST_ID

# A fresh list folder and a fresh server: serve 'MEMBER MEMBER…' RULE…
serve()
{
	cd / || exit 1
	rm -rf "$T/list"
	mkdir "$T/list"
	cd "$T/list" || exit 1
	# shellcheck disable=SC2086 # a list of words
	printf '%s\n' $1 >members
	build-list members.cdb
	shift
	again "$@"
}

# The same list, another server.
again()
{
	serial=$((${serial:-0} + 1))
	rm -f "$T"/server/message.* "$T/server/rules.new"
	: >"$T/server/commands"
	: >"$T/server/accepted"
	printf '%s\n' "# $serial" "$@" >"$T/server/rules.new"
	mv "$T/server/rules.new" "$T/server/rules"
}

send() { inject -t "smtp:$at" "$@" members.cdb <"$T/post"; }
got() { cut -d' ' -f3 "$T/server/accepted" | sort | tr '\n' ' ' | sed 's/ $//'; }
messages() { cut -d' ' -f1 "$T/server/accepted" | sort -u | grep -c .; }
said() { grep -c "$1" "$T/server/commands"; }
in_time() { DEADLINE=$(($(date +%s) + 1)); export DEADLINE; }
any_time() { unset DEADLINE; }
members() { i=0; while [ $i -lt "$1" ]; do echo "m$i@x.example"; i=$((i + 1)); done; }
noted() { cat sent/* | sed "s/^try .*/try/; s/^done [0-9]*/done/" | tr '\n' ';'; }

printf 'From: Anne <anne@example.org>\nSubject: x\nX-Mail-Count: 00123\n\nbody\n' >"$T/post"

### the wire

serve 'a@x.example B.c@Y.example'
exits 0 'two members' send
is 'both have it' "$(got)" 'B.c@Y.example a@x.example'
is 'what it said, in order' "$(cat "$T/server/commands")" '1 EHLO ml.example.jp
1 MAIL FROM:<orch-return-123@ml.example.jp> SIZE=106
1 RCPT TO:<a@x.example>
1 RCPT TO:<B.c@Y.example>
1 DATA
1 QUIT'
printf 'Delivered-To: orch@ml.example.jp\r\nFrom: Anne <anne@example.org>\r\nSubject: x\r\nX-Mail-Count: 00123\r\n\r\nbody\r\n.\r\n' >"$T/want"
same 'the octets of the text' "$T/server/message.1" "$T/want"
is 'nothing on standard output or error' "$(cat "$T/out" "$T/err")" ''
is 'what is noted' "$(noted)" 'try;handing 2;accepted a@x.example;accepted b.c@y.example;done 2 0 0;'
exits 0 'again' send
is 'nobody gets a second copy' "$(messages)" 1

serve 'a@x.example b@x.example' offer=
exits 0 'a server that offers nothing' send
is 'gets plain commands' "$(sed -n 's/^1 //p' "$T/server/commands" | tr '\n' ';')" \
	'EHLO ml.example.jp;MAIL FROM:<orch-return-123@ml.example.jp>;RCPT TO:<a@x.example>;RCPT TO:<b@x.example>;DATA;QUIT;'
is 'and the mail' "$(got)" 'a@x.example b@x.example'

serve 'a@x.example' 'ehlo=502 what'
exits 0 'a server without EHLO' send
is 'is greeted with HELO' "$(said '^1 HELO ml.example.jp$')" 1

serve 'a@x.example' 'connect=220-welcome\n220 to you' 'mail=250-fine\n250-and\n250 done' 'dot=250-a\n250 b'
exits 0 'replies of several lines' send
is 'are one reply each' "$(got)" 'a@x.example'

serve 'a@x.example b@x.example c@x.example d@x.example e@x.example'
exits 0 'two recipients a transaction' send -n 2
is 'make three of them' "$(messages)" 3
is 'over one connection' "$(said '^1 MAIL')" 3
is 'to everybody once' "$(got)" 'a@x.example b@x.example c@x.example d@x.example e@x.example'

serve "$(members 40)"
exits 0 'four connections' send -n 3 -j 4
is 'everybody once' "$(got)" "$(members 40 | sort | tr '\n' ' ' | sed 's/ $//')"
is 'each has done some' "$(cut -d' ' -f1 "$T/server/commands" | sort -u | grep -c .)" 4

# Every end of data that some server has believed in, in one body.
serve 'a@x.example' splits
{
	cat "$T/post"
	printf 'x\n.\nMAIL FROM:<evil@x>\nx\n.\r\nMAIL FROM:<evil@x>\nx\r.\rMAIL FROM:<evil@x>\nx\r.\r\nMAIL FROM:<evil@x>\n'
	printf 'x\r.\nMAIL FROM:<evil@x>\nx\r\n.\rMAIL FROM:<evil@x>\nx\r\n.\nMAIL FROM:<evil@x>\nx\n.\rMAIL FROM:<evil@x>\n'
	printf 'x\r\r\n.\r\r\nMAIL FROM:<evil@x>\nx\n.\0\nMAIL FROM:<evil@x>\nx\r\n.\0\r\nMAIL FROM:<evil@x>\n.\n..\n...\nend'
} >"$T/smuggle"
exits 0 'false ends of data' inject -t "smtp:$at" members.cdb <"$T/smuggle"
is 'are one message' "$(messages)" 1
is 'and no command' "$(said 'evil')" 0
# shellcheck disable=SC2016 # perl's own
is 'no CR and no LF stands alone' \
	"$(perl -0777 -ne 'print "bare" if /\r(?!\n)|(?<!\r)\n/' "$T/server/message.1")" ''
# shellcheck disable=SC2016
is 'dots arrive as they were' \
	"$(perl -0777 -pe 's/\.\r\n\z//; s/^\.//mg; s/\r//g' "$T/server/message.1" | tail -4 | tr '\n' ';')" '.;..;...;end;'

### addresses

serve 'a@x.example "foo..bar"@docomo.example foo..baz@docomo.example'
exits 0 'dots side by side' send
is 'are quoted' "$(got)" '"foo..bar"@docomo.example "foo..baz"@docomo.example a@x.example'

serve 'a@x.example' 'offer=PIPELINING,8BITMIME,SMTPUTF8'
printf 'a@x.example\nren\303\251@x.example\n' >members
build-list members.cdb
exits 0 'an address beyond ASCII' send
is 'SMTPUTF8 is asked for it, and only for it' "$(said SMTPUTF8)$(said 'a@x.example')$(messages)" 112
again offer=PIPELINING
rm -rf sent
exits 0 'a server without SMTPUTF8' send
is 'the other member has it' "$(got)" 'a@x.example'
is 'that one is refused' "$(cat sent/* | grep -c '^refused ren.*5.6.7')" 1

### senders

long=abcdefghijklmnopqrstuvwxyz.abcdefghijklmnopqrstuvwxyz@x.example
serve "a@x.example $long" 'offer=PIPELINING,XVERP'
exits 0 'XVERP' send
is 'is asked for, but not where the sender would be too long' "$(grep MAIL "$T/server/commands" | tr '\n' ';')" \
	'1 MAIL FROM:<orch-return-123@ml.example.jp> XVERP=-=;2 MAIL FROM:<orch-return-123@ml.example.jp>;'
serve 'a@x.example' 'offer=PIPELINING,XVERP=Courier'
exits 0 'as Courier has it' send
is 'is called VERP' "$(grep -c 'MAIL FROM:<orch-return-123@ml.example.jp> VERP$' "$T/server/commands")" 1
serve "a@x.example b@y.example $long" 'offer=PIPELINING,XVERP'
exits 0 'own transactions' send -V
is 'have senders of their own' "$(cut -d' ' -f2,3 "$T/server/accepted" | tr '\n' ';')" \
"orch-return-123-a=x.example@ml.example.jp a@x.example;orch-return-123-b=y.example@ml.example.jp b@y.example;\
orch-return-123@ml.example.jp $long;"
serve 'a@x.example' 'offer=PIPELINING,XVERP'
exits 0 'a sender by option' send -f owner@x.example
is 'is the same for all' "$(grep -c 'MAIL FROM:<owner@x.example>$' "$T/server/commands")" 1
serve 'a@x.example'
exits 0 'the null sender' send -f ''
is 'is empty' "$(grep -c 'MAIL FROM:<> ' "$T/server/commands")" 1

### refusals

all='r1@x.example r2@x.example r3@x.example'
serve "$all" 'rcpt:r2=450 4.2.0 later' 'rcpt:r3=550 5.1.1 no such user'
exits 75 'one yes, one later, one no' send
says 'the line says so' '^4\..*inject: 1 of 3 .*450 4.2.0 later'
is 'the first has it' "$(got)" 'r1@x.example'
is 'all three are noted' "$(noted)" 'try;handing 1;accepted r1@x.example;refused r3@x.example 550 5.1.1 no such user;deferred r2@x.example 450 4.2.0 later;'
is 'the third is counted' "$(cut -d' ' -f3- bounces/refused)" 'r3@x.example 550 5.1.1 no such user'
is 'with the time and the post' "$(grep -cE '^[0-9]{10} [0-9a-f]{64} r3' bounces/refused)" 1
again
exits 0 'the retry' send
is 'is for the second alone' "$(got)" 'r2@x.example'
is 'and counts nobody again' "$(grep -c . bounces/refused)" 1

serve "$all" 'rcpt:r2=450 4.2.0 later' 'rcpt:r3=450 4.2.0 later'
exits 75 'two members deferred' send
again 'rcpt:r2=451 4.3.0 still not'
exits 75 'one of them twice' send
is 'his first 4xx is on record, and that there was another' "$(noted)" "try;handing 1;accepted r1@x.example;$(
	)deferred r2@x.example 450 4.2.0 later;deferred r3@x.example 450 4.2.0 later;$(
	)try;handing 1;accepted r3@x.example;again 1;"
printf 'LIST=%s\ninject -t smtp:%s members.cdb\n' "$LIST" "$at" >post
exits 75 'and again, by the runner' tutti post <"$T/post"
is 'whose log says how many wait' "$(grep -c 'accepted=2 deferred=1 refused=0' log)" 1
sed -i '1s/^try .*/try 1000000000/' sent/*
exits 0 'four hours are counted from the first' send
is 'and then it is a soft failure' "$(cut -d' ' -f3- bounces/refused)" 'r2@x.example 451 4.3.0 still not'

serve "$all" 'rcpt:r2=450 4.2.0 later'
exits 75 'a 4xx' send
sed -i 's/^try .*/try 1000000000/' sent/*
exits 0 'is waited for no longer after four hours' send
is 'it is a soft failure' "$(cut -d' ' -f3- bounces/refused)" 'r2@x.example 450 4.2.0 later'
is 'and final' "$(grep -c '^refused r2' sent/*)" 1

serve "$all" 'connect=421 4.3.2 away'
exits 75 'hours without a server' send
sed -i 's/^try .*/try 1000000000/' sent/*
again 'rcpt:r2=450 4.2.0 later'
exits 75 'and then a 4xx' send
is 'is the first one' "$(grep -sc r2 bounces/refused) $(grep -c '^deferred r2' sent/*)" ' 1'

serve "$all" 'rcpt:r3=550 5.7.1 not from you'
exits 0 'a refusal that is not about the member' send
is 'is final' "$(grep -c '^refused r3' sent/*)" 1
ok 'but not counted' test ! -e bounces/refused

serve "$(members 10)" 'rcpt:m1@=550 5.1.1 no' 'rcpt:m2@=550 5.1.1 no'
exits 0 'a fifth refused' send
is 'is counted' "$(grep -c . bounces/refused)" 2
serve "$(members 10)" 'rcpt:m1@=550 5.1.1 no' 'rcpt:m2@=550 5.1.1 no' 'rcpt:m3@=550 5.1.1 no'
exits 75 'more than a fifth refused' send
ok 'nobody is counted' test ! -e bounces/refused
is 'nobody is lost' "$(got | wc -w)/$(grep -c '^refused' sent/*)" '7/0'
again
exits 0 'the server recovers' send
is 'the three get it' "$(got)" 'm1@x.example m2@x.example m3@x.example'

serve "$(members 5)" 'rcpt:m1@=550 5.1.1 no' 'rcpt:m2@=550 5.1.1 no'
exits 75 'more than a fifth of five' send
serve "$(members 4)" 'rcpt:m1@=550 5.1.1 no' 'rcpt:m2@=550 5.1.1 no'
exits 0 'of four it tells nothing' send
is 'and both are counted' "$(grep -c . bounces/refused)" 2

serve "$all" 'rcpt=554 5.7.1 relay access denied'
exits 75 'all refused for our own sake' send
is 'there was no text' "$(messages)" 0
ok 'nobody is counted for it' test ! -e bounces/refused

serve "$(members 100)" 'rcpt:5@=550 5.1.1 no' 'rcpt:7@=550 5.1.1 no' hangup=3
exits 0 'a server that hangs up after some refusals' send
is 'everybody else has it' "$(got | wc -w)" 80
is 'once each' "$(got | tr ' ' '\n' | sort -u | grep -c .)" 80
is 'each refusal is counted' "$(cut -d' ' -f3 bounces/refused | sort -u | grep -c .)" 20
ok 'in one run, over new connections' test "$(tail -1 "$T/server/commands" | cut -d' ' -f1)" -ge 7

serve "$(members 30)" limit=7
exits 0 'a limit of recipients' send
is 'everybody has it' "$(got | tr ' ' '\n' | sort -u | grep -c .)/$(got | wc -w)" '30/30'
ok 'nobody failed' test ! -e bounces/refused
serve "$(members 30)" limit=7 'over=552 Too many recipients'
exits 0 'the same as RFC 5321 has it from older servers' send
is 'loses nobody' "$(got | wc -w) $(grep -c ^refused sent/*)" '30 0'
serve "$all" 'rcpt:r1=452 4.2.2 mailbox full'
exits 75 'a full mailbox with the same number' send
is 'holds up nobody else' "$(got)" 'r2@x.example r3@x.example'
serve "$all" 'rcpt=452 4.3.1 no space'
exits 75 'a full server' send
is 'is nobody s failure' "$(grep -cE '^(deferred|refused)' sent/*)" 0

### the whole message

for stage in mail data dot; do
	serve "$all" "$stage=550 5.6.0 not this"
	exits 100 "5xx to $stage" send
	says "5xx to $stage: the author learns why" '^5\.6\.0 inject: .*not this'
	is "5xx to $stage: nobody is blamed" "$(grep -cE '^(accepted|refused)' sent/*)" 0
	serve "$all" "$stage=450 4.3.0 not now"
	exits 75 "4xx to $stage" send
	sed -i 's/^try .*/try 1000000000/' sent/*
	exits 75 "4xx to $stage: however long it takes" send
	again
	exits 0 "4xx to $stage: in the end" send
	is "4xx to $stage: everybody has it" "$(got)" "$all"
done
for stage in connect ehlo; do
	serve "$all" "$stage=554 5.3.2 go away" 'helo=554 5.3.2 go away'
	exits 75 "5xx to $stage" send
done
serve "$(members 12)" 'dot#2=550 5.6.0 not this'
exits 75 'a text refused after others were taken' send -n 4
is 'those keep it' "$(got | wc -w)" 8
is 'there is no bounce for the author to answer with a second post' "$(cut -c1 "$T/err")" 4
again
exits 0 'a retry' send
is 'brings the rest' "$(got | wc -w)" 4

serve "$all" 'offer=PIPELINING,SIZE 100'
exits 100 'a message over SIZE' send
says 'and how large it may be' '^5\.3\.4 .*100'
is 'without trying' "$(said MAIL)" 0
serve "$all" offer=PIPELINING
printf 'From: a@x\n\nna\303\257ve\n' >"$T/8bit"
exits 100 '8-bit text and no 8BITMIME' inject -t "smtp:$at" members.cdb <"$T/8bit"
serve "$all" 'offer=PIPELINING,8BITMIME'
exits 0 '8-bit text and 8BITMIME' inject -t "smtp:$at" members.cdb <"$T/8bit"
is 'says so' "$(said 'BODY=8BITMIME$')" 1

### connections that end

for stage in connect ehlo mail rcpt data quit; do
	serve "$all" "$stage#1=drop"
	exits 0 "dropped once at $stage" send
	is "dropped once at $stage: everybody once" "$(got)" "$all"
	serve "$all" "$stage#1=421 4.3.2 closing"
	exits 0 "421 once at $stage" send
	is "421 once at $stage: everybody once" "$(got)" "$all"
	[ $stage = quit ] && continue
	serve "$all" "$stage=drop"
	exits 75 "dropped always at $stage" send
	is "dropped always at $stage: three connections at most, no message" \
		"$(cut -d' ' -f1 "$T/server/commands" | sort -u | grep -c '[4-9]')$(messages)" 00
	is "dropped always at $stage: no possible duplicate" "$(grep -c '^handing' sent/*)" 0
done
for octets in 0 1 50; do
	serve "$all" "text#1=drop:$octets"
	exits 0 "dropped once after $octets octets of the text" send
	is "dropped once after $octets octets: everybody once" "$(got)" "$all"
done
head -c 12000000 /dev/zero | tr '\0' x | fold -w 70 >"$T/long"
cat "$T/post" "$T/long" >"$T/large"
serve "$all" 'text#1=drop:1000'
exits 0 'dropped in the middle of a large text' inject -t "smtp:$at" members.cdb <"$T/large"
is 'everybody once' "$(got)" "$all"
is 'no possible duplicate' "$(grep -c '^handing' sent/*)" 1
# shellcheck disable=SC2016
perl -0777 -pe 's/\.\r\n\z//; s/^\.//mg; s/\r//g' "$T/server/message.1" | tail -n +2 >"$T/got"
echo >>"$T/large"
same 'and whole' "$T/got" "$T/large"

serve "$all" 'dot#1=drop'
exits 0 'dropped instead of the answer to the dot' send
is 'everybody has it' "$(got)" "$all"
is 'and it is known as a possible duplicate' "$(grep -c '^handing' sent/*)" 2
serve "$all" 'dot=take'
exits 75 'taken without an answer, always' send
is 'counts for nobody' "$(grep -c '^accepted' sent/*)" 0
serve "$all" 'dot#1=421 4.3.2 closing'
exits 0 '421 to the dot' send
is '421 to the dot: everybody once' "$(got)" "$all"
is '421 to the dot: is a no' "$(grep -c '^kept 3' sent/*)" 1
serve "$(members 9)" 'dot#2=drop' 'connect#2+=drop'
exits 75 'lost for good after the first of three transactions' send -n 3
is 'the first is on record' "$(grep -c '^accepted' sent/*)" 3
again
exits 0 'the rest in the next run' send -n 3
is 'without the first' "$(got | wc -w)" 6

### replies that are none

for stage in connect ehlo mail rcpt data dot; do
	for what in 'garbage' 'hello, world' '25' '999 no' '250-one\n550 other'; do
		serve "$all" "$stage#1=$what"
		exits 0 "'$what' once at $stage" send
		is "'$what' once at $stage: nobody is refused" "$(grep -c '^refused' sent/*)" 0
	done
	serve "$all" "$stage=garbage"
	exits 75 "garbage always at $stage" send
	serve "$all" "$stage=endless"
	exits 75 "an endless line at $stage" send
	serve "$all" "$stage=lines"
	exits 75 "endless lines at $stage" send
done
for stage in mail rcpt data; do
	for offer in PIPELINING 8BITMIME; do
		serve "$all" offer=$offer "$stage#1=twice" 'rcpt:r2=550 5.1.1 no such user'
		exits 0 "a reply too many at $stage ($offer)" send
		is "a reply too many at $stage ($offer): the right one is refused" "$(cut -d' ' -f3 bounces/refused)" 'r2@x.example'
		is "a reply too many at $stage ($offer): the others have it once" "$(got)" 'r1@x.example r3@x.example'
	done
done
serve "$all" 'text#1=early'
exits 0 'an answer before the text is over' inject -t "smtp:$at" members.cdb <"$T/large"
is 'does not count' "$(got)" "$all"

for stage in connect ehlo mail data dot; do
	in_time
	serve "$all" "$stage=silent"
	exits 75 "no answer at $stage" send
	is "no answer at $stage: nobody is served" "$(grep -c '^accepted' sent/*)" 0
done
DEADLINE=1000000000
serve "$all"
exits 75 'no time left' send
is 'nothing is begun' "$(cat "$T/server/commands")" ''
any_time
exits 75 'nobody listens' inject -t smtp:127.0.0.1:1 members.cdb <"$T/post"
says 'and the line says where' "127.0.0.1:[0-9]+"
for where in 127.0.0.1 :25 '[::1]25' '::1:25' 'x:'; do
	exits 75 "no HOST:PORT: $where" inject -t "smtp:$where" members.cdb <"$T/post"
done

### QMQP

qmqp() { inject -t "qmqp:$at" "$@" members.cdb <"$T/post"; }
serve "$all foo..bar@x.example $long" 'qmqp=Kok'
exits 0 'QMQP' qmqp
is 'VERP as qmail has it' "$(cut -d' ' -f2,3 "$T/server/accepted" | tr '\n' ';')" \
"orch-return-123-@ml.example.jp-@[] r1@x.example;orch-return-123-@ml.example.jp-@[] r2@x.example;\
orch-return-123-@ml.example.jp-@[] r3@x.example;orch-return-123-@ml.example.jp-@[] foo..bar@x.example;\
orch-return-123@ml.example.jp $long;"
printf 'Delivered-To: orch@ml.example.jp\n' | cat - "$T/post" >"$T/want"
same 'the message' "$T/server/message.1" "$T/want"
serve "$all" 'qmqp=Dnot this'
exits 100 'QMQP says D' qmqp
says 'QMQP says D: and why' 'not this'
serve "$all" 'qmqp=Znot now'
exits 75 'QMQP says Z' qmqp
is 'QMQP says Z: no possible duplicate' "$(grep -c '^kept 3' sent/*)" 1
serve "$all" qmqp=early
exits 75 'QMQP: an answer before the end' inject -t "qmqp:$at" members.cdb <"$T/large"
is 'QMQP: an answer before the end counts for nobody' "$(grep -c '^accepted' sent/*)" 0
for what in drop X Ktake; do
	serve "$all" "qmqp=$what"
	exits 75 "QMQP: $what" qmqp
	is "QMQP: $what counts for nobody" "$(grep -c '^accepted' sent/*)" 0
done
in_time
serve "$all" qmqp=silent
exits 75 'QMQP: no answer' qmqp

finish
