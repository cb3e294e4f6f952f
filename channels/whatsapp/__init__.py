"""WhatsApp, through Twilio or through Meta's Cloud API."""
