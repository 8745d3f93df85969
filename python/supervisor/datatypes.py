"""Numbers with a unit, as the arguments of listeners use them."""


class SuffixMultiplier:
    """Reads integers that may end in a unit: `SuffixMultiplier({'m': 60, 'h': 3600})('2h')`.

    Case does not matter. A longer unit is looked for before a shorter one.
    """

    def __init__(self, d, default=1):
        self._units = sorted(d.items(), key=lambda unit: -len(unit[0]))
        self._default = default

    def __call__(self, v):
        text = v.lower()
        for unit, factor in self._units:
            if text.endswith(unit):
                return int(text[: -len(unit)]) * factor
        return int(text) * self._default


byte_size = SuffixMultiplier({'kb': 1024, 'mb': 1024**2, 'gb': 1024**3})
