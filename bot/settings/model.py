"""The settings as one value, and the names they go by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

LOCALES = ("fr", "en")
_CHATS = ("slack", "matrix")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set, each with its default; "" and None mean not set.

    Secrets, and addresses that can hold a password, are left out of `repr`.

    Args:
        database_url: `sqlite:///path` or `postgresql://user:password@host/name`.
        key_dir: folder of the keys, outside the database's folder and every backup.
        shared_key_dir: folder of the keys that answering and closing share, where they run as two
            accounts; not set where one account does both.
        names_file: the official first names that `lien names import` keeps for masking.
        name_model: a spaCy model that masking asks besides its rules: an installed one's name, or
            a folder's path.
        locale: language of what nobody has chosen a language for, one of `LOCALES`.
        zone: IANA time zone of schedules, for units that name none.
        admins: accounts of the first administrators, as `chat/workspace/user`.
        http_host, http_port: where Slack's HTTP mode, health and metrics are served.
        traces_months: whole months that marks of chat events and names of sent messages are kept:
            what a chat could deliver again, and what could be sent again, is older by then.
        weekly_seconds_agent, weekly_seconds_manager: the most time that may be planned each week of
            somebody, an estimate; a configuration that plans more is refused.
        http_url: the address people and Slack reach that server by, with TLS in front; only for
            Slack's HTTP mode, for several workspaces and for linked accounts.
        slack_app_token: Socket Mode is used where it is given, HTTP with signatures otherwise.
        slack_api_url: Slack's own unless a test server stands in for it.
        matrix_store_dir: folder of the device's identity and encryption keys.
        matrix_admin_token: of an administrator of the homeserver; only `lien check` uses it.
        contacts: whom people can talk to, by name ("Médecine préventive": "poste 45 21"); the TOML
            file alone holds them, as the table `[contacts]`.
        charter: what fills the blanks of the charter, by name; likewise `[charter]`.
    """

    database_url: str = field(default="sqlite:///data/lien.sqlite3", repr=False)
    key_dir: Path | None = None
    shared_key_dir: Path | None = None
    names_file: Path = Path("data/first_names.txt")
    name_model: str = ""
    locale: str = "fr"
    zone: str = "Europe/Paris"
    admins: tuple[str, ...] = ()
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    traces_months: int = 2
    weekly_seconds_agent: int = 120
    weekly_seconds_manager: int = 300
    http_url: str = ""
    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    matrix_homeserver: str = ""
    matrix_user: str = ""
    matrix_password: str = field(default="", repr=False)
    matrix_access_token: str = field(default="", repr=False)
    matrix_store_dir: Path | None = None
    matrix_admin_token: str = field(default="", repr=False)
    contacts: Mapping[str, str] = field(default_factory=dict)
    charter: Mapping[str, str] = field(default_factory=dict)

    @property
    def uses_slack(self) -> bool:
        """Whether anything was set for Slack."""
        return any((self.slack_bot_token, self.slack_app_token, self.slack_client_id))

    @property
    def slack_workspaces(self) -> frozenset[str]:
        """Workspaces where an administrator of Lien has an account."""
        named = (admin.split("/") for admin in self.admins)
        return frozenset(parts[1] for parts in named if parts[0] == "slack" and len(parts) > 1)

    @property
    def uses_matrix(self) -> bool:
        """Whether anything was set for Matrix."""
        return any((self.matrix_homeserver, self.matrix_user))


TABLES = ("contacts", "charter")
"""Settings that are tables of names people choose; they have no variable."""
NAMES = tuple(f.name for f in fields(Settings) if f.name not in TABLES)


def variable(name: str) -> str:
    """Return a setting's name in the environment: `LIEN_ZONE`, `SLACK_BOT_TOKEN`."""
    return name.upper() if name.startswith(_CHATS) else f"LIEN_{name.upper()}"


def toml_key(name: str) -> str:
    """Return a setting's name in the TOML file: `zone`, `slack.bot_token`."""
    return name.replace("_", ".", 1) if name.startswith(_CHATS) else name
