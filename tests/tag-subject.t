#!/bin/sh
# tag-subject: the list's tag in front of the subject, and nowhere else in it. What is a tag and what a reply mark
# is the matter of unit/subject; here is the whole field.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1

cat >"$T/in.eml" <<'EOF2'
From: Anne Person <anne@example.org>
Subject: Re: [orch:00123] rehearsal
X-ML-Name: orch
X-Mail-Count: 00124
To: orch@ml.example.jp

[orch:00123] in the body stays
EOF2
contract tag-subject '[orch:%05d]'

# The whole message, before and after.
sed 's/^Subject: .*/Subject: [orch:00124] Re: rehearsal/' "$T/in.eml" >"$T/want"
tag-subject '[orch:%05d]' <"$T/in.eml" >"$T/out"
same "only the subject changes" "$T/out" "$T/want"

# tagged WHAT SUBJECT WANT [FORMAT]: one value, through the program, and again.
tagged()
{
	printf 'X-Mail-Count: 00124\nSubject: %s\nTo: x\n\nbody\n' "$2" >"$T/one.eml"
	printf 'X-Mail-Count: 00124\nSubject: %s\nTo: x\n\nbody\n' "$3" >"$T/want"
	tag-subject "${4:-[orch:%05d]}" <"$T/one.eml" >"$T/once"
	same "$1" "$T/once" "$T/want"
	tag-subject "${4:-[orch:%05d]}" <"$T/once" >"$T/twice"
	same "$1: twice is as once" "$T/twice" "$T/want"
}
tagged "a plain subject" 'rehearsal' '[orch:00124] rehearsal'
tagged "an empty subject" '' '[orch:00124] (no subject)'
tagged "nothing but a tag" '[orch:00009]' '[orch:00124] (no subject)'
tagged "a reply" 'Re: rehearsal' '[orch:00124] Re: rehearsal'
tagged "replies upon replies" 'RE: [orch:00122] Re[2]: [orch:00121] AW: x' '[orch:00124] Re: x'
tagged "Japanese replies" '返信：　ＲＥ：Re^2: x' '[orch:00124] Re: x'
tagged "a Japanese subject keeps its bytes" '=?ISO-2022-JP?B?GyRCTn09LBsoQg==?=' \
	'[orch:00124] =?ISO-2022-JP?B?GyRCTn09LBsoQg==?='
tagged "and its folds" '=?ISO-2022-JP?B?GyRCTn09LBsoQg==?=
	=?ISO-2022-JP?B?GyRCTn09LBsoQg==?=' '[orch:00124] =?ISO-2022-JP?B?GyRCTn09LBsoQg==?=
	=?ISO-2022-JP?B?GyRCTn09LBsoQg==?='
# 練習: E7B7B4 E7BF92
tagged "what had to change is written as UTF-8" 'Re: [orch:00123] =?ISO-2022-JP?B?GyRCTn09LBsoQg==?=' \
	'[orch:00124] Re: =?UTF-8?B?57e057+S?='
tagged "a subject that Outlook encoded as a whole" '=?utf-8?B?UmU6IFtvcmNoOjEyM10g57e057+S?=' \
	'[orch:00124] Re: =?UTF-8?B?57e057+S?='
tagged "no line is injected" '=?utf-8?q?[orch:1]_x=0D=0ABcc:_evil@example.org?=' \
	'[orch:00124] x Bcc: evil@example.org'
tagged "a tag without a number" 'Re: [orch] x' '[orch] Re: x' '[orch]'
tagged "a Japanese tag" 'x' '=?UTF-8?B?W+alveWbozoxMjRd?= x' '[楽団:%d]'

# The header around it.
count_subjects() { grep -ci '^subject' "$T/out"; }
printf 'X-Mail-Count: 7\nTo: x\n\nSubject: body\n' >"$T/none.eml"
tag-subject '[orch:%d]' <"$T/none.eml" >"$T/out"
is "a missing subject" "$(sed '/^$/,$d' "$T/out" | grep '^Subject')" 'Subject: [orch:7] (no subject)'
printf 'subject : first\nX-Mail-Count: 7\nSubject: second\nSUBJECT: third\n\nbody\n' >"$T/three.eml"
tag-subject '[orch:%d]' <"$T/three.eml" >"$T/out"
is "of three subjects the first is left" "$(count_subjects) $(head -1 "$T/out")" '1 Subject: [orch:7] first'

# A long subject in Japanese: lines of at most 76, words of at most 75, and Python reads what was meant.
long=$(printf '[orch:00001] %s' \
	'定期演奏会のお知らせと、来週の練習場所の変更について（必ずお読みください）。雨天の場合も行います。')
printf 'X-Mail-Count: 00124\nSubject: %s\n\nbody\n' "$long" | tag-subject '[orch:%05d]' >"$T/out"
# shellcheck disable=SC2016 # Python's own signs
/usr/bin/python3 -c '
import sys, email, email.policy
raw = open(sys.argv[1], "rb").read()
field = raw[raw.index(b"Subject:"):raw.index(b"\n\n")].decode("ascii")
assert all(len(line) <= 76 for line in field.split("\n")), field
assert all(len(word) <= 75 for word in field.split()), field
subject = email.message_from_bytes(raw, policy=email.policy.default)["subject"]
assert subject == "[orch:00124] " + sys.argv[2].split(" ", 1)[1], subject
' "$T/out" "$long" 2>"$T/err"
is "a long subject is folded and reads as it should" "$? $(cat "$T/err")" '0 '

# What the score has wrong.
printf 'Subject: x\n\nbody\n' >"$T/unnumbered.eml"
exits 75 "a number without number-post is 75" tag-subject '[orch:%d]' <"$T/unnumbered.eml"
says "and says what to do" '^4\.3\.5 tag-subject: .*number-post before this step'
exits 0 "a tag without a number needs none" tag-subject '[orch]' <"$T/unnumbered.eml"
exits 75 "no FORMAT is 75" tag-subject <"$T/in.eml"
exits 75 "two FORMATs are 75" tag-subject '[a]' '[b]' <"$T/in.eml"
for format in '[%s]' '[%d%d]' '[100%]' '[%%]' '%d' '' '[orch1%d]' '[%099d]' '[%5d]' '%n%n%n'; do
	exits 75 "the FORMAT '$format' is 75" tag-subject "$format" <"$T/in.eml"
	says "and is named" '^4\.3\.5 tag-subject: usage: the FORMAT '
done
printf 'X-Mail-Count: 12x\nSubject: x\n\nbody\n' >"$T/bad.eml"
exits 75 "a count that is no number is 75" tag-subject '[orch:%d]' <"$T/bad.eml"

# Alone and in a chain it does the same.
LIST=orch@ml.example.jp tutti -n -c LIST=orch@ml.example.jp tag-subject '[orch:%05d]' : cat <"$T/in.eml" >"$T/chain"
tag-subject '[orch:%05d]' <"$T/in.eml" >"$T/alone"
same "the same alone and in a chain" "$T/chain" "$T/alone"
finish
