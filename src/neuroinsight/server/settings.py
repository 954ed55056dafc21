"""What an installation may set: by `NEUROINSIGHT_…` in the environment, by a TOML file, by options of the command."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from neuroinsight.inference.weights import DEFAULT_MODEL

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_GIB = 1024**3


class Settings(BaseSettings):
    """Everything that an installation may set; each field's description is its page in the documentation."""

    model_config = SettingsConfigDict(
        env_prefix="NEUROINSIGHT_", frozen=True, extra="forbid", use_attribute_docstrings=True
    )

    host: str = "127.0.0.1"
    """Address to listen at. Beyond this machine only with `tls_cert` or `behind_proxy`."""
    port: int = Field(default=8417, ge=0, le=65535)
    """Port to listen at; 0 takes a free one."""
    data_dir: Path = Path("neuroinsight-data")
    """Folder of all data: database, images, results. Nothing is kept elsewhere."""
    database_url: str | None = None
    """Database in place of the file in `data_dir`, as `postgresql+psycopg://user@host/name`."""
    public_url: str | None = None
    """Address that browsers use, where a proxy makes it another than `host` and `port`."""
    tls_cert: Path | None = None
    """Certificate chain (PEM); with it the server speaks HTTPS."""
    tls_key: Path | None = None
    """Private key (PEM) of `tls_cert`."""
    behind_proxy: bool = False
    """A proxy on the way does HTTPS and passes `Host` on; cookies are then for HTTPS only."""
    model: str = DEFAULT_MODEL
    """Model of new analyses: a shipped one's name, or the folder of one."""
    workers: int = Field(default=1, ge=1, le=64)
    """Processes that analyze, each with the model in memory (about 0.5 GB)."""
    scheduler: str | None = None
    """Dask scheduler (`tcp://…`, `tls://…`) whose workers share the data folder, in place of own workers."""
    max_file_bytes: int = Field(default=4 * _GIB, ge=1)
    """Largest file that is taken."""
    max_study_bytes: int = Field(default=8 * _GIB, ge=1)
    """Largest sum of the files of a study, unpacked ones included."""
    max_files: int = Field(default=20_000, ge=1)
    """Most files of a study; a DICOM series has one per slice."""
    reading_seconds: float = Field(default=60, gt=0)
    """Seconds that reading an uploaded file may take, in a process of its own, before it is refused."""
    reading_memory_bytes: int = Field(default=6 * _GIB, ge=_GIB)
    """Memory that this process may have."""
    session_hours: float = Field(default=12, gt=0)
    """Hours until a sign-in ends, whatever is done."""
    session_idle_minutes: float = Field(default=60, gt=0)
    """Minutes without a request until a sign-in ends."""
    password_length: int = Field(default=12, ge=8)
    """Fewest characters of a password."""
    wrong_passwords: int = Field(default=5, ge=1)
    """Wrong passwords in a quarter of an hour until an account is locked for as long."""
    retention_days: float = Field(default=30, ge=0)
    """Days that a deleted study can be restored, and after which its files are removed."""
    demo: bool = False
    """The first administrator finds a synthetic patient, which is analyzed as any upload."""
    argon2_memory_kib: int = Field(default=65_536, ge=32)
    """Memory that checking one password takes; at most two are checked at a time."""

    @classmethod
    def settings_customise_sources(  # noqa: PLR0917 - of pydantic-settings' interface
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - a file of secrets by another name
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, the strongest first: what the call gives, the environment, the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @model_validator(mode="after")
    def _guard_the_network(self) -> Self:
        if self.tls_key is not None and self.tls_cert is None:
            raise ValueError("tls_key is given without tls_cert")
        if self.host not in LOOPBACK and self.tls_cert is None and not self.behind_proxy:
            raise ValueError(
                f"host {self.host} can be reached from other machines: that needs tls_cert, or behind_proxy where a "
                "proxy does HTTPS"
            )
        return self

    @property
    def is_encrypted(self) -> bool:
        """Whether browsers reach the server by HTTPS."""
        return self.tls_cert is not None or self.behind_proxy

    @property
    def is_reachable(self) -> bool:
        """Whether other machines may reach the server."""
        return self.host not in LOOPBACK or self.behind_proxy

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'neuroinsight.db'}"


def read_settings(config: Path | None = None, **given: object) -> Settings:
    """Return the settings; what is `given` and not None wins over the environment, and that over the file `config`.

    Raises:
        pydantic.ValidationError: A value is not allowed, or a name in the file is not known.
        tomllib.TOMLDecodeError: The file is no TOML.
    """

    class FromFile(Settings):
        model_config = SettingsConfigDict(toml_file=config)

    chosen = {name: value for name, value in given.items() if value is not None}
    return FromFile.model_validate(FromFile(**chosen).model_dump()) if config else Settings(**chosen)  # type: ignore[arg-type]
