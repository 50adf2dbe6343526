#!/bin/sh
# list-command: commands by mail, tokens, and to whom nothing is written.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
umask 022

# list FOLDER LIST: a list with three members, whose scores hand over into Maildirs.
list()
{
	mkdir -p "$T/$1" && cd "$T/$1" || exit 1
	printf '%s\n' '## members' 'anne@example.org' 'Bob@Example.org name="Bob B" s=off' 'cris@example.org m=3mp' >members
	build-list members.cdb
	head="#!$TUTTI_BUILD/bin/tutti
LIST=$2
LIST_NAME=Orchestra"
	printf '%s\n' "$head" 'check-loop -a' "list-command ${3-} members" >request
	printf '%s\n' "$head" 'inject -r -t maildir:boxes' >answer
	chmod 755 request answer
}
count_mails=0
# mail FROM SUBJECT BODY [FIELD…]: a mail in $T/in.eml.
mail()
{
	count_mails=$((count_mails + 1))
	from=$1 subject=$2 body=$3
	shift 3
	{
		printf 'Received: by mx.example.jp\n'
		[ $# = 0 ] || printf '%s\n' "$@"
		printf 'From: %s\nTo: x\nSubject: %s\nMessage-ID: <%s@example.org>\n\n%b' "$from" "$subject" "$count_mails" "$body"
	} >"$T/in.eml"
}
# deliver EXTENSION: gives it to the list; the letters that were sent are then in $T/letters, one behind another, without
# what is never twice the same.
deliver()
{
	rm -rf boxes
	tutti -f "${sender-someone@example.org}" -r "orch-$1@ml.example.jp" request <"$T/in.eml" >"$T/out" 2>"$T/err"
	code=$?
	cat boxes/*/new/* 2>/dev/null | sed -e 's/^Date: .*/Date: D/' -e 's/^Message-ID: <[0-9a-f]\{32\}@/Message-ID: <ID@/' \
		-e '/^Delivered-To:/d' >"$T/raw"
	token=$(sed -n 's/^    confirm \([a-z2-7]\{26\}\)$/\1/p' "$T/raw" | tail -1)
	sed "s/${token:-no token}/TOKEN/" "$T/raw" >"$T/letters"
}
ask() { mail "$2" "$3" "$4"; deliver "$1"; }
letters() { grep -c '^MIME-Version' "$T/letters"; }
# The members as they are in both, or what is wrong.
members()
{
	build-list -u members.cdb
	grep -v '^#' members | tr '\n' '|'
}
begin() { cd "$T" && rm -rf orch && list orch orch@ml.example.jp "$@"; }
# answer N FROM TO SUBJECT: the whole answer to mail N; its text is the standard input.
answer()
{
	printf '%s\n' "From: Orchestra <orch-$2@ml.example.jp>" "To: $3" "Subject: $4" 'Date: D' \
		'Message-ID: <ID@ml.example.jp>' "In-Reply-To: <$1@example.org>" "References: <$1@example.org>" \
		'Auto-Submitted: auto-replied' 'MIME-Version: 1.0' 'Content-Type: text/plain; charset=UTF-8' \
		'Content-Transfer-Encoding: 7bit' ''
	cat
}
# report WHAT TEXT: one letter, a report with that line.
report() { is "$1" "$(letters) $(sed -n '/^$/,/^-- $/p' "$T/letters" | grep -v -e '^$' -e '^-- $')" "1 $2"; }
silent() { is "$1" "$code $(cat "$T/letters" "$T/err")" "0 "; }

# Whole mails, by hand.
begin '-a 100'
ask request 'Eve Person <eve@example.org>' 'Please help' 'Hello,\nwhat is this list?\n'
answer 1 request eve@example.org 'Command status report for orch@ml.example.jp' >"$T/want" <<'END2'
There is no command in your mail. These are commands; a person reads orch-owner@ml.example.jp.

How to write to orch-request@ml.example.jp: a command a line, in the subject or in the text.

  subscribe [name]    become a member of orch@ml.example.jp
  unsubscribe         leave it (bye does the same)
  chaddr OLD NEW      get the mail at another address from now on
  off                 get no mail for a while; you may still post
  on                  get it again
  skip, noskip        the same, for a second address to post from
  digest N            get one mail every N hours (N up to 12), or a day (24);
                      digest 0: single posts again (matome does the same)
  status              how your membership is set
  summary [1-10]      a line for each post (without numbers: the last 100)
  get 1-10,15         those posts, attached to a mail; get last:5 d: in one text
  members             who is on the list, where its owner allows that
  guide               what this list is about
  help                this text
  end                 nothing after this line is read

To subscribe and unsubscribe you can also write to orch-subscribe@ml.example.jp
and orch-unsubscribe@ml.example.jp.
A person reads orch-owner@ml.example.jp.

-- 
Orchestra: orch@ml.example.jp
Commands go to orch-request@ml.example.jp; a person reads orch-owner@ml.example.jp.
END2
same "no command: the help" "$T/letters" "$T/want"
is "done" "$code$(cat "$T/err")" 0
ask help eve@example.org '' ''
sed -e 's/<1@/<2@/' -e '/^There is no/,/^$/d' "$T/want" >"$T/want2"
same "help by address" "$T/letters" "$T/want2"
ask request eve@example.org '' '＃　ＨＥＬＰ\n'
sed -e 's/<1@/<3@/' -e '/^There is no/,/^$/d' "$T/want" >"$T/want2"
same "help as fml users write it" "$T/letters" "$T/want2"
ask request eve@example.org 'unsubscribe' '# status\n# frobnicate http://spam.example/\nguide\n-- \nhelp\n'
answer 4 request eve@example.org 'Command status report for orch@ml.example.jp' >"$T/want" <<'END2'
>>> unsubscribe
eve@example.org is not a member of orch@ml.example.jp. Write from the address that is one.

>>> status
eve@example.org is not a member of orch@ml.example.jp. Write from the address that is one.

>>> guide
Orchestra is a mailing list: what a member sends to orch@ml.example.jp
goes to all members.

To become a member write to orch-subscribe@ml.example.jp;
you will be asked to confirm it. To leave write to
orch-unsubscribe@ml.example.jp.

Some of what you wrote is no command, and was passed over. These are commands:

END2
sed '/^How to write/,$d' "$T/letters" >"$T/got"
same "several commands, and what is none is not shown" "$T/got" "$T/want"
is "with the help, once" "$(grep -c '^How to write' "$T/letters")" 1

# A member's life.
ask subscribe 'Eve Person <Eve@Example.org>' '' ''
answer 5 confirm-TOKEN Eve@Example.org 'Do you want to subscribe to orch@ml.example.jp?' >"$T/want" <<'END2'
Somebody, probably you, wants Eve@Example.org
to be a member of the mailing list Orchestra <orch@ml.example.jp>.

If that is right, reply to this mail as it is.

If it is not, do nothing. You will not be subscribed, and not be asked again
today.

(If your reply does not get through: send the line

    confirm TOKEN

to orch-request@ml.example.jp within 7 days.)
END2
same "subscribe: a question" "$T/letters" "$T/want"
before=$(members)
is "and nothing else" "$(grep -c -i eve members)" 0
confirm=$token
sender='' ask "confirm-$confirm" Eve@Example.org 'Re: x' ''
silent "an answer with the null sender is none"
mail eve@example.org 'Re: x' '' 'Auto-Submitted: auto-replied'
deliver "confirm-$confirm"
silent "nor is that of a machine"
mail eve@example.org 'Re: x' '' 'Precedence: bulk'
deliver "confirm-$confirm"
silent "nor bulk mail"
mail eve@example.org 'Re: x' '' 'X-Autoreply: yes'
deliver "confirm-$confirm"
silent "nor that of an old answering machine"
is "she is no member yet" "$(members)" "$before"
ask "confirm-$(echo "$confirm" | tr '[:lower:]' '[:upper:]')" eve@example.org 'Re: Do you want to?' '> If that is right\nunsubscribe\n'
answer 10 request Eve@Example.org 'Welcome to orch@ml.example.jp' >"$T/want" <<'END2'
Eve@Example.org is now a member of the mailing list Orchestra.

To write to all members:   orch@ml.example.jp
To leave the list:         orch-unsubscribe@ml.example.jp
To see what else there is: orch-request@ml.example.jp (help)
To write to a person:      orch-owner@ml.example.jp

If posts do not arrive, look among the spam, and let mail from
orch@ml.example.jp through.

Please keep this mail.
END2
same "the answer: welcome" "$T/letters" "$T/want"
is "she is a member" "$(members)" "${before}Eve@Example.org|"
cp "$T/in.eml" "$T/again.eml"
rm -rf sent
deliver "confirm-$confirm"
is "the same mail once more does no harm" "$(members)" "${before}Eve@Example.org|"
ask "confirm-$confirm" eve@example.org '' ''
report "the token a second time" ">>> confirm
That has been confirmed before."
ask request eve@example.org '' 'off\n'
report "off" ">>> off
No more posts are sent to eve@example.org. To get them again: on"
is "is set" "$(tail -1 members)" "Eve@Example.org s=off"
ask request eve@example.org '' 'status\n'
report "status" ">>> status
eve@example.org is a member, and gets no posts at the moment (off). To get them: on"
ask request eve@example.org '' 'on\nmatome 3mp\nstatus\n'
report "on, digest" ">>> on
Posts are sent to eve@example.org again.
>>> matome 3mp
From now on eve@example.org gets digests, every 3 hours. For single posts: digest 0
>>> status
eve@example.org is a member, and gets digests, every 3 hours. For single posts: digest 0"
is "are set" "$(tail -1 members)" "Eve@Example.org m=3mp"
ask request eve@example.org '' 'digest 0\nskip\nstatus\n'
report "skip" ">>> digest 0
Posts are sent to eve@example.org one by one. Those since your last digest: summary shows them, get brings them.
>>> skip
You may post from eve@example.org, and no posts are sent there. To get them: noskip
>>> status
eve@example.org is a member who may post and gets no posts (skip). To get them: noskip"
is "is set" "$(tail -1 members)" "Eve@Example.org s=skip"
ask request eve@example.org '' 'noskip\nmembers\n'
report "members, where they are not shown" ">>> noskip
Posts are sent to eve@example.org again.
>>> members
The members of this list are not shown."
ask unsubscribe Eve@Example.org unsubscribe ''
is "unsubscribe: a question" "$(letters) $(sed -n '/^Subject/p;/^Somebody/,/^$/p' "$T/letters")" \
"1 Subject: Do you want to leave orch@ml.example.jp?
Somebody, probably you, wants Eve@Example.org
to leave the mailing list Orchestra <orch@ml.example.jp>."
ask request another@example.net "Re: confirm $token" ''
is "an answer from elsewhere counts too: goodbye, and a report" "$(sed -n '/^To:/p;/^>>>/,/^$/p;/no longer/p' "$T/letters")" \
"To: another@example.net
>>> confirm
Confirmed for Eve@Example.org.

To: Eve@Example.org
Eve@Example.org is no longer a member of the mailing list Orchestra."
is "she has left" "$(members)" "$before"

# Another address: both must say yes.
begin
ask request bob@example.org '' 'chaddr bob@example.org bob@new.example\n'
is "chaddr: the old address is asked" "$(letters) $(sed -n '/^To:/p;/^From/p;/^    [a-zB]/p' "$T/letters")" \
"1 From: Orchestra <orch-confirm-TOKEN@ml.example.jp>
To: Bob@Example.org
    Bob@Example.org
    bob@new.example
    confirm TOKEN"
ask "confirm-$token" bob@example.org '' ''
is "then the new one" "$(letters) $(sed -n '/^To:/p;/^In-Reply/p;/^Auto/p;/question has gone/p' "$T/letters")" \
"2 To: bob@example.org
In-Reply-To: <$count_mails@example.org>
Auto-Submitted: auto-replied
Thank you. Now a question has gone to bob@new.example; when it is answered too, the address is changed.
To: bob@new.example
Auto-Submitted: auto-generated"
is "and nothing is changed" "$(grep -c 'bob@new' members)" 0
to_new=$token
ask request bob@example.org '' 'chaddr bob@example.org bob@newer.example\n'
is "who has answered may ask for something else the same day" "$(letters) $(sed -n '/^To:/p;/^    bob/p' "$T/letters")" \
"1 To: Bob@Example.org
    bob@newer.example"
ask "confirm-$to_new" bob@new.example '' ''
is "both are told" "$(letters) $(sed -n '/^To:/p;/^Subject/p' "$T/letters")" \
"2 To: Bob@Example.org
Subject: Your address for orch@ml.example.jp is changed
To: bob@new.example
Subject: Your address for orch@ml.example.jp is changed"
is "the line is his" "$(members)" 'anne@example.org|bob@new.example name="Bob B" s=off|cris@example.org m=3mp|'
ask request eve@example.org '' 'chaddr anne@example.org mallory@example.net\n'
report "not for third persons" ">>> chaddr anne@example.org mallory@example.net
One of the two addresses must be yours. Write from the old one or from the new one."
ask request mallory@example.net '' 'chaddr anne@example.org mallory@example.net\n'
is "from the new address: a question to the old one" "$(letters) $(sed -n '/^To:/p;/^A question/p' "$T/letters")" \
"2 To: anne@example.org
To: mallory@example.net
A question has gone to anne@example.org. What you want is done when it is answered."
ask request mallory@example.net '' 'chaddr nobody@example.org mallory@example.net\nunsubscribe nobody@example.net\n'
report "who is a member is not told" ">>> chaddr nobody@example.org mallory@example.net
A question has gone to nobody@example.org. What you want is done when it is answered.
>>> unsubscribe nobody@example.net
A question has gone to nobody@example.net. What you want is done when it is answered."
ask request cris@example.org '' 'chaddr cris@example.org anne@example.org\n'
ask "confirm-$token" cris@example.org '' ''
rm -f pending/asked
ask request cris@example.org '' 'chaddr cris@example.org anne@example.org\n'
ask "confirm-$token" cris@example.org '' ''
ask "confirm-$token" anne@example.org '' ''
report "to an address that is a member" ">>> confirm
anne@example.org is a member already. If you need cris@example.org no more: unsubscribe cris@example.org"

ask request mallory@example.net '' 'unsubscribe anne@example.org\nunsubscribe bob@new.example\nunsubscribe cris@example.org\n'
is "one mail has two people asked, no more" "$(grep '^To:\|^That is' "$T/letters")" "To: anne@example.org
To: bob@new.example
To: mallory@example.net
That is too much for one mail. Send several."

# Whether somebody else is a member: the same words whoever he is, whatever else is asked for, and once more.
begin '-c 6'
prober=0
# told ADDRESS MORE: what a prober is told about him.
told()
{
	ask request "mallory$prober@example.net" '' "$2\\nunsubscribe $1\\nchaddr $1 mallory$prober@example.net\\n"
	sed -n -e "s/$1/X/g" -e '/^>>>/,/^$/p' "$T/letters" | sed -n '/^>>> [uc][a-z]* X/,$p'
	prober=$((prober + 1))
}
alike()
{
	rm -f pending/asked
	told bob@example.org "$2" >"$T/member"
	told bob@example.org "$2" >>"$T/member"
	rm -f pending/asked
	told bib@example.org "$2" >"$T/stranger"
	told bib@example.org "$2" >>"$T/stranger"
	sed 's/mallory[0-9]*/mallory/' "$T/member" >"$T/got"
	sed 's/mallory[0-9]*/mallory/' "$T/stranger" >"$T/want"
	ok "something is told: $1" test -s "$T/got"
	same "who is a member is not told: $1" "$T/got" "$T/want"
}
alike alone ''
alike 'the second of two' 'unsubscribe x@example.org'
alike 'the third' 'unsubscribe x@example.org\nunsubscribe y@example.org'
begin '-c 2'
alike 'when the list has asked enough' 'unsubscribe x@example.org'

# An address that no members file can hold.
begin
for command in subscribe unsubscribe 'chaddr #cd@docomo.example #ab@docomo.example'; do
	ask request '#ab@docomo.example' '' "$command\\n"
	case $command in
	unsub*) report "$command: no member" ">>> unsubscribe
#ab@docomo.example is not a member of orch@ml.example.jp. Write from the address that is one." ;;
	*) report "${command%% *}: no question that nobody could answer" ">>> $command
That can't be written into the list of members. Write to orch-owner@ml.example.jp." ;;
	esac
done
ask request anne@example.org '' 'chaddr anne@example.org #ab@docomo.example\n'
report "nor one to move there" ">>> chaddr anne@example.org #ab@docomo.example
That can't be written into the list of members. Write to orch-owner@ml.example.jp."

# The second question of chaddr can't go out today: the first one's answer can come again.
begin
for old in cris anne; do
	ask request $old@example.org '' "chaddr $old@example.org zoe@new.example\\n"
	ask "confirm-$token" $old@example.org '' ''
done
report "chaddr: the new address has been asked today" ">>> confirm
zoe@new.example has been asked about that in the last 24 hours. Look for the question there, among the spam too; if it is lost, write again tomorrow."
annes=$(grep -l '^ADDRESS=anne' pending/*)
rm pending/asked
ask "confirm-${annes#pending/}" anne@example.org '' ''
is "the next day it is, by the same answer" "$(letters) $(grep -c '^To: zoe@new.example' "$T/letters") $(grep -c 'Now a question has gone to zoe@new' "$T/letters")" "2 1 1"
ask "confirm-$token" zoe@new.example '' ''
is "and the address is changed" "$(members)" 'zoe@new.example|Bob@Example.org name="Bob B" s=off|cris@example.org m=3mp|'
ask "confirm-${annes#pending/}" anne@example.org '' ''
report "the first token is used up by then" ">>> confirm
That has been confirmed before."

# The name, with what people put into one.
begin
ask request '=?iso-2022-jp?B?GyRCTmtMWhsoQg==?= <kenji@example.ne.jp>' '' '# subscribe 鈴木　健二 "Ken" <x@y.example>\n'
is "a name is not shown before it is confirmed" "$(grep -c -e Ken -e 鈴木 -e =E9 "$T/letters")" 0
ask "confirm-$token" kenji@example.ne.jp '' ''
is "but kept" "$(tail -1 members)" 'kenji@example.ne.jp name="鈴木 健二 \"Ken\""'
ask subscribe 'foo..bar@docomo.ne.jp' '' ''
ask "confirm-$token" 'foo..bar@docomo.ne.jp' '' ''
is "an address that docomo allowed" "$(tail -1 members) $(sed -n 's/^To: //p' "$T/letters")" \
	'"foo..bar"@docomo.ne.jp "foo..bar"@docomo.ne.jp'
ask request 'foo..bar@docomo.ne.jp' '' 'status\n'
report "is known" '>>> status
"foo..bar"@docomo.ne.jp is a member, and gets every post.'

# Tokens that are none.
begin
for bad in aaaaaaaaaaaaaaaaaaaaaaaaaa abc ../../../etc/passwd; do
	ask request eve@example.org '' "confirm $bad\\n"
	report "a guessed token: $bad" ">>> confirm
There is nothing to confirm under that number. It may have expired; send your command again."
done
ask subscribe eve@example.org '' ''
eves=$token
cp -R "$T/orch" "$T/other"
(cd "$T" && rm -rf other && list other other@ml.example.jp)
cd "$T/other" || exit 1
ask "confirm-$eves" eve@example.org '' ''
mail eve@example.org '' "confirm $eves\\n"
deliver request
report "another list's token" ">>> confirm
There is nothing to confirm under that number. It may have expired; send your command again."
cd "$T/orch" || exit 1
sed -i 's/^EXPIRES=.*/EXPIRES=1000000000/' "pending/$eves"
ask "confirm-$eves" eve@example.org '' ''
report "one that has expired" ">>> confirm
There is nothing to confirm under that number. It may have expired; send your command again."
printf 'ACTION=release\nADDRESS=eve@example.org\nARGUMENT=\nEXPIRES=99999999999\n' >"pending/$eves"
ask "confirm-$eves" eve@example.org '' ''
report "one for another action" ">>> confirm
There is nothing to confirm under that number. It may have expired; send your command again."
is "nobody has joined" "$(grep -c eve members)" 0

# Pestering.
# twenty ADDRESS FROM WHAT N: twenty mails with other texts are answered by N.
twenty()
{
	for i in $(seq 20); do
		ask "$1" "$2" '' "Buy at http://spam.example/$i\\n"
		letters
	done >"$T/counts"
	is "$3" "$(sort "$T/counts" | uniq -c | tr -s ' ' | tr '\n' ,)" " $((20 - $4)) 0, $4 1,"
}
begin '-c 3 -a 4'
twenty subscribe victim@example.org "twenty subscriptions of a victim: one question, four answers" 5
is "and the log says so" "$(grep -c 'victim@example.org has had enough answers' log)" 15
twenty subscribe anne@example.org "twenty of a member: one answer" 1
twenty help other@example.org "twenty cries for help: four answers" 4
ask request other@example.org '' 'off\n'
silent "then nothing more is done in that name"
ask subscribe a@example.net '' ''
ask subscribe b@example.net '' ''
is "three questions an hour" "$(letters)" 1
ask subscribe c@example.net '' ''
report "are enough for the list" ">>> subscribe
Too many people have written to this list within an hour. Try again later."
rm -f pending/asked
ask subscribe victim@example.org '' ''
ask "confirm-$token" victim@example.org '' ''
ask unsubscribe victim@example.org '' ''
ask "confirm-$token" victim@example.org '' ''
ask subscribe victim@example.org '' ''
is "who has answered may ask again on the same day" "$(letters) $(grep -c 'Do you want to subscribe' "$T/letters")" "1 1"

# A stranger can't keep a member from leaving.
begin
ask request mallory@example.net '' 'chaddr anne@example.org mallory@example.net\n'
ask unsubscribe anne@example.org '' ''
is "who was asked something else today may leave" "$(letters) $(grep -c 'Do you want to leave' "$T/letters")" "1 1"
ask unsubscribe anne@example.org '' ''
report "a second time it is said that she has a question" ">>> unsubscribe
anne@example.org has been asked about that in the last 24 hours. Look for the question there, among the spam too; if it is lost, write again tomorrow."
i=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	ask request anne@example.org '' 'unsubscribe\nchaddr anne@example.org b@b.org\nchaddr anne@example.org c@c.org\nsubscribe\n'
	grep -c '^From: .*orch-confirm' "$T/letters"
done >"$T/counts"
is "and no question follows, whatever comes in her name" "$(sort "$T/counts" | uniq -c | tr -s ' ')" ' 20 0'

# To whom nothing is written.
begin
for from in orch@ml.example.jp ORCH-request@ml.example.jp orch-confirm-aaaaaaaaaaaaaaaaaaaaaaaaaa@ml.example.jp; do
	ask request "$from" '' 'help\n'
	silent "the list itself: $from"
done
for from in orch-owner@ml.example.jp orch-ctl@ml.example.jp orch-return-1-anne=example.org@ml.example.jp orch-help@ml.example.jp; do
	ask request "$from" '' 'help\n'
	silent "the list itself: $from"
done
for from in orchid@ml.example.jp orch-taro@ml.example.jp orch-helpers@ml.example.jp orch-confirm-me@ml.example.jp; do
	ask request "$from" '' 'help\n'
	is "somebody beside it: $from" "$(letters)" 1
done
for field in 'Auto-Submitted: auto-generated' 'Auto-Submitted: auto-replied' 'Precedence: junk' 'Precedence: list' \
	'List-Id: <x.example>' 'X-Autorespond: x'; do
	mail eve@example.org help 'help\n' "$field"
	deliver request
	silent "$field"
done
for sender in '' '<>' '#@[]'; do
	ask request eve@example.org '' 'help\n'
	silent "the null sender '$sender'"
done
unset sender
mail 'a@example.org, b@example.org' '' 'help\n'
deliver request
silent "two authors"
printf 'From: a@example.org\nFrom: b@example.org\n\nhelp\n' >"$T/in.eml"
deliver request
silent "two From"

# Two command addresses pointed at each other: what the one writes the other does not answer.
begin
ask request orch-request@other.example '' 'help\n'
cp "$T/raw" "$T/in.eml"
is "the first answers" "$(letters)" 1
sender='' deliver request
silent "the second does not"
sender=orch-request@ml.example.jp
cp "$T/raw" "$T/in.eml"
ask request orch-request@other.example '' 'help\n'
cp "$T/raw" "$T/in.eml"
deliver request
silent "even if the null sender was lost on the way"
unset sender

# Cut off and tried again.
begin
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" 'LIST=orch@ml.example.jp' 'sh -c "exit 75"' >answer
ask subscribe eve@example.org '' ''
is "what can't be sent is tried again" "$code" 75
says "and says why" '^4\.3\.0 list-command: an answer could not be sent: '
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" 'LIST=orch@ml.example.jp' 'inject -r -t maildir:boxes' >answer
deliver subscribe
is "then there is one question" "$code $(letters)" "0 1"
deliver subscribe
is "and none after it" "$code $(letters)" "0 0"
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" 'LIST=orch@ml.example.jp' 'sh -c "exit 100"' >answer
ask help eve@example.org '' ''
is "an answer that is refused is not tried again" "$code $(letters) $(cat sent/* | grep -c 'refused report/eve@example.org')" "0 0 1"

# A long name: the token does not fit into an address, and stands in the subject.
long=$(printf '%030d' 0)
cd "$T" && rm -rf orch && list orch "$long@ml.example.jp"
mail eve@example.org '' ''
tutti -f eve@example.org -r "$long-subscribe@ml.example.jp" request <"$T/in.eml"
sed -n '/^From/p;/^Subject/p' boxes/*/new/* >"$T/got"
token=$(sed -n 's/^Subject: confirm \([a-z2-7]*\)$/\1/p' "$T/got")
is "a long name" "$(cat "$T/got")" "From: Orchestra <$long-request@ml.example.jp>
Subject: confirm $token"
mail eve@example.org "Re: confirm $token" ''
tutti -f eve@example.org -r "$long-request@ml.example.jp" request <"$T/in.eml"
is "is answered all the same" "$(tail -1 members)" eve@example.org

# What the owner sets.
begin -m
ask request anne@example.org '' 'members\n'
report "-m: members to a member" ">>> members
The members of orch@ml.example.jp:
anne@example.org
Bob@Example.org
cris@example.org"
ask request eve@example.org '' 'members\n'
report "not to others" ">>> members
eve@example.org is not a member of orch@ml.example.jp. Write from the address that is one."
mkdir texts
printf 'Call {{LIST_NAME}}, {{LIST}}, {{UNKNOWN}} {{ADDRESS}}.\n' >texts/help
printf 'off: Off it is.\n' >texts/phrases
ask request anne@example.org '' 'off\nhelp\non\n'
report "texts of the list's own" ">>> off
Off it is.
>>> on
Posts are sent to anne@example.org again.
Call Orchestra, orch@ml.example.jp, {{UNKNOWN}} anne@example.org."
rm -r texts
sed -i -e 's/^LIST_NAME=.*/LIST_NAME="東京オーケストラ"/' -e '2i LANGUAGE=ja' request answer
ask request anne@example.org '' 'status\n'
python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
print(m["From"], m["Subject"], "", m.get_content(), sep="\n", end="")' <"$T/letters" >"$T/got"
cat >"$T/want" <<'END2'
東京オーケストラ <orch-request@ml.example.jp>
orch@ml.example.jp のコマンドの結果

>>> status
anne@example.org はメンバーで、すべての投稿が配送されています。

-- 
東京オーケストラ: orch@ml.example.jp
コマンドの送り先: orch-request@ml.example.jp  管理者: orch-owner@ml.example.jp
END2
same "in Japanese" "$T/got" "$T/want"
for text in "$TUTTI_BUILD"/share/texts/en/*; do
	name=${text##*/}
	is "the same placeholders in both languages: $name" "$(grep -o '{{[A-Z_]*}}' "$TUTTI_BUILD/share/texts/ja/$name" | sort -u)" \
		"$(grep -o '{{[A-Z_]*}}' "$text" | sort -u)"
done
is "and the same phrases" "$(sed 's/:.*//' "$TUTTI_BUILD/share/texts/ja/phrases")" \
	"$(sed 's/:.*//' "$TUTTI_BUILD/share/texts/en/phrases")"
sed -i 's/^LANGUAGE=.*/LANGUAGE=xx/' request
ask request anne@example.org '' 'status\n'
is "a language that there is not" "$code" 75
says "is told" '^4\.3\.5 list-command: there is no text .*/share/texts/xx/phrases'
sed -i 's,^LANGUAGE=.*,LANGUAGE=../..,' request
ask request anne@example.org '' 'status\n'
says "and no path" '^4\.3\.5 list-command: LANGUAGE=\.\./\.\. is none'

# Old posts.
begin
for i in 1 2 3; do
	{
		printf 'From: Anne <anne@example.org>\nSubject: [orch:0000%s] =?utf-8?B?5ryU5aWP5Lya?= %s\n\n' $i $i
		printf 'post %s\n------------------------------\n.\n' $i
	} >"$T/post$i"
	(LIST=orch@ml.example.jp POST_ID=$(printf '%064d' $i) && export LIST POST_ID &&
		number-post <"$T/post$i" >"$T/numbered" && archive <"$T/numbered" >"$T/out")
done
ask request anne@example.org '' 'summary\n'
is "summary" "$(letters) $(python3 -c '
import email, email.policy, sys
print(email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default).get_content())' <"$T/letters" |
	sed -n -e 's,^[0-9/]* [0-9:]* ,TIME ,' -e '1,/^-- $/p')" "1 >>> summary
Posts of orch@ml.example.jp:

TIME [1:anne@example.or] [orch:00001] 演奏会 1
TIME [2:anne@example.or] [orch:00002] 演奏会 2
TIME [3:anne@example.or] [orch:00003] 演奏会 3

-- "
ask request anne@example.org '' 'summary last:1\nsummary 1-2\n'
is "parts of it" "$(grep -c ' \[[123]:anne' "$T/letters")" 3
ask request anne@example.org '' 'get 1,3\n'
is "get: a mail with the posts" "$(letters) $(sed -n '/^To/p;/^Subject: Posts/p;/^Auto/p' "$T/letters")" \
"1 To: anne@example.org
Subject: Posts of orch@ml.example.jp: 1,3
Auto-Submitted: auto-replied"
python3 -c '
import email, email.policy, sys
m = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
text, posts = m.iter_parts()
print(m.get_content_type(), posts.get_content_type())
print(text.get_content())
for i, post in zip((1, 3), posts.iter_parts()):
    print(post.get_content_type(), post.get_content()["Subject"], post.get_content().get_content() == f"post {i}\n{30 * chr(45)}\n.\n")
' <"$T/letters" >"$T/got"
cat >"$T/want" <<'END2'
multipart/mixed multipart/digest
     1  [orch:00001] 演奏会 1 (Anne)
     3  [orch:00003] 演奏会 3 (Anne)

message/rfc822 [orch:00001] 演奏会 1 True
message/rfc822 [orch:00003] 演奏会 3 True
END2
same "get: as they are" "$T/got" "$T/want"
ask request anne@example.org '' 'get last:2 d\nget 1 d\n'
is "get in one text, twice" "$(grep -c '^Content-Type: text/plain' "$T/letters") $(grep -c '^post [123]$' "$T/letters")" "2 3"
ask request anne@example.org '' 'get 4-9\nget 0\n'
report "get what is not there" ">>> get 4-9
There are no such posts.
>>> get 0
There are no such posts."
echo 200 >seq
ask request anne@example.org '' 'get 1-100\nget 1\n'
is "a hundred posts by one mail" "$(grep '^Subject: [PC]\|^That' "$T/letters" | sort)" "Subject: Command status report for orch@ml.example.jp
Subject: Posts of orch@ml.example.jp: 1-100
That is too much for one mail. Send several."
head -c 11000000 /dev/zero | tr '\0' x | fold -w 70 >>archive/00002.eml
ask request anne@example.org '' 'get 1-3\n'
is "one too large for any mail is named" "$(grep -c '^Post 2 can.t be attached: it is too large' "$T/letters")" 1
mkdir texts
echo 'After that: {{NUMBER}}' >texts/help
ask request anne@example.org '' 'get 1-3\nhelp\n'
is "in an owner's text too, if he likes" "$(grep '^After' "$T/letters")" 'After that: 2'
rm -r texts
for i in 1 3; do head -c 5000000 /dev/zero | tr '\0' x | fold -w 70 >>archive/0000$i.eml; done
ask request anne@example.org '' 'get 1-3\n'
report "too large for one mail" ">>> get 1-3
Those posts are too large for one mail. Ask for fewer."
ask request anne@example.org '' 'get 1\nget 3\n'
is "and for the answers to one" "$(grep -c '^Those posts are too large' "$T/letters") $(grep -c '^Subject: Posts' "$T/letters")" '1 1'
ask request eve@example.net '' 'get 1\nsummary\n'
is "nothing for strangers" "$(letters) $(grep -c 'is not a member' "$T/letters") $(grep -c 'post 1' "$T/letters")" "1 2 0"
rm -r archive
ask request bob@example.org '' 'summary\nget 1\n'
report "no archive" ">>> summary
There are no such posts.
>>> get 1
There are no such posts."

# An owner.
begin '-a 100'
echo olga@example.org >owners
build-list owners.cdb
printf 'From: stranger@example.net\nSubject: a question\n\nhello\n' >"$T/post.eml"
printf '%s\n' 'LIST=orch@ml.example.jp' 'check-subscriber members.cdb' 'inject -t maildir:boxes members.cdb' >post
chmod 755 post
hold() { tutti -f stranger@example.net -r orch@ml.example.jp post <"$T/post.eml" 2>"$T/err"; }
hold
held=$(list-held . | cut -f 1)
ask request eve@example.org '' 'admin members\nadmin add eve@example.org\n'
report "who is none" "Only owners of orch@ml.example.jp may do that.
Only owners of orch@ml.example.jp may do that."
ask request Olga@example.org '' 'admin members\nadmin status BOB@example.org\nadmin held\nadmin log 1\n'
sed -i -e 's/ [0-9-]* [0-9:]*	/ TIME	/' -e "s/$held/NUMBER/" -e 's/NUMBER	[0-9-]* [0-9:]*/NUMBER	TIME/' \
	-e 's/^[-0-9T:]*Z	.*	eve@example.org	.*	sent	.*/LOG/' "$T/letters"
report "what is shown needs no token" ">>> admin members
anne@example.org
Bob@Example.org name=\"Bob B\" s=off
cris@example.org m=3mp
>>> admin status BOB@example.org
Bob@Example.org name=\"Bob B\" s=off
>>> admin held
NUMBER	TIME	stranger@example.net	a question	2.7.0 check-subscriber: stranger@example.net is not a member of orch@ml.example.jp; write to orch-request@ml.example.jp to join
>>> admin log 1
LOG"
ask request Olga@example.org '' 'admin log\n'
is "the log, without a number" "$(letters) $(grep -c '^2.*	eve@example.org	.*	sent	' "$T/letters")" '1 1'
ask help olga@example.org '' ''
is "help tells her more" "$(grep -c 'admin approve NUMBER' "$T/letters")" 1
ask request olga@example.org '' 'admin status nobody@example.org\n'
report "what is shown may be nothing" ">>> admin status nobody@example.org
There are none."
ask request olga@example.org '' '# admin add Zoe@example.org Zoe Z\nadmin bye anne@example.org\nadmin on bob@example.org\nadmin set cris@example.org s=skip\nadmin chaddr cris@example.org crys@example.org\nadmin bye nobody@example.org\n'
before=$(members)
cat >"$T/want" <<'END2'
From: Orchestra <orch-confirm-TOKEN@ml.example.jp>
To: olga@example.org
Subject: Changes to orch@ml.example.jp

    admin add Zoe@example.org Zoe Z
    admin bye anne@example.org
    admin on bob@example.org
    admin set cris@example.org s=skip
    admin chaddr cris@example.org crys@example.org
    admin bye nobody@example.org

    confirm TOKEN

END2
sed -n '/^From/p;/^To/p;/^Subject/p;/^    /p' "$T/letters" >"$T/got"
grep -v '^$' "$T/want" >"$T/want2"
same "changes: one question" "$T/got" "$T/want2"
is "and nothing is changed" "$(members)" "$before"
ask "confirm-$token" olga@example.org '' ''
report "the answer: all of it is done" ">>> admin add Zoe@example.org Zoe Z
Done.
>>> admin bye anne@example.org
Done.
>>> admin on bob@example.org
Done.
>>> admin set cris@example.org s=skip
Done.
>>> admin chaddr cris@example.org crys@example.org
Done.
>>> admin bye nobody@example.org
It was so already."
is "in the file" "$(members)" 'Bob@Example.org name="Bob B"|crys@example.org m=3mp s=skip|Zoe@example.org name="Zoe Z"|'
ask request olga@example.org '' "admin approve $held\\n"
is "a post that is held waits for the token too" "$(list-held . | wc -l)" 1
ask "confirm-$token" olga@example.org '' ''
is "approve" "$(grep -c 'It has gone out' "$T/letters") $(list-held . | wc -l) $(cat boxes/bob*/new/* | grep -c '^hello')" "1 0 1"
sed -i 's/hello/again/' "$T/post.eml"
hold
held=$(list-held . | cut -f 1)
ask request olga@example.org '' "admin discard $held\\nadmin approve 0123456789abcdef\\n"
olgas=$token
ask "confirm-$olgas" olga@example.org '' ''
report "discard" ">>> admin discard $held
It is thrown away.
>>> admin approve 0123456789abcdef
Nothing is held under that number any more; it may have been decided already. What is held: admin held"
is "it is gone" "$(list-held . | wc -l)" 0
ask "confirm-$olgas" olga@example.org '' ''
report "the token is used up" ">>> confirm
That has been confirmed before."
ask request olga@example.org '' 'admin bye bob@example.org\n'
echo other@example.org >owners
build-list owners.cdb
ask "confirm-$token" olga@example.org '' ''
report "who is an owner no more" "Only owners of orch@ml.example.jp may do that."
is "changes nothing" "$(grep -c -i bob@ members)" 1
echo olga@example.org >owners
build-list owners.cdb
sed -i 's/^list-command.*/list-command -i ml.example.jp members/' request
sed -i '/^check-loop/d' request
result() { printf 'Authentication-Results: ml.example.jp;\n dkim=%s header.d=example.org' "$1"; }
olga()
{
	mail olga@example.org '' 'admin bye bob@example.org\n'
	{ result "$1"; echo; cat "$T/in.eml"; } >"$T/found.eml"
	cp "$T/found.eml" "$T/in.eml"
	deliver request
}
olga fail
is "-i: what is not proven waits for a token" "$(grep -c 'confirm TOKEN' "$T/letters") $(grep -c -i bob@ members)" "1 1"
olga pass
report "-i: what is proven is done" ">>> admin bye bob@example.org
Done."
is "at once" "$(grep -c -i bob@ members)" 0
mail olga@example.org '' 'admin bye bob@example.org\n'
deliver request
is "-i without verify-auth waits" "$code" 75

# Alone in a shell.
begin
LIST=orch@ml.example.jp
export LIST
mail eve@example.org subscribe ''
everything . >"$T/before"
exits 0 "a dry run" env DRY_RUN=1 list-command members <"$T/in.eml"
everything . >"$T/after"
same "touches nothing" "$T/after" "$T/before"
is "and prints what would be sent" "$(head -2 "$T/out")" "To: eve@example.org
Subject: Do you want to subscribe to orch@ml.example.jp?"
# shellcheck disable=SC2016 # for the inner shell
exits 75 "a dry run with /dev/full" sh -c 'DRY_RUN=1 list-command members <"$1" >/dev/full' - "$T/in.eml"
exits 0 "by itself" list-command members <"$T/in.eml"
exits 0 "and once more" list-command members <"$T/in.eml"
is "one question" "$(find boxes -path "*/new/*" | wc -l)" 1
exits 75 "a closed stdin" list-command members <&-
exits 100 "no header" list-command members </dev/null
exits 99 "a machine" env SENDER= list-command members <"$T/in.eml"
says "is told" '^2\.7\.0 list-command: not answered: it has the null sender'
mv members.cdb x
exits 75 "without members.cdb" list-command members <"$T/in.eml"
mv x members.cdb
for args in '' 'a b' '-a 0 members' '-c x members' '-e 366 members' '-d ../x members' '-i .. members' '-Z members'; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: list-command $args" list-command $args <"$T/in.eml"
	says "and it is shown" '^4\.3\.5 list-command: usage: '
done
exits 0 "--help" list-command --help

# A hundred subscriptions at once, each with its answer.
begin '-c 1000 -n 1000'
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	printf 'From: m%s@example.net\nMessage-ID: <s%s@x>\n\n' $i $i >"$T/s$i"
	tutti -f "m$i@example.net" -r orch-subscribe@ml.example.jp request <"$T/s$i" 2>>"$T/errors" &
done
wait
is "thirty at once: no complaint" "$(cat "$T/errors")" ""
is "thirty questions" "$(sed -n 's/^From: .*confirm-\([a-z2-7]*\)@.*/\1/p' boxes/*/new/* | sort -u | tee "$T/tokens" | wc -l)" 30
i=0
while read -r token; do
	i=$((i + 1))
	printf 'From: x%s@example.net\nMessage-ID: <c%s@x>\n\n' $i $i >"$T/c$i"
	tutti -f "x@example.net" -r "orch-confirm-$token@ml.example.jp" request <"$T/c$i" 2>>"$T/errors" &
done <"$T/tokens"
wait
is "thirty answers at once: no complaint" "$(cat "$T/errors")" ""
is "and all thirty are members" "$(grep -c 'm.*@example.net' members) $(list-members members.cdb | grep -c '@example.net')" "30 30"
# What Outlook and Gmail send, when they send nothing but HTML.
begin '-a 100'
html='Content-Type: text/html; charset=utf-8'
mail eve@example.org '' '<html><head><style>p.Mso {margin:0}</style></head><body><p class="Mso">status<o:p></o:p></p>
<p>&nbsp;</p><p>Best&nbsp;regards</p><hr><div id="x">help</div></body></html>' "$html"
deliver request
ok "HTML is read as text" grep -q '^>>> status' "$T/letters"
is "but not below its rule, where the mail it answers is" "$(grep -c '^>>> help' "$T/letters")" 0
mail eve@example.org '' '<div dir="ltr">status<div>-- <br>off</div></div><blockquote>guide</blockquote>' "$html"
deliver request
report "a signature, and what is quoted, are passed over" ">>> status
eve@example.org is not a member of orch@ml.example.jp. Write from the address that is one."

# A command that is known, with words that it can't take: how it is written, and no help that hides it.
begin '-a 100'
ask request anne@example.org '' 'chaddr anne@new.example\n'
report "chaddr with one address" '>>> chaddr
It is written: chaddr OLD-ADDRESS NEW-ADDRESS, and sent from one of the two.'
ask request anne@example.org 'matome abc' 'get http://spam.example/\n'
is "the subject counts if there is nothing else" "$(sed -n '/^>>>/,/^$/p' "$T/letters")" ">>> get
It is written: get 1-10,15, with the numbers of posts; get last:5 for the last five."
ask request anne@example.org 'matome abc' ''
is "  as here" "$(sed -n '/^>>>/,/^$/p' "$T/letters")" ">>> matome
It is written: matome N, for a mail every N hours up to 12, or a day (24); matome 0 for single posts."
ask request anne@example.org '' 'status anne@example.org\nsummary of\nconfirm\nbye for now\n'
is "each in its place" "$(grep -A1 '^>>>' "$T/letters")" ">>> status
status stands alone in its line, and is about the address that you write from.
--
>>> summary
It is written: summary 1-10, with the numbers of posts; summary last:10 for the last ten.
--
>>> confirm
It is written: confirm TOKEN, with the 26 letters and digits of the mail that asked you.
--
>>> bye
It is written: bye, or bye ADDRESS"
is "the help is not there" "$(grep -c '^How to write' "$T/letters")" 0
ask request anne@example.org '' 'Hello,\nget me out\n'
is "but in a letter it is" "$(grep -c -e '^>>> get' -e '^How to write' "$T/letters")" 2
ask request anne@example.org '' 'admin pass secret\n'
is "a command for owners is for owners" "$(grep -c '^Only owners of' "$T/letters")" 1
echo anne@example.org >owners
build-list owners.cdb
ask request anne@example.org '' 'admin pass secret\n'
is "who get theirs" "$(grep -o -e '^>>> admin$' -e '^There is no such command' -e '^For owners' -e '^How to write' "$T/letters")" \
	">>> admin
There is no such command
For owners"

# How posts come, in words.
begin '-a 100'
answers()	# COMMAND WANT
{
	ask request anne@example.org '' "$1\n"
	is "$1: ${2#*, }" "$(sed -n '/^>>>/{n;p;q}' "$T/letters")" "$2"
}
answers 'digest 1' "From now on anne@example.org gets digests, each hour. For single posts: digest 0"
answers 'digest 12d' "From now on anne@example.org gets digests, every 12 hours. For single posts: digest 0"
answers 'digest 24' "From now on anne@example.org gets digests, once a day at 0:00. For single posts: digest 0"
answers 'digest 29' "From now on anne@example.org gets digests, once a day at 5:00. For single posts: digest 0"
answers status "anne@example.org is a member, and gets digests, once a day at 5:00. For single posts: digest 0"
change-members members set anne@example.org m=soprano
answers status "anne@example.org is a member, and gets neither posts nor digests. For single posts: digest 0"
change-members members set anne@example.org s=bounced
answers status "anne@example.org is a member, and gets no posts any more, because mail to it came back. To get them again: on"
answers on "Posts are sent to anne@example.org again."
answers 'digest 0' "Posts are sent to anne@example.org one by one."
answers status "anne@example.org is a member, and gets every post."
finish
