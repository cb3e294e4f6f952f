"""Speech to text and text to speech: interfaces, and the services behind them."""
