"""Twilio Programmable Voice: TwiML."""
