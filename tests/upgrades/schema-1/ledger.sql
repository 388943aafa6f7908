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
INSERT INTO "cursor" VALUES('personal','INBOX',1795897933,2,1,'53b7f074ca508657');
INSERT INTO "cursor" VALUES('personal','Junk',1795897937,1,1,'53b7f074ca508657');
INSERT INTO "cursor" VALUES('personal','Sent',1795897935,1,1,'53b7f074ca508657');
CREATE TABLE draft (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
INSERT INTO "draft" VALUES(1,'<7ea456d472d657bf32572424@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"amara.diallo@halden.example","occasion":"2025-11-25"},"state":"placed","message_id":"<7ea456d472d657bf32572424@example.org>","account":"personal","subject":"Our conversation about the Senior Firmware Engineer role","in_reply_to":null,"text":"ecdc39b81c40637f66e4fbc753922a0fffa7bc28984c34aac0bad51abf48187c","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:05:00.802867Z","reason":"the interview ended 1 h ago or more (T2)","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897934,"uid":1},"placed_at":"2025-11-25T16:05:00.802867Z","absent_since":null}');
INSERT INTO "draft" VALUES(2,'<78176db41e89d1d08df53f79@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"priya.nair@halden.example","occasion":"2025-11-25"},"state":"released","message_id":"<78176db41e89d1d08df53f79@example.org>","account":"personal","subject":"Senior Firmware Engineer: thank you for your time","in_reply_to":null,"text":"e885f4474547254acc0ac439db259b42dabce598dc90e4ce81ad3d1c39a634f1","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:21:00.030718Z","reason":"saved by you: it is yours","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897934,"uid":4},"placed_at":"2025-11-25T16:05:00.802867Z","absent_since":null}');
INSERT INTO "draft" VALUES(3,'<67599aaf46bc6fc14e1e42b4@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"tom.beckett@halden.example","occasion":"2025-11-25"},"state":"deleted","message_id":"<67599aaf46bc6fc14e1e42b4@example.org>","account":"personal","subject":"My interview for the Senior Firmware Engineer role","in_reply_to":null,"text":"380f9cfc49d093c47a014522ee21c2a741d9f37c5d58b49ace1a24c075955118","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:35:00.037150Z","reason":"deleted by you","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897934,"uid":3},"placed_at":"2025-11-25T16:05:00.802867Z","absent_since":null}');
CREATE TABLE inbox (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
INSERT INTO "inbox" VALUES(1,'bc1b550d2add71be2509ca4224b54ec3','{"about":"a53dac0d09c","choice":"nothing","at":"2025-11-25T16:40:00.206640Z","by":"2025-12-05"}');
CREATE TABLE observation (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'reply', 'sent', 'decision')),
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    reader INTEGER NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    UNIQUE (source, digest, reader)
) STRICT;
INSERT INTO "observation" VALUES(1,'invite','c83347f66620a4276cfd04a17bbe0f7e','5ebd6b9706e67dac7742437ee61cdb84',1,'{"position":{"account":"personal","folder":"INBOX","uidvalidity":1795897933,"uid":1},"envelope":{"message_id":"<3k9d7v.20251118093000@halden.example>","in_reply_to":null,"references":[],"at":"2025-11-18T09:30:00Z","day":"2025-11-18","sender":{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"},"reply_to":null,"to":[{"email":"sam.rivera@example.org","name":"Sam Rivera","first_name":"Sam"}],"cc":[],"subject":"Invitation: Interview: Senior Firmware Engineer at Halden Robotics @ Tue 25 Nov 2025 14:00 (GMT) (sam.rivera@example.org)","forged":false},"invite":{"verdict":"interview","confidence":0.99,"reasons":["the title speaks of an interview: “interview”","it speaks to the candidate: “thank you for applying”","it speaks of a hiring process: “talent acquisition”","a role is named: “Senior Firmware Engineer”","the title names the role, and the company or the owner","it says who will be there"],"uid":"3k9d7v@halden.example","method":"REQUEST","sequence":0,"dtstamp":"2025-11-18T09:30:00Z","recurrence_id":null,"start":"2025-11-25T14:00:00Z","end":"2025-11-25T15:00:00Z","time_zone":null,"cancelled":false,"declined":false,"title":"Interview: Senior Firmware Engineer at Halden Robotics","organizer":{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"},"company":"Halden Robotics","role":"Senior Firmware Engineer","interviewers":[{"email":"priya.nair@halden.example","name":"Priya Nair","first_name":"Priya"},{"email":"tom.beckett@halden.example","name":"Beckett, Tom","first_name":"Tom"},{"email":"amara.diallo@halden.example","name":"Amara Diallo","first_name":"Amara"}],"coordinators":[{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"}],"owner":"sam.rivera@example.org","promise":null,"language":"en"},"seen_at":"2025-11-25T16:05:00.802867Z","reader":1}');
INSERT INTO "observation" VALUES(2,'decision','10f8c38d2a9341ada334cfa8790e7843','13a9c37a7e7b6bb52c842cb52f6435ea',0,'{"about":"i3e2dad1b91","choice":"confirm","at":"2025-11-25T16:35:00.218072Z","by":null}');
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
PRAGMA user_version = 1;
