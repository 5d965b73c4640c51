"""What is open until it is closed, and closed at the end of a `with`."""

from typing import Self


class Closing:
    """Closes itself at the end of a `with`, however that ends."""

    def close(self) -> None:
        """Let go of what is held; said by each class for itself."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
