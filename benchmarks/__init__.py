"""What the app costs, measured beside a bare Flask app: ``python -m benchmarks``."""
