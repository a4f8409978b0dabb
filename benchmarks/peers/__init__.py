"""What the engine is measured against: the same ratings by hand, and by general rule engines."""
