# shellcheck shell=sh
# moderated.sh: the list orch in the working directory, of which a moderator looks at every post. To be read after lib.sh.
#
#	post FROM FILE    comes to the list, and is held; in.eml is one
#	held              how many are held
#	number N          of the N-th oldest of them
#	copies            how many mails members have got

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
