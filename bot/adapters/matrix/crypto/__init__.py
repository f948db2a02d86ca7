"""What makes a conversation private: the device's keys, others' keys, and the bot's identity."""
