"""Fees: what is to be paid, by UPI link or QR picture, and the payment gateway's signed word that it was."""
