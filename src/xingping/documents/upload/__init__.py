"""Files that people upload as evidence: what they really are, what is refused, what is shown of them."""

from xingping.documents.upload.inspection import Inspected, Limits, RefusedFileError, inspect_file

__all__ = ["Inspected", "Limits", "RefusedFileError", "inspect_file"]
