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
INSERT INTO "cursor" VALUES('personal','INBOX',1795897954,2,3,'7b86effeadd355c7');
INSERT INTO "cursor" VALUES('personal','Junk',1795897958,1,3,'7b86effeadd355c7');
INSERT INTO "cursor" VALUES('personal','Sent',1795897956,1,3,'7b86effeadd355c7');
CREATE TABLE draft (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
INSERT INTO "draft" VALUES(1,'<795b1f4739edbc0edfb879cb@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"amara.diallo@halden.example","occasion":"2025-11-25"},"state":"withdrawn","message_id":"<795b1f4739edbc0edfb879cb@example.org>","account":"personal","subject":"Our conversation about the Senior Firmware Engineer role","in_reply_to":null,"text":"b8c9e6e7df0575a938262f0dde4b6993596fd19e598bfea671df5c967534901a","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:40:00.047552Z","reason":"it is no longer wanted","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897955,"uid":1},"placed_at":"2025-11-25T16:05:01.300555Z","absent_since":null}');
INSERT INTO "draft" VALUES(2,'<65a64f6cd21031b989507eb0@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"priya.nair@halden.example","occasion":"2025-11-25"},"state":"released","message_id":"<65a64f6cd21031b989507eb0@example.org>","account":"personal","subject":"Senior Firmware Engineer: thank you for your time","in_reply_to":null,"text":"3a95dcd440b081e3d29169101a818d908d8553477076f39012a526aa263ca0aa","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:21:00.040232Z","reason":"saved by you: it is yours","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897955,"uid":4},"placed_at":"2025-11-25T16:05:01.300555Z","absent_since":null}');
INSERT INTO "draft" VALUES(3,'<4ae810918b6396d0acdb4967@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"tom.beckett@halden.example","occasion":"2025-11-25"},"state":"deleted","message_id":"<4ae810918b6396d0acdb4967@example.org>","account":"personal","subject":"My interview for the Senior Firmware Engineer role","in_reply_to":null,"text":"06245826e346f0d57c7aefb4edcf31aced3b98e93510dcea9222faa5706fee41","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:35:00.030032Z","reason":"deleted by you","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897955,"uid":3},"placed_at":"2025-11-25T16:05:01.300555Z","absent_since":null}');
INSERT INTO "draft" VALUES(4,'<bfc12659bd08511db1b0a415@example.org>','{"key":{"kind":"thank_you","application":"a53dac0d09c","recipient":"amara.diallo@halden.example","occasion":"2025-11-25"},"state":"placed","message_id":"<bfc12659bd08511db1b0a415@example.org>","account":"personal","subject":"Our conversation about the Senior Firmware Engineer role","in_reply_to":null,"text":"3d09749c7a3b1d80b3b53cd87ce8ad72e9694912d37d82c61d7e9cbca9c3a9f8","since":"2025-11-25T15:00:00Z","at":"2025-11-25T16:40:00.047552Z","reason":"it waits in Drafts (T2)","position":{"account":"personal","folder":"Drafts","uidvalidity":1795897955,"uid":5},"placed_at":"2025-11-25T16:40:00.047552Z","absent_since":null}');
CREATE TABLE inbox (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
INSERT INTO "inbox" VALUES(1,'f1f1d99d65569d62a1ad11730d2e62dc','{"about":"a53dac0d09c","choice":"nothing","at":"2025-11-25T16:40:00.380449Z","by":"2025-12-05","company":null,"role":null,"people":[]}');
CREATE TABLE "observation" (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('invite', 'reply', 'sent', 'decision', 'debrief', 'undo')),
    source TEXT NOT NULL,
    digest TEXT NOT NULL,
    reader INTEGER NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    UNIQUE (source, digest, reader)
) STRICT;
INSERT INTO "observation" VALUES(1,'invite','c83347f66620a4276cfd04a17bbe0f7e','28c2e4342ed1bb1974942a9036eef6dc',3,'{"position":{"account":"personal","folder":"INBOX","uidvalidity":1795897954,"uid":1},"envelope":{"message_id":"<3k9d7v.20251118093000@halden.example>","in_reply_to":null,"references":[],"at":"2025-11-18T09:30:00Z","day":"2025-11-18","sender":{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"},"reply_to":null,"to":[{"email":"sam.rivera@example.org","name":"Sam Rivera","first_name":"Sam"}],"cc":[],"subject":"Invitation: Interview: Senior Firmware Engineer at Halden Robotics @ Tue 25 Nov 2025 14:00 (GMT) (sam.rivera@example.org)","forged":false},"invite":{"verdict":"interview","confidence":1.0,"reasons":["the title names a job interview: “interview: senior firmware engineer at halden robotics”","it speaks to the candidate: “thank you for applying”","it speaks of a hiring process: “talent acquisition”","a role is named: “Senior Firmware Engineer”","the title names the role, and the company or the owner","and beside it nothing but the company that sends it","it says who will be there"],"uid":"3k9d7v@halden.example","method":"REQUEST","sequence":0,"dtstamp":"2025-11-18T09:30:00Z","recurrence_id":null,"start":"2025-11-25T14:00:00Z","end":"2025-11-25T15:00:00Z","time_zone":null,"country":null,"cancelled":false,"declined":false,"title":"Interview: Senior Firmware Engineer at Halden Robotics","organizer":{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"},"company":"Halden Robotics","role":"Senior Firmware Engineer","interviewers":[{"email":"priya.nair@halden.example","name":"Priya Nair","first_name":"Priya"},{"email":"tom.beckett@halden.example","name":"Beckett, Tom","first_name":"Tom"},{"email":"amara.diallo@halden.example","name":"Amara Diallo","first_name":"Amara"}],"coordinators":[{"email":"lucy.marsh@halden.example","name":"Lucy Marsh","first_name":"Lucy"}],"owner":"sam.rivera@example.org","promise":null,"language":"en","manner":{"language":"en","tone":"informal","honorific":null},"answers_from":null,"manager":null,"for_client":false},"seen_at":"2025-11-25T16:05:01.300555Z","reader":3}');
INSERT INTO "observation" VALUES(2,'decision','10f8c38d2a9341ada334cfa8790e7843','54c6e5b1bf3f87beabfb775277dc1cd8',0,'{"about":"i3e2dad1b91","choice":"confirm","at":"2025-11-25T16:35:00.206904Z","by":null,"company":null,"role":null,"people":[]}');
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
PRAGMA user_version = 3;
