"""What happens if a partner stops, loses places or opens some, and whose loss would cost most."""
