"""The configuration file: every fault at once, each with its key; and the example says everything."""

import re
import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.config import (
    Account,
    Agenda,
    Calendar,
    CalendarType,
    Config,
    FollowUp,
    Login,
    Me,
    Notify,
    OAuth,
    OAuthProvider,
    Security,
    config_path,
    is_loopback,
    load,
)
from afterword.durations import day_span, duration, hours_between
from afterword.errors import ConfigError
from afterword.model import Anchor, FollowUpSettings, Owner, QuietHours, Span, Unit

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"

CONTRACT = """
state_dir = "/somewhere/state"

[me]
name = "Sam Rivera"
addresses = ["sam.rivera@example.org", "Sam@Rivera.example"]
time_zone = "Europe/London"      # IANA name
country = "GB"

[[account]]
name = "personal"
host = "127.0.0.1"
port = 10143
security = "none"
username = "sam"
password_command = ["printf", "pw"]
# ca_file = "ca.pem"

[follow_up]
thank_you_after = "1h"
thank_you_within = "24h"
default_feedback_after = "5 working days"
chaser_after = "48h"
final_chaser_after = "7 days"
debrief = true
look_back = "30 days"
invite_look_back = "180 days"
"""

SMALL = """
[me]
name = "Sam Rivera"
addresses = ["sam@example.org"]
time_zone = "Europe/London"
[[account]]
name = "personal"
host = "imap.example.org"
username = "sam"
"""


def faults_of(text: str, base: Path = Path("/nowhere")) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        Config.from_toml(text, base)
    assert caught.value.status == 78
    return caught.value.faults


def test_the_file_that_is_promised_to_work_works() -> None:
    config = Config.from_toml(CONTRACT, Path("/nowhere"))
    assert config.state_dir == Path("/somewhere/state")
    assert config.owner == Owner(
        name="Sam Rivera",
        addresses=("sam.rivera@example.org", "sam@rivera.example"),
        time_zone="Europe/London",
        country="GB",
    )
    assert config.settings == FollowUpSettings()
    (account,) = config.account
    assert (account.host, account.port, account.security) == ("127.0.0.1", 10143, Security.NONE)
    assert account.password_command == ("printf", "pw")


def test_every_key_that_can_be_left_out_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", f"{tmp_path}/state:{tmp_path}/other")
    config = Config.from_toml(SMALL, tmp_path)
    assert config.state_dir == tmp_path / "state"
    assert config.settings == FollowUpSettings()
    assert config.account[0].security is Security.TLS


@pytest.mark.parametrize("security,port", [("tls", 993), ("starttls", 143)])
def test_the_port_follows_the_security(security: str, port: int) -> None:
    text = f'{SMALL}security = "{security}"\n'
    assert Config.from_toml(text, Path()).account[0].port == port
    assert Config.from_toml(f"{text}port = 1\n", Path()).account[0].port == 1


def test_a_subdivision_is_taken_apart() -> None:
    owner = Config.from_toml(SMALL.replace("[[acc", 'country = "DE-BY"\nsignature = "Sam\\nR"\n[[acc'), Path()).owner
    assert (owner.country, owner.subdivision, owner.signature) == ("DE", "BY", "Sam\nR")


def test_paths_start_at_the_file_and_know_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/sam")
    (tmp_path / "ca.pem").write_text("")
    near = Config.from_toml(f'state_dir = "state"\n{SMALL}ca_file = "ca.pem"\n', tmp_path)
    assert near.state_dir == tmp_path / "state"
    assert near.account[0].ca_file == tmp_path / "ca.pem"
    assert Config.from_toml(f'state_dir = "~/s"\n{SMALL}', tmp_path).state_dir == Path("/home/sam/s")


def test_every_fault_is_named_at_once_with_its_key() -> None:
    faults = faults_of(
        """
        state_dir = 3
        colour = "x"
        [me]
        name = "Sam\\nBcc: x"
        addresses = ["a b@c"]
        time_zone = "Europe/Londn"
        country = "XX"
        [[account]]
        name = "a"
        host = "https://imap.example.org"
        port = "993"
        security = "ssl"
        [[account]]
        name = "a"
        host = "imap.example.org"
        security = "none"
        username = "x"
        port = 70000
        ca_file = "nope.pem"
        password_command = []
        folders = ["Jobs"]
        skip_folders = ["Jobs"]
        [follow_up]
        thank_you_after = "1 hour"
        thank_you_within = "30m"
        look_back = 30
        chaser_aftr = "48h"
        default_feedback_after = "5 workdays"
        debrief = "yes"
        """
    )
    wanted = {
        "state_dir": "must be a path in quotes, not 3",
        "colour": "not a known key",
        "me.name": "one line",
        "me.addresses": '"a b@c" is not a plain address',
        "me.time_zone": 'did you mean "Europe/London"?',
        "me.country": '"XX" is no ISO 3166-1 country',
        "account[0].host": '"imap.example.org", not "https://imap.example.org"',
        "account[0].port": 'a whole number from 1 to 65535, without quotes, not "993"',
        "account[0].security": '"starttls"',
        "account[0].username": "is missing",
        "account[1].name": 'account[0] has the name "a" already',
        "account[1].security": '"none" would show your password',
        "account[1].port": "not 70000",
        "account[1].ca_file": "there is no file /nowhere/nope.pem",
        "account[1].password_command": "must begin with a program",
        "account[1].skip_folders": '"Jobs" is also in `folders`',
        "follow_up.thank_you_within": "longer than thank_you_after",
        "follow_up.look_back": '"7 days", not 30',
        "follow_up.chaser_aftr": 'did you mean "chaser_after"?',
        "follow_up.default_feedback_after": '"5 working days"',
        "follow_up.debrief": 'true or false, without quotes, not "yes"',
    }
    said = dict(fault.split(": ", 1) for fault in faults)
    assert set(said) == set(wanted)
    assert len(faults) == len(wanted)
    for key, words in wanted.items():
        assert words in said[key], key


@pytest.mark.parametrize("key", ["password", "passwd", "passphrase", "client_secret", "access_token"])
def test_a_password_is_turned_away_and_not_repeated(key: str) -> None:
    (fault,) = faults_of(f'{SMALL}{key} = "hunter2"\n')
    assert fault.startswith(f"account[0].{key}: never in this file")
    assert "password_command" in fault
    assert "keyring" in fault
    assert "hunter2" not in fault


def test_a_command_that_is_a_string_is_not_repeated_either() -> None:
    (fault,) = faults_of(f'{SMALL}password_command = "printf hunter2"\n')
    assert fault.startswith("account[0].password_command: must be a list of words")
    assert "hunter2" not in fault


@pytest.mark.parametrize("table", ["[[agenda]]", "[[notify]]", "[[account.oauth]]", "[account.name]"])
def test_nothing_of_a_table_in_a_wrong_place_is_repeated(table: str) -> None:
    text = SMALL.replace('name = "personal"\n', "") if table == "[account.name]" else SMALL
    assert "hunter2" not in "".join(faults_of(f'{text}{table}\npassword_command = ["printf", "hunter2"]\n'))


@pytest.mark.parametrize(
    "text,words",
    [
        ("", ["me: is missing", "account: is missing"]),
        (SMALL.replace("[[account]]", "[account]"), ["account: must be one or more tables [[account]], with two"]),
        ("account = []\n" + SMALL.partition("[[account]]")[0], ["account: must be one or more tables [[account]]"]),
        (SMALL.replace("[[account]]", "[[accounts]]"), ['accounts: is not a known key; did you mean "account"?']),
        (SMALL.replace('["sam@example.org"]', "[]"), ["me.addresses: must name one address"]),
        (SMALL.replace('["sam@example.org"]', '"sam@example.org"'), ["me.addresses: must be the list"]),
        (SMALL.replace("Europe/London", "../../etc/passwd"), ["me.time_zone: "]),
        (SMALL.replace("Europe/London", "Europe"), ["me.time_zone: "]),
        (SMALL.replace("imap.example.org", "imap.example.org:993"), ["account[0].host: must be the server's name"]),
        (SMALL.replace("[[account]]", 'country = "DE-XX"\n[[account]]'), ['me.country: "XX" is no part of DE']),
        ("[me\n", ["this is not TOML: ", "line 1"]),
        ("a = 1\na = 2\n", ["this is not TOML: ", "line 2"]),
    ],
)
def test_what_is_said_of_one_fault(text: str, words: list[str]) -> None:
    said = "\n".join(faults_of(text))
    for word in words:
        assert word in said


def test_one_bad_account_does_not_make_the_list_seem_empty() -> None:
    assert faults_of(SMALL.replace('username = "sam"', "")) == (
        "account[0].username: is missing; it must be what you log in with, often your whole address",
    )


@pytest.mark.parametrize(
    "host,loopback",
    [("localhost", True), ("127.8.0.1", True), ("::1", True), ("10.0.0.1", False), ("localhost.example.org", False)],
)
def test_none_is_for_this_machine_alone(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    text = f'{SMALL}security = "none"\n'.replace("imap.example.org", host)
    if loopback:
        assert Config.from_toml(text, Path()).account[0].port == 143
    else:
        assert faults_of(text)[0].startswith('account[0].security: "none"')


@pytest.mark.parametrize(
    "text,length",
    [
        ("1h", timedelta(hours=1)),
        ("48 hours", timedelta(hours=48)),
        ("90min", timedelta(minutes=90)),
        ("7 days", timedelta(days=7)),
        ("1 Day", timedelta(days=1)),
        ("2 weeks", timedelta(days=14)),
        ("0h", timedelta()),
    ],
)
def test_lengths_of_time(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "1", 2, True, "h", "-1h", "1 fortnight", "1.5h", "5 working days", "999999 weeks"]
)
def test_what_is_no_length_of_time(text: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        duration(text)


@pytest.mark.parametrize(
    "text,amount,unit",
    [
        ("5 working days", 5, Unit.WORKING_DAY),
        ("1 working  day", 1, Unit.WORKING_DAY),
        ("10 days", 10, Unit.DAY),
        ("2 weeks", 2, Unit.WEEK),
        ("1 month", 1, Unit.MONTH),
    ],
)
def test_spans_of_days(text: str, amount: int, unit: Unit) -> None:
    assert day_span(text) == Span(amount, unit, Anchor.INTERVIEW)


@pytest.mark.parametrize("text", ["48h", "0 days", "days", 6, "5 workdays", "5"])
def test_what_is_no_span_of_days(text: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        day_span(text)


@pytest.mark.parametrize(
    "text, hours",
    [
        ("21:00-07:00", QuietHours(time(21), time(7))),
        ("9:30 - 17:05", QuietHours(time(9, 30), time(17, 5))),
        (" None ", None),
    ],
)
def test_quiet_hours(text: str, hours: QuietHours | None) -> None:
    assert hours_between(text) == hours


@pytest.mark.parametrize("text", ["21-7", "24:00-07:00", "21:00", "07:00-07:00", "", None, True])
def test_what_are_no_quiet_hours(text: object) -> None:
    with pytest.raises(ValueError, match="must be two times of day"):
        hours_between(text)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("1h"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["me", "account", "name"]), inner),
    max_leaves=6,
)


@given(st.sampled_from(["state_dir", "me", "account", "agenda", "follow_up"]), _VALUES)
def test_no_value_is_too_odd_to_be_named(key: str, value: object) -> None:
    """Two tables are missing in any case, so there are faults whatever else stands there; never another error."""
    assert faults_of(f"{key} = {_toml(value)}")


def _toml(value: object) -> str:
    match value:
        case None:
            return "1979-05-27"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return '"' + "".join(f"\\U{ord(c):08x}" for c in value if not 0xD800 <= ord(c) <= 0xDFFF) + '"'
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case dict():
            return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    raise TypeError(value)


# --- Finding the file ---


def test_the_option_comes_before_the_environment_and_that_before_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("AFTERWORD_CONFIG", raising=False)
    assert config_path() == tmp_path / ".config/afterword/config.toml"
    monkeypatch.setenv("AFTERWORD_CONFIG", "~/mine.toml")
    assert config_path() == tmp_path / "mine.toml"
    assert config_path(Path("given.toml")) == Path("given.toml")


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.toml")
    said = str(caught.value)
    assert said.startswith(f"{tmp_path}/none.toml: there is no such file")
    _, _, sample = said.partition("\n\n")
    assert Config.from_toml(sample, tmp_path).account[0].name == "personal"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'[me]\nname = "Ren\xe9"\n')
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "latin.toml")


def test_the_file_is_named_with_each_fault(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("\ufeff" + SMALL.replace("host", "hst"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file)
    assert len(caught.value.faults) == 2
    assert all(fault.startswith(f"{file}: account[0].h") for fault in caught.value.faults)


# --- The agenda ---


def test_k1_there_is_no_agenda_unless_a_file_is_named_and_a_path_is_enough(tmp_path: Path) -> None:
    assert Config.from_toml(SMALL, tmp_path).agenda is None
    assert Config.from_toml(f'agenda = "mine.ics"\n{SMALL}', tmp_path).agenda == Agenda(
        file=tmp_path / "mine.ics", suggestions=False
    )
    table = Config.from_toml(f'{SMALL}[agenda]\nfile = "mine.ics"\nsuggestions = true\n', tmp_path).agenda
    assert table == Agenda(file=tmp_path / "mine.ics", suggestions=True)


@pytest.mark.parametrize(
    "lines,fault",
    [
        ("agenda = 3", 'agenda: must be a path, such as "~/follow-ups.ics", or the table [agenda], not 3'),
        ('agenda = ""', 'agenda.file: must be a path in quotes, not ""'),
        ('agenda = "."', "agenda.file: {base} is a folder; it must be a file, such as {base}/follow-ups.ics"),
        ("agenda = {}", "agenda.url: is missing, and so is `file`; one of them must say where the agenda is kept"),
        ('agenda = {file = "a.ics", url = "https://dav.example.org/"}', "agenda.url: there is `file` already; one of"),
        ('agenda = {file = "a.ics", username = "sam"}', "agenda.username: is for a calendar on a server alone; leave"),
        ('agenda = {file = "a.ics", login = "token"}', "agenda.login: is for a calendar on a server alone; leave it"),
        ('agenda = "https://dav.example.org/"', "agenda.username: is missing; it must be what you log in with"),
        ('agenda = {url = "http://dav.example.org/", username = "sam"}', 'agenda.url: must begin with "https://": "h'),
        ('agenda = {url = "https://dav.example.org/", username = "s:m"}', "agenda.username: must not contain a colon"),
        (
            'agenda = {url = "https://dav.example.org/", username = "sam", password_command = ["hunter2", 3]}',
            "agenda.password_command[1]: must be a list of words, such as",
        ),
        ('agenda = {file = "a.ics", sugestions = true}', 'agenda.sugestions: is not a known key; did you mean "sugg'),
        ('agenda = {file = "a.ics", suggestions = 1}', "agenda.suggestions: must be true or false, without quotes"),
    ],
)
def test_faults_of_the_agenda(tmp_path: Path, lines: str, fault: str) -> None:
    (said,) = faults_of(f"{lines}\n{SMALL}", tmp_path)
    assert said.startswith(fault.format(base=tmp_path))


def test_k1_the_agenda_can_be_kept_in_a_calendar_on_a_server(tmp_path: Path) -> None:
    table = '[agenda]\nurl = "https://dav.example.org/sam/"\nusername = "sam"\ncalendar = "Follow-ups"\n'
    agenda = Config.from_toml(f"{SMALL}{table}", tmp_path).agenda
    assert agenda is not None
    server = agenda.server
    assert server is not None
    assert (server.name, server.type, server.url) == ("agenda", CalendarType.CALDAV, "https://dav.example.org/sam/")
    assert (server.username, server.calendars, server.secret_command) == ("sam", ("Follow-ups",), None)
    assert agenda.place == "https://dav.example.org/sam/"


def test_no_account_is_called_as_the_agenda_is() -> None:
    named = SMALL.replace('"personal"', '"agenda"')
    assert Config.from_toml(named, Path()).names == ("agenda",)
    (said,) = faults_of(f'agenda = "a.ics"\n{named}')
    assert said == 'account[0].name: the agenda has the name "agenda" already; it must be another'


# --- Calendars ---


def calendar_faults(lines: str) -> list[str]:
    return [fault.removeprefix("calendar[0].") for fault in faults_of(f'{SMALL}[[calendar]]\nname = "mine"\n{lines}')]


def test_a_caldav_server(tmp_path: Path) -> None:
    lines = 'type = "caldav"\nurl = "https://dav.example.org/"\nusername = "sam"\n'
    (calendar,) = Config.from_toml(f'{SMALL}[[calendar]]\nname = "mine"\n{lines}', tmp_path).calendar
    assert (calendar.login, calendar.calendars, calendar.secret_command) == (Login.PASSWORD, (), None)
    assert calendar.needs_secret


def test_icalendar(tmp_path: Path) -> None:
    def loaded(lines: str) -> Calendar:
        return Config.from_toml(f'{SMALL}[[calendar]]\nname = "mine"\ntype = "ics"\n{lines}', tmp_path).calendar[0]

    assert loaded('path = "mine.ics"').path == tmp_path / "mine.ics"
    assert not loaded('path = "mine.ics"').needs_secret
    assert loaded('url = "webcal://example.org/a.ics"').url == "https://example.org/a.ics"
    assert loaded('url = "http://127.0.0.1:8080/a.ics"').url == "http://127.0.0.1:8080/a.ics"
    assert loaded('url_command = ["pass", "x"]').secret_command == ("pass", "x")
    assert loaded("").needs_secret


@pytest.mark.parametrize(
    "lines,found",
    [
        ("", ['type: is missing; it must be "caldav" or "ics"']),
        ('type = "outlook"', ['type: must be "caldav" or "ics", not "outlook"']),
        (
            'type = "caldav"',
            [
                'url: is missing; it must be the address of your server, such as "https://dav.example.org/"',
                "username: is missing; it must be what you log in with, often your whole address",
            ],
        ),
        (
            'type = "caldav"\nurl = "http://dav.example.org/"\nusername = "s:am"',
            [
                'url: must begin with "https://": "http" would show your secret to the network',
                "username: must not contain a colon (RFC 7617)",
            ],
        ),
        ('type = "ics"\nurl = "https://sam:hunter2@example.org/"', ["url: must hold neither a user name nor"]),
        ('type = "ics"\nurl = "https://[hunter2/"', ['url: is no address; it must be one such as "https://dav.']),
        ('type = "ics"\nurl = "ftp://example.org/hunter2"', ["url: must be a whole address such as"]),
        ('type = "ics"\nurl = 3', ["url: must be an address such as"]),
        ('type = "ics"\nurl = "https://example.org/"\npath = "a"', ["path: there is `url` already; one of them is"]),
        ('type = "ics"\npath = "a"\nurl_command = ["x"]', ["url_command: there is `path` already; one of them"]),
        ('type = "ics"\nurl_command = []', ["url_command: must begin with a program"]),
        (
            'type = "ics"\nusername = "sam"\nlogin = "token"\ncalendars = ["a"]\npassword_command = ["hunter2"]',
            [
                'username: is for type = "caldav" alone; leave it out',
                'password_command: is for type = "caldav" alone; leave it out',
                'login: is for type = "caldav" alone; leave it out',
                'calendars: is for type = "caldav" alone; leave it out',
            ],
        ),
        (
            'type = "caldav"\nurl = "https://a.example/"\nusername = "sam"\npath = "a"',
            ['path: is for type = "ics" alone; leave it out'],
        ),
        ('type = "ics"\nca_file = "/no/such.pem"', ["ca_file: there is no file /no/such.pem"]),
        ('type = "ics"\npassword = "hunter2"', ["password: never in this file;"]),
        ('type = "ics"\npth = "a"', ['pth: is not a known key; did you mean "path"?']),
    ],
)
def test_every_fault_of_a_calendar_is_named(lines: str, found: list[str]) -> None:
    faults = calendar_faults(lines)
    assert [fault[: len(start)] for fault, start in zip(faults, found, strict=True)] == found
    assert "hunter2" not in "".join(faults)


def test_a_calendar_has_no_name_of_an_account() -> None:
    text = f'{SMALL}[[calendar]]\nname = "personal"\ntype = "ics"\n'
    assert faults_of(text) == ('calendar[0].name: account[0] has the name "personal" already; it must be another',)
    assert faults_of(f"calendar = 3\n{SMALL}") == ("calendar: must be tables [[calendar]], with two brackets",)


# --- Ways to the secret ---


@pytest.mark.parametrize(
    "lines, fault",
    [
        ('password_command = ["a"]\npassword_env = "B"', "password_env: there is `password_command` already; one of"),
        ('password_env = "PASSWORD=hunter2"', 'password_env: must be the name of a variable alone, such as "MAIL_'),
        ("password_env = 3", "password_env: must be the name of an environment variable"),
        ('login = "oauth"', 'login: must be "password", or "token"'),
        ("[account.oauth]", "oauth.client_id: is missing; it must be the id of the program that you have registered"),
        ('password_env = "A"\n[account.oauth]\nprovider = "google"\nclient_id = "x"', "oauth: there is `password_env`"),
        ('[account.oauth]\nprovider = "yahoo"\nclient_id = "x"', 'oauth.provider: must be "microsoft" or "google"'),
        ('[account.oauth]\nclient_id = "x"', "oauth.token_url: is missing; without provider"),
        ('[account.oauth]\nclient_id = "x"\ntoken_url = "https://a.example/t"', "oauth.token_url: alone is not enough"),
        ('[account.oauth]\nprovider = "google"\nclient_id = "x"\ntenant = "a"', "oauth.tenant: is for provider"),
        ('[account.oauth]\nprovider = "microsoft"\nclient_id = "x"\ntenant = "a/b"', "oauth.tenant: must be the id"),
        ('[account.oauth]\nprovider = "google"\nclient_id = "x"\ntoken_url = "http://a.example/"', "oauth.token_url: "),
        ('[account.oauth]\nprovider = "google"\nclient_id = "x"\nclient_secret = "hunter2"', "oauth.client_secret: n"),
        (
            '[account.oauth]\nprovider = "google"\nclient_id = "x"\nscop = "a"',
            "oauth.scop: is not a known key; did",
        ),
    ],
)
def test_faults_of_the_ways_to_a_secret(lines: str, fault: str) -> None:
    said = faults_of(f"{SMALL}{lines}\n")
    assert said[0].startswith(f"account[0].{fault}")
    assert "hunter2" not in "".join(said)


def test_what_is_known_of_microsoft_and_google_and_what_the_file_says_instead() -> None:
    microsoft = OAuth(provider=OAuthProvider.MICROSOFT, client_id="x").endpoints
    assert microsoft.device == "https://login.microsoftonline.com/common/oauth2/v2.0/devicecode"
    assert microsoft.authorization is None
    assert "offline_access" in str(microsoft.scope)
    own = OAuth(provider=OAuthProvider.MICROSOFT, client_id="x", tenant="rivera.example").endpoints
    assert own.token == "https://login.microsoftonline.com/rivera.example/oauth2/v2.0/token"
    google = OAuth(provider=OAuthProvider.GOOGLE, client_id="x", token_url="https://a.example/t").endpoints
    assert (google.token, google.device, google.scope) == ("https://a.example/t", None, "https://mail.google.com/")
    assert google.authorization is not None
    other = OAuth(client_id="x", device_url="https://a.example/d", token_url="https://a.example/t").endpoints
    assert (other.device, other.authorization, other.scope) == ("https://a.example/d", None, None)


# --- The example ---


def _tables_of_the_example() -> dict[str, dict[str, str]]:
    """Each key of the example, active or commented out, with the text of its value; "" is the top level.

    The second of two tables of one name has a stroke.
    """
    tables: dict[str, dict[str, str]] = {"": {}}
    table = tables[""]
    before = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"#?\[+([\w.]+)\]+", line):
            name = heading[1] if heading[1] not in tables else f"{heading[1]}'"
            table = tables.setdefault(name, {})
        elif pair := re.fullmatch(r"#?(\w+) = (.+)", line):
            assert before.startswith("# "), f"no line of why above {line}"
            assert pair[1] not in table
            table[pair[1]] = pair[2]
        before = line
    return tables


def test_the_example_works_as_it_is() -> None:
    config = load(EXAMPLE)
    assert config.settings == FollowUpSettings()
    assert config.account[0].port == 993


@pytest.mark.parametrize(
    "address, secret", [("path", "password_command"), ("url_command", "password_env"), ("url", "oauth")]
)
def test_the_example_works_with_every_line_switched_on(tmp_path: Path, address: str, secret: str) -> None:
    (tmp_path / "ca.pem").touch()
    text = re.sub(r"(?m)^#(\w+ = |\[)", r"\1", EXAMPLE.read_text(encoding="utf-8"))
    for key in {"password_command", "password_env"} - {secret}:  # one way to the secret is enough
        text = re.sub(rf"(?m)^{key} = .*\n", "", text)
    if secret != "oauth":
        text = text[: text.index("\n[account.oauth]\n")] + text[text.index("\n[[calendar]]\n") :]
    text = re.sub(r"(?m)^certificate_sha256 = .*\n", "", text)  # beside ca_file
    for other in {"path", "url_command", "url"} - {address}:  # of a feed or file there is one
        start = text.index('name = "local"')
        text = text[:start] + re.sub(rf"(?m)^{other} = .*\n", "", text[start:])
    # An agenda is a file, or it is kept on a server.
    start, end = text.index("[agenda]"), text.index("[notify]")
    keys = "file" if address == "url" else "url|username|password_command|password_env|calendar|ca_file"
    text = text[:start] + re.sub(rf"(?m)^({keys}) = .*\n", "", text[start:end]) + text[end:]
    # The server that takes notices takes the login of an account, or one of its own.
    start = text.index("[notify]")
    keys = "account" if secret == "password_command" else "username|password_command|password_env"
    text = text[:start] + re.sub(rf"(?m)^({keys}) = .*\n", "", text[start:])
    config = Config.from_toml(text, tmp_path)
    assert config.settings == FollowUpSettings()
    assert config.notify_login is not None
    assert config.notify_login.name == ("notify" if secret == "password_command" else "personal")
    assert (config.account[0].password_command == ("pass", "show", "mail/personal")) == (secret == "password_command")
    assert (config.account[0].password_env == "MAIL_PASSWORD") == (secret == "password_env")
    assert config.account[0].by_token == (secret == "oauth")
    assert [one.type for one in config.calendar] == [CalendarType.CALDAV, CalendarType.ICS]
    assert getattr(config.calendar[1], address) is not None
    assert config.agenda is not None
    assert (config.agenda.server is None) == (address != "url")
    assert not config.agenda.suggestions


def test_the_example_has_every_key_and_no_other() -> None:
    tables = _tables_of_the_example()
    tables["calendar"] |= tables.pop("calendar'")
    tables["account"]["oauth"] = ""
    assert set(tables.pop("account.oauth")) == set(OAuth.__struct_fields__)
    assert set(tables[""]) | set(tables) - {""} == set(Config.__struct_fields__)
    for name, table in (
        ("me", Me),
        ("account", Account),
        ("calendar", Calendar),
        ("agenda", Agenda),
        ("notify", Notify),
        ("follow_up", FollowUp),
    ):
        assert set(tables[name]) == set(table.__struct_fields__)


def test_every_default_of_the_example_is_the_real_one() -> None:
    tables = _tables_of_the_example()
    plain = Config.from_toml(SMALL, Path())
    compared = 0
    for key, text in tables["follow_up"].items():
        only = Config.from_toml(f"{SMALL}[follow_up]\n{key} = {text}\n", Path())
        assert getattr(only.follow_up, key) == getattr(FollowUp(), key)
        compared += 1
    for key, text in tables["account"].items():
        default = getattr(plain.account[0], key)
        if key in tomllib.loads(SMALL)["account"][0] or default is None:
            continue
        assert getattr(Config.from_toml(f"{SMALL}{key} = {text}\n", Path()).account[0], key) == default
        compared += 1
    assert compared == len(FollowUp.__struct_fields__) + 5


# --- notify ---


def test_the_owner_is_told_by_a_word_or_a_table_and_off_without() -> None:
    nowhere = Path("/nowhere")
    assert Config.from_toml(SMALL, nowhere).notify is None
    for word in ("mailbox", "desktop"):
        found = Config.from_toml(f'notify = "{word}"\n{SMALL}', nowhere)
        assert found.notify is not None
        assert (found.notify.by.value, found.notify.digest_at, found.notify.login) == (word, time(8), None)
    table = '[notify]\nby = "mail"\nhost = "SMTP.example.org"\nusername = "sam"\ndigest_at = "none"\n'
    found = Config.from_toml(f"{SMALL}{table}", nowhere)
    assert found.notify is not None
    assert (found.notify.host, found.notify.port, found.notify.digest_at) == ("smtp.example.org", 465, None)
    assert found.notify.login is not None
    assert found.own_address == "sam@example.org"
    starttls = Config.from_toml(f'{SMALL}{table}security = "starttls"\n', nowhere).notify
    assert starttls is not None
    assert starttls.port == 587
    beside = Config.from_toml(f'{SMALL}{table}account = "personal"\n', nowhere)
    assert (beside.notify_login, beside.notify_username) == (beside.account[0], "sam")


@pytest.mark.parametrize(
    "lines, fault",
    [
        ('by = "pigeon"', 'notify.by: must be "mail", "mailbox" or "desktop", not "pigeon"'),
        ('by = "mail"', "notify.host: is missing"),
        ('by = "mail"\nhost = "smtp.example.org:25"', "notify.host: must be the server's name alone"),
        ('by = "mail"\nhost = "smtp.example.org"\nsecurity = "none"', 'notify.security: "none" would show'),
        ('by = "mailbox"\nhost = "smtp.example.org"', 'notify.host: is for by = "mail" alone'),
        ('by = "mailbox"\ndigest_at = "8"', "notify.digest_at: must be a time of day"),
        ('by = "mailbox"\naddress = "jane@acme.example"', "notify: address"),
        ('by = "mail"\nhost = "smtp.example.org"\npassword_command = ["x"]', "notify.password_command: is of no use"),
        ('by = "mail"\nhost = "smtp.example.org"\naccount = "work"', 'notify: account "work" must be one of personal'),
        (
            'by = "mail"\nhost = "smtp.example.org"\naccount = "personal"\nusername = "sam"\npassword_env = "X"',
            "notify.password_env: there is `account` already, whose secret is taken",
        ),
        ('by = "mailbox"\nto = "jane@acme.example"', "notify.to: is not a known key"),
    ],
)
def test_what_cannot_be_told_so_is_a_fault(lines: str, fault: str) -> None:
    (found,) = faults_of(f"{SMALL}[notify]\n{lines}\n")
    assert found.startswith(fault)


def test_no_account_goes_by_the_name_of_what_tells() -> None:
    faults = faults_of('notify = "mailbox"\n' + SMALL.replace('"personal"', '"notify"'))
    assert any("account[0].name" in fault for fault in faults)
