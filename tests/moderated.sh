# shellcheck shell=sh
# moderated.sh: the list orch in the working directory, of which a moderator looks at every post. To be read after lib.sh.
#
#	post FROM FILE    comes to the list, and is held; in.eml is one
#	held              how many are held
#	number N          of the N-th oldest of them
#	copies            how many mails members have got
#	mistakes PROGRAM  that release and discard refuse, and a dry run: of $first, the older of two posts that it lets come

mkdir orch boxes
{
	echo "#!$TUTTI_BUILD/bin/tutti"
	cat <<'END'
LIST=orch@ml.example.jp
moderate
number-post
inject -t maildir:../boxes members.cdb
END
} >orch/post
chmod 700 orch/post
printf 'anne@example.org\nbert@example.net\n' >orch/members
(cd orch && build-list members.cdb) || exit 1
cat >in.eml <<'END'
From: Anne <anne@example.org>
To: orch@ml.example.jp
Subject: =?ISO-2022-JP?B?GyRCTn09LBsoQg==?= tonight
Message-ID: <1@example.org>

at eight
END
post() { orch/post -f "$1" -r orch@ml.example.jp <"$2"; }
held() { find orch/hold -type f 2>/dev/null | wc -l; }
number() { list-held orch | sed -n "$1p" | cut -f 1; }
copies() { find boxes -path '*/new/*' -type f | wc -l; }
mistakes()
{
	post anne@example.org in.eml
	sed 's/<1@/<2@/' in.eml >second.eml
	post anne@example.org second.eml
	first=$(number 1)
	everything orch >before
	exits 75 "no such post" "$1" -C orch 000000
	says "is said" "^4\.3\.5 $1: 000000: nothing is held under that number"
	exits 75 "too few digits" "$1" -C orch "$(echo "$first" | cut -c 1-5)"
	says "are said" "^4\.3\.5 $1: .*: name it by the first six digits at least"
	exits 75 "a path is no number" "$1" -C orch ../hold/x
	exits 75 "no number" "$1" -C orch
	says "is a mistake" "^4\.3\.5 $1: usage: $1"
	exits 75 "an unknown option" "$1" -Z "$first"
	exits 75 "no such folder" "$1" -C nowhere "$first"
	exits 0 "help" "$1" --help
	exits 0 "a dry run" env DRY_RUN=1 "$1" -C orch "$first"
	everything orch >after
	same "all that touches nothing" after before
}
