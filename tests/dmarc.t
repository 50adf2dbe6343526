#!/bin/sh
# DMARC (RFC 9989) against a real name server: unbound, a resolver as people have it, asks nsd, which has all names
# there are in one zone. What is wanted was worked out from the text of the RFC, by hand.
# shellcheck source=tests/lib.sh disable=SC2016
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1

ask=$TUTTI_BUILD/unit/dmarc
# shellcheck disable=SC2046 # two words
set -- $("$here/postfix/ports" 2)
nsd=$1 unbound=$2

# Records are written NAME "TEXT" for _dmarc.NAME IN TXT; other lines are as they are.
sed 's/^\([^ ]*\) "/_dmarc.\1 IN TXT "/' >zone <<'ZONE'
. IN SOA ns. root. 1 60 60 60 60
. IN NS ns.
ns. IN A 127.0.0.1

; the examples of sections 4.4, 4.10.2 and 5.1.8
example.com. "v=DMARC1; p=reject; sp=quarantine"
mail.example.com. "v=DMARC1; p=none"
b.c.d.e.f.g.example.com. "v=DMARC1; p=none; psd=n"
a.mail.example.com. IN A 192.0.2.1
example.net. "v=DMARC1; p=reject"

; walks
one. "v=DMARC1; p=reject"
w3.test. "v=DMARC1; p=quarantine"
w8.test. "v=DMARC1; p=quarantine"
a.b.c.d.e.f.w9.test. "v=DMARC1; p=reject"
w9.test. "v=DMARC1; p=quarantine"
3.4.5.6.7.8.9.a.b.w12.test. "v=DMARC1; p=reject"
6.7.8.9.a.b.w12.test. "v=DMARC1; p=reject"
w12.test. "v=DMARC1; p=quarantine"
1.2.3.4.5.6.7.8.9.a.own12.test. "v=DMARC1; p=reject"
own12.test. "v=DMARC1; p=none"
c.d.e.f.g.skip.test. "v=DMARC1; p=none; sp=reject; psd=y"

; psd=y at the top, with and without records below
psdy. "v=DMARC1; p=none; sp=quarantine; np=reject; psd=y"
org.psdy. IN A 192.0.2.1
a.mid.org.psdy. IN A 192.0.2.1
mid.org.psdy. "v=DMARC1; p=reject"
own.psdy. "v=DMARC1; p=none; sp=reject"
a.own.psdy. IN A 192.0.2.1
bad.psdy. "v=DMARC1; p=all"

; psd=y in the middle: what lies above it is not looked at
psdm. "v=DMARC1; p=reject; psd=n"
co.psdm. "v=DMARC1; p=quarantine; psd=y"
start.psdm. "v=DMARC1; p=quarantine; psd=y"

; psd=n, psd=u and nothing
psdn. "v=DMARC1; p=reject"
dep.psdn. "v=DMARC1; p=quarantine; psd=n"
sub.dep.psdn. "v=DMARC1; p=none"
deep.dep.psdn. "v=DMARC1; p=none; psd=u"
u.psdu. "v=DMARC1; p=quarantine; psd=u"
b.u.psdu. "v=DMARC1; p=none; psd=x"
bare. "v=DMARC1; p=none; sp=reject"
sub.bare. "v=DMARC1; p=quarantine"

; sp=, np= and what exists
np.test. "v=DMARC1; p=none; sp=quarantine; np=reject"
a.np.test. IN A 192.0.2.1
x.ent.np.test. IN A 192.0.2.1
mx.np.test. IN MX 10 a.np.test.
text.np.test. "something else"
alias.np.test. IN CNAME nowhere.test.
nonp.test. "v=DMARC1; p=reject; sp=none"
a.nonp.test. IN A 192.0.2.1
nosp.test. "v=DMARC1; p=none; np=reject"
a.nosp.test. IN A 192.0.2.1

; records that are several, or none, or odd
two.test. "v=DMARC1; p=reject"
two.test. "v=DMARC1; p=none"
two.w3.test. "v=DMARC1; p=none"
two.w3.test. "v=DMARC1; p=none; t=y"
mix.test. "v=spf1 -all"
mix.test. "v=DMARC1; p=reject"
mix.test. "DMARC1; p=none"
mix.test. "v=DMARC2; p=none"
late.test. "p=reject; v=DMARC1"
late.w3.test. "p=reject; v=DMARC1"
case.test. "v=dmarc1; p=reject"
blank.test. " v=DMARC1; p=reject"
bad.test. "v=DMARC1; sp=reject"
bad.w3.test. "v=DMARC1; p=reject; np=discard"
rua.test. "v=DMARC1; p=discard; rua=mailto:a@rua.test"
split.test. "v=DMA" "RC1; p=re" "ject; t=" "y"
all.test. "v=DMARC1; p=quarantine; t=y; adkim=s; aspf=s"
sdkim.test. "v=DMARC1; p=reject; adkim=s"
sspf.test. "v=DMARC1; p=reject; aspf=s"
xn--r8jz45g.test. "v=DMARC1; p=reject"
UPPER.Test. "V=DMARC1; P=REJECT"
_dmarc.cname.test. IN CNAME _dmarc.all.test.
_dmarc.cname.w3.test. IN CNAME nowhere.test.
_dmarc.loop.test. IN CNAME _dmarc.pool.test.
_dmarc.pool.test. IN CNAME _dmarc.loop.test.
_dmarc.long.test. IN CNAME c1.test.
c1.test. IN CNAME c2.test.
c2.test. IN CNAME c3.test.
c3.test. IN CNAME c4.test.
c4.test. IN CNAME c5.test.
c5.test. IN CNAME c6.test.
c6.test. IN CNAME c7.test.
c7.test. IN CNAME _dmarc.all.test.
*.wild.test. IN TXT "v=DMARC1; p=reject"

; where the DNS can't tell: _dmarc.broken.test is a zone without a file; slow.test, in unbound, gives no answer
below.broken.test. "v=DMARC1; p=reject"
other.broken.test. "v=DMARC1; p=reject; psd=n"
ZONE
# A record of 16 KB, with the policy at its end.
{
	printf '_dmarc.huge.test. IN TXT "v=DMARC1; x="'
	yes | head -64 | while read -r _; do printf ' "%0250d"' 0; done
	printf ' "; p=reject"\n'
} >>zone

cat >nsd.conf <<EOF
server:
	ip-address: 127.0.0.1@$nsd
	username: "$(id -un)"
	chroot: ""
	database: ""
	pidfile: "$T/nsd.pid"
	zonesdir: "$T"
	zonelistfile: "$T/nsd.list"
	xfrdir: "$T"
	xfrdfile: "$T/nsd.xfrd"
	cookie-secret-file: "$T/nsd.cookie"
	logfile: "$T/nsd.log"
	server-count: 1
	rrl-ratelimit: 0
remote-control:
	control-enable: no
zone:
	name: "."
	zonefile: "zone"
zone:
	name: "_dmarc.broken.test"
	zonefile: "none"
EOF
cat >unbound.conf <<EOF
server:
	interface: 127.0.0.1
	port: $unbound
	do-ip6: no
	username: ""
	chroot: ""
	directory: "$T"
	pidfile: "$T/unbound.pid"
	logfile: "$T/unbound.log"
	use-syslog: no
	do-daemonize: no
	num-threads: 1
	module-config: "iterator"
	do-not-query-localhost: no
	root-hints: ""
	log-queries: yes
	ratelimit: 0
	local-zone: "test." nodefault
	local-zone: "slow.test." deny
	local-zone: "_dmarc.known.slow.test." always_nxdomain
	local-zone: "_dmarc.slow.test." static
	local-data: '_dmarc.slow.test. TXT "v=DMARC1; p=none; sp=quarantine; np=reject"'
remote-control:
	control-enable: no
stub-zone:
	name: "."
	stub-addr: 127.0.0.1@$nsd
EOF

/usr/sbin/nsd -d -c nsd.conf >nsd.out 2>&1 &
nsd_pid=$!
/usr/sbin/unbound -d -c unbound.conf >unbound.out 2>&1 &
unbound_pid=$!
trap 'kill $nsd_pid $unbound_pid; wait; rm -rf "$T"' EXIT
DNS=127.0.0.1:$unbound
export DNS
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ "$("$ask" policy one)" != "reject at one" ] || break
	sleep 0.2
done
is "the servers are there" "$("$ask" policy one)" "reject at one"

# The questions that a command asks, in their order: `TXT NAME`, without the _dmarc of a TXT.
asked()
{
	: >unbound.log
	"$@" >said
	sed -n 's/.*info: 127\.0\.0\.1 \([^ ]*\)\. \([A-Z]*\) IN$/\2 \1/p' unbound.log | sed 's/^TXT _dmarc\.//'
}
# policy AUTHOR WANT QUESTIONS: what applies to AUTHOR, and how many questions that takes.
policy()
{
	asked "$ask" policy "$1" >questions
	is "$1: $2, $3 questions" "$(cat said), $(wc -l <questions)" "$2, $3"
}
# names WHAT FIRST NEXT [LAST]: the questions of the last policy are FIRST, NEXT and all names above that, and LAST.
names()
{
	what=$1 name=$3
	echo "$2" >wanted
	while echo "$name" >>wanted; do
		case $name in *.*) name=${name#*.} ;; *) break ;; esac
	done
	shift 3
	[ $# = 0 ] || echo "$1" >>wanted
	same "$what" questions wanted
}

# aligned AUTHOR SIGNER WANT
aligned() { is "$1 and $2: $3" "$("$ask" aligned "$1" "$2")" "$3"; }
# both A B WANT: either may be the author.
both() { aligned "$@"; aligned "$2" "$1" "$3"; }
strictly() { is "$1 and $2, strictly: $3" "$("$ask" aligned "$1" "$2" strict)" "$3"; }
# judge WANT AUTHOR [spf=DOMAIN | dkim=DOMAIN]...
judge()
{
	verdict=$1
	shift
	is "$*: $verdict" "$("$ask" judge "$@")" "$verdict"
}

# Walks of 1, 2, 3, 8, 9 and 12 labels (section 4.10): eight questions, with one jump.
policy one "reject at one" 1
policy nil none 1
policy a.nil none 2
policy a.w3.test "quarantine at w3.test" 3
names "each name of three" a.w3.test w3.test
policy a.b.c.d.e.f.w8.test "quarantine at w8.test" 8
names "each name of eight" a.b.c.d.e.f.w8.test b.c.d.e.f.w8.test
policy z.a.b.c.d.e.f.w9.test "quarantine at w9.test" 8
names "of nine, not that of eight labels" z.a.b.c.d.e.f.w9.test b.c.d.e.f.w9.test
policy 2.3.4.5.6.7.8.9.a.b.w12.test "quarantine at w12.test" 8
names "of twelve, not those of eleven to eight" 2.3.4.5.6.7.8.9.a.b.w12.test 7.8.9.a.b.w12.test
policy 1.2.3.4.5.6.7.8.9.a.own12.test "reject at 1.2.3.4.5.6.7.8.9.a.own12.test" 1
# The example of section 5.1.8, where a record of eight labels is never found.
policy mail.a.b.c.d.e.f.g.example.com "quarantine at example.com" 8
names "as the RFC has them" mail.a.b.c.d.e.f.g.example.com c.d.e.f.g.example.com
l60=$(printf '%060d' 0)
policy "$l60.$l60.$l60.$l60.w3.test" "quarantine at w3.test" 5	# with _dmarc. the first is too long for a name

# Where the record may lie (section 4.10.1), with psd= at each place.
policy psdy "none at psdy" 1
policy org.psdy "quarantine at psdy" 3
names "an organization without a record of its own" org.psdy psdy 'MX org.psdy'
policy nil.psdy "reject at psdy" 3
policy own.psdy "none at own.psdy" 1
policy a.own.psdy "reject at own.psdy" 3
policy mid.org.psdy "reject at mid.org.psdy" 1
policy a.mid.org.psdy "quarantine at psdy" 5	# neither author's nor organization's is that of mid.org.psdy
policy bad.psdy "bad at bad.psdy" 1
policy a.bad.psdy "bad at bad.psdy" 3		# not that of the suffix: the organization has one
policy co.psdm "quarantine at co.psdm" 1
policy a.b.co.psdm "quarantine at co.psdm" 3
policy start.psdm "quarantine at start.psdm" 1
policy x.psdm "reject at psdm" 2
policy dep.psdn "quarantine at dep.psdn" 1
policy a.dep.psdn "quarantine at dep.psdn" 2
policy a.sub.dep.psdn "quarantine at dep.psdn" 3
policy deep.dep.psdn "none at deep.dep.psdn" 1
policy a.psdn "reject at psdn" 2
policy b.u.psdu "none at b.u.psdu" 1
policy a.b.u.psdu "quarantine at u.psdu" 4
policy bare "none at bare" 1
policy a.sub.bare "reject at bare" 3
policy x.a.b.c.d.e.f.g.skip.test "reject at c.d.e.f.g.skip.test" 2

# sp= for what exists, np= for what does not: NXDOMAIN for the name itself, not for its _dmarc (section 3.2.13).
policy np.test "none at np.test" 1
policy nil.np.test "reject at np.test" 4
policy a.np.test "quarantine at np.test" 4
policy ent.np.test "quarantine at np.test" 4	# no data, but a name below it
policy mx.np.test "quarantine at np.test" 4
policy text.np.test "quarantine at np.test" 3	# it exists, since its _dmarc does (RFC 8020)
policy alias.np.test "quarantine at np.test" 4	# it exists, and what it is an alias of does not
policy nil.nonp.test "none at nonp.test" 3
policy a.nosp.test "none at nosp.test" 4
policy nil.nosp.test "reject at nosp.test" 4

# Several records, and what is none.
policy two.test none 2
policy two.w3.test "quarantine at w3.test" 3
policy mix.test "reject at mix.test" 1
policy late.test none 2
policy late.w3.test "quarantine at w3.test" 3
policy case.test none 2
policy blank.test none 2
policy bad.test "bad at bad.test" 1
policy a.bad.test "bad at bad.test" 3
policy bad.w3.test "bad at bad.w3.test" 1
policy rua.test "none at rua.test" 1
policy split.test "reject at split.test t" 1
policy all.test "quarantine at all.test t adkim aspf" 1
policy UPPER.TEST. "reject at upper.test" 1
policy a.uPPer.tEST "reject at upper.test" 3
policy 例え.test "reject at xn--r8jz45g.test" 1	# section 5.3.1
policy a.例え.test "reject at xn--r8jz45g.test" 3
policy cname.test "quarantine at cname.test t adkim aspf" 1
policy cname.w3.test "quarantine at w3.test" 3
policy long.test "quarantine at long.test t adkim aspf" 1
policy sub.wild.test "reject at sub.wild.test" 1
policy huge.test "reject at huge.test" 2		# by UDP, then by TCP
for odd in "" . .. .test w3..test .w3.test "a w3.test" "w3.test\\" "a@w3.test" "[192.0.2.1]" "$l60$l60.test"; do
	policy "$odd" none 0
done

# Alignment (sections 4.4 and 4.10.2): a walk for each side.
both foo.example.com news.example.com aligned
strictly foo.example.com news.example.com apart
strictly news.example.com News.Example.Com. aligned
both foo.example.net news.example.com apart
both a.mail.example.com example.com aligned
both mail.example.com foo.example.com aligned
both a.norec.test norec.test apart
both w3.test a.b.w3.test aligned
both a.例え.test XN--R8JZ45G.test aligned
both w3.test w8.test apart
both w3.test aw3.test apart
both a.org.psdy b.c.org.psdy aligned
both a.org.psdy org.psdy aligned
both mid.org.psdy org.psdy aligned
both own.psdy a.own.psdy aligned
both org.psdy own.psdy apart
both org.psdy psdy apart
both a.b.co.psdm b.co.psdm aligned
both c.co.psdm b.co.psdm apart
both co.psdm b.co.psdm apart
both co.psdm psdm apart
both start.psdm psdm apart
both x.start.psdm start.psdm apart
both a.dep.psdn b.dep.psdn aligned
both sub.dep.psdn dep.psdn aligned
both sub.dep.psdn deep.dep.psdn aligned
both dep.psdn psdn apart
both dep.psdn other.psdn apart
both a.psdn psdn aligned
both b.u.psdu u.psdu aligned
both a.bare b.bare aligned
both x.a.b.c.d.e.f.g.skip.test y.b.c.d.e.f.g.skip.test aligned
both x.a.b.c.d.e.f.g.skip.test b.c.d.e.f.g.skip.test aligned
both x.a.b.c.d.e.f.g.skip.test y.a.z.c.d.e.f.g.skip.test apart
both x.a.b.c.d.e.f.g.skip.test c.d.e.f.g.skip.test apart
both 2.3.4.5.6.7.8.9.a.b.w12.test w12.test aligned
both two.test a.two.test apart

# What the DNS can't tell is neither yes nor no, and is asked twice.
policy broken.test unknown 2
policy below.broken.test "reject at below.broken.test" 1
policy a.below.broken.test unknown 4
policy a.other.broken.test "reject at other.broken.test" 2
policy loop.test unknown 2
both broken.test below.broken.test unsure
both a.below.broken.test below.broken.test unsure
both a.other.broken.test other.broken.test aligned
aligned other.broken.test below.broken.test apart
asked "$ask" aligned broken.test BROKEN.test. >questions
is "what is the same needs no answer" "$(cat said questions)" aligned
asked "$ask" aligned broken.test broken.tests >questions
is "nor what is in another top-level domain" "$(cat said questions)" apart

# The verdict (section 5.3.5).
judge pass a.w3.test dkim=w3.test
judge pass a.w3.test spf=b.w3.test
judge pass a.w3.test dkim=w8.test spf= dkim=A.W3.TEST.
judge fail a.w3.test
judge fail a.w3.test dkim=w8.test spf=nil
judge fail all.test dkim=a.all.test spf=a.all.test
judge pass all.test dkim=all.test
judge fail sdkim.test dkim=a.sdkim.test
judge pass sdkim.test spf=a.sdkim.test
judge fail sspf.test spf=a.sspf.test
judge pass sspf.test dkim=a.sspf.test
judge none nil dkim=nil
judge none two.test dkim=two.test
judge none "[192.0.2.1]" "dkim=[192.0.2.1]"
judge permerror bad.test dkim=bad.test
judge temperror broken.test dkim=broken.test
judge temperror below.broken.test dkim=a.below.broken.test
judge pass below.broken.test dkim=a.below.broken.test spf=below.broken.test
judge temperror below.broken.test dkim=w3.test

# Time-outs, all at the same time: each takes two tries of two seconds.
policy slow.test "none at slow.test" 1
"$ask" policy a.slow.test >slow.1 &
a=$!
"$ask" policy known.slow.test >slow.2 &	# there is a record; whether sp= or np= counts is what nobody says
b=$!
"$ask" aligned slow.test a.slow.test >slow.3 &
c=$!
"$ask" judge slow.test dkim=b.slow.test dkim=slow.test >slow.4 &
d=$!
wait $a $b $c $d
is "no answer for the author's domain" "$(cat slow.1)" unknown
is "nor whether it exists" "$(cat slow.2)" unknown
is "nor for a signer's" "$(cat slow.3)" unsure
is "which matters not if another one is aligned" "$(cat slow.4)" pass
finish
