"""Paper: reports and figures as Word, PDF and spreadsheet files, for whoever may read the page that they come from.

What a document says is made once, as plain data (content), while the database is read; it is drawn afterwards, without
a session, and never inside a transaction. The libraries that draw are imported by the functions that need them.
"""

from app.documents.files import MEDIA_TYPES
from app.documents.routes import router

__all__ = ["MEDIA_TYPES", "router"]
