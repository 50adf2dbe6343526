#!/bin/sh
# archive: a copy of each post under its number, whole or not at all, and a line of each in summary.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
export TZ=Asia/Tokyo
cat >"$T/in.eml" <<'END'
From: Anne via Orch <orch@ml.example.jp>
X-Original-From: Anne Person <anne@example.org>
To: orch@ml.example.jp
Subject: =?ISO-2022-JP?B?GyRCTn09LBsoQg==?= tonight
X-ML-Name: orch
X-Mail-Count: 00123

at eight
END
contract archive
rm -rf archive
exits 0 "a post is stored" archive <"$T/in.eml"
same "it goes on as it came" "$T/out" "$T/in.eml"
same "and lies under its number" archive/00123.eml "$T/in.eml"
is "with a line in summary" "$(sed 's/^[0-9/]\{8\} [0-9:]\{8\} /T /' archive/summary)" "T [123:anne@example.or] 練習 tonight"
is "for the list's user alone" "$(find archive -printf '%m\n' | sort -u | xargs)" "600 700"
sed -i 's/at eight/at nine/' "$T/in.eml"
exits 0 "a retry" archive <"$T/in.eml"
same "replaces the file" archive/00123.eml "$T/in.eml"
is "and adds no second line" "$(wc -l <archive/summary)" 1
sed 's/00123/00124/; /^X-Orig/d; s/^From.*/From: bert@x.org/; /^Subject/d' "$T/in.eml" >"$T/next.eml"
archive <"$T/next.eml" >/dev/null
is "the next one, without a subject" "$(sed -n '2s/^[^[]*//p' archive/summary)" "[124:bert@x.org] "
sed 's/00123/12/; s/^From.*/From: a@x.org, b@x.org/; /^X-Orig/d' "$T/in.eml" >"$T/early.eml"
archive <"$T/early.eml" >/dev/null
is "a smaller number, without an author" "$(echo archive/*.eml) $(sed -n '3s/^[^[]*//p' archive/summary)" \
	"archive/00012.eml archive/00123.eml archive/00124.eml [12:-] 練習 tonight"
printf '26/11/24 00:0' >>archive/summary
sed 's/00123/00125/' "$T/in.eml" | archive >/dev/null
is "half a line that a crash has left goes" "$(tail -n 2 archive/summary | sed 's/^[^[]*//' | cut -c 1-5 | xargs)" "[12:- [125:"
sed 's/00123/00126/; s/^Subject.*/Subject: =?utf-8?q?a=0A26\/01\/01_00:00:00_[127:x]_b?=/' "$T/in.eml" | archive >/dev/null
is "a subject is one line" "$(tail -n 1 archive/summary | sed 's/^[^[]*//')" \
	"[126:anne@example.or] a 26/01/01 00:00:00 [127:x] b"
sed 's/00123/00127/' "$T/in.eml" | archive >/dev/null
is "and can't take another's place" "$(grep -c '^[^[]*\[127:' archive/summary)" 1

sed 's/00123/00128/; s/^From.*/From: bert@x.org/' "$T/in.eml" | LIST=orch@ml.example.jp archive >/dev/null
is "beside another From than the list's, X-Original-From is a stranger's" \
	"$(tail -n 1 archive/summary | sed 's/^[^[]*//')" "[128:bert@x.org] 練習 tonight"

exits 0 "another folder" archive -d originals <"$T/in.eml"
same "has it" originals/00123.eml "$T/in.eml"
for folder in ../x x/y .x ''; do exits 75 "no folder '$folder'" archive -d "$folder" <"$T/in.eml"; done
sed '/^X-Mail-Count/d' "$T/in.eml" >"$T/no.eml"
exits 75 "no number" archive <"$T/no.eml"
says "is a mistake in the score" '^4\.3\.5 archive: the post has no number; put number-post before'
for n in 0 -1 x ../../x 99999999999999999999; do
	sed "s|^X-Mail-Count.*|X-Mail-Count: $n|" "$T/in.eml" >"$T/no.eml"
	exits 75 "the number $n" archive <"$T/no.eml"
done

# In a score the number must be the one that number-post has given.
id=$(printf '%064d' 7)
exits 75 "a number from outside" env "POST_ID=$id" archive <"$T/in.eml"
says "is none" "^4\\.3\\.5 archive: X-Mail-Count: 123 is not this post's number"
echo "123 $id -" >posts
exits 0 "our own" env "POST_ID=$id" archive <"$T/in.eml"

# Twenty at once.
for i in $(seq 200 219); do sed "s/00123/00$i/" "$T/in.eml" | archive >/dev/null & done
wait
is "twenty at once: all are there" "$(find archive -name '002*.eml' | wc -l) $(grep -c '\[2[01][0-9]:' archive/summary)" "20 20"
rm archive/summary && ln -s /dev/full archive/summary
exits 75 "a summary that is no file" archive <"$T/in.eml"
says "is said" '^4\.3\.5 archive: archive/summary is no regular file$'
rm archive/summary
exits 75 "a disk that is full" sh -c 'ulimit -f 0; exec archive <"$1"' - "$T/in.eml"
finish
