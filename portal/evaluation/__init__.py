"""What an evaluation does behind the assistant's back. Not there in production."""
