"""Words: messages are identifiers with arguments until the moment somebody reads them."""
