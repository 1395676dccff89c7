"""What a damaged ZIP shows itself by, depending on which byte is wrong."""

import struct
import zlib
from zipfile import BadZipFile, LargeZipFile

# A place before the file's beginning is an OSError of a file, a ValueError of bytes in memory.
DAMAGE = (
    BadZipFile,
    LargeZipFile,
    zlib.error,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
