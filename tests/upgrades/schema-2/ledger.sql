BEGIN TRANSACTION;
CREATE TABLE account (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('ok', 'unreachable', 'refused')),
    problem TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO "account" VALUES('personal','ok',NULL);
CREATE TABLE cursor (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uidnext INTEGER NOT NULL,
    reader INTEGER NOT NULL,
    context TEXT NOT NULL,
    PRIMARY KEY (account, folder)
) STRICT, WITHOUT ROWID;
INSERT INTO "cursor" VALUES('personal','INBOX',1795897936,2,2,'7b86effeadd355c7');
INSERT INTO "cursor" VALUES('personal','Junk',1795897940,1,2,'7b86effeadd355c7');
INSERT INTO "cursor" VALUES('personal','Sent',1795897938,1,2,'7b86effeadd355c7');
CREATE TABLE draft (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
INSERT INTO "draft" VALUES(1,'<3f3fae5a287b4a7668eb4217@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"amara.diallo@halden.example","occasion":"2025-11-25"},"state":"withdrawn","message_id":"<3f3fae5a287b4a7668eb4217@example.org>","account":"personal","subject":"Our conversation about the Senior Firmware Engineer role","in_reply_to":null,"text":"60ecbc0e962b4daa2988a373d55e960b969b9e02c62d7d2d1f79f6b4e4632463","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:40:00.043047Z","reason":"it is no longer wanted","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897937,"uid":1},"placed_at":"2025-11-25T16:05:00.878751Z","absent_since":null}');
INSERT INTO "draft" VALUES(2,'<f40f0fc7c10eaa3ca9e814bb@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"priya.nair@halden.example","occasion":"2025-11-25"},"state":"released","message_id":"<f40f0fc7c10eaa3ca9e814bb@example.org>","account":"personal","subject":"Senior Firmware Engineer: thank you for your time","in_reply_to":null,"text":"c858124b82cc329c632a7f1af361b09a17c65875e094c224bb4782b7d5e1c04d","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:21:00.034957Z","reason":"saved by you: it is yours","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897937,"uid":4},"placed_at":"2025-11-25T16:05:00.878751Z","absent_since":null}');
INSERT INTO "draft" VALUES(3,'<0a61c5ec1aa304839779caa4@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"tom.beckett@halden.example","occasion":"2025-11-25"},"state":"deleted","message_id":"<0a61c5ec1aa304839779caa4@example.org>","account":"personal","subject":"My interview for the Senior Firmware Engineer role","in_reply_to":null,"text":"3d5036a8991f4b5863dda4541c55031022eeb42deb8b9acb1287ed94ebb4373d","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:35:00.041515Z","reason":"deleted by you","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897937,"uid":3},"placed_at":"2025-11-25T16:05:00.878751Z","absent_since":null}');
INSERT INTO "draft" VALUES(4,'<e0c3cebd8a62d792f7b8a275@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"amara.diallo@halden.example","occasion":"2025-11-25"},"state":"placed","message_id":"<e0c3cebd8a62d792f7b8a275@example.org>","account":"personal","subject":"Our conversation about the Senior Firmware Engineer role","in_reply_to":null,"text":"a3559e259169db5b6fb061028c8e93fa9b581644c39d283e14f7a71a62a9733e","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:40:00.043047Z","reason":"it waits in Drafts (T2)","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897937,"uid":5},"placed_at":"2025-11-25T16:40:00.043047Z","absent_since":null}');
CREATE TABLE inbox (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
INSERT INTO "inbox" VALUES(1,'5056b9f1ec64e517ffe07c48c4d852fd','{"about":"a53dac0d09c","choice":"nothing","at":"2025-11-25T16:40:00.596318Z","by":"2025-12-05","company":null,"role":null,"people":[]}');
CREATE TABLE "observation" (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'reply', 'sent', 'decision', 'debrief')),
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    reader INTEGER NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    UNIQUE (source, digest, reader)
) STRICT;
INSERT INTO "observation" VALUES(1,'invite','c83347f66620a4276cfd04a17bbe0f7e','d42da65061bb2eac65029a25089a9400',2,'{"position":{"account":"personal","folder":"INBOX","uidvalidity":1795897936,"uid":1},"envelope":{"message_id":"<3k9d7v.20251118093000@halden.example>","in_reply_to":null,"references":[],"at":"2025-11-18T09:30:00Z","day":"2025-11-18","sender":{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"},"reply_to":null,"to":[{"email":"sam.rivera@example.org","name":"Sam Rivera","first_name":"Sam"}],"cc":[],"subject":"Invitation: Interview: Senior Firmware Engineer at Halden Robotics @ Tue 25 Nov 2025 14:00 (GMT) (sam.rivera@example.org)","forged":false},"invite":{"verdict":"interview","confidence":1.0,"reasons":["the title names a job interview: “interview: senior firmware engineer at halden robotics”","it speaks to the candidate: “thank you for applying”","it speaks of a hiring process: “talent acquisition”","a role is named: “Senior Firmware Engineer”","the title names the role, and the company or the owner","and beside it nothing but the company that sends it","it says who will be there"],"uid":"3k9d7v@halden.example","method":"REQUEST","sequence":0,"dtstamp":"2025-11-18T09:30:00Z","recurrence_id":null,"start":"2025-11-25T14:00:00Z","end":"2025-11-25T15:00:00Z","time_zone":null,"cancelled":false,"declined":false,"title":"Interview: Senior Firmware Engineer at Halden Robotics","organizer":{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"},"company":"Halden Robotics","role":"Senior Firmware Engineer","interviewers":[{"email":"priya.nair@halden.example","name":"Priya Nair","first_name":"Priya"},{"email":"tom.beckett@halden.example","name":"Beckett, Tom","first_name":"Tom"},{"email":"amara.diallo@halden.example","name":"Amara Diallo","first_name":"Amara"}],"coordinators":[{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"}],"owner":"sam.rivera@example.org","promise":null,"language":"en","manner":{"language":"en","tone":"informal","honorific":null},"answers_from":null,"manager":null,"for_client":false},"seen_at":"2025-11-25T16:05:00.878751Z","reader":2}');
INSERT INTO "observation" VALUES(2,'decision','10f8c38d2a9341ada334cfa8790e7843','407f4c445007f7d17f6d2b6015ee03f5',0,'{"about":"i3e2dad1b91","choice":"confirm","at":"2025-11-25T16:35:00.253025Z","by":null,"company":null,"role":null,"people":[]}');
INSERT INTO "observation" VALUES(3,'debrief','7709076d8198b54c969a517c063db030','b620ce75382f2de7285bfa06429edef0',0,'{"about":"i3e2dad1b91","at":"2025-11-25T16:35:00Z","notes":{"highlight":null,"compliment":null,"forgot":"The tooling for the CAN bus.","correction":null,"question":null,"project":null,"fit":null},"whose":null,"people":[],"feedback_by":null,"answers_from":null,"do_not_chase":null,"unread":[]}');
CREATE TABLE set_aside (
    account TEXT NOT NULL,
    folder TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (account, folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER observation_is_not_changed BEFORE UPDATE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never changed');
END;
CREATE TRIGGER observation_is_not_removed BEFORE DELETE ON observation
BEGIN
    SELECT RAISE(ABORT, 'observations are never removed');
END;
COMMIT;
PRAGMA application_id = 1097234276;
PRAGMA user_version = 2;
