"""One file an agent: its hook's payload read as a :class:`..calls.Call`."""
