#!/bin/sh
# ask-moderator, hear-moderator: a post that is held is sent to the moderators, and their answers are heard.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
mkdir orch boxes
score()	# NAME STEP...
{
	name=$1
	shift
	printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp 'LIST_NAME="東京オーケストラ"' "LANGUAGE=${language-en}" "$@" \
		>"orch/$name"
	chmod 700 "orch/$name"
}
score post check-loop 'check-subscriber members.cdb' "inject -t maildir:$T/boxes members.cdb"
score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
score request 'check-loop -a' hear-moderator "inject -t maildir:$T/boxes owners.cdb"
echo anne@example.org >orch/members
printf 'owner@example.com\nsecond@example.com\n' >orch/owners
(cd orch && build-list members.cdb && build-list owners.cdb) || exit 1
stranger()	# NUMBER
{
	printf 'From: Bert <bert@example.net>\nTo: orch@ml.example.jp\nSubject: =?ISO-2022-JP?B?GyRCTn09LBsoQg==?= %s\n' "$1"
	printf 'Message-ID: <%s@example.net>\n\nat eight\n' "$1"
}
post() { stranger "$1" >mail; orch/post -f bert@example.net -r orch@ml.example.jp <mail; }
box() { find "boxes/$1" -path '*/new/*' -type f 2>/dev/null; }
newest() { find "boxes/$1" -path '*/new/*' -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2; }
held() { find orch/hold -type f | wc -l; }
address() { sed -n 's/^Reply-To: //p' "$(newest owner@example.com)"; }
# answer ADDRESS TEXT [FIELD]: from a moderator.
answer()
{
	printf 'From: Owner <owner@example.com>\nTo: %s\nSubject: Re: waits\nMessage-ID: <answer.%s@example.com>\n%b\n%b\n' "$1" \
		"$(date +%s%N)" "${3-}" "$2" >answer
	orch/request -f "${sender-owner@example.com}" -r "$1" <answer
}

# ---- the question ----
exits 0 "a stranger's post" post 1
is "is held" "$(held)" 1
is "each moderator is asked" "$(box owner@example.com | wc -l) $(box second@example.com | wc -l)" "1 1"
cat >read.py <<'END'
import email, email.policy, sys
m = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
for name in "From", "To", "Subject", "Auto-Submitted":
    print(name, m[name])
print("Reply-To", m["Reply-To"].split("@")[0][:-26], m["Reply-To"].split("@")[1], len(m["Reply-To"].split("@")[0]) <= 64)
text, post = m.iter_parts()
print(post.get_content_type())
print(text.get_content(), end="")
raw = open(sys.argv[1], "rb").read()
print(open(sys.argv[2], "rb").read() in raw)
END
number=$(list-held orch | cut -f 1)
cat >want <<END
From 東京オーケストラ <orch-owner@ml.example.jp>
To orch-owner@ml.example.jp
Subject [orch] waits for you: 練習 1
Auto-Submitted auto-generated
Reply-To orch-moderate- ml.example.jp True
message/rfc822
A post to orch by bert@example.net
waits for a moderator, because:

    2.7.0 check-subscriber: bert@example.net is not a member of orch@ml.example.jp; write to orch-request@ml.example.jp to join

It is attached. Reply to this mail, and write as the first line

    ok          to send it to the list, or
    discard     to throw it away; its author is not told.

Any other answer, or none, leaves it where it is. The first answer counts,
whoever of the moderators writes it.

(On the mail server: release $number, or discard $number.)
True
END
/usr/bin/python3 read.py "$(newest owner@example.com)" mail >got 2>&1
same "with the reason, and the post attached byte for byte" got want
post 1
is "the mail server brings it again: nobody is asked twice" "$(box owner@example.com | wc -l) $(held)" "1 1"
for bad in '-e 0' '-e x' '-e 366' x -Z; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: $bad" env LIST=orch@ml.example.jp ask-moderator $bad <mail
done
exits 75 "in another score" env LIST=orch@ml.example.jp ask-moderator <mail
says "is a mistake" '^4\.3\.5 ask-moderator: the post that is held: EXTENSION does not name it'

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
exits 0 "a token for something else" answer "orch-moderate-bbbbbbbbbbbbbbbbbbbbbbbbbb@ml.example.jp" ok
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

# ---- ok ----
exits 0 "the word" answer "$to" '\n> At eight\n\n  OK\n> more'
is "sends it" "$(held) $(box anne@example.org | wc -l)" "0 1"
is "the log knows" "$(tail -n 1 orch/log | cut -f 7)" "2.7.0 hear-moderator: a moderator has released $number"
exits 0 "the word from the other one" answer "$to" ok
is "is too late" "$(box anne@example.org | wc -l) $(tail -n 1 orch/log | cut -f 7 | grep -c 'held no more')" "1 1"

# ---- discard, in Japanese ----
language=ja score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
post 2
/usr/bin/python3 read.py "$(newest owner@example.com)" mail 2>&1 | sed -n '3p;7p' >got
printf 'Subject [orch] 承認待ち: 練習 2\nbert@example.net さんから orch への投稿が、\n' >want
same "the question in Japanese" got want
# 破棄: 4747 347E
exits 0 "discard" answer "$(address)" '\033$BGK4~\033(B' 'Content-Type: text/plain; charset=iso-2022-jp\n'
is "throws it away" "$(held) $(box anne@example.org | wc -l) $(cut -f 6 orch/log | grep -c discarded)" "0 1 1"
post 3
# shellcheck disable=SC2154
exits 0 "承認" answer "$(address)" '承認' 'Content-Type: text/plain; charset=utf-8\n'
is "sends it" "$(held) $(box anne@example.org | wc -l)" "0 2"

# ---- when it can't be told, or sent, now ----
score held ask-moderator false
exits 75 "moderators who can't be told" post 4
says "the mail server keeps it" '^4\.3\.0 tutti: it is held, but the moderators can.t be told: '
score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
exits 0 "and brings it again" post 4
is "then they are" "$(held) $(sed -n 's/^Message-ID: <4@.*/4/p' "$(newest owner@example.com)")" "1 4"
mv orch/members.cdb gone
exits 75 "the word while the members are gone" answer "$(address)" ok
is "it stays" "$(held)" 1
mv gone orch/members.cdb
exits 0 "the mail server brings the answer again" orch/request -f owner@example.com -r "$(address)" <answer
is "then it is sent" "$(held) $(box anne@example.org | wc -l)" "0 3"
{ stranger 5; printf '%1200s\n' x | tr ' ' x; } >mail
exits 0 "a line that no mail may have" orch/post -f bert@example.net -r orch@ml.example.jp <mail
is "is not attached" "$(grep -c 'message/rfc822' "$(newest owner@example.com)") $(awk 'length > 998' "$(newest owner@example.com)")" "0 "
score held ask-moderator moderate
exits 0 "a question that is held itself" post 7
is "waits beside the post, and asks for no other" "$(held)" 3
rm orch/held
exits 0 "a list without the score held" post 6
is "just holds" "$(held)" 4
exits 0 "help" ask-moderator --help
exits 0 "help" hear-moderator --help
exits 75 "usage" hear-moderator x <mail
exits 0 "hear-moderator alone" hear-moderator <mail
same "hands on what is no answer" "$T/out" mail
finish
