#!/bin/sh
# check-field: acts on another filter's verdict.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
unset SENDER
cat >"$T/in.eml" <<'EOF'
From: anne@example.org
X-Spam-Flag: YES
X-Spam-Status: Yes, score=7.1
	required=5.0
Subject: x

hello
EOF
contract check-field X-Spam-Flag NO
check-field X-Spam-Flag NO <"$T/in.eml" >"$T/out"
same "no match: byte for byte" "$T/out" "$T/in.eml"
exits 98 "a match holds" check-field x-spam-flag yes <"$T/in.eml"
says "and says why" '^2\.7\.0 check-field: its x-spam-flag field says: yes'
exits 98 "-x hold" check-field -x hold X-Spam-Flag YES <"$T/in.eml"
exits 99 "-x drop" check-field -x drop X-Spam-Flag YES <"$T/in.eml"
exits 100 "-x refuse" check-field -x refuse X-Spam-Flag YES <"$T/in.eml"
says "with 5.7.1" '^5\.7\.1 check-field: '
exits 99 "-x refuse never bounces a bounce" env SENDER= check-field -x refuse X-Spam-Flag YES <"$T/in.eml"
exits 98 "a star" check-field X-Spam-Status 'yes,*' <"$T/in.eml"
exits 98 "a star across a fold" check-field X-Spam-Status 'yes*required=5.0' <"$T/in.eml"
exits 98 "stars" check-field X-Spam-Status '*score=7*req*' <"$T/in.eml"
exits 0 "the whole value" check-field X-Spam-Flag YE <"$T/in.eml"
exits 0 "another field" check-field X-Virus '*' <"$T/in.eml"
exits 75 "a word that is no policy" check-field -x bounce X-Spam-Flag YES <"$T/in.eml"
exits 75 "a name with its colon, which no field would match" check-field X-Spam-Flag: YES <"$T/in.eml"
says "and says so" '^4\.3\.5 check-field: X-Spam-Flag: is no name of a field'
exits 75 "an empty name" check-field '' YES <"$T/in.eml"
exits 75 "one operand" check-field X-Spam-Flag <"$T/in.eml"
{ printf 'From: a@b\nX-A: '; head -c 500000 /dev/zero | tr '\0' a; printf '\n\nx\n'; } >"$T/long.eml"
exits 0 "a long value against stars" timeout 20 check-field X-A '*a*a*a*a*a*a*b' <"$T/long.eml"
finish
