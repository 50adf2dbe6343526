#!/bin/sh
# hear-moderator: what moderators answer is done, and what is no answer does nothing.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/asked.sh
. "$here/asked.sh"

# answer ADDRESS TEXT [FIELD]: from a moderator.
answer()
{
	printf 'From: Owner <owner@example.com>\nTo: %s\nSubject: Re: waits\nMessage-ID: <answer.%s@example.com>\n%b\n%b\n' "$1" \
		"$(date +%s%N)" "${3-}" "$2" >answer
	orch/request -f "${sender-owner@example.com}" -r "$1" <answer
}
post 1
number=$(list-held orch | cut -f 1)

# ---- answers that do nothing ----
to=$(address)
for text in 'I am on holiday.' '> ok' 'ok, why not' '' 'What is this?\nok'; do
	exits 0 "an answer: ${text%%\\*}" answer "$to" "$text"
	is "does nothing: ${text%%\\*}" "$(held) $(box anne@example.org | wc -l)" "1 0"
done
exits 0 "a machine's ok" answer "$to" 'ok' 'Auto-Submitted: auto-replied\n'
sender='' answer "$to" ok
is "does nothing" "$(held)" 1
exits 0 "a token that is guessed" answer "orch-moderate-aaaaaaaaaaaaaaaaaaaaaaaaaa@ml.example.jp" ok
is "does nothing" "$(held)" 1
printf '%s\n' ACTION=subscribe ADDRESS=x@x.org ARGUMENT= EXPIRES=9999999999 >orch/pending/bbbbbbbbbbbbbbbbbbbbbbbbbb
exits 0 "a token with a file" answer "orch-moderate-bbbbbbbbbbbbbbbbbbbbbbbbbb@ml.example.jp" ok
is "does nothing" "$(held)" 1
before=$(box owner@example.com | wc -l)
exits 0 "another mail to -request" answer orch-request@ml.example.jp ok
is "goes on to the next step" "$(($(box owner@example.com | wc -l) - before)) $(held)" "1 1"
# What the question was is the newest but one now.

# ---- forms of yes and no ----
said() { LIST=orch@ml.example.jp DRY_RUN=1 EXTENSION=${to#orch-} sh -c 'cd orch && EXTENSION=${EXTENSION%@*} hear-moderator'; }
for text in 'OK!' 'ＯＫ' 'ok\0302\0240' '承認　' '\0357\0273\0277ok' 'ok。' '承認します。' 'Release.'; do
	printf 'From: a@b.c\nContent-Type: text/plain; charset=utf-8\n\n%b\n' "$text" | said 2>"$T/err"
	says "yes: $text" 'would release'
done
for text in 'DISCARD!!' '破棄します' '　破棄'; do
	printf 'From: a@b.c\nContent-Type: text/plain; charset=utf-8\n\n%b\n' "$text" | said 2>"$T/err"
	says "no: $text" 'would discard'
done

printf 'From: a@b.c\nContent-Type: text/html\n\n<div>&nbsp;</div>\n<p>ok</p><blockquote>discard</blockquote>' | said 2>"$T/err"
says "yes, in HTML alone" 'would release'

# Without check-loop in front of it too.
printf 'From: a@b.c\nAuto-Submitted: auto-replied\n\nok\n' | said 2>"$T/err"
says "no machine's, by itself" 'no answer of a moderator: it is an automatic answer'
printf 'From: a@b.c\n\nok\n' | SENDER='' said 2>"$T/err"
says "nor a bounce's" 'no answer of a moderator: it has the null sender'

# ---- ok ----
exits 0 "the word" answer "$to" '\n> At eight\n\n  OK\n> more'
is "sends it" "$(held) $(box anne@example.org | wc -l)" "0 1"
is "the log knows" "$(tail -n 1 orch/log | cut -f 7)" "2.7.0 hear-moderator: a moderator has released $number"
# second ADDRESS TEXT [FIELD]: from the other one; what he is told is then in $told.
second()
{
	{ echo none; box second@example.com; } >mails
	sed_from='s/^From: .*/From: Second <second@example.com>/'
	printf 'From: x\nTo: %s\nMessage-ID: <answer.%s@example.com>\n%b\n%b\n' "$1" "$(date +%s%N)" "${3-}" "$2" | sed "$sed_from" >answer
	orch/request -f second@example.com -r "$1" <answer
	told=$(box second@example.com | grep -vxFf mails)
	told=$([ ! "$told" ] || /usr/bin/python3 -c 'import email, email.policy, sys
m = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
print(m["From"], m["To"], m["Subject"], m["Auto-Submitted"], m.get_content().replace("\n", "|"), sep="|")' "$told")
}
score answer "inject -r -t maildir:$T/boxes"
second "$to" 'ok\n'
is "the other one is told that it is decided" "$told" "東京オーケストラ <orch-owner@ml.example.jp>|second@example.com|\
[orch] it has been decided already|auto-replied|The post that you have answered about has been sent to the list already: another moderator\
 was first.||Your answer came after that, and has changed nothing. There is nothing to do.||To write to the other owners:\
 orch-owner@ml.example.jp|"
second "$to" 'I am on holiday.'
is "but not who says neither yes nor no" "$told" ""
second "$to" ok 'Auto-Submitted: auto-replied\n'
is "nor a machine" "$told" ""
second "orch-moderate-aaaaaaaaaaaaaaaaaaaaaaaaaa@ml.example.jp" ok
is "nor who guesses a token" "$told" ""
before=$(box second@example.com | wc -l)
orch/request -f second@example.com -r "$to" <answer
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do second "$to" discard; done
is "and not for ever" "$(($(box second@example.com | wc -l) - before))" 9
exits 0 "the word from the other one" answer "$to" ok
is "is too late" "$(box anne@example.org | wc -l) $(tail -n 1 orch/log | cut -f 7 | grep -c 'nothing is held (any more) for its token')" "1 1"

# ---- discard, and in Japanese ----
post 2
# 破棄: 4747 347E
exits 0 "discard" answer "$(address)" '\033$BGK4~\033(B' 'Content-Type: text/plain; charset=iso-2022-jp\n'
is "throws it away" "$(held) $(box anne@example.org | wc -l) $(cut -f 6 orch/log | grep -c discarded)" "0 1 1"
rm orch/pending/asked
language=ja
score request 'check-loop -a' hear-moderator
second "$(address)" 承認 'Content-Type: text/plain; charset=utf-8\n'
is "who says ok to it is told, in Japanese" "$(echo "$told" | cut -d '|' -f 3,5)" \
	'[orch] その投稿はすでに処理されています|お返事をいただいた投稿は、ほかの方の判断により、すでに破棄されています。'
language=en
score request 'check-loop -a' hear-moderator "inject -t maildir:$T/boxes owners.cdb"
post 3
# shellcheck disable=SC2154
exits 0 "承認" answer "$(address)" '承認' 'Content-Type: text/plain; charset=utf-8\n'
is "sends it" "$(held) $(box anne@example.org | wc -l)" "0 2"

# ---- when it can't be sent now ----
post 4
mv orch/members.cdb gone
exits 75 "the word while the members are gone" answer "$(address)" ok
is "it stays" "$(held)" 1
mv gone orch/members.cdb
exits 0 "the mail server brings the answer again" orch/request -f owner@example.com -r "$(address)" <answer
is "then it is sent" "$(held) $(box anne@example.org | wc -l)" "0 3"

# ---- alone ----
exits 0 "help" hear-moderator --help
exits 75 "usage" hear-moderator x <mail
says "is said" '^4\.3\.5 hear-moderator: usage: hear-moderator'
cp mail in.eml
mkdir alone && cd alone || exit 1
contract hear-moderator

# ---- a list whose name is so long that LIST-moderate-TOKEN would have more than 64 octets before the @ ----
cd "$T" || exit 1
long=orchestra-of-the-city-of-tokyo
sed -i "s/^LIST=orch@/LIST=$long@/" orch/post orch/held orch/request
stranger 90 >mail
before=$(held)
orch/post -f bert@example.net -r $long@ml.example.jp <mail
question=$(newest owner@example.com)
is "the question's answer goes to -request" "$(address)" $long-request@ml.example.jp
subject=$(sed -n 's/^Subject: \(moderate [a-z2-7]*\)$/\1/p' "$question")
is "with the token in the subject" "${#subject}" 35
for text in 'Which post?' ok; do
	printf 'From: owner@example.com\nSubject: Re: %s\nMessage-ID: <long.%s@x>\n\n%s\n' "$subject" "${#text}" "$text" >answer
	orch/request -f owner@example.com -r $long-request@ml.example.jp <answer
	printf '%s ' $(($(held) - before))
done >got
is "which is heard there" "$(cat got)" "1 0 "
finish
