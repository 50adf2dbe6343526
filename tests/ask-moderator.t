#!/bin/sh
# ask-moderator: a post that is held is sent to the moderators.
# shellcheck source=tests/lib.sh disable=SC1091,SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
# shellcheck source=tests/asked.sh
. "$here/asked.sh"

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
for bad in x -Z; do
	# shellcheck disable=SC2086 # words
	exits 75 "usage: $bad" env LIST=orch@ml.example.jp ask-moderator $bad <mail
done
exits 75 "in another score" env LIST=orch@ml.example.jp ask-moderator <mail
says "is a mistake" '^4\.3\.5 ask-moderator: the post that is held: EXTENSION does not name it'

# ---- in Japanese ----
language=ja score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
post 2
/usr/bin/python3 read.py "$(newest owner@example.com)" mail 2>&1 | sed -n '3p;7p' >got
printf 'Subject [orch] 承認待ち: 練習 2\nbert@example.net さんから orch への投稿が、\n' >want
same "the question in Japanese" got want
language=en

# ---- when they can't be told now ----
score held ask-moderator false
exits 75 "moderators who can't be told" post 4
says "the mail server keeps it" '^4\.3\.0 tutti: it is held, but the moderators can.t be told: '
score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
exits 0 "and brings it again" post 4
is "then they are" "$(held) $(sed -n 's/^Message-ID: <4@.*/4/p' "$(newest owner@example.com)")" "3 4"
{ stranger 5; printf '%1200s\n' x | tr ' ' x; } >mail
exits 0 "a line that no mail may have" orch/post -f bert@example.net -r orch@ml.example.jp <mail
is "is not attached" "$(grep -c 'message/rfc822' "$(newest owner@example.com)") $(awk 'length > 998' "$(newest owner@example.com)")" "0 "
score held ask-moderator moderate
exits 0 "a question that is held itself" post 7
is "waits beside the post, and asks for no other" "$(held)" 6
rm orch/held
exits 0 "a list without the score held" post 6
is "just holds" "$(held)" 7

# ---- a flood ----
cat >fill.py <<'END'
import itertools, os
for n in itertools.islice(itertools.product("abcdefghijklmnopqrstuvwxyz234567", repeat=4), 10000):
    with open("orch/pending/" + "".join(n) + 22 * "a", "w") as f:
        f.write("ACTION=confirm-subscribe\nADDRESS=x@x.org\nARGUMENT=\nEXPIRES=9999999999\n")
END
/usr/bin/python3 fill.py
score held ask-moderator "inject -t maildir:$T/boxes owners.cdb"
before=$(find orch/pending -type f | wc -l)
exits 0 "a post among ten thousand questions to others" post 8
is "is held, and the moderators are asked" "$(held) $(sed -n 's/^Message-ID: <8@.*/8/p' "$(newest owner@example.com)")" "8 8"
to=$(address)
discard -C orch "$(list-held orch | grep "練習 8" | cut -f 1)"
is "discarded" "$(held)" 7
is "and no question of a moderator leaves anything in pending" "$(find orch/pending -type f | wc -l)" "$before"
post 8
is "brought once more it has the same address for answers" "$(address)" "$to"
rm orch/held

# ---- alone ----
id=$(basename "$(grep -l '<6@' orch/hold/*)")
ask() { LIST=orch@ml.example.jp EXTENSION=held-$id sh -c 'cd orch && exec ask-moderator' <mail; }
exits 0 "help" ask-moderator --help
exits 0 "the post goes in, the question comes out" ask
ask 2>err >/dev/full
is "a full disk is 75" "$?" 75
says "which is said" '^4\.3\.1 ask-moderator: '
exits 75 "a closed stdin is 75" sh -c 'LIST=orch@ml.example.jp ask-moderator <&-'
finish
