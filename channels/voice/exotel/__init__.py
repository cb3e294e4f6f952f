"""Exotel: ExoML documents, and the gather and passthru applets of a dashboard flow."""
