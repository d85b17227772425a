"""The front desk itself: no Telegram, no SQL, no clock of its own."""
