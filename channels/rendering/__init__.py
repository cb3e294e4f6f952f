"""What channels have in common when they put a neutral reply into their own form."""
