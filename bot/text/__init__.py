"""Words people write: names are masked, themes suggested, phrases of distress recognised."""
