"""Print the license of every installed package, as its own metadata states it."""

from importlib import metadata


def main() -> None:
    """Print one line per package: name, version, license."""
    rows = sorted({_row(distribution) for distribution in metadata.distributions()}, key=lambda row: row[0].lower())
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, version, terms in rows:
        print(f"{name:{widths[0]}}  {version:{widths[1]}}  {terms}")


def _row(distribution: metadata.Distribution) -> tuple[str, str, str]:
    return distribution.metadata["Name"], distribution.version, _license_of(distribution.metadata)


def _license_of(package: metadata.PackageMetadata) -> str:
    """Return the SPDX expression, else the classifiers, else the first line of the free text."""
    expressions = package.get_all("License-Expression") or []
    classified = [
        classifier.rsplit(" :: ", 1)[-1]
        for classifier in package.get_all("Classifier") or []
        if classifier.startswith("License ::")
    ]
    free = [text.strip().splitlines()[0] for text in package.get_all("License") or [] if text.strip()]
    stated = expressions or classified or free
    return "; ".join(stated) if stated else "not stated"


if __name__ == "__main__":
    main()
