"""What enters and leaves over HTTP, one file per noun; rows never leave as they are."""
