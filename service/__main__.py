"""``python -m service`` is ``hilfenetz``, for where nothing is installed."""

from service.cli import main

if __name__ == "__main__":
    main()
