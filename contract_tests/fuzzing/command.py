"""The command ``cometapi-contract fuzz``: a target, or a client."""
