"""What Telegram brings: parse, call one use case, reply."""
