"""Static files in production: compressed, with a hash in the name, so that browsers keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Our scripts only: a package's own bundles import by names that are not files.
IMPORTS = ("js/*.js", ((r"""(?P<matched>from "(?P<url>\.{1,2}/[^"]+\.js)")""", 'from "%(url)s"'),))


class HashedFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, which also gives our scripts the hashed names of the modules that they import."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, IMPORTS)
