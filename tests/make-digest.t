#!/bin/sh
# make-digest: digests of what is new, in two forms, each once, whatever happens half-way.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
export TZ=UTC
mkdir orch boxes
{
	echo "#!$TUTTI_BUILD/bin/tutti"
	printf '%s\n' LIST=orch@ml.example.jp 'LIST_NAME="東京オーケストラ"' number-post 'tag-subject "[orch:%05d]"' \
		'munge-from -w always' archive "inject -t maildir:$T/boxes members.cdb"
} >orch/post
{
	echo "#!$TUTTI_BUILD/bin/tutti"
	printf '%s\n' LIST=orch@ml.example.jp 'LIST_NAME="東京オーケストラ"' add-list-headers \
		"inject -D -t maildir:$T/boxes members.cdb"
} >orch/digest
chmod 700 orch/post orch/digest
cat >orch/members <<'END'
anne@example.org
bert@example.net m=1
carl@example.net digest=1D
dora@example.net m=30 s=skip
emil@example.net m=99
END
(cd orch && build-list members.cdb 2>/dev/null) || exit 1
post()	# NUMBER BODY
{
	printf 'From: Anne Person <anne@example.org>\nTo: orch@ml.example.jp\nSubject: %s\nMessage-ID: <%s@example.org>\n\n%b' \
		"${subject-concert $1}" "$1" "$2" >mail
	orch/post -f anne@example.org -r orch@ml.example.jp <mail
}
digests() { find "boxes/$1@example.net" -path '*/new/*' -type f 2>/dev/null | sort; }
newest() { find "boxes/$1@example.net" -path '*/new/*' -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2; }

# ---- the first run learns who wants what; nothing is old news ----
post 1 'one\n'
exits 0 "the first run" make-digest -a orch
is "sends nothing" "$(cat "$T/out" "$T/err")$(find boxes -path '*example.net*' -type f)" ""
known() { grep -v '^seen ' orch/digests | cut -d ' ' -f "$1" | sort | tr '\n' ','; }
is "and knows the classes, those that can be" "$(known 1-)" "1 1,1d 1,"

# ---- a digest of each form ----
post 2 'two\n-- \nAnne\n'
subject='=?ISO-2022-JP?B?GyRCTn09LBsoQg==?=' post 3 'three\n------------------------------\nend\n'
post 4 '\n \n  no final newline\n\n'
exits 0 "a digest" make-digest -a orch
is "without a word" "$(cat "$T/out" "$T/err")" ""
is "one each" "$(digests bert | wc -l) $(digests carl | wc -l) $(digests dora | wc -l) $(digests emil | wc -l)" "1 1 0 0"
is "who gets posts gets no digest" "$(find boxes/anne@example.org -path '*/new/*' -type f | wc -l)" 4
/usr/bin/python3 - "$(newest bert)" orch/archive >opinion 2>&1 <<'END'
import email, email.policy, sys
raw = open(sys.argv[1], "rb").read()
m = email.message_from_bytes(raw, policy=email.policy.default)
print(m["Subject"], "|", m["From"], "|", m["To"], "|", m["List-Id"] is not None, m["Auto-Submitted"])
toc, digest = m.iter_parts()
print(m.get_content_type(), toc.get_content_type(), digest.get_content_type(), digest.get_default_type())
print(toc.get_content().rstrip("\n").replace("\n", "|"))
parts = digest.get_payload()
print([p.get_content_type() for p in parts])
for n, p in zip((2, 3, 4), parts):
    start = raw.index(b"Subject: [orch:%05d]" % n)
    want = open("%s/%05d.eml" % (sys.argv[2], n), "rb").read()
    print(n, want in raw)
END
cat >want <<'END'
東京オーケストラ digest: posts 2 to 4 | 東京オーケストラ <orch@ml.example.jp> | orch@ml.example.jp | True auto-generated
multipart/mixed text/plain multipart/digest text/plain
     2  [orch:00002] concert 2 (Anne Person)|     3  [orch:00003] 練習 (Anne Person)|     4  [orch:00004] concert 4 (Anne Person)
['message/rfc822', 'message/rfc822', 'message/rfc822']
2 True
3 True
4 True
END
same "multipart/digest: Python reads it, and the posts are in it byte for byte" opinion want
/usr/bin/python3 - "$(newest carl)" >opinion 2>&1 <<'END'
import email, email.policy, sys
m = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
print(m.get_content_type())
print(m.get_content(), end="")
END
cat >want <<'END'
text/plain
     2  [orch:00002] concert 2 (Anne Person)
     3  [orch:00003] 練習 (Anne Person)
     4  [orch:00004] concert 4 (Anne Person)

----------------------------------------------------------------------

From: Anne Person via 東京オーケストラ <orch@ml.example.jp>
To: orch@ml.example.jp
Subject: [orch:00002] concert 2
Message-ID: <2@example.org>

two
-- 
Anne

------------------------------

From: Anne Person via 東京オーケストラ <orch@ml.example.jp>
To: orch@ml.example.jp
Subject: [orch:00003] 練習
Message-ID: <3@example.org>

three
 ------------------------------
end

------------------------------

From: Anne Person via 東京オーケストラ <orch@ml.example.jp>
To: orch@ml.example.jp
Subject: [orch:00004] concert 4
Message-ID: <4@example.org>

  no final newline

------------------------------

End of the digest
*****************
END
same "RFC 1153" opinion want
exits 0 "once more" make-digest -a orch
is "there is nothing new" "$(digests bert | wc -l) $(digests carl | wc -l)" "1 1"

# ---- a single post; and in Japanese, with a phrase of the owner's ----
subject_of() { /usr/bin/python3 -c 'import email, email.policy, sys
print(email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)["Subject"])' "$1"; }
cp -a orch good; cp -a boxes boxes.good
post 5 'five\n'
make-digest -a orch
is "one post" "$(subject_of "$(newest bert)")" "東京オーケストラ digest: post 5"
sed -i '2i LANGUAGE=ja' orch/digest
{ printf 'From: anne@example.org\nTo: orch@ml.example.jp\nSubject: 写真\nMessage-ID: <photo@example.org>\n'
	printf 'Content-Type: image/png\n\n%1200s\n' x | tr ' ' x | sed 's/:x/: /'; } >mail
orch/post -f anne@example.org -r orch@ml.example.jp <mail
make-digest -a orch
is "in Japanese" "$(subject_of "$(newest bert)")" "東京オーケストラ まとめ送り: 6 番"
left=$(/usr/bin/python3 -c 'import email, email.policy, sys
for p in email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default).walk():
    if p.get_content_type() == "text/plain": print(p.get_content().strip().split("\n")[-1])' "$(newest bert)")
is "what can't be in it" "${left##*
}" "6 番の投稿は、大きすぎるか 1 行が長すぎるため、添付できませんでした。"
is "in plain text" "$(/usr/bin/python3 -c 'import email, email.policy, sys
print(email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default).get_content())' \
	"$(newest carl)" | grep -c 'この投稿にはテキストの本文がありません')" 1
mkdir orch/texts
echo 'digest-many: [{{LIST_NAME}}] {{FIRST}}-{{LAST}}' >orch/texts/phrases
post 7 'seven\n'
post 8 'eight\n'
make-digest -a orch
is "as the owner wants it" "$(subject_of "$(newest bert)")" "[東京オーケストラ] 7-8"
rm -rf orch boxes; mv boxes.good boxes
mv good orch

# ---- a run that is cut off, at either side of the hand-over ----
post 5 'five\n'
chmod -x orch/digest
printf '%s\n' "#!$TUTTI_BUILD/bin/tutti" LIST=orch@ml.example.jp 'LIST_NAME="東京オーケストラ"' add-list-headers \
	'false' >orch/digest.broken
cp orch/digest digest.good && cp orch/digest.broken orch/digest && chmod 700 orch/digest
exits 75 "a score that fails" make-digest -a orch
ok "is told for each" test "$(grep -c '^4.3.0 make-digest: the digest 1d* waits for the next hour: 4' "$T/err")" = 2
is "what was going out is written down" "$(known 1-3)" "1 4 5,1d 4 5,"
cp digest.good orch/digest
cp orch/digests before
exits 0 "the next run, whatever the hour" make-digest -a orch
is "sends that one first" "$(digests bert | wc -l) $(digests carl | wc -l)" "2 2"
cp before orch/digests
exits 0 "killed before it was written down that all is done" make-digest -a orch
is "sends no second one" "$(digests bert | wc -l) $(digests carl | wc -l)" "2 2"
post 6 'six\n'
exits 0 "and then" make-digest -a orch
is "the next" "$(digests bert | wc -l) $(grep -c '^Subject: .*concert' "$(newest bert)")" "3 1"

# ---- posts that are on their way, or never will be ----
post 7 'seven\n'
rm orch/archive/00007.eml
post 8 'eight\n'
exits 0 "a post that is not in the archive yet" make-digest -a orch
is "is waited for" "$(digests bert | wc -l)" 3
touch -d '2 days ago' "orch/sent/$(sed -n 's/^7 \([0-9a-f]*\).*/\1/p' orch/posts)"
exits 0 "for a day" make-digest -a orch
is "then the rest goes out" "$(digests bert | wc -l) $(grep -c '^Subject: \[orch:0000[78]' "$(newest bert)")" "4 1"
post 9 "$(printf '%1200s' x | tr ' ' x)\n"
exits 0 "a post with a line that no mail may have" make-digest -a orch
is "is named instead" "$(sed -n '/^Post 9/p' "$(newest bert)")" "Post 9 can't be attached: it is too large, or has too long a line."

# ---- what is too large ----
large() { { printf '%1400000s' x | tr ' ' x | fold -w 76; echo; } >large; i=$1; while [ "$i" -gt 0 ]; do cat large; i=$((i - 1)); done; }
n=$(digests bert | wc -l)
for i in 10 11 12 13; do subject="big $i" post $i "$(large 2)\n"; done
subject='huge 14' post 14 "$(large 6)\n"
subject='small 15' post 15 'small\n'
subject='gone 16' post 16 'gone\n'
: >orch/archive/00016.eml
exits 0 "more than one mail can hold" make-digest -a orch
is "goes out in several" "$(($(digests bert | wc -l) - n))" 2
find boxes/bert@example.net -path '*/new/*' -type f -newer before -exec cat {} + >all
is "each post once" "$(grep -c '^Subject: \[orch:000[0-9]*\] big' all) $(grep -c '^Subject: .*small 15' all)" "4 1"
is "none above what mail servers take" "$(find boxes/bert@example.net -path '*/new/*' -type f -size +10000000c | wc -l)" 0
is "one larger than that alone is named" "$(grep -c '^Post 14 can.t be attached: it is too large' all) $(grep -c 'huge 14' all)" "1 1"
is "one that is no message is left out" "$(grep -c 'gone 16\|^Post 16' all)" 0
is "all is done" "$(known 1,2)" "1 16,1d 16,"

# ---- at which hour ----
fakehour() { printf '%s\n' anne@example.org "bert@example.net m=$1" >orch/members; (cd orch && build-list members.cdb 2>/dev/null); }
fakehour 5
post 17 x
hour=$(date +%H | sed 's/^0//')
make-digest orch; post 18 x
fakehour $((hour + 24)) && [ $((hour + 24)) -le 36 ] && {
	make-digest orch; post 19 x
	exits 0 "once a day, at this hour" make-digest orch
	is "is sent" "$(grep -c '^Subject: \[orch:00019' "$(newest bert)")" 1
}
other=$((hour + 1)); [ $other -ge 13 ] || other=$((other + 24))
[ $other -le 36 ] && [ $((other % 24)) != "$hour" ] && {
	fakehour $other
	make-digest orch; post 20 x; n=$(digests bert | wc -l)
	make-digest orch
	is "and at no other" "$(digests bert | wc -l)" "$n"
}

# ---- who begins to want digests between two runs ----
cp orch/digests before
post 40 'forty\n'
echo 'fred@example.net m=2' >>orch/members && (cd orch && build-list members.cdb)
post 41 'forty-one\n'
n=$(sed -n 's/^seen \([0-9]*\) .*/\1/p' orch/digests)
exits 0 "the first run that knows of him" make-digest -a orch
is "gives him what came since the one before" "$(subject_of "$(newest fred)")" \
	"東京オーケストラ digest: posts $((n + 1)) to $(cat orch/seq)"
sed 's/^\(seen .*\) .*/\1 1700000000/' before >orch/digests
rm -r boxes/fred*
exits 0 "where no run was for long" make-digest -a orch
is "nothing is old news" "$(digests fred)" ""

# ---- a list whose addresses have another delimiter ----
cp orch/digest digest.before
sed -i '/^LIST=/a DELIMITER=+' orch/digest
n=$(digests bert | wc -l)
post 30 x
exits 0 "the score says DELIMITER=+" make-digest -a orch
is "and its digest goes out" "$(digests bert | wc -l)" "$((n + 1))"
cp -p digest.before orch/digest

# ---- mistakes ----
exits 75 "no folder" make-digest
exits 75 "no such folder" make-digest nowhere
exits 75 "an archive that is a path" make-digest -d ../x orch
mv orch/archive orch/x
exits 75 "no archive" make-digest -a orch
says "is told" '^4\.3\.0 make-digest: cannot find the archive; put archive into the score post'
mv orch/x orch/archive
cp orch/digests good
for bad in '1 x' '1' 'seen' 'seen 1' 'seen 1 x' 'seen 1 2 3' 'x 1' '1 2 3' '40 1' '1 2 3 4 5'; do
	echo "$bad" >orch/digests
	exits 75 "a line that is none: $bad" make-digest -a orch
done
cp good orch/digests
exits 75 "-D in another score" env LIST=orch@ml.example.jp inject -D -t "maildir:$T/boxes" orch/members.cdb <mail
says "is a mistake" "^4\\.3\\.5 inject: EXTENSION does not say which digest"
exits 0 "help" make-digest --help
mkdir held && exec 8>orch/digests.lock && flock 8
post 21 x
exits 0 "two at once" make-digest -a orch
n=$(digests bert | wc -l)
exec 8>&-
exits 0 "the second one does nothing" make-digest -a orch
finish
