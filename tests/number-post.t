#!/bin/sh
# number-post: numbers without gaps and without doubles.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
export LIST=orch@ml.example.jp
unset SENDER
id() { printf '%064d' "$1"; }
post()
{
	printf 'From: anne@example.org\nX-Mail-Count: 99999\nX-ML-Name: evil\nx-mail-count : 1\n'
	printf 'Message-ID: <%s@example.org>\nSubject: x\n\nhello\n' "$1"
}
count_of() { sed -n 's/^X-Mail-Count: //p' "$1"; }
number() { post "$1" | POST_ID=$(id "$2") number-post | sed -n 's/^X-Mail-Count: //p'; }

post contract >"$T/in.eml"
contract number-post
rm -rf posts seq sent

post a >"$T/in.eml"
POST_ID=$(id 1) number-post <"$T/in.eml" >"$T/out"
cat >"$T/want" <<'EOF'
From: anne@example.org
Message-ID: <a@example.org>
Subject: x
X-ML-Name: orch
X-Mail-Count: 00001

hello
EOF
same "the first post" "$T/out" "$T/want"
is "seq" "$(cat seq)" 1
is "posts" "$(cat posts)" "1 $(id 1) <a@example.org>"
is "a retry keeps its number" "$(number a 1)" 00001
is "the next post" "$(number b 2)" 00002
is "the first again" "$(number a 1)" 00001
mkdir -p sent && echo 'accepted bob@example.org' >"sent/$(id 2)"
post b >"$T/b.eml"
exits 75 "other bytes of a post that is being sent wait" env POST_ID="$(id 3)" number-post <"$T/b.eml"
says "and say so" '^4\.3\.0 number-post: another copy of this post is being sent'
echo 'try 1764000000' >"sent/$(id 2)"
exits 75 "also while it is only locked" flock "sent/$(id 2)" env POST_ID="$(id 3)" number-post <"$T/b.eml"
exits 0 "but not when nobody has got it" env POST_ID="$(id 3)" number-post <"$T/b.eml"
is "it is the same post then" "$(count_of "$T/out")" 00002
is "and has a line of its own" "$(tail -1 posts)" "2 $(id 3) <b@example.org>"
exits 0 "the first of two goes on while the second is at work" \
	flock "sent/$(id 3)" env POST_ID="$(id 2)" number-post <"$T/b.eml"
echo 'accepted bob@example.org' >"sent/$(id 3)"
exits 75 "but not when the second has begun to send" env POST_ID="$(id 2)" number-post <"$T/b.eml"
echo 'done 1764000000 3 0 0' >>"sent/$(id 3)"
exits 99 "and when the second has been sent it is a duplicate" env POST_ID="$(id 2)" number-post <"$T/b.eml"
rm "sent/$(id 3)"
echo 'done 1764000000 3 0 0' >"sent/$(id 2)"
exits 99 "other bytes of a post that was sent: a duplicate" env POST_ID="$(id 3)" number-post <<EOF
From: anne@example.org
Message-ID: <b@example.org>

EOF
says "and says so" '^2\.7\.0 number-post: a duplicate: .*<b@example.org>'
is "the post itself still has its number" "$(number b 2)" 00002
echo 41 >seq
is "a larger seq, as copied from fml, is believed" "$(number c 4)" 00042
rm seq
is "a lost seq does no harm" "$(number d 5)" 00043
echo 99999 >seq
is "six digits" "$(number e 6)" 100000
printf 'From: a@b\n\nx\n' | POST_ID=$(id 7) number-post >/dev/null
printf 'From: a@b\n\ny\n' | POST_ID=$(id 8) number-post >"$T/out"
is "two posts without Message-ID are two" "$(count_of "$T/out")" 100002
echo many >seq
exits 75 "a seq that is no number" env POST_ID="$(id 9)" number-post <"$T/in.eml"
says "says what to do" '^4\.3\.5 number-post: the file seq holds no number'
echo 100 >seq
mv posts posts.kept && mkfifo posts
exits 75 "a FIFO in the place of posts is not waited for" env POST_ID="$(id 9)" timeout 10 number-post <"$T/in.eml"
says "and is told" '^4\.3\.5 number-post: posts is not a regular file'
mv posts.kept posts

post y | number-post >"$T/out" && post y | number-post >"$T/out2"
same "alone in a shell the same post has the same number" "$T/out2" "$T/out"
{ echo 'Received: by other; Tue, 24 Nov 2026 03:54:58 +0000'; post y; } | number-post >"$T/out2"
is "whatever way it came" "$(count_of "$T/out2")" "$(count_of "$T/out")"

rm -rf posts seq sent
i=0
while [ $i -lt 50 ]; do i=$((i + 1)); number "p$i" "$i" >"$T/n.$i" & done
wait
is "50 at a time: 50 numbers" "$(cat "$T"/n.* | sort -u | wc -l)" 50
is "without a gap" "$(cat "$T"/n.* | sort | tail -1)" 00050
is "and seq has the last" "$(cat seq)" 50
finish
