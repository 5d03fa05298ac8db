"""From a document to a tagged PDF, by LibreOffice or by Word."""
