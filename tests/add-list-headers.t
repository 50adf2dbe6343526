#!/bin/sh
# add-list-headers: ours and only ours.
. "$(dirname "$0")/lib.sh"
mkdir "$T/list" && cd "$T/list" || exit 1
export LIST=ant@example.com LIST_NAME='Ant'
unset SENDER
POST_ID=$(printf '%064d' 7); export POST_ID
cat >"$T/in.eml" <<'EOF'
Received: from mx by ml; Tue,
 24 Nov 2026 12:54:58 +0900 (JST)
From: anne@example.org
LIST-UNSUBSCRIBE: <https://evil.example/>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
List-Id: <x.example>
List-Whatever: x
Precedence: bulk
Errors-To: anne@example.org
Bcc: bob@example.org
Resent-Bcc : bob@example.org
Return-Receipt-To: anne@example.org
Disposition-Notification-To: anne@example.org
X-Confirm-Reading-To: anne@example.org
Return-Receipt-Requested: anne@example.org
Read-Receipt-To: anne@example.org
Disposition-Notification-Options: x
X-PMRQC: 1
Generate-Delivery-Report: anne@example.org
Approved: secret
Approve: secret
X-Approved: secret
X-Approve: secret
X-Password: secret
Urgent: secret
Listing: stays
To: ant@example.com
Date: Tue, 24 Nov 2026 03:54:50 +0000
Message-ID: <1@example.org>

List-Idea: in the body stays
EOF
add-list-headers <"$T/in.eml" >"$T/out"
cat >"$T/want" <<'EOF'
Received: from mx by ml; Tue,
 24 Nov 2026 12:54:58 +0900 (JST)
From: anne@example.org
Listing: stays
To: ant@example.com
Date: Tue, 24 Nov 2026 03:54:50 +0000
Message-ID: <1@example.org>
List-Id: Ant <ant.example.com>
List-Post: <mailto:ant@example.com>
List-Help: <mailto:ant-request@example.com?subject=help>
List-Subscribe: <mailto:ant-request@example.com?subject=subscribe>
List-Unsubscribe: <mailto:ant-request@example.com?subject=unsubscribe>
List-Owner: <mailto:ant-owner@example.com>
Precedence: list

List-Idea: in the body stays
EOF
same "the whole header" "$T/out" "$T/want"
add-list-headers <"$T/out" >"$T/twice"
same "twice is as once" "$T/twice" "$T/out"
contract add-list-headers

field() { sed -n "s/^$1: //p" "$T/out"; }
add-list-headers -a -A https://lists.example.com/ant/ <"$T/in.eml" >"$T/out"
is "an announcement list" "$(field List-Post)" NO
is "an archive" "$(field List-Archive)" '<https://lists.example.com/ant/>'
exits 75 "an archive that would break out of the brackets" add-list-headers -A 'x> <y' <"$T/in.eml"

LIST_NAME='Ant, the "List"' add-list-headers <"$T/in.eml" >"$T/out"
is "a name that must be quoted" "$(field List-Id)" '"Ant, the \"List\"" <ant.example.com>'
# 東京オーケストラ in UTF-8 is 24 octets; in Base64 5p2x5Lqs44Kq44O844Kx44K544OI44Op.
LIST_NAME='東京オーケストラ' add-list-headers <"$T/in.eml" >"$T/out"
is "a name in Japanese" "$(sed -n '/^List-Id:/,/^List-Post/p' "$T/out" | sed '$d' | tr -d '\n')" \
	'List-Id: =?UTF-8?B?5p2x5Lqs44Kq44O844Kx44K544OI44Op?= <ant.example.com>'
exits 75 "a name of two lines" env LIST_NAME="$(printf 'x\nBcc: y')" add-list-headers <"$T/in.eml"
LIST='"a..b%?"@example.com' add-list-headers <"$T/in.eml" >"$T/out"
is "an odd address in a URI" "$(field List-Post)" '<mailto:%22a..b%25%3F%22@example.com>'
DELIMITER=+ add-list-headers <"$T/in.eml" >"$T/out"
is "another delimiter" "$(field List-Owner)" '<mailto:ant+owner@example.com>'
unset LIST_NAME
add-list-headers <"$T/in.eml" >"$T/out"
is "without a name" "$(field List-Id)" 'ant <ant.example.com>'

sed '/^Date/d; /^Message-ID/d' "$T/in.eml" >"$T/none.eml"
add-list-headers <"$T/none.eml" >"$T/out"
is "Message-ID from POST_ID" "$(field Message-ID)" "<$(printf '%032d' 0)@example.com>"
is "Date from Received" "$(sed -n '/^Date/,/^Message-ID\|^List-Id/p' "$T/out" | sed '$d' | tr -d '\n')" \
	'Date: Tue, 24 Nov 2026 12:54:58 +0900 (JST)'
add-list-headers <"$T/none.eml" >"$T/twice"
same "the same at each try" "$T/twice" "$T/out"
sed '1,2d' "$T/none.eml" >"$T/bare.eml"
add-list-headers <"$T/bare.eml" >"$T/out"
is "without Received it is now" "$(/usr/bin/python3 - "$T/out" <<'EOF'
import email, email.utils, sys, time
d = email.utils.parsedate_to_datetime(email.message_from_file(open(sys.argv[1]))['Date'])
print(abs(d.timestamp() - time.time()) < 60)
EOF
)" True
finish
