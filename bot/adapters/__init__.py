"""One room a chat; rooms do not know each other, and features know none of them."""
