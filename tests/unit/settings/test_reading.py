from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.i18n.catalog import LANGUAGES
from bot.settings.model import LOCALES, NAMES, Settings, toml_key, variable
from bot.settings.reading import load

ROOT = Path(__file__).parents[3]
SECRET = "xoxb-this-must-never-be-shown"


def write(folder: Path, *, toml: str = "", env: str = "") -> Path:
    (folder / "config").mkdir()
    (folder / "config" / "lien.toml").write_text(toml, encoding="utf-8")
    (folder / ".env").write_text(env, encoding="utf-8")
    return folder


def refusal(folder: Path, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(OperatorError) as refused:
        load(folder, environ or {})
    return str(refused.value)


def test_without_any_source_the_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path, {}) == Settings()


def test_a_later_source_wins_over_an_earlier_one(tmp_path: Path) -> None:
    write(
        tmp_path,
        toml='locale = "en"\nzone = "Indian/Reunion"\nhttp_port = 1\n',
        env="LIEN_ZONE=America/Cayenne\nLIEN_HTTP_PORT=2\n",
    )

    settings = load(tmp_path, {"LIEN_HTTP_PORT": "3"})

    assert (settings.locale, settings.zone, settings.http_port) == ("en", "America/Cayenne", 3)


def test_every_setting_can_be_given_in_the_environment(tmp_path: Path) -> None:
    given = {variable(name): f"value of {name}" for name in NAMES} | {
        "LIEN_HTTP_PORT": "8123",
        "LIEN_TRACES_MONTHS": "3",
        "LIEN_WEEKLY_SECONDS_AGENT": "90",
        "LIEN_WEEKLY_SECONDS_MANAGER": "240",
    }

    settings = load(tmp_path, given)

    unchanged = [f.name for f in fields(Settings) if getattr(settings, f.name) == f.default]
    assert unchanged == []


def test_an_empty_value_is_not_set(tmp_path: Path) -> None:
    write(tmp_path, toml='locale = "en"\nkey_dir = ""\nadmins = []\n', env="LIEN_LOCALE=\n")

    assert load(tmp_path, {"LIEN_LOCALE": "", "LIEN_HTTP_PORT": ""}) == Settings(locale="en")


def test_administrators_are_a_list_in_toml_and_separated_by_commas_elsewhere(
    tmp_path: Path,
) -> None:
    write(tmp_path, toml='admins = ["slack/T1/U1", "slack/T1/U2"]')

    assert load(tmp_path, {}).admins == ("slack/T1/U1", "slack/T1/U2")
    assert load(tmp_path, {"LIEN_ADMINS": " slack/T1/U3 ,"}).admins == ("slack/T1/U3",)


def test_a_folder_may_start_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/nadia")

    assert load(tmp_path, {"LIEN_KEY_DIR": "~/keys"}).key_dir == Path("/home/nadia/keys")


def test_a_dollar_sign_in_a_password_stays_one(tmp_path: Path) -> None:
    write(tmp_path, env="MATRIX_PASSWORD='pa$${HOME}'\n")

    assert load(tmp_path, {}).matrix_password == "pa$${HOME}"


@pytest.mark.parametrize(
    ("toml", "env", "environ", "expected"),
    [
        (
            'local = "fr"',
            "",
            {},
            'config/lien.toml: there is no setting "local"; did you mean "locale"?',
        ),
        ('[slack]\nbot_tokn = "x"', "", {}, 'did you mean "slack.bot_token"?'),
        ("[nowhere]\nat_all = 1", "", {}, "config/lien.example.toml has them all."),
        (
            "",
            "LIEN_ADMIN=x",
            {},
            '.env: there is no setting "LIEN_ADMIN"; did you mean "LIEN_ADMINS"?',
        ),
        ("", "SLACK_BOTTOKEN=x", {}, 'did you mean "SLACK_BOT_TOKEN"?'),
        ("", "", {"LIEN_TIMEZONE": "x"}, 'the environment: there is no setting "LIEN_TIMEZONE"'),
    ],
)
def test_an_unknown_setting_is_refused_with_the_one_it_resembles(
    tmp_path: Path, toml: str, env: str, environ: dict[str, str], expected: str
) -> None:
    write(tmp_path, toml=toml, env=env)

    assert expected in refusal(tmp_path, environ)


def test_variables_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, env="COMPOSE_PROJECT_NAME=lien\n")

    assert load(tmp_path, {"SLACK_CLI_TOKEN": "x", "PATH": "/bin"}) == Settings()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.5", "eighty", "٣x"])
def test_a_port_is_a_whole_number_in_range(tmp_path: Path, port: str) -> None:
    said = refusal(tmp_path, {"LIEN_HTTP_PORT": port})

    assert said == "LIEN_HTTP_PORT in the environment must be a whole number from 1 to 65535."


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("zone = 2", "zone in config/lien.toml must be a text, between quotes."),
        ("http_port = true", "http_port in config/lien.toml must be a whole number"),
        ("admins = [1]", "admins in config/lien.toml must be a list of texts."),
        ("admins = 1", "admins in config/lien.toml must be a list of texts."),
        ("zone = ", "config/lien.toml is not TOML"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_by_name(tmp_path: Path, toml: str, said: str) -> None:
    write(tmp_path, toml=toml)

    assert refusal(tmp_path).startswith(said)


def test_bytes_that_are_no_text_are_refused_by_file(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "config" / "lien.toml").write_bytes(b"zone = '\xff'")
    assert refusal(tmp_path) == "config/lien.toml cannot be read: UnicodeDecodeError."

    (tmp_path / "config" / "lien.toml").unlink()
    (tmp_path / ".env").write_bytes(b"LIEN_ZONE=\xff")
    assert refusal(tmp_path) == ".env cannot be read: UnicodeDecodeError."


@pytest.mark.parametrize(
    ("toml", "env", "environ"),
    [
        (f'http_port = "{SECRET}"', "", {}),
        (f'[slack]\nbot_token = ["{SECRET}"]', "", {}),
        (f"[slack]\nbot_token = {SECRET}", "", {}),
        ("", f"LIEN_HTTP_PORT={SECRET}", {}),
        ("", f"LIEN_TOKEN={SECRET}", {}),
        ("", "", {"LIEN_HTTP_PORT": SECRET}),
    ],
)
def test_a_refusal_never_quotes_a_value(
    tmp_path: Path, toml: str, env: str, environ: dict[str, str]
) -> None:
    write(tmp_path, toml=toml, env=env)

    assert SECRET not in refusal(tmp_path, environ)


def test_secrets_are_not_in_the_representation() -> None:
    secrets = (
        "database_url",
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "slack_client_secret",
        "matrix_password",
        "matrix_access_token",
    )

    assert SECRET not in repr(Settings(**dict.fromkeys(secrets, SECRET)))  # type: ignore[arg-type]


def test_help_lines_and_what_fills_the_charter_are_tables_of_their_own(tmp_path: Path) -> None:
    toml = (
        '[contacts]\n"Médecine préventive" = "poste 45 21"\nvide = ""\n[charter]\ndpo = "A. Roy"\n'
    )
    settings = load(write(tmp_path, toml=toml), {})
    assert settings.contacts == {"Médecine préventive": "poste 45 21"}
    assert settings.charter == {"dpo": "A. Roy"}


@pytest.mark.parametrize("toml", ["contacts = 3", "[contacts]\nmedecine = 4521", "charter = []"])
def test_a_table_that_holds_anything_but_texts_is_refused(tmp_path: Path, toml: str) -> None:
    with pytest.raises(OperatorError, match="must hold lines such as"):
        load(write(tmp_path, toml=toml), {})


def test_the_example_environment_documents_every_setting_and_sets_none(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    lines = example.splitlines()

    assert [line.rstrip("=") for line in lines if line and line[0] != "#"] == [
        variable(name) for name in sorted(NAMES, key=lambda n: lines.index(f"{variable(n)}="))
    ]
    assert load(write(tmp_path, env=example), {}) == Settings()


def test_the_example_toml_holds_every_setting_with_its_default(tmp_path: Path) -> None:
    example = (ROOT / "config" / "lien.example.toml").read_text(encoding="utf-8")

    assert load(write(tmp_path, toml=example), {}) == Settings()
    for name in NAMES:
        assert f"\n{toml_key(name).partition('.')[2] or name} = " in example


def test_the_locales_are_those_the_catalogues_speak() -> None:
    assert LOCALES == LANGUAGES


@pytest.mark.parametrize("months", ["1", "0", "13", "two"])
def test_marks_are_kept_for_longer_than_a_chat_reaches_back(tmp_path: Path, months: str) -> None:
    said = refusal(tmp_path, {"LIEN_TRACES_MONTHS": months})

    assert said == "LIEN_TRACES_MONTHS in the environment must be a whole number from 2 to 12."
